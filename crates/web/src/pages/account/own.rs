//! One's own account: name, password, app, and the ways to sessions and to who looked.

use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use preceptor_record::Day;
use preceptor_service::Refusal;
use preceptor_service::accounts::AccountError;

use super::fields::{self, Line};
use super::{again, step_up, way};
use crate::ask::Ask;
use crate::desk::{Desk, Posted, Section, see_other};
use crate::parts;
use crate::problem::Problem;
use crate::text::t;

/// The row of pages about oneself.
pub fn local(desk: &Desk, here: &str) -> Markup {
    let mut pages =
        vec![("/account", t!("account.title")), ("/account/sessions", t!("sessions.link"))];
    if desk.viewer.person.is_some() {
        pages.push(("/account/who-looked", t!("looks.link")));
    }
    html! {
        nav class="app-local" aria-label=(t!("account.title")) {
            ul {
                @for (address, name) in pages {
                    li { a href=(desk.at(address)) aria-current=[(address == here).then_some("page")] { (name) } }
                }
            }
        }
    }
}

fn since(at: Option<jiff::Timestamp>) -> String {
    at.map_or_else(
        || t!("account.never").to_owned(),
        |it| t!("account.since", day = Day::of_instant(it).in_words()),
    )
}

pub async fn page(desk: Desk, _: Ask) -> Result<Response, Problem> {
    let profile =
        desk.installation.accounts.profile(&desk.viewer.account).await.map_err(Refusal::from)?;
    let is_real = !desk.installation.is_demonstration;
    let codes =
        parts::count(profile.n_codes, t!("account.codes.one"), |n| t!("account.codes", n = n));
    let row = |key: &str, value: &str, change: Option<(&str, &str)>| {
        html! {
            div class="nhsuk-summary-list__row" {
                dt class="nhsuk-summary-list__key" { (key) }
                dd class="nhsuk-summary-list__value" { (value) }
                @if let Some((address, what)) = change {
                    dd class="nhsuk-summary-list__actions" {
                        a href=(desk.at(address)) { (t!("account.change")) span class="nhsuk-u-visually-hidden" { " " (what) } }
                    }
                }
            }
        }
    };
    let roles: Vec<&str> = desk.viewer.roles.iter().map(|it| super::members::role(*it)).collect();
    let body = html! {
        (local(&desk, "/account"))
        (parts::heading(None, t!("account.title"), None))
        dl class="nhsuk-summary-list" {
            (row(t!("account.name"), &profile.name, Some(("/account/name", t!("account.name.what")))))
            (row(t!("account.email"), &profile.email, None))
            (row(t!("account.roles"), &roles.join(", "), None))
            @if is_real {
                (row(t!("account.password"), &since(profile.password_since), Some(("/account/password", t!("account.password.what")))))
                (row(t!("account.app"), &since(profile.app_since), Some(("/account/app", t!("account.app.what")))))
                (row(t!("account.recovery-codes"), &codes, Some(("/account/recovery-codes", t!("account.recovery-codes.what")))))
            }
        }
        @if !is_real { p { (t!("account.demo")) } }
        form method="post" action=(desk.at("/sign-out")) {
            (desk.token())
            button class="nhsuk-button nhsuk-button--secondary" type="submit" { (t!("desk.sign-out")) }
        }
    };
    Ok(desk.page(t!("account.title"), Section::None, body).narrow().into_response())
}

pub async fn name_page(desk: Desk, _: Ask) -> Result<Response, Problem> {
    let name = desk.viewer.name.clone();
    Ok(name_form(&desk, &name, &[]))
}

fn name_form(desk: &Desk, name: &str, wrong: &[(&str, String)]) -> Response {
    let body = html! {
        (fields::summary(wrong))
        (parts::trail(&[(t!("account.title"), &desk.at("/account"))]))
        (parts::heading(None, t!("account.name.title"), Some(t!("account.name.lede"))))
        form method="post" action=(desk.at("/account/name")) novalidate {
            (desk.token())
            (Line::name(name, fields::wrong(wrong, "name")).html())
            button class="nhsuk-button" type="submit" { (t!("form.save")) }
        }
    };
    desk.page(&fields::title(t!("account.name.title"), wrong), Section::None, body)
        .narrow()
        .into_response()
}

pub async fn name(posted: Posted) -> Result<Response, Problem> {
    let Posted { mut desk, form } = posted;
    let name = form.one("name")?.unwrap_or_default();
    match desk.installation.accounts.change_name(&desk.viewer.account, name).await {
        Ok(()) => {
            let said = t!("account.name.done", name = name);
            desk.done(&desk.at("/account"), said, None).await
        }
        Err(error @ AccountError::Faults(_)) => {
            Ok(again(name_form(&desk, name, &fields::faults(&error))))
        }
        Err(other) => Err(Refusal::from(other).into()),
    }
}

/// What changes how one signs in: not in the demonstration, where nobody does.
fn only_real(desk: &Desk) -> Result<(), Problem> {
    if desk.installation.is_demonstration { Err(Problem::NotFound) } else { Ok(()) }
}

pub async fn password_page(desk: Desk, _: Ask) -> Result<Response, Problem> {
    only_real(&desk)?;
    if let Some(first) = step_up::first(&desk, &desk.at("/account/password")) {
        return Ok(first);
    }
    password_form(&desk, &[]).await
}

async fn password_form(desk: &Desk, wrong: &[(&str, String)]) -> Result<Response, Problem> {
    let accounts = &desk.installation.accounts;
    let profile = accounts.profile(&desk.viewer.account).await.map_err(Refusal::from)?;
    let body = html! {
        (fields::summary(wrong))
        (parts::trail(&[(t!("account.title"), &desk.at("/account"))]))
        (parts::heading(None, t!("account.password.title"), Some(t!("account.password.lede"))))
        form method="post" action=(desk.at("/account/password")) novalidate {
            (desk.token())
            (fields::whose(&profile.email))
            (Line::new_password(fields::wrong(wrong, "password")).html())
            button class="nhsuk-button" type="submit" { (t!("form.save")) }
        }
    };
    let title = fields::title(t!("account.password.title"), wrong);
    Ok(desk.page(&title, Section::None, body).narrow().into_response())
}

pub async fn password(posted: Posted) -> Result<Response, Problem> {
    let Posted { mut desk, form } = posted;
    only_real(&desk)?;
    if let Some(first) = step_up::first(&desk, &desk.at("/account/password")) {
        return Ok(first);
    }
    let (accounts, viewer) = (&desk.installation.accounts, &desk.viewer);
    let typed = form.as_typed("password");
    match accounts.change_password(&viewer.account, typed, &viewer.session, desk.now.at).await {
        Ok(()) => desk.done(&desk.at("/account"), t!("account.password.done"), None).await,
        Err(error @ AccountError::Faults(_)) => {
            Ok(again(password_form(&desk, &fields::faults(&error)).await?))
        }
        Err(other) => Err(Refusal::from(other).into()),
    }
}

pub async fn app_page(desk: Desk, _: Ask) -> Result<Response, Problem> {
    only_real(&desk)?;
    let here = desk.at("/account/app");
    if let Some(first) = step_up::first(&desk, &here) {
        return Ok(first);
    }
    let body = html! {
        (parts::trail(&[(t!("account.title"), &desk.at("/account"))]))
        (parts::heading(None, t!("account.app.title"), Some(t!("account.app.lede"))))
        form method="post" action=(here) {
            (desk.token())
            button class="nhsuk-button" type="submit" { (t!("form.continue")) }
        }
    };
    Ok(desk.page(t!("account.app.title"), Section::None, body).narrow().into_response())
}

pub async fn app(posted: Posted) -> Result<Response, Problem> {
    let Posted { desk, .. } = posted;
    only_real(&desk)?;
    if let Some(first) = step_up::first(&desk, &desk.at("/account/app")) {
        return Ok(first);
    }
    let begun = desk.installation.accounts.begin_new_app(&desk.viewer.account, desk.now.at).await;
    let begun = begun.map_err(Refusal::from)?;
    Ok(([way::set(Some(&begun), &desk.site)], see_other("/enrol")).into_response())
}
