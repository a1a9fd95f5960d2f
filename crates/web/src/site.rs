//! The site: what every page needs, and the table of addresses.

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use jiff::SignedDuration;
use preceptor_record::Day;
use preceptor_rulebook::{Adoption, Rulebook};
use preceptor_service::demonstration::Demonstration;
use preceptor_service::{Installation, Now};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use crate::desk::{self, House};
use crate::pace::Pace;
use crate::{api, assets, feed, headers, pages, problem};

/// What every page needs. The binary makes it: only it reads the clock.
pub struct Site {
    /// The rulebook shown.
    pub book: &'static Rulebook,
    /// What is adopted where nobody chose: the always and the default sets.
    pub adoption: Adoption,
    /// The address others reach it under, without a slash at its end: for feeds, which name whole addresses.
    pub public_url: String,
    now: Box<dyn Fn() -> Now + Send + Sync>,
    installation: Option<Arc<Installation>>,
    demonstration: Option<Arc<Demonstration>>,
    /// How often cards are checked.
    pub(crate) verifying: Pace,
    /// How often somebody says something about a page.
    pub(crate) telling: Pace,
}

impl Site {
    /// A site over a rulebook, with public pages alone.
    pub fn new(
        book: &'static Rulebook,
        public_url: impl Into<String>,
        now: impl Fn() -> Now + Send + Sync + 'static,
    ) -> Self {
        Self {
            book,
            adoption: Adoption::by_default(),
            public_url: public_url.into(),
            now: Box::new(now),
            installation: None,
            demonstration: None,
            verifying: Pace::new(120, SignedDuration::from_mins(1)),
            telling: Pace::new(20, SignedDuration::from_hours(1)),
        }
    }

    /// With an installation to sign in to.
    pub fn with_installation(mut self, it: Arc<Installation>) -> Self {
        self.installation = Some(it);
        self
    }

    /// With a demonstration to look round.
    pub fn with_demonstration(mut self, it: Arc<Demonstration>) -> Self {
        self.demonstration = Some(it);
        self
    }

    /// The moment.
    pub fn now(&self) -> Now {
        (self.now)()
    }

    /// The civil day in the United Kingdom.
    pub fn today(&self) -> Day {
        self.now().day
    }

    /// Whether others reach it safely.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// The real installation, if one is served.
    pub fn real(&self) -> Option<&Arc<Installation>> {
        self.installation.as_ref()
    }

    /// The demonstration, if one is offered.
    pub fn demonstration(&self) -> Option<&Arc<Demonstration>> {
        self.demonstration.as_ref()
    }

    /// The installations a key may belong to: the real one, and the demonstration if somebody looks round it.
    pub(crate) async fn installations(&self) -> Vec<Arc<Installation>> {
        let running = match &self.demonstration {
            Some(it) => it.if_running().await,
            None => None,
        };
        self.installation.clone().into_iter().chain(running).collect()
    }

    /// The installation whose cookie a request brought.
    pub(crate) async fn installation(&self, house: House) -> Option<Arc<Installation>> {
        match house {
            House::Real => self.installation.clone(),
            House::Demonstration => self.demonstration.as_ref()?.running(self.now()).await.ok(),
        }
    }
}

/// Every address, with what guards them.
pub fn router(site: Site) -> Router {
    let site = Arc::new(site);
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
        .merge(pages::account::router())
        .merge(pages::demonstration::router())
        .merge(pages::desk::router())
        .merge(pages::person::router())
        .merge(pages::people::router())
        .merge(pages::archives::router())
        .merge(pages::imports::router())
        .merge(pages::decide::router())
        .merge(pages::keys::router())
        .merge(pages::card::router())
        .merge(pages::feedback::router())
        .merge(api::router())
        .fallback(problem::not_found)
        .method_not_allowed_fallback(problem::not_so)
        .layer(CatchPanicLayer::custom(problem::of_panic))
        .layer(CompressionLayer::new())
        .layer(axum::middleware::from_fn_with_state(Arc::clone(&site), desk::guard))
        .layer(axum::middleware::from_fn(headers::guard))
        .with_state(site)
}
