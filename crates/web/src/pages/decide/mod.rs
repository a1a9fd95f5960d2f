//! May this person do that? Asking, the decision that was given, and the log of decisions.

mod ask;
mod decision;
mod log;
mod typed;
pub(super) mod words;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use crate::site::Site;

/// The addresses.
pub fn router() -> Router<Arc<Site>> {
    Router::new()
        .route("/o/{org}/decide", get(ask::page).post(ask::decide))
        .route("/o/{org}/decisions", get(log::page))
        .route("/o/{org}/decisions.csv", get(log::csv))
        .route("/o/{org}/decisions/{number}", get(decision::page))
}
