//! Pairs that may be one person, and records joined and parted in a store.

use preceptor_record::{KnownAt, Person, PersonId, Record};
use serde_json::json;

use super::*;
use crate::access::Role;
use crate::fixture::{now, trust, viewer};
use crate::installation::Installation;
use crate::person::{Checked, fields};

fn glance(id: &str, name: &str, born: Option<&str>, email: &str, number: &str) -> Glance {
    Glance {
        id: PersonId::new(id),
        name: name.to_owned(),
        born: born.map(|it| Day::parse(it).unwrap()),
        emails: Some(email.to_owned()).filter(|it| !it.is_empty()).into_iter().collect(),
        numbers: Some(("gmc".to_owned(), number.to_owned()))
            .filter(|it| !it.1.is_empty())
            .into_iter()
            .collect(),
        employee_numbers: BTreeSet::new(),
        roles: BTreeSet::new(),
        n_facts: 1,
    }
}

#[track_caller]
fn check(a: &Glance, b: &Glance, why: &[Alike]) {
    assert_eq!(a.alike(b), why, "{} and {}", a.name, b.name);
    assert_eq!(b.alike(a), why, "the other way round");
}

#[test]
fn what_two_people_share_says_why_they_may_be_one() {
    let of = |name: &str| glance("a", name, Some("1990-01-02"), "w@example.invalid", "999");
    check(
        &of("Wren Sallow"),
        &of("Wren Sallow"),
        &[Alike::Number, Alike::BirthAndName, Alike::Email],
    );
    let other = glance("b", "Wren Sallow", Some("1990-01-03"), "", "998");
    check(&of("Wren Sallow"), &other, &[]);
    check(&glance("a", "Wren", None, "", ""), &glance("b", "Wren", None, "", ""), &[]);
}

#[test]
fn a_near_name_is_the_same_words_or_a_slip_and_no_more() {
    for (a, b, near) in [
        ("Dr Wren Sallow", "Sallow, Wren", true),
        ("Wren Sallow", "Wren Mary Sallow", true),
        ("Wren Sallow", "Wren Salow", true),
        ("Wren Sallow", "Wrne Salow", true),
        ("Wren Sallow", "Ann Sallow", false),
        ("Wren Sallow", "", false),
    ] {
        assert_eq!(is_near(a, b), near, "{a} and {b}");
        assert_eq!(is_near(b, a), near, "{b} and {a}");
    }
}

#[test]
fn a_pair_stands_once_and_many_with_one_address_are_no_pairs() {
    let alike = |n: usize| -> Vec<Glance> {
        (0..n).map(|i| glance(&format!("p-{i}"), &format!("P{i}"), None, "all@x", "")).collect()
    };
    assert_eq!(pairs(&alike(2)).len(), 1);
    assert_eq!(pairs(&alike(MOST_ALIKE)).len(), MOST_ALIKE * (MOST_ALIKE - 1) / 2);
    assert_eq!(pairs(&alike(MOST_ALIKE + 1)).len(), 0);
    let mut two = alike(2);
    two[1].n_facts = 5;
    assert_eq!(pairs(&two)[0].kept.id, PersonId::new("p-1"), "the longer record is kept");
}

struct Scene {
    installation: Installation,
    employer: std::sync::Arc<Employer>,
    engine: &'static preceptor_standing::Engine<'static>,
    lead: Viewer,
}

impl Scene {
    async fn new() -> Self {
        let (installation, employer, engine) = trust().await;
        Self { installation, employer, engine, lead: viewer("map-lead", &[Role::MapLead]) }
    }

    fn change<'a>(&'a self, person: &'a PersonId) -> Change<'a> {
        Change { installation: &self.installation, viewer: &self.lead, person, now: now() }
    }

    async fn add(&self, id: &str, name: &str, is_else: bool) -> Vec<Glance> {
        let fields = fields(self.engine.book, &BTreeMap::new(), "details").unwrap();
        let Json::Object(said) = json!({ "name": name, "born": "1990-01-02" }) else { panic!() };
        let id = PersonId::new(id);
        self.employer.add_person(self.change(&id), &fields, said, is_else).await.unwrap()
    }

    async fn train(&self, id: &PersonId, course: &str, corrects: Option<&FactId>) -> FactId {
        let fields = fields(self.engine.book, &BTreeMap::new(), "training").unwrap();
        let Json::Object(said) = json!({ "course": course, "on": "2026-11-01" }) else { panic!() };
        let drafted = Drafted {
            kind: "training".to_owned(),
            fields: said,
            corrects: corrects.cloned(),
            ..Drafted::default()
        };
        self.employer.record_fact(self.change(id), &fields, &drafted).await.unwrap()
    }

    async fn person(&self, id: &PersonId) -> Person {
        self.employer.register.person(id).await.unwrap().unwrap().person
    }

    async fn courses(&self, id: &PersonId) -> Vec<String> {
        let person = self.person(id).await;
        let record = Record::known_at(&person, KnownAt::EVERYTHING);
        let courses = record.facts.iter().filter_map(|it| match &it.fact.body {
            Body::Training(of) => Some(of.course.to_string()),
            _ => None,
        });
        let mut made: Vec<String> = courses.collect();
        made.sort();
        made
    }
}

#[tokio::test]
async fn somebody_new_is_not_added_twice_unawares() {
    let scene = Scene::new().await;
    assert!(scene.add("p-a", "Wren Sallow", false).await.is_empty());
    let same = scene.add("p-b", "Sallow, Wren", false).await;
    assert_eq!(same.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(), ["p-a"]);
    assert!(scene.employer.register.person(&PersonId::new("p-b")).await.unwrap().is_none());
    assert!(scene.add("p-b", "Sallow, Wren", true).await.is_empty());
    assert_eq!(scene.person(&PersonId::new("p-b")).await.display_name(), "Sallow, Wren");
    let found = scene.employer.duplicates(&scene.lead).await.unwrap();
    assert!(found.iter().any(|it| it.why == [Alike::BirthAndName]));
}

#[tokio::test]
async fn joined_records_are_read_as_one_and_parted_as_they_were() {
    let scene = Scene::new().await;
    let (a, b) = (PersonId::new("p-a"), PersonId::new("p-b"));
    scene.add("p-a", "Wren Sallow", true).await;
    scene.add("p-b", "W. Sallow", true).await;
    scene.train(&a, "care-certificate", None).await;
    let of_b = scene.train(&b, "irmer-referrer", None).await;
    scene.employer.merge_people(scene.change(&a), &b).await.unwrap();

    assert_eq!(scene.courses(&a).await, ["care-certificate", "irmer-referrer"]);
    assert_eq!(scene.person(&b).await.id, a, "who asks for the other is given the one");
    assert_eq!(scene.person(&a).await.display_name(), "Wren Sallow");
    let everybody = scene.employer.register.everybody().await.unwrap();
    assert!(everybody.people.contains_key(&a) && !everybody.people.contains_key(&b));
    let again = scene.employer.merge_people(scene.change(&a), &b).await;
    assert!(matches!(again, Err(Refusal::NotFound)), "they are one already");

    // What came along is corrected and verified like any other fact, once.
    let copy = FactId::new(format!("{of_b}@p-b"));
    let better = scene.train(&a, "irmer-operator", Some(&copy)).await;
    assert_eq!(scene.courses(&a).await, ["care-certificate", "irmer-operator"]);
    let seen = Checked { outcome: preceptor_record::Outcome::Confirmed, how: "seen".to_owned() };
    scene.employer.verify_fact(scene.change(&a), &better, &seen).await.unwrap();
    let later = scene.train(&a, "basic-surgical-skills", None).await;

    scene.employer.part_people(scene.change(&a), &b).await.unwrap();
    assert_eq!(scene.courses(&b).await, ["irmer-referrer"]);
    assert_eq!(scene.person(&b).await.display_name(), "W. Sallow");
    assert!(scene.person(&a).await.fact(&later).is_some(), "what was recorded since stays");
    assert_eq!(scene.courses(&a).await, ["basic-surgical-skills", "care-certificate"]);
    let twice = scene.employer.part_people(scene.change(&a), &b).await;
    assert!(matches!(twice, Err(Refusal::NotFound)));
    // And joined once more, the other way round.
    scene.employer.merge_people(scene.change(&b), &a).await.unwrap();
    assert_eq!(
        scene.courses(&a).await,
        ["basic-surgical-skills", "care-certificate", "irmer-referrer"]
    );
    assert_eq!(scene.person(&a).await.id, b);
}

#[tokio::test]
async fn only_who_may_joins_records_and_puts_people_on_the_register() {
    let scene = Scene::new().await;
    scene.add("p-a", "Wren Sallow", true).await;
    scene.add("p-b", "W. Sallow", true).await;
    let (a, b) = (PersonId::new("p-a"), PersonId::new("p-b"));
    for role in Role::ALL {
        let viewer = viewer("x", &[role]);
        let may = matches!(role, Role::MapLead | Role::Recruitment);
        assert_eq!(scene.employer.both(&viewer, &a, &b).await.is_ok(), may, "{role:?}");
        assert_eq!(scene.employer.duplicates(&viewer).await.is_ok(), may, "{role:?}");
    }
}
