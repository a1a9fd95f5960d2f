//! The totals of a row as the programme holds them: one tally as an axis, a few exactly, the rest only priced.
//!
//! The first tally is the axis: the innermost index of every table, so that "a stretch of five days" is one shift of a
//! whole line of numbers. Tallies with small limits are held exactly and together make one index (mixed radix); beyond
//! their limit they stay at it, and what is beyond is charged at once. What would make the tables too large is *lazy*:
//! the programme ignores it, and [`super::form::Form`] asks again with higher prices where a lazy limit was broken.

#![expect(clippy::indexing_slicing, reason = "inner loop: indices come from the tables built here")]

use super::terms::{Cost, Limit, Terms};
use super::{NEVER, SCALE};

/// The exact tallies together have at most this many values.
const MOST_EXACT: usize = 64;

/// Where an index goes that may not be.
pub const NOWHERE: u16 = u16::MAX;

/// A tally held exactly.
#[derive(Debug, Clone)]
struct Digit {
    tally: usize,
    radix: usize,
    /// What each unit beyond the last value costs; `None` when it may not be.
    beyond: Option<i32>,
}

/// A tally that is priced where its limit is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lazy {
    /// The tally.
    pub tally: usize,
    /// The least and the most the row may count.
    pub least: i64,
    /// The most.
    pub most: i64,
}

/// The totals of a row, ready for the programme.
#[derive(Debug, Clone)]
pub struct Totals {
    /// The number of values of the axis.
    pub axis: usize,
    /// The number of values of the index of the exact tallies.
    pub index: usize,
    /// The tallies that are only priced.
    pub lazy: Vec<Lazy>,
    digits: Vec<Digit>,
    past: Vec<i64>,
    /// The price of ending at an index and a value of the axis, [`NEVER`] where it may not be.
    pub end: Vec<i32>,
}

impl Totals {
    /// Decides which tallies of `terms` are held exactly; `bumps` is all that a day may add, and `most` the highest value
    /// of the axis that can be reached.
    pub fn new(terms: &Terms, bumps: &[Vec<u16>], most: usize) -> Self {
        let joint: Vec<usize> = terms
            .limits
            .iter()
            .filter(|it| it.of.len() > 1)
            .flat_map(|it| it.of.iter().map(|of| of.0))
            .filter(|&it| it != 0)
            .collect();
        // A limit that no row can break is none.
        let mut wanted: Vec<(bool, usize, Digit, &Limit)> = Vec::new();
        for limit in terms.limits.iter().filter(|it| it.of.len() == 1 && it.of[0].0 != 0) {
            let tally = limit.of[0].0;
            let at = |it: Option<super::terms::Bound>| it.map_or(0, |it| it.at);
            let past = terms.tallies[tally].past;
            let last = (at(limit.least).max(at(limit.most)) - past).max(0);
            let radix = usize::try_from(last).unwrap_or(0) + 1;
            let beyond = match limit.most.map(|it| it.cost) {
                Some(Cost::Hard) => None,
                Some(Cost::Each(it)) => Some(it.saturating_mul(SCALE)),
                None => Some(0),
            };
            // Only what the kinds of the days tell can be priced.
            let is_seen = terms.tallies[tally].each.iter().any(|&it| it > 0);
            let is_needed = joint.contains(&tally) || beyond.is_some() || !is_seen;
            wanted.push((!is_needed, radix, Digit { tally, radix, beyond }, limit));
        }
        wanted.sort_by_key(|it| (it.0, it.1));
        let (mut digits, mut lazy, mut index) = (Vec::new(), Vec::new(), 1_usize);
        for (is_free, radix, digit, limit) in wanted {
            let limits = Lazy {
                tally: digit.tally,
                least: limit.least.map_or(0, |it| it.at),
                most: limit.most.map_or(i64::MAX, |it| it.at),
            };
            if !can_bind(terms, bumps, limits) {
                continue;
            }
            if is_free && index * radix > MOST_EXACT {
                lazy.push(limits);
            } else {
                index *= radix;
                digits.push(digit);
            }
        }
        let past = terms.tallies.iter().map(|it| it.past).collect();
        let mut totals = Self { axis: most + 1, index, lazy, digits, past, end: Vec::new() };
        totals.end = totals.ends(terms);
        totals
    }

    /// The price of each end.
    fn ends(&self, terms: &Terms) -> Vec<i32> {
        let held: Vec<usize> =
            self.digits.iter().map(|it| it.tally).chain(std::iter::once(0)).collect();
        let judged: Vec<&Limit> =
            terms.limits.iter().filter(|it| it.of.iter().all(|of| held.contains(&of.0))).collect();
        let mut end = Vec::with_capacity(self.index * self.axis);
        for index in 0..self.index {
            let values = self.values(index);
            for axis in 0..self.axis {
                let total = |tally: usize| {
                    let here = if tally == 0 {
                        i64::try_from(axis).unwrap_or(i64::MAX)
                    } else {
                        values[tally]
                    };
                    here + self.past[tally]
                };
                let cost = judged.iter().map(|it| it.cost(total)).sum::<Option<i64>>();
                let price = cost.map_or(NEVER, |it| {
                    i32::try_from(it.saturating_mul(i64::from(SCALE))).unwrap_or(NEVER).min(NEVER)
                });
                end.push(price);
            }
        }
        end
    }

    /// The value of each tally at an index.
    fn values(&self, mut index: usize) -> Vec<i64> {
        let mut values = vec![0; self.past.len()];
        for digit in &self.digits {
            values[digit.tally] = i64::try_from(index % digit.radix).unwrap_or(0);
            index /= digit.radix;
        }
        values
    }

    /// The index after `added` is counted, and the price of what went beyond a limit; `None` when it may not be.
    pub fn add(&self, index: usize, added: &[u16]) -> Option<(u16, i32)> {
        let (mut rest, mut weight, mut to, mut price) = (index, 1, 0, 0_i32);
        for digit in &self.digits {
            let sum = rest % digit.radix + usize::from(added[digit.tally]);
            let over = sum.saturating_sub(digit.radix - 1);
            if over > 0 {
                price =
                    price.saturating_add(digit.beyond?.saturating_mul(i32::try_from(over).ok()?));
            }
            to += weight * (sum - over);
            rest /= digit.radix;
            weight *= digit.radix;
        }
        Some((u16::try_from(to).ok()?, price))
    }

    /// What `bump` adds to the axis and the tallies held exactly, and nothing else.
    pub fn held(&self, bump: &[u16]) -> Vec<u16> {
        let is_held = |it: usize| it == 0 || self.digits.iter().any(|digit| digit.tally == it);
        bump.iter().enumerate().map(|(at, &it)| if is_held(at) { it } else { 0 }).collect()
    }

    /// Totals of nothing.
    pub fn nothing(&self) -> Vec<u16> {
        vec![0; self.past.len()]
    }

    /// What the axis gains from `added`.
    pub fn along(&self, added: &[u16]) -> usize {
        added.first().map_or(0, |&it| usize::from(it))
    }
}

/// Whether a row could break the limits at all.
fn can_bind(terms: &Terms, bumps: &[Vec<u16>], it: Lazy) -> bool {
    let past = terms.tallies[it.tally].past;
    let most = bumps.iter().map(|bump| bump[it.tally]).max().unwrap_or(0);
    let reach = i64::from(most) * i64::try_from(terms.days).unwrap_or(i64::MAX) + past;
    it.least > past || it.most < reach
}
