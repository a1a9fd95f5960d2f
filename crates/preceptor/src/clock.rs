//! The only reader of the clock. Everything else is handed the day.

use preceptor_record::Day;

/// The civil day in the United Kingdom.
#[expect(clippy::disallowed_methods, reason = "this is the clock module of the binary")]
pub fn today() -> Day {
    Day::of_instant(jiff::Timestamp::now())
}

/// The instant.
#[expect(clippy::disallowed_methods, reason = "this is the clock module of the binary")]
pub fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}
