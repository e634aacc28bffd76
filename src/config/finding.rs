//! What is wrong with the office file, as data: where, what, what would be right.
//!
//! A finding is a text key with arguments, so that the same one is shown in any
//! language: on the terminal by `talon check`, on the head's page after a
//! reload. It never carries a PIN or its hash.

use std::fmt::Write as _;

use crate::texts::{Arg, Texts};

/// Whether the file can be used in spite of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The file cannot be used.
    Error,
    /// The office works, but somebody should look.
    Warning,
}

/// Where something stands in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    /// From 1; 0: no single line (a missing section, the command line).
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
}

/// One mistake or warning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub level: Level,
    /// The file as the user named it, or the option: "--listen".
    pub file: String,
    pub at: Place,
    /// The text key, stable: "config-unknown-service".
    pub key: &'static str,
    pub args: Vec<(&'static str, Arg)>,
}

impl Finding {
    /// What is wrong, one sentence without a full stop.
    pub fn what(&self, texts: &Texts, language: &str) -> String {
        texts.get(language, self.key, &self.args)
    }

    /// What would be right, if that can be said.
    pub fn instead(&self, texts: &Texts, language: &str) -> Option<String> {
        texts
            .attribute(language, self.key, "instead", &self.args)
            .filter(|text| !text.is_empty())
    }

    /// `office.toml:42:9: неизвестная услуга «spravka» — есть: …`
    pub fn line(&self, texts: &Texts, language: &str) -> String {
        let mut line = self.file.clone();
        if self.at.line > 0 {
            // Writing to a String cannot fail.
            write!(line, ":{}:{}", self.at.line, self.at.column).ok();
        }
        line.push_str(": ");
        if self.level == Level::Warning {
            line.push_str(&texts.get(language, "config-warning", &[]));
            line.push_str(": ");
        }
        line.push_str(&self.what(texts, language));
        if let Some(instead) = self.instead(texts, language) {
            line.push_str(" — ");
            line.push_str(&instead);
        }
        line
    }
}

/// All findings as `talon check` prints them: one a line, in the order of the
/// file, with the number of mistakes below. Empty when there is nothing to say.
pub fn report(findings: &[Finding], texts: &Texts, language: &str) -> String {
    let mut report = String::new();
    for finding in findings {
        report.push_str(&finding.line(texts, language));
        report.push('\n');
    }
    let count = findings.iter().filter(|f| f.level == Level::Error).count();
    if count > 0 {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        report.push_str(&texts.get(language, "config-mistakes", &[("count", Arg::from(count))]));
        report.push('\n');
    }
    report
}
