//! A record as it was known at a moment.

use std::collections::BTreeSet;

use crate::date::KnownAt;
use crate::facts::Outcome;
use crate::ids::FactId;
use crate::person::{Body, Fact, Person, Verified};

/// A fact that counts, and whether somebody entitled had confirmed it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Known<'a> {
    /// The fact.
    pub fact: &'a Fact,
    /// Whether it was verified; a fact that is not is only claimed.
    pub verified: bool,
}

/// One person's facts as known at a moment: what was recorded later, corrected or taken back by then is not here.
#[derive(Debug, Clone)]
pub struct Record<'a> {
    /// Whose record it is.
    pub person: &'a Person,
    /// The facts that count, in the order recorded.
    pub facts: Vec<Known<'a>>,
}

impl<'a> Record<'a> {
    /// The record of `person` as known at that moment.
    pub fn known_at(person: &'a Person, at: KnownAt) -> Self {
        let recorded: Vec<&Fact> = person.facts.iter().filter(|it| was_recorded(it, at)).collect();
        let mut gone: BTreeSet<&FactId> = BTreeSet::new();
        for fact in &recorded {
            gone.extend(fact.entry.supersedes.as_ref());
            if let Body::Withdrawal(it) = &fact.body {
                gone.insert(&it.of);
            }
        }
        let facts = recorded
            .iter()
            .filter(|it| !gone.contains(&it.id))
            .filter(|it| !matches!(it.body, Body::Verification(_) | Body::Withdrawal(_)))
            .map(|it| Known { fact: it, verified: is_verified(it, &recorded, &gone, at) })
            .collect();
        Self { person, facts }
    }
}

fn was_recorded(fact: &Fact, at: KnownAt) -> bool {
    match fact.entry.recorded {
        Some(it) => at.knows_instant(it.0),
        None => at.knows_day(fact.body.period().from),
    }
}

/// Verified by its own entry or by a later check; a refutation weighs until a later confirmation.
fn is_verified(fact: &Fact, recorded: &[&Fact], gone: &BTreeSet<&FactId>, at: KnownAt) -> bool {
    let own = match &fact.entry.verified {
        Verified::No => false,
        Verified::ByAuthor => true,
        Verified::By(it) => it.on.is_none_or(|on| at.knows_instant(on.0)),
    };
    let mut checks: Vec<_> = recorded
        .iter()
        .filter(|it| !gone.contains(&it.id))
        .filter_map(|it| match &it.body {
            Body::Verification(check) if check.of == fact.id => {
                Some(((it.entry.recorded.map(|it| it.0), check.on), check.outcome))
            }
            _ => None,
        })
        .collect();
    // A check on the same day as a refutation does not outweigh it: the order of facts must not matter.
    checks.sort_by_key(|(when, outcome)| (*when, *outcome == Outcome::Refuted));
    match checks.last() {
        Some((_, outcome)) => *outcome == Outcome::Confirmed,
        None => own,
    }
}
