//! `preceptor rulebook ...`

use clap::Subcommand;

use crate::exit::{Exit, Failure};

/// What may be asked of a rulebook itself.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Say all that is wrong with a rulebook.
    Lint,
}

impl Command {
    /// Runs it.
    pub fn run(&self) -> Result<Exit, Failure> {
        Ok(Exit::Yes)
    }
}
