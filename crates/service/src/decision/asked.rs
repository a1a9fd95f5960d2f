//! A question as it is written down: in the line of a decision, and by a program.

use std::collections::BTreeMap;

use preceptor_record::file::{Faults, Limits, Shape, Sources, parse_json};
use preceptor_record::{Code, Day, KnownAt, PersonId, shape};
use preceptor_rulebook::ContextValue;
use preceptor_standing::{Present, Question, WrongQuestion};
use serde_json::{Value as Json, json};

shape! {
    /// A question about one person.
    pub struct Asked {
        /// Whom it is about.
        pub person: PersonId,
        /// What they would do, by the id of the activity.
        pub activity: Code,
        /// On which day; left out, today in the United Kingdom.
        pub at: Option<Day>,
        /// Count only what had been recorded by then: a day, that day included, or an instant.
        pub known_at: Option<String>,
        /// The post they act in: the id of its fact, or its role. Needed only where they hold several.
        pub post: Option<Code>,
        /// What is stated of the patient and the place.
        pub context: BTreeMap<Code, ContextValue>,
        /// Who is there to supervise: `ID@CLOSENESS[:COVERING[:MINUTES]]`.
        pub present: Vec<String>,
    }
}

/// No honest question is larger.
const LIMITS: Limits = Limits { nodes: 2_000, depth: 8 };

impl Asked {
    /// A question about that person and activity, with nothing stated.
    pub fn new(person: PersonId, activity: Code) -> Self {
        Self {
            person,
            activity,
            at: None,
            known_at: None,
            post: None,
            context: BTreeMap::new(),
            present: Vec::new(),
        }
    }

    /// Reads a question that a program wrote as JSON.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, each fault with its line and what to do.
    pub fn read(text: &str) -> Result<Self, String> {
        read(text, "the question")
    }

    /// The question on its day; `today` where it names none.
    ///
    /// # Errors
    ///
    /// Where the moment of knowledge or who is there cannot be read, or somebody is there twice.
    pub fn question(&self, today: Day) -> Result<Question, WrongQuestion> {
        let wrong = |message: String, help: &str| WrongQuestion { message, help: help.to_owned() };
        let known_at = match &self.known_at {
            None => KnownAt::EVERYTHING,
            Some(it) => KnownAt::parse(it)
                .map_err(|it| wrong(it, "write the moment as 2026-11-20 or 2026-11-20T08:30"))?,
        };
        let mut present: Vec<Present> = Vec::new();
        for it in &self.present {
            let it =
                Present::parse(it).map_err(|it| wrong(it, "say who is there, and how close"))?;
            if present.iter().any(|known| known.person == it.person) {
                let message = format!("`{}` is said to be there twice", it.person);
                return Err(wrong(message, "name each person who is there once"));
            }
            present.push(it);
        }
        Ok(Question {
            person: self.person.clone(),
            activity: self.activity.clone(),
            at: self.at.unwrap_or(today),
            known_at,
            post: self.post.clone(),
            context: self.context.clone(),
            present,
        })
    }

    /// As it is written: the same text for the same question.
    pub fn json(&self) -> Json {
        let mut made =
            json!({ "person": self.person.as_str(), "activity": self.activity.as_str() });
        let mut put = |key: &str, value: Json| {
            made.as_object_mut().map(|it| it.insert(key.to_owned(), value))
        };
        if let Some(it) = self.at {
            put("at", it.to_string().into());
        }
        if let Some(it) = &self.known_at {
            put("known_at", it.as_str().into());
        }
        if let Some(it) = &self.post {
            put("post", it.as_str().into());
        }
        if !self.context.is_empty() {
            let each = self.context.iter().map(|(key, it)| (key.to_string(), value(it)));
            put("context", Json::Object(each.collect()));
        }
        if !self.present.is_empty() {
            put("present", self.present.clone().into());
        }
        made
    }
}

/// Reads a JSON text of a declared shape.
pub(super) fn read<T: Shape>(text: &str, name: &str) -> Result<T, String> {
    let (mut sources, mut faults) = (Sources::default(), Faults::default());
    let source = sources.add(name, text);
    let node = match parse_json(text, source, LIMITS) {
        Ok(it) => Some(it),
        Err(fault) => {
            faults.push(*fault);
            None
        }
    };
    match node.and_then(|it| T::read(&it, &mut faults)) {
        Some(it) if !faults.any_error() => Ok(it),
        _ => Err(faults.render(&sources)),
    }
}

fn value(it: &ContextValue) -> Json {
    match it {
        ContextValue::Number(it) => (*it).into(),
        ContextValue::Word(it) => it.as_str().into(),
    }
}
