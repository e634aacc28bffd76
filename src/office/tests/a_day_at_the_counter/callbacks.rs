//! Who came too late is called back the next working day, and nobody is
//! forgotten overnight (S6, S10).

use office::Office;
use office::callback::{
    Attempt, Callback, CallbackCommand, CallbackEvent, NewCallback, Origin, Outcome,
};
use office::command::{Command, FoundDay};
use office::day::Date;
use office::event::Event;
use office::person::PersonId;
use office::refusal::Refusal;
use office::staff::AccountId;

use crate::counter::{ADVICE, Counter, at, date, hours, number, rules, service};

fn someone(name: &str) -> NewCallback {
    NewCallback {
        person: PersonId(name.to_owned()),
        service: Some(service(ADVICE)),
        ticket: None,
        origin: Origin::Kiosk,
        language: "ru".to_owned(),
        by: AccountId("kiosk".to_owned()),
        due: date(23),
    }
}

fn asks(new: NewCallback) -> Command {
    Command::Callback(CallbackCommand::Ask(Box::new(new)))
}

fn tried(id: u32, revision: u64, due: Option<Date>) -> Command {
    Command::Callback(CallbackCommand::Try {
        id,
        revision: Some(revision),
        by: AccountId("petrova".to_owned()),
        result: Attempt::NoAnswer,
        due,
    })
}

fn closes(id: u32, revision: u64) -> Command {
    Command::Callback(CallbackCommand::Close {
        id,
        revision: Some(revision),
        by: AccountId("petrova".to_owned()),
        outcome: Outcome::Answered,
    })
}

fn callback(counter: &Counter, id: u32) -> Callback {
    counter.office.carried().callbacks.get(id).unwrap().clone()
}

fn next_day_opens(counter: &mut Counter, day: i64) -> Vec<Event> {
    let opens = hours(day);
    counter.it_is(opens.opens_at);
    counter.does(Command::OpenDay {
        date: date(u8::try_from(22 + day).unwrap()),
        hours: Some(opens),
    })
}

#[test]
fn s6_a_late_visitor_asks_to_be_called_and_is_promised_a_day() {
    let mut counter = Counter::open();
    counter.it_is(at(17, 50));
    counter.does(asks(someone("one")));
    let callback = callback(&counter, 1);
    assert!(callback.is_open());
    assert_eq!(callback.due, date(23));
    assert!(
        !callback.is_overdue(date(23)),
        "the whole day is there for it"
    );
    assert!(callback.is_overdue(date(24)));
}

#[test]
fn s6_while_registration_is_open_the_kiosk_gives_a_ticket_instead() {
    let mut counter = Counter::open();
    counter.it_is(at(12, 0));
    assert_eq!(
        counter.refused(asks(someone("one"))),
        Refusal::TakeTicketInstead
    );
    // S10: the staff may promise a call at any time.
    counter.does(asks(NewCallback {
        origin: Origin::Desk,
        ticket: Some(number("А001")),
        ..someone("one")
    }));
}

#[test]
fn s6_no_callback_is_forgotten_overnight() {
    let mut counter = Counter::open();
    counter.it_is(at(17, 50));
    counter.does(asks(someone("one")));
    counter.does(asks(someone("two")));
    counter.does(closes(2, 1));
    counter.does(Command::CloseDay);
    let opening = next_day_opens(&mut counter, 1);
    assert!(
        matches!(
            opening.as_slice(),
            [Event::DayOpened { .. }, Event::CarriedOver { .. }]
        ),
        "{opening:?}"
    );
    // A start reads no further back than this entry.
    let mut restarted = Office::new(rules());
    for event in &opening {
        restarted.apply(event, counter.now);
    }
    assert_eq!(restarted.carried(), counter.office.carried());
    let kept: Vec<u32> = restarted
        .carried()
        .callbacks
        .all()
        .iter()
        .map(|held| held.id)
        .collect();
    assert_eq!(kept, [1, 2], "the closed one too, for the month's count");

    counter.does(asks(NewCallback {
        origin: Origin::Hall,
        ..someone("three")
    }));
    assert_eq!(callback(&counter, 3).id, 3, "numbers go on");
}

#[test]
fn a_closed_callback_leaves_the_list_after_a_month_and_its_number_is_not_reused() {
    let mut counter = Counter::open();
    counter.it_is(at(17, 50));
    counter.does(asks(someone("one")));
    counter.does(closes(1, 1));
    let later = hours(40);
    counter.it_is(later.opens_at);
    counter.does(Command::OpenDay {
        date: Date {
            year: 2027,
            month: 1,
            day: 1,
        },
        hours: Some(later),
    });
    assert!(counter.office.carried().callbacks.all().is_empty());
    counter.does(asks(NewCallback {
        origin: Origin::Hall,
        ..someone("two")
    }));
    assert_eq!(callback(&counter, 2).person.0, "two");
}

#[test]
fn s6_every_attempt_is_kept_and_another_day_may_be_agreed() {
    let mut counter = Counter::open();
    counter.it_is(at(17, 50));
    counter.does(asks(someone("one")));
    counter.does(tried(1, 1, None));
    counter.does(tried(1, 2, Some(date(25))));
    let callback = callback(&counter, 1);
    assert_eq!(callback.tried.len(), 2);
    assert_eq!(callback.due, date(25));
    assert!(callback.is_open());
}

#[test]
fn of_two_people_at_one_callback_the_second_is_told_and_changes_nothing() {
    let mut counter = Counter::open();
    counter.it_is(at(17, 50));
    counter.does(asks(someone("one")));
    counter.does(closes(1, 1));
    let first = callback(&counter, 1);
    assert_eq!(
        counter.refused(tried(1, 1, None)),
        Refusal::RecordChanged { revision: 2 }
    );
    assert_eq!(
        counter.refused(closes(1, 2)),
        Refusal::RecordClosed { id: 1 }
    );
    assert_eq!(
        counter.refused(closes(9, 1)),
        Refusal::UnknownRecord { id: 9 }
    );
    assert_eq!(callback(&counter, 1), first);
}

#[test]
fn in_the_live_queue_a_callback_waits_for_the_database() {
    let mut counter = Counter::open();
    counter.it_is(at(17, 50));
    counter.database_dies();
    assert_eq!(
        counter.refused(asks(someone("one"))),
        Refusal::NeedsDatabase
    );
    counter.database_is_back();
    counter.does(asks(someone("one")));
}

#[test]
fn what_only_a_found_log_knows_is_open_again_and_an_old_log_brings_nothing_back() {
    let mut before = Counter::open();
    before.it_is(at(17, 50));
    before.does(asks(someone("one")));
    let found = FoundDay {
        date: date(22),
        tickets: Vec::new(),
        carried: Box::new(before.office.carried().clone()),
        signs: before.office.signs().clone(),
        ended: before.now,
    };

    // Both logs were unreadable this morning: the office knows of nothing.
    let mut after = Counter::with(rules());
    next_day_opens(&mut after, 1);
    after.does(asks(NewCallback {
        origin: Origin::Hall,
        ..someone("two")
    }));
    after.does(Command::TakeOver(found.clone()));
    let everyone: Vec<String> = (1..=2).map(|id| callback(&after, id).person.0).collect();
    assert_eq!(
        everyone,
        ["two", "one"],
        "a number that is taken is left alone"
    );
    assert!(
        after.does(Command::TakeOver(found.clone())).is_empty(),
        "twice is once"
    );

    // An old stick in a running office: what it says is long settled.
    before.does(closes(1, 1));
    before.it_is(at(18, 0));
    before.does(Command::CloseDay);
    next_day_opens(&mut before, 1);
    assert!(before.does(Command::TakeOver(found)).is_empty());
}

#[test]
fn a_log_from_before_callbacks_opens_a_day_with_none() {
    let mut office = Office::new(rules());
    let old = r#"{"event":"day-opened","date":"2026-11-22","hours":null}"#;
    office.apply(&serde_json::from_str(old).unwrap(), at(9, 0));
    let empty = r#"{"event":"carried-over","carried":{}}"#;
    office.apply(&serde_json::from_str(empty).unwrap(), at(9, 0));
    assert!(office.carried().callbacks.is_empty());
    let asked = Event::Callback(CallbackEvent::Closed {
        id: 7,
        by: AccountId("petrova".to_owned()),
        outcome: Outcome::Withdrawn,
    });
    office.apply(&asked, at(9, 1));
    assert_eq!(office.check(), Ok(()));
}
