//! The history of a record: what was recorded by whom and when, what was known when, and what became of it.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use preceptor_record::{Day, Outcome};
use preceptor_service::access::Act;
use preceptor_service::person::{About, Fate, Told, history};

use super::asked::Opened;
use super::fact_kind;
use super::head::{Local, head};
use crate::ask::Ask;
use crate::desk::{Desk, Section};
use crate::parts::{self, State};
use crate::problem::Problem;
use crate::text::t;

pub async fn page(
    desk: Desk,
    Path((_, id)): Path<(String, String)>,
    ask: Ask,
) -> Result<Response, Problem> {
    let opened = Opened::whole(&desk, &id, "history", &ask).await?;
    let frame = opened.frame()?;
    let told = history(opened.engine.book, &frame.names(), frame.person, opened.days.known_at());
    let who = Actors::of(&desk, &opened, &told).await?;
    let name = frame.person.display_name();
    let title = t!("history.title", name = name);
    let body = html! {
        (head(&desk, &opened, Local::History)?)
        h1 class="app-h1" { (title) }
        @for other in &opened.read.merged {
            div class="nhsuk-inset-text" {
                p {
                    (t!("history.merged", id = other)) " "
                    @if desk.viewer.can(Act::MergePeople, opened.read.relation) {
                        a href=(crate::ask::address(&desk.at(&format!("/people/{}/part", opened.read.id)), [("with", other.as_str())])) { (t!("part.title")) }
                    }
                }
            }
        }
        @if told.is_empty() {
            p { (t!("history.none")) }
        } @else {
            section class="app-panel" aria-labelledby="history-h" {
                div class="app-head" {
                    h2 class="app-h2" id="history-h" { (parts::count(told.len(), t!("history.one"), |n| t!("history.many", n = n))) }
                    (known_on(&desk, &opened))
                }
                ol class="app-reasons app-history" { @for it in &told { (entry(&desk, &opened, &who, it)) } }
            }
        }
    };
    Ok(desk.page(&title, Section::People, body).html().into_response())
}

/// As known on: what is recorded later is left out.
fn known_on(desk: &Desk, opened: &Opened) -> Markup {
    let action = desk.at(&format!("/people/{}/history", opened.read.id));
    html! {
        form class="app-form app-filter app-filter--inline" action=(action) method="get" {
            div {
                label for="known-at" { (t!("person.as-known")) }
                input id="known-at" name="known-at" type="text" value=(opened.days.known_on.in_words()) autocomplete="off";
            }
            button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" type="submit" { (t!("person.show")) }
        }
    }
}

/// Names of those who recorded and checked.
pub struct Actors(BTreeMap<String, String>);

impl Actors {
    /// The names of all who are named in a history.
    pub async fn of(desk: &Desk, opened: &Opened, told: &[Told]) -> Result<Self, Problem> {
        let of_checks = told.iter().flat_map(|it| it.about.iter().filter_map(|it| it.by.clone()));
        let all: BTreeSet<String> =
            told.iter().filter_map(|it| it.by.clone()).chain(of_checks).collect();
        let mut made = BTreeMap::new();
        for id in all {
            let known = opened.read.people.people.iter().find(|it| it.0.as_str() == id.as_str());
            let name = match known {
                Some((_, person)) => person.display_name().to_owned(),
                None => desk.employer.name_of(&desk.installation, &id).await?,
            };
            made.insert(id, name);
        }
        Ok(Self(made))
    }

    /// The name of one of them.
    pub fn name<'a>(&'a self, id: &'a str) -> &'a str {
        self.0.get(id).map_or(id, String::as_str)
    }
}

fn entry(desk: &Desk, opened: &Opened, who: &Actors, it: &Told) -> Markup {
    let (state, word) = fate(&it.fate);
    html! {
        li id=(it.id) {
            (parts::shape(state))
            div {
                p class="app-reasons__what" {
                    @if matches!(it.fate, Fate::Corrected(_) | Fate::Withdrawn(_)) { s { (it.says) } } @else { (it.says) }
                }
                p class="app-reasons__src" {
                    span class="app-tag" { (fact_kind(it.kind)) }
                    strong { (word) }
                    @if let Fate::Corrected(by) = &it.fate { a href={ "#" (by) } { (t!("history.by-entry", id = by)) } }
                    span { (recorded(who, it)) }
                    @if let Some(of) = &it.corrects { a href={ "#" (of) } { (t!("history.corrects", id = of)) } }
                    span { (it.id) }
                }
                @for about in &it.about { (check(who, about)) }
                @if let Some(note) = &it.note { p class="app-small" { (t!("history.note", note = note)) } }
                (evidence(desk, opened, it))
                (actions(desk, opened, it))
            }
        }
    }
}

/// The mark and the word of what became of a fact.
pub fn fate(it: &Fate) -> (State, &'static str) {
    match it {
        Fate::Verified => (State::Met, t!("history.verified")),
        Fate::Claimed => (State::Unknown, t!("history.claimed")),
        Fate::Refuted => (State::No, t!("history.refuted")),
        Fate::Corrected(_) => (State::Unknown, t!("history.corrected")),
        Fate::Withdrawn(_) => (State::Unknown, t!("history.withdrawn")),
    }
}

fn recorded(who: &Actors, it: &Told) -> String {
    if it.known_from == Day::ALWAYS {
        return t!("history.known-always").to_owned();
    }
    let day = it.known_from.in_words();
    if let Some(by) = &it.by {
        t!("history.recorded-by", who = who.name(by), day = day)
    } else {
        t!("history.known-from", day = day)
    }
}

fn check(who: &Actors, it: &About) -> Markup {
    let by = it.by.as_deref().map_or(t!("history.somebody"), |it| who.name(it));
    let day = it.on.in_words();
    let words = match it.outcome {
        Some(Outcome::Confirmed) => t!("history.confirmed-by", who = by, day = day),
        Some(Outcome::Refuted) => t!("history.refuted-by", who = by, day = day),
        None => t!("history.withdrawn-by", who = by, day = day),
    };
    html! {
        p class="app-small" {
            @if it.is_undone { s { (words) } " " (t!("history.undone")) } @else { (words) }
            @if let Some(how) = &it.how { " " (preceptor_service::say::stopped(how)) }
        }
    }
}

fn evidence(desk: &Desk, opened: &Opened, it: &Told) -> Markup {
    let is_file = |id: &&String| id.len() == 64 && id.chars().all(|it| it.is_ascii_hexdigit());
    let (kept, named): (Vec<&String>, Vec<&String>) = it.evidence.iter().partition(is_file);
    html! {
        @if !it.evidence.is_empty() {
            p class="app-small" {
                (t!("history.evidence")) " "
                @for (i, id) in kept.iter().enumerate() {
                    a href=(desk.at(&format!("/people/{}/evidence/{id}", opened.read.id))) { (t!("history.file", n = i + 1)) } " "
                }
                (named.iter().map(|it| it.as_str()).collect::<Vec<_>>().join(", "))
            }
        }
    }
}

/// What may be done about a fact that counts.
fn actions(desk: &Desk, opened: &Opened, it: &Told) -> Markup {
    let counts = matches!(it.fate, Fate::Verified | Fate::Claimed | Fate::Refuted);
    let withdrawn = match &it.fate {
        Fate::Withdrawn(by) => Some(by),
        _ => None,
    };
    let may = |act: Act| desk.viewer.can(act, opened.read.relation);
    let to =
        |what: &str, id: &str| desk.at(&format!("/people/{}/facts/{id}/{what}", opened.read.id));
    html! {
        @if opened.days.is_now() && (counts || withdrawn.is_some()) {
            p class="app-actions app-actions--after app-small" {
                @if counts && may(Act::VerifyFacts) { a href=(to("verify", it.id.as_str())) { (t!("history.verify")) span class="nhsuk-u-visually-hidden" { ": " (it.says) } } }
                @if counts && may(Act::RecordFacts) {
                    a href=(to("renew", it.id.as_str())) { (t!("history.renew")) span class="nhsuk-u-visually-hidden" { ": " (it.says) } }
                    a href=(to("correct", it.id.as_str())) { (t!("history.correct")) span class="nhsuk-u-visually-hidden" { ": " (it.says) } }
                    a href=(to("withdraw", it.id.as_str())) { (t!("history.withdraw")) span class="nhsuk-u-visually-hidden" { ": " (it.says) } }
                }
                @if let Some(by) = withdrawn.filter(|_| may(Act::RecordFacts)) {
                    a href=(to("withdraw", by.as_str())) { (t!("history.undo")) span class="nhsuk-u-visually-hidden" { ": " (it.says) } }
                }
            }
        }
    }
}
