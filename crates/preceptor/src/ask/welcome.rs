//! What Preceptor says when it is asked nothing.

use crate::exit::{Exit, Failure};

/// What Preceptor is, with a worked decision and what to try next.
pub fn welcome() -> Result<Exit, Failure> {
    Ok(Exit::Yes)
}
