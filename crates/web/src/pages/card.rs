//! Scope cards: the page that is printed, what a person agrees to, and the public page that says whether a card is current.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use maud::{Markup, html};
use preceptor_record::{Day, PersonId};
use preceptor_service::access::{Act, Relation};
use preceptor_service::cards::{Card, Line};
use preceptor_service::say;

use super::decide::words;
use crate::desk::{Desk, Posted, Section};
use crate::layout::{self, Page};
use crate::pace::from;
use crate::parts;
use crate::problem::Problem;
use crate::site::Site;
use crate::text::t;

/// The addresses.
pub fn router() -> Router<Arc<Site>> {
    Router::new()
        .route("/o/{org}/people/{id}/card", get(page))
        .route("/o/{org}/people/{id}/card/agree", post(agree))
        .route("/o/{org}/people/{id}/card/end", post(end))
        .route("/verify/{token}", get(verify))
}

fn address(desk: &Desk, id: &PersonId) -> String {
    desk.at(&format!("/people/{id}/card"))
}

async fn page(desk: Desk, Path((_, id)): Path<(String, String)>) -> Result<Response, Problem> {
    let id = PersonId::new(id);
    let card = desk.installation.card(&desk.employer, &desk.viewer, desk.now, &id).await?;
    let relation = desk.viewer.relation_to(&id);
    let may_end = desk.viewer.can(Act::EndCard, relation);
    let is_own = relation == Relation::Own && desk.viewer.can(Act::AgreeToCard, relation);
    let body = html! {
        @let person = (card.as_ref().map_or(id.as_str(), |it| it.name.as_str()), desk.at(&format!("/people/{id}")));
        @if crate::desk::is_shown(Section::People, &desk.viewer) {
            (parts::trail(&[(t!("desk.people"), &desk.at("/people")), (person.0, &person.1)]))
        } @else { (parts::trail(&[(person.0, &person.1)])) }
        (parts::heading(None, t!("card.title"), None))
        @match &card {
            None => p { (t!("card.no-post")) },
            Some(card) => {
                @match &card.agreed {
                    None => div class="app-note" { p { @if is_own { (t!("card.agree.why")) } @else { (t!("card.not-agreed", name = card.name)) } } },
                    Some((secret, at)) => {
                        @if !card.is_good { div class="app-note" { p { (t!("card.not-good")) } } }
                        (drawn(&desk, card, secret))
                        p class="app-small app-muted app-screen" { (t!("card.agreed", day = Day::of_instant(*at).in_words())) }
                    }
                }
                div class="app-actions app-screen" {
                    @if card.agreed.is_some() {
                        button class="nhsuk-button nhsuk-button--small" type="button" data-does="print" hidden { (t!("decision.print")) }
                    }
                    @if is_own {
                        form method="post" action={ (address(&desk, &id)) "/agree" } class="app-inline" {
                            (desk.token())
                            button class={ "nhsuk-button nhsuk-button--small" @if card.agreed.is_some() { " nhsuk-button--secondary" } } type="submit" {
                                @if card.agreed.is_some() { (t!("card.replace")) } @else { (t!("card.agree")) }
                            }
                        }
                    }
                    @if card.agreed.is_some() && may_end {
                        form method="post" action={ (address(&desk, &id)) "/end" } class="app-inline" {
                            (desk.token())
                            button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" type="submit" { (t!("card.end")) }
                        }
                    }
                }
            }
        }
    };
    let made = desk.page(t!("card.title"), Section::People, body).into_response();
    Ok(([(header::CACHE_CONTROL, "no-store")], made).into_response())
}

fn drawn(desk: &Desk, card: &Card, secret: &str) -> Markup {
    let address = format!("{}/verify/{secret}", desk.site.public_url);
    html! {
        section class="app-scopecard" aria-labelledby="card" {
            p class="app-scopecard__photo" { (t!("card.photo")) }
            p class="app-scopecard__org" { (desk.title) }
            h2 class="app-h2" id="card" { (card.name) }
            p class="app-scopecard__role" {
                (card.role)
                @if let Some(title) = &card.working_title { ", " (t!("card.working", title = title)) }
            }
            @if let Some((name, phone)) = &card.supervisor {
                p { (t!("card.supervisor", name = name)) @if let Some(phone) = phone { ", " (phone) } }
            }
            ul class="app-scopecard__lines" {
                @for it in &card.lines {
                    li { (parts::mark(parts::state_of(it.decision), &may(it))) span { (it.title) } }
                }
            }
            @if let Some(until) = card.until { p { (t!("card.until", day = until.in_words())) } }
            div class="app-scopecard__check" {
                @if let Some(code) = parts::qr(&address, t!("card.code")) { (code) }
                p class="app-break" { (t!("card.check")) " " (address) }
            }
        }
    }
}

/// What may be done, in a few words: on site.
fn may(it: &Line) -> String {
    match it.level {
        Some(level) if it.decision != preceptor_standing::Decision::CannotTell => {
            words::near(level).to_owned()
        }
        _ => parts::decision_word(it.decision).to_owned(),
    }
}

async fn agree(Path((_, id)): Path<(String, String)>, posted: Posted) -> Result<Response, Problem> {
    let Posted { mut desk, .. } = posted;
    let id = PersonId::new(id);
    desk.installation.agree_to_card(&desk.employer, &desk.viewer, desk.now, &id).await?;
    let to = address(&desk, &id);
    desk.done(&to, t!("card.made"), None).await
}

async fn end(Path((_, id)): Path<(String, String)>, posted: Posted) -> Result<Response, Problem> {
    let Posted { mut desk, .. } = posted;
    let id = PersonId::new(id);
    desk.installation.end_card(&desk.employer, &desk.viewer, desk.now, &id).await?;
    let to = address(&desk, &id);
    desk.done(&to, t!("card.ended"), None).await
}

/// Whether a card is current: the same words for every reason why it is not.
async fn verify(
    State(site): State<Arc<Site>>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let now = site.now();
    if !site.verifying.lets_in(&from(&headers, &site), now.at) {
        return Err(Problem::TooOften);
    }
    let mut found = None;
    for it in site.installations().await.iter().filter(|_| token.len() <= 64) {
        found = it.check_card(&token, now).await?;
        if found.is_some() {
            break;
        }
    }
    let (title, body) = match &found {
        Some(it) => (
            t!("verify.current"),
            html! {
                section class="app-answer app-answer--permit" aria-labelledby="answer" {
                    (parts::shape(parts::State::Met))
                    p class="app-answer__q" { (it.organisation) }
                    h1 class="app-answer__a" id="answer" { (t!("verify.current")) }
                    p class="app-answer__what" { (it.name) ", " (say::lower(&it.role)) }
                }
                p { (t!("verify.now")) }
            },
        ),
        None => (
            t!("verify.not-current"),
            html! {
                section class="app-answer app-answer--unknown" aria-labelledby="answer" {
                    (parts::shape(parts::State::Unknown))
                    h1 class="app-answer__a" id="answer" { (t!("verify.not-current")) }
                    p class="app-answer__what" { (t!("verify.ask")) }
                }
            },
        ),
    };
    let page = Page::new(title, layout::Section::None, body).own().html();
    let kept = [
        (header::CACHE_CONTROL, "no-store"),
        (header::HeaderName::from_static("x-robots-tag"), "noindex"),
    ];
    Ok((kept, page).into_response())
}
