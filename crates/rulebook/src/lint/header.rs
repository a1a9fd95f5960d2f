//! The head of a rulebook, and files named for what they hold.

use std::collections::BTreeSet;

use preceptor_record::Code;
use preceptor_record::file::Place;

use super::check::Check;
use super::known::Kind;
use crate::layout::stem_if_yaml;

impl Check<'_> {
    /// Checks jurisdictions and sets.
    pub fn header(&mut self) {
        let header = &self.book.header;
        self.refer(Kind::Jurisdiction, &header.home);
        for it in &header.jurisdictions {
            self.refer_all(Kind::Jurisdiction, &it.holds);
            if let Some(own) = it.holds.iter().find(|held| held.value == it.id.value) {
                self.error(own.place, format!("`{}` holds itself", it.id.value), "remove it");
            }
        }
        for set in &header.sets {
            self.refer_all(Kind::Set, &set.includes);
            if let Some(it) = &set.default_for {
                self.refer_all(Kind::Jurisdiction, &it.jurisdiction);
                self.refer_all(Kind::Role, &it.role);
            }
            for it in &set.exhaustive_for {
                for (kind, id) in [
                    (Kind::Role, &it.role),
                    (Kind::Setting, &it.setting),
                    (Kind::ActivityGroup, &it.group),
                ] {
                    if let Some(id) = id {
                        self.refer(kind, id);
                    }
                }
            }
            if self.comes_back(set.id.as_str()) {
                let message = format!("`{}` comes to include itself", set.id.value);
                let place = set.includes.first().map_or(set.id.place, |it| it.place);
                self.error(
                    place,
                    message,
                    "of two sets that belong together one includes the other",
                );
            }
        }
    }

    /// Whether following what a set includes leads back to it.
    fn comes_back(&self, set: &str) -> bool {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut ahead: Vec<&str> = vec![set];
        while let Some(at) = ahead.pop() {
            for inner in self.book.set(at).into_iter().flat_map(|it| &it.includes) {
                if inner.as_str() == set {
                    return true;
                }
                if seen.insert(inner.as_str()) {
                    ahead.push(inner.as_str());
                }
            }
        }
        false
    }

    /// Checks that a role file is named for its role and a scope file for its set, which must be one of the sets.
    pub fn file_names(&mut self, scope_files: &[(Place, Code)]) {
        for role in self.book.roles.values() {
            self.named_for("role", role.id.as_str(), role.id.place);
        }
        for (place, set) in scope_files {
            if self.refer_at(Kind::Set, set.as_str(), *place) {
                self.named_for("set", set.as_str(), *place);
            }
        }
    }

    pub fn named_for(&mut self, what: &str, id: &str, place: Place) {
        let name = self.sources.get(place.source).and_then(|it| stem_if_yaml(&it.name));
        if name.is_some_and(|it| it != id) {
            let message = format!("this file is not named for its {what} `{id}`");
            self.error(place, message, &format!("name it {id}.yaml"));
        }
    }
}
