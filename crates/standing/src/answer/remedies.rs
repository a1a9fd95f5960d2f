//! The smallest sets of things that would turn an answer into a permit.

use std::collections::BTreeSet;

use preceptor_record::{Closeness, Code};
use preceptor_rulebook::provision::ClauseLevel;
use preceptor_rulebook::requirement::By;
use preceptor_rulebook::{Effect, Placed, Provision, Supervision};

use super::Sight;
use crate::engine::{Kind, PRACTISE};
use crate::explain::{Explainer, Remedy, Ways, both, minimal};
use crate::question::Decision;
use crate::ruling::{Cause, Ruling};
use crate::truth::Truth;
use crate::words::{Words, closeness};

/// How many sets are told.
const MOST_TOLD: usize = 5;

impl Sight<'_> {
    /// The sets, and the provisions that nothing in the record can lift.
    pub(super) fn would_permit(
        &self,
        ruling: &Ruling,
        explainer: &Explainer<'_>,
    ) -> (Vec<Vec<Remedy>>, Vec<Code>) {
        if ruling.decision == Decision::Permit {
            return (Vec::new(), Vec::new());
        }
        let mut fixed = Vec::new();
        let mut ways: Ways = vec![BTreeSet::new()];
        for it in &ruling.outcomes {
            let own = match (it.cause, self.provision(it)) {
                (_, Some(placed)) if matches!(it.kind, Kind::Forbid | Kind::Limit) => {
                    self.narrowing_ways(placed, it.applies, explainer)
                }
                (Cause::Restriction(at), _) if it.kind == Kind::Forbid => {
                    let fact =
                        self.subject.restrictions.get(at as usize).map(|it| it.fact.to_string());
                    one(format!("the restriction {} lifted", fact.unwrap_or_default()))
                }
                _ => continue,
            };
            if own.is_empty()
                && let Some(placed) = self.provision(it)
            {
                fixed.push(placed.provision.id.value.clone());
            }
            ways = both(&ways, &own);
        }
        if self.case.acting.sure != Truth::Met {
            let missing =
                if self.case.acting.fact.is_some() { "verified" } else { "recorded and verified" };
            ways = both(&ways, &one(format!("have the post {missing}")));
        }
        if self.question.activity != *PRACTISE {
            let permits: Ways = ruling
                .outcomes
                .iter()
                .filter(|it| matches!(it.kind, Kind::Permit | Kind::General))
                .filter_map(|it| self.provision(it))
                .flat_map(|it| self.permit_ways(it, ruling, explainer))
                .collect();
            ways = both(&ways, &minimal(permits));
        }
        let presences = self.presences(ruling, explainer);
        let ways = minimal(ways.iter().map(|it| without_implied(it, &presences)).collect());
        let told = ways.into_iter().filter(|it| !it.is_empty()).take(MOST_TOLD);
        (told.map(|it| it.into_iter().collect()).collect(), fixed)
    }

    /// Every clause as what it asks of somebody who is there, by its words.
    fn presences(&self, ruling: &Ruling, explainer: &Explainer<'_>) -> Vec<(String, Presence)> {
        let closest = self.closest_on_record(ruling);
        let mut made: Vec<(String, Presence)> = Vec::new();
        for it in &ruling.outcomes {
            let clause =
                self.provision(it).and_then(|placed| placed.provision.supervision.as_ref());
            let signed = if it.kind == Kind::Limit { None } else { closest };
            made.extend(clause.map(|it| {
                let presence = Presence::of(it, signed);
                (presence.in_words(explainer.words), presence)
            }));
        }
        made
    }

    /// The ways for a forbid or a limit not to stand in the way.
    fn narrowing_ways(&self, placed: &Placed, applies: Truth, explainer: &Explainer<'_>) -> Ways {
        let it = &placed.provision;
        let mut ways: Ways = Vec::new();
        if applies == Truth::Unmet {
            ways.push(BTreeSet::new());
        } else {
            ways.extend(explainer.context_ways(it.context.iter(), false));
            ways.extend(it.unless.iter().flat_map(|it| explainer.ways(it, true)));
        }
        if it.effect == Effect::Limit {
            let mut kept: Ways =
                it.requires.as_ref().map_or(vec![BTreeSet::new()], |it| explainer.ways(it, true));
            if let Some(clause) = &it.supervision
                && self.question.activity != *PRACTISE
                && !self.clause_is_satisfied(clause, None)
            {
                kept = both(&kept, &one(Presence::of(clause, None).in_words(explainer.words)));
            }
            ways.extend(kept);
        }
        minimal(ways)
    }

    /// The ways for a permit to be given, with somebody there who satisfies it.
    fn permit_ways(&self, placed: &Placed, ruling: &Ruling, explainer: &Explainer<'_>) -> Ways {
        let it: &Provision = &placed.provision;
        let mut ways = explainer.context_ways(it.context.iter(), true);
        if let Some(unless) = &it.unless {
            ways = both(&ways, &explainer.ways(unless, false));
        }
        if let Some(requires) = &it.requires {
            ways = both(&ways, &explainer.ways(requires, true));
        }
        let closest = self.closest_on_record(ruling);
        match (&it.supervision, closest) {
            (Some(clause), _) if !self.clause_is_satisfied(clause, closest) => {
                both(&ways, &one(Presence::of(clause, closest).in_words(explainer.words)))
            }
            (None, Some(level))
                if !self.question.present.iter().any(|it| it.level.satisfies(level)) =>
            {
                both(&ways, &one(format!("a supervisor {}", closeness(level))))
            }
            _ => ways,
        }
    }

    /// The closeness that the record itself asks for: its sign-off for the activity and its restrictions.
    fn closest_on_record(&self, ruling: &Ruling) -> Option<Closeness> {
        let levels = ruling
            .outcomes
            .iter()
            .filter(|it| it.kind == Kind::Limit && it.applies != Truth::Unmet);
        levels
            .filter_map(|it| match it.cause {
                Cause::SignOff(at) => self.subject.signed.get(at as usize).map(|it| it.level),
                Cause::Restriction(at) => {
                    self.subject.restrictions.get(at as usize).and_then(|it| it.level)
                }
                Cause::Rule(_) => None,
            })
            .filter(|it| *it != Closeness::Independent)
            .min()
    }

    /// Whether somebody who is there satisfies a clause by closeness, minutes, number and who they are.
    fn clause_is_satisfied(&self, clause: &Supervision, closest: Option<Closeness>) -> bool {
        let by = clause.by.as_ref().and_then(|by| self.engine.by_for(by, &self.question.activity));
        let asked = self.engine.ask(
            self.question.activity.as_str(),
            self.question.at,
            &self.case.context,
            Vec::new(),
        );
        self.question.present.iter().zip(self.bystanders).any(|(present, bystander)| {
            let near = closest.is_none_or(|it| present.level.satisfies(it))
                && match clause.level {
                    ClauseLevel::Fixed(level) => {
                        level == Closeness::Independent || present.level.satisfies(level)
                    }
                    ClauseLevel::AsSignedOff => present
                        .level
                        .satisfies(clause.never_looser.unwrap_or(Closeness::Independent)),
                };
            let soon = clause
                .attend_within
                .is_none_or(|it| present.attends_within().is_some_and(|m| m <= it.0));
            let free = clause.covers_at_most.is_none_or(|most| present.covering < most);
            let qualified = by.is_none_or(|by| {
                let held = bystander.on(self.question.at.0);
                asked
                    .as_ref()
                    .zip(held)
                    .is_some_and(|(asked, held)| by.truth(held, &asked.context) == Truth::Met)
            });
            near && soon && free && qualified
        })
    }
}

fn one(text: String) -> Ways {
    vec![BTreeSet::from([Remedy { text, on: None }])]
}

/// What a clause asks of somebody who is there.
struct Presence {
    by: Option<By>,
    named: bool,
    level: Closeness,
    minutes: Option<u32>,
    covers: Option<u32>,
}

impl Presence {
    fn of(clause: &Supervision, signed: Option<Closeness>) -> Self {
        let level = match clause.level {
            ClauseLevel::Fixed(it) => signed.map_or(it, |signed| it.min(signed)),
            ClauseLevel::AsSignedOff => signed
                .unwrap_or(Closeness::Direct)
                .min(clause.never_looser.unwrap_or(Closeness::Independent)),
        };
        Self {
            by: clause.by.clone(),
            named: clause.named,
            level,
            minutes: clause.attend_within.map(|it| it.0),
            covers: clause.covers_at_most,
        }
    }

    /// Whether whoever does as this asks does as the other asks too.
    fn implies(&self, other: &Self) -> bool {
        let soon = other.minutes.is_none_or(|asked| self.minutes.is_some_and(|it| it <= asked));
        let free = other.covers.is_none_or(|asked| self.covers.is_some_and(|it| it <= asked));
        let who = other.by.is_none() || other.by == self.by;
        self.level.satisfies(other.level) && soon && free && who && (self.named || !other.named)
    }

    /// In words, as something to be put right.
    fn in_words(&self, words: Words<'_>) -> String {
        let who = match (&self.by, self.named) {
            (Some(by), false) => words.by(by),
            (Some(by), true) => format!("the named supervisor, {}", words.by(by)),
            (None, true) => "the named supervisor".to_owned(),
            (None, false) => "a supervisor".to_owned(),
        };
        let soon = self
            .minutes
            .map_or(String::new(), |it| format!(", able to attend within {it} minutes"));
        let many = match self.covers {
            Some(1) => ", covering nobody else".to_owned(),
            Some(most) => format!(", covering at most {most} people at once"),
            None => String::new(),
        };
        format!("{who} {}{soon}{many}", closeness(self.level))
    }
}

/// A set without what another of its entries brings: somebody in the room is reachable too.
fn without_implied(way: &BTreeSet<Remedy>, presences: &[(String, Presence)]) -> BTreeSet<Remedy> {
    let asked = |it: &Remedy| presences.iter().find(|(text, _)| *text == it.text).map(|it| &it.1);
    let is_implied = |it: &Remedy| {
        asked(it).is_some_and(|own| {
            let others = way.iter().filter(|other| *other != it).filter_map(asked);
            others.into_iter().any(|other| other.implies(own))
        })
    };
    way.iter().filter(|it| !is_implied(it)).cloned().collect()
}
