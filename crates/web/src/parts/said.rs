//! Who says so, since when, how sure it is and where it was read.

use std::collections::BTreeSet;

use maud::{Markup, html};
use preceptor_record::Code;
use preceptor_record::date::Effective;
use preceptor_rulebook::provision::{Citation, Confidence};
use preceptor_rulebook::sets::AuthorityKind;
use preceptor_rulebook::{Provision, Rulebook};
use preceptor_service::roles::phrases;

use crate::text::t;

/// The kind of an authority in a word or two.
pub fn authority(kind: AuthorityKind) -> &'static str {
    match kind {
        AuthorityKind::Statute => t!("authority.statute"),
        AuthorityKind::Regulator => t!("authority.regulator"),
        AuthorityKind::National => t!("authority.national"),
        AuthorityKind::College => t!("authority.college"),
        AuthorityKind::Union => t!("authority.union"),
        AuthorityKind::Contract => t!("authority.contract"),
        AuthorityKind::Employer => t!("authority.employer"),
        AuthorityKind::Professional => t!("authority.professional"),
    }
}

/// The tag of an authority: law is filled.
pub fn authority_tag(kind: AuthorityKind) -> Markup {
    let class = if kind == AuthorityKind::Statute { "app-tag app-tag--law" } else { "app-tag" };
    html! { span class=(class) { (authority(kind)) } }
}

/// How sure the source is, where it is not stated by the source itself.
pub fn confidence_tag(it: Confidence) -> Markup {
    let word = match it {
        Confidence::Stated => return html! {},
        Confidence::Reported => t!("confidence.reported"),
        Confidence::Derived => t!("confidence.derived"),
        Confidence::Memory => t!("confidence.memory"),
    };
    html! { span class="app-tag app-tag--reported" { (word) } }
}

/// Who says it and since when, in small print.
pub fn since(book: &Rulebook, set: &Code, it: &Provision) -> String {
    let who = book.set(set.as_str()).map_or_else(String::new, |it| match it.authority.kind {
        AuthorityKind::Statute => t!("authority.statute").to_owned(),
        _ => it.authority.name.clone(),
    });
    dated(&who, &it.effective)
}

/// The same beside the tag of the authority, which has already said that it is law.
pub fn since_beside_tag(book: &Rulebook, set: &Code, it: &Provision) -> String {
    let is_law =
        book.set(set.as_str()).is_some_and(|it| it.authority.kind == AuthorityKind::Statute);
    if !is_law {
        return since(book, set, it);
    }
    let words = phrases::since(&it.effective);
    preceptor_service::say::sentence(words.trim_start_matches(", "))
}

fn dated(who: &str, it: &Effective) -> String {
    let since = phrases::since(it);
    let since = since.trim_start_matches(", ");
    if since.is_empty() { who.to_owned() } else { format!("{who} · {since}") }
}

/// One source: its title, as a link where it has an address, then what is known of it.
fn cited(book: &Rulebook, it: &Citation) -> Markup {
    let source = book.source(it.id.as_str());
    let title = source.map_or(it.id.as_str(), |it| it.title.as_str());
    let mut rest: Vec<&str> = Vec::new();
    if let Some(source) = source {
        rest.push(&source.publisher);
        rest.extend(source.date.as_deref());
    }
    rest.extend(it.at.as_deref());
    html! {
        @match source.and_then(|it| it.url.as_ref()) {
            Some(url) => a href=(url) rel="noreferrer" { (title) },
            None => span { (title) },
        }
        span {
            (rest.join(", "))
            @if let Some(note) = &it.note { " (" (note) ")" }
        }
    }
}

/// So many sources are shown at once; more are behind a press.
const SHOWN: usize = 8;

/// A list of sources, each once, in the order in which they are first named.
pub fn sources<'a>(book: &Rulebook, all: impl IntoIterator<Item = &'a Citation>) -> Markup {
    let mut seen = BTreeSet::new();
    let each: Vec<&Citation> =
        all.into_iter().filter(|it| seen.insert((it.id.as_str(), it.at.as_deref()))).collect();
    let n_shown = if each.len() > SHOWN + 2 { SHOWN } else { each.len() };
    let (first, rest) = each.split_at(n_shown);
    html! {
        ol class="app-sources" { @for it in first { li { (cited(book, it)) } } }
        @if !rest.is_empty() {
            details class="app-data" {
                summary { (t!("sources.all", n = rest.len())) }
                ol class="app-sources" start=(n_shown + 1) { @for it in rest { li { (cited(book, it)) } } }
            }
        }
    }
}
