//! The words of a rulebook by everything they are called, for cells that HR systems fill with titles.

use std::collections::{BTreeMap, BTreeSet};

use preceptor_record::{Closeness, Code, Organisation, Status};
use preceptor_rulebook::Rulebook;
use preceptor_rulebook::role::Strand;

use crate::table::folded;

/// Which words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum List {
    /// Roles, and professions that a post may be in.
    Roles,
    /// Professions that may stand under a post.
    Professions,
    /// Organisations.
    Organisations,
    /// Specialties.
    Specialties,
    /// Settings.
    Settings,
    /// Registers.
    Registers,
    /// Parts of registers.
    Parts,
    /// What a register says.
    Statuses,
    /// Qualifications.
    Qualifications,
    /// Courses.
    Courses,
    /// Employment checks.
    Checks,
    /// How a check ended.
    Outcomes,
    /// Activities.
    Activities,
    /// How close a supervisor is.
    Closeness,
}

/// The words of the lists, each by whatever it is called.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    words: BTreeMap<List, BTreeMap<String, BTreeSet<Code>>>,
    offered: BTreeMap<List, Vec<(Code, String)>>,
    /// The registers of each role, in the order of the rulebook.
    registers_of: BTreeMap<Code, Vec<(Code, Option<Code>)>>,
}

impl Vocabulary {
    /// Of a rulebook, and the organisations that are known.
    pub fn of<'a>(
        book: &Rulebook,
        organisations: impl IntoIterator<Item = &'a Organisation>,
    ) -> Self {
        let mut made = Self::default();
        let words = &book.vocabulary;
        for it in book.roles.values() {
            made.add(List::Roles, &it.id.value, &it.title);
            // A student's title and an apprentice's are of people in training, who hold no such post.
            let titles = it.titles.iter().filter(|it| it.strand != Strand::Trainee);
            for title in titles.map(|it| &it.title).chain([&it.short]) {
                made.call(List::Roles, &it.id.value, title);
            }
            let entries = it
                .regulation
                .iter()
                .filter_map(|it| Some((it.register.as_ref()?.value.clone(), it.part.clone())));
            made.registers_of.insert(it.id.value.clone(), entries.collect());
        }
        for it in &words.professions {
            made.add(List::Professions, &it.id.value, &it.title);
            made.add(List::Roles, &it.id.value, &it.title);
            let own = it
                .register
                .iter()
                .map(|it| (it.register.value.clone(), it.part.as_ref().map(|it| it.value.clone())));
            made.registers_of.entry(it.id.value.clone()).or_default().extend(own);
        }
        for it in organisations {
            let name = it.name.clone().unwrap_or_else(|| it.organisation.to_string());
            made.add(List::Organisations, &it.organisation, &name);
        }
        for it in &words.specialties {
            made.add(List::Specialties, &it.id.value, &it.title);
        }
        for it in &words.settings {
            made.add(List::Settings, &it.id.value, &it.title);
        }
        for it in &words.registers {
            made.add(List::Registers, &it.id.value, &it.title);
            if let Some(regulator) = &it.regulator {
                made.call(List::Registers, &it.id.value, regulator);
            }
            for part in &it.parts {
                made.add(List::Parts, &part.id.value, &part.title);
            }
        }
        for it in Status::ALL {
            made.add(List::Statuses, &Code::new(it.as_str()), it.as_str());
        }
        for it in &words.qualifications {
            made.add(List::Qualifications, &it.id.value, &it.title);
        }
        for it in &words.courses {
            made.add(List::Courses, &it.id.value, &it.title);
        }
        for it in &words.checks {
            made.add(List::Checks, &it.id.value, &it.title);
            for outcome in &it.outcomes {
                made.add(List::Outcomes, outcome, outcome.as_str());
            }
        }
        made.add(List::Activities, &Code::new("all"), "Everything");
        for it in &words.activities {
            made.add(List::Activities, &it.id.value, &it.title);
        }
        for it in Closeness::ALL {
            made.add(List::Closeness, &Code::new(it.as_str()), it.as_str());
        }
        made
    }

    fn add(&mut self, list: List, id: &Code, title: &str) {
        let offered = self.offered.entry(list).or_default();
        if offered.iter().all(|it| it.0 != *id) {
            offered.push((id.clone(), title.to_owned()));
        }
        self.call(list, id, id.as_str());
        self.call(list, id, title);
    }

    fn call(&mut self, list: List, id: &Code, name: &str) {
        let words = self.words.entry(list).or_default();
        words.entry(folded(name)).or_default().insert(id.clone());
    }

    /// Everything that may be meant by a word of a list.
    pub fn find(&self, list: List, word: &str) -> Vec<&Code> {
        let found = self.words.get(&list).and_then(|it| it.get(&folded(word)));
        found.into_iter().flatten().collect()
    }

    /// The words of a list with their titles, as a form offers them.
    pub fn offered(&self, list: List) -> &[(Code, String)] {
        self.offered.get(&list).map_or(&[], Vec::as_slice)
    }

    /// The registers that somebody in a role is on, with their parts.
    pub fn registers_of(&self, role: &Code) -> &[(Code, Option<Code>)] {
        self.registers_of.get(role).map_or(&[], Vec::as_slice)
    }

    /// The one role whose title stands in a text, as whole words; none where there is none, or more than one.
    pub fn role_in(&self, text: &str) -> Option<&Code> {
        let text = format!(" {} ", folded(text));
        let names = self.words.get(&List::Roles)?;
        let mut found: Vec<(&str, &BTreeSet<Code>)> = names
            .iter()
            .map(|(name, codes)| (name.as_str(), codes))
            .filter(|(name, _)| name.len() > 3 && text.contains(&format!(" {name} ")))
            .collect();
        // A longer title that holds a shorter one is what is meant.
        let all = found.clone();
        found.retain(|(name, _)| {
            !all.iter().any(|(other, _)| other.len() > name.len() && other.contains(name))
        });
        let codes: BTreeSet<&Code> = found.into_iter().flat_map(|it| it.1).collect();
        let mut codes = codes.into_iter();
        codes.next().filter(|_| codes.next().is_none())
    }

    /// The word of a list that is nearest to another, to be offered as what may be meant.
    pub fn nearest(&self, list: List, word: &str) -> Option<&str> {
        let offered = self.offered(list);
        let titles = offered.iter().map(|it| it.1.as_str());
        preceptor_record::file::nearest(word, titles)
    }
}
