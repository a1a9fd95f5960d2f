//! The rules of one row, as data.

use super::Kind;
use super::watch::Watch;

/// What a unit of violation costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cost {
    /// It may not happen.
    Hard,
    /// So much for each unit, in units of the objective.
    Each(i32),
}

impl Cost {
    /// The cost of `units` of violation; `None` when they may not be.
    pub fn of(self, units: i64) -> Option<i64> {
        match self {
            _ if units <= 0 => Some(0),
            Self::Hard => None,
            Self::Each(it) => Some(i64::from(it).saturating_mul(units)),
        }
    }
}

/// A bound and what each unit beyond it costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bound {
    /// The last value that costs nothing.
    pub at: i64,
    /// The cost of each unit beyond.
    pub cost: Cost,
}

impl Bound {
    /// A bound that may not be passed.
    pub fn hard(at: i64) -> Self {
        Self { at, cost: Cost::Hard }
    }

    /// A bound that costs `each` for every unit beyond it.
    pub fn soft(at: i64, each: i32) -> Self {
        Self { at, cost: Cost::Each(each) }
    }
}

/// Something counted over the whole row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// How much a day of each kind adds. Watches may add one more when they see what they watch for.
    pub each: Vec<u16>,
    /// What had been counted before the first day.
    pub past: i64,
}

/// A limit on a sum of tallies, judged at the end of the row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// The tallies and their weights.
    pub of: Vec<(usize, i64)>,
    /// The least the sum may be.
    pub least: Option<Bound>,
    /// The most the sum may be.
    pub most: Option<Bound>,
}

impl Limit {
    /// A limit on one tally.
    pub fn on(tally: usize, least: Option<Bound>, most: Option<Bound>) -> Self {
        Self { of: vec![(tally, 1)], least, most }
    }

    /// The cost of these totals (past included); `None` when they may not be.
    pub fn cost(&self, total: impl Fn(usize) -> i64) -> Option<i64> {
        let sum: i64 = self.of.iter().map(|&(tally, weight)| weight * total(tally)).sum();
        let missing = self.least.map_or(Some(0), |it| it.cost.of(it.at - sum))?;
        let excess = self.most.map_or(Some(0), |it| it.cost.of(sum - it.at))?;
        Some(missing + excess)
    }
}

/// The rules of one row.
#[derive(Debug)]
pub struct Terms {
    /// The length of the row in days.
    pub days: usize,
    /// How many kinds of work there are beside the day off.
    pub kinds: usize,
    /// What is watched from day to day.
    pub watches: Vec<Box<dyn Watch>>,
    /// What is counted. The first tally becomes the axis of the programme: let it be the one with the widest range.
    pub tallies: Vec<Tally>,
    /// What the counts may be.
    pub limits: Vec<Limit>,
}

impl Terms {
    /// How much of each tally one day of `kind` adds, before the watches had their say.
    pub fn counted(&self, kind: Kind) -> Vec<u16> {
        let each = |it: &Tally| it.each.get(usize::from(kind)).copied().unwrap_or(0);
        self.tallies.iter().map(each).collect()
    }
}
