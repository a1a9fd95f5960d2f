use preceptor_ledger::{MasterKey, Options};
use preceptor_record::facts::Body;

use super::*;
use crate::fixture::Counting;

/// An empty ledger in memory.
pub(crate) async fn ledger() -> Ledger {
    let chance = Counting::new();
    let options = Options::new("sqlite::memory:", MasterKey::of(&[7; 32]).unwrap(), chance);
    Ledger::open(options).await.unwrap()
}

async fn register() -> Register {
    Register::new(ledger().await, OrgId::new("X91").unwrap())
}

fn now() -> Timestamp {
    "2026-11-20T09:00:00Z".parse().unwrap()
}

fn demonstration() -> Vec<Item> {
    preceptor_sample::demonstration(preceptor_sample::reference_day()).collect()
}

#[tokio::test]
async fn whoever_was_taken_in_is_given_back_the_same() {
    let register = register().await;
    let items = demonstration();
    assert_eq!(register.take_in(items.clone(), "u-1", now()).await.unwrap(), 150);
    let people = register.everybody().await.unwrap();
    let mut n_facts = 0;
    for item in items {
        match item {
            Item::Organisation(it) => {
                assert_eq!(people.organisations[&it.organisation].to_json(), it.to_json());
            }
            Item::Person(it, _) => {
                let found = &people.people[&it.id];
                assert_eq!(found.display_name(), it.display_name());
                let facts = || found.facts.iter().filter(|it| it.id.as_str() != "who");
                assert!(facts().eq(it.facts.iter()), "{}", it.id);
                n_facts += facts().count();
            }
        }
    }
    assert!(n_facts > 3_000, "{n_facts} facts");
}

#[tokio::test]
async fn a_circle_holds_whom_a_question_may_lead_to_and_no_stranger() {
    let register = register().await;
    register.take_in(demonstration(), "u-1", now()).await.unwrap();
    let everybody = register.everybody().await.unwrap();
    let names = |it: &Person| {
        it.facts.iter().filter_map(|it| it.body.names()).cloned().collect::<BTreeSet<_>>()
    };
    let associate = everybody
        .people
        .values()
        .find(|it| it.facts.iter().any(|it| matches!(it.body, Body::Supervision(_))))
        .unwrap();
    let circle = register.circle(&associate.id).await.unwrap();
    assert_eq!(circle.organisations.len(), everybody.organisations.len());
    for it in circle.people.values() {
        assert!(names(it).iter().all(|it| circle.people.contains_key(it)), "{} is whole", it.id);
    }
    assert!(circle.people.len() < everybody.people.len());
}

#[tokio::test]
async fn nobody_is_taken_in_twice() {
    let register = register().await;
    register.take_in(demonstration(), "u-1", now()).await.unwrap();
    let again = register.take_in(demonstration(), "u-1", now()).await;
    assert!(matches!(again, Err(RegisterError::Store(StoreError::Conflict(_)))), "{again:?}");
    assert_eq!(register.everybody().await.unwrap().people.len(), 150);
}

#[tokio::test]
async fn nobody_is_there_who_was_never_recorded() {
    let register = register().await;
    let id = PersonId::new("p-000001");
    assert!(register.person(&id).await.unwrap().is_none());
    assert!(register.circle(&id).await.unwrap().people.is_empty());
    assert!(register.everybody().await.unwrap().people.is_empty());
}

/// Something new about somebody.
async fn add(register: &Register, person: &PersonId, id: &str) -> i64 {
    let stream = preceptor_ledger::Stream::person(person.as_str()).unwrap();
    let body = format!(
        r#"{{"id":"{id}","kind":"training","course":"care-certificate","on":"2026-11-01"}}"#
    );
    let entry = NewEntry::new(&stream, id, "training", "u-1").body(body);
    let append = Append::new(register.org(), now()).entry(entry);
    register.ledger.append(append).await.unwrap().last
}

fn has(circle: &Circle, person: &PersonId, fact: &str) -> bool {
    circle.people[person].facts.iter().any(|it| it.id.as_str() == fact)
}

#[tokio::test]
async fn the_shelf_gives_what_the_log_has_however_it_is_read() {
    let register = register().await;
    register.take_in(demonstration(), "u-1", now()).await.unwrap();
    let shelf = Shelf::new(register.clone());
    let everybody = register.everybody().await.unwrap();
    for id in everybody.people.keys().step_by(10) {
        let alone = std::slice::from_ref(id);
        for from in [From::Rows, From::Log, From::Log, From::Rows] {
            let circle = shelf.circle(alone, from).await.unwrap();
            let as_of = register.circle_as_of(alone, circle.as_of).await.unwrap();
            assert_eq!(
                circle.people.keys().collect::<Vec<_>>(),
                as_of.people.keys().collect::<Vec<_>>()
            );
            for (id, it) in &circle.people {
                assert_eq!(it.facts, everybody.people[id].facts);
                assert_eq!(it.facts, as_of.people[id].facts);
            }
            assert_eq!(circle.organisations.len(), everybody.organisations.len());
        }
    }
}

#[tokio::test]
async fn what_is_new_is_seen_at_once_and_what_was_can_still_be_asked_for() {
    let register = register().await;
    register.take_in(demonstration(), "u-1", now()).await.unwrap();
    let shelf = Shelf::new(register.clone());
    let id = register.everybody().await.unwrap().people.keys().next().unwrap().clone();
    let alone = std::slice::from_ref(&id);
    for from in [From::Log, From::Rows] {
        let before = shelf.circle(alone, from).await.unwrap();
        let fact = format!("new-{from:?}");
        assert!(!has(&before, &id, &fact));
        let seq = add(&register, &id, &fact).await;
        let after = shelf.circle(alone, from).await.unwrap();
        assert_eq!(after.as_of, seq);
        assert!(has(&after, &id, &fact), "{from:?}");
        let then = register.circle_as_of(alone, before.as_of).await.unwrap();
        assert!(!has(&then, &id, &fact));
    }
}

#[tokio::test]
async fn a_log_that_ran_ahead_of_the_shelf_is_caught_up_with() {
    let register = register().await;
    let shelf = Shelf::new(register.clone());
    assert_eq!(shelf.follow().await.unwrap(), 0);
    let mut many = preceptor_sample::people(800, 3);
    register.take_in(many.by_ref().take(100), "u-1", now()).await.unwrap();
    let head = shelf.follow().await.unwrap();
    assert!((1_000..20_000).contains(&head), "{head}");
    register.take_in(many, "u-1", now()).await.unwrap();
    let far = shelf.follow().await.unwrap();
    assert!(far > head + 20_000, "{far}: as far as makes a shelf begin afresh");
    let id = register.everybody().await.unwrap().people.keys().next().unwrap().clone();
    let circle = shelf.circle(std::slice::from_ref(&id), From::Log).await.unwrap();
    assert_eq!(circle.as_of, far);
    assert!(circle.people.contains_key(&id));
}

#[tokio::test]
async fn of_somebody_erased_the_shelf_knows_that_and_nothing_else() {
    let register = register().await;
    register.take_in(demonstration(), "u-1", now()).await.unwrap();
    let shelf = Shelf::new(register.clone());
    let id = register.everybody().await.unwrap().people.keys().next().unwrap().clone();
    let alone = std::slice::from_ref(&id);
    let before = shelf.circle(alone, From::Log).await.unwrap();
    assert!(before.people.contains_key(&id));
    register.ledger.erase(register.org(), id.as_str(), "u-1", now()).await.unwrap();
    for circle in [
        shelf.circle(alone, From::Log).await.unwrap(),
        register.circle_as_of(alone, before.as_of).await.unwrap(),
    ] {
        assert!(!circle.people.contains_key(&id));
        assert!(circle.erased.contains(&id));
    }
    assert!(shelf.circle(alone, From::Rows).await.unwrap().people.is_empty());
}
