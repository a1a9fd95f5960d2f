//! The log of decisions: a page at a time, filtered, and as a file.

use axum::extract::RawQuery;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use preceptor_record::{Code, PersonId};
use preceptor_service::access::{Act, Relation};
use preceptor_service::decision::{Listed, Log, Wanted};
use preceptor_service::say;
use preceptor_service::sheet::{self, Terminator};
use preceptor_standing::Decision;

use super::words;
use crate::ask::{Ask, address};
use crate::dates;
use crate::desk::{Desk, Section};
use crate::parts;
use crate::problem::Problem;
use crate::text::t;

/// So many decisions stand on a page.
const A_PAGE: usize = 50;
/// And so many go into a file.
const A_FILE: usize = 20_000;

const DECISIONS: [Decision; 4] =
    [Decision::Permit, Decision::NeedsSupervision, Decision::CannotTell, Decision::Refuse];

pub async fn page(desk: Desk, ask: Ask) -> Result<Response, Problem> {
    let wanted = wanted(&desk, &ask)?;
    let log = desk.employer.decisions(&desk.viewer, desk.now, &wanted, A_PAGE).await?;
    let sees_all = desk.viewer.can(Act::SeeDecision, Relation::Other);
    let is_filtered = ask.pairs().any(|it| it.0 != "before" && !it.1.is_empty());
    let query: Vec<(&str, &str)> =
        ask.pairs().filter(|it| it.0 != "before" && !it.1.is_empty()).collect();
    let body = html! {
        (super::trail(&desk, &[]))
        (parts::heading(None, t!("decisions.title"), Some(if sees_all { t!("decisions.all") } else { t!("decisions.own") })))
        (filter(&desk, &ask))
        @if log.decisions.is_empty() {
            p { @if is_filtered { (t!("decisions.none-so")) } @else { (t!("decisions.none")) } }
            @if !is_filtered && desk.viewer.can(Act::Decide, Relation::Any) { p { a href=(desk.at("/decide")) { (t!("decisions.ask")) } } }
        } @else {
            (table(&desk, &log))
            div class="app-actions app-actions--after" {
                @if let Some(next) = log.next {
                    @let next = next.to_string();
                    a class="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
                        href=(address(&desk.at("/decisions"), query.iter().copied().chain([("before", next.as_str())]))) { (t!("decisions.older")) }
                }
                a href=(address(&desk.at("/decisions.csv"), query.iter().copied())) { (t!("decisions.csv")) }
            }
        }
    };
    Ok(desk.page(t!("decisions.title"), Section::Decide, body).into_response())
}

pub async fn csv(desk: Desk, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    let ask = Ask::parse(query.as_deref().unwrap_or_default())?;
    let wanted = wanted(&desk, &ask)?;
    let log = desk.employer.decisions(&desk.viewer, desk.now, &wanted, A_FILE).await?;
    let cells = log.decisions.iter().map(|it| {
        let kept = &it.kept;
        let day = kept.question.at.map(|it| it.to_string()).unwrap_or_default();
        [
            it.number.to_string(),
            it.at.to_string(),
            it.asker.clone(),
            it.person.0.to_string(),
            it.person.1.clone().unwrap_or_default(),
            kept.question.activity.to_string(),
            day,
            kept.answer.decision.to_string(),
            kept.rulebook.clone(),
            kept.seq.to_string(),
        ]
    });
    let head = [
        "number",
        "at",
        "asked_by",
        "person",
        "name",
        "activity",
        "about_day",
        "decision",
        "rulebook",
        "entry",
    ];
    Ok(desk.sheet("decisions", sheet::lines(head, cells, Terminator::CRLF)?))
}

fn wanted(desk: &Desk, ask: &Ask) -> Result<Wanted, Problem> {
    let day = |key: &str| match ask.one(key)? {
        None => Ok(None),
        Some(text) => dates::parse(text).map(Some).ok_or_else(|| Problem::wrong(t!("wrong.day"))),
    };
    let activity = ask.one("activity")?;
    let activity = activity.map(|text| {
        let folded = text.to_lowercase();
        let all = &desk.site.book.vocabulary.activities;
        let known = all.iter().find(|it| it.title.to_lowercase() == folded);
        known.map_or_else(|| Code::new(text), |it| it.id.value.clone())
    });
    let before = ask.one("before")?.map(str::parse).transpose();
    Ok(Wanted {
        person: ask.one("person")?.map(PersonId::new),
        activity,
        decision: ask.one("decision")?.map(Code::new),
        from: day("from")?,
        until: day("until")?,
        before: before.map_err(|_| Problem::NotFound)?,
    })
}

fn filter(desk: &Desk, ask: &Ask) -> Markup {
    let value = |key: &str| ask.one(key).ok().flatten().unwrap_or_default().to_owned();
    let decision = value("decision");
    html! {
        form method="get" action=(desk.at("/decisions")) class="app-form app-filter" aria-label=(t!("decisions.filter")) {
            div {
                label for="decision" { (t!("decisions.answer")) }
                select id="decision" name="decision" {
                    option value="" { (t!("decisions.any")) }
                    @for it in DECISIONS {
                        option value=(it.as_str()) selected[it.as_str() == decision] { (parts::decision_word(it)) }
                    }
                }
            }
            div {
                label for="activity" { (t!("decisions.activity")) }
                input id="activity" name="activity" type="text" list="activities" autocomplete="off" value=(value("activity"));
                datalist id="activities" {
                    @for it in &desk.site.book.vocabulary.activities { option value=(it.title) {} }
                }
            }
            div { label for="from" { (t!("decisions.from")) } input id="from" name="from" type="text" autocomplete="off" value=(value("from")); }
            div { label for="until" { (t!("decisions.until")) } input id="until" name="until" type="text" autocomplete="off" value=(value("until")); }
            @let person = value("person");
            @if !person.is_empty() { input type="hidden" name="person" value=(person); }
            button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" type="submit" { (t!("frame.show")) }
        }
    }
}

fn table(desk: &Desk, log: &Log) -> Markup {
    html! {
        table class="app-table app-stackable" {
            caption class="nhsuk-u-visually-hidden" { (t!("decisions.title")) }
            thead {
                tr {
                    th scope="col" { (t!("decisions.number")) }
                    th scope="col" { (t!("decisions.answer")) }
                    th scope="col" { (t!("decisions.person")) }
                    th scope="col" { (t!("decisions.activity")) }
                    th scope="col" { (t!("decisions.about")) }
                    th scope="col" { (t!("decisions.given")) }
                }
            }
            tbody { @for it in &log.decisions { (row(desk, it)) } }
        }
    }
}

fn row(desk: &Desk, it: &Listed) -> Markup {
    let decision = it.kept.answer.decision.as_str();
    let decision = DECISIONS.into_iter().find(|known| known.as_str() == decision);
    let activity = say::sentence(&say::words(desk.site.book).activity(&it.kept.question.activity));
    html! {
        tr {
            th scope="row" data-label=(t!("decisions.number")) {
                a href=(desk.at(&format!("/decisions/{}", it.number))) { (t!("decision.number", number = it.number)) }
            }
            td data-label=(t!("decisions.answer")) {
                @if let Some(decision) = decision { (parts::mark(parts::state_of(decision), parts::decision_word(decision))) }
            }
            td data-label=(t!("decisions.person")) {
                @match &it.person.1 {
                    Some(name) => a href=(desk.at(&format!("/people/{}", it.person.0))) { (name) },
                    None => span class="app-muted" { (t!("decisions.erased")) },
                }
            }
            td data-label=(t!("decisions.activity")) { (activity) }
            td data-label=(t!("decisions.about")) { @if let Some(day) = it.kept.question.at { (day.in_words()) } }
            td data-label=(t!("decisions.given")) { (words::moment(it.at)) }
        }
    }
}
