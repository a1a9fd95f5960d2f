//! Other solvers on the same instances, on the same machine and for as long.
//!
//! Their models lie beside the data, in `baselines/`; the packages they need are installed into an environment of their
//! own below `target/`. What cannot be had is named.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value as Json;

use super::instance::Family;
use super::run::{Bench, Plan, gap};

/// A peer: its name, its model, and the package that it needs.
const PEERS: [(&str, &str, &str); 2] =
    [("cpsat", "cpsat_shift.py", "ortools"), ("highs", "highs_shift.py", "highspy")];

/// The shift instances on which peers run.
const INSTANCES: [&str; 6] =
    ["Instance2", "Instance6", "Instance8", "Instance12", "Instance14", "Instance16"];

/// What a peer came to.
#[derive(Debug, Clone)]
pub struct Peer {
    /// Its name.
    pub name: &'static str,
    /// The instance and the seconds.
    pub plan: Plan,
    /// The value, if it found a legal rota.
    pub value: Option<i64>,
    /// Why it did not run, if it did not.
    pub missing: Option<String>,
}

impl Peer {
    /// The gap to the best known value, in per cent.
    pub fn gap(&self) -> Option<f64> {
        self.value.map(|it| gap(it, self.plan.instance.best))
    }
}

/// Runs every peer once on each instance and time of the plan that it has a model for.
pub fn all(bench: &Bench<'_>, plan: &[Plan]) -> Result<Vec<Peer>> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for it in plan {
        let instance = &it.instance;
        let is_wanted =
            instance.family == Family::Shift && INSTANCES.contains(&instance.name.as_str());
        if !is_wanted || !seen.insert((instance.name.clone(), it.seconds)) {
            continue;
        }
        for (name, model, package) in PEERS {
            let plan = it.clone();
            found.push(match python(bench, package) {
                Ok(python) => {
                    Peer { name, value: run(bench, &python, model, it)?, plan, missing: None }
                }
                Err(error) => Peer { name, plan, value: None, missing: Some(format!("{error:#}")) },
            });
            if let Some(it) = found.last() {
                let value = it.value.map_or("no legal rota".to_owned(), |it| it.to_string());
                eprintln!(
                    "{name} {} {} s: {}",
                    instance.name,
                    it.plan.seconds,
                    it.missing.as_ref().unwrap_or(&value)
                );
            }
        }
    }
    Ok(found)
}

/// A Python that has the package.
fn python(bench: &Bench<'_>, package: &str) -> Result<PathBuf> {
    let folder = bench.root.join("target/xtask/peers");
    let python = folder.join("bin/python3");
    let has = |python: &PathBuf| {
        let told = Command::new(python).args(["-c", &format!("import {package}")]).output();
        told.is_ok_and(|it| it.status.success())
    };
    if has(&python) {
        return Ok(python);
    }
    if !python.is_file() {
        let made = Command::new("python3")
            .args(["-m", "venv"])
            .arg(&folder)
            .output()
            .context("starting python3")?;
        anyhow::ensure!(
            made.status.success(),
            "no environment for `{package}`: {}",
            String::from_utf8_lossy(&made.stderr)
        );
    }
    let told = Command::new(&python)
        .args(["-m", "pip", "install", "--quiet", package])
        .output()
        .context("starting pip")?;
    anyhow::ensure!(
        told.status.success() && has(&python),
        "the package `{package}` cannot be installed: {}",
        String::from_utf8_lossy(&told.stderr)
    );
    Ok(python)
}

/// The value that a peer's rota has by the scorer; nothing where it has no legal one.
fn run(bench: &Bench<'_>, python: &PathBuf, model: &str, plan: &Plan) -> Result<Option<i64>> {
    let rota = bench.root.join(format!(
        "target/xtask/bench-rota/{model}-{}-{}s.csv",
        plan.instance.name, plan.seconds
    ));
    // What an earlier run left is not what this one found.
    let _ = std::fs::remove_file(&rota);
    let mut command = Command::new(python);
    command
        .arg(bench.data.join("baselines").join(model))
        .arg(bench.data.join(format!("shift/{}.txt", plan.instance.name)));
    command.arg(plan.seconds.to_string()).arg(&rota).env("PYTHONPATH", bench.data);
    let told = command.output().context("starting a peer")?;
    let said: Option<Json> = String::from_utf8_lossy(&told.stdout)
        .lines()
        .rev()
        .find_map(|it| serde_json::from_str(it).ok());
    anyhow::ensure!(said.is_some(), "{model}: {}", String::from_utf8_lossy(&told.stderr));
    Ok(if rota.is_file() { bench.judge(&plan.instance, &rota).ok() } else { None })
}
