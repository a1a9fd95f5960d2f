//! The people of a case: everybody's facts count as verified unless the case says otherwise.

use std::collections::BTreeMap;

use preceptor_record::file::{Fault, Faults, Node, Value};
use preceptor_record::people::{Item, People};
use preceptor_record::{Details, Person, PersonId};

use crate::load::PlacedCase;

/// The id of the person of a case that names nobody.
const NAMELESS: &str = "p";

/// The people and organisations of a case together with those it may borrow; its own come first where both have an id.
/// The person written as `person` has the id the case gives under `who`, else `p`.
pub fn case_people(placed: &PlacedCase, borrowed: &People, faults: &mut Faults) -> People {
    let case = &placed.case;
    let mut own = People::default();
    let mut id_places = BTreeMap::new();
    for node in case.people.iter().flat_map(|it| it.items()) {
        if let Some(item) = Item::read(node, faults) {
            own.take(item, &mut id_places, faults);
        }
    }
    if let Some(person) = &case.person {
        let id = case.who.clone().unwrap_or_else(|| PersonId::new(NAMELESS));
        if own.people.contains_key(&id) {
            let fault = Fault::new(
                case.case.place,
                format!("`person` and one of `people` both have the id `{id}`"),
            );
            faults.push(fault.help("give the one of `people` another id"));
        }
        let made = Person {
            id: id.clone(),
            name: None,
            details: person.born.map(|born| Box::new(details(born))),
            former_names: Vec::new(),
            facts: person.facts.0.clone(),
        };
        own.people.insert(id, made);
    }
    for (id, person) in &borrowed.people {
        own.people.entry(id.clone()).or_insert_with(|| person.clone());
    }
    for (code, organisation) in &borrowed.organisations {
        own.organisations.entry(code.clone()).or_insert_with(|| organisation.clone());
    }
    own
}

fn details(born: preceptor_record::Day) -> Details {
    Details {
        name: None,
        known_as: None,
        pronouns: None,
        born: Some(born),
        email: None,
        phone: None,
        employee_number: None,
        from: None,
    }
}

/// Reads the people cases may borrow.
pub(crate) fn read_people(root: &Node, faults: &mut Faults) -> People {
    let mut made = People::default();
    let Value::List(items) = &root.value else {
        let fault =
            Fault::new(root.place, format!("a people file is a list, not {}", root.described()));
        faults.push(fault.help("start each person with `- id: ...`"));
        return made;
    };
    let mut places = BTreeMap::new();
    for node in items {
        if let Some(item) = Item::read(node, faults) {
            made.take(item, &mut places, faults);
        }
    }
    made
}

/// Marks the facts of a case that say nothing of it as verified.
pub(crate) fn mark_verified_in_case(case: &mut Node) {
    let Value::Map(pairs) = &mut case.value else { return };
    for (key, value) in pairs {
        match key.text() {
            Some("person") => mark_person(value),
            Some("people") => mark_verified(value),
            _ => {}
        }
    }
}

/// Marks the facts of a list of people that say nothing of it as verified.
pub(crate) fn mark_verified(people: &mut Node) {
    match &mut people.value {
        Value::List(items) => items.iter_mut().for_each(mark_person),
        _ => mark_person(people),
    }
}

fn mark_person(person: &mut Node) {
    let Value::Map(pairs) = &mut person.value else { return };
    for (key, value) in pairs {
        if key.text() == Some("facts") {
            match &mut value.value {
                Value::List(items) => items.iter_mut().for_each(mark_fact),
                _ => mark_fact(value),
            }
        }
    }
}

fn mark_fact(fact: &mut Node) {
    let place = fact.place;
    let Value::Map(pairs) = &mut fact.value else { return };
    if !pairs.iter().any(|(key, _)| key.text() == Some("verified")) {
        let word = |text: &str| Node {
            place,
            value: Value::Scalar { text: text.to_owned(), plain: true },
        };
        pairs.push((word("verified"), word("true")));
    }
}
