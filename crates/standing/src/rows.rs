//! Rows: one thing that must hold, judged over time. Standing, clearance, entry and eligibility are made of them.

use std::collections::{BTreeMap, BTreeSet};

use preceptor_record::{Code, Day, Period, Record};
use preceptor_rulebook::role::Weight;
use preceptor_rulebook::{Row, Rulebook};

use crate::acting::Acting;
use crate::explain::{Explainer, Finding, Remedy, Ways};
use crate::leaves::{Stance, View};
use crate::lookup::Lookup;
use crate::truth::{Timeline, Truth};
use crate::words::Words;

/// A row as it stands on a day.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The row's id.
    pub id: Code,
    /// What it says.
    pub says: String,
    /// How much it weighs.
    pub weight: Weight,
    /// Whether it holds.
    pub truth: Truth,
    /// Whether all it lacks is verification.
    pub unverified: bool,
    /// What was found.
    pub because: Vec<Finding>,
    /// What to do when it is unmet.
    pub fix: Option<String>,
    /// How it stands day by day, with the days on which it is not in force taken as met.
    pub timeline: Timeline,
    /// The row itself, with its source.
    pub row: Row,
}

/// Whether a row counts for a post on a day.
pub(crate) fn fits(book: &Rulebook, row: &Row, adopted: &BTreeSet<Code>, acting: &Acting) -> bool {
    let taken = row.set.as_ref().is_none_or(|it| adopted.contains(&it.value));
    let place =
        book.holds_in(row.jurisdiction.iter().map(|it| &it.value), acting.jurisdiction.as_str());
    let setting = row.setting.is_empty()
        || acting
            .setting
            .as_ref()
            .is_some_and(|setting| row.setting.iter().any(|it| it.value == *setting));
    let specialty = row.specialty.is_empty()
        || acting.specialty.as_ref().is_some_and(|it| row.specialty.contains(it));
    taken && place && setting && specialty
}

/// How a row stands day by day, whether in force or not.
pub(crate) fn row_timeline(
    lookup: &Lookup<'_>,
    record: &Record<'_>,
    stance: &Stance,
    row: &Row,
) -> Timeline {
    let requires = lookup.in_stance(record, stance, &row.requires);
    match &row.unless {
        None => requires,
        Some(unless) => {
            let unless = lookup.in_stance(record, stance, unless);
            Timeline::join(&[&requires, &unless], |of| of.max().unwrap_or(Truth::Unmet))
        }
    }
}

/// A timeline that asks nothing outside a period.
pub(crate) fn only_within(timeline: &Timeline, period: Period) -> Timeline {
    let steps = timeline.stretches().flat_map(|(days, truth)| {
        let inside = days.overlap(period);
        let before = days.overlap(Period { from: Day::ALWAYS, until: period.from });
        let after = days.overlap(Period { from: period.until, until: Day::NEVER });
        [(before, Truth::Met), (inside, truth), (after, Truth::Met)]
    });
    let mut steps: Vec<(Day, Truth)> = steps
        .filter(|(days, _)| !days.is_empty())
        .map(|(days, truth)| (days.from, truth))
        .collect();
    steps.sort_by_key(|it| it.0);
    Timeline::from_steps(steps)
}

/// Judges a row on a day.
pub(crate) fn judge(
    lookup: &Lookup<'_>,
    record: &Record<'_>,
    acting: &Acting,
    row: &Row,
    day: Day,
) -> Judged {
    let stance = Stance::from(acting);
    let timeline = only_within(&row_timeline(lookup, record, &stance, row), row.effective.period());
    let truth = timeline.at(day);
    let because = found(lookup, record, acting, row, day);
    let unverified =
        truth == Truth::Unknown && because.iter().all(|it| it.unverified || it.truth == Truth::Met);
    Judged {
        id: row.id.value.clone(),
        says: row.says.clone(),
        weight: row.kind,
        truth,
        unverified,
        because,
        fix: row.fix.clone(),
        timeline,
        row: row.clone(),
    }
}

/// What is found of a row on a day: what makes it what it is then.
pub fn found(
    lookup: &Lookup<'_>,
    record: &Record<'_>,
    acting: &Acting,
    row: &Row,
    day: Day,
) -> Vec<Finding> {
    let mut made = Vec::new();
    explaining(lookup, record, &Stance::from(acting), day, |it| {
        let exempt = row.unless.as_ref().filter(|unless| it.truth(unless) == Truth::Met);
        it.findings(exempt.unwrap_or(&row.requires), &mut made);
    });
    made
}

/// The smallest sets of things that would make a row hold.
pub(crate) fn ways(
    lookup: &Lookup<'_>,
    record: &Record<'_>,
    acting: &Acting,
    row: &Row,
    day: Day,
) -> Vec<Vec<Remedy>> {
    let stance = Stance::from(acting);
    let mut made: Ways = Vec::new();
    explaining(lookup, record, &stance, day, |it| made = it.ways(&row.requires, true));
    made.into_iter().take(5).map(|it| it.into_iter().collect()).collect()
}

/// Hands an explainer over the record on that day to `with`.
pub(crate) fn explaining(
    lookup: &Lookup<'_>,
    record: &Record<'_>,
    stance: &Stance,
    day: Day,
    with: impl FnOnce(&Explainer<'_>),
) {
    let nothing = BTreeMap::new();
    let other = |who: &preceptor_record::PersonId, by: &preceptor_rulebook::requirement::By| {
        lookup.other(who, by, stance.organisation.as_ref())
    };
    with(&Explainer {
        view: View { book: lookup.book, register: lookup.register, record, stance, other: &other },
        words: Words { book: lookup.book },
        day,
        asked: None,
        context: &nothing,
    });
}
