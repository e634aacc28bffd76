//! IT changes the office file from the admin page, sees what will change, and
//! takes it back.

use serde_json::{Value, json};

use crate::house::{House, Scratch, wait_for};

const FILE: &str = "/api/v1/admin/office-file";

fn admin(
    house: &House,
    method: &str,
    path: &str,
    tag: Option<&str>,
    body: &Value,
) -> crate::house::Answer {
    let token = house.token("admin");
    let mut headers = vec![("Authorization", token.as_str())];
    headers.extend(tag.map(|tag| ("If-Match", tag)));
    house.ask(method, path, &headers, &body.to_string())
}

fn title(house: &House) -> String {
    let services = house.get("/api/v1/services").json();
    let list = services.get("services").unwrap_or(&services).clone();
    list[0]["title"]["ru"].as_str().unwrap().to_owned()
}

fn rename(to: &str) -> Value {
    json!({ "changes": [{ "path": ["service", "0", "title", "ru"], "value": to }] })
}

#[test]
fn a_service_is_renamed_seen_before_in_force_at_once_and_taken_back() {
    let scratch = Scratch::new("settings");
    let house = House::open(&scratch);
    let before = title(&house);
    let file = admin(&house, "GET", FILE, None, &json!({}));
    assert_eq!(file.status, 200, "{}", file.body);
    let tag = format!("\"{}\"", file.json()["tag"].as_str().unwrap());

    let seen = admin(
        &house,
        "POST",
        &format!("{FILE}/validate"),
        None,
        &rename("Приём и совет"),
    );
    let lines = seen.json()["difference"].to_string();
    assert!(
        lines.contains("+title") || lines.contains("Приём и совет"),
        "{lines}"
    );
    assert_eq!(seen.json()["saved"], false);
    assert_eq!(title(&house), before, "looking changes nothing");

    let saved = admin(&house, "PUT", FILE, Some(&tag), &rename("Приём и совет"));
    assert_eq!(saved.status, 200, "{}", saved.body);
    wait_for("the new title", 10, || title(&house) == "Приём и совет");
    let text = std::fs::read_to_string(scratch.data().join("office.toml")).unwrap();
    let comments = |text: &str| text.lines().filter(|line| line.starts_with('#')).count();
    assert_eq!(
        comments(&text),
        comments(include_str!("../../assets/office.toml"))
    );

    let again = admin(&house, "PUT", FILE, Some(&tag), &rename("Позже всех"));
    assert_eq!(again.status, 412, "{}", again.body);
    assert_eq!(again.json()["code"], "file-changed");

    let file = admin(&house, "GET", FILE, None, &json!({})).json();
    let tag = format!("\"{}\"", file["tag"].as_str().unwrap());
    let version = json!({ "version": file["versions"][0]["id"] });
    let back = admin(
        &house,
        "POST",
        &format!("{FILE}/revert"),
        Some(&tag),
        &version,
    );
    assert_eq!(back.status, 200, "{}", back.body);
    wait_for("the old title", 10, || title(&house) == before);
}

#[test]
fn what_the_checks_refuse_is_not_saved_and_says_why() {
    let scratch = Scratch::new("settings-wrong");
    let house = House::open(&scratch);
    let file = admin(&house, "GET", FILE, None, &json!({})).json();
    let tag = format!("\"{}\"", file["tag"].as_str().unwrap());
    let path = scratch.data().join("office.toml");
    let before = std::fs::read_to_string(&path).unwrap();
    let refused = |body: Value, code: &str| {
        let answer = admin(&house, "PUT", FILE, Some(&tag), &body);
        assert_eq!(answer.json()["code"], code, "{}", answer.body);
    };
    refused(
        json!({ "changes": [{ "path": ["desk", "0", "services"], "value": ["nothing"] }] }),
        "file-wrong",
    );
    refused(
        json!({ "changes": [{ "path": ["desk", "77", "number"], "value": 7 }] }),
        "no-such-place",
    );
    refused(
        json!({ "changes": [{ "path": ["staff", "0", "pin"], "value": "12" }] }),
        "bad-pin",
    );
    let untagged = admin(&house, "PUT", FILE, None, &rename("Без метки"));
    assert_eq!(untagged.status, 428);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), before);
}

#[test]
fn a_new_pin_is_kept_as_a_hash_that_nobody_is_shown() {
    let scratch = Scratch::new("settings-pin");
    let house = House::open(&scratch);
    let file = admin(&house, "GET", FILE, None, &json!({})).json();
    let tag = format!("\"{}\"", file["tag"].as_str().unwrap());
    let change = json!({ "changes": [{ "path": ["staff", "0", "pin"], "value": "864209" }] });
    let saved = admin(&house, "PUT", FILE, Some(&tag), &change);
    assert_eq!(saved.status, 200, "{}", saved.body);
    assert!(
        !saved.body.contains("argon2id") && !saved.body.contains("864209"),
        "{}",
        saved.body
    );
    let file = admin(&house, "GET", FILE, None, &json!({}));
    assert_eq!(file.json()["data"]["staff"][0]["pin_hash"], true);
    let text = std::fs::read_to_string(scratch.data().join("office.toml")).unwrap();
    assert!(
        text.contains("pin_hash = \"$argon2id$"),
        "the file has the hash"
    );
}

#[test]
fn only_it_may_see_and_change_the_settings() {
    let scratch = Scratch::new("settings-rights");
    let house = House::open(&scratch);
    for device in ["kiosk", "board", "desk", "hall", "head"] {
        let token = house.token(device);
        let headers = [("Authorization", token.as_str())];
        for (method, path) in [
            ("GET", FILE.to_owned()),
            ("PUT", FILE.to_owned()),
            ("POST", format!("{FILE}/validate")),
        ] {
            let answer = house.ask(method, &path, &headers, "{\"changes\":[]}");
            assert_eq!(
                answer.status, 403,
                "{device} {method} {path}: {}",
                answer.body
            );
        }
    }
    assert_eq!(house.ask("GET", FILE, &[], "").status, 401);
}
