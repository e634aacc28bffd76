//! A visitor goes for a copy and comes back; the desk does not stand still.

use office::command::Command;
use office::desk::{DeskId, Doing};
use office::leg::LegEnd;
use office::park::{PARKED_AT_A_DESK, ParkCommand};
use office::refusal::Refusal;
use office::ticket::{Closing, Why};

use crate::counter::{ADVICE, CONTRACTS, Counter, number, to_service, transfer};

fn park(desk: u16, note: Option<&str>) -> Command {
    Command::Park(ParkCommand::Park {
        desk: DeskId(desk),
        note: note.map(ToOwned::to_owned),
    })
}

fn resume(desk: u16, ticket: &str, finish: Option<&str>) -> Command {
    Command::Park(ParkCommand::Resume {
        desk: DeskId(desk),
        ticket: number(ticket),
        finish: finish.map(number),
    })
}

fn release(desk: u16, ticket: &str) -> Command {
    Command::Park(ParkCommand::Release {
        desk: DeskId(desk),
        ticket: number(ticket),
    })
}

#[test]
fn a_parked_visit_frees_the_desk_and_goes_on_later() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    counter.minutes_pass(3);
    counter.does(park(1, Some("сделает копию договора")));
    assert_eq!(counter.doing(1), Some(&Doing::Free));
    assert_eq!(counter.calls_and_starts(1).as_deref(), Some("А002"));
    counter.minutes_pass(4);
    counter.does(resume(1, "А001", Some("А002")));
    assert_eq!(counter.at_desk(1).as_deref(), Some("А001"));
    assert_eq!(counter.ticket("А002").closing(), Some(Closing::Served));
    counter.finishes(1);
    assert_eq!(counter.ticket("А001").closing(), Some(Closing::Served));
    let legs = &counter.ticket("А001").legs;
    assert_eq!(legs.len(), 2);
    assert_eq!((legs[0].end, legs[1].end), (LegEnd::Parked, LegEnd::Served));
    assert_eq!(legs[0].note.as_deref(), Some("сделает копию договора"));
    assert_eq!(legs[0].to.ms_since(legs[0].from), 3 * 60_000);
}

#[test]
fn a_parked_visitor_waits_for_nobody_else() {
    let mut counter = Counter::with_desks(&[1, 2]);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    counter.does(park(1, None));
    assert_eq!(counter.queue(), Vec::<String>::new());
    assert_eq!(counter.calls(2), None);
    let elsewhere = Refusal::TicketElsewhere {
        ticket: number("А001"),
        desk: DeskId(1),
    };
    assert_eq!(counter.refused(resume(2, "А001", None)), elsewhere);
    assert_eq!(counter.refused(release(2, "А001")), elsewhere);
    assert_eq!(
        counter.refused(crate::counter::hand(2, "А001")),
        elsewhere,
        "not by hand either"
    );
}

#[test]
fn a_parked_visitor_in_the_hall_is_called_by_the_board() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    counter.does(park(1, None));
    counter.calls_by_hand(1, "А001");
    assert_eq!(counter.spoken("А001"), Some(1));
    counter.starts(1);
    counter.finishes(1);
    assert_eq!(counter.ticket("А001").closing(), Some(Closing::Served));
}

#[test]
fn a_visit_under_way_must_be_named_before_a_parked_one_goes_on() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    counter.does(park(1, None));
    counter.calls_and_starts(1);
    counter.minutes_pass(1);
    assert_eq!(
        counter.refused(resume(1, "А001", None)),
        Refusal::MustFinish {
            desk: DeskId(1),
            ticket: number("А002")
        }
    );
}

#[test]
fn nobody_parked_is_forgotten_when_the_desk_closes() {
    let mut counter = Counter::with_desks(&[1, 3]);
    counter.comes_for(ADVICE);
    counter.minutes_pass(1);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    counter.does(park(1, None));
    counter.closes_desk(1);
    assert_eq!(counter.queue(), ["А001", "А002"], "at the old place");
    assert_eq!(
        counter.calls_why(3),
        Some(("А001".to_owned(), Why::LongestWait))
    );
}

#[test]
fn who_is_still_parked_when_the_day_closes_counts_as_not_served() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    counter.does(park(1, None));
    counter.does(Command::CloseDay);
    assert_eq!(counter.ticket("А001").closing(), Some(Closing::NotServed));
}

#[test]
fn a_desk_puts_aside_as_many_as_one_can_keep_in_mind() {
    let mut counter = Counter::with_desks(&[1]);
    for _ in 0..=PARKED_AT_A_DESK {
        counter.comes_for(ADVICE);
    }
    for _ in 0..PARKED_AT_A_DESK {
        counter.calls_and_starts(1);
        counter.does(park(1, None));
    }
    counter.calls_and_starts(1);
    assert_eq!(
        counter.refused(park(1, None)),
        Refusal::TooManyParked {
            desk: DeskId(1),
            limit: PARKED_AT_A_DESK
        }
    );
}

#[test]
fn only_a_visit_under_way_can_be_parked_and_only_a_parked_one_resumed() {
    let mut counter = Counter::with_desks(&[1]);
    assert_eq!(
        counter.refused(park(1, None)),
        Refusal::NobodyServed(DeskId(1))
    );
    counter.comes_for(ADVICE);
    assert_eq!(
        counter.refused(resume(1, "А001", None)),
        Refusal::NotParked(number("А001"))
    );
    counter.calls(1);
    assert_eq!(
        counter.refused(park(1, None)),
        Refusal::NobodyServed(DeskId(1))
    );
}

#[test]
fn the_next_desk_sees_where_the_visitor_was_and_what_was_said() {
    let mut counter = Counter::with_desks(&[1, 2]);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    counter.minutes_pass(5);
    let Command::Transfer {
        desk,
        to,
        come_back,
        ..
    } = transfer(1, to_service(CONTRACTS), true)
    else {
        panic!("a transfer");
    };
    counter.does(Command::Transfer {
        desk,
        to,
        come_back,
        note: Some("нужна справка".to_owned()),
    });
    counter.calls_and_starts(2);
    let legs = &counter.ticket("А001").legs;
    assert_eq!(legs.len(), 1);
    assert_eq!(
        (legs[0].desk, legs[0].end),
        (DeskId(1), LegEnd::Transferred)
    );
    assert_eq!(legs[0].note.as_deref(), Some("нужна справка"));
    counter.finishes(2);
    counter.calls_and_starts(1);
    assert_eq!(counter.ticket("А001").legs.len(), 2);
}
