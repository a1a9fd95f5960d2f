//! People files: a list in YAML or JSON, or one JSON object a line.

use std::collections::BTreeMap;

use crate::file::{At, Fault, Faults, Limits, Node, Place, Shape, Value, parse_json_line, parse_yaml};
use crate::ids::{Code, PersonId};
use crate::person::{Organisation, Person, WrittenPerson};

/// The people and organisations of a file.
#[derive(Debug, Clone, Default)]
pub struct People {
    /// By id.
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
        if node.get("organisation").is_some() {
            return Organisation::read(node, faults).map(Self::Organisation);
        }
        let written = WrittenPerson::read(node, faults)?;
        let At { place, .. } = written.id;
        Some(Self::Person(Box::new(written.into()), place))
    }
}

impl People {
    /// Reads a whole file in YAML or JSON.
    pub fn from_yaml(text: &str, source: u32, faults: &mut Faults) -> Self {
        let mut made = Self::default();
        let Some(root) = parse_yaml(text, source, Limits::default(), faults) else { return made };
        let Value::List(items) = &root.value else {
            let fault = Fault::new(root.place, format!("a people file is a list, not {}", root.described()));
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

    /// Reads one line of a file with one JSON object a line.
    pub fn read_line(line: &str, source: u32, faults: &mut Faults) -> Option<Item> {
        if let Some(node) = parse_json_line(line, source) {
            let mut quick = Faults::default();
            if let Some(item) = Item::read(&node, &mut quick) {
                return Some(item);
            }
        }
        // Something is wrong with it: the slower reader knows the column.
        let node = parse_yaml(line, source, Limits::default(), faults)?;
        Item::read(&node, faults)
    }

    /// Takes an entry in; two people with one id are a fault.
    pub fn take(&mut self, item: Item, places: &mut BTreeMap<PersonId, Place>, faults: &mut Faults) {
        match item {
            Item::Organisation(it) => {
                self.organisations.insert(it.organisation.clone(), it);
            }
            Item::Person(person, place) => {
                if let Some(first) = places.insert(person.id.clone(), place) {
                    let fault = Fault::new(place, format!("two people have the id `{}`", person.id));
                    faults.push(fault.label("and again here").beside(first, "first given here").help("give one of them another id"));
                    return;
                }
                self.people.insert(person.id.clone(), *person);
            }
        }
    }
}
