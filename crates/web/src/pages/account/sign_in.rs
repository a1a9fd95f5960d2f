//! Signing in: address and password, then a code.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::html;
use preceptor_service::accounts::AccountError;

use super::fields::{self, Line};
use super::{again, begin_session, from, not_let_in, open_page, real, then, way};
use crate::ask::address;
use crate::desk::{House, Jar, OpenPosted, see_other};
use crate::parts;
use crate::problem::Problem;
use crate::site::Site;
use crate::text::t;

/// A word of the query; one that nobody of ours would write is none.
fn asked(query: Option<&str>, key: &str) -> Option<String> {
    let all = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    all.into_iter().find(|it| it.0 == key).map(|it| it.1.into_owned())
}

pub async fn page(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let Some(installation) = site.real() else {
        // A server of the demonstration alone: signing in is choosing who you are.
        return Ok(if site.demonstration().is_some() {
            see_other("/demonstration")
        } else {
            open_page(
                t!("sign-in.title"),
                parts::heading(None, t!("sign-in.title"), Some(t!("sign-in.nowhere"))),
            )
        });
    };
    let then = then(asked(query.as_deref(), "then").as_deref());
    if let Some(secret) = Jar::of(&headers, site.is_https()).secret(House::Real)
        && installation.session(secret, site.now()).await?.is_some()
    {
        return Ok(see_other(&then));
    }
    let is_new = installation.is_new().await?;
    let late = asked(query.as_deref(), "late").is_some();
    Ok(shown(&site, "", &then, is_new, late, &[]))
}

fn shown(
    site: &Site,
    email: &str,
    then: &str,
    is_new: bool,
    is_late: bool,
    wrong: &[(&str, String)],
) -> Response {
    let password = Line {
        kind: "password",
        ..Line::new("password", t!("sign-in.password"), "current-password")
    };
    let body = html! {
        (fields::summary(wrong))
        (parts::heading(None, t!("sign-in.title"), None))
        @if is_new { div class="nhsuk-inset-text" { p { (t!("sign-in.new")) } } }
        @if is_late { div class="nhsuk-inset-text" { p { (t!("sign-in.late")) } } }
        form method="post" action="/sign-in" novalidate {
            input type="hidden" name="then" value=(then);
            (Line::email(email, None).html())
            (password.html())
            button class="nhsuk-button" type="submit" { (t!("form.continue")) }
        }
        p { a href="/recover" { (t!("sign-in.forgotten")) } }
        @if site.demonstration().is_some() { p { a href="/demonstration" { (t!("demo.title")) } } }
    };
    open_page(&fields::title(t!("sign-in.title"), wrong), body)
}

pub async fn password(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    form: OpenPosted,
) -> Result<Response, Problem> {
    let email = form.one("email")?.unwrap_or_default();
    let then = then(form.one("then")?);
    let now = site.now();
    let accounts = &real(&site)?.accounts;
    let done =
        accounts.sign_in(email, form.as_typed("password"), &from(&headers, &site), now.at).await;
    match done {
        Ok(half) => {
            let on = see_other(&address("/sign-in/code", [("then", then.as_str())]));
            Ok(([way::set(Some(&half), &site)], on).into_response())
        }
        Err(error) => {
            let is_wait = matches!(error, AccountError::Wait { .. });
            let wrong = [("email", not_let_in(error, now)?)];
            Ok(refused(shown(&site, email, &then, false, false, &wrong), is_wait))
        }
    }
}

/// Shown again, with a status that says whether to wait.
fn refused(page: Response, is_wait: bool) -> Response {
    if is_wait { (StatusCode::TOO_MANY_REQUESTS, page).into_response() } else { again(page) }
}

pub async fn code_page(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    real(&site)?;
    if way::of(&headers, &site).is_none() {
        return Ok(see_other("/sign-in"));
    }
    Ok(code_shown(&then(asked(query.as_deref(), "then").as_deref()), &[]))
}

fn code_shown(then: &str, wrong: &[(&str, String)]) -> Response {
    let code = Line::code(t!("sign-in.code.hint"), fields::wrong(wrong, "code"));
    let body = html! {
        (fields::summary(wrong))
        (parts::heading(Some(t!("sign-in.title")), t!("sign-in.code"), None))
        form method="post" action="/sign-in/code" novalidate {
            input type="hidden" name="then" value=(then);
            // A recovery code has letters as well, so no keypad of digits alone.
            (Line { is_digits: false, ..code }.html())
            button class="nhsuk-button" type="submit" { (t!("sign-in.go")) }
        }
        details class="app-data" {
            summary { (t!("sign-in.no-app")) }
            p { (t!("sign-in.no-app.help")) }
        }
    };
    open_page(&fields::title(t!("sign-in.code"), wrong), body)
}

pub async fn code(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    form: OpenPosted,
) -> Result<Response, Problem> {
    let then = then(form.one("then")?);
    let (now, installation) = (site.now(), real(&site)?);
    let late = || see_other(&address("/sign-in", [("late", "yes"), ("then", then.as_str())]));
    let Some(half) = way::of(&headers, &site) else { return Ok(late()) };
    let code = form.one("code")?.unwrap_or_default();
    let done =
        installation.accounts.sign_in_code(&half, code, &from(&headers, &site), now.at).await;
    let let_in = match done {
        Ok(it) => it,
        Err(AccountError::Expired) => return Ok(([way::set(None, &site)], late()).into_response()),
        Err(AccountError::NotLetIn) => {
            return Ok(again(code_shown(&then, &[("code", t!("sign-in.code.wrong").to_owned())])));
        }
        Err(error) => {
            let wrong = [("code", not_let_in(error, now)?)];
            return Ok(refused(code_shown(&then, &wrong), true));
        }
    };
    let cookie = begin_session(&site, &headers, &let_in.account, now).await?;
    let mut response = see_other(&then);
    for (name, value) in cookie.into_iter().chain([way::set(None, &site)]) {
        response.headers_mut().append(name, value);
    }
    Ok(response)
}
