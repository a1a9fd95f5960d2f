//! Home: what needs the reader, worst first, by what they are here.

mod blocks;
mod lead;
mod own;
mod supervisor;

use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use preceptor_service::access::Role;

use crate::desk::{Desk, Section, see_other};
use crate::pages::account;
use crate::problem::Problem;

pub async fn page(desk: Desk) -> Result<Response, Problem> {
    if desk.viewer.is(Role::Auditor) && desk.viewer.roles.len() == 1 && !desk.shows_tips() {
        // What an auditor comes for.
        return Ok(see_other(&desk.at("/decisions")));
    }
    // Somebody who is several things has the home of the one that answers for most.
    let (title, body) = if desk.viewer.is(Role::MapLead) || desk.viewer.is(Role::Recruitment) {
        lead::home(&desk).await?
    } else if desk.viewer.is(Role::Supervisor) {
        supervisor::home(&desk).await?
    } else if desk.viewer.is(Role::Practitioner) && desk.viewer.person.is_some() {
        own::home(&desk).await?
    } else {
        lead::home_without_people(&desk)
    };
    // Whoever set the organisation up sees first what is left of that.
    let body = html! {
        @if let Some(it) = account::to_do(&desk).await? { (it) }
        (body)
    };
    Ok(desk.page(&title, Section::Home, body).html().into_response())
}

/// The date, the sentence that says it all, and what can be begun from here.
fn head(desk: &Desk, title: &str, actions: &Markup) -> Markup {
    html! {
        div class="app-head" {
            div {
                p class="app-over" { (weekday(desk)) " " (desk.now.day.in_words()) }
                h1 class="app-h1" { (title) }
            }
            div class="app-actions app-wide-only" { (actions) }
        }
        (blocks::tips(desk))
    }
}

fn weekday(desk: &Desk) -> String {
    desk.now.day.date().map_or_else(String::new, |it| it.strftime("%A").to_string())
}
