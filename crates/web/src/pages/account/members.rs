//! Who is in the organisation: the list, inviting somebody, and what happened to accounts.

use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use preceptor_record::Day;
use preceptor_service::Refusal;
use preceptor_service::access::{Act, Relation, Role};
use preceptor_service::accounts::events::Event;
use preceptor_service::accounts::{AccountError, Happened, Invitation, MemberRow, MemberState};

use super::fields::{self, Line};
use super::{again, step_up};
use crate::ask::Ask;
use crate::dates::moment;
use crate::desk::{Desk, OpenPosted, Posted, Section};
use crate::parts;
use crate::problem::Problem;
use crate::text::t;

/// A role as people call it.
pub fn role(it: Role) -> &'static str {
    match it {
        Role::Practitioner => t!("role.word.practitioner"),
        Role::Supervisor => t!("role.word.supervisor"),
        Role::Appraiser => t!("role.word.appraiser"),
        Role::RotaCoordinator => t!("role.word.rota-coordinator"),
        Role::Recruitment => t!("role.word.recruitment"),
        Role::MapLead => t!("role.word.map-lead"),
        Role::Planner => t!("role.word.planner"),
        Role::Auditor => t!("role.word.auditor"),
        Role::Administrator => t!("role.word.administrator"),
        Role::ReadingProgram | Role::WritingProgram | Role::DecidingProgram => {
            t!("role.word.program")
        }
    }
}

/// The same inside a sentence: small, but for an abbreviation.
pub fn role_within(it: Role) -> String {
    let word = role(it);
    let mut letters = word.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            let rest = word.get(first.len_utf8()..).unwrap_or_default();
            format!("{}{rest}", first.to_lowercase())
        }
        _ => word.to_owned(),
    }
}

fn role_hint(it: Role) -> &'static str {
    match it {
        Role::Practitioner => t!("role.hint.practitioner"),
        Role::Supervisor => t!("role.hint.supervisor"),
        Role::Appraiser => t!("role.hint.appraiser"),
        Role::RotaCoordinator => t!("role.hint.rota-coordinator"),
        Role::Recruitment => t!("role.hint.recruitment"),
        Role::MapLead => t!("role.hint.map-lead"),
        Role::Planner => t!("role.hint.planner"),
        Role::Auditor => t!("role.hint.auditor"),
        Role::Administrator => t!("role.hint.administrator"),
        Role::ReadingProgram | Role::WritingProgram | Role::DecidingProgram => {
            t!("role.hint.program")
        }
    }
}

/// The roles of stored words, in words.
pub fn roles(words: &[String]) -> String {
    let all: Vec<&str> = words.iter().filter_map(|it| Role::of(it)).map(role).collect();
    all.join(", ")
}

/// Checkboxes for roles.
pub fn role_boxes(chosen: &[String], error: Option<&str>) -> Markup {
    html! {
        div class={ "nhsuk-form-group" @if error.is_some() { " nhsuk-form-group--error" } } {
            fieldset class="nhsuk-fieldset" aria-describedby=[error.map(|_| "roles-error")] {
                legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s" { (t!("members.roles")) }
                @if let Some(it) = error {
                    span class="nhsuk-error-message" id="roles-error" {
                        span class="nhsuk-u-visually-hidden" { (t!("form.error")) " " } (it)
                    }
                }
                div class="nhsuk-checkboxes" data-module="nhsuk-checkboxes" {
                    @for (i, it) in Role::ALL.into_iter().enumerate() {
                        div class="nhsuk-checkboxes__item" {
                            input class="nhsuk-checkboxes__input" id={ "role-" (i) } name="role" type="checkbox" value=(it.word())
                                checked[chosen.iter().any(|of| of == it.word())] aria-describedby={ "role-" (i) "-hint" };
                            label class="nhsuk-label nhsuk-checkboxes__label" for={ "role-" (i) } { (role(it)) }
                            div class="nhsuk-hint nhsuk-checkboxes__hint" id={ "role-" (i) "-hint" } { (role_hint(it)) }
                        }
                    }
                }
            }
        }
    }
}

/// The roles a form chose; a word that is none was not offered.
pub fn chosen(form: &OpenPosted) -> Result<Vec<Role>, Problem> {
    form.all("role").map(|it| Role::of(it).ok_or(Problem::NotFound)).collect()
}

fn state(it: &MemberRow) -> String {
    match it.state {
        MemberState::Joined => t!("members.joined", day = Day::of_instant(it.since).in_words()),
        MemberState::Invited { until } => {
            t!("members.invited", day = Day::of_instant(it.since).in_words(), until = moment(until))
        }
        MemberState::NotAccepted => t!("members.not-accepted").to_owned(),
    }
}

pub async fn page(desk: Desk, _: Ask) -> Result<Response, Problem> {
    let all = desk.installation.members(&desk.viewer, desk.now).await?;
    let happened = desk.installation.happened(&desk.viewer).await?;
    let may = |act| desk.viewer.can(act, Relation::Any);
    let title = parts::count(all.len(), t!("members.one"), |n| t!("members.title", n = n));
    let body = html! {
        div class="app-head" {
            div { (parts::heading(None, &title, None)) }
            @if may(Act::Invite) && !desk.installation.is_demonstration {
                div class="app-actions" { a class="nhsuk-button" role="button" draggable="false" href=(desk.at("/admin/members/invite")) { (t!("members.invite")) } }
            }
        }
        div class="app-panel" {
            (parts::scroll(t!("members.table"), &table(&desk, &all, may(Act::ChangeRoles))))
        }
        section aria-labelledby="happened" {
            h2 class="app-h2" id="happened" { (t!("members.happened")) }
            @if happened.is_empty() { p { (t!("members.nothing-happened")) } } @else {
                ul class="nhsuk-list app-panel app-looks" {
                    @for it in &happened { li { (sentence(it)) span class="app-muted" { " " (moment(it.at)) } } }
                }
            }
        }
    };
    Ok(desk.page(&title, Section::None, body).into_response())
}

fn table(desk: &Desk, all: &[MemberRow], may_change: bool) -> Markup {
    html! {
        table class="app-table app-stackable" {
            caption class="nhsuk-u-visually-hidden" { (t!("members.table")) }
            thead {
                tr {
                    th scope="col" { (t!("account.name")) }
                    th scope="col" { (t!("account.email")) }
                    th scope="col" { (t!("members.roles")) }
                    th scope="col" { (t!("members.since")) }
                }
            }
            tbody {
                @for it in all {
                    tr {
                        th scope="row" {
                            @if may_change {
                                a href=(desk.at(&format!("/admin/members/{}", it.account))) { (it.name) }
                            } @else { (it.name) }
                        }
                        td data-label=(t!("account.email")) { (it.email) }
                        td data-label=(t!("members.roles")) { (roles(&it.roles)) }
                        td data-label=(t!("members.since")) { (state(it)) }
                    }
                }
            }
        }
    }
}

fn sentence(it: &Happened) -> String {
    let by = match &it.by {
        Some(by) => by.clone(),
        None if it.is_operator => t!("happened.operator").to_owned(),
        None => t!("happened.somebody").to_owned(),
    };
    let to = &it.to;
    let of: Vec<String> = it.roles.iter().map(|it| role_within(*it)).collect();
    let of = of.join(", ");
    match it.event {
        Event::SetUp => t!("happened.set-up", to = to),
        Event::SignedIn => t!("happened.signed-in", to = to),
        Event::SignedInWithCode => t!("happened.signed-in-code", to = to),
        Event::Locked => t!("happened.locked", to = to),
        Event::Invited => t!("happened.invited", by = by, to = to, roles = of),
        Event::Joined => t!("happened.joined", to = to),
        Event::RolesChanged => t!("happened.roles", by = by, to = to, roles = of),
        Event::Ended => t!("happened.ended", by = by, to = to),
        Event::PasswordChanged => t!("happened.password", to = to),
        Event::AppChanged => t!("happened.app", to = to),
        Event::CodesRenewed => t!("happened.codes", to = to),
        Event::RecoveryLink => t!("happened.link", by = by, to = to),
        Event::Recovered => t!("happened.recovered", to = to),
        Event::SessionsEnded => t!("happened.sessions", by = by, to = to),
    }
}

pub async fn invite_page(desk: Desk, _: Ask) -> Result<Response, Problem> {
    desk.viewer.may(Act::Invite, Relation::Any)?;
    if desk.installation.is_demonstration {
        return Err(Problem::NotFound);
    }
    let first = step_up::first(&desk, &desk.at("/admin/members/invite"));
    let empty =
        Invitation { email: String::new(), name: String::new(), roles: Vec::new(), person: None };
    Ok(first.unwrap_or_else(|| invite_form(&desk, &empty, &[])))
}

fn invite_form(desk: &Desk, it: &Invitation, wrong: &[(&str, String)]) -> Response {
    let of = |field| fields::wrong(wrong, field);
    let person = Line {
        value: it.person.as_deref().unwrap_or_default(),
        hint: Some(t!("members.person.hint")),
        error: of("person"),
        ..Line::new("person", t!("members.person"), "off")
    };
    let body = html! {
        (fields::summary(wrong))
        (parts::trail(&[(t!("members.link"), &desk.at("/admin/members"))]))
        (parts::heading(None, t!("members.invite"), Some(t!("members.invite.lede"))))
        form method="post" action=(desk.at("/admin/members/invite")) novalidate {
            (desk.token())
            (Line { autocomplete: "off", ..Line::name(&it.name, of("name")) }.html())
            (Line { autocomplete: "off", ..Line::email(&it.email, of("email")) }.html())
            (role_boxes(&it.roles, of("role-0")))
            (person.html())
            button class="nhsuk-button" type="submit" { (t!("members.invite.go")) }
        }
    };
    desk.page(&fields::title(t!("members.invite"), wrong), Section::None, body)
        .narrow()
        .into_response()
}

pub async fn invite(posted: Posted) -> Result<Response, Problem> {
    let Posted { desk, form } = posted;
    desk.viewer.may(Act::Invite, Relation::Any)?;
    if desk.installation.is_demonstration {
        return Err(Problem::NotFound);
    }
    if let Some(first) = step_up::first(&desk, &desk.at("/admin/members/invite")) {
        return Ok(first);
    }
    let text = |name| Ok::<_, Problem>(form.one(name)?.unwrap_or_default().to_owned());
    let it = Invitation {
        email: text("email")?,
        name: text("name")?,
        roles: chosen(&form)?.iter().map(|it| it.word().to_owned()).collect(),
        person: form.one("person")?.map(ToOwned::to_owned),
    };
    let done = match desk.installation.invite(&desk.viewer, &it, desk.now).await {
        Ok(it) => it,
        Err(Refusal::NotFound | Refusal::Broken(_)) if it.person.is_some() => {
            let wrong = [("person", t!("members.person.none").to_owned())];
            return Ok(again(invite_form(&desk, &it, &wrong)));
        }
        Err(other) => return Err(other.into()),
    };
    match done {
        Ok(link) => Ok(invited(&desk, &it, &link)),
        Err(error @ AccountError::Faults(_)) => {
            Ok(again(invite_form(&desk, &it, &fields::faults(&error))))
        }
        Err(other) => Err(Refusal::from(other).into()),
    }
}

/// The link, which nothing keeps: it is shown this once.
fn invited(desk: &Desk, it: &Invitation, link: &str) -> Response {
    let address = format!("{}/invite/{link}", desk.site.public_url);
    let title = t!("invited.title", name = it.name);
    let body = html! {
        (parts::trail(&[(t!("members.link"), &desk.at("/admin/members"))]))
        (parts::heading(None, &title, Some(&t!("invited.lede", email = it.email))))
        p { code class="app-secret" { (address) } }
        p class="app-note" { (t!("invited.note")) }
        p { a href=(desk.at("/admin/members")) { (t!("members.link")) } }
    };
    desk.page(&title, Section::None, body).narrow().into_response()
}
