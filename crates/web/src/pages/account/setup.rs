//! The first account, with the link that the server printed when it started. Gone once there is one.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::html;
use preceptor_service::Refusal;
use preceptor_service::accounts::{AccountError, Link};

use super::fields::{self, Line};
use super::{again, open_page, real, way};
use crate::ask::Ask;
use crate::desk::{OpenPosted, see_other};
use crate::parts;
use crate::problem::Problem;
use crate::site::Site;
use crate::text::t;

pub async fn page(State(site): State<Arc<Site>>, ask: Ask) -> Result<Response, Problem> {
    let token = ask.one("token")?.ok_or(Problem::NotFound)?;
    is_open(&site, token).await?;
    Ok(shown(token, "", "", &[]))
}

/// Without the link there is nothing here: nobody learns whether there will be.
async fn is_open(site: &Site, token: &str) -> Result<(), Problem> {
    let opens = real(site)?.accounts.opens(Link::Setup, token, site.now().at).await;
    if opens.map_err(Refusal::from)? { Ok(()) } else { Err(Problem::NotFound) }
}

fn shown(token: &str, name: &str, email: &str, wrong: &[(&str, String)]) -> Response {
    let of = |field| fields::wrong(wrong, field);
    let body = html! {
        (fields::summary(wrong))
        (parts::heading(Some(t!("setup.over")), t!("setup.title"), Some(t!("setup.lede"))))
        form method="post" action="/setup" novalidate {
            input type="hidden" name="token" value=(token);
            (Line::name(name, of("name")).html())
            (Line::email(email, of("email")).html())
            (Line::new_password(of("password")).html())
            button class="nhsuk-button" type="submit" { (t!("form.continue")) }
        }
    };
    open_page(&fields::title(t!("setup.title"), wrong), body)
}

pub async fn begin(State(site): State<Arc<Site>>, form: OpenPosted) -> Result<Response, Problem> {
    let token = form.one("token")?.ok_or(Problem::NotFound)?;
    is_open(&site, token).await?;
    let (name, email) =
        (form.one("name")?.unwrap_or_default(), form.one("email")?.unwrap_or_default());
    let accounts = &real(&site)?.accounts;
    let begun =
        accounts.begin_setup(token, name, email, form.as_typed("password"), site.now().at).await;
    match begun {
        Ok(begun) => Ok(([way::set(Some(&begun), &site)], see_other("/enrol")).into_response()),
        Err(AccountError::Expired) => Err(Problem::NotFound),
        Err(error @ AccountError::Faults(_)) => {
            Ok(again(shown(token, name, email, &fields::faults(&error))))
        }
        Err(other) => Err(Refusal::from(other).into()),
    }
}
