//! The plain evaluator: `docs/reference/semantics.md` said once more, as directly as Rust allows.
//!
//! It is the judge of the evaluator that answers, so it shares nothing with it but the types of questions, answers
//! and truth. It knows no timelines, compiles nothing and keeps nothing: it looks at the facts of one day, walks the
//! requirement tree, and looks at every provision. Where a sentence of the specification can be read in two ways, the
//! reading taken is marked `READ AS` beside the code.
//!
//! Start at [`decide`]; [`leaf`] is the dispatcher of the leaves.

mod acting;
mod adopted;
mod awards;
mod cpd;
mod decide;
mod experience;
mod leaves;
mod presence;
mod registers;
mod rows;
mod scene;
mod sets;
mod when;

#[cfg(test)]
pub mod books;
#[cfg(test)]
mod tests;

pub use acting::{Acting, Base, Held, acting_post};
pub use adopted::adopted_sets;
pub use decide::{PlainAnswer, decide};
pub use leaves::{leaf, requirement};
pub use rows::{Place, row, row_counts};
pub use scene::Scene;
