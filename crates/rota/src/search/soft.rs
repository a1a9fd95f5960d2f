//! The cover as the search sees it in the beginning: softened around the prices of the bound.
//!
//! A person more on a cell that is one short is worth all, and one more is worth nothing. While most of the roster is
//! still to move, that is too sharp: what a person there is worth in the end lies between, and the bound's price says
//! where. So the step is replaced by a smooth one through that price, steeper and steeper, until it is the step again.

#![expect(clippy::indexing_slicing, reason = "inner loop: cells are numbered by the grid")]

use super::chance::{exp2, ln, log2};
use crate::grid::Grid;
use crate::row::SCALE;

/// Headcounts on either side of the step that are softened.
const REACH: i32 = 4;

/// How many times the first temperature a softened step reaches from its price.
const HEATS: i32 = 8;

/// Softened marginal costs, in 256ths of a unit.
#[derive(Debug, Clone)]
pub struct Soft {
    /// For each cell the headcount before the step.
    step: Vec<i32>,
    /// For each cell where its price lies in the step, as a logit in 2^-16.
    lean: Vec<i64>,
    prices: Vec<i32>,
    table: Vec<i32>,
}

impl Soft {
    /// Finds the step that each cell's price lies in.
    pub fn new(grid: &Grid, prices: &[i32]) -> Self {
        let mut it =
            Self { step: Vec::new(), lean: Vec::new(), prices: prices.to_vec(), table: Vec::new() };
        for (cell, &price) in prices.iter().enumerate() {
            let most = u16::try_from(grid.cover.most()).unwrap_or(u16::MAX);
            // The first headcount whose next person costs more than the price.
            let step =
                (0..most).find(|&n| grid.cover.marginal(cell, n) * SCALE > price).unwrap_or(most);
            let (low, high) = near(ends(grid, cell, i32::from(step)), price, grid);
            // The share of the step below the price, kept off its ends.
            let share = if high > low {
                (i64::from(price - low) << 16) / i64::from(high - low)
            } else {
                1 << 15
            };
            let share = share.clamp(197, (1 << 16) - 197).unsigned_abs();
            it.step.push(i32::from(step));
            it.lean.push((ln(share) - ln((1 << 16) - share)) >> 16);
        }
        it
    }

    /// Makes the steps this wide, in 2^-16 of a person.
    pub fn widen(&mut self, grid: &Grid, width: i64) {
        let lines = usize::try_from(2 * REACH).unwrap_or(0);
        self.table.resize(self.step.len() * lines, 0);
        for (cell, line) in self.table.chunks_mut(lines).enumerate() {
            let ends = ends(grid, cell, self.step[cell]);
            let (low, high) = near(ends, self.prices[cell], grid);
            // Narrow steps lean less: in the end the middle of the step is where it always was.
            let lean = (self.lean[cell] * (width * 10 / 3).min(1 << 16)) >> 16;
            for (i, entry) in line.iter_mut().enumerate() {
                let n = self.step[cell] + i32::try_from(i).unwrap_or(0) - REACH;
                let x = (i64::from(2 * (n - self.step[cell]) + 1) << 31) / width.max(1) + lean;
                let soft = i64::from(low) + ((i64::from(high - low) * logistic(x)) >> 16);
                let soft = i32::try_from(soft).unwrap_or(0);
                let real = marginal(grid, cell, n);
                // Beyond the next step the real cost is further off still.
                *entry = if (ends.0..=ends.1).contains(&real) { soft } else { real };
            }
        }
    }

    /// What one person more than `count` on `cell` costs.
    #[inline]
    pub fn marginal(&self, grid: &Grid, cell: usize, count: u16) -> i32 {
        let at = i32::from(count) - self.step[cell] + REACH;
        if (0..2 * REACH).contains(&at) {
            self.table[cell * (2 * REACH).unsigned_abs() as usize + at.unsigned_abs() as usize]
        } else {
            grid.cover.marginal(cell, count) * SCALE
        }
    }
}

/// The part of a step that is near the price: a step far higher than the heat would be as sharp when softened.
fn near((low, high): (i32, i32), price: i32, grid: &Grid) -> (i32, i32) {
    let reach = HEATS * grid.heat.first;
    (low.max(price.saturating_sub(reach)), high.min(price.saturating_add(reach)))
}

/// The marginal cost on both sides of a step, in 256ths.
fn ends(grid: &Grid, cell: usize, step: i32) -> (i32, i32) {
    (marginal(grid, cell, step - 1), marginal(grid, cell, step))
}

fn marginal(grid: &Grid, cell: usize, n: i32) -> i32 {
    let last = i32::try_from(grid.cover.most()).unwrap_or(i32::MAX) - 1;
    grid.cover.marginal(cell, u16::try_from(n.clamp(0, last)).unwrap_or(0)) * SCALE
}

/// 1 / (1 + exp(-x)), both in 2^-16.
fn logistic(x: i64) -> i64 {
    // log2(e) in 2^-16.
    const LOG2_E: i64 = 94_548;
    let x = x.clamp(-(10 << 16), 10 << 16);
    let power = exp2((-x * LOG2_E) >> 16);
    i64::try_from((1_u128 << 48) / ((1 << 32) + u128::from(power))).unwrap_or(0)
}

/// The width that lies `share` of 2^16 on the way from `first` to `last`, geometrically; all in 2^-16.
pub fn width(first: i64, last: i64, share: u32) -> i64 {
    let log = |it: i64| log2(it.max(1).unsigned_abs()) >> 16;
    let goal = log(first) + (((log(last) - log(first)) * i64::from(share)) >> 16);
    i64::try_from(exp2(goal) >> 32).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logistic_is_right_to_a_thousandth() {
        for (x, expected) in [(0, 32768), (1, 47911), (-1, 17625), (3, 62428), (-8, 22)] {
            assert!((logistic(x << 16) - expected).abs() < 65, "{x}: {}", logistic(x << 16));
        }
    }

    #[test]
    fn widths_fall_geometrically() {
        assert!((width(1 << 16, 1 << 12, 1 << 15) - (1 << 14)).abs() < 16);
    }
}
