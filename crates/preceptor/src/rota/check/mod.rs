//! `preceptor rota check`: which rules does a rota break?

use std::path::{Path, PathBuf};

use clap::Args;
use preceptor_record::file::{Faults, Sources};
use preceptor_rota::model::compile::{Handed, compile, read};
use preceptor_rota::model::csv::read_rota;
use preceptor_rota::verify::{Score, check, json};
use preceptor_rulebook::Rulebook;

use crate::exit::{Exit, Failure};
use crate::{open, print};

mod facts;
mod words;

/// The question.
#[derive(Debug, Args)]
pub struct Check {
    /// The problem file: YAML or JSON; `-` is standard input.
    #[arg(value_name = "PROBLEM")]
    problem: PathBuf,
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
        let book = open::rulebook(&self.rulebook)?;
        let mut sources = Sources::default();
        let mut faults = Faults::default();
        let text = open::text_file(&self.problem)?;
        let read = read(&text, &shown(&self.problem), &mut sources, &mut faults);
        let wrong = |faults: &Faults, sources: &Sources| Failure::Wrong(faults.render(sources));
        let Some(file) = read else { return Err(wrong(&faults, &sources)) };
        let home = file.jurisdiction.as_ref().map_or(&book.header.home, |it| it);
        let known = book.header.jurisdictions.iter().map(|it| it.id.as_str());
        if !known.clone().any(|it| it == home.value.as_str()) {
            let fault = preceptor_record::ids::unknown_reference(
                "jurisdiction",
                home.as_str(),
                home.place,
                known,
            );
            faults.push(fault);
        }
        let handed = handed(&book, home.value.as_str());
        let compiled = compile(&file, &handed, &mut faults);
        let Some(mut compiled) = compiled.filter(|_| !faults.any_error()) else {
            return Err(wrong(&faults, &sources));
        };
        let rota = match &self.rota {
            None => Some(compiled.rota.clone()),
            Some(path) => {
                let text = open::text_file(path)?;
                read_rota(
                    &text,
                    &shown(path),
                    (&file, &handed, &compiled),
                    &mut sources,
                    &mut faults,
                )
            }
        };
        let Some(rota) = rota else { return Err(wrong(&faults, &sources)) };
        let with = (&file, self.problem.as_path());
        facts::judge(&book, with, (&mut compiled, &rota), &sources, &mut faults)?;
        let found = check(&compiled.problem, &rota);
        if self.json {
            print::json(&json::to_json(&compiled.problem, &found))?;
        } else {
            print::out(&words::answer(&compiled.problem, &found))?;
        }
        Ok(exit(found.score))
    }
}

/// What the rota's engine is handed of a rulebook.
fn handed(book: &Rulebook, jurisdiction: &str) -> Handed {
    Handed {
        profiles: book.limits.keys().filter_map(|it| book.limit_profile(it.as_str())).collect(),
        bank_holidays: book.bank_holidays(jurisdiction),
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn exit(score: Score) -> Exit {
    if score.hard > 0 || score.firm > 0 || score.unfilled > 0 {
        Exit::No
    } else if score.unknown > 0 {
        Exit::Depends
    } else {
        Exit::Yes
    }
}
