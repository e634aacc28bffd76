//! The head and the hall manager act over the LAN, on the real program: today's
//! hours, the day's end, the reserve, and a hand over the queue.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may fail loudly, its helpers too"
)]

#[expect(dead_code, reason = "other stories use the rest")]
mod house;

use house::{Answer, House, Scratch, wait_for};
use serde_json::{Value, json};

fn ask(house: &House, role: &str, method: &str, path: &str, body: &Value) -> Answer {
    let path = format!("/api/v1{path}");
    let headers = [("authorization", house.token(role))];
    let headers: Vec<(&str, &str)> = headers.iter().map(|(n, v)| (*n, v.as_str())).collect();
    house.ask(method, &path, &headers, &body.to_string())
}

fn head(house: &House, method: &str, path: &str, body: &Value) -> Answer {
    ask(house, "head", method, path, body)
}

fn hall(house: &House, path: &str, body: &Value) -> Answer {
    ask(house, "hall", "POST", path, body)
}

#[track_caller]
fn number(answer: &Answer) -> String {
    assert!(answer.status < 300, "{}", answer.body);
    answer.text("number")
}

/// Twice is once, what contradicts the day is told, and only the head may.
#[test]
fn s5_the_head_sets_todays_hours_over_the_lan() {
    let scratch = Scratch::new("hours");
    let house = House::open(&scratch);
    let none = json!({});
    let set = json!({ "closes": "24:00", "opens": "00:00" });
    for role in ["hall", "desk", "kiosk", "board"] {
        assert_eq!(ask(&house, role, "POST", "/day/hours", &set).status, 403);
    }
    let wrong = head(
        &house,
        "POST",
        "/day/hours",
        &json!({ "closes": "half five" }),
    );
    assert_eq!(
        (wrong.status, wrong.text("code").as_str()),
        (422, "bad-time")
    );
    assert!(wrong.text("detail").contains("half five"));
    let past = head(
        &house,
        "POST",
        "/day/hours",
        &json!({ "closes": "00:00", "opens": "00:00" }),
    );
    assert_eq!(past.text("code"), "closes-before-opening");
    let same = head(&house, "DELETE", "/day/hours", &none);
    assert_eq!(same.text("code"), "nothing-overridden");
}

/// The day ends on the head's word, said twice while somebody is there; closed
/// by mistake it opens again, and a restart knows all of it.
#[test]
fn s5_the_head_closes_the_day_and_opens_it_again() {
    let scratch = Scratch::new("day-end");
    let house = House::open(&scratch);
    let taken = number(&house.take("readings"));
    let refused = head(&house, "POST", "/day/close", &json!({}));
    assert_eq!(refused.text("code"), "somebody-is-here");
    let closed = head(
        &house,
        "POST",
        "/day/close",
        &json!({ "even_with_people": true }),
    );
    assert_eq!(closed.status, 200, "{}", closed.body);
    assert_eq!(closed.json()["oversight"]["closed"], true);
    assert_eq!(house.take("readings").text("code"), "day-not-open");
    house.stop();
    let house = House::open(&scratch);
    let again = head(&house, "POST", "/day/reopen", &json!({}));
    assert_eq!(again.json()["oversight"]["closed"], false, "{}", again.body);
    let status = house
        .get(&format!("/api/v1/tickets/{taken}"))
        .text("status");
    assert_eq!(status, "not-served");
    let revived = hall(&house, &format!("/tickets/{taken}/revive"), &json!({}));
    assert_eq!(revived.text("status"), "waiting");
    assert_ne!(number(&house.take("readings")), taken, "numbers go on");
}

/// One tap asks the reserve; the sign-in page knows, a desk opened by them counts.
#[test]
fn s7_s17_a_peak_is_told_and_the_reserve_is_called_with_one_tap() {
    let scratch = Scratch::new("reserve");
    let house = House::open(&scratch);
    for _ in 0..16 {
        number(&house.take("readings"));
    }
    let staff = || head(&house, "POST", "/peaks/acknowledge", &json!({}));
    wait_for("a peak", 20, || staff().status == 200);
    let called = head(&house, "POST", "/peaks/call-reserve", &json!({}));
    let oversight = &called.json()["oversight"];
    assert_eq!(oversight["reserve"][0]["account"], "lebedev");
    assert!(oversight["reserve"][0]["called_ms"].is_i64());
    assert_eq!(oversight["peak"]["waiting"], 16);
    assert!(oversight["desks_to_add"].as_u64().unwrap() >= 1);
    let listed = |house: &House| {
        let accounts = house.get("/api/v1/accounts").json();
        let all = accounts.as_array().unwrap().clone();
        let called = all.into_iter().filter(|one| one["called"] == true);
        called
            .map(|one| one["account"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(listed(&house), ["lebedev"]);
    assert_eq!(
        ask(&house, "hall", "POST", "/peaks/call-reserve", &json!({})).status,
        403
    );
    let stood_down = head(&house, "POST", "/peaks/stand-down", &json!({}));
    assert_eq!(stood_down.status, 200);
    assert!(listed(&house).is_empty());
    let nobody = head(
        &house,
        "POST",
        "/peaks/call-reserve",
        &json!({ "accounts": ["sokolova"] }),
    );
    assert_eq!(nobody.text("code"), "nobody-in-reserve");
}

/// Reception solves, changes, sends and lets go, each with its reason.
#[test]
fn s2_the_hall_manager_acts_on_waiting_visitors() {
    let scratch = Scratch::new("hall");
    let house = House::open(&scratch);
    let solved = hall(&house, "/visits/solved", &json!({ "service": "readings" }));
    assert_eq!(solved.json()["solved"], 1);
    let (first, second) = (
        number(&house.take("readings")),
        number(&house.take("consultation")),
    );
    let path = |ticket: &str, act: &str| format!("/tickets/{ticket}/{act}");

    let nameless = hall(
        &house,
        &path(&second, "change"),
        &json!({ "class": "out-of-turn" }),
    );
    assert_eq!(
        (nameless.status, nameless.text("code").as_str()),
        (422, "reason-needed")
    );
    let why = json!({ "class": "out-of-turn", "service": "benefits", "reason": "ветеран" });
    let changed = hall(&house, &path(&second, "change"), &why);
    assert_eq!(changed.text("class"), "out-of-turn");
    assert_eq!(changed.text("service"), "benefits");
    assert_eq!(changed.text("number"), second, "the number in hand stays");

    let sent = hall(&house, &path(&first, "send"), &json!({ "desk": 2 }));
    assert_eq!(sent.json()["only_desk"], 2);
    let nowhere = hall(&house, &path(&first, "send"), &json!({ "desk": 77 }));
    assert_eq!(nowhere.text("code"), "unknown-desk");

    let left = hall(&house, &path(&first, "cancel"), &json!({}));
    assert_eq!(left.text("status"), "left");
    let twice = hall(&house, &path(&first, "cancel"), &json!({}));
    assert_eq!(twice.text("code"), "ticket-closed");
    for role in ["desk", "kiosk", "board"] {
        let refused = ask(&house, role, "POST", &path(&second, "cancel"), &json!({}));
        assert_eq!(refused.status, 403, "{role}");
    }
}

/// Somebody asks for a ticket that is long gone from every screen.
#[test]
fn s2_a_visitor_is_found_by_number_over_the_whole_day() {
    let scratch = Scratch::new("found");
    let house = House::open(&scratch);
    let first = number(&house.take("readings"));
    hall(&house, &format!("/tickets/{first}/cancel"), &json!({}));
    for _ in 0..40 {
        let next = number(&house.take("readings"));
        hall(&house, &format!("/tickets/{next}/cancel"), &json!({}));
    }
    let found = house.get(&format!("/api/v1/tickets/{first}"));
    assert_eq!((found.status, found.text("status").as_str()), (200, "left"));
    assert_eq!(house.get("/api/v1/tickets/Х999").status, 404);
}
