//! What people meet in a browser: the journeys and looks of `e2e`, in a headless Chromium.
//!
//! On Debian, as root, a missing Chromium is installed from the distribution's own packages, and the log says so. Anybody
//! else is told what to install: a gate that skips in silence guards nothing.

use std::process::Command;

use anyhow::{Result, bail};

use super::postgres::is_root;
use super::{Gate, Log, Outcome};

/// What it needs, as Debian calls it. Without the last, pages would be looked at in another font than people have.
const PACKAGES: &[&str] = &["chromium", "chromium-driver", "fonts-liberation"];

/// Runs them against the program just built.
///
/// # Errors
///
/// Fails where there is no Chromium and none can be installed.
pub fn step(gate: &Gate, log: &mut Log) -> Result<Outcome> {
    if !is_there("chromedriver") {
        install(log)?;
    }
    let mut command = Command::new(gate.built("e2e"));
    command.arg(gate.preceptor()).current_dir(&gate.root);
    let is_well = log.run(&mut command)?;
    if !is_well {
        return Ok(Outcome::Failed);
    }
    let text = log.text();
    let counted = text.lines().rev().find(|it| it.ends_with(" failed")).unwrap_or_default();
    Ok(Outcome::Passed(counted.to_owned()))
}

fn install(log: &mut Log) -> Result<()> {
    let advice = format!(
        "no Chromium with its driver is installed: on Debian `apt-get install --no-install-recommends {}`, or leave this \
         part out with `--without browser`",
        PACKAGES.join(" ")
    );
    if !is_there("apt-get") || !is_root() {
        bail!(advice);
    }
    log.say(&format!("installing {}", PACKAGES.join(", ")));
    let is_fetched = log.run(Command::new("apt-get").args(["update", "-qq"]))?;
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command.args(["install", "-y", "-qq", "--no-install-recommends"]).args(PACKAGES);
    if !is_fetched || !log.run(&mut command)? {
        bail!(advice);
    }
    Ok(())
}

fn is_there(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|it| it.status.success())
}
