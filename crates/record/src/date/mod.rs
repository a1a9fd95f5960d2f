//! Days, periods and lengths of calendar time.
//!
//! Standing is by civil day and periods are half-open: `until` is the first day not covered.

mod day;
mod known_at;
mod period;
mod span;
mod start;

#[cfg(test)]
mod tests;

pub use day::Day;
pub use known_at::{Instant, KnownAt, parse_instant};
pub use period::Period;
pub use span::Span;
pub use start::{DatePrecision, Effective, Start};
