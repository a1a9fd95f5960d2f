//! An organisation as it stands in a file.

use serde_json::{Value as Json, json};

use crate::file::{Faults, Node, Schemas, Shape, Value, Written, fact};
use crate::ids::Code;

fact! {
    /// An organisation people are employed by.
    pub struct Organisation {
        /// Its code.
        pub organisation: Code,
        /// Its name.
        pub name: Option<String>,
        /// What kind it is.
        pub kind: Option<Code>,
        /// The jurisdiction it lies in.
        pub jurisdiction: Option<Code>,
        /// Its sites.
        pub sites: Vec<Part>,
        /// Its units.
        pub units: Vec<Part>,
    }
}

impl Organisation {
    /// It as it stands in a people file.
    pub fn to_json(&self) -> Json {
        Written::to_json(self)
    }
}

/// A site or a unit: an id, or an id with a title.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Its id.
    pub id: Code,
    /// Its title, where one is given.
    pub title: Option<String>,
}

fact! {
    /// A site or a unit with a title.
    pub struct TitledPart {
        /// Its id.
        pub id: Code,
        /// Its title.
        pub title | name: Option<String>,
    }
}

impl Written for Part {
    fn write(&self, out: &mut String) {
        match &self.title {
            None => self.id.write(out),
            Some(_) => TitledPart { id: self.id.clone(), title: self.title.clone() }.write(out),
        }
    }
}

impl Shape for Part {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        match node.value {
            Value::Map(_) => {
                let it = TitledPart::read(node, faults)?;
                Some(Self { id: it.id, title: it.title })
            }
            _ => Code::read(node, faults).map(|id| Self { id, title: None }),
        }
    }
    fn schema(schemas: &mut Schemas) -> Json {
        let titled = TitledPart::schema(schemas);
        json!({ "anyOf": [{ "type": "string" }, titled] })
    }
}
