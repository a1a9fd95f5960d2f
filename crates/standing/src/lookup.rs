//! Requirements over whole records, day by day, and over the people they lead to.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use preceptor_record::{Code, KnownAt, PersonId, Record};
use preceptor_rulebook::requirement::By;
use preceptor_rulebook::{Requirement, Rulebook};

use crate::acting::Acting;
use crate::expr::by_requirement;
use crate::leaves::{Stance, View};
use crate::question::Register;
use crate::truth::{Timeline, Truth};

impl From<&Acting> for Stance {
    fn from(it: &Acting) -> Self {
        Self {
            role: Some(it.role.clone()),
            setting: it.setting.clone(),
            organisation: it.organisation.clone(),
            base: Some(it.base.clone()),
        }
    }
}

/// The people a run of questions may reach, as known at one moment; what was found out about supervisors is kept.
pub struct Lookup<'a> {
    pub(crate) book: &'a Rulebook,
    pub(crate) register: &'a dyn Register,
    pub(crate) known_at: KnownAt,
    others: RefCell<BTreeMap<(PersonId, Option<Code>), Kept>>,
}

/// What was found out about one supervisor: each requirement asked so far and its timeline.
type Kept = Vec<(By, Rc<Timeline>)>;

impl<'a> Lookup<'a> {
    /// A lookup over these people.
    pub fn new(book: &'a Rulebook, register: &'a dyn Register, known_at: KnownAt) -> Self {
        Self { book, register, known_at, others: RefCell::default() }
    }

    /// How a record meets a requirement, day by day, acting in a post.
    pub fn timeline(
        &self,
        record: &Record<'_>,
        acting: &Acting,
        requirement: &Requirement,
    ) -> Timeline {
        self.in_stance(record, &Stance::from(acting), requirement)
    }

    pub(crate) fn in_stance(
        &self,
        record: &Record<'_>,
        stance: &Stance,
        requirement: &Requirement,
    ) -> Timeline {
        let other = |who: &PersonId, by: &By| self.other(who, by, stance.organisation.as_ref());
        let view = View { book: self.book, register: self.register, record, stance, other: &other };
        evaluate(&view, requirement)
    }

    /// How somebody else meets a requirement; unknown on every day where they are not known.
    pub fn other(&self, who: &PersonId, by: &By, organisation: Option<&Code>) -> Timeline {
        let key = (who.clone(), organisation.cloned());
        if let Some(kept) = self.others.borrow().get(&key)
            && let Some((_, found)) = kept.iter().find(|(it, _)| it == by)
        {
            return (**found).clone();
        }
        let found = self.other_afresh(who, by, organisation);
        self.others.borrow_mut().entry(key).or_default().push((by.clone(), Rc::new(found.clone())));
        found
    }

    fn other_afresh(&self, who: &PersonId, by: &By, organisation: Option<&Code>) -> Timeline {
        let (Some(person), Some(requirement)) =
            (self.register.person(who), by_requirement(self.book, by))
        else {
            return Timeline::constant(Truth::Unknown);
        };
        let record = Record::known_at(person, self.known_at);
        let stance = Stance { organisation: organisation.cloned(), ..Stance::default() };
        // A requirement over another person may not look at a third; where a rulebook does, nothing is known.
        let nobody = |_: &PersonId, _: &By| Timeline::constant(Truth::Unknown);
        let view = View {
            book: self.book,
            register: self.register,
            record: &record,
            stance: &stance,
            other: &nobody,
        };
        evaluate(&view, requirement)
    }
}

/// The heart: a requirement over a record gives a timeline.
pub(crate) fn evaluate(view: &View<'_>, requirement: &Requirement) -> Timeline {
    let each =
        |of: &[Requirement]| -> Vec<Timeline> { of.iter().map(|it| evaluate(view, it)).collect() };
    match requirement {
        Requirement::Leaf(leaf) => view.timeline(&leaf.value),
        Requirement::Not(it) => {
            let inner = evaluate(view, it);
            Timeline::join(&[&inner], |of| !of.next().unwrap_or(Truth::Unknown))
        }
        Requirement::All(of) => {
            let parts = each(of);
            Timeline::join(&parts.iter().collect::<Vec<_>>(), |of| of.min().unwrap_or(Truth::Met))
        }
        Requirement::Any(of) => {
            let parts = each(of);
            Timeline::join(&parts.iter().collect::<Vec<_>>(), |of| of.max().unwrap_or(Truth::Unmet))
        }
        Requirement::AtLeast(n, of) => {
            let parts = each(of);
            Timeline::join(&parts.iter().collect::<Vec<_>>(), |of| Truth::at_least(*n as usize, of))
        }
    }
}
