//! `cargo xtask bench rota`: the solver on published problems, beside other solvers.
//!
//! The instances belong to their owners and lie where `--data DIR` or `PRECEPTOR_BENCH_DATA` says: a folder for each
//! family, with its best known values and its own scorer beside it. Every rota is judged by that scorer, which knows
//! nothing of Preceptor; a rota it calls illegal, or a value it does not confirm, fails the benchmark.

mod instance;
mod peers;
mod report;
mod run;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::arguments::{Arguments, WrongUse};
use crate::house::cargo;
use instance::{Family, Instance};
use run::{Bench, Plan};

/// Runs it.
///
/// # Errors
///
/// Fails when the data are missing, or a run gives an illegal rota or a value its scorer does not confirm.
pub fn command(mut arguments: Arguments, json: bool, root: &Path) -> Result<ExitCode> {
    let data = arguments.value("--data")?.or_else(|| std::env::var("PRECEPTOR_BENCH_DATA").ok());
    let families = arguments.values("--family")?;
    let only = arguments.values("--instances")?;
    let seconds = numbers(&arguments.values("--seconds")?)?;
    let seeds = numbers(&arguments.values("--seeds")?)?.first().copied();
    let (panel, sweep) = (arguments.flag("--panel"), arguments.flag("--sweep"));
    let beside = arguments.flag("--peers");
    arguments.end()?;
    let Some(data) = data.map(PathBuf::from) else {
        return Err(WrongUse(
            "say where the instances lie, with --data DIR or PRECEPTOR_BENCH_DATA (docs/reference/rota-families.md says where they come from)".to_owned(),
        )
        .into());
    };
    if !data.is_dir() {
        bail!("there is no folder `{}`: the instances are missing", data.display());
    }
    let families = families.iter().map(|it| Family::of(it)).collect::<Result<Vec<_>>>()?;
    let families = if families.is_empty() { Family::ALL.to_vec() } else { families };
    let mut all = Vec::new();
    for family in families {
        all.extend(instance::list(&data, family)?);
    }
    all.retain(|it| only.is_empty() || only.contains(&it.name));
    let plan = if panel {
        run::panel(&all)
    } else {
        plan(&all, if seconds.is_empty() { &[10] } else { &seconds }, seeds.unwrap_or(3))
    };
    if plan.is_empty() {
        return Err(WrongUse("no instance fits that is in the folder".to_owned()).into());
    }
    let program = build(root)?;
    let keep = sweep.then(|| root.join("target/xtask/bench-rota.jsonl"));
    let bench = Bench { data: &data, program: &program, root, keep };
    let runs = bench.all(&plan)?;
    let peers = if beside || panel { peers::all(&bench, &plan)? } else { Vec::new() };
    report::tell(&runs, &peers, json);
    Ok(ExitCode::SUCCESS)
}

/// Every instance for every number of seconds with so many seeds.
fn plan(all: &[Instance], seconds: &[u64], seeds: u64) -> Vec<Plan> {
    let mut plan = Vec::new();
    for it in all {
        for &seconds in seconds {
            plan.extend((1..=seeds).map(|seed| Plan { instance: it.clone(), seconds, seed }));
        }
    }
    plan
}

/// A field of an object; null where it has none.
fn field<'a>(it: &'a serde_json::Value, name: &str) -> &'a serde_json::Value {
    it.get(name).unwrap_or(&serde_json::Value::Null)
}

fn numbers(words: &[String]) -> Result<Vec<u64>> {
    let number = |it: &String| it.parse().ok().filter(|it| *it > 0);
    let wrong = |it: &String| WrongUse(format!("`{it}` is no number above 0"));
    words.iter().map(|it| number(it).ok_or_else(|| wrong(it).into())).collect()
}

/// Builds the program as it is shipped, and says where it is.
fn build(root: &Path) -> Result<PathBuf> {
    let mut command = cargo();
    command.args([
        "build",
        "--release",
        "--quiet",
        "--package",
        "preceptor",
        "--message-format",
        "json",
    ]);
    let told = command.current_dir(root).output().context("starting cargo")?;
    if !told.status.success() {
        bail!("the program does not build:\n{}", String::from_utf8_lossy(&told.stderr));
    }
    let lines = String::from_utf8_lossy(&told.stdout).into_owned();
    let messages =
        lines.lines().filter_map(|it| serde_json::from_str::<serde_json::Value>(it).ok());
    let found =
        messages.filter_map(|it| Some(PathBuf::from(it.get("executable")?.as_str()?))).next_back();
    found.context("cargo does not say where the program is")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_seed_of_every_time_of_every_instance_is_planned() {
        let of = |name: &str| Instance { family: Family::Inrc1, name: name.to_owned(), best: 10 };
        let plan = plan(&[of("a"), of("b")], &[10, 60], 3);
        assert_eq!(plan.len(), 12);
        assert_eq!((plan[5].seconds, plan[5].seed), (60, 3));
    }

    #[test]
    fn numbers_are_above_0() {
        assert_eq!(numbers(&["10".to_owned(), "60".to_owned()]).unwrap(), [10, 60]);
        assert!(numbers(&["0".to_owned()]).is_err());
        assert!(numbers(&["ten".to_owned()]).is_err());
    }
}
