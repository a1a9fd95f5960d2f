//! The use-cases: one function for each thing somebody may ask of Preceptor, joined from the pure rooms.
//!
//! The public ones need no store: the roles, the rules, the changes to come, and the ways into a role for somebody who
//! says what they are. The others are asked of an [`Installation`] and its [`Employer`]s by a [`Viewer`], whom
//! [`access`] lets in or not. Whoever shows an answer (the command line, the pages, the API) takes its
//! shape from here, so that there is one. No HTML and no HTTP here, and no clock: the day, or the moment ([`Now`]), is an argument.

pub mod access;
pub mod accounts;
mod answers;
pub mod archives;
pub mod cards;
pub mod changes;
pub mod decision;
pub mod demonstration;
mod employer;
pub mod entry;
pub mod feedback;
pub mod finder;
pub mod first_run;
#[cfg(test)]
mod fixture;
pub mod imports;
mod installation;
pub mod item;
pub mod jobs;
pub mod names;
mod now;
pub mod people;
pub mod person;
pub mod programs;
mod refusal;
pub mod register;
pub mod roles;
pub mod rulebooks;
pub mod say;
pub mod sessions;
pub mod sheet;
pub mod source;
pub mod standing;
mod tend;

pub use access::Viewer;
pub use employer::Employer;
pub use entry::Entry;
pub use installation::Installation;
pub use now::Now;
pub use preceptor_ledger::OrgId;
pub use refusal::{Refusal, Wrong};

use preceptor_rulebook::Rulebook;
use serde_json::{Value as Json, json};

/// Which rulebook an answer was given under, for programs.
pub fn edition(book: &Rulebook) -> Json {
    json!({ "id": book.header.id.as_str(), "version": book.header.version, "digest": book.digest })
}
