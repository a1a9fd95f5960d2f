//! The end of a search: every single duty, every exchange of two and everybody's row are tried until none helps.

use super::{Change, Task};
use crate::search::pace::{Pace, WHOLE};

impl Task<'_> {
    /// Makes every change that helps until there is none, or the pace is through.
    pub fn descend(&mut self, pace: &dyn Pace) {
        let mut is_done = false;
        while !is_done && !is_over(pace, self.work) {
            is_done = !(self.better_rows(pace) | self.better_singles(pace));
            is_done = is_done && !self.better_exchanges(pace);
        }
        self.keep_best();
    }

    /// Makes a change if the rota is better with it.
    fn make_if_better(&mut self, changes: &[Change]) -> bool {
        let before = self.filling.tally();
        if !self.filling.make(changes) {
            return false;
        }
        let is_better = self.filling.tally() < before;
        if !is_better {
            self.filling.take_back();
        }
        is_better
    }

    /// Everybody's row anew, given all others.
    pub fn better_rows(&mut self, pace: &dyn Pace) -> bool {
        let mut helped = false;
        for person in (0..).take(self.filling.ground().people.len()) {
            if is_over(pace, self.work) {
                break;
            }
            self.work += 1;
            let changes = self.best_row(person);
            helped |= !changes.is_empty() && self.make_if_better(&changes);
        }
        helped
    }

    /// One duty more, one less, one to somebody else.
    pub fn better_singles(&mut self, pace: &dyn Pace) -> bool {
        let mut helped = false;
        for duty in (0..).take(self.able.len()) {
            if is_over(pace, self.work) {
                break;
            }
            self.work += 1;
            let able = self.able.get(duty as usize).cloned().unwrap_or_default();
            for &to in &able {
                let put = Change { person: to, duty, on: true };
                if self.filling.on(duty).contains(&to) {
                    let leave = Change { on: false, ..put };
                    helped |= self.make_if_better(&[leave]);
                    continue;
                }
                helped |= self.make_if_better(&[put]);
                for from in self.filling.on(duty).to_vec() {
                    if from != to && !self.filling.on(duty).contains(&to) {
                        let leave = Change { person: from, duty, on: false };
                        helped |= self.make_if_better(&[leave, put]);
                    }
                }
            }
        }
        helped
    }

    /// Two people exchange a duty each.
    pub fn better_exchanges(&mut self, pace: &dyn Pace) -> bool {
        let mut helped = false;
        for a in (0..).take(self.filling.ground().people.len()) {
            for b in (0..).take(a as usize) {
                if is_over(pace, self.work) {
                    return helped;
                }
                self.work += 1;
                helped |= self.exchanges_of(a, b);
            }
        }
        helped
    }

    fn exchanges_of(&mut self, a: u32, b: u32) -> bool {
        let mut helped = false;
        let people = &self.filling.ground().people;
        let may = |person: u32, duty: u32| {
            people.get(person as usize).and_then(|it| it.may.get(duty as usize)) == Some(&true)
        };
        let hers: Vec<u32> = self.filling.free(a).filter(|it| may(b, *it)).collect();
        let his: Vec<u32> = self.filling.free(b).filter(|it| may(a, *it)).collect();
        for &first in &hers {
            for &second in &his {
                let there =
                    self.filling.on(first).contains(&a) && self.filling.on(second).contains(&b);
                let both =
                    self.filling.on(first).contains(&b) || self.filling.on(second).contains(&a);
                if !there || both {
                    continue;
                }
                helped |= self.make_if_better(&[
                    Change { person: a, duty: first, on: false },
                    Change { person: b, duty: second, on: false },
                    Change { person: a, duty: second, on: true },
                    Change { person: b, duty: first, on: true },
                ]);
            }
        }
        helped
    }
}

fn is_over(pace: &dyn Pace, work: u64) -> bool {
    pace.is_cancelled() || pace.progress(work) >= WHOLE
}
