//! `preceptor rulebook ...`: checking, testing, showing and comparing rulebooks. One module for each command.

mod cover;
mod diff;
mod impact;
mod lint;
mod rows;
mod schema;
mod show;
mod test;
mod written;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use preceptor_rulebook::Loaded;

use crate::exit::{Exit, Failure};
use crate::open;

/// What may be asked of a rulebook itself.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Say all that is wrong with a rulebook; 3 where it holds errors.
    Lint(lint::Lint),
    /// Run the worked cases of a rulebook; 3 where one fails.
    Test(test::Test),
    /// Name every rule that no worked case shows, and the case to write; 3 where there is one.
    Cover(cover::Cover),
    /// Browse a rulebook: sets, roles, provisions, registers, sources; one entry in full with where it was read.
    Show(show::Show),
    /// Say what was added, removed and changed from one rulebook to another.
    Diff(diff::Diff),
    /// Say who gains and who loses what, and from when, under another rulebook or adoption.
    Impact(impact::Impact),
    /// Print the JSON Schema of a kind of file.
    Schema(schema::Schema),
}

impl Command {
    /// Runs it.
    pub fn run(&self) -> Result<Exit, Failure> {
        match self {
            Self::Lint(it) => it.run(),
            Self::Test(it) => it.run(),
            Self::Cover(it) => it.run(),
            Self::Show(it) => it.run(),
            Self::Diff(it) => it.run(),
            Self::Impact(it) => it.run(),
            Self::Schema(it) => it.run(),
        }
    }
}

/// Which rulebook, as most of these commands take it.
#[derive(Debug, Clone, Args)]
pub struct Which {
    /// A rulebook folder, or the name of a built-in one: uk, netherlands, ontario [default: uk].
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
    /// The same, as other commands take it.
    #[arg(long, value_name = "DIR", conflicts_with = "dir")]
    rulebook: Option<PathBuf>,
}

impl Which {
    /// The folder or the name.
    fn path(&self) -> &Path {
        self.dir.as_deref().or(self.rulebook.as_deref()).unwrap_or(Path::new("uk"))
    }

    /// The rulebook with its cases, sound in how it is written.
    fn sound(&self) -> Result<Loaded, Failure> {
        let loaded = open::load(self.path())?;
        if loaded.faults.any_error() {
            return Err(Failure::Wrong(loaded.faults.render(&loaded.sources)));
        }
        Ok(loaded)
    }
}

/// A count and its noun: `1 case`, `2 cases`.
fn count(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}
