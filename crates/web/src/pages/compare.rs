//! Two to four roles side by side.

use std::sync::Arc;

use axum::extract::State;
use maud::{Markup, html};
use preceptor_service::roles::compare::{Line, lines};
use preceptor_service::roles::{Frame, Portrait};
use preceptor_service::say;

use super::{role_address, role_of};
use crate::ask::{Ask, address};
use crate::layout::{Page, Section};
use crate::parts;
use crate::problem::Problem;
use crate::site::Site;
use crate::text::t;

/// So many roles fit beside each other.
const MOST: usize = 4;

pub async fn page(State(site): State<Arc<Site>>, ask: Ask) -> Result<Markup, Problem> {
    let frame = ask.frame(&site)?;
    let mut ids: Vec<&str> = Vec::new();
    for id in ask.all("role") {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    if ids.len() > MOST {
        return Err(Problem::wrong(t!("compare.too-many")));
    }
    let portraits: Vec<Portrait<'_>> = ids
        .iter()
        .map(|id| role_of(site.book, id).map(|it| Portrait::new(&frame, it)))
        .collect::<Result<_, _>>()
        .map_err(|_| Problem::wrong(t!("compare.unknown")))?;
    let only = ask.one("only")? == Some("differences");
    let titles: Vec<String> = portraits.iter().map(|it| say::lower(&it.role.title)).collect();
    let title = match portraits.len() {
        0 | 1 => t!("compare.title").to_owned(),
        _ => t!("compare.of", roles = say::sentence(&say::and(&titles))),
    };
    let body = html! {
        (parts::heading(None, &title, (portraits.len() < 2).then_some(t!("compare.lede"))))
        @if portraits.len() >= 2 {
            (parts::date_and_place(&frame, &kept(&ids, only)))
            (switch(&frame, &ids, only))
            (table(&portraits, only))
            h2 class="nhsuk-heading-m" { (t!("compare.others")) }
        }
        (choose(&frame, &ids))
    };
    Ok(Page::new(&title, Section::Compare, body).html())
}

fn kept<'a>(ids: &[&'a str], only: bool) -> Vec<(&'a str, &'a str)> {
    let mut made: Vec<(&str, &str)> = ids.iter().map(|it| ("role", *it)).collect();
    if only {
        made.push(("only", "differences"));
    }
    made
}

/// The link that leaves out, or brings back, what is the same for all.
fn switch(frame: &Frame<'_>, ids: &[&str], only: bool) -> Markup {
    let day = frame.day.to_string();
    let mut pairs = kept(ids, !only);
    pairs.push(("in", frame.jurisdiction.as_str()));
    pairs.push(("on", &day));
    html! {
        p { a href=(address("/compare", pairs)) { @if only { (t!("compare.all")) } @else { (t!("compare.differs")) } } }
    }
}

fn table(portraits: &[Portrait<'_>], only: bool) -> Markup {
    let lines: Vec<Line> =
        lines(portraits).into_iter().filter(|it| !only || it.differs()).collect();
    let table = html! {
        table class="app-table app-table--public app-compare" {
            caption class="nhsuk-u-visually-hidden" { (t!("compare.caption")) }
            thead { tr {
                th scope="col" { (t!("compare.what")) }
                @for it in portraits { th scope="col" { a href=(role_address(&it.role.id.value)) { (it.role.title) } } }
            } }
            tbody { @for line in &lines { tr {
                th scope="row" { (line.head) }
                @for cell in &line.cells { td { (cell_of(cell)) } }
            } } }
        }
    };
    html! {
        div class="app-panel app-compare-wide" { (parts::scroll(t!("compare.caption"), &table)) }
        // On a phone the table turns: a heading for each thing compared, and the roles below it.
        div class="app-compare-narrow" {
            @for line in &lines {
                h2 class="nhsuk-heading-s" { (line.head) }
                dl class="app-panel app-pairs app-pairs--wide" {
                    @for (it, cell) in portraits.iter().zip(&line.cells) {
                        dt { (it.role.title) }
                        dd { (cell_of(cell)) }
                    }
                }
            }
        }
    }
}

fn cell_of(cell: &[String]) -> Markup {
    html! {
        @match cell {
            [one] => (say::sentence(one)),
            several => ul class="app-needs" { @for it in several { li { (say::sentence(it)) } } },
        }
    }
}

/// The form that chooses the roles.
fn choose(frame: &Frame<'_>, ids: &[&str]) -> Markup {
    html! {
        form method="get" action="/compare" class="app-form app-panel app-choose" {
            @for n in 0..MOST {
                @let field = format!("role-{n}");
                @let chosen = ids.get(n).copied();
                div class="app-form__row" {
                    label for=(field) {
                        @if n < 2 { (t!("compare.role", n = n + 1)) } @else { (t!("compare.role.optional", n = n + 1)) }
                    }
                    select id=(field) name="role" {
                        option value="" { (t!("compare.choose")) }
                        @for (id, role) in &frame.book.roles {
                            option value=(id) selected[chosen == Some(id.as_str())] { (role.title) }
                        }
                    }
                }
            }
            button class="nhsuk-button" type="submit" { (t!("compare.do")) }
        }
    }
}
