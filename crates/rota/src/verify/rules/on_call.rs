//! On-call duties: how long, how close together, the rest on them and the day after.

use preceptor_limits::Weekday;
use preceptor_limits::parameters::{Often, OnCallRest};
use preceptor_record::Day;

use crate::model::clock::{Clock, Stretch};
use crate::model::rota::Line;
use crate::model::written::Time;

use super::Judging;
use crate::verify::findings::Unit;

impl Judging<'_, '_> {
    /// No on-call duty is longer, none follows another but on the days named, there are no more in so many days, and
    /// there is rest on them.
    pub(super) fn on_call(
        &mut self,
        at_most: Option<i64>,
        often: Option<&Often>,
        together: Option<&[Weekday]>,
        rest: Option<&OnCallRest>,
    ) {
        let diary = self.diary;
        let is_on_call = |it: &&&Line| matches!(it.work.time, Time::OnCallSite | Time::OnCallHome);
        let calls: Vec<Stretch> =
            diary.lines.iter().filter(is_on_call).map(|it| it.stretch).collect();
        for it in &calls {
            if let Some(limit) = at_most.filter(|limit| it.minutes() > *limit)
                && self.is_ours(*it)
            {
                self.broken(*it, it.minutes(), limit, Unit::Minutes);
            }
        }
        if let Some(days) = together {
            self.follow(&calls, days);
        }
        if let Some(often) = often {
            self.often(&calls, often);
        }
        let Some(rest) = rest else { return };
        for line in diary.lines.iter().filter(is_on_call) {
            if self.is_ours(line.stretch) {
                self.rest_on_call(line, rest);
            }
        }
    }

    fn is_ours(&self, stretch: Stretch) -> bool {
        self.binds_at(stretch.from) && self.diary.is_judged(stretch)
    }

    fn follow(&mut self, calls: &[Stretch], days: &[Weekday]) {
        let clock = &self.diary.problem.clock;
        for pair in calls.windows(2) {
            let [first, next] = pair else { continue };
            let (day, after) = (clock.day_of(first.from), clock.day_of(next.from));
            let may = days.iter().any(|it| it.after_monday() == Clock::weekday(day));
            if after == day.next() && !may && self.is_ours(*next) {
                self.broken(first.hull(*next), 2, 1, Unit::Duties);
            }
        }
    }

    fn often(&mut self, calls: &[Stretch], often: &Often) {
        let clock = &self.diary.problem.clock;
        let limit = i64::from(often.at_most);
        for (index, first) in calls.iter().enumerate() {
            let until = i64::from(clock.day_of(first.from).0) + i64::from(often.days);
            let in_row = calls
                .iter()
                .skip(index)
                .take_while(|it| i64::from(clock.day_of(it.from).0) < until);
            let row: Vec<Stretch> = in_row.copied().collect();
            let (n, Some(last)) = (i64::try_from(row.len()).unwrap_or(i64::MAX), row.last()) else {
                continue;
            };
            if n > limit && self.is_ours(*last) {
                self.broken(first.hull(*last), n, limit, Unit::Duties);
            }
        }
    }

    /// The rest on call, and the work of the day it ends on.
    fn rest_on_call(&mut self, line: &Line, rest: &OnCallRest) {
        let diary = self.diary;
        let clock = &diary.problem.clock;
        let day = Stretch { from: line.stretch.from, until: line.stretch.from + 24 * 60 };
        let rested = day.minutes() - diary.worked(day);
        let unbroken = self.unbroken(line.stretch, rest);
        let is_home = line.work.time == Time::OnCallHome;
        // What is worked at home is known only once it was; at the workplace all of it is work.
        let was_disturbed = is_home && !line.worked.is_empty();
        let mut had_rest = true;
        if was_disturbed && rested < rest.in_24_hours.0 {
            had_rest = false;
            self.broken(line.stretch, rested, rest.in_24_hours.0, Unit::Minutes);
        }
        if let Some(found) = unbroken.filter(|it| was_disturbed && *it < rest.unbroken.0) {
            had_rest = false;
            self.broken(line.stretch, found, rest.unbroken.0, Unit::Minutes);
        }
        let ends_on = clock.whole(clock.day_of(line.stretch.until));
        let after = Stretch { from: line.stretch.until, until: ends_on.until };
        let limit = if had_rest { rest.next_day.0 } else { rest.next_day_without.0 };
        let worked = diary.worked(after);
        if worked > limit {
            let hull = diary.hull_within(after).unwrap_or(after);
            self.broken(hull, worked, limit, Unit::Minutes);
        }
    }

    /// The longest pause at night within an on-call duty; nothing where no whole night lies in it.
    fn unbroken(&self, call: Stretch, rest: &OnCallRest) -> Option<i64> {
        let clock = &self.diary.problem.clock;
        let days = self.diary.problem.days_of(call);
        let nights = days.map(|it| Stretch {
            from: clock.at(Day(it), rest.from),
            until: clock.at(Day(it).next(), rest.until),
        });
        let whole = nights.filter(|it| it.within(call) == *it);
        whole.map(|it| self.longest_pause(it)).min()
    }

    fn longest_pause(&self, within: Stretch) -> i64 {
        let mut free_from = within.from;
        let mut longest = 0;
        for work in self.diary.work.iter().filter(|it| it.meets(within)) {
            longest = longest.max(work.from - free_from);
            free_from = work.until;
        }
        longest.max(within.until - free_from)
    }
}
