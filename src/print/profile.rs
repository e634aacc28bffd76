//! What is known about a printer model: paper, code page, cutter, manners.
//!
//! Promises: the built-in table (`assets/printers.toml`) always parses; a
//! profile written by hand is checked the same way.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

static TABLE: &str = include_str!("../../assets/printers.toml");

/// The name of the profile that suits most printers.
pub const DEFAULT: &str = "raster-80";

/// How a printer wants its jobs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Profile {
    /// Printable width in dots: 576 on 80 mm paper, 384 on 58 mm.
    pub width_dots: u16,
    /// Whether we send a picture or text.
    #[serde(default)]
    pub mode: Mode,
    /// Whether the printer may be asked how it is.
    #[serde(default)]
    pub queries: Queries,
    /// How the slip leaves the printer.
    #[serde(default)]
    pub ending: Ending,
}

/// What the job consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", tag = "kind")]
pub enum Mode {
    /// A picture in our own font: any language, any printer.
    #[default]
    Raster,
    /// The printer's own font, for slow lines.
    #[serde(rename_all = "kebab-case")]
    Text {
        /// Characters on one line of font A: 48 on 80 mm, 32 on 58 mm.
        columns: u8,
        /// The number under which this make keeps CP866.
        page: u8,
        /// Whether `FS .` must follow `ESC @` (makes that start in Chinese mode).
        #[serde(default)]
        leave_kanji: bool,
    },
}

/// Whether the printer answers questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Queries {
    /// Found out by asking; silence is remembered.
    #[default]
    Auto,
    /// It answers: silence means that something is wrong.
    Always,
    /// It must not be asked (it would print the question or hang).
    Never,
}

/// What comes after the last line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// Feed to the knife and cut.
    #[default]
    Cut,
    /// Feed to the knife and cut, leaving a bridge.
    PartialCut,
    /// Cut and let the presenter push the slip out (`GS e 5`).
    Eject,
    /// No knife: feed to the tear bar.
    Tear,
}

impl Profile {
    /// A profile of the built-in table.
    pub fn named(name: &str) -> Option<Self> {
        BUILT_IN.get(name).cloned()
    }

    /// The names in the built-in table, for a message that lists them.
    pub fn names() -> Vec<&'static str> {
        BUILT_IN.keys().map(String::as_str).collect()
    }
}

impl Default for Profile {
    /// 80 mm paper, picture, cutter: what most ticket printers are.
    fn default() -> Self {
        Self {
            width_dots: 576,
            mode: Mode::Raster,
            queries: Queries::Auto,
            ending: Ending::Cut,
        }
    }
}

static BUILT_IN: LazyLock<BTreeMap<String, Profile>> =
    LazyLock::new(|| toml::from_str(TABLE).unwrap_or_default());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_table_parses_and_holds_the_default() {
        let table: BTreeMap<String, Profile> = toml::from_str(TABLE).unwrap();
        assert_eq!(table, *BUILT_IN);
        assert_eq!(Profile::named(DEFAULT), Some(Profile::default()));
        assert!(table.len() >= 6);
        for profile in table.values() {
            assert!(matches!(profile.width_dots, 384 | 576));
        }
    }

    #[test]
    fn every_known_place_of_cp866_has_a_profile() {
        let mut pages: Vec<u8> = BUILT_IN
            .values()
            .filter_map(|profile| match profile.mode {
                Mode::Raster => None,
                Mode::Text { page, .. } => Some(page),
            })
            .collect();
        pages.sort_unstable();
        pages.dedup();
        assert_eq!(pages, [7, 10, 11, 12, 17, 37, 59]);
    }
}
