//! Work within any stretch of so many hours or days.

use preceptor_limits::measure::Window;
use preceptor_record::Day;

use crate::model::clock::Stretch;

use super::Judging;
use crate::verify::findings::Unit;

impl Judging<'_, '_> {
    /// No stretch has more work. The most work lies in a stretch that begins with some work or ends with some, so only
    /// those are looked at; what is told is from the first to the last work in it.
    pub(super) fn worked_in_window(&mut self, at_most: i64, window: Window) {
        let diary = self.diary;
        let problem = diary.problem;
        let windows: Vec<Stretch> = match window {
            Window::Minutes(length) => {
                let begins =
                    diary.work.iter().map(|it| Stretch { from: it.from, until: it.from + length });
                let ends = diary
                    .work
                    .iter()
                    .map(|it| Stretch { from: it.until - length, until: it.until });
                begins.chain(ends).collect()
            }
            Window::Days(days) => {
                let Ok(days) = i32::try_from(days) else { return };
                let first = problem.days.from.0.saturating_sub(days);
                (first..problem.days.until.0)
                    .map(|it| problem.clock.stretch(Day(it), Day(it.saturating_add(days))))
                    .collect()
            }
        };
        for window in windows {
            if diary.worked(window) <= at_most || diary.worked(window.within(problem.period)) <= 0 {
                continue;
            }
            let Some(hull) = diary.hull_within(window) else { continue };
            if self.binds_at(hull.until - 1) {
                self.broken(hull, diary.worked(window), at_most, Unit::Minutes);
            }
        }
    }
}
