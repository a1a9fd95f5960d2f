//! What the rulebook says of the roles themselves: on a day, in a place, under the rules adopted there.

pub mod compare;
pub mod json;
pub mod phrases;
mod portrait;

pub use portrait::{Coming, Frame, Portrait, SetSays, from_memory, is_outright, strand};
