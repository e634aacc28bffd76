//! Who is called next, and why: the smallest place among those a desk serves.
//!
//! `place = reference − credit`. Nobody is tied to a desk beforehand; first
//! come, first served inside each service and class. In a peak the short
//! window (`window.rs`) may let a short question pass. The live queue knows no
//! credits and no window (S1).

use crate::Office;
use crate::day::{Mode, Moment};
use crate::desk::{Desk, DeskId};
use crate::event::Event;
use crate::rules::LiveOrder;
use crate::service::ServiceId;
use crate::ticket::{Class, Ticket, TicketNumber, TicketState, Why};
use crate::window::{self, Head};

/// What tickets are called by, smallest first; ties go by time, then number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    at: Moment,
    reference: Moment,
    number: TicketNumber,
}

/// A place as it is compared, without a copy of the number.
type PlaceOf<'a> = (Moment, Moment, &'a TicketNumber);

/// The first in line of one service, among those a desk may call.
struct First<'a> {
    service: Option<&'a ServiceId>,
    place: PlaceOf<'a>,
    ticket: &'a Ticket,
}

impl Office {
    /// The visitor this desk should call at `now`, if anyone it serves waits.
    pub fn next_for(&self, desk: DeskId, now: Moment) -> Option<(&Ticket, Why)> {
        let desk = self.desk(desk)?;
        let firsts = self.firsts(desk, now);
        let first = firsts.iter().min_by_key(|first| first.place)?;
        if self.window_now()
            && let Some(ticket) = self.short_question(&firsts, first)
        {
            let why = match self.why(desk, ticket) {
                // The desk's own visitor stays so after a missed call.
                Why::SentHere => Why::SentHere,
                Why::LongestWait
                | Why::FirstCome
                | Why::Privileged
                | Why::OutOfTurn
                | Why::Appointment
                | Why::ShortQuestion
                | Why::ByHand { .. } => Why::ShortQuestion,
            };
            return Some((ticket, why));
        }
        Some((first.ticket, self.why(desk, first.ticket)))
    }

    /// The call, and before it the short window if it opens or closes with it.
    pub(crate) fn calls(&self, desk: DeskId, now: Moment) -> Vec<Event> {
        let Some((ticket, why)) = self.next_for(desk, now) else {
            return Vec::new();
        };
        let mut events = Vec::new();
        let open = self.window_now();
        if open != self.short_window {
            events.push(Event::ShortWindow { open });
        }
        events.push(Event::TicketCalled {
            number: ticket.number.clone(),
            desk,
            why,
        });
        events
    }

    /// Everyone waiting, in the order of place.
    pub fn in_order(&self) -> Vec<&Ticket> {
        let mut waiting: Vec<&Ticket> = self.waiting().collect();
        waiting.sort_by(|one, other| self.place_of(one).cmp(&self.place_of(other)));
        waiting
    }

    pub fn place(&self, ticket: &Ticket) -> Place {
        let (at, reference, number) = self.place_of(ticket);
        Place {
            at,
            reference,
            number: number.clone(),
        }
    }

    fn place_of<'a>(&self, ticket: &'a Ticket) -> PlaceOf<'a> {
        (self.place_at(ticket), ticket.reference, &ticket.number)
    }

    /// Reference − credit, not before what a missed call left of it.
    pub(crate) fn place_at(&self, ticket: &Ticket) -> Moment {
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
        ticket
            .place_floor
            .map_or(credited, |floor| credited.max(floor))
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

    /// The first of every service this desk may call. Who is booked for later
    /// is among them only when the desk would otherwise idle (S9).
    fn firsts<'a>(&'a self, desk: &Desk, now: Moment) -> Vec<First<'a>> {
        let mut firsts: Vec<First<'a>> = Vec::new();
        let mut early: Option<First<'a>> = None;
        for ticket in self.waiting() {
            if !is_callable(ticket, now) || !self.may_serve(desk, ticket) {
                continue;
            }
            let found = First {
                service: ticket.service.as_ref(),
                place: self.place_of(ticket),
                ticket,
            };
            if self.is_early(ticket, now) {
                if early.as_ref().is_none_or(|held| found.place < held.place) {
                    early = Some(found);
                }
                continue;
            }
            let same = firsts
                .iter_mut()
                .find(|first| first.service == found.service);
            match same {
                Some(held) if found.place < held.place => *held = found,
                Some(_) => {}
                None => firsts.push(found),
            }
        }
        if firsts.is_empty() {
            firsts.extend(early);
        }
        firsts
    }

    fn short_question<'a>(&self, firsts: &[First<'a>], first: &First<'_>) -> Option<&'a Ticket> {
        let head = |first: &First<'_>| Head {
            place_at: first.place.0,
            usual_ms: self.usual_ms(first.service),
        };
        let reach_ms = self.rules.short_window_ms;
        let index = window::shortest(firsts.iter().map(head), &head(first), reach_ms)?;
        firsts.get(index).map(|found| found.ticket)
    }

    /// How long a visit for this takes as a rule, milliseconds.
    fn usual_ms(&self, service: Option<&ServiceId>) -> Option<i64> {
        let service = self.rules.services.get(service?)?;
        Some(service.expected_ms)
    }

    /// Checked in, but booked for later: called before the time only by a desk
    /// that has nobody else to serve.
    pub(crate) fn is_early(&self, ticket: &Ticket, now: Moment) -> bool {
        self.mode == Mode::Electronic
            && ticket.class == Class::Appointment
            && ticket.reference > now
            && self.only_at(ticket).is_none()
    }

    /// The one desk the visitor waits for, while that desk is open; a closed
    /// one holds nobody.
    pub(crate) fn only_at(&self, ticket: &Ticket) -> Option<DeskId> {
        let TicketState::Waiting { only_at, .. } = &ticket.state else {
            return None;
        };
        only_at.filter(|id| self.desk(*id).is_some_and(Desk::is_open))
    }

    pub(crate) fn is_first_come(&self) -> bool {
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
        TicketState::Called { .. }
        | TicketState::Serving { .. }
        | TicketState::Parked { .. }
        | TicketState::Closed { .. } => false,
    }
}
