//! An instance of the competition as a grid.

use super::{Contract, Inrc1Problem, Unwanted, Wanted};
use crate::families::NoGrid;
use crate::grid::{Cover, Grid, Heat, Person};
use crate::row::form::Form;
use crate::row::terms::{Bound, Limit, Tally, Terms};
use crate::row::watch::{
    CountWeekends, Edge, Follow, Kinds, Pattern, Place, Run, Watch, Weekend, WeekendRun,
};
use crate::row::{Kind, OFF, SCALE};

/// Runs of work longer than this above the contract's most are not looked for.
const BEYOND: i64 = 3;

/// How many times the largest weight a nurse missing or too many costs: more than any row gains by it, and little enough
/// for the prices of the cover to lie in between.
const FIRM: i32 = 8;

pub(super) fn grid(problem: &Inrc1Problem) -> Result<Grid, NoGrid> {
    let (days, tasks) = (problem.days, problem.shifts.len());
    let mut cover = Cover::new(problem.nurses.len());
    let hard = FIRM * dearest(problem);
    for &need in &problem.cover {
        cover.push_need(need, hard, hard);
    }
    let (mut forms, mut is_whole) = (Vec::new(), true);
    for contract in &problem.contracts {
        let longest = contract.most_work.map_or(i64::MAX, |it| it.0.saturating_add(BEYOND));
        let longest = usize::try_from(longest).unwrap_or(days).min(days);
        is_whole &= longest == days;
        let who = || {
            problem.nurses.iter().find(|it| problem.contracts.get(it.contract) == Some(contract))
        };
        let name = || who().map_or(contract.id.clone(), |it| it.id.clone());
        let form = Form::new(&terms(problem, contract), longest);
        forms.push(form.map_err(|why| NoGrid { person: name(), why })?);
    }
    let kinds: Vec<Kind> = (0..tasks).map(kind_of).collect();
    let mut constant = 0;
    let mut people = Vec::new();
    for nurse in &problem.nurses {
        let alternative = problem.contracts.get(nurse.contract).map_or(0, |it| it.alternative);
        let of_day = nurse.has_skills.iter().map(|has| if *has { 0 } else { alternative });
        let cost = of_day.cycle().take(days * tasks).collect();
        people.push(Person { form: nurse.contract, kinds: kinds.clone(), cost });
    }
    for it in &problem.requests {
        // What is asked to be worked costs unless it is.
        let sign = if it.is_on { -1 } else { 1 };
        constant += if it.is_on { i64::from(it.weight) } else { 0 };
        let Some(person) = people.get_mut(it.nurse) else { continue };
        for shift in (0..tasks).filter(|shift| it.shift.is_none_or(|it| it == *shift)) {
            if let Some(cost) = person.cost.get_mut(it.day * tasks + shift) {
                *cost += sign * it.weight;
            }
        }
    }
    let heat = Heat { first: 4 * SCALE, last: SCALE * 3 / 10 };
    Ok(Grid { days, tasks, people, forms, cover, constant, unit: 1, heat, is_whole })
}

/// The largest weight of a contract or pattern.
fn dearest(problem: &Inrc1Problem) -> i32 {
    let of = |it: &Contract| {
        let limits = [it.most, it.least, it.most_work, it.least_work, it.most_off, it.least_off];
        let limits =
            limits.into_iter().chain([it.most_weekends, it.least_weekends, it.in_four_weeks]);
        let most = limits.flatten().map(|it| it.1).max().unwrap_or(0);
        most.max(it.complete)
            .max(it.identical)
            .max(it.no_night)
            .max(it.two_free)
            .max(it.alternative)
    };
    let patterns = problem.patterns.iter().map(|it| it.weight);
    problem.contracts.iter().map(of).chain(patterns).max().unwrap_or(1).clamp(1, 1_000)
}

fn kind_of(shift: usize) -> Kind {
    Kind::try_from(shift + 1).unwrap_or(Kind::MAX)
}

fn bound(it: super::Limit) -> Option<Bound> {
    it.map(|(at, each)| Bound::soft(at, each))
}

fn terms(problem: &Inrc1Problem, contract: &Contract) -> Terms {
    let (days, n) = (problem.days, problem.shifts.len());
    let weekends = problem.weekends(contract);
    let nights = problem.nights.iter().enumerate().filter(|it| *it.1).map(|it| kind_of(it.0));
    let nights = Kinds::of(nights);
    let run = |of, least: super::Limit, most: super::Limit| -> Box<dyn Watch> {
        let most = most.filter(|it| it.0 < i64::try_from(days).unwrap_or(i64::MAX));
        let (least, most) = (bound(least), bound(most));
        Box::new(Run { of, least, most, past: 0, first: Edge::Closed, last: Edge::Closed })
    };
    let mut watches: Vec<Box<dyn Watch>> = vec![
        Box::new(Follow { forbidden: Vec::new(), past: OFF }),
        run(Kinds::WORK, contract.least_work, contract.most_work),
        run(Kinds::OFF, contract.least_off, contract.most_off),
        Box::new(WeekendRun {
            weekends: weekends.clone(),
            least: bound(contract.least_weekends),
            most: bound(contract.most_weekends),
        }),
        Box::new(Weekend {
            weekends: weekends.clone(),
            partly: contract.complete,
            mixed: contract.identical,
            after_night: contract.no_night,
            nights,
        }),
        Box::new(CountWeekends { weekends, tally: 1 }),
    ];
    let unwanted = contract.patterns.iter().filter_map(|&it| problem.patterns.get(it));
    watches.extend(unwanted.map(|it| pattern(problem, it)));
    if contract.two_free > 0 {
        let others = Kinds::of((0..n).map(kind_of).filter(|&it| !nights.has(it)));
        let place = |kinds| Place { kinds, weekday: None };
        let cost = contract.two_free;
        for between in [vec![], vec![place(Kinds::OFF)]] {
            let places = [vec![place(nights)], between, vec![place(others)]].concat();
            watches.push(Box::new(Pattern { places, cost }));
        }
    }
    let mut worked = vec![1; n + 1];
    if let Some(it) = worked.first_mut() {
        *it = 0;
    }
    Terms {
        days,
        kinds: n,
        watches,
        tallies: vec![Tally { each: worked, past: 0 }, Tally { each: vec![0; n + 1], past: 0 }],
        limits: vec![
            Limit::on(0, bound(contract.least), bound(contract.most)),
            Limit::on(1, None, bound(contract.in_four_weeks)),
        ],
    }
}

fn pattern(problem: &Inrc1Problem, it: &Unwanted) -> Box<dyn Watch> {
    let place = |&(wanted, day): &(Wanted, Option<usize>)| Place {
        kinds: match wanted {
            Wanted::Nothing => Kinds::OFF,
            Wanted::Anything => Kinds::WORK,
            Wanted::Shift(shift) => Kinds::of([kind_of(shift)]),
        },
        weekday: day.map(|it| (7 + it - problem.first) % 7),
    };
    Box::new(Pattern { places: it.entries.iter().map(place).collect(), cost: it.weight })
}
