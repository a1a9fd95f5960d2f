//! How somebody stands in every post they hold, with what law says where it stands in the way: one shape for the command
//! line, the API and the pages.

mod json;
mod judged;

pub use json::{person as json, whole};
pub use judged::{Post, judged, since, until};

/// What is asked beside the rows of a role: that law lets the post be held.
pub const LAW: &str = "Nothing in law or in the adopted rules bars the post.";
