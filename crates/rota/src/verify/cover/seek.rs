//! Seeks a cover: who covers whom, so that as few as can be are left without, and nobody covers too many.
//!
//! An exact search over a small set. It takes those with the fewest choices first and remembers which states led
//! nowhere; supervisors who can do the same for the same people count as alike.

use std::collections::BTreeSet;

use preceptor_record::Code;

use crate::model::problem::{Demand, PersonIx};

/// One of those who need cover, and who could give it, numbers apart.
#[derive(Debug, Clone)]
pub struct Item<'a> {
    /// Who.
    pub person: PersonIx,
    /// Their role.
    pub role: Option<&'a Code>,
    /// What is asked.
    pub demands: Vec<&'a Demand>,
    /// Who could, by their place among the supervisors, best first.
    pub options: Vec<usize>,
}

/// A cover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    /// For each item its supervisor; nothing where none was left.
    pub of: Vec<Option<usize>>,
}

/// So many steps are taken before the search gives up and says so.
const MOST_STEPS: u32 = 100_000;

/// The cover that leaves fewest without; nothing where that was too much to find out.
pub fn seek(items: &[Item<'_>], caps: &[Option<i64>]) -> Option<Cover> {
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by_key(|it| items.get(*it).map_or(0, |it| it.options.len()));
    let mut seeking = Seeking {
        items,
        caps,
        order,
        sorts: Vec::new(),
        alike: Vec::new(),
        loads: vec![Vec::new(); caps.len()],
        of: vec![None; items.len()],
        dead: BTreeSet::new(),
        steps: 0,
    };
    // Most often the first who can is free for everybody; only where that fails is there anything to search.
    if seeking.place_first() {
        return Some(Cover { of: seeking.of });
    }
    seeking.sorts = sorts(items);
    seeking.alike = alike(items, caps);
    for n_without in 0..=items.len() {
        seeking.dead.clear();
        if seeking.place(0, n_without) {
            return Some(Cover { of: seeking.of });
        }
        if seeking.steps > MOST_STEPS {
            return None;
        }
    }
    None
}

/// Whether a supervisor may cover all these at once.
pub fn may_cover(items: &[&Item<'_>], cap: Option<i64>) -> bool {
    let people: BTreeSet<PersonIx> = items.iter().map(|it| it.person).collect();
    let n = i64::try_from(people.len()).unwrap_or(i64::MAX);
    if cap.is_some_and(|it| n > it) {
        return false;
    }
    items.iter().all(|item| {
        item.demands.iter().all(|demand| match demand.covers_at_most {
            None => true,
            // Whoever covers one person alone covers nobody else, whether they count or not.
            Some(1) => n <= 1,
            Some(most) => {
                let counts = |other: &&&Item<'_>| {
                    let role = other.role;
                    other.person == item.person
                        || demand.counting.is_empty()
                        || role.is_some_and(|it| demand.counting.contains(it))
                };
                let counted: BTreeSet<PersonIx> =
                    items.iter().filter(counts).map(|it| it.person).collect();
                i64::try_from(counted.len()).unwrap_or(i64::MAX) <= most
            }
        })
    })
}

/// For each supervisor which sort she is, and the sorts of those she covers.
type Loads = Vec<(usize, Vec<usize>)>;

struct Seeking<'a> {
    items: &'a [Item<'a>],
    caps: &'a [Option<i64>],
    order: Vec<usize>,
    /// For each item a number that those who count alike share.
    sorts: Vec<usize>,
    /// For each supervisor a number that those who can do the same share.
    alike: Vec<usize>,
    loads: Vec<Vec<usize>>,
    of: Vec<Option<usize>>,
    /// States from which no cover was found.
    dead: BTreeSet<(usize, usize, Loads)>,
    steps: u32,
}

impl Seeking<'_> {
    /// Gives each item the first who is free; takes all back where one is left without.
    fn place_first(&mut self) -> bool {
        for at in 0..self.order.len() {
            let Some((number, item)) =
                self.order.get(at).and_then(|it| Some((*it, self.items.get(*it)?)))
            else {
                continue;
            };
            let Some(option) = item.options.iter().copied().find(|it| self.fits(*it, number))
            else {
                self.loads.iter_mut().for_each(Vec::clear);
                self.of.fill(None);
                return false;
            };
            self.put(option, number);
        }
        true
    }

    /// Places the items from `at` on, leaving at most `n_without` without.
    fn place(&mut self, at: usize, n_without: usize) -> bool {
        let Some(number) = self.order.get(at).copied() else { return true };
        self.steps += 1;
        if self.steps > MOST_STEPS {
            return false;
        }
        let state = (at, n_without, self.state());
        if self.dead.contains(&state) {
            return false;
        }
        let options = self.items.get(number).map(|it| it.options.clone()).unwrap_or_default();
        for option in options {
            if !self.fits(option, number) {
                continue;
            }
            self.put(option, number);
            if self.place(at + 1, n_without) {
                return true;
            }
            self.take(option, number);
        }
        if n_without > 0 && self.place(at + 1, n_without - 1) {
            return true;
        }
        self.dead.insert(state);
        false
    }

    fn fits(&self, option: usize, number: usize) -> bool {
        let load = self.loads.get(option).into_iter().flatten().chain(std::iter::once(&number));
        let items: Vec<&Item<'_>> = load.filter_map(|it| self.items.get(*it)).collect();
        may_cover(&items, self.caps.get(option).copied().flatten())
    }

    fn put(&mut self, option: usize, number: usize) {
        if let (Some(load), Some(of)) = (self.loads.get_mut(option), self.of.get_mut(number)) {
            load.push(number);
            *of = Some(option);
        }
    }

    fn take(&mut self, option: usize, number: usize) {
        if let (Some(load), Some(of)) = (self.loads.get_mut(option), self.of.get_mut(number)) {
            load.pop();
            *of = None;
        }
    }

    /// What the loads come to: which supervisor has them does not matter among those who are alike.
    fn state(&self) -> Loads {
        let mut made: Loads = Vec::with_capacity(self.loads.len());
        for (load, alike) in self.loads.iter().zip(&self.alike) {
            let mut sorts: Vec<usize> =
                load.iter().filter_map(|it| self.sorts.get(*it)).copied().collect();
            sorts.sort_unstable();
            made.push((*alike, sorts));
        }
        made.sort_unstable();
        made
    }
}

/// Numbers the items so that those who count alike share one. A person with two demands is counted once, so the person
/// is part of it where somebody stands in two items.
fn sorts(items: &[Item<'_>]) -> Vec<usize> {
    let twice = |it: &Item<'_>| items.iter().filter(|other| other.person == it.person).count() > 1;
    let mut known: Vec<&Item<'_>> = Vec::new();
    items
        .iter()
        .map(|it| {
            let same = |other: &&Item<'_>| {
                other.role == it.role
                    && other.demands == it.demands
                    && (other.person == it.person || !(twice(it) || twice(other)))
            };
            known.iter().position(same).unwrap_or_else(|| {
                known.push(it);
                known.len() - 1
            })
        })
        .collect()
}

/// Numbers the supervisors so that those who can cover the same people, and as many, share one.
fn alike(items: &[Item<'_>], caps: &[Option<i64>]) -> Vec<usize> {
    let mut known: Vec<(Vec<usize>, Option<i64>)> = Vec::new();
    caps.iter()
        .enumerate()
        .map(|(number, cap)| {
            let coverable = items.iter().enumerate().filter(|(_, it)| it.options.contains(&number));
            let key = (coverable.map(|(index, _)| index).collect::<Vec<_>>(), *cap);
            known.iter().position(|it| *it == key).unwrap_or_else(|| {
                known.push(key);
                known.len() - 1
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use preceptor_limits::Class;
    use preceptor_record::Closeness;
    use proptest::prelude::*;

    use super::*;

    /// How many are left without at least, found by trying everything.
    fn fewest(items: &[Item<'_>], caps: &[Option<i64>], of: &mut Vec<Option<usize>>) -> usize {
        let Some(item) = items.get(of.len()) else {
            let is_sound = caps.iter().enumerate().all(|(number, cap)| {
                let hers = items.iter().zip(&*of).filter(|it| *it.1 == Some(number)).map(|it| it.0);
                may_cover(&hers.collect::<Vec<_>>(), *cap)
            });
            return if is_sound { of.iter().filter(|it| it.is_none()).count() } else { usize::MAX };
        };
        let mut best = usize::MAX;
        for option in item.options.iter().map(|it| Some(*it)).chain([None]) {
            of.push(option);
            best = best.min(fewest(items, caps, of));
            of.pop();
        }
        best
    }

    proptest! {
        /// The search leaves as few without as trying everything does, and its cover is sound.
        #[test]
        fn it_finds_what_trying_everything_finds(
            given in prop::collection::vec((0..3_i64, any::<bool>(), prop::collection::btree_set(0..3_usize, 0..4)), 0..6),
            caps in prop::collection::vec(prop::option::of(0..3_i64), 3),
        ) {
            let roles = [Code::new("a"), Code::new("b")];
            let demands: Vec<Demand> = given.iter().map(|it| Demand {
                level: Closeness::Available,
                attend_within: None,
                by: None,
                covers_at_most: (it.0 > 0).then_some(it.0),
                counting: vec![roles[0].clone()],
                named: false,
                class: Class::Firm,
                source: serde_json::Value::Null,
            }).collect();
            let items: Vec<Item<'_>> = given.iter().zip(&demands).zip(0..).map(|((it, demand), number)| Item {
                person: PersonIx(number),
                role: Some(&roles[usize::from(it.1)]),
                demands: vec![demand],
                options: it.2.iter().copied().collect(),
            }).collect();
            let found = seek(&items, &caps).unwrap();
            let without = found.of.iter().filter(|it| it.is_none()).count();
            prop_assert_eq!(without, fewest(&items, &caps, &mut Vec::new()));
            for (number, cap) in caps.iter().enumerate() {
                let hers = items.iter().zip(&found.of).filter(|it| *it.1 == Some(number)).map(|it| it.0);
                prop_assert!(may_cover(&hers.collect::<Vec<_>>(), *cap));
            }
        }
    }
}
