//! Questions about people and roles.

use clap::Subcommand;

use crate::exit::{Exit, Failure};

/// What may be asked.
#[derive(Debug, Subcommand)]
pub enum Ask {
    /// May somebody do this, here, now, with these people present?
    Decide,
}

impl Ask {
    /// Runs it.
    pub fn run(&self) -> Result<Exit, Failure> {
        Ok(Exit::Yes)
    }
}

/// What Preceptor is, with a worked decision and what to try next.
pub fn welcome() -> Result<Exit, Failure> {
    Ok(Exit::Yes)
}
