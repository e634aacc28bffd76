//! People on the staff, as the heart knows them: an account and its sessions.
//!
//! No names, no PINs: those stay in the office file and in web.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Office;
use crate::day::Moment;
use crate::desk::{Desk, DeskId};
use crate::event::Event;

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

impl Office {
    /// Somebody sits down: whoever has services of their own brings them (S17).
    pub(crate) fn opened(&self, desk: DeskId, staff: &AccountId) -> Vec<Event> {
        let mut events = vec![Event::DeskOpened {
            desk,
            staff: staff.clone(),
        }];
        let own = self.rules.staff_services.get(staff);
        events.extend(own.map(|services| Event::DeskServicesChanged {
            desk,
            services: services.clone(),
        }));
        events
    }

    /// Somebody gets up, and takes services of their own along.
    pub(crate) fn left(&self, desk: &Desk) -> Vec<Event> {
        let mut events = self.closed_by_its_own(desk.id);
        let staff = desk.staff();
        let had_own = staff.is_some_and(|staff| self.rules.staff_services.contains_key(staff));
        if let Some(services) = self.rules.desks.get(&desk.id).filter(|_own| had_own) {
            events.push(Event::DeskServicesChanged {
                desk: desk.id,
                services: services.clone(),
            });
        }
        events
    }
}
