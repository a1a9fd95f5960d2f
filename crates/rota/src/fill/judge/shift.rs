//! One shift: its length and its breaks.

use preceptor_limits::parameters::BreakDue;

use super::bound::Bound;
use super::{Reading, Unit};
use crate::model::clock::Stretch;

impl Reading<'_, '_> {
    /// No shift is longer.
    pub(super) fn length(&mut self, bound: &Bound<'_>, at_most: i64) {
        for at in 0..self.desk.shifts.len() {
            let it = self.desk.shifts[at].stretch;
            if it.minutes() > at_most && self.binds_at(bound, it.from) && self.is_judged(it) {
                self.broken(bound, it, Unit::Minutes);
            }
        }
    }

    /// Each spell of work has its breaks; a pause as long as a break ends it.
    pub(super) fn breaks(
        &mut self,
        bound: &Bound<'_>,
        each: i64,
        due: &[BreakDue],
        night: Option<usize>,
    ) {
        let mut at = 0;
        while at < self.desk.work.len() {
            let mut spell = self.desk.work[at];
            at += 1;
            while at < self.desk.work.len() && self.desk.work[at].from - spell.until < each {
                spell.until = self.desk.work[at].until;
                at += 1;
            }
            let length = spell.minutes();
            let concerns = |it: &&BreakDue| {
                it.longer_than.is_none_or(|least| length > least.0)
                    && it.not_under.is_none_or(|least| length >= least.0)
            };
            if !due.iter().any(|it| concerns(&it)) || !self.is_judged(spell) {
                continue;
            }
            let n_due = due
                .iter()
                .filter(concerns)
                .filter(|it| {
                    !it.night || night.is_some_and(|sort| self.night_of(spell, sort).is_some())
                })
                .map(|it| i64::from(it.breaks))
                .max();
            let Some(n_due) = n_due else { continue };
            let lines = self.desk.lines.iter().map(|it| &self.ground.pieces[*it as usize]);
            let ours = lines.filter(|it| it.stretch.meets(spell));
            let n: i64 = ours.flat_map(|it| &it.breaks).map(|it| it / each.max(1)).sum();
            if n < n_due && self.binds_at(bound, spell.from) {
                self.broken(bound, spell, Unit::Minutes);
            }
        }
    }

    /// No stretch of so many minutes has more work: one that begins with work or ends with it has most.
    pub(super) fn worked_within(&mut self, bound: &Bound<'_>, at_most: i64, length: i64) {
        for at in 0..self.desk.work.len() {
            let it = self.desk.work[at];
            let windows = [
                Stretch { from: it.from, until: it.from + length },
                Stretch { from: it.until - length, until: it.until },
            ];
            for window in windows {
                self.most_worked(bound, at_most, window);
            }
        }
    }

    /// No stretch of so many civil days has more work.
    pub(super) fn worked_in(&mut self, bound: &Bound<'_>, at_most: i64, windows: &[Stretch]) {
        for window in windows {
            self.most_worked(bound, at_most, *window);
        }
    }

    fn most_worked(&mut self, bound: &Bound<'_>, at_most: i64, window: Stretch) {
        if self.desk.worked(window) <= at_most
            || self.desk.worked(window.within(self.problem.period)) <= 0
        {
            return;
        }
        let Some(hull) = self.hull_within(window) else { return };
        if self.binds_at(bound, hull.until - 1) {
            self.broken(bound, hull, Unit::Minutes);
        }
    }
}
