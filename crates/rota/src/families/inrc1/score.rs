//! The score of a roster by the competition's rules as they are written.

use super::{Contract, Inrc1Problem, Limit, Wanted};
use crate::families::Score;
use crate::grid::Task;

type Row = Vec<Option<usize>>;

fn count(it: usize) -> i64 {
    i64::try_from(it).unwrap_or(i64::MAX)
}

fn over(limit: Limit, values: &[i64]) -> i64 {
    limit.map_or(0, |(most, weight)| {
        values.iter().map(|it| (it - most).max(0) * i64::from(weight)).sum()
    })
}

fn under(limit: Limit, values: &[i64]) -> i64 {
    limit.map_or(0, |(least, weight)| {
        values.iter().map(|it| (least - it).max(0) * i64::from(weight)).sum()
    })
}

/// The lengths of the runs of true.
fn runs(flags: impl Iterator<Item = bool>) -> Vec<i64> {
    let flags: Vec<bool> = flags.collect();
    flags
        .chunk_by(|a, b| a == b)
        .filter(|it| it.first() == Some(&true))
        .map(|it| count(it.len()))
        .collect()
}

pub(super) fn score(problem: &Inrc1Problem, rows: &[Task]) -> Score {
    let mut score = Score::default();
    let rows: Vec<Row> = rows
        .chunks(problem.days)
        .map(|row| row.iter().map(|&it| usize::from(it).checked_sub(1)).collect())
        .collect();
    for (cell, &need) in problem.cover.iter().enumerate() {
        let (day, shift) = (cell / problem.shifts.len(), cell % problem.shifts.len());
        let there = rows.iter().filter(|row| row.get(day) == Some(&Some(shift))).count();
        if there != need {
            score.hard.push(format!("day {day}, shift {shift}: {there} instead of {need}"));
        }
    }
    let mut parts = [0; 5];
    for (nurse, row) in problem.nurses.iter().zip(&rows) {
        let Some(contract) = problem.contracts.get(nurse.contract) else { continue };
        let without =
            row.iter().flatten().filter(|&&it| nurse.has_skills.get(it) == Some(&false)).count();
        let of_row = [
            totals_and_runs(contract, row),
            weekends(problem, contract, row),
            patterns(problem, contract, row),
            i64::from(contract.alternative) * count(without),
        ];
        for (all, one) in parts.iter_mut().zip(of_row) {
            *all += one;
        }
    }
    for it in &problem.requests {
        let got = rows.get(it.nurse).and_then(|row| *row.get(it.day)?);
        let is_there = got.is_some_and(|got| it.shift.is_none_or(|it| it == got));
        parts[4] += if is_there == it.is_on { 0 } else { i64::from(it.weight) };
    }
    let names = ["totals and runs", "weekends", "patterns", "skills", "requests"];
    score.parts = names.into_iter().zip(parts).collect();
    score
}

fn totals_and_runs(contract: &Contract, row: &Row) -> i64 {
    let worked = [count(row.iter().flatten().count())];
    let work = runs(row.iter().map(Option::is_some));
    let off = runs(row.iter().map(Option::is_none));
    over(contract.most, &worked)
        + under(contract.least, &worked)
        + over(contract.most_work, &work)
        + under(contract.least_work, &work)
        + over(contract.most_off, &off)
        + under(contract.least_off, &off)
}

fn weekends(problem: &Inrc1Problem, contract: &Contract, row: &Row) -> i64 {
    let weekends = problem.weekends(contract);
    let days = |&(first, size): &(usize, usize)| row.get(first..first + size).unwrap_or(&[]);
    let worked: Vec<bool> =
        weekends.iter().map(|it| days(it).iter().any(Option::is_some)).collect();
    let in_a_row = runs(worked.iter().copied());
    let mut cost = over(contract.most_weekends, &in_a_row)
        + under(contract.least_weekends, &in_a_row)
        + over(contract.in_four_weeks, &[count(worked.iter().filter(|it| **it).count())]);
    for weekend in &weekends {
        let got: Vec<usize> = days(weekend).iter().flatten().copied().collect();
        if got.is_empty() {
            let eve = weekend.0.checked_sub(1).and_then(|it| *row.get(it)?);
            let is_night = eve.is_some_and(|it| problem.nights.get(it) == Some(&true));
            cost += if is_night { i64::from(contract.no_night) } else { 0 };
            continue;
        }
        let most = got.iter().map(|it| got.iter().filter(|other| *other == it).count()).max();
        cost += i64::from(contract.complete) * count(weekend.1 - got.len());
        cost += i64::from(contract.identical) * count(got.len() - most.unwrap_or(0));
    }
    cost
}

fn patterns(problem: &Inrc1Problem, contract: &Contract, row: &Row) -> i64 {
    let mut cost = 0;
    for pattern in contract.patterns.iter().filter_map(|&it| problem.patterns.get(it)) {
        for (first, days) in row.windows(pattern.entries.len()).enumerate() {
            let fits =
                pattern.entries.iter().zip(days).enumerate().all(|(i, (&(wanted, day), got))| {
                    day.is_none_or(|it| it == (problem.first + first + i) % 7)
                        && match wanted {
                            Wanted::Nothing => got.is_none(),
                            Wanted::Anything => got.is_some(),
                            Wanted::Shift(it) => *got == Some(it),
                        }
                });
            cost += if fits { i64::from(pattern.weight) } else { 0 };
        }
    }
    let is_night = |it: &Option<usize>| it.is_some_and(|it| problem.nights.get(it) == Some(&true));
    for day in 1..row.len() {
        let soon = row.get(day..(day + 2).min(row.len())).unwrap_or(&[]);
        let is_over = row.get(day - 1).is_some_and(is_night) && !soon.first().is_some_and(is_night);
        let is_other = |it: &Option<usize>| it.is_some() && !is_night(it);
        cost += if is_over && soon.iter().any(is_other) { i64::from(contract.two_free) } else { 0 };
    }
    cost
}
