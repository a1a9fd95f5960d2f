//! Recording, correcting, renewing, verifying and taking back facts. Nothing is overwritten: each is an entry of its own.

use preceptor_ledger::{Append, Conflict, FileOf, StoreError, Stream, Trail, Upload};
use preceptor_record::date::Instant;
use preceptor_record::facts::{Verification, Withdrawal};
use preceptor_record::file::{Faults, Sources};
use preceptor_record::people::{Item, People};
use preceptor_record::{
    Body, Day, Fact, FactId, KnownAt, Outcome, Person, PersonId, Record, Verified,
};
use serde_json::{Map, Value as Json};

use super::fields::{Field, Takes};
use super::reading::relation;
use crate::access::{Act, Relation, Viewer};
use crate::employer::Employer;
use crate::installation::Installation;
use crate::now::Now;
use crate::refusal::{Refusal, Wrong};
use crate::register::{came_with, entry_of};
use crate::say;

/// A fact as somebody wrote it in a form.
#[derive(Debug, Clone, Default)]
pub struct Drafted {
    /// Its kind.
    pub kind: String,
    /// Its fields, as files have them.
    pub fields: Map<String, Json>,
    /// The fact it takes the place of, where it is a correction.
    pub corrects: Option<FactId>,
    /// The files it rests on.
    pub evidence: Vec<String>,
    /// A note.
    pub note: Option<String>,
}

/// Whose record is changed, by whom, when.
#[derive(Clone, Copy)]
pub struct Change<'a> {
    /// Where ids come from.
    pub installation: &'a Installation,
    /// Who.
    pub viewer: &'a Viewer,
    /// Whose.
    pub person: &'a PersonId,
    /// When.
    pub now: Now,
}

/// What somebody says of a fact after looking.
#[derive(Debug, Clone)]
pub struct Checked {
    /// Whether it is so.
    pub outcome: Outcome,
    /// How they know.
    pub how: String,
}

impl Employer {
    /// Records a fact, or a correction of one; its id.
    ///
    /// # Errors
    ///
    /// [`Refusal::Wrong`] with every field that cannot be taken, [`Refusal::Conflict`] where the fact to be corrected
    /// no longer counts, [`Refusal::Denied`] where they may not, and where the store does not answer.
    pub async fn record_fact(
        &self,
        change: Change<'_>,
        fields: &[Field],
        drafted: &Drafted,
    ) -> Result<FactId, Refusal> {
        let person = self.to_change(change, Act::RecordFacts).await?;
        if let Some(of) = &drafted.corrects {
            let fact = counting(&person, of)?;
            own_claims_alone(change, &person, fact)?;
            if fact.body.key() != drafted.kind {
                return Err(Refusal::wrong("kind", "A correction is of the same kind."));
            }
        }
        self.known_people(&person, fields, drafted).await?;
        let id = FactId::new(change.installation.fresh_id("f")?);
        let fact = read_new(change, &person, fields, drafted, id.clone())?;
        self.append(change, vec![fact]).await?;
        Ok(id)
    }

    /// Says that a fact is so, or is not.
    ///
    /// # Errors
    ///
    /// As [`Employer::record_fact`]; [`Refusal::Denied`] also where it is about oneself, or one stated it as its assessor.
    pub async fn verify_fact(
        &self,
        change: Change<'_>,
        of: &FactId,
        checked: &Checked,
    ) -> Result<(), Refusal> {
        let person = self.to_change(change, Act::VerifyFacts).await?;
        let fact = counting(&person, of)?;
        may_verify(change.viewer, &person, fact)?;
        if checked.how.trim().is_empty() {
            return Err(Refusal::wrong("how", "Say how you know, for example where you looked."));
        }
        let body = Body::Verification(Verification {
            of: of.clone(),
            outcome: checked.outcome,
            by: Some(who(change.viewer)),
            how: Some(checked.how.trim().to_owned()),
            on: Some(change.now.day),
        });
        let id = FactId::new(change.installation.fresh_id("v")?);
        self.append(change, vec![recorded(change, id, body)]).await
    }

    /// Takes a fact back: it never held. A withdrawal may itself be taken back, which undoes it.
    ///
    /// # Errors
    ///
    /// As [`Employer::record_fact`].
    pub async fn withdraw_fact(
        &self,
        change: Change<'_>,
        of: &FactId,
        why: Option<&str>,
    ) -> Result<FactId, Refusal> {
        let person = self.to_change(change, Act::RecordFacts).await?;
        let fact = person.fact(of).ok_or(Refusal::NotFound)?;
        match &fact.body {
            Body::Withdrawal(_) if is_withdrawn(&person, of) => return Err(Refusal::Conflict),
            Body::Withdrawal(_) => {}
            Body::Verification(_) => return Err(Refusal::NotFound),
            _ => drop(counting(&person, of)?),
        }
        own_claims_alone(change, &person, fact)?;
        let body = Body::Withdrawal(Withdrawal { of: of.clone(), on: Some(change.now.day) });
        let id = FactId::new(change.installation.fresh_id("w")?);
        let mut made = recorded(change, id.clone(), body);
        made.entry.note = why.map(ToOwned::to_owned);
        self.append(change, vec![made]).await?;
        Ok(id)
    }

    /// Keeps a file as evidence about somebody.
    ///
    /// # Errors
    ///
    /// [`Refusal::Wrong`] where it is of no kind that is taken or too large, and as [`Employer::record_fact`].
    pub async fn keep_evidence(
        &self,
        change: Change<'_>,
        name: String,
        declared: Option<String>,
        content: Vec<u8>,
    ) -> Result<FileOf, Refusal> {
        self.to_change(change, Act::RecordFacts).await?;
        let upload = Upload {
            org: self.org().clone(),
            person: change.person.to_string(),
            name,
            declared,
            content,
            actor: change.viewer.account.clone(),
            at: change.now.at,
        };
        Ok(self.register.ledger().keep_file(upload).await?)
    }

    /// The files kept about somebody whose record may be read whole, in the order in which they came.
    ///
    /// # Errors
    ///
    /// Where the store does not answer.
    pub async fn evidence(&self, read: &super::Read) -> Result<Vec<FileOf>, Refusal> {
        read.whole()?;
        let mut made = Vec::new();
        for it in read.merged.iter().chain([&read.id]) {
            made.extend(self.register.ledger().files_of(self.org(), it.as_str()).await?);
        }
        Ok(made)
    }

    /// One of them with what is in it.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`] where there is none, and where the store does not answer.
    pub async fn evidence_content(
        &self,
        read: &super::Read,
        id: &str,
    ) -> Result<(FileOf, Vec<u8>), Refusal> {
        read.whole()?;
        for it in read.merged.iter().chain([&read.id]) {
            let found = self.register.ledger().file_content(self.org(), it.as_str(), id).await?;
            if let Some(found) = found {
                return Ok(found);
            }
        }
        Err(Refusal::NotFound)
    }

    /// The decisions given about somebody since a day, the latest first, by number: what had gone out already.
    ///
    /// # Errors
    ///
    /// Where the store does not answer.
    pub async fn decisions_since(&self, person: &PersonId, day: Day) -> Result<Vec<i64>, Refusal> {
        let ledger = self.register.ledger();
        let lines = ledger
            .lines_about(self.org(), Trail::Decisions, person.as_str(), i64::MAX, MOST_DECISIONS)
            .await?;
        let since = lines.iter().filter(|it| Day::of_instant(it.at) >= day);
        Ok(since.map(|it| it.number).collect())
    }

    /// Somebody whose record may be changed in that way.
    async fn to_change(&self, change: Change<'_>, act: Act) -> Result<Person, Refusal> {
        change.viewer.may(act, Relation::Any)?;
        let found = self.register.person(change.person).await?.ok_or(Refusal::NotFound)?;
        change.viewer.may(act, relation(change.viewer, &found.person, change.now.day))?;
        Ok(found.person)
    }

    /// That everybody a draft names is somebody else of the register.
    async fn known_people(
        &self,
        person: &Person,
        fields: &[Field],
        drafted: &Drafted,
    ) -> Result<(), Refusal> {
        let mut wrong = Vec::new();
        for it in fields.iter().filter(|it| it.takes == Takes::Person) {
            let Some(id) = drafted.fields.get(&it.name).and_then(Json::as_str) else { continue };
            if id == person.id.as_str() {
                wrong.push(Wrong::new(
                    &it.name,
                    "Name somebody else: nobody vouches for themselves.",
                ));
            } else if self.register.person(&PersonId::new(id)).await?.is_none() {
                wrong.push(Wrong::new(&it.name, "There is nobody of that name or number here."));
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(Refusal::Wrong(wrong)) }
    }

    async fn append(&self, change: Change<'_>, facts: Vec<Fact>) -> Result<(), Refusal> {
        let Some(found) = self.register.person(change.person).await? else {
            return Err(Refusal::NotFound);
        };
        let stream = Stream::person(found.person.id.as_str())?;
        let mut append = Append::new(self.org(), change.now.at);
        for it in &facts {
            let mut entry = entry_of(&stream, it, &change.viewer.account);
            // What came with a merge has no entry of its own to refer to: that nobody corrects it twice is made sure of by
            // the whole record standing as it was read.
            if it.refers_to().any(|it| came_with(it, &found.merged)) {
                (entry.supersedes, entry.about) = (None, None);
                append = append.based_on(&stream, found.as_of);
            }
            append = append.entry(entry);
        }
        match self.register.ledger().append(append).await {
            Ok(_) => Ok(()),
            Err(StoreError::Conflict(Conflict::Erased { .. })) => Err(Refusal::NotFound),
            Err(other) => Err(other.into()),
        }
    }
}

/// Decisions about one person that are looked through.
const MOST_DECISIONS: u32 = 2_000;

/// Whether somebody may verify a fact: not about themselves, and not one that they stated as its assessor.
///
/// # Errors
///
/// [`Refusal::Denied`] where not.
pub fn may_verify(viewer: &Viewer, person: &Person, fact: &Fact) -> Result<(), Refusal> {
    let Some(own) = &viewer.person else { return Ok(()) };
    let stated = match &fact.body {
        Body::Supervision(_) => None,
        other => other.names(),
    };
    if *own == person.id || stated == Some(own) {
        return Err(Refusal::Denied(Act::VerifyFacts.word().to_owned()));
    }
    Ok(())
}

/// Who verifies or records, as a record names them.
fn who(viewer: &Viewer) -> PersonId {
    viewer.person.clone().unwrap_or_else(|| PersonId::new(viewer.account.as_str()))
}

/// A fact recorded now.
fn recorded(change: Change<'_>, id: FactId, body: Body) -> Fact {
    let mut made = Fact::claimed(id, body);
    made.entry.recorded = Some(Instant(change.now.at));
    made.entry.recorded_by = Some(PersonId::new(change.viewer.account.as_str()));
    made
}

/// The fact of that id, where it counts.
fn counting<'a>(person: &'a Person, id: &FactId) -> Result<&'a Fact, Refusal> {
    let fact = person.fact(id).ok_or(Refusal::NotFound)?;
    let record = Record::known_at(person, KnownAt::EVERYTHING);
    if record.facts.iter().any(|it| it.fact.id == *id) { Ok(fact) } else { Err(Refusal::Conflict) }
}

fn is_withdrawn(person: &Person, id: &FactId) -> bool {
    person.facts.iter().any(|it| matches!(&it.body, Body::Withdrawal(of) if of.of == *id))
}

/// Of their own record people change what they claimed themselves, while nobody has verified it.
fn own_claims_alone(change: Change<'_>, person: &Person, fact: &Fact) -> Result<(), Refusal> {
    if change.viewer.person.as_ref() != Some(&person.id) {
        return Ok(());
    }
    let reaches = change.viewer.can(Act::RecordFacts, Relation::Other);
    let own = fact.entry.recorded_by.as_ref().map(PersonId::as_str) == Some(&change.viewer.account);
    let record = Record::known_at(person, KnownAt::EVERYTHING);
    let verified = record.facts.iter().any(|it| it.fact.id == fact.id && it.verified);
    if reaches || (own && !verified) {
        return Ok(());
    }
    Err(Refusal::Denied(Act::RecordFacts.word().to_owned()))
}

/// Reads a draft as files are read, and says of each fault which field it is in.
pub(super) fn read_new(
    change: Change<'_>,
    person: &Person,
    fields: &[Field],
    drafted: &Drafted,
    id: FactId,
) -> Result<Fact, Refusal> {
    let mut wrong = unfilled(fields, &drafted.fields);
    let mut text = format!("{{\"id\":{},\"facts\":[{{\"kind\":", Json::from(person.id.as_str()));
    text.push_str(&Json::from(drafted.kind.as_str()).to_string());
    let mut places: Vec<(&str, std::ops::Range<usize>)> = Vec::new();
    for (name, value) in &drafted.fields {
        let begins = text.len();
        text.push_str(&format!(",{}:{value}", Json::from(name.as_str())));
        places.push((name, begins..text.len()));
    }
    text.push_str("}]}");
    let (mut sources, mut faults) = (Sources::default(), Faults::default());
    let source = sources.add("the form", text.clone());
    let item = People::read_line(&text, source, &mut faults);
    for it in faults.list() {
        let at = it.place.map_or(0, |it| it.start as usize);
        let field = places.iter().find(|it| it.1.contains(&at)).map(|it| it.0);
        // A fault of the whole is told where no field has one of its own.
        let field = match field {
            Some(it) if wrong.iter().any(|other| other.field == it) => continue,
            None if !wrong.is_empty() => continue,
            found => found.unwrap_or("kind"),
        };
        let help = it.help.as_ref().map(|it| format!(" {}", say::stopped(&say::sentence(it))));
        let message = say::stopped(&say::sentence(&it.message.replace('`', "\"")));
        wrong.push(Wrong::new(field, message + &help.unwrap_or_default()));
    }
    if !wrong.is_empty() {
        return Err(Refusal::Wrong(wrong));
    }
    let Some(Item::Person(read, _)) = item else {
        return Err(Refusal::wrong("kind", "This cannot be read as a fact."));
    };
    let Some(fact) = read.facts.into_iter().next() else {
        return Err(Refusal::wrong("kind", "This cannot be read as a fact."));
    };
    let mut made = recorded(change, id, fact.body);
    made.entry.verified = Verified::No;
    made.entry.supersedes.clone_from(&drafted.corrects);
    made.entry.evidence.clone_from(&drafted.evidence);
    made.entry.note.clone_from(&drafted.note);
    Ok(made)
}

/// Fields that must be filled in and are not, and choices that are none.
pub fn unfilled(fields: &[Field], said: &Map<String, Json>) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    for it in fields {
        match (said.get(&it.name), &it.takes) {
            (None, _) if it.is_required => {
                wrong.push(Wrong::new(&it.name, format!("Fill in: {}.", it.title.to_lowercase())));
            }
            (Some(Json::String(word)), Takes::Choice(of)) if !of.iter().any(|it| it.0 == *word) => {
                wrong.push(Wrong::new(&it.name, "Choose one of the list."));
            }
            _ => {}
        }
    }
    for name in said.keys() {
        if !fields.iter().any(|it| it.name == *name) {
            wrong.push(Wrong::new(name, "This kind of fact has no such field."));
        }
    }
    wrong
}

#[cfg(test)]
#[path = "recording_tests.rs"]
mod tests;
