//! The next question: the one on which most routes still depend.
//!
//! A leaf of a requirement depends on a question while the answers still open to that question change whether it holds.
//! That is found out by trying them: each is put into the record and the leaf is asked, as the heart asks it. What no
//! answer can change any more is settled, and so is a route of which something that must hold cannot.

use std::collections::{BTreeMap, BTreeSet};

use preceptor_record::people::People;
use preceptor_record::person::Verified;
use preceptor_record::{Code, Day, KnownAt, Person, PersonId, Record};
use preceptor_rulebook::role::{Route, Weight};
use preceptor_rulebook::{Leaf, Requirement, Row};
use preceptor_standing::acting::supposed_post;
use preceptor_standing::routes::{closed, entry_rows};
use preceptor_standing::{Acting, Engine, Lookup, Truth};

use super::answers::{Answers, NONE};
use super::bearing::bearing;
use super::questions::{Kind, PLACE, Question, leaves, places, startable};
use super::{Finder, MOST_QUESTIONS};

/// What one thing that must hold weighs where nothing else about the route is open; where more is, they share it.
const MUST: u32 = 60;
/// What something that only usually holds weighs.
const USUAL: u32 = 5;

/// A post in that role that nobody holds.
pub(super) fn acting(engine: &Engine<'_>, role: &Code, place: Option<&Code>, day: Day) -> Acting {
    let nobody = Person {
        id: PersonId::new("visitor"),
        name: None,
        details: None,
        former_names: Vec::new(),
        facts: Vec::new(),
    };
    let record = Record::known_at(&nobody, KnownAt::EVERYTHING);
    supposed_post(engine.book, &record, role, place, day)
}

/// What the answers so far leave open.
struct Prospect<'a, 'b> {
    finder: &'a Finder<'b>,
    answers: &'a Answers,
    /// What is known of each leaf: its truth where it is settled.
    known: Vec<(&'a Leaf, Option<Truth>)>,
    people: People,
}

impl Finder<'_> {
    /// The next question to ask; none once nothing depends on an answer, or enough was asked.
    pub fn next(&self, answers: &Answers) -> Option<&Question> {
        if answers.n_given() >= MOST_QUESTIONS {
            return None;
        }
        let weights = self.weights(answers);
        // The most telling first; of those that tell as much, the one the rulebook brings first.
        let best = self
            .questions()
            .iter()
            .enumerate()
            .filter_map(|(i, it)| Some((weights.get(&it.id)?, std::cmp::Reverse(i), it)))
            .max_by_key(|it| (it.0, it.1))?;
        Some(best.2)
    }

    /// How much depends on each question that is worth asking now.
    pub(super) fn weights(&self, answers: &Answers) -> BTreeMap<String, u32> {
        let mut prospect = Prospect::new(self, answers);
        let mut weights = BTreeMap::new();
        for role in &self.roles {
            let acting = acting(&self.engine, role, answers.place().as_ref(), self.day);
            for route in startable(self.engine.book, role, self.day) {
                prospect.weigh(&acting, route, &mut weights);
            }
        }
        weights
    }

    /// The rows of a role's routes that an answer not yet given may still make hold.
    pub(super) fn may_hold(&self, answers: &Answers, role: &Code) -> BTreeSet<Code> {
        let mut prospect = Prospect::new(self, answers);
        let acting = acting(&self.engine, role, answers.place().as_ref(), self.day);
        let mut made = BTreeSet::new();
        for route in startable(self.engine.book, role, self.day) {
            for row in entry_rows(&self.engine, &acting, route, self.day) {
                if prospect.row(row) == Truth::Unknown {
                    made.insert(row.id.value.clone());
                }
            }
        }
        made
    }
}

impl<'a, 'b> Prospect<'a, 'b> {
    fn new(finder: &'a Finder<'b>, answers: &'a Answers) -> Self {
        Self { finder, answers, known: Vec::new(), people: People::default() }
    }

    /// Adds what depends on each question for one route.
    fn weigh(&mut self, acting: &Acting, route: &'a Route, weights: &mut BTreeMap<String, u32>) {
        let (engine, day) = (&self.finder.engine, self.finder.day);
        let book = engine.book;
        if self.answers.of(PLACE).is_some() {
            if closed(book, route, acting, day).is_some() {
                return;
            }
        } else {
            let named = || route.jurisdiction.iter().map(|it| &it.value);
            let here = places(book).filter(|it| book.holds_in(named(), it.as_str())).count();
            if here < places(book).count() {
                *weights.entry(PLACE.to_owned()).or_default() += USUAL;
            }
        }
        let rows: Vec<&Row> = entry_rows(engine, acting, route, day);
        let truths: Vec<Truth> = rows.iter().map(|it| self.row(it)).collect();
        let must = |it: &Row| it.kind == Weight::Must;
        if rows.iter().zip(&truths).any(|(row, truth)| must(row) && *truth == Truth::Unmet) {
            return;
        }
        let is_open = |row: &Row, truth: Truth| must(row) && truth == Truth::Unknown;
        let n_open = rows.iter().zip(&truths).filter(|(row, truth)| is_open(row, **truth)).count();
        let share = MUST / u32::try_from(n_open.max(1)).unwrap_or(MUST);
        for (row, truth) in rows.iter().zip(truths) {
            if truth != Truth::Unknown || row.kind == Weight::Helps {
                continue;
            }
            let weight = if must(row) { share } else { USUAL };
            let mut open: BTreeSet<String> = BTreeSet::new();
            for leaf in leaves(&row.requires, row.unless.as_ref()) {
                if self.leaf(leaf).is_none() {
                    open.extend(self.askable(leaf).map(|it| it.id.clone()));
                }
            }
            for id in open {
                *weights.entry(id).or_default() += weight;
            }
        }
    }

    /// The questions a leaf depends on that can be asked now.
    fn askable(&self, leaf: &Leaf) -> impl Iterator<Item = &'a Question> + use<'a, 'b> {
        let (finder, answers) = (self.finder, self.answers);
        let ids = bearing(finder.engine.book, finder.questions(), leaf);
        finder
            .questions()
            .iter()
            .filter(move |it| ids.contains(&it.id))
            .filter(move |it| answers.of(&it.id).is_none() && answers.is_worth_asking(it))
    }

    fn row(&mut self, row: &'a Row) -> Truth {
        let requires = self.requirement(&row.requires);
        match &row.unless {
            None => requires,
            Some(unless) => requires.max(self.requirement(unless)),
        }
    }

    fn requirement(&mut self, it: &'a Requirement) -> Truth {
        match it {
            Requirement::All(of) => {
                of.iter().map(|it| self.requirement(it)).min().unwrap_or(Truth::Met)
            }
            Requirement::Any(of) => {
                of.iter().map(|it| self.requirement(it)).max().unwrap_or(Truth::Unmet)
            }
            Requirement::AtLeast(n, of) => {
                let each: Vec<Truth> = of.iter().map(|it| self.requirement(it)).collect();
                Truth::at_least(*n as usize, each)
            }
            Requirement::Not(it) => !self.requirement(it),
            Requirement::Leaf(it) => self.leaf(&it.value).unwrap_or(Truth::Unknown),
        }
    }

    /// The truth of a leaf where no answer to come can change it.
    fn leaf(&mut self, leaf: &'a Leaf) -> Option<Truth> {
        if let Some((_, known)) = self.known.iter().find(|it| it.0 == leaf) {
            return *known;
        }
        let ids = bearing(self.finder.engine.book, self.finder.questions(), leaf);
        let asking: Vec<&Question> =
            self.finder.questions().iter().filter(|it| ids.contains(&it.id)).collect();
        let mut seen = BTreeSet::new();
        self.try_all(leaf, self.answers.clone(), &asking, &mut seen);
        let only = seen.pop_first().filter(|_| seen.is_empty());
        self.known.push((leaf, only));
        only
    }

    /// Gives every answer that is still open to the questions, and notes what becomes of the leaf.
    fn try_all(
        &self,
        leaf: &Leaf,
        answers: Answers,
        asking: &[&Question],
        seen: &mut BTreeSet<Truth>,
    ) {
        if seen.len() > 1 {
            return;
        }
        let Some((first, rest)) = asking.split_first() else {
            seen.insert(self.truth(leaf, &answers));
            return;
        };
        if answers.of(&first.id).is_some() || !answers.is_worth_asking(first) {
            return self.try_all(leaf, answers, rest, seen);
        }
        // What is no fact itself only opens the questions behind it: one answer does as well as any other.
        let n_tried = if first.kind == Kind::InRole { 1 } else { usize::MAX };
        let offers = first.offers.iter().map(|it| it.id.as_str()).take(n_tried);
        for chosen in offers.chain([NONE]) {
            self.try_all(leaf, answers.with(first, chosen), rest, seen);
        }
    }

    fn truth(&self, leaf: &Leaf, answers: &Answers) -> Truth {
        let finder = self.finder;
        let mut person = finder.person(answers);
        for fact in &mut person.facts {
            fact.entry.verified = Verified::ByAuthor;
        }
        let record = Record::known_at(&person, KnownAt::EVERYTHING);
        let lookup = Lookup::new(finder.engine.book, &self.people, KnownAt::EVERYTHING);
        let Some(role) = finder.roles.first() else { return Truth::Unknown };
        let acting = acting(&finder.engine, role, answers.place().as_ref(), finder.day);
        let requirement = Requirement::Leaf(preceptor_record::file::At {
            value: leaf.clone(),
            place: preceptor_record::file::Place::default(),
        });
        lookup.timeline(&record, &acting, &requirement).at(finder.day)
    }
}
