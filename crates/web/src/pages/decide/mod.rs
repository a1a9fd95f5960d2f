//! May this person do that? Asking, the decision that was given, and the log of decisions.

mod ask;
mod decision;
mod log;
mod typed;
pub(super) mod words;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use maud::{Markup, html};
use preceptor_service::access::{Act, Relation};

use crate::desk::Desk;
use crate::parts;
use crate::site::Site;
use crate::text::t;

/// The addresses.
pub fn router() -> Router<Arc<Site>> {
    Router::new()
        .route("/o/{org}/decide", get(ask::page).post(ask::decide))
        .route("/o/{org}/decisions", get(log::page))
        .route("/o/{org}/decisions.csv", get(log::csv))
        .route("/o/{org}/decisions/{number}", get(decision::page))
}

/// The trail above a page of decisions: whoever may ask is led back to asking.
fn trail(desk: &Desk, further: &[(&str, &str)]) -> Markup {
    let ask = desk.at("/decide");
    let may_ask = desk.viewer.can(Act::Decide, Relation::Any);
    let mut steps = if may_ask { vec![(t!("desk.decide"), ask.as_str())] } else { Vec::new() };
    steps.extend(further);
    if steps.is_empty() {
        html! {}
    } else {
        parts::trail(&steps)
    }
}
