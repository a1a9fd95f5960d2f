//! What a file is, told from its content: evidence people read, and nothing that runs or unpacks.
//!
//! A name and a declared type are only what somebody says. What is not on the list is refused: archives, programs,
//! web pages, documents that hold macros or other files. What a compressed part of a PDF holds is not looked into.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

/// What a file was found to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A PDF.
    Pdf,
    /// A picture.
    Jpeg,
    /// A picture.
    Png,
    /// A picture.
    Webp,
    /// A picture.
    Tiff,
    /// A picture, as telephones take them.
    Heif,
    /// A Word document.
    Docx,
    /// An Excel workbook.
    Xlsx,
    /// A PowerPoint presentation.
    Pptx,
    /// An OpenDocument text.
    Odt,
    /// An OpenDocument spreadsheet.
    Ods,
    /// An OpenDocument presentation.
    Odp,
    /// Text in UTF-8.
    Text,
}

/// Why a file is not taken, and what to do instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct Refused {
    /// Why.
    pub why: &'static str,
    /// What to do.
    pub help: &'static str,
}

const KINDS: &[(FileKind, &str)] = &[
    (FileKind::Pdf, "application/pdf"),
    (FileKind::Jpeg, "image/jpeg"),
    (FileKind::Png, "image/png"),
    (FileKind::Webp, "image/webp"),
    (FileKind::Tiff, "image/tiff"),
    (FileKind::Heif, "image/heif"),
    (FileKind::Docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (FileKind::Xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (FileKind::Pptx, "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    (FileKind::Odt, "application/vnd.oasis.opendocument.text"),
    (FileKind::Ods, "application/vnd.oasis.opendocument.spreadsheet"),
    (FileKind::Odp, "application/vnd.oasis.opendocument.presentation"),
    (FileKind::Text, "text/plain"),
];

impl FileKind {
    /// Its media type, with which it is served, as an attachment and never in place.
    pub fn media_type(self) -> &'static str {
        KINDS
            .iter()
            .find(|(it, _)| *it == self)
            .map_or("application/octet-stream", |(_, word)| word)
    }

    pub(crate) fn of_media_type(word: &str) -> Option<Self> {
        KINDS.iter().find(|(_, it)| *it == word).map(|(it, _)| *it)
    }

    /// What the content is.
    ///
    /// # Errors
    ///
    /// Where it is nothing that is taken.
    pub fn of(content: &[u8]) -> Result<Self, Refused> {
        if content.is_empty() {
            return Err(Refused { why: "the file is empty", help: "choose another" });
        }
        if content.starts_with(b"PK") {
            return of_archive(content);
        }
        // A file that is one thing from its beginning and an archive from its end is made to deceive.
        if has_archive_at_its_end(content) {
            return Err(Refused { why: "an archive is hidden in the file", help: SAVE_AS_PDF });
        }
        let found = infer::get(content).map(|it| it.mime_type());
        let kind = found.and_then(Self::of_media_type);
        match (kind, found) {
            (Some(Self::Pdf), _) => of_pdf(content),
            (Some(kind), _) if is_picture(kind) => Ok(kind),
            (_, None) => of_text(content),
            _ => Err(NOT_TAKEN),
        }
    }
}

fn is_picture(kind: FileKind) -> bool {
    use FileKind::{Heif, Jpeg, Png, Tiff, Webp};
    matches!(kind, Jpeg | Png | Webp | Tiff | Heif)
}

const SAVE_AS_PDF: &str = "save it as a PDF, or print it and take a picture, and upload that";
const NOT_TAKEN: Refused = Refused {
    why: "files of this kind are not taken",
    help: "PDF, pictures, Word, Excel, PowerPoint, OpenDocument without macros, and plain text are",
};
const MACROS: Refused =
    Refused { why: "the document holds macros or other programs", help: SAVE_AS_PDF };
const EMBEDDED: Refused = Refused { why: "the document holds other files", help: SAVE_AS_PDF };
const BROKEN: Refused =
    Refused { why: "the document is damaged", help: "open it, save it again, and upload that" };

fn holds(content: &[u8], word: &[u8]) -> bool {
    memchr::memmem::find(content, word).is_some()
}

/// An archive's directory stands at its end, before a comment of at most 64 kB.
fn has_archive_at_its_end(content: &[u8]) -> bool {
    let from = content.len().saturating_sub(66_000);
    content.get(from..).is_some_and(|it| holds(it, b"PK\x05\x06"))
}

fn of_pdf(content: &[u8]) -> Result<FileKind, Refused> {
    if holds(content, b"/JavaScript") || holds(content, b"/Launch") {
        return Err(MACROS);
    }
    if holds(content, b"/EmbeddedFile") {
        return Err(EMBEDDED);
    }
    Ok(FileKind::Pdf)
}

fn of_text(content: &[u8]) -> Result<FileKind, Refused> {
    let Ok(text) = std::str::from_utf8(content) else { return Err(NOT_TAKEN) };
    if text.chars().any(|it| it.is_control() && !matches!(it, '\n' | '\r' | '\t' | '\u{c}')) {
        return Err(NOT_TAKEN);
    }
    // What a browser or a shell would run begins with a mark of its own.
    let begin = text.trim_start_matches('\u{feff}').trim_start();
    if begin.starts_with(['<', '#']) && (begin.starts_with('<') || begin.starts_with("#!")) {
        return Err(NOT_TAKEN);
    }
    if ["%!PS", "{\\rtf", "MZ"].iter().any(|it| begin.starts_with(it)) {
        return Err(NOT_TAKEN);
    }
    Ok(FileKind::Text)
}

/// The most that is unpacked of one part, in bytes: what is looked at is a list of parts.
const MOST_UNPACKED: u64 = 4_000_000;

/// Office documents are archives of named parts; every other archive is refused.
fn of_archive(content: &[u8]) -> Result<FileKind, Refused> {
    let mut archive = ZipArchive::new(Cursor::new(content)).map_err(|_| BROKEN)?;
    let names = archive.file_names().map(|it| it.map(|it| it.to_ascii_lowercase()));
    let names: Vec<String> = names.collect::<Result<_, _>>().map_err(|_| BROKEN)?;
    if let Some(types) = part(&mut archive, "[Content_Types].xml")? {
        return of_office_open(&types.to_ascii_lowercase(), &names);
    }
    if let Some(word) = part(&mut archive, "mimetype")? {
        return of_open_document(word.trim(), &names);
    }
    Err(Refused {
        why: "archives are not taken",
        help: "unpack it, and upload the documents one by one",
    })
}

fn part(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<Option<String>, Refused> {
    let Ok(file) = archive.by_name(name) else { return Ok(None) };
    let mut text = String::new();
    let n_read = file.take(MOST_UNPACKED + 1).read_to_string(&mut text).map_err(|_| BROKEN)?;
    if n_read as u64 > MOST_UNPACKED {
        return Err(BROKEN);
    }
    Ok(Some(text))
}

/// By the list of what its parts are, which a program must go by too: a part's name may be anything.
fn of_office_open(types: &str, names: &[String]) -> Result<FileKind, Refused> {
    let says = |word: &str| types.contains(word);
    let has = |word: &str| names.iter().any(|it| it.contains(word));
    if says("macroenabled")
        || says("vbaproject")
        || says("activex")
        || says("ms-office.vba")
        || has("vbaproject")
    {
        return Err(MACROS);
    }
    if says("oleobject") || has("/embeddings/") {
        return Err(EMBEDDED);
    }
    let main = [
        ("wordprocessingml.document.main+xml", FileKind::Docx),
        ("spreadsheetml.sheet.main+xml", FileKind::Xlsx),
        ("presentationml.presentation.main+xml", FileKind::Pptx),
    ];
    main.iter().find(|(word, _)| says(word)).map(|(_, kind)| *kind).ok_or(NOT_TAKEN)
}

fn of_open_document(word: &str, names: &[String]) -> Result<FileKind, Refused> {
    let kind = FileKind::of_media_type(word).ok_or(NOT_TAKEN)?;
    if !matches!(kind, FileKind::Odt | FileKind::Ods | FileKind::Odp) {
        return Err(NOT_TAKEN);
    }
    if names.iter().any(|it| it.starts_with("basic/") || it.starts_with("scripts/")) {
        return Err(MACROS);
    }
    if names.iter().any(|it| it.starts_with("object ")) {
        return Err(EMBEDDED);
    }
    Ok(kind)
}

#[cfg(test)]
mod tests;
