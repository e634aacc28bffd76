//! Seeded draws: the same seed, the same day, on every machine.

/// Splitmix64 (Steele, Lea and Flood 2014).
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// One stream of draws per seed and purpose.
    pub fn new(seed: u64, purpose: u64) -> Self {
        let mut random = Self(seed.wrapping_mul(0xA076_1D64_78BD_642F) ^ purpose.rotate_left(40));
        random.bits();
        random
    }

    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Evenly from 0 to 1, never 0.
    pub fn even(&mut self) -> f64 {
        ((self.bits() >> 11) as f64 + 1.0) / (1_u64 << 53) as f64
    }

    pub fn happens(&mut self, chance: f64) -> bool {
        self.even() < chance
    }

    pub fn between(&mut self, from: f64, to: f64) -> f64 {
        from + (to - from) * self.even()
    }

    /// Exponential with this mean.
    pub fn gap(&mut self, mean: f64) -> f64 {
        -self.even().ln() * mean
    }

    pub fn normal(&mut self, mean: f64, deviation: f64) -> f64 {
        let angle = std::f64::consts::TAU * self.even();
        mean + deviation * (-2.0 * self.even().ln()).sqrt() * angle.cos()
    }

    /// Skewed, never negative, with this mean; `spread` is deviation ÷ mean.
    pub fn skewed(&mut self, mean: f64, spread: f64) -> f64 {
        let variance = (1.0 + spread * spread).ln();
        self.normal(mean.ln() - variance / 2.0, variance.sqrt())
            .exp()
    }

    /// An index by weight; `None` without any weight.
    pub fn by_weight(&mut self, weights: &[f64]) -> Option<usize> {
        let mut left = self.even() * weights.iter().sum::<f64>();
        weights.iter().position(|weight| {
            left -= weight;
            left <= 0.0
        })
    }
}
