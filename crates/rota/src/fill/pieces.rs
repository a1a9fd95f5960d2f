//! Pieces of work: each duty as a whole, and each line of the rota that stays as it is.
//!
//! What a row of somebody's work is judged by is worked out for each piece once, so that judging a row adds things up.

use preceptor_limits::parameters::NightSpec;
use preceptor_record::Day;

use crate::model::clock::{Clock, Stretch};
use crate::model::problem::{DutyIx, KindIx, Problem, Work};
use crate::model::rota::Line;
use crate::model::written::Time;

/// A piece of work, by whomever it is done.
#[derive(Debug, Clone)]
pub struct Piece {
    /// When.
    pub stretch: Stretch,
    /// The duty it is, or is a part of.
    pub duty: Option<DutyIx>,
    /// The day it begins on.
    pub day: Day,
    /// What its time counts as.
    pub time: Time,
    /// Its kind.
    pub kind: Option<KindIx>,
    /// Working time in it.
    pub worked: Vec<Stretch>,
    /// Breaks, in minutes.
    pub breaks: Vec<i64>,
    /// Working minutes of each day.
    pub minutes: Vec<(i32, i64)>,
    /// The same without breaks, which are taken off the day it begins on.
    pub net: Vec<(i32, i64)>,
    /// The night that it is, for each sort of night.
    pub nights: Vec<Option<i32>>,
    /// The Mondays of the weekends it lies in.
    pub weekends: Vec<i32>,
    /// The bank holidays it lies on, of those that are known.
    pub holidays: Vec<i32>,
}

impl Piece {
    /// A duty as a whole.
    pub fn of_duty(problem: &Problem, ix: DutyIx, sorts: &[NightSpec]) -> Self {
        let duty = problem.duty(ix);
        Self::new(problem, Some(ix), (duty.stretch, duty.kind), (&duty.work, &[]), sorts)
    }

    /// A line that stays.
    pub fn of_line(problem: &Problem, line: &Line, sorts: &[NightSpec]) -> Self {
        let with = (&line.work, line.worked.as_slice());
        Self::new(problem, line.duty, (line.stretch, line.kind), with, sorts)
    }

    fn new(
        problem: &Problem,
        duty: Option<DutyIx>,
        (stretch, kind): (Stretch, Option<KindIx>),
        (work, called): (&Work, &[Stretch]),
        sorts: &[NightSpec],
    ) -> Self {
        let clock = &problem.clock;
        let worked = match work.time {
            Time::Work | Time::OnCallSite | Time::Protected => vec![stretch],
            Time::OnCallHome => called.to_vec(),
            Time::Unpaid => Vec::new(),
        };
        let day = clock.day_of(stretch.from);
        let mut minutes: Vec<(i32, i64)> = Vec::new();
        for part in &worked {
            for day in problem.days_of(*part) {
                minutes.push((day, part.within(clock.whole(Day(day))).minutes()));
            }
        }
        let mut net = minutes.clone();
        if work.time != Time::OnCallHome {
            net.push((day.0, -work.breaks.iter().sum::<i64>()));
        }
        let nights = sorts.iter().map(|it| night_of(clock, problem, stretch, it, &worked));
        let is_known = work.time != Time::Unpaid && stretch.meets(problem.known);
        let days = problem.days_of(stretch).map(Day).filter(|_| is_known);
        let mut weekends: Vec<i32> = days
            .clone()
            .filter(|it| Clock::weekday(*it) >= 5)
            .map(|it| it.0 - Clock::weekday(it))
            .collect();
        weekends.dedup();
        let holidays = days.filter(|it| {
            problem.bank_holidays.contains(it) && clock.whole(*it).meets(problem.known)
        });
        Self {
            stretch,
            duty,
            day,
            time: work.time,
            kind,
            breaks: work.breaks.clone(),
            minutes,
            net,
            nights: nights.collect(),
            weekends,
            holidays: holidays.map(|it| it.0).collect(),
            worked,
        }
    }
}

/// The night that a stretch is, by the day it begins on, where so much of its work lies at night.
pub fn night_of(
    clock: &Clock,
    problem: &Problem,
    stretch: Stretch,
    sort: &NightSpec,
    work: &[Stretch],
) -> Option<i32> {
    let days = problem.days_of(stretch);
    let mut best: Option<(i64, i32)> = None;
    for day in days.start() - 1..=*days.end() {
        let ends = if sort.until <= sort.from { day + 1 } else { day };
        let time =
            Stretch { from: clock.at(Day(day), sort.from), until: clock.at(Day(ends), sort.until) };
        let time = time.within(stretch);
        let minutes: i64 = work.iter().map(|it| it.within(time).minutes()).sum();
        if minutes >= sort.at_least.0 && best.is_none_or(|it| minutes > it.0) {
            best = Some((minutes, day));
        }
    }
    best.map(|it| it.1)
}
