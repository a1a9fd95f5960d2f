//! Pages of one person: how they stand and what they may do, who supervises them, their posts and evidence, their history.

mod asked;
mod checks;
mod evidence;
mod facts;
pub(super) mod form;
mod head;
mod history;
mod joining;
mod posts;
mod standing;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;

use preceptor_record::PersonId;

pub(super) use self::asked::Opened;
use self::facts::somebody;
use crate::ask::Ask;
use crate::desk::{Desk, LARGEST_UPLOAD};
use crate::problem::Problem;
use crate::site::Site;
use crate::text::t;

/// The addresses.
pub fn router() -> Router<Arc<Site>> {
    Router::new()
        .route("/o/{org}/people/add", get(joining::add).post(joining::post_add))
        .route("/o/{org}/people/duplicates", get(joining::duplicates))
        .route("/o/{org}/people/{id}/merge", get(joining::merge).post(joining::post_merge))
        .route("/o/{org}/people/{id}/part", get(joining::part).post(joining::post_part))
        .route("/o/{org}/people/{id}", get(standing::page))
        .route("/o/{org}/people/{id}/supervision", get(posts::supervision))
        .route("/o/{org}/people/{id}/posts", get(posts::page))
        .route("/o/{org}/people/{id}/history", get(history::page))
        .route(
            "/o/{org}/people/{id}/evidence",
            get(evidence::page).post(evidence::post).layer(DefaultBodyLimit::max(LARGEST_UPLOAD)),
        )
        .route("/o/{org}/people/{id}/evidence/{file}", get(evidence::fetch))
        .route("/o/{org}/people/{id}/facts/add", get(facts::add).post(facts::post_add))
        .route("/o/{org}/people/{id}/facts/{fact}/renew", get(facts::renew).post(facts::post_renew))
        .route(
            "/o/{org}/people/{id}/facts/{fact}/correct",
            get(facts::correct).post(facts::post_correct),
        )
        .route(
            "/o/{org}/people/{id}/facts/{fact}/verify",
            get(checks::verify).post(checks::post_verify),
        )
        .route(
            "/o/{org}/people/{id}/facts/{fact}/withdraw",
            get(checks::withdraw).post(checks::post_withdraw),
        )
}

/// Somebody's record, whole, for a page that belongs to it and stands elsewhere.
pub(super) async fn opened(
    desk: &Desk,
    id: &str,
    page: &str,
    ask: &Ask,
) -> Result<Opened, Problem> {
    Opened::whole(desk, id, page, ask).await
}

/// Everybody by name, for fields that name somebody.
async fn offered_people(desk: &Desk, opened: &Opened) -> Result<Vec<(PersonId, String)>, Problem> {
    let seen = desk.employer.everybody(opened.engine, desk.now).await?;
    let rows = seen.everybody.rows.values();
    let mut made: Vec<(PersonId, String)> =
        rows.map(|it| (it.person.clone(), it.name.clone())).collect();
    made.sort_by(|a, b| a.1.cmp(&b.1));
    Ok(made)
}

/// A kind of fact as a heading has it.
pub(super) fn fact_kind(kind: &str) -> &str {
    match kind {
        "registration" => t!("kind.registration"),
        "annotation" => t!("kind.annotation"),
        "qualification" => t!("kind.qualification"),
        "exam" => t!("kind.exam"),
        "experience" => t!("kind.experience"),
        "post" => t!("kind.post"),
        "entitlement" => t!("kind.entitlement"),
        "delegation" => t!("kind.delegation"),
        "enrolment" => t!("kind.enrolment"),
        "check" => t!("kind.check"),
        "supervision" => t!("kind.supervision"),
        "sign-off" => t!("kind.sign-off"),
        "capability" => t!("kind.capability"),
        "assessment" => t!("kind.assessment"),
        "cpd" => t!("kind.cpd"),
        "appraisal" => t!("kind.appraisal"),
        "training" => t!("kind.training"),
        "declaration" => t!("kind.declaration"),
        "absence" => t!("kind.absence"),
        "restriction" => t!("kind.restriction"),
        "details" => t!("kind.details"),
        other => other,
    }
}
