//! Amounts a rule speaks in: lengths, counts, shares, times of day and of the week.

use std::fmt;

use preceptor_record::file::{Faults, Node, Schemas, Shape, expected, scalar_schema};
use preceptor_record::words;
use serde_json::{Value as Json, json};

/// The longest length taken: ten years of minutes. A longer one is a mistake.
const LONGEST: i64 = 10 * 366 * 24 * 60;

/// A length of real time in whole minutes, written `11 hours`, `20 minutes` or `7 days` of 24 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Length(pub i64);

impl Length {
    fn parse(text: &str) -> Option<Self> {
        let (number, unit) = text.split_once(' ')?;
        let number: u32 = number.parse().ok()?;
        let minutes = match unit {
            "minute" | "minutes" => 1,
            "hour" | "hours" => 60,
            "day" | "days" => 24 * 60,
            _ => return None,
        };
        Some(i64::from(number) * minutes).filter(|it| *it <= LONGEST).map(Self)
    }
}

/// In hours where they are whole: `11 hours`, `630 minutes` as `10 hours 30 minutes`.
impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |n: i64, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
        f.pad(&match (self.0 / 60, self.0 % 60) {
            (0, minutes) => plural(minutes, "minute"),
            (hours, 0) => plural(hours, "hour"),
            (hours, minutes) => format!("{} {}", plural(hours, "hour"), plural(minutes, "minute")),
        })
    }
}

impl Shape for Length {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let made = node.text().and_then(Self::parse);
        if made.is_none() {
            faults
                .push(expected(node, "a length of time").help("such as `11 hours`, `20 minutes`"));
        }
        made
    }
    fn schema(_: &mut Schemas) -> Json {
        scalar_schema("a length of time", r"^\d+ (minute|hour|day)s?$")
    }
}

/// How much a rule allows or asks for: a length, or a plain number of what it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// Minutes.
    Time(Length),
    /// Duties, days or weekends.
    Count(u32),
}

impl Shape for Amount {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let text = node.text().unwrap_or_default();
        let time = Length::parse(text).map(Self::Time);
        let made = time.or_else(|| text.parse().ok().map(Self::Count));
        if made.is_none() {
            let help = "such as `11 hours`, or a plain number of duties or days";
            faults.push(expected(node, "an amount").help(help));
        }
        made
    }
    fn schema(schemas: &mut Schemas) -> Json {
        json!({ "anyOf": [Length::schema(schemas), { "type": "integer", "minimum": 0 }] })
    }
}

/// A part of a whole, written `1 in 3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// So many.
    pub part: u32,
    /// Of so many, which is never 0.
    pub whole: u32,
}

impl Shape for Share {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let parts = node.text().and_then(|it| it.split_once(" in "));
        let made = parts.and_then(|(part, whole)| {
            let made = Self { part: part.parse().ok()?, whole: whole.parse().ok()? };
            (made.whole > 0).then_some(made)
        });
        if made.is_none() {
            faults.push(expected(node, "a share such as `1 in 3`"));
        }
        made
    }
    fn schema(_: &mut Schemas) -> Json {
        scalar_schema("a share", r"^\d+ in [1-9]\d*$")
    }
}

/// A local time of day, in minutes after midnight, written `23:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClockTime(pub i64);

impl ClockTime {
    fn parse(text: &str) -> Option<Self> {
        let (hour, minute) = text.split_once(':')?;
        let digits = |it: &str| it.len() == 2 && it.bytes().all(|it| it.is_ascii_digit());
        if !digits(hour) || !digits(minute) {
            return None;
        }
        let (hour, minute): (i64, i64) = (hour.parse().ok()?, minute.parse().ok()?);
        (hour < 24 && minute < 60).then_some(Self(hour * 60 + minute))
    }
}

impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:02}:{:02}", self.0 / 60, self.0 % 60))
    }
}

impl Shape for ClockTime {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let made = node.text().and_then(Self::parse);
        if made.is_none() {
            faults.push(expected(node, "a time of day such as `23:00`").help("put it in quotes"));
        }
        made
    }
    fn schema(_: &mut Schemas) -> Json {
        scalar_schema("a time of day", r"^([01]\d|2[0-3]):[0-5]\d$")
    }
}

words! {
    /// A day of the week.
    pub enum Weekday {
        /// Monday.
        Monday = "monday",
        /// Tuesday.
        Tuesday = "tuesday",
        /// Wednesday.
        Wednesday = "wednesday",
        /// Thursday.
        Thursday = "thursday",
        /// Friday.
        Friday = "friday",
        /// Saturday.
        Saturday = "saturday",
        /// Sunday.
        Sunday = "sunday",
    }
}

impl Weekday {
    /// Days after Monday.
    pub const fn after_monday(self) -> i32 {
        self as i32
    }
}

/// A local time of the week, written `saturday 00:01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeekTime {
    /// Which day.
    pub day: Weekday,
    /// At what time.
    pub time: ClockTime,
}

impl Shape for WeekTime {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let parts = node.text().and_then(|it| it.split_once(' '));
        let made = parts.and_then(|(day, time)| {
            Some(Self { day: Weekday::from_word(day)?, time: ClockTime::parse(time)? })
        });
        if made.is_none() {
            faults.push(expected(node, "a time of the week such as `saturday 00:01`"));
        }
        made
    }
    fn schema(_: &mut Schemas) -> Json {
        scalar_schema("a time of the week", r"^[a-z]+day \d\d:\d\d$")
    }
}
