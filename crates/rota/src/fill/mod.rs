//! Filling a rota of our own form: duties to the minute, people under dated limits, supervision between changes of
//! presence.
//!
//! [`Ground`] is what does not change while a rota is filled: who may do what, the limits made ready, the stretches in
//! which supervision is asked for. [`Filling`] is a rota on the way, with a score that is kept in step: a change of one
//! person's duties judges that person's row, the duties and the stretches it touches, and nothing else. [`search`] makes
//! changes. The verifier shares none of this; what both say of a rota is held against each other in the tests and before
//! a rota is told.

mod bound;
mod cover;
mod fairness;
mod filling;
mod ground;
mod judge;
mod pieces;
mod search;

pub use bound::Bound;
pub use filling::{Change, Filling, Tally};
pub use ground::{Ground, every_line};
pub use search::{Filled, fill};
