//! A file line by line, however long its lines are.

use std::io::{self, BufRead, Read, Seek, SeekFrom};

use super::text::{BOM, as_text};
use crate::file::{Fault, Place};

/// The longest line taken, in bytes: a person's record is a thousandth of it.
pub(super) const LONGEST_LINE: usize = 4_000_000;

/// Reads lines one after another, holding one at a time.
pub(super) struct Lines<R> {
    reader: R,
    buffer: Vec<u8>,
    number: u32,
    offset: u64,
}

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) offset: u64,
    pub(super) line: u32,
}

/// Reads single lines at known places; in the order of the file it does so without going back.
pub(super) struct Texts<'a, R> {
    reader: &'a mut R,
    /// Where the reader stands, once that is known.
    at: Option<u64>,
}

/// Up to so many bytes further on are read past: going there would throw away what is already at hand.
const NEAR: u64 = 4_000_000;

impl<'a, R: BufRead + Seek> Texts<'a, R> {
    pub(super) fn new(reader: &'a mut R) -> Self {
        Self { reader, at: None }
    }

    /// The line that stands there. What is no text by now was when its place was noted; as nothing it is nobody, and
    /// so the change is noticed.
    pub(super) fn at(&mut self, spot: Spot) -> io::Result<String> {
        let ahead =
            self.at.take().and_then(|at| spot.offset.checked_sub(at)).filter(|it| *it <= NEAR);
        match ahead {
            Some(n_bytes) => {
                io::copy(&mut self.reader.by_ref().take(n_bytes), &mut io::sink())?;
            }
            None => {
                self.reader.seek(SeekFrom::Start(spot.offset))?;
            }
        }
        let mut lines = Lines::from(&mut *self.reader, spot.line, spot.offset);
        let line = lines.next()?;
        let text =
            line.and_then(|it| as_text(it.bytes).ok().map(ToOwned::to_owned)).unwrap_or_default();
        self.at = Some(lines.offset);
        Ok(text)
    }
}

/// One line, without the mark at the beginning of a file and without its end.
pub(super) struct Line<'a> {
    /// What stands in it; of one that is too long, only the beginning.
    pub(super) bytes: &'a [u8],
    /// Counted from one.
    pub(super) number: u32,
    /// Where in the file it begins.
    pub(super) offset: u64,
    /// Whether it is longer than [`LONGEST_LINE`].
    pub(super) too_long: bool,
}

impl<R: BufRead> Lines<R> {
    /// Begins at a line of that number, which stands at that offset.
    pub(super) fn from(reader: R, number: u32, offset: u64) -> Self {
        Self { reader, buffer: Vec::new(), number: number.saturating_sub(1), offset }
    }

    /// The next line, if there is one.
    pub(super) fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        self.buffer.clear();
        // One more than the longest line and its end, to see that there is more.
        let most = LONGEST_LINE as u64 + 3;
        let n_read = self.reader.by_ref().take(most).read_until(b'\n', &mut self.buffer)?;
        if n_read == 0 {
            return Ok(None);
        }
        let mut n_skipped = 0;
        if n_read as u64 == most && self.buffer.last() != Some(&b'\n') {
            n_skipped = self.reader.skip_until(b'\n')?;
        }
        let offset = self.offset;
        self.offset += n_read as u64 + n_skipped as u64;
        self.number = self.number.saturating_add(1);
        let bytes = self.buffer.as_slice();
        let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        let bytes = if offset == 0 { bytes.strip_prefix(BOM).unwrap_or(bytes) } else { bytes };
        let too_long = n_skipped > 0 || bytes.len() > LONGEST_LINE;
        Ok(Some(Line { bytes, number: self.number, offset, too_long }))
    }
}

impl Line<'_> {
    /// Whether nothing stands in it.
    pub(super) fn is_blank(&self) -> bool {
        self.bytes.iter().all(u8::is_ascii_whitespace)
    }

    /// The fault of a line that is too long.
    pub(super) fn fault(source: u32) -> Fault {
        let message = format!("this line is longer than {} MB", LONGEST_LINE / 1_000_000);
        Fault::new(Place { source, start: 0, end: 0 }, message)
            .help("write one person on each line")
    }
}
