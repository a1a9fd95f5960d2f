//! Exact places: where in a file a part of an entry stands, found from the place of the entry's id.

use std::collections::BTreeMap;

use preceptor_record::file::{Node, Place, Value};

/// A step from a part of a file into it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step<'a> {
    /// To what stands under that key.
    Key(&'a str),
    /// To that key itself; the last step.
    Name(&'a str),
    /// To an entry of a list, counted from nought; one value may stand for a list of one.
    Nth(usize),
}

/// The place at the end of the steps from the mapping that `owner` is a value of, or that stands at `owner`; as far as
/// the steps lead, and `owner` itself where not even the first does.
pub(super) fn spot(roots: &BTreeMap<u32, Node>, owner: Place, steps: &[Step<'_>]) -> Place {
    let root = roots.get(&owner.source);
    let found = root.and_then(|it| {
        find(it, &|it| it.place == owner).or_else(|| find(it, &|it| is_value_of(it, owner)))
    });
    let Some(mut at) = found else { return owner };
    let mut reached = owner;
    for step in steps {
        let next = match (step, &at.value) {
            (Step::Key(key), _) => at.get(key),
            (Step::Name(key), Value::Map(pairs)) => {
                let found = pairs.iter().find(|(it, _)| it.text() == Some(key));
                return found.map_or(reached, |(it, _)| it.place);
            }
            (Step::Nth(n), Value::List(items)) => items.get(*n),
            (Step::Nth(0), _) => Some(at),
            _ => None,
        };
        let Some(next) = next else { break };
        at = next;
        reached = next.place;
    }
    reached
}

fn is_value_of(node: &Node, owner: Place) -> bool {
    matches!(&node.value, Value::Map(pairs) if pairs.iter().any(|(_, it)| it.place == owner))
}

/// The first mapping of which something is true.
fn find<'a>(node: &'a Node, wanted: &impl Fn(&Node) -> bool) -> Option<&'a Node> {
    match &node.value {
        Value::Null | Value::Scalar { .. } => None,
        Value::List(items) => items.iter().find_map(|it| find(it, wanted)),
        Value::Map(_) if wanted(node) => Some(node),
        Value::Map(pairs) => pairs.iter().find_map(|(_, it)| find(it, wanted)),
    }
}
