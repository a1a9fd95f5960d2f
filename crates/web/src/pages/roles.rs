//! The list of roles.

use std::sync::Arc;

use axum::extract::State;
use maud::{Markup, html};
use preceptor_rulebook::role::Strand;
use preceptor_service::roles::Portrait;
use preceptor_service::roles::phrases;

use super::role_address;
use crate::ask::Ask;
use crate::layout::{Page, Section};
use crate::parts;
use crate::problem::Problem;
use crate::site::Site;
use crate::text::t;

pub async fn page(State(site): State<Arc<Site>>, ask: Ask) -> Result<Markup, Problem> {
    let frame = ask.frame(&site)?;
    let portraits: Vec<Portrait<'_>> =
        site.book.roles.values().map(|it| Portrait::new(&frame, it)).collect();
    let body = html! {
        (parts::heading(None, t!("roles.title"), Some(t!("roles.lede"))))
        (parts::date_and_place(&frame, &[]))
        ul class="app-cards" {
            @for it in &portraits {
                @let working: Vec<&str> = it.titles(Strand::Working).iter().map(|it| it.title.as_str()).filter(|title| !title.eq_ignore_ascii_case(&it.role.title)).collect();
                li class="app-panel" {
                    h2 class="app-h2" { a href=(role_address(&it.role.id.value)) { (it.role.title) } " (" (it.role.short) ")" }
                    @if !working.is_empty() { p class="app-muted" { (t!("roles.working", titles = working.join(", "))) } }
                    p { (super::home::first_sentence(&it.role.summary)) }
                    dl class="app-facts" {
                        div { dt { (t!("role.regulator")) } dd { (regulator(it)) } }
                        div { dt { (t!("role.level")) } dd { (phrases::levels(it, &it.role.career_level)) } }
                        div { dt { (t!("role.band")) } dd { (phrases::bands(it)) } }
                    }
                }
            }
        }
        h2 class="nhsuk-heading-m" id="changes" { (t!("roles.changes")) }
        p { (t!("roles.changes.how")) }
        ul class="nhsuk-list app-feeds" {
            @for it in &portraits {
                li { a href={ (role_address(&it.role.id.value)) "/changes.atom" } { (t!("roles.changes.of", role = it.role.title)) } }
            }
        }
    };
    Ok(Page::new(t!("roles.title"), Section::Roles, body).html())
}

/// The regulators alone, without registers and dates.
pub fn regulator(it: &Portrait<'_>) -> String {
    let each: Vec<&str> = it.regulation().iter().map(|it| it.regulator.as_str()).collect();
    if each.is_empty() { t!("role.no-regulator").to_owned() } else { each.join(", ") }
}
