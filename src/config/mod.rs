//! The office file: read, merged with defaults and the command line, checked.
//!
//! `file` (what it may say) → `merged` (nothing left open) → `checked`
//! ([`Settings`], everything resolved and typed). Every mistake is found at
//! once, each with its line and what would be right. Reading happens here and
//! nowhere else; only `shelf` writes, `in_force` keeps copies, and a bad file is
//! an answer, not a stop.

use std::collections::BTreeMap;
use std::io::{ErrorKind, Read as _};
use std::path::Path;

mod address;
pub mod calendar;
mod checked;
mod counter;
mod devices;
pub mod directory;
pub mod edit;
mod file;
mod finding;
pub mod hall;
mod hours;
pub mod in_force;
pub mod matters;
mod merged;
mod reader;
pub mod secrets;
pub mod settings;
pub mod shelf;
mod ticket;
mod zones;

pub use address::PrinterAddress;
pub use calendar::{Calendar, ExceptionalDay, Hours, MinuteOfDay};
pub use finding::{Finding, Level, Place, report};
pub use merged::Overrides;
pub use settings::{
    Account, Desk, Icon, Limits, LiveOrder, Network, PrintMode, Printer, Role, Rotate, Screen,
    ScreenKind, ScreenMode, Segment, Series, Service, Settings, Storage, TicketPart, TicketTexts,
    Voice,
};

use crate::texts::Arg;
use reader::Notes;

/// One text in every language of the office: language code → text.
pub type ByLanguage = BTreeMap<String, String>;

/// The demo office, also the commented example for every key.
const DEMO: &str = include_str!("../../assets/office.toml");

/// An office file of a hundred desks is 60 KB; a larger one is another file.
const MAX_FILE_BYTES: u64 = 1 << 20;

/// The text of the demo office file.
pub fn demo() -> &'static str {
    DEMO
}

/// Reads and checks an office file. `Err` holds every finding in the order of
/// the file, at least one of them an error; `Ok` carries its warnings.
pub fn load(path: &Path, overrides: &Overrides) -> Result<Settings, Vec<Finding>> {
    let name = path.display().to_string();
    let base_dir = path.parent().unwrap_or(Path::new(""));
    match read_text(path) {
        Ok(text) => parse_at(&text, &name, base_dir, overrides, Notice::Mistake),
        Err(why) => {
            let notes = Notes::new(&name, "", Notice::Mistake);
            let args = vec![
                ("code", Arg::from(why.code)),
                ("error", Arg::from(why.error)),
            ];
            notes.mistake(Place::default(), "config-cannot-read", args);
            Err(notes.into_findings())
        }
    }
}

/// Checks an office file's text; `name` stands in the findings. Relative
/// folders are taken from the working folder.
pub fn parse(text: &str, name: &str, overrides: &Overrides) -> Result<Settings, Vec<Finding>> {
    parse_at(text, name, Path::new(""), overrides, Notice::Mistake)
}

/// What a key is that this version does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Notice {
    Mistake,
    /// The rest of the file counts.
    Warning,
}

fn parse_at(
    text: &str,
    name: &str,
    base_dir: &Path,
    overrides: &Overrides,
    unknown: Notice,
) -> Result<Settings, Vec<Finding>> {
    let notes = Notes::new(name, text, unknown);
    let settings = file::File::read(&notes, text)
        .map(|file| merged::merge(file, overrides, base_dir))
        .and_then(|merged| checked::check(merged, &notes));
    let findings = notes.into_findings();
    let bad = findings.iter().any(|found| found.level == Level::Error);
    match settings {
        Some(settings) if !bad => Ok(Settings {
            warnings: findings,
            ..settings
        }),
        Some(_) | None => {
            assert!(bad, "settings that cannot be used come with a mistake");
            Err(findings)
        }
    }
}

/// Why a file could not be read: a word that the texts know, and the details.
struct Unreadable {
    code: &'static str,
    error: String,
}

impl From<std::io::Error> for Unreadable {
    fn from(error: std::io::Error) -> Self {
        let words = [
            (ErrorKind::NotFound, "not-found"),
            (ErrorKind::PermissionDenied, "not-allowed"),
            (ErrorKind::IsADirectory, "folder"),
        ];
        let word = words.iter().find(|(kind, _)| *kind == error.kind());
        Self {
            code: word.map_or("other", |(_, code)| *code),
            error: error.to_string(),
        }
    }
}

impl From<std::string::FromUtf8Error> for Unreadable {
    fn from(error: std::string::FromUtf8Error) -> Self {
        Self {
            code: "not-utf8",
            error: error.to_string(),
        }
    }
}

fn read_text(path: &Path) -> Result<String, Unreadable> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?
        .take(MAX_FILE_BYTES + 1)
        .read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > MAX_FILE_BYTES {
        return Err(Unreadable {
            code: "too-large",
            error: String::new(),
        });
    }
    let text = String::from_utf8(bytes)?;
    // Windows editors put a mark before the text.
    Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
}
