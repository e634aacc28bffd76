//! Who did or saw what is asked about later, and nobody's phone stands in it.

use serde_json::{Value, json};

use crate::house::{Answer, House, Scratch, wait_for};

fn ask(house: &House, who: &str, method: &str, path: &str, body: &Value) -> Answer {
    let token = house.token(who);
    let headers = [("authorization", token.as_str()), ("accept-language", "ru")];
    house.ask(method, path, &headers, &body.to_string())
}

fn acts(house: &House, query: &str) -> Vec<(String, String)> {
    let page = ask(
        house,
        "head",
        "GET",
        &format!("/api/v1/audit{query}"),
        &Value::Null,
    );
    assert_eq!(page.status, 200, "{}", page.body);
    let word = |line: &Value, name: &str| line[name].as_str().unwrap().to_owned();
    let page = page.json();
    let lines = page["acts"].as_array().unwrap();
    let pairs = lines
        .iter()
        .map(|line| (word(line, "by"), word(line, "act")));
    pairs.collect()
}

/// What an act was about, in words.
fn about<'a>(page: &'a Value, act: &str) -> &'a Value {
    let lines = page["acts"].as_array().unwrap();
    &lines.iter().find(|line| line["act"] == act).unwrap()["about_text"]
}

fn date_of(page: &Value) -> String {
    let local =
        page["now_ms"].as_i64().unwrap() + 60_000 * page["utc_offset_min"].as_i64().unwrap();
    let moment = jiff::Timestamp::from_millisecond(local).unwrap();
    moment.strftime("%F").to_string()
}

#[test]
fn a_wrong_pin_a_phone_that_was_shown_and_an_export_are_known_afterwards() {
    let scratch = Scratch::new("who-did-what");
    let house = House::open(&scratch);
    let wrong = json!({ "account": "belov", "pin": "999999" });
    let refused = house.ask("POST", "/api/v1/session", &[], &wrong.to_string());
    assert_eq!(refused.status, 401);
    let wish = json!({ "phone": "89123456789", "name": "Ёлкина Анна", "gist": "счёт", "consent": true, "print": false });
    let left = ask(&house, "hall", "POST", "/api/v1/callbacks", &wish);
    assert_eq!(left.status, 201, "{}", left.body);
    let shown = ask(
        &house,
        "hall",
        "POST",
        "/api/v1/callbacks/1/person",
        &json!({}),
    );
    assert_eq!(shown.status, 200, "{}", shown.body);
    // A page that looks again and again is told once.
    for _look in 0..3 {
        ask(&house, "hall", "GET", "/api/v1/appointments", &Value::Null);
    }
    let file = ask(
        &house,
        "contact-centre",
        "GET",
        "/api/v1/callbacks/export.csv",
        &Value::Null,
    );
    assert_eq!(file.status, 200, "{}", file.body);

    let count = |act: &str| {
        acts(&house, "")
            .iter()
            .filter(|(_by, known)| known == act)
            .count()
    };
    wait_for("the last act", 10, || count("audit-people-exported") == 1);
    assert_eq!(count("audit-sign-in-failed"), 1);
    assert_eq!(count("audit-people-shown"), 1);
    let hall = acts(&house, "?by=hall");
    assert!(hall.contains(&("hall".to_owned(), "callback-seen".to_owned())));
    assert!(hall.iter().all(|(by, _act)| by == "hall"), "{hall:?}");

    let today = ask(&house, "head", "GET", "/api/v1/audit", &Value::Null).json();
    assert_eq!(about(&today, "audit-people-shown"), "записи на приём");
    assert_eq!(about(&today, "audit-people-exported"), "обратные звонки");
    let date = date_of(&today);
    let table = ask(
        &house,
        "admin",
        "GET",
        &format!("/api/v1/audit.csv?from={date}"),
        &Value::Null,
    );
    assert!(
        table.body.contains("Показан телефон обратного звонка"),
        "{}",
        table.body
    );
    assert!(!table.body.contains("9123456789") && !table.body.contains("Ёлкина"));
    for who in ["desk", "hall", "kiosk", "contact-centre"] {
        let denied = ask(&house, who, "GET", "/api/v1/audit", &Value::Null);
        assert_eq!(denied.status, 403, "{who}");
    }
    let long = "/api/v1/audit.csv?from=2020-01-01&to=2026-01-01";
    assert_eq!(
        ask(&house, "head", "GET", long, &Value::Null).text("code"),
        "span-too-long"
    );
}
