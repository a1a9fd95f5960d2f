//! Runs, and weekends worked over a cycle.

use preceptor_limits::measure::RunOf;
use preceptor_limits::parameters::LowIntensity;
use preceptor_record::Day;

use super::bound::{Bound, Runs, Weekends};
use super::{Reading, Unit};
use crate::model::clock::{Clock, Stretch};
use crate::model::written::Time;

impl Reading<'_, '_> {
    /// No more in a row, and the rest after a run.
    pub(super) fn run(&mut self, bound: &Bound<'_>, runs: &Runs<'_>) {
        let mut items = std::mem::take(&mut self.desk.runs);
        self.items(runs, &mut items);
        for run in items.chunk_by(|a, b| b.0 - a.0 <= 1) {
            let (first, last) = (run[0], run[run.len() - 1]);
            if !bound.days.holds(Day(last.0)) {
                continue;
            }
            let n = i64::try_from(run.len()).unwrap_or(i64::MAX);
            let unit = if matches!(runs.of, RunOf::Days(_)) { Unit::Days } else { Unit::Duties };
            if let Some(limit) = runs.at_most.filter(|it| n > *it) {
                let eased = match runs.of {
                    RunOf::Days(Some(low)) if self.is_easy(run, low) => {
                        i64::from(low.at_most).max(limit)
                    }
                    _ => limit,
                };
                if n > eased && run.iter().any(|it| self.is_judged(it.1)) {
                    let whole = Stretch { from: first.1.from, until: last.1.until };
                    self.broken(bound, whole, unit);
                }
            }
            if let Some((rest, after)) = runs.rest_after
                && n >= after
            {
                self.rest_after(bound, last.1, rest);
            }
        }
        self.desk.runs = items;
    }

    fn rest_after(&mut self, bound: &Bound<'_>, last: Stretch, at_least: i64) {
        let work = &self.desk.work;
        let Some(next) = work.get(work.partition_point(|it| it.until <= last.until)).copied()
        else {
            return;
        };
        let gap = Stretch { from: last.until, until: next.from.max(last.until) };
        if gap.minutes() < at_least && (self.is_judged(last) || self.is_judged(next)) {
            self.broken(bound, gap, Unit::Minutes);
        }
    }

    /// What a run may consist of: one for each day, in order.
    fn items(&self, runs: &Runs<'_>, into: &mut Vec<(i32, Stretch)>) {
        into.clear();
        let clock = &self.problem.clock;
        let begins = |it: Stretch, alone: Option<u32>| match alone {
            Some(piece) => self.ground.pieces[piece as usize].day.0,
            None => clock.day_of(it.from).0,
        };
        match runs.of {
            RunOf::Days(_) => {
                for &line in &self.desk.lines {
                    let piece = &self.ground.pieces[line as usize];
                    if piece.time != Time::Unpaid {
                        into.push((piece.day.0, piece.stretch));
                    }
                }
            }
            RunOf::Long(least) => {
                let long = self.desk.shifts.iter().filter(|it| it.stretch.minutes() > least.0);
                into.extend(long.map(|it| (begins(it.stretch, it.alone), it.stretch)));
            }
            RunOf::Late(least, after, _) => {
                for shift in self.desk.shifts.iter().filter(|it| it.stretch.minutes() > least.0) {
                    let day = begins(shift.stretch, shift.alone);
                    let is_night =
                        || runs.night.is_some_and(|it| self.night_of_shift(*shift, it).is_some());
                    if shift.stretch.until > clock.at(Day(day), *after) && !is_night() {
                        into.push((day, shift.stretch));
                    }
                }
            }
            RunOf::Night(_) => {
                for shift in &self.desk.shifts {
                    let night = runs.night.and_then(|it| self.night_of_shift(*shift, it));
                    into.extend(night.map(|it| (it, shift.stretch)));
                }
            }
        }
        into.sort_unstable();
        into.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 = kept.1.hull(next.1);
            }
            same
        });
    }

    /// Whether the weekend days of a run are all on call from home and little worked, and there is one.
    fn is_easy(&self, run: &[(i32, Stretch)], low: &LowIntensity) -> bool {
        let clock = &self.problem.clock;
        let mut any = false;
        for &(day, _) in run.iter().filter(|it| Clock::weekday(Day(it.0)) >= 5) {
            any = true;
            let whole = clock.whole(Day(day));
            let lines = self.desk.lines.iter().map(|it| &self.ground.pieces[*it as usize]);
            let mut ours = lines.filter(|it| it.day.0 == day && it.stretch.meets(whole));
            let n = self.desk.work.iter().filter(|it| it.meets(whole)).count();
            let is_easy = ours.all(|it| it.time == Time::OnCallHome)
                && self.desk.worked(whole) < low.worked_under.0
                && n <= low.episodes_at_most as usize;
            if !is_easy {
                return false;
            }
        }
        any
    }

    /// At most so many weekends of each cycle have any duty.
    pub(super) fn weekends(&mut self, bound: &Bound<'_>, weekends: &Weekends) {
        for (whole, all) in &weekends.cycles {
            let is_worked = |it: &&Stretch| {
                let lines = self.desk.lines.iter().map(|it| &self.ground.pieces[*it as usize]);
                lines
                    .take_while(|line| line.stretch.from < it.until)
                    .any(|line| line.time != Time::Unpaid && line.stretch.meets(**it))
            };
            let (mut n, mut is_judged) = (0, false);
            for it in all.iter().filter(is_worked) {
                n += 1;
                is_judged = is_judged || self.is_judged(*it);
            }
            if n * weekends.of > weekends.at_most && is_judged {
                self.broken(bound, *whole, Unit::Weekends);
            }
        }
    }
}
