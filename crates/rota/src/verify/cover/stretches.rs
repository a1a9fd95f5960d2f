//! The stretches between two changes of anybody's presence, and who is there in each.

use std::collections::{BTreeMap, BTreeSet};

use preceptor_limits::Class;
use preceptor_record::Day;

use super::fit::{Supervised, Supervising};
use crate::model::clock::Stretch;
use crate::model::problem::{Demand, DutyIx, Problem, Ruled};
use crate::model::rota::Line;
use crate::verify::diary::post_of;

/// Who is there, between two changes of anybody's presence.
#[derive(Debug, Clone)]
pub struct Moment<'a> {
    /// When.
    pub stretch: Stretch,
    /// Who needs supervision: the number of the line, its duty, and what is asked.
    pub supervised: Vec<(usize, DutyIx, Supervised<'a>)>,
    /// Who may cover others.
    pub supervising: Vec<Supervising>,
}

/// What is asked of one line, and on which days.
struct Asked<'a> {
    demand: &'a Demand,
    days: preceptor_record::Period,
}

/// All stretches of the period in which somebody needs supervision.
pub fn moments<'a>(problem: &'a Problem, lines: &'a [Line]) -> Vec<Moment<'a>> {
    let asked: Vec<Vec<Asked<'a>>> = lines.iter().map(|it| asked(problem, it)).collect();
    let supervising: Vec<Option<Supervising>> =
        lines.iter().map(|it| Supervising::on(problem, it)).collect();
    let mut changes: BTreeMap<i64, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (number, line) in lines.iter().enumerate() {
        let needs = asked.get(number).is_some_and(|it| !it.is_empty());
        let covers = supervising.get(number).is_some_and(Option::is_some);
        if !needs && !covers {
            continue;
        }
        for part in present(problem, line) {
            let part = part.within(problem.period);
            if part.is_empty() {
                continue;
            }
            changes.entry(part.from).or_default().0.push(number);
            changes.entry(part.until).or_default().1.push(number);
            // What is asked, and who qualifies, may change with the day.
            for day in problem.days_of(part).skip(1) {
                changes.entry(problem.clock.midnight(Day(day))).or_default();
            }
        }
    }
    let mut there: BTreeSet<usize> = BTreeSet::new();
    let mut made = Vec::new();
    let mut ahead = changes.iter().peekable();
    while let Some((from, (come, go))) = ahead.next() {
        go.iter().for_each(|it| {
            there.remove(it);
        });
        there.extend(come);
        let Some((until, _)) = ahead.peek() else { break };
        let stretch = Stretch { from: *from, until: **until };
        let day = problem.clock.day_of(stretch.from);
        let mut supervised = Vec::new();
        for number in &there {
            let (Some(line), Some(all)) = (lines.get(*number), asked.get(*number)) else {
                continue;
            };
            let demands: Vec<&Demand> =
                all.iter().filter(|it| it.days.holds(day)).map(|it| it.demand).collect();
            let Some(duty) = line.duty.filter(|_| !demands.is_empty()) else { continue };
            let post = post_of(problem, line);
            let posts = &problem.person(line.person).posts;
            let role = post.and_then(|it| posts.get(it)).and_then(|it| it.role.as_ref());
            let place = line.work.place;
            supervised.push((
                *number,
                duty,
                Supervised { person: line.person, role, place, demands, fixed: line.supervisor },
            ));
        }
        if !supervised.is_empty() {
            let here = there.iter().filter_map(|it| supervising.get(*it).copied().flatten());
            made.push(Moment { stretch, supervised, supervising: here.collect() });
        }
    }
    made
}

/// What is asked of whoever is on a line: what the duty asks, and what follows from their facts.
fn asked<'a>(problem: &'a Problem, line: &Line) -> Vec<Asked<'a>> {
    let Some(duty) = line.duty.map(|it| problem.duty(it)) else { return Vec::new() };
    let own =
        duty.demand.as_ref().map(|demand| Asked { demand, days: preceptor_record::Period::ALL });
    let post = post_of(problem, line);
    let judged = problem.person(line.person).judged.iter().flat_map(|it| &it.rulings);
    let ruled = judged.filter_map(|it| match &it.what {
        Ruled::Supervised(demand)
            if (it.asking.is_none() || it.asking == duty.asking)
                && (it.post.is_none() || it.post == post) =>
        {
            Some(Asked { demand, days: it.days })
        }
        _ => None,
    });
    own.into_iter().chain(ruled).collect()
}

/// When somebody is there: the line without their absences.
fn present(problem: &Problem, line: &Line) -> Vec<Stretch> {
    let mut parts = vec![line.stretch];
    for absence in &problem.person(line.person).absences {
        let away = absence.stretch;
        parts = parts
            .into_iter()
            .flat_map(|it| {
                let before = Stretch { from: it.from, until: it.until.min(away.from) };
                let after = Stretch { from: it.from.max(away.until), until: it.until };
                if it.meets(away) { vec![before, after] } else { vec![it] }
            })
            .filter(|it| !it.is_empty())
            .collect();
    }
    parts
}

/// The hardest class of several people's demands.
pub fn hardest<'a>(of: impl Iterator<Item = &'a Supervised<'a>>) -> Class {
    of.map(Supervised::class).min().unwrap_or(Class::Firm)
}
