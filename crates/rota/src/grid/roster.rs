//! A roster of a grid with its cost kept up to date, change by change.
//!
//! A change of a few days of a row is judged from the automaton's state before them until its state is again what it was:
//! a handful of steps, whatever the length of the row. A property test holds every change against a roster judged anew.

#![expect(
    clippy::indexing_slicing,
    reason = "inner loop: people, days and tasks are numbered by the grid"
)]

use super::{BANNED, Grid, Task};
use crate::row::form::Form;
use crate::row::layers::State;
use crate::row::{Kind, OFF};

/// What everybody does: a row of tasks for each person, day by day.
pub type Rows = Vec<Task>;

/// A roster and its cost.
#[derive(Debug, Clone)]
pub struct Roster<'a> {
    grid: &'a Grid,
    rows: Rows,
    /// The state before each day and at the end, person by person.
    states: Vec<State>,
    /// What each row counts, past included.
    totals: Vec<Vec<i64>>,
    row_cost: Vec<i64>,
    is_placed: Vec<bool>,
    counts: Vec<u16>,
    cost: i64,
}

impl<'a> Roster<'a> {
    /// A roster in which nobody has a row yet.
    pub fn empty(grid: &'a Grid) -> Self {
        let n = grid.people.len();
        Self {
            grid,
            rows: vec![OFF; n * grid.days],
            states: vec![0; n * (grid.days + 1)],
            totals: vec![Vec::new(); n],
            row_cost: vec![0; n],
            is_placed: vec![false; n],
            counts: vec![0; grid.cover.cells()],
            cost: grid.constant
                + (0..grid.cover.cells()).map(|it| i64::from(grid.cover.cost(it, 0))).sum::<i64>(),
        }
    }

    /// A roster of these rows; `None` when a row breaks a hard rule.
    pub fn of(grid: &'a Grid, rows: &[Task]) -> Option<Self> {
        let mut roster = Self::empty(grid);
        for (person, row) in rows.chunks(grid.days.max(1)).enumerate() {
            roster.place(person, row)?;
        }
        Some(roster)
    }

    /// The grid.
    pub fn grid(&self) -> &'a Grid {
        self.grid
    }

    /// The cost of everything.
    pub fn cost(&self) -> i64 {
        self.cost
    }

    /// The rows.
    pub fn rows(&self) -> &[Task] {
        &self.rows
    }

    /// The row of one person.
    pub fn row(&self, person: usize) -> &[Task] {
        &self.rows[person * self.grid.days..(person + 1) * self.grid.days]
    }

    /// How many people are on each cell.
    pub fn counts(&self) -> &[u16] {
        &self.counts
    }

    /// How many people are on a cell beside `person`.
    #[inline]
    pub fn others(&self, person: usize, day: usize, task: Task) -> u16 {
        let is_there = self.is_placed[person] && self.rows[person * self.grid.days + day] == task;
        self.counts[day * self.grid.tasks + usize::from(task) - 1] - u16::from(is_there)
    }

    /// The kind that a task is in a person's row; `None` when the person may not do it on that day.
    #[inline]
    fn kind(&self, person: usize, day: usize, task: Task) -> Option<(Kind, i32)> {
        if task == OFF {
            return Some((OFF, 0));
        }
        let (who, at) = (&self.grid.people[person], usize::from(task) - 1);
        let (kind, cost) = (who.kinds[at], who.cost[day * self.grid.tasks + at]);
        (kind != OFF && cost != BANNED).then_some((kind, cost))
    }

    /// Takes a person's row away.
    pub fn clear(&mut self, person: usize) {
        if !std::mem::take(&mut self.is_placed[person]) {
            return;
        }
        for day in 0..self.grid.days {
            self.leave(day, self.rows[person * self.grid.days + day]);
        }
        self.cost -= self.row_cost[person];
    }

    /// Gives a person this row in place of the old one; `None`, and no row, when it breaks a hard rule.
    pub fn place(&mut self, person: usize, row: &[Task]) -> Option<()> {
        self.clear(person);
        let form = self.grid.form(person);
        let first = person * (self.grid.days + 1);
        let (mut state, mut cost) = (form.layers.start, 0_i64);
        let mut totals = form.past.clone();
        for (day, &task) in row.iter().enumerate() {
            self.states[first + day] = state;
            let (kind, own) = self.kind(person, day, task)?;
            let step = form.layers.step(day, state, kind)?;
            cost += i64::from(own) + i64::from(step.cost);
            add(&mut totals, &form.layers.bumps[usize::from(step.bump)], 1);
            state = step.to;
        }
        self.states[first + self.grid.days] = state;
        cost += i64::from(form.layers.end[usize::from(state)]) + judge(form, &totals)?;
        for (day, &task) in row.iter().enumerate() {
            self.join(day, task);
        }
        self.rows[person * self.grid.days..(person + 1) * self.grid.days].copy_from_slice(row);
        self.totals[person] = totals;
        self.row_cost[person] = cost;
        self.cost += cost;
        self.is_placed[person] = true;
        Some(())
    }

    fn leave(&mut self, day: usize, task: Task) {
        if task != OFF {
            let cell = day * self.grid.tasks + usize::from(task) - 1;
            self.counts[cell] -= 1;
            self.cost -= i64::from(self.grid.cover.marginal(cell, self.counts[cell]));
        }
    }

    fn join(&mut self, day: usize, task: Task) {
        if task != OFF {
            let cell = day * self.grid.tasks + usize::from(task) - 1;
            self.cost += i64::from(self.grid.cover.marginal(cell, self.counts[cell]));
            self.counts[cell] += 1;
        }
    }

    /// What the days from `first` on would cost `person` more if they were `new`, the cover apart; `None` when a hard
    /// rule would break. `totals` is room to work in.
    pub fn try_days(
        &self,
        person: usize,
        first: usize,
        new: &[Task],
        totals: &mut Vec<i64>,
    ) -> Option<i64> {
        let form = self.grid.form(person);
        let layers = &form.layers;
        let old = self.row(person);
        let states =
            &self.states[person * (self.grid.days + 1)..(person + 1) * (self.grid.days + 1)];
        let (mut state, mut delta, mut is_counted) = (states[first], 0_i64, false);
        for day in first..self.grid.days {
            let task = new.get(day - first).copied().unwrap_or(old[day]);
            if day - first >= new.len() && state == states[day] {
                state = states[self.grid.days];
                break;
            }
            let (kind, own) = self.kind(person, day, task)?;
            let (was_kind, was_own) = self.kind(person, day, old[day])?;
            let step = layers.step(day, state, kind)?;
            let was = layers.step(day, states[day], was_kind)?;
            delta +=
                i64::from(own) + i64::from(step.cost) - i64::from(was_own) - i64::from(was.cost);
            if step.bump != was.bump {
                if !is_counted {
                    totals.clone_from(&self.totals[person]);
                    is_counted = true;
                }
                add(totals, &layers.bumps[usize::from(step.bump)], 1);
                add(totals, &layers.bumps[usize::from(was.bump)], -1);
            }
            state = step.to;
        }
        let end = |it: State| i64::from(layers.end[usize::from(it)]);
        delta += end(state) - end(states[self.grid.days]);
        if is_counted {
            delta += judge(form, totals)? - judge(form, &self.totals[person])?;
        }
        Some(delta)
    }

    /// Makes the days from `first` on `new`, which [`Self::try_days`] found to cost `delta` more.
    pub fn set_days(&mut self, person: usize, first: usize, new: &[Task], delta: i64) {
        let form = self.grid.form(person);
        let (row, states) = (person * self.grid.days, person * (self.grid.days + 1));
        let mut state = self.states[states + first];
        for day in first..self.grid.days {
            let old = self.rows[row + day];
            let task = new.get(day - first).copied().unwrap_or(old);
            if day - first >= new.len() && state == self.states[states + day] {
                break;
            }
            let was_state = std::mem::replace(&mut self.states[states + day], state);
            let step =
                self.kind(person, day, task).and_then(|it| form.layers.step(day, state, it.0));
            let was =
                self.kind(person, day, old).and_then(|it| form.layers.step(day, was_state, it.0));
            if let (Some(step), Some(was)) = (step, was) {
                add(&mut self.totals[person], &form.layers.bumps[usize::from(step.bump)], 1);
                add(&mut self.totals[person], &form.layers.bumps[usize::from(was.bump)], -1);
                state = step.to;
            }
            if task != old {
                self.leave(day, old);
                self.join(day, task);
                self.rows[row + day] = task;
            }
            if day + 1 == self.grid.days {
                self.states[states + self.grid.days] = state;
            }
        }
        self.row_cost[person] += delta;
        self.cost += delta;
    }
}

fn add(totals: &mut [i64], bump: &[u16], times: i64) {
    for (total, &add) in totals.iter_mut().zip(bump) {
        *total += i64::from(add) * times;
    }
}

/// What totals cost; `None` when they may not be.
fn judge(form: &Form, totals: &[i64]) -> Option<i64> {
    form.limits.iter().try_fold(0, |all, it| Some(all + it.cost(|tally| totals[tally])?))
}
