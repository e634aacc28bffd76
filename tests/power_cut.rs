//! The power is cut at random moments while visitors tap and managers call:
//! every number that was told is there afterwards, once, and whoever was
//! called stays called. `TALON_CUTS=100` cuts a hundred times.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may fail loudly, its helpers too"
)]

#[path = "power_cut/half_done.rs"]
mod half_done;
#[expect(dead_code, reason = "other stories use the rest")]
mod house;
#[path = "house/logs.rs"]
mod logs;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::sync::Mutex;
use std::thread;

use house::{House, Scratch, numbers, pause};
use serde_json::{Value, json};

/// Fast enough for every change; a hundred and more by hand.
const CUTS: u32 = 25;

const SERVICES: [&str; 8] = [
    "consultation",
    "contract",
    "readings",
    "documents",
    "paid-services",
    "unmetered",
    "business-contract",
    "business-readings",
];

/// Between two taps of one visitor, so that a queue of 500 lasts for 25 cuts.
const PACE_MS: u64 = 20;

/// What the office told people, and so must keep.
#[derive(Default)]
struct Promised {
    /// Number → whether it was called at last.
    tickets: BTreeMap<String, Life>,
    /// Asked for, and no answer came before the cut.
    unanswered: u32,
    cuts: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Life {
    Taken,
    Called,
    Serving,
    Gone,
}

/// Xorshift (Marsaglia, 2003).
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

fn cuts(fast: u32) -> u32 {
    let cuts = std::env::var("TALON_CUTS").ok();
    cuts.and_then(|cuts| cuts.parse().ok()).unwrap_or(fast)
}

#[test]
fn every_number_told_survives_cuts_at_random_moments() {
    let cuts = cuts(CUTS);
    let scratch = Scratch::new("power-cut");
    let promised = Mutex::new(Promised {
        cuts,
        ..Promised::default()
    });
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    for round in 0..cuts {
        let house = House::open(&scratch);
        check(&house, &mut promised.lock().unwrap(), round);
        let life_ms = random.below(400);
        thread::scope(|scope| {
            for tapper in 0..2 {
                let (house, promised) = (&house, &promised);
                scope.spawn(move || take_until_cut(house, promised, tapper + round));
            }
            for desk in 1..=5 {
                let (house, promised) = (&house, &promised);
                scope.spawn(move || serve_until_cut(house, promised, desk));
            }
            pause(life_ms);
            house.cut();
        });
        drop(house);
    }
    let house = House::open(&scratch);
    let mut promised = promised.lock().unwrap();
    check(&house, &mut promised, cuts);
    pause(300);
    house.kill();
    let by_database = logs::taken_by_database(&scratch.data(), &scratch.path.join("look"));
    let by_journal = logs::taken_by_journal(&scratch.data().join("journal"));
    for number in promised.tickets.keys() {
        assert_eq!(
            by_database.get(number),
            Some(&1),
            "{number} in the database"
        );
        assert_eq!(by_journal.get(number), Some(&1), "{number} in the journal");
    }
    assert!(
        by_database
            .values()
            .chain(by_journal.values())
            .all(|times| *times == 1)
    );
    let (told, unanswered) = (promised.tickets.len(), promised.unanswered);
    note(&format!(
        "cuts={cuts} told={told} unanswered={unanswered} lost=0 doubled=0"
    ));
}

fn take_until_cut(house: &House, promised: &Mutex<Promised>, from: u32) {
    let token = house.token("kiosk");
    let headers = [("authorization", token.as_str())];
    for turn in from.. {
        let service = SERVICES[usize::try_from(turn).unwrap() % SERVICES.len()];
        let body = json!({ "service": service, "print": false }).to_string();
        let Ok(answer) = house.try_ask("POST", "/api/v1/tickets", &headers, &body) else {
            promised.lock().unwrap().unanswered += 1;
            return;
        };
        pause(PACE_MS * u64::from(promised.lock().unwrap().cuts) / 25);
        if answer.text("code") == "queue-full" {
            continue;
        }
        assert_eq!(answer.status, 201, "{}", answer.body);
        let number = answer.text("number");
        let mut promised = promised.lock().unwrap();
        let before = promised.tickets.insert(number.clone(), Life::Taken);
        // A desk may have been told of it before this thread was.
        if let Some(life) = before {
            assert_ne!(life, Life::Taken, "{number} was given twice");
            promised.tickets.insert(number, life);
        }
    }
}

fn serve_until_cut(house: &House, promised: &Mutex<Promised>, desk: u16) {
    let token = house.token("hall");
    let headers = [("authorization", token.as_str())];
    let ask = |what: &str| {
        let path = format!("/api/v1/desks/{desk}/{what}");
        house.try_ask("POST", &path, &headers, "{}")
    };
    let note = |number: &str, life: Life| {
        let mut promised = promised.lock().unwrap();
        let known = promised.tickets.entry(number.to_owned()).or_insert(life);
        *known = life.max(*known);
    };
    loop {
        // Whatever the desk was doing before the cut is brought to its end.
        let path = format!("/api/v1/desks/{desk}");
        let Ok(now) = house.try_ask("GET", &path, &headers, "") else {
            return;
        };
        let at_desk = now.json()["ticket"]["number"].as_str().map(str::to_owned);
        let (step, after) = match now.text("status").as_str() {
            "calling" => ("start", Life::Serving),
            "serving" => ("finish", Life::Gone),
            _ => ("call-next", Life::Called),
        };
        let Ok(done) = ask(step) else { return };
        if step == "call-next" {
            if let Some(number) = done.json()["ticket"]["number"].as_str() {
                note(number, after);
            } else {
                pause(20);
            }
        } else if let (200, Some(number)) = (done.status, at_desk) {
            note(&number, after);
        }
    }
}

/// All that was told is so, and nobody is there twice. What the queue tells now
/// is a promise as well: two steps in a row may each be cut before the answer.
fn check(house: &House, promised: &mut Promised, round: u32) {
    let queue = house.queue();
    let waiting = in_list(&queue, "waiting");
    let called = in_list(&queue, "called");
    let serving = in_list(&queue, "serving");
    assert!(waiting.is_disjoint(&called) && waiting.is_disjoint(&serving));
    for (number, life) in &mut promised.tickets {
        let now = if waiting.contains(number) {
            Life::Taken
        } else if called.contains(number) {
            Life::Called
        } else if serving.contains(number) {
            Life::Serving
        } else {
            Life::Gone
        };
        // What was asked in the last moment may have been done as well.
        let one_step_on = match life {
            Life::Taken => Life::Called,
            Life::Called => Life::Serving,
            Life::Serving | Life::Gone => Life::Gone,
        };
        assert!(
            now == *life || now == one_step_on,
            "round {round}: {number} was {life:?} and now is {now:?}"
        );
        *life = now;
    }
}

fn in_list(queue: &Value, list: &str) -> BTreeSet<String> {
    let all = numbers(queue, list);
    let once: BTreeSet<String> = all.iter().cloned().collect();
    assert_eq!(once.len(), all.len(), "{list} names somebody twice");
    once
}

fn note(told: &str) {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("faults.tsv");
    let mut file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)
        .unwrap();
    writeln!(file, "power-cut\t{told}").unwrap();
}
