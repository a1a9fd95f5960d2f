//! What came of solving a problem of our own form, for people.

use std::collections::{BTreeMap, BTreeSet};

use preceptor_rota::fill::{Explained, Filled};
use preceptor_rota::model::PersonIx;

use super::own::Solved;
use crate::page::Page;
use crate::say::count;

/// So many duties without people are named.
const NAMED: usize = 20;

/// The answer.
pub fn told(it: &Solved<'_>) -> String {
    let mut page = Page::new();
    let score = it.found.score;
    let n = |it: i64| usize::try_from(it).unwrap_or(usize::MAX);
    let mut parts = Vec::new();
    for (of, what) in [(score.hard, "hard"), (score.firm, "firm")] {
        if of > 0 {
            parts.push(count(n(of), &format!("{what} breach"), &format!("{what} breaches")));
        }
    }
    if score.unknown > 0 {
        parts.push(format!("{} that cannot be told", score.unknown));
    }
    parts.push(count(n(score.unfilled), "place unfilled", "places unfilled"));
    parts.push(format!("{} points", score.objective));
    let ended =
        if it.was_stopped { "Stopped early; the best rota so far has " } else { "The rota has " };
    page.para(0, &format!("{ended}{}.", parts.join(", ")));
    page.para(0, &bound(it.filled, score.unfilled, score.objective));
    if score.hard + score.firm + score.unknown > 0 {
        let why = "What is broken rests on lines that stay as they are: pinned, accepted, or work without a duty. `preceptor rota check` names it.";
        page.para(0, why);
    }
    if it.filled.left_out > 0 {
        let lines = count(it.filled.left_out, "line", "lines");
        page.para(
            0,
            &format!(
                "{lines} of the rota begun with were left out: with them something would be broken."
            ),
        );
    }
    if !it.found.unfilled.is_empty() {
        page.head("Unfilled");
        for of in it.found.unfilled.iter().take(NAMED) {
            let duty = it.problem.duty(of.duty);
            let when = it.problem.clock.local(duty.stretch.from, "%a %-d %b %H:%M");
            page.item(0, &format!("{} ({when}): {} missing", duty.id, of.missing));
            if let Some(why) = it.explained.iter().find(|why| why.duty == of.duty) {
                because(&mut page, it, why);
            }
        }
        if it.found.unfilled.len() > NAMED {
            page.item(0, &format!("and {} more", it.found.unfilled.len() - NAMED));
        }
    }
    let work = format!(
        "Work: {} in {} s (seed {}, threads {}).",
        it.filled.work, it.seconds, it.with.0, it.with.1
    );
    page.para(0, &work);
    page.text()
}

/// What is proven.
fn bound(filled: &Filled, unfilled: i64, objective: i64) -> String {
    let bound = filled.bound;
    if (bound.unfilled, bound.objective) == (unfilled, objective) {
        return "It is proven that no rota is better.".to_owned();
    }
    if bound.unfilled < unfilled {
        return format!(
            "Proven: every rota that breaks nothing leaves at least {} unfilled.",
            bound.unfilled
        );
    }
    format!("Proven: no rota that fills as many has fewer than {} points.", bound.objective)
}

/// Why a place is unfilled, and the cheapest way to fill it.
fn because(page: &mut Page, it: &Solved<'_>, why: &Explained) {
    let mut by: BTreeMap<&str, BTreeSet<PersonIx>> = BTreeMap::new();
    for (against, people) in &why.against {
        by.entry(against.rule.as_str()).or_default().extend(people);
    }
    let mut by: Vec<(&str, usize)> = by.into_iter().map(|it| (it.0, it.1.len())).collect();
    by.sort_by_key(|it| std::cmp::Reverse(it.1));
    let told: Vec<String> =
        by.iter().map(|(rule, n)| format!("{rule} ({})", count(*n, "person", "people"))).collect();
    page.item(1, &format!("kept from it by {}", told.join(", ")));
    let Some(way) = why.ways.first() else {
        page.item(1, "nobody could do it with one thing lifted alone");
        return;
    };
    let who = &it.problem.person(way.person).id;
    let cost = format!("{} points", way.points);
    page.item(
        1,
        &match &way.lifted {
            None => format!("{who} could do it as the rota stands, at {cost}"),
            Some(it) => format!(
                "at least cost: {who}, with {} lifted ({}), at {cost}",
                it.rule,
                it.because.trim_end_matches('.')
            ),
        },
    );
}
