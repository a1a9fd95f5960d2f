//! `preceptor rota solve`: the best rota that can be found in the time given.

mod clock;

use std::path::PathBuf;

use clap::Args;
use preceptor_rota::families::{Problem, write};
use preceptor_rota::search::{self, Found};
use serde_json::json;

use super::family::Which;
use crate::exit::{Exit, Failure};
use crate::print;
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
    /// The file to write the rota to: a line for each worked day.
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
    /// Search until each thread has made so many rows anew: the same on every machine.
    #[arg(long, value_name = "N")]
    work: Option<u64>,
}

impl Solve {
    /// Solves and writes.
    pub fn run(&self) -> Result<Exit, Failure> {
        let clock = Clock::start(self.effort.seconds, self.effort.work);
        let problem = self.which.open()?;
        let grid = problem.grid().map_err(|it| {
            Failure::wrong(format!("no rota keeps the rules: {it}"), "loosen that person's rules")
        })?;
        let found = search::solve(&grid, self.seed, usize::from(self.threads), &clock);
        let found = found.map_err(|it| {
            let name =
                problem.people().get(it.person).map_or("somebody".to_owned(), ToString::to_string);
            Failure::wrong(
                format!("no row keeps the rules of `{name}`"),
                "loosen that person's rules",
            )
        })?;
        self.tell(problem.as_ref(), &found, &clock)
    }

    fn tell(&self, problem: &dyn Problem, found: &Found, clock: &Clock) -> Result<Exit, Failure> {
        let score = problem.score(&found.rows);
        if let Some(path) = &self.out {
            std::fs::write(path, write(problem, &found.rows)).map_err(|error| {
                Failure::Broken(format!("error: `{}` cannot be written: {error}\n", path.display()))
            })?;
        }
        if self.json {
            let parts: serde_json::Map<String, serde_json::Value> =
                score.parts.iter().map(|it| (it.0.to_owned(), json!(it.1))).collect();
            print::json(&json!({
                "objective": score.total(),
                "parts": parts,
                "bound": found.bound,
                "hard": score.hard,
                "seconds": clock.seconds(),
                "work": found.work,
                "seed": self.seed,
                "threads": self.threads,
            }))?;
        } else {
            let proven = if score.hard.is_empty() && found.bound == Some(score.total()) {
                " (proven the best)"
            } else {
                ""
            };
            let mut text = format!("objective: {}{proven}\n", score.total());
            for (name, cost) in &score.parts {
                text.push_str(&format!("  {name}: {cost}\n"));
            }
            match found.bound {
                Some(it) => text.push_str(&format!("proven bound: {it}\n")),
                None => text.push_str("proven bound: none for problems of this form\n"),
            }
            text.push_str(&format!("hard rules broken: {}\n", score.hard.len()));
            for it in &score.hard {
                text.push_str(&format!("  {it}\n"));
            }
            text.push_str(&format!(
                "work: {} rows made anew (seed {}, {} threads)\n",
                found.work, self.seed, self.threads
            ));
            print::out(&text)?;
        }
        if score.hard.is_empty() && score.total() != found.cost {
            return Err(Failure::Broken(format!(
                "error: the search says {} and the score {}: please report this\n",
                found.cost,
                score.total()
            )));
        }
        Ok(if score.hard.is_empty() { Exit::Yes } else { Exit::No })
    }
}
