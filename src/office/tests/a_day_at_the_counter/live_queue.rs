//! S1: the live queue, kept without the database, and S5 in both modes.

use office::command::{Command, Take};
use office::day::{Copies, Mode};
use office::desk::DeskId;
use office::refusal::Refusal;
use office::ticket::{Channel, Class, Why};

use crate::counter::{
    ADVICE, CONTRACTS, Counter, READINGS, at, by_hand, keep_services, live_visitor, rules, service,
    visitor,
};

/// S1.
#[test]
fn the_live_queue_needs_no_service_and_every_desk_takes_the_next() {
    let mut counter = Counter::with_desks(&[1, 2]);
    counter.database_dies();
    assert_eq!(counter.takes(live_visitor()), "Ж001");
    assert_eq!(counter.takes(live_visitor()), "Ж002");
    assert_eq!(
        counter.calls_why(2),
        Some(("Ж001".to_owned(), Why::FirstCome))
    );
    assert_eq!(counter.calls(1).as_deref(), Some("Ж002"));
}

/// S1: nothing already issued is lost.
#[test]
fn visitors_already_waiting_keep_number_and_place_in_the_live_queue() {
    let mut counter = Counter::with_desks(&[1, 2]);
    counter.comes_for(CONTRACTS);
    counter.minutes_pass(1);
    counter.comes_for(ADVICE);
    counter.minutes_pass(1);
    counter.database_dies();
    counter.takes(live_visitor());
    assert_eq!(counter.queue(), ["К001", "А001", "Ж001"]);
    assert_eq!(
        counter.calls(1).as_deref(),
        Some("К001"),
        "any desk, any service"
    );
}

/// S1: in the order they came, with no credits.
#[test]
fn the_live_queue_knows_no_credits() {
    let mut counter = Counter::with_desks(&[3]);
    counter.comes_for(ADVICE);
    counter.minutes_pass(1);
    counter.comes_as(Class::Privileged, ADVICE);
    counter.minutes_pass(1);
    counter.comes_as(Class::OutOfTurn, ADVICE);
    assert_eq!(counter.queue(), ["А003", "А002", "А001"]);
    counter.database_dies();
    assert_eq!(counter.queue(), ["А001", "А002", "А003"]);
    counter.database_is_back();
    assert_eq!(counter.queue(), ["А003", "А002", "А001"]);
}

#[test]
fn a_visitor_of_the_live_queue_is_served_after_it_is_over() {
    let mut counter = Counter::with_desks(&[1]);
    counter.database_dies();
    counter.takes(live_visitor());
    counter.minutes_pass(1);
    counter.database_is_back();
    assert_eq!(counter.comes_for(ADVICE), "А001");
    assert_eq!(counter.queue(), ["Ж001", "А001"]);
    assert_eq!(counter.calls(1).as_deref(), Some("Ж001"));
}

#[test]
fn the_head_sees_how_long_the_live_queue_lasted_and_how_many_came() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.database_dies();
    let began_at = counter.now;
    counter.takes(live_visitor());
    counter.takes(visitor(ADVICE));
    counter.minutes_pass(12);
    counter.database_is_back();
    counter.comes_for(ADVICE);
    let live = counter
        .office
        .picture(counter.now, std::sync::Arc::default())
        .live
        .unwrap();
    assert_eq!(live.began_at, began_at);
    assert_eq!(live.ended_at, Some(began_at.plus_ms(12 * 60_000)));
    assert_eq!(live.tickets, 2);
}

#[test]
fn losing_the_second_copy_alone_is_no_live_queue() {
    let mut counter = Counter::with_desks(&[1]);
    let note = |copies| Command::NoteStorage {
        mode: Mode::Electronic,
        copies,
    };
    assert_eq!(counter.does(note(Copies::Two)), [], "nothing new");
    counter.does(note(Copies::One));
    assert_eq!(counter.office.copies(), Copies::One);
    assert_eq!(counter.office.mode(), Mode::Electronic);
    assert_eq!(counter.comes_for(ADVICE), "А001");
}

/// Ж is for the live queue, also for those who chose a service.
#[test]
fn live_tickets_with_a_service_are_of_the_same_series() {
    let mut counter = Counter::with_desks(&[1]);
    counter.database_dies();
    assert_eq!(counter.takes(live_visitor()), "Ж001");
    assert_eq!(counter.comes_for(ADVICE), "Ж002");
    assert_eq!(counter.ticket("Ж002").service, Some(service(ADVICE)));
}

#[test]
fn a_second_live_spell_of_a_day_goes_on_numbering() {
    let mut counter = Counter::with_desks(&[1]);
    counter.database_dies();
    counter.takes(live_visitor());
    counter.database_is_back();
    counter.database_dies();
    assert_eq!(counter.takes(live_visitor()), "Ж002");
}

#[test]
fn an_electronic_ticket_needs_a_service_that_is_offered() {
    let mut closed = rules();
    closed
        .services
        .get_mut(&service(READINGS))
        .unwrap()
        .available = false;
    let mut counter = Counter::open_with(closed);
    let take = Command::TakeTicket;
    assert_eq!(
        counter.refused(take(live_visitor())),
        Refusal::ServiceNeeded
    );
    assert_eq!(
        counter.refused(take(visitor("tea"))),
        Refusal::UnknownService("tea".to_owned())
    );
    assert_eq!(
        counter.refused(take(visitor(READINGS))),
        Refusal::ServiceClosed(service(READINGS))
    );
}

/// The other order an office may choose.
#[test]
fn with_services_kept_live_visitors_choose_and_desks_keep_to_theirs() {
    let mut counter = Counter::open_with(keep_services());
    counter.staff_desk(1);
    counter.staff_desk(2);
    counter.database_dies();
    assert_eq!(
        counter.refused(Command::TakeTicket(live_visitor())),
        Refusal::ServiceNeeded
    );
    assert_eq!(counter.comes_for(CONTRACTS), "Ж001");
    assert_eq!(counter.comes_for(READINGS), "Ж002");
    assert_eq!(counter.calls(1).as_deref(), Some("Ж002"));
    assert_eq!(counter.calls(2).as_deref(), Some("Ж001"));
}

/// Every call says why, and in the live queue no credit was the reason.
#[test]
fn with_services_kept_the_reason_of_a_live_call_is_the_order_they_came() {
    let mut counter = Counter::open_with(keep_services());
    counter.staff_desk(1);
    counter.comes_for(ADVICE);
    counter.minutes_pass(1);
    counter.comes_as(Class::OutOfTurn, ADVICE);
    counter.database_dies();
    let mut why = Vec::new();
    while let Some((_number, because)) = counter.calls_why(1) {
        why.push(because);
        counter.starts(1);
        counter.finishes(1);
    }
    assert_eq!(why, [Why::FirstCome, Why::FirstCome]);
}

/// S5, electronic queue.
#[test]
fn a_quarter_before_closing_the_kiosk_stops_issuing() {
    let mut counter = Counter::with_desks(&[1]);
    counter.it_is(at(17, 45).plus_ms(-1));
    counter.comes_for(ADVICE);
    counter.it_is(at(17, 45));
    assert_eq!(
        counter.refused(Command::TakeTicket(visitor(ADVICE))),
        Refusal::RegistrationEnded
    );
    assert_eq!(
        counter.calls(1).as_deref(),
        Some("А001"),
        "who is in is served"
    );
}

/// S5: "more than one person waiting per manager" ends it, one does not.
#[test]
fn in_the_live_queue_registration_goes_on_while_one_waits_per_desk() {
    let mut counter = Counter::with_desks(&[1, 2, 3]);
    counter.database_dies();
    counter.goes_on_break(3);
    counter.it_is(at(17, 45));
    let take = || Command::TakeTicket(live_visitor());
    // Two desks work. Two waiting are one per manager: a third may come.
    for _ in 0..3 {
        counter.does(take());
    }
    assert_eq!(counter.refused(take()), Refusal::RegistrationEnded);
    // One is called: two wait again.
    counter.calls(1);
    counter.does(take());
    assert_eq!(counter.refused(take()), Refusal::RegistrationEnded);
    // A manager comes back from the break: three wait for three.
    counter.comes_back(3);
    counter.does(take());
    assert_eq!(counter.refused(take()), Refusal::RegistrationEnded);
    counter.it_is(at(18, 0));
    assert_eq!(counter.refused(take()), Refusal::OfficeClosed);
}

/// S5: with nobody working there is no "one per manager".
#[test]
fn in_the_live_queue_nobody_is_registered_late_with_no_desk_working() {
    let mut counter = Counter::open();
    counter.database_dies();
    counter.it_is(at(17, 50));
    assert_eq!(
        counter.refused(Command::TakeTicket(live_visitor())),
        Refusal::RegistrationEnded
    );
}

/// S5: both figures are settings.
#[test]
fn how_many_may_wait_per_desk_at_the_end_is_a_setting() {
    let mut counter = Counter::open_with(office::rules::Rules {
        live_waiting_per_desk: 2,
        ..rules()
    });
    counter.staff_desk(1);
    counter.database_dies();
    counter.it_is(at(17, 50));
    for _ in 0..3 {
        counter.takes(live_visitor());
    }
    assert_eq!(
        counter.refused(Command::TakeTicket(live_visitor())),
        Refusal::RegistrationEnded
    );
}

/// S5: the hall manager may, with a reason that is kept.
#[test]
fn after_registration_the_hall_manager_issues_by_hand_with_a_reason() {
    let mut counter = Counter::with_desks(&[1]);
    counter.it_is(at(17, 50));
    let number = counter.takes(by_hand(visitor(ADVICE), "издалека, последний автобус"));
    assert_eq!(
        counter.ticket(&number).reason.as_deref(),
        Some("издалека, последний автобус")
    );
    let no_reason = Take {
        channel: Channel::Staff,
        ..visitor(ADVICE)
    };
    assert_eq!(
        counter.refused(Command::TakeTicket(no_reason)),
        Refusal::RegistrationEnded
    );
    let kiosk_with_a_reason = Take {
        reason: Some("очень надо".to_owned()),
        ..visitor(ADVICE)
    };
    assert_eq!(
        counter.refused(Command::TakeTicket(kiosk_with_a_reason)),
        Refusal::RegistrationEnded
    );
}

/// S5, live queue.
#[test]
fn by_hand_with_a_reason_the_live_queue_takes_one_more() {
    let mut counter = Counter::with_desks(&[1]);
    counter.database_dies();
    counter.it_is(at(17, 50));
    counter.takes(live_visitor());
    counter.takes(live_visitor());
    assert_eq!(
        counter.refused(Command::TakeTicket(live_visitor())),
        Refusal::RegistrationEnded
    );
    assert_eq!(counter.takes(by_hand(live_visitor(), "с ребёнком")), "Ж003");
}

#[test]
fn a_visitor_sent_to_one_desk_is_left_to_it_in_the_live_queue_too() {
    let mut counter = Counter::with_desks(&[1, 2]);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    counter.transfers(1, crate::counter::to_desk(2));
    counter.database_dies();
    assert_eq!(counter.calls(1), None);
    assert_eq!(
        counter.calls_why(2).map(|(_, why)| why),
        Some(Why::SentHere)
    );
    assert_eq!(counter.office.desk(DeskId(1)).unwrap().ticket(), None);
}
