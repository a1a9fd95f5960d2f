//! Rules made at random, and a judge that reads them as they are written: no automaton, whole rows only.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "rows of a few days"
)]

use proptest::prelude::*;

use crate::row::terms::{Bound, Cost, Limit, Tally, Terms};
use crate::row::watch::{
    CountWeekends, Edge, Follow, Kinds, Pattern, Place, Run, Watch, Weekend, WeekendRun,
};
use crate::row::{Kind, OFF};

/// Rules of a row, as plain data.
#[derive(Debug, Clone)]
pub struct Rules {
    pub days: usize,
    pub kinds: usize,
    pub follow: Vec<(Kind, Kind)>,
    pub past: Kind,
    pub runs: Vec<Run>,
    pub weekends: Vec<(usize, usize)>,
    pub weekend: Weekend,
    pub weekend_run: WeekendRun,
    pub most_weekends: Bound,
    pub patterns: Vec<Pattern>,
    pub least_days: Bound,
    pub most_days: Bound,
    pub caps: Vec<Option<i64>>,
}

impl Rules {
    pub fn terms(&self) -> Terms {
        let mut watches: Vec<Box<dyn Watch>> =
            vec![Box::new(Follow { forbidden: self.follow.clone(), past: self.past })];
        for run in &self.runs {
            watches.push(Box::new(run.clone()));
        }
        watches.push(Box::new(self.weekend.clone()));
        watches.push(Box::new(self.weekend_run.clone()));
        watches.push(Box::new(CountWeekends { weekends: self.weekends.clone(), tally: 1 }));
        for pattern in &self.patterns {
            watches.push(Box::new(pattern.clone()));
        }
        let mut worked = vec![1; self.kinds + 1];
        worked[0] = 0;
        let mut tallies =
            vec![Tally { each: worked, past: 0 }, Tally { each: vec![0; self.kinds + 1], past: 0 }];
        let mut limits = vec![
            Limit::on(0, Some(self.least_days), Some(self.most_days)),
            Limit::on(1, None, Some(self.most_weekends)),
        ];
        for (kind, cap) in self.caps.iter().enumerate() {
            if let Some(cap) = cap {
                let mut each = vec![0; self.kinds + 1];
                each[kind + 1] = 1;
                limits.push(Limit::on(tallies.len(), None, Some(Bound::hard(*cap))));
                tallies.push(Tally { each, past: 0 });
            }
        }
        Terms { days: self.days, kinds: self.kinds, watches, tallies, limits }
    }
}

fn over(bound: Option<Bound>, value: i64) -> Option<i64> {
    bound.map_or(Some(0), |it| it.cost.of(value - it.at))
}

fn under(bound: Option<Bound>, value: i64) -> Option<i64> {
    bound.map_or(Some(0), |it| it.cost.of(it.at - value))
}

/// Maximal runs of days that satisfy `is`: first day and length.
fn runs(flags: &[bool]) -> Vec<(usize, usize)> {
    let mut all = Vec::new();
    let mut day = 0;
    while day < flags.len() {
        let length = flags[day..].iter().take_while(|&&it| it).count();
        if length > 0 {
            all.push((day, length));
        }
        day += length.max(1);
    }
    all
}

fn run_cost(run: &Run, row: &[Kind]) -> Option<i64> {
    let flags: Vec<bool> = row.iter().map(|&it| run.of.has(it)).collect();
    let past = i64::from(run.past);
    let mut cost = 0;
    if past > 0 && !flags[0] {
        cost += under(run.least, past)?;
    }
    for (first, length) in runs(&flags) {
        let (holds_first, holds_last) = (first == 0, first + length == row.len());
        let before = if holds_first { past } else { 0 };
        let whole = before + length as i64;
        cost += match run.most {
            Some(most) => most.cost.of((whole - most.at).max(0) - (before - most.at).max(0))?,
            None => 0,
        };
        let is_excused = (holds_first && past == 0 && run.first == Edge::Open)
            || (holds_last && run.last == Edge::Open);
        if !is_excused {
            cost += under(run.least, whole)?;
        }
    }
    Some(cost)
}

/// The cost of a row; `None` when it may not be.
pub fn judge(rules: &Rules, row: &[Kind]) -> Option<i64> {
    let mut cost = 0;
    let mut last = rules.past;
    for &kind in row {
        if kind != OFF && rules.follow.contains(&(last, kind)) {
            return None;
        }
        last = kind;
    }
    for run in &rules.runs {
        cost += run_cost(run, row)?;
    }
    let worked = |it: &(usize, usize)| row[it.0..it.0 + it.1].iter().any(|&it| it != OFF);
    for it in &rules.weekends {
        let days: Vec<Kind> = row[it.0..it.0 + it.1].to_vec();
        let got: Vec<Kind> = days.iter().copied().filter(|&it| it != OFF).collect();
        if got.is_empty() {
            if it.0 > 0 && rules.weekend.nights.has(row[it.0 - 1]) {
                cost += i64::from(rules.weekend.after_night);
            }
            continue;
        }
        let on = |kind: Kind| got.iter().map(|it| usize::from(*it == kind)).sum::<usize>();
        let most = (1..=rules.kinds as Kind).map(on);
        cost += i64::from(rules.weekend.partly) * (days.len() - got.len()) as i64;
        cost += i64::from(rules.weekend.mixed) * (got.len() - most.max().unwrap()) as i64;
    }
    let flags: Vec<bool> = rules.weekends.iter().map(worked).collect();
    for (_, length) in runs(&flags) {
        cost += over(rules.weekend_run.most, length as i64)?;
        cost += under(rules.weekend_run.least, length as i64)?;
    }
    cost += over(Some(rules.most_weekends), flags.iter().filter(|it| **it).count() as i64)?;
    for pattern in &rules.patterns {
        for first in 0..(row.len() + 1).saturating_sub(pattern.places.len()) {
            let fits = pattern.places.iter().enumerate().all(|(i, place)| {
                place.kinds.has(row[first + i])
                    && place.weekday.is_none_or(|it| it == (first + i) % 7)
            });
            cost += if fits { i64::from(pattern.cost) } else { 0 };
        }
    }
    let days = row.iter().filter(|&&it| it != OFF).count() as i64;
    cost += under(Some(rules.least_days), days)? + over(Some(rules.most_days), days)?;
    for (kind, cap) in rules.caps.iter().enumerate() {
        let count = row.iter().filter(|&&it| usize::from(it) == kind + 1).count() as i64;
        if cap.is_some_and(|it| count > it) {
            return None;
        }
    }
    Some(cost)
}

fn any_cost() -> impl Strategy<Value = Cost> {
    prop_oneof![2 => Just(Cost::Hard), 3 => (1_i32..20).prop_map(Cost::Each)]
}

fn any_bound(at: std::ops::Range<i64>) -> impl Strategy<Value = Bound> {
    (at, any_cost()).prop_map(|(at, cost)| Bound { at, cost })
}

fn any_kinds(kinds: usize) -> impl Strategy<Value = Kinds> {
    let some = prop::collection::vec(0..=kinds as Kind, 1..3).prop_map(Kinds::of);
    prop_oneof![Just(Kinds::OFF), Just(Kinds::WORK), some]
}

fn any_run(kinds: usize) -> impl Strategy<Value = Run> {
    let edge = || prop_oneof![Just(Edge::Open), Just(Edge::Closed)];
    (
        any_kinds(kinds),
        prop::option::of(any_bound(1..4)),
        prop::option::of(any_bound(2..5)),
        0_u32..4,
        edge(),
        edge(),
    )
        .prop_map(|(of, least, most, past, first, last)| Run {
            of,
            least,
            most,
            past,
            first,
            last,
        })
}

fn any_pattern(kinds: usize) -> impl Strategy<Value = Pattern> {
    let place = (any_kinds(kinds), prop::option::of(0_usize..7));
    let place = place.prop_map(|(kinds, weekday)| Place { kinds, weekday });
    (prop::collection::vec(place, 1..4), 1_i32..20)
        .prop_map(|(places, cost)| Pattern { places, cost })
}

fn any_weekends(days: usize) -> impl Strategy<Value = Vec<(usize, usize)>> {
    let shapes = vec![
        vec![(1, 2), (5, 2)],
        vec![(0, 1), (2, 3)],
        vec![(2, 2), (4, 2)],
        vec![(1, 3), (5, 3)],
    ];
    prop::sample::select(shapes).prop_map(move |it| {
        let clipped = it.into_iter().filter(|it| it.0 < days);
        clipped.map(|(first, size)| (first, size.min(days - first))).collect()
    })
}

prop_compose! {
    /// Rules of 6 to 8 days and 1 to 3 kinds.
    pub fn any_rules()(days in 6_usize..=8, kinds in 1_usize..=3)(
        days in Just(days),
        kinds in Just(kinds),
        follow in prop::collection::vec((0..=kinds as Kind, 1..=kinds as Kind), 0..3),
        past in 0..=kinds as Kind,
        runs in prop::collection::vec(any_run(kinds), 0..4),
        weekends in any_weekends(days),
        costs in (0_i32..20, 0_i32..20, 0_i32..20),
        nights in any_kinds(kinds),
        run_least in prop::option::of(any_bound(1..3)),
        run_most in prop::option::of(any_bound(1..3)),
        most_weekends in any_bound(0..3),
        patterns in prop::collection::vec(any_pattern(kinds), 0..2),
        least_days in any_bound(0..5),
        most_days in any_bound(2..8),
        caps in prop::collection::vec(prop::option::of(0_i64..4), kinds),
    ) -> Rules {
        Rules {
            days,
            kinds,
            follow,
            past,
            runs,
            weekend: Weekend { weekends: weekends.clone(), partly: costs.0, mixed: costs.1, after_night: costs.2, nights },
            weekend_run: WeekendRun { weekends: weekends.clone(), least: run_least, most: run_most },
            weekends,
            most_weekends,
            patterns,
            least_days,
            most_days,
            caps,
        }
    }
}
