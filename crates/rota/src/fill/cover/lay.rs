//! Laying supervision out: stretches, classes of asking and giving, and who is near enough for whom.

#![expect(
    clippy::indexing_slicing,
    reason = "pieces and people are numbered by the caller, each for an entry that is there"
)]

use std::collections::{BTreeMap, BTreeSet};

use preceptor_record::{Closeness, Day};

use super::{Cover, Gives, Part, Stay, qualified};
use crate::fill::ground::Who;
use crate::model::clock::Stretch;
use crate::model::problem::{Demand, DutyIx, PersonIx, PlaceIx, Problem, Ruled, Work};
use crate::model::rota::Line;
use crate::model::written::{Supervises, Time};

/// A class of giving: where, and within how many minutes.
type Giving = (Option<PlaceIx>, Option<i64>);

/// A piece as far as supervision goes.
struct Seen<'a> {
    duty: Option<DutyIx>,
    work: &'a Work,
    /// When somebody is there.
    there: Vec<Stretch>,
}

/// Lays out the supervision of a problem.
pub fn out<'g>(problem: &'g Problem, stays: &[Line], people: &[Who<'_>]) -> Cover<'g> {
    let seen = seen(problem, stays);
    let mut givings: Vec<Giving> = Vec::new();
    let gives: Vec<Option<Gives>> =
        seen.iter().map(|it| gives(problem, it, &mut givings)).collect();
    let mut asked: Vec<(&'g Demand, Option<PlaceIx>)> = Vec::new();
    let mut class = |demand: &'g Demand, place: Option<PlaceIx>| {
        let known = asked.iter().position(|it| *it.0 == *demand && it.1 == place);
        let at = known.unwrap_or_else(|| {
            asked.push((demand, place));
            asked.len() - 1
        });
        u32::try_from(at).unwrap_or(u32::MAX)
    };
    let asks: Vec<Option<u32>> = seen
        .iter()
        .map(|it| {
            let demand = problem.duty(it.duty?).demand.as_ref()?;
            Some(class(demand, it.work.place))
        })
        .collect();
    let also = also(problem, stays, people, &mut class);
    let near = asked.iter().map(|(demand, place)| {
        givings.iter().map(|it| is_near(problem, demand, *place, *it)).collect()
    });
    let near = near.collect();
    let everybody = 0..problem.people.len();
    let qualified = asked
        .iter()
        .map(|it| everybody.clone().map(|person| qualified(problem, it.0, person)).collect());
    let also_asked: BTreeSet<u32> = also.keys().map(|it| it.1).collect();
    let is_seen = |piece: &u32| {
        let at = *piece as usize;
        asks[at].is_some() || gives[at].is_some() || also_asked.contains(piece)
    };
    let (parts, of_piece) = parts(problem, &seen, is_seen);
    let day = |it: &Seen<'_>| match it.there.first() {
        Some(first) => problem.clock.day_of(first.from),
        None => problem.days.from,
    };
    let mut begins: Vec<Day> = seen.iter().map(day).collect();
    for (begins, line) in begins.iter_mut().skip(problem.duties.len()).zip(stays) {
        *begins = problem.clock.day_of(line.stretch.from);
    }
    Cover {
        problem,
        qualified: qualified.collect(),
        parts,
        of_piece,
        asks,
        also,
        gives,
        near,
        asked,
        begins,
        first_stay: problem.duties.len(),
        stays: stays
            .iter()
            .map(|it| Stay {
                person: it.person.0,
                supervisor: it.supervisor.map(|it| it.0),
                post: it.post,
            })
            .collect(),
    }
}

fn seen<'a>(problem: &'a Problem, stays: &'a [Line]) -> Vec<Seen<'a>> {
    let duties = problem.duties.iter().zip(0..).map(|(duty, ix)| Seen {
        duty: Some(DutyIx(ix)),
        work: &duty.work,
        there: vec![duty.stretch],
    });
    let lines = stays.iter().map(|line| Seen {
        duty: line.duty,
        work: &line.work,
        there: present(problem, line),
    });
    duties.chain(lines).collect()
}

/// When somebody is there: the line without their absences.
fn present(problem: &Problem, line: &Line) -> Vec<Stretch> {
    let mut parts = vec![line.stretch];
    for absence in &problem.person(line.person).absences {
        let away = absence.stretch;
        let cut = |it: Stretch| {
            let before = Stretch { from: it.from, until: it.until.min(away.from) };
            let after = Stretch { from: it.from.max(away.until), until: it.until };
            if it.meets(away) { vec![before, after] } else { vec![it] }
        };
        parts = parts.into_iter().flat_map(cut).filter(|it| !it.is_empty()).collect();
    }
    parts
}

/// How whoever does a piece covers others; nothing where nobody is covered from it.
fn gives(problem: &Problem, piece: &Seen<'_>, givings: &mut Vec<Giving>) -> Option<Gives> {
    let duty = problem.duty(piece.duty?);
    let cap = match duty.supervises {
        Supervises::Nobody => return None,
        Supervises::Any => None,
        Supervises::AtMost(it) => Some(i64::from(it)),
    };
    let giving = match piece.work.time {
        Time::Protected | Time::Unpaid => return None,
        Time::OnCallHome => (None, duty.minutes),
        Time::Work | Time::OnCallSite => (piece.work.place, duty.minutes),
    };
    let at = givings.iter().position(|it| *it == giving).unwrap_or_else(|| {
        givings.push(giving);
        givings.len() - 1
    });
    Some(Gives { class: u32::try_from(at).ok()?, cap })
}

/// What follows from people's facts: by person and piece, what is asked, and when.
fn also<'g>(
    problem: &'g Problem,
    stays: &[Line],
    people: &[Who<'_>],
    class: &mut dyn FnMut(&'g Demand, Option<PlaceIx>) -> u32,
) -> BTreeMap<(u32, u32), Vec<(u32, preceptor_record::Period)>> {
    let mut made: BTreeMap<(u32, u32), Vec<_>> = BTreeMap::new();
    let numbers = (0_u32..).zip(people).zip(&problem.people);
    for ((number, who), person) in numbers.filter(|it| it.1.judged.is_some()) {
        let judged = person.judged.iter().flat_map(|it| &it.rulings);
        let first = u32::try_from(problem.duties.len()).unwrap_or(u32::MAX);
        let lines = (first..).zip(stays).filter(|it| it.1.person == PersonIx(number));
        let lines = lines.filter_map(|(piece, it)| {
            Some((piece, it.duty?, it.work.place, it.post, it.stretch.from))
        });
        let open = who.open.iter().map(|it| {
            let duty = problem.duty(DutyIx(*it));
            (*it, DutyIx(*it), duty.work.place, None, duty.stretch.from)
        });
        let all: Vec<_> = open.chain(lines).collect();
        for it in judged {
            let Ruled::Supervised(demand) = &it.what else { continue };
            for (piece, duty, place, post, from) in &all {
                let first = || person.posts_on(problem.clock.day_of(*from)).next().map(|it| it.0);
                let asking = problem.duty(*duty).asking;
                let is_ours = (it.asking.is_none() || it.asking == asking)
                    && (it.post.is_none() || it.post == post.or_else(first));
                if is_ours {
                    made.entry((number, *piece))
                        .or_default()
                        .push((class(demand, *place), it.days));
                }
            }
        }
    }
    made
}

/// Whether somebody who gives cover so is near and quick enough for what is asked at a place.
fn is_near(problem: &Problem, demand: &Demand, place: Option<PlaceIx>, giving: Giving) -> bool {
    let both = place.zip(giving.0);
    let site = |it: PlaceIx| problem.place(it).site.as_ref();
    let closeness = match both {
        Some((a, b)) if a == b => Closeness::Direct,
        Some((a, b)) if site(a).is_some() && site(a) == site(b) => Closeness::OnSite,
        _ => Closeness::Available,
    };
    let walk = || both.and_then(|(a, b)| problem.walk(a, b)).or(giving.1);
    closeness.satisfies(demand.level)
        && demand.attend_within.is_none_or(|asked| walk().is_some_and(|it| it <= asked))
}

/// The stretches between two possible changes of presence, and for each piece those that it lies in.
fn parts(
    problem: &Problem,
    seen: &[Seen<'_>],
    is_seen: impl Fn(&u32) -> bool,
) -> (Vec<Part>, Vec<Vec<u32>>) {
    let mut changes: BTreeMap<i64, (Vec<u32>, Vec<u32>)> = BTreeMap::new();
    for (number, piece) in (0_u32..).zip(seen).filter(|it| is_seen(&it.0)) {
        for there in &piece.there {
            let there = there.within(problem.period);
            if there.is_empty() {
                continue;
            }
            changes.entry(there.from).or_default().0.push(number);
            changes.entry(there.until).or_default().1.push(number);
            // What is asked, and who qualifies, may change with the day.
            for day in problem.days_of(there).skip(1) {
                changes.entry(problem.clock.midnight(Day(day))).or_default();
            }
        }
    }
    let mut there: BTreeSet<u32> = BTreeSet::new();
    let mut of_piece: Vec<Vec<u32>> = vec![Vec::new(); seen.len()];
    let mut made: Vec<Part> = Vec::new();
    for (from, (come, go)) in &changes {
        go.iter().for_each(|it| {
            there.remove(it);
        });
        there.extend(come);
        if there.is_empty() {
            continue;
        }
        let number = u32::try_from(made.len()).unwrap_or(u32::MAX);
        there.iter().for_each(|it| of_piece[*it as usize].push(number));
        let day = problem.clock.day_of(*from);
        made.push(Part { day, pieces: there.iter().copied().collect() });
    }
    (made, of_piece)
}
