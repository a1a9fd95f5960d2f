//! Getting back in: with a recovery code where the password is forgotten, with the operator's link where all is lost.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::html;
use preceptor_service::Refusal;
use preceptor_service::accounts::{AccountError, Link};

use super::enrol::expired;
use super::fields::{self, Line};
use super::{again, from, not_let_in, open_page, real, way};
use crate::ask::Ask;
use crate::desk::{OpenPosted, see_other};
use crate::parts;
use crate::problem::Problem;
use crate::site::Site;
use crate::text::t;

pub async fn page(State(site): State<Arc<Site>>, _: Ask) -> Result<Response, Problem> {
    real(&site)?;
    Ok(form("", &[]))
}

fn form(email: &str, wrong: &[(&str, String)]) -> Response {
    let code = Line {
        hint: Some(t!("recover.code.hint")),
        ..Line::new("code", t!("recover.code"), "off")
    };
    let body = html! {
        (fields::summary(wrong))
        (parts::heading(Some(t!("sign-in.title")), t!("recover.title"), Some(t!("recover.lede"))))
        form method="post" action="/recover" novalidate {
            (Line::email(email, None).html())
            (code.html())
            button class="nhsuk-button" type="submit" { (t!("form.continue")) }
        }
        details class="app-data" {
            summary { (t!("recover.none")) }
            p { (t!("recover.none.help")) }
        }
    };
    open_page(&fields::title(t!("recover.title"), wrong), body)
}

pub async fn shown(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    posted: OpenPosted,
) -> Result<Response, Problem> {
    let (email, code) =
        (posted.one("email")?.unwrap_or_default(), posted.one("code")?.unwrap_or_default());
    let now = site.now();
    match real(&site)?.accounts.forgotten(email, code, &from(&headers, &site), now.at).await {
        Ok(shown) => {
            Ok(([way::set(Some(&shown), &site)], see_other("/recover/password")).into_response())
        }
        Err(AccountError::NotLetIn) => {
            Ok(again(form(email, &[("email", t!("recover.wrong").to_owned())])))
        }
        Err(error) => {
            let page = form(email, &[("email", not_let_in(error, now)?)]);
            Ok((StatusCode::TOO_MANY_REQUESTS, page).into_response())
        }
    }
}

pub async fn password_page(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let accounts = &real(&site)?.accounts;
    let Some(shown) = way::of(&headers, &site) else { return Ok(expired()) };
    let may = accounts.may_choose(&shown, site.now().at).await.map_err(Refusal::from)?;
    Ok(if may {
        password_form("/recover/password", t!("recover.then-code"), &[])
    } else {
        expired()
    })
}

fn password_form(action: &str, then: &str, wrong: &[(&str, String)]) -> Response {
    let body = html! {
        (fields::summary(wrong))
        (parts::heading(Some(t!("recover.over")), t!("recover.password"), Some(then)))
        form method="post" action=(action) novalidate {
            (Line::new_password(fields::wrong(wrong, "password")).html())
            button class="nhsuk-button" type="submit" { (t!("form.continue")) }
        }
    };
    open_page(&fields::title(t!("recover.password"), wrong), body)
}

pub async fn password(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    posted: OpenPosted,
) -> Result<Response, Problem> {
    let Some(shown) = way::of(&headers, &site) else { return Ok(expired()) };
    let accounts = &real(&site)?.accounts;
    match accounts.new_password_after(&shown, posted.as_typed("password"), site.now().at).await {
        Ok(half) => {
            Ok(([way::set(Some(&half), &site)], see_other("/sign-in/code")).into_response())
        }
        Err(AccountError::Expired) => Ok(expired()),
        Err(error @ AccountError::Faults(_)) => {
            let wrong = fields::faults(&error);
            Ok(again(password_form("/recover/password", t!("recover.then-code"), &wrong)))
        }
        Err(other) => Err(Refusal::from(other).into()),
    }
}

pub async fn link_page(
    State(site): State<Arc<Site>>,
    Path(token): Path<String>,
    _: Ask,
) -> Result<Response, Problem> {
    let opens = real(&site)?.accounts.opens(Link::Recovery, &token, site.now().at).await;
    let opens = opens.map_err(Refusal::from)?;
    Ok(if opens {
        password_form(&link_address(&token), t!("recover.then-app"), &[])
    } else {
        expired()
    })
}

fn link_address(token: &str) -> String {
    let safe: String = form_urlencoded::byte_serialize(token.as_bytes()).collect();
    format!("/recover/{safe}")
}

pub async fn link(
    State(site): State<Arc<Site>>,
    Path(token): Path<String>,
    posted: OpenPosted,
) -> Result<Response, Problem> {
    let accounts = &real(&site)?.accounts;
    match accounts.begin_recovery(&token, posted.as_typed("password"), site.now().at).await {
        Ok(begun) => Ok(([way::set(Some(&begun), &site)], see_other("/enrol")).into_response()),
        Err(AccountError::Expired) => Ok(expired()),
        Err(error @ AccountError::Faults(_)) => {
            let wrong = fields::faults(&error);
            Ok(again(password_form(&link_address(&token), t!("recover.then-app"), &wrong)))
        }
        Err(other) => Err(Refusal::from(other).into()),
    }
}
