//! Saying once more that it is oneself, before something sensitive: for ten minutes.

use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use preceptor_service::Refusal;
use preceptor_service::accounts::AccountError;

use super::fields::{self, Line};
use super::{again, from, not_let_in, then};
use crate::ask::{Ask, address};
use crate::desk::{Desk, House, Posted, Section, see_other};
use crate::parts;
use crate::problem::Problem;
use crate::text::t;

/// The way to it, for whoever must say so first before a page of that address; none where they just did.
pub fn first(desk: &Desk, then: &str) -> Option<Response> {
    let way = address(&desk.at("/account/step-up"), [("then", then)]);
    desk.viewer.stepped_up(desk.now).is_err().then(|| see_other(&way))
}

pub async fn page(desk: Desk, ask: Ask) -> Result<Markup, Problem> {
    let then = then(ask.one("then")?);
    shown(&desk, &then, &[]).await
}

async fn shown(desk: &Desk, then: &str, wrong: &[(&str, String)]) -> Result<Markup, Problem> {
    let accounts = &desk.installation.accounts;
    let profile = accounts.profile(&desk.viewer.account).await.map_err(Refusal::from)?;
    let answer = Line {
        kind: "password",
        hint: Some(t!("step-up.hint")),
        error: fields::wrong(wrong, "answer"),
        ..Line::new("answer", t!("step-up.answer"), "current-password")
    };
    let body = html! {
        (fields::summary(wrong))
        (parts::heading(None, t!("step-up.title"), Some(t!("step-up.lede"))))
        form method="post" action=(desk.at("/account/step-up")) novalidate {
            (desk.token())
            input type="hidden" name="then" value=(then);
            @if desk.installation.is_demonstration {
                p { (t!("step-up.demo")) }
            } @else {
                (fields::whose(&profile.email))
                (answer.html())
            }
            button class="nhsuk-button" type="submit" { (t!("form.continue")) }
        }
    };
    Ok(desk.page(&fields::title(t!("step-up.title"), wrong), Section::None, body).narrow().html())
}

pub async fn prove(headers: HeaderMap, posted: Posted) -> Result<Response, Problem> {
    let Posted { desk, form } = posted;
    let then = then(form.one("then")?);
    let (account, now) = (desk.viewer.account.as_str(), desk.now);
    // Nobody in the demonstration has a password.
    if !desk.installation.is_demonstration {
        let answer = form.as_typed("answer");
        let from = from(&headers, &desk.site);
        match desk.installation.accounts.prove(account, answer, &from, now.at).await {
            Ok(()) => {}
            Err(AccountError::NotLetIn) => {
                let wrong = [("answer", t!("step-up.wrong").to_owned())];
                return Ok(again(shown(&desk, &then, &wrong).await?.into_response()));
            }
            Err(error) => {
                let wrong = [("answer", not_let_in(error, now)?)];
                return Ok(again(shown(&desk, &then, &wrong).await?.into_response()));
            }
        }
    }
    // A new id: whoever saw the old one has nothing of what this one may.
    let agent = headers.get(header::USER_AGENT).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let secret = desk.installation.begin_session(account, agent, now).await?;
    desk.installation.end_session(account, &desk.viewer.session).await?;
    let house = if desk.installation.is_demonstration { House::Demonstration } else { House::Real };
    Ok(([house.set(Some(&secret), desk.site.is_https())], see_other(&then)).into_response())
}
