//! The cycles of a scheme for one person.

use preceptor_record::{Day, Period, Span};
use preceptor_rulebook::vocabulary::CpdScheme;

/// At most so many cycles of one length are laid out for a timeline; what would lie later is unknown.
const MOST_CYCLES: i64 = 400;

/// At most so many days of a rolling scheme are looked at one by one; what would lie later is unknown.
const MOST_DAYS: i32 = 20_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// From the day the person came in, on its anniversaries.
    Anniversary,
    /// From a date of the year.
    Fixed,
    /// The window that ends on the day.
    Rolling,
}

/// Where the cycles begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Calendar {
    kind: Kind,
    /// When the scheme is in force.
    in_force: Period,
    /// When the person came in.
    joined: Day,
    /// The day from which cycles are counted.
    base: Day,
}

/// The days on which a judgement may change, in no order, and the day from which nothing is known for want of room.
pub(super) struct Turns {
    pub(super) days: Vec<Day>,
    pub(super) lost_from: Option<Day>,
}

impl Calendar {
    /// The calendar of a scheme for somebody who came in on that day; nothing where it has no first day to count from.
    pub(super) fn new(scheme: &CpdScheme, joined: Option<Day>) -> Option<Self> {
        let joined = joined?;
        let in_force = scheme.effective.period();
        let lengths = scheme.within.iter().map(|it| it.length);
        if lengths.chain([scheme.cycle.length]).any(|it| it.months <= 0 && it.days <= 0) {
            return None;
        }
        let (kind, base) = if scheme.rolling {
            (Kind::Rolling, joined.max(in_force.from))
        } else if let Some(fixed) = &scheme.cycle.fixed {
            let base = match in_force.from {
                // Nobody knows when the scheme began: its cycles are counted from the one in which the person came in.
                Day::ALWAYS => {
                    in_years(joined, [0, -1], fixed).into_iter().find(|it| *it <= joined)
                }
                from => in_years(from, [0, 1], fixed).into_iter().find(|it| *it >= from),
            };
            (Kind::Fixed, base?)
        } else {
            (Kind::Anniversary, joined)
        };
        base.date()?;
        Some(Self { kind, in_force, joined, base })
    }

    /// The cycle of that length by which the day is judged; nothing where none was completed.
    pub(super) fn completed(&self, length: Span, day: Day) -> Option<Period> {
        if self.kind == Kind::Rolling {
            return (self.base.plus(length) <= day).then(|| window(length, day));
        }
        let number = self.number(length, day).saturating_sub(1);
        (number >= self.first(length)).then(|| self.cycle(length, number))
    }

    /// The cycle of that length in progress on the day; a rolling scheme has none.
    pub(super) fn running(&self, length: Span, day: Day) -> Option<Period> {
        let number = self.number(length, day);
        let counts =
            self.kind != Kind::Rolling && day >= self.joined && number >= self.first(length);
        counts.then(|| self.cycle(length, number))
    }

    /// The days of a cycle before the person came in.
    pub(super) fn before_joining(&self, cycle: Period) -> Period {
        Period { from: cycle.from, until: self.joined.clamp(cycle.from, cycle.until) }
    }

    /// The days on which the judgement by cycles of that length may change, where the last thing that matters happened
    /// on `last` and the entries lie on `entries`. `daily`: a rolling window may change its judgement on any day.
    pub(super) fn turns(&self, length: Span, last: Day, entries: &[Day], daily: bool) -> Turns {
        if self.kind == Kind::Rolling {
            return self.rolling_turns(length, last, entries, daily);
        }
        let first = self.first(length);
        // The cycle after the last that holds anything is as empty as all that follow.
        let until = self.number(length, last).max(first).saturating_add(1);
        let reached = until.min(first.saturating_add(MOST_CYCLES));
        let days = (first..=reached).map(|it| self.start(length, it + 1)).collect();
        Turns { days, lost_from: (reached < until).then(|| self.start(length, reached + 2)) }
    }

    fn rolling_turns(&self, length: Span, last: Day, entries: &[Day], daily: bool) -> Turns {
        let start = self.base.plus(length);
        if !daily {
            let mut days: Vec<Day> = entries.iter().flat_map(|it| [*it, it.plus(length)]).collect();
            days.retain(|it| *it > start);
            days.push(start);
            return Turns { days, lost_from: None };
        }
        let until = last.max(self.base).plus(length).next();
        let reached = until.0.min(start.0.saturating_add(MOST_DAYS));
        let days = (start.0..=reached).map(Day).collect();
        Turns { days, lost_from: (reached < until.0).then_some(Day(reached).next()) }
    }

    /// The first day of the cycle of that number; cycles are counted from the base, never from one another, so that a
    /// cycle that began on 29 February finds its day again.
    fn start(&self, length: Span, number: i64) -> Day {
        // Further than any calendar reaches, and still a length of time.
        let times = |it: i32, most: i64| {
            i32::try_from(i64::from(it).saturating_mul(number).clamp(0, most)).unwrap_or_default()
        };
        self.base.plus(Span {
            months: times(length.months, 200_000),
            days: times(length.days, 7_000_000),
        })
    }

    fn cycle(&self, length: Span, number: i64) -> Period {
        Period {
            from: self.start(length, number),
            until: self.start(length, number.saturating_add(1)),
        }
    }

    /// The number of the cycle that holds the day; below nought before the base.
    fn number(&self, length: Span, day: Day) -> i64 {
        if day < self.base {
            return -1;
        }
        let shortest = i64::from(length.months) * 28 + i64::from(length.days);
        let (mut low, mut high) =
            (0, (i64::from(day.0) - i64::from(self.base.0)) / shortest.max(1) + 1);
        while low < high {
            let middle = (low + high + 1) / 2;
            if self.start(length, middle) <= day { low = middle } else { high = middle - 1 }
        }
        low
    }

    /// The number of the first cycle that is judged.
    fn first(&self, length: Span) -> i64 {
        match self.kind {
            // The one in which the person came in.
            Kind::Fixed => self.number(length, self.joined).max(0),
            // The first that began when the scheme was in force.
            Kind::Anniversary | Kind::Rolling => {
                let number = self.number(length, self.in_force.from);
                if number < 0 || self.start(length, number) >= self.in_force.from {
                    number.max(0)
                } else {
                    number + 1
                }
            }
        }
    }
}

/// That date of the year in the years around a day. A cycle fixed on 29 February begins on the 28th in every year.
fn in_years(day: Day, years: [i16; 2], fixed: &str) -> Vec<Day> {
    let fixed = if fixed == "02-29" { "02-28" } else { fixed };
    let Some(date) = day.date() else { return Vec::new() };
    let in_year = |it: i16| Day::parse(&format!("{:04}-{fixed}", date.year() + it)).ok();
    years.into_iter().filter_map(in_year).collect()
}

/// The window of that length that ends on the day: an entry counts for so long from its own day on.
fn window(length: Span, day: Day) -> Period {
    let mut from = day.minus(length);
    // At the end of a month several days may lead to the same one.
    while from.plus(length) <= day {
        from = from.next();
    }
    Period { from, until: day.next() }
}
