//! Whether one person could cover another, numbers apart: is she there, near enough, and does she qualify?

use preceptor_limits::Class;
use preceptor_record::{Closeness, Code, Day};

use crate::model::problem::{Demand, PersonIx, PlaceIx, Problem, Truth};
use crate::model::rota::Line;
use crate::model::written::{Supervises, Time};

/// Somebody on a duty on which she may cover others.
#[derive(Debug, Clone, Copy)]
pub struct Supervising {
    /// Who.
    pub person: PersonIx,
    /// Where; nowhere, when on call from home.
    pub place: Option<PlaceIx>,
    /// Minutes within which she attends, where the duty says.
    pub minutes: Option<i64>,
    /// How many she may cover, where the duty says.
    pub cap: Option<i64>,
}

impl Supervising {
    /// What a line makes of whoever is on it; nothing where nobody is covered from it.
    pub fn on(problem: &Problem, line: &Line) -> Option<Self> {
        let duty = problem.duty(line.duty?);
        let cap = match duty.supervises {
            Supervises::Nobody => return None,
            Supervises::Any => None,
            Supervises::AtMost(it) => Some(i64::from(it)),
        };
        match line.work.time {
            Time::Protected | Time::Unpaid => None,
            Time::OnCallHome => {
                Some(Self { person: line.person, place: None, minutes: duty.minutes, cap })
            }
            Time::Work | Time::OnCallSite => Some(Self {
                person: line.person,
                place: line.work.place,
                minutes: duty.minutes,
                cap,
            }),
        }
    }
}

/// Somebody who needs supervision for a while.
#[derive(Debug, Clone)]
pub struct Supervised<'a> {
    /// Who.
    pub person: PersonIx,
    /// Their role, for counting.
    pub role: Option<&'a Code>,
    /// Where.
    pub place: Option<PlaceIx>,
    /// What is asked.
    pub demands: Vec<&'a Demand>,
    /// Who the line says it is.
    pub fixed: Option<PersonIx>,
}

impl Supervised<'_> {
    /// The hardest of what is asked.
    pub fn class(&self) -> Class {
        self.demands.iter().map(|it| it.class).min().unwrap_or(Class::Firm)
    }
}

/// How near somebody comes to cover, the nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// She does cover.
    Covers,
    /// She would, if she qualifies, which nobody can tell.
    CannotTell,
    /// She qualifies and is too far: so many minutes where that is known, and so many are asked.
    TooFar(Option<(i64, i64)>),
    /// She is near enough and does not qualify.
    NotQualified,
    /// Neither.
    Neither,
}

/// How near a supervisor comes to what one demand asks of somebody, on a day.
pub fn fit(
    problem: &Problem,
    supervisor: &Supervising,
    of: &Supervised<'_>,
    demand: &Demand,
    day: Day,
) -> Fit {
    let distance = too_far(problem, supervisor, of.place, demand);
    match (qualifies(problem, supervisor.person, demand, day), distance) {
        (Truth::Met, Ok(())) => Fit::Covers,
        (Truth::Unknown, Ok(())) => Fit::CannotTell,
        (Truth::Met | Truth::Unknown, Err(far)) => Fit::TooFar(far),
        (Truth::Unmet, Ok(())) => Fit::NotQualified,
        (Truth::Unmet, Err(_)) => Fit::Neither,
    }
}

/// Whether somebody qualifies: by their facts where they have some, else by what the problem says of them.
fn qualifies(problem: &Problem, who: PersonIx, demand: &Demand, day: Day) -> Truth {
    let Some(by) = &demand.by else { return Truth::Met };
    let person = problem.person(who);
    match &person.judged {
        None if person.qualifies.contains(by) => Truth::Met,
        None => Truth::Unmet,
        Some(judged) => {
            let periods = judged.qualifies.get(by).into_iter().flatten();
            periods.filter(|it| it.0.holds(day)).map(|it| it.1).next().unwrap_or(Truth::Unmet)
        }
    }
}

/// Whether she is near and quick enough; else her minutes and those asked, where both are known.
fn too_far(
    problem: &Problem,
    supervisor: &Supervising,
    place: Option<PlaceIx>,
    demand: &Demand,
) -> Result<(), Option<(i64, i64)>> {
    let both = place.zip(supervisor.place);
    let site = |it: PlaceIx| problem.place(it).site.as_ref();
    let closeness = match both {
        Some((a, b)) if a == b => Closeness::Direct,
        Some((a, b)) if site(a).is_some() && site(a) == site(b) => Closeness::OnSite,
        _ => Closeness::Available,
    };
    if !closeness.satisfies(demand.level) {
        return Err(None);
    }
    let Some(asked) = demand.attend_within else { return Ok(()) };
    let walk = both.and_then(|(a, b)| problem.walk(a, b)).or(supervisor.minutes);
    match walk {
        Some(it) if it <= asked => Ok(()),
        Some(it) => Err(Some((it, asked))),
        // Minutes that nobody stated satisfy no demand that names some.
        None => Err(None),
    }
}
