//! The small office every story plays in, and short words for what its people do.
//!
//! Desk 1 serves advice and readings, desk 2 contracts, desk 3 everything.
//! Doors open at 9:00, registration ends at 17:45, the office closes at 18:00.

use std::collections::{BTreeMap, BTreeSet};

use office::Office;
use office::command::{CallByHand, Command, Destination, Take};
use office::day::{Copies, Date, Hours, MINUTE_MS, Mode, Moment};
use office::desk::{BreakKind, DeskId, Doing};
use office::event::Event;
use office::refusal::Refusal;
use office::rules::{LiveOrder, Rules};
use office::service::{Service, ServiceId};
use office::staff::AccountId;
use office::ticket::{Channel, Class, Ticket, TicketNumber, TicketState, Why};

pub(crate) const ADVICE: &str = "advice";
pub(crate) const CONTRACTS: &str = "contracts";
pub(crate) const READINGS: &str = "readings";

/// A clerk who presses «next» needs longer than the heart asks for.
const HAND_MS: i64 = 2_000;

pub(crate) struct Counter {
    pub(crate) office: Office,
    pub(crate) now: Moment,
    pub(crate) log: Vec<(String, Moment)>,
    rules: Rules,
}

pub(crate) fn rules() -> Rules {
    let service = |id: &str, series: &str, minutes: i64| {
        let id = ServiceId::from(id.to_owned());
        let service = Service {
            id: id.clone(),
            series: series.to_owned(),
            expected_ms: minutes * MINUTE_MS,
            available: true,
        };
        (id, service)
    };
    Rules {
        services: BTreeMap::from([
            service(ADVICE, "А", 10),
            service(CONTRACTS, "К", 20),
            service(READINGS, "Т", 5),
        ]),
        desks: BTreeMap::from([
            (DeskId(1), services(&[ADVICE, READINGS])),
            (DeskId(2), services(&[CONTRACTS])),
            (DeskId(3), services(&[ADVICE, CONTRACTS, READINGS])),
        ]),
        ..Rules::default()
    }
}

pub(crate) fn services(names: &[&str]) -> BTreeSet<ServiceId> {
    names.iter().map(|name| service(name)).collect()
}

pub(crate) fn service(name: &str) -> ServiceId {
    ServiceId::from(name.to_owned())
}

pub(crate) fn number(text: &str) -> TicketNumber {
    text.parse().unwrap()
}

/// On the first day of the stories.
pub(crate) fn at(hour: i64, minute: i64) -> Moment {
    Moment((hour * 60 + minute) * MINUTE_MS)
}

pub(crate) fn date(day: u8) -> Date {
    Date {
        year: 2026,
        month: 11,
        day,
    }
}

pub(crate) fn opens(day: u8, n: i64) -> Command {
    Command::OpenDay {
        date: date(day),
        hours: Some(hours(n)),
    }
}

/// The same after the clock was set back.
pub(crate) fn leaves_for(day: u8, n: i64) -> Command {
    Command::LeaveDay {
        date: date(day),
        hours: Some(hours(n)),
    }
}

/// The hours of the `day`-th day, the first being 0.
pub(crate) fn hours(day: i64) -> Hours {
    let day_ms = day * 24 * 60 * MINUTE_MS;
    Hours {
        opens_at: at(9, 0).plus_ms(day_ms),
        registration_ends_at: at(17, 45).plus_ms(day_ms),
        closes_at: at(18, 0).plus_ms(day_ms),
        goes_on: false,
    }
}

/// A visitor at the kiosk.
pub(crate) fn visitor(service: &str) -> Take {
    Take {
        service: Some(ServiceId::from(service.to_owned())),
        class: Class::Ordinary,
        channel: Channel::Kiosk,
        language: "ru".to_owned(),
        reason: None,
        paper: true,
        help: false,
    }
}

/// A visitor of the live queue, who chooses no service.
pub(crate) fn live_visitor() -> Take {
    Take {
        service: None,
        ..visitor("")
    }
}

/// Issued by the hall manager, who gives a reason.
pub(crate) fn by_hand(take: Take, reason: &str) -> Take {
    Take {
        channel: Channel::Staff,
        reason: Some(reason.to_owned()),
        ..take
    }
}

impl Counter {
    /// Before the first day.
    pub(crate) fn with(rules: Rules) -> Self {
        Self {
            office: Office::new(rules.clone()),
            now: at(9, 0),
            log: Vec::new(),
            rules,
        }
    }

    /// Nine o'clock: the day is open, no desk is.
    pub(crate) fn open_with(rules: Rules) -> Self {
        let mut counter = Self::with(rules);
        counter.does(Command::OpenDay {
            date: date(22),
            hours: Some(hours(0)),
        });
        counter
    }

    pub(crate) fn open() -> Self {
        Self::open_with(rules())
    }

    /// Nine o'clock with these desks staffed.
    pub(crate) fn with_desks(desks: &[u16]) -> Self {
        let mut counter = Self::open();
        for desk in desks {
            counter.staff_desk(*desk);
        }
        counter
    }

    pub(crate) fn ask(&mut self, command: &Command) -> Result<Vec<Event>, Refusal> {
        let before = format!("{:?}", self.office);
        let decision = self.office.decide(command, self.now);
        assert_eq!(
            before,
            format!("{:?}", self.office),
            "deciding changes nothing"
        );
        let events = decision?;
        for event in &events {
            self.office.apply(event, self.now);
            self.log
                .push((serde_json::to_string(event).unwrap(), self.now));
        }
        assert_eq!(self.office.check(), Ok(()), "after {command:?}");
        Ok(events)
    }

    #[track_caller]
    pub(crate) fn does(&mut self, command: Command) -> Vec<Event> {
        self.ask(&command).unwrap()
    }

    #[track_caller]
    pub(crate) fn refused(&mut self, command: Command) -> Refusal {
        self.ask(&command).unwrap_err()
    }

    /// The office as it would be after a restart on the first `kept` events.
    pub(crate) fn restarted(&self, kept: usize) -> Office {
        fold(self.rules.clone(), &self.log[..kept])
    }

    /// The office after a restart that finds another office file.
    pub(crate) fn restarted_with(&self, rules: Rules) -> Office {
        fold(rules, &self.log)
    }

    pub(crate) fn minutes_pass(&mut self, minutes: i64) {
        self.now = self.now.plus_ms(minutes * MINUTE_MS);
    }

    pub(crate) fn seconds_pass(&mut self, seconds: i64) {
        self.now = self.now.plus_ms(seconds * 1_000);
    }

    pub(crate) fn it_is(&mut self, moment: Moment) {
        assert!(moment >= self.now, "a story does not go back in time");
        self.now = moment;
    }

    // Visitors.

    #[track_caller]
    pub(crate) fn takes(&mut self, take: Take) -> String {
        let events = self.does(Command::TakeTicket(take));
        let taken = events.iter().find_map(|event| match event {
            Event::TicketTaken(taken) => Some(taken.number.to_string()),
            _ => None,
        });
        taken.unwrap()
    }

    #[track_caller]
    pub(crate) fn comes_for(&mut self, service: &str) -> String {
        self.takes(visitor(service))
    }

    #[track_caller]
    pub(crate) fn comes_as(&mut self, class: Class, service: &str) -> String {
        self.takes(Take {
            class,
            ..visitor(service)
        })
    }

    /// Checks in for a time booked so many minutes from now (before: negative).
    #[track_caller]
    pub(crate) fn checks_in(&mut self, service: &str, minutes: i64) -> String {
        let take = Take {
            class: Class::Appointment,
            ..visitor(service)
        };
        let decision = self.office.decide(&Command::TakeTicket(take), self.now);
        let mut number = None;
        for mut event in decision.unwrap() {
            if let Event::TicketTaken(taken) = &mut event {
                taken.reference = self.now.plus_ms(minutes * MINUTE_MS);
                number = Some(taken.number.to_string());
            }
            self.office.apply(&event, self.now);
            self.log
                .push((serde_json::to_string(&event).unwrap(), self.now));
        }
        number.unwrap()
    }

    // Desks.

    #[track_caller]
    pub(crate) fn staff_desk(&mut self, desk: u16) {
        self.does(Command::OpenDesk {
            desk: DeskId(desk),
            staff: AccountId(format!("clerk-{desk}")),
        });
    }

    #[track_caller]
    pub(crate) fn closes_desk(&mut self, desk: u16) {
        self.does(Command::CloseDesk { desk: DeskId(desk) });
    }

    /// «Next», two seconds later: who is called, if anyone.
    #[track_caller]
    pub(crate) fn calls(&mut self, desk: u16) -> Option<String> {
        self.calls_why(desk).map(|(number, _why)| number)
    }

    #[track_caller]
    pub(crate) fn calls_why(&mut self, desk: u16) -> Option<(String, Why)> {
        self.now = self.now.plus_ms(HAND_MS);
        called(&self.does(Command::CallNext {
            desk: DeskId(desk),
            finish: None,
        }))
    }

    /// «Finish and next» for whoever is served there.
    #[track_caller]
    pub(crate) fn finishes_and_calls(&mut self, desk: u16) -> Option<String> {
        self.now = self.now.plus_ms(HAND_MS);
        let finish = self.at_desk(desk).map(|text| number(&text));
        called(&self.does(Command::CallNext {
            desk: DeskId(desk),
            finish,
        }))
        .map(|(number, _why)| number)
    }

    #[track_caller]
    pub(crate) fn calls_by_hand(&mut self, desk: u16, ticket: &str) {
        self.now = self.now.plus_ms(HAND_MS);
        self.does(hand(desk, ticket));
    }

    #[track_caller]
    pub(crate) fn starts(&mut self, desk: u16) {
        self.does(Command::Start { desk: DeskId(desk) });
    }

    #[track_caller]
    pub(crate) fn calls_and_starts(&mut self, desk: u16) -> Option<String> {
        let called = self.calls(desk);
        self.starts(desk);
        called
    }

    #[track_caller]
    pub(crate) fn finishes(&mut self, desk: u16) {
        self.does(Command::Finish { desk: DeskId(desk) });
    }

    #[track_caller]
    pub(crate) fn misses(&mut self, desk: u16) {
        self.does(Command::Miss { desk: DeskId(desk) });
    }

    #[track_caller]
    pub(crate) fn returns(&mut self, desk: u16) {
        self.does(Command::Return { desk: DeskId(desk) });
    }

    #[track_caller]
    pub(crate) fn transfers(&mut self, desk: u16, to: Destination) {
        self.does(transfer(desk, to, false));
    }

    #[track_caller]
    pub(crate) fn goes_on_break(&mut self, desk: u16) {
        self.does(Command::TakeBreak {
            desk: DeskId(desk),
            kind: BreakKind::Lunch,
        });
    }

    #[track_caller]
    pub(crate) fn comes_back(&mut self, desk: u16) {
        self.does(Command::EndBreak { desk: DeskId(desk) });
    }

    // The house.

    #[track_caller]
    pub(crate) fn database_dies(&mut self) {
        self.does(Command::NoteStorage {
            mode: Mode::Live,
            copies: Copies::One,
        });
    }

    #[track_caller]
    pub(crate) fn database_is_back(&mut self) {
        self.does(Command::NoteStorage {
            mode: Mode::Electronic,
            copies: Copies::Two,
        });
    }

    // What is seen.

    #[track_caller]
    pub(crate) fn ticket(&self, text: &str) -> &Ticket {
        self.office.ticket(&number(text)).unwrap()
    }

    pub(crate) fn doing(&self, desk: u16) -> Option<&Doing> {
        self.office.desk(DeskId(desk)).unwrap().doing()
    }

    pub(crate) fn at_desk(&self, desk: u16) -> Option<String> {
        let desk = self.office.desk(DeskId(desk)).unwrap();
        desk.ticket().map(ToString::to_string)
    }

    pub(crate) fn queue(&self) -> Vec<String> {
        let waiting = self.office.in_order();
        waiting
            .iter()
            .map(|ticket| ticket.number.to_string())
            .collect()
    }

    pub(crate) fn is_waiting(&self, text: &str) -> bool {
        self.ticket(text).is_waiting()
    }

    /// How often the call under way was spoken.
    pub(crate) fn spoken(&self, text: &str) -> Option<u8> {
        match self.ticket(text).state {
            TicketState::Called { times, .. } => Some(times),
            _ => None,
        }
    }
}

impl Drop for Counter {
    /// At the end of every story: the log alone leads to the same office.
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert_eq!(
                format!("{:?}", self.restarted(self.log.len())),
                format!("{:?}", self.office),
                "the log read back must give the same office"
            );
        }
    }
}

fn fold(rules: Rules, log: &[(String, Moment)]) -> Office {
    let mut office = Office::new(rules);
    for (event, at) in log {
        office.apply(&serde_json::from_str(event).unwrap(), *at);
    }
    office
}

pub(crate) fn transfer(desk: u16, to: Destination, come_back: bool) -> Command {
    Command::Transfer {
        desk: DeskId(desk),
        to,
        come_back,
        note: None,
    }
}

pub(crate) fn to_service(name: &str) -> Destination {
    Destination::Service(service(name))
}

pub(crate) fn to_desk(desk: u16) -> Destination {
    Destination::Desk(DeskId(desk))
}

pub(crate) fn hand(desk: u16, ticket: &str) -> Command {
    Command::CallTicket(CallByHand {
        desk: DeskId(desk),
        ticket: number(ticket),
        finish: None,
        reason: Some("просили раньше".to_owned()),
    })
}

pub(crate) fn keep_services() -> Rules {
    Rules {
        live_order: LiveOrder::KeepServices,
        ..rules()
    }
}

fn called(events: &[Event]) -> Option<(String, Why)> {
    events.iter().find_map(|event| match event {
        Event::TicketCalled { number, why, .. } => Some((number.to_string(), why.clone())),
        _ => None,
    })
}
