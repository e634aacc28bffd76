//! Everything of one person, wherever it stands (152-FZ, S6, S9, S10, S11, S12).

use serde_json::{Value, json};

use crate::callbacks::{as_who, wish};
use crate::house::{House, Scratch, numbers};

const PHONE: &str = "8 (912) 345-67-89";

fn find(house: &House, wanted: &str) -> Vec<Value> {
    let body = json!({ "wanted": wanted });
    let found = as_who(house, "head", "POST", "/api/v1/people/find", &body);
    assert_eq!(found.status, 200, "{}", found.body);
    found.json()["rows"].as_array().unwrap().clone()
}

fn made(house: &House, path: &str, body: &Value) {
    let made = as_who(house, "hall", "POST", path, body);
    assert_eq!(made.status, 201, "{}", made.body);
}

/// A callback, a statement, an appointment, and a note of the visit.
fn leaves_word_everywhere(house: &House) {
    made(house, "/api/v1/callbacks", &wish());
    let statement = json!({
        "kind": "application", "name": "Анна Ёлкина", "phone": PHONE, "address": "Садовая, 4",
        "gist": "перерасчёт", "print": false
    });
    made(house, "/api/v1/statements", &statement);
    let slots = "/api/v1/appointments/slots?service=contract";
    let slots = as_who(house, "hall", "GET", slots, &Value::Null).json();
    let is_free = |slot: &&Value| slot["places"].as_u64().unwrap_or_default() > 0;
    let slot = slots["slots"].as_array().unwrap().iter().find(is_free);
    let booked = json!({
        "service": "contract", "starts_ms": slot.unwrap()["starts_ms"], "phone": PHONE,
        "name": "Ёлкина", "print": false
    });
    made(house, "/api/v1/appointments", &booked);
    house.take("consultation");
    assert_eq!(house.call_next(1, None).status, 200);
    assert_eq!(numbers(&house.queue(), "called").len(), 1);
    house.post("/api/v1/desks/1/start", &json!({}));
    let note = json!({ "note": "ЁЛКИНА просит позвонить после шести" });
    let noted = house.post("/api/v1/desks/1/contact", &note);
    assert_eq!(noted.status, 204, "{}", noted.body);
}

fn purposes(rows: &[Value]) -> Vec<&str> {
    let mut purposes: Vec<&str> = rows
        .iter()
        .map(|row| row["purpose"].as_str().unwrap())
        .collect();
    purposes.sort_unstable();
    purposes
}

#[test]
fn whoever_was_erased_stays_gone_when_what_was_asked_for_them_is_sent_again() {
    let scratch = Scratch::new("one-person-again");
    let house = House::open(&scratch);
    let slots = "/api/v1/appointments/slots?service=contract";
    let slots = as_who(&house, "hall", "GET", slots, &Value::Null).json();
    let is_free = |slot: &&Value| slot["places"].as_u64().unwrap_or_default() > 0;
    let slot = slots["slots"].as_array().unwrap().iter().find(is_free);
    let statement = json!({
        "kind": "application", "name": "Анна Ёлкина", "phone": PHONE, "print": false
    });
    let booked = json!({
        "service": "contract", "starts_ms": slot.unwrap()["starts_ms"], "phone": PHONE,
        "name": "Ёлкина", "print": false
    });
    let token = house.token("hall");
    let send_all = || {
        for (path, body) in [("statements", &statement), ("appointments", &booked)] {
            let headers = [("authorization", &*token), ("idempotency-key", path)];
            let path = format!("/api/v1/{path}");
            let made = house.ask("POST", &path, &headers, &body.to_string());
            assert_eq!(made.status, 201, "{}", made.body);
        }
    };
    send_all();
    let all = find(&house, PHONE);
    assert_eq!(purposes(&all), ["appointment", "statement"]);
    let rows: Vec<&Value> = all.iter().map(|row| &row["row"]).collect();
    let body = json!({ "rows": rows });
    let done = as_who(&house, "head", "POST", "/api/v1/people/erase", &body);
    assert_eq!(done.status, 200, "{}", done.body);
    send_all();
    assert!(find(&house, PHONE).is_empty());
}

#[test]
fn everything_of_one_person_is_found_handed_out_and_erased_at_their_wish() {
    let scratch = Scratch::new("one-person");
    let house = House::open(&scratch);
    leaves_word_everywhere(&house);
    let other =
        json!({ "phone": "89990000000", "name": "Белова", "consent": true, "print": false });
    made(&house, "/api/v1/callbacks", &other);

    let by_phone = find(&house, "912 345-67-89");
    let whole = ["appointment", "callback", "statement"];
    assert_eq!(purposes(&by_phone), whole, "{by_phone:#?}");
    let statement = by_phone.iter().find(|row| row["purpose"] == "statement");
    let statement = statement.unwrap();
    assert_eq!(statement["address"], "Садовая, 4");
    assert_eq!(statement["phone"], "+7 912 345-67-89");
    assert_eq!(find(&house, "эк-1042").len(), 1);
    // A note holds no phone: by what it says, whatever the case.
    let all = find(&house, "ёлкина");
    assert_eq!(
        purposes(&all),
        ["appointment", "callback", "note", "statement"]
    );

    let rows: Vec<&Value> = all.iter().map(|row| &row["row"]).collect();
    let body = json!({ "rows": rows });
    for nobody in ["hall", "contact-centre", "desk", "kiosk"] {
        let path = "/api/v1/people/erase";
        assert_eq!(as_who(&house, nobody, "POST", path, &body).status, 403);
        let path = "/api/v1/people/find";
        let wanted = json!({ "wanted": PHONE });
        assert_eq!(as_who(&house, nobody, "POST", path, &wanted).status, 403);
    }
    let done = as_who(&house, "head", "POST", "/api/v1/people/erase", &body);
    assert_eq!(
        done.json(),
        json!({ "erased": 4, "withdrawn": 3 }),
        "{}",
        done.body
    );
    assert!(find(&house, PHONE).is_empty() && find(&house, "Ёлкина").is_empty());
    assert_eq!(find(&house, "Белова").len(), 1, "nobody else");

    // Records stay, without the person; nobody waits for them any longer.
    let list = |path: &str| as_who(&house, "head", "GET", path, &Value::Null).json();
    let callbacks = list("/api/v1/callbacks?status=closed");
    assert_eq!(callbacks["callbacks"][0]["outcome"], "withdrawn");
    assert_eq!(callbacks["callbacks"][0]["person"], Value::Null);
    let statements = list("/api/v1/statements?status=closed");
    assert_eq!(statements["statements"][0]["answer"], "withdrawn");
    // Nothing is left in any file of the office.
    for file in ["people.db", "office.db", "history.db"] {
        let bytes = std::fs::read(scratch.data().join(file)).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        for told in ["9123456789", "лкина", "Садовая", "ЛКИНА"] {
            assert!(!text.contains(told), "{told} stands in {file}");
        }
    }
    // Who looked and who erased is kept, and not whose it was.
    let log = list("/api/v1/audit");
    let acts = log["acts"].as_array().unwrap();
    let count = |act: &str| acts.iter().filter(|line| line["act"] == act).count();
    assert_eq!(count("audit-person-erased"), 4, "{acts:#?}");
    assert!(count("audit-people-shown") >= 3, "{acts:#?}");
    assert!(!log.to_string().contains("лкина"));
}

#[test]
fn a_phone_within_a_note_is_found_however_either_was_typed() {
    let scratch = Scratch::new("phone-in-a-note");
    let house = House::open(&scratch);
    let typed = [
        "звонить 89317771355",
        "тел. 8 (931) 777-13-55, вечером",
        "89317771356",
    ];
    for (desk, note) in (1..).zip(typed) {
        house.take("consultation");
        assert_eq!(house.call_next(desk, None).status, 200, "{desk}");
        house.post(&format!("/api/v1/desks/{desk}/start"), &json!({}));
        let path = format!("/api/v1/desks/{desk}/contact");
        let noted = house.post(&path, &json!({ "note": note }));
        assert_eq!(noted.status, 204, "{}", noted.body);
    }
    for wanted in ["8 (931) 777-13-55", "+79317771355", "931 777-13-55"] {
        let found = find(&house, wanted);
        assert_eq!(purposes(&found), ["note"; 2], "{wanted}: {found:#?}");
    }
}

#[test]
fn a_search_of_one_letter_shows_nobody_and_a_statements_sender_is_shown_on_record() {
    let scratch = Scratch::new("one-letter");
    let house = House::open(&scratch);
    leaves_word_everywhere(&house);
    let body = json!({ "wanted": "ё" });
    let refused = as_who(&house, "head", "POST", "/api/v1/people/find", &body);
    assert_eq!(refused.text("code"), "search-too-short");
    let path = "/api/v1/statements/1/person";
    let shown = as_who(&house, "hall", "POST", path, &json!({}));
    assert_eq!(shown.json()["phone"], "+7 912 345-67-89", "{}", shown.body);
    let log = as_who(&house, "head", "GET", "/api/v1/audit", &Value::Null).json();
    let acts = log["acts"].as_array().unwrap();
    let kept = acts.iter().find(|line| line["act"] == "audit-person-shown");
    assert_eq!(kept.unwrap()["by"], "hall", "{acts:#?}");
}
