//! Lengths of calendar time.

use std::fmt;

use serde_json::Value as Json;

use crate::file::{Faults, Node, Schemas, Shape, expected, scalar_schema};

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
        let number =
            parts.next().and_then(|it| it.parse::<i32>().ok()).filter(|it| (0..=1200).contains(it));
        let made = match (number, parts.next(), parts.next()) {
            (Some(n), Some("day" | "days"), None) => Some(Self { months: 0, days: n }),
            (Some(n), Some("week" | "weeks"), None) => Some(Self { months: 0, days: n * 7 }),
            (Some(n), Some("month" | "months"), None) => Some(Self::of_months(n)),
            (Some(n), Some("year" | "years"), None) => Some(Self::of_months(n * 12)),
            _ => None,
        };
        if made.is_none() {
            faults.push(
                expected(node, "a length of time")
                    .help("for example `24 months`, `2 years`, `90 days`"),
            );
        }
        made
    }
    fn schema(_: &mut Schemas) -> Json {
        scalar_schema("a length of time", r"^\d+ (day|week|month|year)s?$")
    }
}
