//! People: find one, or see how many stand how.

use std::sync::Arc;

use axum::response::Response;
use maud::{Markup, html};
use preceptor_record::{Code, PersonId};
use preceptor_service::Employer;
use preceptor_service::access::{Act, Relation};
use preceptor_service::people::{Everybody, Listed, Order, Row, State, View, Wanted};

use super::{chosen, words};
use crate::ask::{Ask, address};
use crate::desk::{Desk, Section};
use crate::parts;
use crate::problem::Problem;
use crate::text::t;

/// Rows a page.
const A_PAGE: usize = 50;
/// The keys of the address that say what is wanted.
const KEYS: [&str; 9] =
    ["q", "role", "unit", "standing", "lapses", "claimed", "supervisor", "sort", "page"];

/// What was asked in the address.
fn wanted(ask: &Ask) -> Result<(Wanted, usize), Problem> {
    let sort = ask.one("sort")?.unwrap_or_default();
    let (is_reversed, sort) = match sort.strip_prefix('-') {
        Some(sort) => (true, sort),
        None => (false, sort),
    };
    let order = match sort {
        "" => Order::Worst,
        "name" => Order::Name,
        "role" => Order::Role,
        "lapses" => Order::Lapses,
        _ => return Err(Problem::wrong(t!("people.wrong.sort"))),
    };
    let state = ask
        .one("standing")?
        .map(|it| State::of(it).ok_or_else(|| Problem::wrong(t!("people.wrong.standing"))));
    let days = ask.one("lapses")?.map(|it| {
        let days = it.parse().ok().filter(|it| (1..=3650).contains(it));
        days.ok_or_else(|| Problem::wrong(t!("people.wrong.lapses")))
    });
    let page = ask.one("page")?.map(|it| {
        let page = it.parse::<usize>().ok().filter(|it| *it >= 1);
        page.ok_or_else(|| Problem::wrong(t!("people.wrong.page")))
    });
    let wanted = Wanted {
        text: ask.one("q")?.map(ToOwned::to_owned),
        role: ask.one("role")?.map(Code::new),
        unit: ask.one("unit")?.map(Code::new),
        state: state.transpose()?,
        lapses_within: days.transpose()?,
        supervisor: ask.one("supervisor")?.map(PersonId::new),
        is_claimed: ask.one("claimed")?.is_some(),
        only: None,
        order,
        is_reversed,
    };
    Ok((wanted, page.transpose()?.unwrap_or(1)))
}

/// The address of the same list with one thing changed.
fn with(desk: &Desk, ask: &Ask, key: &str, value: &str) -> String {
    let kept = KEYS.iter().filter(|it| **it != key && **it != "page");
    let mut pairs: Vec<(&str, &str)> =
        kept.flat_map(|it| ask.all(it).map(move |value| (*it, value))).collect();
    if !value.is_empty() {
        pairs.push((key, value));
    }
    address(&desk.at("/people"), pairs)
}

pub async fn page(desk: Desk, ask: Ask) -> Result<Markup, Problem> {
    let (wanted, n_page) = wanted(&ask)?;
    let wanted = wanted.for_reader(&desk.viewer)?;
    let engine = desk.installation.rules(&desk.employer, desk.now).await?;
    let seen = desk.employer.everybody(engine, desk.now).await?;
    let views = desk.employer.views(&desk.viewer).await?;
    let listed = seen.everybody.page(&wanted, desk.now.day, n_page - 1, A_PAGE);
    let title = sentence(&wanted, &listed);
    let (roles, units) = seen.everybody.choices();
    let body = html! {
        div class="app-head" {
            div {
                p class="app-over" { (t!("desk.people")) }
                h1 class="app-h1" { (title) }
            }
            div class="app-actions" {
                @if desk.viewer.can(Act::AddPeople, Relation::Any) {
                    a class="nhsuk-button nhsuk-button--small" href=(desk.at("/people/add")) { (t!("people.add")) }
                }
                @if desk.viewer.can(Act::ImportPeople, Relation::Any) {
                    a class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" href=(desk.at("/imports")) { (t!("people.import")) }
                }
                @if desk.viewer.can(Act::ExportPeople, Relation::Any) {
                    a class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" href=(csv_address(&desk, &ask)) { (t!("people.export")) }
                }
            }
        }
        @if let Some(n) = seen.n_looked_at {
            div class="nhsuk-inset-text" { p { (t!("people.working", n = n)) } }
        }
        @if seen.everybody.rows.is_empty() && seen.n_looked_at.is_none() {
            p { (t!("people.empty")) }
        } @else {
            (views_row(&desk, &ask, &views))
            (filter(&desk, &ask, &wanted, &roles, &units))
            @if listed.rows.is_empty() {
                p { (t!("people.none-found")) " " a href=(desk.at("/people")) { (t!("people.show-all")) } }
            } @else {
                form method="post" action=(desk.at("/people/chosen/csv")) {
                    (desk.token())
                    section class="app-panel app-panel--table" aria-label=(t!("people.table")) {
                        (table(&desk, &ask, &listed, &seen.everybody))
                    }
                    @if may_choose(&desk) { (chosen::bar(&desk)) }
                }
                (paging(&desk, &ask, &listed, n_page))
            }
            (save(&desk, &ask))
        }
    };
    let page = desk.page(&title, Section::People, body);
    Ok(if seen.n_looked_at.is_some() { page.again_in(5) } else { page }.html())
}

/// What the list shows, as its heading.
fn sentence(wanted: &Wanted, listed: &Listed) -> String {
    let (n, all) = (listed.n_found, listed.n_all);
    if let Some(days) = wanted.lapses_within {
        return t!("people.h1.lapses", n = n, all = all, days = days);
    }
    match wanted.state {
        Some(State::No) => t!("people.h1.lapsed", n = n, all = all),
        Some(State::Unknown) => t!("people.h1.unknown", n = n, all = all),
        Some(State::Soon) => t!("people.h1.soon", n = n, all = all),
        Some(State::Good) => t!("people.h1.good", n = n, all = all),
        Some(State::NoRole) => t!("people.h1.none", n = n, all = all),
        None if wanted.is_claimed => t!("people.h1.claimed", n = n, all = all),
        None if n == all => parts::count(n, t!("people.h1.one"), |n| t!("people.h1.all", n = n)),
        None => t!("people.h1.some", n = n, all = all),
    }
}

fn filter(
    desk: &Desk,
    ask: &Ask,
    wanted: &Wanted,
    roles: &[(Code, String)],
    units: &[Code],
) -> Markup {
    let sort = ask.all("sort").next();
    html! {
        form method="get" action=(desk.at("/people")) class="app-form app-filter" role="search" aria-label=(t!("people.filter")) {
            div {
                label for="q" { (t!("people.filter.text")) }
                input id="q" name="q" type="text" value=[wanted.text.as_deref()] autocomplete="off";
            }
            div {
                label for="role" { (t!("people.filter.role")) }
                select id="role" name="role" {
                    option value="" { (t!("people.filter.any-role")) }
                    @for (id, title) in roles { option value=(id) selected[wanted.role.as_ref() == Some(id)] { (title) } }
                }
            }
            div {
                label for="unit" { (t!("people.filter.unit")) }
                select id="unit" name="unit" {
                    option value="" { (t!("people.filter.any-unit")) }
                    @for id in units { option value=(id) selected[wanted.unit.as_ref() == Some(id)] { (words::place(id.as_str())) } }
                }
            }
            div {
                label for="standing" { (t!("people.filter.standing")) }
                select id="standing" name="standing" {
                    option value="" { (t!("people.filter.any-standing")) }
                    @for it in State::ALL { option value=(it.word()) selected[wanted.state == Some(it)] { (words::state(it)) } }
                }
            }
            div class="short" {
                label for="lapses" { (t!("people.filter.lapses")) }
                select id="lapses" name="lapses" {
                    option value="" { (t!("people.filter.any-time")) }
                    @for days in [30, 60, 90, 180, 365] {
                        option value=(days) selected[wanted.lapses_within == Some(days)] { (t!("people.filter.days", n = days)) }
                    }
                }
            }
            @if wanted.is_claimed { input type="hidden" name="claimed" value="1"; }
            @if let Some(sort) = sort { input type="hidden" name="sort" value=(sort); }
            button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" type="submit" { (t!("people.filter.apply")) }
            @if ask.stranger(&["sort", "page"]).is_some() { a href=(desk.at("/people")) { (t!("people.filter.clear")) } }
        }
    }
}

fn table(desk: &Desk, ask: &Ask, listed: &Listed, everybody: &Everybody) -> Markup {
    let day = desk.now.day;
    let sorted = ask.all("sort").next().unwrap_or_default();
    let column = |key: &str, title: &'static str| {
        let (is_up, is_down) = (sorted == key, sorted.strip_prefix('-') == Some(key));
        let to = if is_up { format!("-{key}") } else { key.to_owned() };
        let state = if is_up {
            Some("ascending")
        } else if is_down {
            Some("descending")
        } else {
            None
        };
        html! { th scope="col" aria-sort=[state] { a href=(with(desk, ask, "sort", &to)) { (title) } } }
    };
    let choosing = may_choose(desk);
    let name_of =
        |id: &PersonId| everybody.rows.get(id).map_or_else(|| id.to_string(), |it| it.name.clone());
    html! {
        table class="app-table app-stackable" {
            caption class="nhsuk-u-visually-hidden" { (t!("people.table")) }
            thead {
                tr {
                    @if choosing { th scope="col" { span class="nhsuk-u-visually-hidden" { (t!("chosen.column")) } } }
                    (column("name", t!("people.column.name")))
                    (column("role", t!("people.column.role")))
                    (column("", t!("people.column.standing")))
                    (column("lapses", t!("people.column.why")))
                    th scope="col" { (t!("people.column.supervisor")) }
                }
            }
            tbody {
                @for row in &listed.rows {
                    tr {
                        @if choosing {
                            td class="app-choose" {
                                input type="checkbox" name="who" value=(row.person) id={ "who-" (row.person) };
                                label for={ "who-" (row.person) } { span class="nhsuk-u-visually-hidden" { (t!("chosen.choose", name = row.name)) } }
                            }
                        }
                        th scope="row" { a href=(desk.at(&format!("/people/{}", row.person))) { (row.name) } }
                        td {
                            (words::works_as(row, desk))
                            @if !row.units.is_empty() { br; span class="app-muted app-small" { (units(row)) } }
                        }
                        td { (words::standing(row, day)) }
                        td { (words::why(row, day).unwrap_or_default()) }
                        td data-label=[row.named_supervisor.as_ref().map(|_| t!("people.column.supervisor"))] {
                            @if let Some(id) = &row.named_supervisor { a href=(desk.at(&format!("/people/{id}"))) { (name_of(id)) } }
                        }
                    }
                }
            }
        }
    }
}

/// Whether there is anything the reader may do for several people at once.
fn may_choose(desk: &Desk) -> bool {
    desk.viewer.can(Act::ExportPeople, Relation::Any)
        || desk.viewer.can(Act::RecordFacts, Relation::Other)
}

fn units(row: &Row) -> String {
    row.units.iter().map(|it| words::place(it.as_str())).collect::<Vec<_>>().join(", ")
}

fn paging(desk: &Desk, ask: &Ask, listed: &Listed, page: usize) -> Markup {
    let n_pages = listed.n_found.div_ceil(A_PAGE);
    let first = (page - 1) * A_PAGE + 1;
    let last = first + listed.rows.len().max(1) - 1;
    html! {
        p class="app-muted app-paging" { (t!("people.paging", first = first, last = last, n = listed.n_found)) }
        @if n_pages > 1 {
            nav class="nhsuk-pagination" role="navigation" aria-label=(t!("people.pages")) {
                ul class="nhsuk-list nhsuk-pagination__list" {
                    @if page > 1 {
                        li class="nhsuk-pagination-item--previous" {
                            a class="nhsuk-pagination__link nhsuk-pagination__link--prev" rel="prev" href=(with(desk, ask, "page", &(page - 1).to_string())) {
                                span class="nhsuk-pagination__title" { (t!("people.previous")) }
                                span class="nhsuk-u-visually-hidden" { ": " }
                                span class="nhsuk-pagination__page" { (t!("people.page-of", page = page - 1, n = n_pages)) }
                            }
                        }
                    }
                    @if page < n_pages {
                        li class="nhsuk-pagination-item--next" {
                            a class="nhsuk-pagination__link nhsuk-pagination__link--next" rel="next" href=(with(desk, ask, "page", &(page + 1).to_string())) {
                                span class="nhsuk-pagination__title" { (t!("people.next")) }
                                span class="nhsuk-u-visually-hidden" { ": " }
                                span class="nhsuk-pagination__page" { (t!("people.page-of", page = page + 1, n = n_pages)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The query of the address, without the page: what a saved view keeps.
fn query(ask: &Ask) -> String {
    let pairs = KEYS
        .iter()
        .filter(|it| **it != "page")
        .flat_map(|it| ask.all(it).map(move |value| (*it, value)));
    address("", pairs).trim_start_matches('?').to_owned()
}

fn views_row(desk: &Desk, ask: &Ask, views: &[View]) -> Markup {
    let now = query(ask);
    html! {
        @if !views.is_empty() {
            nav class="app-local" aria-label=(t!("people.views")) {
                ul {
                    @for it in views {
                        li { a href=(format!("{}?{}", desk.at("/people"), it.query)) aria-current=[(it.query == now).then_some("page")] { (it.name) } }
                    }
                }
            }
        }
        @if let Some(it) = views.iter().find(|it| it.query == now && !now.is_empty()) {
            form method="post" action=(desk.at(&format!("/people/views/{}/remove", it.id))) class="app-inline" {
                (desk.token())
                button class="app-button-link" type="submit" { (t!("people.view.remove", name = it.name)) }
            }
        }
    }
}

fn save(desk: &Desk, ask: &Ask) -> Markup {
    let query = query(ask);
    html! {
        @if !query.is_empty() {
            details class="app-data app-save" {
                summary { (t!("people.view.save")) }
                form method="post" action=(desk.at("/people/views")) class="app-form app-filter" {
                    (desk.token())
                    input type="hidden" name="query" value=(query);
                    div {
                        label for="view-name" { (t!("people.view.name")) }
                        input id="view-name" name="name" type="text" maxlength="60" autocomplete="off";
                    }
                    button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" type="submit" { (t!("people.view.keep")) }
                }
            }
        }
    }
}

fn csv_address(desk: &Desk, ask: &Ask) -> String {
    let query = query(ask);
    if query.is_empty() {
        desk.at("/people.csv")
    } else {
        format!("{}?{query}", desk.at("/people.csv"))
    }
}

/// The same list as a file, all pages of it.
pub async fn csv(desk: Desk, ask: Ask) -> Result<Response, Problem> {
    let (wanted, _) = wanted(&ask)?;
    let engine = desk.installation.rules(&desk.employer, desk.now).await?;
    let employer: &Arc<Employer> = &desk.employer;
    let text = employer.export_people(engine, &desk.viewer, wanted, desk.now).await?;
    Ok(desk.sheet("people", text))
}
