//! Weekends: worked whole, in one kind, and how many of them.

use super::{Kinds, Move, Watch};
use crate::row::{Kind, OFF};

/// The days of one weekend inside the horizon: first day and how many.
pub type WeekendShape = (usize, usize);

/// How far into a weekend the day is: the weekend's number, the day's place in it, and whether it is its last.
pub(super) fn place(weekends: &[WeekendShape], day: usize) -> Option<(usize, usize, bool)> {
    let at = weekends.iter().position(|&(first, size)| (first..first + size).contains(&day))?;
    let &(first, size) = weekends.get(at)?;
    Some((at, day - first, day + 1 == first + size))
}

/// Counts the weekends with any work in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountWeekends {
    /// The weekends.
    pub weekends: Vec<WeekendShape>,
    /// The tally that counts them.
    pub tally: usize,
}

impl Watch for CountWeekends {
    fn start(&self) -> u32 {
        0
    }

    fn step(&self, state: u32, day: usize, kind: Kind) -> Option<Move> {
        let Some((_, at, is_last)) = place(&self.weekends, day) else { return Some(Move::free(0)) };
        let was_worked = at > 0 && state == 1;
        let is_new = kind != OFF && !was_worked;
        let to = u32::from(!is_last && (kind != OFF || was_worked));
        Some(Move { to, cost: 0, counts: is_new.then_some(self.tally) })
    }
}

/// What a weekend looks like once it is over: partly worked, of mixed kinds, free after a night.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weekend {
    /// The weekends.
    pub weekends: Vec<WeekendShape>,
    /// For each free day of a weekend that is partly worked.
    pub partly: i32,
    /// For each worked day that is not of the weekend's most frequent kind.
    pub mixed: i32,
    /// For a weekend off right after a day of one of `nights`.
    pub after_night: i32,
    /// The kinds that count as nights.
    pub nights: Kinds,
}

/// The state is the kinds of the weekend's days so far, in base 64 with a leading 1; outside, 1 after a night.
const BASE: u32 = 64;

impl Weekend {
    fn judge(&self, days: &[Kind], is_after_night: bool) -> i32 {
        let on = |kind: Kind| days.iter().map(|&it| usize::from(it == kind)).sum::<usize>();
        let worked = days.len() - on(OFF);
        if worked == 0 {
            return if is_after_night { self.after_night } else { 0 };
        }
        let most = days.iter().filter(|&&it| it != OFF).map(|&it| on(it)).max().unwrap_or(0);
        let count = |it: usize| i32::try_from(it).unwrap_or(i32::MAX);
        self.partly * count(days.len() - worked) + self.mixed * count(worked - most)
    }
}

impl Watch for Weekend {
    fn start(&self) -> u32 {
        0
    }

    fn step(&self, state: u32, day: usize, kind: Kind) -> Option<Move> {
        let Some((_, at, is_last)) = place(&self.weekends, day) else {
            return Some(Move::free(u32::from(self.nights.has(kind))));
        };
        // Inside a weekend: the eve's night in the lowest digit, then the days in order.
        let state = if at == 0 { state.min(1) } else { state };
        let digit = |i: usize| Kind::try_from(state / BASE.pow(power(i + 1)) % BASE).unwrap_or(OFF);
        if !is_last {
            return Some(Move::free(state + u32::from(kind) * BASE.pow(power(at + 1))));
        }
        let mut days: Vec<Kind> = (0..at).map(digit).collect();
        days.push(kind);
        let cost = self.judge(&days, state % BASE == 1);
        Some(Move::at(u32::from(self.nights.has(kind)), cost))
    }
}

fn power(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
