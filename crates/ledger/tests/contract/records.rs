//! Derived tables: records read whole, and everything made again to the same digest.

use preceptor_ledger::{Append, Derive, Entry};

use crate::store::{Store, fact, now, org, record};

/// What a search finds people by, for these tests: every body, in order.
pub struct AllBodies;

impl Derive for AllBodies {
    fn search_row(&self, _: &str, entries: &[Entry]) -> Option<String> {
        let all: Vec<&str> = entries.iter().filter_map(|it| it.body.text()).collect();
        (!all.is_empty()).then(|| all.join(" "))
    }
}

/// Forty people with some entries each, some of whom name another, and one who was erased.
pub async fn fill(store: &Store) {
    for n in 0..160 {
        let mut entry =
            fact(&format!("p-{:02}", n % 40), &format!("f-{n}")).body(format!("said-{n}"));
        if n % 4 == 1 {
            entry = entry
                .names(format!("s-{}", n % 3))
                .valid(None, Some("2027-01-01".parse().unwrap()));
        }
        if n >= 40 && n % 7 == 0 {
            entry = entry.supersedes(format!("f-{}", n - 40));
        }
        store.append(Append::new(&org(), now()).entry(entry)).await.unwrap();
    }
    store.erase(&org(), "p-05", "u-1", now()).await.unwrap();
}

async fn all_records(store: &Store) -> Vec<(String, i64, Vec<Entry>)> {
    let mut found = Vec::new();
    let mut after = String::new();
    loop {
        let page = store.records(&org(), &after, 7).await.unwrap();
        let Some(last) = page.last() else { return found };
        after.clone_from(&last.person);
        found.extend(page.into_iter().map(|it| (it.person, it.as_of_seq, it.entries)));
    }
}

#[tokio::test]
async fn a_record_is_whole_whether_its_row_was_made_or_is_behind_or_is_missing() {
    let store = Store::new().await;
    assert_eq!(store.record(&org(), "p-1").await.unwrap(), None);
    let check = async |n: usize| {
        let whole = store.entries(&org(), &record("p-1"), i64::MAX).await.unwrap();
        assert_eq!(whole.len(), n);
        let found = store.record(&org(), "p-1").await.unwrap().unwrap();
        assert_eq!((found.as_of_seq, &found.entries), (whole[n - 1].seq, &whole));
        assert_eq!(store.records(&org(), "", 9).await.unwrap(), [found]);
    };
    store.say("p-1", "f-1", "one").await;
    check(1).await;
    assert_eq!(store.refresh(&org(), &AllBodies, 9).await.unwrap(), 1);
    check(1).await;
    store.say("p-1", "f-2", "two").await;
    store.say("p-1", "f-3", "three").await;
    check(3).await;
    assert_eq!(store.refresh(&org(), &AllBodies, 9).await.unwrap(), 1);
    check(3).await;
    assert_eq!(
        store.refresh(&org(), &AllBodies, 9).await.unwrap(),
        0,
        "nothing is behind any longer"
    );
}

#[tokio::test]
async fn the_way_through_the_register_meets_everybody_once_and_nobody_erased() {
    let store = Store::new().await;
    fill(&store).await;
    let before = all_records(&store).await;
    store.refresh(&org(), &AllBodies, 11).await.unwrap();
    let half = all_records(&store).await;
    store.refresh(&org(), &AllBodies, u32::MAX).await.unwrap();
    let after = all_records(&store).await;
    let expected: Vec<String> =
        (0..40).filter(|it| *it != 5).map(|it| format!("p-{it:02}")).collect();
    assert_eq!(before.iter().map(|it| it.0.clone()).collect::<Vec<_>>(), expected);
    assert_eq!(before, half);
    assert_eq!(before, after);
    for (person, seq, entries) in &after {
        let whole = store.entries(&org(), &record(person), i64::MAX).await.unwrap();
        assert_eq!((seq, entries), (&whole.last().unwrap().seq, &whole));
    }
}

#[tokio::test]
async fn search_rows_follow_from_the_entries_and_go_with_their_person() {
    let store = Store::new().await;
    store.say("p-1", "f-1", "one").await;
    store.say("p-2", "f-1", "two").await;
    store.say("p-1", "f-2", "three").await;
    store.append(Append::new(&org(), now()).entry(fact("p-3", "f-1"))).await.unwrap();
    store.refresh(&org(), &AllBodies, 9).await.unwrap();
    let rows = async || {
        let found = store.search_rows(&org(), "", 9).await.unwrap();
        found.into_iter().map(|it| (it.person, it.text)).collect::<Vec<_>>()
    };
    let is = |person: &str, text: &str| (person.to_owned(), text.to_owned());
    assert_eq!(rows().await, [is("p-1", "one three"), is("p-2", "two")]);
    assert_eq!(
        store.count("SELECT COUNT(*) FROM search WHERE body LIKE '%one%'").await,
        0,
        "it is sealed"
    );
    store.erase(&org(), "p-1", "u-1", now()).await.unwrap();
    assert_eq!(rows().await, [is("p-2", "two")]);
    assert_eq!(store.record(&org(), "p-1").await.unwrap(), None);
}

#[tokio::test]
async fn who_leans_on_whom_is_known_at_once() {
    let store = Store::new().await;
    for (person, id, on) in
        [("p-1", "f-1", "s-1"), ("p-2", "f-1", "s-1"), ("p-1", "f-2", "s-2"), ("p-3", "f-1", "s-1")]
    {
        store.append(Append::new(&org(), now()).entry(fact(person, id).names(on))).await.unwrap();
    }
    let on =
        async |person: &str, after: &str| store.leaning_on(&org(), person, after, 2).await.unwrap();
    assert_eq!(on("s-1", "").await, ["p-1", "p-2"]);
    assert_eq!(on("s-1", "p-2").await, ["p-3"]);
    assert_eq!(on("s-2", "").await, ["p-1"]);
    store.erase(&org(), "p-1", "u-1", now()).await.unwrap();
    assert_eq!(on("s-1", "").await, ["p-2", "p-3"]);
    assert_eq!(on("s-2", "").await, [""; 0]);
}

#[tokio::test]
async fn everything_derived_is_made_again_to_the_same_digest_on_every_engine() {
    let store = Store::seeded(5).await;
    fill(&store).await;
    let first = store.digest(&org(), &AllBodies).await.unwrap();
    // Written down, so that the engines are held against each other.
    assert_eq!(first, "VEiFlgn-h-FJbg_El794qCaih9pPBLl3H1Ogjw4leBE");
    for table in [
        "DELETE FROM record",
        "DELETE FROM search",
        "DELETE FROM leans_on",
        "UPDATE stream SET seq = 1, n_entries = 0",
    ] {
        store.tamper(table).await;
    }
    store.rebuild(&org(), &AllBodies).await.unwrap();
    assert_eq!(store.digest(&org(), &AllBodies).await.unwrap(), first);
    store.say("p-01", "later", "x").await;
    assert_ne!(store.digest(&org(), &AllBodies).await.unwrap(), first);
}

#[tokio::test]
async fn making_rows_anew_does_not_stop_appends() {
    let store = Store::new().await;
    fill(&store).await;
    let ledger = store.ledger.clone();
    let writer = tokio::spawn(async move {
        for n in 0..50 {
            let entry = fact("p-09", &format!("late-{n}")).body("x");
            ledger.append(Append::new(&org(), now()).entry(entry)).await.unwrap();
        }
    });
    store.rebuild(&org(), &AllBodies).await.unwrap();
    writer.await.unwrap();
    let live = store.digest(&org(), &AllBodies).await.unwrap();
    store.rebuild(&org(), &AllBodies).await.unwrap();
    assert_eq!(store.digest(&org(), &AllBodies).await.unwrap(), live);
}
