//! Find your route: which question to ask next, and which routes are open to whoever gave these answers.
//!
//! The questions are made from the rulebook: whatever the entry requirements of the routes ask of a record, the questions
//! ask of a person ([`questions`]). The answers become claimed facts of a record that nobody keeps ([`answers`]). The
//! next question is the one on which most routes still depend ([`next`]); once no route depends on an answer any more, or
//! ten were given, the routes are judged as for anybody else.

mod answers;
mod bearing;
mod next;
mod questions;

pub use answers::{Answers, NONE, NotAnAnswer, UNKNOWN};
pub use questions::{Kind, Label, Offer, Question};

use std::collections::BTreeSet;

use preceptor_record::people::People;
use preceptor_record::{Code, Day, KnownAt, Person};
use preceptor_rulebook::{Adoption, Rulebook};
use preceptor_standing::{Engine, Lookup, RouteFor, WrongQuestion, routes};

/// Nobody is asked more than this.
pub const MOST_QUESTIONS: usize = 10;

/// The questions of a rulebook about some of its roles, on a day.
pub struct Finder<'a> {
    engine: Engine<'a>,
    day: Day,
    roles: Vec<Code>,
    questions: Vec<Question>,
}

/// The routes into a role for whoever gave the answers.
pub struct Found {
    /// The role.
    pub role: Code,
    /// Open ones first, the shortest first.
    pub routes: Vec<RouteFor>,
    /// The rows that might hold after all, because what they ask was not asked.
    pub not_asked: BTreeSet<Code>,
}

impl<'a> Finder<'a> {
    /// The questions about one role, or about all of them.
    ///
    /// # Errors
    ///
    /// Where the rulebook knows no such role.
    pub fn new(
        book: &'a Rulebook,
        adoption: &Adoption,
        role: Option<&str>,
        day: Day,
    ) -> Result<Self, WrongQuestion> {
        let roles: Vec<Code> = match role {
            None => book.roles.keys().cloned().collect(),
            Some(id) => book.roles.keys().filter(|it| **it == *id).cloned().collect(),
        };
        if roles.is_empty() {
            return Err(WrongQuestion {
                message: "the rulebook knows no such role".to_owned(),
                help: "choose one of the roles".to_owned(),
            });
        }
        let engine = Engine::new(book, adoption);
        // What may be asked does not depend on the role, so that an answer means the same whichever role is asked about.
        let all: Vec<Code> = book.roles.keys().cloned().collect();
        let questions = questions::of(&engine, &all, day);
        Ok(Self { engine, day, roles, questions })
    }

    /// Every question there is, in the order of the rulebook.
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// The question of that id.
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions.iter().find(|it| it.id == id)
    }

    /// The record of whoever gave the answers: every fact is claimed.
    pub fn person(&self, answers: &Answers) -> Person {
        answers.person(self.engine.book, &self.questions, self.day)
    }

    /// The routes into each role for whoever gave the answers.
    ///
    /// # Errors
    ///
    /// None that follow from the answers; those of [`routes()`].
    pub fn found(&self, answers: &Answers) -> Result<Vec<Found>, WrongQuestion> {
        self.found_in(answers, answers.place().as_ref())
    }

    /// The same in a place, whatever was answered; none is the rulebook's home.
    ///
    /// # Errors
    ///
    /// As for [`Self::found`].
    pub fn found_in(
        &self,
        answers: &Answers,
        place: Option<&Code>,
    ) -> Result<Vec<Found>, WrongQuestion> {
        let person = self.person(answers);
        let people = People::default();
        let lookup = Lookup::new(self.engine.book, &people, KnownAt::EVERYTHING);
        let mut made = Vec::new();
        for role in &self.roles {
            let routes = routes(&self.engine, &lookup, &person, role, place, self.day)?;
            let missing: BTreeSet<Code> =
                routes.iter().flat_map(|it| &it.missing).map(|it| it.id.clone()).collect();
            let may = self.may_hold(answers, role);
            let not_asked = missing.into_iter().filter(|it| may.contains(it)).collect();
            made.push(Found { role: role.clone(), routes, not_asked });
        }
        Ok(made)
    }
}

#[cfg(test)]
mod tests;
