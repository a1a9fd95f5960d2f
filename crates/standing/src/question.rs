//! What is asked.

use std::collections::BTreeMap;

use preceptor_record::{Closeness, Code, Day, KnownAt, Organisation, Person, PersonId};
use preceptor_rulebook::ContextValue;

/// May this person do that, here, with these people present?
#[derive(Debug, Clone)]
pub struct Question {
    /// Who asks.
    pub person: PersonId,
    /// What they would do.
    pub activity: Code,
    /// On which day.
    pub at: Day,
    /// As known when.
    pub known_at: KnownAt,
    /// Acting in which post: the id of its fact, or its role.
    pub post: Option<Code>,
    /// What is stated of the patient and the place.
    pub context: BTreeMap<Code, ContextValue>,
    /// Who is there.
    pub present: Vec<Present>,
}

/// Somebody who is there to supervise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Present {
    /// Who.
    pub person: PersonId,
    /// How close.
    pub level: Closeness,
    /// How many others, of those a provision counts, they cover already.
    pub covering: u32,
    /// How many minutes away; nobody said where it is missing.
    pub minutes: Option<u32>,
}

impl Present {
    /// Reads `ID@CLOSENESS[:COVERING[:MINUTES]]`.
    ///
    /// # Errors
    ///
    /// Says which part is wrong and what it may be.
    pub fn parse(text: &str) -> Result<Self, String> {
        let form = "write it as ID@CLOSENESS[:COVERING[:MINUTES]], for example p-100@on-site:1:2";
        let (person, rest) =
            text.rsplit_once('@').ok_or(format!("`{text}` names no closeness; {form}"))?;
        let mut parts = rest.split(':');
        let level = parts.next().unwrap_or_default();
        let level = Closeness::from_word(level).ok_or_else(|| {
            let words: Vec<&str> = Closeness::ALL.iter().map(|it| it.as_str()).collect();
            format!("`{level}` is no closeness: one of {}", words.join(", "))
        })?;
        let mut number = |what: &str| match parts.next() {
            None | Some("") => Ok(None),
            Some(it) => it
                .parse::<u32>()
                .map(Some)
                .map_err(|_| format!("`{it}` is no number of {what}; {form}")),
        };
        let covering = number("people covered")?.unwrap_or(0);
        let minutes = number("minutes")?;
        if person.is_empty() || parts.next().is_some() {
            return Err(format!("`{text}` cannot be read; {form}"));
        }
        Ok(Self { person: PersonId::new(person), level, covering, minutes })
    }

    /// Minutes to attend: as given, else none where they are in the room, else nobody knows.
    pub fn attends_within(&self) -> Option<u32> {
        self.minutes.or((self.level == Closeness::Direct).then_some(0))
    }
}

/// The answer to a [`Question`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decision {
    /// Yes.
    Permit,
    /// Yes, once somebody who qualifies is close enough.
    NeedsSupervision,
    /// Something that matters was not stated or is not verified.
    CannotTell,
    /// No.
    Refuse,
}

impl Decision {
    /// The word for it in files and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Permit => "permit",
            Self::NeedsSupervision => "needs-supervision",
            Self::CannotTell => "cannot-tell",
            Self::Refuse => "refuse",
        }
    }
}

impl std::fmt::Display for Decision {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

/// The people and organisations a question may reach.
pub trait Register {
    /// The person of that id.
    fn person(&self, id: &PersonId) -> Option<&Person>;
    /// The organisation of that code.
    fn organisation(&self, code: &Code) -> Option<&Organisation>;
}

impl Register for preceptor_record::people::People {
    fn person(&self, id: &PersonId) -> Option<&Person> {
        self.people.get(id)
    }
    fn organisation(&self, code: &Code) -> Option<&Organisation> {
        self.organisations.get(code)
    }
}

/// Why a question could not be taken: it is the question that is wrong, not the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongQuestion {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}
