//! What a form sent, read once, bounded, and only from a page of ours.

use std::sync::Arc;

use axum::body::to_bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::CONTENT_TYPE;

use super::{Desk, NoDesk};
use crate::problem::Problem;
use crate::site::Site;
use crate::text::t;

/// The name of the hidden field that every form of a session carries.
pub const TOKEN: &str = "_form";
/// The most that a form without files sends, in bytes.
pub const LARGEST: usize = 256 * 1024;
/// The most fields it has.
const MOST_FIELDS: usize = 2_000;

/// The fields of a form of somebody who is signed in.
pub struct Posted {
    /// Who sent it.
    pub desk: Desk,
    /// What.
    pub form: OpenPosted,
}

impl FromRequest<Arc<Site>> for Posted {
    type Rejection = NoDesk;

    async fn from_request(request: Request, site: &Arc<Site>) -> Result<Self, NoDesk> {
        let (mut parts, body) = request.into_parts();
        let desk = Desk::from_request_parts(&mut parts, site).await?;
        let form = OpenPosted::from_request(Request::from_parts(parts, body), site).await?;
        if !desk.is_own_token(form.one(TOKEN)?) {
            return Err(Problem::StaleForm.into());
        }
        Ok(Self { desk, form })
    }
}

/// The fields of a form that anybody may send.
#[derive(Debug, Clone, Default)]
pub struct OpenPosted(Vec<(String, String)>);

impl FromRequest<Arc<Site>> for OpenPosted {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &Arc<Site>) -> Result<Self, Problem> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|it| it.to_str().ok());
        let is_form = kind.is_some_and(|it| it.starts_with("application/x-www-form-urlencoded"));
        if !is_form {
            return Err(Problem::wrong(t!("wrong.form")));
        }
        let body = to_bytes(request.into_body(), LARGEST).await.map_err(|_| Problem::TooLarge)?;
        Self::parse(&body)
    }
}

impl OpenPosted {
    /// Reads the fields.
    pub fn parse(body: &[u8]) -> Result<Self, Problem> {
        let mut fields = Vec::new();
        for (name, value) in form_urlencoded::parse(body) {
            // Lines may be broken; anything else that is no text is nobody's typing.
            let odd = |it: char| {
                it == '\u{fffd}' || (it.is_control() && !matches!(it, '\n' | '\r' | '\t'))
            };
            if fields.len() == MOST_FIELDS || name.chars().any(odd) || value.chars().any(odd) {
                return Err(Problem::wrong(t!("wrong.form")));
            }
            fields.push((name.into_owned(), value.replace("\r\n", "\n")));
        }
        Ok(Self(fields))
    }

    /// The value of a field that may stand once, without the blanks around it; none where it is empty.
    ///
    /// # Errors
    ///
    /// Where it stands twice.
    pub fn one(&self, name: &str) -> Result<Option<&str>, Problem> {
        let mut all = self.all(name);
        match (all.next(), all.next()) {
            (_, Some(_)) => Err(Problem::wrong(t!("wrong.twice", key = name))),
            (first, None) => Ok(first),
        }
    }

    /// What was typed in a field, as it was typed: for passwords.
    pub fn as_typed(&self, name: &str) -> &str {
        self.0.iter().find(|it| it.0 == name).map_or("", |it| it.1.as_str())
    }

    /// Every value of a field that is not empty.
    pub fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        let named = self.0.iter().filter(move |it| it.0 == name);
        named.map(|it| it.1.trim()).filter(|it| !it.is_empty())
    }

    /// All fields but the hidden one, to be shown again.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter(|it| it.0 != TOKEN).map(|it| (it.0.as_str(), it.1.as_str()))
    }
}

impl Desk {
    pub(super) fn is_own_token(&self, sent: Option<&str>) -> bool {
        // The digest is compared whole: how far two agree says nothing of use to who knows neither secret nor session.
        sent.is_some_and(|it| it == self.token)
    }
}
