//! The plan run on prices: the cheapest row, exactly.
//!
//! Forwards: price all bundles, then carry every link along for all totals at once. Backwards: nothing was written down
//! on the way, so look for a link that explains the value by exact equality. Whole numbers make that safe.

#![expect(clippy::indexing_slicing, reason = "inner loop: indices come from the plan")]

use super::plan::{Link, Plan};
use super::totals::{NOWHERE, Totals};
use super::{Kind, NEVER, OFF};

/// The tables of the programme, kept from one call to the next so that nothing is allocated.
#[derive(Debug, Clone, Default)]
pub struct Scratch {
    table: Vec<i32>,
    knots: Vec<i32>,
    prices: Vec<i32>,
    /// Prices with the lazy limits in them.
    pub(super) cells: Vec<i32>,
}

/// Where a row starts and ends that is only in part to be made anew.
#[derive(Debug, Clone)]
pub struct Window {
    /// The first place.
    pub from: u32,
    /// The place where the rest of the row goes on.
    pub to: u32,
    /// What the days before have counted.
    pub before: Vec<u16>,
    /// What the days after will count.
    pub after: Vec<u16>,
}

/// A programme: a plan with its totals.
#[derive(Debug, Clone, Copy)]
pub struct Programme<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The totals.
    pub totals: &'a Totals,
    /// How many kinds of work there are.
    pub kinds: usize,
}

impl Programme<'_> {
    /// The whole row.
    pub fn whole(&self) -> Window {
        let nothing = self.totals.nothing();
        Window { from: 0, to: self.plan.end(), before: nothing.clone(), after: nothing }
    }

    fn width(&self) -> usize {
        self.totals.index * self.totals.axis
    }

    /// The least price from one end of the window to the other, with what the totals cost; `None` when there is no way.
    ///
    /// `cells` holds a price for each day and kind of work, day by day.
    pub fn forwards(
        &self,
        cells: &[i32],
        window: &Window,
        scratch: &mut Scratch,
    ) -> Option<(i32, usize)> {
        self.price(cells, window, scratch);
        let width = self.width();
        let (from, to) = (window.from as usize, window.to as usize);
        scratch.table.resize(self.plan.day.len() * width, NEVER);
        scratch.table[from * width..(to + 1) * width].fill(NEVER);
        let (index, beyond) = self.totals.add(0, &window.before)?;
        let start = usize::from(index) * self.totals.axis + self.totals.along(&window.before);
        scratch.table[from * width + start] = beyond;
        let links = &self.plan.links;
        let first = links.partition_point(|it| it.from < window.from);
        let last = links.partition_point(|it| it.from < window.to);
        for link in links[first..last].iter().filter(|it| it.to <= window.to) {
            self.carry(link, scratch.prices[link.price as usize], &mut scratch.table);
        }
        let line = &scratch.table[to * width..(to + 1) * width];
        let best = self.close(line, &window.after)?;
        (best.0 < NEVER / 2).then_some(best)
    }

    /// The least of `line` with what the totals cost once the days after the window are counted too, and where it is.
    fn close(&self, line: &[i32], after: &[u16]) -> Option<(i32, usize)> {
        let (axis, along) = (self.totals.axis, self.totals.along(after));
        let mut best: Option<(i32, usize)> = None;
        for (index, part) in line.chunks(axis).enumerate() {
            let Some((to, beyond)) = self.totals.add(index, after) else { continue };
            let ends = &self.totals.end[usize::from(to) * axis..][along.min(axis)..axis];
            for (at, (value, end)) in part.iter().zip(ends).enumerate() {
                let found = (*value + *end + beyond, index * axis + at);
                best = Some(best.map_or(found, |it| it.min(found)));
            }
        }
        best
    }

    /// Prices every stretch inside the window.
    fn price(&self, cells: &[i32], window: &Window, scratch: &mut Scratch) {
        let (plan, knots) = (self.plan, &mut scratch.knots);
        scratch.prices.clear();
        scratch.prices.resize(plan.bundle_of.len(), NEVER);
        scratch.prices[0] = 0;
        knots.clear();
        knots.resize(plan.knots, NEVER);
        let (from, to) = (plan.day[window.from as usize], plan.day[window.to as usize]);
        for bundle in &plan.bundles {
            let edges = &plan.edges[bundle.edges.clone()];
            let day = edges.first().map_or(0, |it| it.cell as usize / self.kinds);
            if day < from || day >= to {
                continue;
            }
            knots[bundle.start as usize] = 0;
            for edge in edges {
                let price = knots[edge.from as usize] + edge.cost + cells[edge.cell as usize];
                let to = &mut knots[edge.to as usize];
                *to = (*to).min(price);
            }
            for it in &plan.finishes[bundle.finishes.clone()] {
                let price = knots[it.knot as usize] + it.cost;
                let to = &mut scratch.prices[it.price as usize];
                *to = (*to).min(price);
            }
        }
    }

    /// Carries one link along for all totals.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "so that it is compiled for the vector unit of the caller"
    )]
    fn carry(&self, link: &Link, price: i32, table: &mut [i32]) {
        if price > NEVER / 2 {
            return;
        }
        let (index, axis, width) = (self.totals.index, self.totals.axis, self.width());
        let gain = &self.plan.gains[usize::from(link.gain)];
        let bands = &self.plan.bands;
        let from_bands = &bands[link.from as usize * index..][..index];
        let to_bands = &bands[link.to as usize * index..][..index];
        let (before, after) = table.split_at_mut(link.to as usize * width);
        let before = &before[link.from as usize * width..][..width];
        for (i, &(next, beyond)) in gain.next.iter().enumerate() {
            if next == NOWHERE {
                continue;
            }
            let (from, to) = (from_bands[i], to_bands[usize::from(next)]);
            let low = usize::from(from.0).max(usize::from(to.0).saturating_sub(gain.along));
            let high =
                (usize::from(from.1) + 1).min((usize::from(to.1) + 1).saturating_sub(gain.along));
            if low >= high || from.0 > from.1 || to.0 > to.1 {
                continue;
            }
            let source = &before[i * axis + low..i * axis + high];
            let start = usize::from(next) * axis + low + gain.along;
            let goal = &mut after[start..start + source.len()];
            let add = price + link.cost + beyond;
            for (goal, source) in goal.iter_mut().zip(source) {
                *goal = (*goal).min(*source + add);
            }
        }
    }

    /// Reads the row off the tables that [`Self::forwards`] left, into the days of the window.
    pub fn backwards(
        &self,
        cells: &[i32],
        window: &Window,
        end: usize,
        scratch: &Scratch,
        row: &mut [Kind],
    ) {
        let (axis, width) = (self.totals.axis, self.width());
        let (mut place, mut index, mut along) = (window.to, end / axis, end % axis);
        while place != window.from {
            let value = scratch.table[place as usize * width + index * axis + along];
            let explained = self.plan.into[place as usize].iter().find_map(|&link| {
                let link = &self.plan.links[link as usize];
                if link.from < window.from {
                    return None;
                }
                let price = scratch.prices[link.price as usize];
                self.source(link, price, value, (index, along), &scratch.table).map(|it| (link, it))
            });
            let Some((link, before)) = explained else { return };
            let (from, to) = (self.plan.day[link.from as usize], self.plan.day[place as usize]);
            row[from..to].fill(OFF);
            if link.price != 0 {
                self.unfold(cells, link, scratch, row);
            }
            (place, index, along) = (link.from, before.0, before.1);
        }
    }

    /// From which totals `link` explains `value` at `totals`.
    fn source(
        &self,
        link: &Link,
        price: i32,
        value: i32,
        totals: (usize, usize),
        table: &[i32],
    ) -> Option<(usize, usize)> {
        if price > NEVER / 2 {
            return None;
        }
        let gain = &self.plan.gains[usize::from(link.gain)];
        let at = totals.1.checked_sub(gain.along)?;
        let before = &table[link.from as usize * self.width()..][..self.width()];
        gain.next.iter().enumerate().find_map(|(i, &(next, beyond))| {
            let is_source = usize::from(next) == totals.0
                && before[i * self.totals.axis + at] < NEVER / 2
                && before[i * self.totals.axis + at] + price + link.cost + beyond == value;
            is_source.then_some((i, at))
        })
    }

    /// Writes the days of a stretch.
    fn unfold(&self, cells: &[i32], link: &Link, scratch: &Scratch, row: &mut [Kind]) {
        let bundle = &self.plan.bundles[self.plan.bundle_of[link.price as usize] as usize];
        let price = scratch.prices[link.price as usize];
        let finishes = &self.plan.finishes[bundle.finishes.clone()];
        let stop = finishes.iter().find(|it| {
            it.price == link.price && scratch.knots[it.knot as usize] + it.cost == price
        });
        let Some(mut knot) = stop.map(|it| it.knot) else { return };
        for edge in self.plan.edges[bundle.edges.clone()].iter().rev() {
            let explains = edge.to == knot
                && scratch.knots[edge.from as usize] + edge.cost + cells[edge.cell as usize]
                    == scratch.knots[knot as usize];
            if explains {
                let (day, kind) =
                    (edge.cell as usize / self.kinds, edge.cell as usize % self.kinds + 1);
                row[day] = Kind::try_from(kind).unwrap_or(OFF);
                knot = edge.from;
            }
        }
    }
}
