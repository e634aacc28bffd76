//! An office lived through from outside, on the real program: visitors tap,
//! managers call, and whatever is asked wrongly gets a clear answer and
//! changes nothing.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may fail loudly, its helpers too"
)]

#[path = "the_office_over_the_lan/bad_input.rs"]
mod bad_input;
#[path = "the_office_over_the_lan/described.rs"]
mod described;
#[expect(dead_code, reason = "other stories use the rest")]
mod house;
#[path = "the_office_over_the_lan/office_files.rs"]
mod office_files;
#[path = "the_office_over_the_lan/passes.rs"]
mod passes;
#[path = "the_office_over_the_lan/secrets.rs"]
mod secrets;
#[path = "the_office_over_the_lan/settings.rs"]
mod settings;
#[path = "the_office_over_the_lan/who_did_what.rs"]
mod who_did_what;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use house::{Answer, House, Scratch, now, numbers, pause, talon};
use serde_json::{Value, json};

const TICKETS: &str = "/api/v1/tickets";

#[test]
fn a_visitor_taps_and_is_called_served_and_gone() {
    let scratch = Scratch::new("tap-to-call");
    let house = House::open(&scratch);
    let services = house.get("/api/v1/services").json();
    assert!(
        services
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["id"] == "consultation")
    );

    let taken = house.take("consultation");
    assert_eq!(taken.status, 201, "{}", taken.body);
    let number = taken.text("number");
    assert_eq!(taken.json()["place"], 1);

    let called = house.call_next(1, None);
    assert_eq!(called.status, 200, "{}", called.body);
    assert_eq!(called.json()["ticket"]["number"], number.as_str());
    assert_eq!(called.json()["why"]["code"], "longest-wait");
    let board = house.get("/api/v1/board").json();
    assert_eq!(board["calls"][0]["number"], number.as_str());
    assert_eq!(board["calls"][0]["desk"], 1);

    assert_eq!(house.post("/api/v1/desks/1/start", &json!({})).status, 200);
    assert_eq!(numbers(&house.queue(), "serving"), [number.as_str()]);
    assert_eq!(house.post("/api/v1/desks/1/finish", &json!({})).status, 200);
    pause(1_600);
    assert_eq!(
        house.call_next(1, None).status,
        204,
        "nobody waits any more"
    );
    assert!(all_in_queue(&house).is_empty());
}

#[test]
fn a_visit_finished_by_mistake_goes_on_even_after_a_sudden_restart() {
    let scratch = Scratch::new("undo");
    let house = House::open(&scratch);
    house.take("consultation");
    let number = house.call_next(1, None).json()["ticket"]["number"].clone();
    house.post("/api/v1/desks/1/start", &json!({}));
    let finished = house.post("/api/v1/desks/1/finish", &json!({})).json();
    assert_eq!(finished["undo"]["what"], "finish");
    assert_eq!(finished["undo"]["ticket"], number);
    let undone = house.post("/api/v1/desks/1/undo", &json!({}));
    assert_eq!(undone.status, 200, "{}", undone.body);
    assert_eq!(undone.json()["ticket"]["number"], number);
    assert_eq!(undone.json()["undo"], Value::Null);
    let again = house.post("/api/v1/desks/1/undo", &json!({}));
    assert_eq!(
        (again.status, again.text("code").as_str()),
        (409, "nothing-to-undo")
    );

    house.kill();
    let house = House::open(&scratch);
    assert_eq!(json!(numbers(&house.queue(), "serving")), json!([number]));
}

#[test]
fn a_repeated_request_changes_nothing() {
    let scratch = Scratch::new("repeats");
    let house = House::open(&scratch);
    let token = house.token("kiosk");
    let body = json!({ "service": "consultation", "print": false }).to_string();
    let headers = [
        ("authorization", token.as_str()),
        ("idempotency-key", "tap-1"),
    ];
    let first = house.ask("POST", TICKETS, &headers, &body);
    let again = house.ask("POST", TICKETS, &headers, &body);
    assert_eq!((first.status, again.status), (201, 201));
    assert_eq!(first.text("number"), again.text("number"));

    let other = json!({ "service": "contract", "print": false }).to_string();
    let reused = house.ask("POST", TICKETS, &headers, &other);
    assert_eq!(
        (reused.status, reused.text("code").as_str()),
        (422, "key-reused")
    );

    house.take("consultation");
    let hall = house.token("hall");
    let headers = [
        ("authorization", hall.as_str()),
        ("idempotency-key", "call-1"),
    ];
    let call = || house.ask("POST", "/api/v1/desks/1/call-next", &headers, "{}");
    let (first, again) = (call(), call());
    assert_eq!((first.status, again.status), (200, 200));
    assert_eq!(
        first.json()["ticket"]["number"],
        again.json()["ticket"]["number"]
    );
    assert_eq!(numbers(&house.queue(), "called").len(), 1);

    // The answer outlives the program.
    house.kill();
    let house = House::open(&scratch);
    let token = house.token("kiosk");
    let headers = [
        ("authorization", token.as_str()),
        ("idempotency-key", "tap-1"),
    ];
    let after = house.ask("POST", TICKETS, &headers, &body);
    assert_eq!(after.status, 201);
    assert_eq!(all_in_queue(&house).len(), 2);
}

#[test]
fn a_request_repeated_when_many_have_left_since_gets_its_first_answer() {
    let scratch = Scratch::new("late-repeats");
    let house = House::open(&scratch);
    let (kiosk, hall) = (house.token("kiosk"), house.token("hall"));
    let body = json!({ "service": "consultation", "print": false }).to_string();
    let tap = [
        ("authorization", kiosk.as_str()),
        ("idempotency-key", "tap-1"),
    ];
    let press = [
        ("authorization", hall.as_str()),
        ("idempotency-key", "call-1"),
    ];
    let taken = || house.ask("POST", TICKETS, &tap, &body);
    let called = || house.ask("POST", "/api/v1/desks/1/call-next", &press, "{}");
    let by_hall = |path: &str| {
        let done = house.ask("POST", path, &[("authorization", &hall)], "{}");
        assert_eq!(done.status, 200, "{path}: {}", done.body);
    };
    let number = taken().text("number");
    assert_eq!(called().json()["ticket"]["number"], json!(number));
    by_hall("/api/v1/desks/1/start");
    by_hall("/api/v1/desks/1/finish");
    for _ in 0..40 {
        let later = house.take("contract").text("number");
        by_hall(&format!("/api/v1/tickets/{later}/cancel"));
    }

    let (taken, called) = (taken(), called());
    assert_eq!((taken.status, taken.text("number")), (201, number.clone()));
    assert_eq!(called.status, 200, "{}", called.body);
    assert_eq!(called.json()["ticket"]["number"], json!(number));
}

#[test]
fn twenty_visitors_at_once_get_twenty_numbers_once() {
    let scratch = Scratch::new("twenty");
    let house = House::open(&scratch);
    let given: Vec<String> = thread::scope(|scope| {
        let taps: Vec<_> = (0..20)
            .map(|_tap| scope.spawn(|| house.take("consultation")))
            .collect();
        taps.into_iter()
            .map(|tap| tap.join().unwrap().text("number"))
            .collect()
    });
    let once: BTreeSet<&String> = given.iter().collect();
    assert_eq!(once.len(), 20, "{given:?}");
    assert_eq!(all_in_queue(&house), given.iter().cloned().collect());
}

#[test]
fn three_desks_at_once_never_share_a_visitor() {
    let scratch = Scratch::new("three-desks");
    let house = House::open(&scratch);
    for _visitor in 0..12 {
        assert_eq!(house.take("consultation").status, 201);
    }
    let desks: Vec<u16> = desks_for(&house, "consultation")
        .into_iter()
        .take(3)
        .collect();
    assert!(desks.len() >= 2, "{desks:?}");
    let mut seen = BTreeSet::new();
    for _round in 0..3 {
        let called: Vec<Answer> = thread::scope(|scope| {
            let calls: Vec<_> = desks
                .iter()
                .map(|desk| scope.spawn(|| house.call_next(*desk, None)))
                .collect();
            calls.into_iter().map(|call| call.join().unwrap()).collect()
        });
        for answer in called {
            assert_eq!(answer.status, 200, "{}", answer.body);
            let number = answer.json()["ticket"]["number"]
                .as_str()
                .unwrap()
                .to_owned();
            assert!(seen.insert(number), "{} came twice", answer.body);
        }
        for desk in &desks {
            house.post(&format!("/api/v1/desks/{desk}/start"), &json!({}));
            house.post(&format!("/api/v1/desks/{desk}/finish"), &json!({}));
        }
        pause(1_600);
    }
}

#[test]
fn a_double_call_never_calls_two() {
    let scratch = Scratch::new("double-call");
    let house = House::open(&scratch);
    for _visitor in 0..8 {
        house.take("consultation");
    }
    let hall = house.token("hall");
    let call = |key: Option<&str>| {
        let mut headers = vec![("authorization", hall.as_str())];
        headers.extend(key.map(|key| ("idempotency-key", key)));
        house.ask("POST", "/api/v1/desks/1/call-next", &headers, "{}")
    };
    // No keys, then different keys, at the same moment.
    for keys in [[None; 4], [Some("a"), Some("b"), Some("c"), Some("d")]] {
        let answers: Vec<Answer> = thread::scope(|scope| {
            let call = &call;
            let all: Vec<_> = keys.map(|key| scope.spawn(move || call(key))).into();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        let called = answers.iter().filter(|answer| answer.status == 200).count();
        assert_eq!(called, 1, "{answers:?}");
        assert!(
            answers
                .iter()
                .all(|answer| answer.status == 200 || answer.text("code") == "desk-busy")
        );
        assert_eq!(numbers(&house.queue(), "called").len(), 1);
        house.post("/api/v1/desks/1/start", &json!({}));
        house.post("/api/v1/desks/1/finish", &json!({}));
        pause(1_600);
    }
    // A desk that serves names the visit it finishes; the wrong one changes nothing.
    let number = call(None).json()["ticket"]["number"]
        .as_str()
        .unwrap()
        .to_owned();
    house.post("/api/v1/desks/1/start", &json!({}));
    pause(1_600);
    assert_eq!(house.call_next(1, None).text("code"), "must-finish");
    assert_eq!(
        house.call_next(1, Some("А900")).text("code"),
        "not-served-here"
    );
    let next = house.call_next(1, Some(&number));
    assert_eq!(next.status, 200, "{}", next.body);
    assert_eq!(house.call_next(1, Some(&number)).text("code"), "desk-busy");
    house.post("/api/v1/desks/1/no-show", &json!({}));
    assert_eq!(
        house.call_next(1, None).text("code"),
        "too-soon",
        "1.5 s between calls"
    );
}

#[test]
fn two_browsers_at_one_desk_are_one_desk() {
    let scratch = Scratch::new("two-browsers");
    let house = House::open(&scratch);
    house.take("consultation");
    house.take("consultation");
    let account = house.get("/api/v1/desks/1").text("staff");
    let sign_in = json!({ "account": account, "pin": "111111" }).to_string();
    let cookies: Vec<String> = (0..2)
        .map(|_browser| {
            let answer = house.ask("POST", "/api/v1/session", &[], &sign_in);
            assert_eq!(answer.status, 200, "{}", answer.body);
            answer.cookie()
        })
        .collect();
    let call = |cookie: &str| {
        let headers = [("cookie", cookie)];
        house.ask("POST", "/api/v1/desks/1/call-next", &headers, "{}")
    };
    let statuses: BTreeMap<u16, usize> = thread::scope(|scope| {
        let both: Vec<_> = cookies
            .iter()
            .map(|cookie| scope.spawn(|| call(cookie)))
            .collect();
        let mut statuses = BTreeMap::new();
        for answer in both {
            *statuses.entry(answer.join().unwrap().status).or_default() += 1;
        }
        statuses
    });
    assert_eq!(statuses, BTreeMap::from([(200, 1), (409, 1)]));
    // A page of another site may not act with our cookie.
    let foreign = [
        ("cookie", cookies[0].as_str()),
        ("origin", "http://evil.example"),
    ];
    let answer = house.ask("POST", "/api/v1/desks/1/recall", &foreign, "{}");
    check_problem(&answer, 403, "foreign-origin", "another site");
    // Signed out in one browser, the other one works on.
    let gone = house.ask(
        "DELETE",
        "/api/v1/session",
        &[("cookie", cookies[0].as_str())],
        "",
    );
    assert_eq!(gone.status, 204);
    check_problem(&call(&cookies[0]), 401, "sign-in-needed", "signed out");
    let recall = house.ask(
        "POST",
        "/api/v1/desks/1/recall",
        &[("cookie", cookies[1].as_str())],
        "{}",
    );
    assert_eq!(recall.status, 200, "{}", recall.body);
    let wrong = json!({ "account": account, "pin": "999999" }).to_string();
    let answer = house.ask("POST", "/api/v1/session", &[], &wrong);
    check_problem(&answer, 401, "wrong-pin", "a slip of the finger");
}

#[test]
fn a_second_copy_on_the_same_folder_says_so_and_leaves() {
    let scratch = Scratch::new("second-copy");
    let house = House::open(&scratch);
    house.take("consultation");
    let before = still(&house);
    let second = talon()
        .args([
            "demo",
            "--headless",
            "--json",
            "--listen",
            "127.0.0.1:0",
            "--data",
        ])
        .arg(scratch.data())
        .output()
        .unwrap();
    assert!(!second.status.success());
    assert!(second.stdout.is_empty());
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(said.contains("another copy"), "{said}");
    assert_eq!(still(&house), before);
    assert_eq!(house.take("consultation").status, 201);
    assert_eq!(house.mode(), "electronic");
}

#[test]
fn a_taken_address_is_said_in_words() {
    let (scratch, other) = (Scratch::new("address"), Scratch::new("address-other"));
    let house = House::open(&scratch);
    let second = talon()
        .args([
            "demo",
            "--headless",
            "--json",
            "--listen",
            house.address(),
            "--data",
        ])
        .arg(other.data())
        .output()
        .unwrap();
    assert!(!second.status.success());
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(said.contains(house.address()), "{said}");
}

#[test]
fn the_feed_greets_then_shows_then_beats_and_tells_changes() {
    let scratch = Scratch::new("feed");
    let house = House::open(&scratch);
    let mut stream = TcpStream::connect(house.address()).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .unwrap();
    let request = format!(
        "GET /api/v1/feed?view=staff HTTP/1.1\r\nhost: {}\r\nauthorization: {}\r\n\r\n",
        house.address(),
        house.token("hall")
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut lines = BufReader::new(stream).lines();
    let mut next_event = || {
        let (mut event, mut data) = (String::new(), String::new());
        loop {
            let line = lines.next().unwrap().unwrap();
            if let Some(name) = line.strip_prefix("event: ") {
                name.clone_into(&mut event);
            } else if let Some(text) = line.strip_prefix("data: ") {
                text.clone_into(&mut data);
            } else if line.is_empty() && !event.is_empty() {
                let data: Value = serde_json::from_str(&data).unwrap();
                return (event, data);
            }
        }
    };
    let (event, hello) = next_event();
    assert_eq!(event, "hello");
    assert!(hello["build"].is_string());
    let (event, picture) = next_event();
    assert_eq!(event, "picture");
    assert_eq!(picture["waiting"].as_array().unwrap().len(), 0);

    let number = house.take("consultation").text("number");
    let told = now();
    let mut beats = 0;
    let mut shown = false;
    while beats == 0 || !shown {
        let (event, data) = next_event();
        match event.as_str() {
            "beat" => beats += 1,
            "picture" => shown |= data["waiting"][0]["number"] == number.as_str(),
            other => assert_eq!(other, "hello"),
        }
        assert!(
            told.elapsed() < Duration::from_secs(9),
            "no beat or no change"
        );
    }
    let unknown = house.get("/api/v1/feed?view=tea");
    assert!((400..500).contains(&unknown.status), "{}", unknown.status);
    let nobody = house.ask("GET", "/api/v1/feed?view=hall", &[], "");
    check_problem(&nobody, 401, "sign-in-needed", "a hall feed for nobody");
}

fn check_problem(answer: &Answer, status: u16, code: &str, what: &str) {
    let told = (answer.status, answer.text("code"));
    assert_eq!(told, (status, code.to_owned()), "{what}: {}", answer.body);
    assert!(
        answer.head.contains("application/problem+json"),
        "{what}: {}",
        answer.head
    );
    assert!(!answer.text("detail").is_empty(), "{what}: says what to do");
    assert!(
        !answer.text("detail").contains("problem-"),
        "{what}: has its text"
    );
}

/// The queue without what changes by itself.
fn still(house: &House) -> Value {
    let mut queue = house.queue();
    queue["seq"] = Value::Null;
    queue
}

fn all_in_queue(house: &House) -> BTreeSet<String> {
    let queue = house.queue();
    ["waiting", "called", "serving"]
        .iter()
        .flat_map(|list| numbers(&queue, list))
        .collect()
}

fn desks_for(house: &House, service: &str) -> Vec<u16> {
    let desks = house.get("/api/v1/desks").json();
    let desks = desks.as_array().unwrap().iter();
    desks
        .filter(|desk| {
            desk["services"]
                .as_array()
                .unwrap()
                .iter()
                .any(|one| one == service)
        })
        .map(|desk| u16::try_from(desk["desk"].as_u64().unwrap()).unwrap())
        .collect()
}
