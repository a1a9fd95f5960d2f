//! The site: what every page needs, and the table of addresses.

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use preceptor_record::Day;
use preceptor_rulebook::{Adoption, Rulebook};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use crate::{api, assets, feed, headers, pages, problem};

/// What every page needs. The binary makes it: only it reads the clock.
pub struct Site {
    /// The rulebook shown.
    pub book: Rulebook,
    /// What is adopted where nobody chose: the always and the default sets.
    pub adoption: Adoption,
    /// The address others reach it under, without a slash at its end: for feeds, which name whole addresses.
    pub public_url: String,
    today: Box<dyn Fn() -> Day + Send + Sync>,
}

impl Site {
    /// A site over a rulebook.
    pub fn new(
        book: Rulebook,
        public_url: impl Into<String>,
        today: impl Fn() -> Day + Send + Sync + 'static,
    ) -> Self {
        Self {
            book,
            adoption: Adoption::by_default(),
            public_url: public_url.into(),
            today: Box::new(today),
        }
    }

    /// The civil day in the United Kingdom.
    pub fn today(&self) -> Day {
        (self.today)()
    }
}

/// Every address, with what guards them.
pub fn router(site: Site) -> Router {
    Router::new()
        .route("/", get(pages::home::page))
        .route("/roles", get(pages::roles::page))
        .route("/roles/{role}", get(pages::role::page))
        .route("/roles/{role}/activities", get(pages::activities::page))
        .route("/roles/{role}/changes.atom", get(feed::of_role))
        .route("/compare", get(pages::compare::page))
        .route("/rules", get(pages::rules::page))
        .route("/rules/{set}", get(pages::set::page))
        .route("/rules/provision/{id}", get(pages::provision::page))
        .route("/routes", get(pages::routes::start))
        .route("/routes/check", get(pages::routes::check))
        .route("/routes/result", get(pages::result::page))
        .route("/routes/record.json", get(pages::result::record))
        .route("/routes/{question}", get(pages::routes::question))
        .route("/accessibility", get(pages::about::accessibility))
        .route("/privacy", get(pages::about::privacy))
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/assets/{edition}/{*name}", get(assets::serve))
        .merge(api::router())
        .fallback(problem::not_found)
        .method_not_allowed_fallback(problem::not_so)
        .layer(CatchPanicLayer::custom(problem::of_panic))
        .layer(CompressionLayer::new())
        .layer(axum::middleware::from_fn(headers::guard))
        .with_state(Arc::new(site))
}
