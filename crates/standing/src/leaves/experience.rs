//! Months of work, counted by the calendar, by full-time equivalent, or both.

use preceptor_record::person::Body;
use preceptor_record::{Code, Day, Fact, Fte, Period, Span};
use preceptor_rulebook::requirement::{Counted, Experienced, When};

use super::events::country_matches;
use super::lasting::{codes, strs};
use super::{Found, Match, View, agree, among};
use crate::acting::jurisdiction_of;
use crate::truth::{Timeline, Truth};

/// A stretch of work and which part of full time it was.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    period: Period,
    fte: Fte,
}

fn matches(view: &View<'_>, leaf: &Experienced, fact: &Fact) -> Match {
    let (role, setting, specialty, country) = match &fact.body {
        Body::Post(it) => {
            let place = jurisdiction_of(
                view.book,
                view.register,
                it.jurisdiction.as_ref(),
                it.organisation.as_ref(),
            )
            .0;
            (Some(&it.role), it.setting.as_ref(), it.specialty.as_ref(), Some(place))
        }
        Body::Experience(it) => {
            let place = it.country.clone().or_else(|| {
                let employer = it.organisation.as_ref()?;
                Some(jurisdiction_of(view.book, view.register, None, Some(employer)).0)
            });
            (it.role.as_ref(), it.setting.as_ref(), it.specialty.as_ref(), place)
        }
        _ => return Match::No,
    };
    among(&codes(&leaf.role), role)
        .and(among(&codes(&leaf.setting), setting))
        .and(among(&strs(&leaf.specialty), specialty))
        .and(country_matches(&leaf.country, country.as_ref().map(Code::as_str)))
}

/// The work a leaf looks at, and the awards it counts from.
pub(super) fn looked_at<'a>(view: &View<'a>, leaf: &Experienced) -> Vec<Found<'a>> {
    let mut found = view.find(|fact| matches(view, leaf, fact));
    found.extend(awards(view, leaf));
    found
}

fn awards<'a>(view: &View<'a>, leaf: &Experienced) -> Vec<Found<'a>> {
    view.find(|fact| match &fact.body {
        Body::Qualification(it) => {
            leaf.after_award.iter().any(|asked| asked.value == it.qualification).into()
        }
        _ => Match::No,
    })
}

pub(super) fn experience(view: &View<'_>, leaf: &Experienced) -> Timeline {
    let found = view.find(|fact| matches(view, leaf, fact));
    if found.is_empty() {
        return Timeline::constant(Truth::Unmet);
    }
    let awards = awards(view, leaf);
    let answer = |all: bool| {
        let award =
            awards.iter().filter(|it| all || it.sure).map(|it| it.fact.body.period().from).min();
        let mut bounds = Period::ALL;
        match (leaf.after_award.is_empty(), award) {
            (false, None) => return Timeline::constant(Truth::Unmet),
            (false, Some(day)) => bounds.from = day,
            (true, _) => {}
        }
        bounds.from = bounds.from.max(leaf.from.unwrap_or(Day::ALWAYS));
        match leaf.when {
            When::Before(day) => bounds.until = day,
            When::OnOrAfter(day) => bounds.from = bounds.from.max(day),
            When::Now | When::Ever | When::Within(_) => {}
        }
        let stretches: Vec<Stretch> = found
            .iter()
            .filter(|it| all || it.sure)
            .map(|it| Stretch {
                period: it.fact.body.period().overlap(bounds),
                fte: part_of_full_time(it.fact),
            })
            .filter(|it| !it.period.is_empty())
            .collect();
        counted(&stretches, leaf)
    };
    let sure = found.iter().chain(&awards).all(|it| it.sure);
    if sure { answer(true) } else { agree(&answer(false), &answer(true)) }
}

fn part_of_full_time(fact: &Fact) -> Fte {
    let written = match &fact.body {
        Body::Post(it) => it.fte,
        Body::Experience(it) => it.fte,
        _ => None,
    };
    written.unwrap_or(Fte::FULL)
}

fn counted(stretches: &[Stretch], leaf: &Experienced) -> Timeline {
    let of_when = match leaf.when {
        When::Within(span) => Some(span),
        _ => None,
    };
    let windows: Vec<Span> = leaf.within.into_iter().chain(of_when).collect();
    let by_calendar = || {
        if windows.is_empty() {
            from_on(calendar(stretches, leaf.at_least))
        } else {
            within(stretches, leaf.at_least, &windows, false)
        }
    };
    let by_fte = || {
        if windows.is_empty() {
            from_on(full_time(stretches, leaf.at_least))
        } else {
            within(stretches, leaf.at_least, &windows, true)
        }
    };
    match leaf.counted {
        Counted::Calendar => by_calendar(),
        Counted::Fte => by_fte(),
        Counted::Both => agree(&by_calendar(), &by_fte()),
    }
}

fn from_on(day: Option<Day>) -> Timeline {
    Timeline::of_periods(day.map(|from| Period { from, until: Day::NEVER }))
}

/// Stretches in order of time, overlapping and adjoining ones joined.
fn joined(stretches: &[Stretch]) -> Vec<Period> {
    let mut periods: Vec<Period> = stretches.iter().map(|it| it.period).collect();
    periods.sort_unstable();
    let mut made: Vec<Period> = Vec::new();
    for it in periods {
        match made.last_mut() {
            Some(last) if it.from <= last.until => last.until = last.until.max(it.until),
            _ => made.push(it),
        }
    }
    made
}

/// The day on which so much calendar time has been worked.
fn calendar(stretches: &[Stretch], asked: Span) -> Option<Day> {
    let mut left = asked;
    for it in joined(stretches) {
        if it.from == Day::ALWAYS {
            // Work that always was has been long enough by any count.
            return Some(Day::ALWAYS);
        }
        let reached = it.from.plus(left);
        if reached <= it.until {
            return Some(reached);
        }
        let mut months = 0;
        while months < left.months && it.from.plus(Span::of_months(months + 1)) <= it.until {
            months += 1;
        }
        let days = it.until.0 - it.from.plus(Span::of_months(months)).0;
        left.months -= months;
        left.days -= days;
        // Left-over days are taken from a month of thirty.
        while left.days < 0 && left.months > 0 {
            left.months -= 1;
            left.days += 30;
        }
        if left.months <= 0 && left.days <= 0 {
            return Some(it.until);
        }
    }
    None
}

/// The first day on which so many full-time equivalent months have been worked.
fn full_time(stretches: &[Stretch], asked: Span) -> Option<Day> {
    if stretches.iter().all(|it| it.fte >= Fte::FULL) {
        return calendar(stretches, asked);
    }
    if stretches.iter().any(|it| it.period.from == Day::ALWAYS && it.fte.0 > 0) {
        return Some(Day::ALWAYS);
    }
    // In thousandths of a day, so that the sum is exact.
    let mut left = thousandths(asked);
    for (period, share) in shares(stretches) {
        if left <= 0 {
            return Some(period.from);
        }
        if share == 0 {
            continue;
        }
        let days = (left + share - 1) / share;
        let worked = i64::from(period.until.0) - i64::from(period.from.0);
        if days <= worked {
            return Some(Day(period
                .from
                .0
                .saturating_add(i32::try_from(days).unwrap_or(i32::MAX))));
        }
        left -= worked * share;
    }
    (left <= 0).then(|| stretches.iter().map(|it| it.period.until).max()).flatten()
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "at most 1,200 months of 30,438 thousandths of a day"
)]
fn thousandths(span: Span) -> i64 {
    (span.about_days() * 1000.0).round() as i64
}

/// The part of full time worked on each stretch between two changes, at most full time, in thousandths.
fn shares(stretches: &[Stretch]) -> Vec<(Period, i64)> {
    let mut days: Vec<Day> =
        stretches.iter().flat_map(|it| [it.period.from, it.period.until]).collect();
    days.sort_unstable();
    days.dedup();
    days.windows(2)
        .filter_map(|it| match it {
            [from, until] => Some(Period { from: *from, until: *until }),
            _ => None,
        })
        .map(|period| {
            let sum: i64 = stretches
                .iter()
                .filter(|it| it.period.holds(period.from))
                .map(|it| i64::from(it.fte.0))
                .sum();
            (period, sum.min(1000))
        })
        .collect()
}

/// How many years before the first and after the last day written a window is followed, where the length of months may
/// still matter.
const YEARS: i32 = 30;

/// The days on which enough was worked within each of the windows before them.
fn within(stretches: &[Stretch], asked: Span, windows: &[Span], by_fte: bool) -> Timeline {
    let shares: Vec<(Period, i64)> = shares(stretches)
        .into_iter()
        .map(|(period, share)| (period, if by_fte || share == 0 { share } else { 1000 }))
        .collect();
    let asked = thousandths(asked);
    let enough = |day: Day| -> Truth {
        let start = windows.iter().map(|it| day.minus(*it)).max().unwrap_or(Day::ALWAYS);
        let part = |it: &(Period, i64)| {
            let cut = it.0.overlap(Period { from: start, until: day });
            if cut.is_empty() { 0 } else { (i64::from(cut.until.0) - i64::from(cut.from.0)) * it.1 }
        };
        Truth::from(shares.iter().map(part).sum::<i64>() >= asked)
    };
    let ends =
        || shares.iter().flat_map(|it| [it.0.from, it.0.until]).filter(|it| it.date().is_some());
    let share_at = |day: Day| shares.iter().find(|it| it.0.holds(day)).map_or(0, |it| it.1);
    let (Some(first), Some(last)) = (ends().min(), ends().max()) else {
        return Timeline::constant(if shares.is_empty() { Truth::Unmet } else { enough(Day(0)) });
    };
    let shortest = windows.iter().map(|it| it.about_days()).fold(f64::INFINITY, f64::min);
    // While nothing changes, only months of other lengths may make a difference.
    #[expect(clippy::cast_precision_loss, reason = "the days of a career are few")]
    let may_turn = |share: i64| {
        let days = |by: f64| (shortest + by) * share as f64;
        share > 0 && days(-4.0) <= asked as f64 && asked as f64 <= days(4.0)
    };
    let far = Span::of_months(12 * YEARS);
    let start = if may_turn(share_at(first.previous())) { first.minus(far) } else { first };
    let end = windows.iter().map(|it| last.plus(*it)).max().unwrap_or(last).next();
    let end = if may_turn(share_at(last)) { end.plus(far) } else { end };
    let mut steps = vec![(Day::ALWAYS, enough(start))];
    let mut day = start;
    // The sum changes every day, so every day is looked at, from the first work to one window after the last change.
    while day <= end {
        steps.push((day, enough(day)));
        day = day.next();
    }
    Timeline::from_steps(steps)
}
