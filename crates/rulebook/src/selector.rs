//! Selectors: some ids, the members of a group, or any.

use preceptor_record::Code;
use preceptor_record::file::{At, Faults, Node, Schemas, Shape};
use serde_json::Value as Json;

/// One entry of a selector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selector {
    /// Every one.
    Any,
    /// The members of a group.
    Group(Code),
    /// That one.
    One(Code),
}

/// Which roles or activities something is about; each entry with its place.
pub type Selectors = Vec<At<Selector>>;

impl Shape for Selector {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let code = Code::read(node, faults)?;
        Some(match code.as_str() {
            "any" => Self::Any,
            text => match text.strip_prefix("group:") {
                Some(group) => Self::Group(Code::new(group)),
                None => Self::One(code),
            },
        })
    }
    fn schema(schemas: &mut Schemas) -> Json {
        Code::schema(schemas)
    }
}
