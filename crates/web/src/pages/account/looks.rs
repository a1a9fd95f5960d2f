//! Who looked at one's own record.

use axum::response::{IntoResponse, Response};
use maud::html;
use preceptor_record::Day;
use preceptor_service::accounts::Looked;

use super::own::local;
use crate::ask::Ask;
use crate::dates::moment;
use crate::desk::{Desk, Section};
use crate::pages::grouped;
use crate::parts;
use crate::problem::Problem;
use crate::text::t;

pub async fn page(desk: Desk, _: Ask) -> Result<Response, Problem> {
    let person = desk.viewer.person.clone().ok_or(Problem::NotFound)?;
    let all = desk.installation.looks_at(&desk.viewer, &person, desk.now).await?;
    let who: std::collections::BTreeSet<&str> = all.iter().map(|it| it.account.as_str()).collect();
    let title = if all.is_empty() {
        t!("looks.nobody").to_owned()
    } else {
        parts::count(who.len(), t!("looks.one"), |n| t!("looks.title", n = parts::in_words(n)))
    };
    let by_day = grouped(all.iter().map(|it| (Day::of_instant(it.at), it)));
    let body = html! {
        (local(&desk, "/account/who-looked"))
        (parts::heading(None, &title, Some(t!("looks.lede"))))
        @for (day, looks) in by_day {
            h2 class="app-h2" { (day.in_words()) }
            ul class="nhsuk-list app-panel app-looks" {
                @for it in looks { li { (sentence(it)) span class="app-muted" { " " (t!("looks.last", at = moment(it.at))) } } }
            }
        }
    };
    Ok(desk.page(&title, Section::None, body).narrow().into_response())
}

fn sentence(it: &Looked) -> String {
    let who = it.who.clone().unwrap_or_else(|| t!("looks.gone").to_owned());
    let roles: Vec<String> = it.roles.iter().map(|it| super::members::role_within(*it)).collect();
    let who =
        if roles.is_empty() { who } else { t!("looks.who", name = who, roles = roles.join(", ")) };
    let times = usize::try_from(it.times).unwrap_or(usize::MAX);
    if times == 1 {
        t!("looks.once", who = who, page = page_name(&it.page))
    } else {
        t!("looks.times", who = who, page = page_name(&it.page), n = times)
    }
}

/// What was looked at, in words; a page nobody has put into words shows its own.
fn page_name(page: &str) -> String {
    match page {
        "person" | "record" => t!("looks.page.person").to_owned(),
        "standing" => t!("looks.page.standing").to_owned(),
        "history" => t!("looks.page.history").to_owned(),
        "evidence" => t!("looks.page.evidence").to_owned(),
        "decide" | "decision" | "decisions" => t!("looks.page.decision").to_owned(),
        "export" => t!("looks.page.export").to_owned(),
        "who-looked" => t!("looks.page.who-looked").to_owned(),
        it if it.starts_with("api") => t!("looks.page.program").to_owned(),
        other => t!("looks.page.other", page = other),
    }
}
