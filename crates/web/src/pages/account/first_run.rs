//! Setting an organisation up: its name, its country, the sets it begins with, and what is left to do.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use preceptor_record::Code;
use preceptor_service::access::{Act, Relation};
use preceptor_service::first_run::{Founding, ToDo, code_of, optional_sets};
use preceptor_service::{OrgId, Refusal};

use super::fields::{self, Line};
use super::{again, open_page};
use crate::ask::{Ask, address};
use crate::desk::{Desk, Holder, HolderPosted, Posted, Section, see_other};
use crate::parts::{self, Choice, Choices};
use crate::problem::Problem;
use crate::site::Site;
use crate::text::t;

/// Whether somebody may set an organisation up: the first account, while it has none.
async fn may(holder: &Holder) -> Result<bool, Problem> {
    let account = holder.session.account();
    let accounts = &holder.installation.accounts;
    let profile = accounts.profile(account).await.map_err(Refusal::from)?;
    let of = accounts.memberships(account).await.map_err(Refusal::from)?;
    Ok(profile.is_first && of.is_empty())
}

/// Whoever belongs nowhere and cannot help it.
fn nowhere() -> Response {
    let body = parts::heading(None, t!("nowhere.title"), Some(t!("nowhere.lede")));
    open_page(t!("nowhere.title"), body)
}

pub async fn organisation(holder: Holder, ask: Ask) -> Result<Response, Problem> {
    if !may(&holder).await? {
        return Ok(nowhere());
    }
    let (name, code) = (ask.one("name")?.unwrap_or_default(), ask.one("code")?.unwrap_or_default());
    Ok(naming(&holder, name, code, &[]))
}

fn naming(holder: &Holder, name: &str, code: &str, wrong: &[(&str, String)]) -> Response {
    let of = |field| fields::wrong(wrong, field);
    let name = Line {
        value: name,
        error: of("name"),
        ..Line::new("name", t!("organisation.name"), "organization")
    };
    let code = Line {
        value: code,
        error: of("code"),
        hint: Some(t!("organisation.code.hint")),
        ..Line::new("code", t!("organisation.code"), "off")
    };
    let body = html! {
        (fields::summary(wrong))
        (parts::heading(Some(t!("setup.over")), t!("organisation.title"), None))
        form method="post" action="/setup/organisation" novalidate {
            (holder.token())
            (name.html())
            (code.html())
            button class="nhsuk-button" type="submit" { (t!("form.continue")) }
        }
    };
    open_page(&fields::title(t!("organisation.title"), wrong), body)
}

pub async fn named(posted: HolderPosted) -> Result<Response, Problem> {
    let HolderPosted { holder, form } = posted;
    if !may(&holder).await? {
        return Ok(nowhere());
    }
    let name = form.one("name")?.unwrap_or_default();
    let typed = form.one("code")?.unwrap_or_default();
    let code = if typed.is_empty() { code_of(name) } else { typed.to_owned() };
    let mut wrong = Vec::new();
    if name.is_empty() || name.chars().count() > 200 {
        wrong.push(("name", t!("organisation.fault.name").to_owned()));
    }
    if OrgId::new(code.as_str()).is_err() && !(typed.is_empty() && name.is_empty()) {
        wrong.push(("code", t!("organisation.fault.code").to_owned()));
    }
    if !wrong.is_empty() {
        return Ok(again(naming(&holder, name, typed, &wrong)));
    }
    Ok(see_other(&address("/setup/country", [("name", name), ("code", code.as_str())])))
}

pub async fn country(
    State(site): State<Arc<Site>>,
    holder: Holder,
    ask: Ask,
) -> Result<Response, Problem> {
    if !may(&holder).await? {
        return Ok(nowhere());
    }
    let (Some(name), Some(code)) = (ask.one("name")?, ask.one("code")?) else {
        return Ok(see_other("/setup/organisation"));
    };
    Ok(lying(&site, &holder, name, code, None))
}

fn lying(site: &Site, holder: &Holder, name: &str, code: &str, error: Option<&str>) -> Response {
    let offers: Vec<Choice> = site
        .book
        .header
        .jurisdictions
        .iter()
        .map(|it| Choice {
            value: it.id.value.to_string(),
            title: it.title.clone(),
            hint: None,
            is_chosen: false,
            is_apart: false,
        })
        .collect();
    let title = t!("country.title", name = name);
    let choices = Choices {
        name: "jurisdiction",
        question: &title,
        hint: Some(t!("country.hint")),
        offers: &offers,
        is_several: false,
        error,
    };
    let wrong: Vec<(&str, String)> =
        error.map(|it| ("choice-0", it.to_owned())).into_iter().collect();
    let body = html! {
        (fields::summary(&wrong))
        p class="app-over" { (t!("setup.over")) }
        form method="post" action="/setup/country" {
            (holder.token())
            input type="hidden" name="name" value=(name);
            input type="hidden" name="code" value=(code);
            (parts::choices(&choices))
            button class="nhsuk-button" type="submit" { (t!("form.continue")) }
        }
    };
    open_page(&fields::title(&title, &wrong), body)
}

pub async fn found(
    State(site): State<Arc<Site>>,
    posted: HolderPosted,
) -> Result<Response, Problem> {
    let HolderPosted { holder, form } = posted;
    if !may(&holder).await? {
        return Ok(nowhere());
    }
    let text = |name| Ok::<_, Problem>(form.one(name)?.unwrap_or_default().to_owned());
    let jurisdiction = Code::from(text("jurisdiction")?.as_str());
    let it = Founding { code: text("code")?, name: text("name")?, jurisdiction };
    match holder.installation.set_up(holder.session.account(), &it, holder.now).await {
        Ok(org) => Ok(see_other(&format!("/o/{org}/set-up/sets"))),
        Err(Refusal::Wrong(all)) if all.iter().all(|it| it.field == "jurisdiction") => {
            let error = t!("country.fault");
            Ok(again(lying(&site, &holder, &it.name, &it.code, Some(error))))
        }
        Err(Refusal::Wrong(all)) => {
            let field = |it: &str| if it == "name" { "name" } else { "code" };
            let wrong: Vec<_> =
                all.iter().map(|it| (field(&it.field), it.message.clone())).collect();
            Ok(again(naming(&holder, &it.name, &it.code, &wrong)))
        }
        Err(other) => Err(other.into()),
    }
}

pub async fn sets(desk: Desk, _: Ask) -> Result<Response, Problem> {
    desk.viewer.may(Act::AdoptFirst, Relation::Any)?;
    if desk.installation.to_do(&desk.viewer).await?.has_adopted {
        return Ok(see_other(&desk.at("/set-up")));
    }
    let offered = optional_sets(desk.installation.book);
    let body = html! {
        (parts::heading(Some(t!("setup.over")), t!("sets.title"), Some(t!("sets.lede"))))
        form method="post" action=(desk.at("/set-up/sets")) {
            (desk.token())
            fieldset class="nhsuk-fieldset nhsuk-form-group" {
                legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s" { (t!("sets.legend")) }
                div class="nhsuk-checkboxes" data-module="nhsuk-checkboxes" {
                    @for (i, it) in offered.iter().enumerate() {
                        div class="nhsuk-checkboxes__item" {
                            input class="nhsuk-checkboxes__input" id={ "set-" (i) } name="set" type="checkbox" value=(it.id.value)
                                checked[it.default_for.is_some()] aria-describedby={ "set-" (i) "-hint" };
                            label class="nhsuk-label nhsuk-checkboxes__label" for={ "set-" (i) } { (it.title) }
                            div class="nhsuk-hint nhsuk-checkboxes__hint" id={ "set-" (i) "-hint" } {
                                (it.authority.name) ". "
                                @if let Some(it) = &it.summary { (it) " " }
                                a href={ "/rules/" (it.id.value) } { (t!("sets.read")) span class="nhsuk-u-visually-hidden" { ": " (it.title) } }
                            }
                        }
                    }
                }
            }
            button class="nhsuk-button" type="submit" { (t!("sets.go")) }
        }
        p { a href=(desk.at("/set-up")) { (t!("sets.later")) } }
        p class="app-note" { (t!("footer.advice")) }
    };
    Ok(desk.page(t!("sets.title"), Section::None, body).narrow().into_response())
}

pub async fn adopt(posted: Posted) -> Result<Response, Problem> {
    let Posted { mut desk, form } = posted;
    let sets: Vec<String> = form.all("set").map(ToOwned::to_owned).collect();
    desk.installation.adopt_first(&desk.viewer, &sets, desk.now).await?;
    let said = parts::count(sets.len(), t!("sets.done.one"), |n| t!("sets.done", n = n));
    desk.done(&desk.at("/set-up"), said, None).await
}

pub async fn tasks(desk: Desk, _: Ask) -> Result<Response, Problem> {
    let todo = desk.installation.to_do(&desk.viewer).await?;
    if todo.is_done() {
        return Ok(see_other(&desk.at("/home")));
    }
    let title = t!("tasks.title", org = desk.title);
    let body = html! {
        (parts::heading(Some(t!("setup.over")), &title, Some(t!("tasks.lede"))))
        (list(&desk, todo))
        p { a href=(desk.at("/home")) { (t!("desk.home")) } }
    };
    Ok(desk.page(&title, Section::None, body).narrow().into_response())
}

/// What is left to do, for a home; nothing where all is done, or where the reader is not to do it.
pub async fn to_do(desk: &Desk) -> Result<Option<Markup>, Problem> {
    if !desk.viewer.can(Act::Invite, Relation::Any) || desk.installation.is_demonstration {
        return Ok(None);
    }
    let todo = desk.installation.to_do(&desk.viewer).await?;
    Ok((!todo.is_done()).then(|| {
        html! {
            section class="app-panel" aria-labelledby="to-do" {
                h2 class="app-h2" id="to-do" { (t!("tasks.left")) }
                (list(desk, todo))
            }
        }
    }))
}

fn list(desk: &Desk, todo: ToDo) -> Markup {
    let task = |title: &str, address: &str, is_done: bool| {
        html! {
            li class="nhsuk-task-list__item nhsuk-task-list__item--with-link" {
                div class="nhsuk-task-list__name-and-hint" {
                    @if is_done { (title) } @else { a class="nhsuk-link nhsuk-task-list__link" href=(desk.at(address)) { (title) } }
                }
                div class="nhsuk-task-list__status" {
                    @if is_done { (t!("tasks.done")) } @else { strong class="nhsuk-tag nhsuk-tag--blue" { (t!("tasks.open")) } }
                }
            }
        }
    };
    html! {
        ul class="nhsuk-task-list" {
            (task(t!("tasks.sets"), "/set-up/sets", todo.has_adopted))
            @if desk.viewer.can(Act::AddPeople, Relation::Any) {
                (task(t!("tasks.person"), "/people/add", todo.has_people))
            }
            (task(t!("tasks.invite"), "/admin/members/invite", todo.has_members))
        }
    }
}
