//! Many people at once: which activities each may do on a day, once somebody who qualifies supervises.
//!
//! A [`Sheet`] is the rules of one role narrowed to one day and place; a [`Roster`] keeps people as the stretches on
//! which their atoms hold, in columns. The rules are the ones [`Engine::rule`] decides by, in a tighter form.

use std::collections::BTreeMap;

use preceptor_record::{Day, Period, Record};
use preceptor_rulebook::ContextValue;

use crate::acting::Acting;
use crate::engine::{Engine, Kind, Rule};
use crate::expr::{Bits, Context, Expr, Mask, Stated, Wish, all_wishes};
use crate::lookup::Lookup;
use crate::truth::Truth;

/// What a person may do once supervised: a bit for each activity asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Row {
    /// Activities that are open.
    pub open: u128,
    /// Activities of which it cannot be told.
    pub unclear: u128,
}

/// A rule of a sheet, over the atoms of that sheet.
#[derive(Debug, Clone)]
struct Line {
    activity: u8,
    kind: Kind,
    requires: u128,
    /// Where there is more to it than atoms that must all be met.
    rest: Option<Box<Rest>>,
}

#[derive(Debug, Clone)]
struct Rest {
    also_when: Box<[Wish]>,
    context: Box<[Wish]>,
    unless: Option<Expr<u128>>,
    requires: Option<Expr<u128>>,
}

/// The rules of one role on one day in one jurisdiction, for some activities.
pub struct Sheet {
    /// Rules that every one of the activities has.
    common: Vec<Line>,
    lines: Vec<Line>,
    /// Where each atom of the rulebook stands in this sheet's masks.
    place: Vec<u8>,
    all: u128,
}

/// An atom this sheet does not need.
const NOWHERE: u8 = 128;

impl Engine<'_> {
    /// The sheet of a role; none where the role is not known, more than 128 activities are asked about, or its rules
    /// need more than 128 atoms or have general permits, so that people have to be asked one by one.
    pub fn sheet(&self, role: &str, jurisdiction: &str, day: Day, activities: &[&str]) -> Option<Sheet> {
        let role = self.role_number(role)?;
        let jurisdiction = self.jurisdiction_bit(jurisdiction);
        let mut place = vec![NOWHERE; self.atoms.list.len()];
        let mut used = 0u8;
        let mut mask = |bits: &[Bits]| -> Option<u128> {
            let mut made = 0u128;
            for it in bits {
                let mut word = it.mask;
                while word != 0 {
                    let atom = it.word as usize * 64 + word.trailing_zeros() as usize;
                    word &= word - 1;
                    let slot = place.get_mut(atom)?;
                    if *slot == NOWHERE {
                        *slot = used;
                        used = used.checked_add(1).filter(|it| *it <= NOWHERE)?;
                    }
                    made |= 1u128.checked_shl(u32::from(*slot))?;
                }
            }
            Some(made)
        };
        let mut lines: Vec<(u32, Line)> = Vec::new();
        if activities.len() > 128 {
            return None;
        }
        for (at, activity) in activities.iter().enumerate() {
            let rules = self.rules(role, self.activity_number(activity)?)?;
            if rules.has_general {
                return None;
            }
            let live = |it: &&Rule| it.from <= day.0 && day.0 < it.until && it.jurisdictions & jurisdiction != 0;
            for it in rules.list.iter().filter(live) {
                let mut whole = true;
                let mut tight = |expr: &Expr| {
                    expr.map(&mut |bits: &Box<[Bits]>| {
                        mask(bits).unwrap_or_else(|| {
                            whole = false;
                            0
                        })
                    })
                };
                let unless = it.unless.as_ref().map(&mut tight);
                let requires = it.requires.as_ref().map(&mut tight);
                if !whole {
                    return None;
                }
                lines.push((it.provision, Line::new(u8::try_from(at).ok()?, it, unless, requires)));
            }
        }
        let (common, lines) = split(lines, activities.len());
        let all = if activities.len() == 128 { u128::MAX } else { (1u128 << activities.len()) - 1 };
        Some(Sheet { common, lines, place, all })
    }
}

impl Line {
    fn new(activity: u8, rule: &Rule, unless: Option<Expr<u128>>, requires: Option<Expr<u128>>) -> Self {
        let (plain, requires) = match requires {
            None => (Some(0), None),
            Some(Expr::Atoms(mask)) => (Some(mask), None),
            Some(other) => (None, Some(other)),
        };
        let simple = rule.also_when.is_empty() && rule.context.is_empty() && unless.is_none() && requires.is_none();
        let rest = (!simple).then(|| {
            Box::new(Rest { also_when: rule.also_when.clone(), context: rule.context.clone(), unless, requires })
        });
        Self { activity, kind: rule.kind, requires: plain.unwrap_or(0), rest }
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

/// Takes out the rules that every activity has, so that they are looked at once.
fn split(lines: Vec<(u32, Line)>, n_activities: usize) -> (Vec<Line>, Vec<Line>) {
    let mut count: BTreeMap<u32, usize> = BTreeMap::new();
    for (provision, line) in &lines {
        if line.kind == Kind::Forbid || line.kind == Kind::Limit {
            *count.entry(*provision).or_default() += 1;
        }
    }
    let (mut common, mut own) = (BTreeMap::new(), Vec::new());
    for (provision, line) in lines {
        let every = n_activities > 1 && count.get(&provision) == Some(&n_activities);
        let narrows = line.kind == Kind::Forbid || line.kind == Kind::Limit;
        if every && narrows && line.rest.as_ref().is_none_or(|it| it.also_when.is_empty()) {
            common.entry(provision).or_insert(line);
        } else {
            own.push(line);
        }
    }
    (common.into_values().collect(), own)
}

impl Sheet {
    /// What somebody may do once supervised.
    pub fn row(&self, held: (u128, u128), context: &SheetContext<'_>) -> Row {
        let context = context.0;
        let mut unclear_all = false;
        for it in &self.common {
            let (applies, requires) = it.truths(held, context);
            let stops = if it.kind == Kind::Forbid { applies } else { applies.min(!requires) };
            match stops {
                Truth::Met => return Row::default(),
                Truth::Unknown => unclear_all = true,
                Truth::Unmet => {}
            }
        }
        let (mut open, mut may, mut shut, mut doubt) = (0u128, 0u128, 0u128, 0u128);
        for it in &self.lines {
            let bit = 1u128 << it.activity;
            if it.rest.is_none() && it.kind == Kind::Permit {
                open |= if it.requires & !held.0 == 0 { bit } else { 0 };
                may |= if it.requires & !held.1 == 0 { bit } else { 0 };
                continue;
            }
            let (applies, requires) = it.truths(held, context);
            match it.kind {
                Kind::Permit | Kind::General => match applies.min(requires) {
                    Truth::Met => {
                        open |= bit;
                        may |= bit;
                    }
                    Truth::Unknown => may |= bit,
                    Truth::Unmet => {}
                },
                Kind::Forbid | Kind::Limit => {
                    let stops = if it.kind == Kind::Forbid { applies } else { applies.min(!requires) };
                    match stops {
                        Truth::Met => shut |= bit,
                        Truth::Unknown => doubt |= bit,
                        Truth::Unmet => {}
                    }
                }
            }
        }
        if unclear_all {
            doubt = self.all;
        }
        Row { open: open & !shut & !doubt, unclear: may & !shut & (doubt | !open) }
    }

    /// The atoms this sheet needs of somebody on its day.
    #[inline]
    pub fn held(&self, roster: &Roster, at: usize, day: Day) -> (u128, u128) {
        let span = |offsets: &[u32]| -> std::ops::Range<usize> {
            let start = offsets.get(at).copied().unwrap_or(0) as usize;
            start..offsets.get(at + 1).copied().unwrap_or(0) as usize
        };
        let range = span(&roster.met);
        let (atoms, from, until) = (
            roster.atom.get(range.clone()).unwrap_or_default(),
            roster.from.get(range.clone()).unwrap_or_default(),
            roster.until.get(range).unwrap_or_default(),
        );
        let mut met = 0u128;
        for ((atom, from), until) in atoms.iter().zip(from).zip(until) {
            let place = self.place.get(*atom as usize).copied().unwrap_or(NOWHERE);
            let holds = u128::from((*from <= day.0) & (day.0 < *until) & (place < NOWHERE));
            met |= holds << (place & 127);
        }
        let range = span(&roster.unsure);
        let mut may = met;
        for it in roster.maybe.get(range).unwrap_or_default() {
            let place = self.place.get(it.0 as usize).copied().unwrap_or(NOWHERE);
            if place < NOWHERE && it.1.holds(day) {
                may |= 1 << place;
            }
        }
        (met, may)
    }
}

/// What was stated, made ready for a sheet.
pub struct SheetContext<'a>(pub(crate) &'a Context);

/// People as the stretches of days on which their atoms hold, in columns: what a sweep reads.
#[derive(Debug, Default)]
pub struct Roster {
    met: Vec<u32>,
    unsure: Vec<u32>,
    atom: Vec<u16>,
    from: Vec<i32>,
    until: Vec<i32>,
    maybe: Vec<(u16, Period)>,
}

impl Roster {
    /// An empty roster.
    pub fn new() -> Self {
        Self { met: vec![0], unsure: vec![0], ..Self::default() }
    }

    /// How many people it holds.
    pub fn len(&self) -> usize {
        self.met.len().saturating_sub(1)
    }

    /// Whether it holds nobody.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes it takes.
    pub fn bytes(&self) -> usize {
        (self.met.len() + self.unsure.len()) * 4 + self.atom.len() * 10 + self.maybe.len() * size_of::<(u16, Period)>()
    }

    /// Adds somebody in a post.
    pub fn push(&mut self, engine: &Engine<'_>, lookup: &Lookup<'_>, record: &Record<'_>, acting: &Acting) {
        engine.each_atom(lookup, record, acting, |atom, timeline| {
            let Ok(atom) = u16::try_from(atom) else { return };
            for (period, truth) in timeline.stretches() {
                match truth {
                    Truth::Met => {
                        self.atom.push(atom);
                        self.from.push(period.from.0);
                        self.until.push(period.until.0);
                    }
                    Truth::Unknown => self.maybe.push((atom, period)),
                    Truth::Unmet => {}
                }
            }
        });
        self.met.push(u32::try_from(self.atom.len()).unwrap_or(u32::MAX));
        self.unsure.push(u32::try_from(self.maybe.len()).unwrap_or(u32::MAX));
    }
}

/// What was stated, by the numbers of its keys: kept and changed between people.
#[derive(Debug, Clone)]
pub struct StatedContext(Box<Context>);

impl StatedContext {
    /// Nothing stated.
    pub fn new(engine: &Engine<'_>) -> Self {
        Self(vec![None; engine.keys.keys.len()].into())
    }

    /// States a value for a key no rule may speak of.
    pub fn state(&mut self, engine: &Engine<'_>, key: &str, value: &ContextValue) {
        if let Some(slot) = engine.keys.find(key).and_then(|it| self.0.get_mut(it)) {
            *slot = Some(engine.keys.stated(value));
        }
    }

    /// A value made ready to be put in place quickly, with the number of its key.
    pub fn ready(engine: &Engine<'_>, key: &str, value: &ContextValue) -> Option<(usize, ReadyValue)> {
        engine.keys.find(key).map(|it| (it, ReadyValue(engine.keys.stated(value))))
    }

    /// Puts a value in place.
    pub fn put(&mut self, (key, value): &(usize, ReadyValue)) {
        if let Some(slot) = self.0.get_mut(*key) {
            match slot {
                Some(it) => it.clone_from(&value.0),
                None => *slot = Some(value.0.clone()),
            }
        }
    }

    /// For a sheet.
    pub fn for_sheet(&self) -> SheetContext<'_> {
        SheetContext(&self.0)
    }
}

/// A value made ready.
#[derive(Debug, Clone)]
pub struct ReadyValue(Stated);
