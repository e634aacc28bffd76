//! The JSON of the head's and the hall manager's own acts: the day, peaks, and
//! what is done at reception. `wire` holds everything the others share.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::wire::{PrintOutcome, Texts, TicketStatus};

/// Answered waits in one mode (S4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TallyView {
    pub answered: u32,
    pub in_time: u32,
    /// Whole percent, rounded down; `None` before the first.
    pub percent: Option<u32>,
    /// The target of this mode, percent.
    pub target: u32,
    /// So many more long waits are bearable; negative: already below.
    pub left: Option<i32>,
}

/// A peak (S7); moments in ms since the Unix epoch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PeakView {
    pub began_ms: i64,
    /// `None` while it lasts.
    pub ended_ms: Option<i64>,
    /// At its worst.
    pub waiting: u32,
    pub working: u32,
    /// Shown name of who took note.
    pub acknowledged_by: Option<String>,
    /// When the first desk opened after its beginning.
    pub reacted_ms: Option<i64>,
}

/// Somebody of the reserve (S17).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReserveView {
    pub account: String,
    pub name: String,
    /// When they were asked to a desk; `None`: not asked, or already there.
    pub called_ms: Option<i64>,
    /// Shown name of who asked.
    pub called_by: Option<String>,
    /// The desk they sit at.
    pub desk: Option<u16>,
}

/// The day before in figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DayBeforeView {
    pub date: String,
    pub tickets: u32,
    pub served: u32,
    pub no_shows: u32,
    pub left: u32,
    pub solved: u32,
    pub peaks: u32,
    /// Numbers that were registered and never served.
    pub not_served: Vec<String>,
    pub electronic: TallyView,
    pub live: TallyView,
    /// Answered after more than 30 minutes.
    pub late: u32,
    pub longest_ms: i64,
}

/// What the head's page draws beyond the staff's picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OversightView {
    /// Shown name of who set other hours for today.
    pub hours_by: Option<String>,
    /// The office file's hours for today, "HH:MM"; empty on a day off.
    pub planned_opens: String,
    pub planned_closes: String,
    pub closed: bool,
    pub electronic: TallyView,
    pub live: TallyView,
    /// Answered after more than 30 minutes today, and the longest answered wait.
    pub late: u32,
    pub longest_ms: i64,
    /// Waiting now for longer than the target, for longer than 30 minutes, and
    /// the longest of them.
    pub long_now: u32,
    pub late_now: u32,
    pub longest_now_ms: i64,
    pub peak: Option<PeakView>,
    /// Today's, over, oldest first.
    pub peaks: Vec<PeakView>,
    pub desks_to_add: u32,
    pub reserve: Vec<ReserveView>,
    pub solved: u32,
    pub doubtful_slips: DoubtfulSlips,
    /// Of the printer that tickets come out of now, about; `None`: not known.
    pub tickets_left: Option<u32>,
    pub day_before: Option<DayBeforeView>,
}

/// `GET /api/v1/printers`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PrinterView {
    pub id: String,
    /// "ready", "not-known", "paper-low", "paper-out", "cover-open", "cutter-error",
    /// "printer-error", "offline", "garbled", "unreachable".
    pub condition: String,
    /// A slip sent now is expected to come out.
    pub usable: bool,
    /// Metres on a new roll, as the office file says; `None`: paper is not counted.
    pub roll_m: Option<u16>,
    /// About; `None`: not known, since nobody has put in a roll yet or the
    /// printer says otherwise.
    pub tickets_left: Option<u32>,
    pub runs_low: bool,
}

/// `GET /api/v1/slips/doubtful`: who may be without paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DoubtfulSlips {
    pub count: u32,
    /// Latest first, at most 50.
    pub newest: Vec<DoubtfulSlip>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DoubtfulSlip {
    /// Of the ticket: "2026-11-22-А012".
    pub id: String,
    pub number: String,
    pub service_title: Option<Texts>,
    pub taken_ms: i64,
    pub status: TicketStatus,
    /// "not-printed", "unknown", or still "printing" after 15 s.
    pub print: PrintOutcome,
}

/// `POST /api/v1/day/hours`: today's hours, "HH:MM" on the office's clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetHours {
    /// As it is, if left out.
    #[serde(default)]
    pub opens: Option<String>,
    pub closes: String,
    /// Whoever is booked outside the new hours was thought of; without it such
    /// hours are refused with `booked-outside` (S9).
    #[serde(default)]
    pub even_with_appointments: bool,
}

/// `POST /api/v1/day/close`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseDay {
    /// Close although somebody waits: they count as not served.
    #[serde(default)]
    pub even_with_people: bool,
}

/// `POST /api/v1/peaks/call-reserve`: nobody named means everybody free.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CallReserve {
    #[serde(default)]
    pub accounts: Option<Vec<String>>,
}

/// `POST /api/v1/visits/solved` (S2).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Solved {
    #[serde(default)]
    pub service: Option<String>,
}

/// Its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SolvedToday {
    pub solved: u32,
}

/// `POST /api/v1/tickets/{ticket}/change`: what is left out stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeTicket {
    #[serde(default)]
    pub service: Option<String>,
    /// "ordinary", "privileged" or "out-of-turn".
    #[serde(default)]
    #[schema(pattern = "^(ordinary|privileged|out-of-turn)$")]
    pub class: Option<String>,
    #[serde(default)]
    pub reason: Option<String>,
}

/// `POST /api/v1/tickets/{ticket}/send`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SendToDesk {
    pub desk: u16,
    #[serde(default)]
    pub reason: Option<String>,
}

/// `POST /api/v1/tickets/{ticket}/cancel`: the visitor has left.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Cancel {
    #[serde(default)]
    pub reason: Option<String>,
}
