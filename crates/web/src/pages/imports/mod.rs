//! Files of staff on their way in: brought, mapped, tried, imported.

mod mapping;
mod rows;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use maud::{Markup, html};
use preceptor_record::Day;
use preceptor_service::imports::{Batch, Incoming, Keep, State};
use preceptor_service::{Refusal, Wrong};

use crate::ask::Ask;
use crate::desk::{Desk, Posted, Section, Uploaded};
use crate::pages::archives;
use crate::pages::person::form;
use crate::parts;
use crate::problem::Problem;
use crate::site::Site;
use crate::text::t;

/// The most that a file of staff and what stands around it may have, in bytes.
const LARGEST: usize = 50_500_000;

/// The addresses.
pub fn router() -> Router<Arc<Site>> {
    let bring = get(page).post(bring).layer(DefaultBodyLimit::max(LARGEST));
    Router::new()
        .route("/o/{org}/imports", bring)
        .route("/o/{org}/imports/{id}", get(one))
        .route("/o/{org}/imports/{id}/map", get(mapping::page).post(mapping::post))
        .route("/o/{org}/imports/{id}/begin", post(begin))
        .route("/o/{org}/imports/{id}/drop", post(let_go))
        .route("/o/{org}/imports/{id}/faults.csv", get(faults))
}

async fn page(desk: Desk) -> Result<Response, Problem> {
    listed(&desk, &[]).await
}

async fn listed(desk: &Desk, wrong: &[Wrong]) -> Result<Response, Problem> {
    let all = desk.employer.imports(&desk.viewer).await?;
    let people = desk.at("/people");
    let error = wrong.first().map(|it| it.message.as_str());
    let body = html! {
        (form::summary(wrong))
        (parts::trail(&[(t!("desk.people"), &people)]))
        (parts::heading(None, t!("imports.title"), Some(t!("imports.lede"))))
        form class="app-form app-panel" method="post" action=(desk.at("/imports")) enctype="multipart/form-data" {
            (desk.token())
            div class={ "nhsuk-form-group app-form__row" @if error.is_some() { " nhsuk-form-group--error" } } {
                label for="field-file" { (t!("imports.file")) }
                p class="app-hint" id="field-file-hint" { (t!("imports.takes")) }
                (form::error_message("field-file", error))
                input type="file" id="field-file" name="file" accept=".csv,.txt,.tsv,.xlsx,.zip" aria-describedby=[form::described("field-file", true, error.is_some())];
            }
            button class="nhsuk-button" type="submit" { (t!("imports.bring")) }
        }
        @if !all.is_empty() {
            section class="app-panel" aria-labelledby="on-their-way" {
                h2 class="app-h2" id="on-their-way" { (t!("imports.on-their-way")) }
                p { (t!("imports.kept")) }
                table class="app-table app-stackable" {
                    caption class="nhsuk-u-visually-hidden" { (t!("imports.on-their-way")) }
                    thead {
                        tr {
                            th scope="col" { (t!("imports.name")) }
                            th scope="col" { (t!("imports.brought")) }
                            th scope="col" { (t!("imports.rows")) }
                            th scope="col" { (t!("imports.state")) }
                        }
                    }
                    tbody {
                        @for it in &all {
                            tr {
                                th scope="row" { a href=(desk.at(&format!("/imports/{}", it.id))) { (name(it)) } }
                                td data-label=(t!("imports.brought")) { (Day::of_instant(it.at).in_words()) }
                                td data-label=(t!("imports.rows")) { (it.n_rows) }
                                td data-label=(t!("imports.state")) { (state(it)) }
                            }
                        }
                    }
                }
            }
        }
    };
    let title = if wrong.is_empty() {
        t!("imports.title").to_owned()
    } else {
        t!("form.error.title", title = t!("imports.title"))
    };
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, desk.page(&title, Section::People, body).html()).into_response())
}

fn name(of: &Batch) -> &str {
    if of.file.is_empty() { t!("imports.unnamed") } else { &of.file }
}

/// How far a file has come, in words.
fn state(of: &Batch) -> String {
    match of.state {
        State::Mapping => t!("imports.state.mapping").to_owned(),
        State::Checking => t!("imports.state.checking", n = of.n_done, all = of.n_rows),
        State::Checked => t!("imports.state.checked", wrong = of.checked.n_wrong),
        State::Importing => t!("imports.state.importing", n = of.n_done, all = of.n_rows),
        State::Done => t!("imports.state.done").to_owned(),
        State::Stopped => t!("imports.state.stopped", n = of.n_done, all = of.n_rows),
    }
}

/// Brings a file.
async fn bring(uploaded: Uploaded<LARGEST>) -> Result<Response, Problem> {
    let Uploaded { mut desk, file } = uploaded;
    let Some((name, _, content)) = file else {
        return listed(&desk, &[Wrong::new("file", t!("imports.choose"))]).await;
    };
    if preceptor_exchange::archive::is_one(&content) {
        return match desk.employer.take_archive(&desk.viewer, content, desk.now).await {
            Ok(it) => {
                let to = it.person.as_ref().map(|it| format!("/people/{it}"));
                let to = desk.at(to.as_deref().unwrap_or("/people"));
                desk.done(&to, archives::arrived(&it), None).await
            }
            Err(Refusal::Wrong(wrong)) => listed(&desk, &wrong).await,
            Err(other) => Err(other.into()),
        };
    }
    let incoming = Incoming { name, content };
    let brought =
        desk.employer.bring_file(&desk.installation, &desk.viewer, incoming, desk.now).await;
    match brought {
        Ok(it) => Ok(crate::desk::see_other(&desk.at(&format!("/imports/{}/map", it.id)))),
        Err(Refusal::Wrong(wrong)) => listed(&desk, &wrong).await,
        Err(other) => Err(other.into()),
    }
}

/// One file: how far it is, what would become of its rows, what became of them.
async fn one(
    desk: Desk,
    Path((_, id)): Path<(String, String)>,
    ask: Ask,
) -> Result<Response, Problem> {
    let batch = desk.employer.import_of(&desk.viewer, &id).await?;
    if batch.state == State::Mapping {
        return Ok(crate::desk::see_other(&desk.at(&format!("/imports/{id}/map"))));
    }
    show(&desk, &batch, &ask, &[]).await
}

async fn show(desk: &Desk, batch: &Batch, ask: &Ask, wrong: &[Wrong]) -> Result<Response, Problem> {
    let shown = rows::shown(desk, batch, ask).await?;
    let own = desk.at(&format!("/imports/{}", batch.id));
    let body = html! {
        (form::summary(wrong))
        (trail(desk))
        (parts::heading(Some(t!("imports.title")), name(batch), Some(&state(batch))))
        @if batch.is_running() {
            (progress(batch))
            p { a href=(own) { (t!("imports.look-again")) } }
        }
        @if let Some(why) = &batch.why { div class="nhsuk-inset-text" { p { (t!("imports.why", why = why)) } } }
        (shown)
        @if matches!(batch.state, State::Checked | State::Stopped) { (decide(desk, batch, wrong)) }
        div class="app-panel app-panel--after" {
            h2 class="app-h2" { (t!("imports.drop.title")) }
            p { (if batch.state == State::Done { t!("imports.drop.done") } else { t!("imports.drop.help") }) }
            form method="post" action={ (own) "/drop" } class="app-inline" {
                (desk.token())
                button class="app-button-link" type="submit" { (t!("imports.drop")) }
            }
        }
    };
    let title = if wrong.is_empty() {
        name(batch).to_owned()
    } else {
        t!("form.error.title", title = name(batch))
    };
    let page = desk.page(&title, Section::People, body);
    let page = if batch.is_running() { page.again_in(3) } else { page };
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, page.html()).into_response())
}

fn trail(desk: &Desk) -> Markup {
    let (people, imports) = (desk.at("/people"), desk.at("/imports"));
    parts::trail(&[(t!("desk.people"), &people), (t!("imports.title"), &imports)])
}

fn progress(batch: &Batch) -> Markup {
    html! {
        p class="app-progress" {
            label for="progress" { (t!("imports.progress", n = batch.n_done, all = batch.n_rows)) }
            progress id="progress" max=(batch.n_rows) value=(batch.n_done) {}
        }
    }
}

/// All rows, or those that are good.
fn decide(desk: &Desk, batch: &Batch, wrong: &[Wrong]) -> Markup {
    let own = desk.at(&format!("/imports/{}", batch.id));
    let tally = batch.checked;
    let n_good = tally.n_new + tally.n_changed;
    let error = wrong.first().map(|it| it.message.as_str());
    html! {
        form method="post" action={ (own) "/begin" } class="app-panel app-form app-panel--after" aria-labelledby="begin-h" {
            h2 class="app-h2" id="begin-h" { (t!("imports.begin.title")) }
            (desk.token())
            @if n_good == 0 {
                p { (t!("imports.begin.nothing")) }
            } @else {
                @if tally.n_wrong > 0 {
                    div class={ "nhsuk-form-group" @if error.is_some() { " nhsuk-form-group--error" } } {
                        fieldset class="nhsuk-fieldset" id="field-keep" {
                            legend class="app-decide__legend" { (t!("imports.keep")) }
                            (form::error_message("field-keep", error))
                            div class="nhsuk-radios nhsuk-radios--small" data-module="nhsuk-radios" {
                                @for (it, words) in [(Keep::All, t!("imports.keep.all")), (Keep::Good, t!("imports.keep.good"))] {
                                    div class="nhsuk-radios__item" {
                                        input class="nhsuk-radios__input" type="radio" id={ "keep-" (it) } name="keep" value=(it);
                                        label class="nhsuk-label nhsuk-radios__label" for={ "keep-" (it) } { (words) }
                                    }
                                }
                            }
                        }
                    }
                } @else {
                    input type="hidden" name="keep" value=(Keep::All);
                }
                p { (t!("imports.claimed")) }
                button class="nhsuk-button" type="submit" { (parts::count(n_good, t!("imports.begin.one"), |n| t!("imports.begin", n = n))) }
            }
            p { a class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" href={ (own) "/map" } { (t!("imports.map.change")) } }
        }
    }
}

async fn begin(Path((_, id)): Path<(String, String)>, posted: Posted) -> Result<Response, Problem> {
    let Posted { desk, form } = posted;
    let keep = form.one("keep")?.and_then(Keep::from_word);
    let batch = desk.employer.import_of(&desk.viewer, &id).await?;
    let Some(keep) = keep else {
        let wrong = [Wrong::new("keep", t!("imports.keep.choose"))];
        return show(&desk, &batch, &Ask::default(), &wrong).await;
    };
    let begun =
        desk.employer.begin_import(&desk.installation, &desk.viewer, &id, keep, desk.now).await;
    match begun {
        Ok(_) => Ok(crate::desk::see_other(&desk.at(&format!("/imports/{id}")))),
        Err(Refusal::Wrong(wrong)) => show(&desk, &batch, &Ask::default(), &wrong).await,
        Err(other) => Err(other.into()),
    }
}

async fn let_go(
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let Posted { mut desk, .. } = posted;
    let gone = desk.employer.drop_import(&desk.viewer, &id).await?;
    let to = desk.at("/imports");
    desk.done(&to, t!("imports.dropped", name = name(&gone)), None).await
}

async fn faults(desk: Desk, Path((_, id)): Path<(String, String)>) -> Result<Response, Problem> {
    let batch = desk.employer.import_of(&desk.viewer, &id).await?;
    let content = desk.employer.import_faults(&batch).await?;
    Ok(desk.sheet("import-faults", content))
}
