//! S3: a visitor goes from desk to desk with the ticket and its seniority.

use office::command::Command;
use office::desk::DeskId;
use office::refusal::Refusal;
use office::ticket::{Closing, Why};

use crate::counter::{
    ADVICE, CONTRACTS, Counter, READINGS, service, to_desk, to_service, transfer,
};

/// S3: seniority is kept.
#[test]
fn a_transfer_to_a_service_keeps_number_and_place() {
    let mut counter = Counter::with_desks(&[1, 2]);
    counter.comes_for(ADVICE);
    counter.minutes_pass(10);
    counter.comes_for(CONTRACTS);
    counter.calls_and_starts(1);
    counter.minutes_pass(5);
    counter.transfers(1, to_service(CONTRACTS));
    assert_eq!(counter.queue(), ["А001", "К001"]);
    let next = counter.calls_why(2);
    assert_eq!(next, Some(("А001".to_owned(), Why::LongestWait)));
    assert_eq!(counter.ticket("А001").from_desk, Some(DeskId(1)));
}

#[test]
fn a_transfer_frees_the_desk_for_the_next_visitor() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    counter.transfers(1, to_service(CONTRACTS));
    assert_eq!(counter.calls(1).as_deref(), Some("А002"));
}

#[test]
fn a_called_visitor_can_be_transferred_before_sitting_down() {
    let mut counter = Counter::with_desks(&[1, 2]);
    counter.comes_for(ADVICE);
    counter.calls(1);
    counter.transfers(1, to_service(CONTRACTS));
    assert_eq!(counter.calls(2).as_deref(), Some("А001"));
}

#[test]
fn a_transfer_to_a_desk_is_for_that_desk_only_whatever_it_serves() {
    let mut counter = Counter::with_desks(&[1, 2, 3]);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    counter.transfers(1, to_desk(2));
    assert_eq!(counter.calls(1), None);
    assert_eq!(counter.calls(3), None);
    assert_eq!(
        counter.calls_why(2),
        Some(("А001".to_owned(), Why::SentHere))
    );
}

#[test]
fn a_visitor_sent_to_a_desk_stands_in_its_queue_by_place() {
    let mut counter = Counter::with_desks(&[1, 2]);
    counter.comes_for(CONTRACTS);
    counter.minutes_pass(1);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    counter.transfers(1, to_desk(2));
    assert_eq!(counter.calls(2).as_deref(), Some("К001"), "came earlier");
}

#[test]
fn a_visitor_sent_to_a_desk_waits_out_its_break() {
    let mut counter = Counter::with_desks(&[1, 3]);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    counter.goes_on_break(3);
    counter.transfers(1, to_desk(3));
    assert_eq!(counter.calls(1), None);
    counter.comes_back(3);
    assert_eq!(counter.calls(3).as_deref(), Some("А001"));
}

#[test]
fn a_desk_that_closes_holds_nobody_back() {
    let mut counter = Counter::with_desks(&[1, 2, 3]);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    counter.transfers(1, to_desk(2));
    assert_eq!(counter.calls(3), None);
    counter.closes_desk(2);
    assert_eq!(
        counter.calls_why(3),
        Some(("А001".to_owned(), Why::LongestWait))
    );
}

#[test]
fn nobody_is_sent_to_a_closed_an_unknown_or_the_same_desk() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    assert_eq!(
        counter.refused(transfer(1, to_desk(2), false)),
        Refusal::DeskClosed(DeskId(2))
    );
    assert_eq!(
        counter.refused(transfer(1, to_desk(9), false)),
        Refusal::UnknownDesk(DeskId(9))
    );
    assert_eq!(
        counter.refused(transfer(1, to_desk(1), false)),
        Refusal::NoSuchDestination
    );
    assert_eq!(
        counter.refused(transfer(1, to_service("tea"), false)),
        Refusal::UnknownService("tea".to_owned())
    );
    assert_eq!(counter.at_desk(1).as_deref(), Some("А001"));
}

/// «Вернуть ко мне».
#[test]
fn return_to_me_brings_the_visitor_back_to_that_desk_only() {
    let mut counter = Counter::with_desks(&[1, 2, 3]);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    counter.does(transfer(1, to_service(CONTRACTS), true));
    assert_eq!(counter.calls_and_starts(2).as_deref(), Some("А001"));
    counter.finishes(2);
    assert!(counter.is_waiting("А001"), "the visit is not over");
    assert_eq!(counter.calls(3), None);
    assert_eq!(counter.calls(2), None);
    assert_eq!(
        counter.calls_why(1),
        Some(("А001".to_owned(), Why::SentHere))
    );
    counter.starts(1);
    counter.finishes(1);
    assert_eq!(counter.ticket("А001").closing(), Some(Closing::Served));
}

#[test]
fn return_to_me_works_with_finish_and_call_too() {
    let mut counter = Counter::with_desks(&[1, 2]);
    counter.comes_for(ADVICE);
    counter.comes_for(CONTRACTS);
    counter.calls_and_starts(1);
    counter.does(transfer(1, to_service(CONTRACTS), true));
    counter.calls_and_starts(2);
    assert_eq!(counter.finishes_and_calls(2).as_deref(), Some("К001"));
    assert_eq!(counter.calls(1).as_deref(), Some("А001"));
}

#[test]
fn return_to_me_survives_a_second_transfer() {
    let mut counter = Counter::with_desks(&[1, 2, 3]);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    counter.does(transfer(1, to_service(CONTRACTS), true));
    counter.calls_and_starts(2);
    counter.transfers(2, to_desk(3));
    counter.calls_and_starts(3);
    counter.finishes(3);
    assert_eq!(counter.calls(1).as_deref(), Some("А001"));
}

#[test]
fn a_visitor_already_back_at_the_asking_desk_is_simply_served() {
    let mut counter = Counter::with_desks(&[1, 2]);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    counter.does(transfer(1, to_service(CONTRACTS), true));
    counter.calls_and_starts(2);
    counter.transfers(2, to_desk(1));
    counter.calls_and_starts(1);
    counter.finishes(1);
    assert_eq!(counter.ticket("А001").closing(), Some(Closing::Served));
}

#[test]
fn when_the_asking_desk_has_closed_meanwhile_another_takes_the_visitor() {
    let mut counter = Counter::with_desks(&[1, 2, 3]);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    counter.does(transfer(1, to_service(CONTRACTS), true));
    counter.calls_and_starts(2);
    counter.closes_desk(1);
    counter.finishes(2);
    assert!(counter.is_waiting("А001"), "nobody is lost");
    assert_eq!(counter.calls(3).as_deref(), Some("А001"));
}

#[test]
fn when_the_asking_desk_closes_while_the_visitor_waits_for_it_another_takes_over() {
    let mut counter = Counter::with_desks(&[1, 2, 3]);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    counter.does(transfer(1, to_service(CONTRACTS), true));
    counter.calls_and_starts(2);
    counter.finishes(2);
    assert_eq!(counter.calls(3), None);
    counter.closes_desk(1);
    assert_eq!(counter.calls(3).as_deref(), Some("А001"));
}

#[test]
fn a_note_for_the_next_desk_stays_until_a_newer_one() {
    let mut counter = Counter::with_desks(&[1, 2, 3]);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    counter.does(Command::Transfer {
        desk: DeskId(1),
        to: to_service(CONTRACTS),
        come_back: false,
        note: Some("копия паспорта снята".to_owned()),
    });
    assert_eq!(
        counter.ticket("А001").service,
        Some(service(CONTRACTS)),
        "it is a contract now"
    );
    counter.calls_and_starts(2);
    counter.transfers(2, to_service(READINGS));
    assert_eq!(
        counter.ticket("А001").note.as_deref(),
        Some("копия паспорта снята")
    );
}

#[test]
fn only_who_is_at_the_desk_can_be_transferred() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    assert_eq!(
        counter.refused(transfer(1, to_service(CONTRACTS), false)),
        Refusal::NobodyAtDesk(DeskId(1))
    );
}
