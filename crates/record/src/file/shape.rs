//! Shapes: declarations that read a node, find what is wrong with it, and describe themselves as JSON Schema.
//!
//! [`shape!`](crate::shape) declares a mapping with closed keys, [`words!`](crate::words) a closed list of words,
//! [`choice!`](crate::choice) a mapping with exactly one key out of several. One declaration is the type, the
//! reader and the schema, so the three cannot drift apart.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::{Fault, Faults, Node, Place, Value, nearest};

/// Something that can be read from a node.
pub trait Shape: Sized {
    /// Builds it, or says to `faults` all that is wrong.
    fn read(node: &Node, faults: &mut Faults) -> Option<Self>;

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
            let made = make(self);
            self.0.insert(name.to_owned(), made);
        }
        json!({ "$ref": format!("#/$defs/{name}") })
    }

    /// The whole schema document of a shape.
    pub fn document<T: Shape>(title: &str) -> Json {
        let mut schemas = Self::default();
        let root = T::schema(&mut schemas);
        let mut document = json!({ "$schema": "https://json-schema.org/draft/2020-12/schema", "title": title });
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

fn shortened(text: &str) -> String {
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
        match &node.value {
            Value::Null => Some(Vec::new()),
            Value::List(items) => {
                let read: Vec<Option<T>> = items.iter().map(|it| T::read(it, faults)).collect();
                read.into_iter().collect()
            }
            _ => T::read(node, faults).map(|it| vec![it]),
        }
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

/// The name of a field as it is written, without the mark that lets it be a word of the language.
pub const fn bare(name: &'static str) -> &'static str {
    match name.as_bytes() {
        [b'r', b'#', ..] => name.split_at(2).1,
        _ => name,
    }
}

/// The fields of a mapping, taken out one by one.
pub struct Fields<'a> {
    place: Place,
    pairs: Vec<(&'a Node, &'a Node)>,
    sound: bool,
}

impl<'a> Fields<'a> {
    /// Opens a mapping whose keys must be among `known`; says what else it holds and what it holds twice.
    pub fn open(node: &'a Node, what: &str, known: &[&str], faults: &mut Faults) -> Option<Self> {
        let Value::Map(pairs) = &node.value else {
            faults.push(expected(node, &format!("a mapping ({what})")));
            return None;
        };
        let mut opened = Self { place: node.place, pairs: Vec::new(), sound: true };
        for (key, value) in pairs {
            let name = key.text().unwrap_or_default();
            if let Some((first, _)) = opened.pairs.iter().find(|(it, _)| it.text() == Some(name)) {
                let fault = Fault::new(key.place, format!("`{name}` is given twice"));
                faults.push(fault.label("and again here").beside(first.place, "first given here"));
                opened.sound = false;
            } else if known.contains(&name) {
                opened.pairs.push((key, value));
            } else {
                faults.push(unknown_key(key, name, known));
                opened.sound = false;
            }
        }
        Some(opened)
    }

    /// Reads the field of that name; one that is missing is a fault unless it may be left out.
    pub fn take<T: Shape>(&mut self, names: &[&str], faults: &mut Faults) -> Option<T> {
        let found = self.pairs.iter().find(|(it, _)| names.iter().any(|name| it.text() == Some(name)));
        match found {
            Some((_, value)) => T::read(value, faults),
            None => {
                let absent = T::absent();
                if absent.is_none() {
                    let name = names.first().copied().unwrap_or_default();
                    faults.push(
                        Fault::new(self.place, format!("`{name}` is missing"))
                            .help(format!("add `{name}: ...`")),
                    );
                }
                absent
            }
        }
    }

    /// Reads the field of that name, or takes `otherwise` where it was left out.
    pub fn take_or<T: Shape>(&mut self, names: &[&str], otherwise: T, faults: &mut Faults) -> Option<T> {
        let found = self.pairs.iter().find(|(it, _)| names.iter().any(|name| it.text() == Some(name)));
        match found {
            Some((_, value)) if value.value != Value::Null => T::read(value, faults),
            _ => Some(otherwise),
        }
    }

    /// Whether every key was known and given once.
    pub fn sound(&self) -> bool {
        self.sound
    }
}

fn unknown_key(key: &Node, name: &str, known: &[&str]) -> Fault {
    let fault = Fault::new(key.place, format!("unknown key `{}`", shortened(name)));
    match nearest(name, known.iter().copied()) {
        Some(near) => fault.help(format!("did you mean `{near}`?")),
        None => fault.help(format!("the keys here are {}", known.join(", "))),
    }
}

/// Declares a mapping with closed keys: the type, its reader and its schema.
///
/// A field whose type may be absent ([`Option`], [`Vec`], maps) may be left out, as may one with a default after `=`.
/// `| name` gives a second key that is read as the field.
#[macro_export]
macro_rules! shape {
    ($(#[doc = $doc:literal])* pub struct $name:ident {
        $($(#[doc = $fdoc:literal])* pub $field:ident $(| $alias:ident)* : $ty:ty $(= $default:expr)?),* $(,)?
    }) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name { $($(#[doc = $fdoc])* pub $field: $ty,)* }

        impl $name {
            /// The keys it may be written with.
            pub const KEYS: &'static [&'static str] =
                &[$($crate::file::bare(stringify!($field)), $(stringify!($alias),)*)*];
        }

        impl $crate::file::Shape for $name {
            fn read(node: &$crate::file::Node, faults: &mut $crate::file::Faults) -> Option<Self> {
                let mut fields = $crate::file::Fields::open(node, stringify!($name), Self::KEYS, faults)?;
                $(let $field: Option<$ty> =
                    $crate::shape!(@take fields, faults, [$crate::file::bare(stringify!($field)) $(, stringify!($alias))*], $ty $(, $default)?);)*
                let made = Self { $($field: $field?,)* };
                fields.sound().then_some(made)
            }
            fn schema(schemas: &mut $crate::file::Schemas) -> ::serde_json::Value {
                schemas.named(stringify!($name), |schemas| {
                    let mut properties = ::serde_json::Map::new();
                    let mut required: Vec<&str> = Vec::new();
                    let mut either: Vec<::serde_json::Value> = Vec::new();
                    $(
                        let mut field = <$ty as $crate::file::Shape>::schema(schemas);
                        let text = [$($fdoc.trim()),*].join(" ");
                        if let ::serde_json::Value::Object(it) = &mut field {
                            it.insert("description".to_owned(), text.into());
                        }
                        let names = [$crate::file::bare(stringify!($field)) $(, stringify!($alias))*];
                        for name in names {
                            properties.insert(name.to_owned(), field.clone());
                        }
                        if $crate::shape!(@required $ty $(, $default)?) {
                            match names.as_slice() {
                                [only] => required.push(only),
                                several => either.push($crate::file::one_of_keys(several)),
                            }
                        }
                    )*
                    let about = [$($doc.trim()),*].join(" ");
                    let mut made = ::serde_json::json!({
                        "type": "object",
                        "description": about,
                        "properties": properties,
                        "required": required,
                        "additionalProperties": false,
                    });
                    if let (false, ::serde_json::Value::Object(it)) = (either.is_empty(), &mut made) {
                        it.insert("allOf".to_owned(), either.into());
                    }
                    made
                })
            }
        }
    };
    (@take $fields:ident, $faults:ident, $names:expr, $ty:ty) => { $fields.take::<$ty>(&$names, $faults) };
    (@take $fields:ident, $faults:ident, $names:expr, $ty:ty, $default:expr) => {
        $fields.take_or::<$ty>(&$names, $default, $faults)
    };
    (@required $ty:ty) => { <$ty as $crate::file::Shape>::absent().is_none() };
    (@required $ty:ty, $default:expr) => { false };
}

/// Declares a closed list of words: the type, its reader and its schema.
#[macro_export]
macro_rules! words {
    ($(#[doc = $doc:literal])* pub enum $name:ident {
        $($(#[doc = $vdoc:literal])* $variant:ident = $word:literal),* $(,)?
    }) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[doc = $vdoc])* $variant,)* }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
            /// The word it is written with.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
            /// The value written with that word.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl $crate::file::Shape for $name {
            fn read(node: &$crate::file::Node, faults: &mut $crate::file::Faults) -> Option<Self> {
                let found = node.text().and_then(Self::from_word);
                if found.is_none() {
                    let words = [$($word),*];
                    let fault = $crate::file::expected(node, &format!("one of {}", words.join(", ")));
                    let near = node.text().and_then(|it| $crate::file::nearest(it, words));
                    faults.push(match near {
                        Some(near) => fault.help(format!("did you mean `{near}`?")),
                        None => fault,
                    });
                }
                found
            }
            fn schema(_: &mut $crate::file::Schemas) -> ::serde_json::Value {
                ::serde_json::json!({ "enum": [$($word),*] })
            }
        }
    };
}

/// Declares a mapping with exactly one key out of several: the type, its reader and its schema.
#[macro_export]
macro_rules! choice {
    ($(#[doc = $doc:literal])* pub enum $name:ident {
        $($(#[doc = $vdoc:literal])* $variant:ident($ty:ty) = $word:literal),* $(,)?
    }) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub enum $name { $($(#[doc = $vdoc])* $variant($ty),)* }

        impl $name {
            /// The keys it may be written with.
            pub const KEYS: &'static [&'static str] = &[$($word),*];
            /// The key it is written with.
            pub fn key(&self) -> &'static str {
                match self { $(Self::$variant(_) => $word,)* }
            }
            /// Reads what stands under one of its keys.
            pub fn read_as(
                key: &str,
                node: &$crate::file::Node,
                faults: &mut $crate::file::Faults,
            ) -> Option<Self> {
                match key {
                    $($word => <$ty as $crate::file::Shape>::read(node, faults).map(Self::$variant),)*
                    _ => None,
                }
            }
        }

        impl $crate::file::Shape for $name {
            fn read(node: &$crate::file::Node, faults: &mut $crate::file::Faults) -> Option<Self> {
                let fields = $crate::file::Fields::open(node, stringify!($name), Self::KEYS, faults)?;
                let (key, value) = fields.only(faults)?;
                Self::read_as(key, value, faults)
            }
            fn schema(schemas: &mut $crate::file::Schemas) -> ::serde_json::Value {
                schemas.named(stringify!($name), |schemas| {
                    let options = [$({
                        let inner = <$ty as $crate::file::Shape>::schema(schemas);
                        ::serde_json::json!({
                            "type": "object",
                            "description": concat!($($vdoc),*),
                            "properties": { $word: inner },
                            "required": [$word],
                            "additionalProperties": false,
                        })
                    }),*];
                    ::serde_json::json!({ "oneOf": options })
                })
            }
        }
    };
}

impl<'a> Fields<'a> {
    /// The one field of a mapping that must have exactly one.
    pub fn only(&self, faults: &mut Faults) -> Option<(&'a str, &'a Node)> {
        if !self.sound {
            return None;
        }
        match self.pairs.as_slice() {
            [(key, value)] => Some((key.text()?, value)),
            [] => {
                faults.push(Fault::new(self.place, "this says nothing").help("write one key"));
                None
            }
            [_, (second, _), ..] => {
                let name = second.text().unwrap_or_default();
                let fault = Fault::new(second.place, format!("`{name}` stands beside another key"));
                faults.push(fault.help("one key here; join several with `all:` and a list"));
                None
            }
        }
    }
}
