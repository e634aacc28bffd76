//! Somebody at a desk is in trouble and calls quietly (S19).

use office::command::Command;
use office::desk::DeskId;
use office::help::HelpCommand;
use office::refusal::Refusal;
use office::staff::AccountId;

use crate::counter::{Counter, date, hours};

fn by(name: &str) -> AccountId {
    AccountId(name.to_owned())
}

fn asks(desk: u16) -> Command {
    let desk = DeskId(desk);
    Command::Help(HelpCommand::Ask {
        desk,
        by: by("clerk-1"),
    })
}

fn answers(desk: u16, who: &str) -> Command {
    let desk = DeskId(desk);
    Command::Help(HelpCommand::Answer { desk, by: by(who) })
}

fn ends(desk: u16) -> Command {
    let desk = DeskId(desk);
    Command::Help(HelpCommand::End {
        desk,
        by: by("hall"),
    })
}

fn coming(counter: &Counter) -> Vec<String> {
    let all = counter.office.help().flat_map(|help| &help.coming);
    all.map(|(who, _at)| who.0.clone()).collect()
}

#[test]
fn s19_help_is_asked_answered_and_ended_whatever_the_office_does() {
    let mut counter = Counter::with_desks(&[1]);
    counter.does(asks(1));
    assert!(counter.does(asks(1)).is_empty(), "twice is once");
    counter.does(answers(1, "hall"));
    counter.does(answers(1, "head"));
    assert!(counter.does(answers(1, "hall")).is_empty());
    assert_eq!(coming(&counter), ["hall", "head"]);
    counter.database_dies();
    counter.does(ends(1));
    assert_eq!(counter.office.help().count(), 0);
    assert!(counter.does(ends(1)).is_empty());
    counter.does(asks(2));
    counter.does(Command::CloseDay);
    assert_eq!(
        counter.office.help().count(),
        1,
        "a closed day hushes nobody"
    );
    counter.does(ends(2));
    counter.does(asks(3));
}

#[test]
fn s19_a_call_nobody_ended_is_gone_the_next_morning() {
    let mut counter = Counter::with_desks(&[1]);
    counter.does(asks(1));
    counter.it_is(hours(1).opens_at);
    counter.does(Command::OpenDay {
        date: date(23),
        hours: Some(hours(1)),
    });
    assert_eq!(counter.office.help().count(), 0);
}

#[test]
fn s19_nobody_answers_a_call_that_was_not_made() {
    let mut counter = Counter::open();
    assert_eq!(
        counter.refused(answers(1, "hall")),
        Refusal::NoHelpAsked(DeskId(1))
    );
    assert_eq!(counter.refused(asks(42)), Refusal::UnknownDesk(DeskId(42)));
}
