//! An instance of the competition as a grid: a task is a shift with a skill, and rows see the shift alone.

use std::collections::BTreeMap;

use super::{Contract, History, Inrc2Problem, weight};
use crate::families::NoGrid;
use crate::grid::{Cover, Grid, HARD, Heat, Person, Task};
use crate::row::form::Form;
use crate::row::terms::{Bound, Limit, Tally, Terms};
use crate::row::watch::{CountWeekends, Edge, Follow, Kinds, Run, Watch, Weekend};
use crate::row::{Kind, OFF, SCALE};

/// Runs of work longer than this above the contract's most are not looked for: each day of them costs 30.
const BEYOND: usize = 2;

pub(super) fn grid(problem: &Inrc2Problem) -> Result<Grid, NoGrid> {
    let (days, skills) = (7 * problem.weeks, problem.skills.len());
    let tasks = problem.shifts.len() * skills;
    let mut cover = Cover::new(problem.nurses.len());
    for need in &problem.needs {
        let count = |it: usize| i32::try_from(it).unwrap_or(i32::MAX);
        cover.push(|n| {
            let missing = need.optimal.max(need.least).saturating_sub(n.max(need.least));
            weight::OPTIMAL * count(missing) + HARD * count(need.least.saturating_sub(n))
        });
    }
    let mut grid = Grid {
        days,
        tasks,
        people: Vec::new(),
        forms: Vec::new(),
        cover,
        constant: 0,
        unit: 5,
        heat: Heat { first: 6 * SCALE, last: SCALE * 3 / 2 },
        is_whole: true,
    };
    let mut known: Vec<(usize, History)> = Vec::new();
    for nurse in &problem.nurses {
        let sort = (nurse.contract, nurse.history.clone());
        let form = known.iter().position(|it| *it == sort).unwrap_or(known.len());
        if let (true, Some(contract)) = (form == known.len(), problem.contracts.get(nurse.contract))
        {
            let longest = usize::try_from(contract.work.1).unwrap_or(days) + BEYOND;
            grid.is_whole &= longest >= days;
            let all = terms(problem, contract, &nurse.history, days);
            let lean = terms(problem, contract, &nurse.history, longest);
            let form = Form::leaner(&all, &lean, longest);
            grid.forms.push(form.map_err(|why| NoGrid { person: nurse.id.clone(), why })?);
            known.push(sort);
        }
        let kind = |task: usize| {
            let may = nurse.skills.contains(&(task % skills));
            if may { kind_of(task / skills) } else { OFF }
        };
        let kinds = (0..tasks).map(kind).collect();
        grid.people.push(Person { form, kinds, cost: vec![0; days * tasks] });
    }
    // Two requests for the same are two costs.
    let mut requests: BTreeMap<(usize, usize), i32> = BTreeMap::new();
    for it in &problem.requests {
        for task in (0..tasks).filter(|task| it.shift.is_none_or(|shift| shift == task / skills)) {
            *requests.entry((it.nurse, it.day * tasks + task)).or_default() += weight::REQUEST;
        }
    }
    for ((nurse, cell), cost) in requests {
        if let Some(it) = grid.people.get_mut(nurse).and_then(|it| it.cost.get_mut(cell)) {
            *it = cost;
        }
    }
    Ok(grid)
}

fn kind_of(shift: usize) -> Kind {
    Task::try_from(shift + 1).unwrap_or(Kind::MAX)
}

/// The terms of a nurse, without the limits that no run of up to `longest` days can break.
fn terms(problem: &Inrc2Problem, contract: &Contract, history: &History, longest: usize) -> Terms {
    let (days, n) = (7 * problem.weeks, problem.shifts.len());
    let run = |of, (least, most): (i64, i64), past: u32, each: i32| -> Box<dyn Watch> {
        let longest = if of == Kinds::OFF { days } else { longest };
        let can_be_broken = most < i64::try_from(longest).unwrap_or(i64::MAX) + i64::from(past);
        Box::new(Run {
            of,
            least: Some(Bound::soft(least, each)),
            most: can_be_broken.then(|| Bound::soft(most, each)),
            past,
            first: Edge::Closed,
            last: Edge::Open,
        })
    };
    let weekends: Vec<(usize, usize)> = (5..days).step_by(7).map(|it| (it, 2)).collect();
    let clashes = problem.shifts.iter().enumerate();
    let clashes =
        clashes.flat_map(|(a, it)| it.not_before.iter().map(move |&b| (kind_of(a), kind_of(b))));
    let mut watches: Vec<Box<dyn Watch>> = vec![
        Box::new(Follow { forbidden: clashes.collect(), past: history.last.map_or(OFF, kind_of) }),
        run(Kinds::WORK, contract.work, history.work, weight::RUN),
        run(Kinds::OFF, contract.off, history.off, weight::RUN),
        Box::new(CountWeekends { weekends: weekends.clone(), tally: 1 }),
    ];
    for (shift, it) in problem.shifts.iter().enumerate() {
        let past = if history.last == Some(shift) { history.shift } else { 0 };
        watches.push(run(Kinds::of([kind_of(shift)]), it.run, past, weight::SHIFT_RUN));
    }
    if contract.is_complete {
        let partly = weight::PARTLY;
        watches.push(Box::new(Weekend {
            weekends,
            partly,
            mixed: 0,
            after_night: 0,
            nights: Kinds::default(),
        }));
    }
    let mut worked = vec![1; n + 1];
    if let Some(it) = worked.first_mut() {
        *it = 0;
    }
    let total = |it: i64| Some(Bound::soft(it, weight::TOTAL));
    Terms {
        days,
        kinds: n,
        watches,
        tallies: vec![
            Tally { each: worked, past: history.total },
            Tally { each: vec![0; n + 1], past: history.weekends },
        ],
        limits: vec![
            Limit::on(0, total(contract.total.0), total(contract.total.1)),
            Limit::on(1, None, Some(Bound::soft(contract.weekends, weight::WEEKEND))),
        ],
    }
}
