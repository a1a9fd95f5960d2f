//! Erasing a person: their words cannot be read, and the chain still verifies.

use preceptor_ledger::{Append, Body, Conflict, NewEntry, StoreError, Stream};

use crate::store::{Store, fact, now, org, record};

#[tokio::test]
async fn what_was_said_of_an_erased_person_cannot_be_read_and_the_chain_verifies() {
    let store = Store::new().await;
    store.say("p-1", "f-1", "one").await;
    store.say("p-2", "f-1", "two").await;
    let reflections = Stream::beside_person("reflections", "p-1").unwrap();
    let entry = NewEntry::new(&reflections, "r-1", "reflection", "p-1").body("mine");
    store.append(Append::new(&org(), now()).entry(entry)).await.unwrap();

    let receipt = store.erase(&org(), "p-1", "u-9", now()).await.unwrap();
    assert_eq!(receipt.last, 4);
    for stream in [&record("p-1"), &reflections] {
        let found = store.entries(&org(), stream, 9).await.unwrap();
        assert_eq!((found.len(), &found[0].body), (1, &Body::Erased));
    }
    assert_eq!(store.entries(&org(), &record("p-2"), 9).await.unwrap()[0].body.text(), Some("two"));
    assert_eq!(store.count("SELECT COUNT(*) FROM data_key WHERE person_id = 'p-1'").await, 0);
    let erasure = &store.entries(&org(), &Stream::erasures(), 9).await.unwrap()[0];
    assert_eq!(
        (erasure.id.as_str(), erasure.names.as_deref(), &erasure.body),
        ("p-1", Some("p-1"), &Body::None)
    );
    assert_eq!(store.verify(&org(), &[]).await.unwrap().faults, []);
}

#[tokio::test]
async fn nothing_is_stored_about_a_person_who_was_erased() {
    let store = Store::new().await;
    store.say("p-1", "f-1", "one").await;
    store.erase(&org(), "p-1", "u-9", now()).await.unwrap();
    let erased = StoreError::Conflict(Conflict::Erased { person: "p-1".to_owned() });
    assert_eq!(store.try_say("p-1", "f-2", "again").await.unwrap_err(), erased);
    let files = NewEntry::new(&Stream::beside_person("files", "p-1").unwrap(), "x", "file", "u-1");
    assert_eq!(store.append(Append::new(&org(), now()).entry(files)).await.unwrap_err(), erased);
    let twice = store.erase(&org(), "p-1", "u-9", now()).await.unwrap_err();
    assert!(matches!(twice, StoreError::Conflict(Conflict::Taken { .. })), "{twice:?}");
    // Somebody nothing was ever known about may be erased as well, and is gone from then on.
    store.erase(&org(), "p-3", "u-9", now()).await.unwrap();
    assert!(store.try_say("p-3", "f-1", "x").await.is_err());
    // Who is named by others is still named.
    store.append(Append::new(&org(), now()).entry(fact("p-2", "f-1").names("p-1"))).await.unwrap();
}

#[tokio::test]
async fn appends_that_run_beside_an_erasure_are_stored_before_it_or_refused() {
    let store = Store::new().await;
    store.say("p-1", "f-0", "zero").await;
    let tasks: Vec<_> = (1..40)
        .map(|n| {
            let ledger = store.ledger.clone();
            tokio::spawn(async move {
                if n == 20 {
                    return ledger.erase(&org(), "p-1", "u-9", now()).await.map(|it| it.last);
                }
                let entry = fact("p-1", &format!("f-{n}")).body("x");
                ledger.append(Append::new(&org(), now()).entry(entry)).await.map(|it| it.last)
            })
        })
        .collect();
    let mut answers = Vec::new();
    for it in tasks {
        answers.push(it.await.unwrap());
    }
    let erased_at = *answers[19].as_ref().unwrap();
    for it in answers.iter().flatten() {
        assert!(*it <= erased_at);
    }
    let found = store.entries(&org(), &record("p-1"), i64::MAX).await.unwrap();
    assert!(found.iter().all(|it| it.body == Body::Erased && it.seq < erased_at));
    assert_eq!(store.count("SELECT COUNT(*) FROM data_key WHERE person_id = 'p-1'").await, 0);
}
