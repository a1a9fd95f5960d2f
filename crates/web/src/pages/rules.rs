//! The rulebook: whose rules it holds, and where they were read.

use std::sync::Arc;

use axum::extract::State;
use maud::{Markup, html};
use preceptor_rulebook::sets::{Adopted, Set};

use super::grouped;
use crate::ask::Ask;
use crate::layout::{Page, Section};
use crate::parts;
use crate::problem::Problem;
use crate::site::Site;
use crate::text::t;

pub async fn page(State(site): State<Arc<Site>>, _: Ask) -> Result<Markup, Problem> {
    let book = site.book;
    let sets = grouped(book.header.sets.iter().map(|it| (it.authority.kind, it)));
    let n = |set: &Set| book.provisions.iter().filter(|it| it.set == set.id.value).count();
    let body = html! {
        (parts::heading(None, t!("rules.title"), Some(t!("rules.lede"))))
        div class="app-cols app-cols--public" {
            div {
                section class="app-panel app-aside" aria-labelledby="edition" {
                    h2 class="app-h2" id="edition" { (t!("rules.edition")) }
                    dl class="app-pairs" {
                        dt { (t!("rules.book")) } dd { (book.header.title) ", " (book.header.version) }
                        dt { (t!("rules.provisions")) } dd class="app-num" { (book.provisions.len()) }
                        dt { (t!("rules.sources")) } dd class="app-num" { (book.header.sources.len()) }
                        dt { (t!("rules.digest")) } dd class="app-code app-break" { (book.digest) }
                    }
                }
                section class="app-panel app-aside" aria-labelledby="sure" {
                    h2 class="app-h2" id="sure" { (t!("rules.sure")) }
                    dl class="app-pairs" {
                        dt { span class="app-tag app-tag--reported" { (t!("confidence.reported")) } } dd { (t!("rules.sure.reported")) }
                        dt { span class="app-tag app-tag--reported" { (t!("confidence.derived")) } } dd { (t!("rules.sure.derived")) }
                        dt { span class="app-tag app-tag--reported" { (t!("confidence.memory")) } } dd { (t!("rules.sure.memory")) }
                    }
                    p { (t!("rules.sure.stated")) }
                }
            }
            div {
                @for (kind, sets) in sets {
                    h2 class="nhsuk-heading-m" { (parts::authority(kind)) }
                    ul class="app-list" {
                        @for set in sets {
                            li {
                                a href={ "/rules/" (set.id.value) } { (set.title) }
                                p { @if let Some(summary) = &set.summary { (summary) " " } (adopted(set)) " " (parts::count(n(set), t!("rules.count.one"), |n| t!("rules.count.many", n = n))) }
                            }
                        }
                    }
                }
                h2 class="nhsuk-heading-m" id="sources" { (t!("rules.sources")) }
                details class="app-data" {
                    summary { (t!("rules.sources.show", n = book.header.sources.len())) }
                    ol class="app-sources" {
                        @for it in &book.header.sources {
                            li {
                                @match &it.url { Some(url) => a href=(url) rel="noreferrer" { (it.title) }, None => span { (it.title) } }
                                span { (it.publisher) @if let Some(date) = &it.date { ", " (date) } }
                            }
                        }
                    }
                }
            }
        }
    };
    Ok(Page::new(t!("rules.title"), Section::Rules, body).html())
}

/// Whether an employer may leave a set out.
pub fn adopted(set: &Set) -> &'static str {
    match (set.adopted, &set.default_for) {
        (Adopted::Always, _) => t!("rules.always"),
        (Adopted::Optional, Some(_)) => t!("rules.default"),
        (Adopted::Optional, None) => t!("rules.optional"),
    }
}
