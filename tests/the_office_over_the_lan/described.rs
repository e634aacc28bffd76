//! The API as it describes itself: whatever stands in `/api/v1/openapi.json` is
//! walked through, so that no path forgets what holds for all of them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::TICKETS;
use crate::house::{Answer, House, Scratch};

/// A path of the description with everything it says of one method.
struct Described {
    method: String,
    path: String,
    what: Value,
}

impl Described {
    fn changes(&self) -> bool {
        self.method != "GET"
    }

    /// Only those who are known may ask.
    fn needs_sign_in(&self) -> bool {
        let ways = self.what["security"].as_array();
        ways.is_some_and(|ways| ways.iter().all(|way| way != &json!({})))
    }

    fn takes_json(&self) -> bool {
        self.what["requestBody"]["content"]["application/json"].is_object()
    }

    fn takes(&self, header: &str) -> bool {
        let parameters = self.what["parameters"].as_array();
        parameters.is_some_and(|all| all.iter().any(|one| one["name"] == header))
    }

    /// A path that can be asked for; what it names need not be there.
    fn filled(&self) -> String {
        let values = [
            ("{desk}", "1"),
            ("{id}", "1"),
            ("{ticket}", "%D0%90001"),
            ("{service}", "consultation"),
            ("{month}", "2026-11"),
            ("{code}", "000000"),
            ("{contract}", "1234567"),
            ("{table}", "waits"),
        ];
        let path = values
            .iter()
            .fold(self.path.clone(), |path, (name, value)| {
                path.replace(name, value)
            });
        let path = path.replace("{slip}", "1").replace("{name}", "1.png");
        let path = path.replace("{pass}", "1").replace("{printer}", "tickets");
        assert!(!path.contains('{'), "{path}: give it a value above");
        path
    }
}

fn described(house: &House) -> Vec<Described> {
    let document = house.get("/api/v1/openapi.json").json();
    let paths = document["paths"].as_object().unwrap();
    let all = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().iter();
        methods.map(|(method, what)| Described {
            method: method.to_uppercase(),
            path: path.clone(),
            what: what.clone(),
        })
    });
    all.collect()
}

fn ask(house: &House, one: &Described, headers: &[(&str, &str)], body: &str) -> Answer {
    house.ask(&one.method, &one.filled(), headers, body)
}

fn check(answer: &Answer, status: u16, code: &str, one: &Described) {
    let what = format!("{} {}: {}", one.method, one.path, answer.body);
    assert_eq!(
        (answer.status, answer.text("code").as_str()),
        (status, code),
        "{what}"
    );
    assert!(
        answer
            .head
            .contains("content-type: application/problem+json"),
        "{what}"
    );
    for text in ["title", "detail"] {
        let said = answer.text(text);
        assert!(!said.is_empty() && !said.starts_with("problem-"), "{what}");
        assert!(!said.starts_with("status-"), "{what}");
    }
}

#[test]
fn every_operation_has_a_name_of_its_own_for_makers_of_clients() {
    let scratch = Scratch::new("described-names");
    let house = House::open(&scratch);
    let mut met = BTreeSet::new();
    for one in described(&house) {
        let name = one.what["operationId"].as_str().unwrap().to_owned();
        assert!(
            met.insert(name),
            "{} {}: {}",
            one.method,
            one.path,
            one.what["operationId"]
        );
    }
}

#[test]
fn whoever_is_nobody_may_neither_change_nor_look_where_a_sign_in_is_asked_for() {
    let scratch = Scratch::new("described-nobody");
    let house = House::open(&scratch);
    let all = described(&house);
    let closed: Vec<_> = all.iter().filter(|one| one.needs_sign_in()).collect();
    assert!(closed.len() > 90, "{}", closed.len());
    for one in closed {
        let answer = ask(&house, one, &[], "{}");
        check(&answer, 401, "sign-in-needed", one);
        assert!(answer.head.contains("www-authenticate: "));
        let made_up = [("authorization", "Bearer 00ff")];
        check(
            &ask(&house, one, &made_up, "{}"),
            401,
            "sign-in-needed",
            one,
        );
    }
    // What may be changed without one says who somebody is, or pairs a screen.
    let open = all
        .iter()
        .filter(|one| one.changes() && !one.needs_sign_in());
    for one in open {
        let known = [
            "/api/v1/session",
            "/api/v1/pairings",
            "/api/v1/pairings/claim",
        ];
        assert!(known.contains(&one.path.as_str()), "{}", one.path);
    }
}

#[test]
fn a_wrong_method_broken_json_and_a_bad_key_are_told_in_the_askers_language() {
    let scratch = Scratch::new("described-wrong");
    let house = House::open(&scratch);
    let head = house.token("head");
    for one in described(&house) {
        let patch = house.ask("PATCH", &one.filled(), &[("authorization", &head)], "{}");
        check(&patch, 405, "wrong-method", &one);
        assert!(patch.head.contains("allow: "), "{}", patch.head);
        if one.takes_json() && one.needs_sign_in() {
            let say = |language: &str, body: &str| {
                let headers = [
                    ("authorization", head.as_str()),
                    ("accept-language", language),
                ];
                ask(&house, &one, &headers, body)
            };
            let (russian, english) = (say("ru", "{"), say("en-GB,ru;q=0.5", "{"));
            check(&russian, 400, "malformed-json", &one);
            check(&english, 400, "malformed-json", &one);
            assert!(russian.text("detail").starts_with("Это не JSON"));
            assert!(english.text("detail").starts_with("This is not JSON"));
            check(&say("ru", "[1, 2]"), 422, "wrong-fields", &one);
        }
        if one.takes("Idempotency-Key") {
            let key = "k".repeat(129);
            let headers = [("authorization", head.as_str()), ("idempotency-key", &key)];
            check(&ask(&house, &one, &headers, "{}"), 400, "bad-key", &one);
        }
    }
}

/// A record of every kind that has an `ETag`, as it is found by the walk.
fn records(house: &House) {
    let head = house.token("head");
    let post = |path: &str, body: &Value| {
        let headers = [("authorization", head.as_str()), ("if-match", "\"0\"")];
        let answer = house.ask("POST", path, &headers, &body.to_string());
        assert!(answer.status < 300, "{path}: {}", answer.body);
        answer
    };
    let gist = json!({ "phone": "89123456789", "name": "Ёлкина Анна", "gist": "счёт", "consent": true, "print": false });
    post("/api/v1/callbacks", &gist);
    let statement = json!({ "kind": "application", "name": "Ёлкина Анна", "gist": "перерасчёт" });
    post("/api/v1/statements", &statement);
}

#[test]
fn a_record_that_promises_an_etag_is_sent_once_and_then_only_when_it_changes() {
    let scratch = Scratch::new("described-etags");
    let house = House::open(&scratch);
    records(&house);
    let all = described(&house);
    let tagged = all
        .iter()
        .filter(|one| one.what["responses"]["200"]["headers"]["ETag"].is_object());
    let mut seen = 0;
    for one in tagged {
        let who = if one.path.contains("/admin/") {
            "admin"
        } else {
            "head"
        };
        let token = house.token(who);
        let look = |known: Option<&str>| {
            let mut headers = vec![("authorization", token.as_str())];
            headers.extend(known.map(|tag| ("if-none-match", tag)));
            ask(&house, one, &headers, "")
        };
        let first = look(None);
        if one.path.contains("{code}") {
            assert_eq!(first.status, 404, "nobody is booked: {}", first.body);
            continue;
        }
        assert_eq!(first.status, 200, "{}: {}", one.path, first.body);
        let tag = etag(&first);
        for known in [tag.as_str(), "*", &format!("\"0.0\", W/{tag}")] {
            let again = look(Some(known));
            assert_eq!(
                (again.status, again.body.as_str()),
                (304, ""),
                "{}",
                one.path
            );
            assert_eq!(etag(&again), tag);
        }
        assert_eq!(look(Some("\"0.0\"")).status, 200);
        seen += 1;
    }
    assert_eq!(seen, 5);

    // What changed is sent again, and its tag is what a change has to name.
    let head = house.token("head");
    let desk = || house.ask("GET", "/api/v1/desks/1", &[("authorization", &head)], "");
    let before = etag(&desk());
    house.post(
        TICKETS,
        &json!({ "service": "consultation", "print": false }),
    );
    assert_eq!(house.call_next(1, None).status, 200);
    let stale = [
        ("authorization", head.as_str()),
        ("if-match", before.as_str()),
    ];
    let refused = house.ask("POST", "/api/v1/desks/1/start", &stale, "{}");
    assert_eq!(refused.text("code"), "desk-changed");
    let now = etag(&desk());
    assert_ne!(now, before);
    let fresh = [("authorization", head.as_str()), ("if-match", now.as_str())];
    let started = house.ask("POST", "/api/v1/desks/1/start", &fresh, "{}");
    assert_eq!(started.status, 200, "{}", started.body);
}

fn etag(answer: &Answer) -> String {
    let line = answer
        .head
        .lines()
        .find_map(|line| line.strip_prefix("etag: "));
    line.unwrap_or_default().trim().to_owned()
}

#[test]
fn a_paper_asked_for_twice_under_one_key_comes_out_once() {
    let scratch = Scratch::new("described-paper");
    let house = House::open(&scratch);
    records(&house);
    let slips = || {
        let all = house.get("/api/v1/printer/slips").json();
        all.as_array().map_or(0, Vec::len)
    };
    let before = slips();
    let head = house.token("head");
    let papers = [
        "/api/v1/callbacks/1/print",
        "/api/v1/statements/1/print",
        "/api/v1/services/consultation/bring/print",
        "/api/v1/printer/queue",
    ];
    for path in papers {
        let headers = [("authorization", head.as_str()), ("idempotency-key", path)];
        let first = house.ask("POST", path, &headers, "{}");
        let again = house.ask("POST", path, &headers, "{}");
        assert_eq!((first.status, &first.body), (200, &again.body), "{path}");
    }
    assert_eq!(slips(), before + papers.len());
}
