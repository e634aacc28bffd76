//! The desk (окно): who works there and what happens at it now.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::day::Moment;
use crate::service::ServiceId;
use crate::staff::AccountId;
use crate::ticket::TicketNumber;

/// The number on the plate above the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DeskId(pub u16);

impl fmt::Display for DeskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// S22: why a manager at an open desk takes nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BreakKind {
    Rest,
    Lunch,
    /// At the back office in a visitor's matter.
    Errand,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeskState {
    Closed,
    Open { staff: AccountId, doing: Doing },
}

/// What an open desk does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doing {
    Free,
    Calling { ticket: TicketNumber },
    Serving { ticket: TicketNumber },
    OnBreak { kind: BreakKind },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    pub id: DeskId,
    pub services: BTreeSet<ServiceId>,
    pub state: DeskState,
    /// Since when it is in this state.
    pub since: Moment,
    pub last_call_at: Option<Moment>,
    pub served_today: u32,
    /// Grows with every change of the desk.
    pub revision: u64,
}

impl Desk {
    /// A plate with nobody behind it.
    pub(crate) fn closed(id: DeskId, services: BTreeSet<ServiceId>, since: Moment) -> Self {
        Self {
            id,
            services,
            state: DeskState::Closed,
            since,
            last_call_at: None,
            served_today: 0,
            revision: 0,
        }
    }

    pub fn staff(&self) -> Option<&AccountId> {
        match &self.state {
            DeskState::Closed => None,
            DeskState::Open { staff, .. } => Some(staff),
        }
    }

    pub fn doing(&self) -> Option<&Doing> {
        match &self.state {
            DeskState::Closed => None,
            DeskState::Open { doing, .. } => Some(doing),
        }
    }

    /// The visitor called to it or served at it.
    pub fn ticket(&self) -> Option<&TicketNumber> {
        match self.doing() {
            Some(Doing::Calling { ticket } | Doing::Serving { ticket }) => Some(ticket),
            None | Some(Doing::Free | Doing::OnBreak { .. }) => None,
        }
    }

    pub fn is_open(&self) -> bool {
        matches!(self.state, DeskState::Open { .. })
    }

    /// Open and not on a break: counts as a working manager (S7).
    pub fn is_working(&self) -> bool {
        matches!(
            self.doing(),
            Some(Doing::Free | Doing::Calling { .. } | Doing::Serving { .. })
        )
    }
}
