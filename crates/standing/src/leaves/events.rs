//! Leaves over facts that happened on a day.

use preceptor_record::person::Body;
use preceptor_record::{Code, Day, Fact, Period, PersonId};
use preceptor_rulebook::requirement::{
    Appraised, Assessed, Capable, Holds, Judged, PassedExam, When,
};
use preceptor_rulebook::vocabulary::Recognition;

use super::lasting::{codes, strs};
use super::{Found, Match, View, agree, among, any_of, happened, lasts, window_end};
use crate::truth::{Timeline, Truth};

/// Whether a country is among those asked for; `uk` stands for its parts.
pub(super) fn country_matches(asked: &[Code], written: Option<&str>) -> Match {
    if asked.is_empty() {
        return Match::Yes;
    }
    let Some(written) = written else { return Match::Maybe };
    let in_uk = ["gb", "england", "wales", "scotland", "northern-ireland"].contains(&written);
    asked.iter().any(|it| *it == *written || (in_uk && *it == *"uk")).into()
}

pub(super) fn holds_matches(view: &View<'_>, leaf: &Holds, fact: &Fact) -> Match {
    let Body::Qualification(it) = &fact.body else { return Match::No };
    let programme = it.programme.as_ref().and_then(|it| view.book.programme(it.as_str()));
    let level = leaf.level.is_none_or(|asked| {
        let own = view.book.qualification(it.qualification.as_str()).and_then(|it| it.level);
        it.level.or(own).is_some_and(|level| level >= asked)
    });
    let class = leaf.class.is_none_or(|asked| it.class.is_some_and(|class| class <= asked));
    let country =
        match (it.country.as_ref().or(programme.and_then(|it| it.country.as_ref())), programme) {
            (None, Some(_)) => leaf.country.is_empty().into(),
            (written, _) => country_matches(&leaf.country, written.map(Code::as_str)),
        };
    let recognised = leaf.programme.iter().any(|it| it.value == *"recognised");
    let from_programme = if leaf.programme.is_empty()
        || among(&codes(&leaf.programme), it.programme.as_ref()) == Match::Yes
    {
        Match::Yes
    } else if recognised {
        match (&it.programme, programme) {
            (None, _) => Match::No,
            (Some(_), None) => Match::Maybe,
            (Some(_), Some(programme)) => {
                let good = |on: Option<Day>| {
                    programme
                        .recognised
                        .iter()
                        .filter(|it| it.status != Recognition::NotApproved)
                        .any(|it| on.is_none_or(|day| it.effective.period().holds(day)))
                };
                match it.on {
                    Some(day) => good(Some(day)).into(),
                    None if good(None) => Match::Maybe,
                    None => Match::No,
                }
            }
        }
    } else {
        Match::No
    };
    among(&codes(&leaf.qualification), Some(&it.qualification))
        .and((level && class).into())
        .and(subject_matches(view, leaf, &it.subject))
        .and(from_programme)
        .and(country)
}

fn subject_matches(view: &View<'_>, leaf: &Holds, written: &[Code]) -> Match {
    if leaf.subject.is_empty() {
        return Match::Yes;
    }
    let fits = |subject: &Code| {
        leaf.subject.iter().any(|asked| {
            asked.value == *subject
                || view
                    .book
                    .vocabulary
                    .subjects
                    .iter()
                    .any(|term| term.id.value == *subject && term.groups.contains(&asked.value))
        })
    };
    written.iter().any(fits).into()
}

pub(super) fn holds(view: &View<'_>, leaf: &Holds) -> Timeline {
    let found = view.find(|fact| holds_matches(view, leaf, fact));
    any_of(&found, |fact| happened(fact.body.period().from, leaf.when))
}

pub(super) fn passed_matches(leaf: &PassedExam, fact: &Fact) -> Match {
    let Body::Exam(it) = &fact.body else { return Match::No };
    let on = it.on.unwrap_or(Day::ALWAYS);
    let outcome = it.outcome == leaf.outcome;
    let dated =
        leaf.on_or_after.is_none_or(|day| on >= day) && leaf.before.is_none_or(|day| on < day);
    among(&codes(&leaf.exam), Some(&it.exam)).and((outcome && dated).into())
}

pub(super) fn passed(view: &View<'_>, leaf: &PassedExam) -> Timeline {
    let found = view.find(|fact| passed_matches(leaf, fact));
    any_of(&found, |fact| happened(fact.body.period().from, leaf.when))
}

pub(super) fn capable_matches(view: &View<'_>, leaf: &Capable, fact: &Fact) -> Match {
    let Body::Capability(it) = &fact.body else { return Match::No };
    let by_self = it.assessor.as_ref().is_none_or(|it| *it == view.record.person.id);
    let judged = match leaf.judged {
        Judged::Assessed => !by_self,
        Judged::OneSelf => by_self,
        Judged::Either => true,
    };
    let what = it.framework == leaf.framework && it.item == leaf.item;
    (what && judged && leaf.level.is_none_or(|asked| it.level >= asked)).into()
}

pub(super) fn capable(view: &View<'_>, leaf: &Capable) -> Timeline {
    let found = view.find(|fact| capable_matches(view, leaf, fact));
    any_of(&found, |fact| happened(fact.body.period().from, leaf.when))
}

pub(super) fn assessed_matches(view: &View<'_>, leaf: &Assessed, fact: &Fact) -> Match {
    let Body::Assessment(it) = &fact.body else { return Match::No };
    let own = it.assessor.as_ref() == Some(&view.record.person.id);
    let item = leaf.item.is_empty() || it.items.iter().any(|it| leaf.item.contains(it));
    among(&strs(&leaf.tool), Some(&it.tool)).and((item && !own).into())
}

pub(super) fn assessed(view: &View<'_>, leaf: &Assessed) -> Timeline {
    let found = view.find(|fact| assessed_matches(view, leaf, fact));
    let enough = |all: bool| {
        let events: Vec<(Period, Option<&PersonId>)> = found
            .iter()
            .filter(|it| all || it.sure)
            .map(|it| {
                let on = it.fact.body.period().from;
                let counts = Period { from: on, until: window_end(on, leaf.within) };
                (counts.overlap(happened(on, leaf.when)), it.fact.body.names())
            })
            .collect();
        let mut days: Vec<Day> = events.iter().flat_map(|(it, _)| [it.from, it.until]).collect();
        days.sort_unstable();
        days.dedup();
        let steps = days.into_iter().map(|day| {
            let held: Vec<_> = events.iter().filter(|(it, _)| it.holds(day)).collect();
            let mut assessors: Vec<_> = held.iter().filter_map(|(_, who)| *who).collect();
            assessors.sort_unstable();
            assessors.dedup();
            // An event without an assessor counts, but adds nobody to those who assessed.
            let enough =
                held.len() >= leaf.count as usize && assessors.len() >= leaf.assessors as usize;
            (day, Truth::from(enough))
        });
        Timeline::from_steps(steps)
    };
    if found.iter().all(|it| it.sure) { enough(true) } else { agree(&enough(false), &enough(true)) }
}

/// Applies `when` to every stretch on which something is met.
pub(super) fn lifted(timeline: &Timeline, when: When) -> Timeline {
    if when == When::Now {
        return timeline.clone();
    }
    let met = timeline.stretches().filter(|(_, truth)| *truth == Truth::Met);
    Timeline::of_periods(met.map(|(it, _)| lasts(it, when)))
}

pub(super) fn appraised(view: &View<'_>, leaf: &Appraised) -> Timeline {
    let found: Vec<Found<'_>> = view.find(|fact| matches!(fact.body, Body::Appraisal(_)).into());
    any_of(&found, |fact| {
        let on = fact.body.period().from;
        Period { from: on, until: window_end(on, Some(leaf.within)) }
            .overlap(happened(on, leaf.when))
    })
}
