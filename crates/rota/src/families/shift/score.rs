//! The score of a roster by the rules as they are written.

use super::{Employee, ShiftProblem};
use crate::families::Score;
use crate::grid::Task;

pub(super) fn score(problem: &ShiftProblem, rows: &[Task]) -> Score {
    let mut score = Score::default();
    let rows: Vec<Vec<Option<usize>>> = rows
        .chunks(problem.days)
        .map(|row| row.iter().map(|&it| usize::from(it).checked_sub(1)).collect())
        .collect();
    for (employee, row) in problem.staff.iter().zip(&rows) {
        for what in hard(problem, employee, row) {
            score.hard.push(format!("`{}`: {what}", employee.id));
        }
    }
    let shift = |employee: usize, day: usize| *rows.get(employee)?.get(day)?;
    let mut on = 0;
    for it in &problem.on {
        on += if shift(it.employee, it.day) == Some(it.shift) { 0 } else { i64::from(it.weight) };
    }
    let mut off = 0;
    for it in &problem.off {
        off += if shift(it.employee, it.day) == Some(it.shift) { i64::from(it.weight) } else { 0 };
    }
    let (mut under, mut over) = (0, 0);
    for need in &problem.cover {
        let there = (0..rows.len()).filter(|&it| shift(it, need.day) == Some(need.shift)).count();
        let count = |it: usize| i64::try_from(it).unwrap_or(i64::MAX);
        under += i64::from(need.under) * count(need.people.saturating_sub(there));
        over += i64::from(need.over) * count(there.saturating_sub(need.people));
    }
    score.parts =
        vec![("shift on", on), ("shift off", off), ("under cover", under), ("over cover", over)];
    score
}

/// The hard rules that a row breaks.
fn hard(problem: &ShiftProblem, who: &Employee, row: &[Option<usize>]) -> Vec<String> {
    let mut broken = Vec::new();
    let at = |day: usize| row.get(day).copied().flatten();
    for day in who.days_off.iter().filter(|&&it| at(it).is_some()) {
        broken.push(format!("works on day {day}, a fixed day off"));
    }
    for day in 1..row.len() {
        if let (Some(before), Some(after)) = (at(day - 1), at(day))
            && problem.shifts.get(before).is_some_and(|it| it.not_before.contains(&after))
        {
            broken.push(format!("a shift on day {day} that may not follow the one before"));
        }
    }
    let count = |it: usize| i64::try_from(it).unwrap_or(i64::MAX);
    for (shift, &cap) in who.caps.iter().enumerate() {
        let days = count(row.iter().filter(|it| **it == Some(shift)).count());
        if days > cap {
            broken.push(format!("{days} days on one shift, {cap} at most"));
        }
    }
    let minutes: i64 =
        row.iter().flatten().filter_map(|&it| problem.shifts.get(it)).map(|it| it.minutes).sum();
    if minutes < who.least_minutes || minutes > who.most_minutes {
        broken
            .push(format!("{minutes} minutes, not {} to {}", who.least_minutes, who.most_minutes));
    }
    let mut first = 0;
    for part in row.chunk_by(|a, b| a.is_some() == b.is_some()) {
        let (last, length) = (first + part.len(), count(part.len()));
        let is_inside = first > 0 && last < row.len();
        let is_work = part.first().is_some_and(Option::is_some);
        if is_work && length > who.most_run {
            broken.push(format!("{length} days of work in a row from day {first}"));
        }
        if is_work && is_inside && length < who.least_run {
            broken.push(format!("only {length} days of work in a row from day {first}"));
        }
        if !is_work && is_inside && length < who.least_off {
            broken.push(format!("only {length} days off in a row from day {first}"));
        }
        first = last;
    }
    let worked = |saturday: &usize| at(*saturday).is_some() || at(saturday + 1).is_some();
    let weekends = count((5..row.len()).step_by(7).filter(worked).count());
    if weekends > who.most_weekends {
        broken.push(format!("{weekends} weekends, {} at most", who.most_weekends));
    }
    broken
}
