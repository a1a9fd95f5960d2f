//! Runs: how many days or duties of a sort in a row, and the rest after them.

use preceptor_limits::measure::RunOf;
use preceptor_limits::parameters::LowIntensity;
use preceptor_record::Day;

use crate::model::clock::{Clock, Stretch};
use crate::model::written::Time;

use super::Judging;
use crate::verify::findings::Unit;

/// One day of a run: the day it counts for, and its work.
#[derive(Debug, Clone, Copy)]
struct Item {
    day: Day,
    stretch: Stretch,
}

impl Judging<'_, '_> {
    /// No more in a row, and the rest after a run. In a row are those that count for one day after another.
    pub(super) fn run(&mut self, of: &RunOf, at_most: Option<i64>, rest_after: Option<(i64, i64)>) {
        let items = self.items(of);
        let unit = if matches!(of, RunOf::Days(_)) { Unit::Days } else { Unit::Duties };
        for run in items.chunk_by(|a, b| b.day.0 - a.day.0 <= 1) {
            let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
            if !self.binds_on(last.day) {
                continue;
            }
            let whole = Stretch { from: first.stretch.from, until: last.stretch.until };
            let n = i64::try_from(run.len()).unwrap_or(i64::MAX);
            if let Some(limit) = at_most {
                let eased = match of {
                    RunOf::Days(Some(low)) if self.is_easy(run, low) => {
                        i64::from(low.at_most).max(limit)
                    }
                    _ => limit,
                };
                if n > eased && run.iter().any(|it| self.diary.is_judged(it.stretch)) {
                    self.broken(whole, n, eased, unit);
                }
            }
            if let Some((rest, after)) = rest_after
                && n >= after
            {
                self.rest_after(last.stretch, rest);
            }
        }
    }

    /// The rest after the last of a run: to the next working time.
    fn rest_after(&mut self, last: Stretch, at_least: i64) {
        let diary = self.diary;
        let Some(next) = diary.work_after(last.until) else { return };
        let gap = Stretch { from: last.until, until: next.from.max(last.until) };
        let is_judged = diary.is_judged(last) || diary.is_judged(next);
        if gap.minutes() < at_least && is_judged {
            self.broken(gap, gap.minutes(), at_least, Unit::Minutes);
        }
    }

    /// What a run may consist of, one for each day, in order.
    fn items(&self, of: &RunOf) -> Vec<Item> {
        let diary = self.diary;
        let clock = &diary.problem.clock;
        let shifts = diary.shifts.iter().map(|it| it.stretch);
        let beginning = |stretch: Stretch| Item { day: clock.day_of(stretch.from), stretch };
        let mut made: Vec<Item> = match of {
            RunOf::Days(_) => {
                let lines = diary.lines.iter().filter(|it| it.work.time != Time::Unpaid);
                lines.map(|it| beginning(it.stretch)).collect()
            }
            RunOf::Long(least) => {
                shifts.filter(|it| it.minutes() > least.0).map(beginning).collect()
            }
            RunOf::Late(least, after, night) => shifts
                .filter(|it| it.minutes() > least.0)
                .filter(|it| it.until > clock.at(clock.day_of(it.from), *after))
                .filter(|it| diary.night_of(*it, night).is_none())
                .map(beginning)
                .collect(),
            RunOf::Night(night) => shifts
                .filter_map(|stretch| Some(Item { day: diary.night_of(stretch, night)?, stretch }))
                .collect(),
        };
        made.sort_by_key(|it| (it.day, it.stretch));
        made.dedup_by(|next, kept| {
            let same = next.day == kept.day;
            if same {
                kept.stretch = kept.stretch.hull(next.stretch);
            }
            same
        });
        made
    }

    /// Whether the weekend days of a run are all on call from home and little worked, and there is one.
    fn is_easy(&self, run: &[Item], low: &LowIntensity) -> bool {
        let diary = self.diary;
        let clock = &diary.problem.clock;
        // Saturday and Sunday are the sixth and seventh days of the week.
        let mut weekend = run.iter().filter(|it| Clock::weekday(it.day) >= 5).peekable();
        weekend.peek().is_some()
            && weekend.all(|it| {
                let whole = clock.whole(it.day);
                let mut lines =
                    diary.lines_in(whole).filter(|line| clock.day_of(line.stretch.from) == it.day);
                let n_episodes = diary.work.iter().filter(|it| it.meets(whole)).count();
                lines.all(|it| it.work.time == Time::OnCallHome)
                    && diary.worked(whole) < low.worked_under.0
                    && n_episodes <= low.episodes_at_most as usize
            })
    }
}
