//! What goes over the LAN API about meter-reading days (S8): shapes only.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `GET /api/v1/readings/{month}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReadingsMonth {
    /// "2026-12".
    pub month: String,
    /// 0: not drawn up yet. The `ETag`; goes into `If-Match` of a change.
    pub revision: u64,
    pub service: Option<String>,
    pub hours: Vec<ReadingsHour>,
    pub places: u64,
    pub assigned: u64,
    /// Every day of the month.
    pub days: Vec<ReadingsDay>,
    /// The month before has a schedule to copy.
    pub may_copy: bool,
    /// False: names cannot be shown just now.
    pub names_shown: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReadingsDay {
    pub date: String,
    /// `None`: a day off.
    pub opens: Option<String>,
    pub closes: Option<String>,
    /// Starts and ends of its whole hours, to draw up by.
    pub hours: Vec<HourSpan>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HourSpan {
    pub from_ms: i64,
    pub to_ms: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReadingsHour {
    pub date: String,
    pub from: String,
    pub to: String,
    pub from_ms: i64,
    pub to_ms: i64,
    pub places: u32,
    pub contracts: Vec<ContractView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContractView {
    pub contract: String,
    pub name: Option<String>,
    /// The ticket it came with.
    pub ticket: Option<String>,
}

/// `PUT /api/v1/readings/{month}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DrawReadings {
    pub service: String,
    pub hours: Vec<DrawHour>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DrawHour {
    pub from_ms: i64,
    pub to_ms: i64,
    pub places: u32,
}

/// `POST /api/v1/readings/{month}/contracts`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignContract {
    pub contract: String,
    #[serde(default)]
    pub name: String,
    /// The start of its hour; absent: the first with room.
    #[serde(default)]
    pub from_ms: Option<i64>,
}

/// `POST /api/v1/readings/{month}/release`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseContracts {
    pub contracts: Vec<String>,
}

/// One wrong line of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WrongLineView {
    pub line: u64,
    /// "csv-columns", "csv-contract", "csv-name", "csv-twice", …
    pub code: String,
    /// In the asker's language.
    pub text: String,
}

/// Answer to a list with wrong lines, 422 `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ListProblem {
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    pub detail: String,
    pub code: String,
    /// The first hundred.
    pub lines: Vec<WrongLineView>,
}

/// `GET /api/v1/readings/contracts/{contract}`: for the kiosk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContractHour {
    pub contract: String,
    pub service: String,
    pub date: String,
    pub from: String,
    pub to: String,
    /// It may check in now.
    pub now: bool,
    /// The ticket it came with already.
    pub ticket: Option<String>,
}

/// `POST /api/v1/readings/check-in`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContractCheckIn {
    pub contract: String,
    #[serde(default)]
    pub language: Option<String>,
    #[serde(default)]
    pub print: Option<bool>,
    /// The visitor chose an easier screen, as in `TakeTicket`.
    #[serde(default)]
    pub help: bool,
}
