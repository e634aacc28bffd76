//! The rooms with a file of their own: the past and people's rows.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use office::day::{Date, Moment};
use office::event::Event;
use office::person::PersonId;
use talon::history::{History, NoReport, Place};
use talon::people::pii::Pii;
use talon::people::{By, Person};
use talon::reception::keep::{Draft, Entry, ReadAnswer, ReadAsk, Reader};
use talon::store;
use talon::watch::upkeep::Upkeep;
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::PATIENCE;
use crate::folder::Folder;

/// A log of days that were opened, one an entry.
#[derive(Clone, Default)]
struct Days(Arc<Mutex<Vec<Arc<Entry>>>>);

impl Days {
    fn opens(&self, day: u8) {
        let mut all = self.0.lock().unwrap();
        let date = Date {
            year: 2026,
            month: 11,
            day,
        };
        all.push(Arc::new(Entry {
            epoch: 1,
            seq: u64::from(day),
            chain: u32::from(day),
            body: Arc::default(),
            draft: Draft {
                at: Moment(i64::from(day)),
                by: "clock".to_owned(),
                key: None,
                fingerprint: 0,
                events: vec![Event::DayOpened { date, hours: None }],
            },
        }));
    }

    /// As the store answers whoever tells of the past.
    fn reader(&self) -> Reader {
        let (asks, mut inbox) = mpsc::channel::<ReadAsk>(4);
        let days = self.clone();
        drop(tokio::spawn(async move {
            while let Some(ask) = inbox.recv().await {
                let all = days.0.lock().unwrap().clone();
                let end = all.last().map_or(0, |last| last.seq);
                let behind = all.into_iter().filter(|entry| entry.seq >= ask.seq);
                let entries = behind.take(ask.limit).collect();
                drop(ask.reply.send(ReadAnswer { entries, end }));
            }
        }));
        Reader(asks)
    }
}

async fn knows(history: &History, days: u32) {
    let looking = async {
        loop {
            let count = "SELECT count(*) FROM day";
            let known = history.ask(|db| db.query_row(count, [], |row| row.get::<_, u32>(0)));
            if known.await == Ok(days) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(PATIENCE, looking).await.unwrap();
}

#[tokio::test]
async fn a_report_that_panics_costs_nobody_else_theirs() {
    let folder = Folder::new("history-falls");
    let place = Place {
        path: folder.0.join("history.db"),
        zone: jiff::tz::TimeZone::UTC,
        zone_name: "UTC".to_owned(),
    };
    let (upkeep, days) = (Upkeep::default(), Days::default());
    days.opens(1);
    let history = History::start(place, days.reader(), &upkeep);
    knows(&history, 1).await;

    let strange = history.ask(|_db| -> rusqlite::Result<()> { panic!("on some strange row") });
    assert_eq!(strange.await, Err(NoReport::Unavailable));
    days.opens(2);

    // Asked while it is down, answered when it is back; and fed again.
    knows(&history, 2).await;
    assert!(history.is_complete());
    let troubled = upkeep.troubled();
    assert_eq!((troubled.len(), troubled[0].0), (1, "history"));
    assert_eq!((troubled[0].1.restarts, troubled[0].1.is_shut), (1, false));
}

#[tokio::test]
async fn the_people_fall_and_whoever_left_words_is_found_again() {
    let folder = Folder::new("people-fall");
    let upkeep = Upkeep::default();
    let people = store::people::start(folder.0.join("people.db"), &upkeep);
    let visitor = Person {
        id: PersonId("a".to_owned()),
        purpose: "callback".to_owned(),
        name: Pii::new("Ёлкина"),
        phone: Pii::new("+79123456789"),
        address: Pii::new(""),
        contract: Pii::new(""),
        gist: Pii::new("счёт за октябрь"),
        created: Moment(1),
        erase_after: None,
    };
    people.put(visitor.clone()).await.unwrap();

    let mut rooms = upkeep.watch();
    upkeep.trip("people");
    timeout(PATIENCE, rooms.changed()).await.unwrap().unwrap();

    // Asked while it is down: a second later it is back.
    let found = people.find(By::Phone(visitor.phone.clone())).await;
    assert_eq!(found, Ok(vec![visitor]));
    assert_eq!(upkeep.troubled()[0].0, "people");
}
