//! A mark for the service after a visit (S13): optional, by ticket number, one
//! a visit, the first stays. Nobody's name is in it.

use serde::Serialize;

use crate::Office;
use crate::event::Event;
use crate::refusal::Refusal;
use crate::ticket::{Closing, TicketNumber, TicketState};

/// The best mark; the worst is 1.
pub const BEST: u8 = 5;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RatingCommand {
    pub ticket: TicketNumber,
    /// 1 to [`BEST`].
    pub mark: u8,
}

/// Why a mark is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RatingRefusal {
    /// 1 to `best`.
    WrongMark { best: u8 },
    /// The visit is not over, or there was none.
    NotServedYet(TicketNumber),
    /// One mark a visit.
    AlreadyRated(TicketNumber),
}

impl Office {
    pub(crate) fn decide_rating(&self, command: &RatingCommand) -> Result<Vec<Event>, Refusal> {
        let RatingCommand { ticket, mark } = command;
        if !(1..=BEST).contains(mark) {
            return Err(RatingRefusal::WrongMark { best: BEST }.into());
        }
        let known = self.known_ticket(ticket)?;
        if known.rated.is_some() {
            return Err(RatingRefusal::AlreadyRated(ticket.clone()).into());
        }
        match known.state {
            TicketState::Closed {
                how: Closing::Served,
                ..
            } => Ok(vec![Event::Rated {
                number: ticket.clone(),
                mark: *mark,
            }]),
            TicketState::Closed { .. }
            | TicketState::Waiting { .. }
            | TicketState::Called { .. }
            | TicketState::Serving { .. }
            | TicketState::Parked { .. } => Err(RatingRefusal::NotServedYet(ticket.clone()).into()),
        }
    }
}

impl From<RatingRefusal> for Refusal {
    fn from(no: RatingRefusal) -> Self {
        Self::Rating(no)
    }
}
