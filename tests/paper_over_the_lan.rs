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

use house::{Answer, House, Scratch, talon};
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

    printer.is_now(Manners::OnlyListens);
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
