//! The facts an answer rests on: enough of the record that the rest may vanish and the decision stays.

use preceptor_record::{Body, Code, FactId, Person, SupervisionKind};
use preceptor_rulebook::role::Base;
use preceptor_rulebook::{Provision, Requirement};

use super::Sight;
use crate::engine::{Kind, Rule};
use crate::explain::{Cited, Explainer};
use crate::expr::all_wishes;
use crate::question::Decision;
use crate::ruling::{Cause, Ruling};
use crate::truth::Truth;

impl Sight<'_> {
    /// What the provision itself rests on.
    pub(super) fn bearing(&self, it: &Provision, explainer: &Explainer<'_>) -> Vec<Cited> {
        let mut cites = Vec::new();
        if let Some(unless) = &it.unless {
            explainer.bears(unless, &mut cites);
        }
        if let Some(requires) = &it.requires {
            explainer.bears(requires, &mut cites);
        }
        cites
    }

    /// What the decision rests on beside the provisions that are told: what the record itself bars and limits, who is
    /// the named supervisor, the base profession, and what sets every other provision aside.
    pub(super) fn rests_on(&self, ruling: &Ruling, explainer: &Explainer<'_>) -> Vec<Cited> {
        let mut cites: Vec<Cited> =
            self.facts_of_base().into_iter().chain(self.facts_of_record(ruling)).collect();
        let bars = ruling.outcomes.iter().any(crate::ruling::Outcome::bars);
        for rule in
            self.live_rules(explainer).filter(|_| !(ruling.decision == Decision::Refuse && bars))
        {
            let permits = matches!(rule.kind, Kind::Permit | Kind::General);
            let matters = match ruling.decision {
                Decision::Refuse => permits,
                // The permit that is given is told; further ones change nothing.
                Decision::Permit => !permits,
                Decision::CannotTell | Decision::NeedsSupervision => true,
            };
            let Some(placed) = self.engine.placed(rule.provision).filter(|_| matters) else {
                continue;
            };
            cites.extend(self.bearing(&placed.provision, explainer));
        }
        cites
    }

    /// The rules that count on the day with what is stated.
    fn live_rules<'r>(&'r self, explainer: &'r Explainer<'_>) -> impl Iterator<Item = &'r Rule> {
        let day = self.question.at.0;
        let rules = self.rules().map(|it| it.list.as_slice()).unwrap_or_default();
        let asked = self.engine.ask(
            self.question.activity.as_str(),
            self.question.at,
            explainer.context,
            Vec::new(),
        );
        rules.iter().filter(move |it| {
            let in_force = it.from <= day
                && day < it.until
                && it.jurisdictions & self.subject.jurisdiction != 0;
            in_force
                && asked
                    .as_ref()
                    .is_none_or(|asked| all_wishes(&it.context, &asked.context) != Truth::Unmet)
        })
    }

    /// The entries in registers from which the base profession was found.
    fn facts_of_base(&self) -> Vec<Cited> {
        let book = self.engine.book;
        let acting = &self.case.acting;
        let stated =
            acting.fact.as_ref().and_then(|id| self.record.person.fact(id)).is_some_and(|it| {
                match &it.body {
                    Body::Post(it) => it.base_profession.is_some(),
                    _ => false,
                }
            });
        let asked = book.roles.get(&acting.role).is_some_and(|it| it.base == Base::Required);
        if stated || !asked || book.profession(acting.role.as_str()).is_some() {
            return Vec::new();
        }
        let homes: Vec<&Code> = book
            .vocabulary
            .professions
            .iter()
            .filter(|it| it.base)
            .filter_map(|it| it.register.as_ref().map(|it| &it.register.value))
            .collect();
        self.own_facts(|it| matches!(it, Body::Registration(it) if homes.contains(&&it.register)))
    }

    fn facts_of_record(&self, ruling: &Ruling) -> Vec<Cited> {
        let own = &self.record.person.id;
        let facts = ruling.outcomes.iter().filter_map(|it| match it.cause {
            Cause::Restriction(at) => self.subject.restrictions.get(at as usize).map(|it| &it.fact),
            Cause::SignOff(at) => self.subject.signed.get(at as usize).map(|it| &it.fact),
            Cause::Rule(_) => None,
        });
        let mut cites: Vec<Cited> = facts.map(|it| (own.clone(), it.clone())).collect();
        let rules = self.rules().map(|it| it.list.as_slice()).unwrap_or_default();
        if rules.iter().any(|it| it.clause.as_ref().is_some_and(|it| it.named)) {
            let named = |it: &Body| matches!(it, Body::Supervision(it) if it.supervision == SupervisionKind::Named);
            cites.extend(self.own_facts(named));
        }
        cites
    }

    fn own_facts(&self, which: impl Fn(&Body) -> bool) -> Vec<Cited> {
        let facts = self.record.facts.iter().filter(|it| which(&it.fact.body));
        facts.map(|it| (self.record.person.id.clone(), it.fact.id.clone())).collect()
    }

    /// The facts with every entry that confirms, refutes, corrects or takes back one of them, each once.
    pub(super) fn with_entries_about(&self, mut cites: Vec<Cited>) -> Vec<Cited> {
        let mut at = 0;
        while let Some((who, fact)) = cites.get(at).cloned() {
            at += 1;
            let Some(person) = self.lookup.register.person(&who) else { continue };
            for about in entries_about(person, &fact) {
                cites.push((who.clone(), about.clone()));
            }
            let mut seen = std::collections::BTreeSet::new();
            cites.retain(|it| seen.insert(it.clone()));
        }
        cites
    }
}

fn entries_about<'a>(person: &'a Person, fact: &'a FactId) -> impl Iterator<Item = &'a FactId> {
    let about = move |it: &Body| match it {
        Body::Verification(it) => it.of == *fact,
        Body::Withdrawal(it) => it.of == *fact,
        _ => false,
    };
    person
        .facts
        .iter()
        .filter(move |it| about(&it.body) || it.entry.supersedes.as_ref() == Some(fact))
        .map(|it| &it.id)
}

impl Explainer<'_> {
    /// Facts that alone make the requirement as true as it is.
    pub(crate) fn bears(&self, requirement: &Requirement, out: &mut Vec<Cited>) {
        let truth = self.truth(requirement);
        let first = |of: &[Requirement], out: &mut Vec<Cited>| {
            of.iter()
                .filter(|it| self.truth(it) == truth)
                .take(1)
                .for_each(|it| self.bears(it, out));
        };
        match (requirement, truth) {
            (Requirement::Leaf(leaf), _) => out.extend(self.leaf_cites(&leaf.value)),
            (Requirement::Not(it), _) => self.bears(it, out),
            (Requirement::All(of), Truth::Unmet) | (Requirement::Any(of), Truth::Met) => {
                first(of, out)
            }
            (Requirement::All(of) | Requirement::Any(of) | Requirement::AtLeast(_, of), _) => {
                of.iter().for_each(|it| self.bears(it, out));
            }
        }
    }
}
