//! The register: people and what is known of them, kept by the ledger and handed to the pure rooms as records.
//!
//! A fact is one entry, and what the entry says is the fact as a people file writes it, so that there is one reader of
//! facts and what was stored can always be read as a file. Who somebody is (their name, their address) is a fact of the
//! kind `details` like any other, and so has a history. Nothing is judged here.

mod found_by;
mod merged;
mod shelf;
mod written;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use preceptor_ledger::{Append, Ledger, NewEntry, OrgId, StoreError, Stream};
use preceptor_record::people::{Item, People};
use preceptor_record::{Code, Fact, Organisation, Person, PersonId};

pub use found_by::ByFacts;
use merged::Merges;
pub(crate) use merged::came_with;
pub use shelf::{AsOf, Circle, From, Shelf};
pub use written::Unreadable;
pub(crate) use written::entry as entry_of;

/// How many people are read at once on the way through a register.
const A_PAGE: u32 = 200;
/// How many entries are stored together when many people come in.
const TOGETHER: usize = 2_000;

/// The register of one organisation.
#[derive(Clone)]
pub struct Register {
    ledger: Ledger,
    org: OrgId,
}

/// A person of a register, and the last entry that was read of them.
#[derive(Debug, Clone)]
pub struct Registered {
    /// Who, with everything ever recorded.
    pub person: Person,
    /// The number of the last of their entries: what a change is based on.
    pub as_of: i64,
    /// Other records that were merged into this one.
    pub merged: Vec<PersonId>,
}

/// Why a register did not give or take what was asked.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// The store failed or refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What is stored of somebody is no longer a record.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
}

impl Register {
    /// The register of that organisation.
    pub fn new(ledger: Ledger, org: OrgId) -> Self {
        Self { ledger, org }
    }

    /// The organisation.
    pub fn org(&self) -> &OrgId {
        &self.org
    }

    /// The store it is kept in.
    pub(crate) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Takes in people and organisations as a file has them; how many people. All that comes before a failure is kept.
    ///
    /// # Errors
    ///
    /// Where somebody is there already, or the store does not answer.
    pub async fn take_in(
        &self,
        items: impl IntoIterator<Item = Item>,
        actor: &str,
        now: Timestamp,
    ) -> Result<usize, RegisterError> {
        let organisations = Stream::organisation(ORGANISATIONS)?;
        let mut append = Append::new(&self.org, now);
        let mut n_people = 0;
        for item in items {
            match item {
                Item::Organisation(it) => {
                    let id = it.organisation.as_str();
                    let entry = NewEntry::new(&organisations, id, "organisation", actor);
                    append = append.entry(entry.body(it.to_json().to_string()));
                }
                Item::Person(it, _) => {
                    let stream = Stream::person(it.id.as_str())?;
                    append = append.based_on(&stream, 0);
                    append.entries.extend(written::entries(&stream, &it, actor));
                    n_people += 1;
                }
            }
            if append.entries.len() >= TOGETHER {
                let full = std::mem::replace(&mut append, Append::new(&self.org, now));
                self.ledger.append(full).await?;
            }
        }
        if !append.entries.is_empty() {
            self.ledger.append(append).await?;
        }
        Ok(n_people)
    }

    /// Somebody; none where nothing is known of them.
    ///
    /// # Errors
    ///
    /// Where the store does not answer or what it has cannot be read.
    pub async fn person(&self, id: &PersonId) -> Result<Option<Registered>, RegisterError> {
        // What cannot be an id is nobody's.
        if Stream::person(id.as_str()).is_err() {
            return Ok(None);
        }
        let mut id = id.clone();
        for _ in 0..MOST_MERGES {
            let Some(found) = self.ledger.record(&self.org, id.as_str()).await? else {
                return Ok(None);
            };
            match Merges::of(&found.entries).into {
                Some(kept) => id = kept,
                None => return Ok(Some(registered(&found)?)),
            }
        }
        Ok(None)
    }

    /// Joins the record of `other` to that of `kept`, as both stood when they were read.
    ///
    /// # Errors
    ///
    /// Where either has changed meanwhile, or the store does not answer.
    pub async fn merge(
        &self,
        kept: &Registered,
        other: &Registered,
        id: &str,
        actor: &str,
        now: Timestamp,
    ) -> Result<(), RegisterError> {
        let mut append = Append::new(&self.org, now);
        for it in [kept, other] {
            append = append.based_on(&Stream::person(it.person.id.as_str())?, it.as_of);
        }
        append.entries = merged::entries(id, &kept.person.id, &other.person, actor)?.into();
        self.ledger.append(append).await?;
        Ok(())
    }

    /// Parts two records that were joined; whether they were.
    ///
    /// # Errors
    ///
    /// Where either has changed meanwhile, or the store does not answer.
    pub async fn part(
        &self,
        kept: &PersonId,
        other: &PersonId,
        id: &str,
        actor: &str,
        now: Timestamp,
    ) -> Result<bool, RegisterError> {
        let stream = Stream::person(kept.as_str())?;
        let entries = self.ledger.entries(&self.org, &stream, i64::MAX).await?;
        let merges = Merges::of(&entries);
        let Some(merge) = merges.merge_with(other) else { return Ok(false) };
        let last = entries.last().map_or(0, |it| it.seq);
        let mut append = Append::new(&self.org, now).based_on(&stream, last);
        append.entries = merged::undoing(id, &merge.id, kept, other, actor)?.into();
        self.ledger.append(append).await?;
        Ok(true)
    }

    /// Somebody, everybody whom a question about them may lead to, and the organisations: those whom their facts name,
    /// those whom the facts of these name, and so on.
    ///
    /// # Errors
    ///
    /// As [`Register::person`].
    pub async fn circle(&self, id: &PersonId) -> Result<People, RegisterError> {
        let mut people = People { organisations: self.organisations().await?, ..People::default() };
        let mut asked = BTreeSet::from([id.clone()]);
        let mut next = vec![id.clone()];
        while let Some(id) = next.pop() {
            let Some(found) = self.person(&id).await? else { continue };
            let named = found.person.facts.iter().filter_map(|it| it.body.names());
            next.extend(named.filter(|it| asked.insert((*it).clone())).cloned());
            people.people.insert(id, found.person);
        }
        Ok(people)
    }

    /// People in the order of their ids, after that one, at most so many.
    ///
    /// # Errors
    ///
    /// As [`Register::person`].
    pub async fn after(&self, id: &str, most: u32) -> Result<Vec<Person>, RegisterError> {
        let found = self.ledger.records(&self.org, id, most).await?;
        let people: Result<Vec<Person>, Unreadable> =
            found.iter().map(|it| registered(it).map(|it| it.person)).collect();
        Ok(people?)
    }

    /// A fact of somebody that was written as a people file has it, as JSON.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, each fault with its line and what to do.
    pub fn read_fact(&self, person: &PersonId, text: &str) -> Result<Fact, String> {
        written::fact(person, text)
    }

    /// A fact as an entry of somebody's stream.
    pub fn entry_of(&self, stream: &Stream, fact: &Fact, actor: &str) -> NewEntry {
        written::entry(stream, fact, actor)
    }

    /// Everybody, and the organisations.
    ///
    /// # Errors
    ///
    /// As [`Register::person`].
    pub async fn everybody(&self) -> Result<People, RegisterError> {
        let mut people = People { organisations: self.organisations().await?, ..People::default() };
        let mut after = String::new();
        loop {
            let page = self.page_after(&after, A_PAGE).await?;
            let Some(last) = page.last() else { return Ok(people) };
            last.id.as_str().clone_into(&mut after);
            people.people.extend(page.into_iter().map(|it| (it.id.clone(), it)));
        }
    }

    /// People in the order of their ids, after one of them, at most so many.
    ///
    /// # Errors
    ///
    /// As [`Register::person`].
    pub async fn page_after(&self, after: &str, most: u32) -> Result<Vec<Person>, RegisterError> {
        let page = self.registered_after(after, most).await?;
        Ok(page.into_iter().map(|it| it.person).collect())
    }

    /// The same, each with the last entry that was read of them.
    ///
    /// # Errors
    ///
    /// As [`Register::person`].
    pub async fn registered_after(
        &self,
        after: &str,
        most: u32,
    ) -> Result<Vec<Registered>, RegisterError> {
        let mut after = after.to_owned();
        loop {
            let page = self.ledger.records(&self.org, &after, most).await?;
            let Some(last) = page.last() else { return Ok(Vec::new()) };
            after.clone_from(&last.person);
            // Who was merged into another is read there.
            let own = page.iter().filter(|it| Merges::of(&it.entries).into.is_none());
            let made: Vec<Registered> =
                own.map(|it| Ok(registered(it)?)).collect::<Result<_, RegisterError>>()?;
            if !made.is_empty() {
                return Ok(made);
            }
        }
    }

    /// The organisations people work at, by code.
    ///
    /// # Errors
    ///
    /// As [`Register::person`].
    pub async fn organisations(&self) -> Result<BTreeMap<Code, Organisation>, RegisterError> {
        let stream = Stream::organisation(ORGANISATIONS)?;
        let entries = self.ledger.entries(&self.org, &stream, i64::MAX).await?;
        Ok(written::organisations(&entries)?)
    }
}

/// A record merged into one that was merged into another, and so on, no further than this.
const MOST_MERGES: usize = 16;

/// The stream of the organisations people of the register work at.
const ORGANISATIONS: &str = "organisations";

fn registered(found: &preceptor_ledger::Record) -> Result<Registered, Unreadable> {
    let person = written::person(&found.person, &found.entries)?;
    let merged = Merges::of(&found.entries).with();
    Ok(Registered { person, as_of: found.as_of_seq, merged })
}

#[cfg(test)]
pub(crate) mod tests;
