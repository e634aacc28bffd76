//! People on the staff, as the heart knows them: an account and its sessions.
//!
//! No names, no PINs: those stay in the office file and in web.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::day::Moment;

/// The short name a person signs in with: "ivanova".
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(pub String);

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A signed-in browser. Kept as an event, so that nobody signs in anew because
/// the house restarted, in whatever mode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub account: AccountId,
    pub until: Moment,
}
