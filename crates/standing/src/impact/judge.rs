//! One person at a time: the first day on which two sides differ, found by walking from boundary to boundary.

use std::collections::{BTreeMap, BTreeSet};

use preceptor_record::{Code, Day, KnownAt, Person, Record};

use super::both::{Both, Side};
use super::plan::{Impact, Pair, RolePlan};
use super::seen::Ruled;
use super::{Difference, PostImpact, Window};
use crate::acting::{Acting, BaseProfession, current_posts, full_context};
use crate::lookup::Lookup;
use crate::question::Register;
use crate::ruling::{Asked, Ruling};
use crate::subject::{Steps, Subject};

/// Judges people of one register under both sides. What is found out about supervisors is kept, so one of these is
/// kept for many people; it belongs to one thread.
pub struct Judge<'e> {
    impact: &'e Impact<'e>,
    known_at: KnownAt,
    pub(super) lookups: Both<Lookup<'e>>,
    /// Questions made ready, by what of a post is stated with them.
    asked: BTreeMap<Place, Vec<Both<Option<Asked<'e>>>>>,
    rulings: Both<Ruling>,
}

/// What a post states of itself in every question.
type Place = (Code, Option<Code>, Option<Code>, Option<Code>);

impl<'e> Judge<'e> {
    /// For the people of that register, as known then.
    pub fn new(impact: &'e Impact<'e>, register: &'e dyn Register, known_at: KnownAt) -> Self {
        Self {
            impact,
            known_at,
            lookups: Both::of(|side| Lookup::new(impact.side(side).book, register, known_at)),
            asked: BTreeMap::new(),
            rulings: Both::default(),
        }
    }

    pub(super) fn side(&self, side: Side) -> &'e crate::engine::Engine<'e> {
        self.impact.side(side)
    }

    /// What changes for somebody, in every post held on the first day; posts in which nothing does are there too.
    pub fn person(&mut self, person: &Person, window: Window) -> Vec<PostImpact> {
        let record = Record::known_at(person, self.known_at);
        // Both sides see the same posts in the same order: the record alone says which are held.
        let posts = Both::of(|side| {
            current_posts(self.side(side).book, self.lookups.get(side).register, &record, window.at)
        });
        posts
            .a
            .into_iter()
            .zip(posts.b)
            .map(|(a, b)| self.post(&record, &Both { a, b }, window))
            .collect()
    }

    fn post(&mut self, record: &Record<'_>, posts: &Both<Acting>, window: Window) -> PostImpact {
        let acting = &posts.a;
        let mut made = PostImpact {
            post: acting.fact.clone(),
            role: acting.role.clone(),
            differences: Vec::new(),
            standing: None,
        };
        let Some(plan) = self.impact.plan(&acting.role) else { return made };
        let until = acting
            .fact
            .as_ref()
            .and_then(|id| record.person.fact(id))
            .map(|it| it.body.period().until);
        let window = Window { until: window.until.min(until.unwrap_or(Day::NEVER)), ..window };
        if !plan.pairs.is_empty() {
            let subjects = Both::of(|side| {
                let wanted = plan.wanted.get(side);
                self.side(side).subject_for(
                    self.lookups.get(side),
                    record,
                    posts.get(side),
                    Some(wanted),
                )
            });
            let place = place_of(acting);
            if !self.asked.contains_key(&place) {
                let asked = self.make_questions(plan, posts);
                self.asked.insert(place.clone(), asked);
            }
            let mut asked = self.asked.remove(&place).unwrap_or_default();
            for (pair, questions) in plan.pairs.iter().zip(&mut asked) {
                made.differences.extend(self.first_difference(pair, &subjects, questions, window));
            }
            self.asked.insert(place, asked);
        }
        if plan.standing {
            made.standing = self.standing(record, posts, window);
        }
        made
    }

    fn make_questions(
        &self,
        plan: &RolePlan,
        posts: &Both<Acting>,
    ) -> Vec<Both<Option<Asked<'e>>>> {
        let nothing = BTreeMap::new();
        let one = |pair: &Pair, side: Side| {
            let engine = self.impact.side(side);
            let context =
                full_context(engine.book, posts.get(side), &pair.activity, &nothing).ok()?;
            engine.ask(pair.activity.as_str(), Day::ALWAYS, &context, Vec::new())
        };
        plan.pairs.iter().map(|pair| Both::of(|side| one(pair, side))).collect()
    }

    fn first_difference(
        &mut self,
        pair: &Pair,
        subjects: &Both<Subject>,
        asked: &mut Both<Option<Asked<'e>>>,
        window: Window,
    ) -> Option<Difference> {
        if window.at >= window.until {
            return None;
        }
        if let Some(found) = self.difference_on(pair, subjects, asked, window.at) {
            return Some(found);
        }
        let mut days = Vec::new();
        for side in Side::ALL {
            changes_within(&subjects.get(side).steps, pair.wanted.get(side), window, &mut days);
            changes_of_record(subjects.get(side), *pair.number.get(side), window, &mut days);
        }
        days.extend(
            pair.days.iter().copied().filter(|it| window.at.0 < *it && *it < window.until.0),
        );
        days.sort_unstable();
        days.dedup();
        days.into_iter().find_map(|day| self.difference_on(pair, subjects, asked, Day(day)))
    }

    fn difference_on(
        &mut self,
        pair: &Pair,
        subjects: &Both<Subject>,
        asked: &mut Both<Option<Asked<'e>>>,
        day: Day,
    ) -> Option<Difference> {
        for side in Side::ALL {
            if let Some(question) = asked.get_mut(side) {
                question.day = day;
                self.impact.side(side).rule(
                    subjects.get(side),
                    question,
                    self.rulings.get_mut(side),
                );
            }
        }
        let role = &subjects.a.acting.role;
        let Both { a: before, b: after } = Both::of(|side| Ruled {
            side,
            engine: self.impact.side(side),
            rules: self.impact.rules(side, role, pair),
            ruling: self.rulings.get(side),
        });
        if before.same(&after, self.impact) {
            return None;
        }
        let (was, is) = (before.deciding(&pair.activity), after.deciding(&pair.activity));
        let Both { a: no_longer, b: now } = what_differs(&was, &is, &pair.own);
        Some(Difference {
            activity: pair.activity.clone(),
            turn: after.turn_from(&before),
            from: day,
            before: before.seen(self.impact),
            after: after.seen(self.impact),
            no_longer,
            now,
            general_replaced: before.general_met()
                && after.rules.is_some_and(|it| it.has_general)
                && !after.general_looked_at(),
        })
    }
}

/// What decided on one side alone: the provisions that only that side has, where there are any.
fn what_differs(was: &[Code], is: &[Code], own: &Both<BTreeSet<Code>>) -> Both<Vec<Code>> {
    // A provision that decided on both sides may say another thing on each.
    let among = |list: &[Code], own: &BTreeSet<Code>| -> Vec<Code> {
        list.iter().filter(|it| own.contains(*it)).cloned().collect()
    };
    let only = Both { a: among(was, &own.a), b: among(is, &own.b) };
    if !only.a.is_empty() || !only.b.is_empty() {
        return only;
    }
    let without = |list: &[Code], others: &[Code]| -> Vec<Code> {
        list.iter().filter(|it| !others.contains(it)).cloned().collect()
    };
    Both { a: without(was, is), b: without(is, was) }
}

fn place_of(acting: &Acting) -> Place {
    let base = match &acting.base {
        BaseProfession::Known(it) => Some(it.clone()),
        BaseProfession::None | BaseProfession::Unclear => None,
    };
    (acting.role.clone(), acting.setting.clone(), acting.specialty.clone(), base)
}

/// The days within the window on which one of these atoms changes.
fn changes_within(steps: &Steps, wanted: &[u64], window: Window, out: &mut Vec<i32>) {
    let all = steps.days();
    let first = all.partition_point(|it| *it <= window.at.0);
    let mut before = steps.on(window.at.0);
    for day in all.get(first..).unwrap_or_default() {
        if *day >= window.until.0 {
            break;
        }
        let now = steps.on(*day);
        let differ = |a: &[u64], b: &[u64]| {
            a.iter().zip(b).zip(wanted).any(|((a, b), wanted)| (a ^ b) & wanted != 0)
        };
        if differ(before.met, now.met) || differ(before.may, now.may) {
            out.push(*day);
        }
        before = now;
    }
}

/// The days within the window on which a restriction or a sign-off for the activity begins or ends.
fn changes_of_record(
    subject: &Subject,
    activity: Option<usize>,
    window: Window,
    out: &mut Vec<i32>,
) {
    let signed = subject
        .signed
        .iter()
        .filter(|it| Some(it.activity as usize) == activity)
        .map(|it| it.period);
    let periods = subject.restrictions.iter().map(|it| it.period).chain(signed);
    out.extend(
        periods
            .flat_map(|it| [it.from.0, it.until.0])
            .filter(|it| window.at.0 < *it && *it < window.until.0),
    );
}
