//! The First International Nurse Rostering Competition: 28 days, one XML file.
//!
//! One shift a day and exactly the required number of nurses on each shift are hard; everything a contract says and
//! every request costs. The format is described in `docs/reference/rota-families.md`.

mod compile;
mod read;
mod score;
#[cfg(test)]
mod tests;

use super::{Fault, NoGrid, Problem, Score};
use crate::grid::{Grid, Task};

/// A limit of a contract with its weight; a limit that is switched off is not there.
pub type Limit = Option<(i64, i32)>;

/// What an entry of a pattern asks of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// A day off.
    Nothing,
    /// Some shift.
    Anything,
    /// This shift.
    Shift(usize),
}

/// A pattern that is not wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unwanted {
    /// What it costs each time.
    pub weight: i32,
    /// The entries, a day each, with the weekday (0 is Monday) where one is asked for.
    pub entries: Vec<(Wanted, Option<usize>)>,
}

/// A contract.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contract {
    /// Its id.
    pub id: String,
    /// The most assignments.
    pub most: Limit,
    /// The least.
    pub least: Limit,
    /// The most worked days in a row.
    pub most_work: Limit,
    /// The least.
    pub least_work: Limit,
    /// The most days off in a row.
    pub most_off: Limit,
    /// The least.
    pub least_off: Limit,
    /// The most worked weekends in a row.
    pub most_weekends: Limit,
    /// The least.
    pub least_weekends: Limit,
    /// The most worked weekends in four weeks.
    pub in_four_weeks: Limit,
    /// For each free day of a weekend partly worked.
    pub complete: i32,
    /// For each day of a weekend of another shift than most.
    pub identical: i32,
    /// For a night before a free weekend.
    pub no_night: i32,
    /// For a night run followed too soon by another shift.
    pub two_free: i32,
    /// For each assignment to a shift without its skills.
    pub alternative: i32,
    /// The first day of a weekend (0 is Monday) and how many days it has.
    pub weekend: (usize, usize),
    /// The patterns that are not wanted, by their place in the list.
    pub patterns: Vec<usize>,
}

/// A nurse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nurse {
    /// The id.
    pub id: String,
    /// The contract.
    pub contract: usize,
    /// For each shift whether the nurse has all its skills.
    pub has_skills: Vec<bool>,
}

/// Something asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request {
    /// Who.
    pub nurse: usize,
    /// The day.
    pub day: usize,
    /// The shift; any without one.
    pub shift: Option<usize>,
    /// Whether it is to be worked.
    pub is_on: bool,
    /// What it costs not to be met.
    pub weight: i32,
}

/// An instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inrc1Problem {
    /// The length of the horizon in days.
    pub days: usize,
    /// The weekday of the first day; 0 is Monday.
    pub first: usize,
    /// The shifts.
    pub shifts: Vec<String>,
    /// Which of them are nights.
    pub nights: Vec<bool>,
    /// The patterns.
    pub patterns: Vec<Unwanted>,
    /// The contracts.
    pub contracts: Vec<Contract>,
    /// The nurses.
    pub nurses: Vec<Nurse>,
    /// How many nurses there must be: by day and shift.
    pub cover: Vec<usize>,
    /// The requests.
    pub requests: Vec<Request>,
}

impl Inrc1Problem {
    /// Reads an instance.
    ///
    /// # Errors
    ///
    /// At the first element that does not say what it should.
    pub fn read(text: &str) -> Result<Self, Fault> {
        read::read(text)
    }

    /// The weekends of a contract that touch the horizon: first day and how many days of them are inside.
    pub fn weekends(&self, contract: &Contract) -> Vec<(usize, usize)> {
        let (day, size) = contract.weekend;
        // From the week before, so that a weekend cut by the first day is seen.
        let first = (0..=self.days + 7).step_by(7).map(|week| week + day);
        let inside = first.filter_map(|it| {
            // `it` counts from the Monday of the week before the horizon's first day.
            let offset = 7 + self.first;
            let (from, until) = (it.max(offset), (it + size).min(offset + self.days));
            (from < until).then(|| (from - offset, until - from))
        });
        inside.collect()
    }
}

impl Problem for Inrc1Problem {
    fn people(&self) -> Vec<&str> {
        self.nurses.iter().map(|it| it.id.as_str()).collect()
    }

    fn tasks(&self) -> Vec<String> {
        self.shifts.clone()
    }

    fn days(&self) -> usize {
        self.days
    }

    fn grid(&self) -> Result<Grid, NoGrid> {
        compile::grid(self)
    }

    fn score(&self, rows: &[Task]) -> Score {
        score::score(self, rows)
    }
}
