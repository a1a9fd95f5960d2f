//! Running the solver on what was planned, one run after another, each judged by its family's scorer.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::{Value as Json, json};

use super::field;
use super::instance::{Family, Instance};

/// A run to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The instance.
    pub instance: Instance,
    /// For how long.
    pub seconds: u64,
    /// The seed.
    pub seed: u64,
}

/// A run that was made.
#[derive(Debug, Clone)]
pub struct Run {
    /// What was planned.
    pub plan: Plan,
    /// What the scorer says.
    pub value: i64,
    /// The proven bound, where there is one.
    pub bound: Option<i64>,
    /// Rows made anew.
    pub work: u64,
}

impl Run {
    /// How far above the best known value, in per cent.
    pub fn gap(&self) -> f64 {
        gap(self.value, self.plan.instance.best)
    }
}

/// What is proven, in words.
pub fn bound_in_words(bound: Option<i64>) -> String {
    bound.map_or("no bound".to_owned(), |it| format!("bound {it}"))
}

/// How far `value` is above `best`, in per cent.
#[expect(clippy::cast_precision_loss, reason = "objectives are far below 2^52")]
pub fn gap(value: i64, best: i64) -> f64 {
    100.0 * (value - best) as f64 / best.max(1) as f64
}

/// Where everything is.
#[derive(Debug)]
pub struct Bench<'a> {
    /// The instances.
    pub data: &'a Path,
    /// The program.
    pub program: &'a Path,
    /// The repository.
    pub root: &'a Path,
    /// Where finished runs are kept, to go on where one stopped.
    pub keep: Option<PathBuf>,
}

impl Bench<'_> {
    /// Makes all runs that were not made before.
    pub fn all(&self, plan: &[Plan]) -> Result<Vec<Run>> {
        let mut kept = self.kept();
        let mut runs = Vec::with_capacity(plan.len());
        for (i, it) in plan.iter().enumerate() {
            let key = key(it);
            let told =
                if let Some(told) = kept.iter().find(|told| field(told, "run") == key.as_str()) {
                    told.clone()
                } else {
                    let told = self.one(it, &key)?;
                    self.keep_one(&told)?;
                    kept.push(told.clone());
                    told
                };
            let number = |name: &str| {
                field(&told, name).as_i64().with_context(|| format!("no `{name}` in {told}"))
            };
            let run = Run {
                plan: it.clone(),
                value: number("value")?,
                bound: field(&told, "bound").as_i64(),
                work: u64::try_from(number("work")?).unwrap_or(0),
            };
            eprintln!(
                "{}/{} {} {} s, seed {}: {} ({:.2} % above {}), {}, {} rows",
                i + 1,
                plan.len(),
                it.instance.name,
                it.seconds,
                it.seed,
                run.value,
                run.gap(),
                it.instance.best,
                bound_in_words(run.bound),
                run.work
            );
            runs.push(run);
        }
        Ok(runs)
    }

    fn one(&self, plan: &Plan, key: &str) -> Result<Json> {
        let folder = self.root.join("target/xtask/bench-rota");
        std::fs::create_dir_all(&folder)?;
        let rota = folder.join(format!("{key}.csv"));
        let mut command = Command::new(self.program);
        command.args(["rota", "solve"]).args(plan.instance.arguments(self.data));
        command.args(["--seconds", &plan.seconds.to_string(), "--seed", &plan.seed.to_string()]);
        command.args(["--threads", "2", "--json", "--out"]).arg(&rota);
        let told = command.output().context("starting the program")?;
        let found: Json = serde_json::from_slice(&told.stdout).with_context(|| {
            format!("{key}: the program says no JSON: {}", String::from_utf8_lossy(&told.stderr))
        })?;
        let value = self.judge(&plan.instance, &rota).with_context(|| key.to_owned())?;
        if field(&found, "objective") != value {
            bail!("{key}: the program says {} and the scorer {value}", field(&found, "objective"));
        }
        Ok(
            json!({"run": key, "value": value, "bound": field(&found, "bound"), "work": field(&found, "work")}),
        )
    }

    /// What the scorer says a rota is worth.
    pub fn judge(&self, instance: &Instance, rota: &Path) -> Result<i64> {
        let words = instance.scorer(self.data, self.root, rota);
        let told = Command::new("python3").args(&words).output().context("starting python3")?;
        let told: Json = serde_json::from_slice(&told.stdout)
            .with_context(|| format!("the scorer: {}", String::from_utf8_lossy(&told.stderr)))?;
        if field(&told, "hard").as_array().is_none_or(|it| !it.is_empty()) {
            bail!("the scorer finds hard rules broken: {}", field(&told, "hard"));
        }
        field(&told, "total").as_i64().context("the scorer says no total")
    }

    fn kept(&self) -> Vec<Json> {
        let text =
            self.keep.as_ref().and_then(|it| std::fs::read_to_string(it).ok()).unwrap_or_default();
        // A line that was cut off when the last sweep stopped is made again.
        text.lines().filter_map(|it| serde_json::from_str(it).ok()).collect()
    }

    fn keep_one(&self, told: &Json) -> Result<()> {
        let Some(path) = &self.keep else { return Ok(()) };
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path)?;
        writeln!(file, "{told}").with_context(|| format!("writing `{}`", path.display()))
    }
}

fn key(it: &Plan) -> String {
    format!("{}-{}-{}s-{}", it.instance.family.name(), it.instance.name, it.seconds, it.seed)
}

/// The runs by which a release is judged, in a little over an hour.
pub fn panel(all: &[Instance]) -> Vec<Plan> {
    let of = |family: Family| all.iter().filter(move |it| it.family == family);
    let mut plan = Vec::new();
    let mut add = |it: &Instance, seconds: u64, seeds: u64| {
        plan.extend((1..=seeds).map(|seed| Plan { instance: it.clone(), seconds, seed }));
    };
    for number in [2, 4, 6, 8, 10, 12, 14, 16, 18, 20] {
        for it in of(Family::Shift).filter(|it| it.name == format!("Instance{number}")) {
            add(it, 60, 3);
            add(it, 10, 1);
        }
    }
    for weeks in ["w4_", "w8_"] {
        // Instances of several sizes: every second one that is listed.
        for it in of(Family::Inrc2).filter(|it| it.name.contains(weeks)).step_by(2).take(4) {
            add(it, 60, 2);
        }
    }
    for class in ["sprint", "medium", "long"] {
        for it in of(Family::Inrc1).filter(|it| it.name.starts_with(class)).step_by(2).take(3) {
            add(it, 10, 2);
        }
    }
    for (i, it) in of(Family::Nsplib).step_by(17).take(8).enumerate() {
        add(it, 5, u64::from(i < 8));
    }
    plan
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_in_per_cent_of_the_best() {
        assert!((gap(1313, 1300) - 1.0).abs() < 1e-9);
        assert!(gap(1300, 1300).abs() < 1e-9);
    }

    #[test]
    fn the_panel_has_three_minutes_and_ten_seconds_of_each_shift_instance() {
        let of = |it: &str| Instance { family: Family::Shift, name: it.to_owned(), best: 1 };
        let plan = panel(&[of("Instance2"), of("Instance3"), of("Instance20")]);
        let seconds: Vec<u64> = plan.iter().map(|it| it.seconds).collect();
        assert_eq!(seconds, [60, 60, 60, 10, 60, 60, 60, 10]);
    }
}
