//! Evidence files about somebody: what is kept, keeping one more, and fetching one, only ever as an attachment.

use axum::extract::Path;
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::html;
use preceptor_record::Day;
use preceptor_service::access::Act;
use preceptor_service::person::Change;
use preceptor_service::{Refusal, Wrong};

use super::asked::Opened;
use super::form;
use super::head::{Local, head};
use crate::ask::Ask;
use crate::desk::{Desk, Section, Uploaded};
use crate::parts;
use crate::problem::Problem;
use crate::text::t;

/// What is kept.
pub async fn page(
    desk: Desk,
    Path((_, id)): Path<(String, String)>,
    ask: Ask,
) -> Result<Response, Problem> {
    let opened = Opened::whole(&desk, &id, "evidence", &ask).await?;
    listed(&desk, &opened, &[]).await
}

async fn listed(desk: &Desk, opened: &Opened, wrong: &[Wrong]) -> Result<Response, Problem> {
    let person = opened.read.person()?;
    let files = desk.employer.evidence(&opened.read).await?;
    let heading = t!("evidence.title", name = person.display_name());
    let title =
        if wrong.is_empty() { heading.clone() } else { t!("form.error.title", title = heading) };
    let can_add = desk.viewer.can(Act::RecordFacts, opened.read.relation);
    let used = |id: &str| {
        person.facts.iter().filter(|it| it.entry.evidence.iter().any(|it| it == id)).count()
    };
    let error = wrong.first().map(|it| it.message.as_str());
    let own = desk.at(&format!("/people/{}/evidence", opened.read.id));
    let table = html! {
        table class="app-table" {
            caption class="nhsuk-u-visually-hidden" { (heading) }
            thead {
                tr {
                    th scope="col" { (t!("evidence.name")) }
                    th scope="col" { (t!("evidence.kind")) }
                    th scope="col" { (t!("evidence.size")) }
                    th scope="col" { (t!("evidence.kept")) }
                    th scope="col" { (t!("evidence.used")) }
                }
            }
            tbody {
                @for it in &files {
                    tr {
                        th scope="row" { a href={ (own) "/" (it.id) } { @if it.name.is_empty() { (t!("evidence.unnamed")) } @else { (it.name) } } }
                        td { (it.kind.media_type()) }
                        td class="app-num" { (size(it.size)) }
                        td { (Day::of_instant(it.recorded_at).in_words()) }
                        td { (parts::count(used(&it.id), t!("evidence.one"), |n| t!("evidence.many", n = n))) }
                    }
                }
            }
        }
    };
    let body = html! {
        (form::summary(wrong))
        (head(desk, opened, Local::Evidence)?)
        h1 class="app-h1" { (heading) }
        section class="app-panel" aria-labelledby="kept-h" {
            h2 class="app-h2" id="kept-h" { (t!("evidence.what")) }
            @if files.is_empty() { p { (t!("evidence.none")) } } @else { (parts::scroll(&heading, &table)) }
        }
        @if can_add {
            form class="app-form app-panel" method="post" action=(own) enctype="multipart/form-data" {
                (desk.token())
                div class={ "nhsuk-form-group app-form__row" @if error.is_some() { " nhsuk-form-group--error" } } {
                    label for="field-file" { (t!("evidence.add")) }
                    p class="app-hint" id="field-file-hint" { (t!("evidence.takes")) }
                    (form::error_message("field-file", error))
                    input type="file" id="field-file" name="file" aria-describedby=[form::described("field-file", true, error.is_some())];
                }
                button class="nhsuk-button" type="submit" { (t!("evidence.keep")) }
            }
        }
    };
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, desk.page(&title, Section::People, body).html()).into_response())
}

/// A number of bytes as people say it.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => t!("evidence.bytes", n = bytes),
        1_000..1_000_000 => t!("evidence.kilobytes", n = bytes.div_ceil(1_000)),
        _ => t!("evidence.megabytes", n = bytes.div_ceil(1_000_000)),
    }
}

/// Keeps one more.
pub async fn post(
    Path((_, id)): Path<(String, String)>,
    uploaded: Uploaded,
) -> Result<Response, Problem> {
    let Uploaded { mut desk, file } = uploaded;
    let opened = Opened::whole(&desk, &id, "evidence", &Ask::default()).await?;
    let Some((name, declared, content)) = file else {
        return listed(&desk, &opened, &[Wrong::new("file", t!("evidence.choose"))]).await;
    };
    let change = Change {
        installation: &desk.installation,
        viewer: &desk.viewer,
        person: &opened.read.id,
        now: desk.now,
    };
    match desk.employer.keep_evidence(change, name, declared, content).await {
        Ok(kept) => {
            let to = desk.at(&format!("/people/{}/evidence", opened.read.id));
            desk.done(&to, t!("evidence.done", name = kept.name, size = size(kept.size)), None)
                .await
        }
        Err(Refusal::Wrong(wrong)) => {
            let wrong: Vec<Wrong> = wrong
                .into_iter()
                .map(|it| {
                    Wrong::new(
                        it.field,
                        preceptor_service::say::stopped(&preceptor_service::say::sentence(
                            &it.message,
                        )),
                    )
                })
                .collect();
            listed(&desk, &opened, &wrong).await
        }
        Err(other) => Err(other.into()),
    }
}

/// One of them, to be saved and never shown in place.
pub async fn fetch(
    desk: Desk,
    Path((_, id, file)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let opened = Opened::whole(&desk, &id, "evidence file", &Ask::default()).await?;
    let (file, content) = desk.employer.evidence_content(&opened.read, &file).await?;
    // What somebody called it stands in the list; here it has a name that no browser and no folder can misread.
    let name =
        format!("attachment; filename=\"evidence-{}\"", file.id.get(..12).unwrap_or_default());
    let headers: [(HeaderName, String); 4] = [
        (header::CONTENT_TYPE, file.kind.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'".to_owned()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, content).into_response())
}
