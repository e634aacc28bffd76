//! Who is called next, and why: the smallest place among those a desk serves.
//!
//! `place = reference − credit`. Nobody is tied to a desk beforehand; first
//! come, first served inside each service and class. The live queue knows no
//! credits (S1).

use crate::Office;
use crate::day::{Mode, Moment};
use crate::desk::{Desk, DeskId};
use crate::rules::LiveOrder;
use crate::ticket::{Class, Ticket, TicketNumber, TicketState, Why};

/// What tickets are called by, smallest first; ties go by time, then number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    at: Moment,
    reference: Moment,
    number: TicketNumber,
}

impl Office {
    /// The visitor this desk should call at `now`, if anyone it serves waits.
    pub fn next_for(&self, desk: DeskId, now: Moment) -> Option<(&Ticket, Why)> {
        let desk = self.desk(desk)?;
        let ticket = self
            .waiting()
            .filter(|ticket| is_callable(ticket, now) && self.may_serve(desk, ticket))
            .min_by_key(|ticket| self.place(ticket))?;
        Some((ticket, self.why(desk, ticket)))
    }

    /// Everyone waiting, in the order of place.
    pub fn in_order(&self) -> Vec<&Ticket> {
        let mut waiting: Vec<&Ticket> = self.waiting().collect();
        waiting.sort_by_cached_key(|ticket| self.place(ticket));
        waiting
    }

    pub fn place(&self, ticket: &Ticket) -> Place {
        let credited = match (self.mode, ticket.class) {
            (Mode::Live, _) | (Mode::Electronic, Class::Ordinary) => ticket.reference,
            (Mode::Electronic, Class::Privileged) => {
                ticket.reference.plus_ms(-self.rules.privileged_credit_ms)
            }
            (Mode::Electronic, Class::Appointment) => {
                ticket.reference.plus_ms(-self.rules.appointment_credit_ms)
            }
            (Mode::Electronic, Class::OutOfTurn) => Moment(i64::MIN),
        };
        Place {
            at: ticket
                .place_floor
                .map_or(credited, |floor| credited.max(floor)),
            reference: ticket.reference,
            number: ticket.number.clone(),
        }
    }

    /// Whether this desk may serve this waiting visitor.
    pub fn may_serve(&self, desk: &Desk, ticket: &Ticket) -> bool {
        if let Some(only) = self.only_at(ticket) {
            return only == desk.id;
        }
        match &ticket.service {
            None => true,
            Some(_) if self.is_first_come() => true,
            Some(service) => desk.services.contains(service),
        }
    }

    /// The one desk the visitor waits for, while that desk is open; a closed
    /// one holds nobody.
    pub(crate) fn only_at(&self, ticket: &Ticket) -> Option<DeskId> {
        let TicketState::Waiting { only_at, .. } = &ticket.state else {
            return None;
        };
        only_at.filter(|id| self.desk(*id).is_some_and(Desk::is_open))
    }

    fn is_first_come(&self) -> bool {
        self.mode == Mode::Live && self.rules.live_order == LiveOrder::FirstCome
    }

    fn why(&self, desk: &Desk, ticket: &Ticket) -> Why {
        if self.only_at(ticket) == Some(desk.id) {
            return Why::SentHere;
        }
        // The live queue gives no credits, so none can be the reason.
        if self.mode == Mode::Live {
            return Why::FirstCome;
        }
        match ticket.class {
            Class::Ordinary => Why::LongestWait,
            Class::Privileged => Why::Privileged,
            Class::OutOfTurn => Why::OutOfTurn,
            Class::Appointment => Why::Appointment,
        }
    }
}

fn is_callable(ticket: &Ticket, now: Moment) -> bool {
    match &ticket.state {
        TicketState::Waiting { not_before, .. } => not_before.is_none_or(|moment| moment <= now),
        TicketState::Called { .. } | TicketState::Serving { .. } | TicketState::Closed { .. } => {
            false
        }
    }
}
