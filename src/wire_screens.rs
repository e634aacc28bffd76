//! What goes over the LAN API for kiosks, boards and the hall beyond the
//! queue: groups of services, what each screen shows, announcements, the
//! kiosk's staff menu. Shapes only, as in `wire`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::wire::Texts;

/// Desks under one sign (S8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ZoneView {
    pub id: String,
    pub name: Texts,
}

/// Services that stand together on the kiosk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GroupView {
    pub id: String,
    /// A segment or another group.
    pub parent: String,
    pub title: Texts,
    pub hint: Texts,
}

/// What the office file says of its kiosks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one independent line of the office file"
)]
pub struct KioskRules {
    /// A longer likely wait is asked about before the ticket is taken, minutes;
    /// 0: never.
    #[serde(default)]
    pub ask_over_min: u32,
    /// «У меня льгота» in one tap.
    #[serde(default)]
    pub privileged: bool,
    /// A mark after the visit, by ticket number (S13).
    #[serde(default)]
    pub rating: bool,
    /// Back to the first page after so many seconds; 0: the kiosk's own 30.
    #[serde(default)]
    pub idle_s: u32,
    /// «У меня запись» (S9).
    #[serde(default)]
    pub booking: bool,
    /// «Показания по договору»: an hour of a meter-reading day is near (S8).
    #[serde(default)]
    pub readings: bool,
    /// What such a contract is served as, in its hour or out of it.
    #[serde(default)]
    pub readings_service: Option<String>,
    /// Whether a staff menu can be opened with a PIN.
    #[serde(default)]
    pub menu: bool,
    /// Dark outside the office's hours.
    #[serde(default)]
    pub dark_when_closed: bool,
}

/// A visit that has just ended and has no mark yet (S13).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FinishedVisit {
    pub number: String,
    /// Where it was.
    pub desk: u16,
}

/// `POST /api/v1/ratings` (S13).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RateVisit {
    /// Number or id of the visit's ticket.
    pub ticket: String,
    /// 1 (bad) to 5 (good).
    pub mark: u8,
}

/// What one screen of the office file shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ScreenShows {
    /// A kiosk's services; empty: all.
    #[serde(default)]
    pub services: BTreeSet<String>,
    /// A board's desks; empty: all.
    #[serde(default)]
    pub desks: BTreeSet<u16>,
}

/// By screen id; a screen that is not in it shows everything.
pub type Screens = BTreeMap<String, ScreenShows>;

/// Pictures beside the calls.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Slides {
    /// Paths below the office's address, in order.
    #[serde(default)]
    pub paths: Vec<String>,
    /// Each one's time, seconds.
    #[serde(default)]
    pub each_s: u32,
}

/// `GET` and `PUT /api/v1/announcements`: all lines at once, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Announcements {
    /// At most 20 lines of 160 characters, each at least in the office's first
    /// language.
    pub lines: Vec<Texts>,
}

/// `PUT /api/v1/services/{service}/paused`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Pause {
    pub paused: bool,
}

/// `POST /api/v1/services/{service}/bring/print`: «что взять с собой» on paper.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PrintBring {
    #[serde(default)]
    pub language: Option<String>,
}

/// What the kiosk's staff menu may ask for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MenuAct {
    /// Only whether the PIN is right.
    #[default]
    Open,
    Pause,
    Resume,
    TestPrint,
    PrintQueue,
    /// Somebody has put in a new roll.
    NewRoll,
}

/// `POST /api/v1/kiosk/menu`: one act of the staff menu, each with its PIN.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Menu {
    pub pin: String,
    #[serde(default)]
    pub act: MenuAct,
    /// Of pause and resume.
    #[serde(default)]
    pub service: Option<String>,
}

impl std::fmt::Debug for Menu {
    /// Without the PIN: requests end up in logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Menu")
            .field("act", &self.act)
            .field("service", &self.service)
            .finish_non_exhaustive()
    }
}

/// Answer to an act of the staff menu, 200.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MenuAnswer {
    /// What was done, in the office's first language.
    pub said: String,
}
