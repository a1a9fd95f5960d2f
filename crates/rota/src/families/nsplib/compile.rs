//! A problem of the library as a grid. The free shift is the day off: what it costs is paid first and taken back.

use super::{MISSING, NspProblem, Range};
use crate::families::NoGrid;
use crate::grid::{Cover, Grid, Heat, Person};
use crate::row::form::Form;
use crate::row::terms::{Bound, Limit, Tally, Terms};
use crate::row::watch::{Edge, Kinds, Run, Watch};
use crate::row::{Kind, OFF, SCALE};

pub(super) fn grid(problem: &NspProblem) -> Result<Grid, NoGrid> {
    let (days, tasks) = (problem.days, problem.shifts);
    let mut cover = Cover::new(problem.nurses.len());
    for &need in &problem.needs {
        cover.push_need(need, MISSING, 0);
    }
    let first = || problem.nurses.first().cloned().unwrap_or_default();
    let form = Form::new(&terms(problem), days).map_err(|why| NoGrid { person: first(), why })?;
    let kinds: Vec<Kind> = (1..=tasks).map(|it| Kind::try_from(it).unwrap_or(Kind::MAX)).collect();
    let mut constant = 0;
    let mut people = Vec::new();
    for costs in problem.costs.chunks(days * (tasks + 1)) {
        let mut cost = Vec::with_capacity(days * tasks);
        for day in costs.chunks(tasks + 1) {
            if let Some((free, worked)) = day.split_last() {
                constant += i64::from(*free);
                cost.extend(worked.iter().map(|it| it - free));
            }
        }
        people.push(Person { form: 0, kinds: kinds.clone(), cost });
    }
    let heat = Heat { first: 8 * SCALE, last: SCALE / 4 };
    let forms = vec![form];
    Ok(Grid { days, tasks, people, forms, cover, constant, unit: 1, heat, is_whole: true })
}

fn terms(problem: &NspProblem) -> Terms {
    let (n, case) = (problem.shifts, &problem.case);
    let run = |of, (least, most): Range| -> Box<dyn Watch> {
        let can_be_broken = most < i64::try_from(problem.days).unwrap_or(i64::MAX);
        Box::new(Run {
            of,
            least: Some(Bound::hard(least)),
            most: can_be_broken.then(|| Bound::hard(most)),
            past: 0,
            first: Edge::Open,
            last: Edge::Open,
        })
    };
    let mut worked = vec![1; n + 1];
    if let Some(it) = worked.first_mut() {
        *it = 0;
    }
    let bounds = |it: Range| (Some(Bound::hard(it.0)), Some(Bound::hard(it.1)));
    let mut watches = vec![run(Kinds::WORK, case.work)];
    let mut tallies = vec![Tally { each: worked, past: 0 }];
    let mut limits = vec![Limit::on(0, bounds(case.total).0, bounds(case.total).1)];
    for (i, &(in_a_row, in_all)) in case.shifts.iter().enumerate() {
        // The shift after the last is the free one.
        let kind = if i < n { Kind::try_from(i + 1).unwrap_or(Kind::MAX) } else { OFF };
        watches.push(run(Kinds::of([kind]), in_a_row));
        if kind == OFF {
            // So many free days are so many worked ones.
            let days = i64::try_from(problem.days).unwrap_or(i64::MAX);
            let (least, most) = bounds((days - in_all.1, days - in_all.0));
            limits.push(Limit::on(0, least, most));
            continue;
        }
        let mut each = vec![0; n + 1];
        if let Some(it) = each.get_mut(i + 1) {
            *it = 1;
        }
        limits.push(Limit::on(tallies.len(), bounds(in_all).0, bounds(in_all).1));
        tallies.push(Tally { each, past: 0 });
    }
    Terms { days: problem.days, kinds: n, watches, tallies, limits }
}
