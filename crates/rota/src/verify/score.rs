//! The score: what rotas are compared by.

use super::diary::Diary;
use super::fairness::{Fairness, Shared};
use super::fatigue::fatigue;
use super::findings::{Breach, Score, Unfilled, Weight};
use super::staffing::Staffed;
use crate::model::problem::{Problem, Request, Want};
use crate::model::written::Time;

/// The score of what was found.
pub fn score(
    problem: &Problem,
    diaries: &[Diary<'_>],
    breaches: &[Breach],
    unfilled: &[Unfilled],
    staffed: &[Staffed],
    fairness: &[Fairness],
) -> Score {
    let count = |weight: Weight| {
        let n = breaches.iter().filter(|it| it.weight == weight && it.counts()).count();
        i64::try_from(n).unwrap_or(i64::MAX)
    };
    Score {
        hard: count(Weight::Hard),
        firm: count(Weight::Firm),
        unknown: count(Weight::Unknown),
        unfilled: unfilled.iter().map(|it| it.missing).sum(),
        objective: wanted(problem, staffed)
            + requests(problem, diaries)
            + unfair(problem, fairness)
            + tired(problem, diaries),
    }
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

/// Points for being away from fair shares.
fn unfair(problem: &Problem, fairness: &[Fairness]) -> i64 {
    let weight = |it: Shared| match it {
        Shared::Weekends => problem.weights.weekend,
        Shared::Nights => problem.weights.night,
        Shared::BankHolidays => problem.weights.bank_holiday,
    };
    fairness.iter().map(|it| weight(it.shared).saturating_mul(it.away())).sum()
}
