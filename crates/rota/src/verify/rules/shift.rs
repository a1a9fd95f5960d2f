//! One shift: how long it is, and its breaks.

use preceptor_limits::parameters::{BreakDue, NightSpec};

use crate::model::clock::Stretch;

use super::Judging;
use crate::verify::findings::Unit;

impl Judging<'_, '_> {
    /// No shift is longer. Its length is in real minutes, breaks among them; duties that touch are one shift.
    pub(super) fn length(&mut self, at_most: i64) {
        let diary = self.diary;
        for shift in &diary.shifts {
            let minutes = shift.stretch.minutes();
            if minutes > at_most
                && self.binds_at(shift.stretch.from)
                && diary.is_judged(shift.stretch)
            {
                self.broken(shift.stretch, minutes, at_most, Unit::Minutes);
            }
        }
    }

    /// Each stretch of work has its breaks. A pause as long as a break ends the stretch.
    pub(super) fn breaks(&mut self, at_least: i64, due: &[BreakDue], night: Option<&NightSpec>) {
        let diary = self.diary;
        for spell in spells(&diary.work, at_least) {
            if !self.binds_at(spell.from) || !diary.is_judged(spell) {
                continue;
            }
            let length = spell.minutes();
            let is_night = || night.is_some_and(|it| diary.night_of(spell, it).is_some());
            let n_due = due
                .iter()
                .filter(|it| it.longer_than.is_none_or(|least| length > least.0))
                .filter(|it| it.not_under.is_none_or(|least| length >= least.0))
                .filter(|it| !it.night || is_night())
                .map(|it| i64::from(it.breaks))
                .max();
            let Some(n_due) = n_due else { continue };
            let lines = diary.lines_in(spell);
            let breaks: Vec<i64> = lines.flat_map(|it| it.work.breaks.iter().copied()).collect();
            // An hour is two breaks of thirty minutes; of what is left over only the longest comes near another.
            let n_whole: i64 = breaks.iter().map(|it| it / at_least.max(1)).sum();
            if n_whole < n_due {
                let rest = breaks.iter().map(|it| it % at_least.max(1)).max().unwrap_or(0);
                self.broken(spell, n_whole * at_least + rest, n_due * at_least, Unit::Minutes);
            }
        }
    }
}

/// Work in order, joined where less than `pause` minutes lie between.
fn spells(work: &[Stretch], pause: i64) -> Vec<Stretch> {
    let mut made: Vec<Stretch> = Vec::with_capacity(work.len());
    for it in work {
        match made.last_mut() {
            Some(last) if it.from - last.until < pause => last.until = it.until,
            _ => made.push(*it),
        }
    }
    made
}
