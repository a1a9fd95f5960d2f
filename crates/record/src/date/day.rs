//! A civil day.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use serde_json::Value as Json;

use super::known_at::london;
use super::span::Span;
use crate::file::{
    Fault, Faults, Node, Schemas, Shape, Written, expected, scalar_schema, write_plain,
};

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
        jiff::Span::new().try_days(self.0).and_then(|it| EPOCH.checked_add(it)).ok()
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
        // Months first: of a day and a month together, the month decides on which last day to stop.
        let months = jiff::Span::new().try_months(span.months);
        let days = jiff::Span::new().try_days(span.days);
        let made = months.and_then(|it| date.checked_add(it)).and_then(|it| it.checked_add(days?));
        let beyond = if span.about_days() < 0.0 { Self::ALWAYS } else { Self::NEVER };
        made.map_or(beyond, Self::from_date)
    }

    /// The day that length of time earlier.
    pub fn minus(self, span: Span) -> Self {
        self.plus(Span { months: span.months.saturating_neg(), days: span.days.saturating_neg() })
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
    ///
    /// # Errors
    ///
    /// Says what was expected, or that there is no such day.
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

/// The ends of time are left out: a period without `from` or `until` is open there.
impl Written for Day {
    fn is_left_out(&self) -> bool {
        self.date().is_none()
    }
    fn write(&self, out: &mut String) {
        write_plain(self, out);
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
