//! A store of its own for each test, with chance from a seed and a time that stands still.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use preceptor_ledger::{
    Append, Chance, Ledger, MasterKey, NewEntry, NoChance, Options, OrgId, Receipt, StoreError,
    Stream, sqlite_url,
};
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use sqlx::{AnyConnection, Connection as _};
use tempfile::TempDir;

/// Chance that is the same on every run.
pub struct Seeded(Mutex<ChaCha12Rng>);

impl Seeded {
    pub fn new(seed: u64) -> Arc<Self> {
        Arc::new(Self(Mutex::new(ChaCha12Rng::seed_from_u64(seed))))
    }
}

impl Chance for Seeded {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoChance> {
        self.0.lock().map_err(|_| NoChance)?.fill_bytes(bytes);
        Ok(())
    }
}

pub fn master() -> MasterKey {
    MasterKey::of(&[7; 32]).unwrap()
}

/// A store that is gone when the test is.
pub struct Store {
    pub ledger: Ledger,
    pub url: String,
    /// Gone with the store.
    _folder: TempDir,
}

impl std::ops::Deref for Store {
    type Target = Ledger;
    fn deref(&self) -> &Ledger {
        &self.ledger
    }
}

/// The address of an empty database of the engine under test.
pub async fn empty_database(folder: &TempDir) -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let n = NEXT.fetch_add(1, Ordering::Relaxed);
    let Ok(server) = std::env::var("TEST_DATABASE_URL") else {
        return sqlite_url(&folder.path().join(format!("{n}.db")));
    };
    let name = format!("t_{}_{n}", std::process::id());
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(&server).await.unwrap();
    let text = format!("CREATE DATABASE {name}");
    sqlx::query(sqlx::AssertSqlSafe(text)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let at = server.rfind('/').unwrap();
    format!("{}/{name}", &server[..at])
}

impl Store {
    pub async fn new() -> Self {
        Self::seeded(1).await
    }

    pub async fn seeded(seed: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = empty_database(&folder).await;
        let ledger = open(&url, seed).await.unwrap();
        Self { ledger, url, _folder: folder }
    }

    /// Runs a statement past the ledger, as somebody with the database's password could.
    pub async fn tamper(&self, text: &'static str) -> u64 {
        let mut connection = AnyConnection::connect(&self.url).await.unwrap();
        let done = sqlx::query(text).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        done.rows_affected()
    }

    /// The first column of the first row, as a number.
    pub async fn count(&self, text: &'static str) -> i64 {
        let mut connection = AnyConnection::connect(&self.url).await.unwrap();
        let found = sqlx::query_scalar(text).fetch_one(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        found
    }

    /// Appends one plain entry to a person's record.
    pub async fn say(&self, person: &str, id: &str, body: &str) -> Receipt {
        self.try_say(person, id, body).await.unwrap()
    }

    pub async fn try_say(&self, person: &str, id: &str, body: &str) -> Result<Receipt, StoreError> {
        self.append(Append::new(&org(), now()).entry(fact(person, id).body(body))).await
    }
}

pub async fn open(url: &str, seed: u64) -> Result<Ledger, StoreError> {
    Ledger::open(Options::new(url, master(), Seeded::new(seed))).await
}

pub fn org() -> OrgId {
    OrgId::new("X99").unwrap()
}

pub fn now() -> Timestamp {
    at("2026-11-20T09:00:00Z")
}

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn record(person: &str) -> Stream {
    Stream::person(person).unwrap()
}

/// An entry of a person's record.
pub fn fact(person: &str, id: &str) -> NewEntry {
    NewEntry::new(&record(person), id, "training", "u-1")
}
