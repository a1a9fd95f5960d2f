//! Evidence files: kept sealed, found again, limited, and gone with their person.

use preceptor_ledger::{
    FileError, FileKind, Files, LARGEST_FILE, Ledger, Options, StoreError, Upload,
};

use crate::store::{Seeded, Store, at, empty_database, master, now, org};

fn upload(person: &str, name: &str, content: impl Into<Vec<u8>>) -> Upload {
    Upload {
        org: org(),
        person: person.to_owned(),
        name: name.to_owned(),
        declared: Some("application/x-whatever".to_owned()),
        content: content.into(),
        actor: "u-1".to_owned(),
        at: now(),
    }
}

fn pdf(n_bytes: usize) -> Vec<u8> {
    let mut content = b"%PDF-1.7\n".to_vec();
    content.resize(n_bytes, b'.');
    content
}

/// All files below a folder.
fn files_in(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for it in std::fs::read_dir(folder).unwrap() {
        let path = it.unwrap().path();
        if path.is_dir() { found.extend(files_in(&path)) } else { found.push(path) }
    }
    found
}

/// A store whose files lie in a folder.
async fn in_folder() -> (Ledger, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let mut options = Options::new(empty_database(&folder).await, master(), Seeded::new(1));
    options.files = Files::folder(&folder.path().join("files")).unwrap();
    (Ledger::open(options).await.unwrap(), folder)
}

#[tokio::test]
async fn a_file_is_kept_sealed_and_comes_back_as_it_was() {
    let (ledger, folder) = in_folder().await;
    let kept = ledger.keep_file(upload("p-1", "Amara's certificate.pdf", pdf(1000))).await.unwrap();
    assert_eq!(
        (kept.kind, kept.size, kept.name.as_str()),
        (FileKind::Pdf, 1000, "Amara's certificate.pdf")
    );
    let (found, content) = ledger.file_content(&org(), "p-1", &kept.id).await.unwrap().unwrap();
    assert_eq!((found, content), (kept.clone(), pdf(1000)));
    let stored = files_in(&folder.path().join("files"));
    assert_eq!(stored.len(), 1);
    let parts = format!("files/X99/{}/{}/{}", &kept.id[..2], &kept.id[2..4], kept.id);
    assert!(stored[0].ends_with(parts), "{stored:?}");
    let bytes = std::fs::read(&stored[0]).unwrap();
    assert!(!bytes.windows(5).any(|it| it == b"%PDF-"));
    assert_eq!(ledger.files_of(&org(), "p-1").await.unwrap(), std::slice::from_ref(&kept));
    // Whose it is not does not get it.
    assert_eq!(ledger.file_content(&org(), "p-2", &kept.id).await.unwrap(), None);
    assert!(ledger.verify(&org(), &[]).await.unwrap().faults.is_empty());
}

#[tokio::test]
async fn the_same_file_twice_is_two_files_that_nobody_can_tell_to_be_the_same() {
    let store = Store::new().await;
    let one = store.keep_file(upload("p-1", "a.pdf", pdf(100))).await.unwrap();
    let two = store.keep_file(upload("p-2", "a.pdf", pdf(100))).await.unwrap();
    assert_ne!(one.id, two.id);
}

#[tokio::test]
async fn what_is_refused_leaves_nothing_behind() {
    let (ledger, folder) = in_folder().await;
    let done = ledger.keep_file(upload("p-1", "holiday.pdf", *b"MZ\x90\0")).await;
    assert!(matches!(done, Err(FileError::Refused(_))), "{done:?}");
    let done = ledger.keep_file(upload("p 1", "a.pdf", pdf(10))).await;
    assert!(matches!(done, Err(FileError::Store(StoreError::Unfit { .. }))), "{done:?}");
    ledger.erase(&org(), "p-1", "u", now()).await.unwrap();
    let done = ledger.keep_file(upload("p-1", "a.pdf", pdf(10))).await;
    assert!(matches!(done, Err(FileError::Store(StoreError::Conflict(_)))), "{done:?}");
    assert!(files_in(&folder.path().join("files")).is_empty());
    assert_eq!(ledger.head(&org()).await.unwrap().seq, 1);
}

#[tokio::test]
async fn a_file_may_have_twenty_megabytes_and_a_person_two_hundred() {
    let store = Store::new().await;
    let done = store.keep_file(upload("p-1", "a.pdf", pdf(LARGEST_FILE + 1))).await;
    assert_eq!(done.unwrap_err(), FileError::TooLarge);
    for _ in 0..9 {
        store.keep_file(upload("p-1", "a.pdf", pdf(LARGEST_FILE))).await.unwrap();
    }
    store.keep_file(upload("p-1", "a.pdf", pdf(LARGEST_FILE - 10))).await.unwrap();
    assert_eq!(
        store.keep_file(upload("p-1", "a.pdf", pdf(11))).await.unwrap_err(),
        FileError::TooMuch
    );
    store.keep_file(upload("p-1", "a.pdf", pdf(10))).await.unwrap();
    assert_eq!(
        store.keep_file(upload("p-1", "a.pdf", pdf(9))).await.unwrap_err(),
        FileError::TooMuch
    );
    store.keep_file(upload("p-2", "a.pdf", pdf(11))).await.unwrap();
}

#[tokio::test]
async fn uploads_at_once_are_all_kept_or_told() {
    let store = Store::new().await;
    let tasks: Vec<_> = (0..12)
        .map(|n| {
            let ledger = store.ledger.clone();
            tokio::spawn(async move {
                ledger.keep_file(upload("p-1", &format!("{n}.pdf"), pdf(100 + n))).await
            })
        })
        .collect();
    for it in tasks {
        it.await.unwrap().unwrap();
    }
    assert_eq!(store.files_of(&org(), "p-1").await.unwrap().len(), 12);
    assert_eq!(store.check_files(&org()).await.unwrap(), (12, vec![]));
}

#[tokio::test]
async fn files_go_with_their_person() {
    let (ledger, folder) = in_folder().await;
    let gone = ledger.keep_file(upload("p-1", "a.pdf", pdf(100))).await.unwrap();
    ledger.keep_file(upload("p-2", "a.pdf", pdf(100))).await.unwrap();
    ledger.erase(&org(), "p-1", "u", now()).await.unwrap();
    assert_eq!(ledger.file_content(&org(), "p-1", &gone.id).await.unwrap(), None);
    assert_eq!(files_in(&folder.path().join("files")).len(), 1);
    assert_eq!(ledger.file_ids(&org()).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_file_that_was_changed_or_lost_is_found() {
    let (ledger, folder) = in_folder().await;
    let kept = ledger.keep_file(upload("p-1", "a.pdf", pdf(100))).await.unwrap();
    let path = files_in(&folder.path().join("files")).remove(0);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[50] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let found = ledger.file_content(&org(), "p-1", &kept.id).await;
    assert!(matches!(found, Err(StoreError::Damaged { .. })), "{found:?}");
    assert_eq!(ledger.check_files(&org()).await.unwrap(), (1, vec![kept.id.clone()]));
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(
        ledger.file_content(&org(), "p-1", &kept.id).await,
        Err(StoreError::Damaged { .. })
    ));
    assert_eq!(ledger.check_files(&org()).await.unwrap(), (1, vec![kept.id]));
}

#[tokio::test]
async fn what_no_entry_names_is_swept_away_unless_it_is_new() {
    let (ledger, folder) = in_folder().await;
    ledger.keep_file(upload("p-1", "a.pdf", pdf(100))).await.unwrap();
    let left = folder.path().join("files/X99/ab/cd");
    std::fs::create_dir_all(&left).unwrap();
    std::fs::write(left.join("abcd"), "an upload that was broken off").unwrap();
    assert_eq!(ledger.sweep_files(&org(), at("2000-01-01T00:00:00Z")).await.unwrap(), 0);
    assert_eq!(ledger.sweep_files(&org(), at("2200-01-01T00:00:00Z")).await.unwrap(), 1);
    assert_eq!(files_in(&folder.path().join("files")).len(), 1);
}

#[tokio::test]
async fn a_name_is_kept_without_what_would_move_a_cursor_and_not_too_long() {
    let store = Store::new().await;
    let kept = store
        .keep_file(upload("p-1", &format!("a\r\n\0b{}", "x".repeat(300)), pdf(100)))
        .await
        .unwrap();
    assert_eq!(kept.name, format!("ab{}", "x".repeat(198)));
}
