//! The people of an organisation at a glance: what lists, homes and the search show of everybody.
//!
//! A [`Row`] holds boundaries in time, not today's state, so that it stays true as days pass. All rows together are an
//! [`Everybody`], kept in memory and brought up to the newest entry when somebody asks; whoever is named by a changed
//! record is judged again with it. No decision is made from here.

mod everybody;
mod export;
mod list;
mod row;
mod views;

pub use everybody::{Everybody, Seen};
pub use list::{Lapsing, Listed, Order, SOON, Wanted, days_after};
pub use row::{Held, Lapse, Row, State};
pub use views::View;

pub(crate) use everybody::Index;

#[cfg(test)]
mod tests;
