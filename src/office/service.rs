//! The service: what a visitor comes for, as far as the queue cares.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A short name out of the office file: "benefits". Shared, since every event
/// and ticket carries it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct ServiceId(pub Arc<str>);

impl From<String> for ServiceId {
    fn from(id: String) -> Self {
        Self(id.into())
    }
}

impl From<&str> for ServiceId {
    fn from(id: &str) -> Self {
        Self(id.into())
    }
}

impl From<ServiceId> for String {
    fn from(id: ServiceId) -> Self {
        Self::from(&*id.0)
    }
}

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
