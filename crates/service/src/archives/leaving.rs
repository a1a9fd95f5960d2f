//! Making an archive of somebody's record.

use std::collections::{BTreeMap, BTreeSet};

use preceptor_exchange::archive::{self, Content, Evidence, Sender, hex};
use preceptor_ledger::{NewLine, Trail};
use preceptor_record::{Body, Code, Fact, KnownAt, Person, PersonId, Record};
use ring::signature::KeyPair as _;
use serde_json::json;

use crate::access::{Act, Relation, Viewer};
use crate::employer::Employer;
use crate::installation::Installation;
use crate::now::Now;
use crate::person::relation;
use crate::refusal::Refusal;

/// People who are read at once.
const TOGETHER: u32 = 500;

impl Employer {
    /// Everything about somebody, signed. That it was taken away is written down before anybody has it.
    ///
    /// With them go those on whom their facts rest, as far as anything may rest on it: who they are, and their
    /// registrations, posts and the like, and nothing of checks, absences or appraisals.
    ///
    /// # Errors
    ///
    /// Where they may not, there is nobody of that id, or the store does not answer.
    pub async fn archive_of(
        &self,
        installation: &Installation,
        viewer: &Viewer,
        id: &PersonId,
        now: Now,
    ) -> Result<Vec<u8>, Refusal> {
        viewer.may(Act::ExportRecord, Relation::Any)?;
        let found = self.register.person(id).await?.ok_or(Refusal::NotFound)?;
        viewer.may(Act::ExportRecord, relation(viewer, &found.person, now.day))?;
        let (person, merged) = (found.person, found.merged);
        let evidence = self.evidence_of(&person.id, &merged).await?;
        let mut people = vec![person.clone()];
        people.extend(self.leant_on(&person).await?);
        let made =
            self.signed(installation, Some(person.id.clone()), people, evidence, now).await?;
        let line = json!({ "exported": "record" }).to_string();
        let line = NewLine::new(now.at, viewer.account.clone(), line).about(person.id.as_str());
        self.register.ledger().write_line(self.org(), Trail::Access, line).await?;
        Ok(made)
    }

    /// Everything about everybody, signed. That it was taken away is written down before anybody has it.
    ///
    /// # Errors
    ///
    /// Where they may not, or the store does not answer.
    pub async fn archive_of_all(
        &self,
        installation: &Installation,
        viewer: &Viewer,
        now: Now,
    ) -> Result<Vec<u8>, Refusal> {
        viewer.may(Act::ExportRecord, Relation::Other)?;
        let (mut people, mut evidence, mut after) = (Vec::new(), Vec::new(), String::new());
        loop {
            let page = self.register.registered_after(&after, TOGETHER).await?;
            let Some(last) = page.last() else { break };
            last.person.id.as_str().clone_into(&mut after);
            for it in page {
                evidence.extend(self.evidence_of(&it.person.id, &it.merged).await?);
                people.push(it.person);
            }
        }
        let n_people = people.len();
        let made = self.signed(installation, None, people, evidence, now).await?;
        let line = json!({ "exported": "organisation", "n_people": n_people }).to_string();
        let line = NewLine::new(now.at, viewer.account.clone(), line);
        self.register.ledger().write_line(self.org(), Trail::Access, line).await?;
        Ok(made)
    }

    async fn evidence_of(
        &self,
        id: &PersonId,
        merged: &[PersonId],
    ) -> Result<Vec<Evidence>, Refusal> {
        let (ledger, mut made) = (self.register.ledger(), Vec::new());
        for of in merged.iter().chain([id]) {
            for file in ledger.files_of(self.org(), of.as_str()).await? {
                let content = ledger.file_content(self.org(), of.as_str(), &file.id).await?;
                if let Some((file, content)) = content {
                    made.push(Evidence { of: id.clone(), id: file.id, name: file.name, content });
                }
            }
        }
        Ok(made)
    }

    async fn signed(
        &self,
        installation: &Installation,
        person: Option<PersonId>,
        people: Vec<Person>,
        evidence: Vec<Evidence>,
        now: Now,
    ) -> Result<Vec<u8>, Refusal> {
        let all = self.register.organisations().await?;
        let facts = people.iter().flat_map(|it| &it.facts);
        let named: BTreeSet<&Code> = facts.filter_map(|it| organisation_of(&it.body)).collect();
        let organisations = named.into_iter().filter_map(|it| all.get(it).cloned()).collect();
        let pair = self.own_key(installation, now).await?;
        let sender = Sender {
            organisation: self.org().to_string(),
            name: self.title().await?,
            key: hex(pair.public_key().as_ref()),
        };
        let made = now.at.to_string();
        let content = Content { person, made, people, organisations, evidence };
        let packed = tokio::task::spawn_blocking(move || {
            archive::write(&sender, &content, |it| pair.sign(it).as_ref().to_vec())
        });
        let packed = packed.await.map_err(|it| Refusal::Broken(it.to_string()))?;
        packed.map_err(|it| Refusal::Broken(it.to_string()))
    }

    /// Those whom somebody's facts name, those whom theirs name, and so on, as far as anything may rest on it.
    async fn leant_on(&self, person: &Person) -> Result<Vec<Person>, Refusal> {
        let mut made: BTreeMap<PersonId, Person> = BTreeMap::new();
        let mut next: Vec<PersonId> = named(person);
        while let Some(id) = next.pop() {
            if id == person.id || made.contains_key(&id) {
                continue;
            }
            let Some(found) = self.register.person(&id).await? else { continue };
            let mut it = reduced(&found.person);
            it.id = id.clone();
            next.extend(named(&it));
            made.insert(id, it);
        }
        Ok(made.into_values().collect())
    }
}

fn named(of: &Person) -> Vec<PersonId> {
    of.facts.iter().filter_map(|it| it.body.names()).cloned().collect()
}

fn organisation_of(body: &Body) -> Option<&Code> {
    match body {
        Body::Post(it) => it.organisation.as_ref(),
        Body::Experience(it) => it.organisation.as_ref(),
        Body::Entitlement(it) => it.organisation.as_ref(),
        _ => None,
    }
}

/// What others' standing may rest on: the facts that count today, verified as they are, without anything private.
fn reduced(of: &Person) -> Person {
    let record = Record::known_at(of, KnownAt::EVERYTHING);
    let facts = record.facts.iter().filter_map(|known| {
        let is_needed = matches!(
            &known.fact.body,
            Body::Registration(_)
                | Body::Annotation(_)
                | Body::Qualification(_)
                | Body::Exam(_)
                | Body::Post(_)
                | Body::Experience(_)
                | Body::Entitlement(_)
                | Body::Supervision(_)
                | Body::SignOff(_)
                | Body::Training(_)
                | Body::Restriction(_)
        );
        is_needed.then(|| {
            let mut fact: Fact = known.fact.clone();
            fact.entry.supersedes = None;
            fact.entry.evidence = Vec::new();
            fact.entry.note = None;
            if !known.verified {
                fact.entry.verified = preceptor_record::Verified::No;
            } else if fact.entry.verified == preceptor_record::Verified::No {
                // A check of its own said so, which stays where it is.
                fact.entry.verified = preceptor_record::Verified::ByAuthor;
            }
            fact
        })
    });
    let facts = facts.collect();
    Person {
        id: of.id.clone(),
        name: of.name.clone(),
        details: None,
        former_names: Vec::new(),
        facts,
    }
}
