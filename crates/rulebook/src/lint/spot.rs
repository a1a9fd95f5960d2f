//! Exact places: where in a file a part of an entry stands, found from the place of the entry's id.

use std::cell::OnceCell;
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

/// The trees of the files, each with its mappings by place once somebody asks.
pub(super) struct Spots<'a>(BTreeMap<u32, (&'a Node, OnceCell<Mappings<'a>>)>);

#[derive(Default)]
struct Mappings<'a> {
    by_place: BTreeMap<Place, &'a Node>,
    by_value: BTreeMap<Place, &'a Node>,
}

impl<'a> Spots<'a> {
    /// Over these trees, by number of source.
    pub fn new(roots: &'a BTreeMap<u32, Node>) -> Self {
        Self(roots.iter().map(|(source, root)| (*source, (root, OnceCell::new()))).collect())
    }

    /// The place of the only file, or of the first.
    pub fn whole(&self) -> Option<Place> {
        self.0.values().next().map(|(root, _)| root.place)
    }

    /// The place at the end of the steps from the mapping that stands at `owner`, or that `owner` is a value of; as far
    /// as the steps lead, and `owner` itself where not even the first does.
    pub fn find(&self, owner: Place, steps: &[Step<'_>]) -> Place {
        let Some((root, mappings)) = self.0.get(&owner.source) else { return owner };
        let mappings = mappings.get_or_init(|| Mappings::of(root));
        let found = mappings.by_place.get(&owner).or_else(|| mappings.by_value.get(&owner));
        let Some(mut at) = found.copied() else { return owner };
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
}

impl<'a> Mappings<'a> {
    fn of(root: &'a Node) -> Self {
        let mut made = Self::default();
        let mut ahead = vec![root];
        while let Some(node) = ahead.pop() {
            match &node.value {
                Value::Null | Value::Scalar { .. } => {}
                Value::List(items) => ahead.extend(items.iter().rev()),
                Value::Map(pairs) => {
                    // What an alias repeats has the place of what it names: the first is that.
                    made.by_place.entry(node.place).or_insert(node);
                    for (_, value) in pairs {
                        made.by_value.entry(value.place).or_insert(node);
                    }
                    ahead.extend(pairs.iter().rev().map(|(_, value)| value));
                }
            }
        }
        made
    }
}
