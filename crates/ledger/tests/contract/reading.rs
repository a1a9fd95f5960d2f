//! Reading: as the log stood at a number, what follows a number, who names whom.

use preceptor_ledger::{Append, Ledger, MasterKey, Options, StoreError};

use crate::store::{Seeded, Store, fact, now, open, org, record};

fn ids(entries: &[preceptor_ledger::Entry]) -> Vec<&str> {
    entries.iter().map(|it| it.id.as_str()).collect()
}

#[tokio::test]
async fn a_stream_is_read_as_it_stood_at_a_number() {
    let store = Store::new().await;
    for n in 1..=6 {
        store.say(if n % 2 == 0 { "p-2" } else { "p-1" }, &format!("f-{n}"), "{}").await;
    }
    let as_at = async |seq: i64| store.entries(&org(), &record("p-1"), seq).await.unwrap();
    assert_eq!(ids(&as_at(0).await), [""; 0]);
    assert_eq!(ids(&as_at(4).await), ["f-1", "f-3"]);
    assert_eq!(ids(&as_at(5).await), ["f-1", "f-3", "f-5"]);
    assert_eq!(ids(&store.entries(&org(), &record("p-9"), 9).await.unwrap()), [""; 0]);
    assert_eq!(store.last_of(&org(), &record("p-9")).await.unwrap(), 0);
}

#[tokio::test]
async fn the_log_can_be_followed_page_by_page() {
    let store = Store::new().await;
    for n in 1..=5 {
        store.say(&format!("p-{n}"), "f-1", "{}").await;
    }
    let page = async |after: i64| {
        let found = store.entries_after(&org(), after, 2).await.unwrap();
        found.iter().map(|it| it.seq).collect::<Vec<_>>()
    };
    assert_eq!(
        (page(0).await, page(2).await, page(4).await, page(5).await),
        (vec![1, 2], vec![3, 4], vec![5], vec![])
    );
}

#[tokio::test]
async fn who_is_named_by_whom_is_found_the_latest_first() {
    let store = Store::new().await;
    for (person, id) in [("p-1", "f-1"), ("p-2", "f-1"), ("p-3", "f-1")] {
        store
            .append(Append::new(&org(), now()).entry(fact(person, id).names("p-100")))
            .await
            .unwrap();
    }
    let found = store.entries_naming(&org(), "p-100", 2).await.unwrap();
    assert_eq!(
        found.iter().map(|it| it.stream.record_of().unwrap()).collect::<Vec<_>>(),
        ["p-3", "p-2"]
    );
}

#[tokio::test]
async fn what_was_stored_is_there_when_it_is_opened_again() {
    let store = Store::new().await;
    store.say("p-1", "f-1", "{}").await;
    let again = open(&store.url, 3).await.unwrap();
    assert_eq!(again.entries(&org(), &record("p-1"), 9).await.unwrap().len(), 1);
}

#[tokio::test]
async fn another_master_key_opens_nothing() {
    let store = Store::new().await;
    store.say("p-1", "f-1", "{}").await;
    let options = Options::new(store.url.clone(), MasterKey::of(&[8; 32]).unwrap(), Seeded::new(1));
    assert!(matches!(Ledger::open(options).await, Err(StoreError::Key { .. })));
}

#[tokio::test]
async fn a_body_moved_to_another_row_does_not_open() {
    let store = Store::new().await;
    store.say("p-1", "f-1", "one").await;
    store.say("p-1", "f-2", "two").await;
    store
        .tamper(
            "UPDATE entry SET body = (SELECT body FROM entry WHERE id = 'f-1') WHERE id = 'f-2'",
        )
        .await;
    let found = store.entries(&org(), &record("p-1"), 9).await;
    assert_eq!(
        found.unwrap_err(),
        StoreError::Damaged { table: "entry", column: "body", id: "X99 2".to_owned() }
    );
}

#[tokio::test]
async fn a_database_that_is_none_is_told() {
    let ill = Options::new("mysql://x", MasterKey::of(&[8; 32]).unwrap(), Seeded::new(1));
    assert!(matches!(Ledger::open(ill).await, Err(StoreError::Setup { .. })));
    let ill = Options::new(
        "sqlite:///no/such/folder/x.db?mode=rwc",
        MasterKey::of(&[8; 32]).unwrap(),
        Seeded::new(1),
    );
    assert!(matches!(Ledger::open(ill).await, Err(StoreError::Setup { .. })));
}
