//! Other solvers on the same instances, on the same machine, in the same minutes and for as long.
//!
//! Their models lie beside the data, in `baselines/`; the packages they need are installed into an environment of their
//! own below `target/`. What cannot be had is named.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value as Json;

use super::field;
use super::plan::Plan;
use super::run::{Bench, Run};

/// A peer: its name, its model, and the package that it needs.
#[derive(Debug, PartialEq, Eq)]
pub struct Peer {
    /// Its name in metrics.
    pub name: &'static str,
    model: &'static str,
    package: &'static str,
}

/// All peers.
pub static ALL: [Peer; 2] = [
    Peer { name: "cpsat", model: "cpsat_shift.py", package: "ortools" },
    Peer { name: "highs", model: "highs_shift.py", package: "highspy" },
];

/// The environment that peers run in, made when the first one is asked.
#[derive(Debug)]
pub struct Peers {
    folder: PathBuf,
    /// Whether each package is there, and why not.
    ready: BTreeMap<&'static str, Result<(), String>>,
}

impl Peers {
    /// An environment below the folder of what was built.
    pub fn new(root: &Path) -> Self {
        Self { folder: root.join("target/xtask/peers"), ready: BTreeMap::new() }
    }

    fn python(&self) -> PathBuf {
        self.folder.join("bin/python3")
    }

    /// Runs a peer; a value is what the scorer says its rota is worth, and there is none where it has no legal one.
    pub fn run(&mut self, bench: &Bench<'_>, peer: &'static Peer, plan: &Plan) -> Result<Run> {
        let ready = self.ready.get(peer.package).cloned();
        let ready =
            ready.unwrap_or_else(|| self.install(peer.package).map_err(|it| format!("{it:#}")));
        self.ready.insert(peer.package, ready.clone());
        ready.map_err(|why| anyhow::anyhow!("{} is missing: {why}", peer.name))?;
        let rota = bench.folder.join(format!("{}.csv", plan.key()));
        // What an earlier run left is not what this one found.
        let _ = std::fs::remove_file(&rota);
        let mut command = Command::new(self.python());
        command
            .arg(bench.data.join("baselines").join(peer.model))
            .arg(bench.data.join(format!("shift/{}.txt", plan.instance.name)));
        command.arg(plan.seconds.to_string()).arg(&rota).env("PYTHONPATH", bench.data);
        let told = command.output().context("starting a peer")?;
        let said = String::from_utf8_lossy(&told.stdout);
        let said = said.lines().rev().find_map(|it| serde_json::from_str::<Json>(it).ok());
        let said = said.with_context(|| String::from_utf8_lossy(&told.stderr).into_owned())?;
        let value = if rota.is_file() { bench.judge(&plan.instance, &rota).ok() } else { None };
        let bound = field(&said, "bound").as_f64().map(round_up);
        Ok(Run { plan: plan.clone(), value, bound, work: None, failed: None })
    }

    /// Sees to it that the package is there.
    fn install(&self, package: &str) -> Result<()> {
        let has = || {
            let told =
                Command::new(self.python()).args(["-c", &format!("import {package}")]).output();
            told.is_ok_and(|it| it.status.success())
        };
        if has() {
            return Ok(());
        }
        if !self.python().is_file() {
            let mut command = Command::new("python3");
            command.args(["-m", "venv"]).arg(&self.folder);
            let made = command.output().context("starting python3")?;
            ensure!(
                made.status.success(),
                "no environment: {}",
                String::from_utf8_lossy(&made.stderr)
            );
        }
        eprintln!("installing `{package}` into `{}`", self.folder.display());
        let mut command = Command::new(self.python());
        command.args(["-m", "pip", "install", "--quiet", package]);
        let told = command.output().context("starting pip")?;
        ensure!(
            told.status.success() && has(),
            "the package `{package}` cannot be installed: {}",
            String::from_utf8_lossy(&told.stderr)
        );
        Ok(())
    }
}

/// A bound of whole numbers; what a solver's tolerance leaves above one is not counted.
#[expect(clippy::cast_possible_truncation, reason = "objectives are far below 2^52")]
fn round_up(it: f64) -> i64 {
    (it - 1e-6).ceil() as i64
}
