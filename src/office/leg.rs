//! The legs of a visit: which desks had the visitor, and what was said there.
//!
//! A leg is written when a visitor leaves a desk that served them; the desk
//! that gets them next sees what was done already.

use crate::Office;
use crate::day::Moment;
use crate::desk::{Desk, DeskId};
use crate::service::ServiceId;
use crate::staff::AccountId;
use crate::ticket::{TicketNumber, TicketState};

/// A visit that went through more desks than this is a mistake somewhere; the
/// latest ones are shown.
const LEGS_KEPT: usize = 12;

/// One spell at one desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leg {
    pub desk: DeskId,
    pub staff: Option<AccountId>,
    pub service: Option<ServiceId>,
    pub from: Moment,
    pub to: Moment,
    pub end: LegEnd,
    /// What was passed on with the visitor.
    pub note: Option<String>,
}

/// How a spell at a desk ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LegEnd {
    Served,
    Transferred,
    Returned,
    Parked,
}

impl Office {
    /// Writes down the spell that ends at `at`; nothing if the visitor was not
    /// being served.
    pub(crate) fn end_leg(
        &mut self,
        number: &TicketNumber,
        end: LegEnd,
        note: Option<&String>,
        at: Moment,
    ) {
        let Some(ticket) = self.tickets.get_mut(number) else {
            return;
        };
        let TicketState::Serving { desk, since, .. } = &ticket.state else {
            return;
        };
        let (desk, from) = (*desk, *since);
        if ticket.legs.len() >= LEGS_KEPT {
            ticket.legs.remove(0);
        }
        ticket.legs.push(Leg {
            desk,
            staff: self.desks.get(&desk).and_then(Desk::staff).cloned(),
            service: ticket.service.clone(),
            from,
            to: at,
            end,
            note: note.cloned(),
        });
    }
}
