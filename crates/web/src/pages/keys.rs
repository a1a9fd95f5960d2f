//! The keys of programs: made, listed and ended by an administrator.

use std::sync::Arc;

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use maud::{Markup, html};
use preceptor_record::Day;
use preceptor_service::Refusal;
use preceptor_service::programs::{Key, Scope};

use crate::desk::{Desk, Posted, Section};
use crate::parts;
use crate::problem::Problem;
use crate::site::Site;
use crate::text::t;

/// The addresses.
pub fn router() -> Router<Arc<Site>> {
    Router::new()
        .route("/o/{org}/programs", get(page).post(make))
        .route("/o/{org}/programs/end", post(end))
}

async fn page(desk: Desk) -> Result<Response, Problem> {
    show(&desk, None, &[], None).await
}

async fn make(posted: Posted) -> Result<Response, Problem> {
    let Posted { desk, form } = posted;
    let name = form.one("name")?.unwrap_or_default();
    let scopes: Vec<Scope> = form.all("scope").filter_map(Scope::of).collect();
    let made =
        desk.installation.make_key(&desk.employer, &desk.viewer, desk.now, name, &scopes).await;
    match made {
        // The secret is shown here and nowhere else, so this answer is a page and not a way to one.
        Ok(secret) => show(&desk, Some(&secret), &[], None).await,
        Err(Refusal::Wrong(wrong)) => {
            let first = wrong.first().map(|it| (it.field.as_str(), it.message.as_str()));
            show(&desk, None, &scopes, first.map(|it| (it.0, it.1, name))).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn end(posted: Posted) -> Result<Response, Problem> {
    let Posted { mut desk, form } = posted;
    let id = form.one("key")?.ok_or(Problem::NotFound)?.to_owned();
    let ended = desk.installation.end_key(&desk.employer, &desk.viewer, desk.now, &id).await?;
    let to = desk.at("/programs");
    desk.done(&to, t!("keys.ended", name = ended.name), None).await
}

fn scope_word(it: Scope) -> &'static str {
    match it {
        Scope::Read => t!("keys.read"),
        Scope::Write => t!("keys.write"),
        Scope::Decide => t!("keys.decide"),
    }
}

async fn show(
    desk: &Desk,
    secret: Option<&str>,
    chosen: &[Scope],
    wrong: Option<(&str, &str, &str)>,
) -> Result<Response, Problem> {
    let keys = desk.installation.keys(&desk.employer, &desk.viewer).await?;
    let error = |field: &str| wrong.filter(|it| it.0 == field).map(|it| it.1);
    let body = html! {
        @if let Some((field, message, _)) = wrong { (parts::error_summary(message, field)) }
        (parts::heading(None, t!("keys.title"), Some(t!("keys.lede"))))
        @if let Some(secret) = secret {
            section class="app-note" aria-labelledby="secret" {
                h2 class="app-h2" id="secret" { (t!("keys.made")) }
                p { (t!("keys.once")) }
                p class="app-code app-break" { (secret) }
            }
        }
        @if keys.is_empty() { p { (t!("keys.none")) } } @else { (table(desk, &keys)) }
        form method="post" action=(desk.at("/programs")) class="app-panel app-form app-panel--after" aria-labelledby="new" {
            h2 class="app-h2" id="new" { (t!("keys.new")) }
            (desk.token())
            div class={ "app-form__row" @if error("name").is_some() { " nhsuk-form-group--error" } } {
                label for="name" { (t!("keys.name")) }
                p class="app-hint" id="name-hint" { (t!("keys.name.hint")) }
                @if let Some(it) = error("name") { span class="nhsuk-error-message" { (it) } }
                input id="name" name="name" type="text" autocomplete="off" aria-describedby="name-hint" value=(wrong.map_or("", |it| it.2));
            }
            fieldset class="nhsuk-fieldset" id="scope" {
                legend class="app-decide__legend" { (t!("keys.scopes")) }
                @if let Some(it) = error("scope") { span class="nhsuk-error-message" { (it) } }
                div class="nhsuk-checkboxes nhsuk-checkboxes--small" data-module="nhsuk-checkboxes" {
                    @for it in Scope::ALL {
                        div class="nhsuk-checkboxes__item" {
                            input class="nhsuk-checkboxes__input" type="checkbox" id={ "scope-" (it.word()) } name="scope" value=(it.word()) checked[chosen.contains(&it)];
                            label class="nhsuk-label nhsuk-checkboxes__label" for={ "scope-" (it.word()) } { (scope_word(it)) }
                        }
                    }
                }
            }
            button class="nhsuk-button" type="submit" { (t!("keys.make")) }
        }
    };
    let title = match wrong {
        Some(_) => t!("form.error.title", title = t!("keys.title")),
        None => t!("keys.title").to_owned(),
    };
    Ok(desk.page(&title, Section::None, body).narrow().into_response())
}

fn table(desk: &Desk, keys: &[Key]) -> Markup {
    let on = |at: jiff::Timestamp| Day::of_instant(at).in_words();
    html! {
        table class="app-table app-stackable" {
            caption class="nhsuk-u-visually-hidden" { (t!("keys.title")) }
            thead {
                tr {
                    th scope="col" { (t!("keys.name")) }
                    th scope="col" { (t!("keys.scopes")) }
                    th scope="col" { (t!("keys.made-on")) }
                    th scope="col" { (t!("keys.used-on")) }
                    th scope="col" { span class="nhsuk-u-visually-hidden" { (t!("keys.end")) } }
                }
            }
            tbody {
                @for it in keys {
                    tr {
                        th scope="row" { (it.name) }
                        td data-label=(t!("keys.scopes")) { (it.scopes.iter().map(|it| scope_word(*it)).collect::<Vec<_>>().join(", ")) }
                        td data-label=(t!("keys.made-on")) { (on(it.made_at)) }
                        td data-label=(t!("keys.used-on")) { @match it.used_at { Some(at) => (on(at)), None => (t!("keys.never")) } }
                        td {
                            form method="post" action=(desk.at("/programs/end")) class="app-inline" {
                                (desk.token())
                                input type="hidden" name="key" value=(it.id);
                                button class="app-button-link" type="submit" { (t!("keys.end")) span class="nhsuk-u-visually-hidden" { " " (it.name) } }
                            }
                        }
                    }
                }
            }
        }
    }
}
