//! The search: from a grid to the best roster that can be found in the time given.

mod anneal;
pub mod chance;
pub mod pace;
mod soft;

pub use anneal::{Anneal, NoRow};

use chance::Chance;
use pace::{Pace, WHOLE};

use crate::bound::{Bound, bound};
use crate::grid::{Grid, Rows};

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The cost of the roster.
    pub cost: i64,
    /// The roster.
    pub rows: Rows,
    /// No roster costs less; none where that is not proven of every roster.
    pub bound: Option<i64>,
    /// How many rows were made anew, by all tasks together.
    pub work: u64,
}

/// The share of the whole that goes into the bound at the beginning.
const BOUND: u32 = WHOLE / 10;

/// Searches with so many tasks at once; each has its own stream of chance and the pace to itself.
///
/// # Errors
///
/// When no row keeps somebody's rules.
pub fn solve(grid: &Grid, seed: u64, threads: usize, pace: &dyn Pace) -> Result<Found, NoRow> {
    let threads = threads.max(1);
    let task = &|it: usize| Anneal::new(grid, Chance::new(seed, u64::try_from(it).unwrap_or(0)));
    let first = task(0)?;
    let bound = bound(grid, first.best().0 / 2, threads, pace, BOUND, None);
    let each = bound.work / u64::try_from(threads).unwrap_or(1);
    let run = &|mut it: Anneal| -> Found {
        it.soften(&bound.prices);
        it.count(each);
        it.run(pace);
        let (cost, rows) = it.best();
        Found { cost, rows: rows.clone(), bound: None, work: it.work() }
    };
    let found: Vec<Found> = std::thread::scope(|scope| {
        let others: Vec<_> =
            (1..threads).map(|it| scope.spawn(move || task(it).map(run))).collect();
        let first = run(first);
        // A task that panicked is a defect of ours; the others' results still stand.
        let others = others.into_iter().filter_map(|it| it.join().ok().and_then(Result::ok));
        std::iter::once(first).chain(others).collect()
    });
    let work: u64 = found.iter().map(|it| it.work).sum();
    let best = found.into_iter().reduce(|best, it| if it.cost < best.cost { it } else { best });
    let best = best.ok_or(NoRow { person: 0 })?;
    // What is left goes into the bound again, now that the cost it should come near is known.
    let spent = Bound { work, ..bound };
    let bound = self::bound(grid, best.cost, threads, pace, WHOLE, Some(&spent));
    Ok(Found { work: bound.work, bound: grid.is_whole.then_some(bound.value), ..best })
}
