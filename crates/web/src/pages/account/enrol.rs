//! Setting up the app that makes codes, and the recovery codes, which are shown once.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use preceptor_service::Refusal;
use preceptor_service::accounts::{AccountError, Enrolled, Enrolling, Link};
use preceptor_service::sessions::Done;

use super::fields::{self, Line};
use super::{again, begin_session, codes, open_page, real, way};
use crate::desk::{House, Jar, OpenPosted, see_other};
use crate::parts;
use crate::problem::Problem;
use crate::site::Site;
use crate::text::t;

pub async fn page(State(site): State<Arc<Site>>, headers: HeaderMap) -> Result<Response, Problem> {
    let Some(begun) = way::of(&headers, &site) else { return Ok(expired()) };
    match real(&site)?.accounts.enrolling(&begun, site.now().at).await {
        Ok(it) => Ok(shown(&it, &[])),
        Err(AccountError::Expired) => Ok(expired()),
        Err(other) => Err(Refusal::from(other).into()),
    }
}

fn shown(it: &Enrolling, wrong: &[(&str, String)]) -> Response {
    let groups: Vec<String> =
        it.secret.as_bytes().chunks(4).map(|it| String::from_utf8_lossy(it).into_owned()).collect();
    let body = html! {
        (fields::summary(wrong))
        (parts::heading(Some(t!("enrol.over")), t!("enrol.title"), Some(t!("enrol.lede"))))
        ol class="nhsuk-list nhsuk-list--number" {
            li { (t!("enrol.step.app")) }
            li {
                (t!("enrol.step.scan"))
                @if let Some(code) = parts::qr(&it.address, t!("enrol.qr")) { div class="app-qr-frame" { (code) } }
                details class="app-data" {
                    summary { (t!("enrol.typed")) }
                    p { (t!("enrol.typed.help")) }
                    p { code class="app-secret" { (groups.join(" ")) } }
                }
            }
            li { (t!("enrol.step.code")) }
        }
        form method="post" action="/enrol" novalidate {
            (Line::code(t!("enrol.code.hint"), fields::wrong(wrong, "code")).html())
            button class="nhsuk-button" type="submit" { (t!("form.continue")) }
        }
    };
    open_page(&fields::title(t!("enrol.title"), wrong), body)
}

pub async fn finish(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    form: OpenPosted,
) -> Result<Response, Problem> {
    let Some(begun) = way::of(&headers, &site) else { return Ok(expired()) };
    let (installation, now) = (real(&site)?, site.now());
    // Somebody who changes their app goes on in the session they did it in; nobody else has one that counts.
    let mut session = match Jar::of(&headers, site.is_https()).secret(House::Real) {
        Some(it) => installation.session(it, now).await?,
        None => None,
    };
    let kept = session.as_ref().map(|it| it.id().to_owned());
    let code = form.one("code")?.unwrap_or_default();
    let done = installation.accounts.finish_enrolling(&begun, code, kept.as_deref(), now.at).await;
    let done = match done {
        Ok(it) => it,
        Err(AccountError::Expired) => return Ok(expired()),
        Err(error @ AccountError::Faults(_)) => {
            let it =
                installation.accounts.enrolling(&begun, now.at).await.map_err(Refusal::from)?;
            return Ok(again(shown(&it, &fields::faults(&error))));
        }
        Err(other) => return Err(Refusal::from(other).into()),
    };
    if done.link.is_none() {
        if let Some(session) = session.as_mut().filter(|it| it.account() == done.let_in.account) {
            let said = Done { said: t!("enrol.changed").to_owned(), link: None };
            installation.say_next(session, Some(&said)).await?;
        }
        return Ok(([way::set(None, &site)], see_other("/account")).into_response());
    }
    let cookie = begin_session(&site, &headers, &done.let_in.account, now).await?;
    let mut response = open_page(t!("codes.title"), codes_page(&done));
    let all = response.headers_mut();
    for (name, value) in cookie.into_iter().chain([way::set(None, &site)]) {
        all.append(name, value);
    }
    Ok(response)
}

fn codes_page(done: &Enrolled) -> Markup {
    let next = match (&done.link, &done.org) {
        (Some(Link::Setup), _) => "/setup/organisation".to_owned(),
        (_, Some(org)) => format!("/o/{org}/home"),
        _ => "/home".to_owned(),
    };
    html! {
        (parts::heading(Some(t!("enrol.over")), t!("codes.title"), Some(t!("codes.lede"))))
        (codes::list(&done.recovery_codes))
        p { a class="nhsuk-button" role="button" draggable="false" href=(next) { (t!("codes.kept")) } }
    }
}

/// What was begun is too long ago, or done.
pub fn expired() -> Response {
    let body = html! {
        (parts::heading(None, t!("expired.title"), Some(t!("expired.lede"))))
        ul class="nhsuk-list" {
            li { a href="/sign-in" { (t!("sign-in.title")) } }
            li { a href="/" { (t!("nav.home")) } }
        }
    };
    (StatusCode::GONE, open_page(t!("expired.title"), body)).into_response()
}
