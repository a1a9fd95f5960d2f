//! The rules of one role on one day and place, asked of many people.

use std::rc::Rc;

use preceptor_record::Day;

use super::roster::{Roster, Stretch};
use super::stated::SheetContext;
use crate::engine::{Kind, Rule};
use crate::expr::{Context, Expr, Mask, Spec, Wish, all_wishes};
use crate::truth::Truth;

/// What a person may do once supervised: a bit for each activity asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Row {
    /// Activities that are open.
    pub open: u128,
    /// Activities of which it cannot be told.
    pub unclear: u128,
}

/// What the rules say of somebody so far, a bit for each activity.
#[derive(Default)]
struct Found {
    /// A permit is met.
    open: u128,
    /// A permit is met or may be.
    may: u128,
    /// Something stands in the way.
    shut: u128,
    /// Something may stand in the way.
    doubt: u128,
}

/// A rule of a sheet, over the atoms of that sheet.
#[derive(Debug, Clone)]
pub(super) struct Line {
    activity: u8,
    kind: Kind,
    requires: u128,
    /// Where there is more to it than atoms that must all be met.
    rest: Option<Box<Rest>>,
}

#[derive(Debug, Clone, PartialEq)]
struct Rest {
    also_when: Box<[Wish]>,
    context: Box<[Wish]>,
    unless: Option<Expr<u128>>,
    requires: Option<Expr<u128>>,
}

/// The forbids that hang on the word stated for one key.
#[derive(Debug, Clone)]
struct Ban {
    key: u32,
    /// The activities shut, by the number of the word.
    shut: Vec<u128>,
    /// The activities in doubt where nothing is stated.
    unstated: u128,
}

/// The rules of one role on one day in one jurisdiction, for some activities.
pub struct Sheet {
    /// Atoms that every one of the activities needs.
    must: u128,
    /// Further rules that every one of the activities has.
    common: Vec<Line>,
    /// Permits that ask for atoms and nothing else: what each asks for beside what all need, the bit of its activity.
    permits: Vec<(u128, u128)>,
    /// Forbids that hang on one stated word.
    bans: Vec<Ban>,
    /// The other rules.
    lines: Vec<Line>,
    /// The bit of each atom of the rulebook in this sheet's masks; none where the sheet does not ask for it.
    pub(super) bits: Rc<[u128]>,
    /// Whether it is worth a branch to see first that what all need cannot be met: there are more than a few permits, or
    /// rules beside permits and bans.
    is_long: bool,
}
impl Line {
    pub(super) fn new(
        activity: u8,
        rule: &Rule,
        unless: Option<Expr<u128>>,
        requires: Option<Expr<u128>>,
    ) -> Self {
        let (plain, requires) = match requires {
            None => (Some(0), None),
            Some(Expr::Atoms(mask)) => (Some(mask), None),
            Some(other) => (None, Some(other)),
        };
        let simple = rule.also_when.is_empty()
            && rule.context.is_empty()
            && unless.is_none()
            && requires.is_none();
        let rest = (!simple).then(|| {
            Box::new(Rest {
                also_when: rule.also_when.clone(),
                context: rule.context.clone(),
                unless,
                requires,
            })
        });
        Self { activity, kind: rule.kind, requires: plain.unwrap_or(0), rest }
    }

    /// Whether it says the same as another, of whichever activity.
    pub(super) fn says_as(&self, other: &Self) -> bool {
        (self.kind, self.requires, &self.rest) == (other.kind, other.requires, &other.rest)
    }

    /// Whether it can be looked at once for all activities that have it.
    pub(super) fn is_shareable(&self) -> bool {
        matches!(self.kind, Kind::Forbid | Kind::Limit)
            && self.rest.as_ref().is_none_or(|it| it.also_when.is_empty())
    }

    /// Whether it applies and whether its requirement is met.
    #[inline]
    fn truths(&self, held: (u128, u128), context: &Context) -> (Truth, Truth) {
        let plain = self.requires.truth(held);
        match &self.rest {
            None => (Truth::Met, plain),
            Some(rest) => rest.truths(plain, held, context),
        }
    }

    /// Whether a forbid or a limit stands in the way.
    fn stops(&self, held: (u128, u128), context: &Context) -> Truth {
        let (applies, requires) = self.truths(held, context);
        if self.kind == Kind::Forbid { applies } else { applies.min(!requires) }
    }
}

impl Rest {
    fn truths(&self, plain: Truth, held: (u128, u128), context: &Context) -> (Truth, Truth) {
        if all_wishes(&self.also_when, context) != Truth::Met {
            return (Truth::Unmet, Truth::Met);
        }
        let mut applies = all_wishes(&self.context, context);
        if let Some(unless) = &self.unless {
            applies = applies.min(!unless.truth(held, context));
        }
        let requires = self.requires.as_ref().map_or(plain, |it| it.truth(held, context));
        (applies, requires)
    }
}

/// Whether all of these atoms are held.
#[inline]
fn met(requires: u128, held: u128) -> bool {
    requires & !held == 0
}

/// The word a forbid hangs on, where that is all there is to it.
fn sole_word(line: &Line) -> Option<(u32, &[u32])> {
    let rest = line.rest.as_deref().filter(|_| line.kind == Kind::Forbid)?;
    if !rest.also_when.is_empty() || rest.unless.is_some() {
        return None;
    }
    match &*rest.context {
        [Wish { key, spec: Spec::Words(words) }] => Some((*key, words)),
        _ => None,
    }
}

impl Sheet {
    pub(super) fn new(common: Vec<Line>, lines: Vec<Line>, bits: Rc<[u128]>, all: u128) -> Self {
        let mut made = Self {
            must: 0,
            common: vec![],
            permits: vec![],
            bans: vec![],
            lines: vec![],
            bits,
            is_long: false,
        };
        for it in common {
            if it.kind == Kind::Limit && it.rest.is_none() {
                made.must |= it.requires;
            } else if !made.ban(&it, all) {
                made.common.push(it);
            }
        }
        for it in lines {
            if it.kind == Kind::Permit && it.rest.is_none() {
                made.permits.push((made.must | it.requires, 1u128 << it.activity));
            } else if !made.ban(&it, 1u128 << it.activity) {
                made.lines.push(it);
            }
        }
        made.is_long = made.permits.len() > 3 || !made.common.is_empty() || !made.lines.is_empty();
        made
    }

    /// Notes a forbid that hangs on one word; says whether it is one.
    fn ban(&mut self, line: &Line, activities: u128) -> bool {
        let Some((key, words)) = sole_word(line) else { return false };
        let at = self.bans.iter().position(|it| it.key == key).unwrap_or_else(|| {
            self.bans.push(Ban { key, shut: vec![], unstated: 0 });
            self.bans.len() - 1
        });
        let Some(ban) = self.bans.get_mut(at) else { return false };
        ban.unstated |= activities;
        for word in words {
            let word = *word as usize;
            if ban.shut.len() <= word {
                ban.shut.resize(word + 1, 0);
            }
            if let Some(shut) = ban.shut.get_mut(word) {
                *shut |= activities;
            }
        }
        true
    }

    /// Whether anything that was stated can matter to it.
    pub fn reads_context(&self) -> bool {
        !self.bans.is_empty() || self.common.iter().chain(&self.lines).any(|it| it.rest.is_some())
    }

    /// What somebody may do once supervised.
    #[expect(clippy::inline_always, reason = "the call is half the price of a row of one activity")]
    #[inline(always)]
    pub fn row(&self, held: (u128, u128), context: &SheetContext<'_>) -> Row {
        // Only where there is much to look at is a branch worth its price.
        if self.is_long && !met(self.must, held.1) {
            return Row::default();
        }
        let mut found = Found::default();
        for (requires, bit) in &self.permits {
            found.open |= bit & u128::from(met(*requires, held.0)).wrapping_neg();
            found.may |= bit & u128::from(met(*requires, held.1)).wrapping_neg();
        }
        for it in &self.bans {
            match context.0.get(it.key as usize).copied().flatten() {
                Some(stated) => {
                    found.shut |= it.shut.get(stated.word as usize).copied().unwrap_or(0);
                }
                None => found.doubt |= it.unstated,
            }
        }
        if self.is_long {
            self.look_further(held, context.0, &mut found);
        }
        let Found { open, may, shut, doubt } = found;
        Row { open: open & !shut & !doubt, unclear: may & !shut & (doubt | !open) }
    }

    /// The rules that are more than atoms or one word.
    fn look_further(&self, held: (u128, u128), context: &Context, found: &mut Found) {
        if !met(self.must, held.0) {
            found.doubt = u128::MAX;
        }
        for it in &self.common {
            match it.stops(held, context) {
                Truth::Met => found.shut = u128::MAX,
                Truth::Unknown => found.doubt = u128::MAX,
                Truth::Unmet => {}
            }
        }
        for it in &self.lines {
            let bit = 1u128 << it.activity;
            if matches!(it.kind, Kind::Permit | Kind::General) {
                let (applies, requires) = it.truths(held, context);
                match applies.min(requires) {
                    Truth::Met => {
                        found.open |= bit;
                        found.may |= bit;
                    }
                    Truth::Unknown => found.may |= bit,
                    Truth::Unmet => {}
                }
                continue;
            }
            match it.stops(held, context) {
                Truth::Met => found.shut |= bit,
                Truth::Unknown => found.doubt |= bit,
                Truth::Unmet => {}
            }
        }
    }

    /// The atoms this sheet needs of somebody on its day.
    #[inline]
    pub fn held(&self, roster: &Roster, at: usize, day: Day) -> (u128, u128) {
        #[expect(
            clippy::needless_bitwise_bool,
            reason = "without a branch for each stretch the loop is twice as fast"
        )]
        let bit = |it: &Stretch| {
            let holds = (it.from <= day.0) & (day.0 < it.until);
            self.bits.get(it.atom as usize).copied().unwrap_or(0) & u128::from(holds).wrapping_neg()
        };
        let (sure, unsure) = roster.of(at);
        let met = sure.iter().fold(0, |met, it| met | bit(it));
        (met, unsure.iter().fold(met, |may, it| may | bit(it)))
    }
}
