//! Which rules differ between two engines, role by role and activity by activity.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use preceptor_record::Code;
use preceptor_rulebook::requirement::By;
use preceptor_rulebook::role::Weight;
use preceptor_rulebook::{Leaf, Provision, Requirement, Row, Rulebook, Selector, Supervision};

use super::both::{Both, Side};
use crate::adopted::adopted_sets;
use crate::engine::{Engine, Exhausted, Kind, PRACTISE, Rule, Rules};
use crate::expr::by_requirement;

/// Two rulebooks, or two adoptions of one, side by side.
pub struct Impact<'e> {
    pub(super) a: &'e Engine<'e>,
    pub(super) b: &'e Engine<'e>,
    /// Each requirement over supervisors of either side by its number on that side: those that mean the same are one.
    pub(super) by: Both<Vec<usize>>,
    /// What each of them is called.
    pub(super) by_words: Vec<String>,
    roles: BTreeMap<Code, OnceLock<RolePlan>>,
    words_differ: WordsDiffer,
}

/// What has to be looked at for posts of one role.
#[derive(Debug, Default)]
pub(super) struct RolePlan {
    pub(super) pairs: Vec<Pair>,
    /// The atoms that any of them needs, on either side.
    pub(super) wanted: Both<Vec<u64>>,
    /// Whether the standing may differ.
    pub(super) standing: bool,
}

/// An activity whose rules differ.
#[derive(Debug)]
pub(super) struct Pair {
    pub(super) activity: Code,
    /// Its number on either side, where it is known there.
    pub(super) number: Both<Option<usize>>,
    /// The atoms it needs, on either side.
    pub(super) wanted: Both<Vec<u64>>,
    /// The days on which a rule of either side begins or ends.
    pub(super) days: Vec<i32>,
    /// Provisions of either side of which the other has no rule that is the same: what differs rests on one of them.
    pub(super) own: Both<BTreeSet<Code>>,
}

impl Pair {
    fn new(activity: &Code, number: Both<Option<usize>>) -> Self {
        let (wanted, own) = (Both::default(), Both::default());
        Self { activity: activity.clone(), number, wanted, days: Vec::new(), own }
    }
}

/// A permit that takes the place of the general permit for an activity.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Replaced {
    /// The permit.
    pub provision: Code,
    /// Its set.
    pub set: Code,
    /// For posts of that role.
    pub role: Code,
    /// The activity it names.
    pub activity: Code,
}

/// Which words that leaves lean on are not the same in both rulebooks.
#[expect(
    clippy::struct_excessive_bools,
    reason = "one for each kind of word; they do not make up a state"
)]
#[derive(Debug, Clone, Copy, Default)]
struct WordsDiffer {
    awards: bool,
    courses: bool,
    cpd: bool,
    professions: bool,
    supervisors: bool,
    places: bool,
}

impl<'e> Impact<'e> {
    /// Puts two sides next to each other. Nothing is compared before it is asked for.
    pub fn new(a: &'e Engine<'e>, b: &'e Engine<'e>) -> Self {
        let mut known: Vec<&Requirement> = Vec::new();
        let mut by_words = Vec::new();
        let by = Both { a, b };
        let by = Both::of(|side| {
            let engine = *by.get(side);
            let words = crate::words::Words { book: engine.book };
            engine
                .by_text
                .iter()
                .map(|by| {
                    let requirement = by_requirement(engine.book, by);
                    let at = known.iter().position(|it| Some(*it) == requirement);
                    at.unwrap_or_else(|| {
                        known.extend(requirement);
                        by_words.push(words.by(by));
                        known.len().saturating_sub(1)
                    })
                })
                .collect()
        });
        let roles =
            a.roles.iter().chain(&b.roles).map(|it| (it.clone(), OnceLock::new())).collect();
        Self { words_differ: WordsDiffer::between(a.book, b.book), a, b, by, by_words, roles }
    }

    /// The engine of that side.
    pub(super) fn side(&self, side: Side) -> &'e Engine<'e> {
        match side {
            Side::A => self.a,
            Side::B => self.b,
        }
    }

    /// What has to be looked at for posts of that role; none where neither side knows it.
    pub(super) fn plan(&self, role: &Code) -> Option<&RolePlan> {
        Some(self.roles.get(role)?.get_or_init(|| self.make_plan(role)))
    }

    /// The activities of that role whose rules differ.
    pub fn activities(&self, role: &Code) -> Vec<Code> {
        self.plan(role)
            .map(|it| it.pairs.iter().map(|it| it.activity.clone()).collect())
            .unwrap_or_default()
    }

    /// The permits of the second side that take the place of the first side's general permit.
    pub fn replaced(&self) -> Vec<Replaced> {
        let mut made = BTreeSet::new();
        for role in self.roles.keys() {
            let Some(plan) = self.plan(role) else { continue };
            for pair in &plan.pairs {
                let (Some(a), Some(b)) =
                    (self.rules(Side::A, role, pair), self.rules(Side::B, role, pair))
                else {
                    continue;
                };
                if !a.has_general {
                    continue;
                }
                let names = |it: &&Rule| it.names && it.kind == Kind::Permit;
                let before: Vec<&Rule> = a.list.iter().filter(names).collect();
                // Where a permit named the activity before, the general permit had given way already.
                let given_way = |new: &Rule| {
                    before.iter().any(|it| {
                        it.from <= new.from
                            && it.until >= new.until
                            && (it.places.is_empty() || it.places == new.places)
                            && self
                                .places(Side::B, new.jurisdictions)
                                .is_subset(&self.places(Side::A, it.jurisdictions))
                    })
                };
                for rule in b.list.iter().filter(names).filter(|it| !given_way(it)) {
                    let Some(placed) = self.b.placed(rule.provision) else { continue };
                    made.insert(Replaced {
                        provision: placed.provision.id.value.clone(),
                        set: placed.set.clone(),
                        role: role.clone(),
                        activity: pair.activity.clone(),
                    });
                }
            }
        }
        made.into_iter().collect()
    }

    pub(super) fn rules(&self, side: Side, role: &Code, pair: &Pair) -> Option<&'e Rules> {
        let engine = self.side(side);
        engine.rules(engine.role_number(role.as_str())?, (*pair.number.get(side))?)
    }

    fn make_plan(&self, role: &Code) -> RolePlan {
        let mut plan = RolePlan {
            wanted: Both::of(|side| vec![0; self.side(side).atoms.words()]),
            standing: self.standing_differs(role),
            ..RolePlan::default()
        };
        let base = |side: Side| self.side(side).book.roles.get(role).map(|it| it.base);
        let same_base = !self.words_differ.places && base(Side::A) == base(Side::B);
        let activities: BTreeSet<&Code> =
            self.a.activities.iter().chain(&self.b.activities).collect();
        for activity in activities {
            let number = Both::of(|side| self.side(side).activity_number(activity.as_str()));
            let mut pair = Pair::new(activity, number);
            let (a, b) = (self.rules(Side::A, role, &pair), self.rules(Side::B, role, &pair));
            let alike = match (a, b) {
                (None, None) => true,
                (Some(a), Some(b)) => same_base && self.same_rules(activity, a, b),
                _ => false,
            };
            if alike {
                continue;
            }
            for (side, rules) in [(Side::A, a), (Side::B, b)] {
                let mut mask = vec![0u64; self.side(side).atoms.words()];
                for rule in rules.iter().flat_map(|it| &it.list) {
                    add_atoms(rule, &mut mask);
                    pair.days.extend([rule.from, rule.until]);
                }
                for it in rules.iter().flat_map(|it| &it.exhausted) {
                    pair.days.extend([it.from, it.until]);
                }
                plan.wanted.get_mut(side).iter_mut().zip(&mask).for_each(|(all, own)| *all |= own);
                *pair.wanted.get_mut(side) = mask;
            }
            pair.days.sort_unstable();
            pair.days.dedup();
            pair.own = self.own(a, b);
            plan.pairs.push(pair);
        }
        plan
    }

    fn same_rules(&self, activity: &Code, a: &Rules, b: &Rules) -> bool {
        let implies = |book: &Rulebook| {
            book.activity(activity.as_str()).map(|it| it.implies.clone()).unwrap_or_default()
        };
        let same_list = || {
            let (a, b) = (self.sorted(Side::A, a), self.sorted(Side::B, b));
            a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| self.same_rule(*a, *b))
        };
        let same_exhausted = || {
            a.exhausted.len() == b.exhausted.len()
                && a.exhausted.iter().zip(&b.exhausted).all(|(a, b)| self.same_exhausted(a, b))
        };
        implies(self.a.book) == implies(self.b.book) && same_list() && same_exhausted()
    }

    /// The rules with their provisions, in an order that both sides have.
    fn sorted<'r>(&self, side: Side, rules: &'r Rules) -> Vec<(&'r Rule, &'e Provision)> {
        let engine = self.side(side);
        let placed = |it: &'r Rule| Some((it, &engine.placed(it.provision)?.provision));
        let mut made: Vec<_> = rules.list.iter().filter_map(placed).collect();
        made.sort_by(|a, b| a.1.id.value.cmp(&b.1.id.value).then(a.0.from.cmp(&b.0.from)));
        made
    }

    /// The provisions of either side of which the other has no rule that is the same.
    fn own(&self, a: Option<&Rules>, b: Option<&Rules>) -> Both<BTreeSet<Code>> {
        let a = a.map(|it| self.sorted(Side::A, it)).unwrap_or_default();
        let b = b.map(|it| self.sorted(Side::B, it)).unwrap_or_default();
        let id = |it: &(&Rule, &Provision)| it.1.id.value.clone();
        let alone = |own: &[(&Rule, &Provision)], alike: &dyn Fn(&(&Rule, &Provision)) -> bool| {
            own.iter().filter(|it| !alike(it)).map(id).collect()
        };
        Both {
            a: alone(&a, &|it| b.iter().any(|other| self.same_rule(*it, *other))),
            b: alone(&b, &|it| a.iter().any(|other| self.same_rule(*other, *it))),
        }
    }

    fn same_exhausted(&self, a: &Exhausted, b: &Exhausted) -> bool {
        let spec = |it: &Exhausted| it.setting.as_ref().map(|it| it.spec.clone());
        a.from == b.from
            && a.until == b.until
            && self.places(Side::A, a.jurisdictions) == self.places(Side::B, b.jurisdictions)
            && spec(a) == spec(b)
    }

    /// The jurisdictions of these bits.
    fn places(&self, side: Side, bits: u64) -> BTreeSet<&Code> {
        let all = self.side(side).jurisdictions.iter().enumerate();
        all.filter(|(i, _)| bits >> (*i).min(63) & 1 == 1).map(|it| it.1).collect()
    }

    fn same_rule(&self, (a, said): (&Rule, &Provision), (b, says): (&Rule, &Provision)) -> bool {
        said.id == says.id
            && (a.kind, a.from, a.until, a.names) == (b.kind, b.from, b.until, b.names)
            && a.also_when.len() == b.also_when.len()
            && self.places(Side::A, a.jurisdictions) == self.places(Side::B, b.jurisdictions)
            && said.context == says.context
            && said.requires == says.requires
            && said.unless == says.unless
            && self.same_clause(said.supervision.as_ref(), says.supervision.as_ref())
            && also_when(self.a.book, said) == also_when(self.b.book, says)
            && !self.words_differ.touch(said.requires.iter().chain(&said.unless))
            && !(self.words_differ.professions && said.context.contains_key("base-profession"))
    }

    fn same_clause(&self, a: Option<&Supervision>, b: Option<&Supervision>) -> bool {
        let (Some(a), Some(b)) = (a, b) else { return a.is_none() && b.is_none() };
        let by = |book: &'e Rulebook, it: &Option<By>| {
            it.as_ref().and_then(|it| by_requirement(book, it).cloned())
        };
        let (by_a, by_b) = (by(self.a.book, &a.by), by(self.b.book, &b.by));
        a.level == b.level
            && a.never_looser == b.never_looser
            && a.attend_within == b.attend_within
            && a.covers_at_most == b.covers_at_most
            && a.named == b.named
            && by_a == by_b
    }

    /// Whether the rows of standing or what bars the post may differ.
    fn standing_differs(&self, role: &Code) -> bool {
        let rows = |side: Side| {
            let full = self.side(side).book.roles.get(role);
            full.map(|it| {
                it.standing.iter().filter(|it| it.kind == Weight::Must).collect::<Vec<_>>()
            })
            .unwrap_or_default()
        };
        let (a, b) = (rows(Side::A), rows(Side::B));
        let alike = a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| same_row(a, b));
        let mut leaves = a.iter().flat_map(|it| it.unless.iter().chain([&it.requires]));
        if !alike || self.words_differ.places || leaves.any(|it| self.words_differ.touch([it])) {
            return true;
        }
        let sets: BTreeSet<&Code> =
            a.iter().filter_map(|it| it.set.as_ref()).map(|it| &it.value).collect();
        let taken = |side: Side, place: &Code| -> Vec<Code> {
            let engine = self.side(side);
            let adopted =
                adopted_sets(engine.book, &engine.adoption, role.as_str(), place.as_str());
            adopted.into_iter().filter(|it| sets.contains(it)).collect()
        };
        if self.a.jurisdictions.iter().any(|place| taken(Side::A, place) != taken(Side::B, place)) {
            return true;
        }
        let practise = Code::new(PRACTISE);
        let pair = Pair::new(&practise, Both::of(|side| self.side(side).activity_number(PRACTISE)));
        match (self.rules(Side::A, role, &pair), self.rules(Side::B, role, &pair)) {
            (Some(a), Some(b)) => !self.same_rules(&practise, a, b),
            (None, None) => false,
            _ => true,
        }
    }
}

fn same_row(a: &Row, b: &Row) -> bool {
    a.id == b.id
        && a.jurisdiction == b.jurisdiction
        && a.setting == b.setting
        && a.specialty == b.specialty
        && a.requires == b.requires
        && a.unless == b.unless
        && a.set == b.set
        && a.effective.period() == b.effective.period()
}

fn add_atoms(rule: &Rule, mask: &mut [u64]) {
    for expr in rule.unless.iter().chain(&rule.requires) {
        expr.each_atom(&mut |atom| {
            if let Some(word) = mask.get_mut(atom as usize / 64) {
                *word |= 1 << (atom % 64);
            }
        });
    }
}

/// When a provision also counts for other activities than those it names.
fn also_when<'b>(
    book: &'b Rulebook,
    it: &Provision,
) -> Vec<Option<&'b preceptor_rulebook::vocabulary::AlsoWhen>> {
    let ids = it.activity.iter().filter_map(|it| match &it.value {
        Selector::One(id) => Some(id),
        Selector::Any | Selector::Group(_) => None,
    });
    ids.map(|id| book.activity(id.as_str()).and_then(|it| it.when.as_ref())).collect()
}

impl WordsDiffer {
    fn between(a: &Rulebook, b: &Rulebook) -> Self {
        if std::ptr::eq(a, b) {
            return Self::default();
        }
        let (x, y) = (&a.vocabulary, &b.vocabulary);
        let requirements = |it: &'_ preceptor_rulebook::Vocabulary| -> Vec<(Code, Requirement)> {
            it.supervisors.iter().map(|it| (it.id.value.clone(), it.requires.clone())).collect()
        };
        Self {
            awards: x.qualifications != y.qualifications
                || x.programmes != y.programmes
                || x.subjects != y.subjects,
            courses: x.courses != y.courses,
            cpd: x.cpd_schemes != y.cpd_schemes,
            professions: x.professions != y.professions,
            supervisors: requirements(x) != requirements(y),
            places: a.header.home != b.header.home
                || a.header.jurisdictions != b.header.jurisdictions,
        }
    }

    /// Whether any of these requirements leans on a word that is not the same.
    fn touch<'r>(self, requirements: impl IntoIterator<Item = &'r Requirement>) -> bool {
        let mut leaves = Vec::new();
        requirements.into_iter().for_each(|it| it.leaves(&mut leaves));
        leaves.iter().any(|it| self.touches(&it.value))
    }

    fn touches(self, leaf: &Leaf) -> bool {
        let own = match leaf {
            Leaf::Holds(_) | Leaf::Enrolled(_) | Leaf::Since(_) => self.awards,
            Leaf::Trained(_) => self.courses,
            Leaf::Cpd(_) => self.cpd || self.professions,
            Leaf::Registered(_) | Leaf::Annotated(_) | Leaf::InPost(_) => self.professions,
            Leaf::Experience(_) => self.awards || self.places || self.professions,
            Leaf::Passed(_)
            | Leaf::Entitled(_)
            | Leaf::Delegated(_)
            | Leaf::Checked(_)
            | Leaf::Supervised(_)
            | Leaf::SignedOff(_)
            | Leaf::Capable(_)
            | Leaf::Assessed(_)
            | Leaf::Appraised(_)
            | Leaf::Declared(_)
            | Leaf::Context(_) => false,
        };
        // Who somebody else is may be named in the vocabulary, and that may have changed.
        own || leaf.by().is_some_and(|by| match by {
            By::Named(_) => self.named_differs(),
            By::Inline(it) => self.touch([&**it]),
        })
    }

    fn named_differs(self) -> bool {
        self.supervisors
            || self.awards
            || self.courses
            || self.cpd
            || self.professions
            || self.places
    }
}
