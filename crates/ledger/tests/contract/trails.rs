//! Trails: numbered, chained for themselves, and one line for one question.

use jiff::SignedDuration;
use preceptor_ledger::{AccessLog, Look, NewLine, Numbered, StoreError, Trail};

use crate::store::{Store, now, open, org};

fn decision(asker: &str, question: &str, seq: &str) -> NewLine {
    NewLine::new(now(), asker, format!("{{\"asked\":\"{question}\"}}"))
        .about("p-1")
        .once(&[asker, question, seq])
}

#[tokio::test]
async fn the_same_question_by_the_same_person_at_the_same_number_is_one_decision() {
    let store = Store::new().await;
    let write =
        async |line: NewLine| store.write_line(&org(), Trail::Decisions, line).await.unwrap();
    assert_eq!(write(decision("u-1", "a", "7")).await, Numbered { number: 1, is_new: true });
    assert_eq!(write(decision("u-1", "a", "7")).await, Numbered { number: 1, is_new: false });
    assert_eq!(write(decision("u-1", "a", "8")).await.number, 2);
    assert_eq!(write(decision("u-2", "a", "7")).await.number, 3);
    assert_eq!(write(decision("u-1", "b", "7")).await.number, 4);
    let line = store.line(&org(), Trail::Decisions, 3).await.unwrap().unwrap();
    assert_eq!((line.actor.as_str(), line.person.as_deref(), line.at), ("u-2", Some("p-1"), now()));
    assert_eq!(line.body, "{\"asked\":\"a\"}");
    assert_eq!(store.line(&org(), Trail::Decisions, 5).await.unwrap(), None);
    assert_eq!(
        store.line(&org(), Trail::Access, 1).await.unwrap(),
        None,
        "each trail has its own numbers"
    );
    assert_eq!(store.head(&org()).await.unwrap().seq, 0, "a decision takes no number of the log");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asked_by_many_at_once_it_is_still_one() {
    let store = Store::new().await;
    let other = open(&store.url, 2).await.unwrap();
    let tasks: Vec<_> = (0..40)
        .map(|n| {
            let ledger = if n % 2 == 0 { store.ledger.clone() } else { other.clone() };
            let line = decision("u-1", &format!("q-{}", n % 5), "7");
            tokio::spawn(async move {
                (n % 5, ledger.write_line(&org(), Trail::Decisions, line).await.unwrap())
            })
        })
        .collect();
    let mut numbers = std::collections::BTreeMap::new();
    let mut n_new = 0;
    for it in tasks {
        let (question, told) = it.await.unwrap();
        n_new += i32::from(told.is_new);
        assert_eq!(*numbers.entry(question).or_insert(told.number), told.number);
    }
    assert_eq!((n_new, numbers.len()), (5, 5));
    let verified = store.verify_trail(&org(), Trail::Decisions).await.unwrap();
    assert_eq!((verified.n_entries, verified.faults), (5, vec![]));
}

#[tokio::test]
async fn lines_are_followed_and_found_by_person() {
    let store = Store::new().await;
    for n in 1..=5 {
        let line = NewLine::new(now(), "u-1", format!("{n}")).about(format!("p-{}", n % 2));
        store.write_line(&org(), Trail::Access, line).await.unwrap();
    }
    let numbers =
        |it: Vec<preceptor_ledger::Line>| it.into_iter().map(|it| it.number).collect::<Vec<_>>();
    assert_eq!(numbers(store.lines_after(&org(), Trail::Access, 3, 9).await.unwrap()), [4, 5]);
    assert_eq!(numbers(store.lines_after(&org(), Trail::Access, 0, 2).await.unwrap()), [1, 2]);
    let about = async |before, most| {
        store.lines_about(&org(), Trail::Access, "p-1", before, most).await.unwrap()
    };
    assert_eq!(numbers(about(i64::MAX, 2).await), [5, 3]);
    assert_eq!(numbers(about(3, 2).await), [1]);
}

#[tokio::test]
async fn a_changed_or_missing_line_is_found() {
    for (change, at) in [
        ("UPDATE trail SET body = 'x' WHERE number = 2", 2),
        ("UPDATE trail SET actor = 'x' WHERE number = 3", 3),
        ("UPDATE trail SET person_id = NULL WHERE number = 1", 1),
        ("UPDATE trail SET at = at + 1 WHERE number = 3", 3),
        ("UPDATE trail SET key = NULL WHERE number = 1", 1),
        ("DELETE FROM trail WHERE number = 1", 2),
        ("DELETE FROM trail WHERE number = 3", 3),
        ("DELETE FROM trail_head", 3),
    ] {
        let store = Store::new().await;
        for n in 1..=3 {
            store
                .write_line(&org(), Trail::Decisions, decision("u-1", &n.to_string(), "7"))
                .await
                .unwrap();
        }
        assert_eq!(store.verify_trail(&org(), Trail::Decisions).await.unwrap().faults, []);
        assert_eq!(store.tamper(change).await, 1);
        let faults = store.verify_trail(&org(), Trail::Decisions).await.unwrap().faults;
        assert_eq!(faults.first().map(|it| it.seq), Some(at), "{change}: {faults:?}");
    }
}

#[tokio::test]
async fn what_cannot_be_a_line_is_refused() {
    let store = Store::new().await;
    for line in [
        NewLine::new(now(), "", "x"),
        NewLine::new(now(), "u", "\0"),
        NewLine::new(now(), "u", "x").about(" "),
    ] {
        let done = store.write_line(&org(), Trail::Access, line).await;
        assert!(matches!(done, Err(StoreError::Unfit { .. })), "{done:?}");
    }
}

#[tokio::test]
async fn looks_are_lines_and_further_looks_are_counted() {
    let store = Store::new().await;
    let (log, task) = AccessLog::begin(store.ledger.clone());
    let look = |reader: &str, page: &str| Look {
        org: org(),
        reader: reader.to_owned(),
        person: "p-1".to_owned(),
        page: page.to_owned(),
    };
    let after = |minutes: i64| now() + SignedDuration::from_mins(minutes);
    for (reader, page, minutes) in [
        ("u-1", "person", 0),
        ("u-1", "person", 1),
        ("u-2", "person", 2),
        ("u-1", "history", 3),
        ("u-1", "person", 14),
    ] {
        log.note(look(reader, page), after(minutes)).await;
    }
    // A quarter of an hour after the first it is a look of its own.
    log.note(look("u-1", "person"), after(15)).await;
    log.note(look("u-1", "person"), after(16)).await;
    drop(log);
    task.await.unwrap();
    let lines = store.lines_after(&org(), Trail::Access, 0, 99).await.unwrap();
    let said: Vec<(String, String)> = lines.into_iter().map(|it| (it.actor, it.body)).collect();
    let line = |reader: &str, page: &str, n: u64| {
        (reader.to_owned(), format!("{{\"looked_at\":\"{page}\",\"times\":{n}}}"))
    };
    assert_eq!(
        said,
        [
            line("u-1", "person", 1),
            line("u-2", "person", 1),
            line("u-1", "history", 1),
            line("u-1", "person", 2),
            line("u-1", "person", 1),
            line("u-1", "person", 1),
        ]
    );
    assert_eq!(store.verify_trail(&org(), Trail::Access).await.unwrap().faults, []);
}

#[tokio::test]
async fn looks_are_written_within_a_second_without_being_asked() {
    let store = Store::new().await;
    let (log, task) = AccessLog::begin(store.ledger.clone());
    let look = Look {
        org: org(),
        reader: "u".to_owned(),
        person: "p".to_owned(),
        page: "person".to_owned(),
    };
    log.note(look, now()).await;
    let mut n_waited = 0;
    while store.lines_after(&org(), Trail::Access, 0, 9).await.unwrap().is_empty() {
        n_waited += 1;
        assert!(n_waited < 200, "nothing was written");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    drop(log);
    task.await.unwrap();
}
