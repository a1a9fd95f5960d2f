//! Accounts: setting up, signing in and getting back in; one's own account; who is in the organisation.
//!
//! Whoever is not signed in yet walks these pages with a cookie that is good for the next step alone ([`way`]). The pages of
//! somebody signed in are below `/o/{org}/account`, those of administrators below `/o/{org}/admin`.

mod codes;
mod enrol;
mod fields;
mod first_run;
mod invite;
mod looks;
mod member;
mod members;
mod own;
mod recover;
mod sessions;
mod setup;
mod sign_in;
mod step_up;
mod way;

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use jiff::Timestamp;
use maud::Markup;
use preceptor_service::accounts::AccountError;
use preceptor_service::{Installation, Now, Refusal};

use crate::desk::{House, Jar};
use crate::layout::{Page, Section};
use crate::pace::from;
use crate::problem::Problem;
use crate::site::Site;
use crate::text::t;

pub use first_run::to_do;

/// The addresses.
pub fn router() -> Router<Arc<Site>> {
    Router::new()
        .route("/setup", get(setup::page).post(setup::begin))
        .route("/setup/organisation", get(first_run::organisation).post(first_run::named))
        .route("/setup/country", get(first_run::country).post(first_run::found))
        .route("/enrol", get(enrol::page).post(enrol::finish))
        .route("/sign-in", get(sign_in::page).post(sign_in::password))
        .route("/sign-in/code", get(sign_in::code_page).post(sign_in::code))
        .route("/recover", get(recover::page).post(recover::shown))
        .route("/recover/password", get(recover::password_page).post(recover::password))
        .route("/recover/{token}", get(recover::link_page).post(recover::link))
        .route("/invite/{token}", get(invite::page).post(invite::accept))
        .route("/o/{org}/account", get(own::page))
        .route("/o/{org}/account/name", get(own::name_page).post(own::name))
        .route("/o/{org}/account/password", get(own::password_page).post(own::password))
        .route("/o/{org}/account/app", get(own::app_page).post(own::app))
        .route("/o/{org}/account/recovery-codes", get(codes::page).post(codes::renew))
        .route("/o/{org}/account/sessions", get(sessions::page).post(sessions::end))
        .route("/o/{org}/account/sessions/others", post(sessions::end_others))
        .route("/o/{org}/account/who-looked", get(looks::page))
        .route("/o/{org}/account/step-up", get(step_up::page).post(step_up::prove))
        .route("/o/{org}/admin/members", get(members::page))
        .route("/o/{org}/admin/members/invite", get(members::invite_page).post(members::invite))
        .route("/o/{org}/admin/members/{account}", get(member::page).post(member::roles))
        .route("/o/{org}/admin/members/{account}/end", get(member::end_page).post(member::end))
        .route("/o/{org}/set-up", get(first_run::tasks))
        .route("/o/{org}/set-up/sets", get(first_run::sets).post(first_run::adopt))
}

/// The real installation: accounts are of no other.
fn real(site: &Site) -> Result<&Arc<Installation>, Problem> {
    site.real().ok_or(Problem::NotFound)
}

/// Where to after signing in: a page of ours, or home.
fn then(asked: Option<&str>) -> String {
    let is_ours = |it: &&str| {
        it.starts_with('/')
            && !it.starts_with("//")
            && !it.contains('\\')
            && !it.chars().any(char::is_control)
            && it.len() <= 1_000
    };
    asked.filter(is_ours).unwrap_or("/home").to_owned()
}

/// A page of somebody who is not signed in: for them alone, and not for search engines.
fn open_page(title: &str, body: Markup) -> Response {
    Page::new(title, Section::None, body).own().html().into_response()
}

/// A form shown again with what is wrong with it.
fn again(page: Response) -> Response {
    let mut page = page;
    *page.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    page
}

/// Begins a session, and ends the one that the browser had: nobody goes on with an id that was there before they proved
/// who they are. Gives the header for the browser.
async fn begin_session(
    site: &Site,
    headers: &HeaderMap,
    account: &str,
    now: Now,
) -> Result<[(header::HeaderName, header::HeaderValue); 1], Problem> {
    let installation = real(site)?;
    if let Some(old) = Jar::of(headers, site.is_https()).secret(House::Real)
        && let Some(old) = installation.session(old, now).await?
    {
        installation.end_session(old.account(), old.id()).await?;
    }
    let agent = headers.get(header::USER_AGENT).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let secret = installation.begin_session(account, agent, now).await?;
    Ok([House::Real.set(Some(&secret), site.is_https())])
}

/// What is said where somebody was not let in; `Err` where something else went wrong.
fn not_let_in(error: AccountError, now: Now) -> Result<String, Problem> {
    match error {
        AccountError::NotLetIn => Ok(t!("sign-in.wrong").to_owned()),
        AccountError::Wait { until } => Ok(wait(until, now)),
        other => Err(Refusal::from(other).into()),
    }
}

/// How long to wait, in words: the same whoever it is.
fn wait(until: Timestamp, now: Now) -> String {
    let seconds = until.duration_since(now.at).as_secs().max(1);
    let minutes = (seconds + 59) / 60;
    if minutes == 1 { t!("sign-in.wait.one").to_owned() } else { t!("sign-in.wait", n = minutes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_leads_to_pages_of_ours_alone() {
        assert_eq!(then(Some("/o/X99/people?standing=lapsed")), "/o/X99/people?standing=lapsed");
        let long = format!("/{}", "x".repeat(1_000));
        for it in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "evil",
            "",
            "/a\r\nSet-Cookie: a=b",
            &long,
        ] {
            assert_eq!(then(Some(it)), "/home", "{it}");
        }
        assert_eq!(then(None), "/home");
    }

    #[test]
    fn minutes_to_wait_are_rounded_up() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let now = Now::of(at("2026-11-20T09:00:00Z"));
        assert_eq!(wait(at("2026-11-20T09:00:01Z"), now), t!("sign-in.wait.one"));
        assert_eq!(wait(at("2026-11-20T09:01:00Z"), now), t!("sign-in.wait.one"));
        assert_eq!(wait(at("2026-11-20T09:01:01Z"), now), t!("sign-in.wait", n = 2));
    }
}
