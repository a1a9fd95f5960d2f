//! Rest: between one working day and the next, and in every week.

use preceptor_record::Day;

use crate::model::clock::{Clock, Stretch};

use super::Judging;
use crate::verify::findings::Unit;

impl Judging<'_, '_> {
    /// Within `window` of the beginning of work there is a rest of `at_least`, from the end of work to its next
    /// beginning. Of the pauses that lie in that time or begin early enough for a rest the longest counts, so that a lunch
    /// hour between two duties of a day is no short night; the first counts however long the work before it was.
    pub(super) fn rest_between(&mut self, at_least: i64, window: i64) {
        let work = self.diary.work.as_slice();
        let mut at = 0;
        while let Some(first) = work.get(at) {
            let end = first.from + window;
            let mut longest: Option<(i64, usize)> = None;
            let mut rested = false;
            for (index, this) in work.iter().enumerate().skip(at) {
                // What follows the last known work may well be rest.
                let next_from = work.get(index + 1).map_or(i64::MAX, |next| next.from);
                let is_in_time = this.until + at_least <= end || next_from <= end;
                if longest.is_some() && !is_in_time {
                    break;
                }
                let rest = next_from - this.until;
                if longest.is_none_or(|it| rest > it.0) {
                    longest = Some((rest, index));
                }
                if rest >= at_least {
                    rested = true;
                    break;
                }
            }
            let Some((rest, index)) = longest else { break };
            if let (false, Some(this), Some(next)) = (rested, work.get(index), work.get(index + 1))
            {
                let is_judged = self.diary.is_judged(*this) || self.diary.is_judged(*next);
                if is_judged && self.binds_at(next.from) {
                    let gap = Stretch { from: this.until, until: next.from };
                    self.broken(gap, rest, at_least, Unit::Minutes);
                }
            }
            at = index + 1;
        }
    }

    /// Every period of `days` has `rests` rests of `each` minutes. Periods follow one another from the day weeks begin;
    /// unknown time may well be rest.
    pub(super) fn rest_in_window(&mut self, each: i64, rests: u32, days: u32) {
        let diary = self.diary;
        let problem = diary.problem;
        let Ok(days) = i32::try_from(days.max(1)) else { return };
        let mut first = Clock::week_start(problem.days.from, self.binding.choices.week_starts);
        while first < problem.days.until {
            let until = Day(first.0.saturating_add(days));
            let window = problem.clock.stretch(first, until);
            let last = Day(until.0.min(problem.days.until.0) - 1);
            if self.binds_on(last) {
                let found = best_rest(&self.pauses(window), i64::from(rests.max(1)));
                if found < each && diary.is_judged(window) {
                    self.broken(window, found, each, Unit::Minutes);
                }
            }
            first = until;
        }
    }

    /// How long each pause within a stretch is.
    fn pauses(&self, window: Stretch) -> Vec<i64> {
        let mut free_from = window.from;
        let mut made = Vec::new();
        let first = self.diary.work.partition_point(|it| it.until <= window.from);
        for work in self.diary.work.iter().skip(first).take_while(|it| it.from < window.until) {
            made.push((work.from - free_from).max(0));
            free_from = work.until;
        }
        made.push((window.until - free_from).max(0));
        made
    }
}

/// The longest time that so many rests can each last, where a long pause may hold several.
fn best_rest(pauses: &[i64], rests: i64) -> i64 {
    let shares = pauses.iter().flat_map(|it| (1..=rests).map(move |parts| it / parts));
    let fits = |each: i64| each > 0 && pauses.iter().map(|it| it / each).sum::<i64>() >= rests;
    shares.filter(|it| fits(*it)).max().unwrap_or(0)
}
