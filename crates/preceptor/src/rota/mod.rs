//! `preceptor rota`: rotas, made and judged.

use clap::Subcommand;

use crate::exit::{Exit, Failure};

mod family;
mod solve;

/// What may be done with a rota.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make the best rota that can be found in the time given.
    Solve(solve::Solve),
}

impl Command {
    /// Runs it.
    pub fn run(&self) -> Result<Exit, Failure> {
        match self {
            Self::Solve(it) => it.run(),
        }
    }
}
