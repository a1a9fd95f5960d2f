//! Who covers whom in one stretch: the first who is free for everybody, and where that fails a search over the few who
//! are there.

#![expect(
    clippy::indexing_slicing,
    reason = "inner loop: options are numbers of those whose caps are given"
)]

use preceptor_record::Code;

use crate::model::problem::Demand;

/// Somebody who needs cover, and who could give it, numbers apart.
#[derive(Debug)]
pub struct Item<'g> {
    /// Who.
    pub person: u32,
    /// Their role.
    pub role: Option<&'g Code>,
    /// What is asked.
    pub demands: Vec<&'g Demand>,
    /// Who could.
    pub options: Vec<u16>,
}

/// So many steps are taken before somebody counts as left without.
const MOST_STEPS: u32 = 5_000;

/// How many are left without at least, as far as so many steps tell.
pub fn left_without(items: &[Item<'_>], caps: &[Option<i64>]) -> u32 {
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by_key(|it| items[*it].options.len());
    let mut matching =
        Matching { items, caps, order, loads: vec![Vec::new(); caps.len()], steps: 0 };
    if matching.first_free() {
        return 0;
    }
    for n in 0..items.len() {
        matching.loads.iter_mut().for_each(Vec::clear);
        matching.steps = 0;
        if matching.place(0, n) {
            return u32::try_from(n).unwrap_or(u32::MAX);
        }
    }
    u32::try_from(items.len()).unwrap_or(u32::MAX)
}

struct Matching<'a, 'g> {
    items: &'a [Item<'g>],
    caps: &'a [Option<i64>],
    /// The items, those with the fewest options first.
    order: Vec<usize>,
    /// For each supervisor those she covers.
    loads: Vec<Vec<usize>>,
    steps: u32,
}

impl Matching<'_, '_> {
    fn first_free(&mut self) -> bool {
        for at in 0..self.order.len() {
            let number = self.order[at];
            let free = self.items[number].options.iter().find(|it| self.fits(**it, number));
            let Some(&free) = free else { return false };
            self.loads[usize::from(free)].push(number);
        }
        true
    }

    fn place(&mut self, at: usize, n_without: usize) -> bool {
        let Some(&number) = self.order.get(at) else { return true };
        self.steps += 1;
        if self.steps > MOST_STEPS {
            return false;
        }
        for &option in &self.items[number].options {
            if self.fits(option, number) {
                self.loads[usize::from(option)].push(number);
                if self.place(at + 1, n_without) {
                    return true;
                }
                self.loads[usize::from(option)].pop();
            }
        }
        n_without > 0 && self.place(at + 1, n_without - 1)
    }

    /// Whether a supervisor may cover one more.
    fn fits(&self, option: u16, number: usize) -> bool {
        let load = &self.loads[usize::from(option)];
        let added = &self.items[number];
        let all = || load.iter().map(|it| &self.items[*it]).chain(std::iter::once(added));
        if load.is_empty() {
            return self.caps[usize::from(option)].is_none_or(|it| it >= 1)
                && added.demands.iter().all(|it| it.covers_at_most.is_none_or(|most| most >= 1));
        }
        let n = distinct(all().map(|it| it.person));
        if self.caps[usize::from(option)].is_some_and(|it| n > it) {
            return false;
        }
        all().all(|item| {
            item.demands.iter().all(|demand| match demand.covers_at_most {
                None => true,
                // Whoever covers one person alone covers nobody else, whether they count or not.
                Some(1) => n <= 1,
                Some(most) => {
                    let counts = |other: &&Item<'_>| {
                        other.person == item.person
                            || demand.counting.is_empty()
                            || other.role.is_some_and(|it| demand.counting.contains(it))
                    };
                    n <= most || distinct(all().filter(counts).map(|it| it.person)) <= most
                }
            })
        })
    }
}

/// How many different people there are; a load is a handful.
fn distinct(people: impl Iterator<Item = u32>) -> i64 {
    let mut all: Vec<u32> = people.collect();
    all.sort_unstable();
    all.dedup();
    i64::try_from(all.len()).unwrap_or(i64::MAX)
}
