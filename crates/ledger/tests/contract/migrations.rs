//! Migrations only add: the version that runs goes on beside a database that a later one has brought further.

use preceptor_ledger::{Ledger, Options, RestoreError};

use crate::store::{Seeded, Store, empty_database, master, open, org, record};

/// What a later version might do to the tables.
async fn bring_further(store: &Store) {
    store
        .tamper(
            "CREATE TABLE later (org_id TEXT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (org_id, n))",
        )
        .await;
    for text in [
        "ALTER TABLE entry ADD COLUMN later TEXT",
        "ALTER TABLE stream ADD COLUMN later BIGINT",
        "ALTER TABLE job ADD COLUMN later TEXT",
    ] {
        store.tamper(text).await;
    }
    let done = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                SELECT 999, 'later', success, checksum, execution_time FROM _sqlx_migrations WHERE version = 1";
    assert_eq!(store.tamper(done).await, 1);
}

#[tokio::test]
async fn a_program_that_runs_goes_on_and_one_that_starts_opens_it() {
    let store = Store::new().await;
    store.say("p-1", "f-1", "before").await;
    bring_further(&store).await;
    store.say("p-1", "f-2", "beside").await;
    let again = open(&store.url, 2).await.unwrap();
    let found = again.entries(&org(), &record("p-1"), i64::MAX).await.unwrap();
    assert_eq!(
        found.iter().map(|it| it.body.text()).collect::<Vec<_>>(),
        [Some("before"), Some("beside")]
    );
    assert_eq!(again.verify(&org(), &[]).await.unwrap().faults, []);
}

#[tokio::test]
async fn opening_it_again_changes_nothing() {
    let store = Store::new().await;
    let count = "SELECT COUNT(*) FROM _sqlx_migrations";
    let before = store.count(count).await;
    open(&store.url, 2).await.unwrap();
    assert!(before > 0);
    assert_eq!(store.count(count).await, before);
}

#[tokio::test]
async fn a_backup_of_a_later_version_is_not_restored_by_an_earlier_one() {
    let store = Store::new().await;
    store.say("p-1", "f-1", "x").await;
    bring_further(&store).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.backup");
    store.backup(&path, "9.9.9", crate::store::now()).await.unwrap();
    let options = Options::new(empty_database(&folder).await, master(), Seeded::new(3));
    let done = Ledger::restore(&path, options, &[], "u", crate::store::now()).await;
    assert!(
        matches!(&done, Err(RestoreError::Later { program }) if program == "9.9.9"),
        "{done:?}"
    );
}
