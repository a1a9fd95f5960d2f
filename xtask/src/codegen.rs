//! `cargo xtask codegen`: writes anew what is made from the types, so that it can be read without building anything.
//!
//! That is the JSON Schema of each kind of file, `docs/reference/schemas/`. The gate checks that the built program prints
//! what is committed there.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

use crate::arguments::Arguments;
use crate::gate::{Gate, Log, Outcome};
use crate::house::cargo;
use crate::tree::{Tree, root};

const SCHEMAS: &str = "docs/reference/schemas/";

/// Writes them anew.
///
/// # Errors
///
/// Fails when cargo cannot be started.
pub fn command(arguments: Arguments) -> Result<ExitCode> {
    arguments.end()?;
    // The crate that makes them can also write them: its test for stale copies does so where it is told to.
    let mut command = cargo();
    command.args([
        "test",
        "--quiet",
        "--package",
        "preceptor-rulebook",
        "--package",
        "preceptor-rota",
        "schema",
    ]);
    command.env("PRECEPTOR_WRITE_SCHEMAS", "1").current_dir(root());
    let is_well = command.status().context("starting cargo")?.success();
    Ok(if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Holds what is committed against what the program prints.
///
/// # Errors
///
/// Fails when the program cannot be started, or there is nothing to compare.
pub fn step(gate: &Gate, log: &mut Log) -> Result<Outcome> {
    let tree = Tree::read(gate.root.clone())?;
    let mut n_same = 0;
    let mut n_stale = 0;
    for file in tree.files.iter().filter(|it| it.path.starts_with(SCHEMAS)) {
        let name = file.path.trim_start_matches(SCHEMAS).trim_end_matches(".json");
        let made = Command::new(gate.preceptor()).args(["rulebook", "schema", name]).output()?;
        if made.status.success()
            && String::from_utf8_lossy(&made.stdout).trim_end() == file.text.trim_end()
        {
            n_same += 1;
        } else {
            n_stale += 1;
            log.say(&format!("{}:1: it is not what the program prints", file.path));
        }
    }
    if n_stale > 0 {
        log.say("run `cargo xtask codegen` and commit what changed");
        return Ok(Outcome::Failed);
    }
    if n_same == 0 {
        bail!("there is no schema in {SCHEMAS}");
    }
    Ok(Outcome::Passed(format!("{n_same} schemas")))
}
