//! Runs: how many days in a row the same thing may go on.

use super::{Kinds, Move, Watch};
use crate::row::Kind;
use crate::row::terms::{Bound, Cost};

/// How a run is judged that touches the first or the last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// It is taken to go on outside: it is never too short.
    Open,
    /// It is judged as it stands.
    Closed,
}

/// Runs of days whose kind is one of `of`: not shorter than `least`, not longer than `most`.
///
/// Each missing day is charged when a run stops, each day in excess when it is worked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The kinds that make the run.
    pub of: Kinds,
    /// The shortest run that costs nothing.
    pub least: Option<Bound>,
    /// The longest run that costs nothing.
    pub most: Option<Bound>,
    /// The days of the run that is open on the eve of the first day.
    pub past: u32,
    /// How a run is judged that holds the first day and has no past.
    pub first: Edge,
    /// How a run is judged that holds the last day.
    pub last: Edge,
}

/// Added to the state of a run that may not be found too short, because it holds the first day.
const EXCUSED: u32 = 1 << 16;

impl Run {
    /// Beyond this length a longer run costs no differently.
    fn longest(&self) -> u32 {
        let at = |it: Option<Bound>| it.map_or(0, |it| u32::try_from(it.at).unwrap_or(0));
        at(self.least).max(at(self.most)).max(1)
    }

    fn missing(&self, state: u32) -> Option<i32> {
        let length = i64::from(state % EXCUSED);
        match self.least {
            Some(least) if length > 0 && state < EXCUSED => charge(least.cost, least.at - length),
            _ => Some(0),
        }
    }
}

impl Watch for Run {
    fn start(&self) -> u32 {
        self.past.min(self.longest())
    }

    fn step(&self, state: u32, day: usize, kind: Kind) -> Option<Move> {
        if !self.of.has(kind) {
            return Some(Move::at(0, self.missing(state)?));
        }
        let (length, mut excused) = (state % EXCUSED, state / EXCUSED * EXCUSED);
        if day == 0 && length == 0 && self.first == Edge::Open {
            excused = EXCUSED;
        }
        let is_beyond = self.most.is_some_and(|it| i64::from(length) >= it.at);
        let cost = match self.most {
            Some(it) if is_beyond => charge(it.cost, 1)?,
            _ => 0,
        };
        Some(Move::at((length + 1).min(self.longest()) + excused, cost))
    }

    fn end(&self, state: u32) -> Option<i32> {
        if self.last == Edge::Open { Some(0) } else { self.missing(state) }
    }
}

pub(super) fn charge(cost: Cost, units: i64) -> Option<i32> {
    cost.of(units).map(|it| i32::try_from(it).unwrap_or(i32::MAX / 8))
}
