//! `cargo xtask bench NAME`: one benchmark beside its references.
//!
//! The benchmarks and the programs they are measured against are a workspace of their own, `bench-peers/`, so that nobody
//! builds the peers who does not measure. [`rota`] runs the program itself, and its peers are programs too.

mod rota;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use serde_json::Value as Json;

use crate::arguments::{Arguments, WrongUse};
use crate::house::cargo;
use crate::tree::root;

const MANIFEST: &str = "bench-peers/Cargo.toml";

/// Runs the benchmark of that name.
///
/// # Errors
///
/// Fails when there is none of that name.
pub fn command(mut arguments: Arguments) -> Result<ExitCode> {
    let json = arguments.flag("--json");
    let name = arguments.word();
    let root = root();
    if name.as_deref() == Some("rota") {
        return rota::command(arguments, json, &root);
    }
    // What `http` may be told beside.
    let mut told = Vec::new();
    for option in
        ["--people", "--program", "--only"].into_iter().filter(|_| name.as_deref() == Some("http"))
    {
        if let Some(value) = arguments.value(option)? {
            told.extend([option.to_owned(), value]);
        }
    }
    arguments.end()?;
    let known = known(&root)?;
    let Some((name, package)) = known.iter().find(|it| Some(&it.0) == name.as_ref()) else {
        let names: Vec<&str> = known.iter().map(|it| it.0.as_str()).chain(["rota"]).collect();
        let list = format!("there are: {}", names.join(", "));
        return Err(WrongUse(format!("say which benchmark to run; {list}")).into());
    };
    let mut command = cargo();
    command.args([
        "run",
        "--quiet",
        "--release",
        // Some peers take minutes to build: whoever measures waits for them, once.
        "--all-features",
        "--manifest-path",
        MANIFEST,
        "--package",
        package,
        "--bin",
        name,
        "--",
    ]);
    command.args(json.then_some("--json")).args(told).current_dir(&root);
    let status = command.status().context("starting cargo")?;
    // The benchmark's own word on how it went is passed on.
    let code = status.code().and_then(|it| u8::try_from(it).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

/// The names of the benchmarks there are, each with the package it is in.
fn known(root: &Path) -> Result<Vec<(String, String)>> {
    if !root.join(MANIFEST).is_file() {
        return Ok(Vec::new());
    }
    let mut command = cargo();
    command.args(["metadata", "--format-version", "1", "--no-deps", "--manifest-path", MANIFEST]);
    let told = command.current_dir(root).output().context("starting cargo")?;
    let told: Json =
        serde_json::from_slice(&told.stdout).with_context(|| format!("reading {MANIFEST}"))?;
    Ok(names(&told))
}

fn names(told: &Json) -> Vec<(String, String)> {
    let list =
        |it: &Json, key: &str| it.get(key).and_then(Json::as_array).cloned().unwrap_or_default();
    let name = |it: &Json| Some(it.get("name")?.as_str()?.to_owned());
    let mut names: Vec<(String, String)> = Vec::new();
    for package in list(told, "packages") {
        let targets = list(&package, "targets").into_iter();
        let binaries = targets.filter(|it| list(it, "kind").iter().any(|kind| kind == "bin"));
        names.extend(binaries.filter_map(|it| Some((name(&it)?, name(&package)?))));
    }
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn benchmarks_are_the_programs_of_their_package() {
        let told = serde_json::json!({"packages": [{"name": "peers", "targets": [
            {"name": "peers", "kind": ["lib"]}, {"name": "standing", "kind": ["bin"]}, {"name": "decide", "kind": ["bin"]},
        ]}]});
        let of = |name: &str| (name.to_owned(), "peers".to_owned());
        assert_eq!(names(&told), [of("decide"), of("standing")]);
    }
}
