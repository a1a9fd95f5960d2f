//! Random small rulebooks, records and questions.
//!
//! Everything is written as the YAML that a person would write, so that a sample that breaks a law prints as a
//! rulebook, a record and a question one can read. Ids come from small alphabets, and days from a short list and
//! their neighbours, so that facts and rules meet and boundaries are hit.
//!
//! Start at [`sample`].

mod facts;
mod fields;
mod questions;
mod requirements;
mod rules;

use std::fmt;

use preceptor_record::Day;
use preceptor_rulebook::{Adoption, Rulebook};
use preceptor_standing::Question;
use proptest::prelude::*;

use crate::plain::books::{self, Team};

pub use facts::before_and_after;
pub use requirements::a_requirement;
pub use rules::of_effect;

/// The people whose records a sample has: the asker, two who may supervise, and one more.
pub const PEOPLE: [&str; 4] = ["p", "d", "n", "q"];

/// A rulebook, an adoption, a record and a question.
#[derive(Clone)]
pub struct Sample {
    /// What varies of the rulebook beside its provisions.
    pub words: String,
    /// The provisions, each with an id of its own.
    pub provisions: Vec<String>,
    /// The adoption.
    pub adoption: String,
    /// The facts of each of [`PEOPLE`], each fact with an id of its own.
    pub records: Vec<Vec<String>>,
    /// The question.
    pub question: Question,
}

impl Sample {
    /// The rulebook.
    pub fn book(&self) -> Rulebook {
        books::book(&self.book_text())
    }

    fn book_text(&self) -> String {
        let list = self.provisions.iter().fold(String::new(), |list, it| list + "\n  - " + it);
        let none = if list.is_empty() { " []" } else { "" };
        format!("{}{}\nprovisions:{none}{list}", rules::WORDS, self.words)
    }

    /// The adoption.
    pub fn adoption(&self) -> Adoption {
        books::adoption(&self.adoption)
    }

    /// The question, and the same on every day on which something may begin or end.
    pub fn questions(&self) -> Vec<Question> {
        let mut days: Vec<Day> = fields::DAYS.iter().map(|it| books::day(it)).collect();
        days = days
            .iter()
            .flat_map(|it| [it.previous(), *it, it.next()])
            .chain([self.question.at])
            .collect();
        days.sort_unstable();
        days.dedup();
        days.into_iter().map(|at| Question { at, ..self.question.clone() }).collect()
    }

    /// The same with another provision.
    pub fn with_provision(&self, provision: &str) -> Self {
        let mut more = self.clone();
        more.provisions.push(rules::with_id(provision, "one-more"));
        more
    }

    /// The same without general permits.
    pub fn without_general_permits(&self) -> Self {
        let mut fewer = self.clone();
        fewer.provisions.retain(|it| !it.contains("general: true"));
        fewer
    }

    /// The people and organisations.
    pub fn team(&self) -> Team {
        let mut team = Team::default();
        for organisation in facts::ORGANISATIONS {
            team = team.with_organisation(organisation);
        }
        for (id, facts) in PEOPLE.iter().zip(&self.records) {
            team = team.with(id, &facts.iter().map(String::as_str).collect::<Vec<_>>());
        }
        team
    }
}

impl fmt::Debug for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n{}", self.words.trim())?;
        writeln!(f, "provisions:")?;
        self.provisions.iter().try_for_each(|it| writeln!(f, "  - {it}"))?;
        writeln!(f, "adoption: {}", self.adoption)?;
        for (id, facts) in PEOPLE.iter().zip(&self.records) {
            writeln!(f, "{id}:")?;
            facts.iter().try_for_each(|it| writeln!(f, "  - {it}"))?;
        }
        writeln!(f, "{:?}", self.question)
    }
}

/// A sample.
pub fn sample() -> BoxedStrategy<Sample> {
    let provisions =
        prop::collection::vec(rules::a_provision(), 2..9).prop_map(|all| rules::numbered(&all));
    (rules::words(), provisions, rules::an_adoption(), facts::records(), questions::a_question())
        .prop_map(|(words, provisions, adoption, records, question)| Sample {
            words,
            provisions,
            adoption,
            records,
            question,
        })
        .boxed()
}

/// The same sample with the facts of each person and the provisions in another order.
pub fn shuffled(sample: &Sample) -> BoxedStrategy<Sample> {
    let records: Vec<_> = sample.records.iter().map(|it| Just(it.clone()).prop_shuffle()).collect();
    let sample = sample.clone();
    (records, Just(sample.provisions.clone()).prop_shuffle())
        .prop_map(move |(records, provisions)| Sample { provisions, records, ..sample.clone() })
        .boxed()
}
