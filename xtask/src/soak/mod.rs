//! `cargo xtask soak`: a long run on input nobody wrote.
//!
//! The inputs are made here, from a seed; the functions that read them run in a program of their own (`fuzz`, an example
//! of the crates concerned), so that one that stops, overflows its stack or never answers is caught and its input kept.

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::arguments::{Arguments, WrongUse};
use crate::gate::{Gate, Log, Outcome, indented};
use crate::house::{House, cargo};
use crate::tree::{Tree, root};

mod inputs;
mod reader;

use inputs::Inputs;
use reader::{Answer, Reader};

/// What is fed to one function.
struct Target {
    /// What the program `fuzz` calls it.
    name: &'static str,
    /// The files whose text is mutated: in these folders.
    samples: &'static [&'static str],
    /// A folder of files to hand over before each, as it is: one file of a rulebook means little alone.
    around: Option<&'static str>,
}

/// Every function that reads what people write. A new one is a line here and one in the program.
const TARGETS: &[Target] = &[
    Target {
        name: "people",
        samples: &["samples/", "rulebooks/uk/cases/people", "docs/tutorials/harbour-people"],
        around: None,
    },
    Target { name: "rota", samples: &["samples/rota/"], around: None },
    Target {
        name: "rulebook",
        samples: &["rulebooks/uk/", "rulebooks/netherlands/", "rulebooks/ontario/", HARBOUR],
        around: Some(HARBOUR),
    },
];

/// The smallest rulebook there is.
const HARBOUR: &str = "docs/tutorials/harbour/";

/// After so many failures of one function there is enough to look at.
const ENOUGH_FAILURES: usize = 5;

/// When to stop feeding one function.
#[derive(Debug, Clone, Copy)]
enum Until {
    /// After so many inputs: the same on every machine.
    Inputs(u64),
    /// After so long.
    Elapsed(Duration),
}

/// How one function fared.
struct Fared {
    n_inputs: u64,
    failures: Vec<String>,
}

/// Runs what is asked for, for as long as is asked.
///
/// # Errors
///
/// Fails when an argument is not understood or the program cannot be built.
pub fn command(mut arguments: Arguments) -> Result<ExitCode> {
    let minutes = number(arguments.value("--minutes")?, "--minutes", 10.0)?;
    let seed = match arguments.value("--seed")? {
        Some(text) => text
            .parse()
            .map_err(|_| WrongUse(format!("`--seed {text}`: a whole number is wanted")))?,
        None => 1,
    };
    let mut is_fuzz = true;
    while let Some(part) = arguments.word() {
        match part.as_str() {
            "fuzz" => {}
            "kills" => is_fuzz = false,
            _ => {
                let what = format!("there is no soak of `{part}`; there are `fuzz` and `kills`");
                return Err(WrongUse(what).into());
            }
        }
    }
    arguments.end()?;
    if !is_fuzz {
        return kills(seed);
    }

    let tree = Tree::read(root())?;
    let target = House::read(&tree.root)?.target;
    let gate = Gate { root: tree.root.clone(), target };
    let mut build = cargo();
    build
        .args(["build", "--workspace", "--exclude", "xtask", "--examples"])
        .current_dir(&gate.root);
    if !build.status().context("starting cargo")?.success() {
        return Ok(ExitCode::FAILURE);
    }
    let each = Duration::from_secs_f64(minutes * 60.0).div_f64(n_targets());
    println!("seed {seed}, {:.0} seconds for each function", each.as_secs_f64());
    let mut n_failures = 0;
    for target in TARGETS {
        let fared = feed(&gate, &tree, target, seed, Until::Elapsed(each))?;
        println!("{}: {} inputs, {} failures", target.name, fared.n_inputs, fared.failures.len());
        for failure in &fared.failures {
            println!("{failure}");
        }
        n_failures += fared.failures.len();
    }
    Ok(if n_failures == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Kills a process that writes, 50 times at random moments, and looks each time whether anything was lost: the store
/// alone, on the embedded database or on the server that `TEST_DATABASE_URL` names, and then the served program.
fn kills(seed: u64) -> Result<ExitCode> {
    println!("seed {seed}");
    let mut is_well = true;
    for (package, test, name) in KILLS {
        let mut command = cargo();
        command.args(["test", "--package", package, "--test", test]);
        command.args(["--", "--exact", name, "--nocapture"]);
        command.env("KILLS", "50").env("KILLS_SEED", seed.to_string()).current_dir(root());
        is_well &= command.status().context("starting cargo")?.success();
    }
    Ok(if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The tests that kill: each with its package and its program.
const KILLS: [(&str, &str, &str); 2] = [
    ("preceptor-ledger", "kills", "nothing_acknowledged_is_lost_and_nothing_is_half_written"),
    ("preceptor", "keep", "killed::a_server_that_is_killed_has_kept_all_it_acknowledged"),
];

/// The short part the gate runs: the same inputs every time.
///
/// # Errors
///
/// Fails when the program was not built.
pub fn step(gate: &Gate, log: &mut Log) -> Result<Outcome> {
    let tree = Tree::read(gate.root.clone())?;
    let mut notes = Vec::new();
    let mut is_well = true;
    for target in TARGETS {
        let fared = feed(gate, &tree, target, 1, Until::Inputs(1000))?;
        notes.push(format!("{} {}", fared.n_inputs, target.name));
        is_well &= fared.failures.is_empty();
        for failure in &fared.failures {
            log.say(failure);
        }
    }
    Ok(if is_well { Outcome::Passed(notes.join(", ")) } else { Outcome::Failed })
}

fn n_targets() -> f64 {
    TARGETS.iter().map(|_| 1.0).sum()
}

fn number(given: Option<String>, name: &str, usual: f64) -> Result<f64> {
    let Some(text) = given else { return Ok(usual) };
    match text.parse::<f64>() {
        Ok(it) if it > 0.0 && it <= 10_000.0 => Ok(it),
        _ => Err(WrongUse(format!("`{name} {text}`: a number above 0 is wanted")).into()),
    }
}

fn feed(gate: &Gate, tree: &Tree, target: &Target, seed: u64, until: Until) -> Result<Fared> {
    let program = gate.built("examples/fuzz");
    let kept = gate.target.join("xtask").join("soak");
    std::fs::create_dir_all(&kept).with_context(|| format!("making {}", kept.display()))?;
    let inputs = Inputs::new(seed, &samples(tree, target));
    let began = Instant::now();
    let mut fared = Fared { n_inputs: 0, failures: Vec::new() };
    let mut reader = Reader::start(&program, target.name, &kept)?;
    loop {
        let is_over = match until {
            Until::Inputs(n) => fared.n_inputs >= n,
            Until::Elapsed(time) => began.elapsed() >= time,
        };
        if is_over || fared.failures.len() >= ENOUGH_FAILURES {
            break;
        }
        let input = inputs.make(fared.n_inputs);
        let answer = reader.read(&input);
        if answer != Answer::Done {
            let said = reader.stop();
            fared.failures.push(keep(
                &kept,
                target.name,
                seed,
                fared.n_inputs,
                &input,
                answer,
                &said,
            )?);
            reader = Reader::start(&program, target.name, &kept)?;
        }
        fared.n_inputs += 1;
    }
    reader.stop();
    Ok(fared)
}

/// The files to mutate, each with what is handed over before it.
fn samples<'a>(tree: &'a Tree, target: &Target) -> Vec<(String, &'a str)> {
    let inside = |folder: &'static str| {
        let files = tree.files.iter().filter(|it| it.is("yaml") || it.is("jsonl"));
        files.filter_map(move |it| Some((it.path.strip_prefix(folder)?, it.text.as_str())))
    };
    let around: Option<String> = target.around.map(|folder| {
        inside(folder).flat_map(|(path, text)| [mark(path), text.to_owned()]).collect()
    });
    let samples = target.samples.iter().copied().flat_map(inside);
    samples
        .map(|(path, text)| match &around {
            Some(around) => (format!("{around}{}", mark(path)), text),
            None => (String::new(), text),
        })
        .collect()
}

/// The line that names the file the lines after it belong to.
fn mark(path: &str) -> String {
    format!("=== {path}\n")
}

fn keep(
    folder: &Path,
    target: &str,
    seed: u64,
    number: u64,
    input: &[u8],
    answer: Answer,
    said: &str,
) -> Result<String> {
    let path = folder.join(format!("{target}-{seed}-{number}.bin"));
    std::fs::write(&path, input).with_context(|| format!("writing {}", path.display()))?;
    let how = match answer {
        Answer::Silent => "did not answer in time",
        Answer::Done | Answer::Gone => "stopped",
    };
    Ok(format!(
        "  input {number} of seed {seed}: `{target}` {how}; the input is kept in {}\n{}",
        path.display(),
        indented(said.lines())
    ))
}
