//! Averages over reference periods, as running sums over the days of a row.

use preceptor_limits::measure::Hours;
use preceptor_limits::parameters::NightSpec;
use preceptor_limits::{Measure, Share};
use preceptor_record::{Day, Period};

use super::bound::{Bound, cycles, sort_of};
use super::{Reading, Unit};
use crate::model::clock::{Clock, Stretch};
use crate::model::problem::{Binding, Person, Problem};
use crate::model::written::{Following, Method, Time};

/// An average, its reference periods and days laid out.
#[derive(Debug)]
pub struct Average {
    unit: Unit,
    /// Thousandths of a minute, a week or a day.
    limit: i64,
    /// Whether agreed time counts for nothing, and how much may be agreed to.
    agreed: bool,
    agreed_limit: Option<i64>,
    /// The post whose own hours count, without breaks.
    post: Option<usize>,
    /// Of so many days in a row one is none; 0 where all are.
    rest_day_in: i64,
    /// Who works nights as a normal course, where that has to be judged.
    nights: Option<(usize, Share)>,
    /// The first day laid out.
    first: Day,
    days: Vec<DayOf>,
    /// Days that count, before each.
    counted: Vec<i64>,
    periods: Vec<Reference>,
}

/// What is known of a day beforehand.
#[derive(Debug, Clone, Copy)]
struct DayOf {
    counts: bool,
    /// Whether work on it was agreed to.
    is_agreed: bool,
    /// Sevenths of minutes for others.
    others: i64,
}

/// A reference period.
#[derive(Debug, Clone, Copy)]
struct Reference {
    from: usize,
    until: usize,
    stretch: Stretch,
    /// Days of leave that are made up after it.
    made_up: i64,
}

impl Average {
    /// The average that a binding asks for; nothing where it asks for none of this person.
    pub fn of(
        problem: &Problem,
        person: &Person,
        binding: &Binding,
        sorts: &mut Vec<NightSpec>,
    ) -> Option<Self> {
        let mut made = Self {
            unit: Unit::MinutesAWeek,
            limit: 0,
            agreed: false,
            agreed_limit: None,
            post: None,
            rest_day_in: 0,
            nights: None,
            first: problem.days.from,
            days: Vec::new(),
            counted: vec![0],
            periods: Vec::new(),
        };
        let (mut elsewhere, periods) = (
            false,
            match &problem.rule(binding.rule).measure {
                Measure::AverageWeek { at_most, of, weeks, cycle, opt_out, opt_out_at_most } => {
                    let post = person.posts.get(binding.post);
                    let own = post.and_then(|it| it.week.map(|week| week * it.fte));
                    made.limit = at_most.map(|it| it * 1000).or(own)?;
                    made.agreed_limit = opt_out_at_most.map(|it| it * 1000);
                    made.agreed = *opt_out || opt_out_at_most.is_some();
                    made.post = (*of == Hours::Contract).then_some(binding.post);
                    periods(problem, person, binding, *weeks, *cycle)
                }
                Measure::AverageNight { at_most, weeks, night, night_worker, rest_day_in } => {
                    match person.night_worker {
                        Some(false) => return None,
                        Some(true) => {}
                        None => made.nights = Some((sort_of(sorts, night), *night_worker)),
                    }
                    made.limit = at_most * 1000;
                    made.rest_day_in = i64::from(*rest_day_in);
                    made.unit = Unit::MinutesADay;
                    periods(problem, person, binding, *weeks, false)
                }
                _ => return None,
            },
        );
        if let Measure::AverageWeek { of, .. } = &problem.rule(binding.rule).measure {
            elsewhere = *of == (Hours::All { elsewhere: true });
        }
        made.lay_out(problem, person, binding, elsewhere, &periods)?;
        Some(made)
    }

    fn lay_out(
        &mut self,
        problem: &Problem,
        person: &Person,
        binding: &Binding,
        elsewhere: bool,
        periods: &[(Day, Day)],
    ) -> Option<()> {
        let first = periods.iter().map(|it| it.0).min()?;
        let until = periods.iter().map(|it| it.1).max()?;
        let makes_up = binding.choices.method == Method::MakeUp;
        let drops = binding.choices.method == Method::DropExcluded;
        let after = if makes_up { 2 * (until.0 - first.0) } else { 0 };
        let is_excluded = |day: Day| {
            let whole = problem.clock.whole(day);
            let mut away = person.absences.iter().filter(|it| it.is_excluded);
            away.any(|it| it.stretch.within(whole) == whole)
        };
        self.first = first;
        let mut n = 0;
        for number in first.0..until.0.saturating_add(after) {
            let day = Day(number);
            let counts = !(drops && is_excluded(day));
            let all = person.elsewhere.iter().filter(|it| elsewhere && it.0.holds(day));
            let others = if counts { all.map(|it| it.1).sum() } else { 0 };
            let is_agreed = person.opt_out.is_some_and(|it| it.holds(day));
            self.days.push(DayOf { counts, is_agreed, others });
            n += i64::from(counts);
            self.counted.push(n);
        }
        for (from, until) in periods {
            let index = |day: Day| usize::try_from(day.0 - first.0).ok();
            let excluded = (from.0..until.0).filter(|it| makes_up && is_excluded(Day(*it))).count();
            self.periods.push(Reference {
                from: index(*from)?,
                until: index(*until)?,
                stretch: problem.clock.stretch(*from, *until),
                made_up: if makes_up { i64::try_from(excluded).ok()? } else { -1 },
            });
        }
        Some(())
    }
}

/// The reference periods to look at.
fn periods(
    problem: &Problem,
    person: &Person,
    binding: &Binding,
    weeks: u32,
    cycle: bool,
) -> Vec<(Day, Day)> {
    let (first, end) = (problem.days.from, problem.days.until);
    let choices = &binding.choices;
    let chosen = choices.weeks.filter(|_| !cycle).unwrap_or(i64::from(weeks));
    let binding_ones = |all: Vec<(Day, Day)>| {
        let binds = |it: &(Day, Day)| binding.days.holds(Day(it.1.0.min(end.0) - 1));
        all.into_iter().filter(binds).collect::<Vec<_>>()
    };
    if cycle {
        let Period { from, until } = binding.days;
        let of_cycle = choices.cycle.filter(|it| it.0 <= chosen);
        let is_placement = from != Day::ALWAYS && until != Day::NEVER;
        let length = i64::from(until.0) - i64::from(from.0);
        if is_placement && length < of_cycle.map_or(chosen, |it| it.0) * 7 {
            return if from < end && first < until { vec![(from, until)] } else { Vec::new() };
        }
        if let Some((weeks, starts)) = of_cycle {
            return binding_ones(cycles(weeks, starts, first, end));
        }
    }
    if choices.following == Following::Successive {
        let known = problem.clock.day_of(problem.known.from);
        return binding_ones(cycles(
            chosen,
            Clock::week_start(known, choices.week_starts),
            first,
            end,
        ));
    }
    let Ok(length) = i32::try_from(chosen * 7) else { return Vec::new() };
    let begun = person.posts.iter().map(|it| it.days.from).min().unwrap_or(Day::ALWAYS);
    let ends = first.0 + 1..=end.0;
    let rolling = ends.map(|it| (Day(it.saturating_sub(length)), Day(it)));
    let mut made: Vec<(Day, Day)> = rolling.filter(|it| begun <= it.0).collect();
    if made.is_empty() && begun < end {
        made.push((begun, Day(begun.0.saturating_add(length))));
    }
    binding_ones(made)
}

impl Reading<'_, '_> {
    /// No reference period has a higher average.
    pub(super) fn average(&mut self, bound: &Bound<'_>, of: &Average) {
        if let Some((sort, share)) = of.nights
            && !self.is_night_worker(sort, share)
        {
            return;
        }
        self.sum_up(of);
        for period in &of.periods {
            let days = of.counted[period.until] - of.counted[period.from];
            if days <= 0 {
                continue;
            }
            let mut all = self.desk.sums[period.until] - self.desk.sums[period.from];
            let free = self.desk.free[period.until] - self.desk.free[period.from];
            let agreed = all - free;
            if period.made_up >= 0 {
                let until = self.after_working(period.until, period.made_up);
                all += self.desk.sums[until] - self.desk.sums[period.until];
            }
            let over = |sum: i64, limit: i64| match of.rest_day_in {
                0 => sum * 1000 > limit * days,
                in_row => sum * 1000 * in_row > limit * 7 * days * (in_row - 1),
            };
            let is_over = if of.agreed {
                over(all - agreed, of.limit) || of.agreed_limit.is_some_and(|it| over(all, it))
            } else {
                over(all, of.limit)
            };
            if is_over {
                self.broken(bound, period.stretch, of.unit);
            }
        }
    }

    /// Running sums of the row's work over the days of an average, in sevenths of a minute.
    fn sum_up(&mut self, of: &Average) {
        let n = of.days.len();
        let mut sums = std::mem::take(&mut self.desk.sums);
        let mut free = std::mem::take(&mut self.desk.free);
        let mut worked = std::mem::take(&mut self.desk.worked_days);
        sums.clear();
        sums.resize(n + 1, 0);
        self.minutes_into(of, &mut sums);
        free.clear();
        worked.clear();
        let (mut sum, mut sum_free, mut n_worked) = (0, 0, 0);
        free.push(0);
        worked.push(0);
        for (at, day) in of.days.iter().enumerate() {
            let minutes = sums[at];
            sums[at] = sum;
            if day.counts {
                let work = minutes * 7 + day.others;
                sum += work;
                if !day.is_agreed {
                    sum_free += work;
                }
                n_worked += i64::from(minutes > 0);
            }
            free.push(sum_free);
            worked.push(n_worked);
        }
        sums[n] = sum;
        (self.desk.sums, self.desk.free, self.desk.worked_days) = (sums, free, worked);
    }

    /// The row's working minutes of each day.
    fn minutes_into(&self, of: &Average, into: &mut [i64]) {
        let n = of.days.len();
        let mut add = |day: i32, minutes: i64| {
            let at = usize::try_from(i64::from(day) - i64::from(of.first.0));
            if let Ok(at) = at
                && at < n
            {
                into[at] += minutes;
            }
        };
        if of.post.is_none() && self.desk.overlaps {
            for work in &self.desk.work {
                for day in self.problem.days_of(*work) {
                    add(day, work.within(self.problem.clock.whole(Day(day))).minutes());
                }
            }
            return;
        }
        for &line in &self.desk.lines {
            let piece = &self.ground.pieces[line as usize];
            match of.post {
                None => piece.minutes.iter().for_each(|it| add(it.0, it.1)),
                Some(post) if self.ground.post(self.who, line) == Some(post) => {
                    piece.net.iter().for_each(|it| add(it.0, it.1));
                }
                Some(_) => {}
            }
        }
    }

    /// The day by which so many were worked, from one on.
    fn after_working(&self, from: usize, n: i64) -> usize {
        let worked = &self.desk.worked_days;
        let before = worked[from];
        let last = worked.len() - 1;
        (from..=last).find(|it| worked[*it] - before >= n).unwrap_or(last)
    }

    /// Whether so large a share of the known duties are nights.
    fn is_night_worker(&self, sort: usize, share: Share) -> bool {
        let (mut n, mut nights) = (0, 0);
        for &line in &self.desk.lines {
            if self.ground.pieces[line as usize].time != Time::Unpaid {
                n += 1;
                nights += i64::from(self.night_of_line(line, sort).is_some());
            }
        }
        n > 0 && nights * i64::from(share.whole) >= n * i64::from(share.part)
    }
}
