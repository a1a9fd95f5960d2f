//! Chance that is the same on every machine.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A stream of chance.
pub(crate) struct Chance(ChaCha8Rng);

impl Chance {
    /// A stream of its own for a seed and a number.
    pub(crate) fn stream(seed: u64, number: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(number);
        Self(rng)
    }

    /// A whole number below `n`; 0 where `n` is 0.
    pub(crate) fn below(&mut self, n: u32) -> u32 {
        let wide = u64::from(self.0.next_u32()) * u64::from(n);
        u32::try_from(wide >> 32).unwrap_or(0)
    }

    /// A whole number from `a` up to and including `b`.
    pub(crate) fn between(&mut self, a: i32, b: i32) -> i32 {
        a + i32::try_from(self.below(u32::try_from(b - a + 1).unwrap_or(1))).unwrap_or(0)
    }

    /// True so many times in a hundred.
    pub(crate) fn percent(&mut self, p: u32) -> bool {
        self.below(100) < p
    }

    /// One of them.
    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let n = u32::try_from(of.len()).unwrap_or(u32::MAX);
        of.get(self.below(n) as usize)
    }

    /// One of some words.
    pub(crate) fn word(&mut self, of: &[&'static str]) -> &'static str {
        self.pick(of).copied().unwrap_or_default()
    }
}
