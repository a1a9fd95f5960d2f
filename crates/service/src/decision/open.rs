//! What an answer still depends on, as questions to be asked: never a key that could not change it.

use preceptor_record::Code;
use preceptor_rulebook::vocabulary::{ContextKind, Term};
use preceptor_rulebook::{ContextValue, Rulebook};
use preceptor_standing::answer::DependsOn;
use preceptor_standing::{Answer, Decision};

/// What a key takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Takes {
    /// One of these: the value, and what it is called.
    Choice(Vec<(String, String)>),
    /// A number, from the least to the most, in a unit.
    Number {
        /// The least.
        from: Option<i64>,
        /// The most.
        to: Option<i64>,
        /// Of what.
        unit: Option<String>,
    },
}

/// A key that was not stated, and what could be stated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenKey {
    /// The key.
    pub key: Code,
    /// What it is called.
    pub title: String,
    /// How to ask for it.
    pub question: String,
    /// A word of help.
    pub help: Option<String>,
    /// What it takes.
    pub takes: Takes,
    /// What the answer would be, with which values.
    pub then: Vec<(Vec<String>, Decision)>,
}

impl OpenKey {
    /// Those an answer depends on, in its order.
    pub fn of(book: &Rulebook, answer: &Answer) -> Vec<Self> {
        answer.depends_on.iter().map(|it| Self::one(book, it)).collect()
    }

    /// A key that was stated, so that it can be stated otherwise.
    pub fn stated(book: &Rulebook, key: &Code) -> Self {
        Self::one(book, &DependsOn { key: key.clone(), then: Vec::new() })
    }

    fn one(book: &Rulebook, it: &DependsOn) -> Self {
        let words = crate::say::words(book);
        let term = book.context_term(it.key.as_str());
        let named = |value: &String| words.value(&it.key, &ContextValue::parse(value));
        let title = crate::say::sentence(&words.key(&it.key));
        let takes = match term {
            Some(term) if term.kind == ContextKind::Number => {
                Takes::Number { from: term.from, to: term.to, unit: term.unit.clone() }
            }
            Some(term) if !term.values.is_empty() => Takes::Choice(
                term.values
                    .iter()
                    .map(|it| it.value.to_string())
                    .map(|it| (it.clone(), named(&it)))
                    .collect(),
            ),
            Some(term) if term.kind == ContextKind::YesNo => Takes::Choice(
                ["yes", "no"].map(|it| (it.to_owned(), crate::say::sentence(it))).into(),
            ),
            _ => Takes::Choice(vocabulary(book, &it.key).unwrap_or_else(|| {
                let all = it.then.iter().flat_map(|it| &it.0);
                all.map(|value| (value.clone(), named(value))).collect()
            })),
        };
        Self {
            key: it.key.clone(),
            question: term
                .and_then(|it| it.question.clone())
                .unwrap_or_else(|| format!("{title}?")),
            title,
            help: term.and_then(|it| it.help.clone()),
            takes,
            then: it.then.clone(),
        }
    }
}

/// The values of a key that has another list of the vocabulary for them.
fn vocabulary(book: &Rulebook, key: &Code) -> Option<Vec<(String, String)>> {
    let list: &[Term] = match key.as_str() {
        "setting" => &book.vocabulary.settings,
        "specialty" => &book.vocabulary.specialties,
        _ => return None,
    };
    Some(list.iter().map(|it| (it.id.value.to_string(), it.title.clone())).collect())
}
