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
mod explain;
mod fairness;
mod filling;
mod ground;
mod judge;
mod pieces;
mod repair;
mod search;
mod why;

pub use bound::Bound;
pub use explain::{Against, Explained, Way, against, explain};
pub use filling::{Change, Filling, Tally, Trial};
pub use ground::{Ground, every_line};
pub use repair::{Repair, repair};
pub use search::{Filled, fill, settle};
pub use why::{Instead, instead};
