//! The automaton of a row cut at the days off, as two flat lists that run from front to back.
//!
//! A *place* is a state after a day off (or before the first day) in which work may start. Between places there are
//! *links*: rest one more day, or work a stretch and rest the day after it. Days off that the rules oblige are part of
//! the link that leads to them. A link moves the totals, and that is the dear part of the programme: it is done for every
//! value of the totals at once.
//!
//! What a stretch costs does not depend on the totals, so all stretches that start on the same day from states that
//! differ by no more than a constant are priced together beforehand, by a *bundle*: a small graph whose paths are the
//! ways to work. Every way with the same days, totals and rest after it ends in the same price.

#![expect(clippy::indexing_slicing, reason = "inner loop: indices come from the tables built here")]

use std::collections::BTreeMap;

use super::layers::{Layers, State, Step};
use super::totals::{NOWHERE, Totals};
use super::{Kind, OFF, SCALE};

/// A way from one place to another.
#[derive(Debug, Clone, Copy)]
pub struct Link {
    /// The place it starts at.
    pub from: u32,
    /// The place it leads to.
    pub to: u32,
    /// The price of its stretch; price 0 is always nothing and marks a link without work.
    pub price: u32,
    /// What it costs beside.
    pub cost: i32,
    /// Which row of the plan's gains it adds to the totals.
    pub gain: u16,
    /// Its last carry in [`Plan::carries`]; the first is the last of the link before.
    pub carries: u32,
}

/// What a link does to one index of the totals: a line of the table, moved along.
#[derive(Debug, Clone, Copy)]
pub struct Carry {
    /// Where the line begins in the table.
    pub source: u32,
    /// Where it goes.
    pub goal: u32,
    /// How long it is.
    pub length: u32,
    /// The price of going beyond a limit.
    pub beyond: i32,
}

/// A day of work inside a stretch.
#[derive(Debug, Clone, Copy)]
pub struct Edge {
    /// The knot before the day.
    pub from: u32,
    /// The knot after it.
    pub to: u32,
    /// The day and kind, as an index into the prices.
    pub cell: u32,
    /// What the step costs.
    pub cost: i32,
}

/// The end of a stretch.
#[derive(Debug, Clone, Copy)]
pub struct Finish {
    /// The last knot.
    pub knot: u32,
    /// The price that it may set.
    pub price: u32,
    /// What stopping costs.
    pub cost: i32,
}

/// The stretches that start on one day from states that differ by no more than a constant.
#[derive(Debug, Clone)]
pub struct Bundle {
    /// The first knot; it costs nothing.
    pub start: u32,
    /// Its edges in [`Plan::edges`].
    pub edges: std::ops::Range<usize>,
    /// Its finishes in [`Plan::finishes`].
    pub finishes: std::ops::Range<usize>,
}

/// What a link adds to the totals.
#[derive(Debug, Clone)]
pub struct Gain {
    /// How far along the axis.
    pub along: usize,
    /// The next index for each index, or [`NOWHERE`], and the price of going beyond a limit.
    pub next: Vec<(u16, i32)>,
}

/// The values of the axis that are of use at one place and index, both ends included; empty when the first is larger.
pub type Band = (u16, u16);

/// The plan of a row.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The day before which each place lies; the end lies after the last day.
    pub day: Vec<usize>,
    /// The place of each state that has one, by day.
    pub place: BTreeMap<(usize, State), u32>,
    /// All links in the order of where they start.
    pub links: Vec<Link>,
    /// For each place the links that lead to it.
    pub into: Vec<Vec<u32>>,
    /// Which bundle sets each price.
    pub bundle_of: Vec<u32>,
    /// The bundles.
    pub bundles: Vec<Bundle>,
    /// All edges, bundle by bundle, each after those it follows.
    pub edges: Vec<Edge>,
    /// All finishes.
    pub finishes: Vec<Finish>,
    /// How many knots there are.
    pub knots: usize,
    /// What links add.
    pub gains: Vec<Gain>,
    /// For each place and index the useful values of the axis.
    pub bands: Vec<Band>,
    /// For each place and index where its band begins in the table, and how long the table is.
    pub base: Vec<u32>,
    /// What all links do, in their order.
    pub carries: Vec<Carry>,
}

impl Plan {
    /// Cuts `layers` at the days off. Stretches longer than `longest` are left out.
    pub fn new(layers: &Layers, totals: &Totals, longest: usize) -> Self {
        let mut cutter = Cutter::new(layers, totals, longest);
        cutter.settle(0, layers.start, 0);
        for day in 0..layers.days {
            cutter.day(day);
        }
        let mut plan = cutter.finish(totals);
        plan.find_bands(totals);
        plan.lay_out(totals);
        plan
    }

    /// Where the value of the axis stands in the table at a place and index; `None` where it is of no use.
    pub fn at(&self, place: u32, index: usize, along: usize, indices: usize) -> Option<usize> {
        let line = place as usize * indices + index;
        let (low, high) = self.bands[line];
        let is_useful = (usize::from(low)..=usize::from(high)).contains(&along);
        is_useful.then(|| self.base[line] as usize + along - usize::from(low))
    }

    /// Lays the bands out in one table and writes down what each link does to it.
    fn lay_out(&mut self, totals: &Totals) {
        let mut length = 0;
        for &(low, high) in &self.bands {
            self.base.push(length);
            length += (u32::from(high) + 1).saturating_sub(u32::from(low));
        }
        self.base.push(length);
        for link in &mut self.links {
            let gain = &self.gains[usize::from(link.gain)];
            for (i, &(next, beyond)) in gain.next.iter().enumerate().filter(|it| it.1.0 != NOWHERE)
            {
                let from = link.from as usize * totals.index + i;
                let to = link.to as usize * totals.index + usize::from(next);
                let (source, goal) = (self.bands[from], self.bands[to]);
                let low = usize::from(source.0).max(usize::from(goal.0).saturating_sub(gain.along));
                let end = (usize::from(source.1) + 1)
                    .min((usize::from(goal.1) + 1).saturating_sub(gain.along));
                if source.0 <= source.1 && goal.0 <= goal.1 && low < end {
                    let number = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
                    self.carries.push(Carry {
                        source: self.base[from] + number(low) - u32::from(source.0),
                        goal: self.base[to] + number(low + gain.along) - u32::from(goal.0),
                        length: number(end - low),
                        beyond,
                    });
                }
            }
            link.carries = u32::try_from(self.carries.len()).unwrap_or(u32::MAX);
        }
    }

    /// The place at the end of the row.
    pub fn end(&self) -> u32 {
        u32::try_from(self.day.len()).unwrap_or(1) - 1
    }

    /// Finds which values of the axis can be reached from the start and still lead to an end that may be.
    fn find_bands(&mut self, totals: &Totals) {
        let (index, last) = (totals.index, totals.axis - 1);
        let none: Band = (1, 0);
        let mut fore = vec![none; self.day.len() * index];
        fore[0] = (0, 0);
        for link in &self.links {
            let gain = &self.gains[usize::from(link.gain)];
            for (i, &(next, _)) in gain.next.iter().enumerate() {
                let (low, high) = fore[link.from as usize * index + i];
                if next == NOWHERE || low > high {
                    continue;
                }
                let moved =
                    |it: u16| u16::try_from((usize::from(it) + gain.along).min(last)).unwrap_or(it);
                join(
                    &mut fore[link.to as usize * index + usize::from(next)],
                    (moved(low), moved(high)),
                );
            }
        }
        let mut back = vec![none; self.day.len() * index];
        let end = self.end() as usize * index;
        for i in 0..index {
            let line = &totals.end[i * totals.axis..(i + 1) * totals.axis];
            let may_be = |it: &i32| *it < super::NEVER / 2;
            let low = line.iter().position(may_be);
            if let (Some(low), Some(high)) = (low, line.iter().rposition(may_be)) {
                back[end + i] = (small(low), small(high));
            }
        }
        for link in self.links.iter().rev() {
            let gain = &self.gains[usize::from(link.gain)];
            for (i, &(next, _)) in gain.next.iter().enumerate() {
                if next == NOWHERE {
                    continue;
                }
                let (low, high) = back[link.to as usize * index + usize::from(next)];
                let along = small(gain.along);
                if low <= high && high >= along {
                    join(
                        &mut back[link.from as usize * index + i],
                        (low.saturating_sub(along), high - along),
                    );
                }
            }
        }
        let both = |(a, b): (&Band, &Band)| (a.0.max(b.0), a.1.min(b.1));
        self.bands = fore.iter().zip(&back).map(both).collect();
        let bands = &self.bands;
        let is_useful = |it: &Link| {
            let any = |at: u32| bands[at as usize * index..][..index].iter().any(|it| it.0 <= it.1);
            any(it.from) && any(it.to)
        };
        self.links.retain(is_useful);
        self.into = vec![Vec::new(); self.day.len()];
        for (i, link) in self.links.iter().enumerate() {
            self.into[link.to as usize].push(u32::try_from(i).unwrap_or(u32::MAX));
        }
    }
}

fn join(band: &mut Band, other: Band) {
    *band = if band.0 > band.1 { other } else { (band.0.min(other.0), band.1.max(other.1)) };
}

fn small(it: usize) -> u16 {
    u16::try_from(it).unwrap_or(u16::MAX)
}

/// Places while they are found: by day, states before bundles, so that links run forwards.
type Found = (usize, u8, u32);

/// The place at the end.
const END: Found = (usize::MAX, 0, 0);

struct Cutter<'a> {
    layers: &'a Layers,
    longest: usize,
    /// What steps add to the tallies that the programme holds; ways that differ in others only are one.
    bumps: Vec<Vec<u16>>,
    links: Vec<(Found, Found, u32, i32, Vec<u16>)>,
    open: BTreeMap<Found, State>,
    bundle_of: Vec<u32>,
    bundles: Vec<Bundle>,
    edges: Vec<Edge>,
    finishes: Vec<Finish>,
    knots: u32,
    start_cost: i32,
}

impl<'a> Cutter<'a> {
    fn new(layers: &'a Layers, totals: &Totals, longest: usize) -> Self {
        Self {
            layers,
            longest,
            bumps: layers.bumps.iter().map(|it| totals.held(it)).collect(),
            links: Vec::new(),
            open: BTreeMap::new(),
            bundle_of: vec![0],
            bundles: Vec::new(),
            edges: Vec::new(),
            finishes: Vec::new(),
            knots: 0,
            start_cost: 0,
        }
    }

    fn nothing(&self) -> Vec<u16> {
        vec![0; self.bumps.first().map_or(0, Vec::len)]
    }

    /// Follows the days off that the rules oblige, to the next place; the place, its cost and what was counted.
    fn settle(
        &mut self,
        mut day: usize,
        mut state: State,
        mut cost: i32,
    ) -> Option<(Found, i32, Vec<u16>)> {
        let mut gain = self.nothing();
        loop {
            if day == self.layers.days {
                return Some((END, cost + self.layers.end[usize::from(state)], gain));
            }
            let may_work = (1..self.layers.symbols).any(|it| {
                self.layers.step(day, state, Kind::try_from(it).unwrap_or(OFF)).is_some()
            });
            if may_work || day == 0 {
                let found = (day, 0, u32::from(state));
                self.open.insert(found, state);
                return Some((found, cost, gain));
            }
            let step = self.layers.step(day, state, OFF)?;
            add(&mut gain, &self.bumps[usize::from(step.bump)]);
            (state, cost, day) = (step.to, cost + step.cost, day + 1);
        }
    }

    /// Links of the places before `day`.
    fn day(&mut self, day: usize) {
        let here: Vec<(Found, State)> =
            self.open.range((day, 0, 0)..(day + 1, 0, 0)).map(|(a, b)| (*a, *b)).collect();
        let mut alike: BTreeMap<Vec<Option<Step>>, Vec<(Found, i32)>> = BTreeMap::new();
        for (found, state) in here {
            if let Some(step) = self.layers.step(day, state, OFF)
                && let Some((to, cost, mut gain)) = self.settle(day + 1, step.to, step.cost)
            {
                add(&mut gain, &self.bumps[usize::from(step.bump)]);
                self.links.push((found, to, 0, cost, gain));
            }
            let steps: Vec<Option<Step>> = (1..self.layers.symbols)
                .map(|it| self.layers.step(day, state, Kind::try_from(it).unwrap_or(OFF)))
                .collect();
            let Some(least) = steps.iter().flatten().map(|it| it.cost).min() else { continue };
            let rest = steps.iter().map(|it| it.map(|it| Step { cost: it.cost - least, ..it }));
            alike.entry(rest.collect()).or_default().push((found, least));
        }
        for (n, (steps, members)) in alike.into_iter().enumerate() {
            let bundle = (day, 1, u32::try_from(n).unwrap_or(u32::MAX));
            let nothing = self.nothing();
            if let [(only, least)] = members[..] {
                self.start_cost = least;
                self.bundle(day, only, &steps);
            } else {
                for (found, least) in members {
                    self.links.push((found, bundle, 0, least, nothing.clone()));
                }
                self.start_cost = 0;
                self.bundle(day, bundle, &steps);
            }
        }
    }

    /// All stretches that start on `day` at `from` with one of `steps`.
    fn bundle(&mut self, day: usize, from: Found, steps: &[Option<Step>]) {
        let (first_edge, first_finish, start) = (self.edges.len(), self.finishes.len(), self.knots);
        let name = u32::try_from(self.bundles.len()).unwrap_or(u32::MAX);
        self.knots += 1;
        let mut prices: BTreeMap<(Found, Vec<u16>), u32> = BTreeMap::new();
        let mut front: BTreeMap<(State, Vec<u16>), u32> = BTreeMap::new();
        let nothing = self.nothing();
        for (i, step) in steps.iter().enumerate() {
            if let Some(step) = step {
                let step = Step { cost: step.cost + self.start_cost, ..*step };
                self.edge(&mut front, start, &nothing, day, i, step);
            }
        }
        let mut now = day + 1;
        while !front.is_empty() {
            for ((state, gain), &knot) in &front {
                let stop = if now == self.layers.days {
                    self.settle(now, *state, 0)
                } else {
                    self.layers.step(now, *state, OFF).and_then(|step| {
                        let (to, cost, mut rest) = self.settle(now + 1, step.to, step.cost)?;
                        add(&mut rest, &self.bumps[usize::from(step.bump)]);
                        Some((to, cost, rest))
                    })
                };
                if let Some((to, cost, mut rest)) = stop {
                    add(&mut rest, gain);
                    let next = u32::try_from(self.bundle_of.len()).unwrap_or(u32::MAX);
                    let price = *prices.entry((to, rest)).or_insert_with(|| {
                        self.bundle_of.push(name);
                        next
                    });
                    self.finishes.push(Finish { knot, price, cost: cost.saturating_mul(SCALE) });
                }
            }
            let mut next = BTreeMap::new();
            if now < self.layers.days && now - day < self.longest {
                for ((state, gain), &knot) in &front {
                    for kind in 1..self.layers.symbols {
                        let symbol = Kind::try_from(kind).unwrap_or(OFF);
                        if let Some(step) = self.layers.step(now, *state, symbol) {
                            self.edge(&mut next, knot, gain, now, kind - 1, step);
                        }
                    }
                }
            }
            front = next;
            now += 1;
        }
        for ((to, gain), price) in prices {
            self.links.push((from, to, price, 0, gain));
        }
        self.bundles.push(Bundle {
            start,
            edges: first_edge..self.edges.len(),
            finishes: first_finish..self.finishes.len(),
        });
    }

    fn edge(
        &mut self,
        front: &mut BTreeMap<(State, Vec<u16>), u32>,
        from: u32,
        gain: &[u16],
        day: usize,
        kind: usize,
        step: Step,
    ) {
        let mut gain = gain.to_vec();
        add(&mut gain, &self.bumps[usize::from(step.bump)]);
        let new = self.knots;
        let to = *front.entry((step.to, gain)).or_insert(new);
        if to == new {
            self.knots += 1;
        }
        let cell = u32::try_from(day * (self.layers.symbols - 1) + kind).unwrap_or(u32::MAX);
        self.edges.push(Edge { from, to, cell, cost: step.cost.saturating_mul(SCALE) });
    }

    /// Numbers the places by day and the links by where they start.
    fn finish(mut self, totals: &Totals) -> Plan {
        let mut places: BTreeMap<Found, u32> = self.open.keys().map(|it| (*it, 0)).collect();
        places.extend(self.links.iter().flat_map(|it| [(it.0, 0), (it.1, 0)]));
        places.insert(END, 0);
        for (i, number) in places.values_mut().enumerate() {
            *number = u32::try_from(i).unwrap_or(u32::MAX);
        }
        let mut gains: BTreeMap<Vec<u16>, u16> = BTreeMap::new();
        let mut tables = Vec::new();
        self.links.sort_by_key(|it| (places[&it.0], places[&it.1]));
        let mut links = Vec::with_capacity(self.links.len());
        for (from, to, price, cost, gain) in self.links {
            let new = small(gains.len());
            let gain = *gains.entry(gain).or_insert_with_key(|gain| {
                let next = (0..totals.index).map(|it| totals.add(it, gain).unwrap_or((NOWHERE, 0)));
                tables.push(Gain { along: totals.along(gain), next: next.collect() });
                new
            });
            let cost = cost.saturating_mul(SCALE);
            links.push(Link {
                from: places[&from],
                to: places[&to],
                price,
                cost,
                gain,
                carries: 0,
            });
        }
        let day = |it: &Found| if *it == END { self.layers.days } else { it.0 };
        let states = self.open.iter().map(|(found, &state)| ((found.0, state), places[found]));
        Plan {
            day: places.keys().map(day).collect(),
            place: states.collect(),
            links,
            into: Vec::new(),
            bundle_of: self.bundle_of,
            bundles: self.bundles,
            edges: self.edges,
            finishes: self.finishes,
            knots: self.knots as usize,
            gains: tables,
            bands: Vec::new(),
            base: Vec::new(),
            carries: Vec::new(),
        }
    }
}

fn add(gain: &mut [u16], more: &[u16]) {
    for (it, more) in gain.iter_mut().zip(more) {
        *it = it.saturating_add(*more);
    }
}
