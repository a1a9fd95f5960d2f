//! Posts, checks and everything else on a record, by kind; and who supervises whom.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use preceptor_record::{Body, Day, Period, SupervisionKind};
use preceptor_service::access::Act;
use preceptor_service::person::{Fate, Told, history};

use super::asked::Opened;
use super::head::{Local, head};
use super::{fact_kind, history as entries};
use crate::ask::{Ask, address};
use crate::dates::short;
use crate::desk::{Desk, Section};
use crate::pages::grouped;
use crate::parts;
use crate::problem::Problem;
use crate::text::t;

/// Everything that counts, by kind.
pub async fn page(
    desk: Desk,
    Path((_, id)): Path<(String, String)>,
    ask: Ask,
) -> Result<Response, Problem> {
    let opened = Opened::whole(&desk, &id, "posts", &ask).await?;
    let frame = opened.frame()?;
    let told = history(opened.engine.book, &frame.names(), frame.person, opened.days.known_at());
    let counts = |it: &Told| !matches!(it.fate, Fate::Corrected(_) | Fate::Withdrawn(_));
    let by_kind = grouped(told.iter().filter(|it| counts(it)).map(|it| (place(it.kind), it)));
    let mut by_kind: Vec<(usize, Vec<&Told>)> = by_kind;
    by_kind.sort_by_key(|it| it.0);
    let title = t!("posts.title", name = frame.person.display_name());
    let body = html! {
        (head(&desk, &opened, Local::Posts)?)
        h1 class="app-h1" { (title) }
        @if by_kind.is_empty() { p { (t!("history.none")) } }
        @for (at, facts) in &by_kind {
            @let kind = ORDER.get(*at).copied().or(facts.first().map(|it| it.kind)).unwrap_or_default();
            section class="app-panel" aria-labelledby={ "kind-" (kind) } {
                div class="app-head" {
                    h2 class="app-h2" id={ "kind-" (kind) } { (fact_kind(kind)) }
                    @if desk.viewer.can(Act::RecordFacts, opened.read.relation) && kind != "details" {
                        a href=(address(&desk.at(&format!("/people/{}/facts/add", opened.read.id)), [("kind", kind)])) { (t!("posts.add", kind = fact_kind(kind).to_lowercase())) }
                    }
                }
                (table(&desk, &opened, fact_kind(kind), facts))
            }
        }
    };
    Ok(desk.page(&title, Section::People, body).html().into_response())
}

/// The order of kinds on the page.
const ORDER: [&str; 21] = [
    "details",
    "post",
    "registration",
    "annotation",
    "qualification",
    "exam",
    "check",
    "restriction",
    "supervision",
    "sign-off",
    "entitlement",
    "delegation",
    "training",
    "appraisal",
    "declaration",
    "cpd",
    "assessment",
    "capability",
    "experience",
    "enrolment",
    "absence",
];

fn place(kind: &str) -> usize {
    ORDER.iter().position(|it| *it == kind).unwrap_or(ORDER.len())
}

/// A period with its last good day.
pub fn period(it: Period) -> String {
    match (it.from == Day::ALWAYS, it.until == Day::NEVER) {
        (true, true) => t!("posts.always").to_owned(),
        (true, false) => t!("posts.until", last = short(it.until.previous())),
        (false, true) => t!("posts.from", from = short(it.from)),
        (false, false) => {
            t!("posts.from-until", from = short(it.from), last = short(it.until.previous()))
        }
    }
}

fn table(desk: &Desk, opened: &Opened, caption: &str, facts: &[&Told]) -> Markup {
    let entry = |id: &str| format!("{}#{id}", opened.at(desk, "/history"));
    let table = html! {
        table class="app-table" {
            caption class="nhsuk-u-visually-hidden" { (caption) }
            thead {
                tr {
                    th scope="col" { (t!("posts.what")) }
                    th scope="col" { (t!("posts.days")) }
                    th scope="col" { (t!("posts.state")) }
                }
            }
            tbody {
                @for it in facts {
                    @let (state, word) = entries::fate(&it.fate);
                    tr {
                        th scope="row" { a href=(entry(it.id.as_str())) { (it.says) } }
                        td { (period(it.days)) }
                        td { (parts::mark(state, word)) }
                    }
                }
            }
        }
    };
    parts::scroll(&t!("time.table.label", what = caption), &table)
}

/// Who supervises them on the day, and whom they supervise.
pub async fn supervision(
    desk: Desk,
    Path((_, id)): Path<(String, String)>,
    ask: Ask,
) -> Result<Response, Problem> {
    let opened = Opened::whole(&desk, &id, "supervision", &ask).await?;
    let frame = opened.frame()?;
    let seen = frame.overview();
    let theirs = desk.employer.supervised_by(&frame.person.id, opened.days.at).await?;
    let name = frame.person.display_name();
    let title = t!("supervision.title", name = name);
    let add = desk.at(&format!("/people/{}/facts/add?kind=supervision", opened.read.id));
    let can_add = desk.viewer.can(Act::RecordFacts, opened.read.relation);
    let past: Vec<_> = frame
        .person
        .facts
        .iter()
        .filter_map(|it| match &it.body {
            Body::Supervision(of) if it.body.period().until <= opened.days.at => {
                Some((of, it.body.period()))
            }
            _ => None,
        })
        .collect();
    let body = html! {
        (head(&desk, &opened, Local::Supervision)?)
        h1 class="app-h1" { (title) }
        section class="app-panel" aria-labelledby="by-h" {
            h2 class="app-h2" id="by-h" { (t!("supervision.by", day = opened.days.at.in_words())) }
            @if seen.supervisors.is_empty() {
                p { (t!("supervision.nobody", name = name)) @if can_add { " " a href=(add) { (t!("supervision.add")) } } }
            } @else {
                ul class="nhsuk-list" {
                    @for (kind, who, is_verified) in &seen.supervisors {
                        li {
                            (kind_word(*kind)) ": " (link(&desk, &opened, who.as_str()))
                            @if !is_verified { " " span class="app-tag app-tag--reported" { (t!("history.claimed")) } }
                        }
                    }
                }
                @if can_add { p { a href=(add) { (t!("supervision.add")) } } }
            }
            @if !past.is_empty() {
                details class="app-data" {
                    summary { (t!("supervision.before")) }
                    ul class="nhsuk-list" {
                        @for (of, days) in &past {
                            li { (kind_word(of.supervision)) ": " (link(&desk, &opened, of.supervisor.as_str())) ", " (period(*days)) }
                        }
                    }
                }
            }
        }
        section class="app-panel" aria-labelledby="of-h" {
            h2 class="app-h2" id="of-h" { (parts::count(theirs.len(), t!("supervision.one"), |n| t!("supervision.many", n = n))) }
            @if !theirs.is_empty() {
                ul class="nhsuk-list" {
                    @for it in &theirs {
                        li { a href=(desk.at(&format!("/people/{}", it.person))) { (it.name) } ": " (kind_word(it.kind).to_lowercase()) ", " (period(it.days)) }
                    }
                }
            }
        }
    };
    Ok(desk.page(&title, Section::People, body).html().into_response())
}

fn kind_word(it: SupervisionKind) -> &'static str {
    match it {
        SupervisionKind::Named => t!("supervision.named"),
        SupervisionKind::Clinical => t!("supervision.clinical"),
        SupervisionKind::Educational => t!("supervision.educational"),
    }
}

fn link(desk: &Desk, opened: &Opened, id: &str) -> Markup {
    let found = opened.read.people.people.iter().find(|it| it.0.as_str() == id);
    html! {
        @match found {
            Some((_, it)) => a href=(desk.at(&format!("/people/{id}"))) { (it.display_name()) },
            None => (id),
        }
    }
}
