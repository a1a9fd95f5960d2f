//! Lint: what the files of a rulebook mean together, checked over whatever could be built of them.
//!
//! [`load`](crate::load()) says what is wrong with how each file is written; this says what is wrong with what they
//! say: references that lead nowhere, rules without a source, two rules over the same days. Nothing here changes a
//! rulebook or decides anything by it. One module for each part of a rulebook; [`check`] is what they share.

mod adoption;
mod authority;
mod case;
mod case_facts;
mod case_question;
mod check;
mod context;
mod dates;
mod header;
mod known;
mod limits;
mod provision;
mod requirement;
mod role;
mod row;
mod spot;
#[cfg(test)]
mod tests;
mod twice;
mod vocabulary;

use std::collections::BTreeMap;

use preceptor_record::file::{Faults, Node};

use crate::adoption::Adoption;
use crate::book::Rulebook;
use crate::load::Loaded;
use check::Check;

/// All that is wrong with what a rulebook says. What is wrong with how its files are written is not repeated, nor are
/// references to entries that could not be read.
pub fn lint(loaded: &Loaded) -> Faults {
    let Some(book) = &loaded.rulebook else { return Faults::default() };
    let mut check = Check::new(book, loaded);
    check.header();
    check.file_names(&loaded.scope_files);
    check.ids();
    check.vocabulary();
    for row in &book.clearance {
        check.row(row, row::Home::Clearance);
    }
    for role in book.roles.values() {
        check.role(role);
    }
    for placed in &book.provisions {
        check.provision(&placed.provision, provision::Home::Set(&placed.set));
    }
    for file in book.limits.values() {
        check.limits(file);
    }
    check.same_said_twice();
    check.cases(loaded);
    check.unused();
    check.faults
}

/// All that is wrong with an employer's adoption of that rulebook. [`load_adoption`](crate::load_adoption) reads a
/// file and asks this with the exact places.
pub fn lint_adoption(book: &Rulebook, adoption: &Adoption) -> Faults {
    adoption_checked(book, adoption, &Loaded::default())
}

/// The same for an adoption read from `root`, the tree of that source.
pub(crate) fn lint_adoption_of(
    book: &Rulebook,
    adoption: &Adoption,
    source: u32,
    root: Node,
) -> Faults {
    let roots = BTreeMap::from([(source, root)]);
    adoption_checked(book, adoption, &Loaded { roots, ..Loaded::default() })
}

fn adoption_checked(book: &Rulebook, adoption: &Adoption, loaded: &Loaded) -> Faults {
    let mut check = Check::new(book, loaded);
    check.adoption(adoption);
    check.faults
}
