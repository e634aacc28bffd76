//! After registration's end the kiosk offers a callback (S6, S21).

use std::fs;

use serde_json::{Value, json};

use crate::callbacks::{as_who, wish};
use crate::house::{House, Scratch, now, talon};

/// An office in whose time zone it is past noon, open from nine to three, its
/// registration over since eleven: whenever the story is told.
fn late_office(scratch: &Scratch) -> House {
    let unix = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
    let hour = i64::try_from(unix / 3600 % 24).unwrap();
    // "Etc/GMT+5" lies five hours behind Greenwich.
    let behind = hour - 12;
    let zone = format!("Etc/GMT{behind:+}").replace("GMT+0", "GMT");
    let mut text = include_str!("../../assets/office.toml")
        .replace("Europe/Moscow", &zone)
        .replace(
            "registration_ends_before_closing_min = 15",
            "registration_ends_before_closing_min = 240",
        );
    for day in ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] {
        let line = text
            .lines()
            .find(|line| line.starts_with(&format!("{day} = ")))
            .unwrap();
        text = text.replace(&line.to_owned(), &format!("{day} = \"09:00-15:00\""));
    }
    let file = scratch.path.join("office.toml");
    fs::write(&file, text).unwrap();
    let mut command = talon();
    let arguments = [
        "run",
        "--headless",
        "--json",
        "--listen",
        "127.0.0.1:0",
        "--config",
    ];
    command
        .args(arguments)
        .arg(&file)
        .arg("--data")
        .arg(scratch.data());
    House::start(command, &scratch.path)
}

#[test]
fn s6_the_kiosk_takes_a_callback_once_registration_has_ended() {
    let scratch = Scratch::new("late");
    let _began = now();
    let house = late_office(&scratch);
    let refused = house.take("settlement");
    assert_eq!(
        refused.text("code"),
        "registration-ended",
        "{}",
        refused.body
    );
    let offer = as_who(
        &house,
        "kiosk",
        "GET",
        "/api/v1/callbacks/offer",
        &Value::Null,
    )
    .json();
    assert_eq!(offer["available"], true);
    assert!(offer["consent"]["ru"].as_str().unwrap().contains("30 дней"));
    assert!(
        offer["direct_line"]["ru"]
            .as_str()
            .unwrap()
            .contains("телефон")
    );
    let left = as_who(&house, "kiosk", "POST", "/api/v1/callbacks", &wish());
    assert_eq!(left.status, 201, "{}", left.body);
    let left = left.json()["callback"].clone();
    assert_eq!(
        (&left["origin"], &left["due"]),
        (&json!("kiosk"), &offer["due"])
    );
}

#[test]
fn s6_while_registration_is_open_the_kiosk_offers_a_ticket_instead() {
    let scratch = Scratch::new("not-late");
    let house = House::open(&scratch);
    let refused = as_who(&house, "kiosk", "POST", "/api/v1/callbacks", &wish());
    assert_eq!(
        (refused.status, refused.text("code").as_str()),
        (409, "take-ticket-instead")
    );
    assert!(refused.text("detail").contains("талон"));
}

#[test]
fn in_the_live_queue_callbacks_are_refused_in_plain_words_and_nothing_is_written() {
    let scratch = Scratch::new("late-live");
    let house = House::open(&scratch);
    fs::remove_file(scratch.data().join("office.db")).unwrap();
    crate::house::wait_for("the live queue", 10, || house.mode() == "live");
    let refused = as_who(&house, "hall", "POST", "/api/v1/callbacks", &wish());
    assert_eq!(
        (refused.status, refused.text("code").as_str()),
        (503, "needs-database")
    );
    let log = as_who(&house, "head", "GET", "/api/v1/audit", &Value::Null);
    assert_eq!(
        (log.status, log.text("code").as_str()),
        (503, "reading-away")
    );
    let offer = as_who(
        &house,
        "kiosk",
        "GET",
        "/api/v1/callbacks/offer",
        &Value::Null,
    )
    .json();
    assert_eq!(offer["available"], false);
    let people = scratch.data().join("people.db");
    let bytes = fs::read(people).unwrap_or_default();
    assert!(!String::from_utf8_lossy(&bytes).contains("9123456789"));
}
