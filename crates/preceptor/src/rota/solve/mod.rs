//! `preceptor rota solve`: the best rota that can be found in the time given.

mod clock;
mod family;
mod own;
mod words;

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};

use clap::Args;

use super::family::Which;
use crate::exit::{Exit, Failure};
use clock::Clock;

/// What to solve, for how long, and where to write it.
#[derive(Debug, Args)]
pub struct Solve {
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    effort: Effort,
    /// How many threads search.
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=64))]
    threads: u8,
    /// The same seed, threads and --work give the same rota on every machine.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// A rota to begin with, as CSV; left out, the assignments of the problem file.
    #[arg(long, value_name = "ROTA")]
    from: Option<PathBuf>,
    /// A rulebook folder, or the name of a built-in one: uk, netherlands, ontario.
    #[arg(long, value_name = "DIR", default_value = "uk")]
    rulebook: PathBuf,
    /// The file to write the rota to.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Say it in JSON.
    #[arg(long)]
    json: bool,
}

/// How long to search.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Effort {
    /// Search for so many seconds; how much gets done depends on the machine.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=604_800))]
    seconds: Option<u32>,
    /// Search until each thread has done so much: rows made anew for a published problem, hundreds of changes tried for
    /// one of our own. The same on every machine.
    #[arg(long, value_name = "N")]
    work: Option<u64>,
}

impl Solve {
    /// Solves and writes.
    pub fn run(&self) -> Result<Exit, Failure> {
        let clock = Clock::start(self.effort.seconds, self.effort.work);
        let exit = match self.which.family()? {
            Some(problem) => {
                if self.from.is_some() {
                    let help = "leave --from out, or solve a problem of our own form";
                    return Err(Failure::wrong("a published problem begins with no rota", help));
                }
                self.open_out()?;
                family::solve(self, problem.as_ref(), &clock)?
            }
            None => own::solve(self, clock.clone())?,
        };
        Ok(if clock.was_stopped() { Exit::Failed } else { exit })
    }

    /// Makes sure that the file can be written before anybody waits for what goes into it.
    fn open_out(&self) -> Result<(), Failure> {
        let Some(path) = &self.out else { return Ok(()) };
        let opened = OpenOptions::new().create(true).append(true).open(path);
        opened.map(|_| ()).map_err(|error| cannot_write(path, &error))
    }

    fn write(&self, text: &str) -> Result<(), Failure> {
        let Some(path) = &self.out else { return Ok(()) };
        std::fs::write(path, text).map_err(|error| cannot_write(path, &error))
    }
}

fn cannot_write(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Broken(format!("error: `{}` cannot be written: {error}\n", path.display()))
}
