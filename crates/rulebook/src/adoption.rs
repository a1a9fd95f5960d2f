//! Adoption: which sets an employer takes, what it narrows and what it sets aside, approved by named people.

use preceptor_record::date::{Day, Effective};
use preceptor_record::file::{At, Faults, Shape, Sources, parse_yaml};
use preceptor_record::{Code, shape};

use crate::book::Rulebook;
use crate::lint::lint_adoption_of;
use crate::load::LIMITS;
use crate::provision::Provision;
use crate::written_dates::complete_ends;

shape! {
    /// A provision set aside.
    pub struct Disapplied {
        /// Which.
        pub provision: At<Code>,
        /// Why.
        pub because: String,
        /// Who approved it.
        pub approved_by: String,
        /// When.
        pub on: Day,
    }
}

shape! {
    /// Who approved, and when.
    pub struct Approved {
        /// Who.
        pub by: Vec<String>,
        /// When.
        pub on: Day,
    }
}

shape! {
    /// An employer's choice.
    pub struct Adoption {
        /// Whose.
        pub organisation: Option<Code>,
        /// Sets beside the always and default ones.
        pub sets: Vec<At<Code>>,
        /// Default sets not taken.
        pub without: Vec<At<Code>>,
        /// Whether no default set is taken at all.
        pub only_always: bool = false,
        /// Provisions set aside.
        pub disapply: Vec<Disapplied>,
        /// The employer's own provisions.
        pub overlay: Vec<Provision>,
        /// From when until when.
        pub effective: Option<Effective>,
        /// Who approved it.
        pub approved: Option<Approved>,
    }
}

impl Adoption {
    /// The choice of an employer that chose nothing: the always and default sets.
    pub fn by_default() -> Self {
        Self {
            organisation: None,
            sets: Vec::new(),
            without: Vec::new(),
            only_always: false,
            disapply: Vec::new(),
            overlay: Vec::new(),
            effective: None,
            approved: None,
        }
    }
}

/// Reads and checks an adoption file; `name` is what to show as its path. What comes back is to be used only where
/// `faults` gained no error.
pub fn load_adoption(
    text: &str,
    name: &str,
    book: &Rulebook,
    sources: &mut Sources,
    faults: &mut Faults,
) -> Option<Adoption> {
    let source = sources.add(name, text);
    let mut root = parse_yaml(text, source, LIMITS, faults)?;
    complete_ends(&mut root);
    let adoption = Adoption::read(&root, faults)?;
    faults.append(lint_adoption_of(book, &adoption, source, root));
    Some(adoption)
}
