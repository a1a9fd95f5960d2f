//! Ids given twice, and ids that mean something else already.

use std::collections::BTreeMap;

use preceptor_record::Code;
use preceptor_record::file::{At, Fault, Place};

use super::check::Check;
use super::known::rows;

/// Words that stand for something wherever an id may stand.
const TAKEN: &[&str] = &["any", "base", "recognised"];

impl<'a> Check<'a> {
    /// Checks the ids of every list.
    pub fn ids(&mut self) {
        let book = self.book;
        let words = &book.vocabulary;
        macro_rules! lists {
            ($($list:expr, $what:literal;)*) => { $(self.once($what, $list.iter().map(|it| &it.id));)* };
        }
        lists! {
            book.header.jurisdictions, "jurisdictions";
            book.header.sets, "sets";
            book.header.sources, "sources";
            words.activities, "activities";
            words.activity_groups, "groups of activities";
            words.role_groups, "groups of roles";
            words.professions, "professions";
            words.registers, "registers";
            words.qualifications, "qualifications";
            words.programmes, "programmes";
            words.exams, "exams";
            words.checks, "checks";
            words.courses, "courses";
            words.settings, "settings";
            words.specialties, "specialties";
            words.organisation_kinds, "kinds of organisation";
            words.subjects, "subjects";
            words.context, "context keys";
            words.supervisors, "supervisors";
            words.cpd_schemes, "CPD schemes";
        }
        for register in &words.registers {
            self.once("parts of one register", register.parts.iter().map(|it| &it.id));
        }
        self.once("provisions", book.provisions.iter().map(|it| &it.provision.id));
        self.once("rows", rows(book).map(|it| &it.id));
        self.once("routes", book.roles.values().flat_map(|it| &it.routes).map(|it| &it.id));
        let roles = book.roles.values().map(|it| &it.id);
        self.once("roles or professions", roles.chain(words.professions.iter().map(|it| &it.id)));
    }

    fn once(&mut self, what: &str, ids: impl Iterator<Item = &'a At<Code>>) {
        let mut ids: Vec<&At<Code>> = ids.collect();
        ids.sort_by_key(|it| it.place);
        let mut first: BTreeMap<&str, Place> = BTreeMap::new();
        for id in ids {
            if TAKEN.contains(&id.as_str()) || id.as_str().starts_with("group:") {
                let message = format!("`{}` has a meaning of its own", id.value);
                self.error(id.place, message, "give this another id");
            }
            match first.get(id.as_str()) {
                // An entry that an alias repeats stands where it was first written.
                Some(place) => {
                    let fault =
                        Fault::new(id.place, format!("two {what} have the id `{}`", id.value));
                    let fault = fault.label("and again here").beside(*place, "first given here");
                    self.faults.push(fault.help("give one of them another id, or remove it"));
                }
                None => {
                    first.insert(id.as_str(), id.place);
                }
            }
        }
    }
}
