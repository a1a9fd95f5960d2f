//! One person's row: which kind of work they do on each day, and the cheapest row there is for given prices.
//!
//! Everything hard about a rota sits inside one row: runs of work and rest, shifts that may not follow each other,
//! totals, weekends. So the solver is built around one exact programme that, given a price for every day and kind of
//! work, returns the cheapest row that keeps all rules. The search asks it tens of thousands of times a second, the
//! bound asks it with other prices, and the construction is the first time it is asked.
//!
//! From what is written to what runs, one module each:
//!
//! 1. [`terms`]: the rules of a row as data. A [`watch`] follows the row day by day in a handful of states (the length of
//!    the present run, say); a tally counts something over the whole row (days, minutes, weekends), and a limit judges
//!    the totals at the end.
//! 2. [`layers`]: the watches multiplied into one automaton with a set of states for each day, and every two states that
//!    no future can tell apart merged. Stepping through it is how a given row is judged.
//! 3. [`plan`]: the automaton cut at the days off. Between two days off lies a *stretch* of work; inside a stretch only
//!    plain sums matter, and only whole stretches touch the totals. So all stretches are priced first, cheaply, and then
//!    strung together over the totals.
//! 4. [`programme`]: the plan run on prices: forwards to find the least cost, backwards to read off the row.

pub mod form;
pub mod layers;
pub mod plan;
pub mod programme;
pub mod terms;
pub mod totals;
pub mod watch;

#[cfg(test)]
mod tests;

/// A kind of work on a day: 0 is a day off, and 1 upwards are those tasks the rules of the row tell apart.
pub type Kind = u8;

/// The day off.
pub const OFF: Kind = 0;

/// How fine the prices are: one unit of the objective in prices.
///
/// Rows are compared on prices with random noise added, so there must be something between two whole units.
pub const SCALE: i32 = 256;

/// The price of what may not be. Four of them add up without overflow, and anything above half of it counts as one.
pub const NEVER: i32 = i32::MAX / 4;
