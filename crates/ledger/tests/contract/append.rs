//! Appending: all or nothing, numbered, timed, and refused where it no longer fits.

use std::collections::BTreeSet;

use preceptor_ledger::{Append, Conflict, NewEntry, OrgId, StoreError, Stream};

use crate::store::{Store, at, fact, now, open, org, record};

fn conflict(it: Result<preceptor_ledger::Receipt, StoreError>) -> Conflict {
    match it {
        Err(StoreError::Conflict(it)) => it,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn entries_are_numbered_from_one_and_read_back_as_they_were_written() {
    let store = Store::new().await;
    let day = |it: &str| Some(it.parse().unwrap());
    let entry = fact("p-1", "f-1")
        .valid(day("2026-01-31"), day("2027-01-31"))
        .names("p-2")
        .body("{\"course\":\"ä 'quoted' \u{1f600}\"}");
    let receipt = store.append(Append::new(&org(), now()).entry(entry.clone())).await.unwrap();
    assert_eq!((receipt.first, receipt.last, receipt.recorded_at), (1, 1, now()));
    let found = store.entries(&org(), &record("p-1"), i64::MAX).await.unwrap();
    assert_eq!(found.len(), 1);
    let it = &found[0];
    assert_eq!(
        (it.seq, it.id.as_str(), it.kind.as_str(), it.actor.as_str()),
        (1, "f-1", "training", "u-1")
    );
    assert_eq!((it.valid_from, it.valid_until), (entry.valid_from, entry.valid_until));
    assert_eq!((it.names.as_deref(), it.body.text()), (Some("p-2"), entry.body.as_deref()));
    assert_eq!((it.recorded_at, &it.stream), (now(), &record("p-1")));
}

#[tokio::test]
async fn the_store_holds_no_body_in_the_clear() {
    let store = Store::new().await;
    store.say("p-1", "f-1", "Amara Okafor").await;
    assert_eq!(store.count("SELECT COUNT(*) FROM entry WHERE body LIKE '%Amara%'").await, 0);
    assert_eq!(store.count("SELECT COUNT(*) FROM entry WHERE body IS NOT NULL").await, 1);
}

#[tokio::test]
async fn entries_of_one_append_are_stored_together_or_not_at_all() {
    let store = Store::new().await;
    store.say("p-1", "f-1", "a").await;
    let both = Append::new(&org(), now()).entry(fact("p-1", "f-2")).entry(fact("p-1", "f-1"));
    assert_eq!(
        conflict(store.append(both).await),
        Conflict::Taken { stream: "person:p-1".into(), id: "f-1".into() }
    );
    assert_eq!(store.head(&org()).await.unwrap().seq, 1);
    let both = Append::new(&org(), now()).entry(fact("p-1", "f-2")).entry(fact("p-2", "f-1"));
    let receipt = store.append(both).await.unwrap();
    assert_eq!((receipt.first, receipt.last), (2, 3));
}

#[tokio::test]
async fn an_id_is_taken_within_its_stream_alone() {
    let store = Store::new().await;
    store.say("p-1", "f-1", "a").await;
    store.say("p-2", "f-1", "a").await;
    let again = conflict(store.try_say("p-1", "f-1", "b").await);
    assert_eq!(again, Conflict::Taken { stream: "person:p-1".into(), id: "f-1".into() });
    let twice = Append::new(&org(), now()).entry(fact("p-3", "f-1")).entry(fact("p-3", "f-1"));
    assert_eq!(
        conflict(store.append(twice).await),
        Conflict::Taken { stream: "person:p-3".into(), id: "f-1".into() }
    );
}

#[tokio::test]
async fn a_second_correction_of_the_same_entry_is_a_conflict_and_never_a_fork() {
    let store = Store::new().await;
    store.say("p-1", "f-1", "a").await;
    let correct =
        |id: &str, of: &str| Append::new(&org(), now()).entry(fact("p-1", id).supersedes(of));
    store.append(correct("f-2", "f-1")).await.unwrap();
    let corrected = Conflict::Corrected { stream: "person:p-1".into(), id: "f-1".into() };
    assert_eq!(conflict(store.append(correct("f-3", "f-1")).await), corrected);
    // The newest of the line may be corrected again.
    store.append(correct("f-4", "f-2")).await.unwrap();
    let within = Append::new(&org(), now())
        .entry(fact("p-2", "f-1"))
        .entry(fact("p-2", "f-2").supersedes("f-1"))
        .entry(fact("p-2", "f-3").supersedes("f-1"));
    assert!(matches!(conflict(store.append(within).await), Conflict::Corrected { .. }));
}

#[tokio::test]
async fn of_two_corrections_at_once_one_is_stored() {
    let store = Store::new().await;
    store.say("p-1", "f-1", "a").await;
    let tries = (0..8).map(|n| {
        let ledger = store.ledger.clone();
        let append =
            Append::new(&org(), now()).entry(fact("p-1", &format!("g-{n}")).supersedes("f-1"));
        tokio::spawn(async move { ledger.append(append).await })
    });
    let mut n_stored = 0;
    for it in tries.collect::<Vec<_>>() {
        match it.await.unwrap() {
            Ok(_) => n_stored += 1,
            Err(StoreError::Conflict(Conflict::Corrected { id, .. })) => assert_eq!(id, "f-1"),
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!(n_stored, 1);
}

#[tokio::test]
async fn what_is_referred_to_has_to_be_there() {
    let store = Store::new().await;
    store.say("p-1", "f-1", "a").await;
    let unknown = Conflict::Unknown { stream: "person:p-2".into(), id: "f-1".into() };
    let other = Append::new(&org(), now()).entry(fact("p-2", "f-2").about("f-1"));
    assert_eq!(conflict(store.append(other).await), unknown);
    let other = Append::new(&org(), now()).entry(fact("p-2", "f-2").supersedes("f-1"));
    assert_eq!(conflict(store.append(other).await), unknown);
    // In the same append, what comes later is not there yet.
    let late =
        Append::new(&org(), now()).entry(fact("p-2", "f-2").about("f-1")).entry(fact("p-2", "f-1"));
    assert_eq!(conflict(store.append(late).await), unknown);
    let early =
        Append::new(&org(), now()).entry(fact("p-2", "f-1")).entry(fact("p-2", "f-2").about("f-1"));
    store.append(early).await.unwrap();
}

#[tokio::test]
async fn an_append_based_on_an_older_state_is_refused() {
    let store = Store::new().await;
    let based = |seq: i64, id: &str| {
        Append::new(&org(), now()).based_on(&record("p-1"), seq).entry(fact("p-1", id))
    };
    store.append(based(0, "f-1")).await.unwrap();
    store.say("p-2", "f-1", "a").await;
    let changed = |seq| Conflict::Changed { stream: "person:p-1".into(), seq };
    assert_eq!(conflict(store.append(based(0, "f-2")).await), changed(1));
    assert_eq!(conflict(store.append(based(2, "f-2")).await), changed(1));
    store.append(based(1, "f-2")).await.unwrap();
    assert_eq!(store.last_of(&org(), &record("p-1")).await.unwrap(), 3);
    assert_eq!(conflict(store.append(based(1, "f-3")).await), changed(3));
}

#[tokio::test]
async fn an_append_that_conflicts_does_not_fail_its_neighbours() {
    let store = Store::new().await;
    store.say("p-0", "f-0", "a").await;
    let appends = (0..60).map(|n| {
        let ledger = store.ledger.clone();
        let id = if n % 3 == 0 { "f-0".to_owned() } else { format!("g-{n}") };
        tokio::spawn(async move {
            (n, ledger.append(Append::new(&org(), now()).entry(fact("p-0", &id))).await)
        })
    });
    for it in appends.collect::<Vec<_>>() {
        let (n, done) = it.await.unwrap();
        assert_eq!(done.is_ok(), n % 3 != 0, "{n}: {done:?}");
    }
    assert_eq!(store.head(&org()).await.unwrap().seq, 41);
    assert!(store.verify(&org(), &[]).await.unwrap().faults.is_empty());
}

#[tokio::test]
async fn time_never_goes_backwards_within_an_organisation() {
    let store = Store::new().await;
    let one = |id: &str, time: &str| Append::new(&org(), at(time)).entry(fact("p-1", id));
    store.append(one("f-1", "2026-11-20T09:00:00Z")).await.unwrap();
    let earlier = store.append(one("f-2", "2026-11-20T08:55:00.000001Z")).await.unwrap();
    assert_eq!(earlier.recorded_at, at("2026-11-20T09:00:00.000001Z"));
    let same = store.append(one("f-3", "2026-11-20T09:00:00Z")).await.unwrap();
    assert_eq!(same.recorded_at, at("2026-11-20T09:00:00.000002Z"));
}

#[tokio::test]
async fn a_clock_more_than_five_minutes_behind_is_refused() {
    let store = Store::new().await;
    let one = |id: &str, time: &str| Append::new(&org(), at(time)).entry(fact("p-1", id));
    store.append(one("f-1", "2026-11-20T09:00:00Z")).await.unwrap();
    store.append(one("f-2", "2026-11-20T08:55:00.000001Z")).await.unwrap();
    let late = store.append(one("f-3", "2026-11-20T08:55:00Z")).await;
    assert_eq!(late.unwrap_err(), StoreError::Clock { seconds: 300 });
    // Another organisation has a time of its own.
    let other = OrgId::new("X98").unwrap();
    store
        .append(Append::new(&other, at("2026-11-20T08:00:00Z")).entry(fact("p-1", "f-1")))
        .await
        .unwrap();
}

#[tokio::test]
async fn what_can_never_be_stored_is_refused_at_the_door() {
    let store = Store::new().await;
    let ill = [
        fact("p-1", ""),
        fact("p-1", "a b"),
        fact("p-1", &"x".repeat(201)),
        fact("p-1", "f").names(" "),
        fact("p-1", "f").about("\n"),
        fact("p-1", "f").body("a\0b"),
        fact("p-1", "f").body("x".repeat(1_000_001)),
        fact("p-1", "f")
            .valid(Some("2026-01-02".parse().unwrap()), Some("2026-01-02".parse().unwrap())),
    ];
    for it in ill {
        let done = store.append(Append::new(&org(), now()).entry(it)).await;
        assert!(matches!(done, Err(StoreError::Unfit { .. })), "{done:?}");
    }
    assert!(matches!(
        store.append(Append::new(&org(), now())).await,
        Err(StoreError::Unfit { .. })
    ));
    assert_eq!(store.head(&org()).await.unwrap().seq, 0);
    store
        .append(Append::new(&org(), now()).entry(fact("p-1", "f").body("x".repeat(1_000_000))))
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_writers_of_several_processes_make_one_chain() {
    let store = Store::new().await;
    // Two ledgers on one database are what two processes are: they share nothing but the rows.
    let other = open(&store.url, 2).await.unwrap();
    let tasks: Vec<_> = (0..8)
        .map(|task| {
            let ledger = if task % 2 == 0 { store.ledger.clone() } else { other.clone() };
            tokio::spawn(async move {
                let mut seqs = Vec::new();
                for n in 0..25 {
                    let person = format!("p-{}", n % 3);
                    let entry = fact(&person, &format!("f-{task}-{n}")).body("{}");
                    seqs.push(
                        ledger.append(Append::new(&org(), now()).entry(entry)).await.unwrap().last,
                    );
                }
                assert!(seqs.is_sorted(), "what one writer says stays in its order");
                seqs
            })
        })
        .collect();
    let mut all = BTreeSet::new();
    for it in tasks {
        all.extend(it.await.unwrap());
    }
    assert_eq!(all, (1..=200).collect());
    let verified = store.verify(&org(), &[]).await.unwrap();
    assert_eq!((verified.n_entries, verified.faults), (200, vec![]));
    assert_eq!(verified.head, other.head(&org()).await.unwrap().hash);
}

#[tokio::test]
async fn an_organisation_s_own_entries_need_no_person() {
    let store = Store::new().await;
    let adoptions = Stream::organisation("adoptions").unwrap();
    let entry = NewEntry::new(&adoptions, "a-1", "adoption", "u-1").body("{}");
    store.append(Append::new(&org(), now()).entry(entry)).await.unwrap();
    let found = store.entries(&org(), &adoptions, 1).await.unwrap();
    assert_eq!(found[0].body.text(), Some("{}"));
}
