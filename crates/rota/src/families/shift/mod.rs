//! Shift scheduling: the instances of Curtois and Qu (2014), in the text form of schedulingbenchmarks.org.
//!
//! One shift a day for each employee over 2 to 52 weeks. Everything a contract says is hard; cover and requests cost.
//! The format is described in `docs/reference/rota-families.md`.

mod compile;
mod read;
mod score;
#[cfg(test)]
mod tests;

use super::{NoGrid, Problem, Score};
use crate::grid::{Grid, Task};

/// A shift of the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    /// Its name.
    pub id: String,
    /// Its length.
    pub minutes: i64,
    /// The shifts that may not come on the next day.
    pub not_before: Vec<usize>,
}

/// An employee's contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Employee {
    /// The name.
    pub id: String,
    /// The most days on each shift.
    pub caps: Vec<i64>,
    /// The most minutes in all.
    pub most_minutes: i64,
    /// The least minutes in all.
    pub least_minutes: i64,
    /// The longest run of worked days.
    pub most_run: i64,
    /// The shortest.
    pub least_run: i64,
    /// The shortest run of days off.
    pub least_off: i64,
    /// The most weekends with work.
    pub most_weekends: i64,
    /// Days on which nothing may be worked.
    pub days_off: Vec<usize>,
}

/// What an employee asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request {
    /// Who asked.
    pub employee: usize,
    /// The day.
    pub day: usize,
    /// The shift.
    pub shift: usize,
    /// What it costs not to grant it.
    pub weight: i32,
}

/// How many people a shift needs on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// The day.
    pub day: usize,
    /// The shift.
    pub shift: usize,
    /// How many.
    pub people: usize,
    /// The cost of each one missing.
    pub under: i32,
    /// The cost of each one more.
    pub over: i32,
}

/// A problem of the family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShiftProblem {
    /// The length of the horizon; day 0 is a Monday.
    pub days: usize,
    /// The shifts.
    pub shifts: Vec<Shift>,
    /// The employees.
    pub staff: Vec<Employee>,
    /// Shifts that were asked for.
    pub on: Vec<Request>,
    /// Shifts that were asked not to be.
    pub off: Vec<Request>,
    /// The cover.
    pub cover: Vec<Need>,
}

impl ShiftProblem {
    /// Reads an instance.
    ///
    /// # Errors
    ///
    /// When a line does not say what it should: the first such line.
    pub fn read(text: &str) -> Result<Self, super::Fault> {
        read::read(text)
    }
}

impl Problem for ShiftProblem {
    fn people(&self) -> Vec<&str> {
        self.staff.iter().map(|it| it.id.as_str()).collect()
    }

    fn tasks(&self) -> Vec<String> {
        self.shifts.iter().map(|it| it.id.clone()).collect()
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
