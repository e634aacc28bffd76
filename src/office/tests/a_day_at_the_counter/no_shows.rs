//! Calls that nobody answers, visitors who come after all, and those sent for a form.

use office::command::Command;
use office::desk::DeskId;
use office::refusal::Refusal;
use office::ticket::{Class, Closing};

use crate::counter::{ADVICE, Counter, hand, number, to_desk};

#[test]
fn a_missed_visitor_is_not_called_again_within_three_minutes() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.calls(1);
    counter.misses(1);
    let missed_at = counter.now;
    assert!(counter.is_waiting("А001"));
    assert_eq!(counter.calls(1), None);
    counter.it_is(missed_at.plus_ms(3 * 60_000 - 2_001));
    assert_eq!(counter.calls(1), None, "a millisecond before three minutes");
    counter.now = missed_at.plus_ms(3 * 60_000 - 2_000);
    assert_eq!(counter.calls(1).as_deref(), Some("А001"));
}

#[test]
fn a_missed_visitor_keeps_a_place_no_earlier_than_ten_minutes_before_the_miss() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE); // А001, 9:00
    counter.minutes_pass(20);
    counter.comes_for(ADVICE); // А002, 9:20
    counter.minutes_pass(5);
    counter.comes_for(ADVICE); // А003, 9:25
    counter.minutes_pass(8); // 9:33
    counter.calls(1);
    counter.misses(1); // place 9:23
    assert_eq!(counter.queue(), ["А002", "А001", "А003"]);
}

#[test]
fn a_missed_visitor_who_came_lately_keeps_the_old_place() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.minutes_pass(1);
    counter.comes_for(ADVICE);
    counter.calls(1);
    counter.misses(1);
    assert_eq!(counter.queue(), ["А001", "А002"]);
    // Waiting for the pause to pass, the other one is called meanwhile.
    assert_eq!(counter.calls(1).as_deref(), Some("А002"));
}

#[test]
fn whoever_is_out_of_turn_and_misses_the_call_gets_a_floor_too() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.minutes_pass(30);
    counter.comes_as(Class::OutOfTurn, ADVICE);
    counter.calls(1);
    counter.misses(1);
    assert_eq!(counter.queue(), ["А001", "А002"]);
}

#[test]
fn after_the_third_missed_call_the_ticket_closes_as_no_show() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    for _ in 0..2 {
        counter.calls(1);
        counter.misses(1);
        assert!(counter.is_waiting("А001"));
        counter.minutes_pass(3);
    }
    counter.calls(1);
    counter.misses(1);
    assert_eq!(counter.ticket("А001").closing(), Some(Closing::NoShow));
    assert_eq!(
        counter.ticket("А001").waited_ms,
        None,
        "S4: no call was answered"
    );
    assert_eq!(
        counter
            .office
            .picture(counter.now, std::sync::Arc::default())
            .answered,
        0
    );
    counter.minutes_pass(30);
    assert_eq!(counter.calls(1), None);
}

#[test]
fn a_no_show_who_came_after_all_is_revived_with_three_calls_to_go() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    for _ in 0..3 {
        counter.calls(1);
        counter.misses(1);
        counter.minutes_pass(3);
    }
    counter.minutes_pass(30);
    counter.comes_for(ADVICE); // А002, now
    counter.minutes_pass(5);
    counter.does(Command::Revive {
        ticket: number("А001"),
    });
    assert_eq!(counter.queue(), ["А001", "А002"], "ten minutes before now");
    assert_eq!(
        counter.calls(1).as_deref(),
        Some("А001"),
        "at once, no pause"
    );
    counter.misses(1);
    assert!(counter.is_waiting("А001"), "misses are counted anew");
}

#[test]
fn only_a_closed_ticket_can_be_revived() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    let revive = |text| Command::Revive {
        ticket: number(text),
    };
    assert_eq!(
        counter.refused(revive("А001")),
        Refusal::TicketNotClosed(number("А001"))
    );
    counter.calls(1);
    assert_eq!(
        counter.refused(revive("А001")),
        Refusal::TicketNotClosed(number("А001"))
    );
    assert_eq!(
        counter.refused(revive("А002")),
        Refusal::UnknownTicket(number("А002"))
    );
}

#[test]
fn a_missed_visitor_can_be_called_by_hand_at_once() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.calls(1);
    counter.misses(1);
    counter.calls_by_hand(1, "А001");
    assert_eq!(counter.at_desk(1).as_deref(), Some("А001"));
}

#[test]
fn a_call_put_back_is_free_for_the_next_desk_at_its_old_place() {
    let mut counter = Counter::with_desks(&[1, 3]);
    counter.comes_for(ADVICE);
    counter.minutes_pass(40);
    counter.comes_for(ADVICE);
    counter.calls(1);
    counter.returns(1);
    assert_eq!(counter.queue(), ["А001", "А002"]);
    assert_eq!(counter.ticket("А001").misses, 0);
    assert_eq!(counter.calls(3).as_deref(), Some("А001"));
}

#[test]
fn a_visitor_sent_to_fill_in_a_form_has_three_minutes_and_the_old_place() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.comes_for(ADVICE);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    counter.returns(1);
    assert_eq!(counter.queue(), ["А001", "А002", "А003"]);
    assert_eq!(counter.calls_and_starts(1).as_deref(), Some("А002"));
    counter.minutes_pass(3);
    assert_eq!(counter.finishes_and_calls(1).as_deref(), Some("А001"));
}

/// S4: the first call that was answered ends the wait, once and for all.
#[test]
fn a_second_visit_to_a_desk_does_not_lengthen_the_wait() {
    let mut counter = Counter::with_desks(&[1, 3]);
    counter.comes_for(ADVICE);
    counter.minutes_pass(4);
    counter.calls_and_starts(1);
    let waited = counter.ticket("А001").waited_ms;
    counter.transfers(1, to_desk(3));
    counter.minutes_pass(20);
    counter.calls_and_starts(3);
    assert_eq!(counter.ticket("А001").waited_ms, waited);
    assert_eq!(
        counter
            .office
            .picture(counter.now, std::sync::Arc::default())
            .answered,
        1
    );
}

/// S4: fifteen minutes to the millisecond is in time, one more is not.
#[test]
fn a_wait_of_exactly_the_target_is_in_time() {
    for (late_ms, in_time) in [(0, 1), (1, 0)] {
        let mut counter = Counter::with_desks(&[1]);
        counter.comes_for(ADVICE);
        counter.minutes_pass(15);
        counter.now = counter.now.plus_ms(late_ms);
        counter.does(Command::CallNext {
            desk: DeskId(1),
            finish: None,
        });
        counter.starts(1);
        let picture = counter
            .office
            .picture(counter.now, std::sync::Arc::default());
        assert_eq!((picture.answered, picture.answered_in_time), (1, in_time));
    }
}

/// A call missed without the desk knowing anything of the visitor's place.
#[test]
fn a_visitor_sent_to_one_desk_who_misses_its_call_still_waits_for_it() {
    let mut counter = Counter::with_desks(&[1, 3]);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    counter.transfers(1, to_desk(3));
    counter.calls(3);
    counter.misses(3);
    counter.minutes_pass(3);
    assert_eq!(counter.calls(1), None, "sent to desk 3, not to any desk");
    assert_eq!(counter.calls(3).as_deref(), Some("А001"));
    counter.misses(3);
    counter.calls_by_hand(1, "А001");
    assert_eq!(
        counter.at_desk(1).as_deref(),
        Some("А001"),
        "by hand all the same"
    );
}

#[test]
fn a_ticket_of_another_desk_is_no_business_of_this_one() {
    let mut counter = Counter::with_desks(&[1, 3]);
    counter.comes_for(ADVICE);
    counter.calls(1);
    assert_eq!(
        counter.refused(Command::Miss { desk: DeskId(3) }),
        Refusal::NobodyCalled(DeskId(3))
    );
    counter.now = counter.now.plus_ms(2_000);
    assert_eq!(
        counter.refused(hand(3, "А001")),
        Refusal::TicketElsewhere {
            ticket: number("А001"),
            desk: DeskId(1)
        }
    );
}
