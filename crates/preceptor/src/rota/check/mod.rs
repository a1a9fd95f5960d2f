//! `preceptor rota check`: which rules does a rota break?

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use preceptor_record::file::{Faults, Sources};
use preceptor_rota::model::compile::{Handed, compile, read};
use preceptor_rota::model::csv::read_rota;
use preceptor_rota::verify::{Score, check, json};
use preceptor_rulebook::Rulebook;

use super::family::{Format, Which};
use crate::exit::{Exit, Failure};
use crate::{open, print};

mod facts;
mod family;
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
    /// The form both are written in.
    #[arg(long, value_enum, default_value = "preceptor")]
    format: Form,
    /// The folder with the files of a published instance that has several.
    #[arg(long, value_name = "DIR", env = "PRECEPTOR_BENCH_DATA")]
    data: Option<PathBuf>,
    /// The case file of an NSPLib problem.
    #[arg(long, value_name = "FILE")]
    case: Option<PathBuf>,
    /// A rulebook folder, or the name of a built-in one: uk, netherlands, ontario.
    #[arg(long, value_name = "DIR", default_value = "uk")]
    rulebook: PathBuf,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

/// The form a problem and its rota are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// Preceptor's own: a problem file, and a rota as CSV.
    Preceptor,
    /// Shift scheduling (Curtois and Qu 2014).
    ShiftScheduling,
    /// First International Nurse Rostering Competition.
    Inrc1,
    /// Second International Nurse Rostering Competition.
    Inrc2,
    /// NSPLib.
    Nsplib,
}

impl Form {
    /// The published form, where it is one.
    fn family(self) -> Option<Format> {
        match self {
            Self::Preceptor => None,
            Self::ShiftScheduling => Some(Format::ShiftScheduling),
            Self::Inrc1 => Some(Format::Inrc1),
            Self::Inrc2 => Some(Format::Inrc2),
            Self::Nsplib => Some(Format::Nsplib),
        }
    }
}

impl Check {
    /// Answers it.
    pub fn run(&self) -> Result<Exit, Failure> {
        if let Some(format) = self.format.family() {
            let Some(rota) = &self.rota else {
                let help = "name the roster file after the problem";
                return Err(Failure::wrong("a published problem has no roster of its own", help));
            };
            let (problem, data, case) =
                (self.problem.clone(), self.data.clone(), self.case.clone());
            return family::check(&Which { problem, format, data, case }, rota, self.json);
        }
        self.own()
    }

    /// Answers it of a problem of our own form.
    fn own(&self) -> Result<Exit, Failure> {
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
