//! Bugs that were, each as the short list of steps that showed it.

use crate::runner::play;
use crate::step::{Do, Finish, Kind, PLAIN, To, World};

/// A missed call made a desk's own visitor anybody's.
#[test]
fn a_visitor_sent_to_a_desk_stays_its_visitor_after_a_missed_call() {
    play(
        PLAIN,
        &[
            Do::OpenDay(1, 300),
            Do::Open(1, 1),
            Do::Open(2, 2),
            Do::Take(Some(0), Kind::Ordinary),
            Do::Next(1, Finish::No),
            Do::Transfer(1, To::Desk(2), false),
            Do::Next(2, Finish::No),
            Do::Miss(2),
            Do::Pass(180_000),
            Do::Next(1, Finish::No),
        ],
    );
}

/// The kiosk closed one visitor too early, S5.
#[test]
fn one_waiting_per_desk_leaves_room_for_the_next_in_the_live_queue() {
    play(
        PLAIN,
        &[
            Do::OpenDay(1, 0),
            Do::Open(1, 1),
            Do::Live(true),
            Do::Take(None, Kind::Ordinary),
            Do::Take(None, Kind::Ordinary),
            Do::Take(None, Kind::Ordinary),
        ],
    );
}

/// A live call was put down to the law, with services kept.
#[test]
fn no_credit_is_the_reason_of_a_live_call() {
    play(
        World {
            keep_services: true,
            ..PLAIN
        },
        &[
            Do::OpenDay(1, 300),
            Do::Open(1, 1),
            Do::Live(true),
            Do::Take(Some(0), Kind::OutOfTurn),
            Do::Next(1, Finish::No),
        ],
    );
}

/// Yesterday's change of a desk's services lasted until the next restart.
#[test]
fn services_set_yesterday_are_gone_today() {
    play(
        PLAIN,
        &[
            Do::OpenDay(1, 300),
            Do::Services(2, 4),
            Do::OpenDay(1, 300),
            Do::Open(2, 2),
            Do::Take(Some(0), Kind::Ordinary),
            Do::Next(2, Finish::No),
        ],
    );
}

/// Two numbers of one series: behind the lease nothing was promised yet.
#[test]
fn behind_the_lease_no_series_begins_with_its_first_number() {
    play(
        PLAIN,
        &[
            Do::OpenDay(1, 300),
            Do::BehindLease,
            Do::Take(Some(0), Kind::Ordinary),
            Do::Live(true),
            Do::Take(None, Kind::Ordinary),
        ],
    );
}

/// In the short window a desk's own visitor became anybody's by a missed call.
#[test]
fn a_desks_own_visitor_taken_as_a_short_question_stays_its_own() {
    play(
        PLAIN,
        &[
            Do::OpenDay(1, 300),
            Do::Open(1, 1),
            Do::Open(3, 3),
            Do::Take(Some(2), Kind::Appointment),
            Do::Take(Some(1), Kind::Ordinary),
            Do::Next(1, Finish::No),
            Do::Transfer(1, To::Service(1), false),
            Do::Next(3, Finish::No),
            Do::Transfer(3, To::Desk(1), false),
            Do::Take(Some(2), Kind::Appointment),
            Do::Take(Some(2), Kind::Appointment),
            Do::Take(Some(2), Kind::Appointment),
            Do::Take(Some(2), Kind::Appointment),
            Do::Pass(2_000),
            Do::Next(1, Finish::No),
            Do::Miss(1),
            Do::Pass(180_000),
            Do::Next(3, Finish::No),
            Do::Next(1, Finish::No),
        ],
    );
}
