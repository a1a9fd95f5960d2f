//! Bytes to text, and which format a text is in.

use std::io::{self, BufRead, Seek, SeekFrom};
use std::path::Path;

use crate::file::{Fault, Place};

/// Some programs begin a text with this invisible mark.
pub(super) const BOM: &[u8] = "\u{feff}".as_bytes();

/// How the people of a file are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// A list in YAML or JSON.
    Whole,
    /// One JSON object a line.
    Lines,
}

impl Format {
    /// By the file's name where that says it, else by the first character that is not blank.
    pub(super) fn of(name: &str, reader: &mut (impl BufRead + Seek)) -> io::Result<Self> {
        let extension =
            Path::new(name).extension().map(|it| it.to_string_lossy().to_ascii_lowercase());
        if let Some("jsonl" | "ndjson") = extension.as_deref() {
            return Ok(Self::Lines);
        }
        reader.seek(SeekFrom::Start(0))?;
        let first = first_character(reader)?;
        reader.seek(SeekFrom::Start(0))?;
        Ok(if first == Some(b'{') { Self::Lines } else { Self::Whole })
    }
}

fn first_character(reader: &mut impl BufRead) -> io::Result<Option<u8>> {
    loop {
        let part = match reader.fill_buf() {
            Ok(part) => part,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if part.is_empty() {
            return Ok(None);
        }
        let found = part.iter().copied().find(|it| !it.is_ascii_whitespace() && !BOM.contains(it));
        if found.is_some() {
            return Ok(found);
        }
        let n_blank = part.len();
        reader.consume(n_blank);
    }
}

/// Why bytes are not text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotText {
    /// A NUL byte, which no text holds, stands there.
    Nul(usize),
    /// What stands there is not UTF-8.
    NotUtf8(usize),
}

/// The text those bytes are.
pub(super) fn as_text(bytes: &[u8]) -> Result<&str, NotText> {
    if let Some(at) = bytes.contains(&0).then(|| bytes.iter().position(|it| *it == 0)).flatten() {
        return Err(NotText::Nul(at));
    }
    std::str::from_utf8(bytes).map_err(|it| NotText::NotUtf8(it.valid_up_to()))
}

impl NotText {
    /// The fault, placed in what the bytes look like as text.
    pub(super) fn fault(self, source: u32) -> Fault {
        let (at, message, help) = match self {
            Self::Nul(at) => (
                at,
                "this is not text: a NUL byte stands here",
                "is it a spreadsheet, a compressed file or UTF-16? save it as UTF-8 text",
            ),
            Self::NotUtf8(at) => (
                at,
                "this is not UTF-8 text",
                "save the file as UTF-8: in another encoding letters with accents come out wrong",
            ),
        };
        let start = u32::try_from(at).unwrap_or(u32::MAX);
        Fault::new(Place { source, start, end: start.saturating_add(1) }, message).help(help)
    }
}
