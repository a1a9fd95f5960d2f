//! Who is where: nobody in two places, nobody at work while away, everybody able, every duty filled.

use std::collections::{BTreeMap, BTreeSet};

use preceptor_record::Day;
use serde_json::{Value as Json, json};

use super::diary::{Diary, post_of};
use super::findings::{Breach, Broken, Own, Unfilled, Unit, Weight};
use crate::model::clock::Stretch;
use crate::model::problem::{Duty, DutyIx, PersonIx, Problem, Reason, Ruled};
use crate::model::rota::Line;

/// A standing that lapses this soon after a duty is worth a notice.
const SOON: i32 = 90;

/// A breach of a rule of rotas themselves.
fn breach(rule: Own, weight: Weight, stretch: Stretch, because: String) -> Breach {
    Breach {
        rule: Broken::Own(rule),
        weight,
        people: BTreeSet::new(),
        duties: BTreeSet::new(),
        stretch,
        found: stretch.minutes(),
        limit: 0,
        unit: Unit::Minutes,
        because,
        source: Json::Null,
        accepted: None,
    }
}

fn of_line(diary: &Diary<'_>, line: &Line, mut it: Breach) -> Breach {
    it.people.insert(diary.who);
    it.duties.extend(line.duty);
    it
}

/// What is wrong with where one person is.
pub fn whereabouts(diary: &Diary<'_>) -> Vec<Breach> {
    let mut made = overlaps(diary);
    for line in &diary.lines {
        let within = line.stretch.within(diary.problem.period);
        if within.is_empty() {
            continue;
        }
        for absence in &diary.person.absences {
            let both = absence.stretch.within(within);
            if !both.is_empty() {
                let why = absence.reason.as_ref().map_or("away", |it| it.as_str());
                let because = format!("away then: {why}");
                made.push(of_line(diary, line, breach(Own::Absent, Weight::Hard, both, because)));
            }
        }
        made.extend(eligible(diary, line));
        made.extend(standing(diary, line));
    }
    joined(made)
}

/// Where two lines of one person are at the same time.
fn overlaps(diary: &Diary<'_>) -> Vec<Breach> {
    let mut made = Vec::new();
    let mut last: Option<&Line> = None;
    for line in diary.lines.iter().copied() {
        let Some(before) = last else {
            last = Some(line);
            continue;
        };
        let both = line.stretch.within(before.stretch).within(diary.problem.period);
        if !both.is_empty() {
            let because = "in two places at once".to_owned();
            let mut found = of_line(diary, line, breach(Own::Overlap, Weight::Hard, both, because));
            found.duties.extend(before.duty);
            made.push(found);
        }
        if line.stretch.until > before.stretch.until {
            last = Some(line);
        }
    }
    made
}

/// Where somebody holds no post, cannot do the kind of duty, or lacks a skill.
fn eligible(diary: &Diary<'_>, line: &Line) -> Vec<Breach> {
    let person = diary.person;
    let problem = diary.problem;
    let days: Vec<Day> = problem.days_of(line.stretch).map(Day).collect();
    let mut reasons: Vec<(String, usize)> = Vec::new();
    let mut ask = |why: String, may: &dyn Fn(Day) -> bool| {
        let n = days.iter().filter(|it| !may(**it)).count();
        if n > 0 {
            reasons.push((why, n));
        }
    };
    match line.post.and_then(|it| person.posts.get(it)) {
        Some(post) => ask("the post is not held then".to_owned(), &|it| post.days.holds(it)),
        None if person.posts.is_empty() => {}
        None => ask("no post is held then".to_owned(), &|it| person.posts_on(it).next().is_some()),
    }
    // Somebody with facts is judged by them, not by what the problem says of them.
    if let (None, Some(can), Some(kind)) = (&person.judged, &person.can, line.kind) {
        let why = format!("not among the kinds of duty they can do: {}", problem.kind(kind));
        ask(why, &|day| can.iter().any(|it| it.0 == kind && it.1.holds(day)));
    }
    let lacks = line.duty.into_iter().flat_map(|it| &problem.duty(it).skills);
    let lacks = lacks.filter(|it| !person.skills.contains(*it));
    for skill in lacks {
        ask(format!("without the skill {skill}"), &|_| false);
    }
    reasons
        .into_iter()
        .map(|(because, n)| {
            let mut found = breach(Own::NotEligible, Weight::Hard, line.stretch, because);
            (found.found, found.unit) = (i64::try_from(n).unwrap_or(i64::MAX), Unit::Days);
            of_line(diary, line, found)
        })
        .collect()
}

/// What follows from somebody's facts for a line.
fn standing(diary: &Diary<'_>, line: &Line) -> Vec<Breach> {
    let problem = diary.problem;
    let asking = line.duty.and_then(|it| problem.duty(it).asking);
    let post = post_of(problem, line);
    let days: Vec<Day> = problem.days_of(line.stretch).map(Day).collect();
    let rulings = diary.person.judged.iter().flat_map(|it| &it.rulings);
    let ours = rulings.filter(|it| {
        (it.asking.is_none() || it.asking == asking) && (it.post.is_none() || it.post == post)
    });
    let mut made = Vec::new();
    for it in ours {
        let on: Vec<Day> = days.iter().copied().filter(|day| it.days.holds(*day)).collect();
        let Some(first) = on.first() else { continue };
        let n = i64::try_from(on.len()).unwrap_or(i64::MAX);
        let (weight, reason, found, limit): (Weight, &Reason, i64, i64) = match &it.what {
            Ruled::Barred(reason) => (reason.class.into(), reason, n, 0),
            Ruled::CannotTell(reason) => (Weight::Unknown, reason, n, 0),
            Ruled::Lapses(lapses, reason) => {
                let left = lapses.0.saturating_sub(first.0);
                if left <= 0 || left > SOON {
                    continue;
                }
                (Weight::Notice, reason, left.into(), SOON.into())
            }
            Ruled::Supervised(_) => continue,
        };
        let mut told = breach(Own::Standing, weight, line.stretch, reason.because.clone());
        (told.found, told.limit, told.unit) = (found, limit, Unit::Days);
        told.source = reason.source.clone();
        made.push(of_line(diary, line, told));
    }
    made
}

/// One notice for each thing that will lapse, and one breach for what overlaps.
fn joined(mut all: Vec<Breach>) -> Vec<Breach> {
    all.sort_by(|a, b| {
        (a.rule, a.weight, &a.because, a.stretch).cmp(&(b.rule, b.weight, &b.because, b.stretch))
    });
    let mut made: Vec<Breach> = Vec::new();
    for it in all {
        let same = made.last_mut().filter(|last| {
            (last.rule, last.weight, &last.because) == (it.rule, it.weight, &it.because)
                && (it.stretch.meets(last.stretch) || it.weight == Weight::Notice)
        });
        match same {
            Some(last) => {
                if last.weight == Weight::Notice {
                    // The first duty has the most days left; what matters is the last.
                    last.found = last.found.min(it.found);
                    last.stretch = last.stretch.hull(it.stretch);
                } else {
                    last.stretch = last.stretch.hull(it.stretch);
                    let whole = last.stretch.minutes();
                    last.found =
                        if last.unit == Unit::Minutes { whole } else { last.found.max(it.found) };
                }
                last.duties.extend(it.duties);
            }
            None => made.push(it),
        }
    }
    made
}

/// How many are on a duty, and on how many of its minutes too few are.
#[derive(Debug, Clone, Copy)]
pub struct Staffed {
    /// Which.
    pub duty: DutyIx,
    /// Fewest at once.
    pub fewest: i64,
    /// From the first to the last minute with fewer than are needed.
    pub short: Option<Stretch>,
}

/// Who is on the duties of the period.
pub fn staffed(problem: &Problem, lines: &[Line]) -> Vec<Staffed> {
    let mut on: BTreeMap<DutyIx, Vec<(Stretch, PersonIx)>> = BTreeMap::new();
    for it in lines {
        if let Some(duty) = it.duty {
            on.entry(duty).or_default().push((it.stretch, it.person));
        }
    }
    let numbered = problem.duties.iter().zip(0..).map(|(it, ix)| (it, DutyIx(ix)));
    let ours = numbered.filter(|(it, _)| {
        problem.period.from <= it.stretch.from && it.stretch.from < problem.period.until
    });
    ours.map(|(duty, ix)| count(duty, ix, on.get(&ix).map(Vec::as_slice).unwrap_or_default()))
        .collect()
}

fn count(duty: &Duty, ix: DutyIx, on: &[(Stretch, PersonIx)]) -> Staffed {
    let mut bounds: BTreeSet<i64> = BTreeSet::from([duty.stretch.from, duty.stretch.until]);
    bounds.extend(on.iter().flat_map(|it| [it.0.from, it.0.until]));
    let bounds: Vec<i64> = bounds.into_iter().collect();
    let mut fewest = i64::MAX;
    let mut short: Option<Stretch> = None;
    for pair in bounds.windows(2) {
        let [from, until] = pair else { continue };
        let part = Stretch { from: *from, until: *until };
        let there: BTreeSet<PersonIx> =
            on.iter().filter(|it| it.0.meets(part)).map(|it| it.1).collect();
        let n = i64::try_from(there.len()).unwrap_or(i64::MAX);
        fewest = fewest.min(n);
        if n < duty.need {
            short = Some(short.map_or(part, |it| it.hull(part)));
        }
    }
    Staffed { duty: ix, fewest, short }
}

/// The duties that have fewer people than they need.
pub fn understaffed(problem: &Problem, all: &[Staffed]) -> (Vec<Breach>, Vec<Unfilled>) {
    let (mut breaches, mut unfilled) = (Vec::new(), Vec::new());
    for it in all {
        let duty = problem.duty(it.duty);
        let Some(stretch) = it.short else { continue };
        let mut found = breach(
            Own::Understaffed,
            Weight::Soft,
            stretch,
            "fewer people than it needs".to_owned(),
        );
        (found.found, found.limit, found.unit) = (it.fewest, duty.need, Unit::People);
        found.duties.insert(it.duty);
        found.source =
            json!({ "title": "the need that the rota states", "of": { "duty": duty.id.as_str() } });
        breaches.push(found);
        unfilled.push(Unfilled { duty: it.duty, missing: duty.need - it.fewest });
    }
    (breaches, unfilled)
}
