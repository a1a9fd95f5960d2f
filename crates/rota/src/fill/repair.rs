//! Repair: the least change that puts right what an absence, a supervisor's leave or a lost sign-off has broken.
//!
//! What still stands stays. The places that lost somebody are filled one after another, those that cover others first:
//! somebody takes the duty, and what is in their way goes to somebody else or is left. A few of the cheapest rotas are
//! carried on from place to place, and the best of them are the alternatives.

use std::collections::BTreeSet;

use super::filling::{Change, Filling, Tally};
use super::ground::{Ground, is_free};
use crate::model::problem::{DutyIx, PersonIx, Problem};
use crate::model::rota::Rota;

/// A way to repair a rota.
#[derive(Debug, Clone)]
pub struct Repair {
    /// The rota.
    pub rota: Rota,
    /// Who comes off which duty, of the rota as it was.
    pub off: Vec<(DutyIx, PersonIx)>,
    /// Who comes on to which duty.
    pub on: Vec<(DutyIx, PersonIx)>,
    /// What it comes to.
    pub tally: Tally,
}

impl Repair {
    /// Who must be asked: everybody whose duties change, but those who cannot work as planned anyway.
    pub fn asked(&self) -> BTreeSet<PersonIx> {
        self.on.iter().map(|it| it.1).collect()
    }
}

/// Minutes around a duty in which another is in its way.
const ROOM: i64 = 12 * 60;
/// Rotas carried on from place to place, for each alternative asked for.
const CARRIED: usize = 4;

/// A rota on the way: its free lines, and what orders it.
type Begun = (Rank, Vec<(u32, u32)>);

/// What repairs are ordered by: what is broken, unfilled, changed; then points.
type Rank = (i64, i64, usize, i64);

/// The best ways to repair a rota, the best first; the problem already says what has happened.
pub fn repair(problem: &Problem, rota: &Rota, alternatives: usize) -> Vec<Repair> {
    let ground = Ground::new(problem, rota);
    let was: BTreeSet<(u32, u32)> = rota
        .lines
        .iter()
        .filter(|it| is_free(problem, it))
        .filter_map(|it| Some((it.duty?.0, it.person.0)))
        .collect();
    let mut mending =
        Mending { filling: Filling::new(&ground), was, able: able(&ground), lost: Vec::new() };
    mending.lost = mending.filling.begin(rota);
    let places = mending.places();
    let keep = alternatives.max(1) * CARRIED;
    let mut all: Vec<Begun> = vec![(mending.rank(), mending.filling.kept())];
    for duty in places {
        let mut next: Vec<Begun> = Vec::new();
        for (_, begun) in &all {
            mending.go_to(begun);
            mending.fill(duty, &mut next);
        }
        next.sort();
        next.dedup();
        next.truncate(keep);
        all = next;
    }
    all.truncate(alternatives.max(1));
    all.iter().map(|it| mending.told(&it.1)).collect()
}

/// Who may do each duty.
fn able(ground: &Ground<'_>) -> Vec<Vec<u32>> {
    let duties = (0..).take(ground.problem.duties.len());
    duties
        .map(|duty: u32| {
            let people = (0..).zip(&ground.people);
            let may = people.filter(|it| it.1.may.get(duty as usize) == Some(&true));
            may.map(|it| it.0).collect()
        })
        .collect()
}

struct Mending<'g> {
    filling: Filling<'g>,
    /// The free lines of the rota as it was.
    was: BTreeSet<(u32, u32)>,
    able: Vec<Vec<u32>>,
    /// Those of them that no longer stand.
    lost: Vec<(u32, u32)>,
}

impl Mending<'_> {
    /// The places to fill, one entry for each person missing, those that cover others first.
    fn places(&self) -> Vec<u32> {
        let ground = self.filling.ground();
        let mut made = Vec::new();
        for duty in (0..).take(ground.problem.duties.len()) {
            let lost = self.lost.iter().filter(|it| it.0 == duty).count();
            let (want, need) = self.filling.missing(duty);
            let n = want.min(i64::try_from(lost).unwrap_or(0)).max(need);
            made.extend((0..n).map(|_| duty));
        }
        made.sort_by_key(|it| (!ground.cover.covers_others(*it), ground.duty(*it).stretch, *it));
        made
    }

    fn rank(&self) -> Rank {
        let it = self.filling.tally();
        let now: BTreeSet<(u32, u32)> = self.filling.kept().into_iter().collect();
        (it.hard + it.firm + it.short, it.unfilled, now.difference(&self.was).count(), it.objective)
    }

    /// Brings the filling to a rota on the way.
    fn go_to(&mut self, begun: &[(u32, u32)]) {
        let now: BTreeSet<(u32, u32)> = self.filling.kept().into_iter().collect();
        let then: BTreeSet<(u32, u32)> = begun.iter().copied().collect();
        let off = now.difference(&then).map(|it| (*it, false));
        let on = then.difference(&now).map(|it| (*it, true));
        let changes: Vec<Change> =
            off.chain(on).map(|(it, on)| Change { person: it.1, duty: it.0, on }).collect();
        self.filling.make(&changes);
    }

    /// Every way to fill one place of a duty from here, and the way of leaving it.
    fn fill(&mut self, duty: u32, into: &mut Vec<Begun>) {
        into.push((self.rank(), self.filling.kept()));
        // Whoever was on it and now could stay: a list whose supervisor has been found again.
        let lost: Vec<u32> = self.lost.iter().filter(|it| it.0 == duty).map(|it| it.1).collect();
        let able = self.able.get(duty as usize).cloned().unwrap_or_default();
        for person in able {
            if self.filling.on(duty).contains(&person) {
                continue;
            }
            let put = Change { person, duty, on: true };
            if self.taken(&[put], into) || lost.contains(&person) {
                continue;
            }
            self.with_room(put, into);
        }
    }

    /// Somebody takes a duty, and what is in their way goes to somebody else, or is left.
    fn with_room(&mut self, put: Change, into: &mut Vec<Begun>) {
        let ground = self.filling.ground();
        let stretch = ground.duty(put.duty).stretch;
        let near = |it: &u32| {
            let other = ground.duty(*it).stretch;
            other.from < stretch.until + ROOM && stretch.from - ROOM < other.until
        };
        let in_way: Vec<u32> = self.filling.free(put.person).filter(near).collect();
        let [other] = in_way.as_slice() else { return };
        let leave = Change { person: put.person, duty: *other, on: false };
        self.taken(&[leave, put], into);
        for to in self.able.get(*other as usize).cloned().unwrap_or_default() {
            if to != put.person && !self.filling.on(*other).contains(&to) {
                self.taken(&[leave, put, Change { person: to, duty: *other, on: true }], into);
            }
        }
    }

    /// Notes where a change leads, where it may be made at all.
    fn taken(&mut self, changes: &[Change], into: &mut Vec<Begun>) -> bool {
        if !self.filling.make(changes) {
            return false;
        }
        into.push((self.rank(), self.filling.kept()));
        self.filling.take_back();
        true
    }

    fn told(&mut self, begun: &[(u32, u32)]) -> Repair {
        self.go_to(begun);
        let now: BTreeSet<(u32, u32)> = begun.iter().copied().collect();
        let named = |it: &(u32, u32)| (DutyIx(it.0), PersonIx(it.1));
        Repair {
            rota: self.filling.rota(),
            off: self.was.difference(&now).map(named).collect(),
            on: now.difference(&self.was).map(named).collect(),
            tally: self.filling.tally(),
        }
    }
}
