//! Meter-reading days (S8) lived through from outside, on the real program:
//! drawn up by the head, filled from a list, kept to at the kiosk.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may fail loudly, its helpers too"
)]

#[expect(dead_code, reason = "other stories use the rest")]
mod house;
#[expect(dead_code, reason = "other stories use the rest")]
#[path = "house/morning.rs"]
mod morning;

use std::fmt::Write as _;

use house::{Answer, Scratch};
use morning::Morning;
use serde_json::{Value, json};

/// The month this morning is in, and the hour under way with the one after it.
fn this_month(office: &Morning) -> (String, Value) {
    let today = office.get("/api/v1/appointments").json();
    let month = today["today"]
        .as_str()
        .unwrap()
        .get(..7)
        .unwrap()
        .to_owned();
    let now = today["now_ms"].as_i64().unwrap();
    let view = office
        .head("GET", &format!("/api/v1/readings/{month}"), &[], "")
        .json();
    let days = view["days"].as_array().unwrap().clone();
    let spans: Vec<Value> = days
        .iter()
        .flat_map(|day| day["hours"].as_array().unwrap().clone())
        .filter(|span| span["to_ms"].as_i64().unwrap() > now)
        .take(3)
        .map(|span| json!({ "from_ms": span["from_ms"], "to_ms": span["to_ms"], "places": 2 }))
        .collect();
    (month, Value::Array(spans))
}

fn head(office: &Morning, method: &str, path: &str, revision: u64, body: &str) -> Answer {
    let tag = format!("\"{revision}\"");
    office.head(
        method,
        &format!("/api/v1/readings/{path}"),
        &[("if-match", &tag)],
        body,
    )
}

fn drawn(office: &Morning) -> String {
    let (month, hours) = this_month(office);
    let body = json!({ "service": "business-readings", "hours": hours }).to_string();
    let answer = head(office, "PUT", &month, 0, &body);
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(answer.head.contains("etag: \"1\""), "{}", answer.head);
    month
}

#[test]
fn s8_a_list_fills_the_month_and_the_kiosk_knows_the_contract() {
    let scratch = Scratch::new("readings");
    let office = Morning::open(&scratch);
    let month = drawn(&office);
    let list = "Договор;Название\n660400001;ООО «Ёлка»\n660400002;ИП Ши\n660400003;АО «Три»\n";
    let filled = head(&office, "POST", &format!("{month}/list"), 1, list);
    assert_eq!(filled.status, 200, "{}", filled.body);
    let view = filled.json();
    assert_eq!(view["assigned"], 3);
    assert_eq!(view["hours"][0]["contracts"][0]["name"], "ООО «Ёлка»");

    let office = office.cut_and_open(&scratch);
    let known = office
        .kiosk_gets("/api/v1/readings/contracts/660400001")
        .json();
    assert_eq!(known["now"], true, "{known}");
    let body = json!({ "contract": "6604 00001", "print": false });
    let taken = office.kiosk("/api/v1/readings/check-in", &body);
    assert_eq!(taken.status, 201, "{}", taken.body);
    assert_eq!(taken.json()["on_time"], true);
    let again = office.kiosk("/api/v1/readings/check-in", &body);
    assert_eq!(again.text("code"), "already-checked-in");

    let later = json!({ "contract": "660400003", "print": false });
    let told = office.kiosk("/api/v1/readings/check-in", &later);
    // Its hour comes next: unless it is near enough, the kiosk names it.
    if told.status != 201 {
        assert_eq!(told.text("code"), "not-your-hour");
        let detail = told.text("detail");
        assert!(detail.contains(':') && !detail.contains('$'), "{detail}");
    }
    let stranger = json!({ "contract": "999999999", "print": false });
    let told = office.kiosk("/api/v1/readings/check-in", &stranger);
    assert_eq!(
        (told.status, told.text("code")),
        (404, "unknown-contract".to_owned())
    );
}

#[test]
fn s8_a_list_with_wrong_lines_names_them_and_changes_nothing() {
    let scratch = Scratch::new("readings-wrong");
    let office = Morning::open(&scratch);
    let month = drawn(&office);
    let path = format!("{month}/list");
    let wrong = head(
        &office,
        "POST",
        &path,
        1,
        "660400001;А\nнет;Б\n660400002;В;лишнее\n",
    );
    assert_eq!(wrong.status, 422, "{}", wrong.body);
    assert_eq!(wrong.text("code"), "wrong-list");
    let lines = wrong.json()["lines"].as_array().unwrap().clone();
    let numbers: Vec<u64> = lines
        .iter()
        .map(|line| line["line"].as_u64().unwrap())
        .collect();
    assert_eq!(numbers, [2, 3]);
    let mut long = String::new();
    for n in 0..10_000 {
        writeln!(long, "6604{n:08};ООО «Номер {n}»").unwrap();
    }
    let too_many = head(&office, "POST", &path, 1, &long);
    assert_eq!(too_many.status, 409, "{}", too_many.body);
    assert_eq!(too_many.text("code"), "readings-no-places");
    let view = office
        .head("GET", &format!("/api/v1/readings/{month}"), &[], "")
        .json();
    assert_eq!(
        (&view["assigned"], &view["revision"]),
        (&json!(0), &json!(1))
    );
}

#[test]
fn s8_thousands_of_contracts_get_their_hours_and_outlive_a_power_cut() {
    let scratch = Scratch::new("readings-many");
    let office = Morning::open(&scratch);
    let (month, hours) = this_month(&office);
    let mut hours = hours.as_array().unwrap().clone();
    // Near the month's end fewer hours are left than one would like.
    for hour in &mut hours {
        hour["places"] = json!(1_000);
    }
    let places = hours.len() * 1_000;
    let body = json!({ "service": "business-readings", "hours": hours }).to_string();
    assert_eq!(head(&office, "PUT", &month, 0, &body).status, 200);
    let mut list = String::from("\u{feff}Договор,Название\r\n");
    for n in 0..places {
        write!(list, "6604{n:08},\"ООО \"\"Номер {n}\"\"\"\r\n").unwrap();
    }
    let filled = head(&office, "POST", &format!("{month}/list"), 1, &list);
    assert_eq!(
        filled.status,
        200,
        "{}",
        filled.body.get(..300).unwrap_or_default()
    );
    let office = office.cut_and_open(&scratch);
    let view = office
        .head("GET", &format!("/api/v1/readings/{month}"), &[], "")
        .json();
    assert_eq!(view["assigned"], places);
    assert_eq!(view["hours"][0]["contracts"][0]["name"], "ООО \"Номер 0\"");
}

#[test]
fn s8_the_schedule_is_the_heads_alone_and_the_second_editor_is_told() {
    let scratch = Scratch::new("readings-rights");
    let office = Morning::open(&scratch);
    let month = drawn(&office);
    assert_eq!(office.get(&format!("/api/v1/readings/{month}")).status, 403);
    let one = json!({ "contract": "660400001", "name": "ИП Ши" }).to_string();
    let path = format!("{month}/contracts");
    assert_eq!(head(&office, "POST", &path, 1, &one).status, 200);
    let late = head(&office, "POST", &path, 1, &one);
    assert_eq!(
        (late.status, late.text("code")),
        (412, "readings-changed".to_owned())
    );
    let no_tag = office.head("POST", &format!("/api/v1/readings/{path}"), &[], &one);
    assert_eq!(no_tag.status, 428);
    let release = json!({ "contracts": ["660400001"] }).to_string();
    let view = head(&office, "POST", &format!("{month}/release"), 2, &release).json();
    assert_eq!(view["assigned"], 0);
    assert_eq!(
        office
            .head("GET", "/api/v1/readings/2026-5", &[], "")
            .text("code"),
        "bad-month"
    );
}
