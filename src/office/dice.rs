//! Splitmix64 (Steele, Lea and Flood 2014): a seeded, repeatable draw, whole
//! numbers only, so that the same state gives the same answer everywhere.

#[derive(Debug, Clone, Copy)]
pub(crate) struct Dice(u64);

impl Dice {
    /// The draws of one thing in one replication: the same thing draws the same
    /// whatever happens around it, so that two plans differ by the plan alone.
    pub(crate) fn of(run: u64, thing: usize) -> Self {
        let thing = u64::try_from(thing).unwrap_or(u64::MAX);
        let mut dice = Self(run.wrapping_mul(0xD134_2543_DE82_EF95) ^ thing.rotate_left(32));
        dice.next();
        dice
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Evenly below `n`; 0 if `n` is 0.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        let wide = u128::from(self.next()) * u128::try_from(n).unwrap_or(0);
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// Evenly from 0 to below `ms`; 0 if there is nothing.
    pub(crate) fn below_ms(&mut self, ms: i64) -> i64 {
        let drawn = self.below(usize::try_from(ms).unwrap_or(0));
        i64::try_from(drawn).unwrap_or(0)
    }

    /// An exponential gap with this mean: by 1,024ths, from a table-free
    /// inverse in whole numbers.
    pub(crate) fn gap(&mut self, mean_ms: i64) -> i64 {
        // −ln(u) as the sum of a geometric number of halvings and a rest.
        let drawn = self.next();
        let halvings = i64::from(drawn.leading_zeros());
        let rest = drawn.checked_shl(drawn.leading_zeros() + 1).unwrap_or(0) >> 54;
        // u = 2^−(halvings+1) · (1 + rest/1024); ln(1+x) ≈ x − x²/2 + x³/3·0.84.
        let x = i64::try_from(rest).unwrap_or(0);
        let ln_milli =
            x * 1000 / 1024 - x * x * 500 / (1024 * 1024) + x * x * x / (1024 * 1024) * 193 / 1024;
        let minus_ln_milli = (halvings + 1) * 693 - ln_milli;
        mean_ms.saturating_mul(minus_ln_milli.max(0)) / 1000
    }
}
