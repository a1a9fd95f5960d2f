//! What a requirement is asked of: whose record, in which post, with what stated, on which day, as known when.

use std::collections::BTreeMap;

use preceptor_record::{Code, Day, Known, KnownAt, Person, Record};
use preceptor_rulebook::{ContextSpec, ContextValue, Rulebook};
use preceptor_standing::{Register, Truth};

use super::acting::{Acting, Base};

/// Everything a requirement may look at.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// The rulebook.
    pub book: &'a Rulebook,
    /// The people and organisations there are.
    pub register: &'a dyn Register,
    /// Whose record is asked.
    pub person: &'a Person,
    /// The post they act in; nobody but the asker acts in one.
    pub acting: Option<&'a Acting>,
    /// The employer of the asker's acting post.
    pub employer: Option<&'a Code>,
    /// What is stated, what asking implies included.
    pub context: &'a BTreeMap<Code, ContextValue>,
    /// The activity asked about.
    pub activity: Option<&'a Code>,
    /// The moment of knowledge.
    pub known_at: KnownAt,
    /// The day.
    pub day: Day,
}

impl<'a> Scene<'a> {
    /// The facts that count.
    pub fn facts(&self) -> Vec<Known<'a>> {
        Record::known_at(self.person, self.known_at).facts
    }

    /// The same question to another person, on that day, who acts in no post.
    // READ AS: what the question states is stated for them too.
    pub fn over(&self, other: &'a Person, day: Day) -> Self {
        Self { person: other, acting: None, day, ..*self }
    }

    /// The setting: as stated, else the post's.
    pub fn setting(&self) -> Option<ContextValue> {
        let of_post = self.acting.and_then(|it| it.setting.as_ref());
        self.context.get("setting").cloned().or_else(|| of_post.map(word))
    }

    /// The specialty: as stated, else the post's.
    pub fn specialty(&self) -> Option<ContextValue> {
        let of_post = self.acting.and_then(|it| it.specialty.as_ref());
        self.context.get("specialty").cloned().or_else(|| of_post.map(word))
    }

    /// Whether a context key has what is wanted; unknown where it was not stated.
    pub fn admits(&self, key: &str, wanted: &ContextSpec) -> Truth {
        let stated = match key {
            "setting" => self.setting(),
            "specialty" => self.specialty(),
            "base-profession" => match self.acting.map_or(&Base::None, |it| &it.base) {
                Base::Is(it) => Some(word(it)),
                Base::Unknown => None,
                // READ AS: a post without a base profession has none of those named, and none of those excluded.
                Base::None => return matches!(wanted, ContextSpec::Not(_)).into(),
            },
            _ => self.context.get(key).cloned(),
        };
        stated.map_or(Truth::Unknown, |it| wanted.admits(&it).into())
    }

    /// Whether every key has what is wanted.
    pub fn admits_all(&self, wanted: &BTreeMap<Code, ContextSpec>) -> Truth {
        wanted.iter().map(|(key, it)| self.admits(key.as_str(), it)).min().unwrap_or(Truth::Met)
    }
}

fn word(code: &Code) -> ContextValue {
    ContextValue::parse(code.as_str())
}
