//! `when`: the days on which a fact holds for a leaf.

use preceptor_record::{Day, Period};
use preceptor_rulebook::When;

/// How a fact lies in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Time {
    /// From the first day up to, not including, the last.
    Lasting(Period),
    /// On one day.
    Happened(Day),
}

/// Whether the fact holds on `day`, as the leaf's `when` wants it.
pub fn holds(time: Time, when: When, day: Day) -> bool {
    match time {
        // A stretch without a day in it is no stretch.
        Time::Lasting(it) if it.from >= it.until => false,
        Time::Lasting(Period { from: f, until: u }) => match when {
            When::Now => f <= day && day < u,
            When::Ever => f <= day,
            When::Before(x) => f <= day && f < x,
            When::OnOrAfter(x) => f.max(x) <= day && u > x,
            When::Within(span) => f <= day && day < u.plus(span),
        },
        Time::Happened(f) => match when {
            When::Now | When::Ever => f <= day,
            When::Before(x) => f <= day && f < x,
            When::OnOrAfter(x) => f <= day && f >= x,
            When::Within(span) => f <= day && day < f.plus(span),
        },
    }
}

/// The day written, or before every day.
pub fn since(day: Option<Day>) -> Day {
    day.unwrap_or(Day::ALWAYS)
}
