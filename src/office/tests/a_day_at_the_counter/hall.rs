//! The hall manager's hand (S2): at reception, and in the order with a reason.

use office::command::Command;
use office::desk::DeskId;
use office::hall::{HallCommand, HallRefusal};
use office::refusal::Refusal;
use office::ticket::{Class, Closing, TicketNumber, Why};

use crate::counter::{ADVICE, CONTRACTS, Counter, READINGS, number, service};

fn change(ticket: &str, to: Option<&str>, class: Option<Class>, reason: Option<&str>) -> Command {
    Command::Hall(HallCommand::ChangeTicket {
        ticket: number(ticket),
        service: to.map(service),
        class,
        reason: reason.map(ToOwned::to_owned),
    })
}

fn send(ticket: &str, desk: u16) -> Command {
    Command::Hall(HallCommand::SendToDesk {
        ticket: number(ticket),
        desk: DeskId(desk),
        reason: None,
    })
}

fn cancel(ticket: &str) -> Command {
    Command::Hall(HallCommand::Cancel {
        ticket: number(ticket),
        reason: None,
    })
}

#[test]
fn s2_a_matter_solved_at_reception_is_counted_without_a_ticket() {
    let mut counter = Counter::open();
    let solved = |name: Option<&str>| {
        Command::Hall(HallCommand::SolveAtReception {
            service: name.map(service),
        })
    };
    counter.does(solved(Some(READINGS)));
    counter.does(solved(None));
    assert_eq!(counter.office.solved(), 2);
    assert_eq!(counter.office.tickets().count(), 0);
    assert_eq!(
        counter.refused(solved(Some("dancing"))),
        Refusal::UnknownService("dancing".to_owned())
    );
}

#[test]
fn s2_a_ticket_changes_service_and_keeps_number_and_place() {
    let mut counter = Counter::with_desks(&[2]);
    counter.comes_for(ADVICE);
    counter.minutes_pass(1);
    counter.comes_for(CONTRACTS);
    counter.does(change(
        "А001",
        Some(CONTRACTS),
        None,
        Some("ошибся кнопкой"),
    ));
    assert_eq!(counter.calls(2).as_deref(), Some("А001"), "came first");
}

#[test]
fn s2_a_class_given_by_hand_needs_a_reason_that_is_kept() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.minutes_pass(1);
    counter.comes_for(ADVICE);
    assert_eq!(
        counter.refused(change("А002", None, Some(Class::OutOfTurn), None)),
        Refusal::Hall(HallRefusal::ReasonNeeded)
    );
    counter.does(change(
        "А002",
        None,
        Some(Class::OutOfTurn),
        Some("инвалид I группы"),
    ));
    let reason = counter.ticket("А002").reason.clone();
    assert_eq!(reason.as_deref(), Some("инвалид I группы"));
    assert_eq!(
        counter.calls_why(1),
        Some(("А002".to_owned(), Why::OutOfTurn))
    );
    assert_eq!(
        counter.does(change("А001", None, None, None)),
        [],
        "nothing"
    );
    assert_eq!(
        counter.refused(change("А001", None, Some(Class::Appointment), Some("так"))),
        Refusal::Hall(HallRefusal::ClassNotByHand)
    );
}

#[test]
fn s2_a_visitor_sent_to_a_desk_waits_for_it_alone() {
    let mut counter = Counter::with_desks(&[1, 3]);
    counter.comes_for(ADVICE);
    counter.does(send("А001", 3));
    assert_eq!(counter.does(send("А001", 3)), [], "sent there already");
    assert_eq!(counter.calls(1), None);
    assert_eq!(
        counter.calls_why(3),
        Some(("А001".to_owned(), Why::SentHere))
    );
    assert_eq!(counter.refused(send("А001", 1)), elsewhere("А001", 3));
    counter.comes_for(ADVICE);
    assert_eq!(
        counter.refused(send("А002", 2)),
        Refusal::DeskClosed(DeskId(2))
    );
}

#[test]
fn s2_a_visitor_who_left_is_no_longer_called_and_may_come_back() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.does(cancel("А001"));
    assert_eq!(counter.ticket("А001").closing(), Some(Closing::Left));
    assert_eq!(counter.calls(1), None);
    let ticket: TicketNumber = number("А001");
    assert_eq!(
        counter.refused(cancel("А001")),
        Refusal::TicketClosed(ticket.clone())
    );
    counter.does(Command::Revive { ticket });
    assert_eq!(counter.calls(1).as_deref(), Some("А001"));
    assert_eq!(counter.refused(cancel("А001")), elsewhere("А001", 1));
}

fn elsewhere(ticket: &str, desk: u16) -> Refusal {
    Refusal::TicketElsewhere {
        ticket: number(ticket),
        desk: DeskId(desk),
    }
}

/// S16: with nobody waiting for the others, the hall manager sits down too.
#[test]
fn s16_the_hall_manager_opens_a_desk_and_serves() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(CONTRACTS);
    counter.staff_desk(3);
    assert_eq!(counter.calls_and_starts(3).as_deref(), Some("К001"));
    assert_eq!(counter.office.working_desks(), 2);
}
