//! A scanner types what it read, very fast, and ends with Enter (pure).
//!
//! Tells such a burst from a person's keys by its speed alone. Takes the time
//! as a parameter.

use std::time::Duration;

use super::flow::Now;

/// A scanner's signs come some milliseconds apart, a person's no faster than
/// ten a second.
const APART: Duration = Duration::from_millis(60);
/// The shortest code; anything shorter may be keys held together.
const SHORTEST: usize = 5;
/// A QR code of a ticket or an appointment is a few dozen signs.
const LONGEST: usize = 200;

/// What has been typed in one burst so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wedge {
    typed: String,
    last: Now,
}

impl Wedge {
    /// A printable sign was typed; true while it belongs to a burst, so that
    /// it is no key of a person.
    pub fn sign(&mut self, sign: &str, now: Now) -> bool {
        let in_burst = !self.typed.is_empty() && now.saturating_sub(self.last) <= APART;
        if !in_burst || self.typed.len() >= LONGEST {
            self.typed.clear();
        }
        self.typed.push_str(sign);
        self.last = now;
        in_burst
    }

    /// Enter: the code, if a scanner typed it.
    pub fn enter(&mut self, now: Now) -> Option<String> {
        let code = std::mem::take(&mut self.typed);
        let in_burst = now.saturating_sub(self.last) <= APART;
        (in_burst && code.chars().count() >= SHORTEST).then_some(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(ms: u64) -> Now {
        Duration::from_millis(ms)
    }

    #[test]
    fn a_burst_that_ends_with_enter_is_a_code() {
        let mut wedge = Wedge::default();
        for (at, sign) in "2026-11-22-А012".chars().enumerate() {
            wedge.sign(&sign.to_string(), ms(u64::try_from(at).unwrap() * 8));
        }
        assert_eq!(wedge.enter(ms(128)).as_deref(), Some("2026-11-22-А012"));
        assert_eq!(wedge.enter(ms(130)), None, "a code is read once");
    }

    #[test]
    fn a_persons_keys_are_no_code() {
        let mut wedge = Wedge::default();
        for at in 0..8 {
            assert!(!wedge.sign("7", ms(at * 150)));
        }
        assert_eq!(wedge.enter(ms(1300)), None);
    }
}
