//! The measures: one function for each, over one person's diary.
//!
//! Each says where its rule is broken, as [`Found`]. What windows overlap is one breach, with its worst measure.

mod average;
mod on_call;
mod rest;
mod run;
mod shift;
mod weekends;
mod window;

use preceptor_limits::Measure;
use preceptor_record::Day;

use crate::model::clock::Stretch;
use crate::model::problem::{Binding, RuleIx};

use super::diary::Diary;
use super::findings::{Average, Unit};

/// A rule broken somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// Which.
    pub rule: RuleIx,
    /// When.
    pub stretch: Stretch,
    /// How much.
    pub found: i64,
    /// How much it says.
    pub limit: i64,
    /// Of what.
    pub unit: Unit,
}

impl Found {
    fn by(&self) -> i64 {
        (self.found - self.limit).abs()
    }
}

/// One rule that binds one person, and what was found so far.
pub struct Judging<'a, 'b> {
    /// The person's work.
    pub diary: &'b Diary<'a>,
    /// How the rule binds.
    pub binding: &'b Binding,
    /// What was found.
    pub found: Vec<Found>,
    /// The averages.
    pub averages: Vec<Average>,
}

impl Judging<'_, '_> {
    /// Judges the rule.
    pub fn judge(&mut self) {
        let problem = self.diary.problem;
        match &problem.rule(self.binding.rule).measure {
            Measure::Length { at_most } => self.length(*at_most),
            Measure::Break { at_least, due, night } => self.breaks(*at_least, due, night.as_ref()),
            Measure::RestBetween { at_least, window } => self.rest_between(*at_least, *window),
            Measure::RestInWindow { at_least, choices, default, daily_rest } => {
                let word = self.binding.choices.weekly_rest.as_ref();
                let chosen = word.and_then(|it| choices.get(it)).or_else(|| choices.get(default));
                let apart = daily_rest.filter(|_| self.binding.choices.apart_from_daily_rest);
                if let Some(chosen) = chosen {
                    let each =
                        chosen.each.map_or(*at_least, |it| it.0) + apart.map_or(0, |it| it.0);
                    self.rest_in_window(each, chosen.rests, chosen.days);
                }
            }
            Measure::WorkedInWindow { at_most, window } => self.worked_in_window(*at_most, *window),
            Measure::AverageWeek { .. } | Measure::AverageNight { .. } => self.average(),
            Measure::Run { of, at_most, rest_after } => self.run(of, *at_most, *rest_after),
            Measure::Weekends { at_most, of, weekend } => self.weekends(*at_most, *of, weekend),
            Measure::OnCall { at_most, often, together, rest } => {
                self.on_call(*at_most, often.as_ref(), together.as_deref(), rest.as_ref());
            }
        }
    }

    /// Whether the rule binds on the day of that minute.
    fn binds_at(&self, minute: i64) -> bool {
        self.binds_on(self.diary.problem.clock.day_of(minute))
    }

    /// Whether the rule binds on that day.
    fn binds_on(&self, day: Day) -> bool {
        self.binding.days.holds(day)
    }

    fn broken(&mut self, stretch: Stretch, found: i64, limit: i64, unit: Unit) {
        self.found.push(Found { rule: self.binding.rule, stretch, found, limit, unit });
    }
}

/// Of what overlaps, one with the worst measure over the whole stretch.
pub fn merged(mut all: Vec<Found>) -> Vec<Found> {
    all.sort_by_key(|it| (it.rule, it.unit, it.stretch, it.found));
    let mut made: Vec<Found> = Vec::new();
    for it in all {
        match made.last_mut() {
            Some(last)
                if last.rule == it.rule
                    && last.unit == it.unit
                    && last.stretch.meets(it.stretch) =>
            {
                let stretch = last.stretch.hull(it.stretch);
                if it.by() > last.by() {
                    *last = it;
                }
                last.stretch = stretch;
            }
            _ => made.push(it),
        }
    }
    made
}
