use preceptor_ledger::{MasterKey, Options};
use preceptor_record::facts::Body;

use super::*;
use crate::fixture::Counting;

async fn register() -> Register {
    let chance = Counting::new();
    let options = Options::new("sqlite::memory:", MasterKey::of(&[7; 32]).unwrap(), chance);
    let ledger = Ledger::open(options).await.unwrap();
    Register::new(ledger, OrgId::new("X91").unwrap())
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
