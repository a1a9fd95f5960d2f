//! Reading files people write, and writing them.
//!
//! Text becomes a tree of [`Node`]s that know their place; a [`Shape`] is built from a node and says everything
//! that is wrong with it, so that an author sees every fault of a file at once. The same declaration gives the
//! JSON Schema. Nothing here opens a file: it is handed text.

mod fault;
mod fields;
mod json;
mod macros;
mod node;
mod scrap;
mod shape;
mod source;
mod words;
mod written;
mod yaml;

pub use fault::{Fault, Faults};
pub use fields::{Fields, bare};
pub use json::parse_json;
pub(crate) use json::parse_json_from;
pub use node::{Limits, Node, Value};
pub(crate) use scrap::Scrap;
pub(crate) use shape::shortened;
pub use shape::{At, Schemas, Shape, expected, one_of_keys, scalar_schema};
pub use source::{Place, Source, Sources};
pub use words::nearest;
pub use written::Written;
pub(crate) use written::{Mapping, fact, write_bare, write_list, write_plain};
pub use yaml::parse_yaml;
