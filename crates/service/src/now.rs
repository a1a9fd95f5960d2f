//! The moment a use-case is asked at, as the edge has it: nobody here reads a clock.

use jiff::Timestamp;
use preceptor_record::Day;

/// An instant, and the civil day it falls on in the United Kingdom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// The instant.
    pub at: Timestamp,
    /// The day.
    pub day: Day,
}

impl Now {
    /// The moment of that instant.
    pub fn of(at: Timestamp) -> Self {
        Self { at, day: Day::of_instant(at) }
    }
}
