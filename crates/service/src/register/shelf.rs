//! People who were read lately, kept as long as the log says nothing new of them.
//!
//! Before anything is taken from the shelf it follows the log: one row tells whether there is anything new, and what is
//! new tells whose record is no longer good. So an answer rests on the log as it stands at a number, and most of what it
//! rests on need not be read again. Two halves keep it small: when the younger is full it becomes the older, and what
//! nobody asked for meanwhile goes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use preceptor_ledger::{Body, Change, Stream};
use preceptor_record::{Code, Organisation, Person, PersonId};

use super::merged::Merges;
use super::{ORGANISATIONS, Register, RegisterError, written};

/// How many people one half holds.
const A_HALF: usize = 8_000;
/// How many entries are followed at once.
const FOLLOWED: u32 = 5_000;
/// A log that has grown by more than this is not followed: the shelf is cleared.
const MOST_FOLLOWED: i64 = 200_000;

/// Somebody, as the log has them.
#[derive(Debug, Clone)]
pub struct Shelved {
    /// Who, with everything ever recorded.
    pub person: Arc<Person>,
    /// The number of the last of their entries.
    pub as_of: i64,
    /// Whether it was read from the log itself, as a decision needs it, and not from a derived row.
    is_of_log: bool,
}

/// Some people and the organisations, as the log stood at a number: what a question may reach.
#[derive(Debug, Clone, Default)]
pub struct Circle {
    /// The people.
    pub people: BTreeMap<PersonId, Arc<Person>>,
    /// The organisations.
    pub organisations: Arc<BTreeMap<Code, Organisation>>,
    /// The number the log stood at.
    pub as_of: i64,
    /// Those of whom nothing is known any longer.
    pub erased: BTreeSet<PersonId>,
}

impl Circle {
    /// Everybody of whom something was or could have been found: a change of none of them changes nothing here.
    pub fn rests_on(&self) -> BTreeSet<PersonId> {
        let found = self.people.values();
        let named = found.clone().flat_map(|it| &it.facts).filter_map(|it| it.body.names());
        self.people.keys().chain(found.map(|it| &it.id)).chain(named).cloned().collect()
    }
}

impl preceptor_standing::Register for Circle {
    fn person(&self, id: &PersonId) -> Option<&Person> {
        self.people.get(id).map(|it| &**it)
    }
    fn organisation(&self, code: &Code) -> Option<&Organisation> {
        self.organisations.get(code)
    }
}

/// What a question rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// The log itself: a decision.
    Log,
    /// One row for each person, and what the log has beyond it: a page.
    Rows,
}

#[derive(Default)]
struct Kept {
    /// Everything up to this number of the log has been looked at.
    known: i64,
    younger: BTreeMap<PersonId, Shelved>,
    older: BTreeMap<PersonId, Shelved>,
    /// When somebody changed while the shelf followed: what was read before is not put back.
    changed: BTreeMap<PersonId, i64>,
    /// What was read at a smaller number is not put back either.
    floor: i64,
    /// The last change of what is the organisation's own and nobody's record.
    own: i64,
    organisations: Option<Arc<BTreeMap<Code, Organisation>>>,
}

impl Kept {
    fn take(&mut self, id: &PersonId, from: From) -> Option<Shelved> {
        if let Some(it) = self.younger.get(id) {
            return Some(it.clone()).filter(|it| it.is_of_log || from == From::Rows);
        }
        let it = self.older.remove(id).filter(|it| it.is_of_log || from == From::Rows)?;
        self.add(id, it.clone());
        Some(it)
    }

    /// Keeps somebody who was read when the log stood at `read_at`, unless there is something newer of them.
    fn put(&mut self, id: &PersonId, it: Shelved, read_at: i64) {
        let is_stale = self.changed.get(id).is_some_and(|changed| *changed > it.as_of);
        if !is_stale && read_at >= self.floor {
            self.add(id, it);
        }
    }

    fn add(&mut self, id: &PersonId, it: Shelved) {
        if self.younger.len() >= A_HALF {
            self.older = std::mem::take(&mut self.younger);
        }
        self.younger.insert(id.clone(), it);
    }

    /// Takes note of what is new.
    fn follow(&mut self, changes: &[Change]) {
        for it in changes.iter().filter(|it| it.seq > self.known) {
            // An erasure stands in a stream of its own, and names who is gone.
            let erased = it.names.as_deref().filter(|_| it.stream == Stream::erasures());
            if let Some(id) = it.stream.record_of().or(erased).map(PersonId::new) {
                self.younger.remove(&id);
                self.older.remove(&id);
                self.changed.insert(id, it.seq);
            }
            if it.stream.person_id().is_none() {
                self.organisations = None;
                self.own = it.seq;
            }
        }
        self.known = changes.last().map_or(self.known, |it| self.known.max(it.seq));
    }
}

/// People who were read lately.
pub struct Shelf {
    register: Register,
    kept: Mutex<Kept>,
    /// Held by whoever follows the log for all.
    following: tokio::sync::Mutex<()>,
}

impl Shelf {
    /// An empty shelf of that register.
    pub fn new(register: Register) -> Self {
        Self { register, kept: Mutex::default(), following: tokio::sync::Mutex::default() }
    }

    /// The register.
    pub fn register(&self) -> &Register {
        &self.register
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Follows the log to its end, and gives the number it stands at.
    ///
    /// # Errors
    ///
    /// Where the store does not answer.
    pub async fn follow(&self) -> Result<i64, RegisterError> {
        let head = self.register.ledger.pulse(&self.register.org).await?.seq;
        self.follow_to(head).await
    }

    /// Follows the log to that number at least, and gives the one it stands at.
    ///
    /// # Errors
    ///
    /// Where the store does not answer.
    pub async fn follow_to(&self, head: i64) -> Result<i64, RegisterError> {
        let known = self.kept().known;
        if known >= head {
            return Ok(known);
        }
        let (ledger, org) = (&self.register.ledger, &self.register.org);
        let _following = self.following.lock().await;
        loop {
            let known = self.kept().known;
            if known >= head {
                return Ok(known);
            }
            // There is nothing yet that might no longer hold, or too much is new.
            if known == 0 || head - known > MOST_FOLLOWED {
                *self.kept() = Kept { known: head, floor: head, own: head, ..Kept::default() };
                continue;
            }
            let changes = ledger.changes_after(org, known, FOLLOWED).await?;
            self.kept().follow(&changes);
            if changes.is_empty() {
                return Ok(known);
            }
        }
    }

    /// The number of the last change, as far as the log was followed, of what is the organisation's own.
    pub fn last_of_own(&self) -> i64 {
        self.kept().own
    }

    /// Whether all that is known of these people, and of the organisation itself, was so already when the log stood at that
    /// number.
    pub fn is_unchanged(&self, people: &[PersonId], since: i64) -> bool {
        let kept = self.kept();
        let changed = |it: &PersonId| kept.changed.get(it).is_some_and(|it| *it > since);
        since >= kept.floor && since >= kept.own && !people.iter().any(changed)
    }

    /// The organisations, as the log stands now.
    ///
    /// # Errors
    ///
    /// As [`Shelf::circle`].
    pub async fn latest_organisations(
        &self,
    ) -> Result<Arc<BTreeMap<Code, Organisation>>, RegisterError> {
        let as_of = self.follow().await?;
        self.organisations(as_of).await
    }

    /// What somebody is called; none where nothing is known of them.
    ///
    /// # Errors
    ///
    /// As [`Shelf::circle`].
    pub async fn name(&self, id: &PersonId) -> Result<Option<String>, RegisterError> {
        let as_of = self.follow().await?;
        let found = self.person(id, From::Rows, as_of, &mut BTreeSet::new()).await?;
        Ok(found.map(|it| it.display_name().to_owned()))
    }

    /// These people, everybody whom a question about them may lead to, and the organisations.
    ///
    /// # Errors
    ///
    /// Where the store does not answer or what it has cannot be read.
    pub async fn circle(&self, ids: &[PersonId], from: From) -> Result<Circle, RegisterError> {
        let as_of = self.follow().await?;
        let mut circle =
            Circle { organisations: self.organisations(as_of).await?, as_of, ..Circle::default() };
        let mut asked: BTreeSet<PersonId> = ids.iter().cloned().collect();
        let mut next: Vec<PersonId> = asked.iter().cloned().collect();
        while let Some(id) = next.pop() {
            let Some(found) = self.person(&id, from, as_of, &mut circle.erased).await? else {
                continue;
            };
            let named = found.facts.iter().filter_map(|it| it.body.names());
            next.extend(named.filter(|it| asked.insert((*it).clone())).cloned());
            circle.people.insert(id, found);
        }
        Ok(circle)
    }

    async fn person(
        &self,
        id: &PersonId,
        from: From,
        as_of: i64,
        erased: &mut BTreeSet<PersonId>,
    ) -> Result<Option<Arc<Person>>, RegisterError> {
        let kept = self.kept().take(id, from);
        // One who changed after the number asked about is read as they were.
        if let Some(it) = kept.filter(|it| it.as_of <= as_of) {
            return Ok(Some(it.person));
        }
        let found = match from {
            From::Log => self.register.person_as_of(id, as_of).await?,
            From::Rows => match self.register.person(id).await? {
                Some(it) => AsOf::Known(it.person, it.as_of),
                None => AsOf::Unknown,
            },
        };
        match found {
            AsOf::Known(person, last) => {
                let person = Arc::new(person);
                let it =
                    Shelved { person: person.clone(), as_of: last, is_of_log: from == From::Log };
                // Who is read under another's id would not be let go of when that other changes.
                if person.id == *id {
                    self.kept().put(id, it, as_of);
                }
                Ok(Some(person))
            }
            AsOf::Unknown => Ok(None),
            AsOf::Erased => {
                erased.insert(id.clone());
                Ok(None)
            }
        }
    }

    async fn organisations(
        &self,
        as_of: i64,
    ) -> Result<Arc<BTreeMap<Code, Organisation>>, RegisterError> {
        let kept = self.kept().organisations.clone();
        if let Some(it) = kept {
            return Ok(it);
        }
        let read = Arc::new(self.register.organisations_as_of(as_of).await?);
        let mut kept = self.kept();
        if kept.known == as_of {
            kept.organisations = Some(read.clone());
        }
        Ok(read)
    }
}

/// What the log has of somebody at a number.
pub enum AsOf {
    /// Them, and the number of the last of their entries.
    Known(Person, i64),
    /// Nothing.
    Unknown,
    /// Something that nobody can read any longer.
    Erased,
}

impl Register {
    /// Somebody as the log stood at a number.
    ///
    /// # Errors
    ///
    /// As [`Register::person`].
    pub async fn person_as_of(&self, id: &PersonId, as_of: i64) -> Result<AsOf, RegisterError> {
        let Ok(stream) = Stream::person(id.as_str()) else { return Ok(AsOf::Unknown) };
        let entries = self.ledger.entries(&self.org, &stream, as_of).await?;
        let Some(last) = entries.last() else { return Ok(AsOf::Unknown) };
        if entries.iter().any(|it| it.body == Body::Erased) {
            return Ok(AsOf::Erased);
        }
        if let Some(kept) = Merges::of(&entries).into {
            return Box::pin(self.person_as_of(&kept, as_of)).await;
        }
        Ok(AsOf::Known(written::person(id.as_str(), &entries)?, last.seq))
    }

    /// These people, everybody whom a question about them may lead to, and the organisations, as the log stood at a number.
    ///
    /// # Errors
    ///
    /// As [`Register::person`].
    pub async fn circle_as_of(
        &self,
        ids: &[PersonId],
        as_of: i64,
    ) -> Result<Circle, RegisterError> {
        let organisations = Arc::new(self.organisations_as_of(as_of).await?);
        let mut circle = Circle { organisations, as_of, ..Circle::default() };
        let mut asked: BTreeSet<PersonId> = ids.iter().cloned().collect();
        let mut next: Vec<PersonId> = asked.iter().cloned().collect();
        while let Some(id) = next.pop() {
            match self.person_as_of(&id, as_of).await? {
                AsOf::Known(person, _) => {
                    let named = person.facts.iter().filter_map(|it| it.body.names());
                    next.extend(named.filter(|it| asked.insert((*it).clone())).cloned());
                    circle.people.insert(id, Arc::new(person));
                }
                AsOf::Unknown => {}
                AsOf::Erased => {
                    circle.erased.insert(id);
                }
            }
        }
        Ok(circle)
    }

    async fn organisations_as_of(
        &self,
        as_of: i64,
    ) -> Result<BTreeMap<Code, Organisation>, RegisterError> {
        let stream = Stream::organisation(ORGANISATIONS)?;
        let entries = self.ledger.entries(&self.org, &stream, as_of).await?;
        Ok(written::organisations(&entries)?)
    }
}
