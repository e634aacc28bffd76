//! A disk forgot some entries out of the middle of a day: what is left of it is
//! put right, and nobody is left where no desk calls them.

use office::Office;
use office::command::Command;
use office::desk::DeskId;
use office::event::Event;
use office::park::ParkCommand;

use crate::counter::{ADVICE, CONTRACTS, Counter, READINGS, number, rules, to_service, transfer};

/// A busy hour in which everything happens that a desk can do.
fn busy_hour() -> Counter {
    let mut counter = Counter::with_desks(&[1, 2, 3]);
    for service in [
        ADVICE, CONTRACTS, READINGS, ADVICE, CONTRACTS, ADVICE, READINGS,
    ] {
        counter.comes_for(service);
        counter.minutes_pass(1);
    }
    for desk in [1, 2, 3] {
        counter.calls_and_starts(desk);
    }
    counter.minutes_pass(4);
    counter.does(Command::Park(ParkCommand::Park {
        desk: DeskId(1),
        note: None,
    }));
    counter.does(transfer(2, to_service(ADVICE), true));
    counter.finishes(3);
    counter.calls(1);
    counter.misses(1);
    counter.calls_and_starts(3);
    counter.calls(1);
    counter.goes_on_break(2);
    counter
}

/// The day without the events from `from` to `to`.
fn without(counter: &Counter, from: usize, to: usize) -> Office {
    let mut office = Office::new(rules());
    for (index, (event, at)) in counter.log.iter().enumerate() {
        if !(from..to).contains(&index) {
            let event: Event = serde_json::from_str(event).unwrap();
            office.apply(&event, *at);
        }
    }
    office
}

fn is_mended(counter: &Counter, mut office: Office) {
    for event in office.decide(&Command::Mend, counter.now).unwrap() {
        office.apply(&event, counter.now);
    }
    assert_eq!(office.check(), Ok(()));
    assert_eq!(office.decide(&Command::Mend, counter.now), Ok(Vec::new()));
}

#[test]
fn whatever_a_disk_forgets_of_a_busy_hour_leaves_nobody_uncalled() {
    let counter = busy_hour();
    let mut is_broken = 0;
    // What opened the day is told of elsewhere.
    for from in 1..counter.log.len() {
        for to in from + 1..=(from + 3).min(counter.log.len()) {
            let office = without(&counter, from, to);
            is_broken += u32::from(office.check().is_err());
            is_mended(&counter, office);
        }
    }
    assert!(is_broken > 20, "{is_broken} holes broke the office");
}

#[test]
fn who_is_at_a_desk_that_nobody_opened_waits_again_in_the_old_place() {
    let mut counter = Counter::open();
    let opened_at = counter.log.len();
    counter.staff_desk(1);
    let first = counter.comes_for(ADVICE);
    counter.minutes_pass(1);
    let second = counter.comes_for(ADVICE);
    counter.calls_and_starts(1);

    let mut office = without(&counter, opened_at, opened_at + 1);
    for event in office.decide(&Command::Mend, counter.now).unwrap() {
        office.apply(&event, counter.now);
    }
    let waiting = office
        .in_order()
        .into_iter()
        .map(|ticket| ticket.number.clone());
    assert_eq!(
        waiting.collect::<Vec<_>>(),
        [number(&first), number(&second)]
    );
}

#[test]
fn a_day_that_is_over_is_left_as_it_was_counted() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    let finished_at = counter.log.len();
    counter.finishes(1);
    counter.closes_desk(1);
    counter.does(Command::CloseDay);

    let office = without(&counter, finished_at, finished_at + 1);
    assert!(office.check().is_err(), "it stands at the desk still");
    assert_eq!(office.decide(&Command::Mend, counter.now), Ok(Vec::new()));
}
