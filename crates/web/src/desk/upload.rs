//! A file that a form sent, read once, bounded, and only from a page of ours.

use std::sync::Arc;

use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};
use axum::http::StatusCode;

use super::form::TOKEN;
use super::{Desk, NoDesk};
use crate::problem::Problem;
use crate::site::Site;
use crate::text::t;

/// The most that a form with a file sends, in bytes: the largest file, and room for what stands around it.
pub const LARGEST_UPLOAD: usize = 20_500_000;
/// The longest field beside the file, in bytes.
const LONGEST_FIELD: usize = 10_000;

/// A form of somebody who is signed in, with the file it sent, of at most so many bytes. The hidden field comes first, so that nothing is read of a
/// form that is not ours.
pub struct Uploaded<const MOST: usize = LARGEST_UPLOAD> {
    /// Who sent it.
    pub desk: Desk,
    /// What it is called, what the browser says it is, and what is in it; none where nothing was chosen.
    pub file: Option<(String, Option<String>, Vec<u8>)>,
}

impl<const MOST: usize> FromRequest<Arc<Site>> for Uploaded<MOST> {
    type Rejection = NoDesk;

    async fn from_request(request: Request, site: &Arc<Site>) -> Result<Self, NoDesk> {
        let (mut parts, body) = request.into_parts();
        let desk = Desk::from_request_parts(&mut parts, site).await?;
        let request = Request::from_parts(parts, body);
        let broken = |it: MultipartError| match it.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge,
            _ => Problem::wrong(t!("wrong.form")),
        };
        let mut form = Multipart::from_request(request, site)
            .await
            .map_err(|_| Problem::wrong(t!("wrong.form")))?;
        let (mut is_ours, mut file) = (false, None);
        while let Some(mut field) = form.next_field().await.map_err(broken)? {
            match field.name() {
                Some(TOKEN) if !is_ours => {
                    let text = bounded(&mut field, LONGEST_FIELD).await?;
                    is_ours = desk.is_own_token(std::str::from_utf8(&text).ok());
                    if !is_ours {
                        break;
                    }
                }
                Some("file") if is_ours && file.is_none() => {
                    let name = field.file_name().unwrap_or_default().to_owned();
                    let declared = field.content_type().map(ToOwned::to_owned);
                    let content = bounded(&mut field, MOST).await?;
                    if !name.is_empty() || !content.is_empty() {
                        file = Some((name, declared, content));
                    }
                }
                _ if is_ours => return Err(Problem::wrong(t!("wrong.form")).into()),
                _ => break,
            }
        }
        if is_ours { Ok(Self { desk, file }) } else { Err(Problem::StaleForm.into()) }
    }
}

async fn bounded(
    field: &mut axum::extract::multipart::Field<'_>,
    most: usize,
) -> Result<Vec<u8>, Problem> {
    let mut made = Vec::new();
    loop {
        // A body that grows beyond what the route takes fails here as well.
        let Some(part) = field.chunk().await.map_err(|_| Problem::TooLarge)? else {
            return Ok(made);
        };
        if made.len() + part.len() > most {
            return Err(Problem::TooLarge);
        }
        made.extend_from_slice(&part);
    }
}
