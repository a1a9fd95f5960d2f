//! Chance: one stream, the same on every machine.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Draws from one stream. The arithmetic is spelt out here because that of a library may change between versions.
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        let mut bytes = [0; 32];
        for (to, from) in bytes.iter_mut().zip(seed.to_le_bytes()) {
            *to = from;
        }
        Self(ChaCha8Rng::from_seed(bytes))
    }

    /// A number below `n`, or 0 where there is none.
    pub(crate) fn below(&mut self, n: u32) -> u32 {
        let wide = u64::from(self.0.next_u32()) * u64::from(n);
        u32::try_from(wide >> 32).unwrap_or(0)
    }

    /// A number from `from` up to and including `to`.
    pub(crate) fn between(&mut self, from: i32, to: i32) -> i32 {
        let n = to.saturating_sub(from).saturating_add(1);
        from + i32::try_from(self.below(u32::try_from(n).unwrap_or(1))).unwrap_or(0)
    }

    /// True in so many cases out of a hundred.
    pub(crate) fn in_hundred(&mut self, n: u32) -> bool {
        self.below(100) < n
    }

    /// One of them.
    pub(crate) fn pick<T: Copy + Default>(&mut self, from: &[T]) -> T {
        let at = self.below(u32::try_from(from.len()).unwrap_or(u32::MAX));
        from.get(at as usize).copied().unwrap_or_default()
    }

    /// Several different ones of them, in their order.
    pub(crate) fn some<T: Copy>(&mut self, n: usize, from: &[T]) -> Vec<T> {
        let mut left = from.len();
        let mut wanted = n.min(left);
        let mut made = Vec::with_capacity(wanted);
        for it in from {
            // Each is taken with the chance that leaves just enough for those after it.
            if (self.below(u32::try_from(left).unwrap_or(u32::MAX)) as usize) < wanted {
                made.push(*it);
                wanted -= 1;
            }
            left -= 1;
        }
        made
    }

    /// The place of one of several weights.
    pub(crate) fn weighted(&mut self, weights: &[u32]) -> usize {
        let mut left = self.below(weights.iter().sum());
        for (index, weight) in weights.iter().enumerate() {
            match left.checked_sub(*weight) {
                Some(less) => left = less,
                None => return index,
            }
        }
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_draws_everywhere() {
        let mut dice = Dice::new(7);
        let draws: Vec<u32> = (0..8).map(|_| dice.below(1_000)).collect();
        assert_eq!(draws, [172, 764, 916, 465, 447, 5, 58, 301]);
    }

    #[test]
    fn draws_lie_within_their_bounds_and_reach_them() {
        let mut dice = Dice::new(1);
        let draws: Vec<i32> = (0..1_000).map(|_| dice.between(-1, 2)).collect();
        assert_eq!((draws.iter().min(), draws.iter().max()), (Some(&-1), Some(&2)));
        assert_eq!(
            (dice.below(0), dice.below(1), dice.between(5, 5), dice.between(5, 4)),
            (0, 0, 5, 5)
        );
    }

    #[test]
    fn some_are_different_ones_in_order() {
        let mut dice = Dice::new(1);
        for n in 0..8 {
            let some = dice.some(n, &[1, 2, 3, 4, 5]);
            assert_eq!(some.len(), n.min(5));
            assert!(some.windows(2).all(|it| it[0] < it[1]));
        }
    }

    #[test]
    fn weights_say_how_often() {
        let mut dice = Dice::new(1);
        let mut counts = [0; 3];
        (0..1_000).for_each(|_| counts[dice.weighted(&[70, 0, 30])] += 1);
        assert_eq!(counts[1], 0);
        assert!((650..750).contains(&counts[0]), "{counts:?}");
    }
}
