//! Whoever is signed in and not yet in an organisation: the first account while it sets one up.

use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::Method;
use axum::http::request::Parts;
use maud::{Markup, html};
use preceptor_service::sessions::Session;
use preceptor_service::{Installation, Now};

use super::form::TOKEN;
use super::{House, Jar, NoDesk, OpenPosted, see_other, token_of};
use crate::ask::address;
use crate::problem::Problem;
use crate::site::Site;

/// Somebody signed in to the real installation, wherever they belong.
pub struct Holder {
    /// The moment of the request.
    pub now: Now,
    /// The installation.
    pub installation: Arc<Installation>,
    /// The session.
    pub session: Session,
    token: String,
}

impl FromRequestParts<Arc<Site>> for Holder {
    type Rejection = NoDesk;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, NoDesk> {
        let now = site.now();
        let installation = site.real().cloned().ok_or(Problem::NotFound)?;
        if let Some(secret) = Jar::of(&parts.headers, site.is_https()).secret(House::Real) {
            let found = installation.session(secret, now).await.map_err(Problem::from)?;
            if let Some(session) = found {
                return Ok(Self { now, installation, session, token: token_of(secret) });
            }
        }
        let then = parts.uri.path_and_query().map_or("/home", |it| it.as_str());
        let then = if parts.method == Method::GET { then } else { "/home" };
        Err(NoDesk(see_other(&address("/sign-in", [("then", then)]))))
    }
}

impl Holder {
    /// The hidden field every form carries.
    pub fn token(&self) -> Markup {
        html! { input type="hidden" name=(TOKEN) value=(self.token); }
    }
}

/// The fields of a form of theirs.
pub struct HolderPosted {
    /// Who sent it.
    pub holder: Holder,
    /// What.
    pub form: OpenPosted,
}

impl FromRequest<Arc<Site>> for HolderPosted {
    type Rejection = NoDesk;

    async fn from_request(request: Request, site: &Arc<Site>) -> Result<Self, NoDesk> {
        let (mut parts, body) = request.into_parts();
        let holder = Holder::from_request_parts(&mut parts, site).await?;
        let form = OpenPosted::from_request(Request::from_parts(parts, body), site).await?;
        if form.one(TOKEN)? != Some(holder.token.as_str()) {
            return Err(Problem::StaleForm.into());
        }
        Ok(Self { holder, form })
    }
}
