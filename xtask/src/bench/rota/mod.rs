//! `cargo xtask bench rota`: the solver on published problems, beside other solvers.
//!
//! The instances belong to their owners and lie where `--data DIR` or `PRECEPTOR_BENCH_DATA` says: a folder for each
//! family, with its best known values and its own scorer beside it. Every rota is judged by that scorer, which knows
//! nothing of Preceptor; a rota it calls illegal, or a value it does not confirm, fails the benchmark.

mod instance;
mod kept;
mod peers;
mod plan;
mod report;
mod run;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::arguments::{Arguments, WrongUse};
use crate::house::cargo;
use instance::Family;
use kept::Kept;
use run::Bench;

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
        let (plan, missing) = plan::panel(&all);
        missing.iter().for_each(|it| eprintln!("not run, since the folder lacks it: {it}"));
        plan
    } else if sweep && seconds.is_empty() {
        plan::sweep(&all, seeds.unwrap_or(3), beside)
    } else {
        let seconds = if seconds.is_empty() { &[10][..] } else { &seconds };
        plan::each(&all, seconds, seeds.unwrap_or(3), beside)
    };
    if plan.is_empty() {
        return Err(WrongUse("no instance fits that is in the folder".to_owned()).into());
    }
    let program = build(root)?;
    let folder = root.join("target/xtask/bench-rota");
    std::fs::create_dir_all(&folder)?;
    let name = if panel { Some("panel") } else { sweep.then_some("sweep") };
    let mut kept = Kept::open(&folder, name, &program)?;
    eprintln!("{}", plan::in_words(&plan));
    if let Some(path) = kept.path() {
        let n = plan.iter().filter(|it| kept.get(&it.key()).is_some()).count();
        eprintln!(
            "{n} of them were made before, and each is kept as it ends, in `{}`",
            path.display()
        );
    }
    let runs =
        Bench { data: &data, program: &program, root, folder: &folder }.all(&plan, &mut kept)?;
    report::tell(&runs, json);
    let n = runs.iter().filter(|it| it.failed.is_some()).count();
    if n > 0 {
        bail!("{n} runs failed: see above why");
    }
    Ok(ExitCode::SUCCESS)
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
    fn numbers_are_above_0() {
        assert_eq!(numbers(&["10".to_owned(), "60".to_owned()]).unwrap(), [10, 60]);
        assert!(numbers(&["0".to_owned()]).is_err());
        assert!(numbers(&["ten".to_owned()]).is_err());
    }
}
