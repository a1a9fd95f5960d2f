//! Somebody's whole record as a portable archive: taken away, signed by the organisation, and taken in by another.
//!
//! An organisation that trusts the key of the sender takes the facts as they are, verified ones as verified, and comes to
//! the same standing. One that does not takes every fact as claimed, and each says from whom it came. Whoever arrives has
//! the id they had, with `@` and the code of the sender behind it, so that nobody is taken for somebody else; that they are
//! somebody already known is found like any other pair of records, and said by joining them.

mod arriving;
mod leaving;
mod signing;

pub use arriving::Arrived;
pub use signing::{Signer, key_words};

/// The stream of an organisation's own key.
pub(crate) const SIGNING: &str = "organisation:signing";
/// The stream of the keys it trusts.
pub(crate) const SIGNERS: &str = "organisation:signers";

#[cfg(test)]
mod tests;
