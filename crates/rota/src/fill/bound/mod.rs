//! What no rota can do without: a proven bound on places unfilled and on points.
//!
//! A place is unfilled in every rota where fewer people may do the duty at all than it needs. Of the rotas that fill all
//! others, the points are bounded by prices: each duty has a price, whoever does it is paid it, and the duty pays for the
//! places it must fill and those it wants. Then everybody chooses apart from everybody else, under a part of their rules
//! ([`paths`]), and what all come to together is no more than any such rota has, whatever the prices are.

#![expect(clippy::indexing_slicing, reason = "duties and people are numbered by `Ground`")]

mod paths;

use super::ground::Ground;
use crate::search::pace::Pace;
use paths::{Edges, Paths, SCALE};

/// A proven bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bound {
    /// Every rota that breaks nothing leaves at least so many places unfilled.
    pub unfilled: i64,
    /// Every one that leaves no more than those unfilled has at least so many points.
    pub objective: i64,
}

/// Rounds of prices, at most.
const ROUNDS: usize = 600;
/// Steps that all rounds together may take: a second or two, so that a large problem has fewer rounds.
const STEPS: usize = 1_500_000_000;
/// The parts that a step is a share of: of all of them it would close the gap at once, were the bound to meet it.
const STEP: i64 = 1024;
/// Rounds without a better bound after which steps are halved.
const PATIENCE: usize = 10;

/// What one duty must have and may want, people who stay apart.
#[derive(Debug, Clone, Copy)]
struct Places {
    need: i64,
    want: i64,
}

/// The bound of a problem with its lines that stay; `known` are the points of some rota, which the bound should come
/// near.
pub fn bound(ground: &Ground<'_>, known: i64, pace: &dyn Pace) -> Bound {
    let mut unfilled = 0;
    let mut always = 0;
    let n = ground.problem.duties.len();
    let mut places = Vec::with_capacity(n);
    for (number, duty) in ground.problem.duties.iter().enumerate() {
        let stays = ground.standing[number].unwrap_or(duty.want);
        let able = ground.people.iter().filter(|it| it.may[number]).count();
        let able = i64::try_from(able).unwrap_or(i64::MAX);
        let (need, want) = ((duty.need - stays).max(0), (duty.want - stays).max(0));
        unfilled += (need - able).max(0);
        let (need, open) = (need.min(able), want.min(able));
        // What nobody can give is missing in every rota: beyond the need it costs points.
        always += (want - open - (duty.need - stays - able).max(0)).max(0);
        places.push(Places { need, want: open.max(need) });
    }
    let always = always * ground.problem.weights.wanted;
    let edges = Edges::of(ground);
    let people = 0..ground.people.len();
    let all: Vec<Paths> = people.map(|it| Paths::of(ground, &edges, it)).collect();
    let best = rounds(ground, &places, &all, known - always, pace);
    Bound { unfilled, objective: always + best }
}

/// Moves the prices, round after round, and gives the best bound of any.
fn rounds(
    ground: &Ground<'_>,
    places: &[Places],
    all: &[Paths],
    known: i64,
    pace: &dyn Pace,
) -> i64 {
    let wanted = ground.problem.weights.wanted * SCALE;
    // What a duty tires whoever does it is a fair price to begin with.
    let mut prices: Vec<i64> = vec![0; places.len()];
    all.iter().for_each(|it| it.begin(&mut prices));
    let mut count: Vec<i64> = Vec::new();
    let (mut best, mut since, mut share) = (0, 0, STEP / 2);
    let each: usize = all.iter().map(Paths::steps).sum();
    for _ in 0..ROUNDS.min(STEPS / each.max(1)) {
        if pace.is_cancelled() {
            break;
        }
        count.clear();
        count.resize(places.len(), 0);
        let mut sum: i64 = all.iter().map(|it| it.cheapest(&prices, &mut count)).sum();
        let (mut norm, mut open) = (0_i64, Vec::with_capacity(places.len()));
        for ((it, price), count) in places.iter().zip(&prices).zip(&count) {
            let more = it.want - it.need;
            sum += it.need * price + more * wanted.min(*price);
            let asks = it.need + if *price > wanted { more } else { 0 };
            // At the price of a wanted place, any number of those is as good: the nearest to what came.
            let asks = if *price == wanted { asks.max((*count).min(it.want)) } else { asks };
            open.push(asks - count);
            norm += (asks - count) * (asks - count);
        }
        // A bound in points is rounded up: points are whole.
        let found = sum.div_euclid(SCALE) + i64::from(sum.rem_euclid(SCALE) > 0);
        if found > best {
            (best, since) = (found, 0);
        } else {
            since += 1;
            if since >= PATIENCE {
                (share, since) = ((share / 2).max(1), 0);
            }
        }
        if norm == 0 || best >= known {
            break;
        }
        let gap = (known * SCALE - sum).max(SCALE);
        for (price, open) in prices.iter_mut().zip(&open) {
            *price += gap * share * open / (STEP * norm);
        }
    }
    best
}
