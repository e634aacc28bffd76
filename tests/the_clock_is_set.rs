//! Somebody sets the computer's clock, and the time of a sign-in runs out: told
//! with a clock that the story moves by hand.

#![expect(
    clippy::unwrap_used,
    reason = "a test may fail loudly, its helpers too"
)]

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use office::Office;
use office::command::{Command, Take};
use office::day::{Copies, Date, Hours, Mode, Moment};
use office::service::ServiceId;
use office::staff::AccountId;
use office::ticket::{Channel, Class};
use serde_json::Value;
use talon::clock::Clock;
use talon::config::{self, Overrides};
use talon::people::People;
use talon::print::Printers;
use talon::reception::almanac::{Almanac, Today};
use talon::reception::handle::{Ask, Handle};
use talon::reception::keep::{Draft, Entry, Keep, Reader, Storage};
use talon::reception::{Reception, Start};
use talon::texts::Texts;
use talon::voice::{self, Voice};
use talon::watch::Pulse;
use talon::web::{self, Current, trust};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};

const HOUR_MS: i64 = 3_600_000;

/// Reception's own trait, kept in memory: the story is about the clock.
struct InMemory(u64);

impl Keep for InMemory {
    async fn keep(&mut self, draft: Draft) -> Arc<Entry> {
        self.0 += 1;
        std::future::ready(Arc::new(Entry {
            epoch: 1,
            seq: self.0,
            chain: 0,
            as_written: None,
            draft,
        }))
        .await
    }

    fn storage(&self) -> Storage {
        Storage {
            mode: Mode::Electronic,
            copies: Copies::Two,
        }
    }

    fn found(&mut self) -> Vec<Entry> {
        Vec::new()
    }

    async fn changed(&mut self) {
        std::future::pending::<()>().await;
    }
}

#[derive(Debug)]
struct AlwaysOpen;

impl Almanac for AlwaysOpen {
    fn at(&self, _now: Moment) -> Today {
        Today {
            date: Date {
                year: 2026,
                month: 11,
                day: 22,
            },
            hours: Some(Hours {
                opens_at: Moment(0),
                registration_ends_at: Moment(i64::MAX),
                closes_at: Moment(i64::MAX),
            }),
            clock: "1200".to_owned(),
        }
    }
}

fn demo_settings() -> config::settings::Settings {
    let overrides = Overrides {
        always_open: true,
        ..Overrides::default()
    };
    config::parse(config::demo(), "office.toml", &overrides).unwrap()
}

async fn office(clock: &Clock) -> Handle {
    let start = Start {
        office: Office::new(talon::run::rules::rules(&demo_settings())),
        entries: Vec::new(),
        recovery: None,
        clock: clock.clone(),
        almanac: Box::new(AlwaysOpen),
    };
    let (reception, handle) = Reception::open(start, InMemory(0)).await;
    drop(tokio::spawn(reception.run()));
    handle
}

fn a_visitor() -> Ask {
    let take = Take {
        service: Some(ServiceId::from("consultation".to_owned())),
        class: Class::Ordinary,
        channel: Channel::Kiosk,
        language: "ru".to_owned(),
        reason: None,
        paper: false,
        help: false,
    };
    Ask::new(Command::TakeTicket(take), "kiosk")
}

/// Waits until the staff are told that the wall clock leads by so much.
async fn told_of(handle: &Handle, ahead_ms: i64) {
    let mut told = handle.watch();
    let is_told = told.wait_for(|told| told.picture.clock_ahead_ms == ahead_ms);
    let in_time = tokio::time::timeout(std::time::Duration::from_secs(10), is_told).await;
    drop(in_time.unwrap().unwrap());
}

/// Set back by an hour, the clock moves nobody's place and nobody's wait; the
/// staff are told.
#[tokio::test]
async fn a_clock_set_back_by_an_hour_moves_no_wait() {
    let clock = Clock::by_hand(Moment(12 * HOUR_MS));
    let handle = office(&clock).await;
    handle.ask(a_visitor()).await.unwrap();

    clock.advance_ms(60_000);
    clock.set_wall_ahead_ms(-HOUR_MS);
    told_of(&handle, -HOUR_MS).await;
    let done = handle.ask(a_visitor()).await.unwrap();

    let taken: Vec<i64> = done
        .picture
        .waiting
        .iter()
        .map(|ticket| ticket.taken_at.0)
        .collect();
    assert_eq!(taken, [12 * HOUR_MS, 12 * HOUR_MS + 60_000]);

    clock.set_wall_ahead_ms(0);
    told_of(&handle, 0).await;
}

async fn pages(handle: Handle, clock: Clock) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, current) = watch::channel(Current {
        settings: Arc::new(demo_settings()),
        trouble: None,
    });
    let start = web::Start {
        handle,
        printers: Printers::start(BTreeMap::new()),
        voice: Voice::start(voice::Settings {
            enabled: false,
            ..voice::Settings::default()
        }),
        people: People::new(mpsc::channel(1).0),
        reader: Reader(mpsc::channel(1).0),
        texts: Arc::new(Texts::load()),
        current,
        shelf: None,
        devices: Vec::new(),
        passes: web::Passes::default(),
        clock,
        pulse: Pulse::new(),
        upkeep: talon::watch::upkeep::Upkeep::default(),
        history: None,
        seal: None,
        demo_pin: None,
    };
    drop(tokio::spawn(async move {
        web::serve(listener, start).await;
        drop(sender);
    }));
    address
}

/// Status and body of a GET with the session's cookie.
async fn get(address: SocketAddr, path: &str, token: &str) -> (u16, Value) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nCookie: talon={token}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    let (_head, body) = answer.split_once("\r\n\r\n").unwrap();
    (status, serde_json::from_str(body).unwrap_or_default())
}

/// A sign-in ends with its time, and so does the feed opened by it.
#[tokio::test]
async fn a_sign_in_runs_out() {
    let clock = Clock::by_hand(Moment(12 * HOUR_MS));
    let handle = office(&clock).await;
    let token = "0123456789abcdef";
    let command = Command::SignIn {
        session: trust::digest(token),
        account: AccountId("sokolova".to_owned()),
        until: Moment(20 * HOUR_MS),
    };
    handle.ask(Ask::new(command, "sokolova")).await.unwrap();
    let address = pages(handle, clock.clone()).await;
    let (status, session) = get(address, "/api/v1/session", token).await;
    assert_eq!(
        (status, session["account"].as_str()),
        (200, Some("sokolova"))
    );

    // Reads until the server ends the feed.
    let feed = tokio::spawn(async move { get(address, "/api/v1/feed?view=staff", token).await });
    tokio::task::yield_now().await;
    clock.advance_ms(9 * HOUR_MS);
    let (status, problem) = get(address, "/api/v1/queue", token).await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (401, Some("sign-in-expired"))
    );
    let (_status, _body) = feed.await.unwrap();
}
