//! Pages about the site itself.

use axum::extract::State;
use maud::{Markup, html};
use std::sync::Arc;

use crate::ask::Ask;
use crate::layout::{Page, Section};
use crate::parts;
use crate::problem::Problem;
use crate::site::Site;
use crate::text::t;

pub async fn accessibility(State(_): State<Arc<Site>>, _: Ask) -> Result<Markup, Problem> {
    let body = html! {
        (parts::heading(None, t!("accessibility.title"), Some(t!("accessibility.lede"))))
        div class="app-prose" {
            h2 class="nhsuk-heading-m" { (t!("accessibility.can")) }
            ul class="nhsuk-list nhsuk-list--bullet" {
                li { (t!("accessibility.can.zoom")) }
                li { (t!("accessibility.can.keyboard")) }
                li { (t!("accessibility.can.script")) }
                li { (t!("accessibility.can.reader")) }
                li { (t!("accessibility.can.colour")) }
                li { (t!("accessibility.can.print")) }
            }
            h2 class="nhsuk-heading-m" { (t!("accessibility.tested")) }
            p { (t!("accessibility.tested.how")) }
            h2 class="nhsuk-heading-m" { (t!("accessibility.not")) }
            p { (t!("accessibility.not.what")) }
            h2 class="nhsuk-heading-m" { (t!("accessibility.tell")) }
            p { (t!("accessibility.tell.how")) }
        }
    };
    Ok(Page::new(t!("accessibility.title"), Section::None, body).html())
}

pub async fn privacy(State(_): State<Arc<Site>>, _: Ask) -> Result<Markup, Problem> {
    let body = html! {
        (parts::heading(None, t!("privacy.title"), Some(t!("privacy.lede"))))
        div class="app-prose" {
            h2 class="nhsuk-heading-m" { (t!("privacy.answers")) }
            p { (t!("privacy.answers.what")) }
            h2 class="nhsuk-heading-m" { (t!("privacy.cookies")) }
            p { (t!("privacy.cookies.what")) }
            h2 class="nhsuk-heading-m" { (t!("privacy.others")) }
            p { (t!("privacy.others.what")) }
            h2 class="nhsuk-heading-m" { (t!("privacy.log")) }
            p { (t!("privacy.log.what")) }
        }
    };
    Ok(Page::new(t!("privacy.title"), Section::None, body).html())
}
