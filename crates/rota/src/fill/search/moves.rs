//! The changes that are tried: one duty to somebody else, two exchanged, the same few days of two people exchanged, a
//! place filled by whoever can make room for it.

#![expect(
    clippy::indexing_slicing,
    reason = "inner loop: people and duties are numbered by `Ground`"
)]

use super::{Change, Task};

/// Minutes before and after a duty in which another is in its way.
const ROOM: i64 = 12 * 60;
/// The longest block of days that is exchanged.
const LONGEST: usize = 9;

const DAY: i64 = 24 * 60;

impl Task<'_> {
    /// Thinks of a change; nothing where it came to nothing.
    pub(super) fn propose(&mut self, into: &mut Vec<Change>) {
        into.clear();
        match self.chance.below(16) {
            0..4 => self.hand_over(into),
            4..8 => self.exchange(into),
            8..11 => self.exchange_days(into),
            11..15 => self.fill_one(into),
            _ => self.leave_one(into),
        }
    }

    /// Any duty in somebody's row that may be changed.
    fn any_of(&mut self, person: u32) -> Option<u32> {
        let row = self.filling.row(person);
        if row.is_empty() {
            return None;
        }
        let n = self.filling.ground().problem.duties.len();
        let at = self.chance.below(row.len());
        let found = self.filling.row(person)[at];
        ((found as usize) < n).then_some(found)
    }

    fn anybody(&mut self) -> u32 {
        let n = self.filling.ground().people.len();
        u32::try_from(self.chance.below(n)).unwrap_or(0)
    }

    /// Somebody who may do a duty.
    fn anybody_for(&mut self, duty: u32) -> Option<u32> {
        let n = self.able[duty as usize].len();
        if n == 0 {
            return None;
        }
        let at = self.chance.below(n);
        Some(self.able[duty as usize][at])
    }

    /// One duty to somebody else, who makes room for it: what is in its way goes the other way where it can.
    fn hand_over(&mut self, into: &mut Vec<Change>) {
        let from = self.anybody();
        let Some(duty) = self.any_of(from) else { return };
        let Some(to) = self.anybody_for(duty).filter(|it| *it != from) else { return };
        if self.filling.on(duty).contains(&to) {
            return;
        }
        into.push(Change { person: from, duty, on: false });
        into.push(Change { person: to, duty, on: true });
        self.make_room(to, duty, Some(from), into);
    }

    /// What is in the way of a duty goes to somebody else, or is left.
    fn make_room(&mut self, person: u32, duty: u32, to: Option<u32>, into: &mut Vec<Change>) {
        let ground = self.filling.ground();
        let stretch = ground.duty(duty).stretch;
        let near = |it: &u32| {
            let other = ground.duty(*it).stretch;
            other.from < stretch.until + ROOM && stretch.from - ROOM < other.until
        };
        for other in self.filling.free(person).filter(|it| *it != duty).filter(near) {
            into.push(Change { person, duty: other, on: false });
            let takes = to.filter(|it| {
                ground.people[*it as usize].may[other as usize]
                    && !self.filling.on(other).contains(it)
            });
            into.extend(takes.map(|person| Change { person, duty: other, on: true }));
        }
    }

    /// Two people exchange one duty each.
    fn exchange(&mut self, into: &mut Vec<Change>) {
        let a = self.anybody();
        let Some(first) = self.any_of(a) else { return };
        let Some(b) = self.anybody_for(first).filter(|it| *it != a) else { return };
        let Some(second) = self.any_of(b) else { return };
        let people = &self.filling.ground().people;
        if first == second || !people[a as usize].may[second as usize] {
            return;
        }
        into.extend([
            Change { person: a, duty: first, on: false },
            Change { person: b, duty: second, on: false },
            Change { person: a, duty: second, on: true },
            Change { person: b, duty: first, on: true },
        ]);
    }

    /// Two people exchange the same few days.
    fn exchange_days(&mut self, into: &mut Vec<Change>) {
        let a = self.anybody();
        let Some(first) = self.any_of(a) else { return };
        let Some(b) = self.anybody_for(first).filter(|it| *it != a) else { return };
        let days = i64::try_from(1 + self.chance.below(LONGEST)).unwrap_or(1);
        let before = i64::try_from(self.chance.below(LONGEST)).unwrap_or(0) % days;
        let ground = self.filling.ground();
        let begins =
            ground.problem.clock.whole(ground.pieces[first as usize].day).from - before * DAY;
        let ours = |it: &u32| {
            let from = ground.duty(*it).stretch.from;
            begins <= from && from < begins + days * DAY
        };
        for (person, other) in [(a, b), (b, a)] {
            for duty in self.filling.free(person).filter(ours) {
                // What both do, or only one of them may, stays.
                let may = ground.people[other as usize].may[duty as usize];
                if may && !self.filling.on(duty).contains(&other) {
                    into.push(Change { person, duty, on: false });
                    into.push(Change { person: other, duty, on: true });
                }
            }
        }
    }

    /// A place that is not filled, by somebody who makes room for it.
    fn fill_one(&mut self, into: &mut Vec<Change>) {
        let n = self.filling.ground().problem.duties.len();
        if n == 0 {
            return;
        }
        let first = self.chance.below(n);
        let found = (0..n.min(400)).map(|it| (first + it) % n);
        let found = found.filter_map(|it| u32::try_from(it).ok());
        let open =
            |it: &u32| self.filling.missing(*it).0 > 0 && !self.able[*it as usize].is_empty();
        let Some(duty) = { found }.find(open) else { return };
        let Some(person) = self.anybody_for(duty) else { return };
        if self.filling.on(duty).contains(&person) {
            return;
        }
        into.push(Change { person, duty, on: true });
        let to = self.anybody_for(duty).filter(|it| *it != person);
        self.make_room(person, duty, to, into);
    }

    /// A duty is left.
    fn leave_one(&mut self, into: &mut Vec<Change>) {
        let person = self.anybody();
        if let Some(duty) = self.any_of(person) {
            into.push(Change { person, duty, on: false });
        }
    }
}
