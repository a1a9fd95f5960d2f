//! Files that pages use: committed, read from disk while developing, part of the program in a release.
//!
//! Their address holds a digest of all of them, so a browser may keep them for ever and sees a change at once.

use std::fmt::Write as _;
use std::sync::OnceLock;

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use crate::problem::Problem;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Files;

/// The digest of all files, as it stands in their addresses.
fn edition() -> &'static str {
    static EDITION: OnceLock<String> = OnceLock::new();
    EDITION.get_or_init(|| {
        let mut all = Sha256::new();
        let mut names: Vec<_> = Files::iter().collect();
        names.sort();
        for name in names {
            all.update(name.as_bytes());
            all.update(Files::get(&name).map(|it| it.metadata.sha256_hash()).unwrap_or_default());
        }
        all.finalize().iter().take(6).fold(String::new(), |mut made, it| {
            let _ = write!(made, "{it:02x}");
            made
        })
    })
}

/// Where a file is found.
pub fn path(name: &str) -> String {
    format!("/assets/{}/{name}", edition())
}

/// Hands out a file.
pub async fn serve(Path((edition, name)): Path<(String, String)>) -> Response {
    // What makes the files lies beside them, and is not handed out.
    let kind = match name.rsplit_once('.').map(|it| it.1) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => return Problem::NotFound.into_response(),
    };
    let Some(file) = Files::get(&name).filter(|_| edition == self::edition()) else {
        return Problem::NotFound.into_response();
    };
    let headers = [
        (CONTENT_TYPE, kind.to_owned()),
        (CACHE_CONTROL, "public, max-age=31536000, immutable".to_owned()),
        (ETAG, format!("\"{edition}\"")),
    ];
    (headers, file.data.into_owned()).into_response()
}
