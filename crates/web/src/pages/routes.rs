//! Find your route: one question a page, then the answers to check. What was answered stands in the address and nowhere else.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use preceptor_record::{Day, Span};
use preceptor_service::finder::{Answers, Finder, Kind, Label, NONE, Question, UNKNOWN};
use preceptor_service::say;

use crate::ask::{Ask, address};
use crate::layout::{Page, Section};
use crate::parts::{self, Choice, Choices};
use crate::problem::Problem;
use crate::site::Site;
use crate::text::t;

/// What stands in the address of the questionnaire: the role asked about, the day, and the answers.
pub struct Journey<'a> {
    pub finder: Finder<'a>,
    pub answers: Answers,
    pub role: Option<String>,
    pub on: Option<String>,
}

impl<'a> Journey<'a> {
    /// Reads it: the day is that of `on`.
    pub fn read(site: &'a Site, ask: &Ask) -> Result<Self, Problem> {
        Self::read_on(site, ask, ask.day("on", site)?)
    }

    /// Reads it as of a day.
    pub fn read_on(site: &'a Site, ask: &Ask, day: Day) -> Result<Self, Problem> {
        let role = ask.one("role")?;
        let on = ask.one("on")?;
        let finder = Finder::new(site.book, &site.adoption, role, day)
            .map_err(|_| Problem::wrong(t!("compare.unknown")))?;
        let answers = Answers::read(finder.questions(), ask.all("a"))
            .map_err(|_| Problem::wrong(t!("routes.not-an-answer")))?;
        Ok(Self {
            finder,
            answers,
            role: role.map(ToOwned::to_owned),
            on: on.map(ToOwned::to_owned),
        })
    }

    /// The pairs of the address, the answers to one question left out.
    pub fn pairs<'s>(&'s self, answers: &'s [String]) -> Vec<(&'s str, &'s str)> {
        let mut made: Vec<(&str, &str)> = Vec::new();
        made.extend(self.role.as_deref().map(|it| ("role", it)));
        made.extend(self.on.as_deref().map(|it| ("on", it)));
        made.extend(answers.iter().map(|it| ("a", it.as_str())));
        made
    }

    /// An address of the questionnaire with what was answered.
    pub fn to(&self, path: &str) -> String {
        address(path, self.pairs(&self.answers.texts_without(None)))
    }

    /// Where to go on: the next question, or the answers to check.
    fn onwards(&self) -> String {
        match self.finder.next(&self.answers) {
            Some(next) => self.to(&format!("/routes/{}", next.id)),
            None => self.to("/routes/check"),
        }
    }

    fn role_title<'b>(&self, site: &'b Site) -> Option<&'b str> {
        let role = self.role.as_deref()?;
        site.book.roles.get(role).map(|it| it.title.as_str())
    }
}

/// What it is, and the way to the first question.
pub async fn start(State(site): State<Arc<Site>>, ask: Ask) -> Result<Markup, Problem> {
    let journey = Journey::read(&site, &ask)?;
    let title = match journey.role_title(&site) {
        Some(role) => t!("routes.title.of", role = say::a(&say::lower(role))),
        None => t!("routes.title").to_owned(),
    };
    let first = Journey { answers: Answers::default(), ..journey };
    let to = match first.finder.next(&first.answers) {
        Some(next) => address(&format!("/routes/{}", next.id), first.pairs(&[])),
        None => address("/routes/result", first.pairs(&[])),
    };
    let body = html! {
        div class="app-prose" {
            (parts::heading(None, &title, Some(t!("routes.lede"))))
            ul class="nhsuk-list nhsuk-list--bullet" {
                li { (t!("routes.start.ten")) }
                li { (t!("routes.start.unknown")) }
                li { (t!("routes.start.stored")) }
                li { (t!("routes.start.rules")) }
            }
            a class="nhsuk-button" href=(to) { (t!("routes.start")) }
            @if first.role.is_some() { p { a href="/routes" { (t!("routes.all-roles")) } } }
        }
    };
    Ok(Page::new(&title, Section::Routes, body).html())
}

/// One question; or, where it was just answered, the way on.
pub async fn question(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    ask: Ask,
) -> Result<Response, Problem> {
    let was_sent = ask.one("asked")? == Some(id.as_str());
    let (journey, wrong) = match Journey::read(&site, &ask) {
        Ok(journey) => (journey, None),
        // What was chosen here does not go together; what was answered before may still be in order.
        Err(problem) if was_sent => {
            let before = Journey::read(&site, &ask.without("a", &format!("{id}.")));
            (before.map_err(|_| problem)?, Some(t!("routes.not-both")))
        }
        Err(problem) => return Err(problem),
    };
    let question = journey.finder.question(&id).ok_or(Problem::NotFound)?;
    if was_sent && journey.answers.of(&id).is_some() {
        return Ok(Redirect::to(&journey.onwards()).into_response());
    }
    let nothing =
        if question.is_several { t!("routes.choose-some") } else { t!("routes.choose-one") };
    let error = wrong.or_else(|| was_sent.then_some(nothing));
    Ok(asked(&site, &journey, question, error).into_response())
}

fn asked(
    site: &Site,
    journey: &Journey<'_>,
    question: &Question,
    error: Option<&'static str>,
) -> Markup {
    let sentence = sentence(&question.kind, site, journey);
    let chosen = journey.answers.of(&question.id);
    let value = |it: &str| format!("{}.{it}", question.id);
    let is_chosen = |it: &str| chosen.is_some_and(|set| set.contains(it));
    let mut choices: Vec<Choice> = question
        .offers
        .iter()
        .map(|it| Choice {
            value: value(&it.id),
            title: label(&question.kind, &it.label),
            hint: hint(&it.label),
            is_chosen: is_chosen(&it.id),
            is_apart: false,
        })
        .collect();
    let apart = |id: &str, title: String| Choice {
        value: value(id),
        title,
        hint: None,
        is_chosen: is_chosen(id),
        is_apart: true,
    };
    choices.extend(none(&question.kind).map(|it| apart(NONE, it.to_owned())));
    choices.push(apart(UNKNOWN, t!("routes.unknown").to_owned()));
    let others = journey.answers.texts_without(Some(&question.id));
    let title =
        if error.is_some() { t!("form.error.title", title = sentence) } else { sentence.clone() };
    let body = html! {
        div class="app-prose app-question" {
            a class="nhsuk-back-link" href=(back(journey, question)) { (t!("routes.back")) }
            @if let Some(error) = error { (parts::error_summary(error, "choice-0")) }
            form method="get" action={ "/routes/" (question.id) } {
                input type="hidden" name="asked" value=(question.id);
                @for (key, value) in journey.pairs(&others) { input type="hidden" name=(key) value=(value); }
                (parts::choices(&Choices {
                    name: "a",
                    question: &sentence,
                    hint: question.is_several.then_some(t!("routes.several")),
                    offers: &choices,
                    is_several: question.is_several,
                    error,
                }))
                button class="nhsuk-button" type="submit" { (t!("routes.continue")) }
            }
        }
    };
    Page::new(&title, Section::Routes, body).own().html()
}

/// The page before this one: the last question that was answered, or the start.
fn back(journey: &Journey<'_>, question: &Question) -> String {
    let before: Vec<(&str, &BTreeSet<String>)> =
        journey.answers.given().take_while(|it| it.0 != question.id).collect();
    match before.last() {
        Some((id, _)) => journey.to(&format!("/routes/{id}")),
        None => address("/routes", journey.pairs(&[])),
    }
}

/// What was answered, each with the way to change it.
pub async fn check(State(site): State<Arc<Site>>, ask: Ask) -> Result<Markup, Problem> {
    let journey = Journey::read(&site, &ask)?;
    let body = html! {
        div class="app-prose" {
            @if let Some((last, _)) = journey.answers.given().last() {
                a class="nhsuk-back-link" href=(journey.to(&format!("/routes/{last}"))) { (t!("routes.back")) }
            }
            (parts::heading(None, t!("routes.check"), None))
            dl class="nhsuk-summary-list" {
                @for (id, chosen) in journey.answers.given() {
                    @if let Some(question) = journey.finder.question(id) {
                        @let sentence = sentence(&question.kind, &site, &journey);
                        div class="nhsuk-summary-list__row" {
                            dt class="nhsuk-summary-list__key" { (sentence) }
                            dd class="nhsuk-summary-list__value" { (answer(question, chosen)) }
                            dd class="nhsuk-summary-list__actions" {
                                a href=(journey.to(&format!("/routes/{id}"))) {
                                    (t!("routes.change")) span class="nhsuk-u-visually-hidden" { ": " (sentence) }
                                }
                            }
                        }
                    }
                }
            }
            a class="nhsuk-button" href=(journey.to("/routes/result")) { (t!("routes.show")) }
        }
    };
    Ok(Page::new(t!("routes.check"), Section::Routes, body).own().html())
}

/// What was answered to a question, in words.
pub fn answer(question: &Question, chosen: &BTreeSet<String>) -> String {
    let each: Vec<String> = chosen
        .iter()
        .map(|id| match id.as_str() {
            UNKNOWN => t!("routes.unknown").to_owned(),
            NONE => none(&question.kind).unwrap_or(t!("routes.none")).to_owned(),
            _ => {
                let offer = question.offers.iter().find(|it| it.id == *id);
                offer.map_or_else(String::new, |it| label(&question.kind, &it.label))
            }
        })
        .collect();
    each.join(", ")
}

/// The question in a sentence.
pub fn sentence(kind: &Kind, site: &Site, journey: &Journey<'_>) -> String {
    let profession = || {
        let chosen = journey.answers.of("registered").into_iter().flatten().next();
        let title = chosen.map(|it| say::a(&say::role(site.book, it)));
        title.unwrap_or_else(|| t!("routes.q.profession").to_owned())
    };
    match kind {
        Kind::Place => t!("routes.q.place").to_owned(),
        Kind::Registered => t!("routes.q.registered").to_owned(),
        Kind::RegisteredFor => t!("routes.q.registered-for", profession = profession()),
        Kind::InRegister(register) => t!("routes.q.in-register", register = register),
        Kind::Awards => t!("routes.q.awards").to_owned(),
        Kind::Subject(award) => t!("routes.q.subject", award = say::lower(award)),
        Kind::Class(award) => t!("routes.q.class", award = say::lower(award)),
        Kind::AwardAge => t!("routes.q.award-age").to_owned(),
        Kind::InRole => t!("routes.q.in-role").to_owned(),
        Kind::RoleAward => t!("routes.q.role-award").to_owned(),
        Kind::RoleAwardCountry => t!("routes.q.role-award-country").to_owned(),
        Kind::Studying | Kind::RoleStudying => t!("routes.q.studying").to_owned(),
        Kind::Exam => t!("routes.q.exam").to_owned(),
        Kind::Post => t!("routes.q.post").to_owned(),
        Kind::PostInProfession => t!("routes.q.post-in-profession", profession = profession()),
        Kind::WorkedAs => t!("routes.q.worked-as").to_owned(),
        Kind::WorkedCountry => t!("routes.q.worked-country").to_owned(),
        Kind::WorkedInProfession => t!("routes.q.worked-in-profession", profession = profession()),
        Kind::WorkedIn(specialty) => t!("routes.q.worked-in", specialty = specialty),
    }
}

/// What "none of these" is called; nothing where one of the offers must hold.
fn none(kind: &Kind) -> Option<&'static str> {
    match kind {
        Kind::Place
        | Kind::RegisteredFor
        | Kind::AwardAge
        | Kind::RoleAwardCountry
        | Kind::WorkedCountry => None,
        Kind::Registered => Some(t!("routes.none.registered")),
        Kind::Subject(_) => Some(t!("routes.none.subject")),
        Kind::Class(_) => Some(t!("routes.none.class")),
        Kind::InRegister(_)
        | Kind::WorkedIn(_)
        | Kind::WorkedInProfession
        | Kind::PostInProfession => Some(t!("routes.none.no")),
        Kind::Awards
        | Kind::InRole
        | Kind::RoleAward
        | Kind::RoleStudying
        | Kind::Studying
        | Kind::Exam
        | Kind::Post
        | Kind::WorkedAs => Some(t!("routes.none")),
    }
}

/// An offer in words.
fn label(kind: &Kind, it: &Label) -> String {
    let is_any = |it: Span| it.months == 0 && it.days <= 1;
    match it {
        Label::Title(_) if matches!(kind, Kind::InRegister(_) | Kind::PostInProfession) => {
            t!("routes.yes").to_owned()
        }
        Label::Title(title) | Label::Group(title, _) => say::sentence(title),
        Label::Below(span) => t!("routes.below", span = span),
        Label::Between(from, to) => t!("routes.between", from = from, to = to),
        Label::AtLeast(span) if is_any(*span) => t!("routes.yes").to_owned(),
        Label::AtLeast(span) => t!("routes.at-least", span = span),
        Label::Within(span) => t!("routes.within", span = span),
        Label::Before(span) => t!("routes.before", span = span),
        Label::Elsewhere => t!("routes.elsewhere").to_owned(),
    }
}

fn hint(it: &Label) -> Option<String> {
    match it {
        Label::Group(_, members) => Some(t!("routes.such-as", members = members.join(", "))),
        _ => None,
    }
}
