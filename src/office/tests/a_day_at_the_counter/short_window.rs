//! The short window in a peak, appointments before their time, and what every
//! call says of itself.

use office::day::MINUTE_MS;
use office::rules::Rules;
use office::ticket::{Class, Why};

use crate::counter::{ADVICE, CONTRACTS, Counter, READINGS, rules, to_desk};

/// Four people at one desk: more than 1.5 each.
fn a_peak() -> Counter {
    let mut counter = Counter::with_desks(&[3]);
    counter.comes_for(CONTRACTS); // К001, 20 minutes
    counter.minutes_pass(5);
    counter.comes_for(ADVICE); // А001, 10 minutes
    counter.minutes_pass(5);
    counter.comes_for(READINGS); // Т001, 5 minutes
    counter.minutes_pass(1);
    counter.comes_for(READINGS); // Т002
    counter
}

#[test]
fn in_a_peak_the_shortest_question_goes_first_and_says_so() {
    let mut counter = a_peak();
    let called = counter.calls_why(3);
    assert_eq!(called, Some(("Т001".to_owned(), Why::ShortQuestion)));
    assert!(counter.office.is_short_window());
    counter.starts(3);
    counter.finishes(3);
    // Three still wait: within one service the order stays.
    let called = counter.calls_why(3);
    assert_eq!(called, Some(("Т002".to_owned(), Why::ShortQuestion)));
}

#[test]
fn the_window_closes_when_fewer_than_one_waits_per_desk_not_before() {
    let mut counter = a_peak();
    counter.calls_and_starts(3);
    counter.finishes_and_calls(3);
    counter.starts(3);
    // Two wait at one desk; then one, which still keeps it open.
    assert_eq!(counter.finishes_and_calls(3).as_deref(), Some("А001"));
    counter.starts(3);
    assert!(counter.office.is_short_window());
    assert_eq!(counter.finishes_and_calls(3).as_deref(), Some("К001"));
    assert!(counter.office.is_short_window(), "one waited at one desk");
    counter.starts(3);
    counter.finishes(3);
    counter.staff_desk(2);
    counter.comes_for(ADVICE);
    let called = counter.calls_why(3).unwrap();
    assert_eq!(called.1, Why::LongestWait);
    assert!(!counter.office.is_short_window(), "one waited at two desks");
}

#[test]
fn exactly_one_and_a_half_per_desk_is_no_peak_yet() {
    let mut counter = Counter::with_desks(&[1, 3]);
    counter.comes_for(CONTRACTS);
    counter.minutes_pass(1);
    counter.comes_for(ADVICE);
    counter.comes_for(READINGS);
    assert_eq!(counter.calls_why(3).unwrap().1, Why::LongestWait);
    counter.comes_for(READINGS);
    counter.comes_for(READINGS);
    assert_eq!(
        counter.calls_why(1),
        Some(("Т001".to_owned(), Why::ShortQuestion)),
        "four at two desks are"
    );
}

#[test]
fn nobody_is_passed_who_is_more_than_half_an_hour_ahead() {
    let mut counter = Counter::with_desks(&[3]);
    counter.comes_for(CONTRACTS);
    counter.minutes_pass(31);
    for _ in 0..5 {
        counter.comes_for(READINGS);
    }
    let called = counter.calls_why(3);
    assert_eq!(called, Some(("К001".to_owned(), Why::LongestWait)));
}

#[test]
fn a_visitor_in_the_window_is_passed_until_half_an_hour_and_then_called() {
    let mut counter = Counter::with_desks(&[3]);
    counter.comes_for(CONTRACTS);
    let mut passed = 0;
    while counter.is_waiting("К001") {
        counter.minutes_pass(4);
        counter.comes_for(READINGS);
        counter.comes_for(READINGS);
        counter.calls_and_starts(3);
        counter.finishes(3);
        passed += 1;
        assert!(passed < 60, "К001 is called at last");
    }
    let waited = counter.ticket("К001").waited_ms.unwrap();
    assert!(waited > 20 * MINUTE_MS, "{waited}");
}

#[test]
fn who_is_served_first_by_law_is_passed_by_nobody() {
    let mut counter = a_peak();
    counter.comes_as(Class::OutOfTurn, CONTRACTS);
    let called = counter.calls_why(3);
    assert_eq!(called, Some(("К002".to_owned(), Why::OutOfTurn)));
}

#[test]
fn s9_a_short_question_does_not_pass_an_appointment_whose_time_has_come() {
    let mut counter = a_peak();
    counter.comes_as(Class::Appointment, CONTRACTS);
    let called = counter.calls_why(3);
    assert_eq!(called, Some(("К002".to_owned(), Why::Appointment)));
    counter.starts(3);
    counter.finishes(3);
    assert_eq!(counter.calls_why(3).unwrap().1, Why::ShortQuestion);
}

#[test]
fn s9_an_appointment_is_no_short_question_its_hour_is_enough() {
    let mut counter = Counter::with_desks(&[3]);
    counter.comes_for(CONTRACTS);
    counter.minutes_pass(61);
    counter.comes_for(ADVICE);
    for _ in 0..4 {
        counter.comes_as(Class::Appointment, READINGS);
    }
    let called = counter.calls_why(3);
    assert_eq!(called, Some(("К001".to_owned(), Why::LongestWait)));
}

#[test]
fn the_office_file_can_switch_the_window_off() {
    let mut counter = Counter::open_with(Rules {
        short_window_ms: 0,
        ..rules()
    });
    counter.staff_desk(3);
    counter.comes_for(CONTRACTS);
    for _ in 0..6 {
        counter.comes_for(READINGS);
    }
    assert_eq!(counter.calls_why(3).unwrap().1, Why::LongestWait);
    assert!(!counter.office.is_short_window());
}

#[test]
fn s1_the_live_queue_has_no_short_window() {
    let mut counter = a_peak();
    counter.calls_and_starts(3);
    assert!(counter.office.is_short_window());
    counter.database_dies();
    assert!(!counter.office.is_short_window());
    assert_eq!(counter.finishes_and_calls(3).as_deref(), Some("К001"));
    assert!(!counter.office.is_short_window());
}

#[test]
fn s9_an_early_appointment_is_called_before_its_time_only_by_an_idle_desk() {
    let mut counter = Counter::with_desks(&[1, 3]);
    let booked = counter.checks_in(ADVICE, 20);
    counter.minutes_pass(10);
    let walk_in = counter.comes_for(ADVICE);
    // Ten minutes before its time the head start alone would put it first.
    assert_eq!(counter.queue(), [booked.clone(), walk_in.clone()]);
    assert_eq!(
        counter.calls_why(3),
        Some((walk_in, Why::LongestWait)),
        "somebody else can be served"
    );
    assert_eq!(
        counter.calls_why(1),
        Some((booked.clone(), Why::Appointment)),
        "nobody else can"
    );
    counter.starts(1);
    assert_eq!(counter.ticket(&booked).waited_ms, Some(0));
}

#[test]
fn s9_at_its_time_an_appointment_has_its_head_start() {
    let mut counter = Counter::with_desks(&[3]);
    let booked = counter.checks_in(ADVICE, 20);
    counter.minutes_pass(6);
    counter.comes_for(ADVICE);
    counter.minutes_pass(14);
    let called = counter.calls_why(3);
    assert_eq!(called, Some((booked, Why::Appointment)));
}

#[test]
fn s4_the_wait_of_an_appointment_counts_from_the_later_of_check_in_and_its_time() {
    let mut counter = Counter::with_desks(&[3]);
    let early = counter.checks_in(ADVICE, 10);
    let late = counter.checks_in(ADVICE, -10);
    counter.minutes_pass(12);
    counter.calls_and_starts(3);
    counter.finishes_and_calls(3);
    counter.starts(3);
    let minutes = |text: &str| counter.ticket(text).waited_ms.unwrap() / MINUTE_MS;
    assert_eq!(
        minutes(&late),
        12,
        "ten minutes late, then twelve of waiting"
    );
    assert_eq!(minutes(&early), 2);
}

#[test]
fn a_visitor_sent_to_a_desk_may_be_passed_by_a_short_question_but_not_taken_away() {
    let mut counter = Counter::with_desks(&[2, 3]);
    counter.comes_for(CONTRACTS);
    counter.calls_and_starts(2);
    counter.transfers(2, to_desk(3));
    for _ in 0..6 {
        counter.comes_for(READINGS);
    }
    assert_eq!(counter.calls_why(3).unwrap().1, Why::ShortQuestion);
    assert_eq!(counter.calls(2), None, "К001 waits for desk 3");
    counter.starts(3);
    counter.minutes_pass(31);
    for _ in 0..6 {
        counter.comes_for(READINGS);
    }
    counter.finishes(3);
    counter.calls_and_starts(3);
    counter.finishes(3);
}
