//! What does not change while a rota is filled.

#![expect(
    clippy::indexing_slicing,
    reason = "pieces, people and duties are numbered here, each for an entry that is there"
)]

use std::collections::BTreeSet;

use preceptor_limits::measure::RunOf;
use preceptor_limits::parameters::NightSpec;
use preceptor_limits::{Class, Fatigue, Measure};
use preceptor_record::{Code, Day};

use super::cover::Cover;
use super::fairness;
use super::judge::bound::{Bound, bounds, sort_of};
use super::pieces::Piece;
use crate::model::clock::Stretch;
use crate::model::problem::{Duty, DutyIx, Person, PersonIx, Problem, Request, RuleIx, Ruled};
use crate::model::rota::{Line, Rota};

/// A problem made ready to be filled.
#[derive(Debug)]
pub struct Ground<'g> {
    /// The problem.
    pub problem: &'g Problem,
    /// Every duty as a whole, by its number, and after them each line that stays.
    pub pieces: Vec<Piece>,
    /// The lines that stay, in the order of their pieces.
    pub stays: Vec<Line>,
    /// The sorts of night that rules speak of.
    pub sorts: Vec<NightSpec>,
    /// The sort that fairness counts.
    pub night: Option<usize>,
    /// How shifts tire, where that is weighed, and the sort of night it speaks of.
    pub fatigue: Option<(&'g Fatigue, usize)>,
    /// Everybody.
    pub people: Vec<Who<'g>>,
    /// How many of the lines that stay are on each duty, where fewest are; nothing where the duty is not filled.
    pub standing: Vec<Option<i64>>,
    /// Supervision.
    pub cover: Cover<'g>,
}

/// Somebody, as the search sees them.
#[derive(Debug)]
pub struct Who<'g> {
    /// In full.
    pub person: &'g Person,
    /// The limits that bind them.
    pub bounds: Vec<Bound<'g>>,
    /// Breaches that somebody accepted: when, and of which rules.
    pub accepted: Vec<(Stretch, Vec<RuleIx>)>,
    /// Their requests within the period.
    pub requests: Vec<&'g Request>,
    /// Their pieces that stay, in order.
    pub stays: Vec<u32>,
    /// Whether they may do each duty, other duties apart.
    pub may: Vec<bool>,
    /// The duties they may do, in order of time.
    pub open: Vec<u32>,
    /// Thousandths of full time over the days of being available.
    pub share: i64,
    /// Whether some duty is one for them, of each of what is shared.
    pub can: [bool; 3],
    /// What they had before.
    pub earlier: [i64; 3],
}

impl<'g> Ground<'g> {
    /// Makes a problem ready, with those lines of a rota that stay: history, work without a duty, parts of duties, and
    /// what is pinned or accepted.
    pub fn new(problem: &'g Problem, rota: &Rota) -> Self {
        let stays: Vec<Line> =
            rota.lines.iter().filter(|it| !is_free(problem, it)).cloned().collect();
        let mut sorts = Vec::new();
        let night = night(problem).map(|it| sort_of(&mut sorts, it));
        let fatigue = problem.fatigue.as_ref().filter(|_| problem.weights.fatigue > 0);
        let fatigue = fatigue.map(|it| (it, sort_of(&mut sorts, &it.night)));
        let all = span(problem, &stays);
        let bounds: Vec<Vec<Bound<'g>>> =
            problem.people.iter().map(|it| bounds(problem, it, &mut sorts, &all)).collect();
        let numbers = (0..).map(DutyIx).take(problem.duties.len());
        let mut pieces: Vec<Piece> =
            numbers.map(|it| Piece::of_duty(problem, it, &sorts)).collect();
        pieces.extend(stays.iter().map(|it| Piece::of_line(problem, it, &sorts)));
        let standing = standing(problem, &stays);
        let people = bounds
            .into_iter()
            .zip(0..)
            .map(|(bounds, number)| who(problem, &stays, &standing, bounds, PersonIx(number)));
        let mut people: Vec<Who<'g>> = people.collect();
        for who in &mut people {
            let order = |it: &u32| (pieces[*it as usize].stretch, pieces[*it as usize].duty);
            who.stays.sort_by_key(order);
            who.open.sort_by_key(order);
        }
        fairness::who_takes_part(problem, &mut people, night.map(|it| &sorts[it]));
        let cover = Cover::new(problem, &stays, &people);
        Self { problem, pieces, stays, sorts, night, fatigue, people, standing, cover }
    }

    /// The post that somebody's line is in.
    pub fn post(&self, who: &Who<'_>, line: u32) -> Option<usize> {
        let line = line as usize;
        let said = line.checked_sub(self.problem.duties.len()).and_then(|it| self.stays[it].post);
        said.or_else(|| who.person.posts_on(self.pieces[line].day).next().map(|it| it.0))
    }

    /// The duty of that number.
    pub fn duty(&self, duty: u32) -> &'g Duty {
        self.problem.duty(DutyIx(duty))
    }
}

/// Whether a line is for the search to move: a whole duty of the period that nobody pinned.
pub fn is_free(problem: &Problem, line: &Line) -> bool {
    let Some(duty) = line.duty.map(|it| problem.duty(it)) else { return false };
    is_filled(problem, duty)
        && line.stretch == duty.stretch
        && !line.is_pinned
        && line.accepted.is_none()
        && line.worked.is_empty()
}

/// A rota with everybody on every duty of the period beside its own lines: what might be asked about.
pub fn every_line(problem: &Problem, rota: &Rota) -> Rota {
    let mut lines = rota.lines.clone();
    let numbers = (0..).map(DutyIx).zip(&problem.duties);
    for (ix, duty) in numbers.filter(|it| is_filled(problem, it.1)) {
        let people = (0..).map(PersonIx).zip(&problem.people);
        lines.extend(people.map(|(person, _)| line(duty, ix, person)));
    }
    Rota::new(lines)
}

/// Somebody on a whole duty.
pub fn line(duty: &Duty, ix: DutyIx, person: PersonIx) -> Line {
    Line {
        duty: Some(ix),
        person,
        post: None,
        supervisor: None,
        stretch: duty.stretch,
        kind: duty.kind,
        work: duty.work.clone(),
        worked: Vec::new(),
        is_pinned: false,
        accepted: None,
    }
}

/// Whether a duty is one of those to fill: it begins within the period.
pub fn is_filled(problem: &Problem, duty: &Duty) -> bool {
    problem.period.from <= duty.stretch.from && duty.stretch.from < problem.period.until
}

/// The first day of any work, and the first after all of it.
fn span(problem: &Problem, stays: &[Line]) -> [Day; 2] {
    let duties = problem.duties.iter().map(|it| it.stretch);
    let all = stays.iter().map(|it| it.stretch).chain(duties);
    let whole = all.fold(problem.period, Stretch::hull);
    [problem.clock.day_of(whole.from), problem.clock.day_of(whole.until).next()]
}

/// What a night is, as the first rule that speaks of nights says.
fn night(problem: &Problem) -> Option<&NightSpec> {
    problem.rules.iter().find_map(|it| match &it.measure {
        Measure::AverageNight { night, .. } | Measure::Run { of: RunOf::Night(night), .. } => {
            Some(night)
        }
        _ => None,
    })
}

/// How many of the lines that stay are on each duty of the period, where fewest are.
fn standing(problem: &Problem, stays: &[Line]) -> Vec<Option<i64>> {
    let mut on: Vec<Vec<(Stretch, PersonIx)>> = vec![Vec::new(); problem.duties.len()];
    for line in stays {
        if let Some(duty) = line.duty {
            on[duty.0 as usize].push((line.stretch, line.person));
        }
    }
    let fewest = |(duty, on): (&Duty, &Vec<(Stretch, PersonIx)>)| {
        if !is_filled(problem, duty) {
            return None;
        }
        let mut bounds = BTreeSet::from([duty.stretch.from, duty.stretch.until]);
        bounds.extend(on.iter().flat_map(|it| [it.0.from, it.0.until]));
        let bounds: Vec<i64> = bounds.into_iter().collect();
        let parts = bounds.windows(2).map(|it| Stretch { from: it[0], until: it[1] });
        let there = parts.map(|part| {
            let people: BTreeSet<PersonIx> =
                on.iter().filter(|it| it.0.meets(part)).map(|it| it.1).collect();
            i64::try_from(people.len()).unwrap_or(i64::MAX)
        });
        there.min()
    };
    problem.duties.iter().zip(&on).map(fewest).collect()
}

fn who<'g>(
    problem: &'g Problem,
    stays: &[Line],
    standing: &[Option<i64>],
    bounds: Vec<Bound<'g>>,
    ix: PersonIx,
) -> Who<'g> {
    let person = problem.person(ix);
    let n_duties = u32::try_from(problem.duties.len()).unwrap_or(u32::MAX);
    let own: Vec<(u32, &Line)> = (n_duties..).zip(stays).filter(|it| it.1.person == ix).collect();
    let accepted = own.iter().filter_map(|(_, line)| {
        let of = line.accepted.as_ref()?;
        let rules = (0..).take(problem.rules.len()).map(RuleIx);
        let ours = rules.filter(|it| {
            let rule = problem.rule(*it);
            let also = rule.source.get("also").and_then(serde_json::Value::as_array);
            let also = also.into_iter().flatten().filter_map(|it| it.get("rule")?.as_str());
            let mut ids = std::iter::once(rule.id.as_str()).chain(also);
            ids.any(|id| of.rules.iter().any(|it| it.as_str() == id))
        });
        Some((line.stretch, ours.collect()))
    });
    let is_busy = |duty: &Duty| own.iter().any(|it| it.1.stretch.meets(duty.stretch));
    let may: Vec<bool> = problem
        .duties
        .iter()
        .zip(standing)
        .map(|(duty, standing)| {
            standing.is_some() && duty.want > 0 && !is_busy(duty) && may(problem, person, duty)
        })
        .collect();
    let open = (0..n_duties).filter(|it| may[*it as usize]).collect();
    Who {
        person,
        bounds,
        accepted: accepted.collect(),
        requests: problem
            .requests
            .iter()
            .filter(|it| it.person == ix && it.stretch.meets(problem.period))
            .collect(),
        stays: own.iter().map(|it| it.0).collect(),
        may,
        open,
        share: 0,
        can: [false; 3],
        earlier: [0; 3],
    }
}

/// Why somebody may not do a duty, whatever else they do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// They are away, for a reason where one is given.
    Away(Option<Code>),
    /// They hold no post on some day of it.
    NoPost,
    /// It is none of the kinds they can do.
    Kind,
    /// They lack a skill.
    Skill(Code),
    /// Their facts forbid it, or nobody can tell.
    Standing(String),
}

/// Whether somebody may do a duty: there, with a post, able, and as far as their facts say.
fn may(problem: &Problem, person: &Person, duty: &Duty) -> bool {
    obstacles(problem, person, duty).is_empty()
}

/// Everything that keeps somebody off a duty, other duties apart.
pub fn obstacles(problem: &Problem, person: &Person, duty: &Duty) -> Vec<Obstacle> {
    let days = || problem.days_of(duty.stretch).map(Day);
    let mut made = Vec::new();
    let away = person.absences.iter().find(|it| it.stretch.meets(duty.stretch));
    made.extend(away.map(|it| Obstacle::Away(it.reason.clone())));
    if !person.posts.is_empty() && !days().all(|it| person.posts_on(it).next().is_some()) {
        made.push(Obstacle::NoPost);
    }
    let lacks = duty.skills.iter().filter(|it| !person.skills.contains(*it));
    made.extend(lacks.map(|it| Obstacle::Skill(it.clone())));
    let Some(judged) = &person.judged else {
        if let (Some(can), Some(kind)) = (&person.can, duty.kind) {
            let knows = |day: Day| can.iter().any(|it| it.0 == kind && it.1.holds(day));
            if !days().all(knows) {
                made.push(Obstacle::Kind);
            }
        }
        return made;
    };
    let first = problem.clock.day_of(duty.stretch.from);
    let post = person.posts_on(first).next().map(|it| it.0);
    for it in &judged.rulings {
        let is_ours = (it.asking.is_none() || it.asking == duty.asking)
            && (it.post.is_none() || it.post == post)
            && days().any(|day| it.days.holds(day));
        match &it.what {
            Ruled::Barred(reason) if is_ours && reason.class != Class::Soft => {
                made.push(Obstacle::Standing(reason.because.clone()));
            }
            Ruled::CannotTell(reason) if is_ours => {
                made.push(Obstacle::Standing(reason.because.clone()));
            }
            _ => {}
        }
    }
    made.dedup();
    made
}
