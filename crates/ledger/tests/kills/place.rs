//! Where the process writes: a database of the engine under test, and a folder for files.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use preceptor_ledger::{Chance, Files, Ledger, MasterKey, NoChance, Options, OrgId, sqlite_url};
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use sqlx::{AnyConnection, Connection as _};

struct Seeded(Mutex<ChaCha12Rng>);

impl Chance for Seeded {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoChance> {
        self.0.lock().map_err(|_| NoChance)?.fill_bytes(bytes);
        Ok(())
    }
}

pub fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
        .block_on(work)
}

pub fn now() -> Timestamp {
    "2026-11-20T09:00:00Z".parse().unwrap()
}

pub fn org() -> OrgId {
    OrgId::new("X99").unwrap()
}

/// The address of an empty database: in the folder, or on the server that `TEST_DATABASE_URL` names.
pub fn empty_database(folder: &Path) -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let Ok(server) = std::env::var("TEST_DATABASE_URL") else {
        return sqlite_url(&folder.join("kills.db"));
    };
    let name = format!("k_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let text = format!("CREATE DATABASE {name}");
    let (base, _) = server.rsplit_once('/').unwrap();
    let url = format!("{base}/{name}");
    let made = std::thread::spawn(move || {
        wait(async {
            sqlx::any::install_default_drivers();
            let mut connection = AnyConnection::connect(&server).await.unwrap();
            sqlx::query(sqlx::AssertSqlSafe(text)).execute(&mut connection).await.unwrap();
        });
    });
    made.join().unwrap();
    url
}

pub fn options(folder: &Path, url: &str, seed: u64) -> Options {
    let chance = Arc::new(Seeded(Mutex::new(ChaCha12Rng::seed_from_u64(seed))));
    let mut options = Options::new(url, MasterKey::of(&[7; 32]).unwrap(), chance);
    options.files = Files::folder(&folder.join("files")).unwrap();
    options
}

pub async fn open(folder: &Path, url: &str, seed: u64) -> Ledger {
    Ledger::open(options(folder, url, seed)).await.unwrap()
}
