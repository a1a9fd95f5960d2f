//! The score of a roster by the library's rules.

use super::{MISSING, NspProblem, Range};
use crate::families::Score;
use crate::grid::Task;

fn count(it: usize) -> i64 {
    i64::try_from(it).unwrap_or(i64::MAX)
}

pub(super) fn score(problem: &NspProblem, rows: &[Task]) -> Score {
    let (days, all) = (problem.days, problem.shifts + 1);
    let mut score = Score::default();
    // The shift of every day, the free one being the last.
    let shift = |task: Task| usize::from(task).checked_sub(1).unwrap_or(problem.shifts);
    let rows: Vec<Vec<usize>> =
        rows.chunks(days).map(|it| it.iter().map(|&it| shift(it)).collect()).collect();
    let mut preference = 0;
    for (nurse, row) in rows.iter().enumerate() {
        for (day, shift) in row.iter().enumerate() {
            preference += problem
                .costs
                .get((nurse * days + day) * all + shift)
                .map_or(0, |&it| i64::from(it));
        }
        for what in hard(problem, row) {
            score.hard.push(format!("nurse {nurse}: {what}"));
        }
    }
    let mut missing = 0;
    for (cell, &need) in problem.needs.iter().enumerate() {
        let (day, shift) = (cell / problem.shifts, cell % problem.shifts);
        let there = rows.iter().filter(|row| row.get(day) == Some(&shift)).count();
        missing += count(need.saturating_sub(there)) * i64::from(MISSING);
    }
    score.parts = vec![("preferences", preference), ("missing nurses", missing)];
    score
}

/// The rules of the case that a row breaks.
fn hard(problem: &NspProblem, row: &[usize]) -> Vec<String> {
    let mut broken = Vec::new();
    let free = problem.shifts;
    let mut judge = |value: usize, (least, most): Range, what: &str| {
        let value = count(value);
        if value < least || value > most {
            broken.push(format!("{value} {what}, not {least} to {most}"));
        }
    };
    judge(row.iter().filter(|&&it| it != free).count(), problem.case.total, "assignments");
    for (shift, it) in problem.case.shifts.iter().enumerate() {
        judge(row.iter().filter(|&&it| it == shift).count(), it.1, "days on one shift");
    }
    let mut runs =
        |same: &dyn Fn(usize, usize) -> bool, is: &dyn Fn(usize) -> Option<Range>, what: &str| {
            let mut first = 0;
            for part in row.chunk_by(|&a, &b| same(a, b)) {
                let is_inside = first > 0 && first + part.len() < row.len();
                first += part.len();
                if let Some((least, most)) = part.first().and_then(|&it| is(it)) {
                    judge(part.len(), (if is_inside { least } else { 0 }, most), what);
                }
            }
        };
    runs(
        &|a, b| (a == free) == (b == free),
        &|it| (it != free).then_some(problem.case.work),
        "days of work in a row",
    );
    runs(
        &|a, b| a == b,
        &|it| problem.case.shifts.get(it).map(|it| it.0),
        "days in a row on one shift",
    );
    broken
}
