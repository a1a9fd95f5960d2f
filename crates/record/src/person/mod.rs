//! A person, a fact and an organisation as they stand in a file.

mod fact;
mod list;
mod organisation;

use serde_json::Value as Json;

use crate::date::Day;
pub use crate::facts::Body;
use crate::facts::Details;
use crate::file::{At, Mapping, Written, write_list};
use crate::ids::{FactId, PersonId};
use crate::shape;
pub use fact::{Entry, Fact, Verified, VerifiedBy};
pub use list::Facts;
pub use organisation::{Organisation, Part, TitledPart};

shape! {
    /// A person as written.
    pub struct WrittenPerson private(name, known_as, former_names, pronouns, born, email, phone, employee_number) {
        /// Their id in this file.
        pub id: At<PersonId>,
        /// Their name.
        pub name: Option<String>,
        /// What they are called.
        pub known_as: Option<String>,
        /// Names they had before.
        pub former_names: Vec<String>,
        /// Pronouns.
        pub pronouns: Option<String>,
        /// Date of birth.
        pub born: Option<Day>,
        /// E-mail address.
        pub email: Option<String>,
        /// Telephone number.
        pub phone: Option<String>,
        /// The employer's number.
        pub employee_number: Option<String>,
        /// Everything known about them.
        pub facts: Facts,
    }
}

/// Everything known about one person.
#[derive(Clone, PartialEq)]
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// Their name, where the file gives one.
    pub name: Option<String>,
    /// What else the file says of who they are.
    pub details: Option<Box<Details>>,
    /// Names they had before.
    pub former_names: Vec<String>,
    /// The facts, in the order written.
    pub facts: Vec<Fact>,
}

/// Ids only: who a person is does not belong in a log.
impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Person")
            .field("id", &self.id)
            .field("n_facts", &self.facts.len())
            .finish_non_exhaustive()
    }
}

impl Person {
    /// What to call them on a screen: their name, else their id.
    pub fn display_name(&self) -> &str {
        self.name.as_deref().unwrap_or(self.id.as_str())
    }

    /// The fact of that id.
    pub fn fact(&self, id: &FactId) -> Option<&Fact> {
        self.facts.iter().find(|it| it.id == *id)
    }

    /// They as they stand in a people file: read back, it is the same person.
    ///
    /// A fact whose id is its place in the list is written without it, as an author would.
    pub fn to_json(&self) -> Json {
        Written::to_json(self)
    }
}

impl Written for Person {
    fn write(&self, out: &mut String) {
        let mut map = Mapping::begin(out);
        map.put("id", &self.id);
        map.put("name", &self.name);
        map.put("former_names", &self.former_names);
        if let Some(details) = &self.details {
            details.write_into(&mut map);
        }
        if !self.facts.is_empty() {
            write_list(self.facts.iter().enumerate().map(Listed), map.key("facts"));
        }
        map.end();
    }
}

/// A fact at its place in the list.
struct Listed<'a>((usize, &'a Fact));

impl Written for Listed<'_> {
    fn write(&self, out: &mut String) {
        let (index, fact) = self.0;
        fact.write_as(Some(&fact.id).filter(|it| !list::is_id_at(it, index)), out);
    }
}

impl From<WrittenPerson> for Person {
    fn from(it: WrittenPerson) -> Self {
        let details = Details {
            name: None,
            known_as: it.known_as,
            pronouns: it.pronouns,
            born: it.born,
            email: it.email,
            phone: it.phone,
            employee_number: it.employee_number,
            from: None,
        };
        Self {
            id: it.id.value,
            name: it.name,
            details: details.says_anything().then(|| Box::new(details)),
            former_names: it.former_names,
            facts: it.facts.0,
        }
    }
}

#[cfg(test)]
mod tests;
