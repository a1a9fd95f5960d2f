//! The routes open to whoever gave the answers, what is missing for the others, and how long each takes.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use preceptor_record::Code;
use preceptor_service::finder::Found;
use preceptor_service::say;
use preceptor_standing::{Judged, RouteFor};

use super::role_address;
use super::routes::{Journey, answer};
use crate::ask::Ask;
use crate::layout::{Page, Section};
use crate::parts::{self, Axis, State as Mark, mark};
use crate::problem::Problem;
use crate::site::Site;
use crate::text::t;

/// A route, the role it leads to, and what was not asked about.
struct Way<'a> {
    role: &'a Code,
    it: &'a RouteFor,
    found: &'a Found,
}

pub async fn page(State(site): State<Arc<Site>>, ask: Ask) -> Result<Markup, Problem> {
    let journey = Journey::read(&site, &ask)?;
    let found = journey.finder.found(&journey.answers).map_err(|it| Problem::wrong(it.message))?;
    let day = ask.day("on", &site)?;
    let mut ways: Vec<Way<'_>> = found
        .iter()
        .flat_map(|found| found.routes.iter().map(move |it| Way { role: &found.role, it, found }))
        .collect();
    // The shortest first; what has no length of its own after them.
    ways.sort_by_key(|way| way.it.months.map_or(u32::MAX, |it| it.min));
    let (open, rest): (Vec<_>, Vec<_>) = ways.into_iter().partition(|way| way.it.open);
    let (close, shut): (Vec<_>, Vec<_>) =
        rest.into_iter().partition(|way| way.it.closed.is_none() && way.it.missing.len() == 1);
    // A role stands once in the best place it has, with its shortest route; its others follow in short.
    let n_open = open.len();
    let open = super::grouped(open.into_iter().map(|way| (way.role, way)));
    let is_open = |role: &Code| open.iter().any(|it| it.0 == role);
    let close = super::grouped(close.into_iter().map(|way| (way.role, way)));
    let (also_close, close): (Vec<_>, Vec<_>) = close.into_iter().partition(|it| is_open(it.0));
    let shut = super::grouped(shut.into_iter().map(|way| (way.role, way)));
    let is_near = |role: &Code| is_open(role) || close.iter().any(|it| it.0 == role);
    let (also_shut, shut): (Vec<_>, Vec<_>) = shut.into_iter().partition(|it| is_near(it.0));
    let further = |role: &Code| -> Vec<&Way<'_>> {
        let of = also_close.iter().chain(&also_shut).filter(|it| it.0 == role);
        of.flat_map(|it| &it.1).collect()
    };
    let firsts = open.iter().chain(&close).filter_map(|it| it.1.first());
    let axis = Axis::over(day, firsts.map(|way| way.it));
    let title = headline(n_open, open.len(), close.len());
    let body = html! {
        (parts::trail(&[(t!("nav.routes"), "/routes")]))
        (parts::heading(None, &title, Some(t!("result.lede"))))
        @if journey.answers.n_given() > 0 {
            h2 class="nhsuk-u-visually-hidden" { (t!("result.answers")) }
            ul class="app-answers" {
                @for (id, chosen) in journey.answers.given() {
                    @if let Some(question) = journey.finder.question(id) {
                        li { span class="app-answers__q" { (t!("result.answer", what = short(&question.kind))) } " " (answer(question, chosen)) }
                    }
                }
            }
        }
        div class="app-actions app-actions--lead app-screen" {
            a class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" href=(journey.to("/routes/check")) { (t!("result.change")) }
            button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" type="button" data-does="copy" data-done=(t!("result.copied")) data-failed=(t!("result.not-copied")) hidden { (t!("result.copy")) }
            button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" type="button" data-does="print" hidden { (t!("result.print")) }
        }
        @if !open.is_empty() {
            h2 class="nhsuk-heading-m" { (t!("result.open")) }
            @for (i, (role, ways)) in open.iter().enumerate() { (full(&site, axis, ways, &further(role), &format!("o{i}"))) }
        }
        @if !close.is_empty() {
            h2 class="nhsuk-heading-m" { (t!("result.close")) }
            @for (i, (role, ways)) in close.iter().enumerate() { (full(&site, axis, ways, &further(role), &format!("c{i}"))) }
        }
        @if !shut.is_empty() {
            h2 class="nhsuk-heading-m" { (t!("result.shut")) }
            @for (role, ways) in &shut { (closed(&site, role, &ways.iter().collect::<Vec<_>>())) }
        }
        p class="app-after" { (t!("result.months")) }
        p { a href=(journey.to("/routes/record.json")) { (t!("result.record")) } " " (t!("result.record.what")) }
        p class="app-muted app-small" { (t!("result.printed", title = site.book.header.title, version = site.book.header.version, day = day.in_words())) }
    };
    Ok(Page::new(&title, Section::Routes, body).own().html())
}

/// The record these answers make, as a people file that the command line reads.
pub async fn record(State(site): State<Arc<Site>>, ask: Ask) -> Result<Response, Problem> {
    let journey = Journey::read(&site, &ask)?;
    let person = journey.finder.person(&journey.answers).to_json();
    let headers = [
        (CONTENT_TYPE, "application/json"),
        (CONTENT_DISPOSITION, "attachment; filename=\"preceptor-answers.json\""),
    ];
    Ok((headers, format!("[{person}]\n")).into_response())
}

/// The answer in one sentence: how many routes into how many roles, and how many roles are one thing away.
fn headline(n_open: usize, n_roles: usize, n_close: usize) -> String {
    let close = match n_close {
        0 => String::new(),
        1 => t!("result.title.one-close").to_owned(),
        n => t!("result.title.many-close", n = parts::in_words(n)),
    };
    match (n_open, n_roles) {
        (0, _) => t!("result.title.none", close = close),
        (1, _) => t!("result.title.one", close = close),
        (n, 1) => {
            t!("result.title.many-into-one", n = say::sentence(&parts::in_words(n)), close = close)
        }
        (n, m) => t!(
            "result.title.many",
            n = say::sentence(&parts::in_words(n)),
            m = parts::in_words(m),
            close = close
        ),
    }
}

/// What an answer is about, in a word or two.
fn short(kind: &preceptor_service::finder::Kind) -> &'static str {
    use preceptor_service::finder::Kind;
    match kind {
        Kind::Place => t!("short.place"),
        Kind::Registered => t!("short.registered"),
        Kind::RegisteredFor => t!("short.registered-for"),
        Kind::InRegister(_) => t!("short.in-register"),
        Kind::Awards => t!("short.awards"),
        Kind::Subject(_) => t!("short.subject"),
        Kind::Class(_) => t!("short.class"),
        Kind::AwardAge => t!("short.award-age"),
        Kind::InRole => t!("short.in-role"),
        Kind::RoleAward => t!("short.role-award"),
        Kind::RoleAwardCountry => t!("short.role-award-country"),
        Kind::Studying | Kind::RoleStudying => t!("short.studying"),
        Kind::Exam => t!("short.exam"),
        Kind::Post | Kind::PostInProfession => t!("short.post"),
        Kind::WorkedAs => t!("short.worked-as"),
        Kind::WorkedCountry => t!("short.worked-country"),
        Kind::WorkedInProfession => t!("short.worked-in-profession"),
        Kind::WorkedIn(_) => t!("short.worked-in"),
    }
}

/// A role with the shortest of its routes in full, and the others in short.
fn full(site: &Site, axis: Axis, ways: &[Way<'_>], further: &[&Way<'_>], id: &str) -> Markup {
    let Some((way, others)) = ways.split_first() else { return html! {} };
    let it = way.it;
    let title = site.book.role_title(way.role.as_str());
    let length = it.months.map_or_else(|| t!("route.no-length").to_owned(), say::months);
    let class = if it.open { "app-route" } else { "app-route app-route--almost" };
    let n_others = others.len() + further.len();
    html! {
        article class=(class) {
            div class="app-route__top" {
                h3 { a href=(role_address(way.role)) { (title) } }
                p class="app-route__months" { (say::sentence(&length)) }
            }
            p class="app-route__way" { strong { (it.route.title) } }
            @if it.open {
                p { (mark(Mark::Met, t!("result.meets"))) }
            } @else {
                @for judged in &it.missing { (missing(way, judged)) }
            }
            @if let Some(summary) = &it.route.summary { p { (summary) } }
            @if !it.arrange.is_empty() { p { (t!("result.arrange", what = arrange(&it.arrange))) } }
            @if !it.plan.is_empty() { (parts::steps(axis, it, id)) }
            (why(site, way))
            @if n_others > 0 {
                details class="app-data" {
                    summary {
                        (parts::count(n_others, t!("result.other.one"), |n| t!("result.other.many", n = n)))
                        span class="nhsuk-u-visually-hidden" { ": " (title) }
                    }
                    ul class="app-shut" {
                        @for way in others { (short_way(way)) }
                        @for way in further { (short_way(way)) }
                    }
                }
            }
        }
    }
}

/// What is still to be arranged, a sentence each.
fn arrange(all: &[String]) -> String {
    all.iter().map(|it| say::stopped(it)).collect::<Vec<_>>().join(" ")
}

/// One thing that is missing, and what to do about it.
fn missing(way: &Way<'_>, judged: &Judged) -> Markup {
    let was_asked = !way.found.not_asked.contains(&judged.id);
    let (state, sentence) = if was_asked {
        (Mark::Soon, t!("result.missing", what = judged.says))
    } else {
        (Mark::Unknown, t!("result.not-asked", what = judged.says))
    };
    html! {
        p { (mark(state, &sentence)) }
        @if let Some(fix) = &judged.fix { p { (say::stopped(fix)) } }
    }
}

fn why(site: &Site, way: &Way<'_>) -> Markup {
    let it = way.it;
    html! {
        details class="app-data" {
            summary { (t!("result.why")) span class="nhsuk-u-visually-hidden" { ": " (it.route.title) } }
            div class="app-why" {
                ul class="nhsuk-list" {
                    @for judged in &it.met { li { (mark(Mark::Met, &say::stopped(&judged.says))) } }
                    @for caution in &it.cautions { li { (mark(Mark::Unknown, &say::stopped(&say::sentence(caution)))) } }
                    @for funding in &it.route.funding { li { (say::stopped(&funding.text)) } }
                }
                @if let Some(award) = &it.route.award { p { (t!("result.award", award = award)) } }
                p { (parts::confidence_tag(it.route.confidence)) }
                (parts::sources(site.book, &it.route.source))
            }
        }
    }
}

/// The routes into one role that are not open.
fn closed(site: &Site, role: &Code, ways: &[&Way<'_>]) -> Markup {
    html! {
        article class="app-route app-route--closed" {
            div class="app-route__top" { h3 { a href=(role_address(role)) { (site.book.role_title(role.as_str())) } } }
            ul class="app-shut" { @for way in ways { (short_way(way)) } }
        }
    }
}

/// A route in short: its title, its length, and what it lacks.
fn short_way(way: &Way<'_>) -> Markup {
    let it = way.it;
    let state = match (it.open, &it.closed, it.missing.len()) {
        (true, ..) => Mark::Met,
        (false, None, 1) => Mark::Soon,
        _ => Mark::No,
    };
    let word = match state {
        Mark::Met => t!("result.word.open"),
        Mark::Soon => t!("result.word.close"),
        _ => t!("result.word.shut"),
    };
    html! {
        li {
            (parts::shape(state))
            div {
                p {
                    strong { (it.route.title) }
                    ": " (word)
                    @if it.open && let Some(months) = it.months { ", " (say::months(months)) }
                }
                @match &it.closed {
                    Some(closed) => p { (say::stopped(&say::sentence(closed))) },
                    None => ul class="app-needs" {
                        @for judged in &it.missing {
                            li {
                                @if way.found.not_asked.contains(&judged.id) { (t!("result.not-asked", what = judged.says)) }
                                @else { (t!("result.missing", what = judged.says)) }
                            }
                        }
                    },
                }
            }
        }
    }
}
