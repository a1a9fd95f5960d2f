//! A table, read from the bytes of a file: comma-separated or an Excel workbook, in whatever encoding.

mod head;
mod sheet;
mod text;

use std::collections::BTreeSet;

/// What a file may ask of us. A register of 50,000 people with forty columns stays below each.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of the file.
    pub n_bytes: usize,
    /// Bytes of a workbook once it is unpacked.
    pub n_unpacked: u64,
    /// Rows.
    pub n_rows: usize,
    /// Columns.
    pub n_columns: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { n_bytes: 50_000_000, n_unpacked: 400_000_000, n_rows: 200_000, n_columns: 300 }
    }
}

/// A row of a table, with the line it stands on.
#[derive(Clone, PartialEq, Eq)]
pub struct Row {
    /// The line of the file, or the row of the sheet, from 1.
    pub line: usize,
    /// What stands in each column, without blanks around it.
    pub cells: Vec<String>,
}

/// Without what stands in it, which may be anybody's.
impl std::fmt::Debug for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Row")
            .field("line", &self.line)
            .field("n_cells", &self.cells.len())
            .finish_non_exhaustive()
    }
}

/// A table: its header and its rows.
#[derive(Debug, Clone)]
pub struct Table {
    /// How it was written, in a word or two: `UTF-8, commas`, `Excel workbook, sheet Staff`.
    pub written: String,
    /// The header.
    pub header: Row,
    /// The rows below it. Blank lines and a line of totals are not among them.
    pub rows: Vec<Row>,
    /// How many lines before the header were taken for a title.
    pub n_above: usize,
}

/// Why a file is no table that can be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TableFault {
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// It is too large in some way.
    #[error("the file has more than {most} {what}")]
    TooLarge {
        /// Of what.
        what: &'static str,
        /// How many there may be.
        most: u64,
    },
    /// It is something else.
    #[error("the file is {what}, and no table")]
    Other {
        /// What.
        what: &'static str,
    },
    /// It says that it is in an encoding and is not.
    #[error("the file says that its text is {encoding}, and near byte {at} it is not")]
    Encoding {
        /// Which.
        encoding: &'static str,
        /// About where.
        at: usize,
    },
    /// A quotation mark is opened and never closed.
    #[error("a quotation mark is opened on line {line} and never closed")]
    Unclosed {
        /// Where.
        line: usize,
    },
    /// No line could be the header.
    #[error("no line with the names of columns was found")]
    NoHeader,
    /// There are names of columns, and nothing below them.
    #[error("there are no rows below the header on line {line}")]
    NoRows {
        /// Where the header stands.
        line: usize,
    },
    /// The workbook cannot be opened.
    #[error("the workbook cannot be read: {why}")]
    Workbook {
        /// What its reader says.
        why: String,
    },
}

impl TableFault {
    /// What to do about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Empty | Self::NoRows { .. } => "export it again, and look whether it has rows",
            Self::TooLarge { .. } => "split it into several files, each with the header",
            Self::Other { .. } => "save it as CSV UTF-8 or as an Excel workbook (.xlsx)",
            Self::Encoding { .. } => "save it again as CSV UTF-8",
            Self::Unclosed { .. } => {
                "the file may be cut off there: export it again, or close the quotation mark"
            }
            Self::NoHeader => {
                "the first lines must hold the names of the columns, such as Employee Number"
            }
            Self::Workbook { .. } => {
                "open it, save it as an Excel workbook (.xlsx) without a password, and try again"
            }
        }
    }
}

/// Reads a table. Names of columns that are `known` help to find the header below title lines; they are compared as
/// [`folded`] makes them.
///
/// # Errors
///
/// Where it is none, or too large.
pub fn read(bytes: &[u8], known: &BTreeSet<String>, limits: Limits) -> Result<Table, TableFault> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(TableFault::Empty);
    }
    if bytes.len() > limits.n_bytes {
        return Err(too_large("bytes", limits.n_bytes));
    }
    if let Some(what) = other_kind(bytes) {
        return Err(TableFault::Other { what });
    }
    let (written, rows) = if bytes.starts_with(b"PK\x03\x04") {
        sheet::rows(bytes, limits)?
    } else {
        text::rows(bytes, limits)?
    };
    head::table(written, rows, known)
}

/// A name or a word as two of them are compared: small letters and digits, one blank between words.
pub fn folded(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    for it in text.chars() {
        if it.is_alphanumeric() {
            made.extend(it.to_lowercase());
        } else if it != '\'' && it != '’' && !made.ends_with(' ') {
            made.push(' ');
        }
    }
    made.trim().to_owned()
}

fn too_large(what: &'static str, most: usize) -> TableFault {
    TableFault::TooLarge { what, most: most as u64 }
}

/// What a file is that is no table, by its first bytes.
fn other_kind(bytes: &[u8]) -> Option<&'static str> {
    let kinds: [(&[u8], &str); 7] = [
        (b"\xD0\xCF\x11\xE0", "an old Excel file (.xls), or one with a password"),
        (b"%PDF", "a PDF"),
        (b"\x89PNG", "a picture"),
        (b"\xFF\xD8\xFF", "a picture"),
        (b"\x1F\x8B", "a packed file (.gz)"),
        (b"{\\rtf", "a text document"),
        (b"<", "a web page or an XML file"),
    ];
    kinds.iter().find(|it| bytes.trim_ascii_start().starts_with(it.0)).map(|it| it.1)
}

#[cfg(test)]
mod tests;
