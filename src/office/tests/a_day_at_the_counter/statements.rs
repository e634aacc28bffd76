//! The register of statements, and what visits were about (S12, S13, S24, S11, S3).

use office::Office;
use office::command::Command;
use office::contact::{ContactCommand, HandOver};
use office::day::Date;
use office::desk::DeskId;
use office::event::Event;
use office::person::PersonId;
use office::refusal::Refusal;
use office::staff::AccountId;
use office::statement::{Answer, NewStatement, StatementCommand};

use crate::counter::{ADVICE, Counter, at, date, hours, leaves_for, number, rules};

fn by() -> AccountId {
    AccountId("petrova".to_owned())
}

fn takes(complaint: bool, person: Option<&str>) -> Command {
    Command::Statement(StatementCommand::Take(Box::new(NewStatement {
        kind: "kind".to_owned(),
        complaint,
        anonymous: person.is_none(),
        person: person.map(|name| PersonId(name.to_owned())),
        ticket: None,
        drop_off: true,
        language: "ru".to_owned(),
        by: by(),
        due: date(25),
    })))
}

fn settles(id: u32, revision: u64) -> Command {
    Command::Statement(StatementCommand::Settle {
        id,
        revision: Some(revision),
        by: by(),
        answer: Answer::Answered,
    })
}

fn records(desk: u16, ticket: &str, hand_over: Option<Date>) -> Command {
    Command::Contact(Box::new(ContactCommand::Record {
        desk: DeskId(desk),
        number: number(ticket),
        by: by(),
        topic: Some("bill".to_owned()),
        outcome: Some("solved".to_owned()),
        note: None,
        hand_over,
        is_last_word: false,
    }))
}

fn next_year(counter: &mut Counter) -> Vec<Event> {
    let opens = hours(40);
    counter.it_is(opens.opens_at);
    counter.does(Command::OpenDay {
        date: Date {
            year: 2027,
            month: 1,
            day: 1,
        },
        hours: Some(opens),
    })
}

fn hand_overs(counter: &Counter) -> Vec<HandOver> {
    counter.office.carried().hand_overs.all().to_vec()
}

#[test]
fn s12_the_register_counts_by_year_and_nothing_open_is_forgotten() {
    let mut counter = Counter::open();
    counter.does(takes(false, Some("one")));
    counter.minutes_pass(1);
    counter.does(takes(false, Some("two")));
    counter.does(settles(1, 1));
    let opening = next_year(&mut counter);
    let mut restarted = Office::new(rules());
    for event in &opening {
        restarted.apply(event, counter.now);
    }
    assert_eq!(restarted.carried(), counter.office.carried());
    counter.does(takes(false, Some("three")));
    let all = counter.office.carried().statements.all().to_vec();
    let numbers: Vec<_> = all
        .iter()
        .map(|held| (held.id, held.number, held.year))
        .collect();
    assert_eq!(numbers, [(2, 2, 2026), (3, 1, 2027)]);
    assert!(all[0].is_overdue(date(26)) && !all[0].is_overdue(date(25)));
    let people = counter.office.carried().people();
    assert!(people.contains(&PersonId("two".to_owned())));
}

/// The clock was in the next year for a while: no number of the register twice.
#[test]
fn s12_the_register_goes_on_when_the_clock_comes_back_from_the_next_year() {
    let mut counter = Counter::open();
    counter.does(takes(false, Some("one")));
    next_year(&mut counter);
    counter.does(takes(false, Some("two")));
    counter.does(leaves_for(23, 40));
    counter.does(takes(false, Some("three")));
    let all = counter.office.carried().statements.all();
    let numbers: Vec<_> = all.iter().map(|held| (held.number, held.year)).collect();
    assert_eq!(numbers, [(1, 2026), (1, 2027), (2, 2027)]);
}

#[test]
fn s13_complaints_are_counted_by_month_anonymous_ones_too() {
    let mut counter = Counter::open();
    counter.does(takes(true, None));
    counter.minutes_pass(1);
    counter.does(takes(true, Some("one")));
    counter.does(takes(false, Some("two")));
    next_year(&mut counter);
    counter.does(takes(true, None));
    let months = counter.office.carried().statements.months().to_vec();
    let counts: Vec<_> = months
        .iter()
        .map(|held| (held.month, held.complaints, held.anonymous))
        .collect();
    assert_eq!(counts, [(11, 2, 1), (1, 1, 1)]);
}

#[test]
fn of_two_people_at_one_statement_the_second_is_told_and_the_live_queue_waits() {
    let mut counter = Counter::open();
    counter.does(takes(false, Some("one")));
    counter.does(settles(1, 1));
    assert_eq!(
        counter.refused(settles(1, 1)),
        Refusal::RecordChanged { revision: 2 }
    );
    assert_eq!(
        counter.refused(settles(1, 2)),
        Refusal::RecordClosed { id: 1 }
    );
    assert_eq!(
        counter.refused(settles(7, 1)),
        Refusal::UnknownRecord { id: 7 }
    );
    counter.database_dies();
    assert_eq!(
        counter.refused(takes(false, Some("two"))),
        Refusal::NeedsDatabase
    );
}

#[test]
fn s11_a_visit_is_recorded_at_its_desk_also_in_the_live_queue() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    let ticket = counter.calls_and_starts(1).unwrap();
    counter.database_dies();
    counter.does(records(1, &ticket, None));
    counter.does(records(1, &ticket, None));
    counter.finishes(1);
    assert_eq!(
        counter.refused(records(1, &ticket, None)),
        Refusal::NotServedHere {
            desk: DeskId(1),
            ticket: number(&ticket)
        }
    );
}

#[test]
fn s3_what_is_handed_over_stays_with_its_day_until_it_is_done() {
    let mut counter = Counter::with_desks(&[1]);
    counter.it_is(at(9, 5));
    counter.comes_for(ADVICE);
    let ticket = counter.calls_and_starts(1).unwrap();
    counter.does(records(1, &ticket, Some(date(24))));
    counter.does(records(1, &ticket, Some(date(25))));
    assert_eq!(
        hand_overs(&counter).len(),
        1,
        "the second word replaces the first"
    );
    counter.finishes(1);
    next_year(&mut counter);
    let held = hand_overs(&counter);
    assert_eq!((held[0].due, held[0].revision), (date(25), 2));
    assert!(held[0].is_overdue(date(26)));
    let done = Command::Contact(Box::new(ContactCommand::Done {
        id: 1,
        revision: Some(2),
        by: by(),
    }));
    counter.does(done.clone());
    assert_eq!(
        counter.refused(done),
        Refusal::RecordChanged { revision: 3 }
    );
}
