//! The program's own introduction, and office files right and wrong.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};

use crate::house::{House, Scratch, talon, wait_for};

#[test]
fn the_program_introduces_itself_and_checks_office_files() {
    let scratch = Scratch::new("check");
    let run = |arguments: &[&str]| {
        let output = talon().args(arguments).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (
            output.status.success(),
            String::from_utf8_lossy(&said).into_owned(),
        )
    };
    let (well, help) = run(&["--help"]);
    assert!(well);
    for word in ["demo", "run", "check"] {
        assert!(help.contains(word), "{help}");
    }
    let (well, version) = run(&["--version"]);
    assert!(well);
    assert!(version.contains(env!("CARGO_PKG_VERSION")), "{version}");
    assert!(!run(&["dance"]).0);

    let right = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/office.toml");
    let (well, said) = run(&["check", "--config", right]);
    assert!(well, "{said}");
    let wrong = scratch.path.join("office.toml");
    let text = fs::read_to_string(right).unwrap();
    fs::write(
        &wrong,
        text.replace("segment = \"home\"", "segment = \"hoem\""),
    )
    .unwrap();
    let (well, said) = run(&["check", "--config", wrong.to_str().unwrap()]);
    assert!(!well);
    assert!(said.contains("office.toml:"), "file and line: {said}");
    assert!(
        said.contains("hoem") && said.contains("home"),
        "wrong and right: {said}"
    );
    let (well, said) = run(&["check", "--config", "/nowhere/office.toml"]);
    assert!(!well);
    assert!(said.contains("/nowhere/office.toml"), "{said}");
}

#[test]
fn a_bad_office_file_at_reload_changes_nothing_and_is_told() {
    let scratch = Scratch::new("reload");
    let file = scratch.path.join("office.toml");
    let right = include_str!("../../assets/office.toml");
    fs::write(&file, with_hall_account(right)).unwrap();
    let mut command = talon();
    command
        .args([
            "run",
            "--headless",
            "--json",
            "--listen",
            "127.0.0.1:0",
            "--config",
        ])
        .arg(&file)
        .arg("--data")
        .arg(scratch.data());
    let house = House::start(command, &scratch.path);
    let sign_in = json!({ "account": "hall", "pin": "246813" }).to_string();
    let answer = house.ask("POST", "/api/v1/session", &[], &sign_in);
    assert_eq!(answer.status, 200, "{}", answer.body);
    let cookie = answer.cookie();
    let before = house.ask("GET", "/api/v1/services", &[], "").body;

    fs::write(&file, "[[service]]\nid = 7\n").unwrap();
    let told = || {
        staff_picture(&house, &cookie)["notices"]
            .to_string()
            .contains("config-bad")
    };
    wait_for("staff hear of the bad file", 10, told);
    assert_eq!(house.ask("GET", "/api/v1/services", &[], "").body, before);

    let longer =
        with_hall_account(right).replace("\nexpected_minutes = ", "\nexpected_minutes = 1");
    fs::write(&file, longer).unwrap();
    wait_for("the mended file is in force", 10, || {
        house.ask("GET", "/api/v1/services", &[], "").body != before && !told()
    });
}

/// The demo's office file with a PIN for the account "hall".
fn with_hall_account(text: &str) -> String {
    let hash = talon_pin("246813");
    format!(
        "{text}\n[[staff]]\nid = \"hall\"\nname = \"Проверка\"\nrole = \"hall\"\npin_hash = \"{hash}\"\n"
    )
}

fn talon_pin(pin: &str) -> String {
    let mut child = talon()
        .arg("pin")
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    writeln!(input, "{pin}").unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// One picture of the staff feed.
fn staff_picture(house: &House, cookie: &str) -> Value {
    let mut stream = TcpStream::connect(house.address()).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .unwrap();
    let request = format!(
        "GET /api/v1/feed?view=staff HTTP/1.1\r\nhost: {}\r\ncookie: {cookie}\r\n\r\n",
        house.address(),
    );
    stream.write_all(request.as_bytes()).unwrap();
    BufReader::new(stream)
        .lines()
        .map_while(Result::ok)
        .filter_map(|line| serde_json::from_str::<Value>(line.strip_prefix("data: ")?).ok())
        .find(|data| data["notices"].is_array())
        .unwrap_or_default()
}
