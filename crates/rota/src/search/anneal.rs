//! One task of the search: rows made anew under noise that cools down.
//!
//! The cheapest row under random noise on every cell is close to a draw from all rows, each as likely as its cost is low
//! at that temperature. So a row made anew is installed without any test, and a sweep over all people is a sweep of a
//! sampler whose steps are whole rows. Between two rows come many cheap moves that keep the cover as it is: two people
//! exchange the same few days.

#![expect(
    clippy::indexing_slicing,
    reason = "inner loop: people, days and tasks are numbered by the grid"
)]

use super::chance::{Chance, Draws, between};
use super::pace::{Pace, WHOLE};
use super::soft::{Soft, width};
use crate::grid::{BANNED, Grid, Roster, Rows, Task};
use crate::row::programme::Scratch;
use crate::row::{Kind, NEVER, OFF, SCALE};

/// Exchanges of days tried for each row made anew.
const SWAPS: usize = 200;
/// Changes to another task of the same kind tried for each row made anew, where there are such tasks.
const MOVES: usize = 100;
/// The longest exchange, in days.
const LONGEST_SWAP: usize = 14;
/// Rows made anew between two looks at the pace.
const PER_LOOK: u64 = 16;
/// Longer horizons are made anew a window of this many days at a time.
const WINDOW: usize = 56;
/// The share of the whole after which the temperature is 0.
const COLD: u32 = WHOLE / 100 * 95;
/// The share of the whole after which the search ends; the rest is for the bound.
const END: u32 = WHOLE / 100 * 97;

/// The share of the whole after which the cover is no longer softened.
const SHARP: u32 = WHOLE / 100 * 60;
/// The width of the softened steps, first and last, in 2^-16 of a person.
const WIDTHS: (i64, i64) = (1 << 15, 3932);
/// Looks at the pace for each change of the width.
const LOOKS_PER_WIDTH: u32 = 16;

/// Why no roster was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no row keeps the rules of person {person}")]
pub struct NoRow {
    /// The person, by number.
    pub person: usize,
}

/// A task of the search.
#[derive(Debug)]
pub struct Anneal<'a> {
    grid: &'a Grid,
    chance: Chance,
    draws: Draws,
    roster: Roster<'a>,
    best: (i64, Rows),
    /// Rows made anew so far.
    work: u64,
    heat: i32,
    soft: Option<Soft>,
    order: Vec<usize>,
    room: Room,
}

/// Room to work in, kept so that nothing is allocated.
#[derive(Debug, Default)]
struct Room {
    scratch: Scratch,
    cells: Vec<i32>,
    choice: Vec<Task>,
    noise: Vec<i32>,
    kinds: Vec<Kind>,
    row: Vec<Task>,
    totals: Vec<i64>,
    blocks: (Vec<Task>, Vec<Task>),
}

impl<'a> Anneal<'a> {
    /// A first roster: rows in any order, each the cheapest beside those before it.
    ///
    /// # Errors
    ///
    /// When no row keeps somebody's rules.
    pub fn new(grid: &'a Grid, chance: Chance) -> Result<Self, NoRow> {
        let roster = Roster::empty(grid);
        let mut it = Self {
            grid,
            chance,
            draws: Draws::new(),
            best: (roster.cost(), Vec::new()),
            roster,
            work: 0,
            heat: SCALE,
            soft: None,
            order: (0..grid.people.len()).collect(),
            room: Room::default(),
        };
        it.chance.shuffle(&mut it.order);
        for person in it.order.clone() {
            if !it.renew(person) {
                return Err(NoRow { person });
            }
        }
        it.best = (it.roster.cost(), it.roster.rows().to_vec());
        Ok(it)
    }

    /// Softens the cover around these prices in the first part of the search.
    pub fn soften(&mut self, prices: &[i32]) {
        self.soft = Some(Soft::new(self.grid, prices));
    }

    /// Counts work that was done before.
    pub fn count(&mut self, work: u64) {
        self.work += work;
    }

    /// Searches until the pace says that its share is done.
    pub fn run(&mut self, pace: &dyn Pace) {
        let (mut next, mut looks) = (self.order.len(), 0_u32);
        loop {
            let progress = pace.progress(self.work);
            if progress >= END || pace.is_cancelled() || self.grid.people.is_empty() {
                return;
            }
            self.heat = self.temperature(progress);
            if progress >= SHARP {
                self.soft = None;
            } else if let Some(it) = self.soft.as_mut().filter(|_| looks % LOOKS_PER_WIDTH == 0) {
                let share = u64::from(progress) * u64::from(WHOLE) / u64::from(SHARP);
                it.widen(
                    self.grid,
                    width(WIDTHS.0, WIDTHS.1, u32::try_from(share).unwrap_or(WHOLE)),
                );
            }
            looks += 1;
            for _ in 0..PER_LOOK {
                for _ in 0..SWAPS {
                    self.exchange();
                }
                for _ in 0..MOVES {
                    self.change_task();
                }
                if next >= self.order.len() {
                    self.chance.shuffle(&mut self.order);
                    next = 0;
                }
                self.renew(self.order[next]);
                next += 1;
                self.keep_best();
            }
        }
    }

    /// The best roster so far: its cost and rows.
    pub fn best(&self) -> (i64, &Rows) {
        (self.best.0, &self.best.1)
    }

    /// How many rows were made anew.
    pub fn work(&self) -> u64 {
        self.work
    }

    fn temperature(&self, progress: u32) -> i32 {
        if progress >= COLD {
            return 0;
        }
        between(self.grid.heat.first, self.grid.heat.last, progress * 100 / 95)
    }

    fn keep_best(&mut self) {
        if self.roster.cost() < self.best.0 {
            self.best.0 = self.roster.cost();
            self.best.1.clear();
            self.best.1.extend_from_slice(self.roster.rows());
        }
    }

    /// Makes a person's row anew; whether there is one.
    fn renew(&mut self, person: usize) -> bool {
        self.work += 1;
        let days = self.grid.days;
        let form = self.grid.form(person);
        let is_whole = days <= WINDOW || self.best.1.is_empty();
        self.room.kinds.clear();
        if is_whole {
            self.room.kinds.resize(days, OFF);
            self.price(person, 0..days);
            let room = &mut self.room;
            if form.cheapest(&room.cells, &mut room.scratch, &mut room.kinds).is_none() {
                return false;
            }
        } else {
            let row = self.roster.row(person);
            let kinds = &self.grid.people[person].kinds;
            let kind = |it: &Task| if *it == OFF { OFF } else { kinds[usize::from(*it) - 1] };
            self.room.kinds.extend(row.iter().map(kind));
            let first = self.chance.below(days + WINDOW / 2).saturating_sub(WINDOW / 2);
            let Some(window) = form.window(&self.room.kinds, first, WINDOW) else { return false };
            self.price(
                person,
                form.plan.day[window.from as usize]..form.plan.day[window.to as usize],
            );
            let room = &mut self.room;
            if form
                .cheapest_between(&room.cells, &window, &mut room.scratch, &mut room.kinds)
                .is_none()
            {
                return false;
            }
        }
        let (room, n) = (&mut self.room, form.kinds());
        let chosen = |(day, &kind): (usize, &Kind)| {
            if kind == OFF { OFF } else { room.choice[day * n + usize::from(kind) - 1] }
        };
        let row = room.kinds.iter().enumerate().map(chosen);
        let mut tasks = std::mem::take(&mut room.row);
        tasks.clear();
        tasks.extend(row);
        let is_placed = self.roster.place(person, &tasks).is_some();
        self.room.row = tasks;
        is_placed
    }

    /// Prices the cells of a person's row as they stand beside everybody else's, with noise; the cheapest task stands
    /// for its kind. Outside `days` each kind is the task that stands in the row.
    fn price(&mut self, person: usize, days: std::ops::Range<usize>) {
        let (grid, room) = (self.grid, &mut self.room);
        let (who, n) = (&grid.people[person], grid.form(person).kinds());
        room.cells.clear();
        room.cells.resize(grid.days * n, NEVER);
        room.choice.clear();
        room.choice.resize(grid.days * n, OFF);
        room.noise.resize(grid.tasks, 0);
        let row = self.roster.row(person);
        for (day, &task) in row.iter().enumerate() {
            if !days.contains(&day) {
                if let Some(at) = usize::from(task).checked_sub(1) {
                    room.choice[day * n + usize::from(who.kinds[at]) - 1] = task;
                }
                continue;
            }
            self.draws.gumbel(&mut self.chance, self.heat, &mut room.noise);
            for (at, &kind) in who.kinds.iter().enumerate() {
                let own = who.cost[day * grid.tasks + at];
                let Some(kind) = usize::from(kind).checked_sub(1).filter(|_| own != BANNED) else {
                    continue;
                };
                let task = Task::try_from(at + 1).unwrap_or(Task::MAX);
                let others = self.roster.others(person, day, task);
                let column = day * grid.tasks + at;
                let cover = match &self.soft {
                    Some(it) => it.marginal(grid, column, others),
                    None => grid.cover.marginal(column, others) * SCALE,
                };
                let price = own * SCALE + cover - room.noise[at];
                let cell = day * n + kind;
                if price < room.cells[cell] {
                    room.cells[cell] = price;
                    room.choice[cell] = task;
                }
            }
        }
    }

    /// Two people exchange the same few days, if the temperature lets them.
    fn exchange(&mut self) {
        let (people, days) = (self.grid.people.len(), self.grid.days);
        let (one, other) = (self.chance.below(people), self.chance.below(people));
        let first = self.chance.below(days);
        let length = (1 + self.chance.below(LONGEST_SWAP)).min(days - first);
        let (mine, yours) = (
            &self.roster.row(one)[first..first + length],
            &self.roster.row(other)[first..first + length],
        );
        if one == other || mine == yours {
            return;
        }
        let room = &mut self.room;
        room.blocks.0.clear();
        room.blocks.0.extend_from_slice(mine);
        room.blocks.1.clear();
        room.blocks.1.extend_from_slice(yours);
        let most = i64::from(self.draws.exponential(&mut self.chance, self.heat / 2));
        let Some(gain) = self.roster.try_days(one, first, &room.blocks.1, &mut room.totals) else {
            return;
        };
        let Some(loss) = self.roster.try_days(other, first, &room.blocks.0, &mut room.totals)
        else {
            return;
        };
        if (gain + loss) * i64::from(SCALE) > most {
            return;
        }
        self.roster.set_days(one, first, &room.blocks.1, gain);
        self.roster.set_days(other, first, &room.blocks.0, loss);
        if gain + loss < 0 {
            self.keep_best();
        }
    }

    /// Somebody does another task of the same kind, if the temperature lets them: the row does not notice.
    fn change_task(&mut self) {
        let grid = self.grid;
        let person = self.chance.below(grid.people.len());
        let (day, to) = (self.chance.below(grid.days), self.chance.below(grid.tasks));
        let who = &grid.people[person];
        let Some(at) = usize::from(self.roster.row(person)[day]).checked_sub(1) else { return };
        let (old, new) = (day * grid.tasks + at, day * grid.tasks + to);
        if at == to || who.kinds[at] != who.kinds[to] || who.cost[new] == BANNED {
            return;
        }
        let counts = self.roster.counts();
        let own = i64::from(who.cost[new]) - i64::from(who.cost[old]);
        let delta = own + i64::from(grid.cover.marginal(new, counts[new]))
            - i64::from(grid.cover.marginal(old, counts[old] - 1));
        let most = i64::from(self.draws.exponential(&mut self.chance, self.heat / 2));
        if delta * i64::from(SCALE) > most {
            return;
        }
        self.roster.set_days(person, day, &[Task::try_from(to + 1).unwrap_or(Task::MAX)], own);
        if delta < 0 {
            self.keep_best();
        }
    }
}
