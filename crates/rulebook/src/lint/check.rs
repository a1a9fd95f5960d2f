//! What every check shares: the rulebook, what may be referred to, what was referred to, and the faults found.

use std::collections::{BTreeMap, BTreeSet};

use preceptor_record::date::Effective;
use preceptor_record::file::{At, Fault, Faults, Place, Sources};
use preceptor_record::ids::unknown_reference;
use preceptor_record::{Code, Period};

use super::authority::bound_sets;
use super::known::Kind;
use super::spot::{Spots, Step};
use crate::book::Rulebook;
use crate::load::Loaded;
use crate::provision::Citation;
use crate::selector::{Selector, Selectors};

/// A check under way.
pub(super) struct Check<'a> {
    pub book: &'a Rulebook,
    pub faults: Faults,
    pub sources: &'a Sources,
    pub used_sources: BTreeSet<&'a str>,
    pub used_supervisors: BTreeSet<&'a str>,
    /// Sets nobody escapes who does nothing, each with why.
    pub bound: BTreeMap<&'a str, String>,
    /// The ids of each kind asked for so far.
    known: BTreeMap<Kind, BTreeSet<&'a str>>,
    broken: &'a BTreeSet<Code>,
    unread: &'a BTreeSet<String>,
    spots: Spots<'a>,
}

impl<'a> Check<'a> {
    pub fn new(book: &'a Rulebook, loaded: &'a Loaded) -> Self {
        Self {
            book,
            faults: Faults::default(),
            sources: &loaded.sources,
            used_sources: BTreeSet::new(),
            used_supervisors: BTreeSet::new(),
            bound: bound_sets(book),
            known: BTreeMap::new(),
            broken: &loaded.broken,
            unread: &loaded.unread,
            spots: Spots::new(&loaded.roots),
        }
    }

    /// Says that something is wrong at a place.
    pub fn error(&mut self, place: Place, message: impl Into<String>, help: &str) {
        self.faults.push(with_help(Fault::new(place, message), help));
    }

    /// Says that something is worth a look.
    pub fn warn(&mut self, place: Place, message: impl Into<String>, help: &str) {
        self.faults.push(with_help(Fault::new(place, message), help).warning());
    }

    /// The place of a part of the entry whose id stands at `owner`.
    pub fn spot(&self, owner: Place, steps: &[Step<'_>]) -> Place {
        self.spots.find(owner, steps)
    }

    /// Checks that something of that kind and id exists.
    pub fn refer(&mut self, kind: Kind, id: &At<Code>) -> bool {
        self.refer_at(kind, id.value.as_str(), id.place)
    }

    /// The same for an id whose place is known from elsewhere. An unknown specialty is a warning: the vocabulary of
    /// specialties is never complete.
    pub fn refer_at(&mut self, kind: Kind, id: &str, place: Place) -> bool {
        let Some(fault) = self.lost(kind, id, place) else { return true };
        self.faults.push(if kind == Kind::Specialty { fault.warning() } else { fault });
        false
    }

    /// The same where what is referred to may well lie outside the rulebook.
    pub fn refer_or_warn(&mut self, kind: Kind, id: &str, place: Place) {
        if let Some(fault) = self.lost(kind, id, place) {
            self.faults.push(fault.warning());
        }
    }

    /// Whether the rulebook has it, or may well have.
    pub fn is_known(&mut self, kind: Kind, id: &str) -> bool {
        let book = self.book;
        let known = self.known.entry(kind).or_insert_with(|| kind.ids(book)).contains(id);
        known || self.may_be_right(kind, id)
    }

    /// What to say of a reference that leads nowhere; nothing where it leads somewhere or may well do so.
    pub fn lost(&mut self, kind: Kind, id: &str, place: Place) -> Option<Fault> {
        let book = self.book;
        let known = self.known.entry(kind).or_insert_with(|| kind.ids(book));
        if known.contains(id) {
            return None;
        }
        let fault = unknown_reference(kind.what(), id, place, known.iter().copied());
        (!self.may_be_right(kind, id)).then_some(fault)
    }

    /// Whether what was referred to stands in a file, or is an entry, that could not be read.
    pub fn may_be_right(&self, kind: Kind, id: &str) -> bool {
        self.broken.contains(id) || kind.files().iter().any(|it| self.unread.contains(*it))
    }

    /// Checks each of several references.
    pub fn refer_all(&mut self, kind: Kind, ids: &[At<Code>]) {
        for id in ids {
            self.refer(kind, id);
        }
    }

    /// Checks the citations of a rule.
    pub fn cited(&mut self, citations: &'a [Citation]) {
        for it in citations {
            self.used_sources.insert(it.id.as_str());
            self.refer(Kind::Source, &it.id);
        }
    }

    /// Checks a selector of roles or of activities.
    pub fn selected(&mut self, selectors: &Selectors, one: Kind, group: Kind) {
        for it in selectors {
            match &it.value {
                Selector::Any if selectors.len() > 1 => {
                    self.error(
                        it.place,
                        "`any` stands beside others",
                        "leave the others out, or `any`",
                    );
                }
                Selector::Any => {}
                Selector::One(id) => {
                    self.refer_at(one, id.as_str(), it.place);
                }
                Selector::Group(id) => {
                    self.refer_at(group, id.as_str(), it.place);
                }
            }
        }
    }

    /// Checks that a part belongs to one of the registers; with none named (or only `base`) to any register.
    pub fn part_of(&mut self, registers: &[&str], part: &str, place: Place) {
        let named: Vec<&str> = registers.iter().copied().filter(|it| *it != "base").collect();
        // Where a register is unknown, that has been said, and its parts are anybody's guess.
        if named.iter().any(|it| self.book.register(it).is_none())
            || self.may_be_right(Kind::Register, part)
        {
            return;
        }
        let all = self.book.vocabulary.registers.iter();
        let meant = all.filter(|it| named.is_empty() || named.contains(&it.id.as_str()));
        let parts: BTreeSet<&str> =
            meant.flat_map(|it| &it.parts).map(|it| it.id.as_str()).collect();
        if parts.contains(part) {
            return;
        }
        let what = if named.is_empty() {
            "part of a register".to_owned()
        } else {
            format!("part of `{}`", named.join("` or `"))
        };
        let fault = unknown_reference(&what, part, place, parts.iter().copied());
        self.faults.push(if fault.help.is_none() && !parts.is_empty() {
            let parts: Vec<&str> = parts.into_iter().collect();
            fault.help(format!("its parts are {}", parts.join(", ")))
        } else {
            fault
        });
    }

    /// Checks that a period ends after it begins. `steps` lead from the entry at `owner` to the period.
    pub fn effective(&mut self, effective: &Effective, owner: Place, steps: &[Step<'_>]) {
        let period = effective.period();
        if period.is_empty() {
            let place = self.spot(owner, steps);
            self.error(place, backwards(period), AFTER_FROM);
        }
    }

    /// The place of the whole file, where there is only one.
    pub fn whole(&self) -> Option<Place> {
        self.spots.whole()
    }

    /// Warns of named requirements and sources nothing refers to.
    pub fn unused(&mut self) {
        let book = self.book;
        for it in &book.vocabulary.supervisors {
            if !self.used_supervisors.contains(it.id.as_str()) {
                let message = format!("nothing refers to the supervisor `{}`", it.id.value);
                self.warn(it.id.place, message, "remove it, or name it under `by`");
            }
        }
        for it in &book.header.sources {
            if !self.used_sources.contains(it.id.as_str()) {
                let message = format!("nothing cites the source `{}`", it.id.value);
                self.warn(it.id.place, message, "remove it, or cite it");
            }
        }
    }
}

/// What to say of a period that ends before it begins.
pub(super) fn backwards(period: Period) -> String {
    format!("this ends on {} and begins only on {}", period.until, period.from)
}

/// And what to do about it.
pub(super) const AFTER_FROM: &str =
    "`until` is the first day no longer in force, so it lies after `from`";

fn with_help(fault: Fault, help: &str) -> Fault {
    if help.is_empty() { fault } else { fault.help(help) }
}
