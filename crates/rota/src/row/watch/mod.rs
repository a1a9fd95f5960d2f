//! Watches: the rules that look at a row day by day.
//!
//! A watch is a small automaton. It starts in one state, and each day's kind moves it to another, forbids the move, or
//! charges for it. A new kind of rule is a new file here; nothing else of the solver changes.

mod follow;
mod pattern;
mod run;
mod weekend;
mod weekend_run;

pub use follow::Follow;
pub use pattern::{Pattern, Place};
pub use run::{Edge, Run};
pub use weekend::{CountWeekends, Weekend, WeekendShape};
pub use weekend_run::WeekendRun;

use super::Kind;

/// Where a watch goes on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// The state after the day.
    pub to: u32,
    /// What the day costs.
    pub cost: i32,
    /// The tally that is one higher for it.
    pub counts: Option<usize>,
}

impl Move {
    /// A move that costs nothing and counts nothing.
    pub fn free(to: u32) -> Self {
        Self { to, cost: 0, counts: None }
    }

    /// A move at a cost.
    pub fn at(to: u32, cost: i32) -> Self {
        Self { to, cost, counts: None }
    }
}

/// A rule that looks at a row day by day.
pub trait Watch: std::fmt::Debug + Send + Sync {
    /// The state before the first day.
    fn start(&self) -> u32;

    /// What a day of `kind` does in `state`; `None` when it may not be.
    fn step(&self, state: u32, day: usize, kind: Kind) -> Option<Move>;

    /// What it costs to end in `state`; `None` when a row may not.
    fn end(&self, state: u32) -> Option<i32> {
        let _ = state;
        Some(0)
    }
}

/// A set of kinds, the day off among them if wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Kinds(u64);

impl Kinds {
    /// The day off alone.
    pub const OFF: Self = Self(1);
    /// Every kind of work.
    pub const WORK: Self = Self(!1);

    /// These kinds.
    pub fn of(kinds: impl IntoIterator<Item = Kind>) -> Self {
        Self(kinds.into_iter().fold(0, |all, kind| all | 1 << (kind & 63)))
    }

    /// Whether `kind` is among them.
    pub fn has(self, kind: Kind) -> bool {
        self.0 >> (kind & 63) & 1 == 1
    }
}
