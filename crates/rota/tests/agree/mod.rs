//! Holds what the solver says of a rota against what the verifier found.

use preceptor_rota::fill::{Filling, Ground, Tally};
use preceptor_rota::model::{Problem, Rota};
use preceptor_rota::verify::findings::Own;
use preceptor_rota::verify::{Broken, Findings, Weight};

/// Where both differ about a rota whose every line stays.
pub fn differences(problem: &Problem, rota: &Rota, found: &Findings) -> Vec<String> {
    let mut pinned = rota.clone();
    pinned.lines.iter_mut().for_each(|it| it.is_pinned = true);
    let ground = Ground::new(problem, &pinned);
    differ(Filling::new(&ground).tally(), found)
}

/// Where a tally differs from what was found.
pub fn differ(tally: Tally, found: &Findings) -> Vec<String> {
    let counted = |weight: Weight| {
        let breaches = found.breaches.iter().filter(|it| it.weight == weight && it.counts());
        let n = breaches.filter(|it| matches!(it.rule, Broken::Rule(_))).count();
        i64::try_from(n).unwrap_or(i64::MAX)
    };
    let is_of_cover = |it: &Broken| {
        let all = [
            Own::SupervisionCover,
            Own::SupervisionRatio,
            Own::SupervisionDistance,
            Own::SupervisionQualified,
            Own::SupervisionNamed,
        ];
        matches!(it, Broken::Own(own) if all.contains(own))
    };
    // One who is to keep a supervisor and names none is the search's to choose for; a line that stays is not.
    let named = Broken::Own(Own::SupervisionNamed);
    let short =
        found.breaches.iter().filter(|it| is_of_cover(&it.rule) && it.rule != named).count();
    let only_named = short == 0 && found.breaches.iter().any(|it| it.rule == named);
    let pairs = [
        ("hard", tally.hard, counted(Weight::Hard)),
        ("firm", tally.firm, counted(Weight::Firm)),
        ("unfilled", tally.unfilled, found.score.unfilled),
        ("objective", tally.objective, found.score.objective),
        (
            "left without a supervisor",
            i64::from(tally.short > 0),
            if only_named { i64::from(tally.short > 0) } else { i64::from(short > 0) },
        ),
    ];
    pairs
        .into_iter()
        .filter(|it| it.1 != it.2)
        .map(|(what, ours, theirs)| {
            format!("  {what}: the solver says {ours}, the verifier {theirs}")
        })
        .collect()
}
