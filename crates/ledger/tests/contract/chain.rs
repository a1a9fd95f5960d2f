//! The chain: the same on every engine, and any change of it is found where it was made.

use preceptor_ledger::{Anchor, Append, NewEntry, OrgId, Stream};

use crate::store::{Store, fact, now, org, record};

/// Some hundred entries of every sort, one after the other so that chance is drawn in the same order.
async fn fill(store: &Store) {
    for n in 0..100 {
        let mut append = Append::new(&org(), now());
        for m in 0..=(n % 3) {
            let mut entry = fact(&format!("p-{}", n % 7), &format!("f-{n}-{m}"))
                .body(format!("{{\"n\":{n},\"m\":{m}}}"));
            if n % 5 == 0 {
                entry = entry.valid(Some("2026-01-01".parse().unwrap()), None).names("p-9");
            }
            if m == 1 {
                entry = entry.supersedes(format!("f-{n}-0"));
            }
            append = append.entry(entry);
        }
        store.append(append).await.unwrap();
    }
    let adoption =
        NewEntry::new(&Stream::organisation("adoptions").unwrap(), "a-1", "adoption", "u-2");
    store.append(Append::new(&org(), now()).entry(adoption)).await.unwrap();
    store.erase(&org(), "p-6", "u-2", now()).await.unwrap();
}

#[tokio::test]
async fn the_same_appends_make_the_same_chain_on_every_engine() {
    let store = Store::seeded(42).await;
    fill(&store).await;
    // Written down here, so that the engines are held against each other and against every earlier version.
    let head = store.head(&org()).await.unwrap();
    assert_eq!(
        (head.seq, head.hash.as_str()),
        (201, "skSezBWoYpxPhfxsfhKL0pZgJAtXJPk5ZQdjJNFKLJw")
    );
}

#[tokio::test]
async fn a_chain_that_nobody_touched_verifies() {
    let store = Store::new().await;
    assert_eq!(store.verify(&org(), &[]).await.unwrap().faults, []);
    fill(&store).await;
    let verified = store.verify(&org(), &[]).await.unwrap();
    assert_eq!((verified.n_entries, verified.faults), (201, vec![]));
    assert_eq!(verified.head, store.head(&org()).await.unwrap().hash);
}

#[track_caller]
fn check(verified: &preceptor_ledger::Verified, seq: i64, what: &str) {
    let first = verified.faults.first();
    assert!(first.is_some_and(|it| it.seq == seq && it.what.contains(what)), "{first:?}");
}

#[tokio::test]
async fn whatever_is_changed_behind_its_back_is_found_and_named() {
    let changes: &[(&str, i64, &str)] = &[
        ("UPDATE entry SET kind = 'exam' WHERE seq = 3", 3, "fields"),
        ("UPDATE entry SET valid_from = '2020-01-01' WHERE seq = 3", 3, "fields"),
        ("UPDATE entry SET valid_until = NULL, names = 'p-3' WHERE seq = 3", 3, "fields"),
        ("UPDATE entry SET actor = 'u-9' WHERE seq = 5", 5, "fields"),
        ("UPDATE entry SET recorded_at = recorded_at - 1 WHERE seq = 5", 5, "fields"),
        ("UPDATE entry SET body = body || 'A' WHERE seq = 4", 4, "body"),
        ("UPDATE entry SET body = NULL WHERE seq = 4", 4, "body"),
        ("UPDATE entry SET key_id = NULL WHERE seq = 4", 4, "fields"),
        ("UPDATE entry SET hash = 'x' WHERE seq = 6", 6, "fields"),
        ("UPDATE entry SET prev_hash = 'x' WHERE seq = 6", 6, "follow"),
        ("DELETE FROM entry WHERE seq = 7", 8, "number"),
        ("DELETE FROM entry WHERE seq = 1", 2, "number"),
        ("DELETE FROM entry WHERE seq = 201", 201, "missing"),
        ("DELETE FROM head", 201, "behind"),
        ("UPDATE head SET hash = 'x'", 201, "another"),
        ("UPDATE head SET seq = 200", 201, "behind"),
    ];
    let store = Store::new().await;
    fill(&store).await;
    for (change, seq, what) in changes {
        let copy = Store::new().await;
        // The same seed makes the same store.
        fill(&copy).await;
        assert!(copy.tamper(change).await > 0, "{change}");
        check(&copy.verify(&org(), &[]).await.unwrap(), *seq, what);
    }
    assert_eq!(store.verify(&org(), &[]).await.unwrap().faults, []);
}

#[tokio::test]
async fn a_chain_cut_short_with_its_head_is_found_by_what_was_written_down_elsewhere() {
    let store = Store::new().await;
    store.say("p-1", "f-1", "a").await;
    let early = store.head(&org()).await.unwrap();
    store.say("p-1", "f-2", "a").await;
    let late = store.head(&org()).await.unwrap();
    let anchor =
        |it: &preceptor_ledger::Head| Anchor { org: org(), seq: it.seq, hash: it.hash.clone() };
    let anchors = [anchor(&early), anchor(&late)];
    assert_eq!(store.verify(&org(), &anchors).await.unwrap().faults, []);

    store.tamper("DELETE FROM entry WHERE seq = 2").await;
    store.tamper("UPDATE head SET seq = 1, hash = (SELECT hash FROM entry WHERE seq = 1), recorded_at = (SELECT recorded_at FROM entry WHERE seq = 1)").await;
    assert_eq!(
        store.verify(&org(), &[]).await.unwrap().faults,
        [],
        "nothing in the database tells"
    );
    check(&store.verify(&org(), &anchors).await.unwrap(), 2, "elsewhere");
    let other = Anchor { hash: "x".to_owned(), ..anchor(&early) };
    check(&store.verify(&org(), &[other]).await.unwrap(), 1, "elsewhere");
}

#[tokio::test]
async fn each_organisation_has_a_chain_of_its_own() {
    let store = Store::new().await;
    let other = OrgId::new("X98").unwrap();
    store.say("p-1", "f-1", "a").await;
    store.append(Append::new(&other, now()).entry(fact("p-1", "f-1").body("b"))).await.unwrap();
    assert_eq!(store.organisations().await.unwrap(), [other.clone(), org()]);
    assert_eq!(store.head(&other).await.unwrap().seq, 1);
    let found = store.entries(&other, &record("p-1"), 9).await.unwrap();
    assert_eq!(found.iter().map(|it| it.body.text()).collect::<Vec<_>>(), [Some("b")]);
    // A row carried over from another organisation fits no chain.
    store.tamper("UPDATE entry SET org_id = 'X97' WHERE org_id = 'X98'").await;
    store.tamper("UPDATE head SET org_id = 'X97' WHERE org_id = 'X98'").await;
    check(&store.verify(&OrgId::new("X97").unwrap(), &[]).await.unwrap(), 1, "follow");
}
