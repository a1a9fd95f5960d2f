//! Adding a fact, renewing one and correcting one: the kind first, then only its fields.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::html;
use preceptor_record::{Fact, FactId, KnownAt, PersonId, Record};
use preceptor_service::access::Act;
use preceptor_service::person::{Change, Drafted, Field, fields, kinds, says, unfilled};
use preceptor_service::{Refusal, Wrong, say};

use super::asked::Opened;
use super::fact_kind;
use super::form::{self, Typed, as_fields, typed_of};
use super::head::{Local, head};
use crate::ask::{Ask, address};
use crate::desk::{Desk, Posted, Section};
use crate::parts;
use crate::problem::Problem;
use crate::text::t;

/// What a form does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Does {
    Add,
    Renew,
    Correct,
}

/// The kind first; with a kind, its form.
pub async fn add(
    desk: Desk,
    Path((_, id)): Path<(String, String)>,
    ask: Ask,
) -> Result<Response, Problem> {
    let opened = open(&desk, &id).await?;
    let Some(kind) = ask.one("kind")? else { return choose(&desk, &opened) };
    let draft = Draft::new(&opened, Does::Add, kind, None)?;
    draft.page(&desk, &Typed::new(), &[], StatusCode::OK).await
}

/// Another like it: a renewal keeps the old one.
pub async fn renew(
    desk: Desk,
    Path((_, id, fact)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let opened = open(&desk, &id).await?;
    let old = fact_of(&opened, &fact)?;
    let draft = Draft::new(&opened, Does::Renew, old.body.key(), Some(old))?;
    let mut typed = draft.typed_of(old);
    // What is renewed begins the day after the old one ends, and how long it lasts is anew to be said.
    let until = old.body.period().until;
    typed.retain(|name, _| !matches!(name.as_str(), "from" | "on" | "until"));
    if let (true, Some(_)) = (draft.fields.iter().any(|it| it.name == "from"), until.date()) {
        typed.insert("from".to_owned(), until.in_words());
    }
    draft.page(&desk, &typed, &[], StatusCode::OK).await
}

/// A correction: what was recorded wrongly is recorded right, and the old entry stays in the history.
pub async fn correct(
    desk: Desk,
    Path((_, id, fact)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let opened = open(&desk, &id).await?;
    let old = fact_of(&opened, &fact)?;
    let draft = Draft::new(&opened, Does::Correct, old.body.key(), Some(old))?;
    if !counts(&opened, &old.id)? {
        return draft.conflict(&desk, &Typed::new());
    }
    draft.page(&desk, &draft.typed_of(old), &[], StatusCode::OK).await
}

/// Records what the form of a new fact says.
pub async fn post_add(
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let opened = open(&posted.desk, &id).await?;
    let kind = posted.form.one("kind")?.unwrap_or_default().to_owned();
    let draft = Draft::new(&opened, Does::Add, &kind, None)?;
    draft.record(posted).await
}

/// Records a renewal.
pub async fn post_renew(
    Path((_, id, fact)): Path<(String, String, String)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let opened = open(&posted.desk, &id).await?;
    let old = fact_of(&opened, &fact)?;
    let draft = Draft::new(&opened, Does::Renew, old.body.key(), Some(old))?;
    draft.record(posted).await
}

/// Records a correction.
pub async fn post_correct(
    Path((_, id, fact)): Path<(String, String, String)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let opened = open(&posted.desk, &id).await?;
    let old = fact_of(&opened, &fact)?;
    let draft = Draft::new(&opened, Does::Correct, old.body.key(), Some(old))?;
    draft.record(posted).await
}

/// Opens a record that may be changed.
pub async fn open(desk: &Desk, id: &str) -> Result<Opened, Problem> {
    let opened = Opened::whole(desk, id, "facts", &Ask::default()).await?;
    if !desk.viewer.can(Act::RecordFacts, opened.read.relation) {
        let name = opened.read.person()?.display_name();
        return Err(Problem::Denied(t!("fact.denied", name = name)));
    }
    Ok(opened)
}

/// The fact of that id; what is said of another fact has no form.
pub fn fact_of<'a>(opened: &'a Opened, id: &str) -> Result<&'a Fact, Problem> {
    let fact = opened.read.person()?.fact(&FactId::new(id)).ok_or(Problem::NotFound)?;
    if kinds().any(|it| it == fact.body.key()) { Ok(fact) } else { Err(Problem::NotFound) }
}

fn counts(opened: &Opened, id: &FactId) -> Result<bool, Problem> {
    let record = Record::known_at(opened.read.person()?, KnownAt::EVERYTHING);
    Ok(record.facts.iter().any(|it| it.fact.id == *id))
}

fn choose(desk: &Desk, opened: &Opened) -> Result<Response, Problem> {
    let name = opened.read.person()?.display_name();
    let title = t!("fact.add.title", name = name);
    let path = desk.at(&format!("/people/{}/facts/add", opened.read.id));
    let body = html! {
        (head(desk, opened, Local::Form)?)
        (parts::heading(None, &title, Some(t!("fact.add.lede"))))
        ul class="nhsuk-list app-kinds" {
            @for kind in kinds() {
                li { a href=(address(&path, [("kind", kind)])) { (fact_kind(kind)) } span class="app-muted" { (about(kind)) } }
            }
        }
    };
    Ok(desk.page(&title, Section::People, body).narrow().html().into_response())
}

/// What a kind of fact is for, in a few words.
fn about(kind: &str) -> &'static str {
    match kind {
        "registration" => t!("kind.registration.about"),
        "annotation" => t!("kind.annotation.about"),
        "qualification" => t!("kind.qualification.about"),
        "exam" => t!("kind.exam.about"),
        "experience" => t!("kind.experience.about"),
        "post" => t!("kind.post.about"),
        "entitlement" => t!("kind.entitlement.about"),
        "delegation" => t!("kind.delegation.about"),
        "enrolment" => t!("kind.enrolment.about"),
        "check" => t!("kind.check.about"),
        "supervision" => t!("kind.supervision.about"),
        "sign-off" => t!("kind.sign-off.about"),
        "capability" => t!("kind.capability.about"),
        "assessment" => t!("kind.assessment.about"),
        "cpd" => t!("kind.cpd.about"),
        "appraisal" => t!("kind.appraisal.about"),
        "declaration" => t!("kind.declaration.about"),
        "training" => t!("kind.training.about"),
        "restriction" => t!("kind.restriction.about"),
        "absence" => t!("kind.absence.about"),
        "details" => t!("kind.details.about"),
        _ => "",
    }
}

/// A fact being written.
struct Draft<'a> {
    opened: &'a Opened,
    does: Does,
    kind: &'static str,
    fields: Vec<Field>,
    old: Option<&'a Fact>,
}

impl<'a> Draft<'a> {
    fn new(
        opened: &'a Opened,
        does: Does,
        kind: &str,
        old: Option<&'a Fact>,
    ) -> Result<Self, Problem> {
        let kind = kinds().find(|it| *it == kind).ok_or(Problem::NotFound)?;
        let fields = fields(opened.engine.book, &opened.read.people.organisations, kind);
        Ok(Self { opened, does, kind, fields: fields.ok_or(Problem::NotFound)?, old })
    }

    fn typed_of(&self, fact: &Fact) -> Typed {
        let people = &self.opened.read.people.people;
        typed_of(&self.fields, fact, |id| {
            people.iter().find(|it| it.0.as_str() == id).map(|it| it.1.display_name().to_owned())
        })
    }

    fn title(&self) -> String {
        let kind = fact_kind(self.kind);
        match self.does {
            Does::Add => t!("fact.add.kind", kind = kind),
            Does::Renew => t!("fact.renew.kind", kind = kind),
            Does::Correct => t!("fact.correct.kind", kind = kind),
        }
    }

    fn action(&self, desk: &Desk) -> String {
        let own = desk.at(&format!("/people/{}/facts", self.opened.read.id));
        match (self.does, self.old) {
            (Does::Renew, Some(old)) => format!("{own}/{}/renew", old.id),
            (Does::Correct, Some(old)) => format!("{own}/{}/correct", old.id),
            _ => format!("{own}/add"),
        }
    }

    fn says(&self, fact: &Fact) -> Result<String, Problem> {
        let frame = self.opened.frame()?;
        Ok(says(self.opened.engine.book, &frame.names(), fact))
    }

    async fn page(
        &self,
        desk: &Desk,
        typed: &Typed,
        wrong: &[Wrong],
        status: StatusCode,
    ) -> Result<Response, Problem> {
        let offered =
            if self.fields.iter().any(|it| it.takes == preceptor_service::person::Takes::Person) {
                super::offered_people(desk, self.opened).await?
            } else {
                Vec::new()
            };
        let files = desk.employer.evidence(&self.opened.read).await?;
        let heading = self.title();
        let title = if wrong.is_empty() {
            heading.clone()
        } else {
            t!("form.error.title", title = heading)
        };
        let chosen =
            |id: &str| typed.get("evidence").is_some_and(|it| it.split(' ').any(|it| it == id));
        let body = html! {
            (form::summary(wrong))
            (head(desk, self.opened, Local::Form)?)
            h1 class="app-h1" { (heading) }
            @if let Some(old) = self.old {
                div class="nhsuk-inset-text" {
                    p {
                        strong { @if self.does == Does::Renew { (t!("fact.renew.kept")) } @else { (t!("fact.correct.old")) } }
                        " " (say::stopped(&self.says(old)?))
                    }
                }
            }
            form class="app-form app-panel" method="post" action=(self.action(desk)) {
                (desk.token())
                input type="hidden" name="kind" value=(self.kind);
                @for it in &self.fields { (form::field(it, typed, wrong, &offered)) }
                @if !files.is_empty() {
                    fieldset class="nhsuk-fieldset app-form__row" {
                        legend { (t!("fact.evidence")) " " span class="app-optional" { (t!("form.optional")) } }
                        div class="nhsuk-checkboxes nhsuk-checkboxes--small" {
                            @for (i, it) in files.iter().enumerate() {
                                div class="nhsuk-checkboxes__item" {
                                    input class="nhsuk-checkboxes__input" type="checkbox" id={ "evidence-" (i) } name="evidence" value=(it.id) checked[chosen(&it.id)];
                                    label class="nhsuk-label nhsuk-checkboxes__label" for={ "evidence-" (i) } { (it.name) }
                                }
                            }
                        }
                    }
                }
                div class="app-form__row" {
                    label for="field-note" { (t!("fact.note")) " " span class="app-optional" { (t!("form.optional")) } }
                    input type="text" id="field-note" name="note" value=(typed.get("note").map_or("", String::as_str)) autocomplete="off";
                }
                button class="nhsuk-button" type="submit" { (t!("form.save")) }
            }
            p class="app-muted" { (t!("fact.claimed")) }
        };
        let page = desk.page(&title, Section::People, body).narrow().html();
        Ok((status, page).into_response())
    }

    async fn record(&self, posted: Posted) -> Result<Response, Problem> {
        let Posted { mut desk, form } = posted;
        let mut typed = form::typed(&self.fields, &form)?;
        let people = super::offered_people(&desk, self.opened).await?;
        let (fields, mut wrong) =
            as_fields(&self.fields, &typed, |it| super::somebody(&people, it));
        if !wrong.is_empty() {
            let all = unfilled(&self.fields, &fields);
            let told: Vec<String> = wrong.iter().map(|it| it.field.clone()).collect();
            wrong.extend(all.into_iter().filter(|it| !told.contains(&it.field)));
        }
        let evidence: Vec<String> = form.all("evidence").map(ToOwned::to_owned).collect();
        let note = form.one("note")?.map(ToOwned::to_owned);
        typed.insert("evidence".to_owned(), evidence.join(" "));
        typed.extend(note.clone().map(|it| ("note".to_owned(), it)));
        let kept = desk.employer.evidence(&self.opened.read).await?;
        if evidence.iter().any(|it| !kept.iter().any(|file| file.id == *it)) {
            return Err(Problem::NotFound);
        }
        let corrects = self.old.filter(|_| self.does == Does::Correct).map(|it| it.id.clone());
        let drafted = Drafted { kind: self.kind.to_owned(), fields, corrects, evidence, note };
        let change = Change {
            installation: &desk.installation,
            viewer: &desk.viewer,
            person: &self.opened.read.id,
            now: desk.now,
        };
        if wrong.is_empty() {
            match desk.employer.record_fact(change, &self.fields, &drafted).await {
                Ok(id) => return self.recorded(&mut desk, &id).await,
                Err(Refusal::Wrong(all)) => wrong = all,
                Err(Refusal::Conflict) => {
                    let now = open(&desk, self.opened.read.id.as_str()).await?;
                    let old = self
                        .old
                        .and_then(|it| now.read.people.people.get(&now.read.id)?.fact(&it.id));
                    return Draft::new(&now, self.does, self.kind, old)?.conflict(&desk, &typed);
                }
                Err(other) => return Err(other.into()),
            }
        }
        self.page(&desk, &typed, &wrong, StatusCode::UNPROCESSABLE_ENTITY).await
    }

    async fn recorded(&self, desk: &mut Desk, id: &FactId) -> Result<Response, Problem> {
        let own = desk.at(&format!("/people/{}", self.opened.read.id));
        let kind = fact_kind(self.kind);
        let said = match self.does {
            Does::Add | Does::Renew => t!("fact.recorded", kind = kind),
            Does::Correct => t!("fact.corrected", kind = kind),
        };
        // A correction is undone by another correction: what it took the place of does not come back of itself.
        let undo = (self.does != Does::Correct)
            .then(|| (format!("{own}/facts/{id}/withdraw"), t!("history.undo").to_owned()));
        desk.done(&format!("{own}/history"), said, undo).await
    }

    /// Somebody changed it meanwhile: what stands now, what was typed, and the choice between them.
    fn conflict(&self, desk: &Desk, typed: &Typed) -> Result<Response, Problem> {
        let person = self.opened.read.person()?;
        let newest = self.old.and_then(|old| newest(person, &old.id));
        let own = desk.at(&format!("/people/{}", self.opened.read.id));
        let title = t!("problem.conflict");
        let body = html! {
            (head(desk, self.opened, Local::Form)?)
            h1 class="app-h1" { (title) }
            div class="app-cols app-cols--even" {
                section class="app-panel" aria-labelledby="stands-h" {
                    h2 class="app-h2" id="stands-h" { (t!("conflict.stands")) }
                    @match newest {
                        Some(it) => p { (say::stopped(&self.says(it)?)) },
                        None => p { (t!("conflict.gone")) },
                    }
                    p { a href={ (own) "/history" } { (t!("conflict.keep")) } }
                    @if let Some(it) = newest.filter(|_| typed.is_empty()) {
                        p { a href={ (own) "/facts/" (it.id) "/correct" } { (t!("conflict.correct")) } }
                    }
                }
                @if !typed.is_empty() {
                section class="app-panel" aria-labelledby="typed-h" {
                    h2 class="app-h2" id="typed-h" { (t!("conflict.yours")) }
                    dl class="app-pairs" {
                        @for it in &self.fields {
                            @if let Some(said) = typed.get(&it.name) { dt { (it.title) } dd { (said) } }
                        }
                    }
                    @if let Some(it) = newest {
                        form method="post" action={ (own) "/facts/" (it.id) "/correct" } {
                            (desk.token())
                            input type="hidden" name="kind" value=(self.kind);
                            @for (name, said) in typed { @if name != "evidence" { input type="hidden" name=(name) value=(said); } }
                            button class="nhsuk-button nhsuk-button--secondary" type="submit" { (t!("conflict.mine")) }
                        }
                    } @else {
                        p { a href={ (own) "/facts/add?kind=" (self.kind) } { (t!("conflict.add")) } }
                    }
                }
                }
            }
        };
        let page = desk.page(title, Section::People, body).html();
        Ok((StatusCode::CONFLICT, page).into_response())
    }
}

/// The newest entry of a line of corrections, where it counts.
fn newest<'a>(person: &'a preceptor_record::Person, id: &FactId) -> Option<&'a Fact> {
    let mut at = person.fact(id)?;
    for _ in 0..person.facts.len() {
        match person.facts.iter().find(|it| it.entry.supersedes.as_ref() == Some(&at.id)) {
            Some(it) => at = it,
            None => break,
        }
    }
    let record = Record::known_at(person, KnownAt::EVERYTHING);
    record.facts.iter().any(|it| it.fact.id == at.id).then_some(at)
}

/// Somebody typed: by name with the id behind it, by id, or by a name that only one person has.
pub fn somebody(people: &[(PersonId, String)], text: &str) -> Result<PersonId, String> {
    let bracketed = text.strip_suffix(')').and_then(|it| it.rsplit_once('(')).map(|it| it.1.trim());
    let by_id = |id: &str| people.iter().find(|it| it.0.as_str() == id).map(|it| it.0.clone());
    if let Some(found) = bracketed.and_then(by_id).or_else(|| by_id(text)) {
        return Ok(found);
    }
    let folded = text.to_lowercase();
    let same: Vec<&(PersonId, String)> =
        people.iter().filter(|it| it.1.to_lowercase() == folded).collect();
    let named: Vec<&(PersonId, String)> = if same.is_empty() {
        people.iter().filter(|it| it.1.to_lowercase().contains(&folded)).collect()
    } else {
        same
    };
    match named.as_slice() {
        [one] => Ok(one.0.clone()),
        [] => Err(t!("form.nobody").to_owned()),
        several => {
            let each = several.iter().take(5).map(|it| format!("{} ({})", it.1, it.0));
            Err(t!(
                "form.several-people",
                n = several.len(),
                who = each.collect::<Vec<_>>().join(", ")
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_is_found_by_name_by_id_or_by_both_and_never_guessed() {
        let people: Vec<(PersonId, String)> =
            [("p-1", "Wren Sallow"), ("p-2", "Ann Sallow"), ("p-3", "Ann Sallow")]
                .map(|it| (PersonId::new(it.0), it.1.to_owned()))
                .into();
        let id = |it: &str| somebody(&people, it).map(|it| it.to_string());
        assert_eq!(id("wren sallow"), Ok("p-1".into()));
        assert_eq!(id("Wren"), Ok("p-1".into()));
        assert_eq!(id("Ann Sallow (p-3)"), Ok("p-3".into()));
        assert_eq!(id("p-2"), Ok("p-2".into()));
        assert!(id("Ann Sallow").unwrap_err().contains("p-3"));
        assert!(id("Nobody").is_err());
    }
}
