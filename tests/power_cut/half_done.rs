//! The power is cut in the middle of long work: while the live queue's tickets
//! are merged back into a new database, and while files are made or made anew
//! by a start. `TALON_CUTS=100` cuts a hundred times.

use std::collections::BTreeMap;
use std::fs;
use std::process::Stdio;

use rusqlite::Connection;
use serde_json::json;

use crate::house::{House, Scratch, numbers, pause, talon, wait_for};
use crate::{Random, cuts, logs, note};

/// Fast enough for every change.
const CUTS: u32 = 6;

/// A start of the demo office takes about so long, ms.
const START_MS: u64 = 400;

fn open(scratch: &Scratch) -> House {
    House::open_with(scratch, &[("TALON_QUIET_S", "1")])
}

fn is_well(house: &House) -> bool {
    let health = house.get("/healthz");
    health.text("mode") == "electronic" && health.text("copies") == "two"
}

/// Visitors come, each is told a number that nobody else was told.
fn come(house: &House, how_many: usize, told: &mut Vec<String>) {
    for _visitor in 0..how_many {
        let taken = house.take("consultation");
        assert_eq!(taken.status, 201, "{}", taken.body);
        let number = taken.text("number");
        assert!(!told.contains(&number), "{number} was given twice");
        told.push(number);
    }
}

/// What each log holds, read by nobody of the program.
fn held(scratch: &Scratch) -> [BTreeMap<String, u32>; 2] {
    [
        logs::taken_by_database(&scratch.data(), &scratch.path.join("look")),
        logs::taken_by_journal(&scratch.data().join("journal")),
    ]
}

fn once(told: &[String]) -> BTreeMap<String, u32> {
    told.iter().map(|number| (number.clone(), 1)).collect()
}

#[test]
fn a_cut_in_the_middle_of_a_merge_loses_and_doubles_nothing() {
    let scratch = Scratch::new("cut-merge");
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let (mut told, mut halves) = (Vec::new(), 0);
    let cuts = cuts(CUTS);
    // A queue holds 500.
    let live = usize::try_from(350 / cuts.min(350)).unwrap();
    let mut house = open(&scratch);
    come(&house, 80, &mut told);
    for round in 0..cuts {
        for name in ["office.db", "office.db-wal", "office.db-shm"] {
            fs::remove_file(scratch.data().join(name)).ok();
        }
        come(&house, 1, &mut told);
        wait_for("the live queue", 10, || house.mode() == "live");
        come(&house, live, &mut told);
        assert!(
            told[told.len() - 1].contains('Ж'),
            "{}",
            told[told.len() - 1]
        );
        let before = numbers(&house.queue(), "waiting");
        // A lost database is made anew from the journal: the merge begins.
        while !scratch.data().join("office.db").exists() {
            pause(1);
        }
        // Ever sooner, so that one comes in the middle however fast it goes.
        pause(random.below(40 >> round.min(5)));
        house.kill();

        let [in_database, in_journal] = held(&scratch);
        assert_eq!(in_journal, once(&told), "round {round}: the journal");
        assert!(in_database.values().all(|times| *times == 1));
        halves += u32::from(in_database.len() < told.len());
        house = open(&scratch);
        let after = numbers(&house.queue(), "waiting");
        assert_eq!(after, before, "round {round}: number and place are kept");
        wait_for("all is merged", 20, || is_well(&house));
    }
    pause(300);
    house.kill();
    assert_eq!(held(&scratch), [once(&told), once(&told)]);
    assert!(halves > 0, "no cut came in the middle of a merge");
    let told = told.len();
    note(&format!(
        "merges cut={cuts} half_done={halves} told={told} lost=0 doubled=0"
    ));
}

/// Starts the program on the folder and cuts it off at a random moment.
fn starts_in_vain(scratch: &Scratch, random: &mut Random) {
    let mut command = talon();
    let arguments = ["demo", "--headless", "--listen", "127.0.0.1:0", "--data"];
    command.args(arguments).arg(scratch.data());
    let quiet = command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = quiet.spawn().unwrap();
    pause(random.below(START_MS));
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_cut_while_the_files_are_made_leaves_an_office_that_starts() {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let cuts = cuts(8);
    for round in 0..cuts {
        let scratch = Scratch::new("cut-first-start");
        starts_in_vain(&scratch, &mut random);
        starts_in_vain(&scratch, &mut random);
        let house = open(&scratch);
        // A disk that is slow just then makes a live queue of the first seconds.
        wait_for("the office is well", 60, || is_well(&house));
        let mut told = Vec::new();
        come(&house, 3, &mut told);
        let wish = json!({
            "phone": "8 (912) 345-67-89", "name": "Ёлкина Анна", "gist": "счёт",
            "service": "settlement", "consent": true, "print": false
        });
        let asked = house.post("/api/v1/callbacks", &wish);
        assert_eq!(asked.status, 201, "round {round}: {}", asked.body);
        pause(200);
        house.kill();
        assert_eq!(held(&scratch), [once(&told), once(&told)], "round {round}");
    }
    note(&format!("first starts cut={} lost=0 doubled=0", cuts * 2));
}

/// Visits by the file of the past itself.
fn visits(scratch: &Scratch) -> Option<usize> {
    let look = scratch.path.join("look");
    fs::create_dir_all(&look).unwrap();
    for name in ["history.db", "history.db-wal"] {
        fs::remove_file(look.join(name)).ok();
        fs::copy(scratch.data().join(name), look.join(name)).ok();
    }
    let connection = Connection::open(look.join("history.db")).unwrap();
    let count = "SELECT count(*) FROM visit";
    connection.query_row(count, [], |row| row.get(0)).ok()
}

#[test]
fn a_cut_while_the_past_is_brought_to_a_newer_schema_costs_nothing() {
    let scratch = Scratch::new("cut-history");
    let mut random = Random(0xd134_2543_de82_ef95);
    let house = open(&scratch);
    let mut told = Vec::new();
    come(&house, 200, &mut told);
    wait_for("the past is told", 20, || {
        visits(&scratch) == Some(told.len())
    });
    house.stop();
    let cuts = cuts(6);
    for _round in 0..cuts {
        let past = Connection::open(scratch.data().join("history.db")).unwrap();
        // As an earlier program left it.
        past.pragma_update(None, "user_version", 1).unwrap();
        drop(past);
        starts_in_vain(&scratch, &mut random);
    }
    let house = open(&scratch);
    assert!(is_well(&house), "{}", house.get("/healthz").body);
    wait_for("the past is told", 20, || {
        visits(&scratch) == Some(told.len())
    });
    come(&house, 1, &mut told);
    pause(200);
    house.kill();
    assert_eq!(held(&scratch), [once(&told), once(&told)]);
    note(&format!(
        "upgrades cut={cuts} told={} lost=0 doubled=0",
        told.len()
    ));
}
