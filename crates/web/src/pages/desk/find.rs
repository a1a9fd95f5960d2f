//! The search in the header: people, roles, activities, and decisions by number.

use axum::response::{IntoResponse, Response};
use maud::html;
use preceptor_service::access::{Act, Relation};
use preceptor_service::people::Wanted;

use crate::ask::Ask;
use crate::desk::{Desk, Section, see_other};
use crate::pages::people::words;
use crate::pages::role_address;
use crate::parts;
use crate::problem::Problem;
use crate::text::t;

/// So many of a kind are shown.
const SHOWN: usize = 20;

pub async fn page(desk: Desk, ask: Ask) -> Result<Response, Problem> {
    let text = ask.one("q")?.unwrap_or_default().trim();
    let number = Some(text.trim_start_matches('#')).filter(|it| is_number(it));
    if let Some(number) = number.and_then(|it| it.parse().ok())
        && let Ok(given) =
            desk.installation.decision(&desk.employer, &desk.viewer, desk.now, number).await
    {
        return Ok(see_other(&desk.at(&format!("/decisions/{}", given.number))));
    }
    let book = desk.site.book;
    let words: Vec<String> =
        text.to_lowercase().split_whitespace().map(ToOwned::to_owned).collect();
    let fits = |title: &str| {
        let title = title.to_lowercase();
        !words.is_empty() && words.iter().all(|it| title.contains(it.as_str()))
    };
    let roles: Vec<_> = book.roles.values().filter(|it| fits(&it.title)).collect();
    let may_ask = desk.viewer.can(Act::Decide, Relation::Any);
    let activities = book.vocabulary.activities.iter().filter(|it| may_ask && fits(&it.title));
    let activities: Vec<_> = activities.take(SHOWN).collect();
    let wanted = Wanted { text: Some(text.to_owned()), ..Wanted::default() };
    let engine = desk.installation.rules(&desk.employer, desk.now).await?;
    let seen = desk.employer.everybody(engine, desk.now).await?;
    let people = match wanted.for_reader(&desk.viewer) {
        Ok(wanted) if !words.is_empty() => seen.everybody.wanted(&wanted, desk.now.day),
        _ => Vec::new(),
    };
    let n = people.len() + roles.len() + activities.len();
    let title = match n {
        _ if words.is_empty() => t!("find.h1.empty").to_owned(),
        0 => t!("find.h1.none", text = text),
        1 => t!("find.h1.one", text = text),
        n => t!("find.h1", n = n, text = text),
    };
    let body = html! {
        (parts::heading(Some(t!("desk.find")), &title, None))
        form method="get" action=(desk.at("/find")) class="app-form app-filter" {
            div {
                label for="q" { (t!("desk.find.label")) }
                input id="q" name="q" type="text" value=(text) autocomplete="off";
            }
            button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" type="submit" { (t!("desk.find")) }
        }
        @if !people.is_empty() {
            section class="app-panel" aria-labelledby="people" {
                h2 class="app-h2" id="people" { (t!("desk.people")) }
                ul class="app-list" {
                    @for row in people.iter().take(SHOWN) {
                        li {
                            a href=(desk.at(&format!("/people/{}", row.person))) { (row.name) }
                            p { (words::works_as(row, &desk)) " " (words::standing(row, desk.now.day)) }
                        }
                    }
                }
                @if people.len() > SHOWN {
                    p class="app-panel__more" {
                        a href=(crate::ask::address(&desk.at("/people"), [("q", text)])) { (t!("find.more", n = people.len())) }
                    }
                }
            }
        }
        @if !roles.is_empty() {
            section class="app-panel" aria-labelledby="roles" {
                h2 class="app-h2" id="roles" { (t!("nav.roles")) }
                ul class="app-list" { @for it in &roles { li { a href=(role_address(&it.id.value)) { (it.title) } } } }
            }
        }
        @if !activities.is_empty() {
            section class="app-panel" aria-labelledby="activities" {
                h2 class="app-h2" id="activities" { (t!("find.activities")) }
                ul class="app-list" {
                    @for it in &activities {
                        li { a href=(crate::ask::address(&desk.at("/decide"), [("activity", it.id.value.as_str())])) { (t!("find.activity", title = it.title)) } }
                    }
                }
            }
        }
        @if n == 0 && !words.is_empty() { p { (t!("find.none.help")) } }
    };
    Ok(desk.page(&title, Section::None, body).html().into_response())
}

fn is_number(text: &str) -> bool {
    (1..=12).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit())
}
