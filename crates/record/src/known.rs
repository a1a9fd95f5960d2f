//! A record as it was known at a moment.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::date::{Day, KnownAt};
use crate::facts::{Body, Outcome};
use crate::ids::FactId;
use crate::person::{Fact, Person, Verified};

/// A fact that counts, and whether somebody entitled had confirmed it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Known<'a> {
    /// The fact.
    pub fact: &'a Fact,
    /// Whether it was verified; a fact that is not is only claimed.
    pub verified: bool,
}

/// One person's facts as known at a moment: what was recorded later, corrected or taken back by then is not here.
///
/// A corrected fact is gone even if its correction was then taken back: the correction was all that was left of it. A
/// withdrawal that was itself taken back never happened. What was confirmed was the fact as it stood, so a correction
/// has to be confirmed anew.
#[derive(Debug, Clone)]
pub struct Record<'a> {
    /// Whose record it is.
    pub person: &'a Person,
    /// The facts that count, in the order written.
    pub facts: Vec<Known<'a>>,
}

impl<'a> Record<'a> {
    /// The record of `person` as known at that moment.
    pub fn known_at(person: &'a Person, at: KnownAt) -> Self {
        let mut about = About::default();
        for fact in person.facts.iter().filter(|it| Moment::recorded(it).is_known(at)) {
            about.take(fact);
        }
        let facts = person
            .facts
            .iter()
            .filter(|it| Moment::recorded(it).is_known(at) && about.counts(&it.id))
            .filter(|it| !matches!(it.body, Body::Verification(_) | Body::Withdrawal(_)))
            .map(|it| Known { fact: it, verified: about.is_verified(it, at) })
            .collect();
        Self { person, facts }
    }
}

/// What recorded facts say about other facts.
#[derive(Default)]
struct About<'a> {
    corrected: BTreeSet<&'a FactId>,
    /// Who takes back each fact.
    withdrawals: BTreeMap<&'a FactId, Vec<&'a FactId>>,
    /// The checks of each fact.
    checks: BTreeMap<&'a FactId, Vec<(&'a Fact, Outcome)>>,
}

impl<'a> About<'a> {
    fn take(&mut self, fact: &'a Fact) {
        self.corrected.extend(fact.entry.supersedes.as_ref());
        match &fact.body {
            Body::Withdrawal(it) => self.withdrawals.entry(&it.of).or_default().push(&fact.id),
            Body::Verification(it) => {
                self.checks.entry(&it.of).or_default().push((fact, it.outcome));
            }
            _ => {}
        }
    }

    fn counts(&self, id: &FactId) -> bool {
        // No chain of withdrawals is longer than there are facts taken back; one in a circle stops there.
        !self.corrected.contains(id) && !self.is_withdrawn(id, self.withdrawals.len())
    }

    fn is_withdrawn(&self, id: &FactId, left: usize) -> bool {
        let Some(left) = left.checked_sub(1) else { return false };
        let by = self.withdrawals.get(id).into_iter().flatten();
        by.into_iter().any(|it| !self.corrected.contains(it) && !self.is_withdrawn(it, left))
    }

    /// Verified if it was confirmed, by its own entry or by a check, after whatever refuted it. Of a confirmation and a
    /// refutation that are not known to have come one after the other, the refutation weighs.
    fn is_verified(&self, fact: &Fact, at: KnownAt) -> bool {
        let own = match &fact.entry.verified {
            Verified::No => None,
            Verified::ByAuthor => Some(Moment::recorded(fact)),
            Verified::By(it) => {
                let on = it.on.map_or_else(|| Moment::recorded(fact), |on| Moment::At(on.0));
                Some(on).filter(|it| it.is_known(at))
            }
        };
        let Some(checks) = self.checks.get(&fact.id) else { return own.is_some() };
        let moments = |outcome: Outcome| {
            let counted =
                checks.iter().filter(move |(it, found)| *found == outcome && self.counts(&it.id));
            counted.map(|(it, _)| Moment::recorded(it))
        };
        let mut confirmed = own.into_iter().chain(moments(Outcome::Confirmed));
        confirmed.any(|it| moments(Outcome::Refuted).all(|refuted| it.is_after(refuted)))
    }
}

/// When something was recorded.
#[derive(Clone, Copy)]
enum Moment {
    /// At that instant.
    At(Timestamp),
    /// Some time on that day, which is known from its first moment.
    On(Day),
}

impl Moment {
    /// What says nothing of when it was recorded was recorded at its own date.
    fn recorded(fact: &Fact) -> Self {
        match fact.entry.recorded {
            Some(it) => Self::At(it.0),
            None => Self::On(fact.body.period().from),
        }
    }

    fn is_known(self, at: KnownAt) -> bool {
        match self {
            Self::At(it) => at.knows_instant(it),
            Self::On(day) => at.knows_day(day),
        }
    }

    fn is_after(self, other: Self) -> bool {
        match (self, other) {
            (Self::At(one), Self::At(other)) => one > other,
            _ => self.day() > other.day(),
        }
    }

    fn day(self) -> Day {
        match self {
            Self::At(it) => Day::of_instant(it),
            Self::On(day) => day,
        }
    }
}

#[cfg(test)]
mod tests;
