//! The stores a server opens: the demonstration's lies beside the real one and shares nothing with it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use preceptor_ledger::{Chance, Files, Ledger, MasterKey, Options, sqlite_url};
use preceptor_record::Day;
use preceptor_record::people::Item;
use preceptor_rulebook::Rulebook;
use preceptor_service::demonstration::{Demonstration, Opening};

use crate::keep::{FromSystem, Place};

/// The system's random numbers.
pub fn chance() -> Arc<dyn Chance> {
    Arc::new(FromSystem::new())
}

/// The demonstration: `demo.db` in the data folder, under a key of its own. What is uploaded to it is kept in memory.
pub fn demonstration(place: &Place, book: &'static Rulebook) -> Demonstration {
    let folder = place.data.clone();
    let open = move |afresh: bool| -> Opening {
        let folder = folder.clone();
        Box::pin(async move { store(&folder, afresh).await })
    };
    Demonstration::new(Box::new(open), people, chance(), book)
}

fn people(day: Day) -> Vec<Item> {
    preceptor_sample::demonstration(day).collect()
}

/// Opens the demonstration's store. One that cannot be opened any longer is nobody's loss: it is begun anew.
async fn store(folder: &Path, afresh: bool) -> Result<Ledger, String> {
    let keys = folder.join("keys");
    std::fs::create_dir_all(&keys).map_err(|it| format!("{}: {it}", keys.display()))?;
    let key = keys.join("demo.key");
    if !key.is_file() {
        MasterKey::create(&key, &FromSystem::new()).map_err(|it| it.to_string())?;
    }
    if !afresh
        && let Some(newest) = stores_in(folder).pop()
        && let Ok(ledger) = opened(&newest, &key).await
    {
        return Ok(ledger);
    }
    // Somebody may still be reading the last one, so each gets a file of its own; older ones go when they can.
    let mut n = 0;
    for it in stores_in(folder) {
        n = n.max(number(&it).unwrap_or(0) + 1);
        for end in ["", "-wal", "-shm"] {
            let mut name = it.clone().into_os_string();
            name.push(end);
            let _ = std::fs::remove_file(name);
        }
    }
    let name = if n == 0 { "demo.db".to_owned() } else { format!("demo-{n}.db") };
    opened(&folder.join(name), &key).await
}

async fn opened(file: &Path, key: &Path) -> Result<Ledger, String> {
    let master = MasterKey::read(key).map_err(|it| it.to_string())?;
    let mut options = Options::new(sqlite_url(file), master, chance());
    options.files = Files::memory();
    Ledger::open(options).await.map_err(|it| it.to_string())
}

/// The demonstration's databases that are there, the newest last.
fn stores_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(all) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<PathBuf> =
        all.filter_map(|it| Some(it.ok()?.path())).filter(|it| number(it).is_some()).collect();
    found.sort_by_key(|it| number(it));
    found
}

/// Which of them a file is: `demo.db` is 0, `demo-3.db` is 3.
fn number(file: &Path) -> Option<u32> {
    let name = file.file_name()?.to_str()?.strip_suffix(".db")?;
    if name == "demo" { Some(0) } else { name.strip_prefix("demo-")?.parse().ok() }
}
