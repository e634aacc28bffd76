//! Events into state: the fold. Cannot fail; an event about something that is
//! not there (a desk gone from the office file) changes what still is.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use crate::carried::Carried;
use crate::day::{Copies, Day, LiveSpell, Mode, Moment};
use crate::desk::{Desk, DeskId, DeskState, Doing};
use crate::event::{AfterMiss, Event, Taken};
use crate::leg::LegEnd;
use crate::picture::Call;
use crate::series::Series;
use crate::staff::{AccountId, Session};
use crate::ticket::{Closing, SlipOutcome, Ticket, TicketNumber, TicketState, Why};
use crate::{Numbers, Office};

/// As many calls are remembered for boards and voice that missed pictures:
/// more than fifty within ten seconds, the worst the board must show.
const CALLS_KEPT: usize = 60;

impl Office {
    /// Folds in what happened at `at`.
    #[expect(
        clippy::too_many_lines,
        reason = "one arm an event, each handed on at once: the list of all that happens"
    )]
    pub fn apply(&mut self, event: &Event, at: Moment) {
        // A day may begin before one that a clock opened which was ahead.
        let begins = matches!(event, Event::DayOpened { .. });
        self.last_at = if begins { at } else { self.last_at.max(at) };
        let act = self.before_act(event, at);
        match event {
            Event::DayOpened { date, hours } => {
                if self.day.is_none() {
                    self.carried_mut().since.get_or_insert(at);
                }
                self.begin_day(*date, *hours);
            }
            Event::CarriedOver { carried } => *self.carried_mut() = Carried::clone(carried),
            Event::LearntCarriedOver(learnt) => self.learnt = Arc::new(learnt.clone()),
            Event::DayClosed { not_served } => self.end_day(not_served, at),
            Event::HoursChanged { hours } => {
                if let Some(day) = &mut self.day {
                    day.plan(*hours);
                }
            }
            Event::StorageChanged { mode, copies } => {
                self.change_mode(*mode, at);
                self.copies = *copies;
                self.is_memory_series &= *copies == Copies::None;
            }
            Event::NumbersLeased { series, up_to } => {
                self.numbers_of(&Series::from(series.as_str())).leased = *up_to;
            }
            Event::NumbersSkipped { series, last } => {
                self.numbers_of(&Series::from(series.as_str())).last = *last;
            }
            Event::NumberingRenewed { prefix } => self.renew_numbering(prefix, at),
            Event::ClockJumped { by_ms } => self.clock_ahead_ms = *by_ms,
            Event::TicketTaken(taken) => self.add_ticket(taken, at),
            Event::TicketFound {
                taken,
                taken_at,
                closed,
            } => {
                self.add_ticket(taken, *taken_at);
                // It was leased by the history it comes from.
                let numbers = self.numbers_of(&taken.number.series);
                numbers.leased = numbers.leased.max(numbers.last);
                if let Some(how) = closed {
                    self.with_ticket(&taken.number, |ticket| ticket.close(at, *how));
                }
            }
            Event::EndFound { number, how } => {
                self.with_ticket(number, |ticket| ticket.close(at, *how));
            }
            Event::ShortWindow { open } => self.short_window = *open,
            Event::TicketCalled { number, desk, why } => self.call(number, *desk, why, at),
            Event::TicketRecalled { number, desk } => self.recall_at(number, *desk, at),
            Event::TicketMissed { number, desk, then } => self.miss_at(number, *desk, *then, at),
            Event::VisitStarted { number, desk } => self.start_at(number, *desk, at),
            Event::VisitFinished {
                number,
                desk,
                back_to,
            } => self.finish_at(number, *desk, *back_to, at),
            Event::TicketReturned {
                number,
                desk,
                not_before,
            } => {
                self.end_leg(number, LegEnd::Returned, None, at);
                self.with_ticket(number, |ticket| ticket.wait(at, None, *not_before));
                self.set_doing(*desk, Doing::Free, at);
            }
            Event::TicketTransferred {
                number,
                desk,
                service,
                only_at,
                come_back_to,
                note,
            } => {
                self.end_leg(number, LegEnd::Transferred, note.as_ref(), at);
                self.with_ticket(number, |ticket| {
                    ticket.service.clone_from(service);
                    ticket.come_back_to = come_back_to.or(ticket.come_back_to);
                    ticket.from_desk = Some(*desk);
                    ticket.note = note.clone().or(ticket.note.take());
                    ticket.wait(at, *only_at, None);
                });
                self.set_doing(*desk, Doing::Free, at);
            }
            Event::Park(event) => self.apply_parking(event, at),
            Event::Undone { number, desk, act } => self.undo_at(number, *desk, *act),
            Event::TicketRevived {
                number,
                place_floor,
            } => self.with_ticket(number, |ticket| {
                ticket.place_floor = Some(*place_floor);
                ticket.misses = 0;
                ticket.wait(at, None, None);
            }),
            Event::SlipNoted {
                number, outcome, ..
            } => {
                self.with_ticket(number, |ticket| {
                    ticket.slip = *outcome;
                    ticket.slip_confirmed = false;
                });
            }
            Event::DeskOpened { desk, staff } => self.open_at(*desk, staff, at),
            Event::DeskClosed { desk } => self.close_at(*desk, at),
            Event::BreakStarted { desk, kind } => {
                self.set_doing(*desk, Doing::OnBreak { kind: *kind }, at);
            }
            Event::BreakEnded { desk } => {
                self.note_break(*desk, at);
                self.set_doing(*desk, Doing::Free, at);
            }
            Event::DeskServicesChanged { desk, services } => {
                if let Some(desk) = self.desks.get_mut(desk) {
                    desk.services.clone_from(services);
                    desk.revision += 1;
                }
            }
            Event::Signs(event) => self.apply_signs(event),
            Event::SignedIn {
                session,
                account,
                until,
                by_directory: _,
            } => self.open_session(session, account, *until, at),
            Event::SignedOut { session } => {
                self.sessions.remove(session);
            }
            Event::Day(event) => self.apply_day(event),
            Event::Peak(event) => self.apply_peak(event, at),
            Event::Hall(event) => self.apply_hall(event, at),
            Event::Appointment(event) => self.carried_mut().diary.apply(event, at),
            Event::Readings(event) => self.carried_mut().readings.apply(event),
            Event::Callback(event) => self.carried_mut().callbacks.apply(event, at),
            Event::Help(event) => self.apply_help(event, at),
            Event::Audit(_told) => {}
            Event::Statement(event) => self.carried_mut().statements.apply(event, at),
            Event::Contact(event) => {
                self.hear(event);
                self.carried_mut().hand_overs.apply(event, at);
            }
            Event::Rated { number, mark } => {
                self.with_ticket(number, |ticket| ticket.rated = Some(*mark));
            }
        }
        self.follow_peak(event, at);
        if let Some((desk, done)) = act {
            self.note_act(desk, done);
        }
    }

    pub(crate) fn carried_mut(&mut self) -> &mut Carried {
        Arc::make_mut(&mut self.carried)
    }

    fn begin_day(&mut self, date: crate::day::Date, hours: Option<crate::day::Hours>) {
        self.day = Some(Day::opened(date, hours));
        self.peak = None;
        self.help.clear();
        self.peaks.clear();
        self.reserve.clear();
        self.solved = 0;
        self.breaks.clear();
        self.tickets.clear();
        self.queue.clear();
        self.short_window = false;
        self.numbers.clear();
        self.prefix = None;
        self.begins_behind = 0;
        self.clock_ahead_ms = 0;
        self.is_memory_series = false;
        self.calls = VecDeque::new();
        self.acts.clear();
        self.said.clear();
        // A spell that is over is still told about in the morning.
        if let Some(live) = self.live.as_mut().filter(|live| live.ended_at.is_none()) {
            live.tickets = 0;
        }
        for desk in self.desks.values_mut() {
            desk.served_today = 0;
            if let Some(services) = self.rules.desks.get(&desk.id) {
                desk.services.clone_from(services);
            }
        }
    }

    fn end_day(&mut self, not_served: &[TicketNumber], at: Moment) {
        for number in not_served {
            if let Some(desk) = self.tickets.get(number).and_then(Ticket::desk) {
                self.set_doing(desk, Doing::Free, at);
            }
            self.with_ticket(number, |ticket| ticket.close(at, Closing::NotServed));
        }
        if let Some(day) = &mut self.day {
            day.closed = true;
            day.closed_at = Some(at);
        }
    }

    fn change_mode(&mut self, mode: Mode, at: Moment) {
        match (self.mode, mode) {
            (Mode::Electronic, Mode::Live) => {
                self.short_window = false;
                self.live = Some(LiveSpell {
                    began_at: at,
                    ended_at: None,
                    tickets: 0,
                });
            }
            (Mode::Live, Mode::Electronic) => {
                if let Some(live) = &mut self.live {
                    live.ended_at = Some(at);
                }
            }
            (Mode::Electronic, Mode::Electronic) | (Mode::Live, Mode::Live) => {}
        }
        self.mode = mode;
    }

    fn add_ticket(&mut self, taken: &Taken, at: Moment) {
        let numbers = self.numbers_of(&taken.number.series);
        numbers.last = numbers.last.max(taken.number.n);
        if let (Mode::Live, Some(live)) = (self.mode, &mut self.live) {
            live.tickets += 1;
        }
        let ticket = Ticket::taken(taken, at);
        // One found again in another log waits once.
        if self
            .tickets
            .get(&taken.number)
            .is_none_or(|known| !known.is_waiting())
        {
            self.queue.insert(taken.service.as_ref(), &taken.number);
        }
        self.tickets.insert(ticket);
    }

    fn call(&mut self, number: &TicketNumber, desk: DeskId, why: &Why, at: Moment) {
        let mode = self.mode;
        self.with_ticket(number, |ticket| {
            if ticket.waited_ms.is_none() {
                ticket.waited_in = mode;
            }
            ticket.called_at = Some(at);
            ticket.state = TicketState::Called {
                desk,
                since: at,
                times: 1,
                why: why.clone(),
            };
        });
        let ticket = number.clone();
        self.set_doing(desk, Doing::Calling { ticket }, at);
        if let Some(desk) = self.desks.get_mut(&desk) {
            desk.last_call_at = Some(at);
        }
        self.remember_call(number, desk, at, false);
    }

    fn recall_at(&mut self, number: &TicketNumber, desk: DeskId, at: Moment) {
        self.with_ticket(number, |ticket| {
            if let TicketState::Called { times, .. } = &mut ticket.state {
                *times = times.saturating_add(1);
            }
        });
        self.remember_call(number, desk, at, true);
    }

    fn miss_at(&mut self, number: &TicketNumber, desk: DeskId, then: AfterMiss, at: Moment) {
        self.with_ticket(number, |ticket| {
            ticket.misses = ticket.misses.saturating_add(1);
            match then {
                AfterMiss::WaitsOn {
                    not_before,
                    place_floor,
                } => {
                    ticket.place_floor = Some(place_floor);
                    ticket.missed_ms += at.ms_since(ticket.called_at.unwrap_or(at));
                    let only_at = ticket.sent_to();
                    ticket.wait(at, only_at, Some(not_before));
                }
                AfterMiss::ClosedAsNoShow => ticket.close(at, Closing::NoShow),
            }
        });
        self.set_doing(desk, Doing::Free, at);
    }

    fn start_at(&mut self, number: &TicketNumber, desk: DeskId, at: Moment) {
        self.with_ticket(number, |ticket| ticket.start(at));
        let ticket = number.clone();
        self.set_doing(desk, Doing::Serving { ticket }, at);
    }

    fn finish_at(
        &mut self,
        number: &TicketNumber,
        desk: DeskId,
        back_to: Option<DeskId>,
        at: Moment,
    ) {
        self.end_leg(number, LegEnd::Served, None, at);
        self.with_ticket(number, |ticket| {
            if back_to.is_some() {
                ticket.come_back_to = None;
                ticket.from_desk = Some(desk);
                ticket.wait(at, back_to, None);
            } else {
                ticket.close(at, Closing::Served);
            }
        });
        self.set_doing(desk, Doing::Free, at);
        if let Some(desk) = self.desks.get_mut(&desk) {
            desk.served_today += 1;
        }
    }

    /// A desk gone from the office file is open again after a restart: whoever
    /// sits there has to get their visitor to the end.
    fn open_at(&mut self, id: DeskId, staff: &AccountId, at: Moment) {
        let plate = || Desk::closed(id, BTreeSet::new(), at);
        self.desks.entry(id).or_insert_with(plate);
        self.with_desk(id, at, |desk| {
            desk.state = DeskState::Open {
                staff: staff.clone(),
                doing: Doing::Free,
            };
        });
    }

    fn close_at(&mut self, id: DeskId, at: Moment) {
        self.with_desk(id, at, |desk| desk.state = DeskState::Closed);
        if !self.rules.desks.contains_key(&id) {
            self.desks.remove(&id);
        }
    }

    fn open_session(&mut self, digest: &str, account: &AccountId, until: Moment, at: Moment) {
        let session = Session {
            account: account.clone(),
            until,
        };
        self.sessions.retain(|_digest, held| held.until > at);
        self.sessions.insert(digest.to_owned(), session);
    }

    pub(crate) fn set_doing(&mut self, desk: DeskId, next: Doing, at: Moment) {
        self.with_desk(desk, at, |desk| {
            if let DeskState::Open { doing, .. } = &mut desk.state {
                *doing = next;
            }
        });
    }

    fn with_desk(&mut self, id: DeskId, at: Moment, change: impl FnOnce(&mut Desk)) {
        self.desk_moves_on(id);
        if let Some(desk) = self.desks.get_mut(&id) {
            change(desk);
            desk.since = at;
            desk.revision += 1;
        }
    }

    pub(crate) fn with_ticket(&mut self, number: &TicketNumber, change: impl FnOnce(&mut Ticket)) {
        let Some(ticket) = self.tickets.get_mut(number) else {
            return;
        };
        if ticket.is_waiting() {
            self.queue.remove(ticket.service.as_ref(), number);
        }
        let called_at = ticket.desk().and(ticket.called_at);
        let service = match called_at {
            Some(_) => ticket.service.clone(),
            None => None,
        };
        change(ticket);
        if ticket.is_waiting() {
            self.queue.insert(ticket.service.as_ref(), number);
        }
        // It has left its desk: so long a visit for that service takes, calls
        // before it included that nobody answered.
        let waits_on = ticket.is_waiting() && ticket.waited_ms.is_none();
        if let (Some(called_at), Some(service), None, false) =
            (called_at, service, ticket.desk(), waits_on)
        {
            let took_ms = ticket.missed_ms + self.last_at.ms_since(called_at);
            ticket.missed_ms = 0;
            Arc::make_mut(&mut self.learnt).visit(&service, took_ms);
        }
    }

    fn numbers_of(&mut self, series: &Series) -> &mut Numbers {
        let unused = self.unused(series);
        self.numbers.entry(series.clone()).or_insert(unused)
    }

    fn remember_call(&mut self, number: &TicketNumber, desk: DeskId, at: Moment, again: bool) {
        // By the clock, so that it grows over days and restarts too.
        self.calls_made = (self.calls_made + 1).max(u64::try_from(at.0).unwrap_or(0));
        let (language, slow) = self
            .tickets
            .get(number)
            .map_or_else(Default::default, |ticket| {
                (ticket.language.clone(), ticket.help)
            });
        self.calls.push_front(Call {
            id: self.calls_made,
            number: number.clone(),
            desk,
            at,
            again,
            slow,
            language,
        });
        self.calls.truncate(CALLS_KEPT);
    }
}

impl Ticket {
    fn taken(taken: &Taken, at: Moment) -> Self {
        Self {
            number: taken.number.clone(),
            service: taken.service.clone(),
            class: taken.class,
            channel: taken.channel,
            language: taken.language.clone(),
            reason: taken.reason.clone(),
            taken_at: at,
            reference: taken.reference,
            booked_for: taken.booked_for,
            place_floor: None,
            help: taken.help,
            slip: if taken.paper {
                SlipOutcome::Asked
            } else {
                SlipOutcome::NotAsked
            },
            slip_confirmed: false,
            misses: 0,
            missed_ms: 0,
            from_desk: None,
            come_back_to: None,
            note: None,
            waited_ms: None,
            waited_in: Mode::Electronic,
            called_at: None,
            rated: None,
            legs: Vec::new(),
            state: TicketState::Waiting {
                since: at,
                only_at: None,
                not_before: None,
            },
        }
    }

    pub(crate) fn wait(&mut self, at: Moment, only_at: Option<DeskId>, not_before: Option<Moment>) {
        self.state = TicketState::Waiting {
            since: at,
            only_at,
            not_before,
        };
    }

    /// The desk whose own visitor is being called.
    fn sent_to(&self) -> Option<DeskId> {
        match &self.state {
            TicketState::Called { desk, why, .. } => (*why == Why::SentHere).then_some(*desk),
            TicketState::Waiting { .. }
            | TicketState::Serving { .. }
            | TicketState::Parked { .. }
            | TicketState::Closed { .. } => None,
        }
    }

    fn start(&mut self, at: Moment) {
        if let TicketState::Called { desk, why, .. } = &self.state {
            let answered = self.called_at.unwrap_or(at);
            // S4: an appointment waits from its time or from check-in, the later.
            let waits_from = self.reference.max(self.taken_at);
            let waited = answered.ms_since(waits_from).max(0);
            self.waited_ms.get_or_insert(waited);
            self.state = TicketState::Serving {
                desk: *desk,
                since: at,
                why: why.clone(),
            };
        }
    }

    pub(crate) fn close(&mut self, at: Moment, how: Closing) {
        self.state = TicketState::Closed { at, how };
    }
}
