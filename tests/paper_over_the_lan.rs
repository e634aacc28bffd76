//! Paper, told from outside on the real program, with printers that are out,
//! rude or talk nonsense: the visitor always knows the number, staff know which
//! slips are in doubt, and nothing prints by itself.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may fail loudly, its helpers too"
)]

#[expect(dead_code, reason = "other stories use the rest")]
mod house;
#[path = "paper_over_the_lan/printer.rs"]
mod printer;

use std::io::Write;
use std::process::Stdio;

use house::{Answer, House, Scratch, talon, wait_for};
use printer::{Manners, Printer};
use serde_json::{Value, json};

/// The demo office with this printer.
fn open(scratch: &Scratch, printer: &Printer) -> House {
    let mut command = talon();
    command.args(["demo", "--headless", "--json", "--listen", "127.0.0.1:0"]);
    command.arg("--data").arg(scratch.data());
    command.args(["--printer", &printer.url()]);
    House::start(command, &scratch.path)
}

/// A ticket with paper, as the kiosk takes it.
fn take(house: &House) -> Answer {
    let token = house.token("kiosk");
    let body = json!({ "service": "consultation" }).to_string();
    let headers = [("authorization", token.as_str())];
    let taken = house.ask("POST", "/api/v1/tickets", &headers, &body);
    assert_eq!(taken.status, 201, "{}", taken.body);
    taken
}

fn outcome(taken: &Answer) -> String {
    let told = &taken.json()["print"]["outcome"];
    told.as_str().unwrap_or_default().to_owned()
}

/// Numbers and outcomes of the slips in doubt, latest first.
fn in_doubt(house: &House) -> Vec<(String, String)> {
    let told = house.get("/api/v1/slips/doubtful").json();
    let newest = told["newest"].as_array().cloned().unwrap_or_default();
    assert_eq!(told["count"], newest.len());
    let text = |slip: &Value, name: &str| slip[name].as_str().unwrap_or_default().to_owned();
    let both = |slip: &Value| (text(slip, "number"), text(slip, "print"));
    newest.iter().map(both).collect()
}

#[test]
fn staff_know_which_slips_are_in_doubt_after_a_sudden_restart_too() {
    let scratch = Scratch::new("doubtful");
    let printer = Printer::start(Manners::OutOfPaper);
    let house = open(&scratch, &printer);
    assert_eq!(in_doubt(&house), [], "nothing is, at first");
    let first = take(&house);
    assert_eq!(outcome(&first), "not-printed", "{}", first.body);
    printer.is_now(Manners::DiesMidway);
    let second = take(&house);
    assert_eq!(outcome(&second), "unknown", "{}", second.body);
    let (first, second) = (first.text("number"), second.text("number"));
    let both = [
        (second.clone(), "unknown".to_owned()),
        (first.clone(), "not-printed".to_owned()),
    ];
    assert_eq!(in_doubt(&house), both);

    house.kill();
    let house = open(&scratch, &printer);
    assert_eq!(in_doubt(&house), both, "the log knows");
    let path = |number: &str, act: &str| format!("/api/v1/tickets/{number}/{act}");
    let seen = house.post(&path(&first, "in-hand"), &json!({}));
    assert_eq!(seen.status, 200, "{}", seen.body);
    assert_eq!(in_doubt(&house), both[..1]);
    let unknown = house.post(&path("Ы999", "in-hand"), &json!({}));
    assert_eq!(unknown.status, 404, "{}", unknown.body);

    printer.is_now(Manners::Polite);
    let again = house.post(&path(&second, "print"), &json!({}));
    assert_eq!(again.json()["outcome"], "printed", "{}", again.body);
    assert_eq!(in_doubt(&house), []);
    house.kill();
    let house = open(&scratch, &printer);
    assert_eq!(in_doubt(&house), []);
    assert_eq!(
        printer.whole_tickets(),
        1,
        "only what was asked for by hand"
    );
    drop(house);
}

/// The most memory the office has had, in MB.
fn memory_mb(house: &House) -> u64 {
    let path = format!("/proc/{}/status", house.process_id());
    let status = std::fs::read_to_string(path).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kb = line.and_then(|line| line.split_whitespace().next());
    kb.unwrap().parse::<u64>().unwrap() / 1024
}

#[test]
fn a_printer_that_talks_nonsense_leaves_every_slip_in_doubt_and_stops_nothing() {
    let scratch = Scratch::new("babble");
    let printer = Printer::start(Manners::Polite);
    let house = open(&scratch, &printer);
    assert_eq!(outcome(&take(&house)), "printed");
    let before = memory_mb(&house);
    let mut doubtful = Vec::new();
    for manners in [Manners::Babbles, Manners::Echoes, Manners::Floods] {
        printer.is_now(manners);
        let taken = take(&house);
        assert_eq!(outcome(&taken), "unknown", "{manners:?}: {}", taken.body);
        doubtful.insert(0, (taken.text("number"), "unknown".to_owned()));
        assert_eq!(in_doubt(&house), doubtful, "{manners:?}");
        assert_eq!(roll(&house)["condition"], "garbled", "{manners:?}");
        assert_eq!(house.get("/healthz").text("status"), "degraded");
    }
    assert!(memory_mb(&house) < before + 60, "a flood is not kept");
    let whole = printer.whole_tickets();
    assert_eq!(whole, 4, "each slip was sent once, and none again");

    let called = house.call_next(1, None);
    assert_eq!(called.status, 200, "{}", called.body);
    printer.is_now(Manners::Polite);
    assert_eq!(outcome(&take(&house)), "printed");
    assert_eq!(roll(&house)["condition"], "ready");
    assert_eq!(in_doubt(&house), doubtful, "until somebody sees to them");
}

/// What the office tells of its one printer.
fn roll(house: &House) -> Value {
    house.get("/api/v1/printers").json()[0].clone()
}

fn new_roll(house: &House) -> u64 {
    let changed = house.post("/api/v1/printers/tickets/roll", &json!({}));
    assert_eq!(changed.status, 200, "{}", changed.body);
    changed.json()[0]["tickets_left"].as_u64().unwrap()
}

/// Tickets left by what monitors read; `None`: not told.
fn monitored(house: &House) -> Option<u64> {
    let page = house.get("/metrics").body;
    let figure = "talon_printer_tickets_left{printer=\"tickets\"} ";
    let line = page.lines().find_map(|line| line.strip_prefix(figure))?;
    line.parse().ok()
}

/// The level of what the doctor says of the roll.
fn doctor_says(house: &House) -> Vec<String> {
    let headers = [("accept-language", "en")];
    let found = house.ask("GET", "/api/v1/doctor", &headers, "").json();
    let found = found.as_array().cloned().unwrap_or_default();
    let of_roll = found
        .iter()
        .filter(|one| one.to_string().contains("good for about"));
    of_roll
        .map(|one| one["level"].as_str().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn a_roll_is_counted_down_and_the_count_outlives_a_power_cut() {
    let scratch = Scratch::new("roll");
    let printer = Printer::start(Manners::Polite);
    let house = open(&scratch, &printer);
    assert_eq!(roll(&house)["roll_m"], 80);
    assert_eq!(roll(&house)["tickets_left"], Value::Null, "nobody knows");
    assert_eq!(monitored(&house), None);
    assert_eq!(doctor_says(&house), [""; 0]);

    let full = new_roll(&house);
    assert_eq!(outcome(&take(&house)), "printed");
    let left = roll(&house)["tickets_left"].as_u64().unwrap();
    assert!(left != full && left.abs_diff(full) < 60, "{left} of {full}");
    assert_eq!(monitored(&house), Some(left));
    assert_eq!(doctor_says(&house), ["ok"]);
    let kept = scratch.data().join("rolls/tickets.json");
    wait_for("the count is kept", 5, || {
        std::fs::read_to_string(&kept).is_ok_and(|text| text.contains("\"slips\":1"))
    });
    house.kill();
    let house = open(&scratch, &printer);
    wait_for("the count is there again", 5, || {
        roll(&house)["tickets_left"] == left
    });

    printer.is_now(Manners::OutOfPaper);
    assert_eq!(outcome(&take(&house)), "not-printed");
    assert_eq!(roll(&house)["tickets_left"], 0);
    printer.is_now(Manners::Polite);
    assert_eq!(outcome(&take(&house)), "printed");
    let again = roll(&house)["tickets_left"].as_u64().unwrap();
    assert!(
        again.abs_diff(full) < 60,
        "paper again is a new roll: {again}"
    );
    let unknown = house.post("/api/v1/printers/other/roll", &json!({}));
    assert_eq!(unknown.text("code"), "unknown-printer");
}

/// The demo office with one line of its file changed.
fn open_with(scratch: &Scratch, printer: &Printer, line: &str, instead: &str) -> House {
    let shipped = include_str!("../assets/office.toml");
    assert!(shipped.contains(line), "{line}");
    std::fs::create_dir_all(scratch.data().join("office.toml.versions")).unwrap();
    let changed = shipped.replace(line, instead);
    std::fs::write(scratch.data().join("office.toml"), changed).unwrap();
    open(scratch, printer)
}

/// The hash of a PIN, as `talon pin` prints it.
fn hash_of(pin: &str) -> String {
    let mut command = talon();
    let told = command
        .arg("pin")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut child = told.spawn().unwrap();
    writeln!(child.stdin.take().unwrap(), "{pin}").unwrap();
    String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap()
}

#[test]
fn a_new_roll_is_told_in_the_kiosks_staff_menu_by_whoever_put_it_in() {
    let scratch = Scratch::new("menu-roll");
    let printer = Printer::start(Manners::Polite);
    let line = "# menu_pin_hash = \"$argon2id$v=19$…\"";
    let pin = format!("menu_pin_hash = {:?}", hash_of("480213").trim());
    let house = open_with(&scratch, &printer, line, &pin);
    let act = |pin: &str| {
        let token = house.token("kiosk");
        let headers = [("authorization", token.as_str())];
        let body = json!({ "pin": pin, "act": "new-roll" }).to_string();
        house.ask("POST", "/api/v1/kiosk/menu", &headers, &body)
    };

    assert_eq!(act("111222").status, 401, "not without the PIN");
    assert_eq!(roll(&house)["tickets_left"], Value::Null);

    let said = act("480213");
    assert_eq!(said.status, 200, "{}", said.body);
    let left = roll(&house)["tickets_left"].as_u64().unwrap();
    assert!(
        said.text("said").contains(&left.to_string()),
        "{}",
        said.body
    );
}

#[test]
fn a_roll_that_ends_within_the_hour_is_told_in_time() {
    let scratch = Scratch::new("short-roll");
    let printer = Printer::start(Manners::Polite);
    let house = open_with(&scratch, &printer, "roll_m = 80", "roll_m = 9");
    let mut left = new_roll(&house);
    let mut taken = 0;
    while left > 60 {
        assert_eq!(roll(&house)["runs_low"], false);
        assert_eq!(outcome(&take(&house)), "printed");
        left = roll(&house)["tickets_left"].as_u64().unwrap();
        taken += 1;
        assert!(taken < 60, "{left} left after {taken}");
    }
    assert_eq!(roll(&house)["runs_low"], true);
    assert_eq!(doctor_says(&house), ["warn"]);
    new_roll(&house);
    assert_eq!(doctor_says(&house), ["ok"]);
}

#[test]
fn slips_of_the_preview_are_for_staff_and_the_demos_for_whoever_looks() {
    let scratch = Scratch::new("preview-for-staff");
    let look = "GET /api/v1/printer/slips";
    let demo = House::open(&scratch);
    take(&demo);
    let first = demo.ask_from(9, look, &[], "");
    assert_eq!(
        first.status, 200,
        "the first steps need nobody: {}",
        first.body
    );
    demo.stop();

    let scratch = Scratch::new("preview-of-an-office");
    let file = scratch.path.join("office.toml");
    let hash = hash_of("480213");
    let hall = format!(
        "\n[[staff]]\nid = \"lidia\"\nname = \"Лидия\"\nrole = \"hall\"\npin_hash = {:?}\n",
        hash.trim()
    );
    let text = include_str!("../assets/office.toml");
    std::fs::write(&file, format!("{text}{hall}")).unwrap();
    let house = House::on_file(&scratch, &file);
    let pin = json!({ "account": "lidia", "pin": "480213" }).to_string();
    let signed = house.ask("POST", "/api/v1/session", &[], &pin);
    let cookie = signed.cookie();
    let headers = [("cookie", cookie.as_str())];
    let printed = house.ask("POST", "/api/v1/printer/queue", &headers, "");
    assert_eq!(printed.status, 200, "{}", printed.body);
    let here = house.ask("GET", "/api/v1/printer/slips", &[], "");
    let slip = here.json()[0]["id"].clone();
    let picture = format!("GET /api/v1/printer/slips/{slip}.png");
    for what in [look, &picture] {
        let stranger = house.ask_from(9, what, &[], "");
        assert_eq!(
            (stranger.status, stranger.text("code").as_str()),
            (401, "sign-in-needed")
        );
        let kiosk = house.token("kiosk");
        let visitor = house.ask_from(9, what, &[("authorization", &kiosk)], "");
        assert_eq!(visitor.status, 403, "{}", visitor.body);
        assert_eq!(house.ask_from(9, what, &headers, "").status, 200);
    }
}
