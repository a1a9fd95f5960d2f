//! NSPLib: a problem file with needs and preferences, and a case file with the rules of every nurse.
//!
//! A nurse has one of the shifts each day, the last of which is the free one. The rules of a case are hard; preferences
//! and missing nurses cost. The files do not say how a run is judged that touches the first or the last day: here it is
//! never too short. The format is described in `docs/reference/rota-families.md`.

mod compile;
mod read;
mod score;
#[cfg(test)]
mod tests;

use super::{Fault, NoGrid, Problem, Score};
use crate::grid::{Grid, Task};

/// What each nurse missing costs.
pub const MISSING: i32 = 100;

/// A least and a most.
pub type Range = (i64, i64);

/// The rules of a case, the same for every nurse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Assignments over the horizon.
    pub total: Range,
    /// Worked days in a row.
    pub work: Range,
    /// For each shift, the free one last: days in a row, and days in all.
    pub shifts: Vec<(Range, Range)>,
}

/// A problem with its case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NspProblem {
    /// The length of the horizon.
    pub days: usize,
    /// The number of shifts beside the free one.
    pub shifts: usize,
    /// The names of the nurses: their numbers from 0.
    pub nurses: Vec<String>,
    /// The nurses needed: by day and shift, the free one left out.
    pub needs: Vec<usize>,
    /// What a nurse's shift on a day costs: by nurse, day and shift, the free one last.
    pub costs: Vec<i32>,
    /// The case.
    pub case: Case,
}

impl NspProblem {
    /// Reads a problem and its case.
    ///
    /// # Errors
    ///
    /// With the number of the file (0 the problem, 1 the case) and the fault in it.
    pub fn read(problem: &str, case: &str) -> Result<Self, (usize, Fault)> {
        read::read(problem, case)
    }
}

impl Problem for NspProblem {
    fn people(&self) -> Vec<&str> {
        self.nurses.iter().map(String::as_str).collect()
    }

    fn tasks(&self) -> Vec<String> {
        (1..=self.shifts).map(|it| it.to_string()).collect()
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
