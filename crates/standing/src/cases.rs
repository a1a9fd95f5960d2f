//! Worked cases: asks what a case asks and compares the answer with the one that is expected.
//!
//! The shapes of a case are `preceptor_rulebook::case`; what each key of `expect` means is
//! `docs/reference/rulebook-format.md`, "Cases". A case that asks something wrong does not match, unless that is what
//! it expects. Nothing is read here: the caller hands over the rulebook, the people cases may borrow and the case.

mod compare;
mod decided;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use preceptor_record::file::{At, Faults, Shape as _};
use preceptor_record::people::People;
use preceptor_record::{Code, KnownAt, Person, PersonId, Record};
use preceptor_rulebook::case::{Ask, Case};
use preceptor_rulebook::{Adoption, PlacedCase, Rulebook, case_people, lint_adoption};

use crate::answer::decide;
use crate::clear::{Start, clear, eligible};
use crate::engine::Engine;
use crate::lookup::Lookup;
use crate::question::{Present, Question, WrongQuestion};
use crate::routes::routes;
use crate::standing::standing;
use compare::Differences;

/// A part of an answer that is not what the case expects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// The key of `expect`, or the part of the case that could not be used.
    pub what: String,
    /// What the case expects.
    pub expected: String,
    /// What the answer is.
    pub got: String,
    /// Why it is so.
    pub reasons: Vec<String>,
}

/// Asks what a case asks.
///
/// # Errors
///
/// Everything in which the answer is not what the case expects.
pub fn run(book: &Rulebook, borrowed: &People, case: &PlacedCase) -> Result<(), Vec<Mismatch>> {
    Runner::new(book, borrowed).run(case)
}

/// Runs many cases of one rulebook: what is made ready for an adoption is kept for the next case under it.
pub struct Runner<'b> {
    book: &'b Rulebook,
    borrowed: &'b People,
    engines: Mutex<BTreeMap<Sets, Arc<Engine<'b>>>>,
}

/// Sets taken, sets left out, and whether no default set is taken.
type Sets = (Vec<Code>, Vec<Code>, bool);

impl<'b> Runner<'b> {
    /// For the cases of that rulebook, which may borrow these people.
    pub fn new(book: &'b Rulebook, borrowed: &'b People) -> Self {
        Self { book, borrowed, engines: Mutex::default() }
    }

    /// Asks what a case asks.
    ///
    /// # Errors
    ///
    /// Everything in which the answer is not what the case expects.
    pub fn run(&self, case: &PlacedCase) -> Result<(), Vec<Mismatch>> {
        let mut differences = Differences::default();
        let mut faults = Faults::default();
        let people = case_people(case, self.borrowed, &mut faults);
        let adoption = adoption_of(self.book, &case.case.ask, &mut faults);
        if faults.any_error() {
            let errors = faults.list().iter().filter(|it| it.is_error());
            let said: Vec<&str> = errors.map(|it| it.message.as_str()).collect();
            differences.add(
                "the case itself",
                "people and an adoption that can be read",
                said.join("; "),
            );
            return differences.into_result();
        }
        let engine = self.engine(&case.case.ask, &adoption);
        let asked = Asked { engine: &engine, people: &people, case: &case.case };
        let expected = &case.case.expect.error;
        match (asked.compare(&mut differences), expected) {
            (Ok(()), None) => {}
            (Ok(()), Some(words)) => {
                differences.add("error", format!("the words `{words}`"), "an answer");
            }
            (Err(wrong), Some(words)) => {
                differences.words("error", words, &[format!("{}; {}", wrong.message, wrong.help)]);
            }
            (Err(wrong), None) => {
                differences.add(
                    "the question",
                    "an answer",
                    format!("error: {}; {}", wrong.message, wrong.help),
                );
            }
        }
        differences.into_result()
    }

    /// The rulebook under that adoption, made ready.
    fn engine(&self, ask: &Ask, adoption: &Adoption) -> Arc<Engine<'b>> {
        let afresh = || Arc::new(Engine::new(self.book, adoption));
        if ask.adoption.is_some() {
            return afresh();
        }
        let codes = |list: &[At<Code>]| list.iter().map(|it| it.value.clone()).collect::<Vec<_>>();
        let key = (codes(&adoption.sets), codes(&adoption.without), adoption.only_always);
        // A case that panicked leaves nothing half made behind: an engine is put in whole.
        let mut engines = self.engines.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(engines.entry(key).or_insert_with(afresh))
    }
}

/// The adoption a case asks under.
pub fn adoption_of(book: &Rulebook, ask: &Ask, faults: &mut Faults) -> Adoption {
    let mut adoption = match &ask.adoption {
        Some(raw) => Adoption::read(&raw.0, faults).unwrap_or_else(Adoption::by_default),
        None => Adoption::by_default(),
    };
    adoption.sets.extend(ask.adopt.iter().cloned());
    adoption.without.extend(ask.without.iter().cloned());
    adoption.only_always |= ask.only_always;
    // What is wrong with sets that are only named is left to the question: a case may expect the error.
    if ask.adoption.is_some() {
        faults.append(lint_adoption(book, &adoption));
    }
    adoption
}

/// A case with everything its question needs.
struct Asked<'a> {
    engine: &'a Engine<'a>,
    people: &'a People,
    case: &'a Case,
}

impl Asked<'_> {
    /// Compares the answer to the one question of the case.
    fn compare(&self, differences: &mut Differences) -> Result<(), WrongQuestion> {
        let ask = &self.case.ask;
        for set in ask.adopt.iter().chain(&ask.without) {
            self.known_set(set)?;
        }
        if let Some(activity) = &ask.decide {
            return self.decide(&activity.value, differences);
        }
        let person = self.person()?;
        let record = Record::known_at(person, self.known_at());
        let lookup = Lookup::new(self.engine.book, self.people, self.known_at());
        let expect = &self.case.expect;
        if let Some(role) = &ask.clear {
            let start = Start {
                setting: ask.setting.clone(),
                jurisdiction: ask.jurisdiction.clone(),
                specialty: None,
            };
            let found = clear(self.engine, &lookup, &record, &role.value, &start, ask.at)?;
            differences.clearance(expect, &found);
        } else if let Some(role) = &ask.routes {
            let found = routes(
                self.engine,
                &lookup,
                person,
                &role.value,
                ask.jurisdiction.as_ref(),
                ask.at,
            )?;
            differences.routes(expect, &found);
        } else if let Some(role) = &ask.standing {
            let all = standing(self.engine, &lookup, &record, ask.at);
            let of_role = all.iter().find(|it| {
                it.role == role.value
                    && ask
                        .post
                        .as_ref()
                        .is_none_or(|post| it.post.as_ref().is_some_and(|it| *it == *post.as_str()))
            });
            let found = of_role.ok_or_else(|| WrongQuestion {
                message: format!(
                    "`{}` holds no post as `{}` on {}",
                    person.id,
                    role.value,
                    ask.at.in_words()
                ),
                help: "give the person a post of that role".to_owned(),
            })?;
            differences.standing(expect, found, ask.at);
        } else if let Some(register) = &ask.eligible {
            let found = eligible(
                self.engine,
                &lookup,
                &record,
                &register.value,
                ask.part.as_ref(),
                ask.at,
            )?;
            differences.eligibility(expect, &found);
        } else {
            return Err(WrongQuestion {
                message: "this case asks nothing".to_owned(),
                help: "add one of `decide`, `clear`, `routes`, `standing`, `eligible`".to_owned(),
            });
        }
        Ok(())
    }

    fn decide(&self, activity: &Code, differences: &mut Differences) -> Result<(), WrongQuestion> {
        let ask = &self.case.ask;
        let present: Result<Vec<Present>, String> =
            ask.present.iter().map(|it| Present::parse(it)).collect();
        let present = present
            .map_err(|message| WrongQuestion { message, help: "say who is present".to_owned() })?;
        let question = Question {
            person: self.who(),
            activity: activity.clone(),
            at: ask.at,
            known_at: self.known_at(),
            post: ask.post.clone(),
            context: ask.context.clone(),
            present,
        };
        let answer = decide(self.engine, self.people, &question)?;
        differences.answer(self.engine, &self.case.expect, &answer);
        Ok(())
    }

    fn known_set(&self, set: &At<Code>) -> Result<(), WrongQuestion> {
        let book = self.engine.book;
        if book.set(set.as_str()).is_some() {
            return Ok(());
        }
        let known: Vec<&str> = book.header.sets.iter().map(|it| it.id.as_str()).collect();
        let near = preceptor_record::file::nearest(set.as_str(), known.iter().copied());
        Err(WrongQuestion {
            message: format!("the rulebook knows no set `{}`", set.value),
            help: near.map_or(format!("one of {}", known.join(", ")), |it| {
                format!("did you mean `{it}`?")
            }),
        })
    }

    fn known_at(&self) -> KnownAt {
        self.case.ask.known_at.map_or(KnownAt::EVERYTHING, KnownAt::end_of)
    }

    fn who(&self) -> PersonId {
        self.case.who.clone().unwrap_or_else(|| PersonId::new("p"))
    }

    fn person(&self) -> Result<&Person, WrongQuestion> {
        let who = self.who();
        self.people.people.get(&who).ok_or_else(|| WrongQuestion {
            message: format!("there is no person `{who}`"),
            help: "check the id against the people of the case".to_owned(),
        })
    }
}
