//! The whole answer to a question: the decision, why, what it depends on and what would change it.

use std::collections::{BTreeMap, BTreeSet};

use preceptor_record::{Body, Closeness, Code, Day, FactId, PersonId, Record};
use preceptor_rulebook::provision::{Citation, Confidence};
use preceptor_rulebook::{ContextValue, Effect, Obligation};

use crate::acting::{Acting, BASE, NO_BASE, acting_post, full_context};
use crate::adopted::adopted_sets;
use crate::engine::{Engine, Kind, PRACTISE};
use crate::explain::{Cited, Explainer, Finding, Remedy};
use crate::leaves::{Stance, View};
use crate::lookup::Lookup;
use crate::question::{Decision, Present, Question, Register, WrongQuestion};
use crate::ruling::{Cause, Outcome, Ruling};
use crate::subject::{Bystander, Subject};
use crate::truth::Truth;
use crate::words::Words;

/// The supervision an answer shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownSupervision {
    /// How close.
    pub level: Closeness,
    /// How soon, in minutes.
    pub attend_within_minutes: Option<u32>,
    /// By whom, in words.
    pub by: Option<String>,
    /// How many at once.
    pub covers_at_most: Option<u32>,
    /// The set's own code.
    pub code: Option<String>,
}

/// A provision that decided, or something of the record that did.
#[derive(Debug, Clone)]
pub struct Reason {
    /// Its id; for what the record itself bars, `record.` and what it is.
    pub provision: Code,
    /// The set that says so; none for the record.
    pub set: Option<Code>,
    /// What it does.
    pub effect: Effect,
    /// `applies`, `met`, `unmet` or `unknown`.
    pub outcome: &'static str,
    /// What it says.
    pub says: String,
    /// What was found.
    pub because: Vec<String>,
    /// Where it was read.
    pub source: Vec<Citation>,
    /// How sure the source is.
    pub confidence: Confidence,
    /// Whether it rests on memory or is disputed.
    pub unverified: bool,
    /// The facts it rests on; for the first of several, also those that set other provisions aside.
    pub cites: Vec<Cited>,
}

/// A key that was not stated, and what the answer would be with each value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DependsOn {
    /// The key.
    pub key: Code,
    /// Values with the decision they would give.
    pub then: Vec<(Vec<String>, Decision)>,
}

/// A day on which the answer to the same question changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The day.
    pub on: Day,
    /// The decision from then.
    pub decision: Decision,
    /// Why, in words.
    pub because: String,
}

/// The whole answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The decision.
    pub decision: Decision,
    /// Who asked.
    pub person: PersonId,
    /// What.
    pub activity: Code,
    /// When.
    pub at: Day,
    /// The sets adopted.
    pub adopted: Vec<Code>,
    /// The post acted in.
    pub acting: Acting,
    /// What was stated, with what the post and the activity state.
    pub context: BTreeMap<Code, ContextValue>,
    /// What was not stated or not verified, and could change the answer.
    pub missing: Vec<String>,
    /// The supervision of the way shown.
    pub supervision: Option<ShownSupervision>,
    /// What must follow.
    pub obligations: Vec<Obligation>,
    /// Why.
    pub reasons: Vec<Reason>,
    /// What it depends on that was not stated.
    pub depends_on: Vec<DependsOn>,
    /// The smallest sets of things that would give a permit.
    pub would_permit: Vec<Vec<Remedy>>,
    /// Provisions that nothing in the record can lift.
    pub not_liftable: Vec<Code>,
    /// Whether it rests on an unverified rule.
    pub unverified: bool,
    /// When the answer changes.
    pub changes: Vec<Change>,
}

/// Answers a question in full.
///
/// # Errors
///
/// Where the question itself is wrong: an unknown person or activity, no acting post, a context that contradicts.
pub fn decide(
    engine: &Engine<'_>,
    register: &dyn Register,
    question: &Question,
) -> Result<Answer, WrongQuestion> {
    answered(engine, register, question, None)
}

/// The same for a post that is handed over, such as one that is only supposed and lies in a place of its own; the post
/// the question names is not looked at.
///
/// # Errors
///
/// As [`decide`].
pub fn decide_in(
    engine: &Engine<'_>,
    register: &dyn Register,
    question: &Question,
    acting: &Acting,
) -> Result<Answer, WrongQuestion> {
    answered(engine, register, question, Some(acting))
}

fn answered(
    engine: &Engine<'_>,
    register: &dyn Register,
    question: &Question,
    acting: Option<&Acting>,
) -> Result<Answer, WrongQuestion> {
    let case = Case::open(engine, register, question, acting)?;
    let record = Record::known_at(case.person, question.known_at);
    let lookup = Lookup::new(engine.book, register, question.known_at);
    let subject = engine.subject(&lookup, &record, &placed(&case.acting, &case.context));
    let bystanders: Vec<Bystander> = question
        .present
        .iter()
        .map(|it| engine.bystander(&lookup, &it.person, case.acting.organisation.as_ref()))
        .collect();
    let at = Sight {
        engine,
        lookup: &lookup,
        record: &record,
        subject: &subject,
        bystanders: &bystanders,
        question,
        case: &case,
    };
    Ok(at.answer())
}

/// The post in the setting that is stated.
pub(crate) fn placed(acting: &Acting, context: &BTreeMap<Code, ContextValue>) -> Acting {
    let setting = context.get("setting").map(|it| Code::new(it.to_string()));
    Acting { setting, ..acting.clone() }
}

/// A question that has been found sound.
struct Case<'a> {
    person: &'a preceptor_record::Person,
    acting: Acting,
    context: BTreeMap<Code, ContextValue>,
}

impl<'a> Case<'a> {
    fn open(
        engine: &Engine<'_>,
        register: &'a dyn Register,
        question: &Question,
        acting: Option<&Acting>,
    ) -> Result<Self, WrongQuestion> {
        let book = engine.book;
        let Some(person) = register.person(&question.person) else {
            return Err(WrongQuestion {
                message: format!("there is no person `{}`", question.person),
                help: "check the id against the people file".to_owned(),
            });
        };
        if engine.activity_number(question.activity.as_str()).is_none() {
            let known = engine.activities.iter().map(Code::as_str);
            let near = preceptor_record::file::nearest(question.activity.as_str(), known);
            return Err(WrongQuestion {
                message: format!("there is no activity `{}`", question.activity),
                help: near
                    .map_or("`preceptor rulebook show activities` lists them".to_owned(), |it| {
                        format!("did you mean `{it}`?")
                    }),
            });
        }
        let record = Record::known_at(person, question.known_at);
        let acting = match acting {
            Some(it) => it.clone(),
            None => acting_post(book, register, &record, question.post.as_ref(), question.at)?,
        };
        if engine.role_number(acting.role.as_str()).is_none() {
            return Err(WrongQuestion {
                message: format!("the rulebook knows no role `{}`", acting.role),
                help: "use the id of a role or profession of the rulebook".to_owned(),
            });
        }
        let context = full_context(book, &acting, &question.activity, &question.context)?;
        Ok(Self { person, acting, context })
    }
}

/// Everything an answer is made from.
struct Sight<'a> {
    engine: &'a Engine<'a>,
    lookup: &'a Lookup<'a>,
    record: &'a Record<'a>,
    subject: &'a Subject,
    bystanders: &'a [Bystander],
    question: &'a Question,
    case: &'a Case<'a>,
}

impl Sight<'_> {
    fn rule(&self, day: Day, context: &BTreeMap<Code, ContextValue>, out: &mut Ruling) {
        let present: Vec<(Present, &Bystander)> =
            self.question.present.iter().cloned().zip(self.bystanders).collect();
        let Some(asked) = self.engine.ask(self.question.activity.as_str(), day, context, present)
        else {
            return;
        };
        let placed = placed(&self.case.acting, context);
        if placed.setting == self.subject.acting.setting || !self.signed_for_a_setting() {
            self.engine.rule(self.subject, &asked, out);
        } else {
            self.engine.rule(&self.engine.subject(self.lookup, self.record, &placed), &asked, out);
        }
    }

    /// Whether a sign-off of the record counts in some setting alone.
    fn signed_for_a_setting(&self) -> bool {
        self.settings_signed_for().next().is_some()
    }

    fn settings_signed_for(&self) -> impl Iterator<Item = String> {
        self.record.facts.iter().filter_map(|it| match &it.fact.body {
            Body::SignOff(it) => it.setting.as_ref().map(ToString::to_string),
            _ => None,
        })
    }

    fn answer(&self) -> Answer {
        let mut ruling = Ruling::default();
        self.rule(self.question.at, &self.case.context, &mut ruling);
        let acting = &self.case.acting;
        let stance = Stance::from(&self.subject.acting);
        let other = |who: &PersonId, by: &preceptor_rulebook::requirement::By| {
            self.lookup.other(who, by, stance.organisation.as_ref())
        };
        let explainer = Explainer {
            view: View {
                book: self.engine.book,
                register: self.lookup.register,
                record: self.record,
                stance: &stance,
                other: &other,
            },
            words: Words { book: self.engine.book },
            day: self.question.at,
            asked: Some(&self.question.activity),
            context: &self.case.context,
        };
        let deciding = deciding(&ruling, self.question.activity == *PRACTISE);
        let mut reasons: Vec<Reason> =
            deciding.iter().map(|it| self.reason(it, &explainer)).collect();
        reasons.dedup_by(|a, b| a.provision == b.provision);
        if acting.sure == Truth::Unknown && ruling.decision == Decision::CannotTell {
            reasons.push(post_reason(acting, &self.record.person.id));
        }
        if deciding.is_empty() && ruling.decision == Decision::Refuse {
            reasons.push(nothing_permits());
        }
        if let Some(first) = reasons.first_mut() {
            first.cites.extend(self.rests_on(&ruling, &explainer));
        }
        for it in &mut reasons {
            it.cites = self.with_entries_about(std::mem::take(&mut it.cites));
        }
        let depends_on = self.depends_on(&ruling);
        let missing = self.missing(&ruling, &reasons, &depends_on, &explainer);
        let (would_permit, not_liftable) = self.would_permit(&ruling, &explainer);
        let unverified = reasons.iter().any(|it| it.unverified);
        Answer {
            decision: ruling.decision,
            person: self.question.person.clone(),
            activity: self.question.activity.clone(),
            at: self.question.at,
            adopted: adopted_sets(
                self.engine.book,
                &self.engine.adoption,
                acting.role.as_str(),
                acting.jurisdiction.as_str(),
            )
            .into_iter()
            .collect(),
            acting: acting.clone(),
            context: without_no_base(&self.case.context),
            supervision: self.supervision(&ruling),
            obligations: self.obligations(&ruling),
            changes: self.changes(&ruling),
            missing,
            reasons,
            depends_on,
            would_permit,
            not_liftable,
            unverified,
        }
    }

    fn provision(&self, outcome: &Outcome) -> Option<&preceptor_rulebook::Placed> {
        let rules = self.rules()?;
        let rule = self.engine.rule_of(rules, outcome.cause)?;
        self.engine.placed(rule.provision)
    }

    fn rules(&self) -> Option<&crate::engine::Rules> {
        let activity = self.engine.activity_number(self.question.activity.as_str())?;
        self.engine.rules(self.subject.role, activity)
    }

    fn reason(&self, outcome: &Outcome, explainer: &Explainer<'_>) -> Reason {
        let Some(placed) = self.provision(outcome) else {
            return self.record_reason(outcome, explainer);
        };
        let it = &placed.provision;
        let mut findings: Vec<Finding> = Vec::new();
        for (key, spec) in &it.context {
            let truth = explainer.wish(key, spec);
            if truth == Truth::Unknown || outcome.applies != Truth::Unknown {
                findings.push(explainer.wish_finding(key, spec, truth));
            }
        }
        if let Some(unless) = &it.unless
            && (outcome.applies != Truth::Met || it.effect != Effect::Permit)
        {
            explainer.findings(unless, &mut findings);
        }
        if let Some(requires) = &it.requires {
            explainer.findings(requires, &mut findings);
        }
        let value = outcome.applies.min(outcome.requires);
        let mut because: Vec<String> = findings.iter().map(|it| it.text.clone()).collect();
        because.dedup();
        Reason {
            provision: it.id.value.clone(),
            set: Some(placed.set.clone()),
            effect: it.effect,
            outcome: match (it.effect, outcome.applies) {
                (Effect::Forbid | Effect::Limit, Truth::Unknown) => "unknown",
                (Effect::Forbid, _) => "applies",
                _ => value.as_str(),
            },
            says: it.says.clone(),
            because,
            source: it.source.clone(),
            confidence: it.confidence,
            unverified: it.confidence == Confidence::Memory || it.disputed,
            cites: self.bearing(it, explainer).into_iter().chain(self.post_cites()).collect(),
        }
    }

    fn post_cites(&self) -> impl Iterator<Item = Cited> {
        let person = self.record.person.id.clone();
        self.case
            .acting
            .fact
            .iter()
            .map(move |it| (person.clone(), it.clone()))
            .collect::<Vec<_>>()
            .into_iter()
    }

    fn record_reason(&self, outcome: &Outcome, explainer: &Explainer<'_>) -> Reason {
        let (what, fact): (&str, Option<&FactId>) = match outcome.cause {
            Cause::Restriction(at) => {
                ("restriction", self.subject.restrictions.get(at as usize).map(|it| &it.fact))
            }
            Cause::SignOff(at) => {
                ("sign-off", self.subject.signed.get(at as usize).map(|it| &it.fact))
            }
            Cause::Rule(_) => ("rule", None),
        };
        let words = fact
            .and_then(|id| self.record.person.fact(id))
            .map(|it| explainer.words.fact(it))
            .unwrap_or_default();
        let id = fact.map(ToString::to_string).unwrap_or_default();
        Reason {
            provision: Code::new(format!("record.{what}.{id}")),
            set: None,
            effect: if outcome.kind == Kind::Forbid { Effect::Forbid } else { Effect::Limit },
            outcome: match (outcome.applies, outcome.kind) {
                (Truth::Unknown, _) => "unknown",
                (_, Kind::Forbid) => "applies",
                _ => "met",
            },
            says: match what {
                "restriction" => "A restriction on the record binds.".to_owned(),
                _ => "The sign-off for the activity binds at its own closeness.".to_owned(),
            },
            because: vec![words],
            source: Vec::new(),
            confidence: Confidence::Stated,
            unverified: false,
            cites: fact
                .map(|it| (self.record.person.id.clone(), it.clone()))
                .into_iter()
                .chain(self.post_cites())
                .collect(),
        }
    }

    fn supervision(&self, ruling: &Ruling) -> Option<ShownSupervision> {
        let way = ruling.way?;
        if !matches!(ruling.decision, Decision::Permit | Decision::NeedsSupervision)
            || way.level == Closeness::Independent
        {
            return None;
        }
        let words = Words { book: self.engine.book };
        let permit = ruling.outcomes.get(way.permit as usize).and_then(|it| self.provision(it));
        let clause = permit.and_then(|it| it.provision.supervision.as_ref());
        let by = clause.and_then(|it| it.by.as_ref());
        let of_limits = ruling
            .outcomes
            .iter()
            .filter(|it| it.kind == Kind::Limit && it.applies == Truth::Met)
            .filter_map(|it| self.provision(it)?.provision.supervision.as_ref()?.by.as_ref());
        let mut names: Vec<String> =
            by.into_iter().chain(of_limits).map(|it| words.by(it)).collect();
        let mut seen = BTreeSet::new();
        names.retain(|it| seen.insert(it.clone()));
        Some(ShownSupervision {
            level: way.level,
            attend_within_minutes: way.minutes,
            by: (!names.is_empty()).then(|| names.join(", who is also ")),
            covers_at_most: way.covers,
            code: clause.and_then(|it| it.code.clone()),
        })
    }

    /// What must follow: of the permit shown and of every limit that applies.
    fn obligations(&self, ruling: &Ruling) -> Vec<Obligation> {
        if ruling.decision == Decision::Refuse {
            return Vec::new();
        }
        let permit = ruling.way.map(|it| usize::from(it.permit));
        let mut made: Vec<Obligation> = Vec::new();
        for (at, it) in ruling.outcomes.iter().enumerate() {
            let binds = match it.kind {
                Kind::Limit => it.applies == Truth::Met,
                Kind::Permit | Kind::General => Some(at) == permit,
                Kind::Forbid => false,
            };
            if let (true, Some(placed)) = (binds, self.provision(it)) {
                for obligation in &placed.provision.obligations {
                    if !made.contains(obligation) {
                        made.push(obligation.clone());
                    }
                }
            }
        }
        made
    }

    fn missing(
        &self,
        ruling: &Ruling,
        reasons: &[Reason],
        depends_on: &[DependsOn],
        explainer: &Explainer<'_>,
    ) -> Vec<String> {
        if ruling.decision != Decision::CannotTell {
            return Vec::new();
        }
        let mut made: Vec<String> = depends_on.iter().map(|it| it.key.to_string()).collect();
        for it in deciding(ruling, self.question.activity == *PRACTISE) {
            let Some(placed) = self.provision(&it) else { continue };
            let mut findings = Vec::new();
            for requirement in placed.provision.requires.iter().chain(&placed.provision.unless) {
                if explainer.truth(requirement) == Truth::Unknown {
                    explainer.findings(requirement, &mut findings);
                }
            }
            let facts =
                findings.into_iter().filter(|it| it.truth == Truth::Unknown && it.key.is_none());
            made.extend(facts.map(|it| it.text));
        }
        let post = reasons.iter().find(|it| it.provision == *POST_REASON);
        made.extend(post.into_iter().flat_map(|it| it.because.clone()));
        let unclear = ruling.way.is_some_and(|it| it.satisfied == Truth::Unknown);
        if unclear {
            for it in &self.question.present {
                let known = self.lookup.register.person(&it.person).is_some();
                made.push(if known {
                    format!(
                        "whether {} qualifies as a supervisor: their own record is only claimed",
                        it.person
                    )
                } else {
                    format!("the record of {}, who is present", it.person)
                });
            }
        }
        let mut seen = BTreeSet::new();
        made.retain(|it| seen.insert(it.clone()));
        made
    }
}

/// What is told of a context: that there is no base profession goes without saying.
fn without_no_base(context: &BTreeMap<Code, ContextValue>) -> BTreeMap<Code, ContextValue> {
    let none = ContextValue::Word(NO_BASE.to_owned());
    context
        .iter()
        .filter(|(key, it)| **key != *BASE || **it != none)
        .map(|(key, it)| (key.clone(), it.clone()))
        .collect()
}

const POST_REASON: &str = "record.post";

fn post_reason(acting: &Acting, person: &PersonId) -> Reason {
    let (because, cites) = match &acting.fact {
        Some(id) => (
            format!("the post {id} is only claimed: have it verified"),
            vec![(person.clone(), id.clone())],
        ),
        None => ("the post is only supposed: nobody has recorded it".to_owned(), Vec::new()),
    };
    Reason {
        provision: Code::new(POST_REASON),
        set: None,
        effect: Effect::Limit,
        outcome: "unknown",
        says: "A decision rests on the post the person acts in.".to_owned(),
        because: vec![because],
        source: Vec::new(),
        confidence: Confidence::Stated,
        unverified: false,
        cites,
    }
}

fn nothing_permits() -> Reason {
    Reason {
        provision: Code::new("none"),
        set: None,
        effect: Effect::Permit,
        outcome: "unmet",
        says: "Nothing is permitted by default.".to_owned(),
        because: vec![
            "no adopted provision permits this for the post, the place and the day".to_owned(),
        ],
        source: Vec::new(),
        confidence: Confidence::Stated,
        unverified: false,
        cites: Vec::new(),
    }
}

/// The outcomes that decided, in the order in which they are told.
pub(crate) fn deciding(ruling: &Ruling, practise: bool) -> Vec<Outcome> {
    let pick = |it: &dyn Fn(&Outcome) -> bool| -> Vec<Outcome> {
        ruling.outcomes.iter().filter(|o| it(o)).copied().collect()
    };
    let value = |it: &Outcome| it.applies.min(it.requires);
    let permits = |it: &Outcome| matches!(it.kind, Kind::Permit | Kind::General);
    let limits = |it: &Outcome| it.kind == Kind::Limit && it.applies == Truth::Met;
    match ruling.decision {
        Decision::Refuse => {
            let bars = pick(&|it| match it.kind {
                Kind::Forbid => it.applies == Truth::Met,
                Kind::Limit => it.applies == Truth::Met && it.requires == Truth::Unmet,
                _ => false,
            });
            if bars.is_empty() { pick(&permits) } else { bars }
        }
        Decision::CannotTell => {
            let met = ruling.outcomes.iter().any(|it| permits(it) && value(it) == Truth::Met);
            let mut made = pick(&|it| match it.kind {
                Kind::Forbid => it.applies == Truth::Unknown,
                Kind::Limit => {
                    it.applies == Truth::Unknown
                        || (it.applies == Truth::Met && it.requires == Truth::Unknown)
                }
                _ => !met && !practise && value(it) == Truth::Unknown,
            });
            if made.is_empty() {
                made = pick(&|it| permits(it) && value(it) == Truth::Met);
                made.extend(pick(&limits));
            }
            made
        }
        Decision::Permit | Decision::NeedsSupervision => {
            let shown = ruling.way.map(|it| usize::from(it.permit));
            let mut made: Vec<Outcome> =
                shown.and_then(|it| ruling.outcomes.get(it)).copied().into_iter().collect();
            if ruling.decision == Decision::NeedsSupervision {
                let others = pick(&|it| permits(it) && value(it) == Truth::Met);
                made.extend(others.into_iter().filter(|it| {
                    Some(it.cause)
                        != shown.and_then(|at| ruling.outcomes.get(at)).map(|it| it.cause)
                }));
            }
            made.extend(pick(&limits));
            made
        }
    }
}

mod bearing;
pub(crate) mod dependence;
mod remedies;
