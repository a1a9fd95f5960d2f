//! Who asks the API: a program, by its key. Cookies are never looked at here.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use preceptor_service::{Employer, Installation, Now, Viewer};
use serde_json::json;

use crate::problem::Problem;
use crate::site::Site;
use crate::text::t;

/// A program that has shown its key.
pub struct Program {
    /// The moment of the request.
    pub now: Now,
    /// Whose store this is in.
    pub installation: Arc<Installation>,
    /// Its organisation.
    pub employer: Arc<Employer>,
    /// What it may do.
    pub viewer: Arc<Viewer>,
    /// Where the log of the organisation ended when the key was shown.
    pub head: i64,
}

/// Why it was not let in.
pub enum NotLetIn {
    /// No key that opens anything.
    Key,
    /// Something else.
    Other(Problem),
}

impl From<Problem> for NotLetIn {
    fn from(it: Problem) -> Self {
        Self::Other(it)
    }
}

impl IntoResponse for NotLetIn {
    fn into_response(self) -> Response {
        match self {
            Self::Other(it) => it.for_programs(),
            Self::Key => {
                let body = json!({
                    "type": "about:blank",
                    "title": t!("api.key"),
                    "status": 401,
                    "detail": t!("api.key.help"),
                });
                let kinds = [
                    (header::CONTENT_TYPE, "application/problem+json"),
                    (header::WWW_AUTHENTICATE, "Bearer"),
                ];
                (StatusCode::UNAUTHORIZED, kinds, format!("{body}\n")).into_response()
            }
        }
    }
}

impl FromRequestParts<Arc<Site>> for Program {
    type Rejection = NotLetIn;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, NotLetIn> {
        let now = site.now();
        let sent = parts.headers.get(header::AUTHORIZATION).and_then(|it| it.to_str().ok());
        let (kind, secret) = sent.and_then(|it| it.split_once(' ')).ok_or(NotLetIn::Key)?;
        if !kind.eq_ignore_ascii_case("bearer") || secret.len() > 200 {
            return Err(NotLetIn::Key);
        }
        for installation in site.installations().await {
            let found = installation.program(secret.trim(), now).await.map_err(Problem::from)?;
            if let Some(it) = found {
                let (employer, viewer, head) = (it.employer, it.viewer, it.head);
                return Ok(Self { now, installation, employer, viewer, head });
            }
        }
        Err(NotLetIn::Key)
    }
}
