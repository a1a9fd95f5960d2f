//! Requests that change something must come from a page of ours.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::problem::Problem;
use crate::site::Site;

/// Refuses a change that another site asked a browser for. The API takes no cookies, so nobody can ask for one there in
/// somebody's name.
pub async fn guard(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if is_safe || request.uri().path().starts_with("/api/") || is_ours(request.headers(), &site) {
        return next.run(request).await;
    }
    Problem::ForeignForm.into_response()
}

fn is_ours(headers: &HeaderMap, site: &Site) -> bool {
    let text = |name: &str| headers.get(name).and_then(|it| it.to_str().ok());
    if let Some(from) = text("sec-fetch-site") {
        return matches!(from, "same-origin" | "none");
    }
    let Some(origin) = text(header::ORIGIN.as_str()) else { return false };
    // A browser on this machine may call it by any of its names.
    let here = text(header::HOST.as_str()).map(|it| format!("http://{it}"));
    origin == site.public_url || (!site.is_https() && here.is_some_and(|it| it == origin))
}
