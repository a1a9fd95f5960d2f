//! Preceptor beside a hand-written evaluator and other engines, on the same workload.
//!
//! Outside the workspace: it is built only when somebody measures. Answers are compared before any time is told.

#[cfg(feature = "engines")]
pub mod engines;
pub mod hand;
pub mod measure;
pub mod ours;
pub mod workload;
