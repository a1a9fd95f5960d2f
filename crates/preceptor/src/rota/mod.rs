//! `preceptor rota`: rotas, made and judged.

use clap::Subcommand;

use crate::exit::{Exit, Failure};

mod check;
mod facts;
mod family;
mod own;
mod repair;
mod solve;
mod why;

/// What may be done with a rota.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Which rules does a rota break, for whom, when and by how much?
    Check(check::Check),
    /// Make the best rota that can be found in the time given.
    Solve(solve::Solve),
    /// Put right with the least change what an absence, a lost sign-off or a duty more has broken.
    Repair(repair::Repair),
    /// Why is somebody on a duty and not somebody else; what did they get of what they asked; what does the rota cost?
    Why(why::Why),
}

impl Command {
    /// Runs it.
    pub fn run(&self) -> Result<Exit, Failure> {
        match self {
            Self::Check(it) => it.run(),
            Self::Solve(it) => it.run(),
            Self::Repair(it) => it.run(),
            Self::Why(it) => it.run(),
        }
    }
}
