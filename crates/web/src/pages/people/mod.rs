//! The people of an organisation: the list, what is taken away of it, what is done for several at once, and views of it
//! that somebody saved.

mod chosen;
mod list;
mod saved;
pub mod words;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use crate::site::Site;

/// The addresses.
pub fn router() -> Router<Arc<Site>> {
    Router::new()
        .route("/o/{org}/people", get(list::page))
        .route("/o/{org}/people.csv", get(list::csv))
        .route("/o/{org}/people/chosen/{what}", post(chosen::act))
        .route("/o/{org}/people/views", post(saved::save))
        .route("/o/{org}/people/views/{id}/remove", post(saved::remove))
}
