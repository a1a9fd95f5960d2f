//! Everybody's rows, made once and brought up to date.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use preceptor_record::people::People;
use preceptor_record::{Day, KnownAt, Person, PersonId};
use preceptor_standing::{Engine, Lookup};

use super::row::Row;
use crate::employer::Employer;
use crate::installation::lock;
use crate::now::Now;
use crate::refusal::Refusal;
use crate::register::Register;

/// How long somebody who asks waits for rows to be brought up to date before they are shown what there is.
const PATIENCE: Duration = Duration::from_millis(1_500);
/// More changes than this are not followed one by one.
const MOST_CHANGES: u32 = 2_000;
/// People whose rows are made together, off the threads that answer.
const TOGETHER: u32 = 200;
/// People whom others name that are kept at hand while rows are made.
const MOST_KEPT: usize = 10_000;

/// Everybody, as the register stood at a number.
#[derive(Debug, Clone)]
pub struct Everybody {
    /// The number of the last entry it knows of.
    pub as_of: i64,
    /// The day on which it was judged which posts are held.
    pub day: Day,
    /// Everybody, by id.
    pub rows: BTreeMap<PersonId, Arc<Row>>,
}

/// What there is to be shown, and whether it is all.
pub struct Seen {
    /// Everybody as far as is known.
    pub everybody: Arc<Everybody>,
    /// How many people have been looked at so far, where the work still goes on: the rows are of an earlier moment, or
    /// not all of them are there.
    pub n_looked_at: Option<usize>,
}

/// Where an organisation's rows are kept.
#[derive(Default)]
pub(crate) struct Index {
    current: Mutex<Option<(Arc<Everybody>, &'static Engine<'static>)>>,
    working: tokio::sync::Mutex<()>,
    n_done: AtomicUsize,
}

impl Index {
    fn current(&self, engine: &'static Engine<'static>) -> Option<Arc<Everybody>> {
        lock(&self.current)
            .as_ref()
            .filter(|it| std::ptr::eq(it.1, engine))
            .map(|it| Arc::clone(&it.0))
    }
}

impl Employer {
    /// Everybody, up to the newest entry where that takes no longer than somebody waits gladly.
    ///
    /// # Errors
    ///
    /// Where the store does not answer.
    pub async fn everybody(
        self: &Arc<Self>,
        engine: &'static Engine<'static>,
        now: Now,
    ) -> Result<Seen, Refusal> {
        let head = self.register.ledger().head(self.org()).await?.seq;
        let is_fresh = |it: &Arc<Everybody>| it.as_of >= head && it.day == now.day;
        if let Some(everybody) = self.index.current(engine).filter(is_fresh) {
            return Ok(Seen { everybody, n_looked_at: None });
        }
        let me = Arc::clone(self);
        let work = tokio::spawn(async move { me.bring_up_to(head, engine, now).await });
        let is_whole = match tokio::time::timeout(PATIENCE, work).await {
            Ok(Ok(done)) => {
                done?;
                true
            }
            Ok(Err(panicked)) => return Err(Refusal::Broken(panicked.to_string())),
            Err(_) => false,
        };
        let everybody = self.index.current(engine).unwrap_or_else(|| {
            Arc::new(Everybody { as_of: 0, day: now.day, rows: BTreeMap::new() })
        });
        let n_done = self.index.n_done.load(Ordering::Relaxed);
        Ok(Seen { everybody, n_looked_at: (!is_whole).then_some(n_done) })
    }

    /// Brings the rows up to that number. One at a time; who comes second finds the work done.
    async fn bring_up_to(
        &self,
        head: i64,
        engine: &'static Engine<'static>,
        now: Now,
    ) -> Result<(), Refusal> {
        let _working = self.index.working.lock().await;
        let current = self.index.current(engine);
        let made = match current {
            Some(it) if it.as_of >= head && it.day == now.day => return Ok(()),
            Some(it) if it.day == now.day => self.followed(&it, engine, now).await?,
            _ => None,
        };
        let made = match made {
            Some(it) => it,
            None => self.anew(head, engine, now).await?,
        };
        *lock(&self.index.current) = Some((Arc::new(made), engine));
        Ok(())
    }

    /// The rows with what came since; none where that is too much, or touches everybody.
    async fn followed(
        &self,
        before: &Everybody,
        engine: &'static Engine<'static>,
        now: Now,
    ) -> Result<Option<Everybody>, Refusal> {
        let ledger = self.register.ledger();
        let entries = ledger.entries_after(self.org(), before.as_of, MOST_CHANGES).await?;
        let Some(last) = entries.last().filter(|_| entries.len() < MOST_CHANGES as usize) else {
            return Ok(None);
        };
        let as_of = last.seq;
        let mut changed = BTreeSet::new();
        for it in &entries {
            match it.stream.record_of() {
                Some(person) => changed.insert(person.to_owned()),
                // Organisations and adoptions bear on everybody; files and the like on nobody's standing.
                None if bears_on_everybody(it.stream.as_str()) => return Ok(None),
                None => false,
            };
        }
        for person in changed.clone() {
            let leaning = ledger.leaning_on(self.org(), &person, "", MOST_CHANGES).await?;
            changed.extend(leaning);
        }
        let mut rows = before.rows.clone();
        let mut kept = Kept::new(&self.register).await?;
        let mut people = Vec::new();
        for id in &changed {
            let id = PersonId::new(id.as_str());
            match self.register.person(&id).await? {
                Some(it) => {
                    if it.person.id != id {
                        rows.remove(&id);
                    }
                    people.push(it.person);
                }
                None => {
                    rows.remove(&id);
                }
            }
        }
        for it in kept.judged(people, engine, now.day).await? {
            rows.insert(it.person.clone(), Arc::new(it));
        }
        Ok(Some(Everybody { as_of, day: now.day, rows }))
    }

    async fn anew(
        &self,
        head: i64,
        engine: &'static Engine<'static>,
        now: Now,
    ) -> Result<Everybody, Refusal> {
        self.index.n_done.store(0, Ordering::Relaxed);
        let mut kept = Kept::new(&self.register).await?;
        let mut rows = BTreeMap::new();
        let mut after = String::new();
        loop {
            let people = self.register.page_after(&after, TOGETHER).await?;
            let Some(last) = people.last() else { break };
            last.id.as_str().clone_into(&mut after);
            for it in kept.judged(people, engine, now.day).await? {
                rows.insert(it.person.clone(), Arc::new(it));
            }
            self.index.n_done.store(rows.len(), Ordering::Relaxed);
        }
        Ok(Everybody { as_of: head, day: now.day, rows })
    }
}

/// Whether a stream of the organisation's own bears on how people stand: how its files are mapped and what
/// it signs with does not.
fn bears_on_everybody(stream: &str) -> bool {
    let beside = [crate::imports::MAPPINGS, crate::archives::SIGNING, crate::archives::SIGNERS];
    stream.starts_with("organisation:") && !beside.contains(&stream)
}

/// Those whom others name, at hand while rows are made.
struct Kept<'r> {
    register: &'r Register,
    people: People,
}

impl<'r> Kept<'r> {
    async fn new(register: &'r Register) -> Result<Self, Refusal> {
        let people = People { organisations: register.organisations().await?, ..People::default() };
        Ok(Self { register, people })
    }

    async fn judged(
        &mut self,
        people: Vec<Person>,
        engine: &'static Engine<'static>,
        day: Day,
    ) -> Result<Vec<Row>, Refusal> {
        if self.people.people.len() > MOST_KEPT {
            self.people.people.clear();
        }
        let names = people.iter().flat_map(|it| &it.facts).filter_map(|it| it.body.names());
        let wanted: BTreeSet<PersonId> =
            names.filter(|it| !self.people.people.contains_key(*it)).cloned().collect();
        for id in wanted {
            if let Some(found) = self.register.person(&id).await? {
                self.people.people.insert(id, found.person);
            }
        }
        let others = std::mem::take(&mut self.people);
        let made = tokio::task::spawn_blocking(move || {
            let lookup = Lookup::new(engine.book, &others, KnownAt::EVERYTHING);
            let rows: Vec<Row> =
                people.iter().map(|it| Row::of(engine, &lookup, &others, it, day)).collect();
            drop(lookup);
            (rows, others)
        });
        let (rows, others) = made.await.map_err(|it| Refusal::Broken(it.to_string()))?;
        self.people = others;
        Ok(rows)
    }
}
