//! Parking a visit (отложить): the visitor goes for a copy or fills a form in,
//! the desk takes the next one, and the visit goes on later at the same desk.
//!
//! A parked visitor belongs to the desk and waits for nobody else. When the
//! desk closes they go back into the queue at their old place, so that nobody
//! is forgotten; the end of the day counts them as not served.

use serde::{Deserialize, Serialize};

use crate::Office;
use crate::day::Moment;
use crate::desk::{DeskId, Doing};
use crate::event::Event;
use crate::leg::LegEnd;
use crate::refusal::Refusal;
use crate::ticket::{Ticket, TicketNumber, TicketState};

/// As many visits one person keeps in mind; one digit on the numeric pad.
pub const PARKED_AT_A_DESK: usize = 9;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum ParkCommand {
    /// The visit under way waits; the desk is free.
    Park { desk: DeskId, note: Option<String> },
    /// The visitor is back at the desk: the visit goes on.
    Resume {
        desk: DeskId,
        ticket: TicketNumber,
        /// The visit this ends.
        finish: Option<TicketNumber>,
    },
    /// Into the queue after all, at the old place: any desk may take it.
    Release { desk: DeskId, ticket: TicketNumber },
}

impl ParkCommand {
    pub fn desk(&self) -> DeskId {
        match self {
            Self::Park { desk, .. } | Self::Resume { desk, .. } | Self::Release { desk, .. } => {
                *desk
            }
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "parking", rename_all = "kebab-case")]
pub enum ParkEvent {
    Parked {
        number: TicketNumber,
        desk: DeskId,
        note: Option<String>,
    },
    Resumed {
        number: TicketNumber,
        desk: DeskId,
    },
    Released {
        number: TicketNumber,
        desk: DeskId,
    },
}

impl Office {
    pub(crate) fn decide_parking(
        &self,
        command: &ParkCommand,
        now: Moment,
    ) -> Result<Vec<Event>, Refusal> {
        match command {
            ParkCommand::Park { desk, note } => self.park(*desk, note.as_ref()),
            ParkCommand::Resume {
                desk,
                ticket,
                finish,
            } => {
                let mut events = self.make_free(*desk, finish.as_ref(), now)?;
                let number = self.parked_here(*desk, ticket)?.number.clone();
                events.push(Event::Park(ParkEvent::Resumed {
                    number,
                    desk: *desk,
                }));
                Ok(events)
            }
            ParkCommand::Release { desk, ticket } => {
                let number = self.parked_here(*desk, ticket)?.number.clone();
                Ok(vec![Event::Park(ParkEvent::Released {
                    number,
                    desk: *desk,
                })])
            }
        }
    }

    fn park(&self, desk: DeskId, note: Option<&String>) -> Result<Vec<Event>, Refusal> {
        let Some(Doing::Serving { ticket }) = self.open_desk_at(desk)?.doing() else {
            return Err(Refusal::NobodyServed(desk));
        };
        if self.parked_at(desk).count() >= PARKED_AT_A_DESK {
            return Err(Refusal::TooManyParked {
                desk,
                limit: PARKED_AT_A_DESK,
            });
        }
        Ok(vec![Event::Park(ParkEvent::Parked {
            number: ticket.clone(),
            desk,
            note: note.cloned(),
        })])
    }

    /// The visits this desk has put aside, the longest parked first.
    pub fn parked_at(&self, desk: DeskId) -> impl Iterator<Item = &Ticket> {
        self.parked()
            .into_iter()
            .filter(move |ticket| ticket.parked_at() == Some(desk))
    }

    /// Every visit put aside, the longest parked first.
    pub fn parked(&self) -> Vec<&Ticket> {
        let mut parked: Vec<&Ticket> = self
            .tickets()
            .filter(|ticket| ticket.parked_at().is_some())
            .collect();
        parked.sort_by_key(|ticket| (ticket.since(), &ticket.number));
        parked
    }

    /// A closing desk gives back whom it had put aside.
    pub(crate) fn closed_by_its_own(&self, desk: DeskId) -> Vec<Event> {
        let release = |ticket: &Ticket| {
            Event::Park(ParkEvent::Released {
                number: ticket.number.clone(),
                desk,
            })
        };
        let released = self.parked_at(desk).map(release);
        released.chain([Event::DeskClosed { desk }]).collect()
    }

    fn parked_here(&self, desk: DeskId, number: &TicketNumber) -> Result<&Ticket, Refusal> {
        let ticket = self.known_ticket(number)?;
        match &ticket.state {
            TicketState::Parked { desk: at, .. } if *at == desk => Ok(ticket),
            TicketState::Parked { desk: at, .. }
            | TicketState::Called { desk: at, .. }
            | TicketState::Serving { desk: at, .. } => Err(Refusal::TicketElsewhere {
                ticket: number.clone(),
                desk: *at,
            }),
            TicketState::Waiting { .. } | TicketState::Closed { .. } => {
                Err(Refusal::NotParked(number.clone()))
            }
        }
    }

    pub(crate) fn apply_parking(&mut self, event: &ParkEvent, at: Moment) {
        match event {
            ParkEvent::Parked { number, desk, note } => {
                self.end_leg(number, LegEnd::Parked, note.as_ref(), at);
                self.with_ticket(number, |ticket| {
                    ticket.note = note.clone().or(ticket.note.take());
                    ticket.park(*desk, at);
                });
                self.set_doing(*desk, Doing::Free, at);
            }
            ParkEvent::Resumed { number, desk } => {
                self.with_ticket(number, |ticket| ticket.resume(*desk, at));
                let ticket = number.clone();
                self.set_doing(*desk, Doing::Serving { ticket }, at);
            }
            ParkEvent::Released { number, desk: _ } => {
                self.with_ticket(number, |ticket| ticket.wait(at, None, None));
            }
        }
    }
}

impl Ticket {
    /// The desk that has put it aside.
    pub fn parked_at(&self) -> Option<DeskId> {
        match &self.state {
            TicketState::Parked { desk, .. } => Some(*desk),
            TicketState::Waiting { .. }
            | TicketState::Called { .. }
            | TicketState::Serving { .. }
            | TicketState::Closed { .. } => None,
        }
    }

    fn park(&mut self, desk: DeskId, at: Moment) {
        if let TicketState::Serving { why, .. } = &self.state {
            self.state = TicketState::Parked {
                desk,
                since: at,
                why: why.clone(),
            };
        }
    }

    fn resume(&mut self, desk: DeskId, at: Moment) {
        if let TicketState::Parked { why, .. } = &self.state {
            self.state = TicketState::Serving {
                desk,
                since: at,
                why: why.clone(),
            };
        }
    }
}
