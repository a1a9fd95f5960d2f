//! The Second International Nurse Rostering Competition, all weeks known at once.
//!
//! An instance is named `nXXXwY_h_a-b-c-d`: a scenario, an initial history and a file for each week. Minimal cover,
//! skills and successions are hard; everything else costs. The format is described in
//! `docs/reference/rota-families.md`.

mod compile;
mod read;
mod score;
#[cfg(test)]
mod tests;

use super::{Fault, NoGrid, Problem, Score};
use crate::grid::{Grid, Task};

/// The weights of the competition.
pub mod weight {
    /// A nurse missing below the optimum.
    pub const OPTIMAL: i32 = 30;
    /// A day missing or in excess in a run of one shift.
    pub const SHIFT_RUN: i32 = 15;
    /// A day missing or in excess in a run of work or of days off.
    pub const RUN: i32 = 30;
    /// A request not met.
    pub const REQUEST: i32 = 10;
    /// A weekend with one worked day.
    pub const PARTLY: i32 = 30;
    /// An assignment below or above the totals.
    pub const TOTAL: i32 = 20;
    /// A weekend above the most.
    pub const WEEKEND: i32 = 30;
}

/// The files an instance is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    /// The data set, which is the name of the folder.
    pub set: String,
    /// The scenario.
    pub scenario: String,
    /// The initial history.
    pub history: String,
    /// The weeks in order; one may come more than once.
    pub weeks: Vec<String>,
}

/// The files of an instance of that name.
///
/// # Errors
///
/// When the name is not one.
pub fn files(name: &str) -> Result<Files, Fault> {
    read::files(name)
}

/// A shift with the limits on consecutive days in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    /// Its name.
    pub id: String,
    /// The least and the most days in a row.
    pub run: (i64, i64),
    /// The shifts that may not come on the next day.
    pub not_before: Vec<usize>,
}

/// A contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contract {
    /// Its name.
    pub id: String,
    /// The least and the most assignments in all.
    pub total: (i64, i64),
    /// The least and the most worked days in a row.
    pub work: (i64, i64),
    /// The least and the most days off in a row.
    pub off: (i64, i64),
    /// The most worked weekends.
    pub weekends: i64,
    /// Whether weekends should be worked whole.
    pub is_complete: bool,
}

/// What was before the first day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// Assignments so far.
    pub total: i64,
    /// Worked weekends so far.
    pub weekends: i64,
    /// The shift of the last day.
    pub last: Option<usize>,
    /// How many days in a row it was that shift.
    pub shift: u32,
    /// Worked days in a row.
    pub work: u32,
    /// Days off in a row.
    pub off: u32,
}

/// A nurse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nurse {
    /// The name.
    pub id: String,
    /// The contract.
    pub contract: usize,
    /// The skills.
    pub skills: Vec<usize>,
    /// What was before.
    pub history: History,
}

/// How many nurses a shift needs of a skill on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// The fewest there must be.
    pub least: usize,
    /// How many there should be.
    pub optimal: usize,
}

/// A day on which a nurse asked not to work a shift, or any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request {
    /// Who.
    pub nurse: usize,
    /// The day.
    pub day: usize,
    /// The shift; any without one.
    pub shift: Option<usize>,
}

/// An instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inrc2Problem {
    /// The number of weeks.
    pub weeks: usize,
    /// The names of the skills.
    pub skills: Vec<String>,
    /// The shifts.
    pub shifts: Vec<Shift>,
    /// The contracts.
    pub contracts: Vec<Contract>,
    /// The nurses.
    pub nurses: Vec<Nurse>,
    /// The needs: by day, shift, skill.
    pub needs: Vec<Need>,
    /// The requests.
    pub requests: Vec<Request>,
}

impl Inrc2Problem {
    /// Reads an instance from its files' texts: scenario, history, weeks in order.
    ///
    /// # Errors
    ///
    /// With the number of the file (0 scenario, 1 history, 2 on the weeks) and the fault in it.
    pub fn read(scenario: &str, history: &str, weeks: &[&str]) -> Result<Self, (usize, Fault)> {
        read::read(scenario, history, weeks)
    }

    /// The task of a shift and a skill, from 0.
    pub fn task(&self, shift: usize, skill: usize) -> usize {
        shift * self.skills.len() + skill
    }
}

impl Problem for Inrc2Problem {
    fn people(&self) -> Vec<&str> {
        self.nurses.iter().map(|it| it.id.as_str()).collect()
    }

    fn tasks(&self) -> Vec<String> {
        let of = |shift: &Shift| {
            let name = shift.id.clone();
            self.skills.iter().map(move |skill| format!("{name},{skill}")).collect::<Vec<_>>()
        };
        self.shifts.iter().flat_map(of).collect()
    }

    fn days(&self) -> usize {
        7 * self.weeks
    }

    fn grid(&self) -> Result<Grid, NoGrid> {
        compile::grid(self)
    }

    fn score(&self, rows: &[Task]) -> Score {
        score::score(self, rows)
    }
}
