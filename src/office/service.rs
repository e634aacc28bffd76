//! The service: what a visitor comes for, as far as the queue cares.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A short name out of the office file: "benefits".
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ServiceId(pub String);

impl fmt::Display for ServiceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    pub id: ServiceId,
    /// The letter in front of its tickets' numbers.
    pub series: String,
    /// How long it takes as a rule, milliseconds.
    pub expected_ms: i64,
    /// False: the office does not offer it just now.
    pub available: bool,
}
