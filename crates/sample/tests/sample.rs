//! The ids of the sample are those of the built-in rulebook.

use std::collections::BTreeSet;

use preceptor_record::Body;
use preceptor_record::people::Item;
use preceptor_rulebook::builtin::builtin_files;
use preceptor_rulebook::load::load;
use preceptor_sample::people;
use serde_json::Value as Json;

/// Work before any of the roles, degrees that lead to another, and everything together have no id of their own.
const NOT_IN_IT: [&str; 3] = ["activity all", "role healthcare-support-worker", "subject medicine"];

#[test]
fn every_id_is_one_of_the_rulebook() {
    let book = load(&builtin_files()).rulebook.expect("the built-in rulebook");
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
    for item in people(3_000, 7) {
        let Item::Person(person, _) = item else { continue };
        for fact in &person.facts {
            let Json::Object(fields) = fact.to_json() else { continue };
            for (key, value) in &fields {
                let several = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
                for id in several.iter().filter_map(Json::as_str) {
                    if !known(key, id) {
                        unknown.insert(format!("{key} {id}"));
                    }
                }
            }
        }
    }
    assert_eq!(unknown.iter().map(String::as_str).collect::<Vec<_>>(), NOT_IN_IT);
}

#[test]
fn every_register_has_the_part_that_is_named() {
    let book = load(&builtin_files()).rulebook.expect("the built-in rulebook");
    for item in people(1_000, 8) {
        let Item::Person(person, _) = item else { continue };
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
