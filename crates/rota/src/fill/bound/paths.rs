//! The cheapest row of one person at given prices, under a part of their rules: nobody in two places, the rest after a
//! working day, the rest after nights. A row is a path from duty to duty in order of time.
//!
//! It costs no more than any row that keeps all rules: what is left out are further rules and further costs. Fair shares
//! cost nothing here, and a shift that others may touch does not tire.

#![expect(clippy::indexing_slicing, reason = "inner loop: duties and stops are numbered here")]

use std::collections::BTreeSet;

use preceptor_limits::measure::RunOf;
use preceptor_record::Day;

use crate::fill::ground::Ground;
use crate::fill::judge::bound::What;
use crate::fill::judge::{Desk, risk_of};
use crate::model::clock::Stretch;
use crate::model::problem::{Duty, Want};
use crate::model::written::Time;

/// Parts of a point.
pub const SCALE: i64 = 64;
/// Places in a row that are told apart: later ones are as the last.
const PLACES: usize = 5;
/// Duties that begin this many minutes apart know nothing of each other: more than any rest asked for between two.
const APART: i64 = 6 * 24 * 60;
/// A request of this many minutes, and duties no longer, lie within that.
const LONG: i64 = APART / 2;

/// A duty somebody may do.
#[derive(Debug)]
struct Stop {
    duty: usize,
    stretch: Stretch,
    /// Points for the shift in each place of a row; nothing where it is none, or others may touch it.
    tires: Option<[i64; PLACES]>,
    /// The day it counts for, and whether it is a night.
    day: i32,
    is_night: bool,
    /// Requests it meets: by number, what that costs (or saves).
    asked: Vec<(usize, i64)>,
    /// The stops that may come right before it, and what becomes of the place in the row from there.
    before: Vec<(usize, Step)>,
    /// Stops up to here lie so far back that any may come before.
    far: usize,
}

/// What becomes of the place in a row from one shift to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Same,
    Next,
    First,
}

/// The rows of one person.
#[derive(Debug)]
pub struct Paths {
    stops: Vec<Stop>,
    /// What the person costs whatever they do.
    always: i64,
}

/// The rests that a person's rules ask for on every day.
#[derive(Debug, Default)]
struct Rests {
    /// After a working day: so long, within so much from its beginning.
    daily: Vec<(i64, i64)>,
    /// After nights of a sort.
    nights: Vec<(usize, i64)>,
}

impl Paths {
    /// Lays out the rows of somebody.
    pub fn of(ground: &Ground<'_>, edges: &Edges, person: usize) -> Self {
        let who = &ground.people[person];
        let mut rests = Rests::default();
        // A breach that stands already, or was accepted, may hide another; then nothing is taken for granted.
        let is_sound = who.accepted.is_empty()
            && Desk::default().read(ground, person, &who.stays, true).is_some();
        for bound in who.bounds.iter().filter(|it| it.always && is_sound) {
            match &bound.what {
                What::RestBetween { at_least, window } => rests.daily.push((*at_least, *window)),
                What::Run(it) => {
                    if let (RunOf::Night(_), Some(sort), Some((rest, 1))) =
                        (it.of, it.night, it.rest_after)
                    {
                        rests.nights.push((sort, rest));
                    }
                }
                _ => {}
            }
        }
        // Between two nights that are free another may stay, and make them one run.
        let period = ground.problem.period;
        if who.stays.iter().any(|it| ground.pieces[*it as usize].stretch.meets(period)) {
            rests.nights.clear();
        }
        let is_long = |it: &u32| ground.duty(*it).stretch.minutes() > LONG;
        let any_long = who.open.iter().any(is_long);
        let mut stops: Vec<Stop> = Vec::with_capacity(who.open.len());
        for &duty in &who.open {
            let of = ground.duty(duty);
            let mut stop = stop(ground, edges, duty as usize, of);
            for (number, it) in who.requests.iter().enumerate() {
                if !it.stretch.meets(of.stretch) {
                    continue;
                }
                let is_work = of.work.time != Time::Unpaid;
                let weight = match it.want {
                    // It costs once, by the first of the duties in it; of a long one that cannot be told here.
                    Want::Off if any_long || it.stretch.minutes() > LONG => continue,
                    Want::Off => it.weight * i64::from(is_work),
                    Want::On if is_work => -it.weight,
                    Want::Kind(kind) if of.kind == Some(kind) => -it.weight,
                    Want::On | Want::Kind(_) => continue,
                };
                stop.asked.push((number, weight * SCALE));
            }
            stops.push(stop);
        }
        for at in 0..stops.len() {
            let (before, far) = before(ground, &rests, &stops, at);
            (stops[at].before, stops[at].far) = (before, far);
        }
        let stays = |it: &Stretch| {
            who.stays.iter().any(|line| ground.pieces[*line as usize].stretch.meets(*it))
        };
        // A request that work which stays may settle is left out.
        let asked = who.requests.iter().enumerate();
        let settled: Vec<usize> =
            asked.clone().filter(|it| stays(&it.1.stretch)).map(|it| it.0).collect();
        for stop in &mut stops {
            stop.asked.retain(|it| !settled.contains(&it.0));
        }
        let open = asked.filter(|it| !settled.contains(&it.0) && it.1.want != Want::Off);
        let always = open.map(|it| it.1.weight * SCALE).sum();
        Self { stops, always }
    }

    /// Prices that pay for what each duty tires in the first place of a row.
    pub fn begin(&self, prices: &mut [i64]) {
        for stop in &self.stops {
            prices[stop.duty] = stop.tires.map_or(0, |it| it[0]);
        }
    }

    /// How many steps one look for the cheapest row takes.
    pub fn steps(&self) -> usize {
        self.stops.iter().map(|it| (it.before.len() + 1) * PLACES).sum()
    }

    /// What the cheapest row costs at these prices; who is on it is counted.
    pub fn cheapest(&self, prices: &[i64], count: &mut [i64]) -> i64 {
        let n = self.stops.len();
        // By stop and place: the cost so far, and where from (the stop and place before, or none).
        let mut cost = vec![[i64::MAX / 4; PLACES]; n];
        let mut from = vec![[None; PLACES]; n];
        // The cheapest of all stops up to each.
        let mut upto: Vec<(i64, Option<(usize, usize)>)> = vec![(0, None); n + 1];
        for (at, stop) in self.stops.iter().enumerate() {
            let pay = prices[stop.duty];
            let tires = |place: usize| stop.tires.map_or(0, |it| it[place]);
            let fresh: i64 = stop.asked.iter().map(|it| it.1).sum();
            let (far, link) = upto[stop.far];
            cost[at][0] = far + tires(0) + fresh - pay;
            from[at][0] = link;
            for &(before, step) in &stop.before {
                let known = &self.stops[before].asked;
                let new = stop.asked.iter().filter(|it| !known.iter().any(|had| had.0 == it.0));
                let new: i64 = new.map(|it| it.1).sum::<i64>() - pay;
                for place in 0..PLACES {
                    let reached = match step {
                        Step::Same => place,
                        Step::Next => (place + 1).min(PLACES - 1),
                        Step::First => 0,
                    };
                    let all = cost[before][place] + tires(reached) + new;
                    if all < cost[at][reached] {
                        cost[at][reached] = all;
                        from[at][reached] = Some((before, place));
                    }
                }
            }
            let mut best = upto[at];
            for (place, cost) in cost[at].iter().enumerate() {
                if *cost < best.0 {
                    best = (*cost, Some((at, place)));
                }
            }
            upto[at + 1] = best;
        }
        let (best, mut link) = upto[n];
        while let Some((at, place)) = link {
            count[self.stops[at].duty] += 1;
            link = from[at][place];
        }
        best + self.always
    }
}

/// A duty as a stop.
fn stop(ground: &Ground<'_>, edges: &Edges, duty: usize, of: &Duty) -> Stop {
    let piece = &ground.pieces[duty];
    let mut made = Stop {
        duty,
        stretch: of.stretch,
        tires: None,
        day: piece.day.0,
        is_night: false,
        asked: Vec::new(),
        before: Vec::new(),
        far: 0,
    };
    let Some((by, sort)) = ground.fatigue else { return made };
    if !is_shift(of) || edges.touch(of) {
        return made;
    }
    made.is_night = piece.nights[sort].is_some();
    made.day = piece.nights[sort].unwrap_or(piece.day.0);
    let begins = |it| of.stretch.from >= ground.problem.clock.at(Day(made.day), it);
    let row = if made.is_night { by.nights_in_row.len() } else { by.days_in_row.len() };
    let risk = |place| risk_of(by, of.stretch.minutes(), made.is_night, place, begins);
    let mut tires = [0; PLACES];
    for (place, tires) in tires.iter_mut().enumerate() {
        // Work that stays may have put the shift further along the row: the least of what is left of it.
        let least = (place..=place.max(row)).map(risk).min().unwrap_or(0);
        *tires = least * ground.problem.weights.fatigue * SCALE;
    }
    made.tires = Some(tires);
    made
}

fn is_shift(duty: &Duty) -> bool {
    matches!(duty.work.time, Time::Work | Time::Protected)
}

/// When shifts begin and end: what touches one of them may be one shift with it.
#[derive(Debug)]
pub struct Edges {
    from: BTreeSet<i64>,
    until: BTreeSet<i64>,
}

impl Edges {
    /// Of all work there may be.
    pub fn of(ground: &Ground<'_>) -> Self {
        let shifts = ground.pieces.iter();
        let shifts = shifts.filter(|it| matches!(it.time, Time::Work | Time::Protected));
        let both = shifts.map(|it| (it.stretch.from, it.stretch.until));
        let (from, until) = both.unzip();
        Self { from, until }
    }

    /// Whether other work may touch a duty.
    fn touch(&self, duty: &Duty) -> bool {
        self.from.contains(&duty.stretch.until) || self.until.contains(&duty.stretch.from)
    }
}

/// The stops that may come right before one, and how many lie so far back that any may.
fn before(
    ground: &Ground<'_>,
    rests: &Rests,
    stops: &[Stop],
    at: usize,
) -> (Vec<(usize, Step)>, usize) {
    let this = &stops[at];
    let far = stops[..at].partition_point(|it| it.stretch.from < this.stretch.from - APART);
    let mut made = Vec::new();
    for (number, other) in stops[..at].iter().enumerate().skip(far) {
        if other.stretch.until > this.stretch.from || !may_follow(ground, rests, other, this) {
            continue;
        }
        let step = if other.tires.is_none() || this.tires.is_none() {
            Step::First
        } else {
            match (other.is_night == this.is_night, this.day - other.day) {
                (true, 0) => Step::Same,
                (true, 1) => Step::Next,
                _ => Step::First,
            }
        };
        made.push((number, step));
    }
    (made, far)
}

/// Whether one duty may come right after another, as far as the rests between them go.
fn may_follow(ground: &Ground<'_>, rests: &Rests, first: &Stop, next: &Stop) -> bool {
    let is_work = |it: &Stop| !ground.pieces[it.duty].worked.is_empty();
    if !is_work(first) || !is_work(next) {
        return true;
    }
    let gap = next.stretch.from - first.stretch.until;
    let is_short = |(rest, window): &(i64, i64)| {
        gap < *rest && next.stretch.until + rest > first.stretch.from + window
    };
    if rests.daily.iter().any(is_short) {
        return false;
    }
    rests.nights.iter().all(|(sort, rest)| {
        // Only of a shift that nothing may touch is it known here which night it is.
        let night = |it: &Stop| it.tires.and_then(|_| ground.pieces[it.duty].nights[*sort]);
        match (night(first), night(next)) {
            (Some(a), Some(b)) if b - a <= 1 => true,
            (Some(_), _) if next.tires.is_some() => gap >= *rest,
            _ => true,
        }
    })
}
