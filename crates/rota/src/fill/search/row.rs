//! One person's row anew, given everybody else's: the duties that are open to them are taken or left in order of time,
//! and of the rows so far a few of the cheapest are carried on.

#![expect(clippy::indexing_slicing, reason = "people and duties are numbered by `Ground`")]

use std::collections::BTreeSet;

use super::{Change, Task};
use crate::fill::judge::Desk;

/// Rows carried on.
const CARRIED: usize = 24;

/// A row so far: what it weighs, and what was taken.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Begun {
    weight: i64,
    taken: Vec<u32>,
}

impl Task<'_> {
    /// The changes from somebody's row to the best one found; none where that is what they have.
    pub fn best_row(&mut self, person: u32) -> Vec<Change> {
        let ground = self.filling.ground();
        let who = &ground.people[person as usize];
        let own: BTreeSet<u32> = self.filling.free(person).collect();
        let is_open = |it: &u32| own.contains(it) || self.filling.missing(*it).0 > 0;
        let open: Vec<u32> = who.open.iter().copied().filter(is_open).collect();
        if open.len() == own.len() {
            return Vec::new();
        }
        let mut desk = Desk::default();
        let mut row: Vec<u32> = Vec::new();
        let mut read = |taken: &[u32]| {
            row.clear();
            row.extend_from_slice(&who.stays);
            row.extend_from_slice(taken);
            row.sort_by_key(|it| {
                let piece = &ground.pieces[*it as usize];
                (piece.stretch, piece.duty)
            });
            desk.read(ground, person as usize, &row, true)
        };
        let Some(nothing) = read(&[]) else { return Vec::new() };
        let mut all = vec![(nothing.points, Begun { weight: 0, taken: Vec::new() })];
        for duty in open {
            let want = self.filling.missing(duty).0;
            let freed = i64::from(own.contains(&duty));
            let gain = if self.is_needed(duty, freed) {
                self.unfilled
            } else if want + freed > 0 {
                ground.problem.weights.wanted
            } else {
                0
            };
            let stretch = ground.pieces[duty as usize].stretch;
            let mut next = Vec::with_capacity(all.len() * 2);
            for (points, begun) in all {
                let last = begun.taken.last().map(|it| ground.pieces[*it as usize].stretch.until);
                if last.is_none_or(|it| it <= stretch.from) {
                    let mut taken = begun.taken.clone();
                    taken.push(duty);
                    if let Some(found) = read(&taken) {
                        let weight = begun.weight - gain + found.points - points;
                        next.push((found.points, Begun { weight, taken }));
                    }
                }
                next.push((points, begun));
            }
            next.sort_by(|a, b| a.1.cmp(&b.1));
            next.truncate(CARRIED);
            all = next;
        }
        let Some((_, best)) = all.into_iter().next() else { return Vec::new() };
        let best: BTreeSet<u32> = best.taken.into_iter().collect();
        let off = own.difference(&best).map(|it| Change { person, duty: *it, on: false });
        let on = best.difference(&own).map(|it| Change { person, duty: *it, on: true });
        off.chain(on).collect()
    }

    /// Whether a duty without this person has fewer than it needs.
    fn is_needed(&self, duty: u32, freed: i64) -> bool {
        let ground = self.filling.ground();
        let stays = ground.standing[duty as usize].unwrap_or(0);
        let n = stays + i64::try_from(self.filling.on(duty).len()).unwrap_or(0) - freed;
        n < ground.duty(duty).need
    }
}
