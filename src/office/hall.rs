//! What the hall manager does by hand (S2): solves a matter at reception,
//! changes a ticket's service or class, sends a visitor to a desk, notes that
//! one has left or has the paper in hand. Every hand in the order carries its reason.

use serde::{Deserialize, Serialize};

use crate::Office;
use crate::desk::DeskId;
use crate::event::Event;
use crate::refusal::Refusal;
use crate::service::ServiceId;
use crate::ticket::{Class, Closing, Ticket, TicketNumber, TicketState};

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum HallCommand {
    /// Solved on the spot, without a ticket.
    SolveAtReception { service: Option<ServiceId> },
    /// `None`: stays as it is.
    ChangeTicket {
        ticket: TicketNumber,
        service: Option<ServiceId>,
        class: Option<Class>,
        reason: Option<String>,
    },
    SendToDesk {
        ticket: TicketNumber,
        desk: DeskId,
        reason: Option<String>,
    },
    /// The visitor has left.
    Cancel {
        ticket: TicketNumber,
        reason: Option<String>,
    },
    /// The visitor has the paper, or knows the number.
    ConfirmSlip { ticket: TicketNumber },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case")]
pub enum HallEvent {
    SolvedAtReception {
        service: Option<ServiceId>,
    },
    TicketChanged {
        number: TicketNumber,
        service: Option<ServiceId>,
        class: Class,
        reason: String,
    },
    TicketSent {
        number: TicketNumber,
        desk: DeskId,
        reason: Option<String>,
    },
    TicketCancelled {
        number: TicketNumber,
        reason: Option<String>,
    },
    SlipConfirmed {
        number: TicketNumber,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HallRefusal {
    /// What goes past the order is said why.
    ReasonNeeded,
    /// An appointment is booked, not given by hand.
    ClassNotByHand,
}

impl Office {
    pub(crate) fn decide_hall(&self, command: &HallCommand) -> Result<Vec<Event>, Refusal> {
        self.running_day()?;
        let event = match command {
            HallCommand::SolveAtReception { service } => {
                if let Some(service) = service {
                    self.known_service(service)?;
                }
                Some(HallEvent::SolvedAtReception {
                    service: service.clone(),
                })
            }
            HallCommand::ChangeTicket {
                ticket,
                service,
                class,
                reason,
            } => self.change_ticket(ticket, service.as_ref(), *class, reason.as_ref())?,
            HallCommand::SendToDesk {
                ticket,
                desk,
                reason,
            } => self.send_to_desk(ticket, *desk, reason.as_ref())?,
            HallCommand::Cancel { ticket, reason } => {
                let number = self.waiting_ticket(ticket)?.number.clone();
                Some(HallEvent::TicketCancelled {
                    number,
                    reason: reason.clone(),
                })
            }
            HallCommand::ConfirmSlip { ticket } => {
                let ticket = self.known_ticket(ticket)?;
                (!ticket.slip_confirmed).then(|| HallEvent::SlipConfirmed {
                    number: ticket.number.clone(),
                })
            }
        };
        Ok(event.into_iter().map(Event::Hall).collect())
    }

    fn change_ticket(
        &self,
        number: &TicketNumber,
        service: Option<&ServiceId>,
        class: Option<Class>,
        reason: Option<&String>,
    ) -> Result<Option<HallEvent>, Refusal> {
        let ticket = self.waiting_ticket(number)?;
        let service = match service {
            Some(id) => Some(self.known_service(id)?.id.clone()),
            None => ticket.service.clone(),
        };
        let class = class.unwrap_or(ticket.class);
        if class == ticket.class && service == ticket.service {
            return Ok(None);
        }
        if class == Class::Appointment && ticket.class != Class::Appointment {
            return Err(Refusal::Hall(HallRefusal::ClassNotByHand));
        }
        let reason = reason.ok_or(Refusal::Hall(HallRefusal::ReasonNeeded))?;
        Ok(Some(HallEvent::TicketChanged {
            number: number.clone(),
            service,
            class,
            reason: reason.clone(),
        }))
    }

    fn send_to_desk(
        &self,
        number: &TicketNumber,
        desk: DeskId,
        reason: Option<&String>,
    ) -> Result<Option<HallEvent>, Refusal> {
        let ticket = self.waiting_ticket(number)?;
        let desk = self.open_desk_at(desk)?.id;
        if self.only_at(ticket) == Some(desk) {
            return Ok(None);
        }
        Ok(Some(HallEvent::TicketSent {
            number: number.clone(),
            desk,
            reason: reason.cloned(),
        }))
    }

    fn waiting_ticket(&self, number: &TicketNumber) -> Result<&Ticket, Refusal> {
        let ticket = self.known_ticket(number)?;
        match &ticket.state {
            TicketState::Waiting { .. } => Ok(ticket),
            TicketState::Called { desk, .. }
            | TicketState::Serving { desk, .. }
            | TicketState::Parked { desk, .. } => Err(Refusal::TicketElsewhere {
                ticket: number.clone(),
                desk: *desk,
            }),
            TicketState::Closed { .. } => Err(Refusal::TicketClosed(number.clone())),
        }
    }

    pub(crate) fn apply_hall(&mut self, event: &HallEvent, at: crate::day::Moment) {
        match event {
            HallEvent::SolvedAtReception { service: _ } => self.solved += 1,
            HallEvent::TicketChanged {
                number,
                service,
                class,
                reason,
            } => self.with_ticket(number, |ticket| {
                ticket.service.clone_from(service);
                ticket.class = *class;
                ticket.reason = Some(reason.clone());
            }),
            HallEvent::TicketSent { number, desk, .. } => self.with_ticket(number, |ticket| {
                if let TicketState::Waiting { only_at, .. } = &mut ticket.state {
                    *only_at = Some(*desk);
                }
            }),
            HallEvent::TicketCancelled { number, .. } => {
                self.with_ticket(number, |ticket| ticket.close(at, Closing::Left));
            }
            HallEvent::SlipConfirmed { number } => {
                self.with_ticket(number, |ticket| ticket.slip_confirmed = true);
            }
        }
    }

    /// Matters solved at reception today, without a ticket (S2).
    pub fn solved(&self) -> u32 {
        self.solved
    }
}
