//! What is to be staffed, by whom, and under which rules.
//!
//! [`written`] is the problem file as somebody writes it. [`compile()`] makes it ready: a [`Problem`], and the [`Rota`] of
//! its own assignments. A rota in a file of its own is read by [`csv`].

mod change;
pub mod clock;
pub mod compile;
pub mod csv;
pub mod problem;
pub mod rota;
pub mod written;

pub use clock::{Clock, Stretch};
pub use compile::{Compiled, compile};
pub use problem::*;
pub use rota::{Accepted, Line, Rota};
