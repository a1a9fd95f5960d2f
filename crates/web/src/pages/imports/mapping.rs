//! Which column of a file is what, and what its words mean.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use preceptor_exchange::staff::{Always, Column, List, Mapping, Meaning, Named, Vocabulary};
use preceptor_service::imports::{Batch, Offer, Unknown, words};
use preceptor_service::{Refusal, Wrong};

use crate::desk::{Desk, OpenPosted, Posted, Section, see_other};
use crate::pages::person::form;
use crate::parts;
use crate::problem::Problem;
use crate::text::t;

/// What may be said of every row at once, where no column says it.
const ALWAYS: [Column; 3] = [Column::Setting, Column::Register, Column::Role];
/// Words that somebody says the meaning of at once, at most.
const MOST_WORDS: usize = 40;

/// The form.
pub async fn page(desk: Desk, Path((_, id)): Path<(String, String)>) -> Result<Response, Problem> {
    let batch = desk.employer.import_of(&desk.viewer, &id).await?;
    if batch.is_running() {
        return Ok(see_other(&desk.at(&format!("/imports/{id}"))));
    }
    shown(&desk, &batch, &[]).await
}

async fn shown(desk: &Desk, batch: &Batch, wrong: &[Wrong]) -> Result<Response, Problem> {
    let offers = desk.employer.offers(batch).await?;
    let unknown = desk.employer.unknown_words(desk.site.book, batch).await?;
    let organisations = desk.employer.shelf.latest_organisations().await.map_err(Refusal::from)?;
    let vocabulary = words(desk.site.book, organisations.values());
    let title = if wrong.is_empty() {
        t!("imports.map.title").to_owned()
    } else {
        t!("form.error.title", title = t!("imports.map.title"))
    };
    let lede =
        if batch.is_remembered { t!("imports.map.remembered") } else { t!("imports.map.lede") };
    let body = html! {
        (form::summary(wrong))
        (super::trail(desk))
        (parts::heading(Some(super::name(batch)), t!("imports.map.title"), Some(lede)))
        p { (t!("imports.map.read", rows = batch.n_rows, line = batch.header.line, written = batch.written)) }
        form method="post" action=(desk.at(&format!("/imports/{}/map", batch.id))) class="app-form" {
            (desk.token())
            section class="app-panel app-panel--table" aria-labelledby="columns-h" {
                h2 class="app-h2" id="columns-h" { (t!("imports.map.columns")) }
                (columns(batch, &offers, wrong))
            }
            section class="app-panel" aria-labelledby="always-h" {
                h2 class="app-h2" id="always-h" { (t!("imports.map.always")) }
                p { (t!("imports.map.always.help")) }
                @for it in ALWAYS { (always(batch, &vocabulary, it)) }
            }
            @if !unknown.is_empty() {
                section class="app-panel" aria-labelledby="words-h" {
                    h2 class="app-h2" id="words-h" { (t!("imports.map.words")) }
                    p { (t!("imports.map.words.help")) }
                    @for (n, it) in unknown.iter().take(MOST_WORDS).enumerate() { (word(&vocabulary, n, it)) }
                }
            }
            button class="nhsuk-button" type="submit" { (t!("imports.map.check")) }
        }
    };
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, desk.page(&title, Section::People, body).html()).into_response())
}

fn columns(batch: &Batch, offers: &[Offer], wrong: &[Wrong]) -> Markup {
    html! {
        table class="app-table app-stackable" {
            caption class="nhsuk-u-visually-hidden" { (t!("imports.map.columns")) }
            thead {
                tr {
                    th scope="col" { (t!("imports.map.column")) }
                    th scope="col" { (t!("imports.map.examples")) }
                    th scope="col" { (t!("imports.map.is")) }
                }
            }
            tbody {
                @for (n, it) in offers.iter().enumerate() {
                    @let field = format!("field-column-{n}");
                    @let error = wrong.iter().find(|it| it.field == format!("column-{n}")).map(|it| it.message.as_str());
                    @let is = batch.mapping.of(&it.column);
                    tr {
                        th scope="row" { @if it.column.is_empty() { (t!("imports.map.unnamed")) } @else { (it.column) } }
                        td data-label=(t!("imports.map.examples")) class="app-break" { (it.examples.join("; ")) }
                        td class=[error.map(|_| "nhsuk-form-group--error")] {
                            label class="nhsuk-u-visually-hidden" for=(field) { (t!("imports.map.is-of", column = it.column)) }
                            (form::error_message(&field, error))
                            select id=(field) name={ "column-" (n) } aria-describedby=[form::described(&field, false, error.is_some())] {
                                option value="" { (t!("imports.map.passed-over")) }
                                @for column in Column::ALL {
                                    option value=(column) selected[is == Some(*column)] { (column.title()) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn always(batch: &Batch, vocabulary: &Vocabulary, is: Column) -> Markup {
    let chosen = batch.mapping.always.iter().find(|it| it.is == is).map(|it| it.value.as_str());
    let field = format!("always-{is}");
    html! {
        div class="app-form__row" {
            label for=(field) { (is.title()) }
            select id=(field) name=(field) {
                option value="" { (t!("imports.map.not-always")) }
                (options(vocabulary, is.list(), chosen))
            }
        }
    }
}

fn word(vocabulary: &Vocabulary, n: usize, it: &Unknown) -> Markup {
    let field = format!("means-{n}");
    html! {
        div class="app-form__row" {
            input type="hidden" name={ "word-is-" (n) } value=(it.is);
            input type="hidden" name={ "word-" (n) } value=(it.value);
            label for=(field) { (t!("imports.map.word", column = it.is.title(), word = it.value, n = it.n_rows)) }
            select id=(field) name=(field) {
                option value="" { (t!("imports.map.not-said")) }
                option value="nothing" { (t!("imports.map.nothing")) }
                (options(vocabulary, it.is.list(), None))
            }
        }
    }
}

fn options(vocabulary: &Vocabulary, list: Option<List>, chosen: Option<&str>) -> Markup {
    let offered = list.map_or(&[][..], |it| vocabulary.offered(it));
    let mut offered: Vec<_> = offered.iter().collect();
    offered.sort_by_key(|it| it.1.to_lowercase());
    html! {
        @for (id, title) in offered {
            option value=(id) selected[chosen == Some(id.as_str())] { (preceptor_service::say::sentence(title)) }
        }
    }
}

/// Takes the mapping and has the file checked.
pub async fn post(
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let Posted { desk, form } = posted;
    let mut batch = desk.employer.import_of(&desk.viewer, &id).await?;
    let mapping = mapping_of(&batch, &form)?;
    let taken = desk
        .employer
        .map_import(&desk.installation, &desk.viewer, &id, mapping.clone(), desk.now)
        .await;
    match taken {
        Ok(_) => Ok(see_other(&desk.at(&format!("/imports/{id}")))),
        Err(Refusal::Wrong(wrong)) => {
            batch.mapping = mapping;
            shown(&desk, &batch, &wrong).await
        }
        Err(other) => Err(other.into()),
    }
}

/// The mapping that a form says: what it does not ask about stays.
fn mapping_of(batch: &Batch, form: &OpenPosted) -> Result<Mapping, Problem> {
    let strange = || Problem::wrong(t!("wrong.form"));
    let mut made = batch.mapping.clone();
    made.columns.clear();
    for (n, column) in batch.header.cells.iter().enumerate() {
        let Some(is) = form.one(&format!("column-{n}"))? else { continue };
        let is = Column::from_word(is).ok_or_else(strange)?;
        made.columns.push(Named { column: column.clone(), is });
    }
    for is in ALWAYS {
        made.always.retain(|it| it.is != is);
        if let Some(value) = form.one(&format!("always-{is}"))? {
            made.always.push(Always { is, value: value.to_owned() });
        }
    }
    let mut said: BTreeMap<(Column, String), String> = BTreeMap::new();
    for n in 0..MOST_WORDS {
        let (Some(is), Some(value)) =
            (form.one(&format!("word-is-{n}"))?, form.one(&format!("word-{n}"))?)
        else {
            break;
        };
        let is = Column::from_word(is).ok_or_else(strange)?;
        if let Some(means) = form.one(&format!("means-{n}"))? {
            said.insert((is, value.to_owned()), means.to_owned());
        }
    }
    made.values.retain(|it| !said.contains_key(&(it.is, it.value.clone())));
    let said = said.into_iter().map(|((is, value), means)| Meaning { is, value, means });
    made.values.extend(said);
    Ok(made)
}
