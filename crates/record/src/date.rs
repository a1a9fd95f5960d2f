//! Days, periods and lengths of calendar time.
//!
//! Standing is by civil day and periods are half-open: `until` is the first day not covered.

use std::fmt;

use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use serde_json::Value as Json;

use crate::file::{Fault, Faults, Node, Schemas, Shape, expected, scalar_schema};

/// A civil day, counted from 1 January 1970. [`Day::ALWAYS`] and [`Day::NEVER`] lie before and after every real day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

const EPOCH: Date = date(1970, 1, 1);

impl Day {
    /// Before every day: the start of what has always held.
    pub const ALWAYS: Self = Self(i32::MIN);
    /// After every day: the end of what has no end.
    pub const NEVER: Self = Self(i32::MAX);

    /// The day of that date.
    pub fn from_date(date: Date) -> Self {
        Self(EPOCH.until(date).map_or(i32::MAX, |it| it.get_days()))
    }

    /// The date, unless it is one of the two ends of time.
    pub fn date(self) -> Option<Date> {
        if self == Self::ALWAYS || self == Self::NEVER {
            return None;
        }
        EPOCH.checked_add(self.0.days()).ok()
    }

    /// The day an instant falls on in the United Kingdom.
    pub fn of_instant(instant: Timestamp) -> Self {
        Self::from_date(instant.to_zoned(london()).date())
    }

    /// The day after. The ends of time stay where they are.
    pub fn next(self) -> Self {
        if self == Self::ALWAYS { self } else { Self(self.0.saturating_add(1)) }
    }

    /// The day before. The ends of time stay where they are.
    pub fn previous(self) -> Self {
        if self == Self::NEVER { self } else { Self(self.0.saturating_sub(1)) }
    }

    /// The day that length of time later; what runs past the last of a month ends on the last of that month, so
    /// 29 February plus a year is 28 February.
    pub fn plus(self, span: Span) -> Self {
        let Some(date) = self.date() else { return self };
        date.checked_add(span.months.months().days(span.days)).map_or(Self::NEVER, Self::from_date)
    }

    /// The day that length of time earlier.
    pub fn minus(self, span: Span) -> Self {
        self.plus(Span { months: -span.months, days: -span.days })
    }

    /// The day in words: 6 January 2025.
    pub fn in_words(self) -> String {
        match self.date() {
            Some(it) => it.strftime("%-d %B %Y").to_string(),
            None if self == Self::ALWAYS => "the beginning".to_owned(),
            None => "no end".to_owned(),
        }
    }

    /// The day written `YYYY-MM-DD`, or what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let bytes = text.as_bytes();
        let shaped = bytes.len() == 10
            && bytes.iter().enumerate().all(|(i, it)| match i {
                4 | 7 => *it == b'-',
                _ => it.is_ascii_digit(),
            });
        if !shaped {
            return Err(format!("expected a date as YYYY-MM-DD, found `{text}`"));
        }
        match text.parse::<Date>() {
            Ok(it) if (1800..=2400).contains(&it.year()) => Ok(Self::from_date(it)),
            Ok(_) => Err(format!("`{text}` is outside the years 1800 to 2400")),
            Err(_) => Err(format!("there is no day `{text}`")),
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.date() {
            Some(it) => f.pad(&it.to_string()),
            None if *self == Self::ALWAYS => f.pad("always"),
            None => f.pad("no end"),
        }
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

const DAY_PATTERN: &str = r"^\d{4}-\d{2}-\d{2}$";

impl Shape for Day {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let Some(text) = node.text() else {
            faults.push(expected(node, "a date as YYYY-MM-DD"));
            return None;
        };
        match Self::parse(text) {
            Ok(it) => Some(it),
            Err(message) => {
                faults.push(Fault::new(node.place, message));
                None
            }
        }
    }
    fn schema(_: &mut Schemas) -> Json {
        scalar_schema("a date", DAY_PATTERN)
    }
}

crate::words! {
    /// How exactly a date is known.
    pub enum DatePrecision {
        /// To the day.
        Day = "day",
        /// Only the month: it is taken to begin on its first day.
        Month = "month",
        /// Only the year: it is taken to begin on 1 January.
        Year = "year",
    }
}

/// The day something begins, and how exactly that day is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    /// The first day; [`Day::ALWAYS`] where nobody knows the start.
    pub day: Day,
    /// How exactly it is known.
    pub precision: DatePrecision,
}

impl Shape for Start {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let text = node.text().unwrap_or_default();
        let (full, precision) = match text.len() {
            _ if text == "always" => {
                return Some(Self { day: Day::ALWAYS, precision: DatePrecision::Day });
            }
            4 => (format!("{text}-01-01"), DatePrecision::Year),
            7 => (format!("{text}-01"), DatePrecision::Month),
            _ => (text.to_owned(), DatePrecision::Day),
        };
        match Day::parse(&full) {
            Ok(day) => Some(Self { day, precision }),
            Err(message) => {
                faults.push(Fault::new(node.place, message).help("a day, a month (2024-12), a year or `always`"));
                None
            }
        }
    }
    fn schema(_: &mut Schemas) -> Json {
        scalar_schema("a date, a month, a year or `always`", r"^(\d{4}(-\d{2}(-\d{2})?)?|always)$")
    }
}

/// The days from `from` up to, not including, `until`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// The first day.
    pub from: Day,
    /// The first day not covered.
    pub until: Day,
}

impl Period {
    /// Every day there is.
    pub const ALL: Self = Self { from: Day::ALWAYS, until: Day::NEVER };

    /// The period between two days that may be open.
    pub fn new(from: Option<Day>, until: Option<Day>) -> Self {
        Self { from: from.unwrap_or(Day::ALWAYS), until: until.unwrap_or(Day::NEVER) }
    }

    /// Whether the day lies in it.
    pub fn holds(self, day: Day) -> bool {
        self.from <= day && day < self.until
    }

    /// The days in both.
    pub fn overlap(self, other: Self) -> Self {
        Self { from: self.from.max(other.from), until: self.until.min(other.until) }
    }

    /// Whether no day lies in it.
    pub fn is_empty(self) -> bool {
        self.from >= self.until
    }
}

/// A length of calendar time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Months.
    pub months: i32,
    /// And days.
    pub days: i32,
}

impl Span {
    /// So many months.
    pub const fn of_months(months: i32) -> Self {
        Self { months, days: 0 }
    }

    /// About how many days it is, for ordering and for part-time sums: a month is a twelfth of 365.25 days.
    pub fn about_days(self) -> f64 {
        f64::from(self.months) * 365.25 / 12.0 + f64::from(self.days)
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |n: i32, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
        let text = match (self.months, self.days) {
            (0, days) => plural(days, "day"),
            (months, 0) if months % 12 == 0 && months >= 36 => plural(months / 12, "year"),
            (months, 0) => plural(months, "month"),
            (months, days) => format!("{} and {}", plural(months, "month"), plural(days, "day")),
        };
        f.pad(&text)
    }
}

impl Shape for Span {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let text = node.text().unwrap_or_default();
        let mut parts = text.split_whitespace();
        let number = parts.next().and_then(|it| it.parse::<i32>().ok()).filter(|it| (0..=1200).contains(it));
        let made = match (number, parts.next(), parts.next()) {
            (Some(n), Some("day" | "days"), None) => Some(Self { months: 0, days: n }),
            (Some(n), Some("week" | "weeks"), None) => Some(Self { months: 0, days: n * 7 }),
            (Some(n), Some("month" | "months"), None) => Some(Self::of_months(n)),
            (Some(n), Some("year" | "years"), None) => Some(Self::of_months(n * 12)),
            _ => None,
        };
        if made.is_none() {
            faults.push(expected(node, "a length of time").help("for example `24 months`, `2 years`, `90 days`"));
        }
        made
    }
    fn schema(_: &mut Schemas) -> Json {
        scalar_schema("a length of time", r"^\d+ (day|week|month|year)s?$")
    }
}

/// The zone in which an instant becomes a day.
fn london() -> TimeZone {
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
        let next = day.next().date().and_then(|it| it.to_zoned(london()).ok());
        Self { instant: next.and_then(|it| it.timestamp().checked_sub(1.nanosecond()).ok()), day }
    }

    /// A day or an instant as somebody writes it.
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

/// An instant as somebody writes it: `2026-11-20T08:30:00Z`, `2026-11-20T08:30` (United Kingdom time) or a date.
pub fn parse_instant(text: &str) -> Result<Timestamp, String> {
    if let Ok(it) = text.parse::<Timestamp>() {
        return Ok(it);
    }
    let civil = if text.len() == 10 {
        Day::parse(text)?.date().map(|it| it.at(0, 0, 0, 0))
    } else {
        text.parse::<jiff::civil::DateTime>().ok()
    };
    civil
        .and_then(|it| it.to_zoned(london()).ok())
        .map(|it| it.timestamp())
        .ok_or_else(|| format!("expected a date or a time as 2026-11-20T08:30, found `{text}`"))
}

/// When something was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(pub Timestamp);

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

crate::shape! {
    /// From when until when a rule is in force.
    pub struct Effective {
        /// The first day.
        pub from: Start,
        /// The first day no longer in force.
        pub until: Option<Day>,
    }
}

impl Effective {
    /// In force on every day.
    pub const ALWAYS: Self =
        Self { from: Start { day: Day::ALWAYS, precision: DatePrecision::Day }, until: None };

    /// The days it covers.
    pub fn period(&self) -> Period {
        Period::new(Some(self.from.day), self.until)
    }
}
