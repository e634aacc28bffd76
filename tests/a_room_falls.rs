//! A room of the house falls, as by a fault of ours: the others go on, it comes
//! back by itself, and staff and monitors are told.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may fail loudly, its helpers too"
)]

mod counter;
#[path = "house/folder.rs"]
mod folder;
#[path = "a_room_falls/past_and_people.rs"]
mod past_and_people;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use counter::{a_visitor, get, office, pages};
use office::command::Command;
use office::day::Moment;
use office::staff::AccountId;
use serde_json::{Value, json};
use talon::clock::Clock;
use talon::print::port::url::PrinterUrl;
use talon::print::profile::Profile;
use talon::print::{PrinterSettings, Printers};
use talon::reception::handle::{Ask, Handle};
use talon::watch::upkeep::Upkeep;
use talon::web::trust;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Of somebody who has signed in.
const TOKEN: &str = "0123456789abcdef";

/// A room is back a second after it fell; only one that is not gets this far.
const PATIENCE: Duration = Duration::from_secs(20);

struct House {
    handle: Handle,
    upkeep: Upkeep,
    address: SocketAddr,
}

/// The office with a preview printer, and the hall manager signed in.
async fn open() -> House {
    let clock = Clock::by_hand(Moment(12 * 3_600_000));
    let handle = office(&clock).await;
    let command = Command::SignIn {
        session: trust::digest(TOKEN),
        account: AccountId("sokolova".to_owned()),
        until: Moment(20 * 3_600_000),
        by_directory: false,
    };
    handle.ask(Ask::new(command, "sokolova")).await.unwrap();
    let upkeep = Upkeep::default();
    let preview = PrinterSettings::new(PrinterUrl::Preview, Profile::default());
    let one = BTreeMap::from([("tickets".to_owned(), preview)]);
    let printers = Printers::start(one, &upkeep);
    let address = pages(handle.clone(), clock, printers, upkeep.clone()).await;
    House {
        handle,
        upkeep,
        address,
    }
}

impl House {
    /// Lets a room fall, and waits until that is known.
    async fn falls(&self, room: &'static str) {
        let mut rooms = self.upkeep.watch();
        rooms.mark_unchanged();
        self.upkeep.trip(room);
        rooms.changed().await.unwrap();
    }

    async fn health(&self) -> Value {
        get(self.address, "/healthz", TOKEN).await.1
    }

    /// What the hall page is told live.
    async fn feed(&self) -> Feed {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let request = format!(
            "GET /api/v1/feed?view=hall HTTP/1.1\r\nHost: {}\r\nCookie: talon={TOKEN}\r\n\r\n",
            self.address
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        Feed(BufReader::new(stream).lines())
    }
}

struct Feed(Lines<BufReader<TcpStream>>);

impl Feed {
    /// The next picture of which this is true.
    async fn shows(&mut self, what: impl Fn(&Value) -> bool) -> Value {
        let looking = async {
            loop {
                let line = self.0.next_line().await.unwrap().unwrap();
                let picture = line.strip_prefix("data: ").map(serde_json::from_str);
                if let Some(Ok(picture)) = picture
                    && what(&picture)
                {
                    return picture;
                }
            }
        };
        timeout(PATIENCE, looking).await.unwrap()
    }
}

fn waiting(picture: &Value) -> usize {
    picture["waiting"].as_array().map_or(0, Vec::len)
}

fn is_told(picture: &Value, room: &str) -> bool {
    let notices = picture["notices"].as_array();
    notices.is_some_and(|all| {
        all.iter()
            .any(|notice| notice["code"] == "room-restarted" && notice["args"]["room"] == room)
    })
}

#[tokio::test]
async fn the_feed_falls_and_every_listener_gets_the_next_picture() {
    let house = open().await;
    let mut hall = house.feed().await;
    house.handle.ask(a_visitor()).await.unwrap();
    hall.shows(|picture| waiting(picture) == 1).await;

    house.falls("feed").await;
    house.handle.ask(a_visitor()).await.unwrap();

    // The same listener, over the same connection.
    let picture = hall.shows(|picture| waiting(picture) == 2).await;
    assert!(is_told(&picture, "feed"), "{}", picture["notices"]);
    let expected = json!([{ "name": "feed", "restarts": 1, "is_shut": false }]);
    assert_eq!(house.health().await["rooms"], expected);
}

#[tokio::test]
async fn the_door_falls_and_whoever_is_inside_stays_and_others_come_in_again() {
    let house = open().await;
    let mut hall = house.feed().await;
    hall.shows(|picture| picture["waiting"].is_array()).await;

    house.falls("web").await;
    house.handle.ask(a_visitor()).await.unwrap();
    hall.shows(|picture| waiting(picture) == 1).await;

    // Whoever knocks meanwhile waits a second, and is let in.
    let health = timeout(PATIENCE, house.health()).await.unwrap();
    let expected = json!([{ "name": "web", "restarts": 1, "is_shut": false }]);
    assert_eq!(health["rooms"], expected);
}

#[tokio::test]
async fn the_paper_falls_and_the_hall_is_told_and_pages_go_on() {
    let house = open().await;
    assert_eq!(house.health().await["rooms"], json!([]));
    let mut hall = house.feed().await;
    hall.shows(|picture| !is_told(picture, "print")).await;

    house.falls("print").await;

    hall.shows(|picture| is_told(picture, "print")).await;
    let health = house.health().await;
    assert_eq!(health["status"], "ok", "it is back");
    assert_eq!(health["rooms"][0]["name"], "print");
    let doctor = get(house.address, "/api/v1/doctor/living", TOKEN).await.1;
    assert_eq!(doctor["rooms"][0]["name"], "print");
}
