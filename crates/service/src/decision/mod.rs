//! A decision: whether somebody may do something, in one shape for the command line, the pages and the API.
//!
//! [`Asked`] is the question as it is written down, [`Brief`] the answer in ids alone, as a decision is kept,
//! [`Shown`] the answer as people read it, and [`json`] as programs do.

mod asked;
mod brief;
pub mod json;
mod open;
mod shown;

pub use asked::Asked;
pub use brief::Brief;
pub use open::{OpenKey, Takes};
pub use shown::{Grounds, Helper, Known, Shown, Weighs, helpers, presence_matters};

#[cfg(test)]
mod tests;
