//! Accepting an invitation: with a new account, or with the one that is there.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use maud::html;
use preceptor_service::accounts::AccountError;
use preceptor_service::sessions::Session;
use preceptor_service::{Now, Refusal};

use super::enrol::expired;
use super::fields::{self, Line};
use super::{again, open_page, real, way};
use crate::ask::{Ask, address};
use crate::desk::{House, Jar, OpenPosted, see_other};
use crate::parts;
use crate::problem::Problem;
use crate::site::Site;
use crate::text::t;

/// What an invitation says.
struct Invited {
    title: String,
    name: String,
    email: String,
    is_there: bool,
}

async fn invited(site: &Site, token: &str, now: Now) -> Result<Option<Invited>, Problem> {
    let installation = real(site)?;
    let (org, name, email, is_there) = match installation.accounts.invited(token, now.at).await {
        Ok(it) => it,
        Err(AccountError::Expired) => return Ok(None),
        Err(other) => return Err(Refusal::from(other).into()),
    };
    let Some(employer) = installation.employer(&org).await? else { return Ok(None) };
    Ok(Some(Invited { title: employer.title().await?, name, email, is_there }))
}

async fn session(site: &Site, headers: &HeaderMap, now: Now) -> Result<Option<Session>, Problem> {
    match Jar::of(headers, site.is_https()).secret(House::Real) {
        Some(it) => Ok(real(site)?.session(it, now).await?),
        None => Ok(None),
    }
}

pub async fn page(
    State(site): State<Arc<Site>>,
    Path(token): Path<String>,
    headers: HeaderMap,
    _: Ask,
) -> Result<Response, Problem> {
    let now = site.now();
    let Some(it) = invited(&site, &token, now).await? else { return Ok(expired()) };
    if !it.is_there {
        return Ok(shown(&it, &token, &it.name, &[]));
    }
    if session(&site, &headers, now).await?.is_none() {
        return Ok(see_other(&address("/sign-in", [("then", invite_address(&token).as_str())])));
    }
    let title = t!("invite.title", org = it.title);
    let body = html! {
        (parts::heading(None, &title, Some(&t!("invite.there", email = it.email))))
        form method="post" action=(invite_address(&token)) {
            button class="nhsuk-button" type="submit" { (t!("invite.accept")) }
        }
    };
    Ok(open_page(&title, body))
}

fn invite_address(token: &str) -> String {
    let safe: String = form_urlencoded::byte_serialize(token.as_bytes()).collect();
    format!("/invite/{safe}")
}

fn shown(it: &Invited, token: &str, name: &str, wrong: &[(&str, String)]) -> Response {
    let title = t!("invite.title", org = it.title);
    let of = |field| fields::wrong(wrong, field);
    let body = html! {
        (fields::summary(wrong))
        (parts::heading(None, &title, Some(&t!("invite.lede", email = it.email))))
        form method="post" action=(invite_address(token)) novalidate {
            (fields::whose(&it.email))
            (Line::name(name, of("name")).html())
            (Line::new_password(of("password")).html())
            button class="nhsuk-button" type="submit" { (t!("form.continue")) }
        }
    };
    open_page(&fields::title(&title, wrong), body)
}

pub async fn accept(
    State(site): State<Arc<Site>>,
    Path(token): Path<String>,
    headers: HeaderMap,
    form: OpenPosted,
) -> Result<Response, Problem> {
    let now = site.now();
    let Some(it) = invited(&site, &token, now).await? else { return Ok(expired()) };
    let accounts = &real(&site)?.accounts;
    if it.is_there {
        let Some(session) = session(&site, &headers, now).await? else {
            return Ok(see_other(&address(
                "/sign-in",
                [("then", invite_address(&token).as_str())],
            )));
        };
        return match accounts.accept(&token, session.account(), now.at).await {
            Ok(org) => Ok(see_other(&format!("/o/{org}/home"))),
            Err(AccountError::Expired) => Ok(expired()),
            Err(other) => Err(Refusal::from(other).into()),
        };
    }
    let name = form.one("name")?.unwrap_or_default();
    match accounts.begin_joining(&token, name, form.as_typed("password"), now.at).await {
        Ok(begun) => Ok(([way::set(Some(&begun), &site)], see_other("/enrol")).into_response()),
        Err(AccountError::Expired | AccountError::SignInFirst) => Ok(expired()),
        Err(error @ AccountError::Faults(_)) => {
            Ok(again(shown(&it, &token, name, &fields::faults(&error))))
        }
        Err(other) => Err(Refusal::from(other).into()),
    }
}
