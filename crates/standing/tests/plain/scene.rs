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
    /// The asker's acting post, whose setting, specialty and base profession count as stated.
    pub place: Option<&'a Acting>,
    /// The employer of the asker's acting post.
    pub employer: Option<&'a Code>,
    /// What is stated, what asking implies included; nothing is known of it where a leaf looks at another person.
    pub context: Option<&'a BTreeMap<Code, ContextValue>>,
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

    /// The same question in that post.
    pub fn in_post(&self, acting: &'a Acting) -> Self {
        Self {
            acting: Some(acting),
            place: Some(acting),
            employer: acting.employer.as_ref(),
            ..*self
        }
    }

    /// The same question to another person who is there and acts in no post.
    pub fn over_present(&self, other: &'a Person) -> Self {
        Self { person: other, acting: None, ..*self }
    }

    /// What a leaf asks of another person, on that day, who acts in no post.
    pub fn over(&self, other: &'a Person, day: Day) -> Self {
        Self { person: other, acting: None, place: None, context: None, day, ..*self }
    }

    /// The setting: as stated, else the post's.
    pub fn setting(&self) -> Option<ContextValue> {
        let of_post = self.place.and_then(|it| it.setting.as_ref());
        self.stated("setting").cloned().or_else(|| of_post.map(word))
    }

    /// The specialty: as stated, else the post's.
    pub fn specialty(&self) -> Option<ContextValue> {
        let of_post = self.place.and_then(|it| it.specialty.as_ref());
        self.stated("specialty").cloned().or_else(|| of_post.map(word))
    }

    fn stated(&self, key: &str) -> Option<&'a ContextValue> {
        self.context.and_then(|it| it.get(key))
    }

    /// Whether a context key has what is wanted; unknown where it was not stated.
    pub fn admits(&self, key: &str, wanted: &ContextSpec) -> Truth {
        if self.context.is_none() {
            return Truth::Unknown;
        }
        let stated = match key {
            "setting" => self.setting(),
            "specialty" => self.specialty(),
            "base-profession" => match self.place.map(|it| &it.base) {
                Some(Base::Is(it)) => Some(word(it)),
                Some(Base::Unknown) | None => None,
                // A post without a base profession has none of those named, and none of those excluded.
                Some(Base::None) => {
                    return matches!(wanted, ContextSpec::Not(_) | ContextSpec::Stated).into();
                }
            },
            _ => self.stated(key).cloned(),
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
