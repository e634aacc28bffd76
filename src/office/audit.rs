//! Acts of trust that change nothing in the office: a wrong PIN, a changed
//! office file, people's data shown or taken out.
//!
//! They stand among the events, so that one chain holds them all and nobody
//! can take one out unseen. Who did it stands in the entry; whose data they
//! were never does.

use serde::{Deserialize, Serialize};

use crate::event::Event;
use crate::staff::AccountId;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum AuditEvent {
    /// A wrong PIN or password for an account that exists.
    SignInFailed {
        account: AccountId,
    },
    /// `tag`: of the office file as it is now.
    FileChanged {
        tag: String,
    },
    /// Its own PIN or password, by the person itself.
    SecretChanged {
        account: AccountId,
    },
    /// A program or a screen elsewhere got a token; never the token itself.
    PassGiven {
        name: String,
        role: String,
    },
    PassTakenBack {
        name: String,
    },
    PeopleShown {
        list: PeopleList,
    },
    PeopleExported {
        list: PeopleList,
    },
    /// One record's phone, name or address; `id`: of the record.
    PersonShown {
        list: PeopleList,
        id: u32,
    },
    /// One person's data, at their wish (152-FZ); `id`: of the record.
    PersonErased {
        list: PeopleList,
        id: u32,
    },
}

/// Where people's data stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PeopleList {
    Appointments,
    Callbacks,
    /// Contracts of a reading day with the names of their entities (S8).
    Readings,
    /// Notes of visits (S11).
    Contacts,
    /// The register (S12, S13).
    Statements,
    /// Everything of one person, wherever it stands (152-FZ).
    OnePerson,
}

/// Whatever is told is kept: there is nothing to refuse.
pub(crate) fn decide(told: &AuditEvent) -> Vec<Event> {
    vec![Event::Audit(told.clone())]
}
