//! Text as tables are written in it: the encoding, the separator, the lines.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::{Limits, Row, TableFault, too_large};

/// The separators, in the order in which they are tried.
const SEPARATORS: [(u8, &str); 3] = [(b',', "commas"), (b';', "semicolons"), (b'\t', "tabs")];
/// Lines that are looked at to find the separator.
const LOOKED_AT: usize = 60;

/// How it is written, and every line that is not blank.
pub(super) fn rows(bytes: &[u8], limits: Limits) -> Result<(String, Vec<Row>), TableFault> {
    let (encoding, text) = decoded(bytes)?;
    let (said, body) = said_separator(&text);
    let (separator, called) = match said {
        Some(it) => it,
        None => found_separator(body),
    };
    let skipped = usize::from(said.is_some());
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(body.as_bytes());
    let mut lines = Lines::of(body);
    let mut rows = Vec::new();
    let mut last_spans = (0, 0);
    for record in reader.records() {
        // The text is UTF-8 and lines may be of any length, so nothing else can be wrong.
        let Ok(record) = record else { return Err(TableFault::Other { what: "not text" }) };
        let at = record.position().map_or(0, |it| usize::try_from(it.byte()).unwrap_or(usize::MAX));
        let line = lines.line_at(at).saturating_add(skipped);
        if record.len() > limits.n_columns {
            return Err(too_large("columns", limits.n_columns));
        }
        let breaks = record.iter().map(|it| it.matches('\n').count()).sum::<usize>();
        last_spans = (line, breaks);
        if record.iter().all(|it| it.trim().is_empty()) {
            continue;
        }
        if rows.len() >= limits.n_rows {
            return Err(too_large("rows", limits.n_rows));
        }
        rows.push(Row { line, cells: record.iter().map(|it| it.trim().to_owned()).collect() });
    }
    // A quotation mark that nobody closed swallows the rest of the file into one cell.
    let is_odd = body.bytes().filter(|it| *it == b'"').count() % 2 == 1;
    if is_odd && last_spans.1 > 0 {
        return Err(TableFault::Unclosed { line: last_spans.0 });
    }
    Ok((format!("{encoding}, {called}"), rows))
}

/// Counts lines on the way through a text.
struct Lines<'a> {
    rest: &'a [u8],
    at: usize,
    line: usize,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        Self { rest: text.as_bytes(), at: 0, line: 1 }
    }

    /// The line of what stands at a byte or, where a line ends or blank ones follow there, of what comes next. Each is
    /// asked about after those before it.
    fn line_at(&mut self, at: usize) -> usize {
        while let Some((first, rest)) = self.rest.split_first() {
            if self.at >= at && !matches!(first, b'\n' | b'\r') {
                break;
            }
            self.line += usize::from(*first == b'\n');
            (self.rest, self.at) = (rest, self.at + 1);
        }
        self.line
    }
}

/// The text, and in which encoding it was. What is neither UTF-8 nor marked is Windows-1252, as Excel writes it.
fn decoded(bytes: &[u8]) -> Result<(&'static str, String), TableFault> {
    let (encoding, mark) = match Encoding::for_bom(bytes) {
        Some(it) => it,
        None => (unmarked(bytes), 0),
    };
    let rest = bytes.get(mark..).unwrap_or_default();
    let name = match encoding.name() {
        "UTF-16LE" | "UTF-16BE" => "UTF-16",
        "windows-1252" => "Windows-1252",
        _ => "UTF-8",
    };
    let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(rest) else {
        let at = mark + std::str::from_utf8(rest).err().map_or(0, |it| it.valid_up_to());
        return Err(TableFault::Encoding { encoding: name, at });
    };
    // Bytes that no text of that encoding has are of another, or of no text at all.
    let is_text = |it: char| !it.is_control() || matches!(it, '\n' | '\r' | '\t');
    if let Some((at, _)) = text.char_indices().find(|it| !is_text(it.1)) {
        if text.contains('\0') || encoding == WINDOWS_1252 {
            return Err(TableFault::Other { what: "not text" });
        }
        return Err(TableFault::Encoding { encoding: name, at });
    }
    Ok((name, text.into_owned()))
}

fn unmarked(bytes: &[u8]) -> &'static Encoding {
    // Every other byte of western text in UTF-16 is 0.
    let start = bytes.get(..bytes.len().min(400)).unwrap_or_default();
    let zeros = |of: usize| start.iter().skip(of).step_by(2).filter(|it| **it == 0).count();
    let most = start.len() / 4;
    if zeros(1) > most && zeros(0) <= zeros(1) / 4 {
        return UTF_16LE;
    }
    if zeros(0) > most && zeros(1) <= zeros(0) / 4 {
        return UTF_16BE;
    }
    if std::str::from_utf8(bytes).is_ok() { UTF_8 } else { WINDOWS_1252 }
}

/// The separator that a first line `sep=;` names, as Excel understands it, and the rest.
fn said_separator(text: &str) -> (Option<(u8, &'static str)>, &str) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let said = first.trim_end_matches('\r').strip_prefix("sep=").map(str::as_bytes);
    let found = said.and_then(|it| match it {
        [one] => SEPARATORS.iter().find(|it| it.0 == *one).copied(),
        _ => None,
    });
    (found, if found.is_some() { rest } else { text })
}

/// The separator by which most lines have the same number of columns, and most of them.
fn found_separator(text: &str) -> (u8, &'static str) {
    let width = |separator: u8| -> usize {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .from_reader(text.as_bytes());
        let lines = reader.records().take(LOOKED_AT).filter_map(Result::ok);
        let mut widths: Vec<usize> = lines.map(|it| it.len()).filter(|it| *it > 1).collect();
        widths.sort_unstable();
        let runs = widths.chunk_by(|a, b| a == b);
        runs.map(|it| it.len() * it.first().copied().unwrap_or(0)).max().unwrap_or(0)
    };
    let best = SEPARATORS.iter().rev().max_by_key(|it| width(it.0));
    best.copied().unwrap_or((b',', "commas"))
}
