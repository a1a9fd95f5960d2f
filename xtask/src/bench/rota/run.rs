//! Making the runs that were planned, one after another, each judged by its family's scorer.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::{Value as Json, json};

use super::field;
use super::instance::Instance;
use super::kept::Kept;
use super::peers::Peers;
use super::plan::{Plan, Who};

/// A run that was made.
#[derive(Debug, Clone)]
pub struct Run {
    /// What was planned.
    pub plan: Plan,
    /// What the scorer says; none where no legal rota was found.
    pub value: Option<i64>,
    /// The proven bound, where there is one.
    pub bound: Option<i64>,
    /// Rows made anew; none for a peer.
    pub work: Option<u64>,
    /// Why it could not be made or judged.
    pub failed: Option<String>,
}

impl Run {
    /// How far above the best known value, in per cent.
    pub fn gap(&self) -> Option<f64> {
        self.value.map(|it| gap(it, self.plan.instance.best))
    }

    /// The run in words.
    pub fn in_words(&self) -> String {
        let Plan { instance, seconds, who } = &self.plan;
        let who = match who {
            Who::Ours(seed) => format!("seed {seed}"),
            Who::Peer(it) => it.name.to_owned(),
        };
        let found = match (&self.failed, self.value, self.gap()) {
            (Some(why), ..) => format!("failed: {why}"),
            (None, Some(value), Some(gap)) => {
                format!(
                    "{value} ({gap:.2} % above {}), {}",
                    instance.best,
                    bound_in_words(self.bound)
                )
            }
            _ => "no legal rota".to_owned(),
        };
        let work = self.work.map_or(String::new(), |it| format!(", {it} rows"));
        format!("{} {} {seconds} s, {who}: {found}{work}", instance.family.name(), instance.name)
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
    /// Where rotas are written.
    pub folder: &'a Path,
}

impl Bench<'_> {
    /// Makes all runs that were not made before, and says each as it ends.
    pub fn all(&self, plan: &[Plan], kept: &mut Kept) -> Result<Vec<Run>> {
        let mut peers = Peers::new(self.root);
        let mut runs = Vec::with_capacity(plan.len());
        for (i, it) in plan.iter().enumerate() {
            let (run, from) = if let Some(told) = kept.get(&it.key()) {
                (of_json(it, told), ", made before")
            } else {
                let run = self.one(it, &mut peers);
                // What failed is made again next time.
                if run.failed.is_none() {
                    kept.add(to_json(&run))?;
                }
                (run, "")
            };
            eprintln!("{}/{} {}{from}", i + 1, plan.len(), run.in_words());
            runs.push(run);
        }
        Ok(runs)
    }

    fn one(&self, plan: &Plan, peers: &mut Peers) -> Run {
        let found = match plan.who {
            Who::Ours(seed) => self.ours(plan, seed),
            Who::Peer(peer) => peers.run(self, peer, plan),
        };
        found.unwrap_or_else(|error| Run {
            plan: plan.clone(),
            value: None,
            bound: None,
            work: None,
            failed: Some(format!("{error:#}")),
        })
    }

    fn ours(&self, plan: &Plan, seed: u64) -> Result<Run> {
        let rota = self.folder.join(format!("{}.csv", plan.key()));
        let mut command = Command::new(self.program);
        command.args(["rota", "solve"]).args(plan.instance.arguments(self.data));
        command.args(["--seconds", &plan.seconds.to_string(), "--seed", &seed.to_string()]);
        command.args(["--threads", "2", "--json", "--out"]).arg(&rota);
        let told = command.output().context("starting the program")?;
        let found: Json = serde_json::from_slice(&told.stdout).with_context(|| {
            format!("the program says no JSON: {}", String::from_utf8_lossy(&told.stderr))
        })?;
        let value = self.judge(&plan.instance, &rota)?;
        if field(&found, "objective") != value {
            bail!("the program says {} and the scorer {value}", field(&found, "objective"));
        }
        Ok(Run {
            plan: plan.clone(),
            value: Some(value),
            bound: field(&found, "bound").as_i64(),
            work: field(&found, "work").as_u64(),
            failed: None,
        })
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
}

/// A run as it is kept and told.
pub fn to_json(it: &Run) -> Json {
    json!({"run": it.plan.key(), "value": it.value, "bound": it.bound, "work": it.work})
}

fn of_json(plan: &Plan, told: &Json) -> Run {
    Run {
        plan: plan.clone(),
        value: field(told, "value").as_i64(),
        bound: field(told, "bound").as_i64(),
        work: field(told, "work").as_u64(),
        failed: None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::instance::Family;
    use super::*;

    #[test]
    fn gaps_are_in_per_cent_of_the_best() {
        assert!((gap(1313, 1300) - 1.0).abs() < 1e-9);
        assert!(gap(1300, 1300).abs() < 1e-9);
    }

    #[test]
    fn a_run_that_is_kept_is_the_same_afterwards() {
        let instance = Instance { family: Family::Shift, name: "a".to_owned(), best: 100 };
        let plan = Plan { instance, seconds: 5, who: Who::Ours(7) };
        let run = Run { plan, value: Some(110), bound: None, work: Some(3), failed: None };
        let again = of_json(&run.plan, &to_json(&run));
        assert_eq!(again.in_words(), run.in_words());
        assert_eq!(
            run.in_words(),
            "shift a 5 s, seed 7: 110 (10.00 % above 100), no bound, 3 rows"
        );
    }
}
