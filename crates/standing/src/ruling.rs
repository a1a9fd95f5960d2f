//! The decision itself, in ids: docs/reference/semantics.md, "The decision".
//!
//! This is what runs a million times: no text is made and nothing is allocated once the buffers have grown.

use preceptor_record::{Closeness, Day, PersonId};
use preceptor_rulebook::provision::ClauseLevel;

use crate::engine::{Clause, Engine, Exhausted, Kind, PRACTISE, Rule, Rules};
use crate::expr::{Context, Held, Stated, all_wishes};
use crate::question::{Decision, Present};
use crate::subject::{Bystander, Subject};
use crate::truth::Truth;

/// A question made ready.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// The number of the activity.
    pub(crate) activity: usize,
    pub(crate) practise: bool,
    /// On which day.
    pub day: Day,
    pub(crate) context: Box<Context>,
    /// Who is there, each made ready.
    pub present: Vec<(Present, &'a Bystander)>,
}

/// What decided, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// The rule at that place of [`Rules::list`].
    Rule(u16),
    /// The restriction at that place of the subject.
    Restriction(u16),
    /// The sign-off at that place of the subject.
    SignOff(u16),
}

/// What became of a rule that was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) cause: Cause,
    pub(crate) kind: Kind,
    /// Whether it applies.
    pub(crate) applies: Truth,
    /// Whether its requirement is met, where it applies or may.
    pub(crate) requires: Truth,
}

impl Outcome {
    /// Whether it alone refuses.
    pub(crate) fn bars(&self) -> bool {
        match self.kind {
            Kind::Forbid => self.applies == Truth::Met,
            Kind::Limit => self.applies == Truth::Met && self.requires == Truth::Unmet,
            Kind::Permit | Kind::General => false,
        }
    }
}

/// A way open: the tightest of a permit's clause and the limits'.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Way {
    /// Which outcome is its permit.
    pub(crate) permit: u16,
    pub(crate) level: Closeness,
    pub(crate) minutes: Option<u32>,
    pub(crate) covers: Option<u32>,
    pub(crate) satisfied: Truth,
}

/// The decision with what decided it, in ids. Kept and used again, it allocates nothing.
#[derive(Debug, Clone)]
pub struct Ruling {
    /// The decision.
    pub decision: Decision,
    pub(crate) outcomes: Vec<Outcome>,
    pub(crate) ways: Vec<Way>,
    /// The way shown: the one that is satisfied, else the least close that is open.
    pub(crate) way: Option<Way>,
    limits: Vec<u16>,
}

impl Default for Ruling {
    fn default() -> Self {
        Self {
            decision: Decision::Refuse,
            outcomes: Vec::new(),
            ways: Vec::new(),
            way: None,
            limits: Vec::new(),
        }
    }
}

/// How somebody present satisfies a clause.
struct Scene<'a> {
    engine: &'a Engine<'a>,
    subject: &'a Subject,
    asked: &'a Asked<'a>,
    signed: Option<Closeness>,
}

/// A clause with its closeness worked out.
#[derive(Debug, Clone, Copy)]
struct Fixed<'a> {
    level: Closeness,
    clause: Option<&'a Clause>,
}

impl Scene<'_> {
    fn fix<'c>(&self, clause: &'c Clause) -> Fixed<'c> {
        let level = match clause.level {
            ClauseLevel::Fixed(it) => it,
            ClauseLevel::AsSignedOff => {
                self.signed.unwrap_or(Closeness::Direct).min(clause.never_looser)
            }
        };
        Fixed { level, clause: Some(clause) }
    }

    /// Whether that person satisfies a clause.
    fn satisfies(&self, at: usize, fixed: Fixed<'_>) -> Truth {
        let Some((present, bystander)) = self.asked.present.get(at) else { return Truth::Unmet };
        if !present.level.satisfies(fixed.level) || bystander.is(self.subject) {
            return Truth::Unmet;
        }
        let Some(clause) = fixed.clause else { return Truth::Met };
        if clause.minutes.is_some_and(|asked| present.attends_within().is_none_or(|it| it > asked))
        {
            return Truth::Unmet;
        }
        if clause.covers.is_some_and(|most| present.covering >= most) {
            return Truth::Unmet;
        }
        if clause.named && !self.is_named(&present.person) {
            return Truth::Unmet;
        }
        let Some(by) = clause.by.and_then(|it| self.engine.by.get(it as usize)) else {
            return Truth::Met;
        };
        match bystander.on(self.asked.day.0) {
            Some(held) => by.truth(held, &self.asked.context),
            None => Truth::Unknown,
        }
    }

    fn is_named(&self, who: &PersonId) -> bool {
        self.subject.named.iter().any(|(it, period)| it == who && period.holds(self.asked.day))
    }

    /// Whether anybody present satisfies a clause.
    fn anybody(&self, fixed: Fixed<'_>) -> Truth {
        if fixed.level == Closeness::Independent {
            return Truth::Met;
        }
        (0..self.asked.present.len())
            .map(|at| self.satisfies(at, fixed))
            .max()
            .unwrap_or(Truth::Unmet)
    }
}

impl Engine<'_> {
    /// Decides a question, leaving in `out` what decided it.
    ///
    /// False where the role or the activity is not known, so that there is nothing to decide.
    pub fn rule(&self, subject: &Subject, asked: &Asked<'_>, out: &mut Ruling) -> bool {
        out.outcomes.clear();
        out.ways.clear();
        out.limits.clear();
        out.way = None;
        let Some(rules) = self.rules(subject.role, asked.activity) else { return false };
        let held = subject.steps.on(asked.day.0);
        self.look_at_rules(subject, asked, rules, held, out);
        look_at_record(subject, asked, out);
        out.decision = self.resolve(subject, asked, rules, out);
        true
    }

    fn look_at_rules(
        &self,
        subject: &Subject,
        asked: &Asked<'_>,
        rules: &Rules,
        held: Held<'_>,
        out: &mut Ruling,
    ) {
        let day = asked.day.0;
        // How far some permit names the activity, so that the general one gives way.
        let mut named = Truth::Unmet;
        for (at, it) in rules.list.iter().enumerate() {
            if !(it.from <= day && day < it.until) || it.jurisdictions & subject.jurisdiction == 0 {
                continue;
            }
            if !it.also_when.is_empty() && all_wishes(&it.also_when, &asked.context) != Truth::Met {
                continue;
            }
            if rules.has_general && it.names {
                named = named.max(if it.places.is_empty() {
                    Truth::Met
                } else {
                    all_wishes(&it.places, &asked.context)
                });
            }
            let mut applies = if it.context.is_empty() {
                Truth::Met
            } else {
                all_wishes(&it.context, &asked.context)
            };
            if it.kind == Kind::General {
                // Permits come before general ones in the list, so `named` is complete here.
                let gives_way = named.max(exhausted(&rules.exhausted, subject, asked));
                applies = applies.min(!gives_way);
                if gives_way == Truth::Met {
                    continue;
                }
            }
            if applies == Truth::Unmet {
                continue;
            }
            if let Some(unless) = &it.unless {
                applies = applies.min(!unless.truth(held, &asked.context));
                if applies == Truth::Unmet && it.kind != Kind::Permit && it.kind != Kind::General {
                    continue;
                }
            }
            let requires =
                it.requires.as_ref().map_or(Truth::Met, |it| it.truth(held, &asked.context));
            let cause = Cause::Rule(u16::try_from(at).unwrap_or(u16::MAX));
            out.outcomes.push(Outcome { cause, kind: it.kind, applies, requires });
        }
    }

    /// The answer from the outcomes, in the order of the semantics: refuse, cannot tell, then supervision.
    fn resolve(
        &self,
        subject: &Subject,
        asked: &Asked<'_>,
        rules: &Rules,
        out: &mut Ruling,
    ) -> Decision {
        let (mut refused, mut unclear, mut met, mut open) = (false, false, false, false);
        for it in &out.outcomes {
            match it.kind {
                Kind::Forbid => {
                    refused |= it.applies == Truth::Met;
                    unclear |= it.applies == Truth::Unknown;
                }
                Kind::Limit => {
                    refused |= it.applies == Truth::Met && it.requires == Truth::Unmet;
                    unclear |= it.applies == Truth::Met && it.requires == Truth::Unknown;
                }
                Kind::Permit | Kind::General => {
                    let value = it.applies.min(it.requires);
                    met |= value == Truth::Met;
                    open |= value != Truth::Unmet;
                }
            }
        }
        if refused || (!open && !asked.practise) {
            return Decision::Refuse;
        }
        let signed = binding_sign_off(subject, asked);
        let scene = Scene { engine: self, subject, asked, signed: signed.map(|it| it.1) };
        // A limit that may or may not apply leaves no doubt where it is satisfied anyway.
        for it in &out.outcomes {
            if it.kind == Kind::Limit && it.applies == Truth::Unknown {
                let clause = clause_of(subject, rules, it).map(|it| it.fixed(&scene));
                let satisfied = match clause {
                    Some(fixed) if !asked.practise => scene.anybody(fixed),
                    _ => Truth::Met,
                };
                unclear |= it.requires != Truth::Met || satisfied != Truth::Met;
            }
        }
        unclear |=
            subject.acting.sure != Truth::Met && !(asked.practise && subject.acting.fact.is_none());
        if asked.practise {
            return if unclear { Decision::CannotTell } else { Decision::Permit };
        }
        self.find_ways(subject, rules, &scene, Truth::Met, out);
        out.way = shown(&out.ways);
        if unclear || !met {
            return Decision::CannotTell;
        }
        match out.way.map(|it| it.satisfied) {
            Some(Truth::Met) if self.holds_with_doubtful_limits(subject, rules, &scene, out) => {
                Decision::Permit
            }
            Some(Truth::Met | Truth::Unknown) => Decision::CannotTell,
            _ => Decision::NeedsSupervision,
        }
    }

    /// Whether a permit would still be given if every limit that may apply did.
    fn holds_with_doubtful_limits(
        &self,
        subject: &Subject,
        rules: &Rules,
        scene: &Scene<'_>,
        out: &mut Ruling,
    ) -> bool {
        if !out.outcomes.iter().any(|it| it.kind == Kind::Limit && it.applies == Truth::Unknown) {
            return true;
        }
        let (way, ways) = (out.way, std::mem::take(&mut out.ways));
        self.find_ways(subject, rules, scene, Truth::Unknown, out);
        let holds = out.ways.iter().any(|it| it.satisfied == Truth::Met);
        (out.way, out.ways) = (way, ways);
        holds
    }

    /// Every met permit with the tightest clause it and the limits make that apply at least so surely, and whether who
    /// is present satisfies it.
    fn find_ways(
        &self,
        subject: &Subject,
        rules: &Rules,
        scene: &Scene<'_>,
        surely: Truth,
        out: &mut Ruling,
    ) {
        out.limits.clear();
        for (at, it) in out.outcomes.iter().enumerate() {
            if it.kind == Kind::Limit
                && it.applies >= surely
                && clause_of(subject, rules, it).is_some()
            {
                out.limits.push(u16::try_from(at).unwrap_or(u16::MAX));
            }
        }
        for (at, it) in out.outcomes.iter().enumerate() {
            let permits = matches!(it.kind, Kind::Permit | Kind::General);
            if !permits || it.applies.min(it.requires) != Truth::Met {
                continue;
            }
            let own = clause_of(subject, rules, it).map(|it| it.fixed(scene));
            let mut way = Way {
                permit: u16::try_from(at).unwrap_or(u16::MAX),
                level: own.map_or(Closeness::Independent, |it| it.level),
                minutes: own.and_then(|it| it.clause?.minutes),
                covers: own.and_then(|it| it.clause?.covers),
                satisfied: Truth::Unmet,
            };
            for limit in &out.limits {
                let Some(limit) = out.outcomes.get(*limit as usize) else { continue };
                let Some(fixed) = clause_of(subject, rules, limit).map(|it| it.fixed(scene)) else {
                    continue;
                };
                way.level = way.level.min(fixed.level);
                way.minutes = least(way.minutes, fixed.clause.and_then(|it| it.minutes));
                way.covers = least(way.covers, fixed.clause.and_then(|it| it.covers));
            }
            let asks = own.filter(|it| it.level != Closeness::Independent);
            way.satisfied = match asks {
                Some(own) => (0..scene.asked.present.len())
                    .map(|at| {
                        let itself = scene.satisfies(at, own);
                        if itself == Truth::Unmet {
                            itself
                        } else {
                            itself.min(limits_through(subject, rules, scene, out, Some(at)))
                        }
                    })
                    .max()
                    .unwrap_or(Truth::Unmet),
                None => limits_through(subject, rules, scene, out, None),
            };
            out.ways.push(way);
        }
    }

    /// Makes a question ready. The activity must be in the vocabulary.
    pub fn ask<'a, 'c>(
        &self,
        activity: &str,
        day: Day,
        context: impl IntoIterator<
            Item = (&'c preceptor_record::Code, &'c preceptor_rulebook::ContextValue),
        >,
        present: Vec<(Present, &'a Bystander)>,
    ) -> Option<Asked<'a>> {
        let mut stated: Box<[Option<Stated>]> = vec![None; self.keys.keys.len()].into();
        for (key, value) in context {
            if let Some(slot) = self.keys.find(key.as_str()).and_then(|it| stated.get_mut(it)) {
                *slot = Some(self.keys.stated(value));
            }
        }
        let number = self.activity_number(activity)?;
        Some(Asked {
            activity: number,
            practise: activity == PRACTISE,
            day,
            context: stated,
            present,
        })
    }
}

/// The clause of a limit or a permit, from a rule or from the record.
#[derive(Clone, Copy)]
enum ClauseOf<'a> {
    Rule(&'a Clause),
    Record(Closeness),
}

impl<'a> ClauseOf<'a> {
    fn fixed(self, scene: &Scene<'_>) -> Fixed<'a> {
        match self {
            Self::Rule(it) => scene.fix(it),
            Self::Record(level) => Fixed { level, clause: None },
        }
    }

    fn asks_who(self) -> bool {
        matches!(self, Self::Rule(it) if it.by.is_some())
    }
}

fn clause_of<'a>(
    subject: &'a Subject,
    rules: &'a Rules,
    outcome: &Outcome,
) -> Option<ClauseOf<'a>> {
    match outcome.cause {
        Cause::Rule(at) => rules.list.get(at as usize)?.clause.as_deref().map(ClauseOf::Rule),
        Cause::Restriction(at) => {
            subject.restrictions.get(at as usize)?.level.map(ClauseOf::Record)
        }
        Cause::SignOff(at) => subject.signed.get(at as usize).map(|it| ClauseOf::Record(it.level)),
    }
}

/// Whether every applying limit's clause is satisfied, those that do not say by whom through that person.
fn limits_through(
    subject: &Subject,
    rules: &Rules,
    scene: &Scene<'_>,
    out: &Ruling,
    who: Option<usize>,
) -> Truth {
    let mut least = Truth::Met;
    for at in &out.limits {
        let Some(clause) =
            out.outcomes.get(*at as usize).and_then(|it| clause_of(subject, rules, it))
        else {
            continue;
        };
        let fixed = clause.fixed(scene);
        let truth = match who {
            Some(at) if !clause.asks_who() && fixed.level != Closeness::Independent => {
                scene.satisfies(at, fixed)
            }
            _ => scene.anybody(fixed),
        };
        least = least.min(truth);
    }
    least
}

fn least(a: Option<u32>, b: Option<u32>) -> Option<u32> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// The way to show: one that is satisfied before others, then the loosest, in the order of the rules.
fn shown(ways: &[Way]) -> Option<Way> {
    let looseness = |it: &Way| {
        (it.satisfied, it.level, it.minutes.unwrap_or(u32::MAX), it.covers.unwrap_or(u32::MAX))
    };
    let mut best: Option<&Way> = None;
    for it in ways {
        if best.is_none_or(|best| looseness(it) > looseness(best)) {
            best = Some(it);
        }
    }
    best.copied()
}

fn exhausted(list: &[Exhausted], subject: &Subject, asked: &Asked<'_>) -> Truth {
    list.iter()
        .filter(|it| {
            it.from <= asked.day.0
                && asked.day.0 < it.until
                && it.jurisdictions & subject.jurisdiction != 0
        })
        .map(|it| it.setting.as_ref().map_or(Truth::Met, |wish| wish.truth(&asked.context)))
        .max()
        .unwrap_or(Truth::Unmet)
}

/// The newest verified sign-off for the activity in force on the day; among those of one day the closest.
fn binding_sign_off(subject: &Subject, asked: &Asked<'_>) -> Option<(usize, Closeness)> {
    in_force(subject, asked)
        .filter(|(_, it)| it.sure)
        .max_by_key(|(_, it)| (it.period.from, std::cmp::Reverse(it.level)))
        .map(|(at, it)| (at, it.level))
}

fn in_force<'a>(
    subject: &'a Subject,
    asked: &Asked<'_>,
) -> impl Iterator<Item = (usize, &'a crate::subject::Signed)> {
    let activity = u32::try_from(asked.activity).unwrap_or(u32::MAX);
    let day = asked.day;
    let start = if subject.may_be_signed(activity) {
        subject.signed.partition_point(|it| it.activity < activity)
    } else {
        subject.signed.len()
    };
    subject
        .signed
        .iter()
        .enumerate()
        .skip(start)
        .take_while(move |(_, it)| it.activity == activity)
        .filter(move |(_, it)| it.period.holds(day))
}

/// What the record itself bars and limits: restrictions and the sign-off for the activity.
fn look_at_record(subject: &Subject, asked: &Asked<'_>, out: &mut Ruling) {
    for (at, it) in subject.restrictions.iter().enumerate() {
        if !it.period.holds(asked.day) {
            continue;
        }
        let kind = if it.level.is_none() { Kind::Forbid } else { Kind::Limit };
        // What bars the post bars everything done in it.
        let of_activity = it.activity.is_none_or(|it| it as usize == asked.activity)
            || (it.bars_post && kind == Kind::Forbid);
        // A limit on how somebody works says nothing about whether they may hold the post.
        if !of_activity || (asked.practise && kind == Kind::Limit) {
            continue;
        }
        let applies = if it.sure { Truth::Met } else { Truth::Unknown };
        let cause = Cause::Restriction(u16::try_from(at).unwrap_or(u16::MAX));
        out.outcomes.push(Outcome { cause, kind, applies, requires: Truth::Met });
    }
    let binding = binding_sign_off(subject, asked);
    if let Some((at, _)) = binding {
        let cause = Cause::SignOff(u16::try_from(at).unwrap_or(u16::MAX));
        out.outcomes.push(Outcome {
            cause,
            kind: Kind::Limit,
            applies: Truth::Met,
            requires: Truth::Met,
        });
        let (from, level) = match subject.signed.get(at) {
            Some(it) => (it.period.from, it.level),
            None => return,
        };
        let closer = in_force(subject, asked)
            .filter(|(_, it)| !it.sure && it.period.from >= from && it.level < level)
            .min_by_key(|(_, it)| it.level);
        if let Some((at, _)) = closer {
            let cause = Cause::SignOff(u16::try_from(at).unwrap_or(u16::MAX));
            out.outcomes.push(Outcome {
                cause,
                kind: Kind::Limit,
                applies: Truth::Unknown,
                requires: Truth::Met,
            });
        }
    }
}

impl Engine<'_> {
    pub(crate) fn rule_of<'r>(&self, rules: &'r Rules, cause: Cause) -> Option<&'r Rule> {
        match cause {
            Cause::Rule(at) => rules.list.get(at as usize),
            _ => None,
        }
    }
}
