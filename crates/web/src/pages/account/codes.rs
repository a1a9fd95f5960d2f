//! Recovery codes: shown once, for paper.

use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use preceptor_service::Refusal;

use super::step_up;
use crate::ask::Ask;
use crate::desk::{Desk, Posted, Section};
use crate::parts;
use crate::problem::Problem;
use crate::text::t;

/// The codes.
pub fn list(codes: &[String]) -> Markup {
    html! {
        ul class="app-codes" aria-label=(t!("codes.list")) {
            @for it in codes { li { code { (it) } } }
        }
        p class="app-note" { (t!("codes.note")) }
    }
}

pub async fn page(desk: Desk, _: Ask) -> Result<Response, Problem> {
    if desk.installation.is_demonstration {
        return Err(Problem::NotFound);
    }
    let here = desk.at("/account/recovery-codes");
    if let Some(first) = step_up::first(&desk, &here) {
        return Ok(first);
    }
    let body = html! {
        (parts::trail(&[(t!("account.title"), &desk.at("/account"))]))
        (parts::heading(None, t!("codes.renew"), Some(t!("codes.renew.lede"))))
        form method="post" action=(here) {
            (desk.token())
            button class="nhsuk-button" type="submit" { (t!("codes.renew.go")) }
        }
    };
    Ok(desk.page(t!("codes.renew"), Section::None, body).narrow().into_response())
}

pub async fn renew(posted: Posted) -> Result<Response, Problem> {
    let Posted { desk, .. } = posted;
    if let Some(first) = step_up::first(&desk, &desk.at("/account/recovery-codes")) {
        return Ok(first);
    }
    let codes =
        desk.installation.accounts.new_recovery_codes(&desk.viewer.account, desk.now.at).await;
    let codes = codes.map_err(Refusal::from)?;
    let body = html! {
        (parts::trail(&[(t!("account.title"), &desk.at("/account"))]))
        (parts::heading(None, t!("codes.title"), Some(t!("codes.lede"))))
        (list(&codes))
        p { a class="nhsuk-button" role="button" draggable="false" href=(desk.at("/account")) { (t!("codes.kept")) } }
    };
    Ok(desk.page(t!("codes.title"), Section::None, body).narrow().into_response())
}
