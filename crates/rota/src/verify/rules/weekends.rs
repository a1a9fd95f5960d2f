//! Weekends worked over the rota cycle.

use preceptor_limits::parameters::WeekStretch;
use preceptor_record::Day;

use crate::model::clock::{Clock, Stretch};
use crate::model::written::Time;

use super::Judging;
use crate::verify::findings::Unit;

impl Judging<'_, '_> {
    /// At most `at_most` of `of` weekends have any duty, over each rota cycle. Without a cycle nothing is judged: one
    /// weekend in a rota of a week is no frequency.
    pub(super) fn weekends(&mut self, at_most: i64, of: u32, weekend: &WeekStretch) {
        let problem = self.diary.problem;
        let Some((weeks, starts)) = self.binding.choices.cycle else { return };
        for cycle in cycles(weeks, starts, problem.days.from, problem.days.until) {
            let worked: Vec<Stretch> = self.worked_weekends(cycle, weekend);
            let n_worked = i64::try_from(worked.len()).unwrap_or(i64::MAX);
            let is_judged = worked.iter().any(|it| self.diary.is_judged(*it));
            if n_worked * i64::from(of) > at_most * weeks && is_judged {
                let limit = at_most * weeks / i64::from(of);
                let whole = problem.clock.stretch(cycle.0, cycle.1);
                self.broken(whole, n_worked, limit, Unit::Weekends);
            }
        }
    }

    fn worked_weekends(&self, (from, until): (Day, Day), weekend: &WeekStretch) -> Vec<Stretch> {
        let monday = Day(from.0 - Clock::weekday(from));
        (monday.0..until.0)
            .step_by(7)
            .filter_map(|it| {
                let first = Day(it + weekend.from.day.after_monday());
                let is_ours = from <= first && first < until && self.binds_on(first);
                let stretch = weekend_of(self.diary.problem, Day(it), weekend);
                let mut lines =
                    self.diary.lines_in(stretch).filter(|it| it.work.time != Time::Unpaid);
                (is_ours && lines.next().is_some()).then_some(stretch)
            })
            .collect()
    }
}

/// The weekend of the week that begins on that Monday.
fn weekend_of(problem: &crate::model::Problem, monday: Day, weekend: &WeekStretch) -> Stretch {
    let at = |day: i32, it: &preceptor_limits::WeekTime| {
        problem.clock.at(Day(monday.0 + day + it.day.after_monday()), it.time)
    };
    let from = at(0, &weekend.from);
    let until = at(0, &weekend.until);
    Stretch { from, until: if until <= from { at(7, &weekend.until) } else { until } }
}

/// The cycles of so many weeks that meet the days, one of which begins on `starts`.
pub(super) fn cycles(weeks: i64, starts: Day, from: Day, until: Day) -> Vec<(Day, Day)> {
    let Ok(length) = i32::try_from(weeks * 7) else { return Vec::new() };
    let length = length.max(1);
    let first = from.0 - (from.0 - starts.0).rem_euclid(length);
    let firsts = (first..until.0).step_by(usize::try_from(length).unwrap_or(1));
    firsts.map(|it| (Day(it), Day(it + length))).collect()
}
