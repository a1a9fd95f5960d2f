//! Requirements made ready: leaves become numbered atoms, and a set of atoms that must all be met becomes one mask.

use preceptor_record::Code;
use preceptor_record::file::{At, Place};
use preceptor_rulebook::requirement::By;
use preceptor_rulebook::{ContextSpec, ContextValue, Leaf, Requirement, Rulebook};
use std::collections::BTreeMap;

use crate::truth::Truth;

/// A numbered leaf.
pub(crate) type AtomId = u32;

/// The leaves of a rulebook, each once.
#[derive(Debug, Default, Clone)]
pub(crate) struct Atoms {
    /// The leaves, by number.
    pub(crate) list: Vec<Leaf>,
    by_key: BTreeMap<&'static str, Vec<AtomId>>,
}

impl Atoms {
    /// The number of that leaf, new or known. Leaves that only differ in where they were written are one.
    fn number(&mut self, leaf: Leaf) -> AtomId {
        let bucket = self.by_key.entry(leaf.key()).or_default();
        let known = bucket.iter().copied().find(|it| self.list.get(*it as usize) == Some(&leaf));
        known.unwrap_or_else(|| {
            let id = AtomId::try_from(self.list.len()).unwrap_or(AtomId::MAX);
            bucket.push(id);
            self.list.push(leaf);
            id
        })
    }

    /// How many words a mask over all atoms has.
    pub(crate) fn words(&self) -> usize {
        self.list.len().div_ceil(64)
    }
}

/// A word of a mask and which bits of it must be met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bits {
    pub(crate) word: u32,
    pub(crate) mask: u64,
}

/// A wish for a context key.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Wish {
    pub(crate) key: u32,
    pub(crate) spec: Spec,
}

/// What is wished for: numbers by range, words by number.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Spec {
    /// One of these words (a number that is asked for by itself is a word too).
    Words(Box<[u32]>),
    /// None of these.
    NotWords(Box<[u32]>),
    /// A number between these, both included.
    Range(i64, i64),
    /// Stated, whatever it is.
    Stated,
}

/// A stated value made ready: small, so that it can be put in place for every question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Stated {
    /// The number of the word; [`NO_WORD`] where no rule speaks of it.
    pub(crate) word: u32,
    /// The number, where it is one.
    number: Option<i64>,
}

/// The number of a word no rule speaks of.
pub(crate) const NO_WORD: u32 = u32::MAX;

/// Context keys and the words rules speak of.
#[derive(Debug, Default, Clone)]
pub(crate) struct Keys {
    pub(crate) keys: Vec<Code>,
    words: BTreeMap<ContextValue, u32>,
}

impl Keys {
    pub(crate) fn key(&mut self, key: &Code) -> u32 {
        let at = self.keys.iter().position(|it| it == key).unwrap_or_else(|| {
            self.keys.push(key.clone());
            self.keys.len() - 1
        });
        u32::try_from(at).unwrap_or(u32::MAX)
    }

    /// The value of that number.
    pub(crate) fn word(&self, number: u32) -> Option<&ContextValue> {
        self.words.iter().find(|it| *it.1 == number).map(|it| it.0)
    }

    pub(crate) fn find(&self, key: &str) -> Option<usize> {
        self.keys.iter().position(|it| *it == *key)
    }

    pub(crate) fn wish(&mut self, key: &Code, spec: &ContextSpec) -> Wish {
        let key = self.key(key);
        let mut words = |list: &[ContextValue]| {
            list.iter()
                .map(|it| {
                    let next = u32::try_from(self.words.len()).unwrap_or(NO_WORD - 1);
                    *self.words.entry(it.clone()).or_insert(next)
                })
                .collect()
        };
        let spec = match spec {
            ContextSpec::Values(list) => Spec::Words(words(list)),
            ContextSpec::Not(list) => Spec::NotWords(words(list)),
            ContextSpec::Range { from, to } => {
                Spec::Range(from.unwrap_or(i64::MIN), to.unwrap_or(i64::MAX))
            }
            ContextSpec::Stated => Spec::Stated,
        };
        Wish { key, spec }
    }

    pub(crate) fn stated(&self, value: &ContextValue) -> Stated {
        let number = match value {
            ContextValue::Number(it) => Some(*it),
            ContextValue::Word(_) => None,
        };
        Stated { word: self.words.get(value).copied().unwrap_or(NO_WORD), number }
    }
}

/// What was stated, by the number of its key.
pub(crate) type Context = [Option<Stated>];

impl Wish {
    /// Whether what was stated is what is wished for.
    #[inline]
    pub(crate) fn truth(&self, context: &Context) -> Truth {
        let Some(Some(stated)) = context.get(self.key as usize) else { return Truth::Unknown };
        match &self.spec {
            Spec::Words(list) => list.contains(&stated.word).into(),
            Spec::NotWords(list) => (!list.contains(&stated.word)).into(),
            Spec::Range(from, to) => {
                stated.number.is_some_and(|it| *from <= it && it <= *to).into()
            }
            Spec::Stated => Truth::Met,
        }
    }
}

/// The truth of several wishes together.
#[inline]
pub(crate) fn all_wishes(wishes: &[Wish], context: &Context) -> Truth {
    let mut least = Truth::Met;
    for it in wishes {
        least = least.min(it.truth(context));
        if least == Truth::Unmet {
            break;
        }
    }
    least
}

/// A set of atoms that must all be met, in one of two forms: over all atoms of a rulebook, or over the few that one
/// role needs on one day, which fit into a single number.
pub(crate) trait Mask {
    /// What is known of a person on a day, in the same form.
    type Held<'a>: Copy;
    fn truth(&self, held: Self::Held<'_>) -> Truth;
}

impl Mask for Box<[Bits]> {
    type Held<'a> = Held<'a>;
    #[inline]
    fn truth(&self, held: Held<'_>) -> Truth {
        held.holds(self)
    }
}

impl Mask for u128 {
    /// Atoms that are met, and atoms that are met or unknown.
    type Held<'a> = (u128, u128);
    #[inline]
    fn truth(&self, (met, may): (u128, u128)) -> Truth {
        if self & !met == 0 {
            Truth::Met
        } else if self & !may == 0 {
            Truth::Unknown
        } else {
            Truth::Unmet
        }
    }
}

/// A requirement made ready.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expr<M = Box<[Bits]>> {
    /// Every one of these atoms.
    Atoms(M),
    /// What was stated.
    Context(Box<[Wish]>),
    /// One branch for each value of a context key: what `any` of `all: [context, ...]` means where the values differ.
    Switch {
        key: u32,
        branches: Box<[(u32, Expr<M>)]>,
    },
    All(Box<[Expr<M>]>),
    Any(Box<[Expr<M>]>),
    AtLeast(usize, Box<[Expr<M>]>),
    Not(Box<Expr<M>>),
}

/// What is known of a person on a day: which atoms are met, and which may be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Held<'a> {
    pub(crate) met: &'a [u64],
    /// Atoms that are met or unknown; the same as `met` where nothing is unknown.
    pub(crate) may: &'a [u64],
}

impl Held<'_> {
    #[inline]
    pub(crate) fn holds(self, bits: &[Bits]) -> Truth {
        let (mut met, mut may) = (true, true);
        for it in bits {
            let word = self.met.get(it.word as usize).copied().unwrap_or(0);
            met &= word & it.mask == it.mask;
            let word = self.may.get(it.word as usize).copied().unwrap_or(0);
            may &= word & it.mask == it.mask;
        }
        if met {
            Truth::Met
        } else if may {
            Truth::Unknown
        } else {
            Truth::Unmet
        }
    }
}

impl<M: Mask> Expr<M> {
    /// The truth of it for somebody on a day.
    #[inline]
    pub(crate) fn truth(&self, held: M::Held<'_>, context: &Context) -> Truth {
        match self {
            Self::Atoms(mask) => mask.truth(held),
            other => other.truth_of_tree(held, context),
        }
    }

    fn truth_of_tree(&self, held: M::Held<'_>, context: &Context) -> Truth {
        match self {
            Self::Atoms(mask) => mask.truth(held),
            Self::Context(wishes) => all_wishes(wishes, context),
            Self::Switch { key, branches } => match context.get(*key as usize) {
                Some(Some(stated)) => branches
                    .binary_search_by_key(&stated.word, |it| it.0)
                    .ok()
                    .and_then(|at| branches.get(at))
                    .map_or(Truth::Unmet, |(_, it)| it.truth(held, context)),
                // Not stated: each branch is unknown at best.
                _ => branches
                    .iter()
                    .map(|(_, it)| it.truth(held, context).min(Truth::Unknown))
                    .max()
                    .unwrap_or(Truth::Unmet),
            },
            Self::All(of) => {
                let mut least = Truth::Met;
                for it in of {
                    least = least.min(it.truth(held, context));
                    if least == Truth::Unmet {
                        break;
                    }
                }
                least
            }
            Self::Any(of) => {
                let mut greatest = Truth::Unmet;
                for it in of {
                    greatest = greatest.max(it.truth(held, context));
                    if greatest == Truth::Met {
                        break;
                    }
                }
                greatest
            }
            Self::AtLeast(n, of) => {
                Truth::at_least(*n, of.iter().map(|it| it.truth(held, context)))
            }
            Self::Not(it) => !it.truth(held, context),
        }
    }

    /// The same with every mask put into another form.
    pub(crate) fn map<N>(&self, mask: &mut impl FnMut(&M) -> N) -> Expr<N> {
        let mut each = |of: &[Self]| of.iter().map(|it| it.map(mask)).collect();
        match self {
            Self::All(of) => Expr::All(each(of)),
            Self::Any(of) => Expr::Any(each(of)),
            Self::AtLeast(n, of) => Expr::AtLeast(*n, each(of)),
            Self::Atoms(it) => Expr::Atoms(mask(it)),
            Self::Context(wishes) => Expr::Context(wishes.clone()),
            Self::Switch { key, branches } => Expr::Switch {
                key: *key,
                branches: branches.iter().map(|(word, it)| (*word, it.map(mask))).collect(),
            },
            Self::Not(it) => Expr::Not(Box::new(it.map(mask))),
        }
    }
}

impl Expr {
    /// Calls `each` for every atom it has.
    pub(crate) fn each_atom(&self, each: &mut dyn FnMut(AtomId)) {
        match self {
            Self::Atoms(bits) => {
                for it in bits {
                    let mut mask = it.mask;
                    while mask != 0 {
                        each(it.word * 64 + mask.trailing_zeros());
                        mask &= mask - 1;
                    }
                }
            }
            Self::Context(_) => {}
            Self::Switch { branches, .. } => branches.iter().for_each(|(_, it)| it.each_atom(each)),
            Self::All(of) | Self::Any(of) | Self::AtLeast(_, of) => {
                of.iter().for_each(|it| it.each_atom(each))
            }
            Self::Not(it) => it.each_atom(each),
        }
    }
}

/// Makes requirements ready.
pub(crate) struct Maker<'a> {
    pub(crate) book: &'a Rulebook,
    pub(crate) atoms: &'a mut Atoms,
    pub(crate) keys: &'a mut Keys,
    /// The activity asked about, for leaves that name none.
    pub(crate) asked: Option<&'a Code>,
}

impl Maker<'_> {
    pub(crate) fn make(&mut self, requirement: &Requirement) -> Expr {
        match requirement {
            Requirement::Leaf(leaf) => self.leaf(&leaf.value),
            Requirement::Not(it) => Expr::Not(Box::new(self.make(it))),
            Requirement::AtLeast(n, of) => {
                Expr::AtLeast(*n as usize, of.iter().map(|it| self.make(it)).collect())
            }
            Requirement::All(of) => {
                let made: Vec<Expr> = of.iter().map(|it| self.make(it)).collect();
                joined(made)
            }
            Requirement::Any(of) => {
                if let Some(switch) = self.switch(of) {
                    return switch;
                }
                Expr::Any(of.iter().map(|it| self.make(it)).collect())
            }
        }
    }

    fn leaf(&mut self, leaf: &Leaf) -> Expr {
        if let Leaf::Context(wishes) = leaf {
            return Expr::Context(
                wishes.iter().map(|(key, spec)| self.keys.wish(key, spec)).collect(),
            );
        }
        let id = self.atoms.number(with_activity(self.book, leaf, self.asked));
        Expr::Atoms(Box::new([Bits { word: id / 64, mask: 1 << (id % 64) }]))
    }

    /// `any` whose every branch first asks for one word of the same key, each branch another: only one can hold.
    fn switch(&mut self, of: &[Requirement]) -> Option<Expr> {
        if of.len() < 3 {
            return None;
        }
        let mut branches = Vec::new();
        let mut key = None;
        for branch in of {
            let Requirement::All(parts) = branch else { return None };
            let [Requirement::Leaf(first), rest @ ..] = parts.as_slice() else { return None };
            let Leaf::Context(wishes) = &first.value else { return None };
            let (1, Some((own_key, ContextSpec::Values(values)))) =
                (wishes.len(), wishes.iter().next())
            else {
                return None;
            };
            let [value] = values.as_slice() else { return None };
            if *key.get_or_insert(own_key) != own_key {
                return None;
            }
            branches.push((value, rest));
        }
        let key = key?;
        let mut made: Vec<(u32, Expr)> = branches
            .into_iter()
            .map(|(value, rest)| {
                let wish = self.keys.wish(key, &ContextSpec::Values(vec![value.clone()]));
                let word = match wish.spec {
                    Spec::Words(list) => list.first().copied().unwrap_or(NO_WORD),
                    _ => NO_WORD,
                };
                (word, joined(rest.iter().map(|it| self.make(it)).collect()))
            })
            .collect();
        made.sort_by_key(|it| it.0);
        let distinct = made.windows(2).all(|it| matches!(it, [(a, _), (b, _)] if a != b));
        let key = self.keys.key(key);
        distinct.then(|| Expr::Switch { key, branches: made.into() })
    }
}

/// `all` of several, with everything that is only atoms put into one mask.
fn joined(parts: Vec<Expr>) -> Expr {
    let mut bits: Vec<Bits> = Vec::new();
    let mut others: Vec<Expr> = Vec::new();
    for part in parts {
        match part {
            Expr::Atoms(own) => {
                for it in own {
                    match bits.iter_mut().find(|b| b.word == it.word) {
                        Some(b) => b.mask |= it.mask,
                        None => bits.push(it),
                    }
                }
            }
            Expr::All(of) => others.extend(of),
            other => others.push(other),
        }
    }
    bits.sort_by_key(|it| it.word);
    if others.is_empty() {
        return Expr::Atoms(bits.into());
    }
    if !bits.is_empty() {
        others.insert(0, Expr::Atoms(bits.into()));
    }
    match <[Expr; 1]>::try_from(others) {
        Ok([one]) => one,
        Err(others) => Expr::All(others.into()),
    }
}

/// Whether a requirement has a leaf about the activity asked, without naming it, or asks such a thing of somebody else.
pub(crate) fn asks_after_activity(book: &Rulebook, requirement: &Requirement) -> bool {
    let mut leaves = Vec::new();
    requirement.leaves(&mut leaves);
    leaves.iter().any(|it| {
        let of_other = it.value.by().and_then(|it| by_requirement(book, it));
        names_no_activity(&it.value) || of_other.is_some_and(has_leaf_without_activity)
    })
}

fn has_leaf_without_activity(requirement: &Requirement) -> bool {
    let mut leaves = Vec::new();
    requirement.leaves(&mut leaves);
    leaves.iter().any(|it| names_no_activity(&it.value))
}

fn names_no_activity(leaf: &Leaf) -> bool {
    match leaf {
        Leaf::SignedOff(it) => it.activity.is_none(),
        Leaf::Delegated(it) => it.activity.is_none(),
        Leaf::Entitled(it) => it.activity.is_none() && it.duty.is_none(),
        _ => false,
    }
}

/// The requirement with the activity asked about put in wherever a leaf names none.
pub(crate) fn asking_after(
    book: &Rulebook,
    requirement: &Requirement,
    asked: &Code,
) -> Requirement {
    let each = |of: &[Requirement]| of.iter().map(|it| asking_after(book, it, asked)).collect();
    match requirement {
        Requirement::All(of) => Requirement::All(each(of)),
        Requirement::Any(of) => Requirement::Any(each(of)),
        Requirement::AtLeast(n, of) => Requirement::AtLeast(*n, each(of)),
        Requirement::Not(it) => Requirement::Not(Box::new(asking_after(book, it, asked))),
        Requirement::Leaf(it) => Requirement::Leaf(At {
            value: with_activity(book, &it.value, Some(asked)),
            place: it.place,
        }),
    }
}

/// The leaf with the activity asked about put in where it names none, in what it asks of somebody else too.
pub(crate) fn with_activity(book: &Rulebook, leaf: &Leaf, asked: Option<&Code>) -> Leaf {
    let Some(asked) = asked else { return leaf.clone() };
    let at = || Some(At { value: asked.clone(), place: Place::default() });
    let mut made = leaf.clone();
    if names_no_activity(leaf) {
        match &mut made {
            Leaf::SignedOff(it) => it.activity = at(),
            Leaf::Delegated(it) => it.activity = at(),
            Leaf::Entitled(it) => it.activity = at(),
            _ => {}
        }
    }
    let of_other = leaf
        .by()
        .and_then(|it| by_requirement(book, it))
        .filter(|it| has_leaf_without_activity(it));
    if let Some(requirement) = of_other {
        let by = Some(By::Inline(Box::new(asking_after(book, requirement, asked))));
        match &mut made {
            Leaf::SignedOff(it) => it.by = by,
            Leaf::Delegated(it) => it.by = by,
            Leaf::Supervised(it) => it.by = by,
            _ => {}
        }
    }
    made
}

/// The requirement a `by` stands for.
pub(crate) fn by_requirement<'a>(
    book: &'a preceptor_rulebook::Rulebook,
    by: &'a By,
) -> Option<&'a Requirement> {
    match by {
        By::Named(id) => book.supervisor(id.as_str()).map(|it| &it.requires),
        By::Inline(it) => Some(it),
    }
}
