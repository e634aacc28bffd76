//! Commands into events: what is allowed at the counter. Changes nothing.

use crate::audit;
use crate::command::{CallByHand, Command, Destination, Take};
use crate::day::{Copies, Day, Doors, Mode, Moment};
use crate::desk::{BreakKind, Desk, DeskId, DeskState, Doing};
use crate::event::{AfterMiss, Event, Taken};
use crate::refusal::Refusal;
use crate::rules::LiveOrder;
use crate::series::Series;
use crate::service::{Service, ServiceId};
use crate::staff::AccountId;
use crate::ticket::{
    Channel, LAST_NUMBER, LIVE_SERIES, SlipOutcome, Ticket, TicketNumber, TicketState, Why,
};
use crate::{Numbers, Office};

/// The lease is renewed when fewer than this are left.
const LEASE_LEFT: u16 = 10;

type Decision = Result<Vec<Event>, Refusal>;

impl Office {
    /// What the command leads to at `now`, or why it may not be. An empty list
    /// means: allowed, and nothing changes.
    pub fn decide(&self, command: &Command, now: Moment) -> Decision {
        match command {
            Command::OpenDay { date, hours } => Ok(self.open_day(*date, *hours, now)),
            Command::LeaveDay { date, hours } => Ok(self.leave_day(*date, *hours, now)),
            Command::CloseDay => Ok(self.close_day()),
            Command::ChangeHours { hours } => Ok(self.change_hours(*hours)),
            Command::NoteStorage { mode, copies } => Ok(self.note_storage(*mode, *copies)),
            Command::RecoverNumbers(recovery) => Ok(self.recover_numbers(recovery)),
            Command::Mend => Ok(self.mend()),
            Command::PromiseNumbers(take) => self.promise_numbers(take),
            Command::TakeOver(found) => Ok(self.take_over(found)),
            Command::NoteClockJump { by_ms } => Ok(vec![Event::ClockJumped { by_ms: *by_ms }]),
            Command::TakeTicket(take) => self.take(take, now),
            Command::CallNext { desk, finish } => self.call_next(*desk, finish.as_ref(), now),
            Command::CallTicket(call) => self.call_ticket(call, now),
            Command::Recall { desk } => self.recall(*desk),
            Command::Miss { desk } => self.miss(*desk, now),
            Command::Start { desk } => self.start(*desk),
            Command::Finish { desk } => self.finish(*desk),
            Command::Return { desk } => self.put_back(*desk, now),
            Command::Transfer {
                desk,
                to,
                come_back,
                note,
            } => self.transfer(*desk, to, *come_back, note.as_ref()),
            Command::Park(command) => self.decide_parking(command, now),
            Command::Undo { desk } => self.decide_undo(*desk, now),
            Command::Revive { ticket } => self.revive(ticket, now),
            Command::OpenDesk { desk, staff } => self.open_desk(*desk, staff),
            Command::CloseDesk { desk } => self.close_desk(*desk),
            Command::TakeBreak { desk, kind } => self.take_break(*desk, *kind),
            Command::EndBreak { desk } => self.end_break(*desk),
            Command::SetServices { desk, services } => {
                self.known_desk(*desk)?;
                for service in services {
                    self.known_service(service)?;
                }
                Ok(vec![Event::DeskServicesChanged {
                    desk: *desk,
                    services: services.clone(),
                }])
            }
            Command::NoteSlip {
                ticket,
                outcome,
                promised,
            } => self.note_slip(ticket, *outcome, *promised),
            Command::Signs(command) => self.decide_signs(command),
            Command::SignIn {
                session,
                account,
                until,
                by_directory,
            } => Ok(vec![signed_in(session, account, *until, *by_directory)]),
            Command::SignOut { session } => Ok(vec![Event::SignedOut {
                session: session.clone(),
            }]),
            Command::Appointment(command) => self.decide_appointment(command, now),
            Command::Day(command) => self.decide_day(command, now),
            Command::Peak(command) => self.decide_peak(command),
            Command::Hall(command) => self.decide_hall(command),
            Command::Readings(command) => self.decide_readings(command, now),
            Command::Callback(command) => self.decide_callback(command, now),
            Command::Help(command) => self.decide_help(command),
            Command::Audit(told) => Ok(audit::decide(told)),
            Command::Statement(command) => self.decide_statement(command, now),
            Command::Contact(command) => self.decide_contact(command),
            Command::Rate(command) => self.decide_rating(command),
        }
    }

    fn note_slip(
        &self,
        ticket: &TicketNumber,
        outcome: SlipOutcome,
        promised: Option<Moment>,
    ) -> Decision {
        self.known_ticket(ticket)?;
        Ok(vec![Event::SlipNoted {
            number: ticket.clone(),
            outcome,
            promised,
        }])
    }

    /// Whether the ticket's number would lie behind what was durably promised
    /// to be printable; with no durable log that calls for a new series.
    pub fn is_beyond_lease(&self, take: &Take) -> bool {
        self.series_for(take).is_ok_and(|series| {
            let numbers = self.numbers_so_far(&series);
            numbers.last >= numbers.leased
        })
    }

    fn promise_numbers(&self, take: &Take) -> Decision {
        let series = self.series_for(take)?;
        let numbers = self.numbers_so_far(&series);
        Ok(numbers.lease_of(&series).into_iter().collect())
    }

    /// Whether numbers go on in a series that began with no durable log, so
    /// that a start that knows nothing of it cannot give them again.
    pub fn is_memory_series(&self) -> bool {
        self.is_memory_series
    }

    fn note_storage(&self, mode: Mode, copies: Copies) -> Vec<Event> {
        if (self.mode, self.copies) == (mode, copies) {
            return Vec::new();
        }
        vec![Event::StorageChanged { mode, copies }]
    }

    pub(crate) fn numbers_so_far(&self, series: &Series) -> Numbers {
        let known = self.numbers.get(series).copied();
        known.unwrap_or_else(|| self.unused(series))
    }

    pub(crate) fn with_prefix(&self, letter: &str) -> Series {
        Series::of(self.prefix.as_deref().unwrap_or(""), letter)
    }

    pub(crate) fn take(&self, take: &Take, now: Moment) -> Decision {
        let day = self.running_day()?;
        self.check_doors(day, take, now)?;
        self.register(take, now, None)
    }

    /// The next number for somebody who may come in; the ticket comes last.
    pub(crate) fn register(
        &self,
        take: &Take,
        reference: Moment,
        booked_for: Option<Moment>,
    ) -> Decision {
        let series = self.series_for(take)?;
        if self.queue.len() >= self.rules.max_waiting {
            return Err(Refusal::QueueFull {
                limit: u32::try_from(self.rules.max_waiting).unwrap_or(u32::MAX),
            });
        }
        let numbers = self.numbers_so_far(&series);
        let Numbers { last, leased } = numbers;
        if last >= LAST_NUMBER {
            return Err(Refusal::NumbersUsedUp {
                series: series.to_string(),
            });
        }
        let n = last + 1;
        let mut events = Vec::new();
        // A promise that nothing durable keeps is none.
        let can_promise = self.copies != Copies::None || self.is_memory_series || n > leased;
        if can_promise && n + LEASE_LEFT > leased {
            events.extend(numbers.lease_of(&series));
        }
        events.push(Event::TicketTaken(Taken {
            number: TicketNumber { series, n },
            service: take.service.clone(),
            class: take.class,
            channel: take.channel,
            language: take.language.clone(),
            reason: take.reason.clone(),
            reference,
            booked_for,
            paper: take.paper,
            help: take.help,
            promised: None,
        }));
        Ok(events)
    }

    fn check_doors(&self, day: &Day, take: &Take, now: Moment) -> Result<(), Refusal> {
        // S5: by hand, with a reason that is kept, while the day lasts.
        if take.channel != Channel::Kiosk && take.reason.is_some() {
            return Ok(());
        }
        match (day.doors(now), day.hours) {
            (Doors::Open, _) => Ok(()),
            (Doors::BeforeOpening, Some(hours)) => Err(Refusal::NotYetOpen {
                opens_at: hours.opens_at,
            }),
            (Doors::RegistrationEnded, _) if self.mode == Mode::Live => {
                // S5: more than one per manager ends it, exactly one does not.
                let desks = self.working_desks();
                let bearable = self.rules.live_waiting_per_desk.saturating_mul(desks);
                if desks > 0 && self.queue.len() <= bearable {
                    Ok(())
                } else {
                    Err(Refusal::RegistrationEnded)
                }
            }
            (Doors::RegistrationEnded, _) => Err(Refusal::RegistrationEnded),
            (Doors::BeforeOpening | Doors::Closed, _) => Err(Refusal::OfficeClosed),
        }
    }

    fn series_for(&self, take: &Take) -> Result<Series, Refusal> {
        let letter = match (&take.service, self.mode, self.rules.live_order) {
            (Some(id), mode, _) => {
                let service = self.known_service(id)?;
                if !service.available || self.signs.paused.contains(id) {
                    return Err(Refusal::ServiceClosed(id.clone()));
                }
                match mode {
                    Mode::Electronic => service.series.as_str(),
                    Mode::Live => LIVE_SERIES,
                }
            }
            (None, Mode::Live, LiveOrder::FirstCome) => LIVE_SERIES,
            (None, Mode::Live, LiveOrder::KeepServices) | (None, Mode::Electronic, _) => {
                return Err(Refusal::ServiceNeeded);
            }
        };
        Ok(self.with_prefix(letter))
    }

    fn call_next(&self, desk: DeskId, finish: Option<&TicketNumber>, now: Moment) -> Decision {
        let mut events = self.make_free(desk, finish, now)?;
        self.calls(desk, now, &mut events);
        Ok(events)
    }

    fn call_ticket(&self, call: &CallByHand, now: Moment) -> Decision {
        let mut events = self.make_free(call.desk, call.finish.as_ref(), now)?;
        let ticket = self.known_ticket(&call.ticket)?;
        match &ticket.state {
            // A visitor put aside is called back by the desk that did it.
            TicketState::Parked { desk, .. } if *desk == call.desk => {}
            TicketState::Waiting { .. } => {}
            TicketState::Called { desk, .. }
            | TicketState::Serving { desk, .. }
            | TicketState::Parked { desk, .. } => {
                return Err(Refusal::TicketElsewhere {
                    ticket: ticket.number.clone(),
                    desk: *desk,
                });
            }
            TicketState::Closed { .. } => {
                return Err(Refusal::TicketClosed(ticket.number.clone()));
            }
        }
        events.push(Event::TicketCalled {
            number: ticket.number.clone(),
            desk: call.desk,
            why: Why::ByHand {
                reason: call.reason.clone(),
            },
        });
        Ok(events)
    }

    /// The one rule that alone keeps two visitors from being called: a desk
    /// with a called visitor calls nobody else, a desk that serves must name
    /// the visit it finishes, and two calls are 1.5 s apart.
    pub(crate) fn make_free(
        &self,
        desk: DeskId,
        finish: Option<&TicketNumber>,
        now: Moment,
    ) -> Decision {
        self.running_day()?;
        let desk = self.open_desk_at(desk)?;
        let mut events = Vec::new();
        match (desk.doing(), finish) {
            (Some(Doing::Calling { ticket }), _) => {
                return Err(Refusal::DeskBusy {
                    desk: desk.id,
                    ticket: ticket.clone(),
                });
            }
            (Some(Doing::OnBreak { .. }), _) => return Err(Refusal::OnBreak(desk.id)),
            (Some(Doing::Serving { ticket }), Some(finish)) if ticket == finish => {
                events.push(self.finished(desk.id, ticket)?);
            }
            (Some(Doing::Serving { ticket }), None) => {
                return Err(Refusal::MustFinish {
                    desk: desk.id,
                    ticket: ticket.clone(),
                });
            }
            (Some(Doing::Free) | None, None) => {}
            (Some(Doing::Serving { .. } | Doing::Free) | None, Some(finish)) => {
                return Err(Refusal::NotServedHere {
                    desk: desk.id,
                    ticket: finish.clone(),
                });
            }
        }
        let ready_at = desk
            .last_call_at
            .map(|last| last.plus_ms(self.rules.min_between_calls_ms));
        match ready_at {
            Some(ready_at) if ready_at > now => Err(Refusal::TooSoon {
                desk: desk.id,
                ready_at,
            }),
            Some(_) | None => Ok(events),
        }
    }

    fn recall(&self, desk: DeskId) -> Decision {
        let number = self.called_at(desk)?.number.clone();
        Ok(vec![Event::TicketRecalled { number, desk }])
    }

    fn miss(&self, desk: DeskId, now: Moment) -> Decision {
        let ticket = self.called_at(desk)?;
        let then = if ticket.misses + 1 >= self.rules.no_show_limit {
            AfterMiss::ClosedAsNoShow
        } else {
            AfterMiss::WaitsOn {
                not_before: now.plus_ms(self.rules.no_show_pause_ms),
                place_floor: now.plus_ms(-self.rules.no_show_return_ms),
            }
        };
        Ok(vec![Event::TicketMissed {
            number: ticket.number.clone(),
            desk,
            then,
        }])
    }

    fn start(&self, desk: DeskId) -> Decision {
        let number = self.called_at(desk)?.number.clone();
        Ok(vec![Event::VisitStarted { number, desk }])
    }

    fn finish(&self, desk: DeskId) -> Decision {
        match self.open_desk_at(desk)?.doing() {
            Some(Doing::Serving { ticket }) => Ok(vec![self.finished(desk, ticket)?]),
            Some(Doing::Free | Doing::Calling { .. } | Doing::OnBreak { .. }) | None => {
                Err(Refusal::NobodyServed(desk))
            }
        }
    }

    fn finished(&self, desk: DeskId, number: &TicketNumber) -> Result<Event, Refusal> {
        let ticket = self.known_ticket(number)?;
        Ok(Event::VisitFinished {
            number: number.clone(),
            desk,
            back_to: ticket.come_back_to.filter(|back| *back != desk),
        })
    }

    fn put_back(&self, desk: DeskId, now: Moment) -> Decision {
        let ticket = self.at_desk(desk)?;
        // Who was being served has something to do first (a form, a copy);
        // who was only called is free for the next desk at once.
        let not_before = match &ticket.state {
            TicketState::Serving { .. } => Some(now.plus_ms(self.rules.no_show_pause_ms)),
            TicketState::Called { .. }
            | TicketState::Waiting { .. }
            | TicketState::Parked { .. }
            | TicketState::Closed { .. } => None,
        };
        Ok(vec![Event::TicketReturned {
            number: ticket.number.clone(),
            desk,
            not_before,
        }])
    }

    fn transfer(
        &self,
        desk: DeskId,
        to: &Destination,
        come_back: bool,
        note: Option<&String>,
    ) -> Decision {
        let ticket = self.at_desk(desk)?;
        let (service, only_at) = match to {
            Destination::Service(id) => (Some(self.known_service(id)?.id.clone()), None),
            Destination::Desk(id) => {
                let target = self.known_desk(*id)?;
                if target.id == desk {
                    return Err(Refusal::NoSuchDestination);
                }
                if !target.is_open() {
                    return Err(Refusal::DeskClosed(target.id));
                }
                (ticket.service.clone(), Some(target.id))
            }
        };
        Ok(vec![Event::TicketTransferred {
            number: ticket.number.clone(),
            desk,
            service,
            only_at,
            come_back_to: come_back.then_some(desk),
            note: note.cloned(),
        }])
    }

    fn revive(&self, number: &TicketNumber, now: Moment) -> Decision {
        self.running_day()?;
        let ticket = self.known_ticket(number)?;
        if !ticket.is_closed() {
            return Err(Refusal::TicketNotClosed(number.clone()));
        }
        Ok(vec![Event::TicketRevived {
            number: number.clone(),
            place_floor: now.plus_ms(-self.rules.no_show_return_ms),
        }])
    }

    fn open_desk(&self, desk: DeskId, staff: &AccountId) -> Decision {
        self.running_day()?;
        let desk = self.known_desk(desk)?;
        match &desk.state {
            DeskState::Open { staff: there, .. } if there == staff => Ok(Vec::new()),
            DeskState::Open { staff: there, .. } => Err(Refusal::DeskTaken {
                desk: desk.id,
                by: there.clone(),
            }),
            DeskState::Closed => {
                if let Some(elsewhere) = self.desks().find(|other| other.staff() == Some(staff)) {
                    return Err(Refusal::AlreadyAtDesk { desk: elsewhere.id });
                }
                Ok(self.opened(desk.id, staff))
            }
        }
    }

    fn close_desk(&self, desk: DeskId) -> Decision {
        let desk = self.open_desk_at(desk)?;
        match desk.ticket() {
            Some(ticket) => Err(Refusal::DeskBusy {
                desk: desk.id,
                ticket: ticket.clone(),
            }),
            None => Ok(self.left(desk)),
        }
    }

    fn take_break(&self, desk: DeskId, kind: BreakKind) -> Decision {
        let desk = self.open_desk_at(desk)?;
        match desk.doing() {
            Some(Doing::Calling { ticket } | Doing::Serving { ticket }) => Err(Refusal::DeskBusy {
                desk: desk.id,
                ticket: ticket.clone(),
            }),
            Some(Doing::OnBreak { .. }) => Err(Refusal::OnBreak(desk.id)),
            Some(Doing::Free) | None => Ok(vec![Event::BreakStarted {
                desk: desk.id,
                kind,
            }]),
        }
    }

    fn end_break(&self, desk: DeskId) -> Decision {
        match self.open_desk_at(desk)?.doing() {
            Some(Doing::OnBreak { .. }) => Ok(vec![Event::BreakEnded { desk }]),
            Some(Doing::Free | Doing::Calling { .. } | Doing::Serving { .. }) | None => {
                Err(Refusal::NotOnBreak(desk))
            }
        }
    }

    pub(crate) fn running_day(&self) -> Result<&Day, Refusal> {
        self.day
            .as_ref()
            .filter(|day| !day.closed)
            .ok_or(Refusal::DayNotOpen)
    }

    pub(crate) fn known_service(&self, id: &ServiceId) -> Result<&Service, Refusal> {
        self.rules
            .services
            .get(id)
            .ok_or_else(|| Refusal::UnknownService(id.0.to_string()))
    }

    fn known_desk(&self, id: DeskId) -> Result<&Desk, Refusal> {
        self.desks.get(&id).ok_or(Refusal::UnknownDesk(id))
    }

    pub(crate) fn known_ticket(&self, number: &TicketNumber) -> Result<&Ticket, Refusal> {
        self.tickets
            .get(number)
            .ok_or_else(|| Refusal::UnknownTicket(number.clone()))
    }

    pub(crate) fn open_desk_at(&self, id: DeskId) -> Result<&Desk, Refusal> {
        let desk = self.known_desk(id)?;
        if desk.is_open() {
            Ok(desk)
        } else {
            Err(Refusal::DeskClosed(id))
        }
    }

    fn called_at(&self, id: DeskId) -> Result<&Ticket, Refusal> {
        match self.open_desk_at(id)?.doing() {
            Some(Doing::Calling { ticket }) => self.known_ticket(ticket),
            Some(Doing::Free | Doing::Serving { .. } | Doing::OnBreak { .. }) | None => {
                Err(Refusal::NobodyCalled(id))
            }
        }
    }

    fn at_desk(&self, id: DeskId) -> Result<&Ticket, Refusal> {
        let number = self.open_desk_at(id)?.ticket();
        self.known_ticket(number.ok_or(Refusal::NobodyAtDesk(id))?)
    }
}

fn signed_in(session: &str, account: &AccountId, until: Moment, by_directory: bool) -> Event {
    Event::SignedIn {
        session: session.to_owned(),
        account: account.clone(),
        until,
        by_directory,
    }
}
