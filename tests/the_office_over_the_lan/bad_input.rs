//! Whatever is asked wrongly gets a clear answer and changes nothing.

use std::io::Write;
use std::net::TcpStream;

use serde_json::json;

use crate::house::{House, Scratch, exchange};
use crate::{TICKETS, check_problem, still};

/// Method, path, whose token, body; status and code of the answer.
const WRONG: [(&str, &str, &str, &str, u16, &str); 19] = [
    (
        "POST",
        TICKETS,
        "kiosk",
        r#"{"service":"tea"}"#,
        422,
        "unknown-service",
    ),
    ("POST", TICKETS, "kiosk", "{}", 422, "service-needed"),
    (
        "POST",
        TICKETS,
        "kiosk",
        r#"{"service":"#,
        400,
        "malformed-json",
    ),
    (
        "POST",
        TICKETS,
        "kiosk",
        r#"{"service":7}"#,
        422,
        "wrong-fields",
    ),
    (
        "POST",
        TICKETS,
        "kiosk",
        r#"{"servise":"consultation"}"#,
        422,
        "wrong-fields",
    ),
    (
        "POST",
        TICKETS,
        "kiosk",
        "\u{0}\u{1}",
        400,
        "malformed-json",
    ),
    (
        "POST",
        TICKETS,
        "board",
        r#"{"service":"consultation"}"#,
        403,
        "not-allowed",
    ),
    ("PUT", TICKETS, "kiosk", "{}", 405, "wrong-method"),
    ("DELETE", "/api/v1/queue", "hall", "", 405, "wrong-method"),
    ("GET", "/api/v1/nothing", "hall", "", 404, "no-such-page"),
    (
        "GET",
        "/api/v1/tickets/%D0%90999",
        "hall",
        "",
        404,
        "unknown-ticket",
    ),
    (
        "POST",
        "/api/v1/desks/99/call-next",
        "hall",
        "{}",
        404,
        "unknown-desk",
    ),
    (
        "POST",
        "/api/v1/desks/one/call-next",
        "hall",
        "{}",
        404,
        "unknown-desk",
    ),
    (
        "POST",
        "/api/v1/desks/2/call-next",
        "desk",
        "{}",
        403,
        "not-your-desk",
    ),
    (
        "POST",
        "/api/v1/desks/2/call-next",
        "hall",
        "{}",
        409,
        "desk-busy",
    ),
    (
        "POST",
        "/api/v1/desks/1/call-next",
        "kiosk",
        "{}",
        403,
        "not-allowed",
    ),
    (
        "POST",
        "/api/v1/desks/1/call-next",
        "hall",
        r#"{"finish":"А777"}"#,
        409,
        "not-served-here",
    ),
    (
        "POST",
        "/api/v1/desks/1/start",
        "hall",
        "{}",
        409,
        "nobody-called",
    ),
    (
        "POST",
        "/api/v1/desks/1/open",
        "hall",
        "{}",
        409,
        "desk-taken",
    ),
];

#[test]
fn bad_input_gets_a_clear_answer_and_changes_nothing() {
    let scratch = Scratch::new("bad-input");
    let house = House::open(&scratch);
    house.take("consultation");
    let elsewhere = house.take("consultation").text("number");
    let call = json!({ "ticket": elsewhere });
    assert_eq!(house.post("/api/v1/desks/2/call", &call).status, 200);
    let before = still(&house);
    let hall = house.token("hall");
    let kiosk = house.token("kiosk");
    let huge = format!("{{\"service\": \"{}\"}}", "x".repeat(10 * 1024 * 1024));
    let next = "/api/v1/desks/1/call-next";
    let long_key = "k".repeat(4_000);
    for (method, path, token, body, status, code) in WRONG {
        let token = house.token(token);
        let headers = [("authorization", token.as_str())];
        let answer = house.ask(method, path, &headers, body);
        let shown: String = body.chars().take(40).collect();
        check_problem(&answer, status, code, &format!("{method} {path} {shown}"));
    }
    let headers = [("authorization", kiosk.as_str())];
    let answer = house.ask("POST", TICKETS, &headers, &huge);
    check_problem(&answer, 413, "too-large", "10 MB");
    let by_hand = json!({ "ticket": elsewhere });
    let answer = house.post("/api/v1/desks/1/call", &by_hand);
    check_problem(&answer, 409, "ticket-elsewhere", "called at desk 2");
    let answer = house.ask("POST", next, &[], "{}");
    check_problem(&answer, 401, "sign-in-needed", "nobody");
    let answer = house.ask("POST", next, &[("authorization", "Bearer 00ff")], "{}");
    check_problem(
        &answer,
        401,
        "sign-in-needed",
        "an expired or made-up token",
    );
    let answer = house.ask("POST", next, &[("cookie", "talon=00ff")], "{}");
    check_problem(&answer, 401, "sign-in-needed", "an expired session");
    let headers = [("authorization", hall.as_str()), ("if-match", "\"999999\"")];
    let answer = house.ask("POST", next, &headers, "{}");
    check_problem(&answer, 412, "desk-changed", "an old picture");
    for no_tag in ["1", "0.5", "\"+1\"", "\"one\"", "\""] {
        let headers = [("authorization", hall.as_str()), ("if-match", no_tag)];
        let answer = house.ask("POST", next, &headers, "{}");
        check_problem(&answer, 400, "bad-revision", no_tag);
    }
    let headers = [
        ("authorization", kiosk.as_str()),
        ("idempotency-key", long_key.as_str()),
    ];
    let answer = house.ask("POST", TICKETS, &headers, r#"{"service":"consultation"}"#);
    assert_eq!(answer.status, 400, "a key of 4,000 bytes: {}", answer.body);
    assert_eq!(still(&house), before, "nothing has changed");
}

#[test]
fn nonsense_on_the_wire_stops_nothing() {
    let scratch = Scratch::new("nonsense");
    let house = House::open(&scratch);
    let before = still(&house);
    for bytes in [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 a browser that tries TLS\r\n\r\n".as_slice(),
        b"GET\r\n\r\n",
        b"POST /api/v1/tickets HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: -5\r\n\r\n",
        b"GET /../../etc/passwd HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n",
    ] {
        match exchange(house.address(), bytes) {
            Ok(answer) => assert!((400..500).contains(&answer.status), "{answer:?}"),
            Err(_hung_up) => {}
        }
    }
    // Somebody who says that much will come, and leaves.
    let mut half = TcpStream::connect(house.address()).unwrap();
    half.write_all(
        b"POST /api/v1/tickets HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 500\r\n\r\n{",
    )
    .unwrap();
    drop(half);
    let other_host = [
        ("host", "evil.example"),
        ("authorization", &house.token("hall")),
    ];
    let answer = exchange(
        house.address(),
        b"GET /api/v1/board HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n",
    );
    assert_eq!(answer.unwrap().status, 421, "{other_host:?}");
    assert_eq!(still(&house), before);
    assert_eq!(house.take("consultation").status, 201);
}
