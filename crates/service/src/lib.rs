//! The use-cases: one function for each thing somebody may ask of Preceptor, joined from the pure rooms.
//!
//! Today they are the public ones, which need no store: the roles, the rules, the changes to come, and the ways into a
//! role for somebody who says what they are. Whoever shows an answer (the command line, the pages, the API) takes its
//! shape from here, so that there is one. No HTML and no HTTP here, and no clock: the day is an argument.

pub mod accounts;
pub mod changes;
pub mod decision;
pub mod entry;
pub mod finder;
pub mod item;
pub mod names;
pub mod register;
pub mod roles;
pub mod say;
pub mod source;
pub mod standing;

pub use entry::Entry;

use preceptor_rulebook::Rulebook;
use serde_json::{Value as Json, json};

/// Which rulebook an answer was given under, for programs.
pub fn edition(book: &Rulebook) -> Json {
    json!({ "id": book.header.id.as_str(), "version": book.header.version, "digest": book.digest })
}
