//! The ids of the sample, and of the file that is shipped, are those of the built-in rulebook.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::path::Path;

use preceptor_record::people::{Item, PeopleFile};
use preceptor_record::{Body, Person};
use preceptor_rulebook::Rulebook;
use preceptor_rulebook::builtin::builtin_files;
use preceptor_rulebook::load::load;
use preceptor_sample::people;
use serde_json::Value as Json;

/// Work before any of the roles, degrees that lead to another, and everything together have no id of their own.
const NOT_IN_IT: [&str; 3] = ["activity all", "role healthcare-support-worker", "subject medicine"];

/// The ids that stand in somebody's facts and nowhere in the rulebook.
fn unknown(book: &Rulebook, people: impl Iterator<Item = Person>) -> BTreeSet<String> {
    let words = &book.vocabulary;
    let is_role = |id: &str| book.roles.contains_key(id) || book.profession(id).is_some();
    let known = |key: &str, id: &str| match key {
        "register" => book.register(id).is_some(),
        "qualification" => book.qualification(id).is_some(),
        "programme" => book.programme(id).is_some(),
        "course" => book.course(id).is_some(),
        "activity" => book.activity(id).is_some(),
        "role" | "base_profession" => is_role(id),
        "exam" => words.exams.iter().any(|it| it.id.value == *id),
        "check" => words.checks.iter().any(|it| it.id.value == *id),
        "specialty" => words.specialties.iter().any(|it| it.id.value == *id),
        "setting" => words.settings.iter().any(|it| it.id.value == *id),
        "subject" => words.subjects.iter().any(|it| it.id.value == *id),
        _ => true,
    };
    let mut unknown = BTreeSet::new();
    for fact in people.flat_map(|it| it.facts) {
        let Json::Object(fields) = fact.to_json() else { continue };
        for (key, value) in &fields {
            let several = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
            let ids = several.iter().filter_map(Json::as_str);
            unknown.extend(ids.filter(|id| !known(key, id)).map(|id| format!("{key} {id}")));
        }
    }
    unknown
}

fn persons(n_people: usize, seed: u64) -> impl Iterator<Item = Person> {
    people(n_people, seed).filter_map(|it| match it {
        Item::Person(it, _) => Some(*it),
        Item::Organisation(_) => None,
    })
}

#[test]
fn every_id_is_one_of_the_rulebook() {
    let book = load(&builtin_files()).rulebook.expect("the built-in rulebook");
    let unknown = unknown(&book, persons(3_000, 7));
    assert_eq!(unknown.iter().map(String::as_str).collect::<Vec<_>>(), NOT_IN_IT);
}

#[test]
fn the_file_that_is_shipped_is_sound() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/people.yaml");
    let text = std::fs::read(path).expect("the file");
    let file = PeopleFile::read("samples/people.yaml", Cursor::new(text));
    let mut file = file.unwrap_or_else(|it| panic!("{}", it.render()));
    let people: Vec<Person> = file.people().expect("there").map(|it| it.expect("sound")).collect();
    let book = load(&builtin_files()).rulebook.expect("the built-in rulebook");
    assert_eq!(unknown(&book, people.iter().cloned()), BTreeSet::new());
    let organisations = file.named().expect("sound");
    for person in &people {
        for fact in &person.facts {
            if let Some(name) = fact.body.names() {
                assert!(people.iter().any(|it| it.id == *name), "{name}");
            }
            if let Body::Post(it) = &fact.body {
                let code = it.organisation.as_ref().expect("an organisation");
                assert!(organisations.organisations.contains_key(code), "{code}");
            }
        }
    }
}

#[test]
fn every_register_has_the_part_that_is_named() {
    let book = load(&builtin_files()).rulebook.expect("the built-in rulebook");
    for person in persons(1_000, 8) {
        for fact in &person.facts {
            let Body::Registration(it) = &fact.body else { continue };
            let register = book.register(it.register.as_str()).expect("a register");
            let named = it.part.as_ref();
            assert!(
                named.is_none_or(|part| register.parts.iter().any(|it| it.id.value == *part)),
                "{fact:?}"
            );
        }
    }
}
