//! Two records of one person, read as one.
//!
//! A merge stands in both streams. In that of the record which is kept it holds the facts of the other, each under an id
//! of its own (`f-3@p-2`), so that whoever reads one stream reads everything; in that of the other it names the record
//! that is kept, and whoever asks for the other is given that one. Parting them is an entry about the merge in each, and
//! from then on either is read as it was, with what was recorded of it since.

use std::borrow::Cow;
use std::collections::BTreeSet;

use preceptor_ledger::{Entry, NewEntry, Stream};
use preceptor_record::{Body, Fact, FactId, Person, PersonId};
use serde_json::{Value as Json, json};

/// The kind of the entry that holds the facts of another record.
pub(super) const MERGE: &str = "merge";
/// The kind of the entry that names the record which is kept.
pub(super) const MERGED: &str = "merged";
/// The kind of the entry that undoes either.
pub(super) const PARTED: &str = "parted";

/// What the entries of a stream say of merges.
#[derive(Debug, Default)]
pub(super) struct Merges<'a> {
    /// Merges of another into this one that hold, with whom.
    held: Vec<(&'a Entry, PersonId)>,
    /// Whom merges brought that were undone.
    gone: Vec<PersonId>,
    /// The record this one was merged into.
    pub(super) into: Option<PersonId>,
}

impl<'a> Merges<'a> {
    /// Of the entries of a stream, in their order.
    pub(super) fn of(entries: &'a [Entry]) -> Self {
        let is_about = |it: &&Entry| matches!(it.kind.as_str(), MERGE | MERGED | PARTED);
        if !entries.iter().any(|it| is_about(&it)) {
            return Self::default();
        }
        let parted = entries.iter().filter(|it| it.kind == PARTED);
        let parted: BTreeSet<&str> = parted.filter_map(|it| it.about.as_deref()).collect();
        let mut made = Self::default();
        for it in entries.iter().filter(is_about) {
            let Some(named) = it.names.as_deref().map(PersonId::new) else { continue };
            match (it.kind.as_str(), parted.contains(it.id.as_str())) {
                (MERGE, false) => made.held.push((it, named)),
                (MERGE, true) => made.gone.push(named),
                (MERGED, false) => made.into = Some(named),
                _ => {}
            }
        }
        made
    }

    /// Whom this record holds beside itself.
    pub(super) fn with(&self) -> Vec<PersonId> {
        self.held.iter().map(|it| it.1.clone()).collect()
    }

    /// The merge with somebody that holds.
    pub(super) fn merge_with(&self, other: &PersonId) -> Option<&'a Entry> {
        self.held.iter().find(|it| it.1 == *other).map(|it| it.0)
    }

    /// What the facts of a stream say, those of merges first, so that of two names the record's own counts.
    pub(super) fn said(&self, entries: &'a [Entry]) -> Vec<Cow<'a, str>> {
        let mut made: Vec<Cow<'a, str>> = Vec::new();
        for (it, _) in &self.held {
            let body = it.body.text().and_then(|it| serde_json::from_str::<Json>(it).ok());
            let facts = body.as_ref().and_then(|it| it.get("facts")).and_then(Json::as_array);
            made.extend(facts.into_iter().flatten().map(|it| it.to_string().into()));
        }
        let own = entries.iter().filter(|it| !matches!(it.kind.as_str(), MERGE | MERGED | PARTED));
        // What speaks of a fact that went with an undone merge goes too, and so on.
        let mut dropped: BTreeSet<String> = BTreeSet::new();
        for text in own.filter_map(|it| it.body.text()) {
            match self.id_if_gone(text, &dropped) {
                Some(id) => drop(dropped.insert(id)),
                None => made.push(Cow::Borrowed(text)),
            }
        }
        made
    }

    /// The id of a fact that speaks of one that a merge had brought and its undoing took along, or of one dropped before.
    fn id_if_gone(&self, text: &str, dropped: &BTreeSet<String>) -> Option<String> {
        if self.gone.is_empty() {
            return None;
        }
        let it: Json = serde_json::from_str(text).ok()?;
        let mut refers = ["of", "supersedes"].into_iter().filter_map(|key| it.get(key)?.as_str());
        let ends_with = |id: &str, who: &PersonId| id.ends_with(&suffix(who));
        let is_gone = |id: &str| {
            let went = self.gone.iter().any(|who| ends_with(id, who));
            dropped.contains(id) || (went && !self.held.iter().any(|it| ends_with(id, &it.1)))
        };
        refers.any(is_gone).then(|| it.get("id")?.as_str().map(ToOwned::to_owned))?
    }
}

/// What the ids of somebody's facts end with in another record.
fn suffix(who: &PersonId) -> String {
    format!("@{who}")
}

/// Whether a fact came with a merge, and so has no entry of its own in the stream.
pub(crate) fn came_with(id: &FactId, merged: &[PersonId]) -> bool {
    merged.iter().any(|it| id.as_str().ends_with(&suffix(it)))
}

/// The entries of a merge: in the stream of the record that is kept, and in that of the other.
pub(super) fn entries(
    id: &str,
    kept: &PersonId,
    other: &Person,
    actor: &str,
) -> Result<[NewEntry; 2], preceptor_ledger::StoreError> {
    let renamed = |it: &FactId| FactId::new(format!("{it}{}", suffix(&other.id)));
    let facts: Vec<Json> = other
        .facts
        .iter()
        .map(|it| {
            let mut made: Fact = it.clone();
            made.id = renamed(&it.id);
            made.entry.supersedes = it.entry.supersedes.as_ref().map(renamed);
            match &mut made.body {
                Body::Verification(of) => of.of = renamed(&of.of),
                Body::Withdrawal(of) => of.of = renamed(&of.of),
                _ => {}
            }
            made.to_json()
        })
        .collect();
    let body = json!({ "with": other.id.as_str(), "facts": facts }).to_string();
    let merge = NewEntry::new(&Stream::person(kept.as_str())?, id, MERGE, actor)
        .names(other.id.as_str())
        .body(body);
    let merged = NewEntry::new(&Stream::person(other.id.as_str())?, id, MERGED, actor)
        .names(kept.as_str())
        .body(json!({ "into": kept.as_str() }).to_string());
    Ok([merge, merged])
}

/// The entries that undo it.
pub(super) fn undoing(
    id: &str,
    merge: &str,
    kept: &PersonId,
    other: &PersonId,
    actor: &str,
) -> Result<[NewEntry; 2], preceptor_ledger::StoreError> {
    let of = |who: &PersonId, named: &PersonId| -> Result<NewEntry, preceptor_ledger::StoreError> {
        let made = NewEntry::new(&Stream::person(who.as_str())?, id, PARTED, actor);
        Ok(made.about(merge).names(named.as_str()).body("{}"))
    };
    Ok([of(kept, other)?, of(other, kept)?])
}
