//! S4: the share within 15 minutes, against the target of the mode at the time.

use office::day::Mode;
use office::waits::Tally;

use crate::counter::{ADVICE, Counter, live_visitor};

fn tally(answered: u32, in_time: u32) -> Tally {
    Tally { answered, in_time }
}

#[test]
fn s4_each_wait_is_judged_by_the_mode_its_call_came_in() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.comes_for(ADVICE);
    counter.minutes_pass(10);
    counter.calls_and_starts(1);
    counter.finishes(1);
    counter.database_dies();
    counter.minutes_pass(10);
    counter.calls_and_starts(1);
    counter.finishes(1);
    counter.takes(live_visitor());
    counter.database_is_back();
    counter.minutes_pass(1);
    counter.calls_and_starts(1);
    let waits = counter.office.waits();
    assert_eq!(
        waits.of(Mode::Electronic),
        tally(2, 2),
        "the last came after"
    );
    assert_eq!(waits.of(Mode::Live), tally(1, 0), "twenty minutes, live");
}

/// A wait lasts until the call that is answered, not until an earlier one.
#[test]
fn s4_a_missed_call_does_not_end_the_wait() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.minutes_pass(10);
    counter.calls(1);
    counter.misses(1);
    counter.minutes_pass(25);
    counter.calls_and_starts(1);
    let waits = counter.office.waits();
    assert_eq!(waits.electronic, tally(1, 0));
    assert_eq!(waits.late, 1);
    assert!(waits.longest_ms >= 35 * 60_000);
}

#[test]
fn s4_those_who_wait_too_long_already_are_told_before_they_are_called() {
    let mut counter = Counter::open();
    counter.comes_for(ADVICE);
    counter.minutes_pass(16);
    counter.comes_for(ADVICE);
    counter.minutes_pass(15);
    let now = counter.office.waiting_now(counter.now);
    assert_eq!(
        (now.long, now.late),
        (1, 1),
        "exactly 15 minutes is in time"
    );
    assert_eq!(now.longest_ms, 31 * 60_000);
}

/// «До порога можно ещё 2 долгих ожидания».
#[test]
fn s4_the_budget_says_how_many_long_waits_the_day_can_bear() {
    assert_eq!(tally(0, 0).long_waits_left(85), None);
    assert_eq!(tally(20, 19).long_waits_left(85), Some(2));
    assert_eq!(tally(17, 17).long_waits_left(85), Some(3));
    assert_eq!(tally(10, 8).long_waits_left(85), Some(-1));
    assert_eq!(tally(5, 5).long_waits_left(100), Some(0));
    for (answered, in_time) in [(20, 19), (17, 17), (113, 101)] {
        let left = u32::try_from(tally(answered, in_time).long_waits_left(85).unwrap()).unwrap();
        let share = |more: u32| f64::from(in_time) / f64::from(answered + more);
        assert!(share(left) >= 0.85 && share(left + 1) < 0.85);
    }
}
