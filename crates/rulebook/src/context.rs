//! What a question states about the patient and the place, and what a rule wants of it.

use preceptor_record::file::{Faults, Node, Schemas, Shape, Value, expected};
use preceptor_record::shape;
use serde_json::{Value as Json, json};

/// A value stated for a context key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ContextValue {
    /// A number.
    Number(i64),
    /// A word.
    Word(String),
}

impl ContextValue {
    /// The value of that text: a number where it is one.
    pub fn parse(text: &str) -> Self {
        text.parse().map_or_else(|_| Self::Word(text.to_owned()), Self::Number)
    }
}

impl std::fmt::Display for ContextValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(it) => it.fmt(f),
            Self::Word(it) => f.pad(it),
        }
    }
}

impl Shape for ContextValue {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        match node.text() {
            // A bare yes or no is a word here, and so are true and false.
            Some("true") => Some(Self::Word("yes".to_owned())),
            Some("false") => Some(Self::Word("no".to_owned())),
            Some(text) => Some(Self::parse(text)),
            None => {
                faults.push(expected(node, "a value"));
                None
            }
        }
    }
    fn schema(_: &mut Schemas) -> Json {
        json!({ "type": ["string", "number", "boolean"] })
    }
}

/// What a rule wants of a context key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ContextSpec {
    /// One of these.
    Values(Vec<ContextValue>),
    /// A number between these, both included.
    Range {
        /// The least.
        from: Option<i64>,
        /// The most.
        to: Option<i64>,
    },
    /// None of these.
    Not(Vec<ContextValue>),
    /// Stated, whatever it is.
    Stated,
}

impl ContextSpec {
    /// Whether a stated value is what the rule wants.
    pub fn admits(&self, value: &ContextValue) -> bool {
        match self {
            Self::Values(list) => list.contains(value),
            Self::Not(list) => !list.contains(value),
            Self::Stated => true,
            Self::Range { from, to } => match value {
                ContextValue::Number(it) => {
                    from.is_none_or(|f| f <= *it) && to.is_none_or(|t| *it <= t)
                }
                ContextValue::Word(_) => false,
            },
        }
    }
}

shape! {
    /// The written forms of a context rule that are mappings.
    pub struct WrittenSpec {
        /// The least.
        pub from: Option<i64>,
        /// The most.
        pub to: Option<i64>,
        /// None of these.
        pub not: Vec<ContextValue>,
        /// Stated, whatever it is.
        pub stated: Option<bool>,
    }
}

impl Shape for ContextSpec {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        if !matches!(node.value, Value::Map(_)) {
            return Vec::<ContextValue>::read(node, faults).map(Self::Values);
        }
        let it = WrittenSpec::read(node, faults)?;
        let ranged = it.from.is_some() || it.to.is_some();
        match (ranged, it.not.is_empty(), it.stated) {
            (true, true, None) if it.from.zip(it.to).is_none_or(|(from, to)| from <= to) => {
                Some(Self::Range { from: it.from, to: it.to })
            }
            (false, false, None) => Some(Self::Not(it.not)),
            (false, true, Some(true)) => Some(Self::Stated),
            _ => {
                faults.push(expected(
                    node,
                    "values, `{from, to}`, `{not: [...]}` or `{stated: true}`",
                ));
                None
            }
        }
    }
    fn schema(schemas: &mut Schemas) -> Json {
        let written = WrittenSpec::schema(schemas);
        let values = Vec::<ContextValue>::schema(schemas);
        json!({ "anyOf": [values, written] })
    }
}
