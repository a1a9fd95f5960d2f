//! The rulebook: what is said, by whom, about which role, from when, and where it was read.
//!
//! A [`Rulebook`] is read from a folder of YAML files whose format is `docs/reference/rulebook-format.md`. Reading
//! finds every fault at once and names its place; nothing here judges a person. Facts of the domain live in the
//! files and never in this code. Start at [`provision`] and [`requirement`].

pub mod adoption;
pub mod book;
pub mod case;
pub mod context;
pub mod provision;
pub mod requirement;
pub mod role;
pub mod selector;
pub mod sets;
pub mod vocabulary;

pub use adoption::Adoption;
pub use book::{Placed, Rulebook};
pub use context::{ContextSpec, ContextValue};
pub use provision::{Effect, Obligation, Provision, Supervision};
pub use requirement::{Leaf, Requirement, When};
pub use role::{Role, Route, Row};
pub use selector::Selector;
pub use sets::{Header, Set, SourceText};
pub use vocabulary::Vocabulary;
