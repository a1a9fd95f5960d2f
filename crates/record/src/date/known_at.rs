//! Instants, and the moment of knowledge.

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde_json::Value as Json;

use super::day::Day;
use crate::file::{
    Fault, Faults, Node, Schemas, Shape, Written, expected, scalar_schema, write_plain,
};

/// The zone in which an instant becomes a day.
pub(super) fn london() -> TimeZone {
    TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC)
}

/// The moment of knowledge: only what had been recorded by then counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownAt {
    instant: Option<Timestamp>,
    day: Day,
}

impl KnownAt {
    /// Everything there is.
    pub const EVERYTHING: Self = Self { instant: None, day: Day::NEVER };

    /// As known at that instant.
    pub fn instant(instant: Timestamp) -> Self {
        Self { instant: Some(instant), day: Day::of_instant(instant) }
    }

    /// As known at the end of that day.
    pub fn end_of(day: Day) -> Self {
        if day == Day::ALWAYS {
            return Self { instant: Some(Timestamp::MIN), day };
        }
        let next = day.next().date().and_then(|it| it.to_zoned(london()).ok());
        Self { instant: next.and_then(|it| it.timestamp().checked_sub(1.nanosecond()).ok()), day }
    }

    /// A day or an instant as somebody writes it.
    ///
    /// # Errors
    ///
    /// Says what was expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.len() == 10 {
            return Day::parse(text).map(Self::end_of);
        }
        parse_instant(text).map(Self::instant)
    }

    /// Whether something recorded at that instant was known.
    pub fn knows_instant(self, recorded: Timestamp) -> bool {
        self.instant.is_none_or(|it| recorded <= it)
    }

    /// Whether something recorded on that day was known.
    pub fn knows_day(self, recorded: Day) -> bool {
        recorded <= self.day
    }
}

/// An instant as somebody writes it: `2026-11-20T08:30:00Z`, `2026-11-20T08:30` (United Kingdom time) or a date, which
/// stands for its first moment. Of an hour that the clocks go through twice it is the first, and one that they leave
/// out is taken an hour later.
///
/// # Errors
///
/// Says what was expected.
pub fn parse_instant(text: &str) -> Result<Timestamp, String> {
    if let Ok(it) = text.parse::<Timestamp>() {
        return Ok(it);
    }
    let civil = if text.len() == 10 {
        Day::parse(text)?.date().map(|it| it.at(0, 0, 0, 0))
    } else {
        // With a zone in brackets it would be read as if the zone were ours.
        text.parse::<jiff::civil::DateTime>().ok().filter(|_| !text.contains('['))
    };
    civil
        .and_then(|it| it.to_zoned(london()).ok())
        .map(|it| it.timestamp())
        .ok_or_else(|| format!("expected a date or a time as 2026-11-20T08:30, found `{text}`"))
}

/// When something was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(pub Timestamp);

impl Written for Instant {
    fn write(&self, out: &mut String) {
        write_plain(self.0, out);
    }
}

impl Shape for Instant {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let Some(text) = node.text() else {
            faults.push(expected(node, "a date or a time"));
            return None;
        };
        match parse_instant(text) {
            Ok(it) => Some(Self(it)),
            Err(message) => {
                faults.push(Fault::new(node.place, message));
                None
            }
        }
    }
    fn schema(_: &mut Schemas) -> Json {
        scalar_schema("a date or an instant", r"^\d{4}-\d{2}-\d{2}")
    }
}
