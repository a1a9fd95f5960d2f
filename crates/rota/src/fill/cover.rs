//! Supervision while a rota is filled: in every stretch between two possible changes of presence, has everybody who
//! needs a supervisor one?
//!
//! The stretches are laid out once, by all duties and lines there could be, so a change asks only about those that its
//! duties lie in. Who is near enough to cover whom is a table.

#![expect(
    clippy::indexing_slicing,
    reason = "inner loop: pieces, stretches and classes are numbered by `Cover::new`"
)]

mod lay;
mod matching;

use std::collections::BTreeMap;

use preceptor_record::{Day, Period};

use super::ground::Who;
use crate::model::problem::{Demand, PlaceIx, Problem, Truth};
use crate::model::rota::Line;
use matching::{Item, left_without};

/// Supervision laid out.
#[derive(Debug)]
pub struct Cover<'g> {
    problem: &'g Problem,
    /// The stretches, in order of time.
    parts: Vec<Part>,
    /// The parts that each piece lies in.
    of_piece: Vec<Vec<u32>>,
    /// What is asked of whoever does a piece.
    asks: Vec<Option<u32>>,
    /// What follows from the facts of one person on a piece: what is asked, and when.
    also: BTreeMap<(u32, u32), Vec<(u32, Period)>>,
    /// How whoever does a piece covers others.
    gives: Vec<Option<Gives>>,
    /// What is asked, and where: the demand and the place.
    asked: Vec<(&'g Demand, Option<PlaceIx>)>,
    /// Whether somebody of that class of giving is near enough for that class of asking.
    near: Vec<Vec<bool>>,
    /// For each class of asking and each person, whether they qualify.
    qualified: Vec<Vec<Qualified>>,
    /// The day each piece begins on.
    begins: Vec<Day>,
    /// The lines that stay, from this piece on.
    first_stay: usize,
    stays: Vec<Stay>,
}

/// A line that stays.
#[derive(Debug, Clone, Copy)]
struct Stay {
    person: u32,
    supervisor: Option<u32>,
    post: Option<usize>,
}

/// A stretch in which nobody's presence changes.
#[derive(Debug)]
struct Part {
    day: Day,
    /// Pieces that lie in it and ask for supervision or give it.
    pieces: Vec<u32>,
}

/// How whoever does a piece covers others.
#[derive(Debug, Clone, Copy)]
struct Gives {
    class: u32,
    /// At most so many.
    cap: Option<i64>,
}

/// Whether somebody qualifies.
#[derive(Debug, Clone, PartialEq)]
enum Qualified {
    Always,
    Never,
    On(Vec<Period>),
}

impl Qualified {
    fn holds(&self, day: Day) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::On(all) => all.iter().any(|it| it.holds(day)),
        }
    }
}

/// Who is on what: the free lines of a rota on the way.
pub trait Presence {
    /// Who does a duty, lines that stay apart.
    fn on(&self, duty: u32) -> &[u32];

    /// The supervisor that somebody keeps throughout a duty, where that is asked for.
    fn keeps(&self, duty: u32, person: u32) -> Option<u32>;
}

/// Somebody there who may cover others.
struct Giver {
    person: u32,
    cap: Option<i64>,
    classes: Vec<u32>,
}

impl<'g> Cover<'g> {
    /// Lays out the supervision of a problem.
    pub fn new(problem: &'g Problem, stays: &[Line], people: &[Who<'_>]) -> Self {
        lay::out(problem, stays, people)
    }

    /// How many stretches there are.
    pub fn n_parts(&self) -> usize {
        self.parts.len()
    }

    /// The stretches in which a piece has a part in supervision.
    pub fn parts_of(&self, piece: u32) -> &[u32] {
        &self.of_piece[piece as usize]
    }

    /// Whether whoever does a piece may cover others.
    pub fn covers_others(&self, piece: u32) -> bool {
        self.gives[piece as usize].is_some()
    }

    /// Whether somebody on a duty keeps one supervisor throughout.
    pub fn is_kept(&self, duty: u32, person: u32) -> bool {
        let own = self.asks[duty as usize].into_iter();
        let also = self.also.get(&(person, duty)).into_iter().flatten().map(|it| it.0);
        own.chain(also).any(|it| self.asked[it as usize].0.named)
    }

    /// Who could cover somebody throughout a duty, numbers apart.
    pub fn keepers(&self, duty: u32, person: u32, there: &dyn Presence) -> Vec<u32> {
        let mut all: Option<Vec<u32>> = None;
        for part in self.parts_of(duty) {
            let part = &self.parts[*part as usize];
            let asked = self.asked_of(duty, person, part.day);
            if asked.is_empty() {
                continue;
            }
            let givers = self.givers(part, there);
            let can = givers.iter().filter(|it| {
                it.person != person && asked.iter().all(|ask| self.fits(it, *ask, part.day))
            });
            let can: Vec<u32> = can.map(|it| it.person).collect();
            all = Some(match all {
                None => can,
                Some(before) => before.into_iter().filter(|it| can.contains(it)).collect(),
            });
        }
        all.unwrap_or_default()
    }

    /// How many of those in a stretch are left without a supervisor.
    pub fn short(&self, part: u32, there: &dyn Presence) -> u32 {
        let part = &self.parts[part as usize];
        let givers = self.givers(part, there);
        let mut items: Vec<Item<'_>> = Vec::new();
        let mut nobody = 0;
        let mut ask = |piece: u32, person: u32, keeps: Option<u32>| {
            let asked = self.asked_of(piece, person, part.day);
            if asked.is_empty() {
                return;
            }
            let may = |it: &Giver| it.person != person && keeps.is_none_or(|by| by == it.person);
            let options = |ask: &[u32]| -> Vec<u16> {
                let fit = |it: &Giver| may(it) && ask.iter().all(|of| self.fits(it, *of, part.day));
                (0..).zip(&givers).filter(|it| fit(it.1)).map(|it| it.0).collect()
            };
            let role = self.role(piece, person);
            let made = |ask: &[u32], options| Item {
                person,
                role,
                demands: ask.iter().map(|it| self.asked[*it as usize].0).collect(),
                options,
            };
            let for_all = options(&asked);
            if !for_all.is_empty() {
                items.push(made(&asked, for_all));
                return;
            }
            let each: Vec<Vec<u16>> = asked.iter().map(|it| options(&[*it])).collect();
            if each.iter().any(Vec::is_empty) {
                nobody += 1;
                return;
            }
            items.extend(asked.iter().zip(each).map(|(ask, options)| made(&[*ask], options)));
        };
        for &piece in &part.pieces {
            match (piece as usize).checked_sub(self.first_stay) {
                Some(stay) => ask(piece, self.stays[stay].person, self.stays[stay].supervisor),
                None => {
                    there.on(piece).iter().for_each(|it| ask(piece, *it, there.keeps(piece, *it)));
                }
            }
        }
        let caps: Vec<Option<i64>> = givers.iter().map(|it| it.cap).collect();
        nobody + left_without(&items, &caps)
    }

    /// Who is there in a stretch and may cover others, each once.
    fn givers(&self, part: &Part, there: &dyn Presence) -> Vec<Giver> {
        let mut made: Vec<Giver> = Vec::new();
        let mut add =
            |person: u32, gives: Gives| match made.iter_mut().find(|it| it.person == person) {
                Some(known) => {
                    known.cap = match (known.cap, gives.cap) {
                        (Some(a), Some(b)) => Some(a.max(b)),
                        _ => None,
                    };
                    known.classes.push(gives.class);
                }
                None => made.push(Giver { person, cap: gives.cap, classes: vec![gives.class] }),
            };
        for &piece in &part.pieces {
            let Some(gives) = self.gives[piece as usize] else { continue };
            match (piece as usize).checked_sub(self.first_stay) {
                Some(stay) => add(self.stays[stay].person, gives),
                None => there.on(piece).iter().for_each(|it| add(*it, gives)),
            }
        }
        made
    }

    fn fits(&self, giver: &Giver, ask: u32, day: Day) -> bool {
        self.qualified[ask as usize][giver.person as usize].holds(day)
            && giver.classes.iter().any(|it| self.near[ask as usize][*it as usize])
    }

    /// What is asked of somebody on a piece on a day.
    fn asked_of(&self, piece: u32, person: u32, day: Day) -> Vec<u32> {
        let own = self.asks[piece as usize].into_iter();
        if self.also.is_empty() {
            return own.collect();
        }
        let also = self.also.get(&(person, piece)).into_iter().flatten();
        own.chain(also.filter(|it| it.1.holds(day)).map(|it| it.0)).collect()
    }

    /// The role that somebody acts in on a piece, for counting.
    fn role(&self, piece: u32, person: u32) -> Option<&'g preceptor_record::Code> {
        let person = &self.problem.people[person as usize];
        let piece = piece as usize;
        let said = piece.checked_sub(self.first_stay).and_then(|it| self.stays[it].post);
        let day = self.begins[piece];
        let post = said.or_else(|| person.posts_on(day).next().map(|it| it.0))?;
        person.posts.get(post)?.role.as_ref()
    }
}

/// Whether somebody qualifies for a demand.
fn qualified(problem: &Problem, demand: &Demand, person: usize) -> Qualified {
    let Some(by) = &demand.by else { return Qualified::Always };
    let person = &problem.people[person];
    let Some(judged) = &person.judged else {
        return if person.qualifies.contains(by) { Qualified::Always } else { Qualified::Never };
    };
    let all = judged.qualifies.get(by).into_iter().flatten();
    Qualified::On(all.filter(|it| it.1 == Truth::Met).map(|it| it.0).collect())
}
