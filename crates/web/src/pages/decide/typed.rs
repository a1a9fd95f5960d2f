//! A question as it was typed, in an address or in a form, and back: whatever was wrong with it is shown again.

use preceptor_record::{Closeness, Code, PersonId};
use preceptor_rulebook::ContextValue;
use preceptor_service::Wrong;
use preceptor_service::decision::Asked;
use preceptor_standing::Present;

use crate::dates;
use crate::text::t;

/// Keys of fields that stand for a part of the question: what is stated, and who is there.
const STATED: &str = "c.";
const NEAR: &str = "near.";
const COVERING: &str = "covering.";
const MINUTES: &str = "minutes.";

/// The fields of a question in their order.
#[derive(Debug, Clone, Default)]
pub struct Typed(Vec<(String, String)>);

impl<'a> FromIterator<(&'a str, &'a str)> for Typed {
    fn from_iter<T: IntoIterator<Item = (&'a str, &'a str)>>(all: T) -> Self {
        let filled = all.into_iter().map(|it| (it.0, it.1.trim())).filter(|it| !it.1.is_empty());
        Self(filled.map(|it| (it.0.to_owned(), it.1.to_owned())).collect())
    }
}

impl Typed {
    /// What was typed under a key, if anything was.
    pub fn one(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|it| it.0 == key).map(|it| it.1.as_str())
    }

    /// What a form that changes who or what is asked about carries on.
    pub fn kept(&self) -> impl Iterator<Item = (&str, &str)> {
        const CHOSEN: [&str; 5] = ["person", "who", "activity", "what", "also"];
        let kept = self.0.iter().filter(|it| !CHOSEN.contains(&it.0.as_str()));
        kept.map(|it| (it.0.as_str(), it.1.as_str()))
    }

    /// Those said to be there, or whom the reader wants to say it of.
    pub fn there(&self) -> Vec<PersonId> {
        let named = self.0.iter().filter_map(|it| it.0.strip_prefix(NEAR));
        let wanted = self.0.iter().filter(|it| it.0 == "there").map(|it| it.1.as_str());
        let mut made: Vec<PersonId> = Vec::new();
        for it in named.chain(wanted) {
            if !made.iter().any(|known| known.as_str() == it) {
                made.push(PersonId::new(it));
            }
        }
        made
    }

    /// What was typed of somebody who is there.
    pub fn of(&self, part: Part, who: &PersonId) -> Option<&str> {
        self.one(&part.field(who))
    }

    /// What was typed of a key of the context.
    pub fn stated(&self, key: &Code) -> Option<&str> {
        self.one(&stated_field(key))
    }

    /// The question of a person about an activity.
    ///
    /// # Errors
    ///
    /// What is wrong with each field.
    pub fn asked(&self, person: &PersonId, activity: &Code) -> Result<Asked, Vec<Wrong>> {
        let mut asked = Asked::new(person.clone(), activity.clone());
        let mut wrong = Vec::new();
        match self.one("at").map(|it| (it, dates::parse(it))) {
            Some((_, None)) => wrong.push(Wrong::new("at", t!("wrong.day"))),
            Some((_, day)) => asked.at = day,
            None => {}
        }
        match self.one("known-at").map(dates::parse) {
            Some(None) => wrong.push(Wrong::new("known-at", t!("wrong.day"))),
            Some(Some(day)) => asked.known_at = Some(day.to_string()),
            None => {}
        }
        asked.post = self.one("post").map(Code::new);
        for (key, value) in &self.0 {
            if let Some(key) = key.strip_prefix(STATED) {
                asked.context.insert(Code::new(key), ContextValue::parse(value));
            } else if let Some(who) = key.strip_prefix(NEAR) {
                asked.present.extend(self.present(&PersonId::new(who), value, &mut wrong));
            }
        }
        if wrong.is_empty() { Ok(asked) } else { Err(wrong) }
    }

    fn present(&self, who: &PersonId, near: &str, wrong: &mut Vec<Wrong>) -> Option<String> {
        let Some(level) = Closeness::from_word(near) else {
            wrong.push(Wrong::new(Part::Near.field(who), t!("decide.wrong.near")));
            return None;
        };
        let mut number = |part: Part| {
            let text = self.of(part, who)?;
            let read = text.parse::<u32>().ok().filter(|it| *it <= 600);
            if read.is_none() {
                wrong.push(Wrong::new(part.field(who), t!("decide.wrong.number")));
            }
            read
        };
        let covering = number(Part::Covering).unwrap_or(0);
        let minutes = number(Part::Minutes);
        Some(written(&Present { person: who.clone(), level, covering, minutes }))
    }
}

/// Somebody who is there as a question writes it.
fn written(it: &Present) -> String {
    let minutes = it.minutes.map_or(String::new(), |it| format!(":{it}"));
    format!("{}@{}:{}{minutes}", it.person, it.level.as_str(), it.covering)
}

/// What is said of somebody who is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// How close they are.
    Near,
    /// How many others they cover.
    Covering,
    /// How many minutes away they are.
    Minutes,
}

impl Part {
    /// The field of it.
    pub fn field(self, who: &PersonId) -> String {
        let beginning = match self {
            Self::Near => NEAR,
            Self::Covering => COVERING,
            Self::Minutes => MINUTES,
        };
        format!("{beginning}{who}")
    }
}

/// The field of a key of the context.
pub fn stated_field(key: &Code) -> String {
    format!("{STATED}{key}")
}

/// The fields a question would have been typed in: for an address that asks it again.
pub fn fields(of: &Asked) -> Vec<(String, String)> {
    let mut made = vec![
        ("person".to_owned(), of.person.to_string()),
        ("activity".to_owned(), of.activity.to_string()),
    ];
    made.extend(of.at.map(|it| ("at".to_owned(), it.to_string())));
    made.extend(of.known_at.as_ref().map(|it| ("known-at".to_owned(), it.clone())));
    made.extend(of.post.as_ref().map(|it| ("post".to_owned(), it.to_string())));
    made.extend(of.context.iter().map(|(key, it)| (stated_field(key), it.to_string())));
    for it in of.present.iter().filter_map(|it| Present::parse(it).ok()) {
        made.push((Part::Near.field(&it.person), it.level.as_str().to_owned()));
        if it.covering > 0 {
            made.push((Part::Covering.field(&it.person), it.covering.to_string()));
        }
        made.extend(it.minutes.map(|n| (Part::Minutes.field(&it.person), n.to_string())));
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(all: &[(&str, &str)]) -> Typed {
        all.iter().copied().collect()
    }

    fn asked(all: &[(&str, &str)]) -> Result<Asked, Vec<Wrong>> {
        typed(all).asked(&PersonId::new("p-1"), &Code::new("maintain-ga"))
    }

    #[test]
    fn a_question_is_typed_again_as_it_was() {
        let it = asked(&[
            ("at", "20 November 2026"),
            ("post", "f-2"),
            ("c.asa", "3"),
            ("c.urgency", "elective"),
            ("near.p-100", "on-site"),
            ("covering.p-100", "1"),
            ("minutes.p-100", "2"),
            ("near.p-101", ""),
        ])
        .unwrap();
        assert_eq!(it.present, ["p-100@on-site:1:2"]);
        assert_eq!(it.context[&Code::new("asa")], ContextValue::Number(3));
        let again = fields(&it);
        let again: Typed = again.iter().map(|it| (it.0.as_str(), it.1.as_str())).collect();
        assert_eq!(again.asked(&it.person, &it.activity).unwrap(), it);
    }

    #[test]
    fn every_wrong_field_is_told() {
        let wrong = asked(&[
            ("at", "soon"),
            ("known-at", "<b>"),
            ("near.p-100", "nearby"),
            ("near.p-101", "direct"),
            ("minutes.p-101", "a few"),
            ("covering.p-101", "-1"),
        ])
        .unwrap_err();
        let fields: Vec<&str> = wrong.iter().map(|it| it.field.as_str()).collect();
        assert_eq!(fields, ["at", "known-at", "near.p-100", "covering.p-101", "minutes.p-101"]);
    }

    #[test]
    fn whoever_is_to_be_there_is_named_once() {
        let it = typed(&[("near.p-2", "direct"), ("there", "p-3"), ("there", "p-2")]);
        assert_eq!(it.there(), ["p-2", "p-3"].map(PersonId::new));
    }
}
