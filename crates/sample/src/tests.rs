use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use preceptor_record::facts::Status;
use preceptor_record::file::Faults;
use preceptor_record::people::{People, PeopleFile};
use preceptor_record::{Body, Day, Person};
use proptest::prelude::*;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use super::*;

fn text(n_people: usize, seed: u64) -> String {
    lines(n_people, seed, reference_day()).map(|it| it + "\n").collect()
}

fn persons(n_people: usize, seed: u64) -> Vec<Person> {
    let person = |it| match it {
        Item::Person(it, _) => Some(*it),
        Item::Organisation(_) => None,
    };
    people(n_people, seed).filter_map(person).collect()
}

/// Of the file that two hundred people make with the seed 7.
const DIGEST: &str = "67e61f19d152d8f6643d0c311e607cbd9c5521df9bb840d823e9cddf73be1e1b";

#[test]
fn the_same_people_come_out_on_every_machine() {
    let mut digest = String::new();
    for byte in Sha256::digest(text(200, 7)) {
        let _ = write!(digest, "{byte:02x}");
    }
    assert_eq!(digest, DIGEST, "if the people are meant to change, write the new digest here");
}

#[test]
fn another_seed_gives_other_people() {
    assert_ne!(text(20, 7), text(20, 8));
}

#[test]
fn as_many_come_out_as_are_asked_for_and_organisations_first() {
    for n_people in [0, 1, 2, 3, 7, 30, 250] {
        let items: Vec<Item> = people(n_people, 7).collect();
        let first =
            items.iter().position(|it| matches!(it, Item::Person(..))).unwrap_or(items.len());
        assert!(first >= 11, "nine hospitals and two practices");
        assert!(items[first..].iter().all(|it| matches!(it, Item::Person(..))));
        assert_eq!(items.len() - first, n_people);
    }
}

#[test]
fn everybody_who_is_named_exists_and_is_somebody_else() {
    for n_people in [2, 9, 60, 1_500] {
        let persons = persons(n_people, 7);
        let ids: BTreeSet<_> = persons.iter().map(|it| &it.id).collect();
        assert_eq!(ids.len(), n_people);
        for person in &persons {
            for fact in &person.facts {
                let verified = match &fact.entry.verified {
                    preceptor_record::Verified::By(it) => it.by.as_ref(),
                    _ => None,
                };
                for name in fact
                    .body
                    .names()
                    .into_iter()
                    .chain(verified)
                    .chain(fact.entry.recorded_by.as_ref())
                {
                    assert!(ids.contains(name), "{name}");
                    assert_ne!(*name, person.id);
                }
            }
        }
    }
}

#[test]
fn the_file_they_make_is_read_without_a_fault() {
    let n_people = 1_000;
    let file = PeopleFile::read("people.jsonl", std::io::Cursor::new(text(n_people, 7)));
    let mut file = file.unwrap_or_else(|it| panic!("{}", it.render()));
    assert_eq!(file.n_people(), n_people);
    let read: Result<Vec<Person>, _> = file.people().expect("there").collect();
    let read = read.unwrap_or_else(|it| panic!("{}", it.render()));
    assert!(read == persons(n_people, 7), "everybody is read back equal");
    assert!(file.named().expect("sound").organisations.len() > 11);
}

#[test]
fn nothing_recorded_of_them_lies_after_the_day() {
    for day in ["2019-03-01", "2026-11-20", "2031-01-01"] {
        let day = Day::parse(day).expect("a day");
        for item in people_as_of(300, 7, day) {
            let Item::Person(person, _) = item else { continue };
            for fact in &person.facts {
                assert!(fact.body.period().from <= day, "{person:?} {fact:?}");
                let recorded = fact.entry.recorded.map(|it| Day::of_instant(it.0));
                assert!(recorded.is_none_or(|it| it <= day), "{person:?} {fact:?}");
            }
        }
    }
}

#[test]
fn there_is_some_of_everything() {
    let persons = persons(3_000, 7);
    let facts: usize = persons.iter().map(|it| it.facts.len()).sum();
    assert!((25 * persons.len()..50 * persons.len()).contains(&facts), "{facts}");
    assert!(persons.iter().all(|it| (10..=70).contains(&it.facts.len())));

    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for person in &persons {
        for fact in &person.facts {
            let json = fact.to_json();
            let mut marks = vec![fact.body.key().to_owned()];
            for key in [
                "role",
                "register",
                "status",
                "supervision",
                "level",
                "base_profession",
                "jurisdiction",
                "reason",
                "exam",
            ] {
                marks.extend(json.get(key).and_then(Json::as_str).map(|it| format!("{key} {it}")));
            }
            marks.extend(fact.entry.supersedes.as_ref().map(|_| "corrected".to_owned()));
            marks.extend(
                matches!(fact.entry.verified, preceptor_record::Verified::No)
                    .then(|| "claimed".to_owned()),
            );
            for mark in marks {
                *seen.entry(mark).or_default() += 1;
            }
        }
    }
    for kind in Body::KEYS {
        assert!(seen.contains_key(*kind), "no {kind}");
    }
    for mark in [
        "role physician-associate",
        "role anaesthesia-associate",
        "role surgical-care-practitioner",
        "role advanced-critical-care-practitioner",
        "role advanced-clinical-practitioner",
        "role assistant-practitioner",
        "role nurse-consultant",
        "role consultant-clinical-scientist",
        "role consultant",
        "role gp",
        "role specialist-doctor",
        "role associate-specialist",
        "role specialty-doctor",
        "role locally-employed-doctor",
        "role resident-doctor",
        "role nurse",
        "role radiographer",
        "status suspended",
        "status lapsed",
        "status removed",
        "status conditions",
        "supervision named",
        "supervision clinical",
        "supervision educational",
        "level direct",
        "level on-site",
        "level available",
        "corrected",
        "claimed",
        "register gmc-aapa",
        "register pamvr",
        "register rcoa-mvr",
        "register scp-mvr",
        "register ficm-accp",
        "register ahcs-hssr",
        "exam pane",
        "exam para",
        "exam aara",
        "exam pance",
        "reason parental-leave",
    ] {
        assert!(seen.get(mark).is_some_and(|it| *it >= 3), "few with {mark}: {:?}", seen.get(mark));
    }
    let words = |it: &Person| it.name.as_deref().unwrap_or_default().split(' ').count();
    assert!(persons.iter().any(|it| words(it) == 1) && persons.iter().any(|it| words(it) == 5));
    let two_posts = |it: &&Person| {
        let current = |body: &Body| matches!(body, Body::Post(post) if body.period().holds(reference_day()) && post.from.is_some());
        it.facts.iter().filter(|fact| current(&fact.body)).count() > 1
    };
    assert!(persons.iter().filter(two_posts).count() > 30);
}

#[test]
fn some_supervisors_have_too_many_to_supervise() {
    let mut supervised: BTreeMap<String, usize> = BTreeMap::new();
    for person in persons(3_000, 7) {
        for fact in &person.facts {
            if let Body::Supervision(it) = &fact.body {
                *supervised.entry(it.supervisor.to_string()).or_default() += 1;
            }
        }
    }
    assert!(supervised.values().any(|it| *it > 20));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whoever is made can be written and is read back as the same person.
    #[test]
    fn everybody_is_read_back_equal(n_people in 1_usize..120, seed: u64) {
        for item in people(n_people, seed) {
            let line = item.to_json().to_string();
            let mut faults = Faults::default();
            match (People::read_line(&line, 0, &mut faults), item) {
                (Some(Item::Person(again, _)), Item::Person(person, _)) => prop_assert!(again == person, "{}", line),
                (Some(Item::Organisation(again)), Item::Organisation(one)) => prop_assert_eq!(again, one),
                _ => prop_assert!(false, "{} {:?}", line, faults.list()),
            }
        }
    }
}

/// What every page of the demonstration has to show must be there, whenever it is started.
#[test]
fn the_demonstration_has_something_amiss_on_any_day() {
    for day in [reference_day(), Day(reference_day().0 + 97), Day(reference_day().0 + 301)] {
        let items: Vec<Item> = demonstration(day).collect();
        let persons: Vec<&Person> = items
            .iter()
            .filter_map(|it| match it {
                Item::Person(it, _) => Some(&**it),
                Item::Organisation(_) => None,
            })
            .collect();
        assert_eq!(persons.len(), 150);
        assert!(matches!(&items[0], Item::Organisation(it) if it.kind == Some("trust".into())));
        let facts = || persons.iter().flat_map(|it| it.facts.iter());
        let n_of = |meets: &dyn Fn(&Body) -> bool| facts().filter(|it| meets(&it.body)).count();
        let suspended = |it: &Body| {
            matches!(it, Body::Registration(it) if it.status == Status::Suspended)
                && it.period().holds(day)
        };
        assert!(n_of(&suspended) > 0, "somebody is suspended on {day}");
        let lapses = |it: &Body| {
            matches!(it, Body::Training(_)) && {
                let left = it.period().until.0.saturating_sub(day.0);
                (1..=90).contains(&left)
            }
        };
        assert!(n_of(&lapses) > 0, "some training lapses after {day}");
        let mut named: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for person in &persons {
            for fact in &person.facts {
                if let Body::Supervision(it) = &fact.body
                    && fact.body.period().holds(day)
                {
                    named.entry(it.supervisor.clone()).or_default().insert(&person.id);
                }
            }
        }
        assert!(named.values().any(|it| it.len() > 6), "somebody supervises too many");
        let numbers = facts().filter_map(|it| match &it.body {
            Body::Registration(it) if it.register == *"gmc-aapa" => it.number.clone(),
            _ => None,
        });
        let twin = persons.last().unwrap();
        let Body::Registration(of_twin) = &twin.facts[0].body else { panic!("no registration") };
        assert!(
            numbers.filter(|it| Some(it) == of_twin.number.as_ref()).count() > 1,
            "entered twice"
        );
    }
}
