//! The heart: what follows from a rulebook, a record and a day.
//!
//! Pure: no I/O, no clock, no async, no chance. Its meaning is `docs/reference/semantics.md`, from which a second,
//! plain evaluator is written that only the tests use.

pub mod question;
pub mod truth;

pub use question::{Decision, Present, Question, Register, WrongQuestion};
pub use truth::{Timeline, Truth};
