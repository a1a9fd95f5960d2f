//! One set of facts laid against a scheme.

use preceptor_record::person::Body;
use preceptor_record::{Code, Cpd, Day, Known, Period, Record, Span};
use preceptor_rulebook::Rulebook;
use preceptor_rulebook::vocabulary::{CpdScheme, CpdUnit, InnerCycle, Rounding};

use super::calendar::{Calendar, Turns};
use super::joined::joined;
use super::measure::{Phase, measure};
use crate::truth::{Timeline, Truth};

/// Which facts are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// The verified ones, without entries that have no day.
    Verified,
    /// All, claimed ones too; an entry without a day may lie in any cycle.
    All,
}

/// An entry and what it counts in the unit of the scheme, in hundredths.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<'a> {
    pub(super) on: Day,
    pub(super) cpd: &'a Cpd,
    pub(super) amount: u64,
}

/// What the cycles of one length are asked.
#[derive(Debug, Clone, Copy)]
pub(super) enum Asked<'a> {
    /// Everything the scheme asks.
    Whole,
    /// The total of an inner cycle.
    Inner(&'a InnerCycle),
}

/// One set of facts laid against a scheme.
pub(super) struct Laid<'a> {
    pub(super) scheme: &'a CpdScheme,
    pub(super) calendar: Option<Calendar>,
    /// Whether facts were left out that would be laid out with all of them.
    pub(super) leaves_out: bool,
    /// In order of days.
    dated: Vec<Entry<'a>>,
    undated: Vec<Entry<'a>>,
    /// In order and apart from one another.
    away: Vec<Period>,
}

impl<'a> Laid<'a> {
    pub(super) fn new(
        book: &Rulebook,
        record: &Record<'a>,
        role: Option<&Code>,
        scheme: &'a CpdScheme,
        which: Which,
    ) -> Self {
        let all = which == Which::All;
        let counts = |it: &&Known<'_>| all || it.verified;
        let (mut dated, mut undated, mut away) = (Vec::new(), Vec::new(), Vec::new());
        for known in record.facts.iter().filter(counts) {
            match &known.fact.body {
                Body::Cpd(cpd) => {
                    let entry = Entry {
                        on: cpd.on.unwrap_or(Day::ALWAYS),
                        cpd,
                        amount: amount(scheme, cpd),
                    };
                    if cpd.on.is_some() { dated.push(entry) } else { undated.push(entry) }
                }
                Body::Absence(it) if scheme.pro_rata.contains(&it.reason) => {
                    away.push(known.fact.body.period());
                }
                _ => {}
            }
        }
        let claimed = record.facts.iter().filter(|it| !it.verified).any(|it| {
            matches!(
                it.fact.body,
                Body::Cpd(_) | Body::Absence(_) | Body::Registration(_) | Body::Qualification(_)
            )
        });
        let leaves_out = !all && (!undated.is_empty() || claimed);
        if !all {
            undated.clear();
        }
        dated.sort_by_key(|it| it.on);
        let joined = joined(book, record.facts.iter().filter(counts), role, scheme);
        let calendar = Calendar::new(scheme, joined);
        Self { scheme, calendar, leaves_out, dated, undated, away: apart(away) }
    }

    /// The lengths of cycle that are judged, each with what it is asked.
    pub(super) fn lengths(&self) -> impl Iterator<Item = (Span, Asked<'a>)> + use<'a> {
        let inner = self.scheme.within.iter().map(|it| (it.length, Asked::Inner(it)));
        [(self.scheme.cycle.length, Asked::Whole)].into_iter().chain(inner)
    }

    /// The entries that lie in a cycle, in order of days, and then those that may.
    pub(super) fn entries(&self, cycle: Period) -> impl Iterator<Item = &Entry<'a>> + Clone {
        self.dated_in(cycle).iter().chain(&self.undated)
    }

    /// The entries that lie in a cycle.
    pub(super) fn dated_in(&self, cycle: Period) -> &[Entry<'a>] {
        let from = self.dated.partition_point(|it| it.on < cycle.from);
        let until = self.dated.partition_point(|it| it.on < cycle.until);
        self.dated.get(from..until).unwrap_or_default()
    }

    /// Whether an entry without a day may fill any gap.
    pub(super) fn may_fill_gaps(&self) -> bool {
        !self.undated.is_empty()
    }

    /// The days of a cycle that reduce what is asked of it, in order and apart from one another.
    pub(super) fn away_in(&self, cycle: Period) -> Vec<Period> {
        let late = self.calendar.as_ref().filter(|_| self.scheme.first_cycle_pro_rata);
        let late = late.map(|it| it.before_joining(cycle));
        let away = self.away.iter().map(|it| it.overlap(cycle)).chain(late);
        apart(away.filter(|it| !it.is_empty()).collect())
    }

    /// Whether the facts comply on that day: never unknown but for want of a first day, or of room.
    pub(super) fn truth(&self, day: Day) -> Truth {
        if !self.scheme.effective.period().holds(day) {
            return Truth::Met;
        }
        let Some(calendar) = &self.calendar else { return Truth::Unknown };
        let lost = self.turns(calendar).iter().filter_map(|it| it.lost_from).min();
        self.judged(calendar, day, lost)
    }

    /// Whether the facts comply, day by day.
    pub(super) fn timeline(&self) -> Timeline {
        let in_force = self.scheme.effective.period();
        let Some(calendar) = &self.calendar else {
            let outside = Timeline::of_periods([in_force]);
            return Timeline::join(&[&outside], |of| match of.next() {
                Some(Truth::Met) => Truth::Unknown,
                _ => Truth::Met,
            });
        };
        let turns = self.turns(calendar);
        let lost = turns.iter().filter_map(|it| it.lost_from).min();
        let mut days: Vec<Day> = turns.into_iter().flat_map(|it| it.days).chain(lost).collect();
        days.extend([Day::ALWAYS, in_force.from, in_force.until]);
        days.sort_unstable();
        days.dedup();
        Timeline::from_steps(days.into_iter().map(|day| {
            let truth =
                if in_force.holds(day) { self.judged(calendar, day, lost) } else { Truth::Met };
            (day, truth)
        }))
    }

    fn judged(&self, calendar: &Calendar, day: Day, lost_from: Option<Day>) -> Truth {
        if lost_from.is_some_and(|it| day >= it) {
            return Truth::Unknown;
        }
        let complies = self.lengths().all(|(length, asked)| {
            let cycle = calendar.completed(length, day);
            cycle.is_none_or(|it| measure(self, asked, it, Phase::Completed).complies())
        });
        complies.into()
    }

    fn turns(&self, calendar: &Calendar) -> Vec<Turns> {
        let entries: Vec<Day> = self.dated.iter().map(|it| it.on).collect();
        let away = self.away.iter().flat_map(|it| [it.from, it.until]);
        let last = entries.iter().copied().chain(away).filter(|it| it.date().is_some()).max();
        let last = last.unwrap_or(Day::ALWAYS);
        let daily = !self.away.is_empty() || self.scheme.longest_gap.is_some();
        self.lengths().map(|(length, _)| calendar.turns(length, last, &entries, daily)).collect()
    }
}

/// What an entry counts, in hundredths: a credit and an hour are the same where only one of them is written.
fn amount(scheme: &CpdScheme, cpd: &Cpd) -> u64 {
    let written = match scheme.unit {
        CpdUnit::Hours => cpd.hours.or(cpd.credits),
        CpdUnit::Credits => cpd.credits.or(cpd.hours),
    };
    let written = written.map_or(0, |it| u64::from(it.0));
    match scheme.rounding {
        Rounding::None => written,
        // Half a unit is rounded up.
        Rounding::NearestWhole => (written + 50) / 100 * 100,
    }
}

/// The same days as periods in order that neither overlap nor touch.
fn apart(mut periods: Vec<Period>) -> Vec<Period> {
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
