//! One member: their roles, and ending it.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use maud::html;
use preceptor_service::Refusal;
use preceptor_service::access::{Act, Relation};
use preceptor_service::accounts::{AccountError, MemberRow, MemberState};

use super::members::{chosen, role_boxes, role_within, roles as in_words};
use super::{again, fields, step_up};
use crate::ask::Ask;
use crate::desk::{Desk, Posted, Section};
use crate::parts;
use crate::problem::Problem;
use crate::text::t;

type Which = Path<(String, String)>;

fn here(desk: &Desk, account: &str) -> String {
    desk.at(&format!("/admin/members/{account}"))
}

pub async fn page(desk: Desk, Path((_, account)): Which, _: Ask) -> Result<Response, Problem> {
    desk.viewer.may(Act::ChangeRoles, Relation::Any)?;
    let it = desk.installation.member(&desk.viewer, &account, desk.now).await?;
    let first = step_up::first(&desk, &here(&desk, &account));
    Ok(first.unwrap_or_else(|| form(&desk, &it, &it.roles, &[])))
}

fn form(desk: &Desk, it: &MemberRow, chosen: &[String], wrong: &[(&str, String)]) -> Response {
    let has_joined = it.state == MemberState::Joined;
    let here = here(desk, &it.account);
    let body = html! {
        (fields::summary(wrong))
        (parts::trail(&[(t!("members.link"), &desk.at("/admin/members"))]))
        (parts::heading(None, &it.name, Some(&it.email)))
        @if has_joined {
            form method="post" action=(here) novalidate {
                (desk.token())
                (role_boxes(chosen, fields::wrong(wrong, "role-0")))
                button class="nhsuk-button" type="submit" { (t!("form.save")) }
            }
        } @else {
            p { (t!("member.invited", roles = in_words(&it.roles))) }
        }
        p { a href={ (here) "/end" } { @if has_joined { (t!("member.end")) } @else { (t!("member.end-invitation")) } } }
    };
    desk.page(&fields::title(&it.name, wrong), Section::None, body).narrow().into_response()
}

pub async fn roles(Path((_, account)): Which, posted: Posted) -> Result<Response, Problem> {
    let Posted { mut desk, form: sent } = posted;
    let it = desk.installation.member(&desk.viewer, &account, desk.now).await?;
    desk.viewer.may(Act::ChangeRoles, Relation::Any)?;
    if let Some(first) = step_up::first(&desk, &here(&desk, &account)) {
        return Ok(first);
    }
    let roles = chosen(&sent)?;
    let done = desk.installation.change_roles(&desk.viewer, &account, &roles, desk.now).await?;
    let words: Vec<String> = roles.iter().map(|it| it.word().to_owned()).collect();
    let wrong = match done {
        Ok(()) => {
            let within: Vec<String> = roles.iter().map(|it| role_within(*it)).collect();
            let said = t!("member.changed", name = it.name, roles = within.join(", "));
            return desk.done(&desk.at("/admin/members"), said, None).await;
        }
        Err(AccountError::LastAdministrator) => vec![("role-0", t!("member.last").to_owned())],
        Err(error @ AccountError::Faults(_)) => fields::faults(&error),
        Err(other) => return Err(Refusal::from(other).into()),
    };
    Ok(again(form(&desk, &it, &words, &wrong)))
}

pub async fn end_page(desk: Desk, Path((_, account)): Which, _: Ask) -> Result<Response, Problem> {
    desk.viewer.may(Act::EndMember, Relation::Any)?;
    let it = desk.installation.member(&desk.viewer, &account, desk.now).await?;
    let first = step_up::first(&desk, &format!("{}/end", here(&desk, &account)));
    Ok(first.unwrap_or_else(|| end_form(&desk, &it, &[])))
}

fn end_form(desk: &Desk, it: &MemberRow, wrong: &[(&str, String)]) -> Response {
    let has_joined = it.state == MemberState::Joined;
    let (title, lede) = if has_joined {
        (t!("member.end.title", name = it.name), t!("member.end.lede"))
    } else {
        (t!("member.end-invitation.title", name = it.name), t!("member.end-invitation.lede"))
    };
    let here = here(desk, &it.account);
    let body = html! {
        (fields::summary(wrong))
        (parts::trail(&[(t!("members.link"), &desk.at("/admin/members")), (&it.name, &here)]))
        (parts::heading(None, &title, Some(lede)))
        form method="post" action={ (here) "/end" } {
            (desk.token())
            button class="nhsuk-button" id="end" type="submit" { (t!("member.end.go")) }
        }
        p { a href=(here) { (t!("member.end.not")) } }
    };
    desk.page(&fields::title(&title, wrong), Section::None, body).narrow().into_response()
}

pub async fn end(Path((_, account)): Which, posted: Posted) -> Result<Response, Problem> {
    let Posted { mut desk, .. } = posted;
    let it = desk.installation.member(&desk.viewer, &account, desk.now).await?;
    desk.viewer.may(Act::EndMember, Relation::Any)?;
    if let Some(first) = step_up::first(&desk, &format!("{}/end", here(&desk, &account))) {
        return Ok(first);
    }
    match desk.installation.end_member(&desk.viewer, &account, desk.now).await? {
        Ok(()) => {
            let said = t!("member.ended", name = it.name);
            desk.done(&desk.at("/admin/members"), said, None).await
        }
        Err(AccountError::LastAdministrator) => {
            Ok(again(end_form(&desk, &it, &[("end", t!("member.last").to_owned())])))
        }
        Err(other) => Err(Refusal::from(other).into()),
    }
}
