//! People and their dated facts, organisations and posts: plain data, ids, dates and periods.
//!
//! A [`Person`] is a list of [`Fact`]s, each with who recorded it, when, and on what evidence. Nothing here judges:
//! what follows from a record is asked of `preceptor-standing`. No I/O and no clock: readers are handed text.
//! Start at [`person`] for the facts and at [`mod@file`] for how files are read.

pub mod closeness;
pub mod date;
pub mod facts;
pub mod file;
pub mod ids;
pub mod known;
pub mod people;
pub mod person;

pub use closeness::Closeness;
pub use date::{DatePrecision, Day, KnownAt, Period, Span, Start};
pub use facts::*;
pub use ids::{Code, FactId, PersonId};
pub use known::{Known, Record};
pub use person::{Fact, Organisation, Person, Verified};
