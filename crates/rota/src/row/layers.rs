//! The watches of a row multiplied into one automaton, with its own small set of states for each day.
//!
//! The states before day `d` are what must be remembered of the days before it. They are found by walking forwards from
//! the start, and then every two that no future can tell apart are merged, walking backwards. So a rule about weekends
//! costs states on weekends only, and the product of many rules stays small.

#![expect(clippy::indexing_slicing, reason = "inner loop: indices come from the tables built here")]

use std::collections::BTreeMap;

use super::Kind;
use super::terms::Terms;

/// A state before some day, numbered from 0 on each day.
pub type State = u16;

/// One step of the automaton.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Step {
    /// The state after the day, or [`DEAD`].
    pub to: State,
    /// Which row of [`Layers::bumps`] is added to the tallies.
    pub bump: u16,
    /// What the step costs, in units of the objective.
    pub cost: i32,
}

/// Where a step goes that may not be.
pub const DEAD: State = State::MAX;

const NO_STEP: Step = Step { to: DEAD, bump: 0, cost: 0 };

/// The automaton of a row.
#[derive(Debug, Clone)]
pub struct Layers {
    /// The length of the row in days.
    pub days: usize,
    /// How many symbols there are: the kinds of work and the day off.
    pub symbols: usize,
    /// The state before the first day.
    pub start: State,
    /// What each state costs at the end.
    pub end: Vec<i32>,
    /// What steps add to the tallies; the first adds nothing.
    pub bumps: Vec<Vec<u16>>,
    base: Vec<usize>,
    steps: Vec<Step>,
}

/// Why a row could not be compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoLayers {
    /// Not one row keeps all the rules, whatever the totals.
    #[error("the rules contradict each other: no row keeps them all")]
    Contradiction,
    /// There is too much to remember.
    #[error("the rules together need more than {MOST_STATES} states on one day")]
    TooMany,
}

/// More states than this on one day are refused.
pub const MOST_STATES: usize = 20_000;

impl Layers {
    /// Compiles the watches of `terms`.
    ///
    /// # Errors
    ///
    /// When no row keeps the rules, or they need too many states.
    pub fn new(terms: &Terms) -> Result<Self, NoLayers> {
        Builder::new(terms).walk()?.merge()
    }

    /// The step from `state` before `day` on a day of `kind`; `None` when it may not be.
    #[inline]
    pub fn step(&self, day: usize, state: State, kind: Kind) -> Option<Step> {
        let step =
            self.steps[self.base[day] + usize::from(state) * self.symbols + usize::from(kind)];
        (step.to != DEAD).then_some(step)
    }

    /// How many states there are before `day`.
    pub fn states(&self, day: usize) -> usize {
        match self.base.get(day + 1) {
            Some(next) => (next - self.base[day]) / self.symbols,
            None => self.end.len(),
        }
    }
}

struct Builder<'a> {
    terms: &'a Terms,
    symbols: usize,
    bumps: BTreeMap<Vec<u16>, u16>,
    /// For each day the steps of each state, by symbol.
    layers: Vec<Vec<Step>>,
    ends: Vec<Option<i32>>,
}

impl<'a> Builder<'a> {
    fn new(terms: &'a Terms) -> Self {
        let bumps = BTreeMap::from([(vec![0; terms.tallies.len()], 0)]);
        Self { terms, symbols: terms.kinds + 1, bumps, layers: Vec::new(), ends: Vec::new() }
    }

    /// Walks forwards over all states that can be reached.
    fn walk(mut self) -> Result<Self, NoLayers> {
        let mut here: Vec<Vec<u32>> =
            vec![self.terms.watches.iter().map(|it| it.start()).collect()];
        for day in 0..self.terms.days {
            let mut next: BTreeMap<Vec<u32>, State> = BTreeMap::new();
            let mut steps = Vec::with_capacity(here.len() * self.symbols);
            for state in &here {
                for kind in 0..self.symbols {
                    let kind = Kind::try_from(kind).unwrap_or(Kind::MAX);
                    let Some((to, bump, cost)) = self.product(state, day, kind) else {
                        steps.push(NO_STEP);
                        continue;
                    };
                    let new = next.len();
                    let to = *next.entry(to).or_insert(number(new)?);
                    steps.push(Step { to, bump, cost });
                }
            }
            self.layers.push(steps);
            let mut ordered: Vec<(State, Vec<u32>)> =
                next.into_iter().map(|(a, b)| (b, a)).collect();
            ordered.sort_unstable_by_key(|it| it.0);
            here = ordered.into_iter().map(|it| it.1).collect();
        }
        let end = |state: &Vec<u32>| {
            let each = self.terms.watches.iter().zip(state).map(|(it, &state)| it.end(state));
            each.sum::<Option<i32>>()
        };
        self.ends = here.iter().map(end).collect();
        Ok(self)
    }

    /// One step of all watches together.
    fn product(&mut self, state: &[u32], day: usize, kind: Kind) -> Option<(Vec<u32>, u16, i32)> {
        let (mut to, mut cost) = (Vec::with_capacity(state.len()), 0_i32);
        let mut bump = self.terms.counted(kind);
        for (watch, &state) in self.terms.watches.iter().zip(state) {
            let step = watch.step(state, day, kind)?;
            to.push(step.to);
            cost = cost.saturating_add(step.cost);
            if let Some(it) = step.counts.and_then(|it| bump.get_mut(it)) {
                *it += 1;
            }
        }
        let new = u16::try_from(self.bumps.len()).unwrap_or(u16::MAX);
        Some((to, *self.bumps.entry(bump).or_insert(new), cost))
    }

    /// Merges backwards what no future can tell apart, and drops what leads nowhere.
    fn merge(self) -> Result<Layers, NoLayers> {
        let mut end: BTreeMap<i32, State> = BTreeMap::new();
        let mut renamed: Vec<State> = Vec::with_capacity(self.ends.len());
        for cost in &self.ends {
            let new = number(end.len())?;
            renamed.push(cost.map_or(DEAD, |it| *end.entry(it).or_insert(new)));
        }
        let mut merged = Vec::with_capacity(self.layers.len());
        for steps in self.layers.iter().rev() {
            let mut known: BTreeMap<Vec<Step>, State> = BTreeMap::new();
            let mut names = Vec::new();
            for state in steps.chunks(self.symbols) {
                let seen = |step: &Step| {
                    let to = if step.to == DEAD { DEAD } else { renamed[usize::from(step.to)] };
                    if to == DEAD { NO_STEP } else { Step { to, ..*step } }
                };
                let state: Vec<Step> = state.iter().map(seen).collect();
                if state.iter().all(|it| it.to == DEAD) {
                    names.push(DEAD);
                    continue;
                }
                let new = number(known.len())?;
                names.push(*known.entry(state).or_insert(new));
            }
            renamed = names;
            merged.push(in_order(known));
        }
        let start =
            renamed.first().copied().filter(|&it| it != DEAD).ok_or(NoLayers::Contradiction)?;
        let mut layers = Layers {
            days: self.terms.days,
            symbols: self.symbols,
            start,
            end: in_order(end),
            bumps: in_order(self.bumps),
            base: Vec::with_capacity(merged.len()),
            steps: Vec::new(),
        };
        for states in merged.into_iter().rev() {
            layers.base.push(layers.steps.len());
            layers.steps.extend(states.into_iter().flatten());
        }
        layers.base.push(layers.steps.len());
        Ok(layers)
    }
}

/// The keys of a numbering in the order of their numbers.
fn in_order<T>(numbered: BTreeMap<T, u16>) -> Vec<T> {
    let mut all: Vec<(u16, T)> = numbered.into_iter().map(|(a, b)| (b, a)).collect();
    all.sort_by_key(|it| it.0);
    all.into_iter().map(|it| it.1).collect()
}

fn number(it: usize) -> Result<State, NoLayers> {
    if it > MOST_STATES {
        Err(NoLayers::TooMany)
    } else {
        State::try_from(it).map_err(|_| NoLayers::TooMany)
    }
}
