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
use crate::order::{self, BY_LAW, Head};
use crate::rules::LiveOrder;
use crate::service::ServiceId;
use crate::ticket::{Class, Ticket, TicketNumber, TicketState, Why};

/// What tickets are called by, smallest first; ties go by time, then number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    at: Moment,
    reference: Moment,
    number: TicketNumber,
}

/// A place as it is compared, without a copy of the number.
type PlaceOf<'a> = (Moment, Moment, &'a TicketNumber);

/// Room for the lines a desk serves as a rule.
const LINES: usize = 8;

/// The first in line of one service, among those a desk may call.
type First<'a> = (Head<PlaceOf<'a>>, &'a Ticket);

impl Office {
    /// The visitor this desk should call at `now`, if anyone it serves waits.
    pub fn next_for(&self, desk: DeskId, now: Moment) -> Option<(&Ticket, Why)> {
        self.next_in(desk, now, self.window_now())
    }

    fn next_in(&self, desk: DeskId, now: Moment, is_open: bool) -> Option<(&Ticket, Why)> {
        let desk = self.desk(desk)?;
        let (heads, tickets) = self.firsts(desk, now);
        let reach_ms = is_open.then_some(self.rules.short_window_ms);
        let taken = order::choose(&heads, reach_ms)?;
        let ticket = *tickets.get(taken)?;
        let why = match self.why(desk, ticket) {
            // The desk's own visitor stays so after a missed call.
            Why::SentHere => Why::SentHere,
            why if order::choose(&heads, None) == Some(taken) => why,
            Why::LongestWait
            | Why::FirstCome
            | Why::Privileged
            | Why::OutOfTurn
            | Why::Appointment
            | Why::ShortQuestion
            | Why::ByHand { .. } => Why::ShortQuestion,
        };
        Some((ticket, why))
    }

    /// The call, and before it the short window if it opens or closes with it.
    pub(crate) fn calls(&self, desk: DeskId, now: Moment, events: &mut Vec<Event>) {
        let is_open = self.window_now();
        let Some((ticket, why)) = self.next_in(desk, now, is_open) else {
            return;
        };
        if is_open != self.short_window {
            events.push(Event::ShortWindow { open: is_open });
        }
        events.push(Event::TicketCalled {
            number: ticket.number.clone(),
            desk,
            why,
        });
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
            (Mode::Electronic, Class::OutOfTurn) => Moment(BY_LAW),
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
        self.serves(desk, ticket.service.as_ref())
    }

    fn serves(&self, desk: &Desk, service: Option<&ServiceId>) -> bool {
        match service {
            None => true,
            Some(_) if self.is_first_come() => true,
            Some(service) => desk.services.contains(service),
        }
    }

    /// The first of every service this desk may call. Who is booked for later
    /// is among them only when the desk would otherwise idle (S9).
    fn firsts<'a>(&'a self, desk: &Desk, now: Moment) -> (Vec<Head<PlaceOf<'a>>>, Vec<&'a Ticket>) {
        let mut heads = Vec::with_capacity(LINES);
        let mut tickets = Vec::with_capacity(LINES);
        let mut early: Option<First<'a>> = None;
        for (service, line) in self.queue.lines().filter(|(_, line)| !line.is_empty()) {
            let serves = self.serves(desk, service);
            let mut first: Option<(PlaceOf<'a>, &'a Ticket)> = None;
            for ticket in line.iter().filter_map(|number| self.tickets.get(number)) {
                let mine = match self.only_at(ticket) {
                    Some(only) => only == desk.id,
                    None => serves,
                };
                if !mine || !is_callable(ticket, now) {
                    continue;
                }
                let place = self.place_of(ticket);
                if self.is_early(ticket, now) {
                    if early.as_ref().is_none_or(|(held, _)| place < held.key) {
                        early = Some((self.head(place, ticket), ticket));
                    }
                } else if first.as_ref().is_none_or(|(held, _)| place < *held) {
                    first = Some((place, ticket));
                }
            }
            if let Some((place, ticket)) = first {
                heads.push(self.head(place, ticket));
                tickets.push(ticket);
            }
        }
        if let (true, Some((head, ticket))) = (heads.is_empty(), early) {
            heads.push(head);
            tickets.push(ticket);
        }
        (heads, tickets)
    }

    fn head<'a>(&self, place: PlaceOf<'a>, ticket: &Ticket) -> Head<PlaceOf<'a>> {
        Head {
            key: place,
            place_at: place.0.0,
            usual_ms: self.usual_ms(ticket.service.as_ref()),
            is_booked: self.is_booked(ticket),
        }
    }

    /// Stands in the queue as an appointment; the live queue knows none (S1).
    pub(crate) fn is_booked(&self, ticket: &Ticket) -> bool {
        self.mode == Mode::Electronic && ticket.class == Class::Appointment
    }

    /// How long a visit for this takes as a rule, milliseconds.
    fn usual_ms(&self, service: Option<&ServiceId>) -> Option<i64> {
        let service = self.rules.services.get(service?)?;
        Some(service.expected_ms)
    }

    /// Checked in, but booked for later: called before the time only by a desk
    /// that has nobody else to serve.
    pub(crate) fn is_early(&self, ticket: &Ticket, now: Moment) -> bool {
        self.is_booked(ticket)
            && self.may_be_called_from(ticket) > now
            && self.only_at(ticket).is_none()
    }

    /// From here on an appointment is called by its place: a little before its
    /// time, so that a desk that comes free just then is not taken past it.
    pub(crate) fn may_be_called_from(&self, ticket: &Ticket) -> Moment {
        ticket.reference.plus_ms(-self.rules.appointment_ahead_ms)
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
