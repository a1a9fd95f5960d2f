//! A decision as people read it: ids have become names, and what decided stands before what only goes with it.

use std::collections::BTreeSet;

use preceptor_record::{Closeness, Code, Day, Person, PersonId};
use preceptor_rulebook::provision::{Citation, Confidence, Obligation};
use preceptor_rulebook::{Effect, Rulebook};
use preceptor_standing::answer::{Change, ShownSupervision};
use preceptor_standing::{Answer, Decision, Engine, Present, Question, Reason, Register, decide};

use super::OpenKey;
use crate::names::Names;
use crate::say;

/// Somebody a page names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Who.
    pub id: PersonId,
    /// What they are called; the id where nobody said.
    pub name: String,
}

impl Known {
    /// Somebody of a register.
    pub fn of(people: &dyn Register, id: &PersonId) -> Self {
        let name = people.person(id).map(Person::display_name);
        Self { id: id.clone(), name: name.map_or_else(|| id.to_string(), ToOwned::to_owned) }
    }
}

/// How a reason bears on an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weighs {
    /// It is met, and speaks for it.
    For,
    /// It asks for supervision.
    Supervised,
    /// It stands against it.
    Against,
    /// Whether it does cannot be told.
    Unknown,
}

/// Why: a provision or something of the record.
#[derive(Debug, Clone)]
pub struct Grounds {
    /// How it bears on the answer.
    pub weighs: Weighs,
    /// What it says.
    pub says: String,
    /// What was found, with names.
    pub found: Vec<String>,
    /// The set it belongs to; none for the record itself.
    pub set: Option<Code>,
    /// The provision; none where it is no provision of a rulebook.
    pub provision: Option<Code>,
    /// Where it was read.
    pub source: Vec<Citation>,
    /// How sure the source is.
    pub confidence: Confidence,
    /// Whether it rests on memory or is disputed.
    pub unverified: bool,
}

/// Somebody on the register with whom the answer would be yes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Helper {
    /// Who.
    pub who: Known,
    /// Their telephone.
    pub phone: Option<String>,
    /// How close they would have to be.
    pub level: Closeness,
    /// Within how many minutes.
    pub minutes: Option<u32>,
}

/// A decision as people read it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// About whom.
    pub person: Known,
    /// The activity in words.
    pub activity: String,
    /// On which day.
    pub at: Day,
    /// What was stated: what it is called, and its value.
    pub stated: Vec<(String, String)>,
    /// Who was said to be there.
    pub present: Vec<(Known, Present)>,
    /// The post acted in, in words.
    pub acting: String,
    /// The decision.
    pub decision: Decision,
    /// The supervision of the way shown.
    pub supervision: Option<ShownSupervision>,
    /// What decided.
    pub deciding: Vec<Grounds>,
    /// What applies too and does not stand in the way.
    pub further: Vec<Grounds>,
    /// What must follow.
    pub obligations: Vec<Obligation>,
    /// The smallest sets of things that would change it.
    pub ways: Vec<Vec<String>>,
    /// What provisions say that nothing on the record can lift.
    pub fixed: Vec<(Code, String)>,
    /// What is missing beside what was not stated.
    pub missing: Vec<String>,
    /// What was not stated and matters.
    pub open: Vec<OpenKey>,
    /// When it changes.
    pub changes: Vec<Change>,
    /// Whether it rests on an unverified rule.
    pub unverified: bool,
}

impl Shown {
    /// An answer to a question, with the names of these people.
    pub fn of(book: &Rulebook, people: &dyn Register, question: &Question, it: &Answer) -> Self {
        let words = say::words(book);
        let names = match people.person(&it.person) {
            Some(person) => Names::of(people, person, question.present.iter().map(|it| &it.person)),
            None => Names::default(),
        };
        let (further, deciding): (Vec<&Reason>, Vec<&Reason>) =
            it.reasons.iter().partition(|it| only_obliges(it));
        let grounds = |list: Vec<&Reason>| -> Vec<Grounds> {
            list.into_iter().map(|reason| grounds(reason, it.decision, &names)).collect()
        };
        let is_key = |text: &String| it.depends_on.iter().any(|key| key.key.as_str() == text);
        let says = |id: &Code| book.provision(id.as_str()).map(|it| it.provision.says.clone());
        Self {
            person: Known::of(people, &it.person),
            activity: words.activity(&it.activity),
            at: it.at,
            stated: question
                .context
                .iter()
                .map(|(key, value)| (say::sentence(&words.key(key)), words.value(key, value)))
                .collect(),
            present: question
                .present
                .iter()
                .map(|it| (Known::of(people, &it.person), it.clone()))
                .collect(),
            acting: say::acting(book, people, &it.acting, it.at),
            decision: it.decision,
            supervision: it.supervision.clone(),
            deciding: grounds(deciding),
            further: grounds(further),
            obligations: it.obligations.clone(),
            ways: it
                .would_permit
                .iter()
                .map(|way| {
                    way.iter().map(|it| names.call(&say::sentence(&say::remedy(it)))).collect()
                })
                .collect(),
            fixed: it
                .not_liftable
                .iter()
                .map(|id| (id.clone(), says(id).unwrap_or_else(|| id.to_string())))
                .collect(),
            missing: it.missing.iter().filter(|it| !is_key(it)).map(|it| names.call(it)).collect(),
            open: OpenKey::of(book, it),
            changes: it
                .changes
                .iter()
                .map(|it| Change { because: names.call(&it.because), ..it.clone() })
                .collect(),
            unverified: it.unverified,
        }
    }
}

fn grounds(it: &Reason, decision: Decision, names: &Names<'_>) -> Grounds {
    let weighs = match (it.effect, it.outcome) {
        (_, "unknown") => Weighs::Unknown,
        (Effect::Forbid, _) | (_, "unmet") => Weighs::Against,
        (Effect::Permit, _) if decision == Decision::NeedsSupervision => Weighs::Supervised,
        _ => Weighs::For,
    };
    Grounds {
        weighs,
        says: it.says.clone(),
        found: it.because.iter().map(|it| names.call(it)).collect(),
        set: it.set.clone(),
        provision: it.set.as_ref().map(|_| it.provision.clone()),
        source: it.source.clone(),
        confidence: it.confidence,
        unverified: it.unverified,
    }
}

/// A limit that is kept, whatever the record says: it only brings obligations.
fn only_obliges(it: &Reason) -> bool {
    it.effect == Effect::Limit && it.outcome == "met" && it.because.is_empty() && it.set.is_some()
}

/// Whether it could matter who is there: where the answer is that supervision is needed, or may become so.
pub fn presence_matters(answer: &Answer) -> bool {
    let may_need = answer.depends_on.iter().flat_map(|it| &it.then);
    answer.decision == Decision::NeedsSupervision
        || may_need.into_iter().any(|(_, it)| *it == Decision::NeedsSupervision)
}

/// More people than this are not tried.
const MOST_TRIED: usize = 60;
/// More are not named.
const MOST_NAMED: usize = 5;

/// Who of `others`, being there as the answer asks, would make it yes. The question is asked again with each of
/// them, so that nobody is named who would not do. Those whom the person's own record names come first.
pub fn helpers(
    engine: &Engine<'_>,
    people: &dyn Register,
    others: &[&PersonId],
    question: &Question,
    answer: &Answer,
) -> Vec<Helper> {
    let (Decision::NeedsSupervision, Some(asked)) = (answer.decision, &answer.supervision) else {
        return Vec::new();
    };
    let named = people.person(&answer.person).into_iter().flat_map(|it| &it.facts);
    let named: BTreeSet<&PersonId> = named.filter_map(|it| it.body.names()).collect();
    let mut tried: Vec<&PersonId> =
        others.iter().copied().filter(|it| **it != answer.person).collect();
    tried.sort_by_key(|it| !named.contains(*it));
    let mut made = Vec::new();
    for id in tried.into_iter().take(MOST_TRIED) {
        let minutes = asked.attend_within_minutes;
        let there = Present { person: id.clone(), level: asked.level, covering: 0, minutes };
        let mut asked_so = question.clone();
        asked_so.present.retain(|it| it.person != *id);
        asked_so.present.push(there);
        let is_yes =
            decide(engine, people, &asked_so).is_ok_and(|it| it.decision == Decision::Permit);
        if is_yes {
            let phone = people.person(id).and_then(crate::cards::phone);
            made.push(Helper { who: Known::of(people, id), phone, level: asked.level, minutes });
        }
        if made.len() == MOST_NAMED {
            break;
        }
    }
    made
}
