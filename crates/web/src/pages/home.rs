//! The first page: what Preceptor is, the roles in a line each, and what changes next.

use std::sync::Arc;

use axum::extract::State;
use maud::{Markup, html};
use preceptor_service::changes;

use super::role_address;
use crate::ask::Ask;
use crate::layout::{Page, Section};
use crate::problem::Problem;
use crate::site::Site;
use crate::text::t;

/// How many changes to come are shown.
const MOST_CHANGES: usize = 4;

pub async fn page(State(site): State<Arc<Site>>, _: Ask) -> Result<Markup, Problem> {
    let book = &site.book;
    let day = site.today();
    let mut coming: Vec<_> = changes::of_all(book).into_iter().filter(|it| it.on >= day).collect();
    coming.sort_by_key(|it| it.on);
    let body = html! {
        h1 class="app-h1 app-h1--home" { (t!("home.title")) }
        p class="app-lede" { (t!("home.lede")) }
        div class="app-actions app-actions--lead" {
            a class="nhsuk-button" href="/routes" { (t!("home.find")) }
            a class="nhsuk-button nhsuk-button--secondary" href="/compare" { (t!("home.compare")) }
        }
        div class="app-cols app-cols--public" {
            div {
                section class="app-panel app-aside" aria-labelledby="next" {
                    h2 class="app-h2" id="next" { (t!("home.coming")) }
                    @if coming.is_empty() { p { (t!("home.nothing-coming")) } }
                    dl class="app-pairs app-pairs--wide" {
                        @for it in coming.iter().take(MOST_CHANGES) {
                            dt { (it.on.in_words()) }
                            dd { (it.what) " " a href=(role_address(&it.role)) { (book.role_title(it.role.as_str())) } }
                        }
                    }
                }
                section class="app-panel app-aside" aria-labelledby="how" {
                    h2 class="app-h2" id="how" { (t!("home.how")) }
                    p { (t!("home.how.rules", n = book.provisions.len(), sets = book.header.sets.len())) }
                    p class="app-panel__more" { a href="/rules" { (t!("home.how.link")) } }
                }
            }
            div {
                h2 class="nhsuk-heading-m" { (t!("home.roles")) }
                ul class="app-list" {
                    @for role in book.roles.values() {
                        li {
                            a href=(role_address(&role.id.value)) { (role.title) }
                            p { (first_sentence(&role.summary)) }
                        }
                    }
                }
            }
        }
    };
    Ok(Page::new(t!("home.title"), Section::None, body).html())
}

/// A summary as far as its first full stop.
pub fn first_sentence(text: &str) -> &str {
    text.split_inclusive(". ").next().map_or(text, str::trim_end)
}
