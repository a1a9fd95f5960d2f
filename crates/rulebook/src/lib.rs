//! The rulebook: what is said, by whom, about which role, from when, and where it was read.
//!
//! A [`Rulebook`] is read from a folder of YAML files whose format is `docs/reference/rulebook-format.md`. Reading
//! finds every fault at once and names its place; nothing here judges a person. Facts of the domain live in the
//! files and never in this code. Start at [`provision`] and [`requirement`].

pub mod adoption;
pub mod book;
pub mod builtin;
pub mod case;
mod case_people;
pub mod context;
mod digest;
pub mod folder;
mod fuzz;
mod layout;
pub mod limits;
pub mod lint;
pub mod load;
pub mod provision;
pub mod requirement;
pub mod role;
mod salvage;
pub mod schema;
pub mod selector;
pub mod sets;
pub mod vocabulary;
mod written_dates;

pub use adoption::{Adoption, load_adoption};
pub use book::{Placed, Rulebook};
pub use builtin::{BUILTIN_NAMES, builtin, builtin_files};
pub use case_people::case_people;
pub use context::{ContextSpec, ContextValue};
pub use digest::digest;
pub use folder::{Folder, FolderError, load_folder, read_folder};
pub use fuzz::fuzz_rulebook;
pub use limits::{LimitFile, LimitRule};
pub use lint::{lint, lint_adoption};
pub use load::{Loaded, PlacedCase, load, load_from, load_rules};
pub use provision::{Effect, Obligation, Provision, Supervision};
pub use requirement::{Leaf, Requirement, When};
pub use role::{Role, Route, Row};
pub use schema::schemas;
pub use selector::Selector;
pub use sets::{Header, Set, SourceText};
pub use vocabulary::Vocabulary;
