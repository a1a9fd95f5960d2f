//! Who is there, and whether that satisfies a clause.

use preceptor_record::facts::{SignOff, SupervisionKind};
use preceptor_record::{Body, Closeness, Code, Day, FactId, Period};
use preceptor_rulebook::Supervision;
use preceptor_rulebook::provision::ClauseLevel;
use preceptor_rulebook::requirement::By;
use preceptor_standing::{Present, Truth};

use super::leaves::{by_present, sign_off_matches};
use super::scene::Scene;
use super::when::since;

/// The supervision a provision asks for, its closeness settled.
#[derive(Debug, Clone, Copy)]
pub struct Clause<'a> {
    /// How close.
    pub level: Closeness,
    /// Within how many minutes.
    pub minutes: Option<u32>,
    /// Covering how many at most.
    pub covers_at_most: Option<u32>,
    /// Whether it must be the named supervisor.
    pub named: bool,
    /// Who qualifies.
    pub by: Option<&'a By>,
}

impl<'a> Clause<'a> {
    /// A clause that asks for closeness alone.
    pub fn at(level: Closeness) -> Self {
        Self { level, minutes: None, covers_at_most: None, named: false, by: None }
    }

    /// The clause of a provision.
    pub fn of(scene: &Scene, it: &'a Supervision) -> Self {
        let level = match it.level {
            ClauseLevel::Fixed(level) => level,
            ClauseLevel::AsSignedOff => {
                let signed = newest_verified(scene).map_or(Closeness::Direct, |it| it.level);
                it.never_looser.map_or(signed, |never| signed.min(never))
            }
        };
        let minutes = it.attend_within.map(|it| it.0);
        Self {
            level,
            minutes,
            covers_at_most: it.covers_at_most,
            named: it.named,
            by: it.by.as_ref(),
        }
    }

    /// Whether nobody is needed.
    pub fn asks_for_nobody(&self) -> bool {
        self.level == Closeness::Independent
    }
}

/// Whether somebody present satisfies the clause for the person of `scene`.
pub fn satisfies(scene: &Scene, clause: &Clause, present: &Present) -> Truth {
    if clause.asks_for_nobody() {
        return Truth::Met;
    }
    let in_time = match (clause.minutes, present.minutes) {
        (None, _) => true,
        (Some(asked), Some(given)) => given <= asked,
        // Not given, it is 0 in the room and otherwise nobody knows.
        (Some(_), None) => present.level == Closeness::Direct,
    };
    let is_enough = present.person != scene.person.id
        && present.level <= clause.level
        && in_time
        && clause.covers_at_most.is_none_or(|most| present.covering.saturating_add(1) <= most)
        && (!clause.named || is_named_supervisor(scene, present));
    if !is_enough {
        return Truth::Unmet;
    }
    clause.by.map_or(Truth::Met, |it| by_present(scene, it, &present.person))
}

/// Whether anybody present satisfies it.
pub fn anybody_satisfies(scene: &Scene, clause: &Clause, present: &[Present]) -> Truth {
    if clause.asks_for_nobody() {
        return Truth::Met;
    }
    present.iter().map(|it| satisfies(scene, clause, it)).max().unwrap_or(Truth::Unmet)
}

// READ AS: a named supervisor who is only claimed is none.
fn is_named_supervisor(scene: &Scene, present: &Present) -> bool {
    scene.facts().iter().any(|it| match &it.fact.body {
        Body::Supervision(it_is) => {
            it.verified
                && it_is.supervision == SupervisionKind::Named
                && it_is.supervisor == present.person
                && Period::new(it_is.from, it_is.until).holds(scene.day)
        }
        _ => false,
    })
}

/// A sign-off for the activity asked about that is in force.
#[derive(Debug, Clone)]
pub struct Signed {
    /// Its fact.
    pub fact: FactId,
    /// How close the supervisor must be.
    pub level: Closeness,
    /// Since when.
    pub on: Day,
    /// Whether it is verified and surely matches.
    pub is_sure: bool,
}

/// Every sign-off for the activity asked about that is in force on the day and matches or may match.
/// A verified one that only may match counts like a claimed one.
pub fn signed(scene: &Scene) -> Vec<Signed> {
    let in_force = |it: &SignOff| Period::new(it.on, it.until).holds(scene.day);
    scene
        .facts()
        .iter()
        .filter_map(|it| match &it.fact.body {
            Body::SignOff(sign_off) if in_force(sign_off) => {
                let matches = sign_off_matches(scene, scene.activity, sign_off);
                (matches != Truth::Unmet).then(|| Signed {
                    fact: it.fact.id.clone(),
                    level: sign_off.level,
                    on: since(sign_off.on),
                    is_sure: it.verified && matches == Truth::Met,
                })
            }
            _ => None,
        })
        .collect()
}

/// The newest verified sign-off; among those of one day the closest.
// READ AS: among those of one day and closeness, that of the first fact by id.
pub fn newest_verified(scene: &Scene) -> Option<Signed> {
    let mut sure: Vec<Signed> = signed(scene).into_iter().filter(|it| it.is_sure).collect();
    sure.sort_by(|a, b| (b.on, a.level, &a.fact).cmp(&(a.on, b.level, &b.fact)));
    sure.into_iter().next()
}

/// The id under which a fact of the record stands among the provisions.
pub fn record_id(kind: &str, fact: &FactId) -> Code {
    Code::new(format!("record.{kind}.{fact}"))
}
