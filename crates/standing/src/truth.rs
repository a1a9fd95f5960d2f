//! Truth of three values, and timelines of it.

use preceptor_record::{Day, Period};

/// Whether something holds. The order is that of `all` (the least) and `any` (the greatest).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Truth {
    /// It does not.
    Unmet,
    /// It may or may not.
    Unknown,
    /// It does.
    Met,
}

impl std::ops::Not for Truth {
    type Output = Self;
    /// Met and unmet change places; unknown stays.
    fn not(self) -> Self {
        match self {
            Self::Unmet => Self::Met,
            Self::Unknown => Self::Unknown,
            Self::Met => Self::Unmet,
        }
    }
}

impl From<bool> for Truth {
    fn from(it: bool) -> Self {
        if it { Self::Met } else { Self::Unmet }
    }
}

impl Truth {
    /// The word for it in files and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unmet => "unmet",
            Self::Unknown => "unknown",
            Self::Met => "met",
        }
    }

    /// At least `n` out of several.
    pub fn at_least(n: usize, of: impl IntoIterator<Item = Self>) -> Self {
        let (mut met, mut unknown) = (0, 0);
        for it in of {
            match it {
                Self::Met => met += 1,
                Self::Unknown => unknown += 1,
                Self::Unmet => {}
            }
        }
        if met >= n {
            Self::Met
        } else if met + unknown < n {
            Self::Unmet
        } else {
            Self::Unknown
        }
    }
}

/// Truth over all days: each step holds from its day up to the next. The first begins with time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline(Vec<(Day, Truth)>);

impl Timeline {
    /// The same on every day.
    pub fn constant(truth: Truth) -> Self {
        Self(vec![(Day::ALWAYS, truth)])
    }

    /// Met within the periods, unmet elsewhere.
    pub fn of_periods(periods: impl IntoIterator<Item = Period>) -> Self {
        let mut sorted: Vec<Period> = periods.into_iter().filter(|it| !it.is_empty()).collect();
        sorted.sort_unstable();
        let mut steps: Vec<(Day, Truth)> = vec![(Day::ALWAYS, Truth::Unmet)];
        let mut covered_until = Day::ALWAYS;
        for it in sorted {
            if it.from > covered_until || covered_until == Day::ALWAYS {
                steps.push((it.from, Truth::Met));
                steps.push((it.until, Truth::Unmet));
                covered_until = it.until;
            } else if it.until > covered_until {
                steps.pop();
                steps.push((it.until, Truth::Unmet));
                covered_until = it.until;
            }
        }
        Self::from_steps(steps)
    }

    /// From steps in order of their days; a later step of the same day wins, and equal neighbours are joined.
    pub fn from_steps(steps: impl IntoIterator<Item = (Day, Truth)>) -> Self {
        let mut made: Vec<(Day, Truth)> = Vec::new();
        for (day, truth) in steps {
            if day == Day::NEVER {
                continue;
            }
            if made.last().is_some_and(|it| it.0 == day) {
                made.pop();
            }
            if made.last().is_none_or(|it| it.1 != truth) {
                made.push((day, truth));
            }
        }
        if made.first().is_none_or(|it| it.0 != Day::ALWAYS) {
            made.insert(0, (Day::ALWAYS, Truth::Unmet));
        }
        Self(made)
    }

    /// The truth on that day.
    pub fn at(&self, day: Day) -> Truth {
        let after = self.0.partition_point(|it| it.0 <= day);
        self.0.get(after.wrapping_sub(1)).map_or(Truth::Unmet, |it| it.1)
    }

    /// The steps, in order.
    pub fn steps(&self) -> &[(Day, Truth)] {
        &self.0
    }

    /// The next day after `day` on which the truth changes, and to what.
    pub fn next_change(&self, day: Day) -> Option<(Day, Truth)> {
        self.0.get(self.0.partition_point(|it| it.0 <= day)).copied()
    }

    /// Each stretch with its truth.
    pub fn stretches(&self) -> impl Iterator<Item = (Period, Truth)> + '_ {
        self.0.iter().enumerate().map(|(i, (from, truth))| {
            let until = self.0.get(i + 1).map_or(Day::NEVER, |it| it.0);
            (Period { from: *from, until }, *truth)
        })
    }

    /// Joins several timelines day by day.
    pub fn join(
        parts: &[&Self],
        combine: impl Fn(&mut dyn Iterator<Item = Truth>) -> Truth,
    ) -> Self {
        let mut days: Vec<Day> =
            parts.iter().flat_map(|it| it.0.iter().map(|step| step.0)).collect();
        days.sort_unstable();
        days.dedup();
        if days.is_empty() {
            days.push(Day::ALWAYS);
        }
        Self::from_steps(
            days.into_iter().map(|day| (day, combine(&mut parts.iter().map(|it| it.at(day))))),
        )
    }
}
