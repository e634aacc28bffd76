//! Programs and screens elsewhere get a key of their own, and lose it again.

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use serde_json::{Value, json};

use crate::check_problem;
use crate::house::{Answer, House, Scratch, talon, wait_for};

const PASSES: &str = "/api/v1/passes";

fn admin(house: &House, method: &str, path: &str, body: &Value) -> Answer {
    let token = house.token("admin");
    let headers = [("authorization", token.as_str())];
    house.ask(method, path, &headers, &body.to_string())
}

fn by(house: &House, token: &str, method: &str, path: &str, body: &Value) -> Answer {
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str())];
    house.ask(method, path, &headers, &body.to_string())
}

fn acts(house: &House) -> Vec<(String, String)> {
    let page = admin(house, "GET", "/api/v1/audit", &Value::Null).json();
    let lines = page["acts"].as_array().cloned().unwrap_or_default();
    let word = |line: &Value, name: &str| line[name].as_str().unwrap().to_owned();
    let pairs = lines
        .iter()
        .map(|line| (word(line, "act"), word(line, "about")));
    pairs.collect()
}

#[test]
fn a_program_gets_a_key_with_few_rights_once_and_loses_it_when_it_is_taken_back() {
    let scratch = Scratch::new("passes");
    let house = House::open(&scratch);
    let wanted = json!({ "name": "Справочная", "role": "watch" });
    let given = admin(&house, "POST", PASSES, &wanted);
    assert_eq!(given.status, 201, "{}", given.body);
    let token = given.text("token");
    assert_eq!(token.len(), 64);
    // Nobody finds it afterwards, in the list or on the disk.
    let list = admin(&house, "GET", PASSES, &Value::Null);
    assert!(list.body.contains("Справочная") && !list.body.contains(&token));
    let kept = std::fs::read_to_string(scratch.data().join("passes.json")).unwrap();
    assert!(!kept.contains(&token), "{kept}");
    let again = admin(&house, "POST", PASSES, &wanted);
    check_problem(&again, 409, "pass-name-taken", "the same request again");

    // It looks, and does nothing else.
    assert_eq!(
        by(&house, &token, "GET", "/api/v1/queue", &Value::Null).status,
        200
    );
    let ticket = json!({ "service": "consultation", "print": false });
    for (method, path, body) in [
        ("POST", "/api/v1/tickets", &ticket),
        ("POST", "/api/v1/desks/1/call-next", &json!({})),
        ("GET", "/api/v1/callbacks", &Value::Null),
        ("GET", PASSES, &Value::Null),
        ("GET", "/api/v1/reports/days?from=2026-11-01", &Value::Null),
    ] {
        let refused = by(&house, &token, method, path, body);
        check_problem(&refused, 403, "not-allowed", path);
    }
    // It outlives a power cut.
    house.kill();
    let house = House::open(&scratch);
    assert_eq!(
        by(&house, &token, "GET", "/api/v1/queue", &Value::Null).status,
        200
    );

    let list = admin(&house, "GET", PASSES, &Value::Null).json();
    assert!(list[0]["heard_ms"].is_i64());
    let id = list[0]["id"].as_str().unwrap();
    let path = format!("{PASSES}/{id}");
    assert_eq!(admin(&house, "DELETE", &path, &Value::Null).status, 204);
    let gone = by(&house, &token, "GET", "/api/v1/queue", &Value::Null);
    check_problem(&gone, 401, "sign-in-needed", "taken back");
    let twice = admin(&house, "DELETE", &path, &Value::Null);
    check_problem(&twice, 404, "no-such-pass", "taken back twice");

    let name = || "Справочная".to_owned();
    wait_for("the acts", 10, || {
        let acts = acts(&house);
        acts.contains(&("audit-pass-given".to_owned(), name()))
            && acts.contains(&("audit-pass-taken-back".to_owned(), name()))
    });
}

#[test]
fn a_key_is_given_by_the_admin_alone_and_only_for_what_programs_may() {
    let scratch = Scratch::new("passes-refused");
    let house = House::open(&scratch);
    for who in ["head", "hall", "desk", "kiosk"] {
        let token = house.token(who);
        let headers = [("authorization", token.as_str())];
        let body = json!({ "name": "x", "role": "watch" }).to_string();
        let refused = house.ask("POST", PASSES, &headers, &body);
        check_problem(&refused, 403, "not-allowed", who);
    }
    let long = "я".repeat(41);
    for (body, code) in [
        (json!({ "name": "x", "role": "head" }), "bad-pass-role"),
        (json!({ "name": " ", "role": "watch" }), "bad-pass-name"),
        (json!({ "name": long, "role": "watch" }), "bad-pass-name"),
        (
            json!({ "name": "x", "role": "watch", "days": 0 }),
            "bad-pass-days",
        ),
        (
            json!({ "name": "x", "role": "watch", "days": 3651 }),
            "bad-pass-days",
        ),
        (json!({ "name": "x" }), "wrong-fields"),
    ] {
        let refused = admin(&house, "POST", PASSES, &body);
        check_problem(&refused, 422, code, &body.to_string());
    }
    assert_eq!(admin(&house, "GET", PASSES, &Value::Null).json(), json!([]));
}

#[test]
fn a_feed_ends_when_its_key_is_taken_back() {
    let scratch = Scratch::new("passes-feed");
    let house = House::open(&scratch);
    let wanted = json!({ "name": "wall", "role": "watch", "days": 1 });
    let given = admin(&house, "POST", PASSES, &wanted).json();
    let token = given["token"].as_str().unwrap();
    let mut stream = std::net::TcpStream::connect(house.address()).unwrap();
    let patience = Some(std::time::Duration::from_secs(10));
    stream.set_read_timeout(patience).unwrap();
    let request = format!(
        "GET /api/v1/feed?view=staff HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\r\n",
        house.address()
    );
    std::io::Write::write_all(&mut stream, request.as_bytes()).unwrap();
    let mut lines = BufReader::new(stream);
    let mut line = String::new();
    while !line.starts_with("event: picture") {
        line.clear();
        assert!(lines.read_line(&mut line).unwrap() > 0, "no picture");
    }
    let path = format!("{PASSES}/{}", given["pass"]["id"].as_str().unwrap());
    assert_eq!(admin(&house, "DELETE", &path, &Value::Null).status, 204);
    // Reads to the end: the server hangs up by itself.
    lines.read_to_string(&mut String::new()).unwrap();
}

#[test]
fn a_screen_is_paired_by_the_code_it_shows() {
    let scratch = Scratch::new("pairing");
    let house = House::open(&scratch);
    let ask = |path: &str, body: &Value| {
        let path = format!("/api/v1/pairings{path}");
        house.ask("POST", &path, &[], &body.to_string())
    };
    let asked = ask("", &json!({ "screen": "board" }));
    assert_eq!(asked.status, 201, "{}", asked.body);
    let (code, secret) = (asked.text("code"), asked.text("secret"));
    assert!(code.len() == 6 && code.bytes().all(|digit| digit.is_ascii_digit()));
    let claim = json!({ "secret": secret, "cookie": true });
    assert_eq!(ask("/claim", &claim).status, 202);

    let (first, last) = code.split_at(3);
    let typed = format!("{first} {last}");
    let look = json!({ "code": typed });
    let found = admin(&house, "POST", "/api/v1/pairings/look", &look);
    assert_eq!(found.json()["role"], "board", "{}", found.body);
    assert_eq!(found.json()["from"], "127.0.0.1");
    let name = json!({ "code": typed, "name": "Табло у входа" });
    let hall = house.token("hall");
    let headers = [("authorization", hall.as_str())];
    let confirm = "/api/v1/pairings/confirm";
    let refused = house.ask("POST", confirm, &headers, &name.to_string());
    check_problem(&refused, 403, "not-allowed", "a hall manager pairs nothing");
    let paired = admin(&house, "POST", confirm, &name);
    assert_eq!(paired.status, 201, "{}", paired.body);
    assert!(!paired.body.contains("token"));
    check_problem(
        &admin(&house, "POST", confirm, &name),
        404,
        "no-such-pairing",
        "twice",
    );

    // The browser's key is in its cookie, and a lost answer comes again.
    for _lost in 0..2 {
        let got = ask("/claim", &claim);
        assert_eq!(
            (got.status, got.text("name").as_str()),
            (200, "Табло у входа")
        );
        assert!(got.json().get("token").is_none());
        let cookie = got.cookie();
        let me = house.ask("GET", "/api/v1/session", &[("cookie", &cookie)], "");
        assert_eq!(me.text("role"), "board", "{}", me.body);
    }
    let over = ask("/claim", &json!({ "secret": "guess" }));
    check_problem(&over, 410, "pairing-over", "a guess");
    // Whoever tries codes is told to wait.
    let wrong = json!({ "code": "0" });
    for _try in 0..9 {
        let answer = admin(&house, "POST", "/api/v1/pairings/look", &wrong);
        check_problem(&answer, 404, "no-such-pairing", "no screen shows it");
    }
    let answer = admin(&house, "POST", "/api/v1/pairings/look", &wrong);
    check_problem(&answer, 429, "too-often", "ten wrong codes");
}

#[test]
fn a_kiosk_elsewhere_is_paired_in_its_terminal() {
    let scratch = Scratch::new("pair-terminal");
    let house = House::open(&scratch);
    let file = scratch.path.join("token.env");
    let url = format!("http://{}", house.address());
    let mut child = talon()
        .args(["pair", "--screen", "kiosk", "--url", &url, "--to"])
        .arg(&file)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut said = String::new();
    out.read_line(&mut said).unwrap();
    let digits: String = said.chars().filter(char::is_ascii_digit).take(6).collect();
    let confirm = json!({ "code": digits, "name": "Киоск второго зала" });
    let paired = admin(&house, "POST", "/api/v1/pairings/confirm", &confirm);
    assert_eq!(paired.status, 201, "{said}: {}", paired.body);
    assert!(child.wait().unwrap().success());
    let kept = std::fs::read_to_string(&file).unwrap();
    let token = kept.trim().strip_prefix("TALON_TOKEN=").unwrap();
    let ticket = json!({ "service": "consultation", "print": false });
    let taken = by(&house, token, "POST", "/api/v1/tickets", &ticket);
    assert_eq!(taken.status, 201, "{}", taken.body);
    let look = by(&house, token, "GET", "/api/v1/queue", &Value::Null);
    check_problem(&look, 403, "not-allowed", "a kiosk sees no queue");
}
