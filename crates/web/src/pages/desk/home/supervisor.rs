//! The home of a supervisor: who is mine, and how do they stand?

use maud::{Markup, html};
use preceptor_service::people::{State, Wanted};

use super::{blocks, head};
use crate::desk::Desk;
use crate::pages::people::words;
use crate::parts;
use crate::problem::Problem;
use crate::text::t;

pub async fn home(desk: &Desk) -> Result<(String, Markup), Problem> {
    let engine = desk.installation.rules(&desk.employer, desk.now).await?;
    let seen = desk.employer.everybody(engine, desk.now).await?;
    let day = desk.now.day;
    let mut wanted = Wanted::default();
    wanted.supervisor.clone_from(&desk.viewer.person);
    let mine = match &wanted.supervisor {
        Some(_) => seen.everybody.wanted(&wanted, day),
        None => Vec::new(),
    };
    let soon = words::soon(day);
    let n_ill = mine.iter().filter(|it| it.state(day, soon) <= State::Soon).count();
    let people = parts::count(mine.len(), t!("home.mine.one"), |n| {
        let n = preceptor_service::say::sentence(&parts::in_words(n));
        t!("home.mine", n = n)
    });
    let title = if n_ill == 0 {
        t!("home.mine.h1.well", people = people)
    } else {
        t!("home.mine.h1", people = people, n = parts::in_words(n_ill))
    };
    let lapsing = seen.everybody.lapsing(&mine, day, soon);
    let own = desk.viewer.person.as_ref().and_then(|it| seen.everybody.rows.get(it));
    let body = html! {
        (head(desk, &title, &html! {}))
        @if let Some(n) = seen.n_looked_at { div class="nhsuk-inset-text" { p { (t!("people.working", n = n)) } } }
        div class="app-cols" {
            div class="app-stack" {
                section class="app-panel" aria-labelledby="mine" {
                    h2 class="app-h2" id="mine" { (t!("home.mine.people")) }
                    @if mine.is_empty() {
                        p { (t!("home.mine.none")) }
                    } @else {
                        table class="app-table app-stackable" {
                            caption class="nhsuk-u-visually-hidden" { (t!("home.mine.people")) }
                            thead {
                                tr {
                                    th scope="col" { (t!("people.column.name")) }
                                    th scope="col" { (t!("people.column.role")) }
                                    th scope="col" { (t!("people.column.standing")) }
                                    th scope="col" { (t!("people.column.why")) }
                                }
                            }
                            tbody {
                                @for row in &mine {
                                    tr {
                                        th scope="row" { a href=(desk.at(&format!("/people/{}", row.person))) { (row.name) } }
                                        td { (words::works_as(row, desk)) }
                                        td { (words::standing(row, day)) }
                                        td { (words::why(row, day).unwrap_or_default()) }
                                    }
                                }
                            }
                        }
                    }
                }
                (blocks::lapses(desk, &lapsing))
            }
            div class="app-stack" {
                (blocks::ask(desk))
                section class="app-panel" aria-labelledby="own" {
                    h2 class="app-h2" id="own" { (t!("home.own")) }
                    @match own {
                        Some(row) => {
                            p { (words::works_as(row, desk)) }
                            p { (words::standing(row, day)) }
                            p class="app-panel__more" { a href=(desk.at(&format!("/people/{}", row.person))) { (t!("desk.footer.my-record")) } }
                        }
                        None => p { (t!("home.own.none")) }
                    }
                }
            }
        }
    };
    Ok((title, body))
}
