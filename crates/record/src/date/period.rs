//! Periods: half-open, from the first day up to the first day not covered.

use super::day::Day;

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
