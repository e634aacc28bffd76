//! Statements, the contact record and its export, over the LAN (S11, S12, S13,
//! S18, S24, S3).

use serde_json::{Value, json};

use crate::callbacks::as_who;
use crate::house::{House, Scratch};

fn take(house: &House, who: &str, body: &Value) -> crate::house::Answer {
    as_who(house, who, "POST", "/api/v1/statements", body)
}

#[test]
fn s12_a_statement_is_registered_told_its_term_and_survives_a_power_cut() {
    let scratch = Scratch::new("statement");
    let house = House::open(&scratch);
    let body = json!({ "kind": "application", "name": "Ёлкина Анна", "phone": "89123456789", "gist": "перерасчёт" });
    let taken = take(&house, "desk", &body);
    assert_eq!(taken.status, 201, "{}", taken.body);
    assert_eq!(taken.json()["print"]["outcome"], "printed");
    let statement = taken.json()["statement"].clone();
    assert!(statement["number"].as_str().unwrap().starts_with("1/20"));
    assert!(
        statement["due"].as_str().unwrap()
            > taken.json()["statement"]["due"]
                .as_str()
                .map(|_| "2026")
                .unwrap()
    );
    assert!(house.kill());
    let house = House::open(&scratch);
    let list = as_who(&house, "hall", "GET", "/api/v1/statements", &Value::Null).json();
    assert_eq!(list["open"], 1);
    assert_eq!(list["statements"][0]["person"]["name"], "Ёлкина Анна");
    let settle = |revision: &str| {
        let token = house.token("hall");
        let headers = [("authorization", token.as_str()), ("if-match", revision)];
        let body = json!({ "answer": "answered" }).to_string();
        house.ask("POST", "/api/v1/statements/1/settle", &headers, &body)
    };
    assert_eq!(settle("\"1\"").status, 200);
    let second = settle("\"1\"");
    assert_eq!(
        (second.status, second.text("code").as_str()),
        (409, "record-changed")
    );
}

#[test]
fn s13_s24_a_complaint_may_be_anonymous_and_papers_are_dropped_off_with_a_name() {
    let scratch = Scratch::new("complaint");
    let house = House::open(&scratch);
    let nobody =
        json!({ "kind": "complaint", "anonymous": true, "gist": "долго ждал", "print": false });
    assert_eq!(take(&house, "hall", &nobody).status, 201);
    let papers = json!({ "kind": "papers", "anonymous": true, "print": false });
    let refused = take(&house, "hall", &papers);
    assert_eq!(
        (refused.status, refused.text("code").as_str()),
        (422, "not-anonymous")
    );
    let papers =
        json!({ "kind": "papers", "name": "Ибн Хаттаб", "drop_off": true, "print": false });
    assert_eq!(
        take(&house, "hall", &papers).json()["statement"]["drop_off"],
        true
    );
    let unknown = take(&house, "hall", &json!({ "kind": "nothing", "name": "А" }));
    assert_eq!(unknown.text("code"), "unknown-kind");
    let list = as_who(&house, "head", "GET", "/api/v1/statements", &Value::Null).json();
    assert_eq!(list["complaints"][0]["complaints"], 1);
    assert_eq!(list["complaints"][0]["anonymous"], 1);
    assert_eq!(take(&house, "contact-centre", &nobody).status, 403);
}

#[test]
fn s11_s18_records_are_exported_once_each_over_restarts() {
    let scratch = Scratch::new("contacts");
    let house = House::open(&scratch);
    house.post("/api/v1/desks/1/open", &json!({}));
    house.take("settlement");
    let called = house.call_next(1, None);
    let number = called.json()["ticket"]["number"]
        .as_str()
        .unwrap()
        .to_owned();
    house.post("/api/v1/desks/1/start", &json!({}));
    let wrong = house.post("/api/v1/desks/1/contact", &json!({ "topic": "nothing" }));
    assert_eq!(wrong.text("code"), "unknown-topic", "{}", wrong.body);
    let record = json!({ "topic": "bill", "note": "перезвонит дочь" });
    assert_eq!(house.post("/api/v1/desks/1/contact", &record).status, 204);
    // The rest comes with «finish».
    let finish = json!({ "outcome": "back-office", "topic": "bill", "hand_over": "2099-01-12" });
    let finished = house.post("/api/v1/desks/1/finish", &finish);
    assert_eq!(finished.status, 200, "{}", finished.body);
    assert_eq!(finished.json()["status"], "free");
    let page = |house: &House, since: u64| {
        let path = format!("/api/v1/contacts?since={since}");
        as_who(house, "head", "GET", &path, &Value::Null).json()
    };
    // The export reads the database, which follows the emergency log.
    crate::house::wait_for("both records", 10, || {
        page(&house, 0)["contacts"].as_array().map(Vec::len) == Some(2)
    });
    let first = page(&house, 0);
    let records = first["contacts"].as_array().unwrap();
    assert_eq!(records[0]["note"], "перезвонит дочь");
    assert_eq!(records[1]["outcome"], "back-office");
    assert!(records[1]["ticket"].as_str().unwrap().ends_with(&number));
    assert!(house.kill());
    let house = House::open(&scratch);
    let next = first["next"].as_u64().unwrap();
    crate::house::wait_for("the rest", 10, || page(&house, next)["more"] == false);
    assert_eq!(
        page(&house, next)["contacts"],
        json!([]),
        "nothing comes twice"
    );
    let hand_overs = as_who(&house, "hall", "GET", "/api/v1/hand-overs", &Value::Null).json();
    assert_eq!(hand_overs[0]["due"], "2099-01-12");
    let done = as_who(
        &house,
        "hall",
        "POST",
        "/api/v1/hand-overs/1/done",
        &json!({}),
    );
    assert_eq!(done.status, 204, "{}", done.body);
    let denied = as_who(&house, "desk", "GET", "/api/v1/contacts", &Value::Null);
    assert_eq!(denied.status, 403);
}
