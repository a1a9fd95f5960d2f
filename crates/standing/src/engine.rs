//! A rulebook under an adoption, made ready once for every question that follows.

use std::sync::{Arc, OnceLock};

use preceptor_record::{Closeness, Code, Day};
use preceptor_rulebook::provision::ClauseLevel;
use preceptor_rulebook::requirement::By;
use preceptor_rulebook::selector::Selector;
use preceptor_rulebook::{
    Adoption, ContextSpec, ContextValue, Effect, Placed, Provision, Requirement, Rulebook,
    Supervision,
};

use crate::adopted::adopted_sets;
use crate::expr::{
    Atoms, Expr, Keys, Maker, Spec, Wish, asking_after, asks_after_activity, by_requirement,
};

/// The activity that asks whether a post may be held at all.
pub const PRACTISE: &str = "practise-as-role";

/// The set an employer's own provisions belong to.
pub const OVERLAY: &str = "overlay";

/// The number of the context key `setting`, the first an engine knows.
const SETTING_KEY: u32 = 0;

/// What a rule does, in the order in which rules are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Forbid,
    Limit,
    Permit,
    /// A general permit, which gives way to any permit that names the activity.
    General,
}

/// The supervision a rule asks for, made ready.
#[derive(Debug, Clone)]
pub(crate) struct Clause {
    pub(crate) level: ClauseLevel,
    pub(crate) never_looser: Closeness,
    pub(crate) minutes: Option<u32>,
    pub(crate) covers: Option<u32>,
    pub(crate) named: bool,
    /// Which requirement the supervisor must meet, by its number in [`Engine::by`].
    pub(crate) by: Option<u32>,
}

/// A provision made ready for posts of one role and one activity.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub(crate) kind: Kind,
    pub(crate) from: i32,
    pub(crate) until: i32,
    /// The jurisdictions it holds in and its set is adopted in, a bit each.
    pub(crate) jurisdictions: u64,
    /// Which provision it is, by its number in [`Engine::provisions`].
    pub(crate) provision: u32,
    /// What must have been stated for it to count at all.
    pub(crate) also_when: Box<[Wish]>,
    pub(crate) context: Box<[Wish]>,
    /// The wishes for setting and specialty among them: a permit that has them names the activity only there.
    pub(crate) places: Box<[Wish]>,
    pub(crate) names: bool,
    pub(crate) unless: Option<Arc<Expr>>,
    pub(crate) requires: Option<Arc<Expr>>,
    pub(crate) clause: Option<Arc<Clause>>,
}

/// Days and jurisdictions on which a set that says everything turns the general permit off.
#[derive(Debug, Clone)]
pub(crate) struct Exhausted {
    pub(crate) from: i32,
    pub(crate) until: i32,
    pub(crate) jurisdictions: u64,
    pub(crate) setting: Option<Wish>,
}

/// The rules for posts of one role and one activity.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rules {
    pub(crate) list: Vec<Rule>,
    pub(crate) exhausted: Vec<Exhausted>,
    /// Whether any rule is a general permit.
    pub(crate) has_general: bool,
}

/// A rulebook under an adoption, made ready.
pub struct Engine<'b> {
    /// The rulebook.
    pub book: &'b Rulebook,
    /// The adoption.
    pub adoption: Adoption,
    /// The provisions that may count: those of the rulebook that are not disapplied, and the employer's own.
    pub(crate) provisions: Vec<Placed>,
    pub(crate) atoms: Atoms,
    pub(crate) others: Atoms,
    pub(crate) by: Vec<Expr>,
    pub(crate) by_text: Vec<preceptor_rulebook::requirement::By>,
    pub(crate) keys: Keys,
    pub(crate) jurisdictions: Vec<Code>,
    pub(crate) roles: Vec<Code>,
    pub(crate) activities: Vec<Code>,
    ready: Vec<Ready>,
    tables: Vec<OnceLock<Rules>>,
    /// What each atom asks for in words, made the first time it is told.
    pub(crate) atom_texts: OnceLock<Vec<Box<str>>>,
}

/// A provision made ready for every activity at once, or, where it asks after the activity itself, for each.
struct Ready {
    context: Box<[Wish]>,
    /// For each activity who qualifies as a supervisor, where that depends on the activity.
    by_each: Vec<Option<u32>>,
    /// The groups whose activities it also counts for, and what must have been stated.
    also_when: Vec<(Code, Box<[Wish]>)>,
    clause: Option<Arc<Clause>>,
    unless: ForActivity,
    requires: ForActivity,
}

enum ForActivity {
    Same(Option<Arc<Expr>>),
    Each(Vec<Option<Arc<Expr>>>),
}

impl ForActivity {
    fn get(&self, activity: usize) -> Option<&Arc<Expr>> {
        match self {
            Self::Same(it) => it.as_ref(),
            Self::Each(list) => list.get(activity).and_then(Option::as_ref),
        }
    }
}

impl<'b> Engine<'b> {
    /// Makes a rulebook ready under an adoption.
    pub fn new(book: &'b Rulebook, adoption: &Adoption) -> Self {
        let set_aside = |id: &Code| adoption.disapply.iter().any(|it| it.provision.value == *id);
        let own = adoption
            .overlay
            .iter()
            .map(|it| Placed { set: Code::new(OVERLAY), provision: it.clone() });
        let provisions: Vec<Placed> = book
            .provisions
            .iter()
            .cloned()
            .chain(own)
            .filter(|it| !set_aside(&it.provision.id.value))
            .collect();
        let mut roles: Vec<Code> = book.roles.keys().cloned().collect();
        roles.extend(book.vocabulary.professions.iter().map(|it| it.id.value.clone()));
        roles.sort();
        roles.dedup();
        let mut activities: Vec<Code> =
            book.vocabulary.activities.iter().map(|it| it.id.value.clone()).collect();
        activities.push(Code::new(PRACTISE));
        activities.sort();
        activities.dedup();
        let mut engine = Self {
            book,
            adoption: adoption.clone(),
            provisions,
            atoms: Atoms::default(),
            others: Atoms::default(),
            by: Vec::new(),
            by_text: Vec::new(),
            keys: Keys::default(),
            jurisdictions: book.header.jurisdictions.iter().map(|it| it.id.value.clone()).collect(),
            tables: (0..roles.len() * activities.len()).map(|_| OnceLock::new()).collect(),
            roles,
            activities,
            ready: Vec::new(),
            atom_texts: OnceLock::new(),
        };
        for key in ["setting", "specialty", "base-profession"] {
            engine.keys.key(&Code::new(key));
        }
        for it in book
            .header
            .sets
            .iter()
            .flat_map(|it| &it.exhaustive_for)
            .filter_map(|it| it.setting.as_ref())
        {
            let word = ContextValue::Word(it.value.to_string());
            engine.keys.wish(&Code::new("setting"), &ContextSpec::Values(vec![word]));
        }
        let provisions = std::mem::take(&mut engine.provisions);
        engine.ready = provisions.iter().map(|it| engine.make_ready(&it.provision)).collect();
        engine.provisions = provisions;
        engine
    }

    fn make_ready(&mut self, provision: &Provision) -> Ready {
        let context =
            provision.context.iter().map(|(key, spec)| self.keys.wish(key, spec)).collect();
        let mut also_when = Vec::new();
        for it in &provision.activity {
            let Selector::One(id) = &it.value else { continue };
            let Some(when) = self.book.activity(id.as_str()).and_then(|it| it.when.as_ref()) else {
                continue;
            };
            let wishes = when.context.iter().map(|(key, spec)| self.keys.wish(key, spec)).collect();
            also_when.push((when.group.value.clone(), wishes));
        }
        let clause = provision.supervision.as_ref().map(|it| Arc::new(self.clause(it)));
        let by_each =
            provision.supervision.as_ref().and_then(|it| it.by.as_ref()).map(|it| self.by_each(it));
        Ready {
            context,
            by_each: by_each.unwrap_or_default(),
            also_when,
            clause,
            unless: self.for_activity(provision.unless.as_ref()),
            requires: self.for_activity(provision.requires.as_ref()),
        }
    }

    fn for_activity(&mut self, requirement: Option<&Requirement>) -> ForActivity {
        let Some(requirement) = requirement else { return ForActivity::Same(None) };
        if !asks_after_activity(self.book, requirement) {
            let mut maker = Maker {
                book: self.book,
                atoms: &mut self.atoms,
                keys: &mut self.keys,
                asked: None,
            };
            return ForActivity::Same(Some(Arc::new(maker.make(requirement))));
        }
        let activities = self.activities.clone();
        let each = activities
            .iter()
            .map(|activity| {
                let mut maker = Maker {
                    book: self.book,
                    atoms: &mut self.atoms,
                    keys: &mut self.keys,
                    asked: Some(activity),
                };
                Some(Arc::new(maker.make(requirement)))
            })
            .collect();
        ForActivity::Each(each)
    }

    fn clause(&mut self, it: &Supervision) -> Clause {
        let by = it.by.as_ref().and_then(|by| self.by_number(by));
        Clause {
            level: it.level,
            never_looser: it.never_looser.unwrap_or(Closeness::Independent),
            minutes: it.attend_within.map(|it| it.0),
            covers: it.covers_at_most,
            named: it.named,
            by,
        }
    }

    /// For each activity who qualifies, where that depends on the activity; else nothing.
    fn by_each(&mut self, by: &By) -> Vec<Option<u32>> {
        match by_requirement(self.book, by) {
            Some(requirement) if asks_after_activity(self.book, requirement) => {
                let book = self.book;
                let activities = self.activities.clone();
                let of = |it: &Code| By::Inline(Box::new(asking_after(book, requirement, it)));
                activities.iter().map(|it| self.by_number(&of(it))).collect()
            }
            _ => Vec::new(),
        }
    }

    /// What a clause asks of a supervisor of that activity.
    pub(crate) fn by_for(&self, by: &By, activity: &Code) -> Option<&Expr> {
        let requirement = by_requirement(self.book, by)?;
        let made = asks_after_activity(self.book, requirement)
            .then(|| By::Inline(Box::new(asking_after(self.book, requirement, activity))));
        let number = self.by_text.iter().position(|it| it == made.as_ref().unwrap_or(by))?;
        self.by.get(number)
    }

    fn by_number(&mut self, by: &By) -> Option<u32> {
        if let Some(known) = self.by_text.iter().position(|it| it == by) {
            return u32::try_from(known).ok();
        }
        let requirement = by_requirement(self.book, by)?.clone();
        let mut maker =
            Maker { book: self.book, atoms: &mut self.others, keys: &mut self.keys, asked: None };
        let made = maker.make(&requirement);
        self.by.push(made);
        self.by_text.push(by.clone());
        u32::try_from(self.by.len() - 1).ok()
    }

    /// How a provision comes to count for an activity: by naming it, by `any`, or not at all.
    fn naming(&self, provision: &Provision, activity: &Code) -> Option<Naming> {
        let groups = self
            .book
            .activity(activity.as_str())
            .map(|it| it.groups.as_slice())
            .unwrap_or_default();
        let mut any = false;
        for it in &provision.activity {
            match &it.value {
                Selector::One(id) if id == activity => return Some(Naming::Names),
                Selector::Group(id) if groups.iter().any(|it| it.value == *id) => {
                    return Some(Naming::Names);
                }
                Selector::Any => any = true,
                _ => {}
            }
        }
        any.then_some(Naming::Any)
    }

    /// Whether a provision is about that activity by its name or its group, and not about any.
    pub(crate) fn names(&self, provision: &Provision, activity: &Code) -> bool {
        self.naming(provision, activity) == Some(Naming::Names)
    }

    /// The rules for posts of that role and that activity; none where either is not known.
    pub(crate) fn rules(&self, role: usize, activity: usize) -> Option<&Rules> {
        // A role that is not known has a number beyond every table.
        let row = role.checked_mul(self.activities.len())?;
        let cell = self.tables.get(row.checked_add(activity)?)?;
        Some(cell.get_or_init(|| self.make_rules(role, activity)))
    }

    fn make_rules(&self, role: usize, activity_number: usize) -> Rules {
        let (Some(role), Some(activity)) =
            (self.roles.get(role), self.activities.get(activity_number))
        else {
            return Rules::default();
        };
        let practise = *activity == *PRACTISE;
        let term = self.book.activity(activity.as_str());
        let reserved = term.is_some_and(|it| it.reserved);
        let foreign = term.is_some_and(|it| {
            !it.own_to.is_empty() && !it.own_to.iter().any(|it| it.value == *role)
        });
        let adopted: Vec<_> = self
            .jurisdictions
            .iter()
            .map(|it| adopted_sets(self.book, &self.adoption, role.as_str(), it.as_str()))
            .collect();
        let mut rules = Rules::default();
        for (i, (placed, ready)) in self.provisions.iter().zip(&self.ready).enumerate() {
            let it = &placed.provision;
            let ways = self.counts_for(it, ready, activity, practise);
            let Some(how) = ways.first().map(|it| it.0) else { continue };
            if it.effect == Effect::Permit && how == How::Any && (reserved || practise) {
                continue;
            }
            if it.general && (practise || foreign || reserved) {
                continue;
            }
            let jurisdictions = self.holds(placed, &adopted);
            if jurisdictions == 0 {
                continue;
            }
            let periods = self.role_periods(it, role);
            for ((how, also_when), period) in
                ways.iter().flat_map(|way| periods.iter().map(move |it| (way, it)))
            {
                rules.list.push(Rule {
                    kind: match it.effect {
                        Effect::Forbid => Kind::Forbid,
                        Effect::Limit => Kind::Limit,
                        Effect::Permit if it.general => Kind::General,
                        Effect::Permit => Kind::Permit,
                    },
                    from: period.0,
                    until: period.1,
                    jurisdictions,
                    provision: u32::try_from(i).unwrap_or(u32::MAX),
                    also_when: also_when.map_or_else(Box::default, |it| it.to_vec().into()),
                    context: ready.context.clone(),
                    places: self.places(&ready.context),
                    names: *how == How::Names && it.effect == Effect::Permit && !it.general,
                    unless: ready.unless.get(activity_number).cloned(),
                    requires: ready.requires.get(activity_number).cloned(),
                    clause: ready.clause.clone().map(|it| {
                        match ready.by_each.get(activity_number) {
                            Some(by) => Arc::new(Clause { by: *by, ..(*it).clone() }),
                            None => it,
                        }
                    }),
                });
            }
        }
        rules.list.sort_by_key(|it| (it.kind, it.provision));
        rules.has_general = rules.list.iter().any(|it| it.kind == Kind::General);
        if rules.has_general {
            rules.exhausted = self.exhausted(role, activity, &adopted);
        }
        rules
    }

    fn places(&self, context: &[Wish]) -> Box<[Wish]> {
        let of_place = |wish: &&Wish| {
            self.keys
                .keys
                .get(wish.key as usize)
                .is_some_and(|it| *it == *"setting" || *it == *"specialty")
        };
        context.iter().filter(of_place).cloned().collect()
    }

    /// The jurisdictions in which a provision holds and its set is adopted, a bit each.
    fn holds(&self, placed: &Placed, adopted: &[std::collections::BTreeSet<Code>]) -> u64 {
        let mut bits = 0;
        for (i, (inner, sets)) in self.jurisdictions.iter().zip(adopted).enumerate() {
            let named = placed.provision.jurisdiction.iter().map(|it| &it.value);
            let taken = placed.set == *OVERLAY || sets.contains(&placed.set);
            if taken && self.book.holds_in(named, inner.as_str()) {
                bits |= 1 << i.min(63);
            }
        }
        bits
    }

    /// Each way in which a provision comes to count for an activity, with what must have been stated for it.
    fn counts_for<'r>(
        &self,
        it: &Provision,
        ready: &'r Ready,
        activity: &Code,
        practise: bool,
    ) -> Vec<(How, Option<&'r [Wish]>)> {
        let naming = self.naming(it, activity);
        match (naming, it.effect) {
            (Some(Naming::Names), _) => return vec![(How::Names, None)],
            (Some(Naming::Any), Effect::Limit) => return vec![(How::Any, None)],
            _ if practise => return Vec::new(),
            (Some(Naming::Any), _) => return vec![(How::Any, None)],
            (None, _) => {}
        }
        let bars_post = it.effect == Effect::Forbid
            && self.naming(it, &Code::new(PRACTISE)) == Some(Naming::Names);
        if bars_post {
            return vec![(How::BarsPost, None)];
        }
        let groups = self
            .book
            .activity(activity.as_str())
            .map(|it| it.groups.as_slice())
            .unwrap_or_default();
        ready
            .also_when
            .iter()
            .filter(|(group, _)| groups.iter().any(|it| it.value == *group))
            .map(|(_, wishes)| (How::AlsoWhen, Some(&**wishes)))
            .collect()
    }

    /// The days on which a provision is in force and names the role.
    fn role_periods(&self, it: &Provision, role: &Code) -> Vec<(i32, i32)> {
        let effective = it.effective.period();
        let mut made: Vec<(i32, i32)> = Vec::new();
        for selector in &it.role {
            match &selector.value {
                Selector::Any => made.push((effective.from.0, effective.until.0)),
                Selector::One(id) if id == role => made.push((effective.from.0, effective.until.0)),
                Selector::One(_) => {}
                Selector::Group(group) => {
                    let members = self
                        .book
                        .vocabulary
                        .role_groups
                        .iter()
                        .filter(|it| it.id.value == *group)
                        .flat_map(|it| &it.members)
                        .filter(|it| it.role.value == *role);
                    for member in members {
                        let both = effective.overlap(member.effective.period());
                        if !both.is_empty() {
                            made.push((both.from.0, both.until.0));
                        }
                    }
                }
            }
        }
        made.sort_unstable();
        // One provision counts once on a day, however often it names the role.
        let mut joined: Vec<(i32, i32)> = Vec::new();
        for (from, until) in made {
            match joined.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(until),
                _ => joined.push((from, until)),
            }
        }
        joined
    }

    fn exhausted(
        &self,
        role: &Code,
        activity: &Code,
        adopted: &[std::collections::BTreeSet<Code>],
    ) -> Vec<Exhausted> {
        let groups = self
            .book
            .activity(activity.as_str())
            .map(|it| it.groups.as_slice())
            .unwrap_or_default();
        let mut made = Vec::new();
        for set in &self.book.header.sets {
            for it in &set.exhaustive_for {
                let of_role = it.role.as_ref().is_none_or(|it| it.value == *role);
                let of_group =
                    it.group.as_ref().is_none_or(|it| groups.iter().any(|g| g.value == it.value));
                if !of_role || !of_group {
                    continue;
                }
                // A set says everything only on the days on which it says anything.
                let own = self.provisions.iter().filter(|it| it.set == set.id.value);
                let mut periods: Vec<_> = own.map(|it| it.provision.effective.period()).collect();
                periods.sort_unstable();
                let from = periods.iter().map(|it| it.from).min().unwrap_or(Day::NEVER);
                let until = periods.iter().map(|it| it.until).max().unwrap_or(Day::ALWAYS);
                let jurisdictions = adopted
                    .iter()
                    .enumerate()
                    .filter(|(_, sets)| sets.contains(&set.id.value))
                    .fold(0, |bits, (i, _)| bits | 1 << i.min(63));
                // The words of settings were numbered when the engine was made.
                let setting = it.setting.as_ref().map(|it| {
                    let word = self.keys.stated(&ContextValue::Word(it.value.to_string())).word;
                    Wish { key: SETTING_KEY, spec: Spec::Words(Box::new([word])) }
                });
                made.push(Exhausted { from: from.0, until: until.0, jurisdictions, setting });
            }
        }
        made
    }

    /// The number of a role.
    pub(crate) fn role_number(&self, id: &str) -> Option<usize> {
        self.roles.binary_search_by(|it| it.as_str().cmp(id)).ok()
    }

    /// The number of an activity.
    pub(crate) fn activity_number(&self, id: &str) -> Option<usize> {
        self.activities.binary_search_by(|it| it.as_str().cmp(id)).ok()
    }

    /// The bit of a jurisdiction.
    pub(crate) fn jurisdiction_bit(&self, id: &str) -> u64 {
        self.jurisdictions.iter().position(|it| *it == *id).map_or(0, |it| 1 << it.min(63))
    }

    /// The provision of that id, of the rulebook or the employer's own, where it is not set aside.
    pub fn provision(&self, id: &Code) -> Option<&Provision> {
        self.provisions.iter().map(|it| &it.provision).find(|it| it.id.value == *id)
    }

    /// The provision a rule was made from.
    pub(crate) fn placed(&self, provision: u32) -> Option<&Placed> {
        self.provisions.get(provision as usize)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Naming {
    Names,
    Any,
}

/// How a provision comes to count for an activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Names,
    Any,
    BarsPost,
    AlsoWhen,
}
