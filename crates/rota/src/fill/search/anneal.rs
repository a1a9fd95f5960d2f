//! Changes that are kept the less often the more they cost and the colder it gets.

use super::Task;
use crate::search::chance::{Draws, between};
use crate::search::pace::{Pace, WHOLE};

/// Changes tried for each unit of work.
pub const CHANGES: u32 = 100;
/// The share of the whole after which the search ends; the rest is for the descent.
const END: u32 = WHOLE / 100 * 90;
/// Changes tried to find out what one costs.
const SAMPLE: u32 = 2_000;

impl Task<'_> {
    /// Searches until the pace is through.
    pub fn anneal(&mut self, pace: &dyn Pace) {
        let draws = Draws::new();
        let hot = self.usual_cost();
        let cold = 1.max(hot / 400);
        loop {
            let share = pace.progress(self.work);
            if share >= END || pace.is_cancelled() {
                break;
            }
            let heat = between(hot, cold, share * (WHOLE / 256) / (END / 256));
            for _ in 0..CHANGES {
                self.try_one(&draws, heat);
            }
            self.work += 1;
            if self.is_told {
                pace.better(self.best.0.unfilled, self.best.0.objective);
            }
        }
        self.keep_best();
    }

    fn try_one(&mut self, draws: &Draws, heat: i32) {
        let mut changes = std::mem::take(&mut self.changes);
        self.propose(&mut changes);
        if !changes.is_empty() {
            let before = self.weight(self.filling.tally());
            if self.filling.make(&changes) {
                let more = self.weight(self.filling.tally()) - before;
                if more > 0 && more > i64::from(draws.exponential(&mut self.chance, heat)) {
                    self.filling.take_back();
                } else if more < 0 {
                    self.keep_best();
                }
            }
        }
        self.changes = changes;
    }

    /// What a change that costs something usually costs, places unfilled apart.
    fn usual_cost(&mut self) -> i32 {
        let mut costs: Vec<i64> = Vec::new();
        let mut changes = std::mem::take(&mut self.changes);
        for _ in 0..SAMPLE {
            self.propose(&mut changes);
            let before = self.weight(self.filling.tally());
            if !changes.is_empty() && self.filling.make(&changes) {
                let more = self.weight(self.filling.tally()) - before;
                self.filling.take_back();
                if more > 0 && more < self.unfilled / 2 {
                    costs.push(more);
                }
            }
        }
        self.changes = changes;
        costs.sort_unstable();
        let usual = costs.get(costs.len() / 2).copied().unwrap_or(10);
        i32::try_from(usual.clamp(4, 20_000)).unwrap_or(100)
    }
}
