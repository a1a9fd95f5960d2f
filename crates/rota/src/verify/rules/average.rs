//! Averages over a reference period: of all work, of one contract's, and of a night worker's days.
//!
//! Everything is counted by civil day and kept as whole numbers: work in sevenths of a minute, because work for others
//! is stated by the week. What lies outside the known time counts as days without work, so an average that reaches
//! there breaks its rule only when nothing unknown could mend it.

use preceptor_limits::Measure;
use preceptor_limits::Share;
use preceptor_limits::measure::Hours;
use preceptor_limits::parameters::NightSpec;
use preceptor_record::{Day, Period};

use super::Judging;
use super::weekends::cycles;
use crate::model::written::{Following, Method, Time};
use crate::verify::diary::working_time;
use crate::verify::findings::{Average, Unit};

/// What one kind of average is of.
struct Kind {
    /// Thousandths of a minute, a week or a day.
    limit: i64,
    /// A higher one, for who agreed to it.
    opt_out_limit: Option<i64>,
    /// Whether who agreed to it is bound by none.
    opt_out: bool,
    /// Whether work for others counts.
    elsewhere: bool,
    /// Whether only the post's own hours count, without breaks.
    contract: bool,
    /// Of so many days in a row one is none; 0 where all are.
    rest_day_in: i64,
    unit: Unit,
}

/// Somebody's days, each with its work, as running sums.
struct Days {
    first: i32,
    /// Sevenths of a minute before each day: all, and what was worked without an agreement to work more.
    sums: Vec<(i64, i64)>,
    /// Days before each day that count, and that were worked.
    counts: Vec<(i64, i64)>,
}

impl Judging<'_, '_> {
    /// No reference period has a higher average.
    pub(super) fn average(&mut self) {
        let problem = self.diary.problem;
        let (kind, periods) = match &problem.rule(self.binding.rule).measure {
            Measure::AverageWeek { at_most, of, weeks, cycle, opt_out, opt_out_at_most } => {
                let contract = *of == Hours::Contract;
                let post = self.diary.person.posts.get(self.binding.post);
                let own = post.and_then(|it| it.week.map(|week| week * it.fte));
                let Some(limit) = at_most.map(|it| it * 1000).or(own) else { return };
                let kind = Kind {
                    limit,
                    opt_out_limit: opt_out_at_most.map(|it| it * 1000),
                    opt_out: *opt_out,
                    elsewhere: *of == (Hours::All { elsewhere: true }),
                    contract,
                    rest_day_in: 0,
                    unit: Unit::MinutesAWeek,
                };
                (kind, self.periods(*weeks, *cycle))
            }
            Measure::AverageNight { at_most, weeks, night, night_worker, rest_day_in } => {
                if !self.is_night_worker(night, *night_worker) {
                    return;
                }
                let kind = Kind {
                    limit: at_most * 1000,
                    opt_out_limit: None,
                    opt_out: false,
                    elsewhere: false,
                    contract: false,
                    rest_day_in: i64::from(*rest_day_in),
                    unit: Unit::MinutesADay,
                };
                (kind, self.periods(*weeks, false))
            }
            _ => return,
        };
        let Some(all) = periods
            .iter()
            .copied()
            .reduce(|a, b| Period { from: a.from.min(b.from), until: a.until.max(b.until) })
        else {
            return;
        };
        let days = self.days(all, &kind);
        let mut highest: Option<Average> = None;
        for period in periods {
            let Some(found) = self.taken(period, &days, &kind) else { continue };
            if self.is_over(&found, period, &days, &kind) {
                let shown = found.minutes();
                let stretch = problem.clock.stretch(period.from, period.until);
                self.broken(stretch, shown, found.limit / 1000, kind.unit);
            }
            // What is wholly known says more than what is not; of the same, the last says what holds now.
            let is_higher = highest.is_none_or(|it| {
                (found.is_whole, found.sum * it.days, found.until)
                    > (it.is_whole, it.sum * found.days, it.until)
            });
            if is_higher {
                highest = Some(found);
            }
        }
        self.averages.extend(highest);
    }

    /// The reference periods to look at. Later ones than that which ends with the rota hold less known work.
    fn periods(&self, weeks: u32, cycle: bool) -> Vec<Period> {
        let problem = self.diary.problem;
        let (first, end) = (problem.days.from, problem.days.until);
        let choices = &self.binding.choices;
        let chosen = choices.weeks.filter(|_| !cycle).unwrap_or(i64::from(weeks));
        let as_periods = |all: Vec<(Day, Day)>| {
            let made = all.into_iter().map(|(from, until)| Period { from, until });
            made.filter(|it| self.binds_on(Day(it.until.min(end).0 - 1))).collect()
        };
        if cycle {
            let days = self.binding.days;
            let is_placement = days.from != Day::ALWAYS && days.until != Day::NEVER;
            let length = i64::from(days.until.0) - i64::from(days.from.0);
            let of_cycle = choices.cycle.filter(|it| it.0 <= chosen);
            if is_placement && length < of_cycle.map_or(chosen, |it| it.0) * 7 {
                return vec![days]
                    .into_iter()
                    .filter(|it| it.from < end && first < it.until)
                    .collect();
            }
            if let Some((weeks, starts)) = of_cycle {
                return as_periods(cycles(weeks, starts, first, end));
            }
        }
        if choices.following == Following::Successive {
            let known = problem.clock.day_of(problem.known.from);
            let anchor = crate::model::Clock::week_start(known, choices.week_starts);
            return as_periods(cycles(chosen, anchor, first, end));
        }
        let Ok(length) = i32::try_from(chosen * 7) else { return Vec::new() };
        let begun =
            self.diary.person.posts.iter().map(|it| it.days.from).min().unwrap_or(Day::ALWAYS);
        let ends = first.0 + 1..=end.0;
        let rolling = ends.map(|it| (Day(it.saturating_sub(length)), Day(it)));
        let mut made: Vec<(Day, Day)> = rolling.filter(|it| begun <= it.0).collect();
        if made.is_empty() && begun < end {
            // Who has just begun has one reference period so far, and most of it is to come.
            made.push((begun, Day(begun.0.saturating_add(length))));
        }
        as_periods(made)
    }

    /// Each day with its work and whether it counts.
    fn days(&self, all: Period, kind: &Kind) -> Days {
        let person = self.diary.person;
        let method = self.binding.choices.method;
        let (mut sums, mut counts) = (vec![(0, 0)], vec![(0, 0)]);
        let (mut sum, mut free, mut n, mut worked_days) = (0, 0, 0, 0);
        // As many days after the last period may be needed as it has days of leave.
        let after = if method == Method::MakeUp { 2 * (all.until.0 - all.from.0) } else { 0 };
        for number in all.from.0..all.until.0.saturating_add(after) {
            let day = Day(number);
            let minutes = self.minutes_on(day, kind);
            let left_out = method == Method::DropExcluded && self.is_excluded(day);
            if !left_out {
                let others = if kind.elsewhere { elsewhere(&person.elsewhere, day) } else { 0 };
                let work = minutes * 7 + others;
                sum += work;
                if person.opt_out.is_none_or(|it| !it.holds(day)) {
                    free += work;
                }
                n += 1;
                worked_days += i64::from(minutes > 0);
            }
            sums.push((sum, free));
            counts.push((n, worked_days));
        }
        Days { first: all.from.0, sums, counts }
    }

    /// The work of a day, without that of other employers.
    fn minutes_on(&self, day: Day, kind: &Kind) -> i64 {
        let diary = self.diary;
        let clock = &diary.problem.clock;
        let whole = clock.whole(day);
        if !kind.contract {
            return diary.worked(whole);
        }
        let ours = diary.lines_in(whole).filter(|it| diary.post_of(it) == Some(self.binding.post));
        ours.map(|it| {
            let work: i64 = working_time(it).into_iter().map(|it| it.within(whole).minutes()).sum();
            // Breaks are taken off the day that the duty begins on.
            let begins = clock.day_of(it.stretch.from) == day && it.work.time != Time::OnCallHome;
            work - if begins { it.work.breaks.iter().sum() } else { 0 }
        })
        .sum()
    }

    /// Whether a day lies wholly in leave, sickness or family leave.
    fn is_excluded(&self, day: Day) -> bool {
        let whole = self.diary.problem.clock.whole(day);
        let mut absences = self.diary.person.absences.iter().filter(|it| it.is_excluded);
        absences.any(|it| it.stretch.within(whole) == whole)
    }

    /// The average of one period; nothing where no day of it counts.
    fn taken(&self, period: Period, days: &Days, kind: &Kind) -> Option<Average> {
        let problem = self.diary.problem;
        let method = self.binding.choices.method;
        let mut sum = days.sum(period).0;
        let counted = days.count(period);
        let mut last = period.until;
        if method == Method::MakeUp {
            let excluded =
                (period.from.0..period.until.0).filter(|it| self.is_excluded(Day(*it))).count();
            let until = days.after_working(period.until, i64::try_from(excluded).unwrap_or(0));
            sum += days.sum(Period { from: period.until, until }).0;
            last = until;
        }
        let known = problem.known;
        let stretch = problem.clock.stretch(period.from, last);
        (counted > 0).then_some(Average {
            person: self.diary.who,
            rule: self.binding.rule,
            from: period.from,
            until: period.until,
            method,
            sum,
            days: counted,
            rest_day_in: kind.rest_day_in,
            limit: kind.limit,
            is_whole: known.from <= stretch.from && stretch.until <= known.until,
        })
    }

    /// Whether an average is over its limit, whatever was agreed to.
    fn is_over(&self, found: &Average, period: Period, days: &Days, kind: &Kind) -> bool {
        let over = |sum: i64, limit: i64| match kind.rest_day_in {
            // Sevenths of minutes over days are minutes over weeks.
            0 => sum * 1000 > limit * found.days,
            in_row => sum * 1000 * in_row > limit * 7 * found.days * (in_row - 1),
        };
        if !(kind.opt_out || kind.opt_out_limit.is_some()) {
            return over(found.sum, kind.limit);
        }
        // Work on days under the agreement is not held against the limit, only against the one agreed to.
        let (all, free) = days.sum(period);
        over(found.sum - (all - free), kind.limit)
            || kind.opt_out_limit.is_some_and(|it| over(found.sum, it))
    }

    /// Whether somebody works nights as a normal course: as they say, or as their known duties do.
    fn is_night_worker(&self, night: &NightSpec, share: Share) -> bool {
        if let Some(it) = self.diary.person.night_worker {
            return it;
        }
        let duties = self.diary.lines.iter().filter(|it| it.work.time != Time::Unpaid);
        let (mut n, mut nights) = (0, 0);
        for line in duties {
            n += 1;
            nights += i64::from(self.diary.night_of(line.stretch, night).is_some());
        }
        n > 0 && nights * i64::from(share.whole) >= n * i64::from(share.part)
    }
}

/// Sevenths of minutes for other employers on a day.
fn elsewhere(all: &[(Period, i64)], day: Day) -> i64 {
    all.iter().filter(|it| it.0.holds(day)).map(|it| it.1).sum()
}

impl Days {
    fn at<T: Copy + Default>(&self, of: &[T], day: Day) -> T {
        let index = usize::try_from(i64::from(day.0) - i64::from(self.first)).unwrap_or(0);
        of.get(index).or(of.last()).copied().unwrap_or_default()
    }

    /// All work of a period, and that without an agreement.
    fn sum(&self, period: Period) -> (i64, i64) {
        let (a, b) = (self.at(&self.sums, period.from), self.at(&self.sums, period.until));
        (b.0 - a.0, b.1 - a.1)
    }

    /// The days of a period that count.
    fn count(&self, period: Period) -> i64 {
        self.at(&self.counts, period.until).0 - self.at(&self.counts, period.from).0
    }

    /// The day by which so many days after `from` were worked; the last there is where fewer were.
    fn after_working(&self, from: Day, n: i64) -> Day {
        let before = self.at(&self.counts, from).1;
        let last =
            self.first.saturating_add(i32::try_from(self.counts.len()).unwrap_or(i32::MAX)) - 1;
        let found = (from.0..=last).map(Day).find(|it| self.at(&self.counts, *it).1 - before >= n);
        found.unwrap_or(Day(last))
    }
}
