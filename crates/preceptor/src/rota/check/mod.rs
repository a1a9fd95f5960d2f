//! `preceptor rota check`: which rules does a rota break?

use std::path::PathBuf;

use clap::Args;
use preceptor_rota::verify::{Score, check, json};

use super::family::Which;
use super::own::Opened;
use crate::exit::{Exit, Failure};
use crate::print;

mod family;
mod words;

/// The question.
#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    which: Which,
    /// A rota as CSV; left out, the assignments of the problem file.
    #[arg(value_name = "ROTA")]
    rota: Option<PathBuf>,
    /// A rulebook folder, or the name of a built-in one: uk, netherlands, ontario.
    #[arg(long, value_name = "DIR", default_value = "uk")]
    rulebook: PathBuf,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

impl Check {
    /// Answers it.
    pub fn run(&self) -> Result<Exit, Failure> {
        if let Some(problem) = self.which.family()? {
            let Some(rota) = &self.rota else {
                let help = "name the roster file after the problem";
                return Err(Failure::wrong("a published problem has no roster of its own", help));
            };
            return family::check(&self.which, problem.as_ref(), rota, self.json);
        }
        let mut opened = Opened::open(&self.which.problem, &self.rulebook)?;
        let rota = opened.rota(self.rota.as_deref())?;
        opened.judge(&rota)?;
        let problem = &opened.compiled.problem;
        let found = check(problem, &rota);
        if self.json {
            print::json(&json::to_json(problem, &found))?;
        } else {
            print::out(&words::answer(problem, &found))?;
        }
        Ok(exit(found.score))
    }
}

/// What a score comes to: no where a hard or firm rule is broken or a place unfilled, open where nobody can tell.
pub fn exit(score: Score) -> Exit {
    if score.hard > 0 || score.firm > 0 || score.unfilled > 0 {
        Exit::No
    } else if score.unknown > 0 {
        Exit::Depends
    } else {
        Exit::Yes
    }
}
