//! The open store.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use sqlx::Row as _;
use tokio::sync::{mpsc, oneshot};

use crate::chance::Chance;
use crate::database::{Database, Engine, Tries};
use crate::entry::{Append, NewEntry, Receipt};
use crate::error::StoreError;
use crate::files::Files;
use crate::ids::{OrgId, Stream};
use crate::pulse::{self, Asking};
use crate::seal::MasterKey;
use crate::trail::{self, Trail, Waiting};
use crate::writer::{self, Request};

/// Appends that may wait for one organisation's writer before those who bring more have to wait themselves.
const MOST_WAITING: usize = 1_024;

/// What a ledger is opened with.
pub struct Options {
    /// The database: `sqlite://FILE?mode=rwc` (see [`crate::sqlite_url`]), `sqlite::memory:` or `postgres://...`.
    pub url: String,
    /// The installation's key.
    pub master: MasterKey,
    /// Where keys and nonces come from.
    pub chance: Arc<dyn Chance>,
    /// Where evidence files are kept.
    pub files: Files,
    /// Where erasures are written down outside the database, if they are: see [`crate::Erasure`].
    pub erasures: Option<PathBuf>,
    /// The most connections to the database at one time.
    pub n_connections: u32,
}

impl Options {
    /// With files in memory and eight connections.
    pub fn new(url: impl Into<String>, master: MasterKey, chance: Arc<dyn Chance>) -> Self {
        let (url, files) = (url.into(), Files::memory());
        Self { url, master, chance, files, erasures: None, n_connections: 8 }
    }
}

/// A statement that values are bound to.
pub(crate) type Query<'q> = sqlx::query::Query<'q, sqlx::Any, sqlx::any::AnyArguments>;

/// The open store. Cloning it is cheap; all clones share its writers.
#[derive(Clone)]
pub struct Ledger(Arc<Shared>);

struct Shared {
    core: Arc<Core>,
    writers: Mutex<BTreeMap<OrgId, mpsc::Sender<Request>>>,
    trails: Mutex<BTreeMap<(OrgId, Trail), mpsc::Sender<Waiting>>>,
    pulses: Mutex<BTreeMap<OrgId, mpsc::Sender<Asking>>>,
}

/// What reading and writing need. The writers hold it, and end when the last [`Ledger`] is gone.
pub(crate) struct Core {
    pub database: Database,
    pub master: MasterKey,
    pub chance: Arc<dyn Chance>,
    pub files: Files,
    pub erasures: Option<PathBuf>,
}

impl Core {
    /// A byte by chance, to spread waiting; not worth failing for.
    pub(crate) fn spread(&self) -> u8 {
        let mut byte = [0];
        let _ = self.chance.fill(&mut byte);
        let [byte] = byte;
        byte
    }
}

impl fmt::Debug for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ledger").field("engine", &self.engine()).finish_non_exhaustive()
    }
}

impl Ledger {
    /// Opens the database, making its tables or bringing them up to date.
    ///
    /// # Errors
    ///
    /// Where it cannot be opened, or was made under another master key.
    pub async fn open(options: Options) -> Result<Self, StoreError> {
        let database = Database::open(&options.url, options.n_connections).await?;
        let Options { master, chance, files, erasures, .. } = options;
        let core = Core { database, master, chance, files, erasures };
        check_master(&core).await?;
        Ok(Self(Arc::new(Shared {
            core: Arc::new(core),
            writers: Mutex::default(),
            trails: Mutex::default(),
            pulses: Mutex::default(),
        })))
    }

    /// The engine below.
    pub fn engine(&self) -> Engine {
        self.core().database.engine
    }

    /// Closes the database when all that is under way is done. Whoever still holds a clone is told that it is away.
    pub async fn close(self) {
        self.core().database.pool.close().await;
    }

    pub(crate) fn core(&self) -> &Core {
        &self.0.core
    }

    /// Stores entries, all of them or none. When this returns they are on the disk and in the chain, and every reader
    /// sees them.
    ///
    /// Appends of many tasks to one organisation are written together. Dropping the future does not take the append
    /// back.
    ///
    /// # Errors
    ///
    /// [`StoreError::Conflict`] where the append no longer fits what is there, [`StoreError::Unfit`] where it never
    /// would have; [`StoreError::Away`] where it is not known whether it was stored: ask by the entry's id.
    pub async fn append(&self, append: Append) -> Result<Receipt, StoreError> {
        append.judge()?;
        self.send(append, None).await
    }

    /// Erases a person: destroys the keys of all streams that are theirs and deletes what is kept of them beside the
    /// entries. The erasure is an entry that names only their id; the chain verifies as before, and what was said of
    /// them reads as [`crate::Body::Erased`]. Nothing can be stored about that id afterwards.
    ///
    /// Backups made before still hold the wrapped keys: the erasure is complete when the last of them is gone. Their
    /// files are deleted by [`Ledger::erase`], which calls this.
    ///
    /// # Errors
    ///
    /// [`crate::Conflict::Taken`] where they have been erased before.
    pub async fn erase_entries(
        &self,
        org: &OrgId,
        person: &str,
        actor: &str,
        at: jiff::Timestamp,
    ) -> Result<Receipt, StoreError> {
        let entry = NewEntry::new(&Stream::erasures(), person, "erasure", actor).names(person);
        let append = Append::new(org, at).entry(entry);
        append.judge()?;
        self.send(append, Some(person.to_owned())).await
    }

    /// Runs one statement that changes rows, again where others were in the way; how many rows it changed.
    pub(crate) async fn change(
        &self,
        text: &'static str,
        bind: impl for<'q> Fn(Query<'q>) -> Query<'q>,
    ) -> Result<u64, StoreError> {
        self.change_and(text, None, bind).await
    }

    /// As [`Ledger::change`], and where a row was changed another statement in the same transaction.
    pub(crate) async fn change_and(
        &self,
        text: &'static str,
        then: Option<&'static str>,
        bind: impl for<'q> Fn(Query<'q>) -> Query<'q>,
    ) -> Result<u64, StoreError> {
        let mut tries = Tries::default();
        loop {
            let done = async {
                let mut writing = self.core().database.begin_write().await?;
                let done = bind(sqlx::query(text)).execute(&mut *writing.tx).await?;
                if let Some(then) = then.filter(|_| done.rows_affected() > 0) {
                    sqlx::query(then).execute(&mut *writing.tx).await?;
                }
                writing.commit().await?;
                Ok(done.rows_affected())
            };
            match done.await {
                Err(failed) => {
                    if !tries.again(&failed, self.core().spread()).await {
                        return Err(failed.into());
                    }
                }
                Ok(n_changed) => return Ok(n_changed),
            }
        }
    }

    async fn send(&self, append: Append, erases: Option<String>) -> Result<Receipt, StoreError> {
        let (answer, answered) = oneshot::channel();
        let writer = self.writer(&append.org);
        let stopped = || StoreError::Away { cause: "the writer has stopped".to_owned() };
        writer.send(Request { append, erases, answer }).await.map_err(|_| stopped())?;
        answered.await.map_err(|_| stopped())?
    }

    fn writer(&self, org: &OrgId) -> mpsc::Sender<Request> {
        let mut writers = self.0.writers.lock().unwrap_or_else(PoisonError::into_inner);
        // A writer whose runtime is gone is replaced.
        if let Some(it) = writers.get(org).filter(|it| !it.is_closed()) {
            return it.clone();
        }
        let (sender, inbox) = mpsc::channel(MOST_WAITING);
        tokio::spawn(writer::run(self.0.core.clone(), org.clone(), inbox));
        writers.insert(org.clone(), sender.clone());
        sender
    }
}

impl Ledger {
    /// The writer of a trail.
    pub(crate) fn trail_writer(&self, org: &OrgId, trail: Trail) -> mpsc::Sender<Waiting> {
        let mut trails = self.0.trails.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (org.clone(), trail);
        if let Some(it) = trails.get(&key).filter(|it| !it.is_closed()) {
            return it.clone();
        }
        let (sender, inbox) = mpsc::channel(MOST_WAITING);
        tokio::spawn(trail::run(self.0.core.clone(), org.clone(), trail, inbox));
        trails.insert(key, sender.clone());
        sender
    }
}

impl Ledger {
    /// Who asks how the store stands.
    pub(crate) fn pulse_of(&self, org: &OrgId) -> mpsc::Sender<Asking> {
        let mut pulses = self.0.pulses.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(it) = pulses.get(org).filter(|it| !it.is_closed()) {
            return it.clone();
        }
        let (sender, inbox) = mpsc::channel(MOST_WAITING);
        tokio::spawn(pulse::run(self.0.core.clone(), org.clone(), inbox));
        pulses.insert(org.clone(), sender.clone());
        sender
    }
}

/// A database belongs to the master key it was made under.
async fn check_master(core: &Core) -> Result<(), StoreError> {
    let own = OrgId::installation();
    sqlx::query("INSERT INTO setting (org_id, name, value) VALUES ($1, $2, $3) ON CONFLICT (org_id, name) DO NOTHING")
        .bind(own.as_str())
        .bind("master-key")
        .bind(core.master.id())
        .execute(&core.database.pool)
        .await?;
    let row = sqlx::query("SELECT value FROM setting WHERE org_id = $1 AND name = $2")
        .bind(own.as_str())
        .bind("master-key")
        .fetch_one(&core.database.pool)
        .await?;
    let wanted: String = row.try_get(0)?;
    if wanted == core.master.id() {
        return Ok(());
    }
    let message = format!(
        "the key file is not the one this database was made under: it is key `{}`, and `{wanted}` is wanted",
        core.master.id()
    );
    Err(StoreError::Key { message })
}
