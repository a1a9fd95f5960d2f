//! The score of a roster by the competition's rules as they are written.

use super::{Inrc2Problem, Nurse, weight};
use crate::families::Score;
use crate::grid::Task;

fn count(it: usize) -> i64 {
    i64::try_from(it).unwrap_or(i64::MAX)
}

pub(super) fn score(problem: &Inrc2Problem, rows: &[Task]) -> Score {
    let (days, skills) = (7 * problem.weeks, problem.skills.len());
    let tasks = problem.shifts.len() * skills;
    let mut score = Score::default();
    let rows: Vec<Vec<Option<usize>>> = rows
        .chunks(days)
        .map(|row| row.iter().map(|&it| usize::from(it).checked_sub(1)).collect())
        .collect();
    let mut optimal = 0;
    for (cell, need) in problem.needs.iter().enumerate() {
        let (day, task) = (cell / tasks, cell % tasks);
        let there = rows.iter().filter(|row| row.get(day) == Some(&Some(task))).count();
        if there < need.least {
            score.hard.push(format!("day {day}, task {task}: {there} of at least {}", need.least));
        } else {
            optimal += count(need.optimal.saturating_sub(there));
        }
    }
    let mut parts = [0; 6];
    for (nurse, row) in problem.nurses.iter().zip(&rows) {
        for (day, task) in row.iter().enumerate() {
            if task.is_some_and(|it| !nurse.skills.contains(&(it % skills))) {
                score.hard.push(format!("`{}` has not the skill for day {day}", nurse.id));
            }
        }
        let shifts: Vec<Option<usize>> = row.iter().map(|it| it.map(|it| it / skills)).collect();
        let mut before = nurse.history.last;
        for (day, &shift) in shifts.iter().enumerate() {
            if let (Some(first), Some(next)) = (before, shift)
                && problem.shifts.get(first).is_some_and(|it| it.not_before.contains(&next))
            {
                score
                    .hard
                    .push(format!("`{}`: a shift on day {day} that may not follow", nurse.id));
            }
            before = shift;
        }
        for (all, one) in parts.iter_mut().zip(of_row(problem, nurse, &shifts)) {
            *all += one;
        }
    }
    let shift = |nurse: usize, day: usize| rows.get(nurse)?.get(day)?.map(|it| it / skills);
    let is_broken = |it: &&super::Request| {
        shift(it.nurse, it.day).is_some_and(|got| it.shift.is_none_or(|it| it == got))
    };
    let requests = count(problem.requests.iter().filter(is_broken).count());
    let [shift_run, work_run, off_run, partly, total, weekends] = parts;
    score.parts = vec![
        ("optimal", optimal * i64::from(weight::OPTIMAL)),
        ("shift run", shift_run * i64::from(weight::SHIFT_RUN)),
        ("work run", work_run * i64::from(weight::RUN)),
        ("off run", off_run * i64::from(weight::RUN)),
        ("requests", requests * i64::from(weight::REQUEST)),
        ("partly worked weekends", partly * i64::from(weight::PARTLY)),
        ("totals", total * i64::from(weight::TOTAL)),
        ("weekends", weekends * i64::from(weight::WEEKEND)),
    ];
    score
}

/// The violations of one row: shift runs, work runs, runs of days off, partly worked weekends, totals, weekends.
fn of_row(problem: &Inrc2Problem, nurse: &Nurse, row: &[Option<usize>]) -> [i64; 6] {
    let Some(contract) = problem.contracts.get(nurse.contract) else { return [0; 6] };
    let history = &nurse.history;
    let flags = |is: &dyn Fn(&Option<usize>) -> bool| row.iter().map(is).collect::<Vec<bool>>();
    let mut shift_run = 0;
    for (i, shift) in problem.shifts.iter().enumerate() {
        let past = if history.last == Some(i) { history.shift } else { 0 };
        shift_run += run(&flags(&|it| *it == Some(i)), past, shift.run);
    }
    let work_run = run(&flags(&Option::is_some), history.work, contract.work);
    let off_run = run(&flags(&Option::is_none), history.off, contract.off);
    let beyond =
        |value: i64, (least, most): (i64, i64)| (least - value).max(0) + (value - most).max(0);
    let total = beyond(history.total + count(row.iter().flatten().count()), contract.total);
    let weekends = || row.chunks(7).filter_map(|it| it.get(5..7));
    let worked = |it: &&[Option<usize>]| it.iter().any(Option::is_some);
    let is_partly = |it: &&[Option<usize>]| worked(it) && !it.iter().all(Option::is_some);
    let partly = if contract.is_complete { count(weekends().filter(is_partly).count()) } else { 0 };
    let most = history.weekends + count(weekends().filter(worked).count()) - contract.weekends;
    [shift_run, work_run, off_run, partly, total, most.max(0)]
}

/// The days missing and in excess over all runs; those in excess before the first day were charged then, and a run that
/// is open on the last day is not too short yet.
fn run(flags: &[bool], past: u32, (least, most): (i64, i64)) -> i64 {
    let past = i64::from(past);
    let (mut cost, mut length, mut charged) = (0, past, (past - most).max(0));
    for &is_on in flags {
        if is_on {
            length += 1;
            continue;
        }
        if length > 0 {
            cost += (least - length).max(0) + (length - most).max(0) - charged;
        }
        (length, charged) = (0, 0);
    }
    if length > 0 { cost + (length - most).max(0) - charged } else { cost }
}
