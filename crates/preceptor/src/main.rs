//! The command `preceptor`: questions asked of a rulebook and a people file, answered for people and for programs.
//!
//! This is the only reader of the clock. Every command takes `--json`, prints what a person would want to read
//! otherwise, and says with its exit status what the answer is: see [`exit::Exit`].

mod ask;
mod clock;
mod exchange;
mod exit;
mod in_order;
mod keep;
mod open;
mod page;
mod print;
mod rota;
mod row;
mod rulebook;
mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use exit::{Exit, Failure};
use preceptor_service::{say, source};

/// Who may do what, under whose supervision, on what evidence, from when until when, and who says so.
#[derive(Debug, Parser)]
#[command(name = "preceptor", version, propagate_version = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    #[command(flatten)]
    Ask(ask::Ask),
    /// Check, test, show and compare rulebooks.
    #[command(subcommand)]
    Rulebook(rulebook::Command),
    /// Make rotas, and judge them.
    #[command(subcommand)]
    Rota(rota::Command),
    #[command(flatten)]
    Exchange(exchange::Exchange),
    #[command(flatten)]
    Keep(keep::Keep),
    /// Serve the pages and the API; `preceptor` alone does the same.
    Serve(serve::Serve),
    /// Do what the queue holds, such as imports, apart from the server.
    Worker(serve::Worker),
    /// What Preceptor is, with one worked answer and what to try next.
    Welcome,
}

fn main() -> ExitCode {
    let mut words: Vec<_> = std::env::args_os().collect();
    if words.len() == 1 {
        words.push("serve".into());
    }
    let arguments = match Arguments::try_parse_from(words) {
        Ok(it) => it,
        Err(error) => {
            // A wrong call is a wrong question; asking for help or the version is not.
            let status = if error.use_stderr() { Exit::WrongQuestion } else { Exit::Yes };
            let _ = error.print();
            return status.into();
        }
    };
    let done = match arguments.command {
        Command::Ask(it) => it.run(),
        Command::Rulebook(it) => it.run(),
        Command::Exchange(it) => it.run(),
        Command::Keep(it) => it.run(),
        Command::Rota(it) => it.run(),
        Command::Serve(it) => it.run(),
        Command::Worker(it) => it.run(),
        Command::Welcome => ask::welcome(),
    };
    match done {
        Ok(exit) => exit.into(),
        Err(failure) => failure.report(),
    }
}

impl From<Failure> for ExitCode {
    fn from(it: Failure) -> Self {
        it.report()
    }
}
