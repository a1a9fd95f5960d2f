//! The row programme against every row there is, on short horizons, under rules made at random.

#![expect(clippy::cast_possible_truncation, reason = "rows of a few days")]

mod plain;

use proptest::prelude::*;

use super::form::Form;
use super::programme::Scratch;
use super::{Kind, NEVER, SCALE};
use plain::{Rules, any_rules, judge};

/// Every row of `days` days in `kinds` kinds of work.
fn every_row(days: usize, kinds: usize) -> impl Iterator<Item = Vec<Kind>> {
    let symbols = kinds + 1;
    (0..symbols.pow(days as u32)).map(move |mut it| {
        let mut row = vec![0; days];
        for day in &mut row {
            *day = (it % symbols) as Kind;
            it /= symbols;
        }
        row
    })
}

fn price(row: &[Kind], cells: &[i32], kinds: usize) -> i64 {
    let worked = row.iter().enumerate().filter(|it| *it.1 != 0);
    worked.map(|(day, &kind)| i64::from(cells[day * kinds + usize::from(kind) - 1])).sum()
}

fn whole(rules: &Rules, row: &[Kind], cells: &[i32]) -> Option<i64> {
    let never = i64::from(NEVER / 2);
    let cells = price(row, cells, rules.kinds);
    if cells > never {
        return None;
    }
    judge(rules, row).map(|it| it * i64::from(SCALE) + cells)
}

/// What the automaton says of a row, totals included.
fn stepped(form: &Form, row: &[Kind]) -> Option<i64> {
    let (mut state, mut cost) = (form.layers.start, 0);
    let mut totals = form.past.clone();
    for (day, &kind) in row.iter().enumerate() {
        let step = form.layers.step(day, state, kind)?;
        (state, cost) = (step.to, cost + i64::from(step.cost));
        for (total, add) in totals.iter_mut().zip(&form.layers.bumps[usize::from(step.bump)]) {
            *total += i64::from(*add);
        }
    }
    cost += i64::from(form.layers.end[usize::from(state)]);
    form.limits.iter().try_fold(cost, |all, it| Some(all + it.cost(|tally| totals[tally])?))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// The programme finds the cheapest of all rows, and the row it gives has the price it says.
    #[test]
    fn the_cheapest_row_is_the_cheapest_of_all(
        rules in any_rules(),
        seeds in prop::collection::vec(-9000_i32..3000, 32),
        banned in prop::collection::vec(0_usize..40, 0..3),
    ) {
        let mut cells: Vec<i32> = seeds.into_iter().cycle().take(rules.days * rules.kinds).collect();
        for it in banned {
            if let Some(cell) = cells.get_mut(it) {
                *cell = NEVER;
            }
        }
        let best = every_row(rules.days, rules.kinds).filter_map(|it| whole(&rules, &it, &cells)).min();
        let Ok(form) = Form::new(&rules.terms(), rules.days) else {
            prop_assert_eq!(best, None);
            return Ok(());
        };
        let mut row = vec![0; rules.days];
        let found = form.cheapest(&cells, &mut Scratch::default(), &mut row);
        if let Some(found) = found.filter(|_| form.totals.lazy.is_empty()) {
            prop_assert_eq!(Some(i64::from(found)), best);
            prop_assert_eq!(whole(&rules, &row, &cells), best);
        } else if found.is_some() {
            prop_assert!(whole(&rules, &row, &cells) >= best);
            prop_assert!(judge(&rules, &row).is_some());
        } else {
            prop_assert!(best.is_none() || !form.totals.lazy.is_empty());
        }
    }

    /// The automaton judges every row as the rules read.
    #[test]
    fn the_automaton_judges_as_the_rules_read(rules in any_rules(), from in 0_usize..3000) {
        let Ok(form) = Form::new(&rules.terms(), rules.days) else {
            prop_assert!(every_row(rules.days, rules.kinds).all(|it| judge(&rules, &it).is_none()));
            return Ok(());
        };
        for row in every_row(rules.days, rules.kinds).skip(from).step_by(37) {
            prop_assert_eq!(stepped(&form, &row), judge(&rules, &row), "{:?}", row);
        }
    }

    /// A window made anew from the cheapest row's own surroundings finds nothing cheaper, and nothing dearer.
    #[test]
    fn a_window_of_the_cheapest_row_is_as_cheap(
        rules in any_rules(),
        seeds in prop::collection::vec(-9000_i32..3000, 32),
        cut in 0_usize..64,
    ) {
        let cells: Vec<i32> = seeds.into_iter().cycle().take(rules.days * rules.kinds).collect();
        let Ok(form) = Form::new(&rules.terms(), rules.days) else { return Ok(()) };
        let (mut row, mut scratch) = (vec![0; rules.days], Scratch::default());
        if !form.totals.lazy.is_empty() {
            return Ok(());
        }
        let Some(best) = form.cheapest(&cells, &mut scratch, &mut row) else { return Ok(()) };
        let Some(window) = form.window(&row, cut % rules.days, (cut / 8).max(1)) else { return Ok(()) };
        let days = form.plan.day[window.from as usize]..form.plan.day[window.to as usize];
        let before = row.clone();
        let found = form.cheapest_between(&cells, &window, &mut scratch, &mut row);
        prop_assert!(found.is_some());
        prop_assert_eq!(whole(&rules, &row, &cells), Some(i64::from(best)));
        prop_assert_eq!(&row[..days.start], &before[..days.start]);
        prop_assert_eq!(&row[days.end..], &before[days.end..]);
    }
}
