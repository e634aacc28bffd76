//! The head's word over the day (S5): other hours, the end by hand, and what
//! the next morning is told.

use office::command::Command;
use office::day::{Doors, Hours, MINUTE_MS, Moment};
use office::event::Event;
use office::oversight::{DayCommand, DayRefusal};
use office::refusal::Refusal;
use office::staff::AccountId;
use office::ticket::Closing;

use crate::counter::{ADVICE, Counter, READINGS, at, by_hand, date, hours, number, visitor};

fn head() -> AccountId {
    AccountId("head".to_owned())
}

pub(crate) fn hours_today(opens_at: Moment, closes_at: Moment) -> Command {
    Command::Day(DayCommand::OverrideHours {
        opens_at,
        closes_at,
        by: head(),
        despite_booked: false,
    })
}

fn close(even_with_people: bool) -> Command {
    Command::Day(DayCommand::Close {
        by: head(),
        even_with_people,
    })
}

pub(crate) fn doors(counter: &Counter) -> Doors {
    counter.office.day().unwrap().doors(counter.now)
}

/// «Сегодня закрываемся в 17:00»: registration ends a quarter of an hour before.
#[test]
fn s5_the_head_closes_earlier_today_and_registration_ends_with_it() {
    let mut counter = Counter::with_desks(&[1]);
    counter.does(hours_today(at(9, 0), at(17, 0)));
    counter.it_is(at(16, 44));
    counter.comes_for(ADVICE);
    counter.it_is(at(16, 45));
    assert_eq!(
        counter.refused(Command::TakeTicket(visitor(ADVICE))),
        Refusal::RegistrationEnded
    );
    counter.takes(by_hand(visitor(ADVICE), "издалека"));
    counter.it_is(at(17, 0));
    assert_eq!(doors(&counter), Doors::Closed);
    assert_eq!(counter.calls_and_starts(1).as_deref(), Some("А001"));
}

/// Nobody who is booked is lost silently: the head is told who, and confirms.
#[test]
fn s9_hours_that_leave_booked_visitors_outside_are_confirmed_first() {
    let mut counter = Counter::with_desks(&[1]);
    counter.does(crate::appointments::booked_for(7, at(17, 30)));
    let shorter = |despite_booked| {
        Command::Day(DayCommand::OverrideHours {
            opens_at: at(9, 0),
            closes_at: at(17, 0),
            by: head(),
            despite_booked,
        })
    };
    let told = Refusal::Day(DayRefusal::BookedOutside {
        at: vec![at(17, 30)],
    });
    assert_eq!(counter.refused(shorter(false)), told);
    counter.does(shorter(true));
    // Still booked, for everybody to see.
    assert_eq!(counter.office.diary().on(date(22)).len(), 1);
    // Longer hours leave nobody outside.
    counter.does(hours_today(at(9, 0), at(19, 0)));
}

#[test]
fn s5_longer_hours_let_visitors_in_again() {
    let mut counter = Counter::open();
    counter.it_is(at(17, 50));
    assert_eq!(doors(&counter), Doors::RegistrationEnded);
    counter.does(hours_today(at(9, 0), at(20, 0)));
    assert_eq!(doors(&counter), Doors::Open);
    counter.comes_for(READINGS);
    assert_eq!(counter.does(hours_today(at(9, 0), at(20, 0))), [], "twice");
}

#[test]
fn s5_hours_that_contradict_the_day_are_refused() {
    let mut counter = Counter::open();
    counter.it_is(at(12, 0));
    let mut why = |opens_at, closes_at| match counter.refused(hours_today(opens_at, closes_at)) {
        Refusal::Day(why) => why,
        other => panic!("{other:?}"),
    };
    assert_eq!(why(at(9, 0), at(8, 0)), DayRefusal::ClosesBeforeOpening);
    assert_eq!(why(at(9, 0), at(11, 59)), DayRefusal::ClosesInThePast);
    assert_eq!(
        why(at(13, 0), at(18, 0)),
        DayRefusal::AlreadyOpened {
            opened_at: at(9, 0)
        }
    );
    assert_eq!(why(at(0, 0), at(24, 1)), DayRefusal::DayTooLong);
    counter.does(Command::CloseDay);
    assert_eq!(
        counter.refused(hours_today(at(9, 0), at(19, 0))),
        Refusal::DayNotOpen
    );
}

/// The office file may be read again meanwhile: the head's word for today stays.
#[test]
fn s5_the_head_goes_before_the_office_file_until_taken_back() {
    let mut counter = Counter::open();
    counter.does(hours_today(at(9, 0), at(16, 0)));
    let file = Hours {
        closes_at: at(19, 0),
        registration_ends_at: at(18, 45),
        ..hours(0)
    };
    counter.does(Command::ChangeHours { hours: Some(file) });
    let closes = |counter: &Counter| counter.office.day().unwrap().hours.unwrap().closes_at;
    assert_eq!(closes(&counter), at(16, 0));
    let restore = Command::Day(DayCommand::RestoreHours {
        by: head(),
        despite_booked: false,
    });
    counter.does(restore.clone());
    assert_eq!(closes(&counter), at(19, 0));
    assert_eq!(
        counter.refused(restore),
        Refusal::Day(DayRefusal::NothingOverridden)
    );
}

#[test]
fn s5_a_day_off_can_be_worked_on_the_heads_word() {
    let mut counter = Counter::with(crate::counter::rules());
    counter.does(Command::OpenDay {
        date: date(22),
        hours: None,
    });
    counter.does(hours_today(at(10, 0), at(14, 0)));
    counter.it_is(at(10, 0));
    counter.comes_for(ADVICE);
}

/// Everyone registered is served, unless the head says it twice.
#[test]
fn s5_the_head_closes_the_day_only_knowingly_with_people_there() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    assert_eq!(
        counter.refused(close(false)),
        Refusal::Day(DayRefusal::SomebodyIsHere {
            waiting: 1,
            at_desks: 1
        })
    );
    counter.does(close(true));
    assert_eq!(counter.ticket("А001").closing(), Some(Closing::Served));
    assert_eq!(counter.ticket("А002").closing(), Some(Closing::NotServed));
    assert_eq!(counter.refused(close(true)), Refusal::DayNotOpen);
}

#[test]
fn s5_a_day_closed_by_mistake_opens_again_and_numbers_go_on() {
    let mut counter = Counter::open();
    let reopen = Command::Day(DayCommand::Reopen { by: head() });
    assert_eq!(
        counter.refused(reopen.clone()),
        Refusal::Day(DayRefusal::NotClosed)
    );
    counter.comes_for(ADVICE);
    counter.does(close(true));
    counter.does(reopen.clone());
    counter.does(Command::Revive {
        ticket: number("А001"),
    });
    assert_eq!(counter.comes_for(ADVICE), "А002");
    counter.does(close(true));
    counter.it_is(at(18, 0));
    assert_eq!(
        counter.refused(reopen),
        Refusal::Day(DayRefusal::OverForToday)
    );
}

/// Forgotten tickets are counted and told the next morning, after a restart too.
#[test]
fn s5_the_next_morning_tells_whom_the_day_before_forgot() {
    let mut counter = Counter::with_desks(&[1]);
    for _ in 0..3 {
        counter.comes_for(ADVICE);
    }
    counter.minutes_pass(20);
    counter.calls_and_starts(1);
    counter.it_is(at(18, 30));
    counter.does(Command::CloseDay);
    let next = |day, n| Command::OpenDay {
        date: date(day),
        hours: Some(hours(n)),
    };
    let opening = counter.does(next(23, 1));
    let mut morning = office::Office::new(crate::counter::rules());
    for event in &opening {
        morning.apply(event, counter.now);
    }
    let told = morning.day_before().unwrap();
    assert_eq!(told.date, date(22));
    assert_eq!((told.tickets, told.served), (3, 1));
    assert_eq!(told.not_served, [number("А002"), number("А003")]);
    assert_eq!(told.waits.electronic.percent(), Some(0));
    counter.minutes_pass(24 * 60);
    counter.does(next(24, 2));
    let still = counter.office.day_before().unwrap();
    assert_eq!(still.date, date(22), "a day without visitors passes it on");
}

#[test]
fn an_opening_without_a_day_before_tells_nothing() {
    let counter = Counter::open();
    assert_eq!(counter.office.day_before(), None);
    assert_eq!(Moment(0).plus_ms(MINUTE_MS), Moment(60_000));
    let opened = counter.log.iter().map(|(event, _at)| event.as_str());
    let opened: Vec<Event> = opened.map(|e| serde_json::from_str(e).unwrap()).collect();
    assert!(matches!(opened.as_slice(), [Event::DayOpened { .. }]));
}
