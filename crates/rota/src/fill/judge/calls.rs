//! On-call duties: how long, how close together, the rest on them and the day after.

use preceptor_limits::Weekday;
use preceptor_limits::parameters::{Often, OnCallRest};
use preceptor_record::Day;

use super::bound::Bound;
use super::{Reading, Unit};
use crate::fill::pieces::Piece;
use crate::model::clock::{Clock, Stretch};
use crate::model::written::Time;

impl Reading<'_, '_> {
    /// No on-call duty is longer, none follows another but on the days named, and there is rest on them.
    pub(super) fn on_call(
        &mut self,
        bound: &Bound<'_>,
        at_most: Option<i64>,
        often: Option<&Often>,
        together: Option<&[Weekday]>,
        rest: Option<&OnCallRest>,
    ) {
        let ground = self.ground;
        let pieces = self.desk.lines.iter().map(|it| &ground.pieces[*it as usize]);
        let is_call = |it: &&Piece| matches!(it.time, Time::OnCallSite | Time::OnCallHome);
        let calls: Vec<&Piece> = pieces.filter(is_call).collect();
        for (at, it) in calls.iter().enumerate() {
            let stretch = it.stretch;
            if at_most.is_some_and(|most| stretch.minutes() > most) && self.is_ours(bound, stretch)
            {
                self.broken(bound, stretch, Unit::Minutes);
            }
            let next = calls.get(at + 1);
            if let (Some(days), Some(next)) = (together, next) {
                let may = days.iter().any(|day| day.after_monday() == Clock::weekday(it.day));
                if next.day == it.day.next() && !may && self.is_ours(bound, next.stretch) {
                    self.broken(bound, stretch.hull(next.stretch), Unit::Duties);
                }
            }
            if let Some(often) = often {
                let until = i64::from(it.day.0) + i64::from(often.days);
                let rest = calls.get(at..).unwrap_or_default();
                let n = rest.iter().take_while(|it| i64::from(it.day.0) < until).count();
                if let Some(last) =
                    rest.get(n.saturating_sub(1)).filter(|_| n > often.at_most as usize)
                    && self.is_ours(bound, last.stretch)
                {
                    self.broken(bound, stretch.hull(last.stretch), Unit::Duties);
                }
            }
            if let Some(rest) = rest
                && self.is_ours(bound, stretch)
            {
                self.rest_on(bound, it, rest);
            }
        }
    }

    fn is_ours(&self, bound: &Bound<'_>, stretch: Stretch) -> bool {
        self.binds_at(bound, stretch.from) && self.is_judged(stretch)
    }

    /// The rest on call, and the work of the day it ends on.
    fn rest_on(&mut self, bound: &Bound<'_>, call: &Piece, rest: &OnCallRest) {
        let stretch = call.stretch;
        let mut had_rest = true;
        // What is worked at home is known only once it was.
        if call.time == Time::OnCallHome && !call.worked.is_empty() {
            let day = Stretch { from: stretch.from, until: stretch.from + 24 * 60 };
            if day.minutes() - self.desk.worked(day) < rest.in_24_hours.0 {
                had_rest = false;
                self.broken(bound, stretch, Unit::Minutes);
            }
            if self.unbroken(stretch, rest).is_some_and(|it| it < rest.unbroken.0) {
                had_rest = false;
                self.broken(bound, stretch, Unit::Minutes);
            }
        }
        let ends = self.problem.clock.whole(self.day_of(stretch.until));
        let after = Stretch { from: stretch.until, until: ends.until };
        let limit = if had_rest { rest.next_day.0 } else { rest.next_day_without.0 };
        if self.desk.worked(after) > limit {
            let hull = self.hull_within(after).unwrap_or(after);
            self.broken(bound, hull, Unit::Minutes);
        }
    }

    /// The shortest, over the whole nights of a call, of the longest pauses.
    fn unbroken(&self, call: Stretch, rest: &OnCallRest) -> Option<i64> {
        let clock = &self.problem.clock;
        let nights = self.problem.days_of(call).map(|it| Stretch {
            from: clock.at(Day(it), rest.from),
            until: clock.at(Day(it).next(), rest.until),
        });
        nights
            .filter(|it| it.within(call) == *it)
            .map(|night| {
                let (mut free_from, mut longest) = (night.from, 0);
                for work in self.desk.work.iter().filter(|it| it.meets(night)) {
                    longest = longest.max(work.from - free_from);
                    free_from = work.until;
                }
                longest.max(night.until - free_from)
            })
            .min()
    }
}
