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
    let axis = Axis::over(day, open.iter().chain(&close).map(|way| way.it));
    let title = headline(open.len(), close.len());
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
            @for (i, way) in open.iter().enumerate() { (full(&site, axis, way, &format!("o{i}"))) }
        }
        @if !close.is_empty() {
            h2 class="nhsuk-heading-m" { (t!("result.close")) }
            @for (i, way) in close.iter().enumerate() { (full(&site, axis, way, &format!("c{i}"))) }
        }
        @if !shut.is_empty() {
            h2 class="nhsuk-heading-m" { (t!("result.shut")) }
            @for (role, ways) in super::grouped(shut.iter().map(|way| (way.role, way))) { (closed(&site, role, &ways)) }
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

fn headline(n_open: usize, n_close: usize) -> String {
    let of = |n: usize| parts::in_words(n);
    match (n_open, n_close) {
        (0, 0) => t!("result.title.none").to_owned(),
        (0, 1) => t!("result.title.none-one-close").to_owned(),
        (0, n) => t!("result.title.none-close", n = of(n)),
        (1, 0) => t!("result.title.one").to_owned(),
        (1, n) => t!("result.title.one-close", n = of(n)),
        (n, 0) => t!("result.title.many", n = say::sentence(&of(n))),
        (n, 1) => t!("result.title.many-one", n = say::sentence(&of(n))),
        (n, m) => t!("result.title.many-close", n = say::sentence(&of(n)), m = of(m)),
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

/// A route with everything there is to say about it.
fn full(site: &Site, axis: Axis, way: &Way<'_>, id: &str) -> Markup {
    let it = way.it;
    let title = site.book.role_title(way.role.as_str());
    let length = it.months.map_or_else(|| t!("route.no-length").to_owned(), say::months);
    let class = if it.open { "app-route" } else { "app-route app-route--almost" };
    html! {
        article class=(class) {
            div class="app-route__top" {
                h3 { a href=(role_address(way.role)) { (title) } ": " (say::lower(&it.route.title)) }
                p class="app-route__months" { (say::sentence(&length)) }
            }
            @if it.open {
                p { (mark(Mark::Met, t!("result.meets"))) }
            } @else {
                @for judged in &it.missing { (missing(way, judged)) }
            }
            @if let Some(summary) = &it.route.summary { p { (summary) } }
            @if !it.arrange.is_empty() {
                p class="app-route__arrange" { strong { (t!("result.arrange")) } }
                ul class="nhsuk-list nhsuk-list--bullet app-route__list" { @for it in &it.arrange { li { (it) } } }
            }
            @if !it.plan.is_empty() { (parts::steps(axis, it, id)) }
            (why(site, way))
        }
    }
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
                (parts::sources(&site.book, &it.route.source))
            }
        }
    }
}

/// The routes into one role that are not open.
fn closed(site: &Site, role: &Code, ways: &[&Way<'_>]) -> Markup {
    html! {
        article class="app-route app-route--closed" {
            div class="app-route__top" { h3 { a href=(role_address(role)) { (site.book.role_title(role.as_str())) } } }
            ul class="app-shut" {
                @for way in ways {
                    li {
                        (parts::shape(Mark::No))
                        div {
                            p { strong { (way.it.route.title) } }
                            @match &way.it.closed {
                                Some(closed) => p { (say::stopped(&say::sentence(closed))) },
                                None => ul class="app-needs" {
                                    @for judged in &way.it.missing {
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
        }
    }
}
