//! Why a place stays unfilled: what keeps each person from it, and which single thing, lifted, would fill it at least
//! cost.

use std::collections::BTreeMap;

use preceptor_limits::Class;

use super::filling::Filling;
use super::ground::{Ground, Obstacle, obstacles};
use crate::model::problem::{DutyIx, PersonIx, Problem};
use crate::model::rota::Rota;

/// One thing that keeps somebody off a duty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Against {
    /// How hard it binds.
    pub class: Class,
    /// The rule: one of limits, or of rotas themselves.
    pub rule: String,
    /// What of it, in words; nothing where the rule says it all.
    pub because: String,
}

/// A way to fill a place: one person, and the one thing that would have to be lifted for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// Who would do it.
    pub person: PersonIx,
    /// What would have to be lifted; nothing where nothing stands against it.
    pub lifted: Option<Against>,
    /// The points it would cost; less than none where it saves some.
    pub points: i64,
}

/// Why a place stays unfilled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// Which duty.
    pub duty: DutyIx,
    /// How many it lacks.
    pub missing: i64,
    /// What keeps people from it, with whom, what keeps most first.
    pub against: Vec<(Against, Vec<PersonIx>)>,
    /// Ways to fill it by lifting one thing, the cheapest first.
    pub ways: Vec<Way>,
}

/// Explains the places that a rota leaves unfilled, the first so many of them.
pub fn explain(problem: &Problem, rota: &Rota, most: usize) -> Vec<Explained> {
    let ground = Ground::new(problem, rota);
    let mut filling = Filling::new(&ground);
    filling.begin(rota);
    let mut open: Vec<u32> = (0..).take(problem.duties.len()).collect();
    open.retain(|it| filling.missing(*it).1 > 0);
    open.sort_by_key(|it| (problem.duty(DutyIx(*it)).stretch, *it));
    open.into_iter().take(most).map(|it| explained(&mut filling, it)).collect()
}

fn explained(filling: &mut Filling<'_>, duty: u32) -> Explained {
    let mut by: BTreeMap<Against, Vec<PersonIx>> = BTreeMap::new();
    let mut ways = Vec::new();
    for person in (0..).take(filling.ground().people.len()) {
        if filling.on(duty).contains(&person) {
            continue;
        }
        let (mut all, points) = against(filling, person, duty);
        for it in &all {
            by.entry(it.clone()).or_default().push(PersonIx(person));
        }
        // Nobody learns a kind of duty or a skill for one day.
        let can = all.iter().all(|it| it.rule != "not-eligible");
        if all.len() <= 1 && can {
            ways.push(Way { person: PersonIx(person), lifted: all.pop(), points });
        }
    }
    ways.sort_by_key(|it| {
        let class = it.lifted.as_ref().map(|it| std::cmp::Reverse(it.class));
        (class, it.points, it.person)
    });
    let mut against: Vec<_> = by.into_iter().collect();
    against.sort_by_key(|it| std::cmp::Reverse(it.1.len()));
    Explained { duty: DutyIx(duty), missing: filling.missing(duty).1, against, ways }
}

/// Everything that keeps somebody off a duty as the rota stands, and the points it would cost.
pub fn against(filling: &mut Filling<'_>, person: u32, duty: u32) -> (Vec<Against>, i64) {
    let ground = filling.ground();
    let problem = ground.problem;
    let own = |rule: &str, because: String| Against {
        class: Class::Hard,
        rule: rule.to_owned(),
        because,
    };
    let of = problem.duty(DutyIx(duty));
    let mut made: Vec<Against> = obstacles(problem, problem.person(PersonIx(person)), of)
        .into_iter()
        .map(|it| match it {
            Obstacle::Away(why) => {
                own("absent", why.map_or_else(|| "away".to_owned(), |it| it.to_string()))
            }
            Obstacle::NoPost => own("not-eligible", "no post is held then".to_owned()),
            Obstacle::Kind => {
                own("not-eligible", "none of the kinds of duty they can do".to_owned())
            }
            Obstacle::Skill(it) => own("not-eligible", format!("without the skill {it}")),
            Obstacle::Standing(because) => own("standing", because),
        })
        .collect();
    let n = problem.duties.len();
    for line in filling.row(person).to_vec() {
        let Some(piece) = ground.pieces.get(line as usize) else { continue };
        if piece.stretch.meets(of.stretch) {
            let other = piece
                .duty
                .map_or("work without a duty".to_owned(), |it| problem.duty(it).id.to_string());
            let stays = if (line as usize) < n { "" } else { ", which stays" };
            made.push(own("overlap", format!("on {other} then{stays}")));
        }
    }
    let trial = filling.trial(person, duty);
    for rule in trial.rules {
        let rule = problem.rule(rule);
        let id = rule.id.to_string();
        made.push(Against { class: rule.class, rule: id, because: rule.says.clone() });
    }
    if trial.is_short {
        let because = "nobody would be left who may supervise".to_owned();
        made.push(Against { class: Class::Firm, rule: "supervision-cover".to_owned(), because });
    }
    made.sort();
    made.dedup();
    (made, trial.points)
}
