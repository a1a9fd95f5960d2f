//! The plan run on prices: the cheapest row, exactly.
//!
//! Forwards: price all bundles, then carry every link along for all totals at once. Backwards: nothing was written down
//! on the way, so look for a link that explains the value by exact equality. Whole numbers make that safe.

#![expect(clippy::indexing_slicing, reason = "inner loop: indices come from the plan")]

use super::plan::{Carry, Link, Plan};
use super::totals::Totals;
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

    /// The least price from one end of the window to the other, with what the totals cost; `None` when there is no way.
    ///
    /// `cells` holds a price for each day and kind of work, day by day.
    pub fn forwards(
        &self,
        cells: &[i32],
        window: &Window,
        scratch: &mut Scratch,
    ) -> Option<(i32, (usize, usize))> {
        self.price(cells, window, scratch);
        let (plan, index) = (self.plan, self.totals.index);
        let line = |place: u32| plan.base[place as usize * index] as usize;
        let (start, goal, end) = (line(window.from), line(window.to), line(window.to + 1));
        let (before, beyond) = self.totals.add(0, &window.before)?;
        let along = self.totals.along(&window.before);
        let first = plan.at(window.from, usize::from(before), along, index)?;
        scratch.table.resize(plan.base.last().map_or(0, |&it| it as usize), NEVER);
        scratch.table[start..end].fill(NEVER);
        scratch.table[first] = beyond;
        let first = plan.links.partition_point(|it| it.from < window.from);
        let last = plan.links.partition_point(|it| it.from < window.to);
        let mut done = first.checked_sub(1).map_or(0, |it| plan.links[it].carries);
        for link in &plan.links[first..last] {
            let carries = &plan.carries[done as usize..link.carries as usize];
            done = link.carries;
            let price = scratch.prices[link.price as usize];
            if link.to <= window.to && price < NEVER / 2 {
                carry(carries, price + link.cost, &mut scratch.table);
            }
        }
        let best = self.close(window, &scratch.table[goal..end])?;
        (best.0 < NEVER / 2).then_some(best)
    }

    /// The least of `line` with what the totals cost once the days after the window are counted too, and where it is.
    fn close(&self, window: &Window, line: &[i32]) -> Option<(i32, (usize, usize))> {
        let (axis, more) = (self.totals.axis, self.totals.along(&window.after));
        let mut best = None;
        let mut line = line.iter();
        let first = window.to as usize * self.totals.index;
        for (index, &(low, high)) in
            self.plan.bands[first..first + self.totals.index].iter().enumerate()
        {
            let rest = self.totals.add(index, &window.after);
            for (along, value) in (usize::from(low)..=usize::from(high)).zip(&mut line) {
                let Some((to, beyond)) = rest.filter(|_| along + more < axis) else { continue };
                let end = self.totals.end[usize::from(to) * axis + along + more];
                let found = (*value + end + beyond, (index, along));
                best = Some(best.map_or(found, |it: (i32, (usize, usize))| it.min(found)));
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

    /// Reads the row off the tables that [`Self::forwards`] left, into the days of the window.
    pub fn backwards(
        &self,
        cells: &[i32],
        window: &Window,
        end: (usize, usize),
        scratch: &Scratch,
        row: &mut [Kind],
    ) {
        let (mut place, mut index, mut along) = (window.to, end.0, end.1);
        while place != window.from {
            let Some(at) = self.plan.at(place, index, along, self.totals.index) else { return };
            let value = scratch.table[at];
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
        let along = totals.1.checked_sub(gain.along)?;
        gain.next.iter().enumerate().find_map(|(i, &(next, beyond))| {
            if usize::from(next) != totals.0 {
                return None;
            }
            let before = table[self.plan.at(link.from, i, along, self.totals.index)?];
            (before < NEVER / 2 && before + price + link.cost + beyond == value)
                .then_some((i, along))
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

/// Carries one link along for all totals.
#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "so that it is compiled for the vector unit of the caller"
)]
fn carry(carries: &[Carry], add: i32, table: &mut [i32]) {
    for it in carries {
        let (before, after) = table.split_at_mut(it.goal as usize);
        let source = &before[it.source as usize..][..it.length as usize];
        let goal = &mut after[..it.length as usize];
        let add = add + it.beyond;
        for (goal, source) in goal.iter_mut().zip(source) {
            *goal = (*goal).min(*source + add);
        }
    }
}
