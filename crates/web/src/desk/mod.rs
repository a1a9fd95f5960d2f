//! Signed-in pages: who asks, in which organisation, and what a form of theirs must carry.
//!
//! A handler takes [`Desk`], and a handler of a form [`Posted`] after it. Whoever is not signed in is sent to sign in,
//! and what belongs to another organisation is not there.

mod cookies;
mod form;
mod frame;
mod guard;
mod holder;
mod upload;

pub use cookies::{House, Jar};
pub use form::{OpenPosted, Posted};
pub use frame::{Frame, Section, is_shown};
pub use guard::guard;
pub use holder::{Holder, HolderPosted};
pub use upload::{LARGEST_UPLOAD, Uploaded};

use std::sync::Arc;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use maud::{Markup, html};
use preceptor_service::sessions::{Done, Session};
use preceptor_service::{Employer, Installation, Now, OrgId, Viewer};
use sha2::{Digest, Sha256};

use crate::ask::address;
use crate::problem::Problem;
use crate::site::Site;

/// Somebody signed in, at their desk in one organisation.
pub struct Desk {
    /// The site.
    pub site: Arc<Site>,
    /// The moment of the request.
    pub now: Now,
    /// Whose store this is in.
    pub installation: Arc<Installation>,
    /// The organisation.
    pub employer: Arc<Employer>,
    /// Who.
    pub viewer: Viewer,
    /// What the organisation is called.
    pub title: String,
    /// What was just done, to be said first.
    done: Option<Done>,
    session: Session,
    token: String,
}

/// Why there is no desk: the answer instead.
pub struct NoDesk(pub Response);

impl IntoResponse for NoDesk {
    fn into_response(self) -> Response {
        self.0
    }
}

impl From<Problem> for NoDesk {
    fn from(it: Problem) -> Self {
        Self(it.into_response())
    }
}

impl FromRequestParts<Arc<Site>> for Desk {
    type Rejection = NoDesk;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, NoDesk> {
        let now = site.now();
        let path = RawPathParams::from_request_parts(parts, site).await;
        let org = path.as_ref().ok().and_then(|it| it.iter().find(|it| it.0 == "org"));
        let org = org.map(|it| OrgId::new(it.1).map_err(|_| Problem::NotFound)).transpose()?;
        let jar = Jar::of(&parts.headers, site.is_https());
        let mut is_somebody = false;
        let mut is_member = false;
        for (house, secret) in jar.secrets() {
            let Some(installation) = site.installation(house).await else { continue };
            let found = installation.session(secret, now).await.map_err(Problem::from)?;
            let Some(mut session) = found else { continue };
            is_somebody = true;
            let viewer =
                installation.viewer(&session, org.as_ref()).await.map_err(Problem::from)?;
            let Some(viewer) = viewer else { continue };
            is_member = true;
            let employer = installation.employer(&viewer.org).await.map_err(Problem::from)?;
            let Some(employer) = employer else { continue };
            let title = employer.title().await.map_err(Problem::from)?;
            let done = if parts.method == Method::GET {
                installation.said_before(&mut session).await.map_err(Problem::from)?
            } else {
                None
            };
            return Ok(Self {
                site: Arc::clone(site),
                now,
                employer,
                viewer,
                title,
                done,
                session,
                token: token_of(secret),
                installation,
            });
        }
        if is_somebody && org.is_none() && !is_member {
            // Whoever belongs nowhere yet may set an organisation up, or is told who could invite them.
            return Err(NoDesk(see_other("/setup/organisation")));
        }
        if is_somebody {
            return Err(Problem::NotFound.into());
        }
        let then = parts.uri.path_and_query().map_or("/home", |it| it.as_str());
        let then = if parts.method == Method::GET { then } else { "/home" };
        Err(NoDesk(see_other(&address("/sign-in", [("then", then)]))))
    }
}

/// What a form of a session must carry: whoever does not know the session's secret cannot know it.
fn token_of(secret: &str) -> String {
    let digest = Sha256::digest(format!("form {secret}"));
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(digest)
}

impl Desk {
    /// The organisation's id.
    pub fn org(&self) -> &OrgId {
        self.employer.org()
    }

    /// An address of this organisation: `desk.at("/people")`.
    pub fn at(&self, path: &str) -> String {
        format!("/o/{}{path}", self.org())
    }

    /// The hidden field every form carries.
    pub fn token(&self) -> Markup {
        html! { input type="hidden" name=(form::TOKEN) value=(self.token); }
    }

    /// A page in the frame.
    pub fn page<'a>(&'a self, title: &'a str, section: Section, body: Markup) -> Frame<'a> {
        Frame::new(self, title, section, body)
    }

    /// A file for a spreadsheet, named after what it holds and the day.
    pub fn sheet(&self, what: &str, content: Vec<u8>) -> Response {
        let name = format!("attachment; filename=\"{what}-{}.csv\"", self.now.day);
        let kind = "text/csv; charset=utf-8".to_owned();
        ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], content)
            .into_response()
    }

    /// Whether things to try are still shown in the demonstration.
    pub fn shows_tips(&self) -> bool {
        self.installation.is_demonstration && self.session.shows_tips()
    }

    /// Puts them away.
    ///
    /// # Errors
    ///
    /// Where the store does not answer.
    pub async fn put_tips_away(&mut self) -> Result<(), Problem> {
        Ok(self.installation.put_tips_away(&mut self.session).await?)
    }

    /// Sends the reader on after a change, and says there first what was done.
    ///
    /// # Errors
    ///
    /// Where the store does not answer.
    pub async fn done(
        &mut self,
        to: &str,
        said: impl Into<String>,
        link: Option<(String, String)>,
    ) -> Result<Response, Problem> {
        let done = Done { said: said.into(), link };
        self.installation.say_next(&mut self.session, Some(&done)).await?;
        Ok(see_other(to))
    }
}

/// Go there with GET.
pub fn see_other(to: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, to.to_owned())]).into_response()
}
