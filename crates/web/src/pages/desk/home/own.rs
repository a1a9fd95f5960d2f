//! The home of a practitioner: how do I stand, what lapses, and who supervises me?

use maud::{Markup, html};
use preceptor_service::people::State;

use super::{blocks, head};
use crate::desk::Desk;
use crate::pages::people::words;
use crate::parts::mark;
use crate::problem::Problem;
use crate::text::t;

pub async fn home(desk: &Desk) -> Result<(String, Markup), Problem> {
    let engine = desk.installation.rules(&desk.employer, desk.now).await?;
    let seen = desk.employer.everybody(engine, desk.now).await?;
    let person = desk.viewer.person.as_ref().ok_or(Problem::NotFound)?;
    let Some(row) = seen.everybody.rows.get(person) else {
        let title = t!("home.welcome", name = desk.viewer.name);
        return Ok((
            title.clone(),
            html! { (head(desk, &title, &html! {})) p { (t!("home.own.none")) } },
        ));
    };
    let day = desk.now.day;
    let state = row.state(day, words::soon(day));
    let title = match (state, row.lapses_on(day)) {
        (State::No, _) => t!("home.you.lapsed").to_owned(),
        (State::Unknown, _) => t!("home.you.unknown").to_owned(),
        (State::NoRole, _) => t!("home.you.none").to_owned(),
        (State::Soon | State::Good, Some(on)) => {
            t!("home.you.until", day = on.previous().in_words())
        }
        (State::Soon | State::Good, None) => t!("home.you.good").to_owned(),
    };
    let lapses = row.lapses_within(day, words::soon(day));
    let lacks: Vec<&String> = row.posts.iter().flat_map(|it| &it.lacks).collect();
    let record = desk.at(&format!("/people/{person}"));
    let supervisors: Vec<_> =
        row.supervisors.iter().filter_map(|it| seen.everybody.rows.get(it)).collect();
    let body = html! {
        (head(desk, &title, &html! { a class="nhsuk-button nhsuk-button--small" href=(record) { (t!("home.you.record")) } }))
        div class="app-cols" {
            div class="app-stack" {
                @if !lacks.is_empty() {
                    section class="app-panel" aria-labelledby="lacks" {
                        h2 class="app-h2" id="lacks" { (t!("home.you.lacks")) }
                        ul class="app-work" {
                            @for it in lacks {
                                li { (mark::shape(mark::State::No)) div { p class="app-work__what" { (it) } } }
                            }
                        }
                    }
                }
                section class="app-panel" aria-labelledby="lapses" {
                    h2 class="app-h2" id="lapses" { (t!("home.you.lapses")) }
                    @if lapses.is_empty() { p { (t!("home.you.lapses.none")) } }
                    ul class="app-work" {
                        @for it in &lapses {
                            li {
                                (mark::shape(mark::State::Soon))
                                div {
                                    p class="app-work__what" { (it.says) }
                                    p class="app-work__why" { (t!("home.you.last", day = it.on.previous().in_words())) }
                                }
                            }
                        }
                    }
                }
            }
            div class="app-stack" {
                (blocks::ask(desk))
                section class="app-panel" aria-labelledby="supervisors" {
                    h2 class="app-h2" id="supervisors" { (t!("home.you.supervisors")) }
                    @if supervisors.is_empty() { p { (t!("home.you.supervisors.none")) } }
                    ul class="app-list" {
                        @for it in &supervisors {
                            li { a href=(desk.at(&format!("/people/{}", it.person))) { (it.name) } p { (words::works_as(it, desk)) } }
                        }
                    }
                }
            }
        }
    };
    Ok((title, body))
}
