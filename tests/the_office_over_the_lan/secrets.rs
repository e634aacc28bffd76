//! A PIN or a password of one's own: handed out once, changed by the person.

use serde_json::{Value, json};
use talon::config::secrets;

use crate::house::{Answer, House, Scratch, wait_for};

const FILE: &str = "/api/v1/admin/office-file";

fn sign_in(house: &House, account: &str, secret: &str) -> Answer {
    let body = json!({ "account": account, "pin": secret }).to_string();
    house.ask("POST", "/api/v1/session", &[], &body)
}

fn sign_in_from(house: &House, last: u8, account: &str, secret: &str) -> Answer {
    let body = json!({ "account": account, "pin": secret }).to_string();
    house.ask_from(last, "POST /api/v1/session", &[], &body)
}

fn change(house: &House, account: &str, now: &str, new: &str) -> Answer {
    let body = json!({ "account": account, "now": now, "new": new }).to_string();
    house.ask("POST", "/api/v1/session/secret", &[], &body)
}

fn person(house: &House, account: &str) -> Value {
    let people = house.get("/api/v1/accounts").json();
    let people = people.as_array().unwrap();
    let found = people.iter().find(|person| person["account"] == account);
    found.unwrap().clone()
}

fn file(scratch: &Scratch) -> String {
    std::fs::read_to_string(scratch.data().join("office.toml")).unwrap()
}

fn refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{}", answer.body);
    assert_eq!(answer.json()["code"], code, "{}", answer.body);
}

#[test]
fn a_manager_sets_a_pin_of_their_own_and_the_old_one_lets_nobody_in() {
    let scratch = Scratch::new("secret-pin");
    let house = House::open(&scratch);
    let elsewhere = sign_in(&house, "belov", "111111");
    let cookie = elsewhere.cookie();
    let before = file(&scratch);

    refused(
        &change(&house, "belov", "999999", "274913"),
        401,
        "wrong-pin",
    );
    refused(
        &change(&house, "nobody", "111111", "274913"),
        401,
        "wrong-pin",
    );
    refused(&change(&house, "belov", "111111", "654321"), 422, "bad-pin");
    refused(&change(&house, "belov", "111111", "2749"), 422, "bad-pin");
    assert_eq!(file(&scratch), before, "nothing changed");
    assert_eq!(person(&house, "belov")["demo_pin"], "111111");

    assert_eq!(change(&house, "belov", "111111", "274913").status, 204);
    refused(&sign_in(&house, "belov", "111111"), 401, "wrong-pin");
    assert_eq!(sign_in(&house, "belov", "274913").status, 200);
    refused(
        &change(&house, "belov", "274913", "274913"),
        422,
        "same-secret",
    );
    let gone = house.ask("GET", "/api/v1/session", &[("cookie", &cookie)], "");
    assert_eq!(gone.status, 401, "whoever came with the old one is out");
    assert!(person(&house, "belov").get("demo_pin").is_none());
    let text = file(&scratch);
    assert!(text.contains("pin_hash = \"$argon2id$") && !text.contains("274913"));

    let head = house.token("head");
    wait_for("the act among who did what", 10, || {
        let told = house.ask("GET", "/api/v1/audit", &[("authorization", &head)], "");
        told.body.contains("audit-secret-changed")
    });
}

#[test]
fn who_sees_reports_and_settings_has_a_password() {
    let scratch = Scratch::new("secret-password");
    let house = House::open(&scratch);
    for (account, kind) in [
        ("sokolova", "pin"),
        ("kuznetsova", "pin"),
        ("lebedev", "pin"),
        ("vetrov", "password"),
        ("kontakt", "password"),
        ("it", "password"),
    ] {
        assert_eq!(person(&house, account)["secret"], kind, "{account}");
    }
    for easy in ["274913", "aaaaaaaaaaaaaa", "Vetrov-2026-!"] {
        refused(
            &change(&house, "vetrov", "111111", easy),
            422,
            "bad-password",
        );
    }
    let own = "три белых коня";
    assert_eq!(change(&house, "vetrov", "111111", own).status, 204);
    let body = json!({ "account": "vetrov", "password": own }).to_string();
    assert_eq!(house.ask("POST", "/api/v1/session", &[], &body).status, 200);
}

#[test]
fn what_the_administrator_handed_out_is_only_good_to_be_changed() {
    let scratch = Scratch::new("secret-first");
    let house = House::open(&scratch);
    let admin = house.token("admin");
    let seen = house.ask("GET", FILE, &[("authorization", &admin)], "");
    let tag = format!("\"{}\"", seen.json()["tag"].as_str().unwrap());
    let handed = json!({ "changes": [
        { "path": ["staff", "1", "renew"], "value": true },
        { "path": ["staff", "1", "pin"], "value": "908172" },
    ] });
    let headers = [
        ("authorization", admin.as_str()),
        ("if-match", tag.as_str()),
    ];
    let saved = house.ask("PUT", FILE, &headers, &handed.to_string());
    assert_eq!(saved.status, 200, "{}", saved.body);
    wait_for("the first PIN", 10, || {
        sign_in(&house, "belov", "908172").status == 403
    });
    refused(&sign_in(&house, "belov", "908172"), 403, "renew-secret");
    assert_eq!(change(&house, "belov", "908172", "351862").status, 204);
    assert_eq!(sign_in(&house, "belov", "351862").status, 200);
    assert!(!file(&scratch).contains("renew = true"));
}

/// The shipped office file with this PIN for Belov; `None`: without him.
fn with_belov(pin: Option<&str>) -> String {
    let text = include_str!("../../assets/office.toml");
    let line = "id = \"belov\"\n";
    let (before, after) = text.split_once(line).unwrap();
    if let Some(pin) = pin {
        let hash = secrets::hash(pin).unwrap();
        return format!("{before}{line}pin_hash = \"{hash}\"\n{after}");
    }
    let (_belov, others) = after.split_once("[[staff]]\n").unwrap();
    format!("{before}{others}")
}

#[test]
fn a_sign_in_ends_with_the_account_and_with_its_secret_in_the_office_file() {
    let scratch = Scratch::new("secret-in-the-file");
    let file = scratch.path.join("office.toml");
    let write = |pin| std::fs::write(&file, with_belov(pin)).unwrap();
    write(Some("274913"));
    let house = House::on_file(&scratch, &file);
    let come = |house: &House, pin| {
        wait_for("the file in force", 20, || {
            sign_in(house, "belov", pin).status == 200
        });
        sign_in(house, "belov", pin).cookie()
    };
    let status = |house: &House, cookie: &str| {
        let answer = house.ask("GET", "/api/v1/session", &[("cookie", cookie)], "");
        answer.status
    };

    let first = come(&house, "274913");
    // Nothing about him is another: he stays.
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(
        &file,
        text.replacen("max_waiting = 500", "max_waiting = 400", 1),
    )
    .unwrap();
    let kept = || {
        let entries = std::fs::read_dir(scratch.data().join("office-files"));
        let mut paths = entries.into_iter().flatten().flatten();
        paths.any(|entry| std::fs::read(entry.path()).unwrap() == std::fs::read(&file).unwrap())
    };
    wait_for("the file in force", 20, kept);
    assert_eq!(status(&house, &first), 200);

    write(None);
    wait_for("he is gone", 20, || status(&house, &first) == 401);
    write(Some("351862"));
    let second = come(&house, "351862");
    assert_eq!(status(&house, &first), 401, "what he had before is void");

    write(Some("908172"));
    wait_for("his PIN is another", 20, || status(&house, &second) == 401);
    let third = come(&house, "908172");
    assert_eq!(status(&house, &third), 200);

    // The same while the office stands still.
    wait_for("the file in force", 20, kept);
    house.stop();
    write(Some("274913"));
    let house = House::on_file(&scratch, &file);
    wait_for("his PIN is another", 20, || status(&house, &third) == 401);
    let fourth = come(&house, "274913");
    house.stop();
    let house = House::on_file(&scratch, &file);
    wait_for("a copy is kept", 20, kept);
    assert_eq!(status(&house, &fourth), 200, "a restart ends nothing");
}

#[test]
fn a_desk_that_worked_before_a_restart_is_not_held_up_by_wrong_pins_from_elsewhere() {
    let scratch = Scratch::new("secret-known");
    let house = House::open(&scratch);
    let cookie = sign_in_from(&house, 7, "belov", "111111").cookie();
    assert!(house.kill());

    let house = House::open(&scratch);
    let own = [("cookie", cookie.as_str())];
    let there = house.ask_from(7, "GET /api/v1/session", &own, "");
    assert_eq!(there.status, 200, "{}", there.body);
    // Ten strangers, five tries each.
    for stranger in 20..30 {
        for _try in 0..5 {
            refused(
                &sign_in_from(&house, stranger, "belov", "000000"),
                401,
                "wrong-pin",
            );
        }
    }
    refused(
        &sign_in_from(&house, 8, "belov", "111111"),
        429,
        "too-many-pins",
    );
    assert_eq!(sign_in_from(&house, 7, "belov", "111111").status, 200);
}
