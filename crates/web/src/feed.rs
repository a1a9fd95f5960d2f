//! A feed for each role: what changes and when, for those who want to hear of it. Atom (RFC 4287).

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use maud::{PreEscaped, html};
use preceptor_record::Day;
use preceptor_service::changes::{self, Change};
use preceptor_service::source;

use crate::problem::Problem;
use crate::site::Site;
use crate::text::t;

/// A year of changes and more; readers keep what they have seen.
const MOST: usize = 100;

pub async fn of_role(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let book = site.book;
    let role = book.roles.get(id.as_str()).ok_or(Problem::NotFound)?;
    let all = changes::of_role(book, role);
    let shown: Vec<&Change<'_>> = all.iter().take(MOST).collect();
    let base = &site.public_url;
    let here = format!("{base}/roles/{id}/changes.atom");
    // The same rulebook gives the same feed on every day: what is new is a new edition, or a day that was reached.
    let newest = shown.iter().map(|it| it.on).filter(|it| *it <= site.today()).max();
    let made = html! {
        (PreEscaped("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"))
        feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB" {
            id { "tag:preceptor,2026:" (book.header.id) "/roles/" (id) }
            title { (t!("roles.changes.of", role = role.title)) }
            subtitle { (t!("feed.what", title = book.header.title, version = book.header.version)) }
            updated { (instant(newest.or(shown.first().map(|it| it.on)).unwrap_or(site.today()))) }
            author { name { (t!("name")) } }
            (link("self", &here))
            (link("alternate", &format!("{base}/roles/{id}")))
            @for it in shown {
                entry {
                    id { "tag:preceptor,2026:" (book.header.id) "/" (it.role) "/" (it.id) }
                    title { (t!("role.coming.from", day = it.on.in_words(), what = it.what)) }
                    updated { (instant(it.on)) }
                    (link("alternate", &address(base, &id, it)))
                    summary {
                        (it.what)
                        @if let Some(cited) = it.source.first() { " " (t!("feed.source", source = source::line(book, cited))) }
                    }
                }
            }
        }
    };
    let headers = [
        (CONTENT_TYPE, "application/atom+xml; charset=utf-8"),
        (CACHE_CONTROL, "public, max-age=3600"),
    ];
    Ok((headers, made.into_string()).into_response())
}

/// An empty element of XML, which HTML does not know.
fn link(rel: &str, href: &str) -> maud::Markup {
    let attributes = html! { (rel) "\" href=\"" (href) };
    // Both were escaped above; the quotes between them are ours.
    let attributes = attributes.into_string().replace("&quot; href=&quot;", "\" href=\"");
    PreEscaped(format!("<link rel=\"{attributes}\"/>"))
}

fn address(base: &str, role: &str, it: &Change<'_>) -> String {
    match it.set {
        Some(_) => {
            let provision = it.id.split(".from.").next().and_then(|it| it.split(".until.").next());
            format!("{base}/rules/provision/{}?on={}", provision.unwrap_or_default(), it.on)
        }
        None => format!("{base}/roles/{role}?on={}", it.on),
    }
}

fn instant(day: Day) -> String {
    format!("{day}T00:00:00Z")
}
