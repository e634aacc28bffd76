//! The office day: opening, closing with people still there, the day after.

use office::command::{Command, Recovery};
use office::day::{Date, Doors, Hours};
use office::desk::DeskId;
use office::event::Event;
use office::refusal::Refusal;
use office::staff::AccountId;
use office::ticket::Closing;

use crate::counter::{ADVICE, Counter, at, date, hours, leaves_for, number, opens, rules, visitor};

#[test]
fn closing_the_day_accounts_for_everyone_still_there() {
    let mut counter = Counter::with_desks(&[1, 3]);
    for _ in 0..3 {
        counter.comes_for(ADVICE);
    }
    counter.calls_and_starts(1);
    counter.calls(3);
    counter.it_is(at(18, 5));
    counter.does(Command::CloseDay);
    assert_eq!(counter.ticket("А001").closing(), Some(Closing::Served));
    assert_eq!(counter.ticket("А002").closing(), Some(Closing::NotServed));
    assert_eq!(counter.ticket("А003").closing(), Some(Closing::NotServed));
    assert_eq!(counter.office.working_desks(), 0);
    assert!(counter.office.desks().all(|desk| !desk.is_open()));
}

#[test]
fn a_visit_to_be_returned_to_a_desk_ends_with_the_day() {
    let mut counter = Counter::with_desks(&[1, 2]);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    counter.does(crate::counter::transfer(
        1,
        crate::counter::to_desk(2),
        true,
    ));
    counter.calls_and_starts(2);
    counter.does(Command::CloseDay);
    assert_eq!(counter.ticket("А001").closing(), Some(Closing::Served));
}

#[test]
fn a_closed_day_issues_calls_and_opens_nothing() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.does(Command::CloseDay);
    assert_eq!(counter.does(Command::CloseDay), [], "closed already");
    for command in [
        Command::TakeTicket(visitor(ADVICE)),
        Command::TakeTicket(crate::counter::by_hand(visitor(ADVICE), "поздно")),
        Command::CallNext {
            desk: DeskId(1),
            finish: None,
        },
        Command::Revive {
            ticket: number("А001"),
        },
        Command::OpenDesk {
            desk: DeskId(1),
            staff: AccountId("ivanova".to_owned()),
        },
    ] {
        assert_eq!(counter.refused(command), Refusal::DayNotOpen);
    }
    assert_eq!(
        counter
            .office
            .picture(counter.now, std::sync::Arc::default())
            .doors,
        Doors::Closed
    );
}

/// Reliability, I10.
#[test]
fn the_day_never_goes_back_and_is_not_opened_twice() {
    let mut counter = Counter::open();
    counter.comes_for(ADVICE);
    assert_eq!(counter.does(opens(22, 0)), []);
    assert_eq!(counter.does(opens(21, -1)), []);
    let new_year = Date {
        year: 2025,
        month: 12,
        day: 31,
    };
    assert_eq!(
        counter.does(Command::OpenDay {
            date: new_year,
            hours: None
        }),
        []
    );
    assert_eq!(counter.queue(), ["А001"]);
    counter.does(Command::CloseDay);
    assert_eq!(counter.does(opens(22, 0)), [], "not the same day again");
}

/// Once it went back, what was known is not forgotten with the next opening.
#[test]
fn a_date_that_had_visitors_is_remembered_over_later_openings() {
    let mut counter = Counter::open();
    counter.comes_for(ADVICE);
    counter.does(Command::CloseDay);
    counter.does(opens(23, 0));
    counter.does(leaves_for(21, 0));
    counter.comes_for(ADVICE);
    counter.does(Command::CloseDay);
    counter.does(opens(23, 0));
    counter.does(leaves_for(22, 0));
    let series = counter.office.series_of_date_again();
    assert_eq!(series.as_deref(), Some("5001"));
}

/// The clock was ahead, and comes to dates that had visitors: no number of them
/// is given again, whichever way it went.
#[test]
fn a_date_that_the_clock_comes_to_again_has_numbers_of_its_own() {
    let mut counter = Counter::open();
    counter.comes_for(ADVICE);
    counter.does(Command::CloseDay);
    counter.does(opens(23, 1));
    assert_eq!(counter.office.series_of_date_again(), None);

    counter.does(leaves_for(21, -1));
    assert_eq!(counter.office.day().unwrap().date, date(21));
    let mut given = Vec::new();
    for (day, n) in [(22, 0), (23, 1), (22, 0), (23, 1)] {
        let goes_on = counter.office.day().unwrap().date < date(day);
        counter.does(if goes_on {
            opens(day, n)
        } else {
            leaves_for(day, n)
        });
        given.extend(counter.office.series_of_date_again());
        if let Some(prefix) = given.last().filter(|_prefix| day == 22) {
            let prefix = prefix.clone();
            let renew = Recovery::NewSeries { prefix };
            counter.does(Command::RecoverNumbers(renew));
            assert_eq!(counter.office.series_of_date_again(), None);
        }
    }
    assert_eq!(given, ["5001", "5002"], "the 23rd had nobody");
}

#[test]
fn a_day_is_left_only_when_it_is_over_or_nobody_was_there() {
    let mut counter = Counter::open();
    counter.comes_for(ADVICE);
    assert_eq!(counter.does(leaves_for(21, -1)), [], "somebody waits");
    counter.does(Command::CloseDay);
    assert_eq!(counter.does(leaves_for(23, 1)), [], "that is no way back");
    counter.does(leaves_for(22, 0));
    assert!(!counter.office.day().unwrap().closed);
    counter.staff_desk(1);
    assert_eq!(counter.does(leaves_for(21, -1)), [], "a desk is open");
}

#[test]
fn a_day_left_open_is_closed_by_the_next() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    counter.minutes_pass(24 * 60);
    let events = counter.does(opens(23, 1));
    assert!(matches!(
        events.as_slice(),
        [
            Event::VisitFinished { .. },
            Event::DayClosed { not_served },
            Event::DeskClosed { .. },
            Event::DayOpened { .. },
            Event::Day(_),
            Event::LearntCarriedOver(_),
        ] if not_served == &[number("А002")]
    ));
    assert_eq!(counter.office.tickets().count(), 0);
    assert_eq!(counter.office.desk(DeskId(1)).unwrap().served_today, 0);
    assert_eq!(counter.comes_for(ADVICE), "А001");
}

#[test]
fn closing_before_any_day_was_opened_is_nothing() {
    let mut counter = Counter::with(rules());
    assert_eq!(counter.does(Command::CloseDay), []);
    assert_eq!(counter.does(Command::ChangeHours { hours: None }), []);
}

/// S5: both figures are settings, and may change during the day.
#[test]
fn changed_hours_hold_at_once() {
    let mut counter = Counter::open();
    counter.it_is(at(16, 50));
    counter.comes_for(ADVICE);
    let shorter = Some(Hours {
        registration_ends_at: at(16, 45),
        closes_at: at(17, 0),
        goes_on: false,
        ..hours(0)
    });
    counter.does(Command::ChangeHours { hours: shorter });
    assert_eq!(counter.does(Command::ChangeHours { hours: shorter }), []);
    assert_eq!(
        counter.refused(Command::TakeTicket(visitor(ADVICE))),
        Refusal::RegistrationEnded
    );
    counter.it_is(at(17, 0));
    assert_eq!(
        counter.refused(Command::TakeTicket(visitor(ADVICE))),
        Refusal::OfficeClosed
    );
}

#[test]
fn doors_follow_the_hours() {
    let counter = Counter::open();
    let day = counter.office.day().unwrap();
    let doors = [
        (at(8, 59), Doors::BeforeOpening),
        (at(9, 0), Doors::Open),
        (at(17, 44), Doors::Open),
        (at(17, 45), Doors::RegistrationEnded),
        (at(17, 59), Doors::RegistrationEnded),
        (at(18, 0), Doors::Closed),
    ];
    for (moment, expected) in doors {
        assert_eq!(day.doors(moment), expected);
    }
}

#[test]
fn a_sign_in_lasts_over_a_restart_and_ends_with_sign_out() {
    let mut counter = Counter::open();
    let until = counter.now.plus_ms(60_000);
    let sign_in = |session: &str, until| Command::SignIn {
        session: session.to_owned(),
        account: AccountId("ivanova".to_owned()),
        until,
        by_directory: false,
    };
    counter.does(sign_in("one", until));
    let restarted = counter.restarted(counter.log.len());
    assert_eq!(restarted.session("one"), counter.office.session("one"));
    assert!(restarted.session("one").is_some());
    // An outlived session is swept out when somebody signs in.
    counter.minutes_pass(1);
    counter.does(sign_in("two", until.plus_ms(60_000)));
    assert!(counter.office.session("one").is_none());
    counter.does(Command::SignOut {
        session: "two".to_owned(),
    });
    assert!(counter.office.session("two").is_none());
}

#[test]
fn dates_are_read_as_written_and_nothing_else_is() {
    assert_eq!("2026-11-22".parse(), Ok(date(22)));
    assert_eq!(date(5).to_string(), "2026-11-05");
    for text in [
        "",
        "2026",
        "2026-11",
        "2026-13-01",
        "2026-00-10",
        "2026-11-32",
        "22.11.2026",
    ] {
        assert!(text.parse::<Date>().is_err(), "{text}");
    }
}
