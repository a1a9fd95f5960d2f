//! One person along many days.

use preceptor_record::Day;

use super::NOWHERE;
use super::roster::Roster;
use super::sheet::Sheet;

/// One person's atoms over time, in the masks of some sheets.
#[derive(Debug, Clone, Default)]
pub struct Strip {
    days: Vec<i32>,
    met: Vec<u128>,
    may: Vec<u128>,
}

impl Strip {
    /// Bytes it takes.
    pub fn bytes(&self) -> usize {
        self.days.len() * 4 + (self.met.len() + self.may.len()) * 16
    }

    /// Walks along days in order, handing over each with what is held on it.
    pub fn along(&self, days: &[Day], mut each: impl FnMut(usize, (u128, u128))) {
        let mut next = 0;
        let mut held = (0, 0);
        for (at, day) in days.iter().enumerate() {
            while self.days.get(next).is_some_and(|it| *it <= day.0) {
                let met = self.met.get(next).copied().unwrap_or(0);
                held = (met, self.may.get(next).copied().unwrap_or(met));
                next += 1;
            }
            each(at, held);
        }
    }
}

impl Sheet {
    /// Somebody's atoms over time, for this sheet and those made with it.
    pub fn strip(&self, roster: &Roster, at: usize) -> Strip {
        // Each stretch as two changes: a bit goes on, a bit goes off; a bit may be on more than once.
        let mut changes: Vec<(i32, u8, bool, i8)> = Vec::new();
        let (sure, unsure) = roster.of(at);
        for (it, is_sure) in
            sure.iter().map(|it| (it, true)).chain(unsure.iter().map(|it| (it, false)))
        {
            let bit = self.bits.get(it.atom as usize).copied().unwrap_or(0);
            let Ok(place) = u8::try_from(bit.trailing_zeros()) else { continue };
            if place < NOWHERE {
                changes.push((it.from, place, is_sure, 1));
                if it.until != Day::NEVER.0 {
                    changes.push((it.until, place, is_sure, -1));
                }
            }
        }
        let has_unsure = changes.iter().any(|it| !it.2);
        changes.sort_unstable();
        let mut strip = Strip::default();
        let (mut met, mut doubt) = ([0i8; 128], [0i8; 128]);
        let (mut mask, mut doubts) = (0u128, 0u128);
        for (day, place, sure, by) in changes {
            if strip.days.last() != Some(&day) {
                strip.days.push(day);
                strip.met.push(mask);
                strip.may.push(mask | doubts);
            }
            let (counts, bits) =
                if sure { (&mut met, &mut mask) } else { (&mut doubt, &mut doubts) };
            if let Some(count) = counts.get_mut(place as usize) {
                *count += by;
                *bits = if *count > 0 { *bits | 1 << place } else { *bits & !(1 << place) };
            }
            if let (Some(last), Some(last_may)) = (strip.met.last_mut(), strip.may.last_mut()) {
                *last = mask;
                *last_may = mask | doubts;
            }
        }
        if !has_unsure {
            strip.may = Vec::new();
        }
        strip
    }
}
