//! Shapes: what reads a node, finds what is wrong with it, and describes itself as JSON Schema.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::{Fault, Faults, Node, Place, Value};

/// Something that can be read from a node.
pub trait Shape: Sized {
    /// Builds it, or says to `faults` all that is wrong.
    fn read(node: &Node, faults: &mut Faults) -> Option<Self>;

    /// Builds it from a mapping it shares with another shape: of the keys only those that are `mine`.
    fn read_shared(node: &Node, mine: &dyn Fn(&str) -> bool, faults: &mut Faults) -> Option<Self> {
        let _ = mine;
        Self::read(node, faults)
    }

    /// What a key that was left out stands for, where it may be left out.
    fn absent() -> Option<Self> {
        None
    }

    /// Its JSON Schema; named shapes add themselves to `schemas` and answer with a reference.
    fn schema(schemas: &mut Schemas) -> Json;
}

/// The named schemas met on the way.
#[derive(Debug, Default)]
pub struct Schemas(pub BTreeMap<String, Json>);

impl Schemas {
    /// A reference to the schema of that name, made by `make` the first time it is met.
    pub fn named(&mut self, name: &str, make: impl FnOnce(&mut Self) -> Json) -> Json {
        if !self.0.contains_key(name) {
            self.0.insert(name.to_owned(), Json::Null);
            let schema = make(self);
            self.0.insert(name.to_owned(), schema);
        }
        json!({ "$ref": format!("#/$defs/{name}") })
    }

    /// The whole schema document of a shape.
    pub fn document<T: Shape>(title: &str) -> Json {
        let mut schemas = Self::default();
        let root = T::schema(&mut schemas);
        let mut document =
            json!({ "$schema": "https://json-schema.org/draft/2020-12/schema", "title": title });
        if let (Json::Object(document), Json::Object(root)) = (&mut document, root) {
            document.extend(root);
            document.insert("$defs".to_owned(), json!(schemas.0));
        }
        document
    }
}

/// The schema of a scalar that is more than a text.
pub fn scalar_schema(description: &str, pattern: &str) -> Json {
    json!({ "type": "string", "description": description, "pattern": pattern })
}

/// The schema of a mapping that has one of several keys for the same thing.
pub fn one_of_keys(names: &[&str]) -> Json {
    let options: Vec<Json> = names.iter().map(|it| json!({ "required": [it] })).collect();
    json!({ "oneOf": options })
}

/// The fault of a node that is not what was expected there.
pub fn expected(node: &Node, what: &str) -> Fault {
    let found = match node.text() {
        Some(text) => format!("`{}`", shortened(text)),
        None => node.described().to_owned(),
    };
    Fault::new(node.place, format!("expected {what}, found {found}"))
}

pub(crate) fn shortened(text: &str) -> String {
    if text.chars().count() <= 60 {
        return text.to_owned();
    }
    let start: String = text.chars().take(57).collect();
    format!("{start}...")
}

/// A value together with its place, for faults that can only be found later.
#[derive(Debug, Clone)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    pub place: Place,
}

impl<T: PartialEq> PartialEq for At<T> {
    /// Two values are the same wherever they stand.
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T> std::ops::Deref for At<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: Shape> Shape for At<T> {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        Some(Self { value: T::read(node, faults)?, place: node.place })
    }
    fn schema(schemas: &mut Schemas) -> Json {
        T::schema(schemas)
    }
}

impl<T: Shape> Shape for Option<T> {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        match node.value {
            Value::Null => Some(None),
            _ => T::read(node, faults).map(Some),
        }
    }
    fn absent() -> Option<Self> {
        Some(None)
    }
    fn schema(schemas: &mut Schemas) -> Json {
        T::schema(schemas)
    }
}

impl<T: Shape> Shape for Box<T> {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        T::read(node, faults).map(Box::new)
    }
    fn schema(schemas: &mut Schemas) -> Json {
        T::schema(schemas)
    }
}

/// A list; one value may stand without brackets.
impl<T: Shape> Shape for Vec<T> {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let items = node.items();
        let mut made = Vec::with_capacity(items.len());
        for item in items {
            made.extend(T::read(item, faults));
        }
        (made.len() == items.len()).then_some(made)
    }
    fn absent() -> Option<Self> {
        Some(Vec::new())
    }
    fn schema(schemas: &mut Schemas) -> Json {
        let item = T::schema(schemas);
        json!({ "anyOf": [item, { "type": "array", "items": item }] })
    }
}

impl<K: Shape + Ord, T: Shape> Shape for BTreeMap<K, T> {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let Value::Map(pairs) = &node.value else {
            if node.value == Value::Null {
                return Some(Self::new());
            }
            faults.push(expected(node, "a mapping"));
            return None;
        };
        let mut made = Self::new();
        let mut whole = true;
        for (key, value) in pairs {
            match (K::read(key, faults), T::read(value, faults)) {
                (Some(k), Some(v)) => {
                    if made.insert(k, v).is_some() {
                        let name = key.text().unwrap_or_default();
                        faults.push(Fault::new(key.place, format!("`{name}` is given twice")));
                        whole = false;
                    }
                }
                _ => whole = false,
            }
        }
        whole.then_some(made)
    }
    fn absent() -> Option<Self> {
        Some(Self::new())
    }
    fn schema(schemas: &mut Schemas) -> Json {
        let value = T::schema(schemas);
        json!({ "type": "object", "additionalProperties": value })
    }
}

/// The longest text taken into a field; a longer one is a mistake.
const LONGEST_TEXT: usize = 20_000;

impl Shape for String {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        match node.text() {
            Some(text) if text.len() > LONGEST_TEXT => {
                let message = format!("this text is longer than {LONGEST_TEXT} bytes");
                faults.push(Fault::new(node.place, message).help("keep it in a file of evidence"));
                None
            }
            Some(text) if text.contains('\0') => {
                faults.push(
                    Fault::new(node.place, "this text holds a NUL character").help("take it out"),
                );
                None
            }
            Some(text) => Some(text.to_owned()),
            None => {
                faults.push(expected(node, "a text"));
                None
            }
        }
    }
    fn schema(_: &mut Schemas) -> Json {
        json!({ "type": ["string", "number"] })
    }
}

impl Shape for Arc<str> {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        String::read(node, faults).map(Into::into)
    }
    fn schema(schemas: &mut Schemas) -> Json {
        String::schema(schemas)
    }
}

impl Shape for bool {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        match node.text() {
            Some("true") => Some(true),
            Some("false") => Some(false),
            _ => {
                faults.push(expected(node, "`true` or `false`"));
                None
            }
        }
    }
    fn schema(_: &mut Schemas) -> Json {
        json!({ "type": "boolean" })
    }
}

macro_rules! numbers {
    ($($ty:ty, $what:literal, $json:literal);* $(;)?) => { $(
        impl Shape for $ty {
            fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
                let number = node.text().and_then(|it| it.parse::<$ty>().ok());
                if number.is_none() {
                    faults.push(expected(node, $what));
                }
                number
            }
            fn schema(_: &mut Schemas) -> Json {
                json!({ "type": $json })
            }
        }
    )* };
}

numbers! {
    u8, "a whole number from 0 to 255", "integer";
    u32, "a whole number of 0 or more", "integer";
    i64, "a whole number", "integer";
}
