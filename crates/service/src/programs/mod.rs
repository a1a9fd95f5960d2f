//! Programs: the keys with which they ask in the place of people, and what they may ask for.
//!
//! A key belongs to an organisation. Its secret is shown once and never kept; what it may do are columns of the table
//! every use-case asks ([`crate::access::reach`]), so that a program passes through the same door as a person.

mod keys;
mod records;

pub(crate) use keys::Known as KnownProgram;
pub use keys::{Key, PREFIX, Program, Scope};
pub use records::{A_PAGE, Known, MOST_ON_A_PAGE, Page, Taken};

#[cfg(test)]
mod tests;
