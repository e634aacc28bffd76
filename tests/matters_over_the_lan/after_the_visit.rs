//! What is left of a visit: its record as a file of the day (S11, S18), and the
//! visitor's mark (S13).

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::callbacks::as_who;
use crate::house::{Answer, House, Scratch, pause, wait_for};

fn at_desk(house: &House, path: &str, body: &Value) {
    let path = format!("/api/v1/desks/1/{path}");
    let answer = as_who(house, "desk", "POST", &path, body);
    assert!(answer.status < 300, "{path}: {}", answer.body);
}

/// One visit at desk 1, closed with what it was about.
fn visit(house: &House, about: &Value) -> String {
    let ticket = house.take("consultation").json()["number"]
        .as_str()
        .unwrap()
        .to_owned();
    pause(1_600);
    at_desk(house, "call-next", &json!({}));
    at_desk(house, "start", &json!({}));
    at_desk(house, "finish", about);
    ticket
}

fn file(house: &House, query: &str) -> Answer {
    let path = format!("/api/v1/contacts/export.csv{query}");
    as_who(house, "contact-centre", "GET", &path, &Value::Null)
}

#[test]
fn s11_the_days_records_are_a_file_with_each_visit_once() {
    let scratch = Scratch::new("contact-file");
    let house = House::open(&scratch);
    let about = json!({ "topic": "bill", "outcome": "solved", "note": "=сверили; счёт" });
    let first = visit(&house, &about);
    let second = visit(&house, &json!({ "topic": "meter", "outcome": "documents" }));
    let mut told = String::new();
    // The projection follows the log within a moment.
    wait_for("both records are in the file", 20, || {
        let answer = file(&house, "");
        told = answer.body;
        answer.status == 200 && told.contains(&first) && told.contains(&second)
    });
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines.len(), 3, "{told}");
    assert!(
        lines[0].starts_with("\u{feff}День;Записано;Талон"),
        "{told}"
    );
    // Words of the office file, not ids; what was typed is no formula.
    assert!(
        lines[1].contains("Счёт и расчёты;Решено на приёме;\"'=сверили; счёт\""),
        "{told}"
    );
    let today = lines[1].split(';').next().unwrap();
    assert_eq!(
        file(&house, &format!("?from={today}&to={today}")).body,
        told
    );
    let english = file(&house, "?lang=en").body;
    assert!(english.starts_with("\u{feff}Day;Recorded"), "{english}");
    let before = file(&house, "?from=2020-01-01&to=2020-01-31");
    assert_eq!((before.status, before.body.lines().count()), (200, 1));
    assert_eq!(
        file(&house, "?from=2020-01-31&to=2020-01-01").text("code"),
        "span-too-long"
    );
    assert_eq!(file(&house, "?from=today").text("code"), "bad-date");
    let desk = as_who(
        &house,
        "desk",
        "GET",
        "/api/v1/contacts/export.csv",
        &Value::Null,
    );
    assert_eq!(desk.status, 403);
}

/// By event id, as the company's program asks: the last word of each visit.
fn by_event_id(house: &House) -> BTreeMap<String, Value> {
    let mut last = BTreeMap::new();
    let mut since = 0;
    loop {
        let path = format!("/api/v1/contacts?since={since}");
        let page = as_who(house, "contact-centre", "GET", &path, &Value::Null).json();
        for record in page["contacts"].as_array().unwrap() {
            let ticket = record["ticket"].as_str().unwrap();
            let number = ticket.rsplit('-').next().unwrap();
            last.insert(number.to_owned(), record.clone());
        }
        since = page["next"].as_u64().unwrap();
        if page["more"] == false {
            return last;
        }
    }
}

fn hand_overs(house: &House) -> usize {
    let all = as_who(house, "hall", "GET", "/api/v1/hand-overs", &Value::Null);
    all.json().as_array().unwrap().len()
}

#[test]
fn s11_a_finish_taken_back_takes_its_record_back_in_every_export() {
    let scratch = Scratch::new("contact-undo");
    let house = House::open(&scratch);
    let offer = as_who(
        &house,
        "hall",
        "GET",
        "/api/v1/callbacks/offer",
        &Value::Null,
    );
    let due = offer.json()["due"].clone();
    let about = json!({ "topic": "bill", "outcome": "solved", "note": "не тот", "hand_over": due });
    let wrong = visit(&house, &about);
    let says = |ticket: &String, field: &str, value: &Value| {
        let known = by_event_id(&house);
        known.get(ticket).is_some_and(|last| last[field] == *value)
    };
    // The database follows within a moment.
    wait_for("it is told", 20, || says(&wrong, "topic", &json!("bill")));
    assert_eq!(hand_overs(&house), 1);

    at_desk(&house, "undo", &json!({}));

    wait_for("that it is taken back is told", 20, || {
        says(&wrong, "taken_back", &json!(true))
    });
    assert!(says(&wrong, "topic", &Value::Null) && says(&wrong, "note", &Value::Null));
    assert_eq!(hand_overs(&house), 0);
    // The day's file knows nothing of it either, once it has got so far.
    let other = json!({ "topic": "meter" });
    at_desk(&house, "finish", &json!({}));
    let right = visit(&house, &other);
    let mut told = String::new();
    wait_for("the file has got so far", 20, || {
        let answer = file(&house, "");
        told = answer.body;
        answer.status == 200 && told.contains(&right)
    });
    assert!(!told.contains(&wrong), "{told}");
    // And so it is after a restart, with the history made anew.
    house.cut();
    drop(house);
    std::fs::remove_file(scratch.data().join("history.db")).unwrap();
    let house = House::open(&scratch);
    wait_for("the file is there again", 20, || {
        let answer = file(&house, "");
        answer.status == 200 && answer.body.contains(&right)
    });
    assert_eq!(file(&house, "").body, told);
    let by_id = by_event_id(&house);
    assert_eq!(by_id[&wrong]["taken_back"], true);
    assert_eq!(
        (&by_id[&right]["topic"], &by_id[&right]["taken_back"]),
        (&json!("meter"), &json!(false))
    );
}

#[test]
fn s13_a_mark_is_given_once_by_number_and_stands_in_the_report() {
    let scratch = Scratch::new("rating");
    let house = House::open(&scratch);
    let ticket = visit(&house, &json!({}));
    let rate =
        |house: &House, body: &Value| as_who(house, "kiosk", "POST", "/api/v1/ratings", body);
    let five = json!({ "ticket": ticket, "mark": 5 });
    // Off unless the office file asks for it.
    assert_eq!(rate(&house, &five).text("code"), "rating-off");
    house.stop();

    // As the admin page leaves it.
    let office = scratch.data().join("office.toml");
    std::fs::create_dir_all(office.with_file_name("office.toml.versions")).unwrap();
    let file = std::fs::read_to_string("assets/office.toml").unwrap();
    std::fs::write(&office, file.replace("rating = false", "rating = true")).unwrap();
    let house = House::open(&scratch);
    assert_eq!(
        as_who(&house, "desk", "POST", "/api/v1/ratings", &five).status,
        403
    );
    let kindly = json!({ "ticket": ticket.to_lowercase(), "mark": 4 });
    assert_eq!(rate(&house, &kindly).status, 204);
    assert_eq!(rate(&house, &five).text("code"), "already-rated");
    assert_eq!(
        rate(&house, &json!({ "ticket": "А999", "mark": 3 })).text("code"),
        "unknown-ticket"
    );
    assert_eq!(
        rate(&house, &json!({ "ticket": ticket, "mark": 9 })).text("code"),
        "wrong-mark"
    );

    let body = json!({ "account": "vetrov", "pin": "111111" }).to_string();
    let cookie = house.ask("POST", "/api/v1/session", &[], &body).cookie();
    let lists = house.get("/api/v1/appointments").json();
    let today = lists["today"].as_str().unwrap().to_owned();
    wait_for("the mark is in the report", 20, || {
        let path = format!("/api/v1/reports/day?from={today}&to={today}");
        let report = house.ask("GET", &path, &[("cookie", &cookie)], "").json();
        report["total"]["rated"] == 1 && report["total"]["rating"] == 4.0
    });
}
