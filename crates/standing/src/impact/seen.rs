//! What a ruling shows with nobody present, and whether two of them differ.

use preceptor_record::{Closeness, Code};

use super::both::Side;
use super::plan::Impact;
use super::{AskedFor, Seen, Turn};
use crate::answer::deciding;
use crate::engine::{Engine, Kind, PRACTISE, Rules};
use crate::question::Decision;
use crate::ruling::{Ruling, Way};
use crate::truth::Truth;

/// A ruling of one side with the rules it was made from; none where that side does not know the role or the activity.
#[derive(Clone, Copy)]
pub(super) struct Ruled<'r> {
    pub(super) side: Side,
    pub(super) engine: &'r Engine<'r>,
    pub(super) rules: Option<&'r Rules>,
    pub(super) ruling: &'r Ruling,
}

/// A clause as it is compared: who may supervise by number, in order.
#[derive(PartialEq, Eq)]
struct Clause {
    level: Closeness,
    minutes: Option<u32>,
    covers: Option<u32>,
    named: bool,
    by: Vec<usize>,
}

impl Ruled<'_> {
    fn decision(&self) -> Option<Decision> {
        self.rules.map(|_| self.ruling.decision)
    }

    /// The way shown, where the answer shows one.
    fn shown(&self) -> Option<&Way> {
        let open = matches!(self.decision()?, Decision::Permit | Decision::NeedsSupervision);
        self.ruling.way.as_ref().filter(|it| open && it.level != Closeness::Independent)
    }

    /// How close, how soon and how many: the part that needs no look at who.
    fn measure(&self) -> Option<(Closeness, Option<u32>, Option<u32>)> {
        self.shown().map(|it| (it.level, it.minutes, it.covers))
    }

    fn clause(&self, impact: &Impact<'_>, way: &Way) -> Clause {
        let of_limits = self
            .ruling
            .outcomes
            .iter()
            .filter(|it| it.kind == Kind::Limit && it.applies == Truth::Met);
        let permit = self.ruling.outcomes.get(way.permit as usize);
        let clauses = permit.into_iter().chain(of_limits).filter_map(|it| {
            let rule = self.engine.rule_of(self.rules?, it.cause)?;
            rule.clause.as_ref()
        });
        let (mut named, mut by) = (false, Vec::new());
        for it in clauses {
            named |= it.named;
            let number = it.by.and_then(|it| impact.by.get(self.side).get(it as usize));
            by.extend(number.copied());
        }
        by.sort_unstable();
        by.dedup();
        Clause { level: way.level, minutes: way.minutes, covers: way.covers, named, by }
    }

    /// Every way as good as the one shown.
    fn as_good(&self, impact: &Impact<'_>) -> Vec<Clause> {
        let measure = self.measure();
        let equal =
            self.ruling.ways.iter().filter(|it| Some((it.level, it.minutes, it.covers)) == measure);
        equal.map(|it| self.clause(impact, it)).collect()
    }

    /// Whether nothing that is told differs. Of several ways as good, which is shown first does not matter.
    pub(super) fn same(&self, other: &Self, impact: &Impact<'_>) -> bool {
        if self.decision() != other.decision() || self.measure() != other.measure() {
            return false;
        }
        let (Some(own), Some(theirs)) = (self.shown(), other.shown()) else { return true };
        let (own_clause, their_clause) = (self.clause(impact, own), other.clause(impact, theirs));
        own_clause == their_clause
            || (other.as_good(impact).contains(&own_clause)
                && self.as_good(impact).contains(&their_clause))
    }

    /// For telling.
    pub(super) fn seen(&self, impact: &Impact<'_>) -> Seen {
        let supervision = self.shown().map(|way| {
            let clause = self.clause(impact, way);
            AskedFor {
                level: clause.level,
                minutes: clause.minutes,
                covers: clause.covers,
                named: clause.named,
                by: clause.by.iter().filter_map(|it| impact.by_words.get(*it).cloned()).collect(),
            }
        });
        Seen { decision: self.decision(), supervision }
    }

    /// Whether that side is better.
    pub(super) fn turn_from(&self, before: &Self) -> Turn {
        let rank = |it: Option<Decision>| match it {
            Some(Decision::Permit) => 3,
            Some(Decision::NeedsSupervision) => 2,
            Some(Decision::CannotTell) => 1,
            Some(Decision::Refuse) | None => 0,
        };
        match rank(self.decision()).cmp(&rank(before.decision())) {
            std::cmp::Ordering::Greater => Turn::Gains,
            std::cmp::Ordering::Less => Turn::Loses,
            std::cmp::Ordering::Equal => turn_of_supervision(before.measure(), self.measure()),
        }
    }

    /// The provisions that decided.
    pub(super) fn deciding(&self, activity: &Code) -> Vec<Code> {
        let Some(rules) = self.rules else { return Vec::new() };
        let mut made: Vec<Code> = deciding(self.ruling, *activity == *PRACTISE)
            .iter()
            .filter_map(|it| {
                let rule = self.engine.rule_of(rules, it.cause)?;
                Some(self.engine.placed(rule.provision)?.provision.id.value.clone())
            })
            .collect();
        made.sort();
        made.dedup();
        made
    }

    /// Whether a general permit is met.
    pub(super) fn general_met(&self) -> bool {
        let met = |it: &crate::ruling::Outcome| {
            it.kind == Kind::General && it.applies.min(it.requires) == Truth::Met
        };
        self.ruling.outcomes.iter().any(met)
    }

    /// Whether a general permit was so much as looked at.
    pub(super) fn general_looked_at(&self) -> bool {
        self.ruling.outcomes.iter().any(|it| it.kind == Kind::General)
    }
}

type Measure = (Closeness, Option<u32>, Option<u32>);

/// Looser in every respect is a gain, closer in every respect a loss.
fn turn_of_supervision(before: Option<Measure>, after: Option<Measure>) -> Turn {
    let (Some(a), Some(b)) = (before, after) else { return Turn::Changes };
    let looseness = |it: Measure| [it.0 as u32, it.1.unwrap_or(u32::MAX), it.2.unwrap_or(u32::MAX)];
    let pairs = || looseness(a).into_iter().zip(looseness(b));
    match (pairs().any(|(a, b)| a < b), pairs().any(|(a, b)| a > b)) {
        (true, false) => Turn::Gains,
        (false, true) => Turn::Loses,
        _ => Turn::Changes,
    }
}
