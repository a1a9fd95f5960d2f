//! Components: one function each, so that a thing looks the same wherever it stands.

mod answer;
mod form;
pub mod mark;
mod qr;
mod said;
mod scope;
mod steps;
mod time;

pub use answer::{answer, decision_word, reasons, state_of, ways};
pub use form::{Choice, Choices, choices, date_and_place, error_summary};
pub use mark::{State, mark, shape};
pub use qr::qr;
pub use said::{authority, authority_tag, confidence_tag, since, since_beside_tag, sources};
pub use scope::{Matrix, scope};
pub use steps::{Axis, steps};
pub use time::{SOON, Timeline, time};

use maud::{Markup, html};

use crate::text::t;

/// The trail above a heading: the pages this one lies under.
pub fn trail(steps: &[(&str, &str)]) -> Markup {
    html! {
        nav class="app-crumb" aria-label=(t!("nav.trail")) {
            ol { @for (title, address) in steps { li { a href=(address) { (title) } } } }
        }
    }
}

/// A name above the heading, the heading, and a sentence below it.
pub fn heading(over: Option<&str>, title: &str, lede: Option<&str>) -> Markup {
    html! {
        @if let Some(over) = over { p class="app-over" { (over) } }
        h1 class="app-h1" { (title) }
        @if let Some(lede) = lede { p class="app-lede" { (lede) } }
    }
}

/// A dated change that matters soon.
pub fn warning(title: &str, sentences: &[String]) -> Markup {
    html! {
        div class="nhsuk-card nhsuk-card--warning app-card-tight" {
            div class="nhsuk-card__content" {
                h2 class="nhsuk-card__heading" { (title) }
                @for it in sentences { p { (it) } }
            }
        }
    }
}

/// A table that scrolls by itself where it is wider than the screen.
pub fn scroll(label: &str, table: &Markup) -> Markup {
    html! { div class="app-scroll" tabindex="0" role="region" aria-label=(label) { (table) } }
}

/// "1 route", "3 routes": the sentence for one, or for several.
pub fn count(n: usize, one: &'static str, many: impl Fn(usize) -> String) -> String {
    if n == 1 { one.to_owned() } else { many(n) }
}

/// A number in words as far as nine, as headings have it.
pub fn in_words(n: usize) -> String {
    let words = t!("numbers").split(' ');
    words.into_iter().nth(n).map_or_else(|| n.to_string(), ToOwned::to_owned)
}
