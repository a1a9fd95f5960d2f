//! Verifying a fact, and taking one back: each on a page that says what will follow.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::html;
use preceptor_record::{Body, Day, Fact, FactId, Outcome};
use preceptor_service::access::Act;
use preceptor_service::person::{Change, Checked, may_verify, says};
use preceptor_service::{Refusal, Wrong, say};

use super::asked::Opened;
use super::facts::{fact_of, open};
use super::form;
use super::head::{Local, head};
use crate::ask::Ask;
use crate::desk::{Desk, Posted, Section};
use crate::parts;
use crate::problem::Problem;
use crate::text::t;

fn told(opened: &Opened, fact: &Fact) -> Result<String, Problem> {
    let frame = opened.frame()?;
    Ok(say::stopped(&says(opened.engine.book, &frame.names(), fact)))
}

/// Opens a record whose facts the reader may verify, and the fact.
async fn to_verify(desk: &Desk, id: &str, fact: &str) -> Result<(Opened, FactId), Problem> {
    let opened = Opened::whole(desk, id, "facts", &Ask::default()).await?;
    let found = fact_of(&opened, fact)?.clone();
    let person = opened.read.person()?;
    let name = person.display_name();
    if !desk.viewer.can(Act::VerifyFacts, opened.read.relation) {
        return Err(Problem::Denied(t!("verify.denied", name = name)));
    }
    if may_verify(&desk.viewer, person, &found).is_err() {
        return Err(Problem::Denied(t!("verify.own").to_owned()));
    }
    Ok((opened, found.id))
}

/// Is it so?
pub async fn verify(
    desk: Desk,
    Path((_, id, fact)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let (opened, fact) = to_verify(&desk, &id, &fact).await?;
    verify_page(&desk, &opened, &fact, None, "", &[])
}

fn verify_page(
    desk: &Desk,
    opened: &Opened,
    fact: &FactId,
    outcome: Option<Outcome>,
    how: &str,
    wrong: &[Wrong],
) -> Result<Response, Problem> {
    let found = fact_of(opened, fact.as_str())?;
    let heading = t!("verify.title");
    let title =
        if wrong.is_empty() { heading.to_owned() } else { t!("form.error.title", title = heading) };
    let error = |name: &str| wrong.iter().find(|it| it.field == name).map(|it| it.message.as_str());
    let evidence = &found.entry.evidence;
    let body = html! {
        (form::summary(wrong))
        (head(desk, opened, Local::Form)?)
        h1 class="app-h1" { (heading) }
        div class="nhsuk-inset-text" { p { (told(opened, found)?) } }
        @if !evidence.is_empty() { p { (t!("verify.evidence", n = evidence.len())) " " a href=(opened.at(desk, "/evidence")) { (t!("person.local.evidence")) } } }
        form class="app-form app-panel" method="post" action=(desk.at(&format!("/people/{}/facts/{fact}/verify", opened.read.id))) {
            (desk.token())
            fieldset class="nhsuk-fieldset app-form__row" id="field-outcome" {
                legend { (t!("verify.outcome")) }
                (form::error_message("field-outcome", error("outcome")))
                div class="nhsuk-radios nhsuk-radios--small" {
                    @for (value, of, words) in [("confirmed", Outcome::Confirmed, t!("verify.confirmed")), ("refuted", Outcome::Refuted, t!("verify.refuted"))] {
                        div class="nhsuk-radios__item" {
                            input class="nhsuk-radios__input" type="radio" name="outcome" id={ "outcome-" (value) } value=(value) checked[outcome == Some(of)];
                            label class="nhsuk-label nhsuk-radios__label" for={ "outcome-" (value) } { (words) }
                        }
                    }
                }
            }
            div class={ "nhsuk-form-group app-form__row" @if error("how").is_some() { " nhsuk-form-group--error" } } {
                label for="field-how" { (t!("verify.how")) }
                p class="app-hint" id="field-how-hint" { (t!("verify.how.hint")) }
                (form::error_message("field-how", error("how")))
                input type="text" id="field-how" name="how" value=(how) autocomplete="off" aria-describedby=[form::described("field-how", true, error("how").is_some())];
            }
            button class="nhsuk-button" type="submit" { (t!("form.save")) }
        }
    };
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, desk.page(&title, Section::People, body).narrow().html()).into_response())
}

/// Records what was found.
pub async fn post_verify(
    Path((_, id, fact)): Path<(String, String, String)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let Posted { mut desk, form } = posted;
    let (opened, fact) = to_verify(&desk, &id, &fact).await?;
    let how = form.one("how")?.unwrap_or_default().to_owned();
    let Some(outcome) = form.one("outcome")?.and_then(Outcome::from_word) else {
        let wrong = [Wrong::new("outcome", t!("verify.outcome.none"))];
        return verify_page(&desk, &opened, &fact, None, &how, &wrong);
    };
    let change = Change {
        installation: &desk.installation,
        viewer: &desk.viewer,
        person: &opened.read.id,
        now: desk.now,
    };
    let checked = Checked { outcome, how: how.clone() };
    match desk.employer.verify_fact(change, &fact, &checked).await {
        Ok(()) => {}
        Err(Refusal::Wrong(wrong)) => {
            return verify_page(&desk, &opened, &fact, Some(outcome), &how, &wrong);
        }
        Err(other) => return Err(other.into()),
    }
    let said = match outcome {
        Outcome::Confirmed => {
            t!("verify.done", what = told(&opened, fact_of(&opened, fact.as_str())?)?)
        }
        Outcome::Refuted => {
            t!("verify.done.refuted", what = told(&opened, fact_of(&opened, fact.as_str())?)?)
        }
    };
    let to = desk.at(&format!("/people/{}", opened.read.id));
    desk.done(&to, said, None).await
}

/// The fact that is taken back, or whose withdrawal is.
fn taken_back<'a>(opened: &'a Opened, id: &str) -> Result<(&'a Fact, bool), Problem> {
    let person = opened.read.person()?;
    let found = person.fact(&FactId::new(id)).ok_or(Problem::NotFound)?;
    match &found.body {
        Body::Withdrawal(of) => Ok((person.fact(&of.of).ok_or(Problem::NotFound)?, true)),
        _ => Ok((fact_of(opened, id)?, false)),
    }
}

/// What follows where a fact is taken back.
pub async fn withdraw(
    desk: Desk,
    Path((_, id, fact)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let opened = open(&desk, &id).await?;
    let (found, is_undo) = taken_back(&opened, &fact)?;
    let known = found.entry.recorded.map_or(found.body.period().from, |it| Day::of_instant(it.0));
    let given = desk.employer.decisions_since(&opened.read.id, known).await?;
    let heading = if is_undo { t!("withdraw.undo") } else { t!("withdraw.title") };
    let body = html! {
        (head(&desk, &opened, Local::Form)?)
        h1 class="app-h1" { (heading) }
        div class="nhsuk-inset-text" { p { (told(&opened, found)?) } }
        p { @if is_undo { (t!("withdraw.undo.what")) } @else { (t!("withdraw.what")) } }
        @if given.is_empty() {
            p { (t!("withdraw.nothing")) }
        } @else {
            p { (parts::count(given.len(), t!("withdraw.one"), |n| t!("withdraw.many", n = n))) }
            ul class="nhsuk-list" {
                @for number in given.iter().take(10) { li { a href=(desk.at(&format!("/decisions/{number}"))) { (t!("withdraw.decision", n = number)) } } }
            }
        }
        form class="app-form app-panel" method="post" action=(desk.at(&format!("/people/{}/facts/{fact}/withdraw", opened.read.id))) {
            (desk.token())
            div class="app-form__row" {
                label for="field-why" { (t!("withdraw.why")) " " span class="app-optional" { (t!("form.optional")) } }
                input type="text" id="field-why" name="why" autocomplete="off";
            }
            button class="nhsuk-button" type="submit" { (heading) }
        }
    };
    Ok(desk.page(heading, Section::People, body).narrow().html().into_response())
}

/// Takes it back.
pub async fn post_withdraw(
    Path((_, id, fact)): Path<(String, String, String)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let Posted { mut desk, form } = posted;
    let opened = open(&desk, &id).await?;
    let (_, is_undo) = taken_back(&opened, &fact)?;
    let change = Change {
        installation: &desk.installation,
        viewer: &desk.viewer,
        person: &opened.read.id,
        now: desk.now,
    };
    let made =
        desk.employer.withdraw_fact(change, &FactId::new(fact.as_str()), form.one("why")?).await?;
    let own = desk.at(&format!("/people/{}", opened.read.id));
    let said = if is_undo { t!("withdraw.undone") } else { t!("withdraw.done") };
    let undo =
        (!is_undo).then(|| (format!("{own}/facts/{made}/withdraw"), t!("history.undo").to_owned()));
    desk.done(&format!("{own}/history"), said, undo).await
}
