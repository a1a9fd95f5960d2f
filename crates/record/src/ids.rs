//! Ids: what things are called.

use std::fmt;
use std::sync::Arc;

use serde_json::{Value as Json, json};

use crate::file::{Fault, Faults, Node, Schemas, Shape, Written, expected};

/// The longest id taken.
const LONGEST: usize = 200;

macro_rules! ids {
    ($($(#[doc = $doc:literal])* $name:ident, $what:literal, $allowed:expr;)*) => { $(
        $(#[doc = $doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The id of that text, which is taken as it is.
            pub fn new(text: impl Into<Arc<str>>) -> Self {
                Self(text.into())
            }
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", &self.0)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                &*self.0 == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                &*self.0 == *other
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::new(text)
            }
        }

        impl Written for $name {
            fn write(&self, out: &mut String) {
                self.as_str().write(out);
            }
        }

        impl Shape for $name {
            fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
                let allowed: fn(char) -> bool = $allowed;
                match node.text() {
                    Some(text) if text.is_empty() || text.len() > LONGEST || !text.chars().all(allowed) => {
                        faults.push(expected(node, $what).help("letters, digits, `-`, `.`, `_`, `:` and `/`"));
                        None
                    }
                    Some(text) => Some(Self::new(text)),
                    None => {
                        faults.push(expected(node, $what));
                        None
                    }
                }
            }
            fn schema(_: &mut Schemas) -> Json {
                json!({ "type": ["string", "number"], "minLength": 1, "maxLength": LONGEST })
            }
        }
    )* };
}

fn in_id(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '.' | '_' | ':' | '/' | '+' | '@')
}

ids! {
    /// An entry of the vocabulary, a role, an activity, a set, a provision, an organisation: kebab-case words.
    Code, "an id", in_id;
    /// A person.
    PersonId, "the id of a person", in_id;
    /// A fact of a record.
    FactId, "the id of a fact", in_id;
}

/// Says that a reference leads nowhere, with what was probably meant.
pub fn unknown_reference<'a>(
    what: &str,
    id: &str,
    place: crate::file::Place,
    known: impl IntoIterator<Item = &'a str>,
) -> Fault {
    let fault = Fault::new(place, format!("unknown {what} `{id}`"));
    match crate::file::nearest(id, known) {
        Some(near) => fault.help(format!("did you mean `{near}`?")),
        None => fault,
    }
}
