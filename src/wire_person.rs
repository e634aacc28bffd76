//! What goes over the LAN API about everything the office holds of one person
//! (152-FZ): shapes only.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `POST /api/v1/people/find`: in a body, so that it stands in no address.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FindPerson {
    /// A phone, a contract number, or three or more letters of a name, an
    /// address or of what was said.
    pub wanted: String,
}

/// Shows nothing, for logs.
impl fmt::Debug for FindPerson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FindPerson").finish_non_exhaustive()
    }
}

/// Everything kept of a person, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonFound {
    /// The newest first, 50 at most.
    pub rows: Vec<PersonRow>,
    pub utc_offset_min: i32,
}

/// One set of data, as it was given for one purpose.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonRow {
    /// Goes into `ErasePerson`.
    pub row: String,
    /// "callback", "appointment", "statement", "note" or "readings".
    pub purpose: String,
    /// The record it belongs to, as staff know it; `None`: that is over.
    pub record: Option<String>,
    /// Erasing ends the record as withdrawn.
    pub open: bool,
    pub created_ms: i64,
    /// `None`: when its purpose has ended and the days set are over.
    pub erase_after_ms: Option<i64>,
    pub name: String,
    pub phone: String,
    pub address: String,
    pub contract: String,
    pub gist: String,
}

/// Shows nothing of the person, for logs.
impl fmt::Debug for PersonRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PersonRow")
            .field("purpose", &self.purpose)
            .field("record", &self.record)
            .finish_non_exhaustive()
    }
}

/// `POST /api/v1/people/erase`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ErasePerson {
    /// Of `PersonFound`, 50 at most.
    pub rows: Vec<String>,
}

/// Answer to `POST /api/v1/people/erase`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonErased {
    pub erased: u32,
    /// Records that were open and are withdrawn now.
    pub withdrawn: u32,
}
