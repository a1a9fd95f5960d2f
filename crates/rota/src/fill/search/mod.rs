//! The search: from the lines that stay to the best rota that can be found in the time given.
//!
//! Each task builds a first rota, place by place, then makes changes: one that costs more is kept the less often the
//! colder it gets. At the end a descent tries every single duty, every exchange of two and everybody's row anew, until
//! none of them helps.

mod anneal;
mod build;
mod descent;
mod moves;
mod row;

use std::collections::BTreeSet;

use super::bound::{Bound, bound};
use super::filling::{Change, Filling, Tally};
use super::ground::Ground;
use crate::model::problem::Problem;
use crate::model::rota::Rota;
use crate::search::chance::Chance;
use crate::search::pace::{Pace, Work};

/// What a search found.
#[derive(Debug, Clone)]
pub struct Filled {
    /// The rota, lines that stay among it.
    pub rota: Rota,
    /// What it comes to.
    pub tally: Tally,
    /// The lines of it that stay as they were.
    pub stays: Rota,
    /// What is proven of every rota.
    pub bound: Bound,
    /// How much work was done, by all tasks together: a hundred changes tried are one.
    pub work: u64,
    /// How many lines of the rota begun with were left out, because with them something would be broken.
    pub left_out: usize,
}

/// A task of the search.
#[derive(Debug)]
pub struct Task<'g> {
    filling: Filling<'g>,
    chance: Chance,
    /// Who may do each duty.
    able: Vec<Vec<u32>>,
    best: (Tally, Vec<(u32, u32)>),
    work: u64,
    /// Whether it tells what it has found: the first of several tasks does.
    is_told: bool,
    /// Room for a change.
    changes: Vec<Change>,
    /// What a place unfilled weighs beside points, so that filling one is always better.
    unfilled: i64,
}

/// Fills a rota, beginning with another, with so many tasks at once; each has its own stream of chance and the pace to
/// itself.
pub fn fill(problem: &Problem, begun: &Rota, seed: u64, threads: usize, pace: &dyn Pace) -> Filled {
    let ground = &Ground::new(problem, begun);
    let run = &|number: u64| {
        let mut task = Task::new(ground, Chance::new(seed, number));
        task.is_told = number == 0;
        let left_out = task.filling.begin(begun).len();
        task.keep_best();
        task.build();
        task.anneal(pace);
        task.come_back();
        task.descend(pace);
        (task, left_out)
    };
    let threads = u64::try_from(threads.max(1)).unwrap_or(1);
    let found: Vec<(Task<'_>, usize)> = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|it| scope.spawn(move || run(it))).collect();
        let first = run(0);
        // A task that panicked is a defect of ours; the others' results still stand.
        let others = others.into_iter().filter_map(|it| it.join().ok());
        std::iter::once(first).chain(others).collect()
    });
    let work = found.iter().map(|it| it.0.work).sum();
    let left_out = found.first().map_or(0, |it| it.1);
    let best = found
        .into_iter()
        .map(|it| it.0)
        .reduce(|best, it| if it.filling.tally() < best.filling.tally() { it } else { best });
    let best = best.map_or_else(|| Filling::new(ground), |it| it.filling);
    Filled {
        rota: best.rota(),
        tally: best.tally(),
        stays: Filling::new(ground).rota(),
        bound: bound(ground, best.tally().objective, pace),
        work,
        left_out,
    }
}

/// A rota after every single duty, every exchange of two and everybody's row anew that makes it better, one after
/// another until none does: what a search ends with.
pub fn settle(problem: &Problem, begun: &Rota) -> Tally {
    let ground = Ground::new(problem, begun);
    let mut task = Task::new(&ground, Chance::new(0, 0));
    task.filling.begin(begun);
    task.descend(&Work(u64::MAX));
    task.filling.tally()
}

impl<'g> Task<'g> {
    /// A task over the lines that stay alone.
    pub fn new(ground: &'g Ground<'g>, chance: Chance) -> Self {
        let filling = Filling::new(ground);
        let mut able = vec![Vec::new(); ground.problem.duties.len()];
        for (person, who) in (0_u32..).zip(&ground.people) {
            for duty in &who.open {
                if let Some(able) = able.get_mut(*duty as usize) {
                    able.push(person);
                }
            }
        }
        let best = (filling.tally(), filling.kept());
        Self {
            best,
            filling,
            chance,
            able,
            work: 0,
            is_told: false,
            changes: Vec::new(),
            unfilled: heaviest(ground.problem),
        }
    }

    /// What a rota weighs, as one number that falls whenever the rota is better.
    fn weight(&self, it: Tally) -> i64 {
        let broken = (it.hard + it.firm + it.short).saturating_mul(self.unfilled * 16);
        broken + it.unfilled * self.unfilled + it.objective
    }

    /// Remembers the rota if none was better; says whether it was.
    fn keep_best(&mut self) -> bool {
        let is_better = self.filling.tally() < self.best.0;
        if is_better {
            self.best = (self.filling.tally(), self.filling.kept());
        }
        is_better
    }

    /// Comes back to the best rota so far.
    pub fn come_back(&mut self) {
        if self.filling.tally() <= self.best.0 {
            return;
        }
        let now: BTreeSet<(u32, u32)> = self.filling.kept().into_iter().collect();
        let then: BTreeSet<(u32, u32)> = self.best.1.iter().copied().collect();
        let off = now.difference(&then).map(|it| (*it, false));
        let on = then.difference(&now).map(|it| (*it, true));
        let changes: Vec<Change> =
            off.chain(on).map(|(it, on)| Change { person: it.1, duty: it.0, on }).collect();
        self.filling.make(&changes);
    }
}

/// More than all that one change could win in points by leaving one place unfilled: what its people's requests, shares
/// and shifts could come to.
fn heaviest(problem: &Problem) -> i64 {
    let of = problem.weights;
    let most = [of.wanted, of.weekend * 4, of.night * 4, of.bank_holiday * 4, of.fatigue * 200];
    let asked = problem.requests.iter().map(|it| it.weight).max().unwrap_or(0);
    most.into_iter().fold(asked, i64::max).max(10).saturating_mul(8).min(100_000)
}
