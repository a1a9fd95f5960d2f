//! A problem of our own form, opened: read, made ready under a rulebook, with the rota it comes with.

use std::path::{Path, PathBuf};

use preceptor_record::file::{Faults, Sources};
use preceptor_rota::fill;
use preceptor_rota::model::Rota;
use preceptor_rota::model::compile::{Compiled, Handed, compile, read, read_duties};
use preceptor_rota::model::csv::read_rota;
use preceptor_rota::model::written::ProblemFile;
use preceptor_rulebook::Rulebook;

use super::facts;
use crate::exit::Failure;
use crate::open;

/// A problem, opened.
#[derive(Debug)]
pub struct Opened {
    book: Rulebook,
    path: PathBuf,
    file: ProblemFile,
    handed: Handed,
    sources: Sources,
    /// The problem made ready, and the rota of its own assignments.
    pub compiled: Compiled,
}

impl Opened {
    /// Opens a problem file under a rulebook.
    ///
    /// # Errors
    ///
    /// When a file cannot be read, or with everything that is wrong in it.
    pub fn open(path: &Path, rulebook: &Path) -> Result<Self, Failure> {
        Self::with(path, rulebook, None)
    }

    /// Opens a problem file with the duties of another file added.
    ///
    /// # Errors
    ///
    /// As [`Self::open`].
    pub fn with(path: &Path, rulebook: &Path, added: Option<&Path>) -> Result<Self, Failure> {
        let book = open::rulebook(rulebook)?;
        let (mut sources, mut faults) = (Sources::default(), Faults::default());
        let text = open::text_file(path)?;
        let read = read(&text, &shown(path), &mut sources, &mut faults);
        let Some(mut file) = read else { return Err(wrong(&faults, &sources)) };
        if let Some(path) = added {
            let text = open::text_file(path)?;
            let duties = read_duties(&text, &shown(path), &mut sources, &mut faults);
            file.duties.extend(duties.unwrap_or_default());
        }
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
        let Some(compiled) = compiled.filter(|_| !faults.any_error()) else {
            return Err(wrong(&faults, &sources));
        };
        Ok(Self { book, path: path.to_owned(), file, handed, sources, compiled })
    }

    /// The rota of a file, or the problem's own assignments.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or with everything that is wrong in it.
    pub fn rota(&mut self, path: Option<&Path>) -> Result<Rota, Failure> {
        let Some(path) = path else { return Ok(self.compiled.rota.clone()) };
        let text = open::text_file(path)?;
        let with = (&self.file, &self.handed, &self.compiled);
        let mut faults = Faults::default();
        let read = read_rota(&text, &shown(path), with, &mut self.sources, &mut faults);
        read.ok_or_else(|| wrong(&faults, &self.sources))
    }

    /// Asks the rulebook about everybody with facts, on each day of their lines.
    ///
    /// # Errors
    ///
    /// When records cannot be read or what duties ask is wrong.
    pub fn judge(&mut self, rota: &Rota) -> Result<(), Failure> {
        let mut faults = Faults::default();
        let with = (&self.file, self.path.as_path());
        facts::judge(&self.book, with, (&mut self.compiled, rota), &self.sources, &mut faults)
    }

    /// The same for every duty that they might be put on.
    ///
    /// # Errors
    ///
    /// As [`Self::judge`].
    pub fn judge_all(&mut self, rota: &Rota) -> Result<(), Failure> {
        let any =
            self.file.records.is_some() || self.file.people.iter().any(|it| it.facts.is_some());
        if !any {
            return self.judge(rota);
        }
        let all = fill::every_line(&self.compiled.problem, rota);
        self.judge(&all)
    }
}

/// What the rota's engine is handed of a rulebook.
fn handed(book: &Rulebook, jurisdiction: &str) -> Handed {
    Handed {
        profiles: book.limits.keys().filter_map(|it| book.limit_profile(it.as_str())).collect(),
        bank_holidays: book.bank_holidays(jurisdiction),
    }
}

fn wrong(faults: &Faults, sources: &Sources) -> Failure {
    Failure::Wrong(faults.render(sources))
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
