//! Everything said about what a role may do, activity by activity, each with its source.

use std::sync::Arc;

use axum::extract::{Path, State};
use maud::{Markup, html};
use preceptor_record::Code;
use preceptor_rulebook::{Effect, Provision};
use preceptor_service::roles::Portrait;
use preceptor_service::say;

use super::{provision_address, role_address, role_of};
use crate::ask::Ask;
use crate::layout::{Page, Section};
use crate::parts::{self, State as Mark};
use crate::problem::Problem;
use crate::site::Site;
use crate::text::t;

pub async fn page(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    ask: Ask,
) -> Result<Markup, Problem> {
    let role = role_of(site.book, &id)?;
    let frame = ask.frame(&site)?;
    let it = Portrait::new(&frame, role);
    let all: Vec<(&Code, &Provision)> = it
        .scope
        .iter()
        .flat_map(|set| set.provisions.iter().map(move |it| (set.set, *it)))
        .collect();
    let naming = |id: &Code| -> Vec<(&Code, &Provision)> {
        all.iter().filter(|(_, rule)| it.activities(rule).contains(&id)).copied().collect()
    };
    let everywhere: Vec<(&Code, &Provision)> =
        all.iter().filter(|(_, rule)| it.activities(rule).is_empty()).copied().collect();
    let activities = &site.book.vocabulary.activities;
    let (named, unnamed): (Vec<_>, Vec<_>) =
        activities.iter().partition(|it| !naming(&it.id.value).is_empty());
    let title = t!("activities.title", role = say::a(&say::lower(&role.title)));
    let body = html! {
        (parts::trail(&[(t!("nav.roles"), "/roles"), (&role.title, &role_address(&role.id.value))]))
        (parts::heading(Some(&role.title), &title, Some(t!("activities.lede"))))
        (parts::date_and_place(&frame, &[]))
        h2 class="nhsuk-heading-m" { (t!("activities.every")) }
        (rules(&it, &everywhere))
        @for activity in named {
            h2 class="nhsuk-heading-m" id=(activity.id.value) { (say::sentence(&activity.title)) }
            @if let Some(help) = &activity.help { p { (help) } }
            (rules(&it, &naming(&activity.id.value)))
        }
        @if !unnamed.is_empty() {
            h2 class="nhsuk-heading-m" { (t!("activities.unnamed", n = unnamed.len())) }
            p { (t!("activities.unnamed.what")) }
            ul class="nhsuk-list app-columns" {
                @for activity in unnamed {
                    li {
                        (say::sentence(&activity.title))
                        @if activity.reserved { " " span class="app-tag" { (t!("activities.reserved")) } }
                    }
                }
            }
        }
    };
    Ok(Page::new(&title, Section::Roles, body).html())
}

fn rules(of: &Portrait<'_>, all: &[(&Code, &Provision)]) -> Markup {
    let book = of.frame.book;
    html! {
        ul class="app-reasons app-panel" {
            @for (set, it) in all {
                @let mark = match it.effect {
                    Effect::Permit => Mark::Met,
                    Effect::Limit => Mark::Supervised,
                    Effect::Forbid => Mark::No,
                };
                li {
                    (parts::shape(mark))
                    div {
                        p class="app-reasons__what" {
                            span class="nhsuk-u-visually-hidden" { (super::provision::effect(it.effect)) ": " }
                            a class="app-plain" href=(provision_address(it.id.as_str())) { (it.says) }
                        }
                        p class="app-reasons__src" {
                            @if let Some(set) = book.set(set.as_str()) { (parts::authority_tag(set.authority.kind)) }
                            (parts::confidence_tag(it.confidence))
                            @if it.disputed { span class="app-tag app-tag--reported" { (t!("disputed")) } }
                            span { (parts::since_beside_tag(book, set, it)) }
                        }
                    }
                }
            }
        }
    }
}
