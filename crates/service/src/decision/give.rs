//! Decisions given, looked at again, and listed.
//!
//! A decision is evaluated from the log as it stands at a number, and is on the disk before anybody is told it. The same
//! question of the same asker at the same number is one decision.

use std::collections::BTreeMap;

use preceptor_ledger::{Line, NewLine, Trail};
use preceptor_record::{Code, Day, KnownAt, PersonId, Record};
use preceptor_standing::acting::current_posts;
use preceptor_standing::{Answer, Decision, Engine, Question, WrongQuestion, decide};

use super::kept::PROGRAM;
use super::{Asked, Brief, Helper, Kept, Shown, helpers};
use crate::access::{Act, Relation, Viewer};
use crate::people::Everybody;
use crate::register::{Circle, From};
use crate::{Employer, Installation, Now, Refusal, Wrong, rulebooks};

/// An answer with everything it rests on.
pub struct Judged {
    /// What was asked.
    pub question: Question,
    /// The answer.
    pub answer: Answer,
    /// The people and organisations it rests on.
    pub circle: Circle,
    /// The rules it was given under.
    pub rules: &'static Engine<'static>,
}

/// A decision that is on record.
pub struct Given {
    /// Its number.
    pub number: i64,
    /// When it was given.
    pub at: jiff::Timestamp,
    /// To whom: an account.
    pub asker: String,
    /// As it is kept.
    pub kept: Kept,
    /// What comes of making it again; none where somebody it rests on was erased, or the rulebook is gone.
    pub again: Option<Judged>,
    /// How the two compare.
    pub outcome: Outcome,
}

/// What comes of making a decision again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// The answer is the same.
    Same,
    /// Somebody it rests on was erased: nobody can tell any longer.
    Erased,
    /// The answer is another, and so is the program: look for the correction in its changelog.
    ProgramDiffers,
    /// The answer is another, and nothing says why.
    Differs,
}

impl Outcome {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Erased => "erased",
            Self::ProgramDiffers => "program differs",
            Self::Differs => "differs",
        }
    }
}

impl Judged {
    /// As programs read it.
    pub fn json(&self) -> serde_json::Value {
        super::json::answer(self.rules.book, &self.answer)
    }

    /// As people read it.
    pub fn shown(&self) -> Shown {
        Shown::of(self.rules.book, &self.circle, &self.question, &self.answer)
    }

    /// Who of the people it rests on, and of these others, would make it yes by being there.
    ///
    /// # Errors
    ///
    /// Where the store does not answer.
    pub async fn helpers(
        &self,
        employer: &Employer,
        others: &[PersonId],
    ) -> Result<Vec<Helper>, Refusal> {
        if self.answer.decision != Decision::NeedsSupervision {
            return Ok(Vec::new());
        }
        let mut ids: Vec<PersonId> = self.circle.people.keys().cloned().collect();
        ids.extend(others.iter().filter(|it| !self.circle.people.contains_key(*it)).cloned());
        let circle = employer.shelf.circle(&ids, From::Rows).await?;
        let tried: Vec<&PersonId> = ids.iter().collect();
        Ok(helpers(self.rules, &circle, &tried, &self.question, &self.answer))
    }
}

/// Those who supervise others where somebody works, then those who do elsewhere; whoever supervises most comes first.
pub fn supervisors(everybody: &Everybody, person: &PersonId, most: usize) -> Vec<PersonId> {
    let units = everybody.rows.get(person).map(|it| it.units.as_slice()).unwrap_or_default();
    let mut loads: BTreeMap<&PersonId, (bool, usize)> = BTreeMap::new();
    for row in everybody.rows.values() {
        let is_near = row.units.iter().any(|it| units.contains(it));
        for it in &row.supervisors {
            let load = loads.entry(it).or_default();
            *load = (load.0 || is_near, load.1 + 1);
        }
    }
    let mut all: Vec<(&PersonId, (bool, usize))> = loads.into_iter().collect();
    all.sort_by_key(|it| std::cmp::Reverse(it.1));
    all.into_iter().map(|it| it.0.clone()).filter(|it| it != person).take(most).collect()
}

impl Installation {
    /// Answers a question without giving a decision: nothing is kept. For forms that ask for what matters, and for what
    /// a page shows beside other things.
    ///
    /// # Errors
    ///
    /// Where they may not ask, or the question is wrong.
    pub async fn consider(
        &self,
        employer: &Employer,
        viewer: &Viewer,
        now: Now,
        asked: &Asked,
    ) -> Result<Judged, Refusal> {
        viewer.may(Act::Decide, viewer.relation_to(&asked.person))?;
        self.judge(employer, now, asked).await
    }

    /// Gives a decision: it is numbered, and on the disk when this returns.
    ///
    /// # Errors
    ///
    /// Where they may not ask, the question is wrong, or the store does not answer.
    pub async fn decide(
        &self,
        employer: &Employer,
        viewer: &Viewer,
        now: Now,
        asked: &Asked,
    ) -> Result<(i64, Judged), Refusal> {
        viewer.may(Act::Decide, viewer.relation_to(&asked.person))?;
        employer.keep_rulebook(self, viewer, now).await?;
        let judged = self.judge(employer, now, asked).await?;
        let question = Asked { at: Some(judged.question.at), ..asked.clone() };
        let kept = Kept {
            question,
            seq: judged.circle.as_of,
            rulebook: judged.rules.book.digest.clone(),
            adopted: judged.answer.adopted.iter().map(ToString::to_string).collect(),
            program: PROGRAM.to_owned(),
            answer: Brief::of(&judged.answer),
        };
        let asked = kept.question.json().to_string();
        let line = NewLine::new(now.at, viewer.account.as_str(), kept.json().to_string())
            .about(kept.question.person.as_str())
            .once(&[&viewer.account, &asked, &kept.seq.to_string(), &kept.rulebook, PROGRAM]);
        let ledger = employer.register.ledger();
        let written = ledger.write_line(employer.org(), Trail::Decisions, line).await?;
        employer.looked(viewer, &kept.question.person, "decide", now).await;
        Ok((written.number, judged))
    }

    /// The posts somebody holds on a day, each with its id and in words: whoever holds several is asked which.
    ///
    /// # Errors
    ///
    /// Where they may not ask, there is nobody of that id, or the store does not answer.
    pub async fn posts(
        &self,
        employer: &Employer,
        viewer: &Viewer,
        person: &PersonId,
        day: Day,
    ) -> Result<Vec<(Code, String)>, Refusal> {
        viewer.may(Act::Decide, viewer.relation_to(person))?;
        let circle = employer.shelf.circle(std::slice::from_ref(person), From::Rows).await?;
        let found = circle.people.get(person).ok_or(Refusal::NotFound)?;
        let record = Record::known_at(found, KnownAt::EVERYTHING);
        let posts = current_posts(self.book, &circle, &record, day);
        Ok(posts
            .iter()
            .filter_map(|it| {
                let id = Code::new(it.fact.as_ref()?.as_str());
                Some((id, crate::say::acting(self.book, &circle, it, day)))
            })
            .collect())
    }

    async fn judge(&self, employer: &Employer, now: Now, asked: &Asked) -> Result<Judged, Refusal> {
        let question = asked.question(now.day).map_err(wrong)?;
        let ids = reached(&question);
        let circle = employer.shelf.circle(&ids, From::Log).await?;
        if !circle.people.contains_key(&question.person) {
            return Err(Refusal::NotFound);
        }
        let rules = self.rules_followed(employer, question.at, circle.as_of).await?;
        let answer = decide(rules, &circle, &question).map_err(wrong)?;
        Ok(Judged { question, answer, circle, rules })
    }

    /// A decision that was given, made again.
    ///
    /// # Errors
    ///
    /// Where there is none of that number, they may not see it, or the store does not answer.
    pub async fn decision(
        &self,
        employer: &Employer,
        viewer: &Viewer,
        now: Now,
        number: i64,
    ) -> Result<Given, Refusal> {
        let line =
            employer.register.ledger().line(employer.org(), Trail::Decisions, number).await?;
        let line = line.ok_or(Refusal::NotFound)?;
        // Whoever may see no decision of somebody else is not told that there is one.
        if !viewer.can(Act::SeeDecision, relation(viewer, &line)) {
            return Err(Refusal::NotFound);
        }
        let given = self.again(employer, line).await?;
        employer.looked(viewer, &given.kept.question.person, "decision", now).await;
        Ok(given)
    }

    /// Makes decisions again that were given after that number, in their order, at most so many. For whoever looks after
    /// the installation: nobody is asked whether they may.
    ///
    /// # Errors
    ///
    /// Where a line says nothing readable, or the store does not answer.
    pub async fn replay(
        &self,
        employer: &Employer,
        after: i64,
        most: u32,
    ) -> Result<Vec<Given>, Refusal> {
        let ledger = employer.register.ledger();
        let lines = ledger.lines_after(employer.org(), Trail::Decisions, after, most).await?;
        let mut made = Vec::new();
        for line in lines {
            made.push(self.again(employer, line).await?);
        }
        Ok(made)
    }

    /// Makes the decision of a line again, as the log stood then.
    ///
    /// # Errors
    ///
    /// Where the line says nothing readable, or the store does not answer.
    pub async fn again(&self, employer: &Employer, line: Line) -> Result<Given, Refusal> {
        let kept = Kept::read(&line.body).map_err(Refusal::Broken)?;
        let (again, outcome) = self.made_again(employer, &kept).await?;
        Ok(Given { number: line.number, at: line.at, asker: line.actor, kept, again, outcome })
    }

    async fn made_again(
        &self,
        employer: &Employer,
        kept: &Kept,
    ) -> Result<(Option<Judged>, Outcome), Refusal> {
        let book = self.book_of(employer.org(), &kept.rulebook).await?;
        let Some(book) = book else {
            return Err(Refusal::Broken(format!("the rulebook {} is not kept", kept.rulebook)));
        };
        let question =
            kept.question.question(Day::ALWAYS).map_err(|it| Refusal::Broken(it.message))?;
        let circle = employer.register.circle_as_of(&reached(&question), kept.seq).await?;
        if circle.erased.contains(&question.person) {
            return Ok((None, Outcome::Erased));
        }
        let rules = self.rules_at(employer, book, question.at, kept.seq).await?;
        let is_erased = !circle.erased.is_empty();
        let Ok(answer) = decide(rules, &circle, &question) else {
            return Ok((None, if is_erased { Outcome::Erased } else { Outcome::Differs }));
        };
        let outcome = if Brief::of(&answer) == kept.answer {
            Outcome::Same
        } else if is_erased {
            Outcome::Erased
        } else if kept.program == PROGRAM {
            Outcome::Differs
        } else {
            Outcome::ProgramDiffers
        };
        Ok((Some(Judged { question, answer, circle, rules }), outcome))
    }
}

impl Employer {
    /// Keeps the rulebook that decisions are given on, once.
    async fn keep_rulebook(
        &self,
        installation: &Installation,
        viewer: &Viewer,
        now: Now,
    ) -> Result<(), Refusal> {
        self.rulebook
            .get_or_try_init(|| async {
                let (ledger, files) = (self.register.ledger(), &installation.book.files);
                rulebooks::keep(ledger, self.org(), files, &viewer.account, now.at).await
            })
            .await?;
        Ok(())
    }
}

/// Whom a question may reach at first: whom it is about, and who is there.
fn reached(question: &Question) -> Vec<PersonId> {
    let present = question.present.iter().map(|it| it.person.clone());
    std::iter::once(question.person.clone()).chain(present).collect()
}

/// What somebody is to a decision: it is theirs where they asked, or where it is about them.
pub(super) fn relation(viewer: &Viewer, line: &Line) -> Relation {
    let is_about =
        viewer.person.as_ref().is_some_and(|it| line.person.as_deref() == Some(it.as_str()));
    if is_about || line.actor == viewer.account { Relation::Own } else { Relation::Other }
}

/// A wrong question, by the field it is wrong in.
#[expect(clippy::needless_pass_by_value, reason = "what `map_err` hands over is consumed")]
fn wrong(it: WrongQuestion) -> Refusal {
    let field = ["post", "activity", "present", "known_at"]
        .into_iter()
        .find(|word| it.message.contains(word));
    let message =
        format!("{}: {}.", crate::say::sentence(&it.message), it.help.trim_end_matches('.'));
    Refusal::Wrong(vec![Wrong::new(field.unwrap_or("context"), message)])
}
