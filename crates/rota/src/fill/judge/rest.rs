//! Rest: after each working day, and in every week.

use super::bound::Bound;
use super::{Reading, Unit};
use crate::model::clock::Stretch;

impl Reading<'_, '_> {
    /// Within `window` of the beginning of work a rest of `at_least` begins; of the pauses in that time the longest
    /// counts.
    pub(super) fn rest_between(&mut self, bound: &Bound<'_>, at_least: i64, window: i64) {
        let n = self.desk.work.len();
        let mut at = 0;
        while at < n {
            let end = self.desk.work[at].from + window;
            let mut best: Option<(i64, usize)> = None;
            let mut next = at;
            while next < n {
                let this = self.desk.work[next];
                let begins = self.desk.work.get(next + 1).map_or(i64::MAX, |it| it.from);
                let is_in_time = this.until + at_least <= end || begins <= end;
                if best.is_some() && !is_in_time {
                    break;
                }
                let rest = begins - this.until;
                if best.is_none_or(|it| rest > it.0) {
                    best = Some((rest, next));
                }
                if rest >= at_least {
                    break;
                }
                next += 1;
            }
            let Some((rest, index)) = best else { break };
            if rest < at_least && index + 1 < n {
                let (this, next) = (self.desk.work[index], self.desk.work[index + 1]);
                let is_judged = self.is_judged(this) || self.is_judged(next);
                if is_judged && self.binds_at(bound, next.from) {
                    let gap = Stretch { from: this.until, until: next.from };
                    self.broken(bound, gap, Unit::Minutes);
                }
            }
            at = index + 1;
        }
    }

    /// Every window has `rests` rests of `each` minutes.
    pub(super) fn rest_in(
        &mut self,
        bound: &Bound<'_>,
        each: i64,
        rests: i64,
        windows: &[Stretch],
    ) {
        for window in windows {
            if self.rests(*window, each) < rests && self.is_judged(*window) {
                self.broken(bound, *window, Unit::Minutes);
            }
        }
    }

    /// How many rests of `each` minutes fit into the pauses of a window.
    fn rests(&self, window: Stretch, each: i64) -> i64 {
        let each = each.max(1);
        let work = &self.desk.work;
        let mut free_from = window.from;
        let mut n = 0;
        for it in &work[work.partition_point(|it| it.until <= window.from)..] {
            if it.from >= window.until {
                break;
            }
            n += (it.from - free_from).max(0) / each;
            free_from = it.until;
        }
        n + (window.until - free_from).max(0) / each
    }
}
