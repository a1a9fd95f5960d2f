//! The score: what rotas are compared by.

use super::diary::Diary;
use super::fairness::{Fairness, Shared};
use super::fatigue::fatigue;
use super::findings::{Breach, Score, Unfilled, Weight};
use super::staffing::Staffed;
use crate::model::problem::{Problem, Request, Want};
use crate::model::written::Time;

/// The score of what was found, and its points by what they are for.
pub fn score(
    problem: &Problem,
    diaries: &[Diary<'_>],
    breaches: &[Breach],
    unfilled: &[Unfilled],
    staffed: &[Staffed],
    fairness: &[Fairness],
) -> (Score, Vec<(&'static str, i64)>) {
    let count = |weight: Weight| {
        let n = breaches.iter().filter(|it| it.weight == weight && it.counts()).count();
        i64::try_from(n).unwrap_or(i64::MAX)
    };
    let parts = parts(problem, diaries, staffed, fairness);
    let score = Score {
        hard: count(Weight::Hard),
        firm: count(Weight::Firm),
        unknown: count(Weight::Unknown),
        unfilled: unfilled.iter().map(|it| it.missing).sum(),
        objective: parts.iter().map(|it| it.1).sum(),
    };
    (score, parts)
}

/// The points, by what they are for.
fn parts(
    problem: &Problem,
    diaries: &[Diary<'_>],
    staffed: &[Staffed],
    fairness: &[Fairness],
) -> Vec<(&'static str, i64)> {
    let mut made =
        vec![("wanted", wanted(problem, staffed)), ("request", requests(problem, diaries))];
    made.extend(fairness.iter().map(|it| unfair(problem, it)));
    made.push(("fatigue", tired(problem, diaries)));
    made
}

/// Points for those wanted beyond the need and missing.
fn wanted(problem: &Problem, staffed: &[Staffed]) -> i64 {
    let missing = staffed.iter().map(|it| {
        let duty = problem.duty(it.duty);
        (duty.want - it.fewest.max(duty.need)).max(0)
    });
    missing.sum::<i64>() * problem.weights.wanted
}

/// Points for requests that are not met.
fn requests(problem: &Problem, diaries: &[Diary<'_>]) -> i64 {
    let ours = problem.requests.iter().filter(|it| it.stretch.meets(problem.period));
    let unmet =
        ours.filter(|it| diaries.get(it.person.0 as usize).is_some_and(|diary| !is_met(diary, it)));
    unmet.map(|it| it.weight).sum()
}

/// Whether a request is met.
pub fn is_met(diary: &Diary<'_>, request: &Request) -> bool {
    let mut then = diary.lines.iter().filter(|it| it.stretch.meets(request.stretch));
    match request.want {
        Want::Off => !then.any(|it| it.work.time != Time::Unpaid),
        Want::On => then.any(|it| it.work.time != Time::Unpaid),
        Want::Kind(kind) => then.any(|it| it.kind == Some(kind)),
    }
}

/// Points for fatigue, where it is weighed and the rulebook says how shifts tire.
fn tired(problem: &Problem, diaries: &[Diary<'_>]) -> i64 {
    let Some(by) = problem.fatigue.as_ref().filter(|_| problem.weights.fatigue > 0) else {
        return 0;
    };
    let points: i64 = diaries.iter().map(|it| fatigue(it, by)).sum();
    points.saturating_mul(problem.weights.fatigue)
}

/// Points for being away from fair shares, by the weight they are for.
fn unfair(problem: &Problem, it: &Fairness) -> (&'static str, i64) {
    let (name, weight) = match it.shared {
        Shared::Weekends => ("weekend", problem.weights.weekend),
        Shared::Nights => ("night", problem.weights.night),
        Shared::BankHolidays => ("bank_holiday", problem.weights.bank_holiday),
    };
    (name, weight.saturating_mul(it.away()))
}
