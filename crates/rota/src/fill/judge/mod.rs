//! What one person's row breaks and costs: the solver's own reading of the limits, made to be asked very often.
//!
//! A [`Binding`](bound::Bound) is made ready once for each person; a [`Desk`] reads one row after another without
//! allocating. Legal rows are what the search lives on, so a reading may stop at the first breach.

#![expect(
    clippy::indexing_slicing,
    reason = "inner loop: pieces, people and days are numbered by `Ground`"
)]

mod average;
pub mod bound;
mod calls;
mod fatigue;
mod rest;
mod run;
mod shift;

use preceptor_limits::Class;
use preceptor_record::Day;

use crate::model::clock::Stretch;
use crate::model::problem::{Problem, RuleIx, Want};
use crate::model::written::Time;

use super::ground::{Ground, Who};
use super::pieces::night_of;
use bound::{Bound, What};
pub use fatigue::risk_of;

/// What a row comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Verdict {
    /// Hard breaches of limits.
    pub hard: i64,
    /// Firm ones.
    pub firm: i64,
    /// Points for requests not met and for fatigue.
    pub points: i64,
    /// Weekends, nights and bank holidays worked.
    pub had: [i64; 3],
}

/// A breach on the way, before those that overlap are counted as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Found {
    rule: RuleIx,
    /// Breaches of one rule that count different things stay apart.
    unit: Unit,
    stretch: Stretch,
}

/// What a breach counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Unit {
    Minutes,
    Duties,
    Days,
    Weekends,
    MinutesAWeek,
    MinutesADay,
}

/// A shift: work that touches. Of one piece alone it is known what it is.
#[derive(Debug, Clone, Copy)]
struct Shift {
    stretch: Stretch,
    /// The piece, where it is one alone and nothing else lies in it.
    alone: Option<u32>,
}

/// Reads rows.
#[derive(Debug, Default)]
pub struct Desk {
    lines: Vec<u32>,
    work: Vec<Stretch>,
    before: Vec<i64>,
    shifts: Vec<Shift>,
    present: Vec<Stretch>,
    found: Vec<Found>,
    days: Vec<i32>,
    runs: Vec<(i32, Stretch)>,
    sums: Vec<i64>,
    free: Vec<i64>,
    worked_days: Vec<i64>,
    /// Whether two lines are at the same time, so that what is known of each piece alone does not add up.
    overlaps: bool,
}

/// A row being read.
struct Reading<'d, 'g> {
    ground: &'d Ground<'g>,
    problem: &'g Problem,
    who: &'d Who<'g>,
    desk: &'d mut Desk,
}

impl Desk {
    /// What a row comes to. With `stop`, nothing as soon as a breach is found.
    pub fn read(
        &mut self,
        ground: &Ground<'_>,
        who: usize,
        row: &[u32],
        stop: bool,
    ) -> Option<Verdict> {
        self.open(ground, row);
        let problem = ground.problem;
        let mut row = Reading { ground, problem, who: &ground.people[who], desk: self };
        for bound in &row.who.bounds {
            row.by(bound);
            if stop && !row.desk.found.is_empty() {
                return None;
            }
        }
        let (n_hard, n_firm) = row.counted();
        let points = row.requests() + row.tired();
        let had = row.had();
        Some(Verdict { hard: n_hard, firm: n_firm, points, had })
    }

    /// The hard and firm rules that a row breaks, each once.
    pub fn rules(&mut self, ground: &Ground<'_>, who: usize, row: &[u32]) -> Vec<RuleIx> {
        self.read(ground, who, row, false);
        let mut made: Vec<RuleIx> = self.found.iter().map(|it| it.rule).collect();
        made.sort_unstable();
        made.dedup();
        made
    }

    /// Brings a row's pieces into order of time.
    fn open(&mut self, ground: &Ground<'_>, row: &[u32]) {
        self.lines.clear();
        self.lines.extend_from_slice(row);
        self.work.clear();
        self.shifts.clear();
        self.present.clear();
        self.found.clear();
        self.overlaps = false;
        let mut is_sorted = true;
        for &line in row {
            let piece = &ground.pieces[line as usize];
            for part in &piece.worked {
                if part.is_empty() {
                    continue;
                }
                match self.work.last_mut() {
                    Some(last) if part.from < last.from => {
                        is_sorted = false;
                        self.work.push(*part);
                    }
                    Some(last) if part.from <= last.until && is_sorted => {
                        last.until = last.until.max(part.until);
                    }
                    _ => self.work.push(*part),
                }
            }
            match self.present.last_mut() {
                Some(last) if piece.stretch.from <= last.until => {
                    self.overlaps |= piece.stretch.from < last.until;
                    last.until = last.until.max(piece.stretch.until);
                }
                _ => self.present.push(piece.stretch),
            }
            if matches!(piece.time, Time::Work | Time::Protected) {
                match self.shifts.last_mut() {
                    Some(last) if piece.stretch.from <= last.stretch.until => {
                        last.stretch.until = last.stretch.until.max(piece.stretch.until);
                        last.alone = None;
                    }
                    _ => self.shifts.push(Shift { stretch: piece.stretch, alone: Some(line) }),
                }
            }
        }
        if !is_sorted {
            self.join();
        }
        self.before.clear();
        let mut sum = 0;
        for it in &self.work {
            self.before.push(sum);
            sum += it.minutes();
        }
    }

    /// Joins work that overlaps or touches, in any order.
    fn join(&mut self) {
        self.work.sort_unstable();
        let mut last = 0;
        for at in 1..self.work.len() {
            let it = self.work[at];
            if it.from <= self.work[last].until {
                self.work[last].until = self.work[last].until.max(it.until);
            } else {
                last += 1;
                self.work[last] = it;
            }
        }
        self.work.truncate(last + 1);
    }

    /// Working minutes before a minute.
    fn upto(&self, minute: i64) -> i64 {
        let at = self.work.partition_point(|it| it.from < minute);
        if at == 0 {
            return 0;
        }
        let it = self.work[at - 1];
        self.before[at - 1] + it.until.min(minute) - it.from
    }

    /// Working minutes within a stretch.
    fn worked(&self, within: Stretch) -> i64 {
        self.upto(within.until) - self.upto(within.from)
    }
}

impl Reading<'_, '_> {
    fn by(&mut self, bound: &Bound<'_>) {
        match &bound.what {
            What::Length(most) => self.length(bound, *most),
            What::Breaks { each, due, night } => self.breaks(bound, *each, due, *night),
            What::RestBetween { at_least, window } => self.rest_between(bound, *at_least, *window),
            What::RestIn { each, rests, windows } => {
                self.rest_in(bound, *each, *rests, windows);
            }
            What::Worked { at_most, length } => self.worked_within(bound, *at_most, *length),
            What::WorkedIn { at_most, windows } => self.worked_in(bound, *at_most, windows),
            What::Average(it) => self.average(bound, it),
            What::Run(it) => self.run(bound, it),
            What::Weekends(it) => self.weekends(bound, it),
            What::OnCall { at_most, often, together, rest } => {
                self.on_call(bound, *at_most, *often, *together, *rest);
            }
        }
    }

    fn broken(&mut self, bound: &Bound<'_>, stretch: Stretch, unit: Unit) {
        self.desk.found.push(Found { rule: bound.rule, unit, stretch });
    }

    /// Breaches by class, those of one rule that overlap as one, without those that somebody accepted.
    fn counted(&mut self) -> (i64, i64) {
        let (mut hard, mut firm) = (0, 0);
        if self.desk.found.is_empty() {
            return (0, 0);
        }
        self.desk.found.sort_unstable();
        let mut all = self.desk.found.iter().copied().peekable();
        while let Some(mut it) = all.next() {
            while let Some(next) = all.peek() {
                let same = next.rule == it.rule && next.unit == it.unit;
                if !(same && it.stretch.meets(next.stretch)) {
                    break;
                }
                it.stretch = it.stretch.hull(next.stretch);
                all.next();
            }
            let touches = |of: &Stretch| of.from <= it.stretch.until && it.stretch.from <= of.until;
            if self.who.accepted.iter().any(|(of, rules)| touches(of) && rules.contains(&it.rule)) {
                continue;
            }
            match self.problem.rule(it.rule).class {
                Class::Hard => hard += 1,
                Class::Firm => firm += 1,
                Class::Soft => {}
            }
        }
        (hard, firm)
    }

    /// Whether the rule binds on the day of that minute.
    fn binds_at(&self, bound: &Bound<'_>, minute: i64) -> bool {
        bound.always || bound.days.holds(self.problem.clock.day_of(minute))
    }

    /// Whether some presence within the period lies in a stretch.
    fn is_judged(&self, stretch: Stretch) -> bool {
        let part = stretch.within(self.problem.period);
        if part.is_empty() {
            return false;
        }
        let first = self.desk.present.partition_point(|it| it.until <= part.from);
        self.desk.present.get(first).is_some_and(|it| it.meets(part))
    }

    /// From the first to the last work within a stretch.
    fn hull_within(&self, within: Stretch) -> Option<Stretch> {
        let work = &self.desk.work;
        let first = work.get(work.partition_point(|it| it.until <= within.from))?;
        let last = work.get(work.partition_point(|it| it.from < within.until).checked_sub(1)?)?;
        (first.from < within.until).then_some(Stretch {
            from: first.from.max(within.from),
            until: last.until.min(within.until),
        })
    }

    /// The night that a stretch of the row is, by all work in it.
    fn night_of(&self, stretch: Stretch, sort: usize) -> Option<i32> {
        let work = &self.desk.work;
        let first = work.partition_point(|it| it.until <= stretch.from);
        let after = work.partition_point(|it| it.from < stretch.until);
        let part = work.get(first..after).unwrap_or_default();
        night_of(&self.problem.clock, self.problem, stretch, &self.ground.sorts[sort], part)
    }

    /// The night that a shift is.
    fn night_of_shift(&self, shift: Shift, sort: usize) -> Option<i32> {
        match shift.alone.filter(|_| !self.desk.overlaps) {
            Some(piece) => self.ground.pieces[piece as usize].nights[sort],
            None => self.night_of(shift.stretch, sort),
        }
    }

    /// The night that a line is.
    fn night_of_line(&self, line: u32, sort: usize) -> Option<i32> {
        let piece = &self.ground.pieces[line as usize];
        if self.desk.overlaps { self.night_of(piece.stretch, sort) } else { piece.nights[sort] }
    }

    /// Points for requests that are not met.
    fn requests(&self) -> i64 {
        let mut points = 0;
        for request in &self.who.requests {
            let lines = self.desk.lines.iter().map(|it| &self.ground.pieces[*it as usize]);
            let mut then = lines.filter(|it| it.stretch.meets(request.stretch));
            let is_met = match request.want {
                Want::Off => !then.any(|it| it.time != Time::Unpaid),
                Want::On => then.any(|it| it.time != Time::Unpaid),
                Want::Kind(kind) => then.any(|it| it.kind == Some(kind)),
            };
            if !is_met {
                points += request.weight;
            }
        }
        points
    }

    /// Weekends, nights and bank holidays worked.
    fn had(&mut self) -> [i64; 3] {
        let mut days = std::mem::take(&mut self.desk.days);
        let mut had = [0; 3];
        for (at, had) in had.iter_mut().enumerate() {
            days.clear();
            for &line in &self.desk.lines {
                let piece = &self.ground.pieces[line as usize];
                match at {
                    0 => days.extend_from_slice(&piece.weekends),
                    1 => {
                        let is_known =
                            piece.time != Time::Unpaid && piece.stretch.meets(self.problem.known);
                        let sort = self.ground.night.filter(|_| is_known);
                        days.extend(sort.and_then(|it| self.night_of_line(line, it)));
                    }
                    _ => days.extend_from_slice(&piece.holidays),
                }
            }
            days.sort_unstable();
            days.dedup();
            *had = i64::try_from(days.len()).unwrap_or(i64::MAX);
        }
        self.desk.days = days;
        had
    }

    /// The day of a minute.
    fn day_of(&self, minute: i64) -> Day {
        self.problem.clock.day_of(minute)
    }
}
