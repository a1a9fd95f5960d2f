//! `preceptor rota`: rotas, made and judged.

use clap::Subcommand;

use crate::exit::{Exit, Failure};

mod check;
mod facts;
mod family;
mod own;
mod solve;

/// What may be done with a rota.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Which rules does a rota break, for whom, when and by how much?
    Check(check::Check),
    /// Make the best rota that can be found in the time given.
    Solve(solve::Solve),
}

impl Command {
    /// Runs it.
    pub fn run(&self) -> Result<Exit, Failure> {
        match self {
            Self::Check(it) => it.run(),
            Self::Solve(it) => it.run(),
        }
    }
}
