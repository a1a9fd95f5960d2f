//! The log of decisions: what was given, the latest first.

use preceptor_ledger::{Line, Trail};
use preceptor_record::{Code, Day, PersonId};

use super::Kept;
use super::give::relation;
use crate::access::{Act, Relation, Viewer};
use crate::{Employer, Now, Refusal};

/// Which decisions are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// About that person.
    pub person: Option<PersonId>,
    /// About that activity.
    pub activity: Option<Code>,
    /// With that answer.
    pub decision: Option<Code>,
    /// Given on that day or later.
    pub from: Option<Day>,
    /// Given on that day or before.
    pub until: Option<Day>,
    /// With a smaller number than this.
    pub before: Option<i64>,
}

/// A decision in the log.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its number.
    pub number: i64,
    /// When it was given.
    pub at: jiff::Timestamp,
    /// To whom: an account.
    pub asker: String,
    /// About whom: their id, and what they are called.
    pub person: (PersonId, Option<String>),
    /// As it is kept.
    pub kept: Kept,
}

/// A page of the log.
#[derive(Debug, Clone, Default)]
pub struct Log {
    /// The decisions, the latest first.
    pub decisions: Vec<Listed>,
    /// The number to go on before; none where that was all.
    pub next: Option<i64>,
}

/// So many lines are read at once, and no more than so many for one page.
const READ: u32 = 500;
const MOST_READ: usize = 20_000;

impl Wanted {
    fn wants(&self, line: &Line, kept: &Kept) -> bool {
        let day = Day::of_instant(line.at);
        self.person.as_ref().is_none_or(|it| kept.question.person == *it)
            && self.activity.as_ref().is_none_or(|it| kept.question.activity == *it)
            && self.decision.as_ref().is_none_or(|it| kept.answer.decision == *it)
            && self.from.is_none_or(|it| it <= day)
            && self.until.is_none_or(|it| day <= it)
    }
}

impl Employer {
    /// Decisions that were given, the latest first, at most so many: all of them, or those that somebody asked for or that
    /// are about them, as far as they may see.
    ///
    /// # Errors
    ///
    /// Where they may see none, or the store does not answer.
    pub async fn decisions(
        &self,
        viewer: &Viewer,
        now: Now,
        wanted: &Wanted,
        most: usize,
    ) -> Result<Log, Refusal> {
        viewer.may(Act::SeeDecision, Relation::Any)?;
        let ledger = self.register.ledger();
        let mut made = Log::default();
        let mut before = wanted.before.unwrap_or(i64::MAX);
        let mut n_read = 0;
        loop {
            let lines = match &wanted.person {
                Some(id) => {
                    ledger
                        .lines_about(self.org(), Trail::Decisions, id.as_str(), before, READ)
                        .await?
                }
                None => ledger.lines_before(self.org(), Trail::Decisions, before, READ).await?,
            };
            let is_end = lines.len() < READ as usize;
            for line in lines {
                (before, n_read) = (line.number, n_read + 1);
                if !viewer.can(Act::SeeDecision, relation(viewer, &line)) {
                    continue;
                }
                let kept = Kept::read(&line.body).map_err(Refusal::Broken)?;
                if !wanted.wants(&line, &kept) {
                    continue;
                }
                if made.decisions.len() == most {
                    made.next = made.decisions.last().map(|it| it.number);
                    return self.named(made, viewer, now).await;
                }
                let person = (kept.question.person.clone(), None);
                made.decisions.push(Listed {
                    number: line.number,
                    at: line.at,
                    asker: line.actor,
                    person,
                    kept,
                });
            }
            if is_end {
                return self.named(made, viewer, now).await;
            }
            if n_read >= MOST_READ {
                made.next = Some(before);
                return self.named(made, viewer, now).await;
            }
        }
    }

    /// With the names of those who are known still.
    async fn named(&self, mut made: Log, viewer: &Viewer, now: Now) -> Result<Log, Refusal> {
        for it in &mut made.decisions {
            let found = self.shelf.name(&it.person.0).await?;
            it.person.1 = found;
        }
        let mut told: Vec<&PersonId> = made.decisions.iter().map(|it| &it.person.0).collect();
        told.sort_unstable();
        told.dedup();
        for it in told {
            self.looked(viewer, it, "decisions", now).await;
        }
        Ok(made)
    }
}
