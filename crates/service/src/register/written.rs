//! Facts as entries and entries as facts: what an entry says is the fact as a people file writes it.

use std::collections::BTreeMap;

use preceptor_ledger::{Entry, NewEntry, Stream};
use preceptor_record::facts::{Body, Details};
use preceptor_record::file::{Faults, Sources};
use preceptor_record::people::{Item, People};
use preceptor_record::{Code, Day, Fact, FactId, Organisation, Person, PersonId};

use super::merged::Merges;

/// What is stored cannot be read as what it was stored as.
#[derive(Debug, thiserror::Error)]
#[error("what is stored of `{id}` cannot be read: {why}")]
pub struct Unreadable {
    /// Of whom or what: an id.
    pub id: String,
    /// What the reader says.
    pub why: String,
}

/// Everything that is known of somebody, as entries of their stream.
pub(super) fn entries<'a>(
    stream: &'a Stream,
    person: &'a Person,
    actor: &'a str,
) -> impl Iterator<Item = NewEntry> + 'a {
    who(person)
        .map(|it| entry(stream, &it, actor))
        .into_iter()
        .chain(person.facts.iter().map(move |it| entry(stream, it, actor)))
}

/// A fact as an entry. Who recorded it is its actor where the fact does not say.
pub(crate) fn entry(stream: &Stream, fact: &Fact, actor: &str) -> NewEntry {
    let actor = fact.entry.recorded_by.as_ref().map_or(actor, |it| it.as_str());
    let period = fact.body.period();
    let mut entry = NewEntry::new(stream, fact.id.as_str(), fact.body.key(), actor)
        .valid(period.from.date(), period.until.date());
    entry.supersedes = fact.entry.supersedes.as_ref().map(ToString::to_string);
    entry.about = match &fact.body {
        Body::Verification(it) => Some(it.of.to_string()),
        Body::Withdrawal(it) => Some(it.of.to_string()),
        _ => None,
    };
    entry.names = fact.body.names().map(ToString::to_string);
    entry.body(fact.to_json().to_string())
}

/// What a file says of somebody beside their facts, as a fact.
fn who(person: &Person) -> Option<Fact> {
    if person.name.is_none() && person.details.is_none() {
        return None;
    }
    let mut details = person.details.as_deref().cloned().unwrap_or(Details {
        name: None,
        known_as: None,
        pronouns: None,
        born: None,
        email: None,
        phone: None,
        employee_number: None,
        from: None,
    });
    details.name.clone_from(&person.name);
    Some(Fact::claimed(FactId::new(WHO), Body::Details(details)))
}

/// The id of the fact that says who somebody is, of those taken in from a file.
const WHO: &str = "who";

/// Somebody, of their entries.
pub(super) fn person(id: &str, entries: &[Entry]) -> Result<Person, Unreadable> {
    let said = Merges::of(entries).said(entries);
    let id_said = serde_json::Value::from(id);
    let line = format!("{{\"id\":{id_said},\"facts\":[{}]}}", said.join(","));
    match read(id, &line)? {
        Item::Person(it, _) => Ok(named(*it)),
        Item::Organisation(_) => Err(unreadable(id, "an organisation stands there")),
    }
}

/// A fact of somebody, of what was written as JSON.
pub(super) fn fact(person: &PersonId, text: &str) -> Result<Fact, String> {
    // Only one whole JSON object may take its place in the list of facts.
    let is_one = serde_json::from_str::<serde_json::Value>(text).is_ok_and(|it| it.is_object());
    if !is_one {
        return Err("Send one fact, as a JSON object.".to_owned());
    }
    let id = serde_json::Value::from(person.as_str());
    let line = format!("{{\"id\":{id},\"facts\":[{text}]}}");
    let (mut sources, mut faults) = (Sources::default(), Faults::default());
    let source = sources.add("the fact", line.as_str());
    match People::read_line(&line, source, &mut faults) {
        Some(Item::Person(mut it, _)) if !faults.any_error() && it.facts.len() == 1 => {
            it.facts.pop().ok_or_else(String::new)
        }
        _ => Err(faults.render(&sources)),
    }
}

/// With the name of the newest of the facts that say who they are: that which begins last.
fn named(mut person: Person) -> Person {
    let facts = person.facts.iter().filter_map(|it| match &it.body {
        Body::Details(of) => Some((of.from.unwrap_or(Day::ALWAYS), of.name.as_ref()?)),
        _ => None,
    });
    person.name = facts.max_by_key(|it| it.0).map(|it| it.1.clone());
    person
}

/// The organisations, of the entries that say what they are: the last of each counts.
pub(super) fn organisations(entries: &[Entry]) -> Result<BTreeMap<Code, Organisation>, Unreadable> {
    let mut made = BTreeMap::new();
    for entry in entries {
        let Some(text) = entry.body.text() else { continue };
        match read(&entry.id, text)? {
            Item::Organisation(it) => made.insert(it.organisation.clone(), it),
            Item::Person(..) => return Err(unreadable(&entry.id, "a person stands there")),
        };
    }
    Ok(made)
}

fn read(id: &str, line: &str) -> Result<Item, Unreadable> {
    let (mut sources, mut faults) = (Sources::default(), Faults::default());
    let source = sources.add("the store", line.to_owned());
    match People::read_line(line, source, &mut faults) {
        Some(it) if !faults.any_error() => Ok(it),
        _ => Err(unreadable(id, faults.render(&sources))),
    }
}

fn unreadable(id: &str, why: impl Into<String>) -> Unreadable {
    Unreadable { id: id.to_owned(), why: why.into() }
}
