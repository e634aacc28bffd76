//! An office without a disk, whole but for the program around it: reception,
//! pages, a clock that the story moves by hand.

mod in_memory;

use std::net::SocketAddr;
use std::sync::Arc;

use in_memory::InMemory;
use office::Office;
use office::command::{Command, Take};
use office::day::{Date, Hours, Moment};
use office::service::ServiceId;
use office::ticket::{Channel, Class};
use serde_json::Value;
use talon::clock::Clock;
use talon::config::{self, Overrides};
use talon::people::People;
use talon::print::Printers;
use talon::reception::almanac::{Almanac, Today};
use talon::reception::handle::{Ask, Handle};
use talon::reception::keep::Reader;
use talon::reception::{Reception, Start};
use talon::texts::Texts;
use talon::voice::{self, Voice};
use talon::watch::Pulse;
use talon::watch::upkeep::Upkeep;
use talon::web::{self, Current};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};

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
                goes_on: false,
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

/// An office that is always open.
pub(crate) async fn office(clock: &Clock) -> Handle {
    let start = Start {
        office: Office::new(talon::run::rules::rules(&demo_settings())),
        entries: Vec::new(),
        recovery: None,
        clock: clock.clone(),
        almanac: Box::new(AlwaysOpen),
    };
    let (reception, handle) = Reception::open(start, InMemory::default()).await;
    drop(tokio::spawn(reception.run()));
    handle
}

/// Comes to the kiosk for a consultation.
pub(crate) fn a_visitor() -> Ask {
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

/// Its pages, with this paper and under this upkeep.
pub(crate) async fn pages(
    handle: Handle,
    clock: Clock,
    printers: Printers,
    upkeep: Upkeep,
) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, current) = watch::channel(Current {
        settings: Arc::new(demo_settings()),
        trouble: None,
    });
    let start = web::Start {
        handle,
        printers,
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
        upkeep,
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
pub(crate) async fn get(address: SocketAddr, path: &str, token: &str) -> (u16, Value) {
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
