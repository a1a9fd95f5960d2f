//! A person made ready for questions: for each stretch of days, which atoms are met and which may be.

use std::hash::{Hash, Hasher};

use preceptor_record::person::Body;
use preceptor_record::{Closeness, Code, Day, FactId, Period, PersonId, Record};
use preceptor_rulebook::requirement::By;

use crate::acting::{Acting, BaseProfession};
use crate::engine::{Engine, PRACTISE};
use crate::expr::{Atoms, Held};
use crate::leaves::{Match, Stance, View};
use crate::lookup::Lookup;
use crate::truth::{Timeline, Truth};

/// Which atoms are met and which may be, from one day to the next.
#[derive(Debug, Clone, Default)]
pub(crate) struct Steps {
    /// The first day of each stretch; the first stretch begins with time.
    days: Box<[i32]>,
    met: Box<[u64]>,
    /// Empty where nothing is ever unknown.
    may: Box<[u64]>,
    words: usize,
}

impl Steps {
    /// Puts the timelines of all atoms, or of those wanted, side by side.
    pub(crate) fn new(
        atoms: &Atoms,
        wanted: Option<&[u64]>,
        mut timeline: impl FnMut(&preceptor_rulebook::Leaf) -> Timeline,
    ) -> Self {
        let mut changes: Vec<(i32, u32, Truth)> = Vec::new();
        let mut unsure = false;
        let is_wanted = |i: usize| {
            wanted.is_none_or(|it| it.get(i / 64).is_some_and(|it| it >> (i % 64) & 1 == 1))
        };
        for (i, leaf) in atoms.list.iter().enumerate().filter(|(i, _)| is_wanted(*i)) {
            let steps = timeline(leaf);
            for (day, truth) in steps.steps() {
                if *day != Day::ALWAYS || *truth != Truth::Unmet {
                    changes.push((day.0, u32::try_from(i).unwrap_or(u32::MAX), *truth));
                    unsure |= *truth == Truth::Unknown;
                }
            }
        }
        changes.sort_unstable_by_key(|it| it.0);
        let words = atoms.words();
        let (mut days, mut met, mut may) = (vec![Day::ALWAYS.0], Vec::new(), Vec::new());
        let (mut now_met, mut now_may) = (vec![0u64; words], vec![0u64; words]);
        for (day, atom, truth) in changes {
            if days.last() != Some(&day) {
                met.extend_from_slice(&now_met);
                may.extend_from_slice(&now_may);
                days.push(day);
            }
            let (word, bit) = (atom as usize / 64, 1u64 << (atom % 64));
            let set = |masks: &mut Vec<u64>, on: bool| {
                if let Some(it) = masks.get_mut(word) {
                    *it = if on { *it | bit } else { *it & !bit };
                }
            };
            set(&mut now_met, truth == Truth::Met);
            set(&mut now_may, truth != Truth::Unmet);
        }
        met.extend_from_slice(&now_met);
        may.extend_from_slice(&now_may);
        let may = if unsure { may } else { Vec::new() };
        Self { days: days.into(), met: met.into(), may: may.into(), words }
    }

    /// What is held on that day.
    #[inline]
    pub(crate) fn on(&self, day: i32) -> Held<'_> {
        let at = self.days.partition_point(|it| *it <= day).saturating_sub(1) * self.words;
        let met = self.met.get(at..at + self.words).unwrap_or_default();
        let may = if self.may.is_empty() {
            met
        } else {
            self.may.get(at..at + self.words).unwrap_or_default()
        };
        Held { met, may }
    }

    /// The days on which anything changes.
    pub(crate) fn days(&self) -> &[i32] {
        &self.days
    }

    /// Bytes it takes, beside its own.
    pub(crate) fn bytes(&self) -> usize {
        self.days.len() * 4 + (self.met.len() + self.may.len()) * 8
    }
}

/// A restriction in force on some days.
#[derive(Debug, Clone)]
pub(crate) struct Restricted {
    /// The number of the activity; none for all.
    pub(crate) activity: Option<u32>,
    /// Whether it is on holding the post at all.
    pub(crate) bars_post: bool,
    pub(crate) level: Option<Closeness>,
    pub(crate) period: Period,
    pub(crate) sure: bool,
    pub(crate) fact: FactId,
}

/// A sign-off in force on some days.
#[derive(Debug, Clone)]
pub(crate) struct Signed {
    pub(crate) activity: u32,
    pub(crate) level: Closeness,
    pub(crate) period: Period,
    pub(crate) sure: bool,
    pub(crate) fact: FactId,
}

/// A person acting in a post, made ready for questions.
#[derive(Debug, Clone)]
pub struct Subject {
    /// Who.
    pub person: PersonId,
    /// In which post.
    pub acting: Acting,
    pub(crate) steps: Steps,
    pub(crate) role: usize,
    pub(crate) jurisdiction: u64,
    pub(crate) restrictions: Box<[Restricted]>,
    /// In order of activity.
    pub(crate) signed: Box<[Signed]>,
    /// A bit for each activity, counted round, that may be signed off: most questions need not look further.
    signed_bits: u128,
    /// Tells most people apart without looking at their ids.
    mark: u64,
    pub(crate) named: Box<[(PersonId, Period)]>,
}

/// A number that tells most people apart.
fn mark(id: &PersonId) -> u64 {
    let mut hasher = std::hash::DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

impl Subject {
    /// Whether there may be a sign-off for that activity.
    #[inline]
    pub(crate) fn may_be_signed(&self, activity: u32) -> bool {
        self.signed_bits >> (activity % 128) & 1 == 1
    }

    /// Bytes it takes for its days and masks.
    pub fn bytes(&self) -> usize {
        self.steps.bytes()
            + self.signed.len() * size_of::<Signed>()
            + self.named.len() * size_of::<(PersonId, Period)>()
    }

    /// The days on which anything changes.
    pub fn boundaries(&self) -> impl Iterator<Item = Day> + '_ {
        let of_steps = self.steps.days().iter().map(|it| Day(*it));
        let of_facts = self
            .restrictions
            .iter()
            .map(|it| it.period)
            .chain(self.signed.iter().map(|it| it.period))
            .chain(self.named.iter().map(|it| it.1))
            .flat_map(|it| [it.from, it.until]);
        of_steps.chain(of_facts)
    }
}

/// A person who is there to supervise, made ready.
#[derive(Debug, Clone)]
pub struct Bystander {
    /// Who.
    pub person: PersonId,
    /// Nothing is known of somebody who is not on the register.
    pub(crate) steps: Option<Steps>,
    mark: u64,
}

impl Bystander {
    /// Whether it is the one who asks.
    #[inline]
    pub(crate) fn is(&self, subject: &Subject) -> bool {
        self.mark == subject.mark && self.person == subject.person
    }

    /// What is held on that day, if anything is known of them.
    #[inline]
    pub(crate) fn on(&self, day: i32) -> Option<Held<'_>> {
        self.steps.as_ref().map(|it| it.on(day))
    }

    /// The days on which anything changes.
    pub fn boundaries(&self) -> impl Iterator<Item = Day> + '_ {
        self.steps.iter().flat_map(|it| it.days().iter().map(|it| Day(*it)))
    }

    /// Bytes it takes for its days and masks.
    pub fn bytes(&self) -> usize {
        self.steps.as_ref().map_or(0, Steps::bytes)
    }
}

impl Engine<'_> {
    /// Makes a person ready, acting in a post.
    pub fn subject(&self, lookup: &Lookup<'_>, record: &Record<'_>, acting: &Acting) -> Subject {
        self.subject_for(lookup, record, acting, None)
    }

    /// The same for some atoms alone: what rests on others is unmet, so ask only what needs no others.
    pub(crate) fn subject_for(
        &self,
        lookup: &Lookup<'_>,
        record: &Record<'_>,
        acting: &Acting,
        wanted: Option<&[u64]>,
    ) -> Subject {
        let stance = Stance::from(acting);
        let other = |who: &PersonId, by: &By| lookup.other(who, by, stance.organisation.as_ref());
        let view = View {
            book: self.book,
            register: lookup.register,
            record,
            stance: &stance,
            other: &other,
        };
        let mut signed: Vec<Signed> = Vec::new();
        let mut restrictions = Vec::new();
        let mut named = Vec::new();
        for known in &record.facts {
            let period = known.fact.body.period();
            match &known.fact.body {
                Body::SignOff(it) => {
                    let own = it.assessor.as_ref() == Some(&record.person.id);
                    let number = self
                        .activity_number(it.activity.as_str())
                        .and_then(|it| u32::try_from(it).ok());
                    let fits = crate::leaves::fits_post(&view, it);
                    if let (Some(activity), false, true) = (number, own, fits != Match::No) {
                        let fact = known.fact.id.clone();
                        let sure = known.verified && fits == Match::Yes;
                        signed.push(Signed { activity, level: it.level, period, sure, fact });
                    }
                }
                Body::Restriction(it) => restrictions.push(Restricted {
                    activity: (it.activity != *"all" && it.activity != *"any").then(|| {
                        let number = self.activity_number(it.activity.as_str());
                        number.and_then(|it| u32::try_from(it).ok()).unwrap_or(u32::MAX)
                    }),
                    bars_post: it.activity == *PRACTISE,
                    level: it.supervision,
                    period,
                    sure: known.verified,
                    fact: known.fact.id.clone(),
                }),
                Body::Supervision(it)
                    if it.supervision == preceptor_record::SupervisionKind::Named
                        && known.verified =>
                {
                    named.push((it.supervisor.clone(), period));
                }
                _ => {}
            }
        }
        signed.sort_by_key(|it| it.activity);
        Subject {
            person: record.person.id.clone(),
            acting: acting.clone(),
            steps: Steps::new(&self.atoms, wanted, |leaf| view.timeline(leaf)),
            role: self.role_number(acting.role.as_str()).unwrap_or(usize::MAX),
            jurisdiction: self.jurisdiction_bit(acting.jurisdiction.as_str()),
            restrictions: restrictions.into(),
            signed_bits: signed.iter().fold(0, |bits, it| bits | 1 << (it.activity % 128)),
            mark: mark(&record.person.id),
            signed: signed.into(),
            named: named.into(),
        }
    }

    /// Hands over the timeline of every atom of somebody in a post.
    pub(crate) fn each_atom(
        &self,
        lookup: &Lookup<'_>,
        record: &Record<'_>,
        acting: &Acting,
        mut each: impl FnMut(usize, &Timeline),
    ) {
        let stance = Stance::from(acting);
        let other = |who: &PersonId, by: &By| lookup.other(who, by, stance.organisation.as_ref());
        let view = View {
            book: self.book,
            register: lookup.register,
            record,
            stance: &stance,
            other: &other,
        };
        for (i, leaf) in self.atoms.list.iter().enumerate() {
            each(i, &view.timeline(leaf));
        }
    }

    /// Makes somebody who is there ready; `organisation` is the employer of the one who asks.
    pub fn bystander(
        &self,
        lookup: &Lookup<'_>,
        who: &PersonId,
        organisation: Option<&Code>,
    ) -> Bystander {
        let Some(person) = lookup.register.person(who) else {
            return Bystander { person: who.clone(), steps: None, mark: mark(who) };
        };
        let record = Record::known_at(person, lookup.known_at);
        let stance = Stance {
            organisation: organisation.cloned(),
            base: Some(BaseProfession::None),
            ..Stance::default()
        };
        let nobody = |_: &PersonId, _: &By| Timeline::constant(Truth::Unknown);
        let view = View {
            book: self.book,
            register: lookup.register,
            record: &record,
            stance: &stance,
            other: &nobody,
        };
        let steps = Steps::new(&self.others, None, |leaf| view.timeline(leaf));
        Bystander { person: who.clone(), steps: Some(steps), mark: mark(who) }
    }
}
