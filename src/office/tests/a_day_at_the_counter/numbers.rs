//! Unique numbers on a day: leases, restarts, new series, and the last of them.

use std::collections::BTreeSet;

use office::Office;
use office::command::{Command, FoundDay, FoundTicket, Recovery};
use office::day::{Copies, Mode, Moment};
use office::event::{Event, Taken};
use office::refusal::Refusal;
use office::signs::Signs;
use office::ticket::{Channel, Class, Closing};

use crate::counter::{
    ADVICE, CONTRACTS, Counter, READINGS, at, date, hours, live_visitor, number, rules, visitor,
};

fn recover(prefix: Option<&str>) -> Command {
    Command::RecoverNumbers(match prefix {
        None => Recovery::BehindLease,
        Some(prefix) => Recovery::NewSeries {
            prefix: prefix.to_owned(),
        },
    })
}

fn leases(counter: &Counter) -> usize {
    let log = &counter.log;
    log.iter()
        .filter(|(event, _at)| event.contains("numbers-leased"))
        .count()
}

/// Reliability: "up to L may be printed" is said before it is.
#[test]
fn a_lease_always_runs_ahead_of_printing() {
    let mut counter = Counter::open();
    let mut leased = 20; // by the opening of the day
    for n in 1..=200 {
        for event in counter.does(Command::TakeTicket(visitor(ADVICE))) {
            match event {
                Event::NumbersLeased { series, up_to } => {
                    assert_eq!(series, "А");
                    assert!(up_to > leased);
                    leased = up_to;
                }
                Event::TicketTaken(taken) => {
                    assert_eq!(taken.number.n, n);
                    assert!(leased >= n + 10, "{n} printed, {leased} promised");
                }
                other => panic!("{other:?}"),
            }
        }
    }
    assert!(leases(&counter) <= 12, "not a promise for every ticket");
}

/// Reliability: no number twice, though one log lags behind what was printed.
#[test]
fn after_a_restart_on_a_log_that_lacks_ten_tickets_no_number_comes_twice() {
    let mut counter = Counter::open();
    let mut ends = vec![counter.log.len()];
    let mut printed = BTreeSet::new();
    for _ in 0..60 {
        printed.insert(counter.comes_for(ADVICE));
        ends.push(counter.log.len());
        for lag in 0..=10_usize {
            let Some(kept) = ends.len().checked_sub(1 + lag).map(|index| ends[index]) else {
                continue;
            };
            let office = recovered(counter.restarted(kept), &recover(None), counter.now);
            let next = next_number(&office, counter.now);
            assert!(!printed.contains(&next), "{next} again, {lag} tickets lost");
        }
    }
}

fn recovered(mut office: Office, how: &Command, now: Moment) -> Office {
    for event in office.decide(how, now).unwrap() {
        office.apply(&event, now);
    }
    office.check().unwrap();
    office
}

fn next_number(office: &Office, now: Moment) -> String {
    let events = office
        .decide(&Command::TakeTicket(visitor(ADVICE)), now)
        .unwrap();
    let taken = events.iter().find_map(|event| match event {
        Event::TicketTaken(taken) => Some(taken.number.to_string()),
        _ => None,
    });
    taken.unwrap()
}

#[test]
fn going_on_behind_the_lease_twice_loses_no_more_numbers() {
    let mut counter = Counter::open();
    counter.comes_for(ADVICE);
    counter.comes_for(CONTRACTS);
    assert_eq!(counter.does(recover(None)).len(), 4, "А, К, Т and Ж");
    assert_eq!(counter.does(recover(None)), []);
    assert_eq!(counter.comes_for(ADVICE), "А021");
    assert_eq!(
        counter.comes_for(READINGS),
        "Т021",
        "never seen, yet maybe printed"
    );
    counter.database_dies();
    assert_eq!(counter.takes(live_visitor()), "Ж021");
}

#[test]
fn there_is_nothing_to_skip_before_the_day_and_after_it() {
    let mut counter = Counter::with(rules());
    assert_eq!(counter.does(recover(None)), []);
    let mut counter = Counter::open();
    counter.comes_for(ADVICE);
    counter.does(Command::CloseDay);
    assert_eq!(counter.does(recover(None)), []);
}

#[test]
fn a_new_series_is_named_by_the_clock_and_old_tickets_keep_theirs() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.does(recover(Some("1405")));
    counter.minutes_pass(1);
    assert_eq!(counter.comes_for(ADVICE), "1405А001");
    assert_eq!(counter.queue(), ["А001", "1405А001"]);
    counter.database_dies();
    assert_eq!(counter.takes(live_visitor()), "1405Ж001");
    assert_eq!(counter.calls(1).as_deref(), Some("А001"));
}

/// Two starts within one minute, the second without any trace of the first.
#[test]
fn a_series_of_the_same_minute_begins_behind_what_a_run_before_may_have_given() {
    let mut before = Counter::open();
    before.seconds_pass(7);
    before.does(recover(Some("1405")));
    let told: Vec<String> = (0..20).map(|_visitor| before.comes_for(ADVICE)).collect();
    assert_eq!(told[0], "1405А036");
    let mut after = Counter::open();
    after.seconds_pass(12);
    after.does(recover(Some("1405")));
    assert!(!told.contains(&after.comes_for(ADVICE)));
    after.database_dies();
    assert_eq!(after.takes(live_visitor()), "1405Ж061");
}

#[test]
fn renewed_twice_within_a_minute_a_known_series_goes_on_behind_both() {
    let mut counter = Counter::open();
    counter.does(recover(Some("1405")));
    assert_eq!(counter.comes_for(ADVICE), "1405А001");
    counter.seconds_pass(10);
    counter.does(recover(Some("1405")));
    assert_eq!(counter.comes_for(ADVICE), "1405А051");
}

#[test]
fn an_abandoned_series_is_never_continued() {
    let mut counter = Counter::open();
    counter.comes_for(ADVICE);
    counter.does(recover(Some("1405")));
    counter.comes_for(ADVICE);
    counter.does(recover(Some("1622")));
    assert_eq!(counter.comes_for(ADVICE), "1622А001");
    assert_eq!(counter.comes_for(ADVICE), "1622А002");
}

#[test]
fn going_on_behind_the_lease_keeps_the_new_series() {
    let mut counter = Counter::open();
    counter.comes_for(ADVICE);
    counter.does(recover(Some("1405")));
    let skipped = counter.does(recover(None));
    let series: Vec<String> = skipped
        .into_iter()
        .filter_map(|event| match event {
            Event::NumbersSkipped { series, .. } => Some(series),
            _ => None,
        })
        .collect();
    assert_eq!(series, ["1405А", "1405Ж", "1405К", "1405Т", "А"]);
    assert_eq!(counter.comes_for(ADVICE), "1405А021");
}

#[test]
fn a_ticket_beyond_the_lease_is_told_before_it_is_taken() {
    let mut counter = Counter::open();
    // The opening of the day promises the first twenty.
    assert!(!counter.office.is_beyond_lease(&visitor(ADVICE)));
    counter.does(recover(None));
    assert!(counter.office.is_beyond_lease(&visitor(ADVICE)));
    counter.comes_for(ADVICE);
    assert!(!counter.office.is_beyond_lease(&visitor(ADVICE)));
    assert!(
        !counter.office.is_beyond_lease(&visitor("tea")),
        "no such ticket"
    );
}

#[test]
fn after_999_numbers_have_four_digits_and_after_9999_others_go_on() {
    let mut counter = Counter::open_with(office::rules::Rules {
        max_waiting: 5_000,
        ..rules()
    });
    // Most of them in the log already, so that the story stays short.
    let (series, now) = ("А".to_owned(), counter.now);
    let skip_to = |counter: &mut Counter, last: u16| {
        let leased = Event::NumbersLeased {
            series: series.clone(),
            up_to: last,
        };
        let skipped = Event::NumbersSkipped {
            series: series.clone(),
            last,
        };
        for event in [leased, skipped] {
            counter.office.apply(&event, now);
            counter
                .log
                .push((serde_json::to_string(&event).unwrap(), now));
        }
    };
    skip_to(&mut counter, 998);
    for number in ["А999", "А1000", "А1001"] {
        assert_eq!(counter.comes_for(ADVICE), number);
    }
    skip_to(&mut counter, 9_985);
    let promised = leases(&counter);
    for n in 9_986..=9_999 {
        assert_eq!(counter.comes_for(ADVICE), format!("А{n}"));
    }
    assert_eq!(
        counter.refused(Command::TakeTicket(visitor(ADVICE))),
        Refusal::NumbersUsedUp {
            series: "А".to_owned()
        }
    );
    assert_eq!(counter.comes_for(CONTRACTS), "К001");
    assert_eq!(
        leases(&counter),
        promised + 1,
        "the rest of the series is promised only once"
    );
    // A new series is the way on.
    counter.does(recover(Some("1730")));
    assert_eq!(counter.comes_for(ADVICE), "1730А001");
}

#[test]
fn numbers_start_anew_every_day_with_no_prefix() {
    let mut counter = Counter::open();
    counter.comes_for(ADVICE);
    counter.does(recover(Some("1405")));
    counter.comes_for(ADVICE);
    counter.does(Command::CloseDay);
    counter.minutes_pass(24 * 60);
    counter.does(Command::OpenDay {
        date: date(23),
        hours: Some(hours(1)),
    });
    assert_eq!(counter.comes_for(ADVICE), "А001");
    assert_eq!(counter.office.tickets().count(), 1);
}

#[test]
fn with_nothing_durable_the_promise_ends_and_a_new_series_goes_on() {
    let mut counter = Counter::open();
    for _visitor in 0..5 {
        counter.comes_for(ADVICE);
    }
    counter.does(Command::NoteStorage {
        mode: Mode::Electronic,
        copies: Copies::None,
    });
    let before = leases(&counter);
    while !counter.office.is_beyond_lease(&visitor(ADVICE)) {
        counter.comes_for(ADVICE);
    }
    assert_eq!(
        leases(&counter),
        before,
        "what memory alone keeps is no promise"
    );
    counter.does(recover(Some("1405")));
    for n in 1..=30 {
        assert!(!counter.office.is_beyond_lease(&visitor(ADVICE)));
        assert_eq!(counter.comes_for(ADVICE), format!("1405А{n:03}"));
    }
}

fn found(text: &str, taken_at: Moment, closed: Option<Closing>) -> FoundTicket {
    let taken = Taken {
        number: number(text),
        service: None,
        class: Class::Ordinary,
        channel: Channel::Kiosk,
        language: "ru".to_owned(),
        reason: None,
        reference: taken_at,
        booked_for: None,
        paper: false,
        help: false,
        promised: None,
    };
    FoundTicket {
        taken,
        taken_at,
        closed,
    }
}

fn take_over(tickets: Vec<FoundTicket>) -> Command {
    Command::TakeOver(FoundDay {
        date: date(22),
        tickets,
        carried: Box::default(),
        signs: Signs::default(),
        ended: at(9, 31),
    })
}

#[test]
fn what_a_late_log_knows_stands_before_the_first_number_of_a_series() {
    let mut counter = Counter::open();
    counter.seconds_pass(7);
    counter.does(recover(Some("1405")));
    assert_eq!(counter.comes_for(ADVICE), "1405А036");
    let late = ["1405А003", "1405А001"].map(|text| found(text, at(9, 30), None));
    counter.does(take_over(late.to_vec()));
    for text in ["1405А001", "1405А003", "1405А036"] {
        assert!(counter.is_waiting(text), "{text}");
    }
    assert_eq!(counter.office.tickets().count(), 3);
    assert_eq!(counter.comes_for(ADVICE), "1405А037");
}

#[test]
fn what_a_late_log_knows_comes_back_and_only_moves_forward() {
    let mut counter = Counter::open();
    let known = counter.comes_for(ADVICE);
    let called = counter.comes_for(ADVICE);
    counter.staff_desk(1);
    counter.calls(1);
    let (at_desk, waits) = (known, called);
    let take_over = take_over(vec![
        found(
            &at_desk,
            counter.ticket(&at_desk).taken_at,
            Some(Closing::Served),
        ),
        found(
            &waits,
            counter.ticket(&waits).taken_at,
            Some(Closing::Served),
        ),
        found("А015", at(9, 30), None),
        // Somebody else, whom the other history let in under this number.
        found(&waits, at(9, 30), None),
        // Beyond what this history had leased.
        found("А216", at(9, 31), Some(Closing::NoShow)),
    ]);
    counter.does(take_over.clone());
    assert_eq!(
        counter.at_desk(1),
        Some(at_desk),
        "who sits at a desk stays"
    );
    assert!(counter.ticket(&waits).is_closed());
    assert!(counter.is_waiting("А015"));
    assert!(counter.is_waiting(&format!("2{waits}")));
    assert!(counter.does(take_over.clone()).is_empty(), "twice is once");
    assert!(counter.ticket("А216").is_closed());
    assert_eq!(counter.comes_for(ADVICE), "А217");
    assert!(counter.does(take_over).is_empty(), "twice is once");
}
