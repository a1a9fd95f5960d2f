//! The search: from a grid to the best roster that can be found in the time given.

mod anneal;
pub mod chance;
pub mod pace;

pub use anneal::{Anneal, NoRow};

use chance::Chance;
use pace::Pace;

use crate::grid::{Grid, Rows};

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The cost of the roster.
    pub cost: i64,
    /// The roster.
    pub rows: Rows,
    /// How many rows were made anew, by all tasks together.
    pub work: u64,
}

/// Searches with so many tasks at once; each has its own stream of chance and the pace to itself.
///
/// # Errors
///
/// When no row keeps somebody's rules.
pub fn solve(grid: &Grid, seed: u64, threads: usize, pace: &dyn Pace) -> Result<Found, NoRow> {
    let run = |task: usize| -> Result<Found, NoRow> {
        let mut task = Anneal::new(grid, Chance::new(seed, u64::try_from(task).unwrap_or(0)))?;
        task.run(pace);
        let (cost, rows) = task.best();
        Ok(Found { cost, rows: rows.clone(), work: task.work() })
    };
    let found: Vec<_> = std::thread::scope(|scope| {
        let tasks: Vec<_> =
            (1..threads.max(1)).map(|task| scope.spawn(move || run(task))).collect();
        let first = run(0);
        // A task that panicked is a defect of ours; the others' results still stand.
        std::iter::once(first).chain(tasks.into_iter().filter_map(|it| it.join().ok())).collect()
    });
    let mut best: Option<Found> = None;
    let mut work = 0;
    for it in found {
        let it = it?;
        work += it.work;
        if best.as_ref().is_none_or(|best| it.cost < best.cost) {
            best = Some(it);
        }
    }
    best.map(|it| Found { work, ..it }).ok_or(NoRow { person: 0 })
}
