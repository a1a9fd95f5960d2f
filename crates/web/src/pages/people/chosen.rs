//! What can be done for several people at once: take them away as a file, or record the same fact of each.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use preceptor_record::PersonId;
use preceptor_service::access::{Act, Relation};
use preceptor_service::people::{Everybody, Wanted};
use preceptor_service::person::{Change, Drafted, Field, fields, unfilled};
use preceptor_service::{Refusal, Wrong};

use crate::desk::{Desk, OpenPosted, Posted, Section};
use crate::pages::person::fact_kind;
use crate::pages::person::form::{self, Typed};
use crate::parts;
use crate::problem::Problem;
use crate::text::t;

/// The kinds of fact that many people come to have on one day.
pub const KINDS: [&str; 3] = ["training", "check", "declaration"];

/// The bar under the list: what is done with those who are chosen.
pub fn bar(desk: &Desk) -> Markup {
    html! {
        div class="app-bulk" {
            p class="app-bulk__what" { (t!("chosen.bar")) }
            @if desk.viewer.can(Act::RecordFacts, Relation::Other) {
                @for kind in KINDS {
                    button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" type="submit" formaction=(desk.at(&format!("/people/chosen/{kind}"))) {
                        (t!("chosen.record", kind = preceptor_service::say::lower(fact_kind(kind))))
                    }
                }
            }
            @if desk.viewer.can(Act::ExportPeople, Relation::Any) {
                button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" type="submit" formaction=(desk.at("/people/chosen/csv")) { (t!("people.export")) }
            }
        }
    }
}

/// Those who were chosen, of those the reader sees.
fn chosen(desk: &Desk, everybody: &Everybody, form: &OpenPosted) -> Result<Vec<PersonId>, Problem> {
    let seen = Wanted::default().for_reader(&desk.viewer)?;
    let seen: std::collections::BTreeSet<&PersonId> =
        everybody.wanted(&seen, desk.now.day).iter().map(|it| &it.person).collect();
    let ids: Vec<PersonId> = form.all("who").map(PersonId::new).collect();
    if ids.iter().any(|it| !seen.contains(it)) {
        return Err(Problem::NotFound);
    }
    if ids.is_empty() {
        return Err(Problem::wrong(t!("chosen.nobody")));
    }
    Ok(ids)
}

pub async fn act(
    Path((_, what)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let Posted { desk, form } = posted;
    let engine = desk.installation.rules(&desk.employer, desk.now).await?;
    let everybody = desk.employer.everybody(engine, desk.now).await?.everybody;
    let ids = chosen(&desk, &everybody, &form)?;
    if what == "csv" {
        let wanted = Wanted { only: Some(ids.into_iter().collect()), ..Wanted::default() };
        let text = desk.employer.export_people(engine, &desk.viewer, wanted, desk.now).await?;
        return Ok(desk.sheet("people", text));
    }
    let kind = KINDS.into_iter().find(|it| *it == what).ok_or(Problem::NotFound)?;
    desk.viewer.may(Act::RecordFacts, Relation::Any)?;
    let organisations = desk.employer.register.organisations().await.map_err(Refusal::from)?;
    let asked = fields(desk.site.book, &organisations, kind).ok_or(Problem::NotFound)?;
    let batch = Batch { kind, asked, ids, everybody };
    if form.one("confirmed")?.is_none() {
        return Ok(batch.page(&desk, &Typed::new(), &[]).into_response());
    }
    batch.record(desk, &form).await
}

/// A fact to be recorded of several people.
struct Batch {
    kind: &'static str,
    asked: Vec<Field>,
    ids: Vec<PersonId>,
    everybody: std::sync::Arc<Everybody>,
}

impl Batch {
    fn name(&self, id: &PersonId) -> String {
        self.everybody.rows.get(id).map_or_else(|| id.to_string(), |it| it.name.clone())
    }

    fn page(&self, desk: &Desk, typed: &Typed, wrong: &[Wrong]) -> Markup {
        let kind = preceptor_service::say::lower(fact_kind(self.kind));
        let heading = t!("chosen.title", kind = kind, n = self.ids.len());
        let title = if wrong.is_empty() {
            heading.clone()
        } else {
            t!("form.error.title", title = heading)
        };
        let body = html! {
            (form::summary(wrong))
            (parts::trail(&[(t!("desk.people"), &desk.at("/people"))]))
            (parts::heading(None, &heading, Some(t!("chosen.lede"))))
            section class="app-panel" aria-labelledby="who" {
                h2 class="app-h2" id="who" { (t!("chosen.who")) }
                ul class="nhsuk-list" { @for id in &self.ids { li { (self.name(id)) } } }
            }
            form class="app-form app-panel" method="post" action=(desk.at(&format!("/people/chosen/{}", self.kind))) {
                (desk.token())
                input type="hidden" name="confirmed" value="1";
                @for id in &self.ids { input type="hidden" name="who" value=(id); }
                @for it in &self.asked { (form::field(it, typed, wrong, &[])) }
                button class="nhsuk-button" type="submit" { (t!("chosen.go", n = self.ids.len())) }
            }
            p class="app-muted" { (t!("fact.claimed")) }
        };
        desk.page(&title, Section::People, body).narrow().html()
    }

    async fn record(&self, mut desk: Desk, sent: &OpenPosted) -> Result<Response, Problem> {
        let typed = form::typed(&self.asked, sent)?;
        let (said, mut wrong) =
            form::as_fields(&self.asked, &typed, |_| Err(t!("form.nobody").to_owned()));
        let told: Vec<String> = wrong.iter().map(|it| it.field.clone()).collect();
        wrong.extend(
            unfilled(&self.asked, &said).into_iter().filter(|it| !told.contains(&it.field)),
        );
        let drafted = Drafted { kind: self.kind.to_owned(), fields: said, ..Drafted::default() };
        let mut refused = Vec::new();
        let mut n_recorded = 0;
        for id in &self.ids {
            if !wrong.is_empty() {
                break;
            }
            let change = Change {
                installation: &desk.installation,
                viewer: &desk.viewer,
                person: id,
                now: desk.now,
            };
            match desk.employer.record_fact(change, &self.asked, &drafted).await {
                Ok(_) => n_recorded += 1,
                // What is wrong with the fact is wrong for everybody; nothing was recorded yet.
                Err(Refusal::Wrong(all)) if n_recorded == 0 && refused.is_empty() => wrong = all,
                Err(other) => refused.push((self.name(id), other.to_string())),
            }
        }
        if !wrong.is_empty() {
            let page = self.page(&desk, &typed, &wrong);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
        let kind = fact_kind(self.kind);
        let mut said = t!("chosen.done", kind = kind, n = n_recorded);
        for (name, why) in refused {
            said.push(' ');
            said.push_str(&t!("chosen.refused", name = name, why = why));
        }
        let to = desk.at("/people");
        desk.done(&to, said, None).await
    }
}
