//! Who is next: the smallest place among those a desk serves, and why.

use office::rules::Rules;
use office::ticket::{Class, Why};

use crate::counter::{ADVICE, CONTRACTS, Counter, READINGS, rules};

#[test]
fn inside_a_service_those_who_came_first_are_called_first() {
    let mut counter = Counter::with_desks(&[1, 3]);
    for _ in 0..6 {
        counter.comes_for(ADVICE);
        counter.minutes_pass(1);
    }
    let called: Vec<_> = [1, 3]
        .map(|desk| counter.calls_and_starts(desk).unwrap())
        .into();
    assert_eq!(called, ["А001", "А002"]);
    assert_eq!(counter.finishes_and_calls(3).as_deref(), Some("А003"));
    assert_eq!(counter.finishes_and_calls(1).as_deref(), Some("А004"));
}

#[test]
fn visitors_of_the_same_moment_are_called_by_number() {
    let mut counter = Counter::with_desks(&[3]);
    for _ in 0..12 {
        counter.comes_for(ADVICE);
    }
    for expected in 1..=12 {
        assert_eq!(counter.calls_and_starts(3), Some(format!("А{expected:03}")));
        counter.finishes(3);
    }
}

/// One queue over all services: the longest wait, not the service, decides.
#[test]
fn a_desk_takes_the_longest_wait_among_all_its_services() {
    let mut counter = Counter::with_desks(&[1, 3]);
    counter.comes_for(CONTRACTS);
    counter.minutes_pass(1);
    counter.comes_for(READINGS);
    counter.minutes_pass(1);
    counter.comes_for(ADVICE);
    assert_eq!(
        counter.calls(1).as_deref(),
        Some("Т001"),
        "no contracts at 1"
    );
    assert_eq!(counter.calls(3).as_deref(), Some("К001"));
}

#[test]
fn a_privileged_visitor_is_credited_a_quarter_of_an_hour_and_no_more() {
    let mut counter = Counter::with_desks(&[3]);
    counter.comes_for(ADVICE); // 9:00
    counter.minutes_pass(1);
    counter.comes_for(ADVICE); // 9:01
    counter.minutes_pass(14);
    // 9:15, as if at 9:00: level with А001, who was really there.
    counter.comes_as(Class::Privileged, ADVICE);
    assert_eq!(counter.queue(), ["А001", "А003", "А002"]);
    assert_eq!(counter.calls_why(3).unwrap().1, Why::LongestWait);
    counter.starts(3);
    counter.finishes(3);
    let next = counter.calls_why(3);
    assert_eq!(next, Some(("А003".to_owned(), Why::Privileged)));
}

#[test]
fn s9_an_appointment_is_credited_an_hour_and_no_more() {
    let mut counter = Counter::with_desks(&[3]);
    counter.comes_for(ADVICE);
    counter.minutes_pass(2);
    counter.comes_for(ADVICE);
    counter.minutes_pass(59);
    counter.comes_as(Class::Appointment, ADVICE); // as if 9:01
    assert_eq!(counter.queue(), ["А001", "А003", "А002"]);
    counter.calls_and_starts(3);
    counter.finishes(3);
    assert_eq!(counter.calls_why(3).unwrap().1, Why::Appointment);
}

#[test]
fn out_of_turn_by_law_goes_before_everyone_but_in_its_own_order() {
    let mut counter = Counter::with_desks(&[3]);
    counter.comes_for(ADVICE);
    counter.minutes_pass(60);
    counter.comes_as(Class::Privileged, ADVICE);
    counter.comes_as(Class::OutOfTurn, READINGS);
    counter.minutes_pass(1);
    counter.comes_as(Class::OutOfTurn, CONTRACTS);
    assert_eq!(counter.queue(), ["Т001", "К001", "А001", "А002"]);
    assert_eq!(
        counter.calls_why(3),
        Some(("Т001".to_owned(), Why::OutOfTurn))
    );
}

#[test]
fn each_class_keeps_first_come_first_served() {
    let mut counter = Counter::with_desks(&[3]);
    let classes = [
        Class::Ordinary,
        Class::Privileged,
        Class::OutOfTurn,
        Class::Appointment,
    ];
    for _ in 0..5 {
        for class in classes {
            counter.comes_as(class, ADVICE);
            counter.minutes_pass(3);
        }
    }
    let queue = counter.queue();
    for class in classes {
        let of_class: Vec<&String> = queue
            .iter()
            .filter(|text| counter.ticket(text).class == class)
            .collect();
        assert_eq!(of_class.len(), 5);
        assert!(of_class.is_sorted(), "{class:?}: {of_class:?}");
    }
}

#[test]
fn the_queue_on_screens_is_the_order_of_calls() {
    let mut counter = Counter::open_with(Rules {
        short_window_ms: 0,
        ..rules()
    });
    counter.staff_desk(3);
    counter.comes_for(ADVICE);
    counter.minutes_pass(9);
    counter.comes_as(Class::Privileged, CONTRACTS);
    counter.comes_for(READINGS);
    counter.comes_as(Class::OutOfTurn, ADVICE);
    let promised = counter.queue();
    let picture = counter
        .office
        .picture(counter.now, std::sync::Arc::default());
    let drawn: Vec<String> = picture
        .waiting
        .iter()
        .map(|ticket| ticket.number.to_string())
        .collect();
    assert_eq!(drawn, promised);
    for expected in promised {
        assert_eq!(counter.calls_and_starts(3), Some(expected));
        counter.finishes(3);
    }
}
