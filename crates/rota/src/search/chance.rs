//! Chance and temperature in whole numbers, so that a seed means the same on every machine.

#![expect(
    clippy::indexing_slicing,
    reason = "inner loop: masked indices into tables of that length"
)]

/// One stream of chance. Each task of a search has its own.
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// The stream of a task under a seed.
    pub fn new(seed: u64, task: u64) -> Self {
        let mut it = Self(seed ^ task.wrapping_mul(0xd6e8_feb8_6659_fd93));
        it.bits();
        it
    }

    /// The next 64 bits (`SplitMix64`: an additive sequence, well mixed).
    #[inline]
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let it = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        it ^ (it >> 31)
    }

    /// A number below `end`.
    #[inline]
    pub fn below(&mut self, end: usize) -> usize {
        let wide = u128::from(self.bits() >> 32) * u128::try_from(end).unwrap_or(1);
        usize::try_from(wide >> 32).unwrap_or(0)
    }

    /// Puts `it` into any order.
    pub fn shuffle<T>(&mut self, it: &mut [T]) {
        for i in (1..it.len()).rev() {
            it.swap(i, self.below(i + 1));
        }
    }
}

const BITS: u32 = 12;
const ENTRIES: u64 = 1 << BITS;
/// One in the tables below.
const ONE: u32 = 10;

/// Draws from two distributions, read off tables of their quantiles.
#[derive(Debug, Clone)]
pub struct Draws {
    gumbel: Vec<i16>,
    exponential: Vec<i16>,
}

impl Draws {
    /// Makes the tables.
    pub fn new() -> Self {
        let middle = |i: u64| 2 * i + 1;
        // Minus the logarithm of a share of one, in 2^-32.
        let minus_ln = |it: u64| ln(2 * ENTRIES) - ln(it);
        let small = |it: i64| i16::try_from(it >> (32 - ONE)).unwrap_or(i16::MAX);
        let exponential = (0..ENTRIES).map(|i| minus_ln(middle(i)));
        let gumbel = exponential.clone().map(|it| ln(1 << 32) - ln(it.unsigned_abs().max(1)));
        Self { gumbel: gumbel.map(small).collect(), exponential: exponential.map(small).collect() }
    }

    /// Fills `noise` with draws of a standard Gumbel distribution times `heat`.
    pub fn gumbel(&self, chance: &mut Chance, heat: i32, noise: &mut [i32]) {
        for part in noise.chunks_mut(5) {
            let mut bits = chance.bits();
            for it in part {
                let draw = self.gumbel[usize::try_from(bits % ENTRIES).unwrap_or(0)];
                *it = (heat * i32::from(draw)) >> ONE;
                bits >>= BITS;
            }
        }
    }

    /// One draw of an exponential distribution of mean `heat`.
    #[inline]
    pub fn exponential(&self, chance: &mut Chance, heat: i32) -> i32 {
        let draw = self.exponential[usize::try_from(chance.bits() % ENTRIES).unwrap_or(0)];
        (heat * i32::from(draw)) >> ONE
    }
}

impl Default for Draws {
    fn default() -> Self {
        Self::new()
    }
}

/// The natural logarithm of a whole number, in 2^-32.
pub fn ln(it: u64) -> i64 {
    // ln 2 in 2^-31.
    const LN_2: i128 = 1_488_522_236;
    i64::try_from((i128::from(log2(it)) * LN_2) >> 31).unwrap_or(0)
}

/// The logarithm to base 2 of a whole number, in 2^-32: the exponent, then a bit for every squaring of the mantissa.
pub fn log2(it: u64) -> i64 {
    let exponent = it.max(1).ilog2();
    let mut mantissa = if exponent > 31 { it >> (exponent - 31) } else { it << (31 - exponent) };
    let mut log = i64::from(exponent);
    for _ in 0..32 {
        mantissa = (mantissa * mantissa) >> 31;
        log *= 2;
        if mantissa >= 1 << 32 {
            mantissa >>= 1;
            log += 1;
        }
    }
    log
}

/// Two to the power of `it`, given in 2^-16; the result in 2^-32. A factor for every bit after the point.
pub fn exp2(it: i64) -> u64 {
    let (whole, rest) = (it >> 16, it & 0xffff);
    let mut power: u128 = 1 << 32;
    // The root of two, then the root of that, and so on, in 2^-62.
    let mut root = (1_u128 << 125).isqrt();
    for bit in (0..16).rev() {
        if rest >> bit & 1 == 1 {
            power = (power * root) >> 62;
        }
        root = (root << 62).isqrt();
    }
    let power = match u32::try_from(whole) {
        Ok(up) => power << up.min(31),
        Err(_) => power >> u32::try_from(-whole).unwrap_or(63).min(63),
    };
    u64::try_from(power).unwrap_or(u64::MAX)
}

/// The whole number between `first` and `last` that lies `share` of 2^16 on the way between them, geometrically.
pub fn between(first: i32, last: i32, share: u32) -> i32 {
    let log = |it: i32| log2(u64::from(it.max(1).unsigned_abs()) << 16);
    let goal = log(first) + (((log(last) - log(first)) * i64::from(share.min(1 << 16))) >> 16);
    let (mut low, mut high) = (first.min(last), first.max(last));
    while low < high {
        let middle = low + (high - low) / 2;
        if log(middle) < goal { low = middle + 1 } else { high = middle }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::cast_precision_loss, reason = "it is compared to a millionth")]
    fn logarithms_are_right_to_a_millionth() {
        for (it, expected) in
            [(1, 0.0), (2, 2.0_f64.ln()), (10, 10.0_f64.ln()), (1 << 40, 40.0 * 2.0_f64.ln())]
        {
            let found = ln(it) as f64 / 4_294_967_296.0;
            assert!((found - expected).abs() < 1e-6, "{it}: {found}");
        }
    }

    #[test]
    fn the_draws_have_the_means_they_should() {
        let (draws, mut chance) = (Draws::new(), Chance::new(1, 0));
        let mut noise = vec![0; 100_000];
        draws.gumbel(&mut chance, 1000, &mut noise);
        let mean = noise.iter().map(|&it| i64::from(it)).sum::<i64>() / 100_000;
        assert!((565..590).contains(&mean), "Euler's constant, not {mean}");
        let sum: i64 = (0..100_000).map(|_| i64::from(draws.exponential(&mut chance, 1000))).sum();
        assert!((985..1015).contains(&(sum / 100_000)));
    }

    #[test]
    fn temperatures_fall_geometrically() {
        assert_eq!(between(4096, 16, 0), 4096);
        assert_eq!(between(4096, 16, 1 << 15), 256);
        assert_eq!(between(4096, 16, 1 << 16), 16);
    }

    #[test]
    fn a_stream_is_the_same_everywhere() {
        let mut chance = Chance::new(7, 1);
        assert_eq!(chance.bits(), 8_812_850_814_335_159_531);
    }
}
