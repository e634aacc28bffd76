//! What goes over the LAN API about callbacks, statements, the contact record
//! and quiet help: shapes only, as in `wire.rs`. Dates are the office's own,
//! "2026-11-23"; `*_ms` are Unix milliseconds, UTC.
//!
//! A callback from the kiosk: `GET /api/v1/callbacks/offer` (device token) says
//! what to show, `POST /api/v1/callbacks` with an `Idempotency-Key` leaves it,
//! the answer carries its number, its day and what became of the slip. While
//! registration is open it is refused (`take-ticket-instead`), while the
//! database is away too (`needs-database`).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::wire::{PrintAnswer, Texts};

/// `GET /api/v1/callbacks/offer`: what late visitors are offered (S6, S21).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallbackOffer {
    /// False: the database is away; the direct line and an appointment remain.
    pub available: bool,
    /// The visitor is called by the end of this day.
    pub due: String,
    /// Where the phone to the contact centre stands.
    pub direct_line: Texts,
    /// What the visitor agrees to by leaving a phone (152-FZ).
    pub consent: Texts,
    /// So many days after the matter is closed the data are erased.
    pub keep_days: u32,
    /// Longest gist, characters.
    pub gist_chars: u32,
}

/// `POST /api/v1/callbacks`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskCallback {
    /// Any way of writing: "8 (912) 345-67-89", "9123456789", "+375 …".
    pub phone: String,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub address: Option<String>,
    #[serde(default)]
    pub contract: Option<String>,
    /// What it is about; may be left out where `service` says it.
    #[serde(default)]
    pub gist: Option<String>,
    #[serde(default)]
    pub service: Option<String>,
    /// The visit it came out of (S10).
    #[serde(default)]
    pub ticket: Option<String>,
    #[serde(default)]
    pub language: Option<String>,
    /// Agreed with the visitor; the next working day by default. Staff only.
    #[serde(default)]
    pub due: Option<String>,
    /// The visitor agreed to what `consent` of the offer says; must be true.
    #[serde(default)]
    pub consent: bool,
    /// False: no slip (default true).
    #[serde(default)]
    pub print: Option<bool>,
}

impl std::fmt::Debug for AskCallback {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AskCallback").finish_non_exhaustive()
    }
}

/// Who is behind a record. Phone, address and contract number only where they
/// were asked for by name (`…/person`), which is kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonView {
    pub name: String,
    /// "•••-••-89".
    pub phone_masked: String,
    /// "+7 912 345-67-89".
    pub phone: Option<String>,
    pub address: Option<String>,
    pub contract: Option<String>,
    /// With what was added at each attempt, a line each.
    pub gist: String,
}

impl std::fmt::Debug for PersonView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PersonView").finish_non_exhaustive()
    }
}

/// Somebody did or saw something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DoneBy {
    pub at_ms: i64,
    /// Shown name of an account or a device.
    pub by: String,
    /// An attempt: "no-answer", "busy", "asked-later" or "wrong-number".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
}

/// A callback (S6, S10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallbackView {
    /// As the slip names it.
    pub id: u32,
    pub open: bool,
    pub due: String,
    pub due_today: bool,
    pub overdue: bool,
    pub service: Option<String>,
    pub service_title: Option<Texts>,
    pub ticket: Option<String>,
    /// "kiosk", "hall", "desk" or "contact-centre".
    pub origin: String,
    pub language: String,
    pub asked_ms: i64,
    pub asked_by: String,
    pub attempts: Vec<DoneBy>,
    /// "answered", "booked", "unreachable", "wrong-number" or "withdrawn".
    pub outcome: Option<String>,
    pub ended_ms: Option<i64>,
    pub ended_by: Option<String>,
    /// Who had the phone shown.
    pub seen: Vec<DoneBy>,
    /// `None`: erased by now, or the database of people is away.
    pub person: Option<PersonView>,
    /// The `ETag`; goes into `If-Match` of a change.
    pub revision: u64,
}

/// Answer to `POST /api/v1/callbacks`, 201.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallbackAsked {
    pub callback: CallbackView,
    pub print: PrintAnswer,
}

/// `GET /api/v1/callbacks`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallbackList {
    pub today: String,
    pub now_ms: i64,
    pub utc_offset_min: i32,
    pub open: u32,
    pub due_today: u32,
    pub overdue: u32,
    /// The most pressing first; closed ones, the latest first.
    pub callbacks: Vec<CallbackView>,
    /// False: names and phones cannot be shown just now.
    pub people_shown: bool,
}

/// `POST /api/v1/callbacks/{id}/attempt`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TryCallback {
    /// "no-answer", "busy", "asked-later" or "wrong-number".
    #[schema(pattern = "^(no-answer|busy|asked-later|wrong-number)$")]
    pub result: String,
    #[serde(default)]
    pub note: Option<String>,
    /// Another day, agreed with the visitor.
    #[serde(default)]
    pub due: Option<String>,
}

impl std::fmt::Debug for TryCallback {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TryCallback").finish_non_exhaustive()
    }
}

/// `POST /api/v1/callbacks/{id}/close`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseCallback {
    /// "answered", "booked", "unreachable", "wrong-number" or "withdrawn".
    #[schema(pattern = "^(answered|booked|unreachable|wrong-number|withdrawn)$")]
    pub outcome: String,
    #[serde(default)]
    pub note: Option<String>,
}

impl std::fmt::Debug for CloseCallback {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CloseCallback").finish_non_exhaustive()
    }
}

/// A quiet call for help (S19): in the staff feed, for hall manager and head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HelpView {
    pub desk: u16,
    pub asked_ms: i64,
    pub asked_by: String,
    /// «Иду», in order.
    pub coming: Vec<DoneBy>,
}

/// What waits for somebody, for the pages of hall manager and head.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct MattersView {
    pub callbacks_open: u32,
    pub callbacks_due_today: u32,
    pub callbacks_overdue: u32,
    pub statements_open: u32,
    pub statements_due_today: u32,
    pub statements_overdue: u32,
    pub hand_overs_open: u32,
    pub hand_overs_overdue: u32,
}

/// `POST /api/v1/statements` (S12, S13, S24).
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeStatement {
    /// Id of a kind of the office file.
    pub kind: String,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub phone: Option<String>,
    #[serde(default)]
    pub address: Option<String>,
    #[serde(default)]
    pub contract: Option<String>,
    #[serde(default)]
    pub gist: Option<String>,
    /// From nobody: complaints only.
    #[serde(default)]
    pub anonymous: bool,
    /// The visit it came out of.
    #[serde(default)]
    pub ticket: Option<String>,
    /// Taken in the hall, without a ticket (S24).
    #[serde(default)]
    pub drop_off: bool,
    /// False: no receipt (default true).
    #[serde(default)]
    pub print: Option<bool>,
}

impl std::fmt::Debug for TakeStatement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TakeStatement").finish_non_exhaustive()
    }
}

#[expect(
    clippy::struct_excessive_bools,
    reason = "a row of the register: each is a mark of its own on the page"
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StatementView {
    pub id: u32,
    /// As the receipt has it: "12/2026".
    pub number: String,
    pub kind: String,
    pub kind_title: Option<Texts>,
    pub complaint: bool,
    pub open: bool,
    pub due: String,
    pub due_today: bool,
    pub overdue: bool,
    pub drop_off: bool,
    pub ticket: Option<String>,
    pub taken_ms: i64,
    pub taken_by: String,
    /// "answered", "withdrawn" or "passed-on".
    pub answer: Option<String>,
    pub settled_ms: Option<i64>,
    pub settled_by: Option<String>,
    /// `None`: anonymous, erased by now, or the database of people is away.
    pub person: Option<PersonView>,
    /// The `ETag`; goes into `If-Match` of a change.
    pub revision: u64,
}

/// Answer to `POST /api/v1/statements`, 201.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StatementTaken {
    pub statement: StatementView,
    pub print: PrintAnswer,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KindView {
    pub id: String,
    pub title: Texts,
    pub working_days: u32,
    pub complaint: bool,
}

/// Complaints of "2026-11" (S13).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MonthView {
    pub month: String,
    pub complaints: u32,
    /// Of these, anonymous.
    pub anonymous: u32,
}

/// `GET /api/v1/statements`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StatementList {
    pub today: String,
    pub now_ms: i64,
    pub utc_offset_min: i32,
    pub open: u32,
    pub due_today: u32,
    pub overdue: u32,
    pub kinds: Vec<KindView>,
    pub statements: Vec<StatementView>,
    /// Oldest month first, at most 24.
    pub complaints: Vec<MonthView>,
    pub people_shown: bool,
}

/// `POST /api/v1/statements/{id}/settle`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettleStatement {
    /// "answered", "withdrawn" or "passed-on".
    #[schema(pattern = "^(answered|withdrawn|passed-on)$")]
    pub answer: String,
}

/// One of the office's own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChoiceView {
    pub id: String,
    pub title: Texts,
}

/// `GET /api/v1/contacts/choices`: in the order of the office file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContactChoices {
    pub topics: Vec<ChoiceView>,
    pub outcomes: Vec<ChoiceView>,
}

/// `POST /api/v1/desks/{desk}/contact`, sent before `finish` or `call-next`
/// while the visitor is at the desk (S11).
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactRecord {
    /// The visitor meant; whoever is at the desk by default.
    #[serde(default)]
    pub ticket: Option<String>,
    #[serde(default)]
    pub topic: Option<String>,
    #[serde(default)]
    pub outcome: Option<String>,
    /// Kept apart and erased with the people's data: it may name somebody.
    #[serde(default)]
    pub note: Option<String>,
    /// Handed over to the back office, which answers by this day (S3).
    #[serde(default)]
    pub hand_over: Option<String>,
}

impl std::fmt::Debug for ContactRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ContactRecord").finish_non_exhaustive()
    }
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContactView {
    /// The cursor of this record.
    pub seq: u64,
    pub at_ms: i64,
    /// The visit's id: "2026-11-22-А012". A later record of it replaces this one.
    pub ticket: String,
    /// The end of the visit was taken back, and with it what was said before: nothing
    /// stands until a later record.
    #[serde(default)]
    pub taken_back: bool,
    pub desk: u16,
    pub service: Option<String>,
    pub by: String,
    pub by_name: String,
    pub topic: Option<String>,
    pub outcome: Option<String>,
    /// `None`: none, or erased by now.
    pub note: Option<String>,
    pub hand_over: Option<String>,
}

impl std::fmt::Debug for ContactView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ContactView").finish_non_exhaustive()
    }
}

/// `GET /api/v1/contacts?since=`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContactPage {
    pub contacts: Vec<ContactView>,
    /// The `since` of the next question.
    pub next: u64,
    pub more: bool,
}

/// Something handed over to the back office (S3).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HandOverView {
    pub id: u32,
    pub ticket: String,
    pub service: Option<String>,
    pub topic: Option<String>,
    pub note: Option<String>,
    pub by: String,
    pub at_ms: i64,
    pub due: String,
    pub overdue: bool,
    pub done_ms: Option<i64>,
    pub done_by: Option<String>,
    pub revision: u64,
}

impl std::fmt::Debug for HandOverView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HandOverView").finish_non_exhaustive()
    }
}
