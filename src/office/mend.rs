//! After damage took entries out of the middle of a day: what no longer fits
//! together is put right, so that no visitor is left where nobody calls them.

use crate::Office;
use crate::desk::{Desk, Doing};
use crate::event::Event;
use crate::ticket::{Ticket, TicketState};

impl Office {
    /// A desk whose visitor is not there closes; who is at a desk that knows
    /// nothing of them waits again, in the old place; a number is promised.
    pub(crate) fn mend(&self) -> Vec<Event> {
        let leases = self.numbers.iter();
        let leases = leases.filter(|(_series, numbers)| numbers.last > numbers.leased);
        let leases = leases.map(|(series, numbers)| Event::NumbersLeased {
            series: series.to_string(),
            up_to: numbers.last,
        });
        let is_open = self.day.as_ref().is_some_and(|day| !day.closed);
        // Whoever was left over when a day closed is counted as they were.
        if !is_open {
            return leases.collect();
        }
        let lost = self.desks().filter(|desk| !self.has_its_visitor(desk));
        let closing = lost.map(|desk| Event::DeskClosed { desk: desk.id });
        let left = self.tickets().filter(|ticket| self.is_left_alone(ticket));
        let waiting = left.map(|ticket| Event::TicketRevived {
            number: ticket.number.clone(),
            place_floor: ticket.taken_at,
        });
        leases.chain(closing).chain(waiting).collect()
    }

    /// Whoever a desk calls or serves is at that desk, in the same state.
    pub(crate) fn has_its_visitor(&self, desk: &Desk) -> bool {
        let Some(number) = desk.ticket() else {
            return true;
        };
        let is_serving = matches!(desk.doing(), Some(Doing::Serving { .. }));
        self.ticket(number)
            .is_some_and(|ticket| match &ticket.state {
                TicketState::Called { desk: at, .. } => *at == desk.id && !is_serving,
                TicketState::Serving { desk: at, .. } => *at == desk.id && is_serving,
                TicketState::Waiting { .. }
                | TicketState::Parked { .. }
                | TicketState::Closed { .. } => false,
            })
    }

    /// At a desk that denies it, or put aside at one that is closed.
    fn is_left_alone(&self, ticket: &Ticket) -> bool {
        let is_with = |desk: &Desk| desk.ticket() == Some(&ticket.number);
        let is_at = |id, keeps: &dyn Fn(&Desk) -> bool| {
            let desk = self.desk(id).filter(|desk| self.has_its_visitor(desk));
            desk.is_some_and(keeps)
        };
        ticket.desk().is_some_and(|id| !is_at(id, &is_with))
            || ticket
                .parked_at()
                .is_some_and(|id| !is_at(id, &Desk::is_open))
    }
}
