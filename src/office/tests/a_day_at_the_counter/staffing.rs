//! How many desks, whose break had better wait: advice for the head (S7, S22).

use office::day::MINUTE_MS;
use office::desk::DeskId;
use office::staffing::{Advice, Change};

use crate::counter::{ADVICE, CONTRACTS, Counter, READINGS};

const TARGET: u32 = 85;

fn advice(counter: &Counter) -> Advice {
    counter.office.advise(counter.now, TARGET).unwrap()
}

#[test]
fn without_anybody_there_or_expected_there_is_no_advice() {
    let mut counter = Counter::open();
    assert_eq!(counter.office.advise(counter.now, TARGET), None);
    counter.staff_desk(1);
    assert_eq!(counter.office.advise(counter.now, TARGET), None);
}

#[test]
fn with_a_crowd_at_one_desk_it_says_which_desk_to_open_and_what_for() {
    let mut counter = Counter::with_desks(&[1]);
    for _ in 0..4 {
        counter.comes_for(ADVICE);
        counter.comes_for(CONTRACTS);
        counter.minutes_pass(1);
    }
    let found = advice(&counter);
    assert!(found.as_it_is.hour_percent < TARGET);
    let one = found.one_more.unwrap();
    assert!(
        one.outlook.hour_percent > found.as_it_is.hour_percent,
        "{one:?}"
    );
    let [Change::Open { desk, services }] = one.changes.as_slice() else {
        panic!("{one:?}");
    };
    assert!([DeskId(2), DeskId(3)].contains(desk));
    assert!(
        services.iter().any(|id| &*id.0 == CONTRACTS),
        "{services:?}"
    );
    assert_eq!(found.one_less, None);
}

#[test]
fn with_little_to_do_no_further_desk_is_asked_for() {
    let mut counter = Counter::with_desks(&[1, 3]);
    counter.minutes_pass(60);
    counter.comes_for(READINGS);
    let found = advice(&counter);
    assert_eq!(found.as_it_is.hour_percent, 100);
    assert_eq!(found.as_it_is.long_waits, 0);
    assert_eq!((found.one_more, found.more), (None, None));
    assert_eq!(found.lost_at, None);
    // Desk 1 serves everything: desk 3 can be spared.
    assert_eq!(found.enough, Some(1));
    let less = found.one_less.unwrap();
    assert_eq!(less.changes, [Change::Spare { desk: DeskId(3) }]);
}

#[test]
fn a_share_that_is_lost_already_is_not_said_to_be_lost_later() {
    let mut counter = Counter::with_desks(&[1]);
    for _ in 0..8 {
        counter.comes_for(ADVICE);
    }
    assert!(advice(&counter).lost_at.is_some(), "not lost yet");
    // Eight wait longer than the target, nobody was called in time.
    counter.minutes_pass(16);
    assert_eq!(advice(&counter).lost_at, None);
}

#[test]
fn the_only_desk_for_a_service_is_never_spared() {
    let mut counter = Counter::with_desks(&[1, 2]);
    counter.minutes_pass(60);
    counter.comes_for(CONTRACTS);
    counter.comes_for(READINGS);
    assert_eq!(advice(&counter).one_less, None);
}

#[test]
fn it_says_when_the_days_share_will_be_lost() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(READINGS);
    counter.calls_and_starts(1);
    for _ in 0..12 {
        counter.comes_for(ADVICE);
    }
    let found = advice(&counter);
    let lost_at = found.lost_at.unwrap();
    assert!(lost_at > counter.now.plus_ms(15 * MINUTE_MS), "not yet");
    assert!(lost_at <= found.until);
}

#[test]
fn the_same_office_always_gives_the_same_advice() {
    let mut counter = Counter::with_desks(&[1]);
    for _ in 0..6 {
        counter.comes_for(ADVICE);
    }
    assert_eq!(advice(&counter), advice(&counter));
}

#[test]
fn s22_a_break_had_better_wait_while_somebody_waits_for_this_desk_alone() {
    let mut counter = Counter::with_desks(&[1, 2]);
    counter.comes_for(CONTRACTS);
    counter.calls_and_starts(2);
    counter.comes_for(CONTRACTS);
    counter.comes_for(READINGS);
    let estimates = office::estimate::estimate(&counter.office, counter.now);
    let breaks = counter.office.breaks_better_later(&estimates);
    let desk = breaks[&DeskId(2)];
    assert_eq!(desk.waiting, 1);
    assert!(desk.better_in_ms > 0 && desk.better_in_ms <= 30 * MINUTE_MS);
    counter.staff_desk(3);
    let estimates = office::estimate::estimate(&counter.office, counter.now);
    assert!(counter.office.breaks_better_later(&estimates).is_empty());
}
