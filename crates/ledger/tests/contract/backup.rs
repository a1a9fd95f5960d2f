//! Backup and restore: online, whole, into either engine, and refused where it should be.

use std::path::{Path, PathBuf};

use preceptor_ledger::{
    Append, Body, Erasure, Files, Ledger, MasterKey, NewJob, Options, RestoreError, Restored,
    Upload, sqlite_url,
};

use crate::records::AllBodies;
use crate::store::{Seeded, Store, empty_database, fact, master, now, org, record};

async fn fill(store: &Store) -> String {
    crate::records::fill(store).await;
    let job = NewJob::new("j-1", "notice", "p-01", now());
    store
        .append(Append::new(&org(), now()).entry(fact("p-01", "with-job")).job(job))
        .await
        .unwrap();
    let upload = Upload {
        org: org(),
        person: "p-02".to_owned(),
        name: "a.pdf".to_owned(),
        declared: None,
        content: b"%PDF-1.7\n".to_vec(),
        actor: "u".to_owned(),
        at: now(),
    };
    store.keep_file(upload).await.unwrap().id
}

async fn restore_with(
    backup: &Path,
    key: MasterKey,
    url: String,
    erasures: &[Erasure],
) -> Result<Restored, RestoreError> {
    Ledger::restore(backup, Options::new(url, key, Seeded::new(9)), erasures, "operator", now())
        .await
}

/// A backup of a filled store, and the store.
async fn taken() -> (Store, tempfile::TempDir, PathBuf, String) {
    let store = Store::new().await;
    let file = fill(&store).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("monday.backup");
    store.backup(&path, "1.2.3", now()).await.unwrap();
    (store, folder, path, file)
}

#[tokio::test]
async fn what_was_backed_up_comes_back_whole() {
    let (store, folder, path, file) = taken().await;
    let restored = restore_with(&path, master(), empty_database(&folder).await, &[]).await.unwrap();
    let ledger = restored.ledger;
    assert_eq!(ledger.head(&org()).await.unwrap(), store.head(&org()).await.unwrap());
    assert_eq!(
        ledger.digest(&org(), &AllBodies).await.unwrap(),
        store.digest(&org(), &AllBodies).await.unwrap()
    );
    assert_eq!(ledger.file_content(&org(), "p-02", &file).await.unwrap().unwrap().1, b"%PDF-1.7\n");
    assert!(ledger.job_state(&org(), "j-1").await.unwrap().is_some());
    let manifest = restored.manifest;
    assert_eq!(
        (manifest.program.as_str(), manifest.taken_at, manifest.n_files),
        ("1.2.3", now(), 1)
    );
    assert_eq!(manifest.rows["entry"], 163);
    // Life goes on where it stopped.
    let more = ledger
        .append(Append::new(&org(), now()).entry(fact("p-01", "after").body("x")))
        .await
        .unwrap();
    assert_eq!(more.last, store.head(&org()).await.unwrap().seq + 1);
    assert!(ledger.verify(&org(), &[]).await.unwrap().faults.is_empty());
}

#[tokio::test]
async fn a_backup_of_either_engine_is_restored_into_the_embedded_one() {
    let (store, folder, path, _) = taken().await;
    let url = sqlite_url(&folder.path().join("embedded.db"));
    let ledger = restore_with(&path, master(), url, &[]).await.unwrap().ledger;
    assert_eq!(ledger.head(&org()).await.unwrap(), store.head(&org()).await.unwrap());
    assert_eq!(
        ledger.digest(&org(), &AllBodies).await.unwrap(),
        store.digest(&org(), &AllBodies).await.unwrap()
    );
}

#[tokio::test]
async fn a_backup_holds_nothing_in_the_clear_and_no_key() {
    let (_store, _folder, path, _) = taken().await;
    let bytes = std::fs::read(&path).unwrap();
    for secret in [b"said-".as_slice(), b"a.pdf", &[7; 32]] {
        assert!(!bytes.windows(secret.len()).any(|it| it == secret));
    }
}

#[tokio::test]
async fn a_backup_is_never_written_over_and_a_failed_one_leaves_nothing() {
    let (store, folder, path, _) = taken().await;
    let before = std::fs::read(&path).unwrap();
    store.backup(&path, "1", now()).await.unwrap_err();
    assert_eq!(std::fs::read(&path).unwrap(), before);
    // A file that an entry names is lost: there is no backup then, and it is said.
    let mut options = Options::new(store.url.clone(), master(), Seeded::new(2));
    options.files = Files::memory();
    let without = Ledger::open(options).await.unwrap();
    let other = folder.path().join("other.backup");
    without.backup(&other, "1", now()).await.unwrap_err();
    assert_eq!(
        std::fs::read_dir(folder.path())
            .unwrap()
            .filter(|it| { it.as_ref().unwrap().file_name().to_string_lossy().contains("backup") })
            .count(),
        1
    );
}

#[tokio::test]
async fn another_key_is_refused_and_nothing_is_written() {
    let (_store, folder, path, _) = taken().await;
    let url = sqlite_url(&folder.path().join("new.db"));
    let done = restore_with(&path, MasterKey::of(&[8; 32]).unwrap(), url, &[]).await;
    assert!(matches!(done, Err(RestoreError::AnotherKey { .. })), "{done:?}");
    assert!(!folder.path().join("new.db").exists());
}

#[tokio::test]
async fn a_database_with_something_in_it_is_refused() {
    let (_store, _folder, path, _) = taken().await;
    let other = Store::new().await;
    other.say("p-1", "f-1", "x").await;
    let done = restore_with(&path, master(), other.url.clone(), &[]).await;
    assert!(matches!(done, Err(RestoreError::NotEmpty)), "{done:?}");
    assert_eq!(other.head(&org()).await.unwrap().seq, 1);
}

#[tokio::test]
async fn a_chain_that_does_not_verify_is_refused_with_the_entry_named() {
    let store = Store::new().await;
    fill(&store).await;
    store.tamper("UPDATE entry SET actor = 'u-9' WHERE seq = 7").await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.backup");
    store.backup(&path, "1", now()).await.unwrap();
    let url = sqlite_url(&folder.path().join("new.db"));
    match restore_with(&path, master(), url, &[]).await {
        Err(RestoreError::Chain(it)) => assert_eq!((it.org, it.faults[0].seq), (org(), 7)),
        other => panic!("{other:?}"),
    }
    assert!(!folder.path().join("new.db").exists());
}

#[tokio::test]
async fn a_backup_that_was_cut_short_or_changed_anywhere_is_refused() {
    let (_store, folder, path, _) = taken().await;
    let whole = std::fs::read(&path).unwrap();
    let ill = folder.path().join("ill.backup");
    let check = async |bytes: &[u8], what: &str| {
        std::fs::write(&ill, bytes).unwrap();
        let url = sqlite_url(&folder.path().join("new.db"));
        let done = restore_with(&ill, master(), url, &[]).await;
        assert!(
            matches!(done, Err(RestoreError::NotWhole { .. } | RestoreError::Chain(_))),
            "{what}: {done:?}"
        );
        assert!(!folder.path().join("new.db").exists());
    };
    for part in 0..8 {
        check(&whole[..whole.len() * part / 8], "cut short").await;
    }
    // The manifest is at the end, and its own bytes have to be read as one.
    let end = whole.windows(13).rposition(|it| it == b"manifest.json").unwrap();
    for step in 0..40 {
        let at = end * step / 40;
        // Filling between parts says nothing.
        if whole[at] != 0 {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            check(&changed, &format!("byte {at}")).await;
        }
    }
    check(b"no backup at all", "something else").await;
}

#[tokio::test]
async fn who_was_erased_since_is_erased_again() {
    let (store, folder, path, file) = taken().await;
    store.erase(&org(), "p-02", "u", now()).await.unwrap();
    let erasures = ["p-02", "p-05", "p-02"].map(|it| Erasure { org: org(), person: it.to_owned() });
    let restored =
        restore_with(&path, master(), empty_database(&folder).await, &erasures).await.unwrap();
    assert_eq!(restored.n_erased, 1, "p-05 had been erased before");
    let found = restored.ledger.entries(&org(), &record("p-02"), i64::MAX).await.unwrap();
    assert!(!found.is_empty() && found.iter().all(|it| it.body == Body::Erased));
    assert_eq!(restored.ledger.file_content(&org(), "p-02", &file).await.unwrap(), None);
    assert!(restored.ledger.verify(&org(), &[]).await.unwrap().faults.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_taken_under_load_is_one_moment_of_it() {
    let store = Store::new().await;
    fill(&store).await;
    let stop = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let (ledger, stop) = (store.ledger.clone(), stop.clone());
            tokio::spawn(async move {
                let mut n = 0;
                while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                    n += 1;
                    let entry = fact(&format!("p-{n}"), &format!("w-{writer}-{n}")).body("x");
                    ledger.append(Append::new(&org(), now()).entry(entry)).await.unwrap();
                    if n % 5 == 0 {
                        let upload = Upload {
                            org: org(),
                            person: format!("p-{n}"),
                            name: "a.pdf".to_owned(),
                            declared: None,
                            content: b"%PDF-1.7\n".to_vec(),
                            actor: "u".to_owned(),
                            at: now(),
                        };
                        ledger.keep_file(upload).await.unwrap();
                    }
                }
            })
        })
        .collect();
    let folder = tempfile::tempdir().unwrap();
    for n in 0..5 {
        let path = folder.path().join(format!("{n}.backup"));
        let manifest = store.backup(&path, "1", now()).await.unwrap();
        let restored =
            restore_with(&path, master(), empty_database(&folder).await, &[]).await.unwrap();
        assert_eq!(restored.ledger.head(&org()).await.unwrap(), manifest.heads["X99"]);
        let (n_files, ill) = restored.ledger.check_files(&org()).await.unwrap();
        assert_eq!((n_files as u64, ill.len()), (manifest.n_files, 0));
    }
    stop.store(true, std::sync::atomic::Ordering::Relaxed);
    for it in writers {
        it.await.unwrap();
    }
}
