//! A form: everything that people under the same terms have in common, compiled.

#![expect(clippy::indexing_slicing, reason = "inner loop: indices come from the tables built here")]

use super::layers::{Layers, NoLayers};
use super::plan::Plan;
use super::programme::{Programme, Scratch, Window};
use super::terms::{Limit, Terms};
use super::totals::Totals;
use super::{Kind, NEVER, OFF, SCALE};

/// The compiled terms of a row.
#[derive(Debug, Clone)]
pub struct Form {
    /// The automaton that judges a given row.
    pub layers: Layers,
    /// The automaton that the plan was cut from: the same, or a leaner one.
    planned: Layers,
    /// The totals of the programme.
    pub totals: Totals,
    /// The plan of the programme.
    pub plan: Plan,
    /// The limits on totals, for a given row.
    pub limits: Vec<Limit>,
    /// What had been counted before the first day.
    pub past: Vec<i64>,
    /// How much a day of each kind adds to each tally.
    each: Vec<Vec<u16>>,
}

/// How a lazy limit is enforced: rounds of rising prices, then of keeping only the cheapest days.
const PRICED: u32 = 5;
const KEPT: u32 = 4;

impl Form {
    /// Compiles `terms`; the programme leaves out stretches longer than `longest`.
    ///
    /// # Errors
    ///
    /// When no row keeps the rules, or they need too many states.
    pub fn new(terms: &Terms, longest: usize) -> Result<Self, NoLayers> {
        Self::leaner(terms, terms, longest)
    }

    /// As [`Self::new`], with a programme that follows `lean` instead: terms that forbid no more and charge no more, and
    /// forget what no stretch up to `longest` can come to.
    ///
    /// # Errors
    ///
    /// When no row keeps the rules, or they need too many states.
    pub fn leaner(terms: &Terms, lean: &Terms, longest: usize) -> Result<Self, NoLayers> {
        let (layers, planned) = (Layers::new(terms)?, Layers::new(lean)?);
        let totals = Totals::new(terms, &planned.bumps, furthest(&planned));
        let plan = Plan::new(&planned, &totals, longest);
        let kinds = 0..=u8::try_from(terms.kinds).unwrap_or(u8::MAX);
        Ok(Self {
            layers,
            planned,
            totals,
            plan,
            limits: terms.limits.clone(),
            past: terms.tallies.iter().map(|it| it.past).collect(),
            each: kinds.map(|it| terms.counted(it)).collect(),
        })
    }

    /// How many kinds of work there are.
    pub fn kinds(&self) -> usize {
        self.layers.symbols - 1
    }

    fn programme(&self) -> Programme<'_> {
        Programme { plan: &self.plan, totals: &self.totals, kinds: self.kinds() }
    }

    /// The cheapest row for the given price of each day and kind of work, written to `row`; its price, days and rules
    /// together. `None` when no row keeps the rules.
    ///
    /// With lazy limits the row keeps them all, but need not be the cheapest that does.
    pub fn cheapest(&self, cells: &[i32], scratch: &mut Scratch, row: &mut [Kind]) -> Option<i32> {
        self.cheapest_between(cells, &self.programme().whole(), scratch, row)
    }

    /// As [`Self::cheapest`] but without the lazy limits: never dearer than any row that keeps all rules.
    pub fn cheapest_relaxed(
        &self,
        cells: &[i32],
        scratch: &mut Scratch,
        row: &mut [Kind],
    ) -> Option<i32> {
        let (programme, window) = (self.programme(), self.programme().whole());
        let (price, end) = programme.forwards(cells, &window, scratch)?;
        programme.backwards(cells, &window, end, scratch, row);
        Some(price)
    }

    /// As [`Self::cheapest`], for the days of a window; `row` holds the days outside.
    pub fn cheapest_between(
        &self,
        cells: &[i32],
        window: &Window,
        scratch: &mut Scratch,
        row: &mut [Kind],
    ) -> Option<i32> {
        let programme = self.programme();
        let (price, end) = programme.forwards(cells, window, scratch)?;
        programme.backwards(cells, window, end, scratch, row);
        if self.totals.lazy.is_empty() || self.broken(row).is_none() {
            return Some(price);
        }
        let mut priced = std::mem::take(&mut scratch.cells);
        priced.clear();
        priced.extend_from_slice(cells);
        let found = self.enforce(&mut priced, window, scratch, row);
        scratch.cells = priced;
        found
    }

    /// Asks again and again with higher prices where a lazy limit is broken.
    fn enforce(
        &self,
        cells: &mut [i32],
        window: &Window,
        scratch: &mut Scratch,
        row: &mut [Kind],
    ) -> Option<i32> {
        let programme = self.programme();
        let days = self.plan.day[window.from as usize]..self.plan.day[window.to as usize];
        let rounds = PRICED + KEPT * u32::try_from(self.totals.lazy.len()).unwrap_or(1);
        let mut rise = 8 * SCALE;
        for round in 0..rounds {
            for lazy in &self.totals.lazy {
                let count = self.count(lazy.tally, row);
                if count < lazy.least {
                    self.raise(cells, lazy.tally, days.clone(), -rise);
                } else if count > lazy.most && round < PRICED {
                    self.raise(cells, lazy.tally, days.clone(), rise);
                } else if count > lazy.most {
                    self.keep(cells, lazy.tally, lazy.most, days.clone(), row);
                }
            }
            let (price, end) = programme.forwards(cells, window, scratch)?;
            programme.backwards(cells, window, end, scratch, row);
            if self.broken(row).is_none() {
                return Some(price);
            }
            rise += rise / 2;
            rise = rise.min(NEVER / 1024);
        }
        None
    }

    /// The first lazy limit that `row` breaks.
    fn broken(&self, row: &[Kind]) -> Option<usize> {
        self.totals.lazy.iter().position(|it| {
            let count = self.count(it.tally, row);
            count < it.least || count > it.most
        })
    }

    fn count(&self, tally: usize, row: &[Kind]) -> i64 {
        let days: i64 = row.iter().map(|&it| i64::from(self.each[usize::from(it)][tally])).sum();
        days + self.past[tally]
    }

    /// Adds to the price of all kinds that `tally` counts.
    fn raise(&self, cells: &mut [i32], tally: usize, days: std::ops::Range<usize>, by: i32) {
        let kinds = self.kinds();
        for line in cells[days.start * kinds..days.end * kinds].chunks_mut(kinds) {
            for (cell, each) in line.iter_mut().zip(&self.each[1..]) {
                if each[tally] > 0 && *cell < NEVER / 2 {
                    *cell = cell.saturating_add(by).min(NEVER / 4);
                }
            }
        }
    }

    /// Bans what `tally` counts on all days but the first `most` on which the row has it now.
    fn keep(
        &self,
        cells: &mut [i32],
        tally: usize,
        most: i64,
        days: std::ops::Range<usize>,
        row: &[Kind],
    ) {
        let counts = |kind: Kind| i64::from(self.each[usize::from(kind)][tally]);
        let outside = row.iter().enumerate().filter(|(day, _)| !days.contains(day));
        let mut left = most - self.past[tally] - outside.map(|(_, &it)| counts(it)).sum::<i64>();
        let kinds = self.kinds();
        let mut worked: Vec<(i32, usize)> = days
            .clone()
            .filter(|&day| counts(row[day]) > 0)
            .map(|day| (cells[day * kinds + usize::from(row[day]) - 1], day))
            .collect();
        worked.sort_unstable();
        let kept: Vec<usize> = worked
            .into_iter()
            .take_while(|&(_, day)| {
                left -= counts(row[day]);
                left >= 0
            })
            .map(|it| it.1)
            .collect();
        for day in days.filter(|it| !kept.contains(it)) {
            for kind in 1..=kinds {
                if self.each[kind][tally] > 0 {
                    cells[day * kinds + kind - 1] = NEVER;
                }
            }
        }
    }
}

impl Form {
    /// The window of about `length` days from about `first` in which `row` can be made anew: it begins and ends where
    /// work may start. `None` when the row keeps to no such places.
    pub fn window(&self, row: &[Kind], first: usize, length: usize) -> Option<Window> {
        let (mut state, mut window) = (self.planned.start, None);
        let mut totals = self.totals.nothing();
        for (day, &kind) in row.iter().enumerate() {
            let place = self.plan.place.get(&(day, state));
            if let Some(&place) = place.filter(|_| day == 0 || row[day - 1] == OFF) {
                match &mut window {
                    _ if day <= first => {
                        let (to, after) = (self.plan.end(), self.totals.nothing());
                        window = Some(Window { from: place, to, before: totals.clone(), after });
                    }
                    Some(it) if it.to == self.plan.end() && day >= first + length => {
                        it.to = place;
                        totals.fill(0);
                    }
                    _ => {}
                }
            }
            let step = self.planned.step(day, state, kind)?;
            state = step.to;
            for (total, add) in totals.iter_mut().zip(&self.planned.bumps[usize::from(step.bump)]) {
                *total += add;
            }
        }
        if let Some(it) = window.as_mut().filter(|it| it.to != self.plan.end()) {
            it.after = totals;
        }
        window
    }
}

/// The highest value that the first tally can reach.
fn furthest(layers: &Layers) -> usize {
    let mut most = vec![None; layers.states(0)];
    most[usize::from(layers.start)] = Some(0_usize);
    for day in 0..layers.days {
        let mut next = vec![None; layers.states(day + 1)];
        for (state, most) in most.iter().enumerate() {
            let Some(most) = most else { continue };
            for kind in 0..layers.symbols {
                let (state, kind) =
                    (u16::try_from(state).unwrap_or(0), u8::try_from(kind).unwrap_or(0));
                if let Some(step) = layers.step(day, state, kind) {
                    let gain = layers.bumps[usize::from(step.bump)].first().copied().unwrap_or(0);
                    let to: &mut Option<usize> = &mut next[usize::from(step.to)];
                    *to = (*to).max(Some(most + usize::from(gain)));
                }
            }
        }
        most = next;
    }
    most.into_iter().flatten().max().unwrap_or(0)
}
