//! The heart: what follows from a rulebook, a record and a day.
//!
//! Pure: no I/O, no clock, no async, no chance. Its meaning is `docs/reference/semantics.md`, from which a second,
//! plain evaluator is written that only the tests use.

pub mod acting;
pub mod adopted;
pub mod cpd;
pub mod engine;
mod expr;
mod leaves;
pub mod lookup;
pub mod question;
pub mod ruling;
pub mod subject;
pub mod truth;

pub use acting::Acting;
pub use engine::Engine;
pub use lookup::Lookup;
pub use question::{Decision, Present, Question, Register, WrongQuestion};
pub use ruling::{Asked, Ruling};
pub use subject::{Bystander, Subject};
pub use truth::{Timeline, Truth};
