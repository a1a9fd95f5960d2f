//! The fields of a mapping whose keys are closed.

use super::shape::shortened;
use super::{Fault, Faults, Node, Place, Shape, Value, expected, nearest};

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
    /// Opens a mapping whose keys must be among `known`; says what else it holds and what it holds twice. `what` is
    /// what an author would call it, and may be empty.
    pub fn open(node: &'a Node, what: &str, known: &[&str], faults: &mut Faults) -> Option<Self> {
        Self::open_shared(node, what, known, &|_| true, faults)
    }

    /// The same of a mapping that is shared with another shape: keys that are not `mine` are passed over.
    pub fn open_shared(
        node: &'a Node,
        what: &str,
        known: &[&str],
        mine: &dyn Fn(&str) -> bool,
        faults: &mut Faults,
    ) -> Option<Self> {
        let Value::Map(pairs) = &node.value else {
            let what = if what.is_empty() {
                "a mapping".to_owned()
            } else {
                format!("a mapping ({what})")
            };
            faults.push(
                expected(node, &what).help(format!("the keys here are {}", known.join(", "))),
            );
            return None;
        };
        let mut opened =
            Self { place: node.place, pairs: Vec::with_capacity(pairs.len()), sound: true };
        for (key, value) in pairs {
            let name = key.text().unwrap_or_default();
            if !mine(name) {
                continue;
            }
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
        if let Some(value) = self.find(names, faults) {
            return T::read(value, faults);
        }
        let absent = T::absent();
        if absent.is_none() {
            let name = names.first().copied().unwrap_or_default();
            let fault = Fault::new(self.place, format!("`{name}` is missing"));
            faults.push(fault.help(format!("add `{name}: ...`")));
        }
        absent
    }

    /// Reads the field of that name, or takes `otherwise` where it was left out.
    pub fn take_or<T: Shape>(
        &mut self,
        names: &[&str],
        otherwise: T,
        faults: &mut Faults,
    ) -> Option<T> {
        match self.find(names, faults) {
            Some(value) if value.value != Value::Null => T::read(value, faults),
            _ => Some(otherwise),
        }
    }

    /// What stands under one of several names for the same field; two of them are a fault.
    fn find(&mut self, names: &[&str], faults: &mut Faults) -> Option<&'a Node> {
        let mut found =
            self.pairs.iter().filter(|(it, _)| names.iter().any(|name| it.text() == Some(name)));
        let (first, value) = found.next()?;
        if let Some((second, _)) = found.next() {
            let (one, other) =
                (first.text().unwrap_or_default(), second.text().unwrap_or_default());
            let fault = Fault::new(second.place, format!("`{other}` says the same as `{one}`"));
            faults.push(fault.beside(first.place, "which stands here").help("keep one of them"));
            self.sound = false;
        }
        Some(value)
    }

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
