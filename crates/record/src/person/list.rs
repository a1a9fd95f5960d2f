//! The facts of one person together: each with an id of its own, and all references leading somewhere.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::Fact;
use super::fact::Draft;
use crate::facts::Body;
use crate::file::{Fault, Faults, Node, Place, Schemas, Shape};
use crate::ids::FactId;

/// The facts of one person, each with an id of its own.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts(pub Vec<Fact>);

/// The id of a fact that was given none: its number in the list, counted from one.
pub(super) fn id_at(index: usize) -> FactId {
    FactId::new(format!("f-{}", index + 1))
}

/// Whether that is the id a fact has by its place in the list.
pub(super) fn is_id_at(id: &FactId, index: usize) -> bool {
    let number = id.as_str().strip_prefix("f-").filter(|it| !it.starts_with(['0', '+']));
    number.and_then(|it| it.parse().ok()) == Some(index + 1)
}

impl Shape for Facts {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let mut list = List::default();
        let mut made = Vec::with_capacity(node.items().len());
        for (index, item) in node.items().iter().enumerate() {
            let Some(Draft { mut entry, body, place }) = Draft::read(item, faults) else {
                list.whole = false;
                continue;
            };
            let id = entry.id.take().unwrap_or_else(|| id_at(index));
            list.name(&id, made.len(), place, faults);
            made.push(Fact { id, entry, body });
        }
        // A reference may lead to a fact that could not be read.
        if !list.whole {
            return None;
        }
        if made.iter().any(|it| it.refers_to().next().is_some()) {
            list.check_references(&made, faults);
        }
        list.whole.then_some(Self(made))
    }
    fn absent() -> Option<Self> {
        Some(Self::default())
    }
    fn schema(schemas: &mut Schemas) -> Json {
        let fact = Draft::schema(schemas);
        json!({ "type": "array", "items": fact })
    }
}

impl Fact {
    /// The other facts it names: the one it corrects, the one it checks or takes back.
    pub fn refers_to(&self) -> impl Iterator<Item = &FactId> {
        let of = match &self.body {
            Body::Verification(it) => Some(&it.of),
            Body::Withdrawal(it) => Some(&it.of),
            _ => None,
        };
        self.entry.supersedes.as_ref().into_iter().chain(of)
    }
}

struct List {
    indexes: BTreeMap<FactId, usize>,
    places: Vec<Place>,
    whole: bool,
}

impl Default for List {
    fn default() -> Self {
        Self { indexes: BTreeMap::new(), places: Vec::new(), whole: true }
    }
}

impl List {
    fn name(&mut self, id: &FactId, index: usize, place: Place, faults: &mut Faults) {
        self.places.push(place);
        if let Some(first) = self.indexes.insert(id.clone(), index) {
            let fault = Fault::new(place, format!("two facts have the id `{id}`"));
            faults
                .push(fault.label("and again here").beside(self.place(first), "first given here"));
            self.whole = false;
        }
    }

    fn place(&self, index: usize) -> Place {
        self.places.get(index).copied().unwrap_or_default()
    }

    fn fault(&mut self, index: usize, message: String) -> Fault {
        self.whole = false;
        Fault::new(self.place(index), message)
    }

    fn check_references(&mut self, facts: &[Fact], faults: &mut Faults) {
        let mut corrected: BTreeMap<&FactId, usize> = BTreeMap::new();
        let mut links = Vec::new();
        for (index, fact) in facts.iter().enumerate() {
            for to in fact.refers_to() {
                if let Some(target) = self.indexes.get(to) {
                    links.push((index, *target));
                } else {
                    let message =
                        format!("`{}` refers to `{to}`, which is no fact of this person", fact.id);
                    faults.push(self.fault(index, message));
                }
            }
            let Some(to) = &fact.entry.supersedes else { continue };
            if let Some(first) = corrected.insert(to, index) {
                let fault = self.fault(index, format!("`{to}` is corrected twice"));
                let fault =
                    fault.label("and again here").beside(self.place(first), "first corrected here");
                faults.push(fault.help("a correction supersedes the newest entry of its line"));
            }
        }
        if let Some(fact) =
            in_a_circle(facts.len(), &links).and_then(|it| facts.get(it).map(|fact| (it, fact)))
        {
            let message = format!("`{}` refers back to itself", fact.1.id);
            let fault = self.fault(fact.0, message);
            faults.push(fault.help("a fact corrects, checks or takes back an earlier one"));
        }
    }
}

/// The first fact of a circle of references, where there is one.
fn in_a_circle(n_facts: usize, links: &[(usize, usize)]) -> Option<usize> {
    let mut n_targets = vec![0_usize; n_facts];
    let mut sources: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (from, to) in links {
        *n_targets.get_mut(*from)? += 1;
        sources.entry(*to).or_default().push(*from);
    }
    // What refers to nothing is in no circle; without it, nor is what refers to it alone; and so on.
    let mut clear: Vec<usize> = (0..n_facts).filter(|it| n_targets.get(*it) == Some(&0)).collect();
    while let Some(done) = clear.pop() {
        for from in sources.get(&done).into_iter().flatten() {
            let left = n_targets.get_mut(*from)?;
            *left -= 1;
            if *left == 0 {
                clear.push(*from);
            }
        }
    }
    // Whatever remains leads into a circle: after as many steps as there are facts one stands in it.
    let remains = |it: usize| n_targets.get(it).is_some_and(|left| *left > 0);
    let next: BTreeMap<usize, usize> =
        links.iter().copied().filter(|(from, to)| remains(*from) && remains(*to)).collect();
    let mut at = *next.keys().next()?;
    for _ in 0..n_facts {
        at = *next.get(&at)?;
    }
    // Once round, for the first of them.
    let mut first = at;
    for _ in 0..n_facts {
        at = *next.get(&at)?;
        first = first.min(at);
    }
    Some(first)
}
