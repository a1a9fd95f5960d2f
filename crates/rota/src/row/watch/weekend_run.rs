//! Worked weekends in a row.

use super::run::charge;
use super::weekend::{WeekendShape, place};
use super::{Move, Watch};
use crate::row::terms::Bound;
use crate::row::{Kind, OFF};

/// Runs of worked weekends: not fewer than `least` in a row, not more than `most`. Both ends of the row are ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekendRun {
    /// The weekends.
    pub weekends: Vec<WeekendShape>,
    /// The shortest run that costs nothing.
    pub least: Option<Bound>,
    /// The longest run that costs nothing.
    pub most: Option<Bound>,
}

/// Added to the state once the present weekend has been worked in.
const WORKED: u32 = 1 << 16;

impl WeekendRun {
    fn missing(&self, run: u32) -> Option<i32> {
        match self.least {
            Some(it) if run > 0 => charge(it.cost, it.at - i64::from(run)),
            _ => Some(0),
        }
    }

    fn longest(&self) -> u32 {
        let at = |it: Option<Bound>| it.map_or(0, |it| u32::try_from(it.at).unwrap_or(0));
        at(self.least).max(at(self.most)).max(1)
    }
}

impl Watch for WeekendRun {
    fn start(&self) -> u32 {
        0
    }

    fn step(&self, state: u32, day: usize, kind: Kind) -> Option<Move> {
        let run = state % WORKED;
        let Some((_, at, is_last)) = place(&self.weekends, day) else {
            return Some(Move::free(run));
        };
        let is_worked = kind != OFF || (at > 0 && state >= WORKED);
        if !is_last {
            return Some(Move::free(run + if is_worked { WORKED } else { 0 }));
        }
        if !is_worked {
            return Some(Move::at(0, self.missing(run)?));
        }
        let cost = match self.most {
            Some(it) if i64::from(run) >= it.at => charge(it.cost, 1)?,
            _ => 0,
        };
        Some(Move::at((run + 1).min(self.longest()), cost))
    }

    fn end(&self, state: u32) -> Option<i32> {
        self.missing(state % WORKED)
    }
}
