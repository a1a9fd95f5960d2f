//! Opening somebody's record: who may see it whole, who only how they stand, and who asked.

use std::collections::BTreeSet;

use preceptor_record::people::People;
use preceptor_record::{Body, Day, KnownAt, Period, Person, PersonId, Record, SupervisionKind};

use crate::access::{Act, Relation, Viewer};
use crate::employer::Employer;
use crate::installation::Installation;
use crate::now::Now;
use crate::refusal::Refusal;

/// Somebody's record as a reader may see it.
#[derive(Debug)]
pub struct Read {
    /// They, and everybody a question about them may lead to.
    pub people: People,
    /// Who.
    pub id: PersonId,
    /// The number of the last of their entries that was read: what a change is based on.
    pub as_of: i64,
    /// Other records that were merged into this one.
    pub merged: Vec<PersonId>,
    /// What they are to the reader.
    pub relation: Relation,
    /// Whether the reader may see everything; else who they are, in which role, and how they stand.
    pub is_whole: bool,
}

impl Read {
    /// The person.
    ///
    /// # Errors
    ///
    /// Never, as far as it was made by [`Employer::read`]: nobody is read who is not there.
    pub fn person(&self) -> Result<&Person, Refusal> {
        self.people.people.get(&self.id).ok_or(Refusal::NotFound)
    }

    /// That everything may be seen.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`] where it may not.
    pub fn whole(&self) -> Result<(), Refusal> {
        if self.is_whole { Ok(()) } else { Err(Refusal::Denied(Act::SeeRecord.word().to_owned())) }
    }
}

impl Employer {
    /// Opens somebody's record, and writes down that the reader looked at that page of it.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`] where there is nobody of that id, [`Refusal::Denied`] where the reader may not even see how
    /// they stand, and where the store does not answer.
    pub async fn read(
        &self,
        viewer: &Viewer,
        id: &PersonId,
        page: &str,
        now: Now,
    ) -> Result<Read, Refusal> {
        // Who may see nobody is told nothing, not even whether there is somebody.
        viewer
            .may(Act::SeeStanding, Relation::Any)
            .or_else(|_| viewer.may(Act::SeeRecord, Relation::Any))?;
        let Some(found) = self.register.person(id).await? else { return Err(Refusal::NotFound) };
        let relation = relation(viewer, &found.person, now.day);
        let is_whole = viewer.can(Act::SeeRecord, relation);
        if !is_whole {
            viewer.may(Act::SeeStanding, relation)?;
        }
        let id = &found.person.id;
        let people = self.register.circle(id).await?;
        self.looked(viewer, id, page, now).await;
        Ok(Read {
            people,
            id: id.clone(),
            as_of: found.as_of,
            merged: found.merged.clone(),
            relation,
            is_whole,
        })
    }
}

/// Somebody supervised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supervised {
    /// Who.
    pub person: PersonId,
    /// What they are called.
    pub name: String,
    /// How they are supervised.
    pub kind: SupervisionKind,
    /// From when until when.
    pub days: Period,
}

/// Entries that name somebody are followed no further than this.
const MOST_NAMING: u32 = 2_000;

impl Employer {
    /// Whom somebody supervises on a day, by name.
    ///
    /// # Errors
    ///
    /// Where the store does not answer.
    pub async fn supervised_by(&self, id: &PersonId, day: Day) -> Result<Vec<Supervised>, Refusal> {
        let ledger = self.register.ledger();
        let naming = ledger.entries_naming(self.org(), id.as_str(), MOST_NAMING).await?;
        let of_supervision = naming.iter().filter(|it| it.kind == "supervision");
        let people: BTreeSet<&str> =
            of_supervision.filter_map(|it| it.stream.record_of()).collect();
        let mut made = Vec::new();
        for person in people {
            let Some(found) = self.register.person(&PersonId::new(person)).await? else { continue };
            let record = Record::known_at(&found.person, KnownAt::EVERYTHING);
            for it in &record.facts {
                let days = it.fact.body.period();
                let Body::Supervision(of) = &it.fact.body else { continue };
                if of.supervisor == *id && days.holds(day) {
                    made.push(Supervised {
                        person: found.person.id.clone(),
                        name: found.person.display_name().to_owned(),
                        kind: of.supervision,
                        days,
                    });
                }
            }
        }
        made.sort_by(|a, b| (&a.name, a.kind).cmp(&(&b.name, b.kind)));
        Ok(made)
    }
}

impl Employer {
    /// What somebody is called whom a record names as who recorded or checked it: an account, or a person of the register;
    /// their id where neither is known.
    ///
    /// # Errors
    ///
    /// Where the store does not answer.
    pub async fn name_of(&self, of: &Installation, id: &str) -> Result<String, Refusal> {
        if let Some(name) = of.account_name(id).await? {
            return Ok(name);
        }
        let found = self.register.person(&PersonId::new(id)).await?;
        Ok(found.map_or_else(|| id.to_owned(), |it| it.person.display_name().to_owned()))
    }
}

impl Installation {
    /// What somebody with an account is called; none where there is no such account.
    ///
    /// # Errors
    ///
    /// Where the store does not answer.
    pub async fn account_name(&self, account: &str) -> Result<Option<String>, Refusal> {
        let Some(found) = self.ledger.account(account).await? else { return Ok(None) };
        let body: serde_json::Value = serde_json::from_str(&found.body).unwrap_or_default();
        Ok(body.get("name").and_then(serde_json::Value::as_str).map(ToOwned::to_owned))
    }
}

/// What somebody is to a reader: supervision of any kind, in force on the day, makes them theirs.
pub fn relation(viewer: &Viewer, person: &Person, day: Day) -> Relation {
    if viewer.person.as_ref() == Some(&person.id) {
        return Relation::Own;
    }
    let Some(reader) = &viewer.person else { return Relation::Other };
    let record = Record::known_at(person, KnownAt::EVERYTHING);
    let supervises = record.facts.iter().any(|it| match &it.fact.body {
        Body::Supervision(of) => of.supervisor == *reader && it.fact.body.period().holds(day),
        _ => false,
    });
    if supervises { Relation::Supervises } else { Relation::Other }
}
