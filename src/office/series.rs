//! The letters in front of a ticket's number: «А», «1405А» after a numbering
//! was renewed. Every call looks numbers up by them, so they are kept in place
//! instead of as a text of their own.

use std::fmt;

/// Room for a clock's four digits and a few letters.
const BYTES: usize = 16;

/// At most sixteen bytes of text; longer ones are cut (`fits`).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Series([u8; BYTES]);

impl Series {
    /// Whether the text is kept whole.
    pub fn fits(text: &str) -> bool {
        text.len() <= BYTES
    }

    pub fn as_str(&self) -> &str {
        let end = self.0.iter().position(|byte| *byte == 0);
        let used = self.0.get(..end.unwrap_or(BYTES)).unwrap_or_default();
        // Only whole letters were written.
        std::str::from_utf8(used).unwrap_or_default()
    }

    /// `prefix` and `letter`, one behind the other.
    pub(crate) fn of(prefix: &str, letter: &str) -> Self {
        let mut bytes = [0; BYTES];
        let mut end = 0;
        for sign in prefix.chars().chain(letter.chars()) {
            let Some(room) = bytes.get_mut(end..end + sign.len_utf8()) else {
                break;
            };
            end += sign.encode_utf8(room).len();
        }
        Self(bytes)
    }
}

impl From<&str> for Series {
    fn from(text: &str) -> Self {
        Self::of("", text)
    }
}

impl From<String> for Series {
    fn from(text: String) -> Self {
        Self::of("", &text)
    }
}

impl PartialEq<str> for Series {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Series {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl fmt::Display for Series {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

impl fmt::Debug for Series {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_reads_as_it_was_written_and_sorts_as_a_text() {
        let mut texts = ["А", "1405А", "Ж", "", "09Т"];
        let mut series = texts.map(Series::from);
        texts.sort_unstable();
        series.sort();
        assert_eq!(series.each_ref().map(Series::as_str), texts);
    }

    #[test]
    fn a_text_too_long_is_cut_at_a_whole_letter() {
        let long = "ЖЖЖЖЖЖЖ1ЖЖ";
        assert!(!Series::fits(long));
        assert_eq!(Series::from(long), "ЖЖЖЖЖЖЖ1");
    }
}
