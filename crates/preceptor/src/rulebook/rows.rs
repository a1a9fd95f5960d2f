//! Every row of a rulebook, with the place it has there.

use preceptor_record::Code;
use preceptor_rulebook::{Row, Rulebook};

/// Where a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Home<'a> {
    /// What must hold to be in good standing in a role.
    Standing(&'a Code),
    /// What must hold before starting in a role.
    Clearance(&'a Code),
    /// The same, for every role the row names.
    SharedClearance,
    /// What must hold before applying for a route into a role.
    Entry {
        /// The role.
        role: &'a Code,
        /// The route.
        route: &'a Code,
    },
    /// Who may be entered in a register.
    Eligibility(&'a Code),
}

/// Every row, wherever it stands.
pub fn rows(book: &Rulebook) -> Vec<(Home<'_>, &Row)> {
    let mut made = Vec::new();
    for (role, full) in &book.roles {
        made.extend(full.standing.iter().map(|it| (Home::Standing(role), it)));
        made.extend(full.clearance.iter().map(|it| (Home::Clearance(role), it)));
        for route in &full.routes {
            let home = Home::Entry { role, route: &route.id.value };
            made.extend(route.entry.iter().map(|it| (home, it)));
        }
    }
    made.extend(book.clearance.iter().map(|it| (Home::SharedClearance, it)));
    for register in &book.vocabulary.registers {
        made.extend(
            register.eligibility.iter().map(|it| (Home::Eligibility(&register.id.value), it)),
        );
    }
    made
}
