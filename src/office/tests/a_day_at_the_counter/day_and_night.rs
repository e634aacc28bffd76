//! An office that is open day and night (S5): its day is held over midnight for
//! those who wait.

use office::appointment::{AppointmentRefusal as No, Time};
use office::command::Command;
use office::day::{Doors, Hours};

use crate::appointments::{book, check_in, no, ticket_of};
use crate::counter::{ADVICE, Counter, at, date, hours};
use crate::oversight::{doors, hours_today};

fn tonight() -> Hours {
    Hours {
        registration_ends_at: at(24, 0),
        closes_at: at(24, 0),
        goes_on: true,
        ..hours(0)
    }
}

fn open_tonight() -> Counter {
    let mut counter = Counter::open();
    let hours = Some(tonight());
    counter.does(Command::ChangeHours { hours });
    counter
}

#[test]
fn s9_who_is_booked_for_after_midnight_checks_in_while_the_day_before_is_held() {
    let mut counter = open_tonight();
    let next = Hours {
        opens_at: at(24, 0),
        closes_at: at(48, 0),
        ..tonight()
    };
    let to = Time {
        date: date(23),
        starts_at: at(24, 30),
        hours: Some(next),
    };
    counter.does(book(7, ADVICE, to));

    counter.it_is(at(23, 30));
    let other_day = No::OtherDay {
        date: to.date,
        starts_at: to.starts_at,
    };
    assert_eq!(no(counter.refused(check_in(7))), other_day);
    counter.it_is(at(24, 20));
    let (_number, on_time) = ticket_of(&counter.does(check_in(7)));
    assert!(on_time);
}

/// The head closes an office that is open day and night, and thinks better of it.
#[test]
fn s5_an_office_that_is_open_day_and_night_is_so_again_at_its_own_hours() {
    let mut counter = open_tonight();
    counter.does(hours_today(at(9, 0), at(22, 0)));
    counter.it_is(at(21, 50));
    assert_eq!(doors(&counter), Doors::RegistrationEnded);
    counter.does(hours_today(at(9, 0), at(24, 0)));
    assert_eq!(counter.office.day().unwrap().hours, Some(tonight()));
    counter.it_is(at(24, 30));
    assert_eq!(doors(&counter), Doors::Open);
}
