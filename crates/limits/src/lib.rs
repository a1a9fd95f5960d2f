//! Working-time rules as dated data: the closed list of measures, and how a file writes a rule.
//!
//! The rulebook reads these files and the rota is judged by them; neither knows the other, so what they share lives
//! here. A [`Rule`] says which [`Measure`], at most or at least how much, from when, and how hard it binds. No number
//! of a rule lies in code. Start at [`measure`].

pub mod amount;
pub mod fatigue;
pub mod measure;
pub mod parameters;
pub mod rule;

pub use amount::{Amount, ClockTime, Length, Share, WeekTime, Weekday};
pub use fatigue::Fatigue;
pub use measure::Measure;
pub use parameters::{MeasureWord, Parameters};
pub use rule::{Class, Profile, Rule};
