//! A rota: who does what.

use preceptor_record::Code;

use super::clock::Stretch;
use super::problem::{DutyIx, KindIx, PersonIx, Work};

/// Who does what: the problem's history, and the rota that is judged.
#[derive(Debug, Clone, Default)]
pub struct Rota {
    /// In order of person and time.
    pub lines: Vec<Line>,
}

impl Rota {
    /// A rota of these lines, in an order that does not depend on how they were written.
    pub fn new(mut lines: Vec<Line>) -> Self {
        lines.sort_by(|a, b| a.key().cmp(&b.key()));
        Self { lines }
    }
}

impl Line {
    /// What lines are put in order by.
    fn key(&self) -> impl Ord + '_ {
        (
            (self.person, self.stretch, self.duty, self.kind, self.post, self.supervisor),
            (self.work.time, self.work.place, &self.work.breaks, &self.worked),
        )
    }
}

/// Somebody on a duty, on a part of one, or at work without one.
#[derive(Debug, Clone)]
pub struct Line {
    /// The duty; nothing: work without one, which needs nobody else.
    pub duty: Option<DutyIx>,
    /// Who.
    pub person: PersonIx,
    /// In which of their posts, where it is said.
    pub post: Option<usize>,
    /// Who supervises, where it is said.
    pub supervisor: Option<PersonIx>,
    /// When.
    pub stretch: Stretch,
    /// The kind of work.
    pub kind: Option<KindIx>,
    /// What it is like.
    pub work: Work,
    /// What was worked of it, where it is on call from home.
    pub worked: Vec<Stretch>,
    /// Whether it was placed by hand and stays.
    pub is_pinned: bool,
    /// Breaches of it that somebody decided to live with.
    pub accepted: Option<Accepted>,
}

/// Breaches that somebody decided to live with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// Of which rules.
    pub rules: Vec<Code>,
    /// Why.
    pub because: String,
    /// Who said so.
    pub by: String,
}
