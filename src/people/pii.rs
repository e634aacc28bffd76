//! Personal text that no log can show.

use std::fmt;

/// A phone, a name, an address: shown only where it is asked for by name.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Pii(String);

impl Pii {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the person who needs it, the database or the paper.
    pub fn show(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Pii {
    /// Whether there is something, never what.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() {
            "Pii(-)"
        } else {
            "Pii(…)"
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Pii;

    #[test]
    fn nothing_personal_gets_into_a_log() {
        let told = format!("{:?} {:#?}", Pii::new("+79123456789"), Pii::new("Ёлкина"));
        assert!(!told.contains('7') && !told.contains('Ё'), "{told}");
    }
}
