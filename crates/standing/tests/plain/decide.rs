//! The decision.

use std::collections::BTreeMap;

use preceptor_record::facts::Restriction;
use preceptor_record::{Body, Code, Period};
use preceptor_rulebook::provision::Effect;
use preceptor_rulebook::vocabulary::ContextKind;
use preceptor_rulebook::{Adoption, ContextValue, Provision, Rulebook};
use preceptor_standing::{Decision, Present, Question, Register, Truth, WrongQuestion};

use super::acting::{Acting, Held, acting_post, is_role};
use super::adopted::{PRACTISE, general_permit_is_open, in_force, names};
use super::leaves::requirement;
use super::presence::{Clause, anybody_satisfies, newest_verified, record_id, satisfies, signed};
use super::scene::Scene;

/// The answer to a question, with what became of every provision looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlainAnswer {
    /// The decision.
    pub decision: Decision,
    /// By id: whether the provision applies, and whether its requirement is met.
    pub outcomes: BTreeMap<Code, (Truth, Truth)>,
}

/// A provision looked at, or what the record makes one of.
struct Looked<'a> {
    id: Code,
    effect: Effect,
    applies: Truth,
    requires: Truth,
    clause: Option<Clause<'a>>,
}

/// Decides.
///
/// # Errors
///
/// Says what is wrong with the question: the person, the activity or the post.
pub fn decide(
    book: &Rulebook,
    adoption: &Adoption,
    register: &dyn Register,
    question: &Question,
) -> Result<PlainAnswer, WrongQuestion> {
    let wrong = |message: &str| WrongQuestion { message: message.to_owned(), help: String::new() };
    let person = register.person(&question.person).ok_or_else(|| wrong("unknown person"))?;
    if book.activity(question.activity.as_str()).is_none() && question.activity != PRACTISE {
        return Err(wrong("unknown activity"));
    }
    let context = stated(book, question)
        .ok_or_else(|| wrong("what is stated cannot be, or contradicts what asking implies"))?;
    let alone = Scene {
        book,
        register,
        person,
        acting: None,
        place: None,
        employer: None,
        context: Some(&context),
        activity: Some(&question.activity),
        known_at: question.known_at,
        day: question.at,
    };
    let acting = acting_post(&alone, question.post.as_ref())?;
    if !is_role(&alone, &acting.role) {
        return Err(wrong("unknown role"));
    }
    let scene = alone.in_post(&acting);
    let looked = looked_at(&scene, adoption, &acting, &question.activity);
    let decision = resolve(&scene, &acting, &looked, &question.present);
    let outcomes = looked.into_iter().map(|it| (it.id, (it.applies, it.requires))).collect();
    Ok(PlainAnswer { decision, outcomes })
}

/// What is stated and what asking implies; nothing where the two contradict each other.
fn stated(book: &Rulebook, question: &Question) -> Option<BTreeMap<Code, ContextValue>> {
    let mut context = question.context.clone();
    if !context.iter().all(|(key, it)| can_be_stated(book, key, it)) {
        return None;
    }
    if let Some(activity) = book.activity(question.activity.as_str()) {
        for (key, implied) in &activity.implies {
            match context.insert(key.clone(), implied.clone()) {
                Some(stated) if stated != *implied => return None,
                _ => {}
            }
        }
    }
    Some(context)
}

/// Whether the vocabulary has the key, and the value is one of its values.
fn can_be_stated(book: &Rulebook, key: &Code, value: &ContextValue) -> bool {
    let Some(term) = book.context_term(key.as_str()) else { return false };
    match (term.kind, value) {
        (ContextKind::Number, ContextValue::Number(it)) => {
            term.from.is_none_or(|from| from <= *it) && term.to.is_none_or(|to| *it <= to)
        }
        (ContextKind::Number, ContextValue::Word(_)) => false,
        (ContextKind::YesNo, it) => ["yes", "no"].contains(&it.to_string().as_str()),
        (ContextKind::Choice, it) => {
            term.values.is_empty() || term.values.iter().any(|one| one.value == *it)
        }
    }
}

/// Everything that is looked at for the activity.
fn looked_at<'a>(
    scene: &Scene<'a>,
    adoption: &'a Adoption,
    acting: &Acting,
    activity: &Code,
) -> Vec<Looked<'a>> {
    let mut looked = Vec::new();
    for provision in in_force(scene, adoption, acting) {
        let bars_the_post =
            provision.effect == Effect::Forbid && names(scene, provision, &Code::new(PRACTISE));
        if !names(scene, provision, activity) && !bars_the_post {
            continue;
        }
        let mut it = look_at(scene, provision);
        if provision.general {
            match general_permit_is_open(scene, adoption, acting, activity) {
                Truth::Unmet => continue,
                open => it.applies = it.applies.min(open),
            }
        }
        looked.push(it);
    }
    looked.extend(restrictions(scene, activity));
    looked.extend(sign_offs(scene));
    looked
}

fn look_at<'a>(scene: &Scene<'a>, provision: &'a Provision) -> Looked<'a> {
    let excepted = provision.unless.as_ref().map_or(Truth::Unmet, |it| requirement(scene, it));
    Looked {
        id: provision.id.value.clone(),
        effect: provision.effect,
        applies: scene.admits_all(&provision.context).min(!excepted),
        requires: provision.requires.as_ref().map_or(Truth::Met, |it| requirement(scene, it)),
        clause: provision.supervision.as_ref().map(|it| Clause::of(scene, it)),
    }
}

/// The restrictions of the record that are in force and concern the activity.
fn restrictions<'a>(scene: &Scene, activity: &Code) -> Vec<Looked<'a>> {
    let concerns = |it: &Restriction| {
        it.activity == *activity
            // One that bars everything bars the post; one that only asks for somebody does not concern it.
            || ((it.activity == "all" || it.activity == "any") && (it.supervision.is_none() || *activity != PRACTISE))
            // What bars the post bars every activity of it, as with a provision.
            || (it.activity == PRACTISE && it.supervision.is_none())
    };
    scene
        .facts()
        .iter()
        .filter_map(|known| match &known.fact.body {
            Body::Restriction(it)
                if Period::new(it.from, it.until).holds(scene.day) && concerns(it) =>
            {
                Some(Looked {
                    id: record_id("restriction", &known.fact.id),
                    effect: if it.supervision.is_none() { Effect::Forbid } else { Effect::Limit },
                    applies: if known.verified { Truth::Met } else { Truth::Unknown },
                    requires: Truth::Met,
                    clause: it.supervision.map(Clause::at),
                })
            }
            _ => None,
        })
        .collect()
}

/// The sign-off that binds, and those claimed that would bind more.
fn sign_offs<'a>(scene: &Scene) -> Vec<Looked<'a>> {
    let Some(newest) = newest_verified(scene) else { return Vec::new() };
    signed(scene)
        .into_iter()
        .filter_map(|it| {
            let applies = if it.fact == newest.fact {
                Truth::Met
            } else if !it.is_sure && it.on >= newest.on && it.level < newest.level {
                Truth::Unknown
            } else {
                return None;
            };
            Some(Looked {
                id: record_id("sign-off", &it.fact),
                effect: Effect::Limit,
                applies,
                requires: Truth::Met,
                clause: Some(Clause::at(it.level)),
            })
        })
        .collect()
}

/// Resolves what was looked at, in the three steps of the specification.
fn resolve(scene: &Scene, acting: &Acting, looked: &[Looked], present: &[Present]) -> Decision {
    let of = |effect: Effect| looked.iter().filter(move |it| it.effect == effect);
    let opens = |it: &Looked| it.applies.min(it.requires);
    let for_the_post = scene.activity.is_some_and(|it| *it == PRACTISE);

    let is_forbidden = of(Effect::Forbid).any(|it| it.applies == Truth::Met);
    let breaks_a_limit =
        of(Effect::Limit).any(|it| it.applies == Truth::Met && it.requires == Truth::Unmet);
    let has_no_way = of(Effect::Permit).all(|it| opens(it) == Truth::Unmet);
    if is_forbidden || breaks_a_limit || (has_no_way && !for_the_post) {
        return Decision::Refuse;
    }

    let no_permit_is_met = of(Effect::Permit).all(|it| opens(it) != Truth::Met);
    let may_be_forbidden = of(Effect::Forbid).any(|it| it.applies == Truth::Unknown);
    let may_break_a_limit = of(Effect::Limit).any(|it| match it.applies {
        Truth::Unmet => false,
        Truth::Met => it.requires == Truth::Unknown,
        Truth::Unknown => {
            // Whether a post may be held needs nobody present, so no clause is looked at.
            let unsatisfied =
                |clause: &Clause| anybody_satisfies(scene, clause, present) != Truth::Met;
            it.requires != Truth::Met
                || (!for_the_post && it.clause.as_ref().is_some_and(unsatisfied))
        }
    });
    let may_not_hold_the_post = match acting.held {
        Held::Verified => false,
        Held::Claimed => true,
        Held::Supposed => !for_the_post,
    };
    if (no_permit_is_met && !for_the_post)
        || may_be_forbidden
        || may_break_a_limit
        || may_not_hold_the_post
    {
        return Decision::CannotTell;
    }

    if for_the_post {
        return Decision::Permit;
    }
    match supervised(scene, looked, Truth::Met, present) {
        // A limit that may apply must leave the permit standing.
        Truth::Met if supervised(scene, looked, Truth::Unknown, present) == Truth::Met => {
            Decision::Permit
        }
        Truth::Met | Truth::Unknown => Decision::CannotTell,
        Truth::Unmet => Decision::NeedsSupervision,
    }
}

/// Whether some met permit is supervised, with every limit that applies at least so surely.
fn supervised(scene: &Scene, looked: &[Looked], surely: Truth, present: &[Present]) -> Truth {
    let limits: Vec<&Clause> = looked
        .iter()
        .filter(|it| it.effect == Effect::Limit && it.applies >= surely)
        .filter_map(|it| it.clause.as_ref())
        .collect();
    let ways = looked
        .iter()
        .filter(|it| it.effect == Effect::Permit && it.applies.min(it.requires) == Truth::Met);
    ways.map(|it| is_supervised(scene, it.clause.as_ref(), &limits, present))
        .max()
        .unwrap_or(Truth::Unmet)
}

/// Whether who is present satisfies the clause of a permit and those of the limits beside it.
fn is_supervised(
    scene: &Scene,
    clause: Option<&Clause>,
    limits: &[&Clause],
    present: &[Present],
) -> Truth {
    // A clause that asks for nobody is as good as none.
    let Some(clause) = clause.filter(|it| !it.asks_for_nobody()) else {
        return limits
            .iter()
            .map(|it| anybody_satisfies(scene, it, present))
            .min()
            .unwrap_or(Truth::Met);
    };
    let through = |one: &Present| {
        let satisfied = limits.iter().map(|limit| match limit.by {
            Some(_) => anybody_satisfies(scene, limit, present),
            None => satisfies(scene, limit, one),
        });
        satisfied.min().unwrap_or(Truth::Met).min(satisfies(scene, clause, one))
    };
    present.iter().map(through).max().unwrap_or(Truth::Unmet)
}
