//! Fairness: who has how much of what nobody likes, beside their share.
//!
//! A share is by part of full time and by days of being available, the memory of earlier rotas included, so that a new
//! starter is not asked for a year's weekends at once. Somebody who can do no such duty has no share.

use preceptor_limits::Measure;
use preceptor_limits::measure::RunOf;
use preceptor_limits::parameters::NightSpec;
use preceptor_record::{Day, words};

use super::diary::Diary;
use crate::model::clock::{Clock, Stretch};
use crate::model::problem::{Duty, PersonIx, Problem};
use crate::model::written::Time;

words! {
    /// What is shared.
    pub enum Shared {
        /// Weekends with any duty.
        Weekends = "weekends",
        /// Night duties.
        Nights = "nights",
        /// Bank holidays with any duty.
        BankHolidays = "bank-holidays",
    }
}

/// How something is shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fairness {
    /// What.
    pub shared: Shared,
    /// Each who takes part.
    pub people: Vec<Share>,
}

/// One person's part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Who.
    pub person: PersonIx,
    /// How many they had.
    pub had: i64,
    /// Thousandths of full time, summed over their days of being available.
    pub weight: i64,
}

impl Fairness {
    /// How many there were.
    pub fn total(&self) -> i64 {
        self.people.iter().map(|it| it.had).sum()
    }

    fn whole(&self) -> i64 {
        self.people.iter().map(|it| it.weight).sum()
    }

    /// Hundredths of what would be somebody's fair share.
    pub fn fair(&self, share: &Share) -> i64 {
        let whole = self.whole();
        if whole == 0 { 0 } else { self.total() * share.weight * 100 / whole }
    }

    /// How far everybody together is from their fair shares, rounded down to whole ones.
    pub fn away(&self) -> i64 {
        let (total, whole) = (i128::from(self.total()), i128::from(self.whole()));
        let away = |it: &Share| (i128::from(it.had) * whole - total * i128::from(it.weight)).abs();
        let sum: i128 = self.people.iter().map(away).sum();
        if whole == 0 { 0 } else { i64::try_from(sum / whole).unwrap_or(i64::MAX) }
    }
}

/// How weekends, nights and bank holidays are shared. What a night is, the rules say; where none does, nights are not
/// counted.
pub fn fairness(problem: &Problem, diaries: &[Diary<'_>]) -> Vec<Fairness> {
    let night = night(problem);
    let mut made = Vec::new();
    for shared in Shared::ALL.iter().copied() {
        if shared == Shared::Nights && night.is_none() {
            continue;
        }
        let counting = Counting { problem, shared, night };
        let people = diaries.iter().filter_map(|it| counting.share(it)).collect();
        made.push(Fairness { shared, people });
    }
    made
}

/// What a night is, as the first rule that speaks of nights says.
fn night(problem: &Problem) -> Option<&NightSpec> {
    problem.rules.iter().find_map(|it| match &it.measure {
        Measure::AverageNight { night, .. } | Measure::Run { of: RunOf::Night(night), .. } => {
            Some(night)
        }
        _ => None,
    })
}

struct Counting<'a> {
    problem: &'a Problem,
    shared: Shared,
    night: Option<&'a NightSpec>,
}

impl Counting<'_> {
    fn share(&self, diary: &Diary<'_>) -> Option<Share> {
        let earlier = &diary.person.earlier;
        let memory = match self.shared {
            Shared::Weekends => earlier.weekends,
            Shared::Nights => earlier.nights,
            Shared::BankHolidays => i64::try_from(earlier.bank_holidays.len()).unwrap_or(0),
        };
        let had = memory + self.had(diary);
        let takes_part = had > 0 || self.can(diary);
        let weight = weight(diary);
        (takes_part && weight > 0).then_some(Share { person: diary.who, had, weight })
    }

    fn had(&self, diary: &Diary<'_>) -> i64 {
        let clock = &self.problem.clock;
        let lines = diary.lines.iter().filter(|it| it.work.time != Time::Unpaid);
        let known = lines.filter(|it| it.stretch.meets(self.problem.known));
        let days = || known.clone().flat_map(|it| self.problem.days_of(it.stretch)).map(Day);
        let distinct = |mut all: Vec<i32>| {
            all.sort_unstable();
            all.dedup();
            i64::try_from(all.len()).unwrap_or(i64::MAX)
        };
        match self.shared {
            // Saturday and Sunday of one week are one weekend, by its Monday.
            Shared::Weekends => {
                let weekend = days().filter(|it| Clock::weekday(*it) >= 5);
                distinct(weekend.map(|it| it.0 - Clock::weekday(it)).collect())
            }
            Shared::Nights => {
                let night = self.night;
                let nights = known.clone().filter_map(|it| diary.night_of(it.stretch, night?));
                distinct(nights.map(|it| it.0).collect())
            }
            Shared::BankHolidays => {
                let ours = days().filter(|it| self.problem.bank_holidays.contains(it));
                distinct(
                    ours.filter(|it| clock.whole(*it).meets(self.problem.known))
                        .map(|it| it.0)
                        .collect(),
                )
            }
        }
    }

    /// Whether some duty of the problem that is shared so is one that they can do.
    fn can(&self, diary: &Diary<'_>) -> bool {
        let duties = self.problem.duties.iter().filter(|it| self.is_shared(it));
        let person = diary.person;
        duties.into_iter().any(|duty| {
            let kind = person
                .can
                .as_ref()
                .is_none_or(|can| duty.kind.is_none_or(|kind| can.iter().any(|it| it.0 == kind)));
            kind && duty.skills.iter().all(|it| person.skills.contains(it))
        })
    }

    fn is_shared(&self, duty: &Duty) -> bool {
        let mut days = self.problem.days_of(duty.stretch).map(Day);
        match self.shared {
            Shared::Weekends => days.any(|it| Clock::weekday(it) >= 5),
            Shared::BankHolidays => days.any(|it| self.problem.bank_holidays.contains(&it)),
            Shared::Nights => self.night.is_some_and(|it| {
                let clock = &self.problem.clock;
                let mut nights = (*self.problem.days_of(duty.stretch).start() - 1..)
                    .map(Day)
                    .take(3)
                    .map(|day| Stretch {
                        from: clock.at(day, it.from),
                        until: clock.at(day.next(), it.until),
                    });
                nights.any(|night| night.within(duty.stretch).minutes() >= it.at_least.0)
            }),
        }
    }
}

/// Thousandths of full time over the days of being available: those known, and those remembered.
fn weight(diary: &Diary<'_>) -> i64 {
    let (person, problem) = (diary.person, diary.problem);
    let fte = |day: Day| person.posts_on(day).map(|(_, it)| it.fte).sum::<i64>();
    let away: Vec<Stretch> =
        person.absences.iter().filter(|it| it.is_excluded).map(|it| it.stretch).collect();
    let days = problem.days_of(problem.known).map(Day);
    let there = days.filter(|it| {
        let whole = problem.clock.whole(*it);
        !away.iter().any(|it| it.within(whole) == whole)
    });
    let known: i64 = there.map(fte).sum();
    known + person.earlier.weeks * 7 * fte(problem.days.from)
}
