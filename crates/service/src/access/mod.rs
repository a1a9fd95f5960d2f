//! Who may do what: decided here and nowhere else.
//!
//! [`Act`] has a word for each use-case, [`Role`] one for each thing somebody may be in an organisation, and one table
//! ([`reach`]) says how far each role reaches with each act: nobody, oneself, those one supervises, or everybody.
//! What the table does not grant is refused. The organisation is part of every question before it comes here: a
//! [`Viewer`] is of one organisation, and a use-case of another is never asked.

mod act;
mod role;
mod viewer;

pub use act::{Act, reach};
pub use role::Role;
pub use viewer::Viewer;

/// What somebody is to the person a use-case is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// Nobody in particular: the use-case is about the organisation or about lists.
    Any,
    /// It is they themselves.
    Own,
    /// They supervise them, or assess them, today.
    Supervises,
    /// Somebody else of the organisation.
    Other,
}

/// How far a role reaches with an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Not at all.
    No,
    /// As far as oneself.
    Own,
    /// Oneself and those one supervises.
    Mine,
    /// Those one supervises, and not oneself: nobody vouches for themselves.
    Supervised,
    /// Everybody of the organisation but oneself: nobody vouches for themselves.
    Others,
    /// Everybody of the organisation.
    All,
}

impl Reach {
    /// Whether it reaches somebody of that relation. A use-case about nobody in particular asks for any reach at all.
    pub fn covers(self, relation: Relation) -> bool {
        match self {
            Self::No => false,
            Self::All => true,
            Self::Others => relation != Relation::Own,
            Self::Own => matches!(relation, Relation::Own | Relation::Any),
            Self::Supervised => matches!(relation, Relation::Supervises | Relation::Any),
            Self::Mine => relation != Relation::Other,
        }
    }
}

#[cfg(test)]
mod tests;
