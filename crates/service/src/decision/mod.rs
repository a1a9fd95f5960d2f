//! A decision: whether somebody may do something, in one shape for the command line, the pages and the API.
//!
//! [`Asked`] is the question as it is written down, [`Brief`] the answer in ids alone, as a decision is kept,
//! [`Shown`] the answer as people read it, and [`json`] as programs do. A decision that is on record is a [`Kept`]; whoever
//! looks at it again gets it [`Given`], made again from the log as it stood.

mod asked;
mod brief;
mod give;
pub mod json;
mod kept;
mod list;
mod open;
mod shown;

pub use asked::Asked;
pub use brief::Brief;
pub use give::{Given, Judged, Outcome, supervisors};
pub use kept::Kept;
pub use list::{Listed, Log, Wanted};
pub use open::{OpenKey, Takes};
pub use shown::{Grounds, Helper, Known, Shown, Weighs, helpers, presence_matters};

#[cfg(test)]
mod given_tests;
#[cfg(test)]
mod tests;
