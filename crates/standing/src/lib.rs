//! The heart: what follows from a rulebook, a record and a day.
//!
//! Pure: no I/O, no clock, no async, no chance. Its meaning is `docs/reference/semantics.md`, from which a second,
//! plain evaluator is written that only the tests use.

pub mod acting;
pub mod adopted;
pub mod answer;
pub mod cases;
pub mod clear;
pub mod cpd;
pub mod engine;
pub mod explain;
mod expr;
pub mod impact;
mod leaves;
pub mod lookup;
pub mod question;
pub mod routes;
pub mod rows;
pub mod ruling;
pub mod scope;
pub mod standing;
pub mod subject;
pub mod sweep;
mod tell;
pub mod truth;
pub mod words;

pub use acting::Acting;
pub use answer::{Answer, Reason, decide, decide_in};
pub use clear::{Clearance, Eligibility, clear, eligible};
pub use engine::Engine;
pub use lookup::Lookup;
pub use question::{Decision, Present, Question, Register, WrongQuestion};
pub use routes::{RouteFor, routes};
pub use rows::Judged;
pub use ruling::{Asked, Ruling};
pub use scope::{Decider, Scoped, scope};
pub use standing::{RoleStanding, Standing, standing};
pub use subject::{Bystander, Subject};
pub use truth::{Timeline, Truth};
