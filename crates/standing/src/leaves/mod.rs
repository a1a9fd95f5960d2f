//! From a leaf and a record to a timeline: docs/reference/semantics.md, "Leaves".
//!
//! A leaf is a yes-or-no question to a set of facts. It is answered once over the facts that match and are verified
//! and once over all that match or may match; where the two answers differ the truth is unknown.

pub(crate) mod events;
mod experience;
pub(crate) mod lasting;
mod registered;

use preceptor_record::person::Body;
use preceptor_record::{Code, Day, Fact, Period, PersonId, Record, Span};
use preceptor_rulebook::requirement::{By, When};
use preceptor_rulebook::{Leaf, Rulebook};

use crate::acting::BaseProfession;
use crate::question::Register;
use crate::truth::{Timeline, Truth};

pub(crate) use lasting::fits_post;

/// Whether a fact is one a leaf asks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Match {
    No,
    /// Something the leaf asks about was not written down.
    Maybe,
    Yes,
}

impl Match {
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, Self::Yes) => Self::Yes,
            _ => Self::Maybe,
        }
    }
}

impl From<bool> for Match {
    fn from(it: bool) -> Self {
        if it { Self::Yes } else { Self::No }
    }
}

/// Whether a value is among those asked for; none asked for admits all, none written admits none.
pub(crate) fn among<T: AsRef<str>>(asked: &[T], written: Option<&Code>) -> Match {
    if asked.is_empty() {
        return Match::Yes;
    }
    written.is_some_and(|it| asked.iter().any(|a| a.as_ref() == it.as_str())).into()
}

/// What the acting post contributes to a leaf.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stance {
    /// The role acted in.
    pub(crate) role: Option<Code>,
    /// The setting of the post.
    pub(crate) setting: Option<Code>,
    /// The employer.
    pub(crate) organisation: Option<Code>,
    /// The base profession under it.
    pub(crate) base: Option<BaseProfession>,
}

/// Everything a leaf may look at.
pub(crate) struct View<'a> {
    pub(crate) book: &'a Rulebook,
    pub(crate) register: &'a dyn Register,
    pub(crate) record: &'a Record<'a>,
    pub(crate) stance: &'a Stance,
    /// How somebody else meets a requirement, day by day.
    pub(crate) other: &'a dyn Fn(&PersonId, &By) -> Timeline,
}

/// A fact that matches or may match, and whether it counts among the sure ones.
pub(crate) struct Found<'a> {
    pub(crate) fact: &'a Fact,
    pub(crate) sure: bool,
}

impl<'a> View<'a> {
    /// The facts a leaf matches or may match.
    pub(crate) fn find(&self, matches: impl Fn(&'a Fact) -> Match) -> Vec<Found<'a>> {
        let mut found = Vec::new();
        for known in &self.record.facts {
            match matches(known.fact) {
                Match::No => {}
                Match::Maybe => found.push(Found { fact: known.fact, sure: false }),
                Match::Yes => found.push(Found { fact: known.fact, sure: known.verified }),
            }
        }
        found
    }

    /// The timeline of a leaf other than `context`.
    pub(crate) fn timeline(&self, leaf: &Leaf) -> Timeline {
        match leaf {
            Leaf::Registered(it) => registered::registered(self, it),
            Leaf::Annotated(it) => lasting::annotated(self, it),
            Leaf::Holds(it) => events::holds(self, it),
            Leaf::Passed(it) => events::passed(self, it),
            Leaf::Experience(it) => experience::experience(self, it),
            Leaf::InPost(it) => lasting::in_post(self, it),
            Leaf::Entitled(it) => lasting::entitled(self, it),
            Leaf::Delegated(it) => lasting::delegated(self, it),
            Leaf::Enrolled(it) => lasting::enrolled(self, it),
            Leaf::Checked(it) => lasting::checked(self, it),
            Leaf::Supervised(it) => lasting::supervised(self, it),
            Leaf::SignedOff(it) => lasting::signed_off(self, it),
            Leaf::Capable(it) => events::capable(self, it),
            Leaf::Assessed(it) => events::assessed(self, it),
            Leaf::Cpd(it) => crate::cpd::timeline(self, it),
            Leaf::Appraised(it) => events::appraised(self, it),
            Leaf::Trained(it) => lasting::trained(self, it),
            Leaf::Declared(it) => lasting::declared(self, it),
            Leaf::Since(it) => registered::since(self, it),
            Leaf::Context(_) => Timeline::constant(Truth::Unknown),
        }
    }

    /// The facts a leaf looked at, whatever their period: what an explanation cites.
    pub(crate) fn looked_at(&self, leaf: &Leaf) -> Vec<Found<'a>> {
        match leaf {
            Leaf::Registered(it) => registered::entries(self, it),
            Leaf::Annotated(it) => self.find(|fact| lasting::annotated_matches(self, it, fact)),
            Leaf::Holds(it) => self.find(|fact| events::holds_matches(self, it, fact)),
            Leaf::Passed(it) => self.find(|fact| events::passed_matches(it, fact)),
            Leaf::Experience(it) => experience::looked_at(self, it),
            Leaf::InPost(it) => self.find(|fact| lasting::in_post_matches(self, it, fact)),
            Leaf::Entitled(it) => self.find(|fact| lasting::entitled_matches(self, it, fact)),
            Leaf::Delegated(it) => self.find(|fact| lasting::delegated_matches(self, it, fact)),
            Leaf::Enrolled(it) => self.find(|fact| lasting::enrolled_matches(self, it, fact)),
            Leaf::Checked(it) => self.find(|fact| lasting::checked_matches(it, fact)),
            Leaf::Supervised(it) => self.find(|fact| lasting::supervised_matches(self, it, fact)),
            Leaf::SignedOff(it) => self.find(|fact| lasting::signed_off_matches(self, it, fact)),
            Leaf::Capable(it) => self.find(|fact| events::capable_matches(self, it, fact)),
            Leaf::Assessed(it) => self.find(|fact| events::assessed_matches(self, it, fact)),
            Leaf::Cpd(_) => self.find(|fact| {
                matches!(
                    fact.body,
                    Body::Cpd(_)
                        | Body::Absence(_)
                        | Body::Registration(_)
                        | Body::Qualification(_)
                )
                .into()
            }),
            Leaf::Appraised(_) => self.find(|fact| matches!(fact.body, Body::Appraisal(_)).into()),
            Leaf::Trained(it) => self.find(|fact| lasting::trained_matches(it, fact)),
            Leaf::Declared(it) => self.find(|fact| lasting::declared_matches(it, fact)),
            Leaf::Since(it) => registered::since_looked_at(self, it),
            Leaf::Context(_) => Vec::new(),
        }
    }
}

/// The days on which a fact that lasts meets a leaf.
pub(crate) fn lasts(period: Period, when: When) -> Period {
    let Period { from, until } = period;
    if period.is_empty() {
        return period;
    }
    match when {
        When::Now => period,
        When::Ever => Period { from, until: Day::NEVER },
        When::Before(day) if from < day => Period { from, until: Day::NEVER },
        When::OnOrAfter(day) if until > day => Period { from: from.max(day), until: Day::NEVER },
        When::Within(span) => Period { from, until: until.plus(span) },
        When::Before(_) | When::OnOrAfter(_) => Period { from, until: from },
    }
}

/// The days on which something that happened on a day meets a leaf.
pub(crate) fn happened(on: Day, when: When) -> Period {
    let until = match when {
        When::Now | When::Ever => Day::NEVER,
        When::Before(day) if on < day => Day::NEVER,
        When::OnOrAfter(day) if on >= day => Day::NEVER,
        When::Within(span) => on.plus(span),
        When::Before(_) | When::OnOrAfter(_) => on,
    };
    Period { from: on, until }
}

/// The timeline of a leaf whose answer is yes on the days of any fact found.
pub(crate) fn any_of(found: &[Found<'_>], days: impl Fn(&Fact) -> Period) -> Timeline {
    if found.is_empty() {
        return Timeline::constant(Truth::Unmet);
    }
    let sure = Timeline::of_periods(found.iter().filter(|it| it.sure).map(|it| days(it.fact)));
    if found.iter().all(|it| it.sure) {
        return sure;
    }
    agree(&sure, &Timeline::of_periods(found.iter().map(|it| days(it.fact))))
}

/// Where two yes-or-no timelines agree, their answer; elsewhere unknown.
pub(crate) fn agree(sure: &Timeline, all: &Timeline) -> Timeline {
    Timeline::join(&[sure, all], |of| match (of.next(), of.next()) {
        (Some(a), Some(b)) if a == b => a,
        _ => Truth::Unknown,
    })
}

/// A person-dependent timeline cut to the days of a fact: unmet outside them, and unknown at best where the fact is
/// not sure.
pub(crate) fn during(other: &Timeline, days: Period, sure: bool) -> Timeline {
    let inside = Timeline::of_periods([days]);
    let best = if sure { Truth::Met } else { Truth::Unknown };
    Timeline::join(&[&inside, other], |of| of.min().unwrap_or(Truth::Unmet).min(best))
}

/// The greatest of several timelines, day by day.
pub(crate) fn greatest(parts: &[Timeline]) -> Timeline {
    match parts {
        [] => Timeline::constant(Truth::Unmet),
        [one] => one.clone(),
        _ => {
            let refs: Vec<&Timeline> = parts.iter().collect();
            Timeline::join(&refs, |of| of.max().unwrap_or(Truth::Unmet))
        }
    }
}

/// The first day on which something no longer lies within that span before it, so that `on > day - span` until then.
pub(crate) fn window_end(on: Day, span: Option<Span>) -> Day {
    let Some(span) = span else { return Day::NEVER };
    let mut day = on.plus(span);
    // Where a month is too short for the day, the span before a later day may still reach back to it.
    while day != Day::NEVER && day.minus(span) < on {
        day = day.next();
    }
    day
}
