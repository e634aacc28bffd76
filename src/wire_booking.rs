//! What goes over the LAN API about appointments (S9): shapes only, as in
//! `wire.rs`. Times of day are local, "HH:MM"; `*_ms` are Unix milliseconds.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::wire::{PrintAnswer, Texts, TicketTaken};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AppointmentView {
    /// Six digits: said at the kiosk and over the phone; also its address.
    pub code: String,
    pub service: String,
    /// `None`: the service is gone from the office file.
    pub service_title: Option<Texts>,
    pub segment: Option<String>,
    /// "2026-12-01".
    pub date: String,
    pub time: String,
    pub ends: String,
    pub starts_ms: i64,
    /// "booked", "late" (its time is over, not yet checked in), "checked-in",
    /// "cancelled" or "missed".
    pub status: String,
    /// The ticket it was checked in with.
    pub ticket: Option<String>,
    /// Checked in within its window; `None` before.
    pub on_time: Option<bool>,
    /// `None`: none was given, or the database of people is away.
    pub name: Option<String>,
    /// As it is read: "+7 912 345-67-89".
    pub phone: Option<String>,
    pub language: String,
    /// The `ETag`; goes into `If-Match` of a change.
    pub revision: u64,
    /// The hours of that day were changed since: please call the visitor.
    pub outside_hours: bool,
}

/// `GET /api/v1/appointments?date=`: one day's diary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AppointmentDay {
    pub date: String,
    pub today: String,
    pub now_ms: i64,
    /// `None`: a day off.
    pub opens: Option<String>,
    pub closes: Option<String>,
    /// What the office file says of an exceptional day.
    pub note: Option<Texts>,
    pub slot_min: u32,
    /// By time, cancelled ones too.
    pub appointments: Vec<AppointmentView>,
    /// False: names and phones cannot be shown just now.
    pub people_shown: bool,
}

/// `GET /api/v1/appointments/slots?service=&date=`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SlotsView {
    pub service: String,
    pub date: String,
    pub slots: Vec<SlotView>,
    /// Every day that may be booked, today first.
    pub days: Vec<SlotDayView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SlotView {
    pub time: String,
    pub ends: String,
    pub starts_ms: i64,
    /// How many more appointments of the service it holds; 0 when full.
    pub places: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SlotDayView {
    pub date: String,
    pub is_open: bool,
    pub places: u32,
}

/// `POST /api/v1/appointments`: a phone or a name is needed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MakeAppointment {
    pub service: String,
    /// The start of a slot.
    pub starts_ms: i64,
    #[serde(default)]
    pub phone: String,
    #[serde(default)]
    pub name: String,
    /// The visitor's language; the office's first by default.
    #[serde(default)]
    pub language: Option<String>,
    /// True: print the slip with the code now (default false).
    #[serde(default)]
    pub print: bool,
}

impl std::fmt::Debug for MakeAppointment {
    /// Neither the name nor the phone.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MakeAppointment")
            .field("service", &self.service)
            .field("starts_ms", &self.starts_ms)
            .finish_non_exhaustive()
    }
}

/// `POST /api/v1/appointments/{code}/move`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveAppointment {
    pub starts_ms: i64,
    #[serde(default)]
    pub print: bool,
}

/// Answer to making and moving one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AppointmentMade {
    pub appointment: AppointmentView,
    pub print: PrintAnswer,
}

/// `POST /api/v1/check-in`: exactly one of `code` and `phone`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckIn {
    /// As typed, or as the scanner read it off the slip.
    #[serde(default)]
    pub code: Option<String>,
    #[serde(default)]
    pub phone: Option<String>,
    /// `None`: the one it was booked in.
    #[serde(default)]
    pub language: Option<String>,
    /// False: no paper wanted (default true).
    #[serde(default)]
    pub print: Option<bool>,
    /// The visitor chose an easier screen, as in `TakeTicket`.
    #[serde(default)]
    pub help: bool,
    /// By hand, out of the rules; kept.
    #[serde(default)]
    pub reason: Option<String>,
}

impl std::fmt::Debug for CheckIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CheckIn").finish_non_exhaustive()
    }
}

/// Answer to a check-in, 201.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CheckedIn {
    #[serde(flatten)]
    pub ticket: TicketTaken,
    /// True: served as an appointment; false: came too late, an ordinary
    /// visitor.
    pub on_time: bool,
    /// The booked time; `None` if late.
    pub booked_ms: Option<i64>,
}
