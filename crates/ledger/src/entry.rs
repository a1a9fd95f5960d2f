//! Entries: what is handed over to be stored, and what is read back.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::error::StoreError;
use crate::ids::{OrgId, Stream, judge};
use crate::jobs::NewJob;

/// The largest body, in bytes: a fact is a few hundred.
pub const LARGEST_BODY: usize = 1_000_000;

/// An entry to be appended.
///
/// ```
/// use preceptor_ledger::{NewEntry, Stream};
///
/// let record = Stream::person("p-017")?;
/// let first = NewEntry::new(&record, "f-1", "training", "u-3").body(r#"{"course":"care-certificate"}"#);
/// // A correction names what it corrects; a check or a withdrawal, what it is about.
/// let better = NewEntry::new(&record, "f-2", "training", "u-3").supersedes("f-1");
/// let checked = NewEntry::new(&record, "f-3", "verification", "u-4").about("f-2");
/// # Ok::<(), preceptor_ledger::StoreError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// What it belongs to.
    pub stream: Stream,
    /// Its id, unique in the stream.
    pub id: String,
    /// Its kind, a word of the caller's.
    pub kind: String,
    /// The first day it speaks of; none where nobody knows.
    pub valid_from: Option<Date>,
    /// The first day it no longer speaks of.
    pub valid_until: Option<Date>,
    /// Who says so: an id.
    pub actor: String,
    /// The entry of the stream that it takes the place of. A second one that does is refused.
    pub supersedes: Option<String>,
    /// The entry of the stream that it speaks of: what it withdraws, confirms or refutes.
    pub about: Option<String>,
    /// Another person it names, by id.
    pub names: Option<String>,
    /// What it says, sealed under the stream's key. The store does not read it.
    pub body: Option<String>,
}

impl NewEntry {
    /// An entry without dates, references and body.
    pub fn new(
        stream: &Stream,
        id: impl Into<String>,
        kind: impl Into<String>,
        actor: impl Into<String>,
    ) -> Self {
        Self {
            stream: stream.clone(),
            id: id.into(),
            kind: kind.into(),
            valid_from: None,
            valid_until: None,
            actor: actor.into(),
            supersedes: None,
            about: None,
            names: None,
            body: None,
        }
    }

    /// With the days it speaks of, `[from, until)`.
    pub fn valid(mut self, from: Option<Date>, until: Option<Date>) -> Self {
        (self.valid_from, self.valid_until) = (from, until);
        self
    }

    /// With the entry it takes the place of.
    pub fn supersedes(mut self, id: impl Into<String>) -> Self {
        self.supersedes = Some(id.into());
        self
    }

    /// With the entry it speaks of.
    pub fn about(mut self, id: impl Into<String>) -> Self {
        self.about = Some(id.into());
        self
    }

    /// With the other person it names.
    pub fn names(mut self, person: impl Into<String>) -> Self {
        self.names = Some(person.into());
        self
    }

    /// With what it says.
    pub fn body(mut self, body: impl Into<String>) -> Self {
        self.body = Some(body.into());
        self
    }

    pub(crate) fn judge(&self) -> Result<(), StoreError> {
        judge("id of an entry", &self.id)?;
        judge("kind of an entry", &self.kind)?;
        judge("actor of an entry", &self.actor)?;
        for it in [&self.supersedes, &self.about].into_iter().flatten() {
            judge("entry referred to", it)?;
        }
        if let Some(it) = &self.names {
            judge("person named", it)?;
        }
        let is_backwards = matches!((self.valid_from, self.valid_until), (Some(from), Some(until)) if until <= from);
        if is_backwards {
            return Err(StoreError::unfit(
                "days of an entry",
                "the last day not covered comes after the first",
            ));
        }
        if self.body.as_ref().is_some_and(|it| it.len() > LARGEST_BODY || it.contains('\0')) {
            return Err(StoreError::unfit("body of an entry", "text of at most 1 MB, without NUL"));
        }
        Ok(())
    }
}

/// An entry as it was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number in the organisation's chain, from 1.
    pub seq: i64,
    /// What it belongs to.
    pub stream: Stream,
    /// Its id.
    pub id: String,
    /// Its kind.
    pub kind: String,
    /// The first day it speaks of.
    pub valid_from: Option<Date>,
    /// The first day it no longer speaks of.
    pub valid_until: Option<Date>,
    /// When it was recorded, to the microsecond; later than every entry before it.
    pub recorded_at: Timestamp,
    /// Who says so.
    pub actor: String,
    /// The entry it takes the place of.
    pub supersedes: Option<String>,
    /// The entry it speaks of.
    pub about: Option<String>,
    /// Another person it names.
    pub names: Option<String>,
    /// What it says.
    pub body: Body,
}

/// What an entry says.
#[derive(Clone, PartialEq, Eq)]
pub enum Body {
    /// Nothing beside its columns.
    None,
    /// That.
    Said(String),
    /// Nobody can tell any longer: the key is gone.
    Erased,
}

/// Whether there is one.
impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Said(_) => "Said(..)",
            Self::Erased => "Erased",
        })
    }
}

impl Body {
    /// The text, if there is one to be read.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Said(it) => Some(it),
            Self::None | Self::Erased => None,
        }
    }
}

/// Entries that are stored together or not at all.
///
/// ```
/// use jiff::Timestamp;
/// use preceptor_ledger::{Append, NewEntry, OrgId, Stream};
///
/// let now: Timestamp = "2026-11-20T09:00:00Z".parse()?;
/// let record = Stream::person("p-017")?;
/// let append = Append::new(&OrgId::new("X99")?, now)
///     // Only if the record still ends where it ended when the form was shown.
///     .based_on(&record, 41)
///     .entry(NewEntry::new(&record, "f-9", "exam", "u-3").body(r#"{"exam":"pane"}"#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Append {
    /// Whose log.
    pub org: OrgId,
    /// Now, as the edge has it.
    pub at: Timestamp,
    /// Streams that must still end with that entry; 0 for one that must still be empty.
    pub based_on: Vec<(Stream, i64)>,
    /// Streams that must have entries already.
    pub grows: Vec<Stream>,
    /// The entries, in their order.
    pub entries: Vec<NewEntry>,
    /// Jobs that are put into the queue with them.
    pub jobs: Vec<NewJob>,
}

impl Append {
    /// Nothing yet.
    pub fn new(org: &OrgId, at: Timestamp) -> Self {
        let (based_on, grows) = (Vec::new(), Vec::new());
        Self { org: org.clone(), at, based_on, grows, entries: Vec::new(), jobs: Vec::new() }
    }

    /// Only if the stream still ends with that entry.
    pub fn based_on(mut self, stream: &Stream, seq: i64) -> Self {
        self.based_on.push((stream.clone(), seq));
        self
    }

    /// Only if the stream has entries already, whichever: what is said of somebody who must be known.
    pub fn grows(mut self, stream: &Stream) -> Self {
        self.grows.push(stream.clone());
        self
    }

    /// With a further entry.
    pub fn entry(mut self, entry: NewEntry) -> Self {
        self.entries.push(entry);
        self
    }

    /// With a job that these entries cause.
    pub fn job(mut self, job: NewJob) -> Self {
        self.jobs.push(job);
        self
    }

    pub(crate) fn judge(&self) -> Result<(), StoreError> {
        if self.entries.is_empty() {
            return Err(StoreError::unfit("append", "it has at least one entry"));
        }
        self.jobs.iter().try_for_each(NewJob::judge)?;
        self.entries.iter().try_for_each(NewEntry::judge)
    }
}

/// What became of an append: it is on the disk and in the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// The number of its first entry.
    pub first: i64,
    /// The number of its last.
    pub last: i64,
    /// When the last was recorded.
    pub recorded_at: Timestamp,
}

/// Where an organisation's chain ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The number of the last entry; 0 where there is none.
    pub seq: i64,
    /// When it was recorded; the beginning of time where there is none.
    pub recorded_at: Timestamp,
    /// Its hash.
    pub hash: String,
}
