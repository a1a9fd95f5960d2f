//! `preceptor rulebook test`: every worked case of a rulebook, and where the answer is another than expected.

use std::fmt::Write as _;

use clap::Args;
use preceptor_record::file::Faults;
use preceptor_rulebook::{Loaded, PlacedCase, Rulebook};
use preceptor_standing::cases::{Mismatch, Runner};
use serde_json::{Value as Json, json};

use super::{Which, count};
use crate::exit::{Exit, Failure};
use crate::page::plain;
use crate::print;

/// Which cases of which rulebook.
#[derive(Debug, Args)]
pub struct Test {
    #[command(flatten)]
    which: Which,
    /// Run the cases alone whose sentence, file or question holds these words.
    #[arg(long, value_name = "WORDS")]
    only: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Test {
    /// Runs it.
    pub fn run(&self) -> Result<Exit, Failure> {
        let loaded = self.which.sound()?;
        let Some(book) = &loaded.rulebook else {
            return Err(Failure::wrong(
                "there is no rulebook",
                "a rulebook folder has a rulebook.yaml",
            ));
        };
        let cases = chosen(&loaded, self.only.as_deref())?;
        refuse_bad_cases(&loaded, &cases)?;
        let runner = Runner::new(book, &loaded.case_people);
        let done: Vec<Done> = cases
            .into_iter()
            .map(|case| Done { case, mismatches: runner.run(case).err().unwrap_or_default() })
            .collect();
        let n_failed = done.iter().filter(|it| it.failed()).count();
        if self.json {
            print::json(&in_json(book, &loaded, &done))?;
        } else {
            print::out(&plain(&in_words(&loaded, &done)))?;
        }
        Ok(if n_failed == 0 { Exit::Yes } else { Exit::No })
    }
}

/// A case that was run.
struct Done<'a> {
    case: &'a PlacedCase,
    mismatches: Vec<Mismatch>,
}

impl Done<'_> {
    fn failed(&self) -> bool {
        !self.mismatches.is_empty()
    }
}

/// The cases that hold those words, or all of them.
fn chosen<'a>(loaded: &'a Loaded, only: Option<&str>) -> Result<Vec<&'a PlacedCase>, Failure> {
    let wanted = only.map(str::to_lowercase);
    let holds = |it: &&PlacedCase| {
        wanted.as_ref().is_none_or(|wanted| {
            let (key, about) = question(it);
            let text = format!("{} {} {key} {about}", it.case.case.value, it.file);
            wanted.split_whitespace().all(|word| text.to_lowercase().contains(word))
        })
    };
    let made: Vec<&PlacedCase> = loaded.cases.iter().filter(holds).collect();
    match only {
        Some(words) if made.is_empty() => Err(Failure::wrong(
            format!("no case holds the words `{words}`"),
            "leave --only out to run all cases; the words may stand in the sentence, the file or the question",
        )),
        _ => Ok(made),
    }
}

/// People of a case that cannot be read make it a bad file.
fn refuse_bad_cases(loaded: &Loaded, cases: &[&PlacedCase]) -> Result<(), Failure> {
    let mut faults = Faults::default();
    for it in cases {
        preceptor_rulebook::case_people(it, &loaded.case_people, &mut faults);
    }
    if faults.any_error() { Err(Failure::Wrong(faults.render(&loaded.sources))) } else { Ok(()) }
}

/// What a case asks: the kind of question and what it is about.
fn question(placed: &PlacedCase) -> (&'static str, String) {
    let ask = &placed.case.ask;
    let all = [
        ("decide", &ask.decide),
        ("clear", &ask.clear),
        ("routes", &ask.routes),
        ("standing", &ask.standing),
        ("eligible", &ask.eligible),
    ];
    let found = all.into_iter().find_map(|(key, id)| Some((key, id.as_ref()?.value.to_string())));
    found.unwrap_or(("nothing", String::new()))
}

fn line_of(loaded: &Loaded, placed: &PlacedCase) -> usize {
    loaded.sources.locate(placed.case.case.place).map_or(0, |it| it.1)
}

fn file_of<'a>(loaded: &'a Loaded, placed: &'a PlacedCase) -> &'a str {
    loaded.sources.locate(placed.case.case.place).map_or(placed.file.as_str(), |it| it.0)
}

fn in_words(loaded: &Loaded, done: &[Done<'_>]) -> String {
    let mut out = String::new();
    for it in done.iter().filter(|it| it.failed()) {
        let (key, about) = question(it.case);
        // Writing to a string cannot fail.
        let _ = writeln!(out, "FAILED {}", it.case.case.case.value);
        let _ = writeln!(out, "  --> {}:{}", file_of(loaded, it.case), line_of(loaded, it.case));
        let _ = writeln!(out, "  asked: {key} {about} on {}", it.case.case.ask.at);
        for it in &it.mismatches {
            let _ = writeln!(out, "  {}: expected {}", it.what, it.expected);
            let _ =
                writeln!(out, "  {:width$}  got {}", "", it.got, width = it.what.chars().count());
        }
        let mut told: Vec<&str> = Vec::new();
        for reason in it.mismatches.iter().flat_map(|it| &it.reasons) {
            if !told.contains(&reason.as_str()) {
                told.push(reason);
            }
        }
        if !told.is_empty() {
            out.push_str("  because:\n");
        }
        for reason in told {
            let _ = writeln!(out, "    - {reason}");
        }
        out.push('\n');
    }
    let n_failed = done.iter().filter(|it| it.failed()).count();
    let passed = count(done.len() - n_failed, "case");
    let _ = match n_failed {
        0 if done.is_empty() => writeln!(out, "There are no cases."),
        0 => writeln!(out, "{passed} passed."),
        _ => writeln!(out, "{passed} passed, {n_failed} failed."),
    };
    out
}

fn in_json(book: &Rulebook, loaded: &Loaded, done: &[Done<'_>]) -> Json {
    let n_failed = done.iter().filter(|it| it.failed()).count();
    let cases: Vec<Json> = done
        .iter()
        .map(|it| {
            let (key, about) = question(it.case);
            let mismatches: Vec<Json> = it
                .mismatches
                .iter()
                .map(|it| json!({ "what": it.what, "expected": it.expected, "got": it.got, "reasons": it.reasons }))
                .collect();
            json!({
                "case": it.case.case.case.value,
                "file": file_of(loaded, it.case),
                "line": line_of(loaded, it.case),
                "asks": key,
                "about": about,
                "at": it.case.case.ask.at.to_string(),
                "passed": !it.failed(),
                "mismatches": mismatches,
            })
        })
        .collect();
    json!({
        "rulebook": { "id": book.header.id.as_str(), "version": book.header.version, "digest": book.digest },
        "passed": done.len() - n_failed,
        "failed": n_failed,
        "cases": cases,
    })
}
