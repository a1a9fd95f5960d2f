//! A file as a tree: each node with its place, and how large the tree may grow.

use std::fmt;

use super::{Fault, Place};

/// How large a tree may grow. Aliases count as often as they are used, so a small file cannot become a large tree.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Nodes in all; a long text counts as several.
    pub nodes: usize,
    /// How deep they may nest.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { nodes: 4_000_000, depth: 48 }
    }
}

/// So many bytes of text weigh as much as a node.
const BYTES_A_NODE: usize = 64;

/// What a scalar of so many bytes counts against [`Limits::nodes`].
pub(super) fn weight_of(n_bytes: usize) -> usize {
    1 + n_bytes / BYTES_A_NODE
}

/// The fault of a file that goes beyond [`Limits::nodes`].
pub(super) fn too_large(place: Place, limits: Limits) -> Fault {
    Fault::new(place, format!("the file grows beyond {} values", limits.nodes)).help(
        "split it, write aliases out less often, or use one JSON object a line (.jsonl) for many people",
    )
}

/// The fault of a file that goes beyond [`Limits::depth`].
pub(super) fn too_deep(place: Place, limits: Limits) -> Fault {
    Fault::new(place, format!("this is nested more than {} deep", limits.depth))
}

/// What a node holds.
#[derive(Clone, PartialEq)]
pub enum Value {
    /// Nothing was written.
    Null,
    /// A word, a number, a date or a text; `plain` where it stood without quotes.
    Scalar {
        /// What was written, without the quotes.
        text: String,
        /// Whether it stood without quotes, so that it may be a number or a yes or no.
        plain: bool,
    },
    /// Several nodes.
    List(Vec<Node>),
    /// Keys, each a scalar node, with their nodes, in the order written.
    Map(Vec<(Node, Node)>),
}

/// What kind of value it is and how much of it there is: the text itself may be somebody's name.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("nothing"),
            Self::Scalar { text, .. } => write!(f, "a text of {} bytes", text.len()),
            Self::List(items) => f.debug_list().entries(items).finish(),
            Self::Map(pairs) => {
                f.debug_map().entries(pairs.iter().map(|(k, v)| (k.text(), v))).finish()
            }
        }
    }
}

/// A part of a file and where it stands.
#[derive(Clone, PartialEq)]
pub struct Node {
    /// Where.
    pub place: Place,
    /// What.
    pub value: Value,
}

impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl Node {
    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// What a key of a mapping leads to.
    pub fn get(&self, key: &str) -> Option<&Node> {
        match &self.value {
            Value::Map(pairs) => {
                pairs.iter().find(|(it, _)| it.text() == Some(key)).map(|(_, it)| it)
            }
            _ => None,
        }
    }

    /// The values of a list; one value may stand without brackets.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::Null => &[],
            Value::List(items) => items,
            Value::Scalar { .. } | Value::Map(_) => std::slice::from_ref(self),
        }
    }

    /// What it is, in an author's words.
    pub fn described(&self) -> &'static str {
        match &self.value {
            Value::Null => "nothing",
            Value::Scalar { .. } => "a single value",
            Value::List(_) => "a list",
            Value::Map(_) => "a mapping",
        }
    }

    /// What it counts against [`Limits::nodes`], and how deep it nests.
    pub(super) fn measure(&self) -> (usize, usize) {
        let within = |parts: &mut dyn Iterator<Item = &Node>| {
            let both = |a: (usize, usize), b: (usize, usize)| (a.0 + b.0, a.1.max(b.1));
            let (weight, depth) = parts.map(Node::measure).fold((0, 0), both);
            (weight + 1, depth + 1)
        };
        match &self.value {
            Value::Null => (1, 0),
            Value::Scalar { text, .. } => (weight_of(text.len()), 0),
            Value::List(items) => within(&mut items.iter()),
            Value::Map(pairs) => within(&mut pairs.iter().flat_map(|(key, value)| [key, value])),
        }
    }
}
