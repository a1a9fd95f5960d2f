//! One set: everything one authority says in one document or family of documents.

use std::sync::Arc;

use axum::extract::{Path, State};
use maud::{Markup, html};
use preceptor_rulebook::Provision;

use super::{grouped, provision_address};
use crate::ask::Ask;
use crate::layout::{Page, Section};
use crate::parts;
use crate::problem::Problem;
use crate::site::Site;
use crate::text::t;

pub async fn page(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    _: Ask,
) -> Result<Markup, Problem> {
    let book = site.book;
    let set = book.set(&id).ok_or(Problem::NotFound)?;
    let own: Vec<&Provision> = book
        .provisions
        .iter()
        .filter(|it| it.set == set.id.value)
        .map(|it| &it.provision)
        .collect();
    let by_roles = grouped(own.iter().map(|it| (super::provision::roles(book, it), *it)));
    let body = html! {
        (parts::trail(&[(t!("nav.rules"), "/rules")]))
        (parts::heading(Some(&set.authority.name), &set.title, set.summary.as_deref()))
        p { (parts::authority_tag(set.authority.kind)) " " (super::rules::adopted(set)) }
        @if own.is_empty() { p { (t!("set.empty")) } }
        @for (roles, rules) in by_roles {
            h2 class="nhsuk-heading-m" { (roles) }
            ul class="app-reasons app-panel" {
                @for it in rules {
                    li {
                        (parts::shape(super::provision::mark(it.effect)))
                        div {
                            p class="app-reasons__what" {
                                span class="nhsuk-u-visually-hidden" { (super::provision::effect(it.effect)) ": " }
                                a class="app-plain" href=(provision_address(it.id.as_str())) { (it.says) }
                            }
                            p class="app-reasons__src" {
                                (parts::confidence_tag(it.confidence))
                                @if it.disputed { span class="app-tag app-tag--reported" { (t!("disputed")) } }
                                span { (parts::since(book, &set.id.value, it)) }
                            }
                        }
                    }
                }
            }
        }
        h2 class="nhsuk-heading-m" id="sources" { (t!("role.sources")) }
        (parts::sources(book, own.iter().flat_map(|it| &it.source)))
    };
    Ok(Page::new(&set.title, Section::Rules, body).html())
}
