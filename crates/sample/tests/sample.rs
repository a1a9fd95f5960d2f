//! The sample is sound, varied, and the same everywhere.

use std::collections::{BTreeMap, BTreeSet};

use preceptor_record::file::{Faults, Sources};
use preceptor_record::people::{Item, People};
use preceptor_record::{Body, Person};
use preceptor_sample::{lines, reference_day};

fn people(n: usize, seed: u64) -> (Vec<Person>, BTreeSet<String>) {
    let (mut people, mut organisations) = (Vec::new(), BTreeSet::new());
    for line in lines(n, seed, reference_day()) {
        let mut sources = Sources::default();
        let source = sources.add("sample", line.as_str());
        let mut faults = Faults::default();
        let read = People::read_line(&line, source, &mut faults);
        assert!(read.is_some(), "{}", faults.render(&sources));
        match read {
            Some(Item::Person(it, _)) => people.push(*it),
            Some(Item::Organisation(it)) => {
                organisations.insert(it.organisation.to_string());
            }
            None => {}
        }
    }
    (people, organisations)
}

/// How the entry of the first associate of seed 7 begins.
const FIRST_ASSOCIATE: &str = r#"{"id":"p-000031","name":"Bethan Birchwater","born":"1998-05-02","#;

#[test]
fn every_entry_reads_back_and_as_many_as_were_asked_for() {
    let (people, organisations) = people(500, 7);
    assert_eq!(people.len(), 500);
    assert!(!organisations.is_empty());
}

#[test]
fn a_seed_gives_the_same_people_and_another_seed_others() {
    let all = |seed| lines(200, seed, reference_day()).collect::<Vec<_>>();
    assert_eq!(all(7), all(7));
    assert_ne!(all(7), all(8));
    // The streams are promised for every machine: this line is the same on all of them.
    let somebody = all(7).into_iter().find(|it| it.contains("p-000031")).unwrap_or_default();
    assert!(somebody.starts_with(FIRST_ASSOCIATE), "{somebody}");
}

#[test]
fn whoever_is_named_exists_and_nobody_supervises_themselves() {
    let (people, organisations) = people(1000, 7);
    let ids: BTreeSet<_> = people.iter().map(|it| it.id.clone()).collect();
    for person in &people {
        for fact in &person.facts {
            if let Some(who) = fact.body.names() {
                assert!(ids.contains(who), "{} names {who}", person.id);
                assert_ne!(*who, person.id);
            }
            if let Body::Post(it) = &fact.body {
                assert!(
                    it.organisation.as_ref().is_some_and(|it| organisations.contains(it.as_str()))
                );
            }
        }
    }
}

#[test]
fn all_roles_are_there_and_the_people_are_varied() {
    let (people, _) = people(1000, 7);
    let mut roles: BTreeMap<String, usize> = BTreeMap::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for fact in people.iter().flat_map(|it| &it.facts) {
        seen.insert(fact.body.key());
        match &fact.body {
            Body::Post(it) => *roles.entry(it.role.to_string()).or_default() += 1,
            Body::Registration(it) => {
                seen.insert(it.status.as_str());
            }
            _ => {}
        }
        if fact.entry.supersedes.is_some() {
            seen.insert("a correction");
        }
        if fact.entry.verified == preceptor_record::Verified::No {
            seen.insert("a claim");
        }
    }
    let eight = [
        "physician-associate",
        "anaesthesia-associate",
        "surgical-care-practitioner",
        "advanced-critical-care-practitioner",
        "advanced-clinical-practitioner",
        "assistant-practitioner",
        "nurse-consultant",
        "consultant-clinical-scientist",
    ];
    for role in eight {
        assert!(roles.get(role).is_some_and(|it| *it > 3), "{role}: {roles:?}");
    }
    for what in [
        "suspended",
        "conditions",
        "a correction",
        "a claim",
        "absence",
        "enrolment",
        "restriction",
        "annotation",
        "entitlement",
    ] {
        assert!(seen.contains(what), "nobody has {what}");
    }
}

#[test]
fn every_id_is_one_of_the_rulebook() {
    let files = preceptor_rulebook::builtin::builtin_files();
    let book = preceptor_rulebook::load::load(&files).rulebook.expect("the built-in rulebook");
    let (people, _) = people(600, 3);
    for fact in people.iter().flat_map(|it| &it.facts) {
        let known = match &fact.body {
            Body::Registration(it) => book.register(it.register.as_str()).is_some(),
            Body::Qualification(it) => book.qualification(it.qualification.as_str()).is_some(),
            Body::Enrolment(it) => {
                it.programme.as_ref().is_none_or(|it| book.programme(it.as_str()).is_some())
            }
            Body::Training(it) => book.course(it.course.as_str()).is_some(),
            Body::SignOff(it) => book.activity(it.activity.as_str()).is_some(),
            Body::Exam(it) => book.vocabulary.exams.iter().any(|term| term.id.value == it.exam),
            Body::Check(it) => book.vocabulary.checks.iter().any(|term| term.id.value == it.check),
            Body::Post(it) => {
                (book.roles.contains_key(&it.role) || book.profession(it.role.as_str()).is_some())
                    && it.specialty.as_ref().is_none_or(|id| {
                        book.vocabulary.specialties.iter().any(|term| term.id.value == *id)
                    })
            }
            _ => true,
        };
        assert!(known, "{:?}", fact.body.key());
    }
}
