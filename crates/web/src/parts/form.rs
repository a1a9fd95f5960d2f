//! Forms: one question a page, a choice of day and place, and what is said where something is wrong.

use maud::{Markup, html};
use preceptor_service::roles::Frame;
use preceptor_service::say;

use crate::text::t;

/// One thing that may be chosen.
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub title: String,
    /// A word of help below it.
    pub hint: Option<String>,
    /// Whether it is chosen already.
    pub is_chosen: bool,
    /// Whether it stands apart, after an "or".
    pub is_apart: bool,
}

/// A question with its choices.
pub struct Choices<'a> {
    /// The name of the field.
    pub name: &'a str,
    /// The question, which is the heading of the page.
    pub question: &'a str,
    /// A word of help.
    pub hint: Option<&'a str>,
    /// What may be chosen.
    pub offers: &'a [Choice],
    /// Whether several may be.
    pub is_several: bool,
    /// What is wrong with what was sent.
    pub error: Option<&'a str>,
}

/// Radios, or checkboxes where several may be chosen.
pub fn choices(it: &Choices<'_>) -> Markup {
    let (kind, class) =
        if it.is_several { ("checkbox", "checkboxes") } else { ("radio", "radios") };
    let described: Vec<&str> =
        [it.hint.map(|_| "hint"), it.error.map(|_| "error")].into_iter().flatten().collect();
    let described = (!described.is_empty()).then(|| described.join(" "));
    html! {
        div class={ "nhsuk-form-group" @if it.error.is_some() { " nhsuk-form-group--error" } } {
            fieldset class="nhsuk-fieldset" aria-describedby=[described] {
                legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--l" {
                    h1 class="nhsuk-fieldset__heading" { (it.question) }
                }
                @if let Some(hint) = it.hint { div class="nhsuk-hint" id="hint" { (hint) } }
                @if let Some(error) = it.error {
                    span class="nhsuk-error-message" id="error" {
                        span class="nhsuk-u-visually-hidden" { (t!("form.error")) } (error)
                    }
                }
                div class={ "nhsuk-" (class) } data-module={ "nhsuk-" (class) } {
                    @for (i, choice) in it.offers.iter().enumerate() {
                        @if choice.is_apart && i > 0 && it.offers.get(i - 1).is_some_and(|it| !it.is_apart) {
                            div class={ "nhsuk-" (class) "__divider" } { (t!("form.or")) }
                        }
                        div class={ "nhsuk-" (class) "__item" } {
                            input class={ "nhsuk-" (class) "__input" } id={ "choice-" (i) } name=(it.name) type=(kind)
                                value=(choice.value) checked[choice.is_chosen]
                                aria-describedby=[choice.hint.as_ref().map(|_| format!("choice-{i}-hint"))]
                                data-checkbox-exclusive[it.is_several && choice.is_apart];
                            label class={ "nhsuk-label nhsuk-" (class) "__label" } for={ "choice-" (i) } { (choice.title) }
                            @if let Some(hint) = &choice.hint {
                                div class={ "nhsuk-hint nhsuk-" (class) "__hint" } id={ "choice-" (i) "-hint" } { (hint) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What is wrong, above everything else, with the way to where it is.
pub fn error_summary(message: &str, field: &str) -> Markup {
    html! {
        div class="nhsuk-error-summary" data-module="nhsuk-error-summary" {
            div role="alert" {
                h2 class="nhsuk-error-summary__title" { (t!("form.problem")) }
                div class="nhsuk-error-summary__body" {
                    ul class="nhsuk-list nhsuk-error-summary__list" {
                        li { a href={ "#" (field) } { (message) } }
                    }
                }
            }
        }
    }
}

/// The day and the place a page is about, and the way to another.
pub fn date_and_place(frame: &Frame<'_>, kept: &[(&str, &str)]) -> Markup {
    let home = frame.jurisdiction.as_str();
    html! {
        p class="app-when" {
            (t!("frame.now", place = say::place(frame.book, &frame.jurisdiction), day = frame.day.in_words()))
        }
        details class="app-data app-when__change" {
            summary { (t!("frame.change")) }
            form method="get" class="app-form app-filter" {
                @for (key, value) in kept { input type="hidden" name=(key) value=(value); }
                div {
                    label for="in" { (t!("frame.place")) }
                    select id="in" name="in" {
                        @for it in &frame.book.header.jurisdictions {
                            option value=(it.id.value) selected[it.id.value == *home] { (it.title) }
                        }
                    }
                }
                div {
                    label for="on" { (t!("frame.day")) }
                    input id="on" name="on" type="text" value=(frame.day.in_words()) autocomplete="off";
                }
                button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" type="submit" { (t!("frame.show")) }
            }
        }
    }
}
