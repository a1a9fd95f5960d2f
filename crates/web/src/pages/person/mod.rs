//! Pages of one person: how they stand and what they may do, who supervises them, their posts and evidence, their history.

mod asked;
mod head;
mod history;
mod posts;
mod standing;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use crate::site::Site;
use crate::text::t;

/// The addresses.
pub fn router() -> Router<Arc<Site>> {
    Router::new()
        .route("/o/{org}/people/{id}", get(standing::page))
        .route("/o/{org}/people/{id}/supervision", get(posts::supervision))
        .route("/o/{org}/people/{id}/posts", get(posts::page))
        .route("/o/{org}/people/{id}/history", get(history::page))
}

/// A kind of fact as a heading has it.
fn fact_kind(kind: &str) -> &str {
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
