//! Callbacks: left, worked off, seen, exported (S6, S10).

use serde_json::{Value, json};

use crate::house::{Answer, House, Scratch};

pub(crate) fn as_who(house: &House, who: &str, method: &str, path: &str, body: &Value) -> Answer {
    let token = house.token(who);
    house.ask(
        method,
        path,
        &[("authorization", &token)],
        &body.to_string(),
    )
}

fn with(house: &House, path: &str, header: (&str, &str), body: &Value) -> Answer {
    let token = house.token("contact-centre");
    house.ask(
        "POST",
        path,
        &[("authorization", &token), header],
        &body.to_string(),
    )
}

pub(crate) fn wish() -> Value {
    json!({
        "phone": "8 (912) 345-67-89", "name": "Ёлкина Анна", "contract": "эк-1042",
        "gist": "счёт за октябрь", "service": "settlement", "consent": true, "print": false
    })
}

fn list(house: &House, query: &str) -> Value {
    let path = format!("/api/v1/callbacks{query}");
    as_who(house, "contact-centre", "GET", &path, &Value::Null).json()
}

#[test]
fn s10_a_callback_from_a_desk_is_called_closed_and_survives_a_power_cut() {
    let scratch = Scratch::new("callback");
    let house = House::open(&scratch);
    let answer = as_who(&house, "desk", "POST", "/api/v1/callbacks", &wish());
    assert_eq!(answer.status, 201, "{}", answer.body);
    let asked = &answer.json()["callback"];
    assert_eq!(asked["id"], 1);
    assert_eq!(asked["origin"], "desk");
    assert_eq!(asked["person"]["phone_masked"], "•••-••-89");
    assert!(!answer.body.contains("9123456789") && !answer.body.contains("1042"));

    let tried = json!({ "result": "no-answer", "note": "просила после шести" });
    let tried = with(
        &house,
        "/api/v1/callbacks/1/attempt",
        ("if-match", "\"1\""),
        &tried,
    );
    assert_eq!(tried.status, 200, "{}", tried.body);
    assert!(tried.head.contains("etag: \"2\""), "{}", tried.head);
    assert!(house.kill());

    let house = House::open(&scratch);
    let open = list(&house, "");
    assert_eq!(open["open"], 1);
    let found = &open["callbacks"][0];
    assert_eq!(found["attempts"][0]["result"], "no-answer");
    assert_eq!(
        found["person"]["gist"],
        "счёт за октябрь\nпросила после шести"
    );
    let done = json!({ "outcome": "answered" });
    let closed = with(
        &house,
        "/api/v1/callbacks/1/close",
        ("if-match", "\"2\""),
        &done,
    );
    assert_eq!(closed.status, 200, "{}", closed.body);
    assert_eq!(list(&house, "")["open"], 0);
    assert_eq!(
        list(&house, "?status=closed")["callbacks"][0]["outcome"],
        "answered"
    );
    let log = std::fs::read_to_string(scratch.path.join("log.txt")).unwrap();
    assert!(!log.contains("9123456789") && !log.contains("Ёлкина"));
}

#[test]
fn of_two_who_edit_one_callback_the_second_is_told_and_nothing_is_overwritten() {
    let scratch = Scratch::new("callback-two");
    let house = House::open(&scratch);
    as_who(&house, "hall", "POST", "/api/v1/callbacks", &wish());
    let first = json!({ "outcome": "answered" });
    let second = json!({ "outcome": "unreachable" });
    let path = "/api/v1/callbacks/1/close";
    assert_eq!(
        with(&house, path, ("if-match", "\"1\""), &first).status,
        200
    );
    let told = with(&house, path, ("if-match", "\"1\""), &second);
    assert_eq!(
        (told.status, told.text("code").as_str()),
        (409, "record-changed")
    );
    let again = with(&house, path, ("if-match", "*"), &second);
    assert_eq!(
        (again.status, again.text("code").as_str()),
        (409, "record-closed")
    );
    assert_eq!(
        list(&house, "?status=all")["callbacks"][0]["outcome"],
        "answered"
    );
}

#[test]
fn the_same_key_leaves_one_callback_and_another_wish_under_it_is_refused() {
    let scratch = Scratch::new("callback-key");
    let house = House::open(&scratch);
    let key = ("idempotency-key", "wish-1");
    let first = with(&house, "/api/v1/callbacks", key, &wish());
    let again = with(&house, "/api/v1/callbacks", key, &wish());
    assert_eq!((first.status, again.status), (201, 201), "{}", again.body);
    assert_eq!(again.json()["callback"]["id"], 1);
    let mut other = wish();
    other["phone"] = json!("8 912 000-00-00");
    let refused = with(&house, "/api/v1/callbacks", key, &other);
    assert_eq!(
        (refused.status, refused.text("code").as_str()),
        (422, "key-reused")
    );
    assert_eq!(list(&house, "")["open"], 1);
}

#[test]
fn a_phone_is_shown_on_asking_only_and_who_asked_is_kept() {
    let scratch = Scratch::new("callback-seen");
    let house = House::open(&scratch);
    as_who(&house, "hall", "POST", "/api/v1/callbacks", &wish());
    let whole = with(
        &house,
        "/api/v1/callbacks/1/person",
        ("accept", "*/*"),
        &json!({}),
    );
    assert_eq!(whole.json()["phone"], "+7 912 345-67-89");
    assert_eq!(whole.json()["contract"], "ЭК-1042");
    let seen = list(&house, "")["callbacks"][0]["seen"].clone();
    assert_eq!(seen[0]["by"], "contact-centre");
    let csv = as_who(
        &house,
        "head",
        "GET",
        "/api/v1/callbacks/export.csv",
        &Value::Null,
    );
    assert!(csv.body.starts_with("\u{feff}№;") || csv.body.starts_with("\u{feff}No.;"));
    assert!(csv.body.contains(";89123456789;;ЭК-1042;"), "{}", csv.body);
    let seen = list(&house, "")["callbacks"][0]["seen"].clone();
    assert_eq!(seen[1]["by"], "head");
    // Found by what the visitor says on the phone.
    assert_eq!(list(&house, "?q=912%20345-67-89")["callbacks"][0]["id"], 1);
    assert_eq!(
        list(&house, "?q=ЭК-1042".replace("ЭК", "%D0%AD%D0%9A").as_str())["callbacks"][0]["id"],
        1
    );
    assert_eq!(list(&house, "?q=9990000000")["callbacks"], json!([]));
}

#[test]
fn one_person_is_erased_at_their_wish_and_the_record_stays() {
    let scratch = Scratch::new("callback-erase");
    let house = House::open(&scratch);
    as_who(&house, "hall", "POST", "/api/v1/callbacks", &wish());
    let path = "/api/v1/callbacks/1/person";
    assert_eq!(
        as_who(&house, "hall", "DELETE", path, &Value::Null).status,
        403
    );
    assert_eq!(
        as_who(&house, "head", "DELETE", path, &Value::Null).status,
        204
    );
    let left = list(&house, "?status=all")["callbacks"][0].clone();
    assert_eq!(
        (&left["outcome"], &left["person"]),
        (&json!("withdrawn"), &Value::Null)
    );
    let gone = with(&house, path, ("accept", "*/*"), &json!({}));
    assert_eq!(
        (gone.status, gone.text("code").as_str()),
        (410, "person-erased")
    );
    let bytes = std::fs::read(scratch.data().join("people.db")).unwrap();
    assert!(!String::from_utf8_lossy(&bytes).contains("9123456789"));
}

#[test]
fn whoever_was_erased_stays_gone_when_the_same_wish_is_sent_again() {
    let scratch = Scratch::new("callback-erased-again");
    let house = House::open(&scratch);
    let key = ("idempotency-key", "wish-1");
    let first = with(&house, "/api/v1/callbacks", key, &wish());
    assert_eq!(first.status, 201, "{}", first.body);
    let path = "/api/v1/callbacks/1/person";
    let erased = as_who(&house, "head", "DELETE", path, &Value::Null);
    assert_eq!(erased.status, 204);
    let again = with(&house, "/api/v1/callbacks", key, &wish());
    assert_eq!(again.status, 201, "{}", again.body);
    assert_eq!(again.json()["callback"]["id"], 1, "the first answer");
    assert_eq!(again.json()["callback"]["person"], Value::Null);
    let bytes = std::fs::read(scratch.data().join("people.db")).unwrap();
    assert!(!String::from_utf8_lossy(&bytes).contains("9123456789"));
    assert_eq!(list(&house, "")["open"], 0);
}

#[test]
fn wrong_details_get_a_kind_answer_and_leave_nothing_behind() {
    let scratch = Scratch::new("callback-wrong");
    let house = House::open(&scratch);
    let mut answers = Vec::new();
    for (field, value) in [
        ("phone", json!("12345")),
        ("phone", json!("")),
        ("contract", json!("??")),
        ("name", json!("12345")),
        ("gist", json!("я".repeat(501))),
        ("consent", json!(false)),
        ("due", json!("2020-01-01")),
        ("service", json!("nothing-such")),
        ("language", json!("xx")),
    ] {
        let mut wrong = wish();
        wrong[field] = value;
        let answer = as_who(&house, "desk", "POST", "/api/v1/callbacks", &wrong);
        assert_eq!(answer.status, 422, "{field}: {}", answer.body);
        assert!(
            !answer.text("detail").starts_with("problem-"),
            "{}",
            answer.body
        );
        answers.push(answer.text("code"));
    }
    assert_eq!(
        answers[..4],
        ["wrong-phone", "wrong-phone", "wrong-contract", "wrong-name"]
    );
    assert_eq!(list(&house, "?status=all")["callbacks"], json!([]));
    let token = house.token("board");
    let answer = house.ask("GET", "/api/v1/callbacks", &[("authorization", &token)], "");
    assert_eq!(answer.status, 403);
    let kiosk = as_who(&house, "kiosk", "GET", "/api/v1/callbacks", &Value::Null);
    assert_eq!(kiosk.status, 403, "a kiosk leaves callbacks and reads none");
}
