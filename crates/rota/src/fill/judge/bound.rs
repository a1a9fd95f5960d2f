//! The limits that bind one person, made ready to be asked often: windows, cycles and reference periods laid out once.

use preceptor_limits::measure::{Hours, RunOf, Window};
use preceptor_limits::parameters::{BreakDue, NightSpec, Often, OnCallRest, WeekStretch};
use preceptor_limits::{Class, Measure, Weekday};
use preceptor_record::{Day, Period};

use super::average::Average;
use crate::model::clock::{Clock, Stretch};
use crate::model::problem::{Binding, Person, Problem, RuleIx};

/// A rule that binds somebody on some days.
#[derive(Debug)]
pub struct Bound<'g> {
    /// Which.
    pub rule: RuleIx,
    /// On which days.
    pub days: Period,
    /// Whether on every day.
    pub always: bool,
    /// What it measures.
    pub what: What<'g>,
}

/// What a rule measures, laid out over the problem's days.
#[derive(Debug)]
pub enum What<'g> {
    /// No shift is longer.
    Length(i64),
    /// Breaks.
    Breaks {
        /// Minutes of each.
        each: i64,
        /// When how many are due.
        due: &'g [BreakDue],
        /// The sort of night.
        night: Option<usize>,
    },
    /// Rest after each working day.
    RestBetween {
        /// Minutes.
        at_least: i64,
        /// Minutes from the beginning of work.
        window: i64,
    },
    /// Rests in each window.
    RestIn {
        /// Minutes of each.
        each: i64,
        /// How many.
        rests: i64,
        /// Where.
        windows: Vec<Stretch>,
    },
    /// Work within any stretch of so many minutes.
    Worked {
        /// Minutes.
        at_most: i64,
        /// Of so many.
        length: i64,
    },
    /// Work within stretches of so many days.
    WorkedIn {
        /// Minutes.
        at_most: i64,
        /// Where.
        windows: Vec<Stretch>,
    },
    /// An average.
    Average(Average),
    /// Runs.
    Run(Runs<'g>),
    /// Weekends.
    Weekends(Weekends),
    /// On call.
    OnCall {
        /// Minutes.
        at_most: Option<i64>,
        /// How often.
        often: Option<&'g Often>,
        /// After which days one may follow.
        together: Option<&'g [Weekday]>,
        /// Rest.
        rest: Option<&'g OnCallRest>,
    },
}

/// Runs of a sort.
#[derive(Debug)]
pub struct Runs<'g> {
    /// Of what.
    pub of: &'g RunOf,
    /// The sort of night it speaks of.
    pub night: Option<usize>,
    /// So many in a row.
    pub at_most: Option<i64>,
    /// The rest after a run, and from how many on.
    pub rest_after: Option<(i64, i64)>,
}

/// Weekends of each cycle.
#[derive(Debug)]
pub struct Weekends {
    /// So many times `of` may not be more than this.
    pub at_most: i64,
    /// Of so many.
    pub of: i64,
    /// Each cycle with the weekends in it on which the rule binds.
    pub cycles: Vec<(Stretch, Vec<Stretch>)>,
}

/// The number of a sort of night.
pub fn sort_of(sorts: &mut Vec<NightSpec>, it: &NightSpec) -> usize {
    sorts.iter().position(|known| known == it).unwrap_or_else(|| {
        sorts.push(it.clone());
        sorts.len() - 1
    })
}

/// The limits that bind somebody. Soft ones are left out: they count for nothing in a score.
pub fn bounds<'g>(
    problem: &'g Problem,
    person: &'g Person,
    sorts: &mut Vec<NightSpec>,
    all: &[Day; 2],
) -> Vec<Bound<'g>> {
    let binding = person.bindings.iter();
    let binding = binding.filter(|it| problem.rule(it.rule).class != Class::Soft);
    let made = binding.filter_map(|it| {
        let what = what(problem, person, it, sorts)?;
        let always = it.days.from <= all[0] && all[1] <= it.days.until;
        Some(Bound { rule: it.rule, days: it.days, always, what })
    });
    let mut made: Vec<Bound<'g>> = made.collect();
    // What is quick to ask and often broken comes first: most changes break a rest or a length.
    made.sort_by_key(|it| match it.what {
        What::RestBetween { .. } => 0,
        What::Length(_) => 1,
        What::Worked { .. } | What::WorkedIn { .. } => 2,
        What::RestIn { .. } => 3,
        What::Run(_) => 4,
        What::Weekends(_) => 5,
        What::Average(_) => 6,
        What::Breaks { .. } => 7,
        What::OnCall { .. } => 8,
    });
    made
}

fn what<'g>(
    problem: &'g Problem,
    person: &'g Person,
    binding: &'g Binding,
    sorts: &mut Vec<NightSpec>,
) -> Option<What<'g>> {
    let choices = &binding.choices;
    Some(match &problem.rule(binding.rule).measure {
        Measure::Length { at_most } => What::Length(*at_most),
        Measure::Break { at_least, due, night } => What::Breaks {
            each: *at_least,
            due,
            night: night.as_ref().map(|it| sort_of(sorts, it)),
        },
        Measure::RestBetween { at_least, window } => {
            What::RestBetween { at_least: *at_least, window: *window }
        }
        Measure::RestInWindow { at_least, choices: ways, default, daily_rest } => {
            let chosen = choices.weekly_rest.as_ref().and_then(|it| ways.get(it));
            let chosen = chosen.or_else(|| ways.get(default))?;
            let apart = daily_rest.filter(|_| choices.apart_from_daily_rest);
            let each = chosen.each.map_or(*at_least, |it| it.0) + apart.map_or(0, |it| it.0);
            let days = i32::try_from(chosen.days.max(1)).ok()?;
            let first = Clock::week_start(problem.days.from, choices.week_starts);
            let windows = (first.0..problem.days.until.0)
                .step_by(usize::try_from(days).ok()?)
                .map(|it| (Day(it), Day(it.saturating_add(days))))
                .filter(|it| binding.days.holds(Day(it.1.0.min(problem.days.until.0) - 1)))
                .map(|it| problem.clock.stretch(it.0, it.1));
            What::RestIn { each, rests: i64::from(chosen.rests.max(1)), windows: windows.collect() }
        }
        Measure::WorkedInWindow { at_most, window: Window::Minutes(length) } => {
            What::Worked { at_most: *at_most, length: *length }
        }
        Measure::WorkedInWindow { at_most, window: Window::Days(days) } => {
            let days = i32::try_from(*days).ok()?;
            let first = problem.days.from.0.saturating_sub(days);
            let windows = (first..problem.days.until.0)
                .map(|it| problem.clock.stretch(Day(it), Day(it.saturating_add(days))));
            What::WorkedIn { at_most: *at_most, windows: windows.collect() }
        }
        Measure::AverageWeek { of: Hours::Contract, .. }
        | Measure::AverageWeek { .. }
        | Measure::AverageNight { .. } => {
            What::Average(Average::of(problem, person, binding, sorts)?)
        }
        Measure::Run { of, at_most, rest_after } => {
            let night = match of {
                RunOf::Late(_, _, night) | RunOf::Night(night) => Some(sort_of(sorts, night)),
                RunOf::Days(_) | RunOf::Long(_) => None,
            };
            What::Run(Runs { of, night, at_most: *at_most, rest_after: *rest_after })
        }
        Measure::Weekends { at_most, of, weekend } => {
            let (weeks, starts) = choices.cycle?;
            let all = cycles(weeks, starts, problem.days.from, problem.days.until);
            let laid = all.into_iter().map(|(from, until)| {
                let inside = weekends(problem, binding, (from, until), weekend);
                (problem.clock.stretch(from, until), inside)
            });
            What::Weekends(Weekends {
                at_most: at_most * weeks,
                of: i64::from(*of),
                cycles: laid.collect(),
            })
        }
        Measure::OnCall { at_most, often, together, rest } => What::OnCall {
            at_most: *at_most,
            often: often.as_ref(),
            together: together.as_deref(),
            rest: rest.as_ref(),
        },
    })
}

/// The weekends of a cycle on which the rule binds.
fn weekends(
    problem: &Problem,
    binding: &Binding,
    (from, until): (Day, Day),
    weekend: &WeekStretch,
) -> Vec<Stretch> {
    let monday = from.0 - Clock::weekday(from);
    let at = |day: i32, it: &preceptor_limits::WeekTime| {
        problem.clock.at(Day(day + it.day.after_monday()), it.time)
    };
    let mut made = Vec::new();
    for monday in (monday..until.0).step_by(7) {
        let first = Day(monday + weekend.from.day.after_monday());
        if from <= first && first < until && binding.days.holds(first) {
            let begins = at(monday, &weekend.from);
            let ends = at(monday, &weekend.until);
            let ends = if ends <= begins { at(monday + 7, &weekend.until) } else { ends };
            made.push(Stretch { from: begins, until: ends });
        }
    }
    made
}

/// The cycles of so many weeks that meet the days, one of which begins on `starts`.
pub fn cycles(weeks: i64, starts: Day, from: Day, until: Day) -> Vec<(Day, Day)> {
    let Ok(length) = i32::try_from((weeks * 7).max(1)) else { return Vec::new() };
    let first = from.0 - (from.0 - starts.0).rem_euclid(length);
    let mut made = Vec::new();
    let mut begins = first;
    while begins < until.0 {
        made.push((Day(begins), Day(begins + length)));
        begins += length;
    }
    made
}
