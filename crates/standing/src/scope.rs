//! The scope of somebody in a post: every activity at once, each with the least supervision it is open under.
//!
//! Each line is what [`decide`](crate::decide()) answers with nobody present and nothing stated, without its words: the
//! person is made ready once, so that all activities take about as long as one whole answer.

use std::collections::{BTreeMap, BTreeSet};

use preceptor_record::{Closeness, Code, Day, FactId, Known, Record};

use crate::acting::{Acting, BASE, full_context};
use crate::answer::dependence::collect;
use crate::answer::{deciding, placed};
use crate::engine::{Engine, Kind, PRACTISE, Rule, Rules};
use crate::expr::{Wish, all_wishes};
use crate::lookup::Lookup;
use crate::question::Decision;
use crate::ruling::{Asked, Cause, Outcome, Ruling};
use crate::subject::Subject;
use crate::truth::Truth;

/// How far ahead an end is looked for.
const YEARS_AHEAD: i32 = 10;

/// What somebody may do of one activity on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scoped {
    /// The activity.
    pub activity: Code,
    /// The decision with nobody present and nothing stated.
    pub decision: Decision,
    /// The least close way that is open; [`Closeness::Independent`] where nobody is needed. Where it cannot be told, the
    /// way that would be open if all that is claimed were verified, if that alone would do.
    pub level: Option<Closeness>,
    /// The first day on which the decision or the closeness is another; none within ten years.
    pub until: Option<Day>,
    /// What decided, the most telling first.
    pub decided: Vec<Decider>,
    /// What would have to be stated before it can be told.
    pub unstated: Vec<Code>,
    /// Whether it is work of this post: the role's own, named by an adopted provision for it, or signed off.
    pub is_own: bool,
}

/// What decided an activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decider {
    /// A provision, by its id, and the set that says so.
    Provision(Code, Code),
    /// A sign-off of the record.
    SignOff(FactId),
    /// A restriction of the record.
    Restriction(FactId),
    /// The post is only claimed.
    Post,
    /// No adopted provision permits it.
    Nothing,
}

/// Every activity of the vocabulary, in its order, for somebody acting in a post on a day.
pub fn scope(
    engine: &Engine<'_>,
    lookup: &Lookup<'_>,
    record: &Record<'_>,
    acting: &Acting,
    day: Day,
) -> Vec<Scoped> {
    let all_verified = record.facts.iter().map(|it| Known { fact: it.fact, verified: true });
    let hopeful = Record { person: record.person, facts: all_verified.collect() };
    let sure = Acting { sure: Truth::Met, ..acting.clone() };
    let fact = acting.fact.as_ref().and_then(|id| record.person.fact(id));
    let mut survey = Survey {
        engine,
        acting,
        day,
        post_ends: fact.map_or(Day::NEVER, |it| it.body.period().until),
        as_known: Stances { engine, lookup, record, acting, made: BTreeMap::new() },
        as_hoped: Stances {
            engine,
            lookup,
            record: &hopeful,
            acting: &sure,
            made: BTreeMap::new(),
        },
        scratch: Ruling::default(),
    };
    let activities = &engine.book.vocabulary.activities;
    let tasks = activities.iter().map(|it| &it.id.value).filter(|it| **it != *PRACTISE);
    tasks.filter_map(|it| survey.of(it)).collect()
}

/// Somebody made ready, once for each setting an activity may state.
struct Stances<'a> {
    engine: &'a Engine<'a>,
    lookup: &'a Lookup<'a>,
    record: &'a Record<'a>,
    acting: &'a Acting,
    made: BTreeMap<Option<Code>, Subject>,
}

impl Stances<'_> {
    fn within(&mut self, setting: Option<Code>) -> &Subject {
        let (engine, lookup, record, acting) = (self.engine, self.lookup, self.record, self.acting);
        self.made.entry(setting.clone()).or_insert_with(|| {
            engine.subject(lookup, record, &Acting { setting, ..acting.clone() })
        })
    }
}

struct Survey<'a> {
    engine: &'a Engine<'a>,
    acting: &'a Acting,
    day: Day,
    post_ends: Day,
    as_known: Stances<'a>,
    as_hoped: Stances<'a>,
    scratch: Ruling,
}

impl Survey<'_> {
    fn of(&mut self, activity: &Code) -> Option<Scoped> {
        let engine = self.engine;
        let context = full_context(engine.book, self.acting, activity, &BTreeMap::new()).ok()?;
        let setting = placed(self.acting, &context).setting;
        let mut asked = engine.ask(activity.as_str(), self.day, &context, Vec::new())?;
        let subject = self.as_known.within(setting.clone());
        let rules = engine.rules(subject.role, asked.activity)?;
        let mut ruling = Ruling::default();
        engine.rule(subject, &asked, &mut ruling);
        let decision = ruling.decision;
        let seen = (decision, level(&ruling));
        let until = {
            let mut days: BTreeSet<Day> = subject.boundaries().collect();
            days.extend(rules.list.iter().flat_map(|it| [Day(it.from), Day(it.until)]));
            let horizon = self.day.plus(preceptor_record::Span::of_months(12 * YEARS_AHEAD));
            let last = self.post_ends.min(horizon);
            let scratch = &mut self.scratch;
            let later = days.into_iter().filter(|it| *it > self.day && *it < last);
            let found = later.into_iter().find(|day| {
                asked.day = *day;
                engine.rule(subject, &asked, scratch);
                (scratch.decision, level(scratch)) != seen
            });
            let ends = (decision != Decision::Refuse && self.post_ends < horizon)
                .then_some(self.post_ends);
            found.or(ends)
        };
        asked.day = self.day;
        let live = |it: &&Rule| {
            it.from <= self.day.0
                && self.day.0 < it.until
                && it.jurisdictions & subject.jurisdiction != 0
        };
        let own_to = engine.book.activity(activity.as_str());
        let number = u32::try_from(asked.activity).unwrap_or(u32::MAX);
        let is_own = own_to
            .is_some_and(|it| it.own_to.iter().any(|it| it.value == self.acting.role))
            || rules.list.iter().filter(live).any(|it| names(engine, it, activity))
            || subject.signed.iter().any(|it| it.activity == number && it.period.holds(self.day));
        let decided = decided(engine, &ruling, subject, rules);
        let unstated = unstated(engine, &ruling, rules, &asked);
        let level = match decision {
            Decision::CannotTell => {
                let hopeful = self.as_hoped.within(setting);
                engine.rule(hopeful, &asked, &mut self.scratch);
                level(&self.scratch)
            }
            _ => seen.1,
        };
        Some(Scoped {
            activity: activity.clone(),
            decision,
            level,
            until,
            decided,
            unstated,
            is_own,
        })
    }
}

/// Whether a rule is about this activity by name, and not about any or only about holding the post.
fn names(engine: &Engine<'_>, rule: &Rule, activity: &Code) -> bool {
    engine.placed(rule.provision).is_some_and(|it| engine.names(&it.provision, activity))
}

fn decided(engine: &Engine<'_>, ruling: &Ruling, subject: &Subject, rules: &Rules) -> Vec<Decider> {
    let outcomes = deciding(ruling, false);
    if outcomes.is_empty() {
        return vec![Decider::Nothing];
    }
    let mut made: Vec<Decider> = Vec::new();
    if ruling.decision == Decision::CannotTell && subject.acting.sure != Truth::Met {
        made.push(Decider::Post);
    }
    // What was signed off says more than the rule that lets it count.
    let (of_record, of_rules): (Vec<Outcome>, Vec<Outcome>) =
        outcomes.into_iter().partition(|it| !matches!(it.cause, Cause::Rule(_)));
    for it in of_record.into_iter().chain(of_rules) {
        let decider = match it.cause {
            Cause::Rule(at) => {
                let placed = rules.list.get(at as usize).and_then(|it| engine.placed(it.provision));
                placed.map(|it| Decider::Provision(it.provision.id.value.clone(), it.set.clone()))
            }
            Cause::Restriction(at) => {
                let it = subject.restrictions.get(at as usize);
                it.map(|it| Decider::Restriction(it.fact.clone()))
            }
            Cause::SignOff(at) => {
                subject.signed.get(at as usize).map(|it| Decider::SignOff(it.fact.clone()))
            }
        };
        made.extend(decider.filter(|it| !made.contains(it)));
    }
    made
}

/// The closeness of the way shown, where one is open.
fn level(ruling: &Ruling) -> Option<Closeness> {
    let open = matches!(ruling.decision, Decision::Permit | Decision::NeedsSupervision);
    ruling.way.filter(|_| open).map(|it| it.level)
}

/// The keys whose value was not stated and on which a deciding rule hangs.
fn unstated(engine: &Engine<'_>, ruling: &Ruling, rules: &Rules, asked: &Asked<'_>) -> Vec<Code> {
    let mut made: Vec<Code> = Vec::new();
    if ruling.decision != Decision::CannotTell {
        return made;
    }
    for it in deciding(ruling, false) {
        let Some(rule) = engine.rule_of(rules, it.cause) else { continue };
        let permits = matches!(rule.kind, Kind::Permit | Kind::General);
        if permits && it.applies.min(it.requires) == Truth::Met {
            continue;
        }
        let mut wishes: Vec<Wish> = rule.context.to_vec();
        for expr in rule.unless.iter().chain(&rule.requires) {
            collect(expr, &mut wishes);
        }
        for wish in wishes {
            let open = all_wishes(std::slice::from_ref(&wish), &asked.context) == Truth::Unknown;
            let key = engine.keys.keys.get(wish.key as usize).filter(|it| **it != *BASE);
            made.extend(key.filter(|it| open && !made.contains(it)).cloned());
        }
    }
    made
}
