//! What may not follow what on the next day.

use super::{Move, Watch};
use crate::row::{Kind, OFF};

/// Pairs of kinds that may not stand on two days in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Follow {
    /// The pairs: first day, next day.
    pub forbidden: Vec<(Kind, Kind)>,
    /// The kind of the day before the first one.
    pub past: Kind,
}

impl Watch for Follow {
    fn start(&self) -> u32 {
        u32::from(self.past)
    }

    fn step(&self, state: u32, _day: usize, kind: Kind) -> Option<Move> {
        let clash = |&(first, next): &(Kind, Kind)| u32::from(first) == state && next == kind;
        if kind != OFF && self.forbidden.iter().any(clash) {
            return None;
        }
        Some(Move::free(u32::from(kind)))
    }
}
