//! Fair shares of weekends, nights and bank holidays, kept as totals.

use preceptor_limits::parameters::NightSpec;
use preceptor_record::Day;

use super::ground::Who;
use crate::model::clock::{Clock, Stretch};
use crate::model::problem::{Duty, Problem};

/// Works out who takes part in what, with what share, and what they had before.
pub fn who_takes_part(problem: &Problem, people: &mut [Who<'_>], night: Option<&NightSpec>) {
    let shared: Vec<[bool; 3]> =
        problem.duties.iter().map(|it| is_shared(problem, it, night)).collect();
    for who in people {
        let person = who.person;
        let earlier = &person.earlier;
        let holidays = i64::try_from(earlier.bank_holidays.len()).unwrap_or(0);
        who.earlier = [earlier.weekends, earlier.nights, holidays];
        for (duty, shared) in problem.duties.iter().zip(&shared) {
            let knows = duty.kind.is_none_or(|kind| {
                person.can.as_ref().is_none_or(|can| can.iter().any(|it| it.0 == kind))
            });
            if knows && duty.skills.iter().all(|it| person.skills.contains(it)) {
                for (can, shared) in who.can.iter_mut().zip(shared) {
                    *can |= *shared;
                }
            }
        }
        let fte = |day: Day| person.posts_on(day).map(|it| it.1.fte).sum::<i64>();
        let is_there = |day: &Day| {
            let whole = problem.clock.whole(*day);
            let mut away = person.absences.iter().filter(|it| it.is_excluded);
            !away.any(|it| it.stretch.within(whole) == whole)
        };
        let known: i64 = problem.days_of(problem.known).map(Day).filter(is_there).map(fte).sum();
        who.share = known + earlier.weeks * 7 * fte(problem.days.from);
    }
}

/// Whether a duty is at a weekend, at night, on a bank holiday.
fn is_shared(problem: &Problem, duty: &Duty, night: Option<&NightSpec>) -> [bool; 3] {
    let mut days = problem.days_of(duty.stretch).map(Day);
    let weekend = days.clone().any(|it| Clock::weekday(it) >= 5);
    let holiday = days.any(|it| problem.bank_holidays.contains(&it));
    let is_night = night.is_some_and(|it| {
        let first = *problem.days_of(duty.stretch).start() - 1;
        (first..first + 3).map(Day).any(|day| {
            let from = problem.clock.at(day, it.from);
            let until = problem.clock.at(day.next(), it.until);
            Stretch { from, until }.within(duty.stretch).minutes() >= it.at_least.0
        })
    });
    [weekend, is_night, holiday]
}

/// Points for being away from fair shares, given what everybody had in the rota.
pub fn points(
    problem: &Problem,
    people: &[Who<'_>],
    had: impl Fn(usize) -> [i64; 3],
    counts_nights: bool,
) -> i64 {
    let weights = [problem.weights.weekend, problem.weights.night, problem.weights.bank_holiday];
    let mut points = 0_i64;
    for (at, weight) in weights.into_iter().enumerate() {
        if weight == 0 || (at == 1 && !counts_nights) {
            continue;
        }
        let of = |it: [i64; 3]| it.get(at).copied().unwrap_or(0);
        let shares = people.iter().enumerate().filter_map(|(number, who)| {
            let all = of(who.earlier) + of(had(number));
            let takes_part = all > 0 || who.can.get(at).copied().unwrap_or(false);
            (takes_part && who.share > 0).then_some((i128::from(all), i128::from(who.share)))
        });
        let (total, whole) = shares.clone().fold((0, 0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
        if whole > 0 {
            let away: i128 = shares.map(|it| (it.0 * whole - total * it.1).abs()).sum();
            let away = i64::try_from(away / whole).unwrap_or(i64::MAX);
            points = points.saturating_add(weight.saturating_mul(away));
        }
    }
    points
}
