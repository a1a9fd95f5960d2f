//! An answer: its mark, the question in grey, the answer in words, why, and what would change it.

use maud::{Markup, html};
use preceptor_record::Code;
use preceptor_rulebook::Rulebook;
use preceptor_rulebook::provision::Citation;
use preceptor_service::decision::{Grounds, Weighs};
use preceptor_service::say;
use preceptor_standing::Decision;

use super::{State, authority_tag, confidence_tag, shape};
use crate::text::t;

/// The state an answer is shown in.
pub fn state_of(decision: Decision) -> State {
    match decision {
        Decision::Permit => State::Met,
        Decision::NeedsSupervision => State::Supervised,
        Decision::CannotTell => State::Unknown,
        Decision::Refuse => State::No,
    }
}

/// An answer in a word or two.
pub fn decision_word(decision: Decision) -> &'static str {
    match decision {
        Decision::Permit => t!("answer.permit"),
        Decision::NeedsSupervision => t!("answer.supervision"),
        Decision::CannotTell => t!("answer.cannot-tell"),
        Decision::Refuse => t!("answer.refuse"),
    }
}

/// The answer itself: the question in grey, the answer as the heading of the page, and what it means here.
pub fn answer(state: State, question: &Markup, title: &str, what: &[String]) -> Markup {
    let class = match state {
        State::Met => "app-answer--permit",
        State::Supervised | State::Soon => "app-answer--sup",
        State::Unknown => "app-answer--unknown",
        State::No => "app-answer--no",
    };
    html! {
        section class={ "app-answer " (class) } aria-labelledby="answer" {
            (shape(state))
            p class="app-answer__q" { (question) }
            h1 class="app-answer__a" id="answer" { (title) }
            @if !what.is_empty() { p class="app-answer__what" { (what.join(" ")) } }
        }
    }
}

/// Ways to another answer: one box for each.
pub fn ways(each: &[Markup]) -> Markup {
    html! { ul class="app-ways" { @for it in each { li { (it) } } } }
}

/// Why, in the order given: mark, claim, what was found, and where it was read.
pub fn reasons(book: &Rulebook, all: &[Grounds]) -> Markup {
    html! {
        ol class="app-reasons" {
            @for it in all { li { (shape(mark_of(it.weighs))) (reason(book, it)) } }
        }
    }
}

fn mark_of(it: Weighs) -> State {
    match it {
        Weighs::For => State::Met,
        Weighs::Supervised => State::Supervised,
        Weighs::Against => State::No,
        Weighs::Unknown => State::Unknown,
    }
}

fn weight(it: Weighs) -> &'static str {
    match it {
        Weighs::For => t!("reason.for"),
        Weighs::Supervised => t!("reason.supervised"),
        Weighs::Against => t!("reason.against"),
        Weighs::Unknown => t!("reason.unknown"),
    }
}

fn reason(book: &Rulebook, it: &Grounds) -> Markup {
    let set = it.set.as_ref().and_then(|it| book.set(it.as_str()));
    html! {
        div {
            p class="app-reasons__what" {
                span class="nhsuk-u-visually-hidden" { (weight(it.weighs)) ": " }
                (say::stopped(&it.says))
            }
            @for found in &it.found { p { (say::stopped(&say::sentence(found))) } }
            p class="app-reasons__src" {
                @match (set, &it.set) {
                    (Some(set), _) => (authority_tag(set.authority.kind)),
                    (None, Some(_)) => span class="app-tag" { (t!("authority.employer")) },
                    (None, None) => span class="app-tag" { (t!("reason.record")) },
                }
                (confidence_tag(it.confidence))
                @if it.unverified { span class="app-tag app-tag--reported" { (t!("reason.unverified")) } }
                @if let Some(cited) = it.source.first() { (source(book, cited)) }
                @if let Some(id) = &it.provision { (provision(book, id)) }
            }
        }
    }
}

/// A source in a line: its title, as a link where it has an address, and when it is of.
fn source(book: &Rulebook, it: &Citation) -> Markup {
    let text = book.source(it.id.as_str());
    let title = text.map_or(it.id.as_str(), |it| it.title.as_str());
    let rest: Vec<&str> =
        text.and_then(|it| it.date.as_deref()).into_iter().chain(it.at.as_deref()).collect();
    html! {
        @match text.and_then(|it| it.url.as_ref()) {
            Some(url) => a href=(url) rel="noreferrer" { (title) },
            None => span { (title) },
        }
        @if !rest.is_empty() { span { (rest.join(", ")) } }
    }
}

/// The id of a provision, as a link where the rulebook has a page for it.
fn provision(book: &Rulebook, id: &Code) -> Markup {
    html! {
        @if book.provision(id.as_str()).is_some() {
            a class="app-code app-break" href={ "/rules/provision/" (id) } { (id) }
        } @else {
            span class="app-code app-break" { (id) }
        }
    }
}
