//! Bytes as text, and the one encoding that hashes and compact rows are made over.
//!
//! Each field is a mark, its length and its bytes, so that no two lists of fields have the same encoding. A hash is over
//! this and never over what an engine returns.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// Bytes as base64url, without padding.
pub(crate) fn to_text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The bytes of such a text.
pub(crate) fn to_bytes(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// SHA-256 as base64url.
pub(crate) fn digest(bytes: &[u8]) -> String {
    to_text(&Sha256::digest(bytes))
}

const NONE: u8 = 0;
const TEXT: u8 = 1;
const NUMBER: u8 = 2;

/// Fields being put together.
#[derive(Debug, Default)]
pub(crate) struct Fields(Vec<u8>);

impl Fields {
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.0.push(TEXT);
        self.0.extend((text.len() as u64).to_be_bytes());
        self.0.extend(text.as_bytes());
        self
    }

    pub(crate) fn maybe(&mut self, text: Option<&str>) -> &mut Self {
        if let Some(it) = text {
            return self.text(it);
        }
        self.0.push(NONE);
        self
    }

    pub(crate) fn number(&mut self, number: i64) -> &mut Self {
        self.0.push(NUMBER);
        self.0.extend(number.to_be_bytes());
        self
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_that_run_together_are_told_apart() {
        let of = |fields: &[Option<&str>]| {
            let mut made = Fields::default();
            for it in fields {
                made.maybe(*it);
            }
            made.bytes().to_vec()
        };
        assert_ne!(of(&[Some("ab"), Some("c")]), of(&[Some("a"), Some("bc")]));
        assert_ne!(of(&[Some("")]), of(&[None]));
    }
}
