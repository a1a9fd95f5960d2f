//! The scope matrix: activities by the least supervision each is open under today. On a phone the words take the place
//! of the columns, and for who cannot see it they stand in the head of the row.

use maud::{Markup, html};
use preceptor_record::Closeness;
use preceptor_service::person::{Group, Line};
use preceptor_standing::Decision;

use super::mark::{State, shape};
use crate::dates::short;
use crate::text::t;

/// A scope matrix.
pub struct Matrix<'a> {
    /// The activities, by kind.
    pub groups: &'a [Group],
    /// What the table is called.
    pub caption: &'a str,
    /// Whether work that is not of the post is shown as well.
    pub shows_all: bool,
}

/// How close, in the columns' order.
const COLUMNS: [Closeness; 4] =
    [Closeness::Direct, Closeness::OnSite, Closeness::Available, Closeness::Independent];

/// The name of a closeness, as a column and in the words of a row.
fn closeness(it: Closeness) -> &'static str {
    match it {
        Closeness::Direct => t!("scope.direct"),
        Closeness::OnSite => t!("scope.on-site"),
        Closeness::Available => t!("scope.available"),
        Closeness::Independent => t!("scope.independent"),
    }
}

fn hint(it: Closeness) -> &'static str {
    match it {
        Closeness::Direct => t!("scope.direct.hint"),
        Closeness::OnSite => t!("scope.on-site.hint"),
        Closeness::Available => t!("scope.available.hint"),
        Closeness::Independent => t!("scope.independent.hint"),
    }
}

/// The answer of a row in words.
fn in_words(it: &Line) -> String {
    match (it.decision, it.level) {
        (Decision::Refuse, _) => t!("scope.refused").to_owned(),
        (Decision::CannotTell, _) if !it.unstated.is_empty() => {
            t!("scope.depends", on = it.unstated.join(", "))
        }
        (Decision::CannotTell, _) => t!("scope.not-verified").to_owned(),
        (_, Some(Closeness::Direct)) => t!("scope.word.direct").to_owned(),
        (_, Some(Closeness::OnSite)) => t!("scope.word.on-site").to_owned(),
        (_, Some(Closeness::Available)) => t!("scope.word.available").to_owned(),
        (_, Some(Closeness::Independent) | None) => t!("scope.word.independent").to_owned(),
    }
}

fn state(it: &Line) -> State {
    match it.decision {
        Decision::Permit | Decision::NeedsSupervision => State::Met,
        Decision::CannotTell => State::Unknown,
        Decision::Refuse => State::No,
    }
}

/// The matrix; `address` gives the page that asks about an activity, where the reader may ask.
pub fn scope(it: &Matrix<'_>, address: impl Fn(&Line) -> Option<String>) -> Markup {
    html! {
        table class="app-scope" {
            caption class="nhsuk-u-visually-hidden" { (it.caption) }
            thead {
                tr {
                    th scope="col" class="l first" { (t!("scope.activity")) }
                    th scope="col" { (t!("scope.refused")) }
                    @for level in COLUMNS { th scope="col" { (closeness(level)) small { (hint(level)) } } }
                    th scope="col" class="l" { (t!("scope.until")) }
                    th scope="col" class="l" { (t!("scope.decided")) }
                }
            }
            @for group in it.groups {
                @let mut lines = group.lines.iter().filter(|line| it.shows_all || line.is_own).peekable();
                @if lines.peek().is_some() {
                    tbody {
                        tr { th class="grp" scope="rowgroup" colspan="8" { (group.title.as_deref().unwrap_or(t!("scope.other"))) } }
                        @for line in lines { (row(line, address(line).as_deref())) }
                    }
                }
            }
        }
    }
}

fn row(it: &Line, address: Option<&str>) -> Markup {
    let words = in_words(it);
    let mark = || shape(state(it));
    let is_open = matches!(it.decision, Decision::Permit | Decision::NeedsSupervision);
    let depends = it.decision == Decision::CannotTell && it.level.is_none();
    html! {
        tr {
            th scope="row" {
                @match address { Some(to) => a href=(to) { (it.title) }, None => (it.title) }
                span class="nhsuk-u-visually-hidden" { ": " (words) }
                span class="word app-mark" aria-hidden="true" { (mark()) span { (words) } }
            }
            @if it.decision == Decision::Refuse { td class="lvl bar" { (mark()) } } @else { td class="lvl" {} }
            @if depends {
                td class="lvl app-scope__depends" colspan="4" { span class="app-mark" aria-hidden="true" { (mark()) span { (words) } } }
            } @else {
                @for level in COLUMNS {
                    td class={ "lvl" @if is_open && it.level.is_some_and(|least| level <= least) { " reach" } } {
                        @if it.level == Some(level) { (mark()) }
                    }
                }
            }
            @match it.until {
                _ if it.decision == Decision::Refuse && it.until.is_none() => td class="l until none" { "–" },
                None if !is_open => td class="l until none" { "–" },
                None => td class="l until open" { (t!("scope.no-end")) },
                Some(until) => td class="l until" { (short(until.previous())) },
            }
            td class="l rule app-small" {
                @match &it.provision {
                    Some(id) => a href={ "/rules/provision/" (id) } { (it.decided) },
                    None => (it.decided),
                }
            }
        }
    }
}
