//! Reading files people write.
//!
//! Text becomes a tree of [`Node`]s that know their place; a [`Shape`] is built from a node and says everything
//! that is wrong with it, so that an author sees every fault of a file at once. The same declaration gives the
//! JSON Schema. Nothing here opens a file: it is handed text.

mod fault;
mod node;
mod shape;
mod words;

pub use fault::{Fault, Faults, Place, Source, Sources};
pub use node::{Limits, Node, Value, parse_json_line, parse_yaml};
pub use shape::{At, Fields, Schemas, Shape, bare, expected, one_of_keys, scalar_schema};
pub use words::nearest;
