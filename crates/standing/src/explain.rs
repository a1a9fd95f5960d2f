//! Why a requirement is met, unmet or unknown on a day, and what would make it met.

use std::collections::BTreeSet;

use preceptor_record::{Code, Day, Fact, FactId, PersonId};
use preceptor_rulebook::{ContextSpec, ContextValue, Leaf, Requirement};
use std::collections::BTreeMap;

use crate::expr::with_activity;
use crate::leaves::{Found, View};
use crate::truth::{Timeline, Truth};
use crate::words::{Words, listed};

/// A fact of somebody's record that an answer rests on.
pub type Cited = (PersonId, FactId);

/// One thing found while looking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// In words.
    pub text: String,
    /// Whether it is met.
    pub truth: Truth,
    /// The facts it rests on; none where it rests on there being none.
    pub cites: Vec<Cited>,
    /// The context key that was not stated, where that is what is missing.
    pub key: Option<Code>,
    /// Whether only verification is missing.
    pub unverified: bool,
}

/// Something that could be put right.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remedy {
    /// In words.
    pub text: String,
    /// The day on which it comes about by waiting alone.
    pub on: Option<Day>,
}

/// Sets of remedies, each of which would do.
pub(crate) type Ways = Vec<BTreeSet<Remedy>>;

/// More ways than this are not followed further: the smallest come first.
const MOST_WAYS: usize = 48;
/// A way that needs more than this is no help.
const LONGEST_WAY: usize = 6;

/// Keeps the sets that hold no other, fewest first.
pub(crate) fn minimal(mut ways: Ways) -> Ways {
    ways.retain(|it| it.len() <= LONGEST_WAY);
    ways.sort_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
    ways.dedup();
    let mut kept: Ways = Vec::new();
    for it in ways {
        if kept.len() >= MOST_WAYS {
            break;
        }
        if !kept.iter().any(|other| other.is_subset(&it)) {
            kept.push(it);
        }
    }
    kept
}

/// Every way of doing both.
pub(crate) fn both(a: &Ways, b: &Ways) -> Ways {
    let mut made = Vec::new();
    for x in a {
        for y in b {
            made.push(x.union(y).cloned().collect());
        }
    }
    minimal(made)
}

/// Looks into one record on one day.
pub(crate) struct Explainer<'a> {
    pub(crate) view: View<'a>,
    pub(crate) words: Words<'a>,
    pub(crate) day: Day,
    /// The activity asked about, for leaves that name none.
    pub(crate) asked: Option<&'a Code>,
    pub(crate) context: &'a BTreeMap<Code, ContextValue>,
}

impl Explainer<'_> {
    /// The truth of a requirement on the day.
    pub(crate) fn truth(&self, requirement: &Requirement) -> Truth {
        match requirement {
            Requirement::All(of) => of.iter().map(|it| self.truth(it)).min().unwrap_or(Truth::Met),
            Requirement::Any(of) => {
                of.iter().map(|it| self.truth(it)).max().unwrap_or(Truth::Unmet)
            }
            Requirement::AtLeast(n, of) => {
                Truth::at_least(*n as usize, of.iter().map(|it| self.truth(it)))
            }
            Requirement::Not(it) => !self.truth(it),
            Requirement::Leaf(leaf) => match &leaf.value {
                Leaf::Context(wishes) => wishes
                    .iter()
                    .map(|(key, spec)| self.wish(key, spec))
                    .min()
                    .unwrap_or(Truth::Met),
                other => self
                    .view
                    .timeline(&with_activity(self.view.book, other, self.asked))
                    .at(self.day),
            },
        }
    }

    /// The truth of a wish for a context key.
    pub(crate) fn wish(&self, key: &Code, spec: &ContextSpec) -> Truth {
        self.context.get(key).map_or(Truth::Unknown, |it| spec.admits(it).into())
    }

    /// What made a requirement what it is: enough of it to bear the answer, and no more.
    pub(crate) fn findings(&self, requirement: &Requirement, out: &mut Vec<Finding>) {
        let truth = self.truth(requirement);
        let part = |of: &[Requirement], wanted: Truth, first: bool, out: &mut Vec<Finding>| {
            for it in of.iter().filter(|it| self.truth(it) == wanted) {
                self.findings(it, out);
                if first {
                    break;
                }
            }
        };
        match requirement {
            Requirement::Leaf(leaf) => self.leaf(&leaf.value, truth, out),
            Requirement::Not(it) => self.findings(it, out),
            Requirement::All(of) => match truth {
                Truth::Met => of.iter().for_each(|it| self.findings(it, out)),
                other => part(of, other, false, out),
            },
            Requirement::Any(of) => match truth {
                Truth::Met => part(of, Truth::Met, true, out),
                Truth::Unknown => part(of, Truth::Unknown, false, out),
                Truth::Unmet => of.iter().for_each(|it| self.findings(it, out)),
            },
            Requirement::AtLeast(_, of) => of.iter().for_each(|it| self.findings(it, out)),
        }
    }

    fn leaf(&self, leaf: &Leaf, truth: Truth, out: &mut Vec<Finding>) {
        if let Leaf::Context(wishes) = leaf {
            for (key, spec) in wishes {
                let own = self.wish(key, spec);
                if truth == own {
                    out.push(self.wish_finding(key, spec, own));
                }
            }
            return;
        }
        let leaf = &with_activity(self.view.book, leaf, self.asked);
        let found = self.view.looked_at(leaf);
        let cites = self.cited(&found, leaf);
        let asked = self.words.leaf(leaf);
        let facts: Vec<String> = found.iter().map(|it| self.fact(it)).collect();
        let (text, unverified) = match truth {
            Truth::Met => (format!("{asked}: {}", shown(&facts)), false),
            Truth::Unmet if facts.is_empty() => (format!("{asked}: nothing on the record"), false),
            Truth::Unmet => (
                format!(
                    "{asked}: not on {}; the record has {}",
                    self.day.in_words(),
                    shown(&facts)
                ),
                false,
            ),
            Truth::Unknown => {
                let claimed = found.iter().any(|it| !it.sure);
                let why = if claimed {
                    "only claimed, not verified"
                } else {
                    "it cannot be told from what is known"
                };
                (
                    format!(
                        "{asked}: {why}{}",
                        if facts.is_empty() {
                            String::new()
                        } else {
                            format!(" ({})", shown(&facts))
                        }
                    ),
                    claimed,
                )
            }
        };
        out.push(Finding { text, truth, cites, key: None, unverified });
    }

    /// Every fact a leaf looks at.
    pub(crate) fn leaf_cites(&self, leaf: &Leaf) -> Vec<Cited> {
        let leaf = &with_activity(self.view.book, leaf, self.asked);
        self.cited(&self.view.looked_at(leaf), leaf)
    }

    pub(crate) fn wish_finding(&self, key: &Code, spec: &ContextSpec, truth: Truth) -> Finding {
        let wanted = self.words.wish(key, spec);
        let text = match self.context.get(key) {
            None => format!("{wanted}: not stated"),
            Some(it) if truth == Truth::Met => {
                format!("{}: {}", self.words.key(key), self.words.value(key, it))
            }
            Some(it) => format!("{wanted}: stated was {}", self.words.value(key, it)),
        };
        let key = (truth == Truth::Unknown).then(|| key.clone());
        Finding { text, truth, cites: Vec::new(), key, unverified: false }
    }

    fn fact(&self, found: &Found<'_>) -> String {
        let text = self.words.fact(found.fact);
        if found.sure { text } else { format!("{text} (claimed)") }
    }

    /// The facts a leaf leaned on, those of other people's records included.
    fn cited(&self, found: &[Found<'_>], leaf: &Leaf) -> Vec<Cited> {
        let own = &self.view.record.person.id;
        let mut cites: Vec<Cited> =
            found.iter().map(|it| (own.clone(), it.fact.id.clone())).collect();
        if leaf.by().is_some() {
            for who in found.iter().filter_map(|it| it.fact.body.names()) {
                if let Some(person) = self.view.register.person(who) {
                    cites.extend(person.facts.iter().map(|it| (who.clone(), it.id.clone())));
                }
            }
        }
        cites.extend(
            checks_of(self.view.record.person.facts.iter(), found)
                .map(|it| (own.clone(), it.id.clone())),
        );
        cites
    }

    /// The ways to make a requirement met (or unmet), each a set of things to put right; none where nothing can.
    pub(crate) fn ways(&self, requirement: &Requirement, wanted: bool) -> Ways {
        let done = if wanted { Truth::Met } else { Truth::Unmet };
        if self.truth(requirement) == done {
            return vec![BTreeSet::new()];
        }
        let all = |of: &[Requirement]| {
            let mut ways: Ways = vec![BTreeSet::new()];
            for it in of {
                ways = both(&ways, &self.ways(it, wanted));
            }
            ways
        };
        let any =
            |of: &[Requirement]| minimal(of.iter().flat_map(|it| self.ways(it, wanted)).collect());
        match requirement {
            Requirement::Not(it) => self.ways(it, !wanted),
            Requirement::All(of) if wanted => all(of),
            Requirement::All(of) => any(of),
            Requirement::Any(of) if wanted => any(of),
            Requirement::Any(of) => all(of),
            Requirement::AtLeast(n, of) => {
                let needed = if wanted { *n as usize } else { of.len() + 1 - *n as usize };
                self.some_of(of, needed, wanted)
            }
            Requirement::Leaf(leaf) => self.leaf_ways(&leaf.value, wanted),
        }
    }

    fn some_of(&self, of: &[Requirement], needed: usize, wanted: bool) -> Ways {
        // ways[k] are the ways of having k of those looked at so far.
        let mut ways: Vec<Ways> = vec![vec![BTreeSet::new()]];
        for it in of {
            let own = self.ways(it, wanted);
            let mut next = ways.clone();
            next.push(Vec::new());
            for (k, before) in ways.iter().enumerate() {
                if let Some(slot) = next.get_mut(k + 1) {
                    slot.extend(both(before, &own));
                }
            }
            ways = next.into_iter().map(minimal).collect();
        }
        ways.get(needed).cloned().unwrap_or_default()
    }

    fn leaf_ways(&self, leaf: &Leaf, wanted: bool) -> Ways {
        if let Leaf::Context(wishes) = leaf {
            return self.context_ways(wishes.iter(), wanted);
        }
        let leaf = &with_activity(self.view.book, leaf, self.asked);
        let asked = self.words.leaf(leaf);
        let timeline = self.view.timeline(leaf);
        let aim = if wanted { Truth::Met } else { Truth::Unmet };
        let found = self.view.looked_at(leaf);
        let claimed: Vec<&Found<'_>> = found.iter().filter(|it| !it.sure).collect();
        let text = match (timeline.at(self.day), wanted) {
            (Truth::Unknown, true) if !claimed.is_empty() => {
                let facts: Vec<String> = claimed.iter().map(|it| it.fact.id.to_string()).collect();
                format!("have {} verified ({asked})", listed(&facts, "and"))
            }
            (_, true) => asked,
            (_, false) => format!("no longer: {asked}"),
        };
        let on = comes_by_waiting(leaf, &timeline, self.day, aim);
        vec![BTreeSet::from([Remedy { text, on }])]
    }

    /// What was stated cannot be put right; what was not can be asked with another value.
    pub(crate) fn context_ways<'c>(
        &self,
        wishes: impl Iterator<Item = (&'c Code, &'c ContextSpec)>,
        wanted: bool,
    ) -> Ways {
        let mut ways: Ways = if wanted { vec![BTreeSet::new()] } else { Vec::new() };
        for (key, spec) in wishes {
            let own: Ways = match (self.wish(key, spec), wanted) {
                (Truth::Met, true) | (Truth::Unmet, false) => vec![BTreeSet::new()],
                (Truth::Unknown, _) => {
                    let wish = self.words.wish(key, spec);
                    let text = if wanted { wish } else { format!("not {wish}") };
                    vec![BTreeSet::from([Remedy { text, on: None }])]
                }
                _ => Vec::new(),
            };
            if wanted {
                ways = both(&ways, &own);
            } else {
                ways.extend(own);
            }
        }
        minimal(ways)
    }
}

fn shown(facts: &[String]) -> String {
    const SHOWN: usize = 3;
    let mut text = facts.iter().take(SHOWN).cloned().collect::<Vec<_>>().join("; ");
    if facts.len() > SHOWN {
        text.push_str(&format!("; and {} more", facts.len() - SHOWN));
    }
    text
}

/// The entries that check facts which were found: what confirms or refutes them is part of the answer.
fn checks_of<'f>(
    facts: impl Iterator<Item = &'f Fact>,
    found: &[Found<'_>],
) -> impl Iterator<Item = &'f Fact> {
    let ids: Vec<FactId> = found.iter().map(|it| it.fact.id.clone()).collect();
    facts.filter(move |it| match &it.body {
        preceptor_record::Body::Verification(check) => ids.contains(&check.of),
        _ => false,
    })
}

/// The day on which a leaf becomes so with nobody doing anything: only where time alone decides.
fn comes_by_waiting(leaf: &Leaf, timeline: &Timeline, day: Day, aim: Truth) -> Option<Day> {
    let by_time =
        matches!(leaf, Leaf::Since(_) | Leaf::Experience(_)) || timeline.at(day) != Truth::Unknown;
    let next = timeline.steps().iter().find(|(on, truth)| *on > day && *truth == aim)?;
    by_time.then_some(next.0)
}
