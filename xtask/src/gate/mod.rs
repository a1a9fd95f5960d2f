//! `cargo xtask test`: everything that must hold before a change is taken in.
//!
//! The steps are the list in [`steps`]; each runs whatever came of the others, unless it needs what one of them makes.
//! What a step prints goes to a log under the target folder and is shown where the step fails.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::arguments::{Arguments, WrongUse};
use crate::house::House;
use crate::tree::root;

mod browser;
mod examples;
mod log;
mod postgres;
mod s3;
mod steps;

pub use log::{Log, indented};
use steps::{PARTS, STEPS};

/// One thing the gate does.
pub struct Step {
    /// What it is called on the command line and in the table.
    pub name: &'static str,
    /// The part it belongs to, where it can be left out: one of [`PARTS`].
    pub part: Option<&'static str>,
    /// The steps that make what it uses.
    pub needs: &'static [&'static str],
    /// Does it.
    pub run: fn(&Gate, &mut Log) -> Result<Outcome>,
}

/// How a step ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It held; a word on what was looked at.
    Passed(String),
    /// It did not; the log says how.
    Failed,
    /// It could not be tried, because a step that it needs failed.
    Barred(&'static str),
}

/// What every step is handed.
pub struct Gate {
    /// The folder of the workspace.
    pub root: PathBuf,
    /// Where cargo puts what it builds.
    pub target: PathBuf,
}

impl Gate {
    /// The built program.
    pub fn preceptor(&self) -> PathBuf {
        self.built("preceptor")
    }

    /// A built program of that name in the profile of the tests.
    pub fn built(&self, name: &str) -> PathBuf {
        self.target.join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }
}

/// Tests over data that is not in the repository; `--data` says where it is. There are none yet.
const OVER_OUTSIDE_DATA: &[&str] = &[];

/// Runs the steps asked for and sums up.
///
/// # Errors
///
/// Fails when an argument is not understood or cargo cannot say what the workspace is.
pub fn command(mut arguments: Arguments) -> Result<ExitCode> {
    let without = arguments.values("--without")?;
    let only = arguments.values("--only")?;
    let data = arguments.value("--data")?;
    arguments.end()?;
    let chosen = chosen(&without, &only)?;
    if let Some(data) = data.as_ref().filter(|it| !PathBuf::from(it).is_dir()) {
        return Err(WrongUse(format!("`--data {data}`: there is no such folder")).into());
    }

    let root = root();
    let target = House::read(&root)?.target;
    let logs = target.join("xtask");
    std::fs::create_dir_all(&logs).with_context(|| format!("making {}", logs.display()))?;
    let gate = Gate { root, target };

    let mut done: Vec<(&str, Duration, Outcome)> = Vec::new();
    for step in &chosen {
        print!("{} ... ", step.name);
        std::io::stdout().flush()?;
        let began = Instant::now();
        let bar = step.needs.iter().find(|needed| {
            done.iter()
                .any(|(name, _, outcome)| name == *needed && !matches!(outcome, Outcome::Passed(_)))
        });
        let mut log = Log::create(&logs, step.name)?;
        let outcome = match bar {
            Some(needed) => Outcome::Barred(needed),
            None => (step.run)(&gate, &mut log).unwrap_or_else(|error| {
                log.say(&format!("error: {error:#}"));
                Outcome::Failed
            }),
        };
        let took = began.elapsed();
        println!("{} ({})", said(&outcome), in_words(took));
        if outcome == Outcome::Failed {
            println!("{}", log.worth_showing());
        }
        done.push((step.name, took, outcome));
    }

    println!("\n{}", table(&done));
    println!("{}", left_out(&without, &only));
    let n_not_run = if data.is_some() { 0 } else { OVER_OUTSIDE_DATA.len() };
    println!("tests over outside data that did not run: {n_not_run}");
    let n_passed = done.iter().filter(|(_, _, it)| matches!(it, Outcome::Passed(_))).count();
    let n_failed = done.len() - n_passed;
    println!("{n_passed} passed, {n_failed} failed");
    Ok(if n_failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The steps to run, in their order: all but the parts left out, or those named and what they need.
fn chosen(without: &[String], only: &[String]) -> Result<Vec<&'static Step>> {
    if let Some(unknown) = without.iter().find(|it| !PARTS.contains(&it.as_str())) {
        return Err(WrongUse(format!(
            "there is no part `{unknown}` to leave out; there are {}",
            PARTS.join(", ")
        ))
        .into());
    }
    if let Some(unknown) = only.iter().find(|it| STEPS.iter().all(|step| step.name != it.as_str()))
    {
        let names: Vec<&str> = STEPS.iter().map(|it| it.name).collect();
        return Err(WrongUse(format!(
            "there is no step `{unknown}`; there are {}",
            names.join(", ")
        ))
        .into());
    }
    let mut wanted: BTreeSet<&str> = STEPS
        .iter()
        .filter(|it| only.is_empty() || only.iter().any(|only| only == it.name))
        .filter(|it| it.part.is_none_or(|part| !without.iter().any(|it| it == part)))
        .map(|it| it.name)
        .collect();
    // A step stands below all it needs, so one pass from the end finds everything.
    for step in STEPS.iter().rev().filter(|_| !only.is_empty()) {
        if wanted.contains(step.name) {
            wanted.extend(step.needs);
        }
    }
    Ok(STEPS.iter().filter(|it| wanted.contains(it.name)).collect())
}

fn said(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Passed(note) if note.is_empty() => "passed".to_owned(),
        Outcome::Passed(note) => format!("passed: {note}"),
        Outcome::Failed => "FAILED".to_owned(),
        Outcome::Barred(needed) => format!("FAILED: not tried, because `{needed}` failed"),
    }
}

fn table(done: &[(&str, Duration, Outcome)]) -> String {
    let widest = done.iter().map(|(name, _, _)| name.len()).max().unwrap_or(0);
    let row = |(name, took, outcome): &(&str, Duration, Outcome)| {
        format!("{name:widest$}  {:>10}  {}\n", in_words(*took), said(outcome))
    };
    let whole: Duration = done.iter().map(|(_, took, _)| *took).sum();
    let rows: String = done.iter().map(row).collect();
    format!("{rows}{:widest$}  {:>10}", "in all", in_words(whole))
}

/// By name, what did not run and why.
fn left_out(without: &[String], only: &[String]) -> String {
    let mut lines = Vec::new();
    for part in without {
        let steps: Vec<&str> =
            STEPS.iter().filter(|it| it.part == Some(part)).map(|it| it.name).collect();
        lines.push(format!("left out: {part} ({})", steps.join(", ")));
    }
    if !only.is_empty() {
        let chosen = chosen(without, only).unwrap_or_default();
        let others: Vec<&str> = STEPS
            .iter()
            .map(|it| it.name)
            .filter(|it| chosen.iter().all(|step| step.name != *it))
            .collect();
        if !others.is_empty() {
            lines.push(format!("left out, because --only was given: {}", others.join(", ")));
        }
    }
    if lines.is_empty() { "left out: nothing".to_owned() } else { lines.join("\n") }
}

fn in_words(took: Duration) -> String {
    let tenths = took.as_millis() / 100;
    if tenths < 600 {
        return format!("{}.{} s", tenths / 10, tenths % 10);
    }
    format!("{} min {:02} s", took.as_secs() / 60, took.as_secs() % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(without: &[&str], only: &[&str]) -> Vec<&'static str> {
        let owned = |list: &[&str]| list.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        chosen(&owned(without), &owned(only)).unwrap().into_iter().map(|it| it.name).collect()
    }

    #[test]
    fn everything_runs_unless_something_is_said() {
        assert_eq!(names(&[], &[]).len(), STEPS.len());
    }

    #[test]
    fn a_chosen_step_brings_what_it_needs_and_nothing_else() {
        assert_eq!(names(&[], &["fmt"]), ["fmt"]);
        assert_eq!(names(&[], &["rulebook-test"]), ["build", "rulebook-test"]);
    }

    #[test]
    fn a_part_that_is_left_out_is_named_with_its_steps() {
        let names = names(&["postgres", "browser"], &[]);
        assert_eq!(names.len(), STEPS.len() - 2);
        assert!(!names.contains(&"browser"));
        let said = left_out(&["browser".to_owned()], &[]);
        assert_eq!(said, "left out: browser (browser)");
    }

    #[test]
    fn words_nobody_knows_are_the_wrong_question() {
        assert!(chosen(&["oracle".to_owned()], &[]).err().unwrap().is::<WrongUse>());
        assert!(chosen(&[], &["oracle".to_owned()]).err().unwrap().is::<WrongUse>());
    }

    #[test]
    fn each_step_stands_below_what_it_needs() {
        for (i, step) in STEPS.iter().enumerate() {
            for needed in step.needs {
                assert!(
                    STEPS[..i].iter().any(|it| it.name == *needed),
                    "{} needs {needed}",
                    step.name
                );
            }
            assert!(
                step.part.is_none_or(|it| PARTS.contains(&it)),
                "{} is of an unknown part",
                step.name
            );
        }
    }

    #[test]
    fn times_are_read_at_a_glance() {
        assert_eq!(in_words(Duration::from_millis(1234)), "1.2 s");
        assert_eq!(in_words(Duration::from_secs(245)), "4 min 05 s");
    }

    #[test]
    fn the_table_names_a_step_that_was_not_tried() {
        let done = [
            ("a", Duration::ZERO, Outcome::Passed(String::new())),
            ("bb", Duration::ZERO, Outcome::Barred("a")),
        ];
        let table = table(&done);
        assert!(table.contains("a        0.0 s  passed\n"), "{table}");
        assert!(table.contains("bb       0.0 s  FAILED: not tried, because `a` failed"), "{table}");
    }
}
