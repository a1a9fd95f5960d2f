//! Many people at once: which activities each may do on a day, once somebody who qualifies supervises.
//!
//! A [`Sheet`] is the rules of one role narrowed to one day and place; a [`Roster`] keeps people as the stretches on
//! which their atoms hold, in columns. The rules are the ones [`Engine::rule`] decides by, in a tighter form.

use std::collections::BTreeMap;
use std::rc::Rc;

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
    /// Atoms that every one of the activities needs.
    must: u128,
    /// Further rules that every one of the activities has.
    common: Vec<Line>,
    /// Permits that ask for atoms and nothing else, by activity.
    permits: Vec<(u8, u128)>,
    /// The other rules.
    lines: Vec<Line>,
    /// Where each atom of the rulebook stands in this sheet's masks.
    place: Rc<[u8]>,
    all: u128,
}

/// An atom this sheet does not need.
const NOWHERE: u8 = 128;

impl Engine<'_> {
    /// The sheet of a role on a day, see [`Engine::sheets`].
    pub fn sheet(
        &self,
        role: &str,
        jurisdiction: &str,
        day: Day,
        activities: &[&str],
    ) -> Option<Sheet> {
        self.sheets(role, jurisdiction, &[day], activities)?.pop()
    }

    /// The sheets of a role on several days, which share their masks, so that one [`Strip`] of a person serves all.
    ///
    /// None where the role or an activity is not known, more than 128 activities are asked about, or the rules need
    /// more than 128 atoms or have general permits: then people have to be asked one by one.
    pub fn sheets(
        &self,
        role: &str,
        jurisdiction: &str,
        days: &[Day],
        activities: &[&str],
    ) -> Option<Vec<Sheet>> {
        if activities.len() > 128 {
            return None;
        }
        let role = self.role_number(role)?;
        let jurisdiction = self.jurisdiction_bit(jurisdiction);
        let mut places = Places { place: vec![NOWHERE; self.atoms.list.len()], used: 0 };
        let mut made = Vec::with_capacity(days.len());
        for day in days {
            let mut lines: Vec<(u32, Line)> = Vec::new();
            for (at, activity) in activities.iter().enumerate() {
                let rules = self.rules(role, self.activity_number(activity)?)?;
                if rules.has_general {
                    return None;
                }
                let live = |it: &&Rule| {
                    it.from <= day.0 && day.0 < it.until && it.jurisdictions & jurisdiction != 0
                };
                for it in rules.list.iter().filter(live) {
                    let unless = it.unless.as_ref().map(|it| places.tighten(it));
                    let requires = it.requires.as_ref().map(|it| places.tighten(it));
                    lines.push((
                        it.provision,
                        Line::new(u8::try_from(at).ok()?, it, unless, requires),
                    ));
                }
            }
            let (common, lines) = split(lines, activities.len());
            let all =
                if activities.len() == 128 { u128::MAX } else { (1u128 << activities.len()) - 1 };
            made.push((common, lines, all));
        }
        if places.used > NOWHERE {
            return None;
        }
        let place: Rc<[u8]> = places.place.into();
        Some(
            made.into_iter()
                .map(|(common, lines, all)| Sheet::new(common, lines, Rc::clone(&place), all))
                .collect(),
        )
    }
}

/// Where each atom of the rulebook stands in the masks of some sheets.
struct Places {
    place: Vec<u8>,
    /// More than fit are counted and not placed.
    used: u8,
}

impl Places {
    fn tighten(&mut self, expr: &Expr) -> Expr<u128> {
        #[expect(clippy::borrowed_box, reason = "the mask of an expression is a box")]
        let mut tight = |bits: &Box<[Bits]>| {
            let mut made = 0u128;
            for it in bits {
                let mut word = it.mask;
                while word != 0 {
                    let atom = it.word as usize * 64 + word.trailing_zeros() as usize;
                    word &= word - 1;
                    let Some(slot) = self.place.get_mut(atom) else { continue };
                    if *slot == NOWHERE {
                        if self.used >= NOWHERE {
                            self.used = NOWHERE + 1;
                            continue;
                        }
                        *slot = self.used;
                        self.used += 1;
                    }
                    made |= 1u128 << *slot;
                }
            }
            made
        };
        expr.map(&mut tight)
    }
}

impl Line {
    fn new(
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

impl Line {
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
    fn new(common: Vec<Line>, lines: Vec<Line>, place: Rc<[u8]>, all: u128) -> Self {
        let plain = |it: &Line, kind: Kind| it.kind == kind && it.rest.is_none();
        let must = common
            .iter()
            .filter(|it| plain(it, Kind::Limit))
            .fold(0, |mask, it| mask | it.requires);
        Self {
            must,
            common: common.into_iter().filter(|it| !plain(it, Kind::Limit)).collect(),
            permits: lines
                .iter()
                .filter(|it| plain(it, Kind::Permit))
                .map(|it| (it.activity, it.requires))
                .collect(),
            lines: lines.into_iter().filter(|it| !plain(it, Kind::Permit)).collect(),
            place,
            all,
        }
    }

    /// What somebody may do once supervised.
    #[inline]
    pub fn row(&self, held: (u128, u128), context: &SheetContext<'_>) -> Row {
        let mut unclear_all = false;
        match self.must.truth(held) {
            Truth::Unmet => return Row::default(),
            Truth::Unknown => unclear_all = true,
            Truth::Met => {}
        }
        for it in &self.common {
            match it.stops(held, context.0) {
                Truth::Met => return Row::default(),
                Truth::Unknown => unclear_all = true,
                Truth::Unmet => {}
            }
        }
        let (mut open, mut may, mut shut, mut doubt) = (0u128, 0u128, 0u128, 0u128);
        for (activity, requires) in &self.permits {
            open |= u128::from(requires & !held.0 == 0) << activity;
            may |= u128::from(requires & !held.1 == 0) << activity;
        }
        for it in &self.lines {
            let bit = 1u128 << it.activity;
            if matches!(it.kind, Kind::Permit | Kind::General) {
                let (applies, requires) = it.truths(held, context.0);
                match applies.min(requires) {
                    Truth::Met => {
                        open |= bit;
                        may |= bit;
                    }
                    Truth::Unknown => may |= bit,
                    Truth::Unmet => {}
                }
                continue;
            }
            match it.stops(held, context.0) {
                Truth::Met => shut |= bit,
                Truth::Unknown => doubt |= bit,
                Truth::Unmet => {}
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
            #[expect(
                clippy::needless_bitwise_bool,
                reason = "without a branch the loop is twice as fast"
            )]
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

/// One person's atoms over time, in the masks of some sheets.
#[derive(Debug, Clone, Default)]
pub struct Strip {
    days: Vec<i32>,
    met: Vec<u128>,
    may: Vec<u128>,
}

impl Strip {
    /// Bytes it takes.
    pub fn bytes(&self) -> usize {
        self.days.len() * 4 + (self.met.len() + self.may.len()) * 16
    }

    /// Walks along days in order, handing over each with what is held on it.
    pub fn along(&self, days: &[Day], mut each: impl FnMut(usize, (u128, u128))) {
        let mut next = 0;
        let mut held = (0, 0);
        for (at, day) in days.iter().enumerate() {
            while self.days.get(next).is_some_and(|it| *it <= day.0) {
                let met = self.met.get(next).copied().unwrap_or(0);
                held = (met, self.may.get(next).copied().unwrap_or(met));
                next += 1;
            }
            each(at, held);
        }
    }
}

impl Sheet {
    /// Somebody's atoms over time, for this sheet and those made with it.
    pub fn strip(&self, roster: &Roster, at: usize) -> Strip {
        let of = |offsets: &[u32]| {
            let start = offsets.get(at).copied().unwrap_or(0) as usize;
            start..offsets.get(at + 1).copied().unwrap_or(0) as usize
        };
        // Each stretch as two changes: a bit goes on, a bit goes off; a bit may be on more than once.
        let mut changes: Vec<(i32, u8, bool, i8)> = Vec::new();
        let mut add = |atom: u16, from: i32, until: i32, sure: bool| {
            let place = self.place.get(atom as usize).copied().unwrap_or(NOWHERE);
            if place < NOWHERE {
                changes.push((from, place, sure, 1));
                if until != Day::NEVER.0 {
                    changes.push((until, place, sure, -1));
                }
            }
        };
        for i in of(&roster.met) {
            if let (Some(atom), Some(from), Some(until)) =
                (roster.atom.get(i), roster.from.get(i), roster.until.get(i))
            {
                add(*atom, *from, *until, true);
            }
        }
        for it in roster.maybe.get(of(&roster.unsure)).unwrap_or_default() {
            add(it.0, it.1.from.0, it.1.until.0, false);
        }
        let unsure = changes.iter().any(|it| !it.2);
        changes.sort_unstable();
        let mut strip = Strip::default();
        let (mut met, mut doubt) = ([0i8; 128], [0i8; 128]);
        let (mut mask, mut doubts) = (0u128, 0u128);
        for (day, place, sure, by) in changes {
            if strip.days.last() != Some(&day) {
                strip.days.push(day);
                strip.met.push(mask);
                strip.may.push(mask | doubts);
            }
            let (counts, bits) =
                if sure { (&mut met, &mut mask) } else { (&mut doubt, &mut doubts) };
            if let Some(count) = counts.get_mut(place as usize) {
                *count += by;
                *bits = if *count > 0 { *bits | 1 << place } else { *bits & !(1 << place) };
            }
            if let (Some(last), Some(last_may)) = (strip.met.last_mut(), strip.may.last_mut()) {
                *last = mask;
                *last_may = mask | doubts;
            }
        }
        if !unsure {
            strip.may = Vec::new();
        }
        strip
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
        (self.met.len() + self.unsure.len()) * 4
            + self.atom.len() * 10
            + self.maybe.len() * size_of::<(u16, Period)>()
    }

    /// Adds somebody in a post.
    pub fn push(
        &mut self,
        engine: &Engine<'_>,
        lookup: &Lookup<'_>,
        record: &Record<'_>,
        acting: &Acting,
    ) {
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
    pub fn ready(
        engine: &Engine<'_>,
        key: &str,
        value: &ContextValue,
    ) -> Option<(usize, ReadyValue)> {
        engine.keys.find(key).map(|it| (it, ReadyValue(engine.keys.stated(value))))
    }

    /// Puts a value in place.
    #[inline]
    pub fn put(&mut self, (key, value): &(usize, ReadyValue)) {
        if let Some(slot) = self.0.get_mut(*key) {
            *slot = Some(value.0);
        }
    }

    /// For a sheet.
    pub fn for_sheet(&self) -> SheetContext<'_> {
        SheetContext(&self.0)
    }
}

/// A value made ready.
#[derive(Debug, Clone, Copy)]
pub struct ReadyValue(Stated);
