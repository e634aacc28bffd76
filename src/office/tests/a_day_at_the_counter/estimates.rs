//! How long it will take (S20): the promises the estimate keeps.

use office::command::Command;
use office::day::MINUTE_MS;
use office::desk::DeskId;
use office::estimate::{Estimates, Span};
use office::ticket::Class;
use proptest::prelude::*;

use crate::counter::{
    ADVICE, CONTRACTS, Counter, READINGS, date, hours, live_visitor, number, rules, service,
    services, to_desk,
};

fn estimates(counter: &Counter) -> Estimates {
    office::estimate::estimate(&counter.office, counter.now)
}

fn for_new(counter: &Counter, name: &str) -> Option<Span> {
    estimates(counter).services.get(&service(name)).copied()
}

const AT_ONCE: Span = Span {
    likely_ms: 0,
    at_most_ms: 0,
};

#[test]
fn with_a_free_desk_and_nobody_waiting_it_is_at_once() {
    let counter = Counter::with_desks(&[3]);
    assert_eq!(for_new(&counter, ADVICE), Some(AT_ONCE));
    assert_eq!(estimates(&counter).anyone, Some(AT_ONCE));
}

#[test]
fn without_a_desk_for_it_there_is_no_estimate() {
    let mut counter = Counter::open();
    counter.comes_for(ADVICE);
    assert_eq!(estimates(&counter), Estimates::default());
    counter.staff_desk(2);
    assert_eq!(for_new(&counter, ADVICE), None);
    assert!(for_new(&counter, CONTRACTS).is_some());
    assert!(estimates(&counter).tickets.is_empty(), "nobody serves А001");
    counter.goes_on_break(2);
    assert_eq!(
        estimates(&counter),
        Estimates::default(),
        "a break is no work"
    );
}

#[test]
fn the_first_in_line_at_a_free_desk_waits_no_longer() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.comes_for(ADVICE);
    let found = estimates(&counter).tickets;
    assert_eq!(found[&number("А001")], AT_ONCE);
    let second = found[&number("А002")];
    assert!(second.likely_ms > 5 * MINUTE_MS && second.likely_ms < 12 * MINUTE_MS);
    assert!(second.at_most_ms > second.likely_ms);
}

#[test]
fn whoever_stands_further_back_waits_longer() {
    let mut counter = Counter::with_desks(&[1]);
    for _ in 0..20 {
        counter.comes_for(ADVICE);
    }
    let found = estimates(&counter).tickets;
    let in_order: Vec<i64> = counter
        .queue()
        .iter()
        .map(|text| found[&number(text)].likely_ms)
        .collect();
    assert!(in_order.is_sorted(), "{in_order:?}");
    // Nineteen visits of ten minutes ahead of the last one.
    let last = in_order.last().unwrap() / MINUTE_MS;
    assert!((150..=230).contains(&last), "{last} min");
}

#[test]
fn the_same_office_always_gives_the_same_answer() {
    let mut counter = Counter::with_desks(&[1, 3]);
    for name in [ADVICE, CONTRACTS, READINGS, ADVICE] {
        counter.comes_for(name);
    }
    counter.calls_and_starts(1);
    assert_eq!(estimates(&counter), estimates(&counter));
}

#[test]
fn a_visit_under_way_counts_for_what_is_left_of_it() {
    let mut counter = Counter::with_desks(&[2]);
    counter.comes_for(CONTRACTS);
    counter.calls_and_starts(2);
    let fresh = for_new(&counter, CONTRACTS).unwrap();
    counter.minutes_pass(10);
    let later = for_new(&counter, CONTRACTS).unwrap();
    assert!(later.likely_ms < fresh.likely_ms);
    counter.minutes_pass(90);
    let overdue = for_new(&counter, CONTRACTS).unwrap();
    assert!(overdue.likely_ms > 0, "a late visit is still a visit");
}

#[test]
fn a_visitor_sent_to_one_desk_is_estimated_for_that_desk() {
    let mut counter = Counter::with_desks(&[1, 2]);
    counter.comes_for(CONTRACTS);
    counter.calls_and_starts(2);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    counter.transfers(1, to_desk(2));
    let found = estimates(&counter).tickets;
    assert!(
        found[&number("А001")].likely_ms > 0,
        "desk 1 is free but not meant"
    );
}

#[test]
fn privileged_visitors_are_estimated_at_their_place() {
    let mut counter = Counter::with_desks(&[1]);
    for _ in 0..5 {
        counter.comes_for(ADVICE);
    }
    let privileged = counter.comes_as(Class::OutOfTurn, ADVICE);
    assert_eq!(estimates(&counter).tickets[&number(&privileged)], AT_ONCE);
}

#[test]
fn the_live_queue_has_one_estimate_for_anyone() {
    let mut counter = Counter::with_desks(&[1, 2]);
    counter.database_dies();
    for _ in 0..4 {
        counter.takes(live_visitor());
    }
    let found = estimates(&counter);
    assert!(found.anyone.unwrap().likely_ms > 0);
    assert_eq!(
        found.tickets[&number("Ж002")],
        AT_ONCE,
        "two desks are free"
    );
    assert!(found.tickets[&number("Ж003")].likely_ms > 0);
}

#[test]
fn a_crowd_is_estimated_too() {
    let mut counter = Counter::with_desks(&[1, 3]);
    for _ in 0..300 {
        counter.comes_for(ADVICE);
    }
    assert_eq!(estimates(&counter).tickets.len(), 300);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// One more free desk with the same services never lengthens the wait.
    #[test]
    fn with_one_more_desk_nobody_waits_longer(
        desks in 1_u16..6,
        people in 0_usize..25,
        busy in 0_u16..3,
    ) {
        let mut alike = rules();
        alike.desks = (1..=7).map(|desk| (DeskId(desk), services(&[ADVICE]))).collect();
        let mut counter = Counter::open_with(alike);
        for desk in 1..=desks {
            counter.staff_desk(desk);
        }
        for _ in 0..people {
            counter.comes_for(ADVICE);
        }
        for desk in 1..=busy.min(desks) {
            counter.calls(desk);
        }
        let fewer = estimates(&counter);
        counter.does(Command::OpenDesk {
            desk: DeskId(7),
            staff: office::staff::AccountId("one more".to_owned()),
        });
        let more = estimates(&counter);
        prop_assert_eq!(fewer.tickets.len(), more.tickets.len());
        for (number, before) in &fewer.tickets {
            let after = more.tickets[number];
            prop_assert!(after.likely_ms <= before.likely_ms, "{}", number);
            prop_assert!(after.at_most_ms <= before.at_most_ms, "{}", number);
        }
        let (before, after) = (
            fewer.services[&service(ADVICE)],
            more.services[&service(ADVICE)],
        );
        prop_assert!(after.likely_ms <= before.likely_ms);
        prop_assert!(after.at_most_ms <= before.at_most_ms);
    }
}

/// Desk 2 serves somebody for long; desk 3, on its lunch, is back sooner.
fn wait_for_a_desk_at_lunch(counter: &mut Counter) -> i64 {
    counter.staff_desk(2);
    counter.staff_desk(3);
    counter.comes_for(CONTRACTS);
    counter.calls_and_starts(2);
    counter.goes_on_break(3);
    for_new(counter, CONTRACTS).unwrap().likely_ms / MINUTE_MS
}

#[test]
fn s22_a_desk_is_back_from_lunch_as_soon_as_lunches_end_here() {
    let mut counter = Counter::open();
    let before = wait_for_a_desk_at_lunch(&mut counter);
    counter.minutes_pass(8);
    counter.comes_back(3);
    counter.finishes(2);
    counter.does(Command::CloseDay);
    counter.it_is(hours(1).opens_at);
    counter.does(Command::OpenDay {
        date: date(26),
        hours: Some(hours(1)),
    });
    let after = wait_for_a_desk_at_lunch(&mut counter);
    assert!(before > 8, "{before}");
    assert_eq!(after, 8);
}

#[test]
fn calls_that_nobody_answers_count_to_the_visit_they_lead_to() {
    let mut counter = Counter::with_desks(&[3]);
    counter.comes_for(ADVICE);
    counter.calls(3);
    counter.minutes_pass(2);
    counter.misses(3);
    let seen = |counter: &Counter| counter.office.learnt().visits(&service(ADVICE));
    assert_eq!(seen(&counter), 0, "nobody was served yet");
    counter.minutes_pass(5);
    counter.calls_and_starts(3);
    counter.minutes_pass(6);
    counter.finishes(3);
    assert_eq!(seen(&counter), 1);
}
