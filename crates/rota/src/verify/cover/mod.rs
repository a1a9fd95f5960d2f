//! Supervision: in every stretch between two changes of anybody's presence, does everybody who needs a supervisor have
//! one, near enough, who qualifies, and who covers no more than she may?
//!
//! A line's own supervisor is taken. Where lines name none a cover is sought that satisfies everybody; who was found is
//! part of the answer. Where it fails for numbers alone there is one breach with everybody concerned, else one for each
//! person, with the reason that comes closest to cover.

mod fit;
mod named;
mod seek;
mod stretches;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use fit::{Fit, Supervised, Supervising, fit};
use seek::{Cover, Item, seek};
use stretches::{Moment, hardest, moments};

use super::findings::{Breach, Broken, Covered, Own, Unit, Weight};
use crate::model::clock::Stretch;
use crate::model::problem::{DutyIx, PersonIx, Problem};
use crate::model::rota::Line;

/// What was found of supervision.
#[derive(Debug, Default)]
pub struct Supervision {
    /// Breaches.
    pub breaches: Vec<Breach>,
    /// Who covers whom.
    pub covered: Vec<Covered>,
}

/// Judges the supervision of a rota.
pub fn supervision(problem: &Problem, lines: &[Line]) -> Supervision {
    let all = moments(problem, lines);
    let stays = named::choose(problem, &all);
    let mut made = Supervision::default();
    let mut before: BTreeMap<usize, PersonIx> = BTreeMap::new();
    for moment in &all {
        let judged = Judged::of(problem, moment, &stays.fixed, &before);
        before = judged.covers.iter().map(|(line, _, who)| (*line, *who)).collect();
        for (line, duty, supervisor) in &judged.covers {
            let who = moment.supervised.iter().find(|it| it.0 == *line).map(|it| it.2.person);
            made.covered.extend(who.map(|person| Covered {
                person,
                duty: *duty,
                stretch: moment.stretch,
                supervisor: *supervisor,
            }));
        }
        made.breaches.extend(judged.breaches);
    }
    made.breaches.extend(stays.breaches);
    made.covered = joined_covers(made.covered);
    made.breaches = joined_breaches(made.breaches);
    made
}

/// What was found in one stretch.
struct Judged {
    covers: Vec<(usize, DutyIx, PersonIx)>,
    breaches: Vec<Breach>,
}

/// Which demands of whom an item stands for, in the order of the items.
struct Asking<'m, 'a> {
    line: usize,
    duty: DutyIx,
    whom: &'m Supervised<'a>,
}

impl Judged {
    fn of(
        problem: &Problem,
        moment: &Moment<'_>,
        fixed: &BTreeMap<usize, PersonIx>,
        before: &BTreeMap<usize, PersonIx>,
    ) -> Self {
        let mut judged = Self { covers: Vec::new(), breaches: Vec::new() };
        let supervisors = by_person(&moment.supervising);
        let mut items: Vec<Item<'_>> = Vec::new();
        let mut askings: Vec<Asking<'_, '_>> = Vec::new();
        for (line, duty, whom) in &moment.supervised {
            let stays = fixed.get(line).copied().or(whom.fixed);
            let found = options(problem, moment, whom, stays, &supervisors);
            match found {
                Ok(parts) => {
                    for (demands, mut options) in parts {
                        // Whoever covered this person before goes on doing so where she can.
                        let last = before.get(line);
                        let was =
                            |it: &usize| supervisors.get(*it).map(|it| it.who) == last.copied();
                        options.sort_by_key(|it| !was(it));
                        items.push(Item { person: whom.person, role: whom.role, demands, options });
                        askings.push(Asking { line: *line, duty: *duty, whom });
                    }
                }
                Err(reason) => judged.breaches.push(alone(moment, *duty, whom, reason)),
            }
        }
        let caps: Vec<Option<i64>> = supervisors.iter().map(|it| it.cap).collect();
        match seek(&items, &caps) {
            Some(cover) => {
                for (asking, of) in askings.iter().zip(&cover.of) {
                    if let Some(by) = of.and_then(|it| supervisors.get(it)) {
                        judged.covers.push((asking.line, asking.duty, by.who));
                    }
                }
                judged.covers.dedup();
                judged.breaches.extend(too_many(moment, &items, &askings, &supervisors, &cover));
            }
            None => judged.breaches.push(undecided(moment, &askings)),
        }
        judged
    }
}

/// Somebody who may cover others, on one duty or several at once.
struct Supervisor<'m> {
    who: PersonIx,
    /// How many her duties allow.
    cap: Option<i64>,
    on: Vec<&'m Supervising>,
}

/// Everybody who may cover others, once.
fn by_person(all: &[Supervising]) -> Vec<Supervisor<'_>> {
    let mut made: BTreeMap<PersonIx, Supervisor<'_>> = BTreeMap::new();
    for it in all {
        let hers = made.entry(it.person).or_insert(Supervisor {
            who: it.person,
            cap: it.cap,
            on: Vec::new(),
        });
        hers.cap = match (hers.cap, it.cap) {
            (Some(a), Some(b)) => Some(a.max(b)),
            _ => None,
        };
        hers.on.push(it);
    }
    made.into_values().collect()
}

/// The parts of what is asked of somebody, each with who could give it; or why nobody can.
type Parts<'a> = Vec<(Vec<&'a crate::model::problem::Demand>, Vec<usize>)>;

/// Who could cover somebody, numbers apart: one for everything asked, or, where nobody can be that, one for each part.
fn options<'a>(
    problem: &Problem,
    moment: &Moment<'a>,
    whom: &Supervised<'a>,
    fixed: Option<PersonIx>,
    supervisors: &[Supervisor<'_>],
) -> Result<Parts<'a>, Fit> {
    let day = problem.clock.day_of(moment.stretch.from);
    let nearest = |by: &Supervisor<'_>, demand: &crate::model::problem::Demand| {
        by.on.iter().map(|it| fit(problem, it, whom, demand, day)).min().unwrap_or(Fit::Neither)
    };
    let may = |who: PersonIx| who != whom.person && fixed.is_none_or(|it| it == who);
    let candidates = || supervisors.iter().enumerate().filter(|(_, it)| may(it.who));
    let covers_all =
        |by: &Supervisor<'_>| whom.demands.iter().all(|it| nearest(by, it) == Fit::Covers);
    let for_all: Vec<usize> =
        candidates().filter(|(_, it)| covers_all(it)).map(|(number, _)| number).collect();
    if !for_all.is_empty() {
        return Ok(vec![(whom.demands.clone(), for_all)]);
    }
    let mut parts = Vec::new();
    let mut worst: Option<Fit> = None;
    for demand in &whom.demands {
        let fits: Vec<(usize, Fit)> =
            candidates().map(|(number, it)| (number, nearest(it, demand))).collect();
        let covers =
            fits.iter().filter(|it| it.1 == Fit::Covers).map(|it| it.0).collect::<Vec<_>>();
        if covers.is_empty() {
            let closest = fits.iter().map(|it| it.1).min().unwrap_or(Fit::Neither);
            worst = worst.max(Some(closest));
        }
        parts.push((vec![*demand], covers));
    }
    match worst {
        Some(reason) => Err(reason),
        None => Ok(parts),
    }
}

/// The breach of somebody whom nobody there could cover, whatever the numbers.
fn alone(moment: &Moment<'_>, duty: DutyIx, whom: &Supervised<'_>, reason: Fit) -> Breach {
    let weight = Weight::from(whom.class());
    let nobody = (0, 1, Unit::People);
    let (rule, weight, (found, limit, unit), because) = match reason {
        Fit::CannotTell => (
            Own::SupervisionQualified,
            Weight::Unknown,
            nobody,
            "whether the supervisor there qualifies rests on facts that nobody has verified",
        ),
        Fit::TooFar(minutes) => (
            Own::SupervisionDistance,
            weight,
            minutes.map_or(nobody, |(found, limit)| (found, limit, Unit::Minutes)),
            "a supervisor who qualifies is there and not near enough",
        ),
        Fit::NotQualified => (
            Own::SupervisionQualified,
            weight,
            nobody,
            "the supervisor who is near enough does not qualify",
        ),
        Fit::Neither | Fit::Covers => (
            Own::SupervisionCover,
            weight,
            nobody,
            if whom.fixed.is_some() {
                "the supervisor named is not on a duty that supervises"
            } else {
                "nobody who could supervise is on a duty that supervises"
            },
        ),
    };
    Breach {
        rule: Broken::Own(rule),
        weight,
        people: BTreeSet::from([whom.person]),
        duties: BTreeSet::from([duty]),
        stretch: moment.stretch,
        found,
        limit,
        unit,
        because: because.to_owned(),
        source: source_of(whom),
        accepted: None,
    }
}

/// Who says that somebody needs supervision: the hardest of the demands.
fn source_of(whom: &Supervised<'_>) -> Json {
    whom.demands.iter().min_by_key(|it| it.class).map(|it| it.source.clone()).unwrap_or_default()
}

/// The breaches of those for whom nobody was left, each with everybody concerned: those who might have been left
/// without instead, and who covers them.
fn too_many(
    moment: &Moment<'_>,
    items: &[Item<'_>],
    askings: &[Asking<'_, '_>],
    supervisors: &[Supervisor<'_>],
    cover: &Cover,
) -> Vec<Breach> {
    let without = |number: &usize| cover.of.get(*number).is_some_and(Option::is_none);
    let mut left: BTreeSet<usize> = (0..items.len()).filter(without).collect();
    let mut made = Vec::new();
    while let Some(first) = left.pop_first() {
        let mut concerned = BTreeSet::from([first]);
        let mut by: BTreeSet<usize> = BTreeSet::new();
        let mut ahead = vec![first];
        while let Some(number) = ahead.pop() {
            for option in items.get(number).into_iter().flat_map(|it| &it.options) {
                if !by.insert(*option) {
                    continue;
                }
                let covered = cover.of.iter().enumerate().filter(|(_, of)| **of == Some(*option));
                for (other, _) in covered {
                    if concerned.insert(other) {
                        ahead.push(other);
                    }
                }
                // Another who was left without for the same supervisors belongs to the same breach.
                let same = left
                    .iter()
                    .copied()
                    .filter(|it| items.get(*it).is_some_and(|it| it.options.contains(option)));
                for other in same.collect::<Vec<_>>() {
                    left.remove(&other);
                    concerned.insert(other);
                    ahead.push(other);
                }
            }
        }
        let whom: Vec<&Asking<'_, '_>> =
            concerned.iter().filter_map(|it| askings.get(*it)).collect();
        let n_without =
            i64::try_from(concerned.iter().filter(|it| without(it)).count()).unwrap_or(0);
        let found = i64::try_from(concerned.len()).unwrap_or(0);
        let covering = by.iter().filter_map(|it| supervisors.get(*it)).map(|it| it.who);
        made.push(Breach {
            rule: Broken::Own(Own::SupervisionRatio),
            weight: hardest(whom.iter().map(|it| it.whom)).into(),
            people: whom.iter().map(|it| it.whom.person).chain(covering).collect(),
            duties: whom.iter().map(|it| it.duty).collect(),
            stretch: moment.stretch,
            found,
            limit: found - n_without,
            unit: Unit::People,
            because: "more people need a supervisor at once than those there may cover".to_owned(),
            source: whom
                .iter()
                .map(|it| it.whom)
                .min_by_key(|it| it.class())
                .map(source_of)
                .unwrap_or_default(),
            accepted: None,
        });
    }
    made
}

/// The breach of a stretch in which so many could cover so many that no answer was found.
fn undecided(moment: &Moment<'_>, askings: &[Asking<'_, '_>]) -> Breach {
    let n = i64::try_from(askings.len()).unwrap_or(0);
    Breach {
        rule: Broken::Own(Own::SupervisionRatio),
        weight: Weight::Unknown,
        people: askings.iter().map(|it| it.whom.person).collect(),
        duties: askings.iter().map(|it| it.duty).collect(),
        stretch: moment.stretch,
        found: n,
        limit: n,
        unit: Unit::People,
        because: "too many could cover too many to find out here: name supervisors on the lines"
            .to_owned(),
        source: Json::Null,
        accepted: None,
    }
}

/// Covers of one person by the same supervisor on the same duty, joined where they touch.
fn joined_covers(mut all: Vec<Covered>) -> Vec<Covered> {
    all.sort_by_key(|it| (it.person, it.duty, it.supervisor, it.stretch));
    let mut made: Vec<Covered> = Vec::new();
    for it in all {
        match made.last_mut() {
            Some(last)
                if (last.person, last.duty, last.supervisor)
                    == (it.person, it.duty, it.supervisor)
                    && it.stretch.from <= last.stretch.until =>
            {
                last.stretch = last.stretch.hull(it.stretch);
            }
            _ => made.push(it),
        }
    }
    made.sort_by_key(|it| (it.stretch, it.person, it.duty, it.supervisor));
    made
}

/// Breaches of one rule that touch and share somebody, joined with the worst measure.
fn joined_breaches(mut all: Vec<Breach>) -> Vec<Breach> {
    all.sort_by_key(|it| (it.rule, it.weight, it.stretch, it.people.clone()));
    let mut made: Vec<Breach> = Vec::new();
    // Only the last few may still touch: breaches come in order of time within a rule.
    for it in all {
        let same = made
            .iter_mut()
            .rev()
            .take_while(|last| last.rule == it.rule && last.weight == it.weight)
            .find(|last| {
                it.stretch.from <= last.stretch.until
                    && it.stretch.until >= last.stretch.from
                    && !last.people.is_disjoint(&it.people)
            });
        match same {
            Some(last) => {
                last.stretch = last.stretch.hull(it.stretch);
                if it.by() > last.by() {
                    (last.found, last.limit, last.unit) = (it.found, it.limit, it.unit);
                    last.because = it.because;
                }
                last.people.extend(it.people);
                last.duties.extend(it.duties);
            }
            None => made.push(it),
        }
    }
    made
}

/// A stretch of somebody's line, for the breach of one who should have kept one supervisor.
fn whole(stretches: &[Stretch]) -> Option<Stretch> {
    stretches.iter().copied().reduce(Stretch::hull)
}
