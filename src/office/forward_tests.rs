//! The run forward calls whom the counter calls, one call after another, in
//! any hall: the two are made of one rule (`order.rs`), and of nothing else.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use crate::Office;
use crate::command::{CallByHand, Command, Take};
use crate::day::{Date, MINUTE_MS, Moment};
use crate::desk::DeskId;
use crate::event::Event;
use crate::forward::{Question, Run, Who};
use crate::hall::HallCommand;
use crate::present::Hall;
use crate::rules::Rules;
use crate::service::{Service, ServiceId};
use crate::staff::AccountId;
use crate::ticket::{Channel, Class, TicketNumber};

const SERVICES: u8 = 5;
const DESKS: u16 = 4;

/// Somebody in the hall.
#[derive(Debug, Clone)]
struct Guest {
    service: u8,
    class: Class,
    /// Minutes ago; a booked time may lie ahead.
    minutes_ago: i64,
    missed: bool,
    sent_to: Option<u16>,
}

fn guest() -> impl Strategy<Value = Guest> {
    let class = prop_oneof![
        6 => Just(Class::Ordinary),
        2 => Just(Class::Privileged),
        1 => Just(Class::OutOfTurn),
        2 => Just(Class::Appointment),
    ];
    let sent_to = prop_oneof![9 => Just(None), 1 => (1..=DESKS).prop_map(Some)];
    (
        0..SERVICES,
        class,
        -20_i64..70,
        prop::bool::weighted(0.1),
        sent_to,
    )
        .prop_map(|(service, class, minutes_ago, missed, sent_to)| Guest {
            service,
            class,
            minutes_ago: if class == Class::Appointment {
                minutes_ago
            } else {
                minutes_ago.abs()
            },
            missed,
            sent_to,
        })
}

fn id(service: u8) -> ServiceId {
    ServiceId::from(format!("service {service}"))
}

fn rules(skills: &[u8]) -> Rules {
    let services = (0..SERVICES).map(|index| {
        let service = Service {
            id: id(index),
            series: ["А", "В", "Е", "К", "М"]
                .get(usize::from(index))
                .unwrap_or(&"Н")
                .to_string(),
            expected_ms: [3, 8, 8, 15, 25].get(usize::from(index)).unwrap_or(&10) * MINUTE_MS,
            available: true,
        };
        (id(index), service)
    });
    let desks = (1..=DESKS).zip(skills).map(|(desk, bits)| {
        let known = (0..SERVICES)
            .filter(|index| bits & (1 << index) != 0)
            .map(id);
        (DeskId(desk), known.collect::<BTreeSet<_>>())
    });
    Rules {
        services: services.collect::<BTreeMap<_, _>>(),
        desks: desks.collect(),
        min_between_calls_ms: 0,
        ..Rules::default()
    }
}

fn does(office: &mut Office, command: &Command, now: Moment) -> Vec<Event> {
    let events = office.decide(command, now).unwrap();
    for event in &events {
        office.apply(event, now);
    }
    events
}

/// Takes a ticket, as long ago as the guest came.
fn comes(office: &mut Office, guest: &Guest, now: Moment) {
    let take = Command::TakeTicket(Take {
        service: Some(id(guest.service)),
        class: guest.class,
        channel: Channel::Staff,
        language: String::new(),
        reason: Some(String::new()),
        paper: false,
        help: false,
    });
    let mut number = None;
    for mut event in office.decide(&take, now).unwrap() {
        if let Event::TicketTaken(taken) = &mut event {
            taken.reference = now.plus_ms(-guest.minutes_ago * MINUTE_MS);
            number = Some(taken.number.clone());
        }
        office.apply(&event, now);
    }
    let ticket = number.unwrap();
    if guest.missed {
        let desk = DeskId(1);
        let call = CallByHand {
            desk,
            ticket: ticket.clone(),
            finish: None,
            reason: None,
        };
        does(office, &Command::CallTicket(call), now);
        does(office, &Command::Miss { desk }, now);
    }
    if let Some(desk) = guest.sent_to {
        let (desk, reason) = (DeskId(desk), None);
        does(
            office,
            &Command::Hall(HallCommand::SendToDesk {
                ticket,
                desk,
                reason,
            }),
            now,
        );
    }
}

fn hall_of(office: &Office, now: Moment) -> (Hall, Vec<TicketNumber>) {
    let mut hall = Hall::of(office, now, 0);
    // Nobody goes on to another desk: the counter's visitors do not either.
    hall.mix.transferred = 0;
    let in_order = office.in_order().into_iter();
    (hall, in_order.map(|ticket| ticket.number.clone()).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_run_forward_calls_whom_the_counter_calls(
        skills in prop::collection::vec(0_u8..1 << SERVICES, usize::from(DESKS)),
        guests in prop::collection::vec(guest(), 0..30),
        turns in prop::collection::vec(1..=DESKS, 60),
    ) {
        let now = Moment(1_795_330_800_000);
        let mut office = Office::new(rules(&skills));
        let date = Date { year: 2026, month: 11, day: 25 };
        does(&mut office, &Command::OpenDay { date, hours: None }, now);
        for desk in (1..=DESKS).map(DeskId) {
            let staff = AccountId(format!("clerk-{desk}"));
            does(&mut office, &Command::OpenDesk { desk, staff }, now);
        }
        for guest in &guests {
            comes(&mut office, guest, now);
        }
        let (hall, numbers) = hall_of(&office, now);
        let mut run = Run::default();
        run.set_up(&hall, Question { seed: 1, ghosts: false, until: None });
        for desk in turns {
            let expected = office.next_for(DeskId(desk), now).map(|(ticket, _why)| ticket.number.clone());
            let mut told = None;
            run.call(&hall, usize::from(desk - 1), 0, &mut |who, _at| {
                if let Who::Waiting(index) = who {
                    told = numbers.get(index).cloned();
                }
            });
            prop_assert_eq!(&told, &expected, "at desk {}", desk);
            let desk = DeskId(desk);
            does(&mut office, &Command::CallNext { desk, finish: None }, now);
            if expected.is_some() {
                does(&mut office, &Command::Start { desk }, now);
                does(&mut office, &Command::Finish { desk }, now);
            }
        }
    }
}
