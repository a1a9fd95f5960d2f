//! What single values of a problem file look like: days, instants, hours, and what another room reads.

use jiff::civil::DateTime;
use preceptor_record::file::{Fault, Faults, Node, Schemas, Shape, expected, scalar_schema};
use preceptor_record::{Day, shape};
use serde_json::{Value as Json, json};

/// A moment as it is written: local, with an offset, or a day that stands for its first moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// A day.
    Day(Day),
    /// A local time, whose zone is the problem's.
    Local(DateTime),
    /// Minutes since 1970, from a time with its offset.
    Fixed(i64),
}

impl Moment {
    /// The moment written so.
    ///
    /// # Errors
    ///
    /// Says what was expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.len() == 10 {
            return Day::parse(text).map(Self::Day);
        }
        let wrong = || format!("expected a time such as `2026-12-07T08:00`, found `{text}`");
        let shaped = text.is_ascii() && !text.contains('[') && text.get(10..11) == Some("T");
        if !shaped {
            return Err(wrong());
        }
        // The year is held within the bounds that days have.
        Day::parse(text.get(..10).unwrap_or_default())?;
        if let Ok(it) = text.parse::<jiff::Timestamp>() {
            if it.as_second().rem_euclid(60) != 0 || it.subsec_nanosecond() != 0 {
                return Err(format!("`{text}` has seconds, and a rota is kept to the minute"));
            }
            return Ok(Self::Fixed(it.as_second().div_euclid(60)));
        }
        let local: DateTime = text.parse().map_err(|_| wrong())?;
        if local.second() != 0 || local.subsec_nanosecond() != 0 {
            return Err(format!("`{text}` has seconds, and a rota is kept to the minute"));
        }
        Ok(Self::Local(local))
    }
}

impl Shape for Moment {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let Some(text) = node.text() else {
            faults.push(expected(node, "a day or a time such as `2026-12-07T08:00`"));
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
        scalar_schema(
            "a day, or a time that is local or carries an offset",
            r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:00)?(Z|[+-]\d{2}:\d{2})?)?$",
        )
    }
}

/// Hours with decimals, kept in whole minutes: 37.5 is 2250.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hours(pub i64);

/// More hours than this are a mistake: about ten years of them.
const MOST_HOURS: i64 = 100_000;

impl Hours {
    fn parse(text: &str) -> Option<Self> {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(it) => (-1, it),
            None => (1, text),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        let decimal = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
        if !decimal(whole) || !decimal(part) || part.len() > 4 {
            return None;
        }
        let whole: i64 = whole.parse().ok().filter(|it| *it <= MOST_HOURS)?;
        let scale = 10_i64.pow(u32::try_from(part.len()).ok()?);
        let part: i64 = part.parse().ok()?;
        // Half a minute and more is rounded up: 7.33 hours are 440 minutes.
        Some(Self(sign * (whole * 60 + (part * 60 * 2 + scale) / (scale * 2))))
    }
}

impl Shape for Hours {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let made = node.text().and_then(Self::parse);
        if made.is_none() {
            faults.push(expected(node, "a number of hours such as `37.5`"));
        }
        made
    }
    fn schema(_: &mut Schemas) -> Json {
        json!({ "type": "number", "minimum": -MOST_HOURS, "maximum": MOST_HOURS })
    }
}

/// Part of full time in thousandths, such as `0.6`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fte(pub i64);

impl Shape for Fte {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        // Read as hours, a thousandth has its exact place: 0.6 is 600.
        let text = node.text().unwrap_or_default();
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        let digits =
            |it: &str| !it.is_empty() && it.len() <= 3 && it.bytes().all(|it| it.is_ascii_digit());
        let made = (digits(whole) && digits(part))
            .then(|| Some((whole.parse::<i64>().ok()?, format!("{part:0<3}").parse::<i64>().ok()?)))
            .flatten()
            .map(|(whole, part)| Self(whole * 1000 + part))
            .filter(|it| it.0 <= 2000);
        if made.is_none() {
            faults.push(expected(node, "a part of full time between 0 and 2, such as 0.6"));
        }
        made
    }
    fn schema(_: &mut Schemas) -> Json {
        json!({ "type": "number", "minimum": 0, "maximum": 2 })
    }
}

/// Minutes within which somebody can attend, written `2 minutes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Attend(pub i64);

impl Shape for Attend {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let text = node.text().unwrap_or_default();
        let number = text.strip_suffix(" minutes").or_else(|| text.strip_suffix(" minute"));
        let made = number.and_then(|it| it.parse::<u32>().ok()).map(|it| Self(i64::from(it)));
        if made.is_none() {
            faults.push(expected(node, "a time such as `2 minutes`"));
        }
        made
    }
    fn schema(_: &mut Schemas) -> Json {
        scalar_schema("a number of minutes", r"^\d+ minutes?$")
    }
}

/// Whether somebody on a duty may cover others, and how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Supervises {
    /// Nobody.
    Nobody,
    /// As many as the demands allow.
    Any,
    /// So many and no more.
    AtMost(u32),
}

impl Shape for Supervises {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let made = match node.text() {
            Some("true") => Some(Self::Any),
            Some("false") => Some(Self::Nobody),
            other => other.and_then(|it| it.parse().ok()).map(Self::AtMost),
        };
        if made.is_none() {
            faults.push(expected(node, "`true`, `false` or how many"));
        }
        made
    }
    fn schema(_: &mut Schemas) -> Json {
        json!({ "anyOf": [{ "type": "boolean" }, { "type": "integer", "minimum": 0 }] })
    }
}

/// A part of the file that another room reads: facts, a requirement, the context of a decision.
#[derive(Clone, PartialEq)]
pub struct Elsewhere(pub Node);

impl std::fmt::Debug for Elsewhere {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("_")
    }
}

impl Shape for Elsewhere {
    fn read(node: &Node, _: &mut Faults) -> Option<Self> {
        Some(Self(node.clone()))
    }
    fn schema(_: &mut Schemas) -> Json {
        json!({})
    }
}

shape! {
    /// Days from one up to, not including, another.
    pub struct Days {
        /// The first day.
        pub from: Day,
        /// The first day after.
        pub until: Day,
    }
}
