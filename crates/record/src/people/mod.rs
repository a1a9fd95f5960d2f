//! People files: a list in YAML or JSON, or one JSON object a line.
//!
//! [`PeopleFile`] reads either from anything that can be read and rewound, and holds of a file of lines only those
//! people whom others lean on. [`People`] is what a whole file holds.

mod error;
mod fuzz;
mod index;
mod lines;
mod loading;
mod reader;
mod skim;
mod text;
mod whole;

use std::collections::BTreeMap;

use crate::file::{
    At, Fault, Faults, Limits, Node, Place, Scrap, Shape, Value, Written, expected, parse_json,
    parse_json_from, parse_yaml,
};
use crate::ids::{Code, PersonId};
use crate::person::{Organisation, Person, WrittenPerson};

pub use error::{Faulty, ReadError};
pub use fuzz::fuzz_people;
pub use reader::{Each, EachLine, PeopleFile, PersonLine};

/// The people and organisations of a file. One that is not in the file is known by its code alone.
#[derive(Debug, Clone, Default)]
pub struct People {
    /// By id; ids differ by the case of their letters.
    pub people: BTreeMap<PersonId, Person>,
    /// By code.
    pub organisations: BTreeMap<Code, Organisation>,
}

/// One entry of a people file.
#[derive(Debug, Clone)]
pub enum Item {
    /// A person and where their id stands.
    Person(Box<Person>, Place),
    /// An organisation.
    Organisation(Organisation),
}

impl Item {
    /// Reads an entry: an organisation if it has the key `organisation`, else a person.
    pub fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        if !matches!(node.value, Value::Map(_)) {
            let fault = expected(node, "a person or an organisation");
            faults.push(fault.help("such as `{id: p-017, facts: [...]}` or `{organisation: X99}`"));
            return None;
        }
        if node.get("organisation").is_some() {
            return Organisation::read(node, faults).map(Self::Organisation);
        }
        let written = WrittenPerson::read(node, faults)?;
        let At { place, .. } = written.id;
        Some(Self::Person(Box::new(written.into()), place))
    }

    /// It as it stands in a people file.
    pub fn to_json(&self) -> serde_json::Value {
        Written::to_json(self)
    }

    /// Writes it as one line of a people file, the end of the line apart: as [`Item::to_json`], only quicker.
    pub fn write_line(&self, out: &mut String) {
        self.write(out);
    }
}

impl Written for Item {
    fn write(&self, out: &mut String) {
        match self {
            Self::Person(it, _) => it.write(out),
            Self::Organisation(it) => it.write(out),
        }
    }
}

impl People {
    /// Reads a whole file in YAML or JSON.
    pub fn from_yaml(text: &str, source: u32, faults: &mut Faults) -> Self {
        match parse_yaml(text, source, Limits::default(), faults) {
            Some(root) => Self::from_list(&root, faults).0,
            None => Self::default(),
        }
    }

    /// Reads a whole file in JSON.
    pub fn from_json(text: &str, source: u32, faults: &mut Faults) -> Self {
        match parse_json(text, source, Limits::default()) {
            Ok(root) => Self::from_list(&root, faults).0,
            Err(fault) => {
                faults.push(*fault);
                Self::default()
            }
        }
    }

    /// Reads the list a whole file is; also the ids in the order written.
    fn from_list(root: &Node, faults: &mut Faults) -> (Self, Vec<PersonId>) {
        let (mut made, mut order, mut places) = (Self::default(), Vec::new(), BTreeMap::new());
        let mut organisations: BTreeMap<Code, Place> = BTreeMap::new();
        let Value::List(items) = &root.value else {
            let fault = Fault::new(
                root.place,
                format!("a people file is a list, not {}", root.described()),
            );
            faults.push(fault.help("start each person with `- id: ...`"));
            return (made, order);
        };
        for node in items {
            match Item::read(node, faults) {
                Some(Item::Organisation(it)) => {
                    let place = node.get("organisation").map_or(node.place, |it| it.place);
                    if let Some(first) = organisations.insert(it.organisation.clone(), place) {
                        faults.push(twice(
                            "organisations have the code",
                            it.organisation.as_str(),
                            first,
                            place,
                        ));
                    }
                    made.organisations.insert(it.organisation.clone(), it);
                }
                Some(Item::Person(person, place)) => {
                    order.push(person.id.clone());
                    made.take(Item::Person(person, place), &mut places, faults);
                }
                None => {}
            }
        }
        (made, order)
    }

    /// Reads one line of a file with one JSON object a line.
    pub fn read_line(line: &str, source: u32, faults: &mut Faults) -> Option<Item> {
        Self::read_line_from(&mut Scrap::default(), line, source, faults)
    }

    /// The same, out of what is left of lines read before.
    fn read_line_from(
        scrap: &mut Scrap,
        line: &str,
        source: u32,
        faults: &mut Faults,
    ) -> Option<Item> {
        match parse_json_from(scrap, line, source, Limits::default()) {
            Ok(node) => {
                let item = Item::read(&node, faults);
                scrap.take(node);
                item
            }
            Err(fault) => {
                faults.push(*fault);
                None
            }
        }
    }

    /// Takes an entry in; two people with one id are a fault.
    pub fn take(
        &mut self,
        item: Item,
        places: &mut BTreeMap<PersonId, Place>,
        faults: &mut Faults,
    ) {
        match item {
            Item::Organisation(it) => {
                self.organisations.insert(it.organisation.clone(), it);
            }
            Item::Person(person, place) => {
                if let Some(first) = places.insert(person.id.clone(), place) {
                    faults.push(twice("people have the id", person.id.as_str(), first, place));
                    return;
                }
                self.people.insert(person.id.clone(), *person);
            }
        }
    }
}

/// The fault of two entries with one id.
fn twice(what: &str, id: &str, first: Place, second: Place) -> Fault {
    Fault::new(second, format!("two {what} `{id}`"))
        .label("and again here")
        .beside(first, "first given here")
        .help("give one of them another, or put what is known into one entry")
}

#[cfg(test)]
mod tests;
