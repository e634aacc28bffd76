//! S2, S3: what was pressed by mistake is taken back within ten seconds.

use office::Office;
use office::command::Command;
use office::contact::ContactCommand;
use office::desk::{BreakKind, DeskId};
use office::park::ParkCommand;
use office::refusal::Refusal;
use office::staff::AccountId;
use office::ticket::{Closing, SlipOutcome};
use office::undo::Act;

use crate::counter::{ADVICE, CONTRACTS, Counter, date, number, to_desk, to_service, transfer};

const UNDO: Command = Command::Undo { desk: DeskId(1) };

/// Everything but what a log always counts on.
fn drawn(office: &Office) -> String {
    let tickets: Vec<_> = office.tickets().collect();
    let desks: Vec<_> = office
        .desks()
        .map(|desk| (desk.id, &desk.state, desk.since, desk.served_today))
        .collect();
    format!("{tickets:#?}{desks:#?}")
}

/// Does `act` and takes it back five seconds later: nothing is left of it.
fn leaves_nothing(counter: &mut Counter, act: Command) {
    let before = drawn(&counter.office);
    counter.does(act.clone());
    assert_ne!(drawn(&counter.office), before, "{act:?} changed nothing");
    counter.it_is(counter.now.plus_ms(5_000));
    counter.does(UNDO);
    assert_eq!(drawn(&counter.office), before, "after taking back {act:?}");
}

#[test]
fn every_act_of_a_desk_can_be_taken_back_as_if_it_had_not_been() {
    let mut counter = Counter::with_desks(&[1, 2]);
    counter.comes_for(ADVICE);
    counter.comes_for(ADVICE);
    let desk = DeskId(1);
    let next = Command::CallNext { desk, finish: None };
    leaves_nothing(&mut counter, next);
    counter.calls(1);
    counter.minutes_pass(1);
    for act in [
        Command::Miss { desk },
        Command::Start { desk },
        Command::Return { desk },
        transfer(1, to_desk(2), true),
    ] {
        leaves_nothing(&mut counter, act);
    }
    counter.starts(1);
    counter.minutes_pass(7);
    for act in [
        Command::Finish { desk },
        Command::Park(ParkCommand::Park { desk, note: None }),
        Command::Return { desk },
        transfer(1, to_service(CONTRACTS), false),
        Command::CallNext {
            desk,
            finish: Some(number("А001")),
        },
    ] {
        leaves_nothing(&mut counter, act);
    }
}

#[test]
fn the_log_keeps_the_act_and_that_it_was_taken_back() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    counter.finishes(1);
    counter.does(UNDO);
    let kept = |from_end: usize| counter.log[counter.log.len() - from_end].0.as_str();
    assert!(kept(2).contains("visit-finished"), "{}", kept(2));
    assert_eq!(
        kept(1),
        r#"{"event":"undone","number":"А001","desk":1,"act":"finish"}"#
    );
}

#[test]
fn a_third_missed_call_taken_back_leaves_the_visitor_called() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    for _missed in 0..2 {
        counter.calls(1);
        counter.misses(1);
        counter.minutes_pass(3);
    }
    counter.calls(1);
    counter.misses(1);
    assert_eq!(counter.ticket("А001").closing(), Some(Closing::NoShow));
    counter.does(UNDO);
    assert_eq!(counter.at_desk(1).as_deref(), Some("А001"));
    assert_eq!(counter.ticket("А001").misses, 2);
}

#[test]
fn a_call_that_finished_a_visit_is_taken_back_with_it() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    counter.finishes_and_calls(1);
    let undo: Vec<_> = counter.office.undo(counter.now).collect();
    assert_eq!(undo[0].act, Act::Call);
    assert_eq!(undo[0].number, number("А002"));
    assert_eq!(undo[0].resumes, Some(number("А001")));
    counter.does(UNDO);
    assert_eq!(counter.at_desk(1).as_deref(), Some("А001"));
    assert!(counter.is_waiting("А002"));
}

#[test]
fn a_call_taken_back_leaves_the_board() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.calls(1);
    counter.does(Command::Recall { desk: DeskId(1) });
    counter.does(UNDO);
    assert_eq!(counter.spoken("А001"), None);
    let picture = counter
        .office
        .picture(counter.now, std::sync::Arc::default());
    assert!(picture.calls.is_empty(), "{:?}", picture.calls);
}

#[test]
fn what_was_spoken_keeps_the_pause_between_two_calls() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.calls(1);
    counter.does(UNDO);
    let next = Command::CallNext {
        desk: DeskId(1),
        finish: None,
    };
    assert!(matches!(counter.refused(next), Refusal::TooSoon { .. }));
}

#[test]
fn after_ten_seconds_it_is_too_late() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    counter.finishes(1);
    counter.it_is(counter.now.plus_ms(10_000));
    assert_eq!(counter.office.undo(counter.now).count(), 1);
    counter.it_is(counter.now.plus_ms(1));
    assert_eq!(counter.office.undo(counter.now).count(), 0);
    assert_eq!(
        counter.refused(UNDO),
        Refusal::UndoTooLate {
            desk: DeskId(1),
            ticket: number("А001"),
        }
    );
}

#[test]
fn a_ticket_that_moved_on_stays_where_it_is() {
    let mut counter = Counter::with_desks(&[1, 3]);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    counter.transfers(1, to_service(ADVICE));
    counter.calls(3);
    assert_eq!(
        counter.refused(UNDO),
        Refusal::UndoMovedOn {
            desk: DeskId(1),
            ticket: number("А001"),
        }
    );
    assert_eq!(counter.at_desk(3).as_deref(), Some("А001"));
}

#[test]
fn a_desk_that_moved_on_takes_nothing_back() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    counter.finishes(1);
    counter.does(Command::TakeBreak {
        desk: DeskId(1),
        kind: BreakKind::Rest,
    });
    counter.does(Command::EndBreak { desk: DeskId(1) });
    let moved_on = counter.refused(UNDO);
    assert!(
        matches!(moved_on, Refusal::UndoMovedOn { .. }),
        "{moved_on:?}"
    );
}

#[test]
fn nothing_is_taken_back_twice() {
    let mut counter = Counter::with_desks(&[1]);
    assert_eq!(counter.refused(UNDO), Refusal::NothingToUndo(DeskId(1)));
    counter.comes_for(ADVICE);
    counter.calls(1);
    counter.does(UNDO);
    assert_eq!(counter.refused(UNDO), Refusal::NothingToUndo(DeskId(1)));
}

#[test]
fn paper_that_came_meanwhile_stays_printed() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.calls(1);
    counter.does(Command::NoteSlip {
        ticket: number("А001"),
        outcome: SlipOutcome::Printed,
        promised: None,
    });
    counter.does(UNDO);
    assert_eq!(counter.ticket("А001").slip, SlipOutcome::Printed);
}

/// What is said of a visit that ends at desk 1, or of one that goes on.
fn says(ticket: &str, topic: &str, due: Option<u8>, is_last_word: bool) -> Command {
    Command::Contact(Box::new(ContactCommand::Record {
        desk: DeskId(1),
        number: number(ticket),
        by: AccountId("petrova".to_owned()),
        topic: Some(topic.to_owned()),
        outcome: None,
        note: None,
        hand_over: due.map(date),
        is_last_word,
    }))
}

/// Topic and day of what the back office has to do.
fn handed_over(counter: &Counter) -> Vec<(String, u8)> {
    let all = counter.office.carried().hand_overs.all().iter();
    let told = all.map(|held| (held.contact.topic.clone().unwrap(), held.due.day));
    told.collect()
}

#[test]
fn s11_a_finish_taken_back_takes_back_what_was_said_with_it() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    counter.does(says("А001", "bill", Some(27), true));
    counter.finishes_and_calls(1);
    assert_eq!(handed_over(&counter), [("bill".to_owned(), 27)]);
    counter.does(UNDO);
    assert_eq!(handed_over(&counter), []);
    counter.finishes(1);
    assert_eq!(
        handed_over(&counter),
        [],
        "the visit ends with nothing said"
    );
    // Once is enough: the second time nothing is left to take back.
    counter.does(UNDO);
    assert!(!counter.log[counter.log.len() - 1].0.contains("taken-back"));
}

#[test]
fn s11_what_was_said_during_the_visit_stands_again() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    counter.does(says("А001", "meter", Some(26), false));
    counter.does(says("А001", "bill", Some(27), true));
    counter.finishes(1);
    counter.does(UNDO);
    assert_eq!(handed_over(&counter), [("meter".to_owned(), 26)]);
    counter.finishes(1);
    counter.does(UNDO);
    assert_eq!(
        handed_over(&counter),
        [("meter".to_owned(), 26)],
        "that was said before the end"
    );
}
