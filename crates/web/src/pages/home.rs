//! The first page: what Preceptor is, the roles in a line each, and what changes next.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::State;
use maud::{Markup, html};
use preceptor_service::changes;

use super::role_address;
use crate::ask::{Ask, address};
use crate::layout::{Page, Section};
use crate::problem::Problem;
use crate::site::Site;
use crate::text::t;

/// How many days on which something changes are shown, and how many changes of each.
const MOST_DAYS: usize = 2;
const MOST_CHANGES: usize = 4;

pub async fn page(State(site): State<Arc<Site>>, ask: Ask) -> Result<Markup, Problem> {
    let book = site.book;
    let day = site.today();
    let mut coming: Vec<_> =
        changes::of_all(book).into_iter().filter(|it| it.on >= day && it.begins).collect();
    // What law and authorities say first; the ways in that close with it after.
    coming.sort_by_key(|it| (it.on, it.set.is_none()));
    // A rule about several roles is one change.
    let mut seen = BTreeSet::new();
    coming.retain(|it| seen.insert((it.on, it.what.clone())));
    let by_day = super::grouped(coming.into_iter().map(|it| (it.on, it)));
    let body = html! {
        h1 class="app-h1 app-h1--home" { (t!("home.title")) }
        p class="app-lede" { (t!("home.lede")) }
        (doors(&site, ask.one("setup")?).await)
        div class="app-actions app-actions--lead" {
            a class="nhsuk-button" href="/routes" { (t!("home.find")) }
            a class="nhsuk-button nhsuk-button--secondary" href="/compare" { (t!("home.compare")) }
        }
        div class="app-cols app-cols--home" {
            div {
                h2 class="nhsuk-heading-m" { (t!("home.roles")) }
                ul class="app-list" {
                    @for role in book.roles.values() {
                        li {
                            a href=(role_address(&role.id.value)) { (role.title) }
                            p { (first_sentence(&role.summary)) }
                        }
                    }
                }
            }
            div {
                section class="app-panel app-aside" aria-labelledby="next" {
                    h2 class="app-h2" id="next" { (t!("home.coming")) }
                    @if by_day.is_empty() { p { (t!("home.nothing-coming")) } }
                    @for (day, changes) in by_day.iter().take(MOST_DAYS) {
                        h3 class="app-h3" { (day.in_words()) }
                        ul class="app-needs" {
                            @for it in changes.iter().take(MOST_CHANGES) { li { (it.what) } }
                            @if changes.len() > MOST_CHANGES { li { (t!("home.more", n = changes.len() - MOST_CHANGES)) } }
                        }
                    }
                    @if !by_day.is_empty() { p class="app-panel__more" { a href="/roles#changes" { (t!("roles.changes")) } } }
                }
                section class="app-panel app-aside" aria-labelledby="how" {
                    h2 class="app-h2" id="how" { (t!("home.how")) }
                    p { (t!("home.how.rules", n = book.provisions.len(), sets = book.header.sets.len())) }
                    p class="app-panel__more" { a href="/rules" { (t!("home.how.link")) } }
                }
            }
        }
    };
    Ok(Page::new(t!("home.title"), Section::None, body).html())
}

/// The ways in: a demonstration to look round, and an organisation of one's own.
///
/// The line that is printed at a first start holds the token of the link, and leads here.
async fn doors(site: &Site, token: Option<&str>) -> Markup {
    let is_new = match site.real() {
        Some(it) => it.is_new().await.unwrap_or(false),
        None => false,
    };
    html! {
        @if site.demonstration().is_some() || is_new {
            ul class="app-doors" {
                @if site.demonstration().is_some() {
                    li {
                        h2 class="app-h2" { a href="/demonstration" { (t!("home.door.demonstration")) } }
                        p { (t!("home.door.demonstration.what")) }
                    }
                }
                @if is_new {
                    li {
                        @if let Some(token) = token {
                            h2 class="app-h2" { a href=(address("/setup", [("token", token)])) { (t!("home.door.own")) } }
                            p { (t!("home.door.own.now")) }
                        } @else {
                            h2 class="app-h2" { (t!("home.door.own")) }
                            p { (t!("home.door.own.what")) }
                        }
                    }
                }
            }
        }
    }
}

/// A summary as far as its first full stop.
pub fn first_sentence(text: &str) -> &str {
    text.split_inclusive(". ").next().map_or(text, str::trim_end)
}
