//! Sources: the texts faults speak of, and the part of one to show.

use std::fmt;

/// A stretch of one source, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Place {
    /// Which source, by its number in [`Sources`].
    pub source: u32,
    /// The first byte.
    pub start: u32,
    /// The first byte after.
    pub end: u32,
}

/// One file as it was handed over: a name to show and the text.
#[derive(Clone)]
pub struct Source {
    /// The path or other name to show.
    pub name: String,
    /// The whole text.
    pub text: String,
    /// How many lines of the file come before this text (for a file that is read line by line).
    pub lines_before: usize,
}

/// The name only: the text may be full of names.
impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").field("name", &self.name).finish_non_exhaustive()
    }
}

/// The files a set of faults speaks of.
#[derive(Debug, Clone, Default)]
pub struct Sources(Vec<Source>);

impl Sources {
    /// Keeps a source and gives its number.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> u32 {
        self.add_from_line(name, text, 0)
    }

    /// Keeps a source that is only a part of a file, which `lines_before` lines precede.
    pub fn add_from_line(
        &mut self,
        name: impl Into<String>,
        text: impl Into<String>,
        lines_before: usize,
    ) -> u32 {
        self.0.push(Source { name: name.into(), text: text.into(), lines_before });
        u32::try_from(self.0.len() - 1).unwrap_or(u32::MAX)
    }

    /// How many sources there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The source of that number.
    pub fn get(&self, source: u32) -> Option<&Source> {
        self.0.get(source as usize)
    }

    /// File, line and column of a place, both counted from one.
    pub fn locate(&self, place: Place) -> Option<(&str, usize, usize)> {
        let source = self.get(place.source)?;
        let upto = source.text.floor_char_boundary(place.start as usize);
        let upto = source.text.get(..upto).unwrap_or(&source.text);
        let line = upto.bytes().filter(|it| *it == b'\n').count() + 1 + source.lines_before;
        let column =
            upto.rsplit('\n').next().unwrap_or("").trim_start_matches(BOM).chars().count() + 1;
        Some((&source.name, line, column))
    }
}

/// Some programs begin a text with this invisible mark.
const BOM: char = '\u{feff}';

/// A few lines of a source around a place.
#[derive(Clone, Copy)]
pub(super) struct Excerpt<'a> {
    source: u32,
    pub(super) name: &'a str,
    pub(super) text: &'a str,
    offset: usize,
    pub(super) line: usize,
}

/// A longer line is not shown at all; of one that is wider than a screen only the part around the fault is.
const LONGEST_SHOWN: usize = 20_000;

/// About as many characters as fit beside each other on a screen.
const SCREEN: usize = 120;

impl<'a> Excerpt<'a> {
    pub(super) fn around(place: Place, sources: &'a Sources) -> Option<Self> {
        let source = sources.get(place.source)?;
        let text = source.text.as_str();
        let at = text.floor_char_boundary(place.start as usize);
        let start = text.get(..at)?.rfind('\n').map_or(0, |it| it + 1);
        let upto = text.get(at..)?.find('\n').map_or(text.len(), |it| at + it);
        // What the place covers may run over several lines: the first two are enough to find it.
        let end = text
            .get(upto..)?
            .get(1..)
            .and_then(|it| it.find('\n'))
            .map_or(upto, |it| if place.end as usize > upto { upto + 1 + it } else { upto });
        let start = if text.get(start..).is_some_and(|it| it.starts_with(BOM)) {
            start + BOM.len_utf8()
        } else {
            start
        };
        let part = text.get(start..end)?;
        // A file from another system ends its lines with CR LF.
        let part = part.strip_suffix('\r').unwrap_or(part);
        let readable = part.lines().all(|it| it.len() <= LONGEST_SHOWN)
            && !part
                .replace("\r\n", "\n")
                .contains(|c: char| c.is_control() && c != '\t' && c != '\n');
        if !readable {
            return None;
        }
        let line = text.get(..start)?.bytes().filter(|it| *it == b'\n').count() + 1;
        let line = line + source.lines_before;
        Some(Self { source: place.source, name: &source.name, text: part, offset: start, line })
    }

    pub(super) fn holds(&self, place: Place) -> bool {
        place.source == self.source
            && place.start as usize >= self.offset
            && place.end as usize <= self.offset + self.text.len()
    }

    /// Whether both fit on a screen: only then are they shown in one excerpt.
    pub(super) fn near(&self, one: Place, other: Place) -> bool {
        let widest = self.text.lines().map(str::len).max().unwrap_or(0);
        widest <= SCREEN
            || one.start.abs_diff(other.end).max(other.start.abs_diff(one.end)) as usize <= SCREEN
    }

    /// The place within the excerpt, widened to whole characters: a reader may count a fault as one byte.
    pub(super) fn span(&self, place: Place) -> std::ops::Range<usize> {
        let within = |it: u32| (it as usize).saturating_sub(self.offset).min(self.text.len());
        let start = self.text.floor_char_boundary(within(place.start));
        let end = self.text.ceil_char_boundary(within(place.end).max(start));
        // Under something wider than a screen only its beginning is marked.
        let covered = self.text.get(start..end).unwrap_or_default();
        match covered.chars().next() {
            Some(first) if covered.len() > SCREEN && !covered.contains('\n') => {
                start..start + first.len_utf8()
            }
            _ => start..end,
        }
    }
}
