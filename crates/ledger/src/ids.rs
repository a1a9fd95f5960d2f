//! Ids of organisations and streams, judged at the door.

use std::fmt;

use crate::error::StoreError;

/// The longest id taken, in bytes.
pub(crate) const LONGEST: usize = 200;

/// Judges an id of any kind: not empty, not long, and no space or control character in it.
pub(crate) fn judge(what: &'static str, text: &str) -> Result<(), StoreError> {
    let is_well = !text.is_empty()
        && text.len() <= LONGEST
        && !text.chars().any(|it| it.is_control() || it.is_whitespace());
    if is_well {
        return Ok(());
    }
    Err(StoreError::unfit(what, "ids have 1 to 200 bytes, without spaces"))
}

/// An organisation: the tenant every row belongs to.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OrgId(String);

impl OrgId {
    /// The organisation of that code, such as `X99`.
    ///
    /// # Errors
    ///
    /// Where the text is empty, longer than 64 bytes or has other than letters, digits, `-`, `.` and `_`: it is part of
    /// the path of evidence files.
    pub fn new(code: impl Into<String>) -> Result<Self, StoreError> {
        let code = code.into();
        let allowed = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '.' | '_');
        let is_well =
            (1..=64).contains(&code.len()) && code.chars().all(allowed) && !code.starts_with('.');
        if is_well {
            return Ok(Self(code));
        }
        let help = "1 to 64 ASCII letters, digits, `-`, `.` and `_`, not beginning with `.`";
        Err(StoreError::unfit("organisation", help))
    }

    /// The rows that belong to the installation and to no organisation: accounts and sessions, and what happened to those
    /// who are a member of none.
    pub fn installation() -> Self {
        Self("-".to_owned())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OrgId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for OrgId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Entries that belong together and are sealed under one key: a person's record, their files, an organisation's
/// adoptions.
///
/// Its id is the part it is of, a colon, and whose or which it is: `person:p-017`, `person.files:p-017`,
/// `organisation:adoptions`. A stream of a part that begins with `person` belongs to that person and goes when they are
/// erased.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stream {
    text: String,
    /// Where what follows the colon begins.
    at: usize,
}

/// The part that holds what is known of people.
const PERSON: &str = "person";
/// The part that holds what is the organisation's own.
const ORGANISATION: &str = "organisation";

impl Stream {
    /// The record of a person.
    ///
    /// # Errors
    ///
    /// Where the id is empty, longer than 200 bytes or has spaces.
    pub fn person(id: &str) -> Result<Self, StoreError> {
        Self::of(PERSON, id)
    }

    /// What is a person's beside their record, under a key of its own: their `files`, their `reflections`.
    ///
    /// # Errors
    ///
    /// As [`Stream::person`]; the part is made of ASCII letters and `-`.
    pub fn beside_person(part: &str, id: &str) -> Result<Self, StoreError> {
        let is_word =
            |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_lowercase() || it == b'-');
        if !is_word(part) {
            return Err(StoreError::unfit(
                "part of a person's streams",
                "lower-case letters and `-`",
            ));
        }
        Self::of(&format!("{PERSON}.{part}"), id)
    }

    /// What is the organisation's own: `adoptions`, `decisions`, `settings`.
    ///
    /// # Errors
    ///
    /// As [`Stream::person`].
    pub fn organisation(name: &str) -> Result<Self, StoreError> {
        Self::of(ORGANISATION, name)
    }

    /// Where erasures are written down: entries that name only the id of the person erased.
    pub fn erasures() -> Self {
        let text = format!("{ORGANISATION}:erasures");
        Self { text, at: ORGANISATION.len() + 1 }
    }

    fn of(part: &str, id: &str) -> Result<Self, StoreError> {
        judge("id of a stream", id)?;
        Ok(Self { text: format!("{part}:{id}"), at: part.len() + 1 })
    }

    /// The stream a row names.
    pub(crate) fn from_row(text: String) -> Option<Self> {
        let at = text.find(':')? + 1;
        Some(Self { text, at })
    }

    /// The text, as it stands in the database.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The person it belongs to, if it belongs to one.
    pub fn person_id(&self) -> Option<&str> {
        let (part, id) = (self.text.get(..self.at)?, self.text.get(self.at..)?);
        let part = part.strip_suffix(':')?;
        (part == PERSON || part.starts_with("person.")).then_some(id)
    }

    /// The person whose record it is: not their files or other things beside it.
    pub fn record_of(&self) -> Option<&str> {
        self.text.strip_prefix("person:")
    }
}

impl fmt::Display for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_organisation_is_a_code_that_may_stand_in_a_path() {
        for well in ["X99", "a", "trust-1.b_c", &"x".repeat(64)] {
            assert!(OrgId::new(well).is_ok(), "{well}");
        }
        for ill in ["", "a/b", "..", ".a", "a b", "ä", "a:b", &"x".repeat(65)] {
            assert!(OrgId::new(ill).is_err(), "{ill}");
        }
    }

    #[test]
    fn a_stream_says_whose_it_is() {
        assert_eq!(Stream::person("p:1/x").unwrap().person_id(), Some("p:1/x"));
        let files = Stream::beside_person("files", "p-1").unwrap();
        assert_eq!(
            (files.as_str(), files.person_id(), files.record_of()),
            ("person.files:p-1", Some("p-1"), None)
        );
        assert_eq!(Stream::organisation("adoptions").unwrap().person_id(), None);
        assert_eq!(Stream::person("p").unwrap().record_of(), Some("p"));
    }

    #[test]
    fn an_id_with_a_space_or_none_at_all_is_refused() {
        for ill in ["", " ", "a b", "a\n", "a\0"] {
            assert!(Stream::person(ill).is_err(), "{ill:?}");
        }
        assert!(Stream::beside_person("Files", "p").is_err());
        assert!(Stream::beside_person("", "p").is_err());
    }
}
