//! Booking, moving, cancelling and checking in (S9): what is allowed.

use crate::Office;
use crate::appointment::{
    Appointment, AppointmentCommand, AppointmentEvent, AppointmentRefusal as No, AppointmentState,
    Book, CheckIn, Code, Time, Whom,
};
use crate::command::{Command, Take};
use crate::day::{Date, Doors, Mode, Moment};
use crate::event::Event;
use crate::refusal::Refusal;
use crate::slots::SlotDay;
use crate::ticket::{Channel, Class};

type Decision = Result<Vec<Event>, Refusal>;

impl From<No> for Refusal {
    fn from(no: No) -> Self {
        Self::Appointment(no)
    }
}

impl Office {
    pub(crate) fn decide_appointment(&self, command: &AppointmentCommand, now: Moment) -> Decision {
        match command {
            AppointmentCommand::Book(book) => self.book(book, now),
            AppointmentCommand::Move { code, revision, to } => {
                self.check_may_write()?;
                let known = self.still_booked(code, *revision)?;
                if (known.date, known.starts_at) == (to.date, to.starts_at) {
                    return Ok(Vec::new());
                }
                self.check_slot(to, now)?;
                self.check_room(&known.service, to, Some(code))?;
                Ok(said(AppointmentEvent::Moved {
                    code: code.clone(),
                    date: to.date,
                    starts_at: to.starts_at,
                }))
            }
            AppointmentCommand::Cancel { code, revision } => {
                self.check_may_write()?;
                self.still_booked(code, *revision)?;
                let code = code.clone();
                Ok(said(AppointmentEvent::Cancelled { code }))
            }
            AppointmentCommand::CheckIn(check_in) => self.check_in(check_in, now),
        }
    }

    /// The ticket a command would take, if it takes one: its number must be
    /// durable before anyone hears of it.
    pub fn ticket_asked_for(&self, command: &Command) -> Option<Take> {
        if let Command::Appointment(asked) = command
            && let AppointmentCommand::CheckIn(check_in) = asked.as_ref()
        {
            let found = self.expected(&check_in.whom).ok()?;
            return Some(take(found, check_in, Class::Appointment));
        }
        if let Command::TakeTicket(take) = command {
            return Some(take.clone());
        }
        None
    }

    /// When the day is over: whoever is still expected has not come.
    pub(crate) fn missed_appointments(&self, date: Date) -> impl Iterator<Item = Event> {
        self.carried.diary.expected_on(date).map(|known| {
            let code = known.code.clone();
            Event::Appointment(AppointmentEvent::Missed { code })
        })
    }

    /// At the end of a day with visitors: those whose day went by without the
    /// office. A day that saw nobody may be that of a clock that was ahead.
    pub(crate) fn lapsed_appointments(&self, date: Date) -> impl Iterator<Item = Event> {
        let has_visitors = !self.tickets.is_empty();
        let passed = self.carried.diary.overdue(date);
        passed.filter(move |_known| has_visitors).map(lapsed)
    }

    /// Before a day is opened: those that nobody will come back to.
    pub(crate) fn long_past_appointments(&self, date: Date) -> impl Iterator<Item = Event> {
        let passed = self.carried.diary.overdue(date);
        passed
            .filter(move |known| known.is_long_past(date))
            .map(lapsed)
    }

    fn book(&self, book: &Book, now: Moment) -> Decision {
        self.check_may_write()?;
        let service = self.known_service(&book.service)?;
        if !service.available || self.rules.booking.not_booked.contains(&service.id) {
            return Err(No::NotBookable(service.id.clone()).into());
        }
        self.check_slot(&book.to, now)?;
        self.check_room(&service.id, &book.to, None)?;
        let is_free = |code: &&Code| self.carried.diary.get(code).is_none();
        let code = book.codes.iter().find(is_free).ok_or(No::CodesTaken)?;
        Ok(said(AppointmentEvent::Booked(Appointment {
            code: code.clone(),
            service: service.id.clone(),
            date: book.to.date,
            starts_at: book.to.starts_at,
            person: book.person.clone(),
            language: book.language.clone(),
            revision: 1,
            state: AppointmentState::Booked,
        })))
    }

    /// The people a booking is for are kept in the database alone.
    fn check_may_write(&self) -> Result<(), Refusal> {
        self.running_day()?;
        match self.mode {
            Mode::Electronic => Ok(()),
            Mode::Live => Err(Refusal::NeedsDatabase),
        }
    }

    fn check_slot(&self, to: &Time, now: Moment) -> Result<(), Refusal> {
        let hours = to.hours.ok_or(No::NoSuchSlot)?;
        let day = SlotDay {
            date: to.date,
            hours,
        };
        let mut starts = day.starts(&self.rules);
        if !starts.any(|start| start == to.starts_at) {
            return Err(No::NoSuchSlot.into());
        }
        if to.starts_at < now {
            return Err(No::Past.into());
        }
        let days = self.rules.booking.days_ahead;
        let ahead = to.date.day_number() - self.running_day()?.date.day_number();
        if ahead > i64::from(days) {
            return Err(No::TooFarAhead { days }.into());
        }
        Ok(())
    }

    /// Never more than the slot holds, also when two book at once: the second
    /// one finds the first one's appointment here.
    fn check_room(
        &self,
        service: &crate::service::ServiceId,
        to: &Time,
        moved: Option<&Code>,
    ) -> Result<(), Refusal> {
        let time = (to.date, to.starts_at);
        if self
            .carried
            .diary
            .has_room(&self.rules, service, time, moved)
        {
            return Ok(());
        }
        let starts_at = to.starts_at;
        Err(No::SlotFull { starts_at }.into())
    }

    fn still_booked(&self, code: &Code, revision: Option<u64>) -> Result<&Appointment, Refusal> {
        let known = self.carried.diary.get(code).ok_or(No::Unknown)?;
        let seen = revision.unwrap_or(known.revision);
        if seen != known.revision {
            let revision = known.revision;
            return Err(No::Changed { revision }.into());
        }
        open(known)?;
        Ok(known)
    }

    fn check_in(&self, wanted: &CheckIn, now: Moment) -> Decision {
        let day = self.running_day()?;
        let known = self.expected(&wanted.whom)?;
        let starts_at = known.starts_at;
        let from = starts_at.plus_ms(-self.rules.booking.early_ms);
        // Open day and night: the day before may be held for those who wait.
        let is_tonight = day
            .hours
            .is_some_and(|hours| hours.goes_on && hours.closes_at <= starts_at && from <= now);
        if known.date != day.date && !is_tonight {
            let date = known.date;
            return Err(No::OtherDay { date, starts_at }.into());
        }
        if now < from {
            return Err(No::TooEarly { from, starts_at }.into());
        }
        let on_time = now <= starts_at.plus_ms(self.rules.booking.late_ms);
        let mut events = if on_time {
            self.check_door_for_expected(is_by_hand(wanted), now)?;
            let take = take(known, wanted, Class::Appointment);
            self.register(&take, starts_at, Some(starts_at))?
        } else {
            // S9: late by more than the window, an ordinary visitor.
            self.take(&take(known, wanted, Class::Ordinary), now)?
        };
        if let Some(Event::TicketTaken(taken)) = events.last() {
            events.push(Event::Appointment(AppointmentEvent::CheckedIn {
                code: known.code.clone(),
                ticket: taken.number.clone(),
                on_time,
            }));
        }
        Ok(events)
    }

    /// Who is expected was registered beforehand: for them the doors are open
    /// until closing (S5 is for new visitors).
    pub(crate) fn check_door_for_expected(
        &self,
        by_hand: bool,
        now: Moment,
    ) -> Result<(), Refusal> {
        let day = self.running_day()?;
        match (day.doors(now), day.hours) {
            (Doors::BeforeOpening, Some(hours)) if !by_hand => Err(Refusal::NotYetOpen {
                opens_at: hours.opens_at,
            }),
            (Doors::Closed, _) if !by_hand => Err(Refusal::OfficeClosed),
            (Doors::BeforeOpening | Doors::Open | Doors::RegistrationEnded | Doors::Closed, _) => {
                Ok(())
            }
        }
    }

    fn expected(&self, whom: &Whom) -> Result<&Appointment, Refusal> {
        match whom {
            Whom::Code(code) => {
                let known = self.carried.diary.get(code).ok_or(No::Unknown)?;
                open(known)?;
                Ok(known)
            }
            Whom::People(people) => {
                let today = self.running_day()?.date;
                let mut theirs: Vec<&Appointment> = self
                    .carried
                    .diary
                    .all()
                    .filter(|known| people.contains(&known.person) && known.date >= today)
                    .collect();
                theirs.sort_by_key(|known| (!known.is_booked(), known.starts_at));
                let next = theirs.into_iter().next().ok_or(No::Unknown)?;
                open(next)?;
                Ok(next)
            }
        }
    }
}

fn lapsed(known: &Appointment) -> Event {
    let code = known.code.clone();
    Event::Appointment(AppointmentEvent::Lapsed { code })
}

fn is_by_hand(wanted: &CheckIn) -> bool {
    wanted.channel != Channel::Kiosk && wanted.reason.is_some()
}

fn open(known: &Appointment) -> Result<(), Refusal> {
    match &known.state {
        AppointmentState::Booked => Ok(()),
        AppointmentState::CheckedIn { ticket, .. } => Err(No::AlreadyCheckedIn {
            ticket: ticket.clone(),
        }
        .into()),
        AppointmentState::Cancelled => Err(No::Cancelled.into()),
        AppointmentState::Missed => Err(No::Missed.into()),
    }
}

fn take(known: &Appointment, wanted: &CheckIn, class: Class) -> Take {
    let language = wanted.language.as_ref().unwrap_or(&known.language);
    Take {
        service: Some(known.service.clone()),
        class,
        channel: wanted.channel,
        language: language.clone(),
        reason: wanted.reason.clone(),
        paper: wanted.paper,
        help: wanted.help,
    }
}

fn said(event: AppointmentEvent) -> Vec<Event> {
    vec![Event::Appointment(event)]
}
