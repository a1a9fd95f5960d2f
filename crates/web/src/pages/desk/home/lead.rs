//! The home of whoever answers for the roles: what is wrong today, and what goes wrong next.

use maud::{Markup, html};
use preceptor_service::access::{Act, Relation};
use preceptor_service::changes;
use preceptor_service::people::{Row, State, Wanted};

use super::blocks::{self, Work};
use super::head;
use crate::desk::Desk;
use crate::pages::people::words;
use crate::parts::{self, mark};
use crate::problem::Problem;
use crate::text::t;

/// So many things are shown at once; the rest is a press away.
const SHOWN: usize = 7;
/// So many of them are about single people.
const SINGLE: usize = 5;

pub async fn home(desk: &Desk) -> Result<(String, Markup), Problem> {
    let engine = desk.installation.rules(&desk.employer, desk.now).await?;
    let seen = desk.employer.everybody(engine, desk.now).await?;
    let everybody = &seen.everybody;
    let day = desk.now.day;
    let all = everybody.wanted(&Wanted::default().for_reader(&desk.viewer)?, day);
    let of = |state: State| -> Vec<&Row> {
        all.iter().map(|it| &***it).filter(|it| it.state(day, words::soon(day)) == state).collect()
    };
    let (lapsed, unknown) = (of(State::No), of(State::Unknown));
    let claimed: Vec<_> = all.iter().filter(|it| it.n_claimed > 0).collect();
    let mut work: Vec<Work> =
        lapsed.iter().take(SINGLE).map(|it| not_in_standing(desk, it)).collect();
    if lapsed.len() > SINGLE {
        work.push(Work {
            mark: mark::State::No,
            what: t!("home.lead.more", n = lapsed.len() - SINGLE),
            why: t!("home.lead.more.why").to_owned(),
            act: (
                format!("{}?standing=lapsed", desk.at("/people")),
                t!("home.lead.more.act").to_owned(),
            ),
        });
    }
    if !unknown.is_empty() {
        let what = parts::count(unknown.len(), t!("home.lead.unknown.one"), |n| {
            t!("home.lead.unknown", n = n)
        });
        work.push(Work {
            mark: mark::State::Unknown,
            what,
            why: t!("home.lead.unknown.why").to_owned(),
            act: (
                format!("{}?standing=unknown", desk.at("/people")),
                t!("home.lead.unknown.act").to_owned(),
            ),
        });
    }
    if !claimed.is_empty() {
        let n: usize = claimed.iter().map(|it| it.n_claimed).sum();
        work.push(Work {
            mark: mark::State::Unknown,
            what: parts::count(n, t!("home.lead.claimed.one"), |n| t!("home.lead.claimed", n = n)),
            why: t!("home.lead.claimed.why", n = claimed.len()),
            act: (
                format!("{}?claimed=1", desk.at("/people")),
                t!("home.lead.claimed.act").to_owned(),
            ),
        });
    }
    work.truncate(SHOWN + 1);
    let n_things =
        lapsed.len() + usize::from(!unknown.is_empty()) + usize::from(!claimed.is_empty());
    let title = title(n_things);
    let lapsing = everybody.lapsing(&all, day, words::soon(day));
    let tally = everybody.tally(day);
    let body = html! {
        (head(desk, &title, &html! {}))
        @if let Some(n) = seen.n_looked_at { div class="nhsuk-inset-text" { p { (t!("people.working", n = n)) } } }
        div class="app-cols" {
            div class="app-stack" {
                @if work.is_empty() {
                    section class="app-panel" { p { (t!("home.nothing")) } }
                } @else {
                    (blocks::work(&work, None))
                }
                (blocks::lapses(desk, &lapsing))
            }
            div class="app-stack" {
                (blocks::ask(desk))
                (blocks::standing(desk, &tally))
                (rules(desk))
            }
        }
    };
    Ok((title, body))
}

/// The home of whoever has no list of people to look after.
pub fn home_without_people(desk: &Desk) -> (String, Markup) {
    let title = t!("home.welcome", name = desk.viewer.name);
    let body = html! {
        (head(desk, &title, &html! {}))
        div class="app-cols" {
            div class="app-stack" {
                section class="app-panel" aria-labelledby="can" {
                    h2 class="app-h2" id="can" { (t!("home.can")) }
                    ul class="app-list" {
                        @if desk.viewer.can(Act::ListPeople, Relation::Any) {
                            li { a href=(desk.at("/people")) { (t!("desk.people")) } p { (t!("home.can.people")) } }
                        }
                        li { a href="/rules" { (t!("nav.rules")) } p { (t!("home.can.rules")) } }
                    }
                }
            }
            div class="app-stack" { (rules(desk)) }
        }
    };
    (title, body)
}

fn title(n: usize) -> String {
    match n {
        0 => t!("home.h1.none").to_owned(),
        1 => t!("home.h1.one").to_owned(),
        n => {
            let n = preceptor_service::say::sentence(&parts::in_words(n));
            t!("home.h1", n = n)
        }
    }
}

fn not_in_standing(desk: &Desk, row: &Row) -> Work {
    let role = row.posts.iter().find(|it| !it.lacks.is_empty()).or(row.posts.first());
    let role = role.map_or_else(String::new, |it| preceptor_service::say::lower(&it.title));
    Work {
        mark: mark::State::No,
        what: t!("home.lead.lapsed", name = row.name, role = preceptor_service::say::a(&role)),
        why: words::why(row, desk.now.day).unwrap_or_default(),
        act: (desk.at(&format!("/people/{}", row.person)), t!("home.lead.lapsed.act").to_owned()),
    }
}

/// What of the rules changes within ninety days.
fn rules(desk: &Desk) -> Markup {
    let day = desk.now.day;
    let mut coming: Vec<_> = changes::of_all(desk.site.book)
        .into_iter()
        .filter(|it| it.on >= day && it.on < words::soon(day) && it.begins && it.set.is_some())
        .collect();
    coming.sort_by_key(|it| it.on);
    let mut seen = std::collections::BTreeSet::new();
    coming.retain(|it| seen.insert((it.on, it.what.clone())));
    html! {
        section class="app-panel" aria-labelledby="rules" {
            h2 class="app-h2" id="rules" { (t!("home.rules")) }
            @if coming.is_empty() { p { (t!("home.rules.none")) } }
            ul class="app-needs" {
                @for it in coming.iter().take(4) { li { strong { (it.on.in_words()) } br; (it.what) } }
            }
            p class="app-panel__more" { a href="/roles#changes" { (t!("roles.changes")) } }
        }
    }
}
