//! Calling, recalling, starting, finishing, and the calls that are refused.

use office::command::{CallByHand, Command};
use office::desk::{DeskId, Doing};
use office::refusal::Refusal;
use office::ticket::{Closing, Why};

use crate::counter::{ADVICE, CONTRACTS, Counter, READINGS, hand, number};

/// S3, S4.
#[test]
fn a_visitor_takes_a_ticket_is_called_served_and_leaves() {
    let mut counter = Counter::with_desks(&[1]);
    assert_eq!(counter.comes_for(ADVICE), "А001");
    counter.minutes_pass(7);

    let called = counter.calls_why(1);
    assert_eq!(called, Some(("А001".to_owned(), Why::LongestWait)));
    assert!(matches!(counter.doing(1), Some(Doing::Calling { .. })));

    counter.minutes_pass(1);
    counter.starts(1);
    assert!(matches!(counter.doing(1), Some(Doing::Serving { .. })));
    // The wait ends with the call that was answered, not with the handshake.
    assert_eq!(counter.ticket("А001").waited_ms, Some(7 * 60_000 + 2_000));

    counter.minutes_pass(9);
    counter.finishes(1);
    assert_eq!(counter.ticket("А001").closing(), Some(Closing::Served));
    assert_eq!(counter.doing(1), Some(&Doing::Free));
    assert_eq!(counter.office.desk(DeskId(1)).unwrap().served_today, 1);
}

#[test]
fn next_with_nobody_waiting_is_allowed_and_changes_nothing() {
    let mut counter = Counter::with_desks(&[1]);
    let nothing = counter.does(Command::CallNext {
        desk: DeskId(1),
        finish: None,
    });
    assert_eq!(nothing, []);
    counter.comes_for(CONTRACTS);
    assert_eq!(counter.calls(1), None, "desk 1 has no contracts");
}

#[test]
fn finish_and_call_ends_one_visit_and_calls_the_next() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    counter.minutes_pass(10);
    assert_eq!(counter.finishes_and_calls(1).as_deref(), Some("А002"));
    assert_eq!(counter.ticket("А001").closing(), Some(Closing::Served));
}

#[test]
fn finish_and_call_with_an_empty_queue_just_finishes() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    assert_eq!(counter.finishes_and_calls(1), None);
    assert_eq!(counter.doing(1), Some(&Doing::Free));
    assert_eq!(counter.ticket("А001").closing(), Some(Closing::Served));
}

#[test]
fn a_recall_is_spoken_again_and_changes_nothing_else() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.calls(1);
    assert_eq!(counter.spoken("А001"), Some(1));
    counter.minutes_pass(1);
    counter.does(Command::Recall { desk: DeskId(1) });
    assert_eq!(counter.spoken("А001"), Some(2));

    let calls = counter
        .office
        .picture(counter.now, std::sync::Arc::default())
        .calls;
    let heard: Vec<_> = calls.iter().map(|call| call.again).collect();
    assert_eq!(heard, [true, false]);
    assert!(calls.is_sorted_by(|later, earlier| later.id > earlier.id));
}

#[test]
fn a_desk_that_calls_calls_nobody_else() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.comes_for(ADVICE);
    counter.calls(1);
    counter.minutes_pass(1);
    let busy = Refusal::DeskBusy {
        desk: DeskId(1),
        ticket: number("А001"),
    };
    let next = Command::CallNext {
        desk: DeskId(1),
        finish: None,
    };
    assert_eq!(counter.refused(next), busy);
    let named = Command::CallNext {
        desk: DeskId(1),
        finish: Some(number("А001")),
    };
    assert_eq!(
        counter.refused(named),
        busy,
        "a call is not a visit to finish"
    );
    assert_eq!(counter.refused(hand(1, "А002")), busy);
    assert!(counter.is_waiting("А002"));
}

#[test]
fn a_desk_that_serves_names_the_visit_it_ends() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    counter.minutes_pass(1);
    let next = |finish: Option<&str>| Command::CallNext {
        desk: DeskId(1),
        finish: finish.map(number),
    };
    assert_eq!(
        counter.refused(next(None)),
        Refusal::MustFinish {
            desk: DeskId(1),
            ticket: number("А001"),
        }
    );
    assert_eq!(
        counter.refused(next(Some("А002"))),
        Refusal::NotServedHere {
            desk: DeskId(1),
            ticket: number("А002"),
        }
    );
    counter.does(next(Some("А001")));
    // The same press repeated: the named visit is over, so nobody is called.
    counter.minutes_pass(1);
    counter.does(Command::Start { desk: DeskId(1) });
    assert_eq!(
        counter.refused(next(Some("А001"))),
        Refusal::NotServedHere {
            desk: DeskId(1),
            ticket: number("А001"),
        }
    );
}

#[test]
fn two_calls_of_one_desk_are_a_second_and_a_half_apart() {
    let mut counter = Counter::with_desks(&[1, 3]);
    counter.comes_for(ADVICE);
    counter.comes_for(ADVICE);
    counter.calls(1);
    counter.returns(1);
    let next = |desk| Command::CallNext {
        desk: DeskId(desk),
        finish: None,
    };
    let ready_at = counter.now.plus_ms(1_500);
    let too_soon = Refusal::TooSoon {
        desk: DeskId(1),
        ready_at,
    };
    assert_eq!(counter.refused(next(1)), too_soon);
    counter.it_is(ready_at.plus_ms(-1));
    assert_eq!(counter.refused(next(1)), too_soon);
    counter.does(next(3));
    counter.it_is(ready_at);
    counter.does(next(1));
}

#[test]
fn finish_and_call_too_soon_leaves_the_visit_under_way() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    let refused = counter.refused(Command::CallNext {
        desk: DeskId(1),
        finish: Some(number("А001")),
    });
    assert!(matches!(refused, Refusal::TooSoon { .. }));
    assert_eq!(counter.at_desk(1).as_deref(), Some("А001"));
}

#[test]
fn a_call_by_hand_goes_past_the_order_and_keeps_its_reason() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(CONTRACTS);
    counter.comes_for(ADVICE);
    counter.comes_for(READINGS);
    // Even a service the desk has not.
    counter.now = counter.now.plus_ms(2_000);
    let events = counter.does(hand(1, "К001"));
    assert!(
        matches!(
            events.as_slice(),
            [office::event::Event::TicketCalled { why: Why::ByHand { reason: Some(reason) }, .. }]
                if reason == "просили раньше"
        ),
        "{events:?}"
    );
    assert_eq!(counter.at_desk(1).as_deref(), Some("К001"));
    assert_eq!(counter.queue(), ["А001", "Т001"]);
}

#[test]
fn a_call_by_hand_may_finish_the_visit_under_way() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.comes_for(ADVICE);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    counter.minutes_pass(5);
    counter.does(Command::CallTicket(CallByHand {
        desk: DeskId(1),
        ticket: number("А003"),
        finish: Some(number("А001")),
        reason: None,
    }));
    assert_eq!(counter.ticket("А001").closing(), Some(Closing::Served));
    assert_eq!(counter.at_desk(1).as_deref(), Some("А003"));
}

#[test]
fn nobody_is_called_by_hand_who_is_elsewhere_gone_or_never_was() {
    let mut counter = Counter::with_desks(&[1, 3]);
    counter.comes_for(ADVICE);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    counter.minutes_pass(1);
    assert_eq!(
        counter.refused(hand(3, "А001")),
        Refusal::TicketElsewhere {
            ticket: number("А001"),
            desk: DeskId(1),
        }
    );
    counter.finishes(1);
    assert_eq!(
        counter.refused(hand(3, "А001")),
        Refusal::TicketClosed(number("А001"))
    );
    assert_eq!(
        counter.refused(hand(3, "А777")),
        Refusal::UnknownTicket(number("А777"))
    );
}

#[test]
fn what_needs_a_visitor_is_refused_without_one() {
    let mut counter = Counter::with_desks(&[1]);
    let desk = DeskId(1);
    assert_eq!(
        counter.refused(Command::Recall { desk }),
        Refusal::NobodyCalled(desk)
    );
    assert_eq!(
        counter.refused(Command::Miss { desk }),
        Refusal::NobodyCalled(desk)
    );
    assert_eq!(
        counter.refused(Command::Start { desk }),
        Refusal::NobodyCalled(desk)
    );
    assert_eq!(
        counter.refused(Command::Finish { desk }),
        Refusal::NobodyServed(desk)
    );
    assert_eq!(
        counter.refused(Command::Return { desk }),
        Refusal::NobodyAtDesk(desk)
    );
    counter.comes_for(ADVICE);
    counter.calls(1);
    assert_eq!(
        counter.refused(Command::Finish { desk }),
        Refusal::NobodyServed(desk)
    );
    counter.starts(1);
    assert_eq!(
        counter.refused(Command::Miss { desk }),
        Refusal::NobodyCalled(desk)
    );
    assert_eq!(
        counter.refused(Command::Recall { desk }),
        Refusal::NobodyCalled(desk)
    );
}

#[test]
fn only_the_last_sixty_calls_are_remembered_for_the_board() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.calls(1);
    for _ in 0..70 {
        counter.does(Command::Recall { desk: DeskId(1) });
    }
    let calls = counter
        .office
        .picture(counter.now, std::sync::Arc::default())
        .calls;
    assert_eq!(calls.len(), 60);
    assert!(calls.is_sorted_by(|later, earlier| later.id > earlier.id));
}
