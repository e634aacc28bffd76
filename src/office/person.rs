//! A person outside the office, as the heart knows them: by a random name only.
//!
//! Phone, name and address live apart (store/people), never in an event: an
//! event is kept for years and cannot be erased, a person's row can (152-FZ).

use std::fmt;

use serde::{Deserialize, Serialize};

/// Random, hexadecimal; says nothing about whom it stands for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonId(pub String);

impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
