//! Somebody's whole record as an archive, and the keys that archives are signed with.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use maud::{Markup, html};
use preceptor_record::{Day, PersonId};
use preceptor_service::access::{Act, Relation};
use preceptor_service::archives::{Arrived, Signer, key_words};
use preceptor_service::{Refusal, Wrong};

use crate::ask::Ask;
use crate::desk::{Desk, Posted, Section};
use crate::pages::person::form;
use crate::parts;
use crate::problem::Problem;
use crate::site::Site;
use crate::text::t;

/// The addresses.
pub fn router() -> Router<Arc<Site>> {
    Router::new()
        .route("/o/{org}/people/{id}/archive", get(offer).post(take))
        .route("/o/{org}/signers", get(signers).post(trust))
        .route("/o/{org}/signers/end", post(end))
}

/// What is in it, and the way to it.
async fn offer(
    desk: Desk,
    Path((_, id)): Path<(String, String)>,
    ask: Ask,
) -> Result<Markup, Problem> {
    let opened = crate::pages::person::opened(&desk, &id, "archive", &ask).await?;
    if !desk.viewer.can(Act::ExportRecord, opened.read.relation) {
        return Err(Refusal::Denied(Act::ExportRecord.word().to_owned()).into());
    }
    let person = opened.read.person()?;
    let own = desk.at(&format!("/people/{}", person.id));
    let title = t!("archive.title", name = person.display_name());
    let body = html! {
        (parts::trail(&[(person.display_name(), &own)]))
        (parts::heading(None, &title, Some(t!("archive.lede"))))
        section class="app-panel" aria-labelledby="holds" {
            h2 class="app-h2" id="holds" { (t!("archive.holds")) }
            ul class="nhsuk-list nhsuk-list--bullet" {
                li { (t!("archive.holds.facts")) }
                li { (t!("archive.holds.files")) }
                li { (t!("archive.holds.others")) }
            }
            p { (t!("archive.signed")) }
        }
        form method="post" action={ (own) "/archive" } class="app-form" {
            (desk.token())
            button class="nhsuk-button" type="submit" { (t!("archive.take")) }
        }
    };
    Ok(desk.page(&title, Section::People, body).narrow().html())
}

/// The archive, to be saved.
async fn take(Path((_, id)): Path<(String, String)>, posted: Posted) -> Result<Response, Problem> {
    let Posted { desk, .. } = posted;
    let made = desk
        .employer
        .archive_of(&desk.installation, &desk.viewer, &PersonId::new(id), desk.now)
        .await?;
    let name = format!("attachment; filename=\"record-{}.zip\"", desk.now.day);
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, made).into_response())
}

/// What came of bringing one, in a sentence.
pub fn arrived(it: &Arrived) -> String {
    let mut made = if it.n_facts == 0 {
        t!("archive.here", from = it.from)
    } else if it.is_trusted {
        t!("archive.arrived.trusted", n = it.n_facts, from = it.from)
    } else {
        t!("archive.arrived.claimed", n = it.n_facts, from = it.from)
    };
    if !it.not_kept.is_empty() {
        made.push(' ');
        made.push_str(&t!("archive.not-kept", names = it.not_kept.join(", ")));
    }
    made
}

async fn signers(desk: Desk) -> Result<Response, Problem> {
    show(&desk, &[], "", "").await
}

async fn trust(posted: Posted) -> Result<Response, Problem> {
    let Posted { mut desk, form } = posted;
    let name = form.one("name")?.unwrap_or_default();
    let key = form.one("key")?.unwrap_or_default();
    let done =
        desk.employer.trust_signer(&desk.installation, &desk.viewer, desk.now, name, key).await;
    match done {
        Ok(()) => {
            let to = desk.at("/signers");
            desk.done(&to, t!("signers.trusted", name = name), None).await
        }
        Err(Refusal::Wrong(wrong)) => show(&desk, &wrong, name, key).await,
        Err(other) => Err(other.into()),
    }
}

async fn end(posted: Posted) -> Result<Response, Problem> {
    let Posted { mut desk, form } = posted;
    let id = form.one("signer")?.ok_or(Problem::NotFound)?.to_owned();
    let ended = desk.employer.end_signer(&desk.installation, &desk.viewer, desk.now, &id).await?;
    let to = desk.at("/signers");
    desk.done(&to, t!("signers.ended", name = ended.name), None).await
}

async fn show(desk: &Desk, wrong: &[Wrong], name: &str, key: &str) -> Result<Response, Problem> {
    desk.viewer.may(Act::TrustSigners, Relation::Any)?;
    let all = desk.employer.signers(&desk.viewer).await?;
    let own = desk.employer.public_key(&desk.installation, &desk.viewer, desk.now).await?;
    let body = html! {
        (form::summary(wrong))
        (parts::heading(None, t!("signers.title"), Some(t!("signers.lede"))))
        section class="app-panel" aria-labelledby="own" {
            h2 class="app-h2" id="own" { (t!("signers.own")) }
            p { (t!("signers.own.help")) }
            p class="app-code app-break" { (key_words(&own)) }
        }
        section class="app-panel" aria-labelledby="others" {
            h2 class="app-h2" id="others" { (t!("signers.others")) }
            @if all.is_empty() { p { (t!("signers.none")) } } @else { (table(desk, &all)) }
        }
        form method="post" action=(desk.at("/signers")) class="app-panel app-form" aria-labelledby="new" {
            h2 class="app-h2" id="new" { (t!("signers.new")) }
            p { (t!("signers.new.help")) }
            (desk.token())
            (field("name", t!("signers.name"), name, wrong))
            (field("key", t!("signers.key"), key, wrong))
            button class="nhsuk-button" type="submit" { (t!("signers.trust")) }
        }
    };
    let title = if wrong.is_empty() {
        t!("signers.title").to_owned()
    } else {
        t!("form.error.title", title = t!("signers.title"))
    };
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, desk.page(&title, Section::None, body).narrow()).into_response())
}

fn field(name: &str, title: &str, value: &str, wrong: &[Wrong]) -> Markup {
    let id = format!("field-{name}");
    let error = wrong.iter().find(|it| it.field == name).map(|it| it.message.as_str());
    html! {
        div class={ "nhsuk-form-group app-form__row" @if error.is_some() { " nhsuk-form-group--error" } } {
            label for=(id) { (title) }
            (form::error_message(&id, error))
            input id=(id) name=(name) type="text" autocomplete="off" value=(value) aria-describedby=[form::described(&id, false, error.is_some())];
        }
    }
}

fn table(desk: &Desk, all: &[Signer]) -> Markup {
    html! {
        table class="app-table app-stackable" {
            caption class="nhsuk-u-visually-hidden" { (t!("signers.others")) }
            thead {
                tr {
                    th scope="col" { (t!("signers.name")) }
                    th scope="col" { (t!("signers.key")) }
                    th scope="col" { (t!("signers.since")) }
                    th scope="col" { span class="nhsuk-u-visually-hidden" { (t!("signers.end")) } }
                }
            }
            tbody {
                @for it in all {
                    tr {
                        th scope="row" { (it.name) }
                        td data-label=(t!("signers.key")) class="app-break" { (key_words(&it.key)) }
                        td data-label=(t!("signers.since")) { (Day::of_instant(it.since).in_words()) }
                        td {
                            form method="post" action=(desk.at("/signers/end")) class="app-inline" {
                                (desk.token())
                                input type="hidden" name="signer" value=(it.id);
                                button class="app-button-link" type="submit" { (t!("signers.end")) span class="nhsuk-u-visually-hidden" { " " (it.name) } }
                            }
                        }
                    }
                }
            }
        }
    }
}
