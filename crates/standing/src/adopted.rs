//! Which sets count for a post, and from which rulebook and adoption.

use std::collections::BTreeSet;

use preceptor_record::Code;
use preceptor_rulebook::sets::Adopted;
use preceptor_rulebook::{Adoption, Rulebook};

/// The sets adopted for posts of that role in that jurisdiction.
///
/// Always-adopted ones, defaults for the role and the jurisdiction, those asked for, and those that these include.
pub fn adopted_sets(
    book: &Rulebook,
    adoption: &Adoption,
    role: &str,
    jurisdiction: &str,
) -> BTreeSet<Code> {
    let left_out = |id: &Code| adoption.without.iter().any(|it| it.value == *id);
    let mut open: Vec<&Code> = Vec::new();
    for set in &book.header.sets {
        let id = &set.id.value;
        let default = set.default_for.as_ref().is_some_and(|it| {
            let roles = &it.role;
            (roles.is_empty() || roles.iter().any(|it| it.value == *role))
                && book.holds_in(it.jurisdiction.iter().map(|it| &it.value), jurisdiction)
        });
        let asked = adoption.sets.iter().any(|it| it.value == *id);
        let taken = set.adopted == Adopted::Always
            || asked
            || (default && !adoption.only_always && !left_out(id));
        if taken {
            open.push(id);
        }
    }
    let mut made: BTreeSet<Code> = BTreeSet::new();
    while let Some(id) = open.pop() {
        if made.insert(id.clone()) {
            let includes = book.set(id.as_str()).map(|it| &it.includes);
            open.extend(includes.into_iter().flatten().map(|it| &it.value));
        }
    }
    made
}
