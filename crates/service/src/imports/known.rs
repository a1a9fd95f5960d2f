//! The register as rows ask it: who is known by which number or address, and what stands on their records.

use std::collections::{BTreeMap, BTreeSet};

use preceptor_record::{FactId, Person, PersonId};
use sha2::{Digest as _, Sha256};

use super::run::Alive;
use crate::employer::Employer;
use crate::person::Glance;
use crate::refusal::Refusal;
use crate::register::Registered;

/// People who are read at once.
const TOGETHER: u32 = 500;

/// Somebody, and the number of the last entry of theirs.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub person: Person,
    /// 0 for somebody who is not on the register yet.
    pub as_of: i64,
    /// Records that were joined to theirs: a correction may speak of a fact of one, which has no entry of its own.
    pub merged: Vec<PersonId>,
}

impl From<Registered> for Held {
    fn from(it: Registered) -> Self {
        Self { person: it.person, as_of: it.as_of, merged: it.merged }
    }
}

/// The register as one file asks it.
#[derive(Debug, Default)]
pub(super) struct Register {
    /// Whom each number and address is of.
    by_key: BTreeMap<String, BTreeSet<PersonId>>,
    /// Those whom the file speaks of.
    people: BTreeMap<PersonId, Held>,
}

/// By what somebody is known, as rows say it: see `Keys::texts` of the exchange.
pub(super) fn keys_of(glance: &Glance) -> BTreeSet<String> {
    let numbers = glance.numbers.iter().flat_map(|(register, it)| {
        let it = it.replace(' ', "");
        [format!("{register} {it}"), format!("number {it}")]
    });
    let employee = glance.employee_numbers.iter().map(|it| format!("employee {it}"));
    let emails = glance.emails.iter().map(|it| format!("email {it}"));
    numbers.chain(employee).chain(emails).collect()
}

impl Register {
    /// Reads the register once. Of those whom one of the keys is of, everything is kept; of the others, who
    /// they are. None where it was stopped.
    pub(super) async fn read(
        employer: &Employer,
        wanted: &BTreeSet<String>,
        alive: &dyn Alive,
    ) -> Result<Option<Self>, Refusal> {
        let mut made = Self::default();
        let mut after = String::new();
        loop {
            let page = employer.register.registered_after(&after, TOGETHER).await?;
            let Some(last) = page.last() else { return Ok(Some(made)) };
            last.person.id.as_str().clone_into(&mut after);
            for it in page {
                let keys = keys_of(&Glance::of(&it.person));
                let is_wanted = keys.iter().any(|it| wanted.contains(it));
                for key in keys {
                    made.by_key.entry(key).or_default().insert(it.person.id.clone());
                }
                if is_wanted {
                    made.people.insert(it.person.id.clone(), it.into());
                }
            }
            if !alive.goes_on().await? {
                return Ok(None);
            }
        }
    }

    /// Whom a number or an address is of.
    pub(super) fn of_key(&self, key: &str) -> Vec<&PersonId> {
        self.by_key.get(key).into_iter().flatten().collect()
    }

    /// Somebody whom the file speaks of.
    pub(super) fn held(&self, id: &PersonId) -> Option<&Held> {
        self.people.get(id)
    }

    /// Takes in what somebody's record is from here on.
    pub(super) fn put(&mut self, held: Held) {
        for key in keys_of(&Glance::of(&held.person)) {
            self.by_key.entry(key).or_default().insert(held.person.id.clone());
        }
        self.people.insert(held.person.id.clone(), held);
    }

    /// Says with which entry somebody's record ends now.
    pub(super) fn stands_at(&mut self, id: &PersonId, as_of: i64) {
        if let Some(it) = self.people.get_mut(id) {
            it.as_of = as_of;
        }
    }

    /// Somebody of whom nothing is known, or nothing any longer.
    pub(super) fn forget(&mut self, id: &PersonId) {
        self.people.remove(id);
        for of in self.by_key.values_mut() {
            of.remove(id);
        }
    }
}

/// Ids of what a file brings: the same for the same row, however often it is imported.
#[derive(Debug, Clone)]
pub(super) struct Ids {
    batch: String,
}

impl Ids {
    pub(super) fn of(batch: &str) -> Self {
        Self { batch: batch.to_owned() }
    }

    fn digest(&self, what: &str) -> String {
        let digest = Sha256::digest(format!("{} {what}", self.batch));
        let words: Vec<String> = digest.iter().take(8).map(|it| format!("{it:02x}")).collect();
        words.concat()
    }

    /// Somebody new, by the first row that speaks of them.
    pub(super) fn person(&self, line: usize) -> PersonId {
        PersonId::new(format!("p-{}", self.digest(&format!("person {line}"))))
    }

    /// A fact of a row.
    pub(super) fn fact(&self, line: usize, n: usize) -> FactId {
        FactId::new(format!("{}{n}", self.of_line(line)))
    }

    /// What the ids of the facts of a row begin with.
    pub(super) fn of_line(&self, line: usize) -> String {
        format!("i-{}.{line}.", self.digest("facts"))
    }
}
