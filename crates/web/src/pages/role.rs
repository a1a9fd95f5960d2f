//! A role: what it is, may and may not do, how one enters it, where it leads, and since when each of these holds.

use std::sync::Arc;

use axum::extract::{Path, State};
use maud::{Markup, html};
use preceptor_record::Span;
use preceptor_rulebook::role::{Possible, Strand, Title, Weight};
use preceptor_rulebook::{Effect, Provision, Selector};
use preceptor_service::roles::{Frame, Portrait, is_outright, phrases, strand};
use preceptor_service::say;

use super::glance;
use super::{provision_address, role_address, role_of};
use crate::ask::{Ask, address};
use crate::layout::{Page, Section};
use crate::parts::{self, State as Mark, shape};
use crate::problem::Problem;
use crate::site::Site;
use crate::text::t;

/// A dated change nearer than this is said before everything else.
const SOON: Span = Span { months: 0, days: 90 };
/// How many rules a list on this page shows; the page of activities has them all.
const SHOWN: usize = 8;

pub async fn page(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    ask: Ask,
) -> Result<Markup, Problem> {
    let role = role_of(site.book, &id)?;
    let frame = ask.frame(&site)?;
    let it = Portrait::new(&frame, role);
    let feed = format!("{}/changes.atom", role_address(&role.id.value));
    let body = html! {
        (parts::trail(&[(t!("nav.roles"), "/roles")]))
        (parts::heading(Some(t!("role.over")), &role.title, None))
        p class="app-lede" { (role.summary) }
        div class="app-actions app-actions--lead" {
            a class="nhsuk-button" href=(address("/routes", [("role", id.as_str())])) { (t!("role.find")) }
            a class="nhsuk-button nhsuk-button--secondary" href=(address("/compare", [("role", id.as_str())])) { (t!("role.compare")) }
        }
        (soon(&it))
        div class="app-cols app-cols--public" {
            div { (glance::glance(&it)) (glance::follow(&it, &feed)) }
            div {
                (in_practice(&it))
                (scope(&it))
                (ways_in(&it))
                (before_starting(&it))
                (standing(&it))
                (leads(&it))
                (titles(&it))
                (reading(&it))
                h2 class="nhsuk-heading-m" id="sources" { (t!("role.sources")) }
                (parts::sources(frame.book, cited(&it)))
            }
        }
    };
    let page = Page::new(&role.title, Section::Roles, body);
    Ok(page.with_feed(t!("roles.changes.of", role = role.title), feed).html())
}

/// What begins within ninety days.
fn soon(it: &Portrait<'_>) -> Markup {
    let until = it.frame.day.plus(SOON);
    let near: Vec<_> = it.coming.iter().filter(|it| it.on <= until).collect();
    let Some(first) = near.first() else { return html! {} };
    let on_that_day = near.iter().filter(|it| it.on == first.on);
    let sentences: Vec<String> = on_that_day.map(|it| say::stopped(&it.what)).collect();
    parts::warning(&t!("role.soon", day = first.on.in_words()), &sentences)
}

fn in_practice(it: &Portrait<'_>) -> Markup {
    html! {
        @if !it.role.in_practice.is_empty() {
            h2 class="nhsuk-heading-m" id="practice" { (t!("role.practice")) }
            ul class="nhsuk-list nhsuk-list--bullet" { @for it in &it.role.in_practice { li { (it) } } }
        }
    }
}

/// What an employer must see before somebody starts.
fn before_starting(it: &Portrait<'_>) -> Markup {
    let rows = it.clearance();
    html! {
        @if !rows.is_empty() {
            h2 class="nhsuk-heading-m" id="before" { (t!("role.before")) }
            details class="app-data" {
                summary { (parts::count(rows.len(), t!("role.before.one"), |n| t!("role.before.many", n = n))) }
                ul class="nhsuk-list nhsuk-list--bullet" {
                    @for row in rows {
                        li {
                            @match row.kind {
                                Weight::Must => {},
                                Weight::Usual => { (t!("role.route.usual")) " " },
                                Weight::Helps => { (t!("role.before.helps")) " " },
                            }
                            (say::stopped(&row.says)) (phrases::since_sentence(&row.effective))
                            " " (parts::confidence_tag(row.confidence))
                        }
                    }
                }
            }
        }
    }
}

fn scope(it: &Portrait<'_>) -> Markup {
    let of = |effect: Effect| -> Vec<(&preceptor_record::Code, &Provision)> {
        let all =
            it.scope.iter().flat_map(|set| set.provisions.iter().map(move |it| (set.set, *it)));
        let mut made: Vec<_> = all.filter(|(_, it)| it.effect == effect).collect();
        // What names an activity first, what holds of every one after it.
        made.sort_by_key(|(_, it)| it.general);
        made
    };
    let lists = [
        (Mark::Met, "", t!("role.may"), of(Effect::Permit), t!("role.may.none")),
        (Mark::Supervised, "sup", t!("role.only"), of(Effect::Limit), t!("role.only.none")),
        (Mark::No, "no", t!("role.may-not"), of(Effect::Forbid), t!("role.may-not.none")),
    ];
    let n: usize = lists.iter().map(|it| it.3.len()).sum();
    let all = format!("{}/activities", role_address(&it.role.id.value));
    html! {
        h2 class="nhsuk-heading-m" id="scope" { (t!("role.scope", role = say::a(&say::lower(&it.role.title)))) }
        (parts::date_and_place(it.frame, &[]))
        div class="app-may" {
            @for (mark, class, head, rules, none) in lists {
                section class=[(!class.is_empty()).then_some(class)] {
                    h3 { (shape(mark)) (head) }
                    @if rules.is_empty() { p class="app-may__none" { (none) } }
                    ul { @for (set, rule) in rules.iter().take(SHOWN) { (line(it.frame, set, rule)) } }
                    @if rules.len() > SHOWN { p class="app-may__more" { a href=(all) { (t!("role.more", n = rules.len() - SHOWN)) } } }
                }
            }
        }
        p { a href=(all) { (t!("role.all", n = n)) } }
    }
}

/// A rule in a list. One that forbids an activity outright is told by the activity; any other by its sentence.
fn line(frame: &Frame<'_>, set: &preceptor_record::Code, it: &Provision) -> Markup {
    let is_plain = it.effect == Effect::Forbid && is_outright(it);
    let named = match it.activity.as_slice() {
        [one] => match &one.value {
            Selector::One(id) if is_plain => frame.book.activity(id.as_str()),
            _ => None,
        },
        _ => None,
    };
    html! {
        li {
            a class="app-plain" href=(provision_address(it.id.as_str())) {
                @match named { Some(activity) => (say::sentence(&activity.title)), None => (it.says) }
            }
            small { (parts::since(frame.book, set, it)) }
            (parts::confidence_tag(it.confidence))
        }
    }
}

fn ways_in(it: &Portrait<'_>) -> Markup {
    let (role, frame) = (it.role, it.frame);
    let (closed, open): (Vec<_>, Vec<_>) =
        role.routes.iter().partition(|route| it.closed(route).is_some());
    html! {
        h2 class="nhsuk-heading-m" id="routes" { (t!("role.ways-in")) }
        @if open.is_empty() { p { (t!("role.ways-in.none")) } } @else {
            div class="app-panel" {
                table class="app-table app-table--public app-stackable" {
                    caption class="nhsuk-u-visually-hidden" { (t!("role.ways-in.caption", role = say::lower(&role.title))) }
                    thead { tr {
                        th scope="col" { (t!("role.route")) }
                        th scope="col" { (t!("role.route.needs")) }
                        th scope="col" { (t!("role.route.paid")) }
                        th scope="col" class="num" { (t!("role.route.months")) }
                    } }
                    tbody {
                        @for route in &open {
                            @let needs = it.rows(&route.entry);
                            @let paid: Vec<&str> = route.funding.iter().filter(|it| it.effective.period().holds(frame.day)).map(|it| it.text.as_str()).collect();
                            tr {
                                th scope="row" {
                                    (route.title)
                                    " " (parts::confidence_tag(route.confidence))
                                    @if let Some(award) = &route.award { span class="app-kind" { (award) } }
                                }
                                td data-label=(t!("role.route.needs")) {
                                    ul class="app-needs" {
                                        @for row in needs.iter().filter(|it| it.kind != Weight::Helps) {
                                            li {
                                                @if row.kind == Weight::Usual { (t!("role.route.usual")) " " }
                                                (row.says)
                                            }
                                        }
                                        @if needs.iter().all(|it| it.kind == Weight::Helps) { li { (t!("role.route.nothing")) } }
                                    }
                                }
                                td data-label=(t!("role.route.paid")) { @if paid.is_empty() { (t!("role.not-stated")) } @else { (paid.join(" ")) } }
                                td class="num" data-label=(t!("role.route.months")) { (months(route.steps.iter().filter_map(|it| it.months))) }
                            }
                        }
                    }
                }
            }
        }
        @if !closed.is_empty() {
            details class="app-data" {
                summary { (parts::count(closed.len(), t!("role.closed.one"), |n| t!("role.closed.many", n = n))) }
                ul class="nhsuk-list nhsuk-list--bullet" {
                    @for route in closed {
                        li { (route.title) ": " (it.closed(route).map(|it| say::stopped(&it)).unwrap_or_default()) }
                    }
                }
            }
        }
    }
}

fn months(of: impl Iterator<Item = preceptor_rulebook::role::Months>) -> String {
    let (mut min, mut max, mut any) = (0, 0, false);
    for it in of {
        (min, max, any) = (min + it.min, max + it.max, true);
    }
    match (any, min == max) {
        (false, _) => t!("role.route.no-length").to_owned(),
        (true, true) => min.to_string(),
        (true, false) => t!("range", from = min, to = max),
    }
}

/// What being in good standing asks for, and the training that keeps it.
fn standing(it: &Portrait<'_>) -> Markup {
    let rows = it.rows(&it.role.standing);
    let schemes = it.cpd();
    html! {
        @if !rows.is_empty() {
            h2 class="nhsuk-heading-m" id="standing" { (t!("role.standing")) }
            ul class="nhsuk-list nhsuk-list--bullet" {
                @for row in rows {
                    li {
                        (say::stopped(&row.says)) (phrases::since_sentence(&row.effective))
                        " " (parts::confidence_tag(row.confidence))
                    }
                }
                @for followed in schemes {
                    @if let Some(scheme) = it.frame.book.cpd_scheme(followed.scheme.as_str()) {
                        li {
                            (t!("role.cpd", scheme = scheme.title, owner = scheme.owner, cycle = scheme.cycle.length))
                            " " (parts::confidence_tag(scheme.confidence))
                        }
                    }
                }
            }
        }
    }
}

fn leads(it: &Portrait<'_>) -> Markup {
    let book = it.frame.book;
    html! {
        @if !it.role.moves.is_empty() {
            h2 class="nhsuk-heading-m" id="leads" { (t!("role.leads")) }
            ul class="app-moves" {
                @for step in &it.role.moves {
                    @let mark = match step.possible {
                        Possible::Yes => Mark::Met,
                        Possible::No => Mark::No,
                        Possible::Indirect | Possible::Proposed => Mark::Soon,
                        Possible::Disputed => Mark::Unknown,
                    };
                    @let title = say::sentence(&say::role(book, step.to.as_str()));
                    li {
                        (shape(mark))
                        div {
                            p class="app-moves__to" {
                                @if step.to == it.role.id.value { (t!("role.leads.within", role = title)) }
                                @else if book.roles.contains_key(&step.to) { a href=(role_address(&step.to)) { (title) } }
                                @else { (title) }
                                ": " (phrases::possible(step.possible)) " " (parts::confidence_tag(step.confidence))
                            }
                            @if let Some(how) = &step.how { p { (how) } }
                        }
                    }
                }
            }
        }
    }
}

/// The titles over time, and what is still to come.
fn titles(it: &Portrait<'_>) -> Markup {
    let book = it.frame.book;
    let place = |title: &Title| {
        let each: Vec<String> =
            title.jurisdiction.iter().map(|it| say::place(book, &it.value)).collect();
        each.join(", ")
    };
    let mut all: Vec<&Title> = it.role.titles.iter().collect();
    all.sort_by_key(|it| (it.strand != Strand::Working, it.effective.period().from));
    let words = |title: &Title| {
        let words = phrases::since(&title.effective);
        say::sentence(words.trim_start_matches(", "))
    };
    html! {
        @if !all.is_empty() {
            h2 class="nhsuk-heading-m" id="titles" { (t!("role.titles")) }
            div class="app-panel" {
                table class="app-table app-table--public app-stackable" {
                    caption class="nhsuk-u-visually-hidden" { (t!("role.titles.caption")) }
                    thead { tr {
                        th scope="col" { (t!("role.title")) }
                        th scope="col" { (t!("role.title.kind")) }
                        th scope="col" { (t!("role.title.where")) }
                        th scope="col" { (t!("role.title.when")) }
                    } }
                    tbody { @for title in all { tr {
                        th scope="row" {
                            (say::sentence(&title.title)) " " (parts::confidence_tag(title.confidence))
                            @if let Some(note) = &title.note { span class="app-kind" { (note) } }
                        }
                        td data-label=(t!("role.title.kind")) { (strand(title.strand)) }
                        td data-label=(t!("role.title.where")) { (place(title)) }
                        td data-label=(t!("role.title.when")) { @let when = words(title); @if when.is_empty() { (t!("always")) } @else { (when) } }
                    } } }
                }
            }
        }
        @if !it.coming.is_empty() {
            h3 class="nhsuk-heading-s" { (t!("role.coming")) }
            ul class="nhsuk-list nhsuk-list--bullet" {
                @for coming in &it.coming { li { (t!("role.coming.from", day = coming.on.in_words(), what = say::stopped(&coming.what))) } }
            }
        }
    }
}

fn reading(it: &Portrait<'_>) -> Markup {
    let role = it.role;
    html! {
        @if !role.uncertain.is_empty() {
            h2 class="nhsuk-heading-m" id="uncertain" { (t!("role.uncertain")) }
            details class="app-data" {
                summary { (parts::count(role.uncertain.len(), t!("role.uncertain.one"), |n| t!("role.uncertain.many", n = n))) }
                ul class="nhsuk-list nhsuk-list--bullet" { @for it in &role.uncertain { li { (say::stopped(it)) } } }
            }
        }
        @if !role.reading.is_empty() {
            h2 class="nhsuk-heading-m" id="reading" { (t!("role.reading")) }
            ul class="app-sources" {
                @for it in &role.reading {
                    li {
                        @match &it.url { Some(url) => a href=(url) rel="noreferrer" { (it.title) }, None => span { (it.title) } }
                        @if let Some(note) = &it.note { span { (note) } }
                    }
                }
            }
        }
    }
}

/// Every source the page rests on.
fn cited<'a>(it: &'a Portrait<'_>) -> Vec<&'a preceptor_rulebook::provision::Citation> {
    let mut made = Vec::new();
    made.extend(it.scope.iter().flat_map(|it| &it.provisions).flat_map(|it| &it.source));
    made.extend(
        it.role.routes.iter().filter(|route| it.closed(route).is_none()).flat_map(|it| &it.source),
    );
    made.extend(it.role.titles.iter().flat_map(|it| &it.source));
    made.extend(it.role.moves.iter().flat_map(|it| &it.source));
    made
}
