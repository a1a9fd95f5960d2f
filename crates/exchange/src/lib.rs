//! The outside world's formats and ours. Pure mapping: bytes and text in, facts and faults out; no store, no clock.
//!
//! Start at [`table::read`], which makes a [`table::Table`] of a file whatever its encoding and separator, and at
//! [`staff::Reader`], which makes facts of the rows of a table of staff. What cannot be understood is a fault with its
//! line, its column, its value and what to do; nothing half-understood is guessed. [`archive`] is somebody's whole record
//! on its way from one organisation to another, signed.

pub mod archive;
pub mod staff;
pub mod table;
