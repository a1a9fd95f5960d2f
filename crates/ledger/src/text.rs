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

/// SHA-256 as hexadecimal, for paths.
pub(crate) fn digest_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut made, it| {
        made.push_str(&format!("{it:02x}"));
        made
    })
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

/// The bytes are no such fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Damaged;

/// Fields being read back.
#[derive(Debug)]
pub(crate) struct Reading<'a>(&'a [u8]);

impl<'a> Reading<'a> {
    pub(crate) fn of(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) fn is_over(&self) -> bool {
        self.0.is_empty()
    }

    fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        Some(taken)
    }

    fn word(&mut self) -> Option<[u8; 8]> {
        self.take(8)?.try_into().ok()
    }

    /// A text, or that there is none.
    pub(crate) fn maybe(&mut self) -> Result<Option<&'a str>, Damaged> {
        match self.take(1) {
            Some([NONE]) => Ok(None),
            Some([TEXT]) => self.rest_of_text().map(Some).ok_or(Damaged),
            _ => Err(Damaged),
        }
    }

    fn rest_of_text(&mut self) -> Option<&'a str> {
        let n = usize::try_from(u64::from_be_bytes(self.word()?)).ok()?;
        std::str::from_utf8(self.take(n)?).ok()
    }

    pub(crate) fn text(&mut self) -> Option<&'a str> {
        self.maybe().ok()?
    }

    pub(crate) fn number(&mut self) -> Option<i64> {
        if self.take(1)? != [NUMBER] {
            return None;
        }
        Some(i64::from_be_bytes(self.word()?))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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

    proptest! {
        /// What was put together is read back.
        #[test]
        fn fields_are_read_back(fields in prop::collection::vec((prop::option::of(".*"), any::<i64>()), 0..8)) {
            let mut made = Fields::default();
            for (text, number) in &fields {
                made.maybe(text.as_deref()).number(*number);
            }
            let mut reading = Reading::of(made.bytes());
            for (text, number) in &fields {
                prop_assert_eq!(reading.maybe(), Ok(text.as_deref()));
                prop_assert_eq!(reading.number(), Some(*number));
            }
            prop_assert!(reading.is_over());
        }

        /// Bytes that nobody put together are refused, and never stop the program.
        #[test]
        fn damaged_fields_do_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            let mut reading = Reading::of(&bytes);
            while !reading.is_over() && reading.maybe().is_ok() {}
            let mut reading = Reading::of(&bytes);
            while !reading.is_over() && reading.number().is_some() {}
        }
    }
}
