//! The database: one pool over SQLite or PostgreSQL, opened and brought up to date.

use std::borrow::Cow;
use std::str::FromStr as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{Any, AnyConnection, AnyPool, Executor as _, Row as _, SqlSafeStr as _, Transaction};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::error::StoreError;

/// The engine below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// The embedded one.
    Sqlite,
    /// A server.
    Postgres,
}

/// The migrations, in their order: each adds and none takes away, so that the version before runs on beside it.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "entries", include_str!("../migrations/0001_entries.sql")),
    (2, "derived", include_str!("../migrations/0002_derived.sql")),
    (3, "jobs", include_str!("../migrations/0003_jobs.sql")),
    (4, "trails", include_str!("../migrations/0004_trails.sql")),
    (5, "accounts", include_str!("../migrations/0005_accounts.sql")),
    (6, "staged", include_str!("../migrations/0006_staged.sql")),
];

/// How long a connection is waited for.
const PATIENCE: Duration = Duration::from_secs(10);
/// Write transactions at one time, where the engine takes more than one.
const N_WRITERS: usize = 8;

/// After so many writes the log before the database is carried over into it.
const CARRIED_OVER: u32 = 256;

pub(crate) struct Database {
    pub pool: AnyPool,
    pub engine: Engine,
    /// Writes since SQLite's log was carried over; none counts where there is no such log.
    since_carried_over: Option<Arc<AtomicU32>>,
    /// SQLite takes one writer at a time: waiting here is fair and quicker than being told that it is busy.
    writers: Arc<Semaphore>,
}

/// A write transaction; what it did is undone unless it is committed.
pub(crate) struct Writing<'a> {
    pub tx: Transaction<'static, Any>,
    database: &'a Database,
    _permit: SemaphorePermit<'a>,
}

impl Writing<'_> {
    pub(crate) async fn commit(self) -> Result<(), Failed> {
        self.tx.commit().await?;
        self.database.carry_over();
        Ok(())
    }
}

impl Database {
    /// Opens the database of that address with at most so many connections, and brings it up to date.
    pub(crate) async fn open(url: &str, n_connections: u32) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let engine = engine_of(url)?;
        let options = AnyConnectOptions::from_str(url).map_err(|it| cannot_open(&it))?;
        let is_in_memory = url.contains(":memory:");
        let pool = AnyPoolOptions::new()
            // Each connection to a database in memory would be a database of its own.
            .max_connections(if is_in_memory { 1 } else { n_connections.max(1) })
            .idle_timeout((!is_in_memory).then_some(Duration::from_mins(10)))
            .max_lifetime((!is_in_memory).then_some(Duration::from_mins(30)))
            .acquire_timeout(PATIENCE)
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    if engine == Engine::Sqlite {
                        for pragma in PRAGMAS {
                            connection.execute(*pragma).await?;
                        }
                    }
                    Ok(())
                })
            })
            .connect_with(options)
            .await
            .map_err(|it| cannot_open(&it))?;
        migrate(&pool, engine).await?;
        let n_writers = if engine == Engine::Sqlite { 1 } else { N_WRITERS };
        let has_log = engine == Engine::Sqlite && !is_in_memory;
        let since_carried_over = has_log.then(Arc::default);
        Ok(Self { pool, engine, since_carried_over, writers: Arc::new(Semaphore::new(n_writers)) })
    }

    /// Now and then carries SQLite's log over into the database beside the writing, which would have to wait if it did so
    /// itself.
    fn carry_over(&self) {
        let Some(since) = &self.since_carried_over else { return };
        if since.fetch_add(1, Ordering::Relaxed) + 1 != CARRIED_OVER {
            return;
        }
        let (pool, since, writers) =
            (self.pool.clone(), Arc::clone(since), Arc::clone(&self.writers));
        tokio::spawn(async move {
            // Where it does not work now, it will the next time.
            let _ = pool.execute("PRAGMA wal_checkpoint(PASSIVE)").await;
            // What was written meanwhile is little; with nobody writing all is carried over, and the log begins anew.
            if let Ok(_alone) = writers.acquire().await {
                let _ = pool.execute("PRAGMA wal_checkpoint(PASSIVE)").await;
            }
            since.store(0, Ordering::Relaxed);
        });
    }

    /// Begins a transaction that may write, and in which nothing changes unseen.
    pub(crate) async fn begin_write(&self) -> Result<Writing<'_>, Failed> {
        let permit =
            self.writers.acquire().await.map_err(|it| Failed::Store(StoreError::away(it)))?;
        let tx = match self.engine {
            Engine::Sqlite => self.pool.begin_with("BEGIN IMMEDIATE").await?,
            Engine::Postgres => self.pool.begin_with("BEGIN ISOLATION LEVEL SERIALIZABLE").await?,
        };
        Ok(Writing { tx, database: self, _permit: permit })
    }

    /// Begins a transaction that only reads, and sees one moment of the database throughout.
    pub(crate) async fn begin_read(&self) -> Result<Transaction<'static, Any>, StoreError> {
        Ok(match self.engine {
            Engine::Sqlite => self.pool.begin_with("BEGIN").await?,
            Engine::Postgres => {
                self.pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?
            }
        })
    }
}

const PRAGMAS: &[&str] = &[
    "PRAGMA busy_timeout = 5000",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    // Half a gigabyte before whoever writes has to carry the log over: see `carry_over`.
    "PRAGMA wal_autocheckpoint = 131072",
];

fn engine_of(url: &str) -> Result<Engine, StoreError> {
    match url.split(':').next() {
        Some("sqlite") => Ok(Engine::Sqlite),
        Some("postgres" | "postgresql") => Ok(Engine::Postgres),
        _ => Err(StoreError::Setup {
            message:
                "a database is named as `sqlite://FILE?mode=rwc` or `postgres://USER@HOST/NAME`"
                    .to_owned(),
        }),
    }
}

/// The address of a database in a file, which is made where it is not there.
pub fn sqlite_url(path: &std::path::Path) -> String {
    // What has a meaning in an address is written in numbers.
    let path = path.to_string_lossy().bytes().fold(String::new(), |mut made, it| {
        if it.is_ascii_alphanumeric() || b"/-._~:\\".contains(&it) {
            made.push(char::from(it));
        } else {
            made.push_str(&format!("%{it:02X}"));
        }
        made
    });
    format!("sqlite://{path}?mode=rwc")
}

fn cannot_open(it: &sqlx::Error) -> StoreError {
    StoreError::Setup { message: format!("the database cannot be opened: {it}") }
}

/// The number of the newest migration this version knows.
pub(crate) fn newest_migration() -> i64 {
    MIGRATIONS.iter().map(|it| it.0).max().unwrap_or(0)
}

/// The number of the last migration the database has had.
pub(crate) async fn last_migration(tx: &mut AnyConnection) -> Result<i64, StoreError> {
    let row = sqlx::query("SELECT MAX(version) FROM _sqlx_migrations").fetch_one(tx).await?;
    Ok(row.try_get(0)?)
}

async fn migrate(pool: &AnyPool, engine: Engine) -> Result<(), StoreError> {
    let one = |(version, name, text): &(i64, &'static str, &'static str)| {
        Migration::new(
            *version,
            Cow::Borrowed(*name),
            MigrationType::Simple,
            text.into_sql_str(),
            false,
        )
    };
    let mut migrator = Migrator::with_migrations(MIGRATIONS.iter().map(one).collect());
    // A database that a later version has brought further is still ours to use: migrations only add.
    migrator.set_ignore_missing(true);
    if engine == Engine::Postgres {
        let version = sqlx::query("SELECT version()").fetch_one(pool).await?;
        // It has no advisory locks; there only one replica may bring the database up to date.
        let is_cockroach = version.try_get::<String, _>(0)?.contains("Cockroach");
        migrator.set_locking(!is_cockroach);
    }
    migrator.run(pool).await.map_err(|it| StoreError::Setup {
        message: format!("the database cannot be brought up to date: {it}"),
    })
}

/// Why a write transaction came to nothing.
#[derive(Debug)]
pub(crate) enum Failed {
    /// Others wrote at the same time: the same again may succeed.
    Again(String),
    /// A row of that key is there already.
    Unique(String),
    /// Something else.
    Store(StoreError),
}

impl From<sqlx::Error> for Failed {
    fn from(it: sqlx::Error) -> Self {
        if let sqlx::Error::Database(said) = &it {
            let code = said.code().unwrap_or_default();
            // PostgreSQL: serialisation failure, deadlock. SQLite: busy, and busy for a snapshot.
            if matches!(&*code, "40001" | "40P01" | "5" | "261" | "517") {
                return Self::Again(it.to_string());
            }
            if said.is_unique_violation() {
                return Self::Unique(it.to_string());
            }
        }
        Self::Store(it.into())
    }
}

impl From<StoreError> for Failed {
    fn from(it: StoreError) -> Self {
        Self::Store(it)
    }
}

impl From<Failed> for StoreError {
    fn from(it: Failed) -> Self {
        match it {
            Failed::Again(cause) | Failed::Unique(cause) => Self::Away { cause },
            Failed::Store(it) => it,
        }
    }
}

/// How often a write was tried; between two tries it waits, longer each time.
#[derive(Debug, Default)]
pub(crate) struct Tries(u32);

/// After so many tries somebody is told.
const MOST_TRIES: u32 = 12;

impl Tries {
    /// Whether it should be tried again after that; has waited then.
    pub(crate) async fn again(&mut self, failed: &Failed, spread: u8) -> bool {
        if !matches!(failed, Failed::Again(_)) || self.0 >= MOST_TRIES {
            return false;
        }
        self.0 += 1;
        // Two that met once would meet again if both waited as long: each adds a part by chance.
        let longest = 1_u64 << self.0.min(8);
        let wait = longest * 500 + longest * 500 * u64::from(spread) / 255;
        tokio::time::sleep(Duration::from_micros(wait)).await;
        true
    }
}
