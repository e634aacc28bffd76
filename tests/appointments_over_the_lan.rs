//! Appointments (S9) lived through from outside, on the real program: booked
//! by the hall manager, raced for, moved, cancelled, kept at the kiosk.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may fail loudly, its helpers too"
)]

#[expect(dead_code, reason = "other stories use the rest")]
mod house;
#[path = "house/morning.rs"]
mod morning;

use std::collections::BTreeSet;
use std::fs;
use std::thread;

use house::{Answer, House, Scratch, wait_for};
use morning::Morning;
use serde_json::{Value, json};

const APPOINTMENTS: &str = "/api/v1/appointments";
const CHECK_IN: &str = "/api/v1/check-in";

/// The starts of the service's free slots today.
fn slots(office: &Morning, service: &str) -> Vec<i64> {
    let path = format!("{APPOINTMENTS}/slots?service={service}");
    let answer = office.get(&path);
    assert_eq!(answer.status, 200, "{}", answer.body);
    let free = |slot: &&Value| slot["places"].as_u64().unwrap() > 0;
    let slots = answer.json()["slots"].as_array().unwrap().clone();
    slots
        .iter()
        .filter(free)
        .map(|slot| slot["starts_ms"].as_i64().unwrap())
        .collect()
}

fn places(office: &Morning, service: &str, starts_ms: i64) -> u64 {
    let answer = office
        .get(&format!("{APPOINTMENTS}/slots?service={service}"))
        .json();
    let slots = answer["slots"].as_array().unwrap().clone();
    let slot = slots.iter().find(|slot| slot["starts_ms"] == starts_ms);
    slot.unwrap()["places"].as_u64().unwrap()
}

fn wanted(service: &str, starts_ms: i64, phone: &str) -> Value {
    json!({ "service": service, "starts_ms": starts_ms, "phone": phone, "name": "Ёлкина-Ó Ши" })
}

fn book(office: &Morning, service: &str, starts_ms: i64, phone: &str) -> String {
    let made = office.post(APPOINTMENTS, &wanted(service, starts_ms, phone));
    assert_eq!(made.status, 201, "{}", made.body);
    code(&made)
}

fn code(made: &Answer) -> String {
    made.json()["appointment"]["code"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn change(office: &Morning, code: &str, what: &str, revision: &str, body: &Value) -> Answer {
    let tag = format!("\"{revision}\"");
    office.post_with(
        &format!("{APPOINTMENTS}/{code}/{what}"),
        &[("if-match", &tag)],
        body,
    )
}

fn problem(answer: &Answer) -> (u16, String) {
    (answer.status, answer.text("code"))
}

fn said(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

#[test]
fn s9_a_visitor_is_booked_found_moved_and_cancelled_and_the_second_editor_is_told() {
    let scratch = Scratch::new("booked");
    let office = Morning::open(&scratch);
    let [first, second, ..] = slots(&office, "contract")[..] else {
        panic!("a morning has slots");
    };
    let code = book(&office, "contract", first, "8 (912) 345-67-89");
    assert_eq!(code.len(), 6);

    for find in [code.as_str(), "912%20345-67-89", "%2B79123456789"] {
        let found = office.get(&format!("{APPOINTMENTS}?find={find}")).json();
        let found = found["appointments"].as_array().unwrap().clone();
        assert_eq!(found.len(), 1, "{find}");
        assert_eq!(found[0]["code"], code.as_str());
        assert_eq!(found[0]["phone"], "+7 912 345-67-89");
        assert_eq!(found[0]["name"], "Ёлкина-Ó Ши");
    }
    let shown = office.get(&format!("{APPOINTMENTS}/{code}"));
    assert!(shown.head.contains("etag: \"1."), "{}", shown.head);

    let there = json!({ "starts_ms": second });
    let no_tag = office.post(&format!("{APPOINTMENTS}/{code}/move"), &there);
    assert_eq!(problem(&no_tag), said(428, "revision-needed"));
    let moved = change(&office, &code, "move", "1", &there);
    assert_eq!(moved.status, 200, "{}", moved.body);
    assert_eq!(moved.json()["appointment"]["starts_ms"], second);
    let late = change(&office, &code, "cancel", "1", &json!({}));
    assert_eq!(problem(&late), said(412, "appointment-changed"));
    let cancelled = change(&office, &code, "cancel", "2", &json!({}));
    assert_eq!(cancelled.json()["appointment"]["status"], "cancelled");
    assert!(slots(&office, "contract").contains(&second));
}

#[test]
fn s9_of_many_who_want_the_last_places_only_as_many_get_one_as_there_are() {
    let scratch = Scratch::new("race");
    let office = Morning::open(&scratch);
    let slot = slots(&office, "consultation")[1];
    let places = places(&office, "consultation", slot);
    assert!((1..12).contains(&places), "{places}");
    let bookers: Vec<Answer> = thread::scope(|scope| {
        let started: Vec<_> = (0..12)
            .map(|n| {
                let body = wanted("consultation", slot, &format!("91234567{n:02}"));
                let office = &office;
                scope.spawn(move || office.post(APPOINTMENTS, &body))
            })
            .collect();
        started
            .into_iter()
            .map(|booker| booker.join().unwrap())
            .collect()
    });
    let got: Vec<&Answer> = bookers
        .iter()
        .filter(|answer| answer.status == 201)
        .collect();
    assert_eq!(got.len() as u64, places);
    let codes: BTreeSet<String> = got.into_iter().map(code).collect();
    assert_eq!(
        codes.len() as u64,
        places,
        "every one has a code of its own"
    );
    for answer in bookers.iter().filter(|answer| answer.status != 201) {
        assert_eq!(problem(answer), said(409, "slot-full"));
        assert!(answer.text("detail").contains(':'), "it names the time");
    }
}

#[test]
fn s9_the_same_key_books_once_and_a_restart_in_between_changes_nothing() {
    let scratch = Scratch::new("booking-key");
    let office = Morning::open(&scratch);
    let slot = slots(&office, "contract")[0];
    let body = wanted("contract", slot, "9123456789");
    let key = [("idempotency-key", "booking-1")];
    let first = office.post_with(APPOINTMENTS, &key, &body);
    let again = office.post_with(APPOINTMENTS, &key, &body);
    assert_eq!((first.status, again.status), (201, 201), "{}", again.body);
    assert_eq!(code(&first), code(&again));

    let office = office.cut_and_open(&scratch);
    let after = office.post_with(APPOINTMENTS, &key, &body);
    assert_eq!(after.status, 201, "{}", after.body);
    assert_eq!(code(&first), code(&after));
    let day = office.get(APPOINTMENTS).json();
    assert_eq!(day["appointments"].as_array().unwrap().len(), 1);
    assert_eq!(day["appointments"][0]["phone"], "+7 912 345-67-89");
}

#[test]
fn s9_at_the_kiosk_a_code_gives_a_ticket_of_its_own_class_once() {
    let scratch = Scratch::new("check-in");
    let office = Morning::open(&scratch);
    let slot = slots(&office, "contract")[0];
    let code = book(&office, "contract", slot, "9123456789");
    let office = office.cut_and_open(&scratch);

    let (first, last) = code.split_at(3);
    let typed = format!("{first} {last}");
    let taken = office.kiosk(CHECK_IN, &json!({ "code": typed, "print": false }));
    assert_eq!(taken.status, 201, "{}", taken.body);
    assert_eq!(taken.json()["on_time"], true);
    assert_eq!(taken.json()["booked_ms"], slot);
    let number = taken.text("number");
    let ticket = office.get(&format!("/api/v1/tickets/{number}")).json();
    assert_eq!(ticket["class"], "appointment");
    assert_eq!(ticket["reference_ms"], slot);

    let again = office.kiosk(CHECK_IN, &json!({ "code": code, "print": false }));
    assert_eq!(problem(&again), said(409, "already-checked-in"));
    assert!(again.text("detail").contains(&number), "{}", again.body);
    let shown = office.get(&format!("{APPOINTMENTS}/{code}")).json();
    assert_eq!(shown["status"], "checked-in");
    assert_eq!(shown["ticket"], number.as_str());
}

#[test]
fn s9_at_the_kiosk_a_phone_finds_the_appointment_and_a_stranger_finds_none() {
    let scratch = Scratch::new("check-in-phone");
    let office = Morning::open(&scratch);
    let slots = slots(&office, "consultation");
    book(&office, "consultation", slots[0], "+7 912 345-67-89");
    let stranger = office.kiosk(CHECK_IN, &json!({ "phone": "9120000000" }));
    assert_eq!(problem(&stranger), said(404, "unknown-appointment"));
    let nonsense = office.kiosk(CHECK_IN, &json!({ "phone": "12" }));
    assert_eq!(problem(&nonsense), said(422, "wrong-phone"));
    let both = office.kiosk(
        CHECK_IN,
        &json!({ "phone": "9123456789", "code": "123456" }),
    );
    assert_eq!(problem(&both), said(422, "code-or-phone"));
    let taken = office.kiosk(CHECK_IN, &json!({ "phone": "89123456789", "print": false }));
    assert_eq!(taken.status, 201, "{}", taken.body);
    assert_eq!(taken.json()["on_time"], true);
}

#[test]
fn s9_too_early_the_visitor_is_told_when_and_may_take_an_ordinary_ticket() {
    let scratch = Scratch::new("too-early");
    let office = Morning::open(&scratch);
    let slots = slots(&office, "contract");
    let code = book(&office, "contract", slots[4], "9123456789");
    let early = office.kiosk(CHECK_IN, &json!({ "code": code }));
    assert_eq!(problem(&early), said(409, "check-in-too-early"));
    let taken = office.kiosk(
        "/api/v1/tickets",
        &json!({ "service": "contract", "print": false }),
    );
    assert_eq!(taken.status, 201);
}

#[test]
fn s9_whoever_guesses_codes_has_to_wait() {
    let scratch = Scratch::new("guesses");
    let office = Morning::open(&scratch);
    let guess = |n: u32| office.kiosk(CHECK_IN, &json!({ "code": format!("{n:06}") }));
    for n in 0..10 {
        assert_eq!(problem(&guess(n)), said(404, "unknown-appointment"));
    }
    let told = guess(11);
    assert_eq!(problem(&told), said(429, "too-many-codes"));
    assert!(told.head.contains("retry-after"), "{}", told.head);
}

#[test]
fn s9_what_is_asked_wrongly_gets_a_clear_answer_and_books_nobody() {
    let scratch = Scratch::new("booking-wrongly");
    let office = Morning::open(&scratch);
    let slot = slots(&office, "contract")[0];
    let mut cases = vec![
        (wanted("contract", slot, "12"), 422, "wrong-phone"),
        (
            wanted("contract", slot + 1, "9123456789"),
            422,
            "no-such-slot",
        ),
        (
            wanted("contract", slot - 86_400_000, "9123456789"),
            409,
            "slot-past",
        ),
        (
            wanted("no-such", slot, "9123456789"),
            422,
            "unknown-service",
        ),
        (
            wanted("business-readings", slot, "9123456789"),
            409,
            "not-bookable",
        ),
        (
            json!({ "service": "contract", "starts_ms": slot }),
            422,
            "contact-needed",
        ),
        (
            json!({ "service": "contract", "starts_ms": "ten" }),
            422,
            "wrong-fields",
        ),
    ];
    let mut named = wanted("contract", slot, "9123456789");
    named["language"] = json!("tt");
    cases.push((named, 422, "unknown-language"));
    for (body, status, code) in cases {
        let answer = office.post(APPOINTMENTS, &body);
        assert_eq!(problem(&answer), said(status, code), "{body}");
        assert!(
            !answer.text("detail").starts_with("problem-"),
            "{}",
            answer.body
        );
    }
    let far = office.post(
        APPOINTMENTS,
        &wanted("contract", slot + 21 * 86_400_000, "9123456789"),
    );
    assert_eq!(problem(&far), said(409, "slot-too-far"));
    assert_eq!(
        office
            .get(&format!("{APPOINTMENTS}?date=2026-13-01"))
            .status,
        422
    );
    assert_eq!(office.get(&format!("{APPOINTMENTS}/999999")).status, 404);
    let day = office.get(APPOINTMENTS).json();
    assert_eq!(day["appointments"].as_array().unwrap().len(), 0);
    // A kiosk checks in but neither books nor sees who is expected.
    assert_eq!(
        office
            .kiosk(APPOINTMENTS, &wanted("contract", slot, "9123456789"))
            .status,
        403
    );
    let peeks = office.kiosk_gets(APPOINTMENTS);
    assert_eq!(peeks.status, 403, "{}", peeks.body);
}

/// S1, S9: said in words; whoever is expected comes in all the same.
#[test]
fn s9_while_the_database_is_away_nobody_is_booked_and_whoever_is_expected_gets_a_ticket() {
    let scratch = Scratch::new("booking-live");
    let office = Morning::open(&scratch);
    let slots = slots(&office, "contract");
    let code = book(&office, "contract", slots[0], "9123456789");
    fs::rename(
        scratch.data().join("office.db"),
        scratch.path.join("away.db"),
    )
    .unwrap();
    office.kiosk(
        "/api/v1/tickets",
        &json!({ "service": "contract", "print": false }),
    );
    wait_for("the live queue", 10, || office.mode() == "live");
    let refused = office.post(APPOINTMENTS, &wanted("contract", slots[1], "9123456780"));
    assert_eq!(problem(&refused), said(503, "needs-database"));
    let refused = change(&office, &code, "cancel", "1", &json!({}));
    assert_eq!(problem(&refused), said(503, "needs-database"));
    let taken = office.kiosk(CHECK_IN, &json!({ "code": code, "print": false }));
    assert_eq!(taken.status, 201, "{}", taken.body);
    assert!(taken.text("number").starts_with('Ж'), "{}", taken.body);
}

/// Law 152-FZ: an event cannot be erased, so it knows nobody.
#[test]
fn s9_names_and_phones_are_in_the_database_of_people_and_nowhere_else() {
    let scratch = Scratch::new("booking-people");
    let office = Morning::open(&scratch);
    let slot = slots(&office, "contract")[0];
    let code = book(&office, "contract", slot, "9123456789");
    change(&office, &code, "cancel", "1", &json!({}));
    office.kiosk(CHECK_IN, &json!({ "phone": "9123456789" }));
    office.stop();
    let mut holders = BTreeSet::new();
    look(&scratch.path, &mut holders);
    let names: Vec<&str> = holders.iter().map(String::as_str).collect();
    assert_eq!(names, ["people.db"]);
}

/// Every file below that holds the phone or the name.
fn look(dir: &std::path::Path, holders: &mut BTreeSet<String>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            look(&path, holders);
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        let holds = |word: &str| {
            bytes
                .windows(word.len())
                .any(|part| part == word.as_bytes())
        };
        if holds("9123456789") || holds("Ёлкина") {
            holders.insert(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
}

/// A new office file that closes a day somebody is booked for: the administrator
/// is told who, confirms, and staff are reminded. Nothing is lost silently.
#[test]
fn s9_a_new_file_that_closes_a_booked_day_is_confirmed_and_staff_are_reminded() {
    const FILE: &str = "/api/v1/admin/office-file";
    let scratch = Scratch::new("booked-outside");
    let office = Morning::open(&scratch);
    let view = office
        .get(&format!("{APPOINTMENTS}/slots?service=consultation"))
        .json();
    let tomorrow = view["days"][1]["date"].as_str().unwrap().to_owned();
    let path = format!("{APPOINTMENTS}/slots?service=consultation&date={tomorrow}");
    let slots = office.get(&path).json()["slots"]
        .as_array()
        .unwrap()
        .clone();
    let free = slots.iter().find(|slot| slot["places"].as_u64() > Some(0));
    let starts_ms = free.unwrap()["starts_ms"].as_i64().unwrap();
    let code = book(&office, "consultation", starts_ms, "9123456789");

    let exception = json!({ "date": tomorrow, "hours": "closed" });
    let changes = json!([{ "path": ["exception", "+"], "value": exception }]);
    let body = json!({ "changes": changes }).to_string();
    let seen = office.admin("POST", &format!("{FILE}/validate"), &[], &body);
    assert_eq!(seen.status, 200, "{}", seen.body);
    let left = &seen.json()["left_outside"];
    assert_eq!(left[0]["date"], tomorrow, "{}", seen.body);
    assert_eq!(left[0]["code"], code.replace(' ', ""));

    let tag = office.admin("GET", FILE, &[], "").json()["tag"].clone();
    let tag = format!("\"{}\"", tag.as_str().unwrap());
    let put = |body: &str| office.admin("PUT", FILE, &[("if-match", &tag)], body);
    let told = put(&body);
    assert_eq!(
        (told.status, told.text("code")),
        (409, "file-booked-outside".to_owned())
    );
    let sure = json!({ "changes": changes, "even_with_appointments": true }).to_string();
    let saved = put(&sure);
    assert_eq!(saved.status, 200, "{}", saved.body);

    let outside = || {
        let path = format!("{APPOINTMENTS}?date={tomorrow}");
        office.get(&path).json()["appointments"][0]["outside_hours"] == true
    };
    wait_for("the diary shows it outside the hours", 10, outside);
    let kept = office.get(&format!("{APPOINTMENTS}/{}", code.replace(' ', "")));
    assert_eq!(kept.json()["status"], "booked");
    let hours = office.head("DELETE", "/api/v1/day/hours", &[], "");
    // Nothing was overridden today: the answer is not the point, the notice is.
    assert_eq!(hours.status, 409);
    let longer = json!({ "closes": "20:30" }).to_string();
    let staff = office.head("POST", "/api/v1/day/hours", &[], &longer);
    assert_eq!(staff.status, 200, "{}", staff.body);
    assert!(staff.body.contains("booked-outside"), "{}", staff.body);
}

/// The demo is open round the clock: today ends when tomorrow begins.
#[test]
fn s9_the_first_hour_of_a_day_is_00_00_though_the_day_before_ends_at_24_00() {
    let scratch = Scratch::new("midnight");
    let house = House::open(&scratch);
    let look = |path: &str| house.get(&format!("{APPOINTMENTS}{path}")).json();
    let today = look("/slots?service=consultation");
    let tomorrow = today["days"][1]["date"].as_str().unwrap().to_owned();
    let view = look(&format!("/slots?service=consultation&date={tomorrow}"));
    let slots = view["slots"].as_array().unwrap();
    let (first, last) = (&slots[0], &slots[slots.len() - 1]);
    assert_eq!(first["time"], "00:00", "{first}");
    assert_eq!(last["ends"], "24:00", "{last}");

    let body = wanted("consultation", first["starts_ms"].as_i64().unwrap(), "");
    let made = house.post(APPOINTMENTS, &body);
    assert_eq!(made.status, 201, "{}", made.body);
    assert_eq!(made.json()["appointment"]["time"], "00:00", "{}", made.body);
    let day = look(&format!("?date={tomorrow}"));
    assert_eq!(
        (&day["opens"], &day["closes"]),
        (&json!("00:00"), &json!("24:00"))
    );
    assert_eq!(day["appointments"][0]["time"], "00:00", "{day}");
}
