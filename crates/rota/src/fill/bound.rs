//! What no rota can do without: a proven bound on places unfilled and on points.
//!
//! A place is unfilled in every rota where fewer people may do the duty at all, apart from everything else, than it
//! needs. Of the points only those are told that every rota has which fills all the others: what a shift tires whoever
//! does it, in the first place of a row, and what is wanted of duties that too few may do. Requests and fair shares may
//! all be met, as far as is proven here.

#![expect(clippy::indexing_slicing, reason = "duties are numbered by `Ground`")]

use preceptor_record::Day;

use super::ground::Ground;
use super::judge::risk_of;
use crate::model::problem::Duty;
use crate::model::written::Time;

/// A proven bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bound {
    /// Every rota that breaks nothing leaves at least so many places unfilled.
    pub unfilled: i64,
    /// Every one that leaves no more than those unfilled has at least so many points.
    pub objective: i64,
}

/// The bound of a problem with its lines that stay.
pub fn bound(ground: &Ground<'_>) -> Bound {
    let mut made = Bound::default();
    for (number, duty) in (0_u32..).zip(&ground.problem.duties) {
        let Some(stays) = ground.standing[number as usize] else { continue };
        let able = ground.people.iter().filter(|it| it.may[number as usize]).count();
        let most = stays + i64::try_from(able).unwrap_or(i64::MAX);
        made.unfilled += (duty.need - most).max(0);
        made.objective += (duty.want - duty.need.max(most)).max(0) * ground.problem.weights.wanted;
        let placed = (duty.need.min(most) - stays).max(0);
        made.objective += placed * least_tired(ground, number, duty);
    }
    made
}

/// Points that whoever does a duty has for it, at least.
fn least_tired(ground: &Ground<'_>, number: u32, duty: &Duty) -> i64 {
    let Some((by, sort)) = ground.fatigue else { return 0 };
    if !matches!(duty.work.time, Time::Work | Time::Protected) || may_join(ground, duty) {
        return 0;
    }
    let piece = &ground.pieces[number as usize];
    let night = piece.nights[sort];
    let day = night.map_or(piece.day, Day);
    let clock = &ground.problem.clock;
    let begins = |it| duty.stretch.from >= clock.at(day, it);
    let places = by.nights_in_row.len().max(by.days_in_row.len()).max(1);
    let risks =
        (0..places).map(|it| risk_of(by, duty.stretch.minutes(), night.is_some(), it, begins));
    risks.min().unwrap_or(0) * ground.problem.weights.fatigue
}

/// Whether other work may touch a duty, so that both would be one shift.
fn may_join(ground: &Ground<'_>, duty: &Duty) -> bool {
    let touches = |from: i64, until: i64| from == duty.stretch.until || until == duty.stretch.from;
    ground.pieces.iter().any(|it| {
        matches!(it.time, Time::Work | Time::Protected)
            && touches(it.stretch.from, it.stretch.until)
    })
}
