//! What the benchmark says: every run, and the median over seeds.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::plan::Who;
use super::run::{Run, bound_in_words, to_json};

/// All runs of one instance and time.
#[derive(Debug, Default)]
struct Group<'a> {
    ours: Vec<&'a Run>,
    peers: Vec<&'a Run>,
}

/// Prints it.
pub fn tell(runs: &[Run], json: bool) {
    let (lines, metrics) = report(runs);
    if json {
        println!("{:#}", Json::from(metrics));
    } else {
        lines.iter().for_each(|it| println!("{it}"));
    }
}

fn report(runs: &[Run]) -> (Vec<String>, Vec<Json>) {
    let mut groups: BTreeMap<(String, u64), Group<'_>> = BTreeMap::new();
    for it in runs {
        let name = format!("{}_{}", it.plan.instance.family.name(), it.plan.instance.name);
        let group = groups.entry((name, it.plan.seconds)).or_default();
        match it.plan.who {
            Who::Ours(_) => group.ours.push(it),
            Who::Peer(_) => group.peers.push(it),
        }
    }
    let (mut lines, mut metrics) = (Vec::new(), Vec::new());
    for ((name, seconds), Group { ours, peers }) in &groups {
        let middle = median(ours);
        if let Some(first) = ours.first() {
            let best = first.plan.instance.best;
            let gap = middle.map(|it| 100.0 * (it / float(best.max(1)) - 1.0));
            let bound = bound_in_words(ours.iter().filter_map(|it| it.bound).max());
            let each: Vec<String> = ours
                .iter()
                .map(|it| it.value.map_or("failed".to_owned(), |it| it.to_string()))
                .collect();
            lines.push(format!(
                "{name} {seconds} s: {} (best known {best}; runs {}; {bound})",
                gap.map_or("no legal rota".to_owned(), |it| format!("{it:.2} %")),
                each.join(" ")
            ));
            metrics.push(json!({
                "metric": format!("gap_{name}_{seconds}s"),
                "value": gap,
                "unit": "per cent",
                "reference": best,
                "ratio": middle.map(|it| it / float(best.max(1))),
                "runs": ours.iter().map(|it| to_json(it)).collect::<Vec<_>>(),
            }));
        }
        for it in peers {
            let Who::Peer(peer) = it.plan.who else { continue };
            let ratio = middle.zip(it.value).map(|(ours, theirs)| ours / float(theirs.max(1)));
            let said = match (&it.failed, it.value, ratio) {
                (Some(why), ..) => why.clone(),
                (None, Some(value), Some(ratio)) => format!("{value}, ours over it {ratio:.4}"),
                (None, Some(value), None) => value.to_string(),
                (None, None, _) => "no legal rota".to_owned(),
            };
            lines.push(format!("  {} on {name} {seconds} s: {said}", peer.name));
            metrics.push(json!({
                "metric": format!("vs_{}_{name}_{seconds}s", peer.name),
                "value": middle,
                "unit": "objective",
                "reference": it.value,
                "ratio": ratio,
                "bound": it.bound,
                "missing": it.failed,
            }));
        }
    }
    (lines, metrics)
}

/// The median of what the runs are worth: between the middle two where their number is even. A run without a rota is
/// worse than any.
fn median(runs: &[&Run]) -> Option<f64> {
    let mut values: Vec<i64> = runs.iter().map(|it| it.value.unwrap_or(i64::MAX)).collect();
    values.sort_unstable();
    let (low, high) =
        (values.get(values.len().checked_sub(1)? / 2)?, values.get(values.len() / 2)?);
    (*high < i64::MAX).then(|| f64::midpoint(float(*low), float(*high)))
}

#[expect(clippy::cast_precision_loss, reason = "objectives are far below 2^52")]
fn float(it: i64) -> f64 {
    it as f64
}

#[cfg(test)]
mod tests {
    use super::super::instance::{Family, Instance};
    use super::super::peers;
    use super::super::plan::Plan;
    use super::*;

    fn run(who: Who, value: Option<i64>) -> Run {
        let instance = Instance { family: Family::Shift, name: "a".to_owned(), best: 100 };
        let plan = Plan { instance, seconds: 10, who };
        Run { plan, value, bound: None, work: None, failed: None }
    }

    #[test]
    fn the_median_is_over_seeds_and_peers_are_held_against_it() {
        let runs = [
            run(Who::Ours(1), Some(130)),
            run(Who::Ours(2), Some(110)),
            run(Who::Peer(&peers::ALL[0]), Some(240)),
            run(Who::Peer(&peers::ALL[1]), None),
        ];
        let (lines, metrics) = report(&runs);
        assert_eq!(lines[0], "shift_a 10 s: 20.00 % (best known 100; runs 130 110; no bound)");
        assert_eq!(lines[2], "  highs on shift_a 10 s: no legal rota");
        assert_eq!(metrics[0]["metric"], "gap_shift_a_10s");
        assert_eq!(metrics[1]["metric"], "vs_cpsat_shift_a_10s");
        assert_eq!(metrics[1]["ratio"], 0.5);
        assert_eq!(metrics[2]["ratio"], Json::Null);
    }

    #[test]
    fn a_run_without_a_rota_counts_as_the_worst() {
        let runs = [Some(1), None, Some(3)].map(|it| run(Who::Ours(1), it));
        assert_eq!(median(&runs.iter().collect::<Vec<_>>()), Some(3.0));
        let runs = [Some(1), None].map(|it| run(Who::Ours(1), it));
        assert_eq!(median(&runs.iter().collect::<Vec<_>>()), None);
    }
}
