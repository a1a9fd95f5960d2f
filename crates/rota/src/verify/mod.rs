//! What a rota breaks: the verifier, which shares no code with the solver but the model.
//!
//! [`check`] is a pure function of a problem and a rota. One function belongs to each measure ([`rules`]); where people
//! are is [`staffing`], who covers them [`cover`], what they have of what nobody likes [`fairness`].

pub mod cover;
pub mod diary;
pub mod fairness;
pub mod fatigue;
pub mod findings;
pub mod json;
pub mod rules;
pub mod score;
pub mod staffing;

use std::collections::{BTreeMap, BTreeSet};

use crate::model::problem::{PersonIx, Problem};
use crate::model::rota::{Line, Rota};

use diary::Diary;
pub use findings::{
    Average, Breach, Broken, Covered, Findings, Owed, Own, Score, Unfilled, Unit, Weight,
};
use rules::{Found, Judging, merged};

/// Judges a rota. Neither the order of lines nor that of people or duties matters.
pub fn check(problem: &Problem, rota: &Rota) -> Findings {
    let mut lines: BTreeMap<PersonIx, Vec<&Line>> = BTreeMap::new();
    for line in &rota.lines {
        lines.entry(line.person).or_default().push(line);
    }
    let everybody = (0..).take(problem.people.len()).map(PersonIx);
    let diaries: Vec<Diary<'_>> = everybody
        .map(|it| Diary::new(problem, it, lines.remove(&it).unwrap_or_default()))
        .collect();
    let mut made = Findings::default();
    for diary in &diaries {
        by_rules(diary, &mut made);
        made.breaches.extend(staffing::whereabouts(diary));
    }
    let supervision = cover::supervision(problem, &rota.lines);
    made.breaches.extend(supervision.breaches);
    made.supervision = supervision.covered;
    let staffed = staffing::staffed(problem, &rota.lines);
    let (breaches, unfilled) = staffing::understaffed(problem, &staffed);
    made.breaches.extend(breaches);
    made.unfilled = unfilled;
    for breach in &mut made.breaches {
        accept(problem, rota, breach);
    }
    in_order(problem, &mut made);
    made.fairness = fairness::fairness(problem, &diaries);
    (made.score, made.parts) =
        score::score(problem, &diaries, &made.breaches, &made.unfilled, &staffed, &made.fairness);
    made
}

/// Judges one person by the rules that bind them.
fn by_rules(diary: &Diary<'_>, made: &mut Findings) {
    let mut found: Vec<Found> = Vec::new();
    let mut averages: BTreeMap<_, Average> = BTreeMap::new();
    for binding in &diary.person.bindings {
        let mut judging = Judging { diary, binding, found: Vec::new(), averages: Vec::new() };
        judging.judge();
        found.extend(judging.found);
        for it in judging.averages {
            // A rule that binds under several choices shows the highest.
            let known = averages.entry((it.rule, binding.post)).or_insert(it);
            if it.is_over(known) {
                *known = it;
            }
        }
    }
    made.averages.extend(averages.into_values());
    for it in merged(found) {
        let rule = diary.problem.rule(it.rule);
        let breach = Breach {
            rule: Broken::Rule(it.rule),
            weight: rule.class.into(),
            people: BTreeSet::from([diary.who]),
            duties: diary.lines_at(it.stretch).filter_map(|it| it.duty).collect(),
            stretch: it.stretch,
            found: it.found,
            limit: it.limit,
            unit: it.unit,
            because: rule.says.clone(),
            source: rule.source.clone(),
            accepted: None,
        };
        if rule.is_owed && it.found < it.limit {
            let (person, minutes) = (diary.who, it.limit - it.found);
            made.owed.push(Owed { person, rule: it.rule, minutes });
        }
        made.breaches.push(breach);
    }
}

/// Marks a breach that somebody decided to live with, on any line it concerns.
fn accept(problem: &Problem, rota: &Rota, breach: &mut Breach) {
    let ids: Vec<&str> = match breach.rule {
        Broken::Own(it) => vec![it.as_str()],
        Broken::Rule(it) => {
            let rule = problem.rule(it);
            let also = rule.source.get("also").and_then(serde_json::Value::as_array);
            let also = also.into_iter().flatten().filter_map(|it| it.get("rule")?.as_str());
            std::iter::once(rule.id.as_str()).chain(also).collect()
        }
    };
    let concerns = |it: &&Line| {
        let touches =
            it.stretch.from <= breach.stretch.until && breach.stretch.from <= it.stretch.until;
        touches
            && (breach.people.contains(&it.person)
                || (breach.people.is_empty()
                    && it.duty.is_some_and(|it| breach.duties.contains(&it))))
    };
    let with = rota.lines.iter().filter(|it| it.accepted.is_some());
    let mut found: Vec<_> = with
        .filter(concerns)
        .filter_map(|it| it.accepted.as_ref())
        .filter(|it| it.rules.iter().any(|it| ids.contains(&it.as_str())))
        .collect();
    found.sort_by_key(|it| (&it.by, &it.because));
    breach.accepted = found.first().map(|it| (*it).clone());
}

/// Puts everything in an order that does not depend on how the problem was written.
fn in_order(problem: &Problem, made: &mut Findings) {
    let person = |it: PersonIx| &problem.person(it).id;
    made.breaches.sort_by_cached_key(|it| {
        let people: Vec<_> = it.people.iter().map(|it| person(*it).clone()).collect();
        let duties: Vec<_> = it.duties.iter().map(|it| problem.duty(*it).id.clone()).collect();
        (
            it.stretch,
            json::rule_id(problem, it.rule).to_owned(),
            people,
            duties,
            it.weight,
            it.found,
        )
    });
    made.owed.sort_by_cached_key(|it| {
        (person(it.person).clone(), problem.rule(it.rule).id.clone(), it.minutes)
    });
    made.averages.sort_by_cached_key(|it| {
        (person(it.person).clone(), problem.rule(it.rule).id.clone(), it.from)
    });
    made.supervision.sort_by_cached_key(|it| {
        let duty = problem.duty(it.duty).id.clone();
        (it.stretch, person(it.person).clone(), duty, person(it.supervisor).clone())
    });
    made.unfilled.sort_by_cached_key(|it| {
        let duty = problem.duty(it.duty);
        (duty.stretch, duty.id.clone())
    });
}
