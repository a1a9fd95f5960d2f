//! A record as a history: every fact with who recorded it and when, what became of it, and on what evidence.

use preceptor_record::{Body, Day, Fact, FactId, KnownAt, Outcome, Period, Person, Record};
use preceptor_rulebook::Rulebook;

use crate::names::Names;
use crate::say;

/// What became of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It counts, and somebody entitled confirmed it.
    Verified,
    /// It counts and is only claimed.
    Claimed,
    /// It was checked and found not to be so.
    Refuted,
    /// A later entry took its place.
    Corrected(FactId),
    /// It was taken back.
    Withdrawn(FactId),
}

/// An entry that checks another, or takes it back.
#[derive(Debug, Clone, PartialEq)]
pub struct About {
    /// The entry.
    pub id: FactId,
    /// Whether it confirms, refutes, or, where it is none, takes back.
    pub outcome: Option<Outcome>,
    /// Who says so.
    pub by: Option<String>,
    /// How they know.
    pub how: Option<String>,
    /// When it was recorded.
    pub on: Day,
    /// Whether it was itself taken back.
    pub is_undone: bool,
}

/// A fact in a history.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// Its id.
    pub id: FactId,
    /// Its kind.
    pub kind: &'static str,
    /// What it says, with names in place of ids.
    pub says: String,
    /// The days it speaks of.
    pub days: Period,
    /// Since when it is known.
    pub known_from: Day,
    /// Who recorded it: an account or a person, by id.
    pub by: Option<String>,
    /// What became of it.
    pub fate: Fate,
    /// What checks it, in order.
    pub about: Vec<About>,
    /// The entry it takes the place of.
    pub corrects: Option<FactId>,
    /// The files it rests on.
    pub evidence: Vec<String>,
    /// A note.
    pub note: Option<String>,
}

/// Every fact as known at that moment, the one recorded last first.
pub fn history(book: &Rulebook, names: &Names<'_>, person: &Person, at: KnownAt) -> Vec<Told> {
    let known: Vec<&Fact> = person.facts.iter().filter(|it| is_known(it, at)).collect();
    let record = Record::known_at(person, at);
    let mut made: Vec<(usize, Told)> = known
        .iter()
        .enumerate()
        .filter(|(_, it)| !is_about_another(&it.body))
        .map(|(i, it)| (i, told(book, names, &known, &record, it)))
        .collect();
    made.sort_by_key(|(i, it)| std::cmp::Reverse((it.known_from, *i)));
    made.into_iter().map(|it| it.1).collect()
}

/// What a fact says, in a sentence.
pub fn says(book: &Rulebook, names: &Names<'_>, fact: &Fact) -> String {
    let text = match &fact.body {
        Body::Details(it) => {
            let parts = [
                it.name.clone(),
                it.known_as.as_ref().map(|it| format!("known as {it}")),
                it.born.map(|it| format!("born {}", it.in_words())),
                it.pronouns.clone(),
                it.email.clone(),
                it.phone.clone(),
                it.employee_number.as_ref().map(|it| format!("employee number {it}")),
            ];
            parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
        }
        _ => names.put_in(&say::words(book).fact(fact)),
    };
    say::sentence(&text)
}

fn is_about_another(body: &Body) -> bool {
    matches!(body, Body::Verification(_) | Body::Withdrawal(_))
}

/// The day from which it counts as known: when it was recorded, or its own date.
fn known_from(fact: &Fact) -> Day {
    fact.entry.recorded.map_or(fact.body.period().from, |it| Day::of_instant(it.0))
}

fn is_known(fact: &Fact, at: KnownAt) -> bool {
    match fact.entry.recorded {
        Some(it) => at.knows_instant(it.0),
        None => at.knows_day(fact.body.period().from),
    }
}

fn told(
    book: &Rulebook,
    names: &Names<'_>,
    known: &[&Fact],
    record: &Record<'_>,
    fact: &Fact,
) -> Told {
    let withdrawn = |id: &FactId| withdrawal(known, id).is_some();
    let about: Vec<About> = known
        .iter()
        .filter_map(|it| {
            let (of, outcome, by, how) = match &it.body {
                Body::Verification(of) => (&of.of, Some(of.outcome), of.by.clone(), of.how.clone()),
                Body::Withdrawal(of) => (&of.of, None, None, it.entry.note.clone()),
                _ => return None,
            };
            let by = by.or(it.entry.recorded_by.clone()).map(|it| it.to_string());
            let is_undone = withdrawn(&it.id);
            (*of == fact.id).then(|| About {
                id: it.id.clone(),
                outcome,
                by,
                how,
                on: known_from(it),
                is_undone,
            })
        })
        .collect();
    let counts = record.facts.iter().find(|it| it.fact.id == fact.id);
    let corrected = known.iter().find(|it| it.entry.supersedes.as_ref() == Some(&fact.id));
    let refuted = about.iter().any(|it| it.outcome == Some(Outcome::Refuted) && !it.is_undone);
    let fate = match (counts, corrected, withdrawal(known, &fact.id)) {
        (_, Some(by), _) => Fate::Corrected(by.id.clone()),
        (_, _, Some(by)) => Fate::Withdrawn(by.id.clone()),
        (Some(it), ..) if it.verified => Fate::Verified,
        _ if refuted => Fate::Refuted,
        _ => Fate::Claimed,
    };
    Told {
        id: fact.id.clone(),
        kind: fact.body.key(),
        says: says(book, names, fact),
        days: fact.body.period(),
        known_from: known_from(fact),
        by: fact.entry.recorded_by.as_ref().map(ToString::to_string),
        fate,
        about,
        corrects: fact.entry.supersedes.clone(),
        evidence: fact.entry.evidence.clone(),
        note: fact.entry.note.clone(),
    }
}

/// The entry that takes a fact back and was not itself taken back or corrected.
fn withdrawal<'a>(known: &[&'a Fact], id: &FactId) -> Option<&'a Fact> {
    fn seek<'a>(known: &[&'a Fact], id: &FactId, left: usize) -> Option<&'a Fact> {
        let left = left.checked_sub(1)?;
        known
            .iter()
            .filter(|it| matches!(&it.body, Body::Withdrawal(of) if of.of == *id))
            .filter(|it| !known.iter().any(|other| other.entry.supersedes.as_ref() == Some(&it.id)))
            .find(|it| seek(known, &it.id, left).is_none())
            .copied()
    }
    seek(known, id, known.len())
}
