//! Patterns that are not wanted: certain kinds on certain days in a row.

use super::{Kinds, Move, Watch};
use crate::row::Kind;

/// One place of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The kinds that fit.
    pub kinds: Kinds,
    /// The weekday it must be, 0 to 6 from the row's first day; any day without one.
    pub weekday: Option<usize>,
}

/// A pattern, charged for each time it fits. At most 31 places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// The places, one day each.
    pub places: Vec<Place>,
    /// The charge.
    pub cost: i32,
}

/// The state has a bit for each number of places that the latest days fit.
impl Watch for Pattern {
    fn start(&self) -> u32 {
        0
    }

    fn step(&self, state: u32, day: usize, kind: Kind) -> Option<Move> {
        let begun = state << 1 | 1;
        let fits = |it: &Place| it.kinds.has(kind) && it.weekday.is_none_or(|it| it == day % 7);
        let open = self.places.iter().enumerate().filter(|(_, it)| fits(it));
        let now = open.fold(0, |all, (i, _)| all | (begun & 1 << i));
        let whole = 1 << self.places.len().saturating_sub(1);
        let cost = if now & whole == 0 { 0 } else { self.cost };
        // The bits tell how many places fit so far: bit i, the first i + 1 of them.
        Some(Move::at(now & !whole, cost))
    }
}
