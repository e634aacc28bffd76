//! Plays a list of steps to the office, its replayed twin and the model, and
//! compares all three after every step.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use office::Office;
use office::command::{CallByHand, Command, Destination, Recovery, Take};
use office::day::{Copies, Date, Hours, MINUTE_MS, Mode, Moment};
use office::desk::{BreakKind, DeskId, Doing};
use office::estimate::estimate;
use office::event::Event;
use office::rules::{LiveOrder, Rules};
use office::service::{Service, ServiceId};
use office::staff::AccountId;
use office::ticket::{Channel, Class, Closing, SlipOutcome, Ticket, TicketNumber, Why};

use crate::model::{End, Model, Outcome, Person, Where};
use crate::step::{DESKS, Do, Finish, Kind, SERVICES, To, World};

/// Nine in the morning of some day.
const MORNING: i64 = 1_795_330_800_000;

/// Of the services' tickets; two share one.
const LETTERS: [&str; 3] = ["А", "К", "А"];

struct Play {
    office: Office,
    /// Built from the written events alone.
    twin: Office,
    model: Model,
    rules: Rules,
    log: Vec<(String, Moment)>,
    now: i64,
    /// Every number printed, with its day.
    printed: BTreeSet<(u8, String)>,
    /// The last number of each series today, and whether some were skipped.
    last: BTreeMap<String, (u16, bool)>,
    renewed: u16,
    /// In front of today's series.
    prefix: String,
    /// Whether numbering went on behind the lease: then every series may have
    /// been printed of before.
    behind: bool,
}

/// Plays the steps and panics at the first disagreement.
pub(crate) fn play(world: World, steps: &[Do]) {
    let rules = rules(world);
    let mut play = Play {
        office: Office::new(rules.clone()),
        twin: Office::new(rules.clone()),
        model: Model::new(world),
        rules,
        log: Vec::new(),
        now: MORNING,
        printed: BTreeSet::new(),
        last: BTreeMap::new(),
        renewed: 0,
        prefix: String::new(),
        behind: false,
    };
    for step in steps {
        play.step(*step);
    }
    play.end();
}

impl Play {
    fn step(&mut self, step: Do) {
        if let Do::Pass(ms) = step {
            self.now += ms;
            return;
        }
        let now = Moment(self.now);
        let command = self.command(step);
        let mut decision = self.office.decide(&command, now);
        if let (Do::CheckIn(_, early), Ok(events)) = (step, &mut decision) {
            book(events, self.now + early * MINUTE_MS);
        }
        let before = self.model.clone();
        let expected = self.model.step(step, self.now);
        match &decision {
            Ok(events) => {
                assert_ne!(
                    expected,
                    Outcome::Refused,
                    "{step:?} was allowed: {events:?}"
                );
                self.note_numbers(step, expected, events);
                self.hold_order(step, &before, expected, events);
                self.apply(events, now);
            }
            Err(refusal) => {
                assert_eq!(
                    expected,
                    Outcome::Refused,
                    "{step:?} was refused: {refusal:?}"
                );
            }
        }
        self.compare(step);
    }

    /// To the office, and by way of what would be kept to its twin.
    fn apply(&mut self, events: &[Event], now: Moment) {
        for event in events {
            let kept = serde_json::to_string(event).unwrap();
            let read: Event = serde_json::from_str(&kept).unwrap();
            assert_eq!(&read, event, "read back from {kept}");
            self.office.apply(event, now);
            self.twin.apply(&read, now);
            self.log.push((kept, now));
        }
        assert_eq!(self.office.check(), Ok(()));
        if !events.is_empty() {
            assert_eq!(format!("{:?}", self.twin), format!("{:?}", self.office));
        }
    }

    /// No number twice on a day, each series counting on.
    fn note_numbers(&mut self, step: Do, expected: Outcome, events: &[Event]) {
        match step {
            Do::BehindLease => {
                self.last.values_mut().for_each(|last| last.1 = true);
                self.behind = self.model.is_day_open();
            }
            Do::NewSeries => {
                self.prefix = format!("{:04}", self.renewed);
                self.renewed += 1;
                self.behind = false;
            }
            _ => {}
        }
        let mut taken = None;
        for event in events {
            match event {
                Event::DayOpened { .. } => {
                    self.last.clear();
                    self.prefix.clear();
                    self.behind = false;
                }
                Event::NumbersSkipped { series, .. } => {
                    self.last.entry(series.clone()).or_default().1 = true;
                }
                Event::TicketTaken(found) => taken = Some(found.number.clone()),
                _ => {}
            }
        }
        assert_eq!(taken.is_some(), expected == Outcome::Takes, "{events:?}");
        let Some(number) = taken else { return };
        let is_new = self.printed.insert((self.model.date, number.to_string()));
        assert!(is_new, "{number} a second time");
        let series = number.series.to_string();
        let is_first = self.last.get(&series).is_none_or(|last| last.0 == 0);
        assert!(
            !(self.behind && is_first && number.n == 1),
            "{number} maybe printed before"
        );
        // A renewed numbering begins where its second says.
        let begins = is_first && !self.prefix.is_empty();
        let last = self.last.entry(series.clone()).or_default();
        assert!(
            number.n == last.0 + 1 || ((last.1 || begins) && number.n > last.0),
            "{number} after {last:?}"
        );
        *last = (number.n, false);
        let letter = match step {
            _ if self.model.live => "Ж",
            Do::Take(Some(index), _) | Do::TakeByHand(Some(index), _) | Do::CheckIn(index, _) => {
                LETTERS[usize::from(index)]
            }
            other => panic!("{other:?} took {number}"),
        };
        assert_eq!(series, format!("{}{letter}", self.prefix));
        self.model.admit((&series, number.n), step, self.now);
    }

    /// First come, first served inside each service and class; nobody is
    /// overtaken by more than the credit; in the live queue by nobody.
    fn hold_order(&self, step: Do, before: &Model, expected: Outcome, events: &[Event]) {
        let called = events.iter().find_map(|event| match event {
            Event::TicketCalled { number, desk, why } => Some((number, *desk, why)),
            _ => None,
        });
        let found = called.map(|(number, ..)| self.who(number));
        match expected {
            Outcome::Calls(who) => assert_eq!(found, who, "{step:?}: {events:?}"),
            Outcome::Done | Outcome::Takes | Outcome::Refused => assert_eq!(found, None),
        }
        let Some((number, desk, why)) = called else {
            return;
        };
        assert_eq!(
            matches!(why, Why::ByHand { .. }),
            matches!(step, Do::Call(..))
        );
        let chosen = &before.people[self.who(number)];
        if matches!(why, Why::ByHand { .. } | Why::SentHere) || chosen.touched {
            return;
        }
        self.hold_reason(chosen, why);
        assert!(
            self.model.peak || *why != Why::ShortQuestion,
            "{chosen:?} passed outside a peak"
        );
        let desk = u8::try_from(desk.0).unwrap();
        for (who, other) in before.people.iter().enumerate() {
            if other.touched
                || !before.could_call(desk, who, self.now)
                || before.is_early(who, self.now)
            {
                continue;
            }
            let alike = (other.service, other.kind) == (chosen.service, chosen.kind);
            let ahead_ms = chosen.reference - other.reference;
            assert!(
                ahead_ms <= 0 || !(alike || before.live),
                "{other:?} before {chosen:?}"
            );
            // A credit, and in a peak the short window's reach.
            let bearable = match why {
                Why::ShortQuestion => 45 * MINUTE_MS,
                Why::Appointment => 60 * MINUTE_MS,
                _ => 15 * MINUTE_MS,
            };
            let by_law = chosen.kind == Kind::OutOfTurn;
            assert!(
                by_law || ahead_ms <= bearable,
                "{other:?} before {chosen:?}"
            );
            assert!(
                other.kind != Kind::OutOfTurn || by_law || before.live,
                "{other:?} before {chosen:?}"
            );
        }
    }

    fn hold_reason(&self, chosen: &Person, why: &Why) {
        if *why == Why::ShortQuestion {
            return;
        }
        let expected = match chosen.kind {
            _ if self.model.live => Why::FirstCome,
            Kind::Ordinary => Why::LongestWait,
            Kind::Privileged => Why::Privileged,
            Kind::OutOfTurn => Why::OutOfTurn,
            Kind::Appointment => Why::Appointment,
        };
        assert_eq!(why, &expected, "{chosen:?}");
    }

    /// Queue, desks and ends are the same in both.
    fn compare(&self, step: Do) {
        let queue: Vec<TicketNumber> = self
            .office
            .in_order()
            .into_iter()
            .map(|ticket| ticket.number.clone())
            .collect();
        let expected: Vec<TicketNumber> = self
            .model
            .queue()
            .into_iter()
            .map(|who| self.number(who))
            .collect();
        assert_eq!(queue, expected, "the queue after {step:?}");
        let peak = self.office.is_short_window();
        assert_eq!(peak, self.model.peak, "the short window after {step:?}");
        for id in 1..=DESKS {
            let desk = self.office.desk(DeskId(u16::from(id))).unwrap();
            let (open, on_break, visitor) = self.model.window(id);
            let number = visitor.map(|who| self.number(who));
            assert_eq!(desk.is_open(), open, "desk {id} after {step:?}");
            assert_eq!(desk.ticket(), number.as_ref(), "desk {id} after {step:?}");
            let rests = matches!(desk.doing(), Some(Doing::OnBreak { .. }));
            assert_eq!(rests, on_break, "desk {id} after {step:?}");
            let serves = matches!(desk.doing(), Some(Doing::Serving { .. }));
            assert_eq!(serves, self.model.served_at(id).is_some(), "desk {id}");
        }
        for (how, end) in [
            (Closing::Served, End::Served),
            (Closing::NoShow, End::NoShow),
            (Closing::NotServed, End::NotServed),
        ] {
            let closed = |ticket: &&Ticket| ticket.closing() == Some(how);
            let count = self.office.tickets().filter(closed).count();
            assert_eq!(count, self.model.ended(end), "{how:?} after {step:?}");
        }
        assert_eq!(self.office.tickets().count(), self.model.people.len());
        let is_open = self.office.day().is_some_and(|day| !day.closed);
        assert_eq!(is_open, self.model.is_day_open());
        let staff: Vec<_> = self
            .office
            .desks()
            .filter_map(|desk| desk.staff())
            .collect();
        let people: BTreeSet<_> = staff.iter().collect();
        assert_eq!(staff.len(), people.len(), "one person at two desks");
    }

    /// The whole log from nothing, and what screens would draw.
    fn end(&self) {
        let mut again = Office::new(self.rules.clone());
        for (event, at) in &self.log {
            again.apply(&serde_json::from_str(event).unwrap(), *at);
        }
        let now = Moment(self.now);
        let (drawn, redrawn) = (
            self.office
                .picture(now, Arc::new(estimate(&self.office, now))),
            again.picture(now, Arc::new(estimate(&again, now))),
        );
        assert_eq!(format!("{again:?}"), format!("{:?}", self.office));
        assert_eq!(format!("{redrawn:?}"), format!("{drawn:?}"));

        let waits: Vec<i64> = self
            .model
            .people
            .iter()
            .filter_map(|person| person.waited)
            .collect();
        let in_time = waits
            .iter()
            .filter(|waited| **waited <= 15 * MINUTE_MS)
            .count();
        assert_eq!(usize::try_from(drawn.answered), Ok(waits.len()));
        assert_eq!(usize::try_from(drawn.answered_in_time), Ok(in_time));
        for (number, span) in &drawn.estimates.tickets {
            assert!(
                0 <= span.likely_ms && span.likely_ms <= span.at_most_ms,
                "{number}"
            );
            let person = &self.model.people[self.who(number)];
            assert!(matches!(person.at, Where::Queue { .. }), "{number}");
        }
        if drawn.working_desks == 0 {
            assert!(drawn.estimates.tickets.is_empty() && drawn.estimates.services.is_empty());
        }
    }

    fn who(&self, number: &TicketNumber) -> usize {
        let is_it =
            |person: &Person| number.series == person.series.as_str() && person.n == number.n;
        self.model
            .people
            .iter()
            .position(is_it)
            .expect("a known number")
    }

    fn number(&self, who: usize) -> TicketNumber {
        let person = &self.model.people[who];
        TicketNumber {
            series: person.series.clone().into(),
            n: person.n,
        }
    }

    /// The picked ticket's number; one that was never given if there is none.
    fn picked(&self, ticket: u8) -> TicketNumber {
        let who = self.model.pick(ticket);
        who.map_or_else(|| "Х999".parse().unwrap(), |who| self.number(who))
    }

    fn command(&self, step: Do) -> Command {
        let desk = |id: u8| DeskId(u16::from(id));
        match step {
            Do::Pass(_) | Do::CloseDay => Command::CloseDay,
            Do::OpenDay(days, minutes) => Command::OpenDay {
                date: Date {
                    year: 2026,
                    month: 1 + (self.model.date + days) / 28,
                    day: 1 + (self.model.date + days) % 28,
                },
                hours: Some(self.hours(self.now, minutes)),
            },
            Do::ChangeHours(minutes) => Command::ChangeHours {
                hours: Some(self.hours(0, minutes)),
            },
            Do::Live(live) => Command::NoteStorage {
                mode: if live { Mode::Live } else { Mode::Electronic },
                copies: if live { Copies::One } else { Copies::Two },
            },
            Do::BehindLease => Command::RecoverNumbers(Recovery::BehindLease),
            Do::NewSeries => Command::RecoverNumbers(Recovery::NewSeries {
                prefix: format!("{:04}", self.renewed),
            }),
            Do::Take(service, kind) => Command::TakeTicket(take(service, kind, Channel::Kiosk)),
            Do::CheckIn(service, _early) => {
                Command::TakeTicket(take(Some(service), Kind::Appointment, Channel::Kiosk))
            }
            Do::TakeByHand(service, kind) => {
                Command::TakeTicket(take(service, kind, Channel::Staff))
            }
            Do::Next(id, finish) => Command::CallNext {
                desk: desk(id),
                finish: self.finish(id, finish),
            },
            Do::Call(id, ticket, finish) => Command::CallTicket(CallByHand {
                desk: desk(id),
                ticket: self.picked(ticket),
                finish: self.finish(id, finish),
                reason: None,
            }),
            Do::Revive(ticket) => Command::Revive {
                ticket: self.picked(ticket),
            },
            Do::Slip(ticket) => Command::NoteSlip {
                ticket: self.picked(ticket),
                outcome: SlipOutcome::Printed,
                promised: None,
            },
            Do::SignIn(who) => Command::SignIn {
                session: format!("session {who}"),
                account: AccountId(format!("person {who}")),
                until: Moment(self.now + MINUTE_MS),
                by_directory: false,
            },
            Do::SignOut(who) => Command::SignOut {
                session: format!("session {who}"),
            },
            other => desk_command(other),
        }
    }

    fn finish(&self, desk: u8, finish: Finish) -> Option<TicketNumber> {
        match finish {
            Finish::No => None,
            Finish::Current => self.model.served_at(desk).map(|who| self.number(who)),
            Finish::Ticket(ticket) => Some(self.picked(ticket)),
        }
    }

    fn hours(&self, opens_at: i64, minutes: i64) -> Hours {
        let ends_at = self.now + minutes * MINUTE_MS;
        Hours {
            opens_at: Moment(opens_at),
            registration_ends_at: Moment(ends_at),
            closes_at: Moment(ends_at + 15 * MINUTE_MS),
            goes_on: false,
        }
    }
}

/// A ticket as a check-in gives it: its reference is the booked time.
fn book(events: &mut [Event], reference: i64) {
    for event in events {
        if let Event::TicketTaken(taken) = event {
            taken.reference = Moment(reference);
        }
    }
}

/// What is asked at a desk, of nobody by name.
fn desk_command(step: Do) -> Command {
    let desk = |id: u8| DeskId(u16::from(id));
    match step {
        Do::Recall(id) => Command::Recall { desk: desk(id) },
        Do::Miss(id) => Command::Miss { desk: desk(id) },
        Do::Start(id) => Command::Start { desk: desk(id) },
        Do::Finish(id) => Command::Finish { desk: desk(id) },
        Do::Return(id) => Command::Return { desk: desk(id) },
        Do::Undo(id) => Command::Undo { desk: desk(id) },
        Do::Transfer(id, to, come_back) => Command::Transfer {
            desk: desk(id),
            to: match to {
                To::Service(index) => Destination::Service(service(index)),
                To::Desk(other) => Destination::Desk(desk(other)),
            },
            come_back,
            note: None,
        },
        Do::Open(id, who) => Command::OpenDesk {
            desk: desk(id),
            staff: AccountId(format!("person {who}")),
        },
        Do::Close(id) => Command::CloseDesk { desk: desk(id) },
        Do::Break(id) => Command::TakeBreak {
            desk: desk(id),
            kind: BreakKind::Rest,
        },
        Do::EndBreak(id) => Command::EndBreak { desk: desk(id) },
        Do::Services(id, bits) => Command::SetServices {
            desk: desk(id),
            services: services(bits).collect(),
        },
        other => panic!("{other:?} is not asked at a desk"),
    }
}

fn take(wish: Option<u8>, kind: Kind, channel: Channel) -> Take {
    Take {
        service: wish.map(service),
        class: match kind {
            Kind::Ordinary => Class::Ordinary,
            Kind::Privileged => Class::Privileged,
            Kind::OutOfTurn => Class::OutOfTurn,
            Kind::Appointment => Class::Appointment,
        },
        channel,
        language: "ru".to_owned(),
        reason: (channel == Channel::Staff).then(|| "просили".to_owned()),
        paper: channel == Channel::Kiosk,
        help: false,
    }
}

fn service(index: u8) -> ServiceId {
    ServiceId::from(format!("service {index}"))
}

fn services(bits: u8) -> impl Iterator<Item = ServiceId> {
    (0..=SERVICES)
        .filter(move |index| bits & (1 << index) != 0)
        .map(service)
}

fn rules(world: World) -> Rules {
    let offered = |index: u8| Service {
        id: service(index),
        series: LETTERS[usize::from(index)].to_owned(),
        expected_ms: i64::from(index + 1) * 5 * MINUTE_MS,
        available: index != 2 || world.last_service_offered,
    };
    Rules {
        services: (0..SERVICES)
            .map(|index| (service(index), offered(index)))
            .collect(),
        desks: (1..=u16::from(DESKS))
            .map(DeskId)
            .zip(world.skills.map(|bits| services(bits).collect()))
            .collect(),
        live_order: if world.keep_services {
            LiveOrder::KeepServices
        } else {
            LiveOrder::FirstCome
        },
        live_waiting_per_desk: world.live_waiting_per_desk,
        max_waiting: world.max_waiting,
        ..Rules::default()
    }
}
