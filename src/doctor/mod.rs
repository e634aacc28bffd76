//! `talon doctor`: what is well, what is not, and what to do, in plain words.
//!
//! `look` observes this computer, `judge` turns what was seen into findings and
//! is pure. The office's page and the terminal show the same findings. Never
//! opens the database of a running office, never changes anything.

mod certificate;
mod directory;
mod judge;
mod look;
mod unit;

pub use certificate::Certificate;
pub use judge::{Disk, Folder, Link, Living, Printer, Room, Seen, judge};
pub use look::{Wanted, look};
pub use unit::unit_fails;

use std::fmt::Write;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::texts::{Arg, Texts};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Well.
    Ok,
    /// Could not be looked at, or is a choice: nothing to mend.
    Note,
    /// Works, but somebody should look soon.
    Warn,
    /// Does not work.
    Bad,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Stable: "printer", "disk".
    pub check: &'static str,
    pub level: Level,
    /// Key of the text; its attribute `do` says what to do.
    pub key: &'static str,
    pub args: Vec<(&'static str, Arg)>,
}

/// A finding in words, as the API and `--json` give it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FindingView {
    /// Stable: "printer", "disk".
    pub check: String,
    pub level: Level,
    /// What is so.
    pub text: String,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
}

impl Finding {
    pub fn view(&self, texts: &Texts, language: &str) -> FindingView {
        FindingView {
            check: self.check.to_owned(),
            level: self.level,
            text: texts.get(language, self.key, &self.args),
            advice: texts
                .attribute(language, self.key, "do", &self.args)
                .filter(|advice| !advice.is_empty()),
        }
    }
}

/// The lines for the terminal, and whether something does not work.
pub fn report(findings: &[FindingView]) -> (String, bool) {
    let mut lines = String::new();
    for finding in findings {
        let mark = match finding.level {
            Level::Ok => "✓",
            Level::Note => "·",
            Level::Warn => "!",
            Level::Bad => "✗",
        };
        // Writing to a string cannot fail.
        writeln!(lines, "{mark} {}", finding.text).ok();
        if let Some(advice) = &finding.advice {
            writeln!(lines, "  → {advice}").ok();
        }
    }
    let is_bad = findings.iter().any(|finding| finding.level == Level::Bad);
    (lines, is_bad)
}
