//! Authority: which sets bind whoever does nothing, and what may therefore not lie in them.

use std::collections::BTreeMap;

use preceptor_record::file::Place;

use super::check::Check;
use super::spot::Step;
use crate::book::Rulebook;
use crate::provision::Confidence;
use crate::sets::Adopted;

/// The set of a row that names none.
pub(super) const STATUTE: &str = "statute";

/// The sets that are always adopted or a default, and those that come with them, each with why it binds.
pub(super) fn bound_sets(book: &Rulebook) -> BTreeMap<&str, String> {
    let mut made: BTreeMap<&str, String> = BTreeMap::new();
    for set in &book.header.sets {
        if set.adopted == Adopted::Always {
            made.insert(set.id.as_str(), "always adopted".to_owned());
        } else if set.default_for.is_some() {
            made.insert(set.id.as_str(), "a default".to_owned());
        }
    }
    let mut ahead: Vec<&str> = made.keys().copied().collect();
    while let Some(outer) = ahead.pop() {
        for inner in book.set(outer).into_iter().flat_map(|it| &it.includes) {
            if !made.contains_key(inner.as_str()) {
                let why = made.get(outer).cloned().unwrap_or_default();
                made.insert(inner.as_str(), format!("included in `{outer}`, which is {why}"));
                ahead.push(inner.as_str());
            }
        }
    }
    made
}

impl Check<'_> {
    /// Checks that what is unsure does not bind those who chose nothing.
    pub fn sure_enough(&mut self, set: &str, confidence: Confidence, disputed: bool, owner: Place) {
        let Some(why) = self.bound.get(set).cloned() else { return };
        if confidence == Confidence::Memory {
            let place = self.spot(owner, &[Step::Key("confidence")]);
            let message = format!("a rule from memory lies in `{set}`, which is {why}");
            self.error(
                place,
                message,
                "check its source, or move it to a set that is adopted only by choice",
            );
        }
        if disputed {
            let place = self.spot(owner, &[Step::Name("disputed")]);
            let message = format!("a disputed rule lies in `{set}`, which is {why}");
            self.error(place, message, "move it to a set that is adopted only by choice");
        }
    }
}
