//! What is staged: kept sealed, written over, let go, and gone with whoever is erased.

use preceptor_ledger::OrgId;

use crate::store::{Store, at, now, org};

#[tokio::test]
async fn a_part_is_written_over_and_read_back() {
    let store = Store::new().await;
    store.stage(&org(), "b-1", "head", "one", now()).await.unwrap();
    store.stage(&org(), "b-1", "head", "two – zwei", now()).await.unwrap();
    let found = store.staged(&org(), "b-1", "head").await.unwrap();
    assert_eq!(found.as_deref(), Some("two – zwei"));
    for (batch, part) in [("b-1", "rows"), ("b-2", "head")] {
        assert_eq!(store.staged(&org(), batch, part).await.unwrap(), None);
    }
    let other = OrgId::new("X98").unwrap();
    assert_eq!(store.staged(&other, "b-1", "head").await.unwrap(), None);
    assert!(store.stage(&org(), "b 1", "head", "x", now()).await.is_err());
}

#[tokio::test]
async fn what_is_staged_cannot_be_read_in_the_database() {
    let store = Store::new().await;
    store.stage(&org(), "b-1", "head", "Amara Okafor", now()).await.unwrap();
    let n = "SELECT COUNT(*) FROM staged WHERE body LIKE '%Amara%'";
    assert_eq!(store.count(n).await, 0);
    // A part stands at its place: moved to another, it does not open.
    assert_eq!(store.tamper("UPDATE staged SET part = 'other'").await, 1);
    assert!(store.staged(&org(), "b-1", "other").await.is_err());
}

#[tokio::test]
async fn batches_come_the_latest_first_and_go_one_by_one() {
    let store = Store::new().await;
    for (batch, day) in [("b-1", "2026-11-20T09:00:00Z"), ("b-2", "2026-11-21T09:00:00Z")] {
        store.stage(&org(), batch, "head", "x", at(day)).await.unwrap();
        store.stage(&org(), batch, "rows", "x", at(day)).await.unwrap();
    }
    let batches = store.batches(&org(), "head").await.unwrap();
    assert_eq!(batches.iter().map(|it| it.0.as_str()).collect::<Vec<_>>(), ["b-2", "b-1"]);
    assert_eq!(batches[0].1, at("2026-11-21T09:00:00Z"));
    assert!(store.drop_batch(&org(), "b-2").await.unwrap());
    assert!(!store.drop_batch(&org(), "b-2").await.unwrap());
    assert_eq!(store.staged(&org(), "b-2", "rows").await.unwrap(), None);
    assert!(store.staged(&org(), "b-1", "rows").await.unwrap().is_some());
}

#[tokio::test]
async fn an_erasure_takes_everything_staged_of_its_organisation_and_of_no_other() {
    let store = Store::new().await;
    let other = OrgId::new("X98").unwrap();
    store.say("p-1", "f-1", "x").await;
    for of in [&org(), &other] {
        store.stage(of, "b-1", "head", "x", now()).await.unwrap();
    }
    store.erase(&org(), "p-1", "u-1", now()).await.unwrap();
    assert_eq!(store.staged(&org(), "b-1", "head").await.unwrap(), None);
    assert!(store.staged(&other, "b-1", "head").await.unwrap().is_some());
}
