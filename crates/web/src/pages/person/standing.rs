//! How somebody stands, over time, and what they may do today.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use preceptor_record::{Code, SupervisionKind};
use preceptor_service::person::{InPost, Overview, Wanting, matrix};
use preceptor_service::{edition, say};
use preceptor_standing::Standing;

use super::asked::{Days, Opened};
use super::head::{Local, head};
use crate::ask::{Ask, address};
use crate::desk::{Desk, Section};
use crate::parts::{self, Matrix, State, Timeline};
use crate::problem::Problem;
use crate::text::t;

pub async fn page(
    desk: Desk,
    Path((_, id)): Path<(String, String)>,
    ask: Ask,
) -> Result<Response, Problem> {
    let opened = Opened::of(&desk, &id, "standing", &ask).await?;
    let frame = opened.frame()?;
    let seen = frame.overview();
    let name = frame.person.display_name();
    let shows_all = ask.one("all")? == Some("1");
    let body = html! {
        (head(&desk, &opened, Local::Standing)?)
        @if !opened.read.is_whole { p class="nhsuk-inset-text" { (t!("person.partly", name = name)) } }
        @if !opened.days.is_now() { (then(&opened.days)) }
        @if seen.posts.is_empty() { (nothing(&desk, &opened, &seen)) }
        @for it in &seen.posts { (answer(&opened, &seen, it)) }
        @if opened.read.is_whole {
            @for (i, it) in seen.posts.iter().enumerate() {
                (timeline(&desk, &opened, &seen, it, i))
                (scope(&desk, &opened, it, i, shows_all))
            }
            @if seen.posts.is_empty() && !seen.single.is_empty() { (single(&seen)) }
        }
        p class="app-small app-muted" { (basis(&opened)) " " (t!("person.advice")) }
    };
    Ok(desk.page(name, Section::People, body).html().into_response())
}

/// What the page is about where that is not today.
fn then(days: &Days) -> Markup {
    let words = t!("person.then", at = days.at.in_words(), known = days.known_on.in_words());
    html! { div class="nhsuk-inset-text" { p { (words) } } }
}

fn nothing(desk: &Desk, opened: &Opened, seen: &Overview) -> Markup {
    let add = format!("/people/{}/facts/add?kind=post", opened.read.id);
    let can_add =
        desk.viewer.can(preceptor_service::access::Act::RecordFacts, opened.read.relation);
    let sentence = if let Some(it) = seen.other_posts.first() {
        let role = say::role(opened.engine.book, it.role.as_str());
        t!("person.no-rules", role = say::a(&role))
    } else {
        t!("person.no-role").to_owned()
    };
    html! {
        section class="app-panel" {
            p { (sentence) }
            @if can_add && seen.other_posts.is_empty() { p { a href=(desk.at(&add)) { (t!("person.add-post")) } } }
        }
    }
}

/// The answer first: how they stand, until when, what lapses then or is missing now.
fn answer(opened: &Opened, seen: &Overview, it: &InPost) -> Markup {
    let day = opened.days.at;
    let is_soon = it.until.is_some_and(|until| until.0.saturating_sub(day.0) <= parts::SOON);
    let (class, state) = match it.standing {
        Standing::Good if is_soon && it.then != Some(Standing::Good) => ("permit", State::Soon),
        Standing::Good => ("permit", State::Met),
        Standing::Lapsed => ("no", State::No),
        Standing::Unknown => ("unknown", State::Unknown),
    };
    let role = say::role(opened.engine.book, it.acting.role.as_str());
    let id = format!("answer-{}", it.acting.fact.as_ref().map_or("", |it| it.as_str()));
    html! {
        section class={ "app-answer app-answer--" (class) } aria-labelledby=(id) {
            (parts::shape(state))
            p class="app-answer__q" { (t!("person.question", role = say::a(&role), day = day.in_words())) }
            h2 class="app-answer__a" id=(id) { (headline(it)) }
            p class="app-answer__what" {
                (supervised(opened, seen))
                @if it.standing == Standing::Good {
                    @if !it.lapses.is_empty() {
                        " " (t!("person.lapses", what = it.lapses.iter().map(|it| say::stopped(it)).collect::<Vec<_>>().join(" ")))
                    } @else if it.until.is_none() {
                        " " (t!("person.nothing-lapses"))
                    }
                }
            }
            @if opened.read.is_whole {
                @let wanting: Vec<&Wanting> = it.unmet.iter().chain(&it.unknown).collect();
                @if !wanting.is_empty() {
                    ul class="app-answer__list" {
                        @for it in wanting {
                            li { strong { (say::stopped(&it.says)) } @if let Some(fix) = &it.fix { " " (say::stopped(fix)) } }
                        }
                    }
                }
            }
        }
    }
}

fn headline(it: &InPost) -> String {
    let last = it.until.map(|it| it.previous().in_words());
    match (it.standing, last) {
        (Standing::Good, Some(last)) => t!("person.good-until", day = last),
        (Standing::Good, None) => t!("person.good").to_owned(),
        (Standing::Lapsed, _) => match it.until.filter(|_| it.then == Some(Standing::Good)) {
            Some(on) => t!("person.lapsed-until", day = on.in_words()),
            None => t!("person.lapsed").to_owned(),
        },
        (Standing::Unknown, _) => t!("person.unknown").to_owned(),
    }
}

/// Under whom they practise.
fn supervised(opened: &Opened, seen: &Overview) -> String {
    let answering = seen.supervisors.iter().filter(|it| it.0 == SupervisionKind::Named);
    let names: Vec<String> = answering
        .map(|(_, id, is_verified)| {
            let found = opened.read.people.people.get(id);
            let name = found.map_or(id.as_str(), |it| it.display_name());
            if *is_verified { name.to_owned() } else { t!("person.claimed-name", name = name) }
        })
        .collect();
    if names.is_empty() { String::new() } else { t!("person.under", who = say::and(&names)) }
}

fn timeline(desk: &Desk, opened: &Opened, seen: &Overview, it: &InPost, i: usize) -> Markup {
    let role = say::role(opened.engine.book, it.acting.role.as_str());
    let caption = t!(
        "person.time.caption",
        name = opened.read.people.people.get(&opened.read.id).map_or("", |it| it.display_name()),
        role = say::a(&role)
    );
    let single = if i == 0 { seen.single.as_slice() } else { &[] };
    let drawn = Timeline {
        window: seen.window,
        id: &format!("time-{i}"),
        sum: Some(&it.sum),
        sum_of: t!("person.time.sum"),
        bars: &it.bars,
        single,
        caption: &caption,
    };
    html! {
        section class="app-panel" aria-labelledby={ "time-h-" (i) } {
            div class="app-head" {
                h2 class="app-h2" id={ "time-h-" (i) } { (t!("person.time")) }
                @if i == 0 { (as_at(desk, opened)) }
            }
            (parts::time(&drawn))
        }
    }
}

fn single(seen: &Overview) -> Markup {
    let drawn = Timeline {
        window: seen.window,
        id: "single",
        sum: None,
        sum_of: "",
        bars: &[],
        single: &seen.single,
        caption: t!("time.single"),
    };
    html! {
        section class="app-panel" aria-labelledby="single-h" {
            h2 class="app-h2" id="single-h" { (t!("time.single")) }
            (parts::time(&drawn))
        }
    }
}

/// As at, as known on: the form that moves the page through both lines of time.
pub fn as_at(desk: &Desk, opened: &Opened) -> Markup {
    let days = &opened.days;
    html! {
        form class="app-form app-filter app-filter--inline" action=(desk.at(&format!("/people/{}", opened.read.id))) method="get" {
            div {
                label for="at" { (t!("person.as-at")) }
                input id="at" name="at" type="text" value=(days.at.in_words()) autocomplete="off";
            }
            div {
                label for="known-at" { (t!("person.as-known")) }
                input id="known-at" name="known-at" type="text" value=(days.known_on.in_words()) autocomplete="off";
            }
            button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" type="submit" { (t!("person.show")) }
        }
    }
}

fn scope(desk: &Desk, opened: &Opened, it: &InPost, i: usize, shows_all: bool) -> Markup {
    let Ok(frame) = opened.frame() else { return html! {} };
    let groups = matrix(&frame, &it.acting);
    let n_all: usize = groups.iter().map(|it| it.lines.len()).sum();
    let n_own = groups.iter().flat_map(|it| &it.lines).filter(|it| it.is_own).count();
    let name = frame.person.display_name();
    let caption = t!("scope.caption", name = name, day = opened.days.at.in_words());
    let mut pairs = opened.days.pairs();
    if !shows_all {
        pairs.push(("all", "1".to_owned()));
    }
    let path = desk.at(&format!("/people/{}", opened.read.id));
    let other = address(&path, pairs.iter().map(|it| (it.0, it.1.as_str())));
    let ask = |activity: &Code, post: Option<&str>| {
        let mut query = vec![("person", opened.read.id.as_str()), ("activity", activity.as_str())];
        query.extend(post.map(|it| ("post", it)));
        address(&desk.at("/decide"), query)
    };
    let can_ask = desk.viewer.can(preceptor_service::access::Act::Decide, opened.read.relation);
    let post = it.acting.fact.as_ref().map(preceptor_record::FactId::as_str);
    html! {
        section class="app-panel app-panel--flush" aria-labelledby={ "scope-h-" (i) } id={ "scope-" (i) } {
            div class="app-panel__head" {
                h2 class="app-h2" id={ "scope-h-" (i) } { (t!("scope.title")) }
                p class="app-muted" {
                    (t!("scope.lede")) " "
                    @if shows_all {
                        a href={ (other) "#scope-" (i) } { (t!("scope.own", n = n_own)) }
                    } @else {
                        a href={ (other) "#scope-" (i) } { (t!("scope.all", n = n_all)) }
                    }
                }
            }
            (parts::scope(&Matrix { groups: &groups, caption: &caption, shows_all }, |line| can_ask.then(|| ask(&line.activity, post))))
        }
    }
}

/// What the page rests on.
fn basis(opened: &Opened) -> String {
    let book = opened.engine.book;
    let edition = edition(book);
    let of = |key: &str| edition.get(key).and_then(|it| it.as_str()).unwrap_or_default().to_owned();
    t!(
        "person.basis",
        book = of("id"),
        version = of("version"),
        day = opened.days.known_on.min(opened.days.today).in_words()
    )
}
