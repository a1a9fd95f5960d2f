//! Saying something about a page without an account, and what was said, for administrators.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use maud::{Markup, html};
use preceptor_record::Day;
use preceptor_service::Refusal;

use crate::ask::Ask;
use crate::desk::{self, Desk, OpenPosted, Posted};
use crate::layout::{Page, Section};
use crate::pace::from;
use crate::parts;
use crate::problem::Problem;
use crate::site::Site;
use crate::text::t;

/// The addresses.
pub fn router() -> Router<Arc<Site>> {
    Router::new()
        .route("/feedback", get(form).post(take))
        .route("/o/{org}/admin/feedback", get(list))
        .route("/o/{org}/admin/feedback/done", post(done))
}

async fn form(ask: Ask) -> Result<Response, Problem> {
    if ask.one("sent")?.is_some() {
        let body = html! {
            (parts::heading(None, t!("feedback.thanks"), Some(t!("feedback.thanks.what"))))
            p { a href="/" { (t!("nav.home")) } }
        };
        return Ok(Page::new(t!("feedback.thanks"), Section::None, body)
            .own()
            .html()
            .into_response());
    }
    Ok(shown(ask.one("page")?.unwrap_or_default(), "", None).into_response())
}

fn shown(page: &str, text: &str, wrong: Option<&str>) -> Markup {
    let title = match wrong {
        Some(_) => t!("form.error.title", title = t!("feedback.title")),
        None => t!("feedback.title").to_owned(),
    };
    let body = html! {
        @if let Some(wrong) = wrong { (parts::error_summary(wrong, "text")) }
        form method="post" action="/feedback" class="app-prose" {
            div class={ "nhsuk-form-group" @if wrong.is_some() { " nhsuk-form-group--error" } } {
                h1 class="nhsuk-label-wrapper" { label class="nhsuk-label nhsuk-label--l" for="text" { (t!("feedback.title")) } }
                div class="nhsuk-hint" id="hint" { (t!("feedback.hint")) }
                @if let Some(wrong) = wrong { span class="nhsuk-error-message" id="error" { span class="nhsuk-u-visually-hidden" { (t!("form.error")) " " } (wrong) } }
                textarea class="nhsuk-textarea" id="text" name="text" rows="6" aria-describedby={ "hint" @if wrong.is_some() { " error" } } { (text) }
            }
            input type="hidden" name="page" value=(page);
            button class="nhsuk-button" type="submit" { (t!("feedback.send")) }
        }
    };
    Page::new(&title, Section::None, body).own().html()
}

async fn take(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    posted: OpenPosted,
) -> Result<Response, Problem> {
    let now = site.now();
    let installations = site.installations().await;
    let installation = installations.first().ok_or(Problem::NotFound)?;
    if !site.telling.lets_in(&from(&headers, &site), now.at) {
        return Err(Problem::TooOften);
    }
    let (page, text) =
        (posted.one("page")?.unwrap_or_default(), posted.one("text")?.unwrap_or_default());
    match installation.take_feedback(now, page, text).await {
        Ok(()) => Ok(desk::see_other("/feedback?sent=yes")),
        Err(Refusal::Wrong(wrong)) => {
            let said = wrong.first().map(|it| it.message.as_str());
            Ok(shown(page, text, said).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

async fn list(desk: Desk) -> Result<Response, Problem> {
    let said = desk.installation.feedback(&desk.viewer).await?;
    let body = html! {
        (parts::heading(None, t!("feedback.said"), None))
        @if said.is_empty() { p { (t!("feedback.none")) } }
        @for it in &said {
            section class="app-panel" {
                p class="app-small app-muted" { (Day::of_instant(it.at).in_words()) @if !it.page.is_empty() { ", " a href=(it.page) { (it.page) } } }
                @for line in it.text.lines() { p { (line) } }
                form method="post" action=(desk.at("/admin/feedback/done")) class="app-actions" {
                    (desk.token())
                    input type="hidden" name="id" value=(it.id);
                    button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" type="submit" { (t!("feedback.deal")) }
                }
            }
        }
    };
    Ok(desk.page(t!("feedback.said"), desk::Section::None, body).narrow().into_response())
}

async fn done(posted: Posted) -> Result<Response, Problem> {
    let Posted { mut desk, form } = posted;
    let id = form.one("id")?.ok_or(Problem::NotFound)?.to_owned();
    desk.installation.deal_with_feedback(&desk.viewer, &id).await?;
    let to = desk.at("/admin/feedback");
    desk.done(&to, t!("feedback.dealt"), None).await
}
