//! A rota being filled, its score kept in step.
//!
//! A [`Change`] takes people off duties and puts people on duties. It is judged as a whole: what it leaves must break
//! no limit, leave nobody without a supervisor, and put nobody in two places, beyond what the lines that stay already do.
//! What a change costs is exact, and it is taken back as easily as made.

#![expect(
    clippy::indexing_slicing,
    reason = "inner loop: pieces, people and duties are numbered by `Ground`"
)]

use std::collections::BTreeMap;

use super::cover::Presence;
use super::fairness;
use super::ground::{Ground, is_free, line};
use super::judge::{Desk, Verdict};
use crate::model::problem::{DutyIx, PersonIx, RuleIx};
use crate::model::rota::{Line, Rota};

/// Somebody put on a duty or taken off it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// Who.
    pub person: u32,
    /// Which duty.
    pub duty: u32,
    /// Whether they are put on it.
    pub on: bool,
}

/// What a rota comes to, compared by breaches, then unfilled, then objective.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Tally {
    /// Hard breaches of limits.
    pub hard: i64,
    /// Firm ones.
    pub firm: i64,
    /// Stretches in which somebody is left without a supervisor, each with how many.
    pub short: i64,
    /// People needed and missing.
    pub unfilled: i64,
    /// Points for everything that is wanted and not had.
    pub objective: i64,
}

/// Who is on what.
#[derive(Debug, Clone, Default)]
struct Where {
    /// For each duty its people, lines that stay apart.
    on: Vec<Vec<u32>>,
    /// Who keeps which supervisor, by duty and person.
    kept: BTreeMap<(u32, u32), u32>,
}

impl Presence for Where {
    fn on(&self, duty: u32) -> &[u32] {
        &self.on[duty as usize]
    }

    fn keeps(&self, duty: u32, person: u32) -> Option<u32> {
        if self.kept.is_empty() { None } else { self.kept.get(&(duty, person)).copied() }
    }
}

/// What would come of somebody on a duty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// Rules of limits that would newly be broken.
    pub rules: Vec<RuleIx>,
    /// Whether somebody would be left without a supervisor.
    pub is_short: bool,
    /// The points it would cost.
    pub points: i64,
}

/// A rota being filled.
#[derive(Debug)]
pub struct Filling<'g> {
    ground: &'g Ground<'g>,
    there: Where,
    /// Everybody's pieces in order of time.
    rows: Vec<Vec<u32>>,
    verdicts: Vec<Verdict>,
    /// What each person's own lines that stay come to.
    least: Vec<Verdict>,
    /// How many are left without a supervisor in each stretch.
    short: Vec<u32>,
    unfair: i64,
    tally: Tally,
    desk: Desk,
    undo: Undo,
}

/// How the last change is taken back.
#[derive(Debug, Default)]
struct Undo {
    changes: Vec<Change>,
    verdicts: Vec<(u32, Verdict)>,
    short: Vec<(u32, u32)>,
    kept: Option<BTreeMap<(u32, u32), u32>>,
    unfair: i64,
    tally: Tally,
}

impl<'g> Filling<'g> {
    /// The rota of the lines that stay alone.
    pub fn new(ground: &'g Ground<'g>) -> Self {
        let rows: Vec<Vec<u32>> = ground.people.iter().map(|it| it.stays.clone()).collect();
        let mut desk = Desk::default();
        let read =
            |(who, row): (usize, &Vec<u32>)| desk.read(ground, who, row, false).unwrap_or_default();
        let verdicts: Vec<Verdict> = rows.iter().enumerate().map(read).collect();
        let there =
            Where { on: vec![Vec::new(); ground.problem.duties.len()], kept: BTreeMap::new() };
        let parts = (0..).take(ground.cover.n_parts());
        let short: Vec<u32> = parts.map(|it| ground.cover.short(it, &there)).collect();
        let mut made = Self {
            ground,
            there,
            rows,
            least: verdicts.clone(),
            verdicts,
            short,
            unfair: 0,
            tally: Tally::default(),
            desk,
            undo: Undo::default(),
        };
        made.unfair = made.fairness();
        made.tally = made.summed();
        made
    }

    /// The problem it fills.
    pub fn ground(&self) -> &'g Ground<'g> {
        self.ground
    }

    /// What it comes to.
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// Who is on a duty, lines that stay apart.
    pub fn on(&self, duty: u32) -> &[u32] {
        &self.there.on[duty as usize]
    }

    /// Somebody's pieces in order of time, those that stay among them.
    pub fn row(&self, person: u32) -> &[u32] {
        &self.rows[person as usize]
    }

    /// The duties in somebody's row that may be changed.
    pub fn free(&self, person: u32) -> impl DoubleEndedIterator<Item = u32> + Clone + '_ {
        let n = self.ground.problem.duties.len();
        self.rows[person as usize].iter().copied().filter(move |it| (*it as usize) < n)
    }

    /// How many more people a duty wants, and of these how many it needs.
    pub fn missing(&self, duty: u32) -> (i64, i64) {
        let Some(stays) = self.ground.standing[duty as usize] else { return (0, 0) };
        let n = stays + i64::try_from(self.on(duty).len()).unwrap_or(0);
        let of = self.ground.duty(duty);
        ((of.want - n).max(0), (of.need - n).max(0))
    }

    /// Makes a change if what it leaves may stand; else leaves everything as it was. [`Self::tally`] then has its cost,
    /// and [`Self::take_back`] undoes it.
    pub fn make(&mut self, changes: &[Change]) -> bool {
        self.undo.changes.clear();
        self.undo.verdicts.clear();
        self.undo.short.clear();
        self.undo.kept = None;
        self.undo.unfair = self.unfair;
        self.undo.tally = self.tally;
        // Those who leave leave first, so that others fit in.
        let off = changes.iter().filter(|it| !it.on);
        for change in off.chain(changes.iter().filter(|it| it.on)) {
            if !self.put(*change) {
                self.take_back();
                return false;
            }
            self.undo.changes.push(*change);
        }
        if !self.judge_rows(changes) || !self.judge_cover(changes) {
            self.take_back();
            return false;
        }
        true
    }

    /// Puts the free lines of a rota in; gives those that did not fit, as duty and person. Whoever covers others comes
    /// first.
    pub fn begin(&mut self, rota: &Rota) -> Vec<(u32, u32)> {
        let free = rota.lines.iter().filter(|it| is_free(self.ground.problem, it));
        let mut lines: Vec<(u32, u32)> =
            free.filter_map(|it| Some((it.duty?.0, it.person.0))).collect();
        let cover = &self.ground.cover;
        lines.sort_by_key(|it| (!cover.covers_others(it.0), it.0, it.1));
        lines.dedup();
        let put = |it: &(u32, u32)| Change { person: it.1, duty: it.0, on: true };
        // A rota may break nothing as a whole and something on the way to it, so the whole is tried first.
        let whole: Vec<Change> = lines.iter().map(put).collect();
        if self.make(&whole) {
            return Vec::new();
        }
        loop {
            let before = lines.len();
            lines.retain(|it| !self.make(&[put(it)]));
            if lines.len() == before {
                return lines;
            }
        }
    }

    /// What would come of somebody on a duty, whatever that breaks: the rules of limits newly broken, whether somebody
    /// would be left without a supervisor, and the points it would cost.
    pub fn trial(&mut self, person: u32, duty: u32) -> Trial {
        let who = person as usize;
        let before = self.desk.rules(self.ground, who, &self.rows[who]);
        let (tally, verdict) = (self.tally, self.verdicts[who]);
        self.place(Change { person, duty, on: true });
        let mut rules = self.desk.rules(self.ground, who, &self.rows[who]);
        rules.retain(|it| !before.contains(it));
        let cover = &self.ground.cover;
        let kept = cover.is_kept(duty, person);
        let is_short = cover
            .parts_of(duty)
            .iter()
            .any(|it| cover.short(*it, &self.there) > self.short[*it as usize])
            || (kept && cover.keepers(duty, person, &self.there).is_empty());
        let found = self.desk.read(self.ground, who, &self.rows[who], false).unwrap_or_default();
        self.verdicts[who] = found;
        let unfair = self.fairness();
        let points = self.tally.objective - tally.objective + found.points - verdict.points
            + unfair
            - self.unfair;
        self.verdicts[who] = verdict;
        self.place(Change { person, duty, on: false });
        self.tally = tally;
        Trial { rules, is_short, points }
    }

    /// Takes the last change back.
    pub fn take_back(&mut self) {
        while let Some(it) = self.undo.changes.pop() {
            self.place(Change { on: !it.on, ..it });
        }
        while let Some((person, verdict)) = self.undo.verdicts.pop() {
            self.verdicts[person as usize] = verdict;
        }
        while let Some((part, short)) = self.undo.short.pop() {
            self.short[part as usize] = short;
        }
        if let Some(kept) = self.undo.kept.take() {
            self.there.kept = kept;
        }
        self.unfair = self.undo.unfair;
        self.tally = self.undo.tally;
    }

    /// Puts somebody on a duty or takes them off, where that fits; the headcount is kept in step.
    fn put(&mut self, change: Change) -> bool {
        let Change { person, duty, on } = change;
        let who = &self.ground.people[person as usize];
        if on {
            if !who.may[duty as usize] || self.missing(duty).0 == 0 {
                return false;
            }
            let stretch = self.ground.pieces[duty as usize].stretch;
            let row = &self.rows[person as usize];
            let after = row.partition_point(|it| {
                self.ground.pieces[*it as usize].stretch.from < stretch.until
            });
            // Free pieces never overlap, and none of those that stay meets a duty that somebody may do.
            let n = self.ground.problem.duties.len();
            let last = row[..after].iter().rev().find(|it| (**it as usize) < n);
            if last.is_some_and(|it| self.ground.pieces[*it as usize].stretch.meets(stretch)) {
                return false;
            }
        } else if !self.on(duty).contains(&person) {
            return false;
        }
        self.place(change);
        true
    }

    fn place(&mut self, Change { person, duty, on }: Change) {
        let before = self.cost_of(duty);
        let row = &mut self.rows[person as usize];
        let people = &mut self.there.on[duty as usize];
        if on {
            let key = |it: u32| {
                let piece = &self.ground.pieces[it as usize];
                (piece.stretch, piece.duty)
            };
            let at = row.partition_point(|it| key(*it) < key(duty));
            row.insert(at, duty);
            let at = people.partition_point(|it| *it < person);
            people.insert(at, person);
        } else {
            row.retain(|it| *it != duty);
            people.retain(|it| *it != person);
        }
        let after = self.cost_of(duty);
        self.tally.unfilled += after.0 - before.0;
        self.tally.objective += after.1 - before.1;
    }

    /// People missing on a duty, and points for those wanted beyond them.
    fn cost_of(&self, duty: u32) -> (i64, i64) {
        let (want, need) = self.missing(duty);
        (need, (want - need) * self.ground.problem.weights.wanted)
    }

    fn judge_rows(&mut self, changes: &[Change]) -> bool {
        let mut is_fair_as_before = true;
        for (at, change) in changes.iter().enumerate() {
            if changes[..at].iter().any(|it| it.person == change.person) {
                continue;
            }
            let who = change.person as usize;
            let least = self.least[who];
            let stop = least.hard == 0 && least.firm == 0;
            let found = self.desk.read(self.ground, who, &self.rows[who], stop);
            let Some(found) = found.filter(|it| it.hard <= least.hard && it.firm <= least.firm)
            else {
                return false;
            };
            let before = self.verdicts[who];
            self.undo.verdicts.push((change.person, before));
            self.verdicts[who] = found;
            self.tally.hard += found.hard - before.hard;
            self.tally.firm += found.firm - before.firm;
            self.tally.objective += found.points - before.points;
            is_fair_as_before = is_fair_as_before && found.had == before.had;
        }
        if !is_fair_as_before {
            let unfair = self.fairness();
            self.tally.objective += unfair - self.unfair;
            self.unfair = unfair;
        }
        true
    }

    /// Whether everybody in the stretches that changes touch has a supervisor still.
    fn judge_cover(&mut self, changes: &[Change]) -> bool {
        let cover = &self.ground.cover;
        let mut parts: Vec<u32> = Vec::new();
        for change in changes {
            parts.extend_from_slice(cover.parts_of(change.duty));
        }
        if parts.is_empty() {
            return true;
        }
        parts.sort_unstable();
        parts.dedup();
        if !self.keep(changes, &mut parts) {
            return false;
        }
        for part in parts {
            let found = cover.short(part, &self.there);
            let before = self.short[part as usize];
            if found > before {
                return false;
            }
            if found != before {
                self.undo.short.push((part, before));
                self.short[part as usize] = found;
                self.tally.short += i64::from(found) - i64::from(before);
            }
        }
        true
    }

    /// Gives those who keep one supervisor throughout one who can, where theirs has left or they have just come; says
    /// whether there was one for each.
    fn keep(&mut self, changes: &[Change], parts: &mut Vec<u32>) -> bool {
        let cover = &self.ground.cover;
        let comes = changes.iter().filter(|it| it.on && cover.is_kept(it.duty, it.person));
        let mut ask: Vec<(u32, u32)> = comes.map(|it| (it.duty, it.person)).collect();
        let gone = |duty: u32, by: u32| {
            changes.iter().any(|it| !it.on && it.person == by && cover.covers_others(it.duty))
                && cover.parts_of(duty).iter().any(|it| parts.contains(it))
        };
        let left = self.there.kept.iter().filter(|(at, by)| gone(at.0, **by)).map(|it| *it.0);
        ask.extend(left);
        let goes = changes.iter().filter(|it| !it.on).map(|it| (it.duty, it.person));
        let goes: Vec<(u32, u32)> = goes.filter(|it| self.there.kept.contains_key(it)).collect();
        if ask.is_empty() && goes.is_empty() {
            return true;
        }
        self.undo.kept = Some(self.there.kept.clone());
        for it in goes {
            self.there.kept.remove(&it);
        }
        for (duty, person) in ask {
            self.there.kept.remove(&(duty, person));
            if !self.on(duty).contains(&person) {
                continue;
            }
            let keepers = cover.keepers(duty, person, &self.there);
            let fits = |it: &mut Self, by: u32| {
                it.there.kept.insert((duty, person), by);
                let parts = cover.parts_of(duty).iter();
                parts.clone().all(|part| cover.short(*part, &it.there) <= it.short[*part as usize])
            };
            if !keepers.into_iter().any(|by| fits(self, by)) {
                return false;
            }
            parts.extend_from_slice(cover.parts_of(duty));
        }
        parts.sort_unstable();
        parts.dedup();
        true
    }

    fn fairness(&self) -> i64 {
        let ground = self.ground;
        let had = |it: usize| self.verdicts[it].had;
        fairness::points(ground.problem, &ground.people, had, ground.night.is_some())
    }

    /// The tally, summed up anew from what is known of each person, duty and stretch.
    fn summed(&self) -> Tally {
        let mut made = Tally::default();
        for it in &self.verdicts {
            made.hard += it.hard;
            made.firm += it.firm;
            made.objective += it.points;
        }
        for duty in (0..).take(self.ground.problem.duties.len()) {
            let (unfilled, points) = self.cost_of(duty);
            made.unfilled += unfilled;
            made.objective += points;
        }
        made.objective += self.unfair;
        made.short = self.short.iter().map(|it| i64::from(*it)).sum();
        made
    }

    /// The free part of it, to come back to: who is on what, in order of duty.
    pub fn kept(&self) -> Vec<(u32, u32)> {
        let duties = (0_u32..).zip(&self.there.on);
        duties.flat_map(|(duty, on)| on.iter().map(move |it| (duty, *it))).collect()
    }

    /// The rota as it stands, lines that stay among it.
    pub fn rota(&self) -> Rota {
        let mut lines = self.ground.stays.clone();
        for (duty, person) in self.kept() {
            let supervisor = self.there.keeps(duty, person).map(PersonIx);
            let made = line(self.ground.duty(duty), DutyIx(duty), PersonIx(person));
            lines.push(Line { supervisor, ..made });
        }
        Rota::new(lines)
    }
}
