//! Taking an archive in.

use std::collections::{BTreeMap, BTreeSet};

use preceptor_exchange::archive::{self, Content, Sender};
use preceptor_ledger::{Append, FileError, NewEntry, Stream, Upload};
use preceptor_record::{Body, Fact, Person, PersonId, Verified};

use crate::access::{Act, Relation, Viewer};
use crate::employer::Employer;
use crate::now::Now;
use crate::refusal::Refusal;
use crate::register::{came_with, entry_of};
use crate::say;

/// The stream of the organisations people work at.
const ORGANISATIONS: &str = "organisations";
/// How many entries are stored together.
const TOGETHER: usize = 2_000;

/// What came of taking an archive in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    /// Who, as they are known here; none where it was of a whole organisation.
    pub person: Option<PersonId>,
    /// From whom: the name and the code of the organisation.
    pub from: String,
    /// Their key.
    pub key: String,
    /// Whether it is trusted: facts stay verified then, and are claimed otherwise.
    pub is_trusted: bool,
    /// Those of whom something was recorded.
    pub n_people: usize,
    /// Facts of theirs that were recorded.
    pub n_facts: usize,
    /// Facts that were here already.
    pub n_here: usize,
    /// Files that were kept.
    pub n_files: usize,
    /// Files that were not, as they are of a kind that is not taken.
    pub not_kept: Vec<String>,
}

impl Employer {
    /// Takes an archive in. The same archive a second time changes nothing; a later one of the same person adds what is
    /// new in it.
    ///
    /// # Errors
    ///
    /// [`Refusal::Wrong`] where it is none, or was changed; where they may not, or the store does not answer.
    pub async fn take_archive(
        &self,
        viewer: &Viewer,
        bytes: Vec<u8>,
        now: Now,
    ) -> Result<Arrived, Refusal> {
        viewer.may(Act::ImportPeople, Relation::Any)?;
        let read = tokio::task::spawn_blocking(move || archive::read(&bytes)).await;
        let read = read.map_err(|it| Refusal::Broken(it.to_string()))?;
        let (sender, content) = read.map_err(|it| {
            Refusal::wrong("file", say::stopped(&say::sentence(&it.to_string().replace('`', "\""))))
        })?;
        let is_trusted = self.trusted().await?.iter().any(|it| it.key == sender.key);
        let coming = Coming { sender: &sender, is_trusted, viewer, now };
        if is_trusted {
            self.take_organisations(&coming, &content).await?;
        }
        let mut made = Arrived {
            person: content.person.as_ref().map(|it| coming.id(it)),
            from: coming.from(),
            key: sender.key.clone(),
            is_trusted,
            n_people: 0,
            n_facts: 0,
            n_here: 0,
            n_files: 0,
            not_kept: Vec::new(),
        };
        // Whoever the facts rest on comes first, so that nobody sees the person without them.
        for it in content.people.iter().rev() {
            let is_meant = content.person.as_ref().is_none_or(|person| *person == it.id);
            if !self.new_of(&coming, it).await? {
                made.n_here += if is_meant { it.facts.len() } else { 0 };
                continue;
            }
            let files = self.take_files(&coming, &content, &it.id, &mut made).await?;
            let (n_facts, n_here) = self.take_person(&coming, it, &files).await?;
            if is_meant {
                made.n_people += 1;
                made.n_facts += n_facts;
                made.n_here += n_here;
            }
        }
        Ok(made)
    }

    /// Keeps somebody's files; what each is called here, by what it was called there.
    async fn take_files(
        &self,
        coming: &Coming<'_>,
        content: &Content,
        of: &PersonId,
        made: &mut Arrived,
    ) -> Result<BTreeMap<String, String>, Refusal> {
        let mut files = BTreeMap::new();
        for it in content.evidence.iter().filter(|it| it.of == *of) {
            let upload = Upload {
                org: self.org().clone(),
                person: coming.id(of).to_string(),
                name: it.name.clone(),
                declared: None,
                content: it.content.clone(),
                actor: coming.viewer.account.clone(),
                at: coming.now.at,
            };
            match self.register.ledger().keep_file(upload).await {
                Ok(kept) => {
                    files.insert(it.id.clone(), kept.id);
                    made.n_files += 1;
                }
                Err(FileError::Store(it)) => return Err(it.into()),
                Err(_) => made.not_kept.push(it.name.clone()),
            }
        }
        Ok(files)
    }

    /// Whether somebody's record has anything that is not here.
    async fn new_of(&self, coming: &Coming<'_>, person: &Person) -> Result<bool, Refusal> {
        let found = self.register.person(&coming.id(&person.id)).await?;
        let here: BTreeSet<&str> =
            found.iter().flat_map(|it| &it.person.facts).map(|it| it.id.as_str()).collect();
        let merged = found.as_ref().map(|it| it.merged.clone()).unwrap_or_default();
        let is_here = |it: &Fact| {
            here.contains(it.id.as_str())
                || merged.iter().any(|of| here.contains(format!("{}@{of}", it.id).as_str()))
        };
        Ok(coming.facts(person, &BTreeMap::new()).iter().any(|it| !is_here(it)))
    }

    /// Records what is not here yet; how much that was, and how much was here.
    async fn take_person(
        &self,
        coming: &Coming<'_>,
        person: &Person,
        files: &BTreeMap<String, String>,
    ) -> Result<(usize, usize), Refusal> {
        let id = coming.id(&person.id);
        let found = self.register.person(&id).await?;
        // Somebody whose record was joined to another is read there, and what comes goes there.
        let (into, as_of) =
            found.as_ref().map_or((id.clone(), 0), |it| (it.person.id.clone(), it.as_of));
        let stream = Stream::person(into.as_str())?;
        let suffix = if into == id { String::new() } else { format!("@{id}") };
        let here: BTreeSet<String> =
            found.iter().flat_map(|it| &it.person.facts).map(|it| it.id.to_string()).collect();
        let merged = found.map(|it| it.merged).unwrap_or_default();
        let all = coming.facts(person, files);
        let n_all = all.len();
        let new: Vec<Fact> = all
            .into_iter()
            .filter(|it| {
                !here.contains(it.id.as_str()) && !here.contains(&format!("{}{suffix}", it.id))
            })
            .collect();
        let n_new = new.len();
        let mut as_of = as_of;
        for part in new.chunks(TOGETHER) {
            let mut append = Append::new(self.org(), coming.now.at).based_on(&stream, as_of);
            for fact in part {
                let mut entry = entry_of(&stream, fact, &coming.viewer.account);
                entry.actor.clone_from(&coming.viewer.account);
                if fact.refers_to().any(|it| came_with(it, &merged)) {
                    (entry.supersedes, entry.about) = (None, None);
                }
                append = append.entry(entry);
            }
            as_of = self.register.ledger().append(append).await?.last;
        }
        Ok((n_new, n_all - n_new))
    }

    /// Organisations that are not known here.
    async fn take_organisations(
        &self,
        coming: &Coming<'_>,
        content: &Content,
    ) -> Result<(), Refusal> {
        let known = self.register.organisations().await?;
        let stream = Stream::organisation(ORGANISATIONS)?;
        let mut append = Append::new(self.org(), coming.now.at);
        for it in content.organisations.iter().filter(|it| !known.contains_key(&it.organisation)) {
            let entry = NewEntry::new(
                &stream,
                it.organisation.as_str(),
                "organisation",
                &coming.viewer.account,
            );
            append = append.entry(entry.body(it.to_json().to_string()));
        }
        if !append.entries.is_empty() {
            self.register.ledger().append(append).await?;
        }
        Ok(())
    }
}

/// An archive on its way in.
struct Coming<'a> {
    sender: &'a Sender,
    is_trusted: bool,
    viewer: &'a Viewer,
    now: Now,
}

impl Coming<'_> {
    /// Who somebody is here: their id there, and the code of the sender.
    fn id(&self, there: &PersonId) -> PersonId {
        let behind = format!("@{}", self.sender.organisation);
        let text = there.as_str();
        // Whoever comes back from where they came from is who they were.
        PersonId::new(if text.ends_with(&behind) {
            text.to_owned()
        } else {
            format!("{text}{behind}")
        })
    }

    fn from(&self) -> String {
        format!("{} ({})", self.sender.name, self.sender.organisation)
    }

    /// The facts of somebody as they are recorded here. Of a sender who is not trusted nothing was verified.
    fn facts(&self, person: &Person, files: &BTreeMap<String, String>) -> Vec<Fact> {
        let mut made = Vec::with_capacity(person.facts.len() + 1);
        made.extend(who(person));
        made.extend(person.facts.iter().cloned());
        if !self.is_trusted {
            let checks: BTreeSet<_> = made
                .iter()
                .filter(|it| matches!(it.body, Body::Verification(_)))
                .map(|it| it.id.clone())
                .collect();
            // What takes a check back goes with it.
            made.retain(|it| match &it.body {
                Body::Verification(_) => false,
                Body::Withdrawal(of) => !checks.contains(&of.of),
                _ => true,
            });
        }
        for it in &mut made {
            self.settle(it, files);
        }
        made
    }

    fn settle(&self, fact: &mut Fact, files: &BTreeMap<String, String>) {
        let there = fact.entry.recorded_by.as_ref().map(|it| self.id(it));
        fact.entry.recorded_by = there;
        fact.entry.evidence =
            fact.entry.evidence.iter().filter_map(|it| files.get(it).cloned()).collect();
        match (&mut fact.entry.verified, self.is_trusted) {
            (it, false) => *it = Verified::No,
            (Verified::By(it), true) => it.by = it.by.as_ref().map(|it| self.id(it)),
            (Verified::No | Verified::ByAuthor, true) => {}
        }
        match &mut fact.body {
            Body::Supervision(it) => it.supervisor = self.id(&it.supervisor),
            Body::SignOff(it) => it.assessor = it.assessor.as_ref().map(|it| self.id(it)),
            Body::Capability(it) => it.assessor = it.assessor.as_ref().map(|it| self.id(it)),
            Body::Assessment(it) => it.assessor = it.assessor.as_ref().map(|it| self.id(it)),
            Body::Delegation(it) => it.delegator = it.delegator.as_ref().map(|it| self.id(it)),
            Body::Appraisal(it) => it.appraiser = it.appraiser.as_ref().map(|it| self.id(it)),
            Body::Post(it) => it.manager = it.manager.as_ref().map(|it| self.id(it)),
            Body::Verification(it) => it.by = it.by.as_ref().map(|it| self.id(it)),
            _ => {}
        }
        let from = self.from();
        let says = if self.is_trusted {
            format!("From {from}.")
        } else {
            format!("Stated by {from}, whose signature was not trusted when it came.")
        };
        let note = fact.entry.note.take();
        fact.entry.note =
            Some(note.map_or(says.clone(), |it| format!("{} {says}", say::stopped(&it))));
    }
}

/// What a file says of somebody beside their facts, as a fact.
fn who(person: &Person) -> Option<Fact> {
    let has_details = person.facts.iter().any(|it| matches!(it.body, Body::Details(_)));
    if has_details {
        return None;
    }
    let mut details = person.details.as_deref().cloned().unwrap_or(preceptor_record::Details {
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
    details
        .name
        .is_some()
        .then(|| Fact::claimed(preceptor_record::FactId::new("who"), Body::Details(details)))
}
