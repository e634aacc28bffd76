//! Meter-reading days (S8): drawn up, filled, kept to.

use std::collections::BTreeSet;

use office::command::Command;
use office::day::{Date, MINUTE_MS, Moment};
use office::event::Event;
use office::readings::{
    Contract, HourPlan, Month, ReadingsCommand, ReadingsRefusal as No, Schedule,
};
use office::refusal::Refusal;
use office::ticket::{Channel, Class, Why};

use crate::counter::{ADVICE, Counter, READINGS, at, date, hours, service};

const NOVEMBER: Month = Month {
    year: 2026,
    month: 11,
};

fn asked(command: ReadingsCommand) -> Command {
    Command::Readings(Box::new(command))
}

fn hour(from: Moment, places: u32) -> HourPlan {
    HourPlan {
        from,
        to: from.plus_ms(60 * MINUTE_MS),
        places,
    }
}

fn draw(revision: u64, hours: &[HourPlan]) -> Command {
    asked(ReadingsCommand::Draw {
        month: NOVEMBER,
        revision: Some(revision),
        service: service(READINGS),
        hours: hours.to_vec(),
        contracts: Vec::new(),
    })
}

fn contract(name: &str) -> Contract {
    Contract(name.to_owned())
}

fn assign(revision: u64, wanted: &[(&str, Option<Moment>)]) -> Command {
    asked(ReadingsCommand::Assign {
        month: NOVEMBER,
        revision: Some(revision),
        contracts: wanted
            .iter()
            .map(|(name, from)| (contract(name), *from))
            .collect(),
    })
}

fn release(names: &[&str]) -> Command {
    asked(ReadingsCommand::Release {
        month: NOVEMBER,
        revision: None,
        contracts: names.iter().map(|name| contract(name)).collect(),
    })
}

fn comes(name: &str) -> Command {
    asked(ReadingsCommand::CheckIn {
        contract: contract(name),
        channel: Channel::Kiosk,
        language: "ru".to_owned(),
        paper: true,
        help: false,
    })
}

fn no(refusal: Refusal) -> No {
    let no = match refusal {
        Refusal::Readings(no) => Some(no),
        _ => None,
    };
    no.unwrap()
}

fn schedule(counter: &Counter) -> &Schedule {
    counter.office.carried().readings.month(NOVEMBER).unwrap()
}

fn at_hour(counter: &Counter, name: &str) -> Option<Moment> {
    schedule(counter)
        .hour_of(&contract(name))
        .map(|hour| hour.from)
}

/// Ten to twelve, two places each hour.
fn two_hours() -> Vec<HourPlan> {
    vec![hour(at(10, 0), 2), hour(at(11, 0), 2)]
}

fn drawn() -> Counter {
    let mut counter = Counter::with_desks(&[1]);
    counter.does(draw(0, &two_hours()));
    counter
}

#[test]
fn s8_contracts_fill_the_hours_in_the_order_they_came() {
    let mut counter = drawn();
    counter.does(assign(1, &[("100", None), ("200", None), ("300", None)]));
    assert_eq!(at_hour(&counter, "100"), Some(at(10, 0)));
    assert_eq!(at_hour(&counter, "200"), Some(at(10, 0)));
    assert_eq!(at_hour(&counter, "300"), Some(at(11, 0)));
    // Once more changes nothing: who has an hour keeps it.
    assert_eq!(counter.does(assign(2, &[("100", None), ("300", None)])), []);
}

#[test]
fn s8_all_contracts_of_a_list_get_an_hour_or_none_of_them() {
    let mut counter = drawn();
    let five = [
        ("1", None),
        ("2", None),
        ("3", None),
        ("4", None),
        ("5", None),
    ];
    assert_eq!(
        no(counter.refused(assign(1, &five))),
        No::NotEnoughPlaces { missing: 1 }
    );
    assert_eq!(schedule(&counter).assigned(), 0);
    counter.does(assign(1, &five[..4]));
    assert_eq!(schedule(&counter).assigned(), 4);
}

#[test]
fn s8_by_hand_a_contract_gets_the_hour_it_asks_for_and_leaves_its_old_one() {
    let mut counter = drawn();
    counter.does(assign(1, &[("100", Some(at(11, 0)))]));
    counter.does(assign(2, &[("100", Some(at(10, 0)))]));
    assert_eq!(at_hour(&counter, "100"), Some(at(10, 0)));
    assert_eq!(schedule(&counter).assigned(), 1);
    let refusal = no(counter.refused(assign(3, &[("100", Some(at(15, 0)))])));
    assert_eq!(refusal, No::NoSuchHour { from: at(15, 0) });
    counter.does(release(&["100", "unheard of"]));
    assert_eq!(schedule(&counter).assigned(), 0);
    assert_eq!(counter.does(release(&["100"])), []);
}

#[test]
fn s8_two_heads_at_one_month_the_second_is_told() {
    let mut counter = drawn();
    counter.does(assign(1, &[("100", None)]));
    let refusal = no(counter.refused(assign(1, &[("200", None)])));
    assert_eq!(refusal, No::Changed { revision: 2 });
    assert_eq!(
        no(counter.refused(draw(1, &two_hours()))),
        No::Changed { revision: 2 }
    );
    assert_eq!(
        no(counter.refused(draw(0, &two_hours()))),
        No::Changed { revision: 2 }
    );
}

#[test]
fn s8_an_hour_with_contracts_is_neither_dropped_nor_made_too_small() {
    let mut counter = drawn();
    counter.does(assign(1, &[("1", None), ("2", None), ("3", None)]));
    let in_use = No::HourInUse {
        from: at(10, 0),
        contracts: 2,
    };
    assert_eq!(no(counter.refused(draw(2, &[hour(at(11, 0), 2)]))), in_use);
    let small = [hour(at(10, 0), 1), hour(at(11, 0), 2)];
    assert_eq!(no(counter.refused(draw(2, &small))), in_use);
    let more = [hour(at(10, 0), 5), hour(at(11, 0), 2), hour(at(12, 0), 1)];
    counter.does(draw(2, &more));
    assert_eq!(at_hour(&counter, "3"), Some(at(11, 0)));
    assert_eq!(schedule(&counter).hours[0].free(), 3);
}

#[test]
fn s8_hours_that_overlap_or_hold_nobody_are_refused() {
    let mut counter = Counter::open();
    let overlapping = [hour(at(10, 0), 2), hour(at(10, 30), 2)];
    assert_eq!(no(counter.refused(draw(0, &overlapping))), No::BadHours);
    let nobody = [hour(at(10, 0), 0)];
    assert_eq!(
        no(counter.refused(draw(0, &nobody))),
        No::BadPlaces { limit: 1_000 }
    );
    let crowd = [hour(at(10, 0), 1_001)];
    assert_eq!(
        no(counter.refused(draw(0, &crowd))),
        No::BadPlaces { limit: 1_000 }
    );
    assert_eq!(
        no(counter.refused(assign(0, &[("1", None)]))),
        No::NotDrawn(NOVEMBER)
    );
}

#[test]
fn s8_within_its_hour_a_contract_is_treated_as_an_appointment() {
    let mut counter = drawn();
    counter.does(assign(1, &[("100", None)]));
    counter.it_is(at(10, 30));
    let first = counter.comes_for(ADVICE);
    counter.it_is(at(10, 40));
    let events = counter.does(comes("100"));
    let taken = events.iter().find_map(|event| match event {
        Event::TicketTaken(taken) => Some(taken.clone()),
        _ => None,
    });
    let taken = taken.unwrap();
    assert_eq!(taken.class, Class::Appointment);
    assert_eq!(
        taken.reference,
        at(10, 40),
        "any minute of the hour is on time"
    );
    assert_eq!(taken.booked_for, Some(at(10, 0)));
    let number = taken.number.to_string();
    assert_eq!(counter.queue(), [number.clone(), first]);
    assert_eq!(counter.calls_why(1), Some((number, Why::Appointment)));
    let again = no(counter.refused(comes("100")));
    assert_eq!(
        again,
        No::AlreadyCheckedIn {
            ticket: taken.number
        }
    );
}

#[test]
fn s8_outside_its_hour_a_contract_is_told_its_hour() {
    let mut counter = drawn();
    counter.does(assign(1, &[("100", Some(at(11, 0)))]));
    let its_hour = No::NotYourHour {
        from: at(11, 0),
        to: at(12, 0),
    };
    counter.it_is(at(10, 29));
    assert_eq!(no(counter.refused(comes("100"))), its_hour);
    counter.it_is(at(12, 0));
    assert_eq!(no(counter.refused(comes("100"))), its_hour);
    assert_eq!(no(counter.refused(comes("999"))), No::UnknownContract);
}

#[test]
fn s8_the_schedule_outlives_the_day_and_last_month_stays_to_be_copied() {
    let mut counter = drawn();
    counter.does(assign(1, &[("100", None)]));
    let opening = counter.log.len();
    let day_ms = 24 * 60 * MINUTE_MS;
    counter.it_is(at(9, 0).plus_ms(day_ms));
    counter.does(Command::OpenDay {
        date: date(23),
        hours: Some(hours(1)),
    });
    let mut restarted = office::Office::new(counter.office.rules().clone());
    for (event, moment) in &counter.log[opening..] {
        restarted.apply(&serde_json::from_str(event).unwrap(), *moment);
    }
    assert_eq!(restarted.carried(), counter.office.carried());
    assert_eq!(at_hour(&counter, "100"), Some(at(10, 0)));
    let december = Date {
        year: 2026,
        month: 12,
        day: 1,
    };
    counter.it_is(at(9, 0).plus_ms(9 * day_ms));
    counter.does(Command::OpenDay {
        date: december,
        hours: None,
    });
    assert_eq!(schedule(&counter).assigned(), 1);
    let january = Date {
        year: 2027,
        month: 1,
        day: 11,
    };
    counter.it_is(at(9, 0).plus_ms(50 * day_ms));
    counter.does(Command::OpenDay {
        date: january,
        hours: None,
    });
    assert_eq!(counter.office.carried().readings.months().count(), 0);
}

#[test]
fn s8_while_the_database_is_away_the_schedule_stays_as_it_is_and_is_kept_to() {
    let mut counter = drawn();
    counter.does(assign(1, &[("100", None)]));
    counter.database_dies();
    assert_eq!(
        counter.refused(assign(2, &[("200", None)])),
        Refusal::NeedsDatabase
    );
    assert_eq!(
        counter.refused(draw(2, &two_hours())),
        Refusal::NeedsDatabase
    );
    counter.it_is(at(10, 0));
    counter.does(comes("100"));
    counter.database_is_back();
}

/// The last month's copy: hours and contracts in one command, all or nothing.
#[test]
fn s8_hours_and_their_contracts_are_drawn_up_together_or_not_at_all() {
    let mut counter = Counter::with_desks(&[1]);
    let copy = |revision, contracts: &[(&str, Moment)]| {
        asked(ReadingsCommand::Draw {
            month: NOVEMBER,
            revision: Some(revision),
            service: service(READINGS),
            hours: two_hours(),
            contracts: contracts
                .iter()
                .map(|(name, from)| (contract(name), Some(*from)))
                .collect(),
        })
    };
    let three = [("1", at(10, 0)), ("2", at(10, 0)), ("3", at(10, 0))];
    assert_eq!(
        no(counter.refused(copy(0, &three))),
        No::NotEnoughPlaces { missing: 1 }
    );
    assert!(counter.office.carried().readings.month(NOVEMBER).is_none());
    counter.does(copy(0, &three[..2]));
    assert_eq!(schedule(&counter).assigned(), 2);
    assert_eq!(at_hour(&counter, "2"), Some(at(10, 0)));
    // Sent again as it was seen before: somebody (the first one) changed it.
    let revision = schedule(&counter).revision;
    assert_eq!(
        no(counter.refused(copy(0, &three[..2]))),
        No::Changed { revision }
    );
    assert_eq!(schedule(&counter).assigned(), 2);
}

#[test]
fn s8_a_month_is_written_one_way() {
    assert_eq!("2026-11".parse(), Ok(NOVEMBER));
    assert_eq!(NOVEMBER.before().to_string(), "2026-10");
    assert_eq!(
        Month {
            year: 2027,
            month: 1
        }
        .before()
        .to_string(),
        "2026-12"
    );
    let wrong = ["2026-13", "2026-00", "2026-5", "2026-05-03", "", "ноябрь"];
    let read: BTreeSet<&str> = wrong
        .into_iter()
        .filter(|text| text.parse::<Month>().is_ok())
        .collect();
    assert!(read.is_empty(), "{read:?}");
}
