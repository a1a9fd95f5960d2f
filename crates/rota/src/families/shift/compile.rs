//! A shift-scheduling problem as a grid.

use std::collections::BTreeMap;

use super::{Employee, ShiftProblem};
use crate::families::NoGrid;
use crate::grid::{BANNED, Cover, Grid, Heat, Person};
use crate::row::form::Form;
use crate::row::terms::{Bound, Limit, Tally, Terms};
use crate::row::watch::{CountWeekends, Edge, Follow, Kinds, Run, Watch};
use crate::row::{Kind, OFF, SCALE};

/// Caps of more days than this are not tried as dimensions of their own to save the axis of minutes.
const MOST_CAP: i64 = 12;

pub(super) fn grid(problem: &ShiftProblem) -> Result<Grid, NoGrid> {
    let (days, tasks, people) = (problem.days, problem.shifts.len(), problem.staff.len());
    let mut cover = Cover::new(people);
    let needs: BTreeMap<(usize, usize), _> =
        problem.cover.iter().map(|it| ((it.day, it.shift), it)).collect();
    for cell in 0..days * tasks {
        match needs.get(&(cell / tasks, cell % tasks)) {
            Some(it) => cover.push_need(it.people, it.under, it.over),
            None => cover.push_need(0, 0, 0),
        }
    }
    let mut grid = Grid {
        days,
        tasks,
        people: Vec::with_capacity(people),
        forms: Vec::new(),
        cover,
        constant: problem.on.iter().map(|it| i64::from(it.weight)).sum(),
        unit: unit(problem),
        heat: Heat { first: 12 * SCALE, last: SCALE / 2 },
        is_whole: true,
    };
    let mut known: BTreeMap<Vec<i64>, usize> = BTreeMap::new();
    for employee in &problem.staff {
        let sorts = Sorts::new(problem, employee);
        let new = grid.forms.len();
        let form = *known.entry(sorts.key(employee)).or_insert(new);
        if form == new {
            let terms = sorts.terms(problem, employee);
            let form = Form::new(&terms, days)
                .map_err(|why| NoGrid { person: employee.id.clone(), why })?;
            grid.forms.push(form);
        }
        let mut cost = vec![0; days * tasks];
        for &day in &employee.days_off {
            if let Some(it) = cost.get_mut(day * tasks..(day + 1) * tasks) {
                it.fill(BANNED);
            }
        }
        grid.people.push(Person { form, kinds: sorts.kinds, cost });
    }
    for (request, sign) in
        problem.on.iter().map(|it| (it, -1)).chain(problem.off.iter().map(|it| (it, 1)))
    {
        let person = grid.people.get_mut(request.employee);
        let cell = person.and_then(|it| it.cost.get_mut(request.day * tasks + request.shift));
        if let Some(it) = cell.filter(|it| **it != BANNED) {
            *it += sign * request.weight;
        }
    }
    Ok(grid)
}

/// The greatest common divisor of all weights.
fn unit(problem: &ShiftProblem) -> i64 {
    let requests = problem.on.iter().chain(&problem.off).map(|it| it.weight);
    let cover = problem.cover.iter().flat_map(|it| [it.under, it.over]);
    requests.chain(cover).map(i64::from).fold(0, common).max(1)
}

fn common(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { common(b, a % b) }
}

/// What tells shifts apart: what may stand beside them, their length, and the cap where it can bind.
type Sort = (Vec<bool>, i64, Option<(usize, i64)>);

/// How an employee's row sees the shifts: those it cannot tell apart are one kind.
struct Sorts {
    /// The kind of each shift; 0 for those that may not be worked.
    kinds: Vec<Kind>,
    /// For each kind the shifts it stands for.
    members: Vec<Vec<usize>>,
    /// For each kind the most days on it, where that can bind.
    caps: Vec<Option<i64>>,
    /// For each kind its length.
    minutes: Vec<i64>,
}

impl Sorts {
    fn new(problem: &ShiftProblem, employee: &Employee) -> Self {
        let is_allowed = |it: &usize| employee.caps.get(*it).is_some_and(|&it| it > 0);
        let allowed: Vec<usize> = (0..problem.shifts.len()).filter(is_allowed).collect();
        let length = |it: usize| problem.shifts.get(it).map_or(0, |it| it.minutes);
        let follows =
            |a: usize, b: usize| problem.shifts.get(a).is_some_and(|it| it.not_before.contains(&b));
        // The most days that the minutes and the horizon leave room for.
        let shortest = allowed.iter().map(|&it| length(it)).min().unwrap_or(0).max(1);
        let days = i64::try_from(problem.days).unwrap_or(i64::MAX);
        let room = days.min(employee.most_minutes / shortest);
        let mut sorted: BTreeMap<Sort, Vec<usize>> = BTreeMap::new();
        for &shift in &allowed {
            let around = allowed.iter().flat_map(|&it| [follows(shift, it), follows(it, shift)]);
            let cap =
                employee.caps.get(shift).copied().filter(|&it| it < room).map(|it| (shift, it));
            sorted.entry((around.collect(), length(shift), cap)).or_default().push(shift);
        }
        let mut sorts = Self {
            kinds: vec![OFF; problem.shifts.len()],
            members: Vec::new(),
            caps: Vec::new(),
            minutes: Vec::new(),
        };
        for ((_, minutes, cap), shifts) in sorted {
            let kind = Kind::try_from(sorts.members.len() + 1).unwrap_or(Kind::MAX);
            for &shift in &shifts {
                if let Some(it) = sorts.kinds.get_mut(shift) {
                    *it = kind;
                }
            }
            sorts.members.push(shifts);
            sorts.caps.push(cap.map(|it| it.1));
            sorts.minutes.push(minutes);
        }
        sorts
    }

    /// What two employees must share to share a form.
    fn key(&self, it: &Employee) -> Vec<i64> {
        let mut key = vec![
            it.most_minutes,
            it.least_minutes,
            it.most_run,
            it.least_run,
            it.least_off,
            it.most_weekends,
        ];
        key.extend(self.kinds.iter().map(|&it| i64::from(it)));
        key.extend(self.caps.iter().map(|it| it.unwrap_or(-1)));
        key
    }

    fn terms(&self, problem: &ShiftProblem, employee: &Employee) -> Terms {
        let n = self.members.len();
        let only = |kind: usize, amount: u16| {
            let mut each = vec![0; n + 1];
            if let Some(it) = each.get_mut(kind + 1) {
                *it = amount;
            }
            Tally { each, past: 0 }
        };
        let (axis, mut limits) = self.minutes(employee);
        let weekends: Vec<(usize, usize)> =
            (5..problem.days).step_by(7).map(|it| (it, 2.min(problem.days - it))).collect();
        let mut tallies = vec![axis, Tally { each: vec![0; n + 1], past: 0 }];
        limits.push(Limit::on(1, None, Some(Bound::hard(employee.most_weekends))));
        for (kind, cap) in self.caps.iter().enumerate() {
            if let Some(cap) = cap {
                limits.push(Limit::on(tallies.len(), None, Some(Bound::hard(*cap))));
            }
            // Every kind has its tally, so that the limit on minutes can name it.
            tallies.push(only(kind, 1));
        }
        let names = (1..=n).filter_map(|it| Kind::try_from(it).ok());
        let first =
            |kind: Kind| self.members.get(usize::from(kind) - 1).and_then(|it| it.first().copied());
        let clash = |a: Kind, b: Kind| {
            let (Some(a), Some(b)) = (first(a), first(b)) else { return false };
            problem.shifts.get(a).is_some_and(|it| it.not_before.contains(&b))
        };
        let pairs = names.clone().flat_map(|a| names.clone().map(move |b| (a, b)));
        let forbidden = pairs.filter(|it| clash(it.0, it.1)).collect();
        let run = |of, least: i64, most: Option<i64>| Run {
            of,
            least: Some(Bound::hard(least)),
            most: most.map(Bound::hard),
            past: 0,
            first: Edge::Open,
            last: Edge::Open,
        };
        let watches: Vec<Box<dyn Watch>> = vec![
            Box::new(Follow { forbidden, past: OFF }),
            Box::new(run(Kinds::WORK, employee.least_run, Some(employee.most_run))),
            Box::new(run(Kinds::OFF, employee.least_off, None)),
            Box::new(CountWeekends { weekends, tally: 1 }),
        ];
        // Tallies that no limit names are dropped by the form; those that only the minutes name stay.
        Terms { days: problem.days, kinds: n, watches, tallies, limits }
    }

    /// The axis and the limit on minutes. Where every shift of unusual length is rare enough to be counted exactly, the
    /// axis is the number of worked days, which is several times shorter than one of minutes.
    fn minutes(&self, employee: &Employee) -> (Tally, Vec<Limit>) {
        let usual =
            self.minutes.iter().zip(&self.caps).filter(|it| it.1.is_none_or(|it| it > MOST_CAP));
        let mut usual: Vec<i64> = usual.map(|it| *it.0).collect();
        usual.sort_unstable();
        usual.dedup();
        let odd = self.minutes.iter().enumerate().filter(|it| Some(it.1) != usual.first());
        let odd: Vec<(usize, i64)> = odd.map(|(kind, &it)| (kind, it)).collect();
        let size: i64 =
            odd.iter().filter_map(|it| *self.caps.get(it.0)?).map(|it| it + 1).product();
        let bounds =
            (Some(Bound::hard(employee.least_minutes)), Some(Bound::hard(employee.most_minutes)));
        let mut each = vec![1; self.members.len() + 1];
        if let (Some(it), [base], true) = (each.first_mut(), &usual[..], size <= 40) {
            *it = 0;
            let mut of = vec![(0, *base)];
            of.extend(odd.into_iter().map(|(kind, minutes)| (kind + 2, minutes - base)));
            return (Tally { each, past: 0 }, vec![Limit { of, least: bounds.0, most: bounds.1 }]);
        }
        let step = self.minutes.iter().copied().fold(0, common).max(1);
        let units = self.minutes.iter().map(|it| u16::try_from(it / step).unwrap_or(u16::MAX));
        let each = std::iter::once(0).chain(units).collect();
        (
            Tally { each, past: 0 },
            vec![Limit { of: vec![(0, step)], least: bounds.0, most: bounds.1 }],
        )
    }
}
