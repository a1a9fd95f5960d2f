//! Reading what can be read of a file: one bad entry must not hide the others, nor make every reference to them look
//! wrong.
//!
//! The first reading finds all faults. The entries that hold one are then left out and the rest is read again. The
//! ids of what was left out are kept, since what refers to them is not to blame.

use std::collections::BTreeSet;

use preceptor_record::Code;
use preceptor_record::file::{Faults, Node, Place, Shape, Value};

/// Leaving out may bring to light what stood behind; after so many rounds the file is given up.
const ROUNDS: usize = 4;

/// Reads `root`, without the entries that are at fault if need be. `root` becomes what was read and `broken` gains the
/// ids of what was left out.
pub(crate) fn read_what_can_be<T: Shape>(
    root: &mut Node,
    faults: &mut Faults,
    broken: &mut BTreeSet<Code>,
) -> Option<T> {
    let mut found = Faults::default();
    let mut made = T::read(root, &mut found);
    let mut bad = places_of(&found);
    // Only the first reading speaks: a later one would blame what was left out for being missing.
    faults.append(found);
    for _ in 0..ROUNDS {
        if made.is_some() || !leave_out(root, &bad, broken) {
            break;
        }
        let mut again = Faults::default();
        made = T::read(root, &mut again);
        bad = places_of(&again);
    }
    if made.is_none() {
        keep_ids(root, broken);
    }
    made
}

/// The places of faults that spoil something.
pub(crate) fn places_of(faults: &Faults) -> BTreeSet<Place> {
    faults.list().iter().filter(|it| it.is_error()).filter_map(|it| it.place).collect()
}

/// Whether a fault lies in that part. Asks each node, since an alias carries the place of what it names.
pub(crate) fn holds(node: &Node, bad: &BTreeSet<Place>) -> bool {
    bad.contains(&node.place)
        || match &node.value {
            Value::Null | Value::Scalar { .. } => false,
            Value::List(items) => items.iter().any(|it| holds(it, bad)),
            Value::Map(pairs) => {
                pairs.iter().any(|(key, value)| bad.contains(&key.place) || holds(value, bad))
            }
        }
}

/// Keeps every `id` written in that part.
pub(crate) fn keep_ids(node: &Node, broken: &mut BTreeSet<Code>) {
    match &node.value {
        Value::Null | Value::Scalar { .. } => {}
        Value::List(items) => items.iter().for_each(|it| keep_ids(it, broken)),
        Value::Map(pairs) => {
            for (key, value) in pairs {
                match (key.text(), value.text()) {
                    (Some("id"), Some(id)) => {
                        broken.insert(Code::new(id));
                    }
                    // A citation refers to a source and makes none.
                    (Some("source"), _) => {}
                    _ => keep_ids(value, broken),
                }
            }
        }
    }
}

/// Leaves out the smallest entries that are at fault; whether there were any.
fn leave_out(root: &mut Node, bad: &BTreeSet<Place>, broken: &mut BTreeSet<Code>) -> bool {
    match &mut root.value {
        Value::Null | Value::Scalar { .. } => false,
        Value::List(items) => thin(items, true, bad, broken),
        Value::Map(pairs) => {
            let mut any = false;
            for (_, value) in pairs.iter_mut() {
                if let Value::List(items) = &mut value.value {
                    any |= thin(items, true, bad, broken);
                }
            }
            let before = pairs.len();
            pairs.retain(|(key, value)| !bad.contains(&key.place) && !holds(value, bad));
            any || pairs.len() < before
        }
    }
}

/// Leaves out entries of a list: those with an id of their own and, at the top of a file (`any_entry`), the others.
/// An entry inside a rule is never left out alone, since the rule would then say something else.
fn thin(
    items: &mut Vec<Node>,
    any_entry: bool,
    bad: &BTreeSet<Place>,
    broken: &mut BTreeSet<Code>,
) -> bool {
    let mut left_out = false;
    items.retain_mut(|item| {
        if !holds(item, bad) {
            return true;
        }
        if let Value::Map(pairs) = &mut item.value {
            for (key, value) in pairs.iter_mut() {
                // A citation has an `id` too, but a rule without one of its sources is not the rule that was written.
                if key.text() == Some("source") {
                    continue;
                }
                if let Value::List(inner) = &mut value.value {
                    left_out |= thin(inner, false, bad, broken);
                }
            }
        }
        if !holds(item, bad) {
            return true;
        }
        if any_entry || item.get("id").is_some() {
            keep_ids(item, broken);
            left_out = true;
            return false;
        }
        true
    });
    left_out
}
