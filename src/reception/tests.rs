//! Numbers while no log keeps them, and the start after the power went.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use office::Office;
use office::command::{Command, Recovery, Take};
use office::day::{Copies, Date, Hours, Mode, Moment};
use office::event::Event;
use office::rules::Rules;
use office::service::{Service, ServiceId};
use office::ticket::{Channel, Class};

use crate::clock::Clock;
use crate::reception::almanac::{Almanac, Today};
use crate::reception::handle::{Ask, Handle};
use crate::reception::keep::{Draft, Entry, Keep, Storage};
use crate::reception::{Reception, Start};

const MORNING: Moment = Moment(1_795_330_800_000);
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// Both logs, which take entries or do not.
#[derive(Debug, Clone, Default)]
struct Logs(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    /// The place of the last entry.
    seq: u64,
    /// What outlives the power.
    durable: Vec<Entry>,
    are_gone: bool,
    /// They go with the next promise of numbers.
    fail_a_promise: bool,
}

impl Logs {
    fn go(&self) {
        self.0.lock().unwrap().are_gone = true;
    }

    fn come_back(&self) {
        let mut kept = self.0.lock().unwrap();
        (kept.are_gone, kept.fail_a_promise) = (false, false);
    }
}

impl Keep for Logs {
    async fn keep(&mut self, draft: Draft) -> Arc<Entry> {
        let mut kept = self.0.lock().unwrap();
        kept.seq += 1;
        let entry = Entry {
            epoch: 1,
            seq: kept.seq,
            chain: 0,
            body: Arc::default(),
            draft,
        };
        let promises = |event: &Event| matches!(event, Event::NumbersLeased { .. });
        kept.are_gone |= kept.fail_a_promise && entry.draft.events.iter().any(promises);
        if !kept.are_gone {
            kept.durable.push(entry.clone());
        }
        Arc::new(entry)
    }

    fn storage(&self) -> Storage {
        let are_gone = self.0.lock().unwrap().are_gone;
        Storage {
            mode: Mode::Electronic,
            copies: if are_gone { Copies::None } else { Copies::Two },
        }
    }

    fn is_durable(&self, seq: u64) -> bool {
        let kept = self.0.lock().unwrap();
        kept.durable.iter().any(|entry| entry.seq == seq)
    }

    fn found(&mut self) -> Vec<Entry> {
        Vec::new()
    }

    async fn changed(&mut self) {
        std::future::pending::<()>().await;
    }
}

#[derive(Debug)]
struct OneDay;

impl Almanac for OneDay {
    fn at(&self, _now: Moment) -> Today {
        Today {
            date: Date {
                year: 2026,
                month: 11,
                day: 23,
            },
            hours: Some(Hours {
                opens_at: MORNING,
                registration_ends_at: MORNING.plus_ms(3_600_000),
                closes_at: MORNING.plus_ms(3_600_000),
                goes_on: false,
            }),
            clock: "1405".to_owned(),
        }
    }
}

fn advice() -> ServiceId {
    ServiceId::from("advice".to_owned())
}

/// An office with one service.
fn rules() -> Rules {
    let service = Service {
        id: advice(),
        series: "А".to_owned(),
        expected_ms: 60_000,
        available: true,
    };
    Rules {
        services: BTreeMap::from([(advice(), service)]),
        ..Rules::default()
    }
}

/// It starts from what the logs hold.
async fn starts(logs: &Logs, recovery: Option<Recovery>) -> Handle {
    let start = Start {
        office: Office::new(rules()),
        entries: logs.0.lock().unwrap().durable.clone(),
        recovery,
        clock: Clock::by_hand(MORNING),
        almanac: Box::new(OneDay),
    };
    let (reception, handle) = Reception::open(start, logs.clone()).await;
    drop(tokio::spawn(reception.run()));
    handle
}

/// A visitor takes a ticket and reads the number on it.
async fn comes(handle: &Handle) -> String {
    let take = Take {
        service: Some(advice()),
        class: Class::Ordinary,
        channel: Channel::Kiosk,
        language: "ru".to_owned(),
        reason: None,
        paper: true,
        help: false,
    };
    let ask = Ask::new(Command::TakeTicket(take), "kiosk");
    let done = handle.ask(ask).await.unwrap();
    let mut numbers = done.events.iter().filter_map(|event| {
        let Event::TicketTaken(taken) = event else {
            return None;
        };
        Some(taken.number.to_string())
    });
    numbers.next().unwrap()
}

#[tokio::test]
async fn a_promise_that_went_with_the_logs_is_not_built_upon() {
    let logs = Logs::default();
    let office = starts(&logs, None).await;
    let mut told = Vec::new();
    // The next ticket carries the promise of the next numbers with it.
    for _visitor in 0..10 {
        told.push(comes(&office).await);
    }
    logs.0.lock().unwrap().fail_a_promise = true;
    for _visitor in 0..40 {
        told.push(comes(&office).await);
    }
    assert_eq!(told.get(10).unwrap(), "А011", "promised by the opening");
    assert_eq!(told.get(11).unwrap(), "1405А001", "told as not kept");

    // The power goes, with it whatever was in memory alone.
    drop(office);
    logs.come_back();
    let office = starts(&logs, Some(Recovery::BehindLease)).await;
    for _visitor in 0..40 {
        let number = comes(&office).await;
        assert!(!told.contains(&number), "{number} was given twice");
        told.push(number);
    }
}

/// Days follow each other.
#[derive(Debug)]
struct Days;

impl Almanac for Days {
    fn at(&self, now: Moment) -> Today {
        let days = u8::try_from(now.ms_since(MORNING) / DAY_MS).unwrap();
        let mut today = OneDay.at(now);
        today.date.day += days;
        today.hours = today.hours.map(|hours| Hours {
            opens_at: hours.opens_at.plus_ms(i64::from(days) * DAY_MS),
            registration_ends_at: hours.registration_ends_at.plus_ms(i64::from(days) * DAY_MS),
            closes_at: hours.closes_at.plus_ms(i64::from(days) * DAY_MS),
            goes_on: hours.goes_on,
        });
        today
    }
}

/// A disk forgot a piece between two days: the end of one, the beginning of the
/// other.
#[tokio::test]
async fn whoever_came_today_is_there_though_nothing_tells_that_the_day_began() {
    let logs = Logs::default();
    let office = starts(&logs, None).await;
    comes(&office).await;
    drop(office);
    let mut entries = logs.0.lock().unwrap().durable.clone();
    let mut today = entries.last().unwrap().clone();
    assert!(matches!(today.draft.events[0], Event::TicketTaken(_)));
    today.seq += 3;
    today.draft.at = today.draft.at.plus_ms(DAY_MS);
    entries.push(today);

    let start = Start {
        office: Office::new(rules()),
        entries,
        recovery: Some(Recovery::BehindLease),
        clock: Clock::by_hand(MORNING.plus_ms(DAY_MS + 60_000)),
        almanac: Box::new(Days),
    };
    let (_reception, handle) = Reception::open(start, logs).await;
    let picture = handle.told().picture;
    assert_eq!(picture.day.as_ref().unwrap().date.day, 24);
    assert_eq!(picture.waiting.len(), 1, "today's visitor");
}

#[tokio::test]
async fn the_first_number_behind_a_promise_is_promised_before_it_is_told() {
    let logs = Logs::default();
    let office = starts(&logs, None).await;
    comes(&office).await;
    drop(office);
    let office = starts(&logs, Some(Recovery::BehindLease)).await;
    logs.go();
    let told = comes(&office).await;
    assert_eq!(told, "1405А001");

    drop(office);
    logs.come_back();
    let office = starts(&logs, Some(Recovery::BehindLease)).await;
    assert_eq!(comes(&office).await, "А021");
}
