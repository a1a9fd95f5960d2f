//! The grid: one compiled problem for the search and the bound, whatever file it was read from.
//!
//! Rows are people; each keeps the rules of a [`Form`] and pays for what stands in its own cells. Columns are tasks on
//! days; each pays for the number of people on it, by any convex cost. Every family of problems is brought into this
//! shape by its own module in [`crate::families`], and nothing beyond it knows which family it was.

mod cover;
mod roster;
#[cfg(test)]
mod tests;

pub use cover::Cover;
pub use roster::{Roster, Rows};

use crate::row::Kind;
use crate::row::form::Form;

/// The cost of a cell that a person may not work.
pub const BANNED: i32 = i32::MAX;

/// A task that stands in a row: 0 is a day off, and 1 upwards are the grid's tasks in order.
pub type Task = u8;

/// One compiled problem.
#[derive(Debug, Clone)]
pub struct Grid {
    /// The length of the horizon in days.
    pub days: usize,
    /// How many tasks there are on each day.
    pub tasks: usize,
    /// The people, a row each.
    pub people: Vec<Person>,
    /// The terms that people share.
    pub forms: Vec<Form>,
    /// What each task on each day costs, by the number of people on it: day by day.
    pub cover: Cover,
    /// What is paid whatever the rota.
    pub constant: i64,
    /// Every cost is a multiple of this.
    pub unit: i64,
    /// The temperatures the search begins and ends with, in units of the objective.
    pub heat: Heat,
    /// Whether the programmes of the forms find every row that may stand. Where they leave some out, such as stretches
    /// of work so long that no good rota has them, nothing is proven of the rotas that do.
    pub is_whole: bool,
}

/// One person of a grid.
#[derive(Debug, Clone)]
pub struct Person {
    /// Which of the grid's forms the row keeps.
    pub form: usize,
    /// Which kind of work each task is to the form; 0 for what this person may never do.
    pub kinds: Vec<Kind>,
    /// What each task on each day costs for this person, day by day; [`BANNED`] for what may not be.
    pub cost: Vec<i32>,
}

/// The temperatures of the search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heat {
    /// The first, in 256ths of a unit of the objective.
    pub first: i32,
    /// The last.
    pub last: i32,
}

impl Grid {
    /// The form of a person's row.
    pub fn form(&self, person: usize) -> &Form {
        #[expect(clippy::indexing_slicing, reason = "people name forms of their own grid")]
        &self.forms[self.people[person].form]
    }
}

/// What a hard rule on a column costs for each person by which it is broken, for families that have one: far above any
/// soft cost, and small enough for the noise to pass it in the beginning.
pub const HARD: i32 = 1_000;
