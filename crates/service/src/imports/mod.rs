//! Files of staff, imported: kept aside, mapped, tried, and then recorded row by row.
//!
//! A file becomes a [`Batch`] that is [staged](preceptor_ledger::Ledger::stage). A *check* says what would become of each
//! row and changes nothing; an *import* records the rows that were found good. Both are jobs, and both may be done twice:
//! an import that was killed goes on with the part it was at, and a row that was recorded already is known by the ids of
//! its facts. People are found by employee number, register number or e-mail address, and never by a name alone. What a
//! file says is claimed, and what stands on a record is never overwritten: it is corrected or renewed.
//!
//! `batch` is what is kept of a file, `known` the register as rows ask it, `change` what a fact changes, `row` what a row
//! does, `run` the two jobs.

mod batch;
mod change;
mod known;
mod row;
mod run;
mod staging;

pub use batch::{Batch, Keep, Offer, State, Tally};
pub use row::{Effect, Outcome};
pub(crate) use run::{Alive, GoesOn, Running};
pub use run::{CHECK, IMPORT};
pub(crate) use staging::MAPPINGS;
pub use staging::{Incoming, Unknown, words};

#[cfg(test)]
mod tests;
