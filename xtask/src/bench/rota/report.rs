//! What the benchmark says: every run, and the median over seeds.

use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

use super::peers::Peer;
use super::run::{Run, bound_in_words};

/// Prints it.
pub fn tell(runs: &[Run], peers: &[Peer], json: bool) {
    let mut groups: BTreeMap<(String, u64), Vec<&Run>> = BTreeMap::new();
    for it in runs {
        let name = format!("{}_{}", it.plan.instance.family.name(), it.plan.instance.name);
        groups.entry((name, it.plan.seconds)).or_default().push(it);
    }
    let mut metrics = Vec::new();
    let mut lines = Vec::new();
    for ((name, seconds), runs) in &groups {
        let mut gaps: Vec<f64> = runs.iter().map(|it| it.gap()).collect();
        gaps.sort_by(f64::total_cmp);
        let Some(&middle) = gaps.get(gaps.len() / 2) else { continue };
        let best = runs.first().map_or(0, |it| it.plan.instance.best);
        let bound = bound_in_words(runs.iter().filter_map(|it| it.bound).max());
        let each: Vec<String> = runs.iter().map(|it| it.value.to_string()).collect();
        lines.push(format!(
            "{name} {seconds} s: {middle:.2} % (best known {best}; runs {}; {bound})",
            each.join(" ")
        ));
        let runs: Vec<Json> = runs.iter().map(|it| of_run(it)).collect();
        let metric = metric(
            &format!("gap_{name}_{seconds}s"),
            Some(middle),
            Some(best),
            ("runs", &runs.into()),
        );
        metrics.push(metric);
    }
    for it in peers {
        let name = format!(
            "vs_{}_{}_{}_{}s",
            it.name,
            it.plan.instance.family.name(),
            it.plan.instance.name,
            it.plan.seconds
        );
        let said = match (it.gap(), &it.missing) {
            (_, Some(missing)) => format!("missing: {missing}"),
            (Some(gap), None) => format!("{gap:.2} %"),
            (None, None) => "no legal rota".to_owned(),
        };
        lines.push(format!("{name}: {said}"));
        let metric =
            metric(&name, it.gap(), Some(it.plan.instance.best), ("missing", &json!(it.missing)));
        metrics.push(metric);
    }
    if json {
        println!("{:#}", Json::from(metrics));
    } else {
        lines.iter().for_each(|it| println!("{it}"));
    }
}

fn of_run(it: &Run) -> Json {
    json!({"seed": it.plan.seed, "value": it.value, "bound": it.bound, "work": it.work})
}

/// A metric: the gap in per cent, the best known value, and the value over it; and one thing more.
fn metric(name: &str, gap: Option<f64>, best: Option<i64>, more: (&str, &Json)) -> Json {
    json!({
        "metric": name,
        "value": gap,
        "unit": "per cent",
        "reference": best,
        "ratio": gap.map(|it| 1.0 + it / 100.0),
        more.0: more.1,
    })
}
