//! Families of published problems: each reads its own files, brings them into a [`Grid`], and scores a roster by its own
//! rules as they are written, slowly and plainly, sharing nothing with the grid. What the search says a roster costs and
//! what the score says must be the same number.

pub mod inrc1;
pub mod inrc2;
mod lines;
pub mod nsplib;
pub mod shift;

#[cfg(test)]
mod tests;

pub use lines::Fault;

use crate::grid::{Grid, Task};
use crate::row::layers::NoLayers;

/// A problem of some family.
pub trait Problem: Sync {
    /// The people, in the order of the rows.
    fn people(&self) -> Vec<&str>;

    /// What stands in a roster file for each task.
    fn tasks(&self) -> Vec<String>;

    /// The length of the horizon in days.
    fn days(&self) -> usize;

    /// The compiled problem.
    ///
    /// # Errors
    ///
    /// When the rules of one person contradict each other or are too many.
    fn grid(&self) -> Result<Grid, NoGrid>;

    /// Scores a roster by the rules as they are written.
    fn score(&self, rows: &[Task]) -> Score;
}

/// Why a problem cannot be compiled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{person}`: {why}")]
pub struct NoGrid {
    /// Whose row it is.
    pub person: String,
    /// Why.
    pub why: NoLayers,
}

/// What a roster is worth.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Score {
    /// The hard rules it breaks, a sentence each.
    pub hard: Vec<String>,
    /// What it costs, by kind of cost.
    pub parts: Vec<(&'static str, i64)>,
}

impl Score {
    /// The objective.
    pub fn total(&self) -> i64 {
        self.parts.iter().map(|it| it.1).sum()
    }
}

/// A roster as its family's files have it: a line `person,day,task` for each worked day, days counted from 0.
pub fn write(problem: &dyn Problem, rows: &[Task]) -> String {
    let (people, tasks) = (problem.people(), problem.tasks());
    let mut text = String::new();
    for (person, row) in people.iter().zip(rows.chunks(problem.days().max(1))) {
        for (day, &task) in row.iter().enumerate() {
            if let Some(task) = usize::from(task).checked_sub(1).and_then(|it| tasks.get(it)) {
                text.push_str(&format!("{person},{day},{task}\n"));
            }
        }
    }
    text
}
