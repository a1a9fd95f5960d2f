//! Requirements over one record on one day: the tree, the dispatcher of the leaves, and the leaves that are short.

use std::collections::BTreeSet;

use preceptor_record::facts::{Assessment, Entitlement, Post, SignOff};
use preceptor_record::{Body, Code, Day, Period, PersonId};
use preceptor_rulebook::requirement::{
    Appraised, Assessed, By, Capable, Checked, Declared, Delegated, Entitled, InPost, Judged,
    SignedOff, Supervised, Trained,
};
use preceptor_rulebook::{ContextValue, Leaf, Requirement, When};
use preceptor_standing::Truth;

use super::scene::Scene;
use super::sets::{Candidate, agreed, all, among, any};
use super::when::{Time, holds, since};
use super::{awards, cpd, experience, registers};

/// Whether the requirement is met.
pub fn requirement(scene: &Scene, requirement: &Requirement) -> Truth {
    match requirement {
        Requirement::All(of) => all(of.iter().map(|it| self::requirement(scene, it))),
        Requirement::Any(of) => any(of.iter().map(|it| self::requirement(scene, it))),
        Requirement::Not(it) => !self::requirement(scene, it),
        Requirement::AtLeast(n, of) => {
            let parts: Vec<Truth> = of.iter().map(|it| self::requirement(scene, it)).collect();
            let n_met = parts.iter().filter(|it| **it == Truth::Met).count();
            let n_open = parts.iter().filter(|it| **it == Truth::Unknown).count();
            let n = *n as usize;
            if n_met >= n {
                Truth::Met
            } else if n_met + n_open < n {
                Truth::Unmet
            } else {
                Truth::Unknown
            }
        }
        Requirement::Leaf(it) => leaf(scene, &it.value),
    }
}

/// Whether the leaf is met.
pub fn leaf(scene: &Scene, leaf: &Leaf) -> Truth {
    match leaf {
        Leaf::Registered(it) => registers::registered(scene, it),
        Leaf::Annotated(it) => registers::annotated(scene, it),
        Leaf::Holds(it) => awards::holds(scene, it),
        Leaf::Passed(it) => awards::passed(scene, it),
        Leaf::Experience(it) => experience::experience(scene, it),
        Leaf::InPost(it) => in_post(scene, it),
        Leaf::Entitled(it) => entitled(scene, it),
        Leaf::Delegated(it) => delegated(scene, it),
        Leaf::Enrolled(it) => awards::enrolled(scene, it),
        Leaf::Checked(it) => checked(scene, it),
        Leaf::Supervised(it) => supervised(scene, it),
        Leaf::SignedOff(it) => signed_off(scene, it),
        Leaf::Capable(it) => capable(scene, it),
        Leaf::Assessed(it) => assessed(scene, it),
        Leaf::Cpd(it) => cpd::complies(scene, it),
        Leaf::Appraised(it) => appraised(scene, it),
        Leaf::Trained(it) => trained(scene, it),
        Leaf::Declared(it) => declared(scene, it),
        Leaf::Since(it) => awards::since(scene, it),
        Leaf::Context(it) => scene.admits_all(it),
    }
}

/// Whether one fact of those picked holds on the day: what most leaves ask.
///
/// `pick` says how the fact lies in time and whether it matches; nothing where it is of another kind.
fn some_fact(scene: &Scene, when: When, pick: impl Fn(&Body) -> Option<(Time, Truth)>) -> Truth {
    let candidates: Vec<Candidate<Time>> = scene
        .facts()
        .iter()
        .filter_map(|it| {
            let (what, matches) = pick(&it.fact.body)?;
            Some(Candidate { what, verified: it.verified, matches })
        })
        .collect();
    agreed(&candidates, |times| times.iter().any(|it| holds(*it, when, scene.day)).into())
}

fn lasting(from: Option<Day>, until: Option<Day>) -> Time {
    Time::Lasting(Period::new(from, until))
}

/// What the `by` of a clause wants of somebody present; unknown where they are not known.
pub fn by_present(scene: &Scene, by: &By, other: &PersonId) -> Truth {
    match (scene.register.person(other), wanted(scene, by)) {
        (Some(other), Some(wanted)) => requirement(&scene.over_present(other), wanted),
        _ => Truth::Unknown,
    }
}

fn wanted<'a>(scene: &Scene<'a>, by: &'a By) -> Option<&'a Requirement> {
    match by {
        By::Inline(it) => Some(it),
        By::Named(id) => scene.book.supervisor(id.value.as_str()).map(|it| &it.requires),
    }
}

/// What the `by` of a leaf wants of another person on that day; unknown where they are not known.
pub fn by(scene: &Scene, by: &By, other: &PersonId, day: Day) -> Truth {
    match (scene.register.person(other), wanted(scene, by)) {
        (Some(other), Some(wanted)) => requirement(&scene.over(other, day), wanted),
        _ => Truth::Unknown,
    }
}

fn in_post(scene: &Scene, leaf: &InPost) -> Truth {
    let kind_matches = |post: &Post| {
        let organisation =
            post.organisation.as_ref().and_then(|it| scene.register.organisation(it));
        match organisation.and_then(|it| it.kind.as_ref()) {
            _ if leaf.organisation_kind.is_empty() => Truth::Met,
            Some(kind) => leaf.organisation_kind.iter().any(|it| it.value == *kind).into(),
            // READ AS: where the post names no organisation, its kind is not known either.
            None => Truth::Unknown,
        }
    };
    some_fact(scene, leaf.when, |body| {
        let Body::Post(post) = body else { return None };
        let matches = all([
            among(leaf.role.iter().map(|it| &it.value), Some(&post.role)),
            among(leaf.base_profession.iter().map(|it| &it.value), post.base_profession.as_ref()),
            among(leaf.setting.iter().map(|it| &it.value), post.setting.as_ref()),
            among(&leaf.specialty, post.specialty.as_ref()),
            kind_matches(post),
        ]);
        Some((lasting(post.from, post.until), matches))
    })
}

fn entitled(scene: &Scene, leaf: &Entitled) -> Truth {
    let by_employer = |grant: &Entitlement| match (&grant.organisation, scene.employer) {
        (Some(granted), Some(employer)) => granted == employer,
        _ => true,
    };
    let named = leaf.activity.as_ref().map(|it| &it.value);
    let activity = named.or(scene.activity.filter(|_| leaf.duty.is_none()));
    some_fact(scene, leaf.when, |body| {
        let Body::Entitlement(grant) = body else { return None };
        let matches = all([
            among(activity, grant.activity.as_ref()),
            among(&leaf.duty, grant.duty.as_ref()),
            by_employer(grant).into(),
        ]);
        Some((lasting(grant.from, grant.until), matches))
    })
}

/// The activity a leaf names, else the one asked about.
fn activity_of<'a>(scene: &Scene<'a>, named: Option<&'a Code>) -> Option<&'a Code> {
    named.or(scene.activity)
}

fn delegated(scene: &Scene, leaf: &Delegated) -> Truth {
    some_fact(scene, leaf.when, |body| {
        let Body::Delegation(act) = body else { return None };
        let delegator = match (&leaf.by, &act.delegator) {
            (_, Some(it)) if *it == scene.person.id => Truth::Unmet,
            (None, _) => Truth::Met,
            (Some(_), None) => Truth::Unknown,
            (Some(wanted), Some(it)) => by(scene, wanted, it, scene.day),
        };
        let activity = activity_of(scene, leaf.activity.as_ref().map(|it| &it.value));
        let matches = all([among(activity, Some(&act.activity)), delegator]);
        Some((lasting(act.from, act.until), matches))
    })
}

fn checked(scene: &Scene, leaf: &Checked) -> Truth {
    some_fact(scene, leaf.when, |body| {
        let Body::Check(check) = body else { return None };
        let on = since(check.on);
        let goes_stale = leaf.not_older_than.map_or(Day::NEVER, |it| on.plus(it));
        let until = check.until.unwrap_or(Day::NEVER).min(goes_stale);
        let outcome = check.outcome.clone().unwrap_or_else(|| Code::new("clear"));
        let matches = all([
            (leaf.check.value == check.check).into(),
            check.check_kind.as_ref().map_or(Truth::Met, |it| among(&leaf.kind, Some(it))),
            among(&leaf.outcome, Some(&outcome)),
        ]);
        Some((Time::Lasting(Period { from: on, until }), matches))
    })
}

fn supervised(scene: &Scene, leaf: &Supervised) -> Truth {
    some_fact(scene, leaf.when, |body| {
        let Body::Supervision(it) = body else { return None };
        // Whatever `when` says, the supervisor is looked at on the day asked about.
        let matches = all([
            among(&leaf.supervision, Some(&it.supervision)),
            (it.supervisor != scene.person.id).into(),
            leaf.by
                .as_ref()
                .map_or(Truth::Met, |wanted| by(scene, wanted, &it.supervisor, scene.day)),
        ]);
        Some((lasting(it.from, it.until), matches))
    })
}

/// Whether a sign-off is for that activity, in the acting post's role and setting, by somebody else.
///
/// Any activity will do where none is asked about.
pub fn sign_off_matches(scene: &Scene, activity: Option<&Code>, it: &SignOff) -> Truth {
    let in_role = match (&it.role, scene.acting) {
        (None, _) => Truth::Met,
        (Some(role), Some(acting)) => (acting.role == *role).into(),
        (Some(_), None) => Truth::Unmet,
    };
    let in_setting = match (&it.setting, scene.acting, scene.setting()) {
        (None, _, _) => Truth::Met,
        (Some(_), None, _) => Truth::Unmet,
        (Some(_), Some(_), None) => Truth::Unknown,
        (Some(setting), Some(_), Some(stated)) => {
            (stated == ContextValue::parse(setting.as_str())).into()
        }
    };
    let by_another = it.assessor.as_ref() != Some(&scene.person.id);
    all([among(activity, Some(&it.activity)), in_role, in_setting, by_another.into()])
}

fn signed_off(scene: &Scene, leaf: &SignedOff) -> Truth {
    some_fact(scene, leaf.when, |body| {
        let Body::SignOff(it) = body else { return None };
        let assessor = match (&leaf.by, &it.assessor, it.on) {
            (None, _, _) => Truth::Met,
            (Some(_), None, _) | (Some(_), Some(_), None) => Truth::Unknown,
            (Some(wanted), Some(assessor), Some(on)) => by(scene, wanted, assessor, on),
        };
        let activity = activity_of(scene, leaf.activity.as_ref().map(|it| &it.value));
        let matches = all([
            sign_off_matches(scene, activity, it),
            // Looser is later in the order.
            leaf.level.is_none_or(|asked| it.level >= asked).into(),
            assessor,
        ]);
        Some((lasting(it.on, it.until), matches))
    })
}

fn capable(scene: &Scene, leaf: &Capable) -> Truth {
    some_fact(scene, leaf.when, |body| {
        let Body::Capability(it) = body else { return None };
        let by_another = it.assessor.as_ref().is_some_and(|who| *who != scene.person.id);
        let judged = match leaf.judged {
            Judged::Assessed => by_another,
            Judged::OneSelf => !by_another,
            Judged::Either => true,
        };
        let matches = it.framework == leaf.framework
            && it.item == leaf.item
            && leaf.level.is_none_or(|asked| it.level >= asked)
            && judged;
        Some((Time::Happened(since(it.on)), matches.into()))
    })
}

fn assessed(scene: &Scene, leaf: &Assessed) -> Truth {
    let facts = scene.facts();
    let events: Vec<Candidate<&Assessment>> = facts
        .iter()
        .filter_map(|it| match &it.fact.body {
            Body::Assessment(event) => {
                let matches = (leaf.tool.is_empty() || leaf.tool.contains(&event.tool))
                    && (leaf.item.is_empty()
                        || event.items.iter().any(|it| leaf.item.contains(it)))
                    && event.assessor.as_ref() != Some(&scene.person.id);
                Some(Candidate { what: event, verified: it.verified, matches: matches.into() })
            }
            _ => None,
        })
        .collect();
    agreed(&events, |events| {
        let counting: Vec<&&Assessment> = events
            .iter()
            .filter(|it| holds(Time::Happened(since(it.on)), leaf.when, scene.day))
            .filter(|it| leaf.within.is_none_or(|span| since(it.on) > scene.day.minus(span)))
            .collect();
        let assessors: BTreeSet<&PersonId> =
            counting.iter().filter_map(|it| it.assessor.as_ref()).collect();
        (counting.len() >= leaf.count as usize && assessors.len() >= leaf.assessors as usize).into()
    })
}

fn appraised(scene: &Scene, leaf: &Appraised) -> Truth {
    some_fact(scene, leaf.when, |body| {
        let Body::Appraisal(it) = body else { return None };
        let on = since(it.on);
        Some((Time::Happened(on), (on > scene.day.minus(leaf.within)).into()))
    })
}

fn trained(scene: &Scene, leaf: &Trained) -> Truth {
    some_fact(scene, leaf.when, |body| {
        let Body::Training(it) = body else { return None };
        let on = since(it.on);
        let refresh = scene.book.course(it.course.as_str()).and_then(|it| it.refresh);
        let until = it.until.unwrap_or_else(|| refresh.map_or(Day::NEVER, |it| on.plus(it)));
        let matches = among(leaf.course.iter().map(|it| &it.value), Some(&it.course));
        Some((Time::Lasting(Period { from: on, until }), matches))
    })
}

fn declared(scene: &Scene, leaf: &Declared) -> Truth {
    some_fact(scene, leaf.when, |body| {
        let Body::Declaration(it) = body else { return None };
        Some((lasting(it.on, it.until), among(&leaf.about, Some(&it.about))))
    })
}
