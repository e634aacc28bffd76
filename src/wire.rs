//! What goes over the LAN API: the JSON that web serves and every face reads.
//!
//! Shapes only: web fills them, link carries them, kiosk, board and pages draw
//! them. Times are milliseconds since the Unix epoch, UTC; `utc_offset_min`
//! turns them into the office's wall clock. Texts meant for people come as a
//! map from language code to text, so that a screen switches language alone.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use crate::wire_screens::ZoneView;
use crate::wire_screens::{GroupView, KioskRules, Screens, Slides};

/// One text in every language of the office: `{"ru": "…", "en": "…"}`.
pub type Texts = BTreeMap<String, String>;

/// Whether visitors can be registered now, and if not, why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Doors {
    BeforeOpening,
    Open,
    /// Closing is near: no new tickets, those waiting are served (S5).
    RegistrationEnded,
    Closed,
}

/// S1: the electronic queue, or the live queue while the database is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum QueueMode {
    Electronic,
    Live,
}

/// In how many durable places an event lands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Copies {
    Two,
    One,
    /// Nothing durable: a power cut would lose what is in memory.
    None,
}

/// What the ticket printer last said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Paper {
    Ok,
    Low,
    Out,
    CoverOpen,
    Unreachable,
    Unknown,
}

/// What became of a slip of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PrintOutcome {
    /// Still at the printer.
    Printing,
    Printed,
    NotPrinted,
    /// Bytes left, nobody confirmed: the slip may or may not exist.
    Unknown,
    /// Nobody asked for paper.
    NotAsked,
}

/// The office as every picture names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OfficeView {
    pub name: Texts,
    /// Where the phone to the contact centre stands (S21).
    pub direct_line: Texts,
    /// Language codes in the order they are offered; the first is the default.
    pub languages: Vec<String>,
}

/// The office day. Clock texts are local, "HH:MM".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DayView {
    /// "2026-11-22".
    pub date: String,
    pub doors: Doors,
    pub opens: String,
    pub closes: String,
    pub registration_ends: String,
    /// Open day and night: the doors stay open as the next day opens.
    #[serde(default)]
    pub goes_on: bool,
    /// When the office opens next, if it is not open: "2026-11-23" and "09:00".
    pub next_date: Option<String>,
    pub next_opens: Option<String>,
}

/// A wait as a span of whole minutes from now: half of the visitors wait less
/// than `from`, nine of ten less than `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WaitView {
    pub from_min: u32,
    pub to_min: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SegmentView {
    pub id: String,
    pub title: Texts,
    pub hint: Texts,
    /// "home", "business" or any icon name the kiosk knows.
    pub icon: String,
    pub waiting: u32,
    /// `None`: no desk serves it now.
    pub wait: Option<WaitView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ServiceView {
    pub id: String,
    pub segment: String,
    /// The group of the segment it stands in on the kiosk.
    #[serde(default)]
    pub group: Option<String>,
    pub series: String,
    pub title: Texts,
    pub bring: Texts,
    /// How it is done without coming (S14); empty: not told.
    #[serde(default)]
    pub remote: Texts,
    pub expected_min: u32,
    /// False while the service is paused.
    pub available: bool,
    /// People ahead of whoever came for it now: those waiting whom one of its
    /// desks serves too.
    pub waiting: u32,
    pub wait: Option<WaitView>,
}

/// `GET /api/v1/feed?view=kiosk`, event `picture`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KioskView {
    pub seq: u64,
    pub now_ms: i64,
    pub utc_offset_min: i32,
    pub office: OfficeView,
    pub day: DayView,
    pub mode: QueueMode,
    pub paper: Paper,
    pub segments: Vec<SegmentView>,
    pub services: Vec<ServiceView>,
    #[serde(default)]
    pub groups: Vec<GroupView>,
    #[serde(default)]
    pub rules: KioskRules,
    #[serde(default)]
    pub screens: Screens,
    /// What late visitors are offered, once registration has ended (S6, S21).
    #[serde(default)]
    pub late: Option<crate::wire_matters::CallbackOffer>,
    /// To leave a mark for (S13): newest first, at most 8.
    #[serde(default)]
    pub finished: Vec<crate::wire_screens::FinishedVisit>,
    pub open_desks: u32,
    pub waiting: u32,
    /// The wait of whoever came now, over all services (the live queue's one button).
    pub wait: Option<WaitView>,
    /// Share of today's visitors called within `target_min`; `None` before the first call.
    pub within_target_percent: Option<u32>,
    /// A wait up to this is good, minutes (S4).
    #[serde(default)]
    pub target_min: u32,
    /// Paper of the latest tickets: ticket id → outcome, newest 20.
    pub slips: BTreeMap<String, PrintOutcome>,
}

/// One call, for board and voice: `id` grows with every call, over days and restarts too, so that a
/// screen that missed pictures still shows and speaks each of them once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallView {
    pub id: u64,
    pub number: String,
    pub desk: u16,
    pub at_ms: i64,
    /// A repeated call of the same visitor.
    pub again: bool,
    /// Spoken slower: the visitor asked for help.
    #[serde(default)]
    pub slow: bool,
    /// The visitor's language.
    pub language: String,
    /// The zone that the desk stands in.
    #[serde(default)]
    pub zone: Option<ZoneView>,
}

/// A visitor invited to or sitting at a desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AtDeskView {
    pub number: String,
    pub desk: u16,
    /// False: called, not yet come.
    pub serving: bool,
    pub since_ms: i64,
    /// Id of the zone that the desk stands in.
    #[serde(default)]
    pub zone: Option<String>,
}

/// `GET /api/v1/feed?view=board` and `GET /api/v1/board`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BoardView {
    pub seq: u64,
    pub now_ms: i64,
    pub utc_offset_min: i32,
    pub office: OfficeView,
    pub day: DayView,
    pub mode: QueueMode,
    /// The latest calls, newest first, at most 60.
    pub calls: Vec<CallView>,
    /// Everyone called or in service, latest first.
    pub at_desks: Vec<AtDeskView>,
    /// Numbers that come next, in the order they are likely to be called, at most 12.
    pub next: Vec<String>,
    pub waiting: u32,
    /// The longest among the services that somebody waits for.
    pub wait: Option<WaitView>,
    /// Running lines: announcements first.
    pub ticker: Vec<Texts>,
    #[serde(default)]
    pub slides: Slides,
    #[serde(default)]
    pub screens: Screens,
    /// The office's zones, in the order of the office file.
    #[serde(default)]
    pub zones: Vec<ZoneView>,
    /// The board is black outside the office's hours, but for the hour before opening.
    #[serde(default)]
    pub dark_when_closed: bool,
}

/// Where a ticket is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TicketStatus {
    Waiting,
    Called,
    Serving,
    /// Put aside by its desk, to go on there.
    Parked,
    Served,
    NoShow,
    /// Went away before being called.
    Left,
    /// Left unserved when the day closed.
    NotServed,
}

/// Why this visitor was called now; `text` is in the asker's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WhyView {
    /// Stable: "longest-wait", "first-come", "privileged", "out-of-turn",
    /// "appointment", "short-question", "sent-here", "by-hand".
    pub code: String,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TicketView {
    /// Unique for ever: "2026-11-22-А012". Paths and bodies accept it or the number.
    pub id: String,
    /// "А012": Cyrillic letter and three digits, four after 999; unique on its day.
    pub number: String,
    /// `None`: a live-queue ticket, any desk.
    pub service: Option<String>,
    pub service_title: Option<Texts>,
    pub segment: Option<String>,
    pub segment_title: Option<Texts>,
    /// "ordinary", "privileged", "out-of-turn" or "appointment".
    pub class: String,
    pub language: String,
    /// «Подойти и помочь»: the visitor chose an easier screen.
    #[serde(default)]
    pub help: bool,
    pub status: TicketStatus,
    pub taken_ms: i64,
    /// What the wait is counted from.
    pub reference_ms: i64,
    /// Since when it is in its present status.
    pub since_ms: i64,
    pub desk: Option<u16>,
    /// Waits for this desk only (sent there, or «вернуть ко мне»).
    pub only_desk: Option<u16>,
    pub from_desk: Option<u16>,
    pub note: Option<String>,
    pub why: Option<WhyView>,
    /// When the latest call was made, and how often that call was spoken.
    pub called_ms: Option<i64>,
    pub calls: u32,
    /// How often it was called without coming.
    pub misses: u32,
    pub print: PrintOutcome,
    pub expected_min: Option<u32>,
    /// Earlier spells at desks on this visit, oldest first.
    #[serde(default)]
    pub legs: Vec<LegView>,
    /// 1 is next; only while waiting, in the order of place over the whole office.
    pub position: Option<u32>,
    /// The booked time it was checked in for, on time (S9).
    #[serde(default)]
    pub booked_ms: Option<i64>,
    /// The zone to go to: the desk's, or that of all desks of the service.
    #[serde(default)]
    pub zone: Option<ZoneView>,
}

/// One spell at one desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LegView {
    pub desk: u16,
    pub staff_name: Option<String>,
    pub service_title: Option<Texts>,
    pub from_ms: i64,
    pub to_ms: i64,
    /// "served", "transferred", "returned" or "parked".
    pub end: String,
    pub note: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DeskStatus {
    Closed,
    Free,
    Calling,
    Serving,
    /// S22: break, lunch and back-office errand; `break_kind` says which.
    OnBreak,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeskView {
    pub desk: u16,
    #[serde(default)]
    pub zone: Option<ZoneView>,
    pub status: DeskStatus,
    /// Account id and shown name of who works here.
    pub staff: Option<String>,
    pub staff_name: Option<String>,
    pub since_ms: i64,
    /// "rest", "lunch" or "errand".
    pub break_kind: Option<String>,
    pub services: Vec<String>,
    pub ticket: Option<TicketView>,
    pub served_today: u32,
    /// Changes with every change of the desk; send it back as If-Match to act
    /// only on what was seen.
    pub revision: u64,
    /// A free desk calls by itself after so many seconds; 0: it does not.
    #[serde(default)]
    pub auto_call_s: u16,
    /// Nobody can be called here before this moment (1.5 s between calls).
    pub next_call_ms: i64,
    /// The desk's last act, while it can be taken back.
    #[serde(default)]
    pub undo: Option<UndoView>,
}

/// `POST /api/v1/desks/{desk}/undo` takes it back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UndoView {
    /// "call", "start", "finish", "no-show", "return" or "transfer".
    pub what: String,
    pub ticket: String,
    /// A call that finished a visit: whose visit would go on again.
    pub resumes: Option<String>,
    /// Until then.
    pub until_ms: i64,
}

/// `GET /api/v1/feed?view=staff`: what desk, hall and head pages draw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StaffView {
    pub seq: u64,
    pub now_ms: i64,
    pub utc_offset_min: i32,
    pub office: OfficeView,
    pub day: DayView,
    pub mode: QueueMode,
    pub copies: Copies,
    pub paper: Paper,
    pub desks: Vec<DeskView>,
    /// In the order of place.
    pub waiting: Vec<TicketView>,
    /// Put aside by a desk (`desk`), the longest first.
    #[serde(default)]
    pub parked: Vec<TicketView>,
    /// Closed today, newest first, at most 30: to find and revive a no-show.
    pub recent: Vec<TicketView>,
    pub services: Vec<ServiceView>,
    pub segments: Vec<SegmentView>,
    pub working_desks: u32,
    pub waiting_per_desk: Option<f32>,
    pub answered_today: u32,
    pub within_target_percent: Option<u32>,
    /// How many more long waits the day can bear before it drops under the
    /// target of the mode (S4); negative: already under.
    pub long_waits_left: Option<i32>,
    pub target_percent: u32,
    /// A wait up to this is good, minutes (S4).
    pub target_min: u32,
    pub notices: Vec<NoticeView>,
    /// For hall manager and head (S19).
    pub help: Vec<crate::wire_matters::HelpView>,
    pub matters: crate::wire_matters::MattersView,
    pub oversight: crate::wire_head::OversightView,
}

/// Something staff should know, in their language at the page: `code` is a
/// text key, `args` fill it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NoticeView {
    pub code: String,
    /// "info", "warn" or "bad".
    pub level: String,
    pub args: BTreeMap<String, String>,
}

/// `GET /api/v1/queue`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct QueueView {
    pub seq: u64,
    pub mode: QueueMode,
    pub waiting: Vec<TicketView>,
    pub called: Vec<TicketView>,
    pub serving: Vec<TicketView>,
}

/// `POST /api/v1/tickets`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeTicket {
    /// May be left out in live-queue mode only.
    #[serde(default)]
    pub service: Option<String>,
    /// "ordinary" (default), "privileged", "out-of-turn".
    #[serde(default)]
    #[schema(pattern = "^(ordinary|privileged|out-of-turn)$")]
    pub class: Option<String>,
    /// The visitor's language; the office's first by default.
    #[serde(default)]
    pub language: Option<String>,
    /// Why a ticket is issued by hand out of the rules; kept.
    #[serde(default)]
    pub reason: Option<String>,
    /// False: no paper wanted (default true).
    #[serde(default)]
    pub print: Option<bool>,
    /// The visitor chose an easier screen: staff see «подойти и помочь», calls
    /// are spoken slower.
    #[serde(default)]
    pub help: bool,
}

/// Answer to `POST /api/v1/tickets`, 201.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TicketTaken {
    pub id: String,
    pub number: String,
    pub service: Option<String>,
    /// 1: next to be called.
    pub place: u32,
    pub ahead: u32,
    pub wait: Option<WaitView>,
    pub taken_ms: i64,
    pub mode: QueueMode,
    pub print: PrintAnswer,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PrintAnswer {
    pub outcome: PrintOutcome,
    /// A text key for the reason, when it did not print: "paper-out", "unreachable", …
    pub reason: Option<String>,
}

/// `POST /api/v1/desks/{desk}/call-next`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallNext {
    /// The ticket now in service at this desk, which this call finishes; null
    /// or absent when nobody is.
    #[serde(default)]
    pub finish: Option<String>,
    /// What the finished visit was about and what came of it (S11).
    pub topic: Option<String>,
    pub outcome: Option<String>,
    pub note: Option<String>,
    /// Handed over to the back office, due on this day (S3).
    pub hand_over: Option<String>,
}

/// Answer to every call, 200.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Called {
    pub ticket: TicketView,
    pub why: WhyView,
}

/// `POST /api/v1/desks/{desk}/call`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CallTicket {
    pub ticket: String,
    #[serde(default)]
    pub reason: Option<String>,
    #[serde(default)]
    pub finish: Option<String>,
}

/// `POST /api/v1/desks/{desk}/transfer`: exactly one of `service` and `desk`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    #[serde(default)]
    pub service: Option<String>,
    #[serde(default)]
    pub desk: Option<u16>,
    /// «Вернуть ко мне»: after the other desk the visitor comes back here.
    #[serde(default)]
    pub come_back: bool,
    #[serde(default)]
    pub note: Option<String>,
}

/// `POST /api/v1/desks/{desk}/break`: "rest", "lunch" or "errand" (S22).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeBreak {
    #[schema(pattern = "^(rest|lunch|errand)$")]
    pub kind: String,
}

/// `POST /api/v1/desks/{desk}/park`: the visit under way waits, the desk is free.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Park {
    /// Kept with the visit.
    #[serde(default)]
    pub note: Option<String>,
}

/// `POST /api/v1/desks/{desk}/unpark`: a visit put aside goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Unpark {
    pub ticket: String,
    /// The visit under way, which this ends.
    #[serde(default)]
    pub finish: Option<String>,
}

/// `POST /api/v1/desks/{desk}/release`: into the queue after all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Release {
    pub ticket: String,
}

/// `PUT /api/v1/desks/{desk}/services`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetServices {
    pub services: Vec<String>,
}

/// An error of the API, RFC 9457 `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// "about:blank" or a documented URI.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    /// What happened, to what, what to do next; in the asker's language.
    pub detail: String,
    /// Stable: "desk-busy", "unknown-service", …
    pub code: String,
}
