//! A PIN or a password of one's own: handed out once, changed by the person.

use serde_json::{Value, json};

use crate::house::{Answer, House, Scratch, wait_for};

const FILE: &str = "/api/v1/admin/office-file";

fn sign_in(house: &House, account: &str, secret: &str) -> Answer {
    let body = json!({ "account": account, "pin": secret }).to_string();
    house.ask("POST", "/api/v1/session", &[], &body)
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
