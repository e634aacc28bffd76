//! Made-up days through the heart: nobody of one service and class is called
//! before somebody who came earlier, and a past day can be run again.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on stops")]

use std::collections::BTreeSet;

use office::Office;
use office::command::{Command, Take};
use office::day::{Date, Hours, MINUTE_MS, Moment};
use office::desk::DeskId;
use office::event::Event;
use office::rules::Rules;
use office::service::{Service, ServiceId};
use office::staff::AccountId;
use office::ticket::{Channel, Class, TicketNumber};
use simulate::made_up::Site;
use simulate::past::Past;
use simulate::policy::Policy;
use simulate::replay::{Change, replay};
use simulate::{Plan, run};

#[test]
fn nobody_of_one_service_and_class_is_called_before_an_earlier_one() {
    // A million by `goals inversions 1000000`.
    for seed in 0..40 {
        let desks = u16::try_from(seed % 6 + 2).unwrap();
        let load = [0.4, 0.7, 0.9, 1.1][usize::try_from(seed % 4).unwrap()];
        let plan = Plan::new(Site::made_up(desks), 5, seed, load);
        let report = run(&plan, Policy::Ours);
        assert_eq!((report.inversions, report.broken), (0, 0), "seed {seed}");
    }
}

const OPENS: Moment = Moment(1_795_330_800_000);

fn at(minute: i64) -> Moment {
    OPENS.plus_ms(minute * MINUTE_MS)
}

fn service() -> ServiceId {
    ServiceId::from("advice")
}

fn rules() -> Rules {
    let advice = Service {
        id: service(),
        series: "А".to_owned(),
        expected_ms: 10 * MINUTE_MS,
        available: true,
    };
    let desks = [1, 2].map(|desk| (DeskId(desk), BTreeSet::from([service()])));
    Rules {
        services: [(service(), advice)].into(),
        desks: desks.into(),
        ..Rules::default()
    }
}

/// A day with one desk: a visitor every five minutes, ten minutes each.
fn a_slow_day() -> Vec<(Event, Moment)> {
    let mut office = Office::new(rules());
    let mut log = Vec::new();
    let mut does = |office: &mut Office, command: &Command, now: Moment| {
        for event in office.decide(command, now).unwrap() {
            office.apply(&event, now);
            log.push((event, now));
        }
    };
    let hours = Hours {
        opens_at: at(0),
        registration_ends_at: at(120),
        closes_at: at(240),
        goes_on: false,
    };
    let date = Date {
        year: 2026,
        month: 11,
        day: 25,
    };
    does(
        &mut office,
        &Command::OpenDay {
            date,
            hours: Some(hours),
        },
        at(0),
    );
    let (desk, staff) = (DeskId(1), AccountId("clerk".to_owned()));
    does(&mut office, &Command::OpenDesk { desk, staff }, at(0));
    for step in 0..24 {
        if step < 12 {
            let take = Take {
                service: Some(service()),
                class: Class::Ordinary,
                channel: Channel::Kiosk,
                language: "ru".to_owned(),
                reason: None,
                paper: false,
                help: false,
            };
            does(&mut office, &Command::TakeTicket(take), at(step * 5));
        }
        if step % 2 == 0 {
            let finish = (step > 0).then(|| TicketNumber {
                series: "А".into(),
                n: u16::try_from(step / 2).unwrap(),
            });
            does(
                &mut office,
                &Command::CallNext { desk, finish },
                at(step * 5),
            );
            does(&mut office, &Command::Start { desk }, at(step * 5));
        }
    }
    does(&mut office, &Command::Finish { desk }, at(120));
    does(&mut office, &Command::CloseDesk { desk }, at(235));
    does(&mut office, &Command::CloseDay, at(240));
    log
}

#[test]
fn a_past_day_run_again_as_it_was_comes_out_as_it_did() {
    let past = Past::of(&a_slow_day(), &rules()).unwrap();
    let found = replay(&past, &rules(), &[]);
    assert_eq!(found.happened.all.answered, 12);
    assert_eq!(found.happened.all, found.again.all);
    assert_eq!(found.again, found.changed);
    assert_eq!(found.happened.all.longest_ms, 55 * MINUTE_MS);
}

#[test]
fn one_more_desk_from_half_past_on_shortens_the_waits_after_it() {
    let past = Past::of(&a_slow_day(), &rules()).unwrap();
    let open = Change::Open {
        desk: DeskId(2),
        at: at(30),
        until: None,
    };
    let found = replay(&past, &rules(), &[open]);
    assert_eq!(found.changed.all.answered, 12);
    assert!(
        found.changed.all.in_time > found.again.all.in_time,
        "{found:?}"
    );
    assert!(found.changed.all.longest_ms < 25 * MINUTE_MS, "{found:?}");
    assert!(found.changed.open_ms > found.again.open_ms);
}

#[test]
fn a_desk_that_serves_nothing_of_it_leaves_everybody_waiting() {
    let past = Past::of(&a_slow_day(), &rules()).unwrap();
    let services = BTreeSet::new();
    let found = replay(
        &past,
        &rules(),
        &[Change::Serve {
            desk: DeskId(1),
            services,
        }],
    );
    assert_eq!(found.changed.all.answered, 0);
    assert_eq!(found.changed.unanswered, 12);
}
