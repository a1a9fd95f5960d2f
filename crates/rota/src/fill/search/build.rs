//! The first rota: place by place, the scarcest first, each to whom it costs least.

use super::{Change, Task};

impl Task<'_> {
    /// Fills what is needed, then what is wanted, as far as somebody can.
    pub fn build(&mut self) {
        let ground = self.filling.ground();
        let mut order: Vec<u32> = (0..).take(ground.problem.duties.len()).collect();
        self.chance.shuffle(&mut order);
        let able = |it: u32| self.able.get(it as usize).map_or(0, Vec::len);
        // Who covers others comes first, for nobody may be put where nobody would cover them; then what few can do.
        order.sort_by_cached_key(|it| {
            (!ground.cover.covers_others(*it), able(*it), ground.duty(*it).stretch.from)
        });
        for duty in &order {
            while self.filling.missing(*duty).1 > 0 && self.put_somebody(*duty, None) {}
        }
        for duty in &order {
            while self.filling.missing(*duty).0 > 0 {
                let before = self.weight(self.filling.tally());
                if !self.put_somebody(*duty, Some(before)) {
                    break;
                }
            }
        }
        self.keep_best();
    }

    /// Puts whom it costs least on a duty, of equals who has least work; with a limit, only below it.
    fn put_somebody(&mut self, duty: u32, below: Option<i64>) -> bool {
        let able = self.able.get(duty as usize).cloned().unwrap_or_default();
        let mut best: Option<(i64, i64, u32)> = None;
        for person in able {
            if !self.filling.make(&[Change { person, duty, on: true }]) {
                continue;
            }
            let weight = self.weight(self.filling.tally());
            self.filling.take_back();
            let it = (weight, self.load(person), person);
            if best.is_none_or(|best| it < best) {
                best = Some(it);
            }
        }
        let best = best.filter(|it| below.is_none_or(|below| it.0 < below));
        best.is_some_and(|it| self.filling.make(&[Change { person: it.2, duty, on: true }]))
    }

    /// Minutes on duties for each part of full time.
    fn load(&self, person: u32) -> i64 {
        let ground = self.filling.ground();
        let minutes: i64 =
            self.filling.free(person).map(|it| ground.duty(it).stretch.minutes()).sum();
        let share = ground.people.get(person as usize).map_or(1, |it| it.share.max(1));
        minutes.saturating_mul(1_000_000) / share
    }
}
