//! The rota: who does which duty, and which rules that breaks.
//!
//! A problem says what is to be staffed and by whom ([`model`]); the verifier ([`verify`]) judges a rota, and shares
//! no code with the solver but the model. Pure: no I/O, no clock, no chance, no rulebook and no record. It is handed
//! text, rules as plain data, and for each person the dated periods in which they may do what, with the reasons.

pub mod bound;
pub mod families;
pub mod fill;
mod fuzz;
pub mod grid;
pub mod model;
pub mod row;
pub mod search;
pub mod verify;

pub use fuzz::fuzz_rota;
