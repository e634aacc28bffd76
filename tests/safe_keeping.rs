//! Safe keeping as IT lives it, on the real program: copies are made by
//! themselves, a bare machine becomes the office, no mistake in the office file
//! keeps it shut, and paper comes out of the printer that has some.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may fail loudly, its helpers too"
)]

#[expect(dead_code, reason = "other stories use the rest")]
mod house;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use house::{House, Scratch, numbers, pause, talon, wait_for, zone_where_it_is};
use serde_json::{Value, json};

const OFFICE_FILE: &str = include_str!("../assets/office.toml");

fn run(arguments: &[&str], paths: &[(&str, &Path)]) -> (bool, String) {
    let mut command = talon();
    command.args(arguments);
    for (option, path) in paths {
        command.arg(option).arg(path);
    }
    let output = command.output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (
        output.status.success(),
        String::from_utf8_lossy(&said).into_owned(),
    )
}

#[test]
fn a_copy_of_a_running_office_makes_a_bare_machine_the_office() {
    let scratch = Scratch::new("bare-machine");
    let house = House::open(&scratch);
    let taken: Vec<String> = (0..5)
        .map(|_visitor| house.take("consultation").text("number"))
        .collect();
    let (well, said) = run(&["verify"], &[("--data", &scratch.data())]);
    assert!(well && said.contains("only the journal"), "{said}");
    assert!(!said.contains("All is whole"), "{said}");
    let copy = scratch.path.join("copy.db");
    let (well, said) = run(&["backup"], &[("--data", &scratch.data()), ("--to", &copy)]);
    assert!(well, "{said}");
    let late = house.take("consultation").text("number");
    // The second log has it a moment after the first one.
    pause(300);
    house.kill();
    let (well, said) = run(&["verify", "--json"], &[("--data", &scratch.data())]);
    assert!(well, "{said}");
    let verdict: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(verdict["database"]["seal"], verdict["journal"]["seal"]);

    let spare = Scratch::new("spare-machine");
    let (well, said) = run(
        &["restore"],
        &[("--from", &copy), ("--data", &spare.data())],
    );
    assert!(well, "{said}");
    let (well, said) = run(
        &["restore"],
        &[("--from", &copy), ("--data", &spare.data())],
    );
    assert!(!well && said.contains("holds an office already"), "{said}");
    let house = House::open(&spare);
    assert_eq!(numbers(&house.queue(), "waiting"), taken);
    let next = house.take("consultation").text("number");
    assert_ne!(next, late, "that one is in a visitor's hand already");
    assert!(next.chars().next().unwrap().is_ascii_digit(), "{next}");
    house.stop();
    let (well, said) = run(&["verify"], &[("--data", &spare.data())]);
    assert!(well && said.contains("both logs are the same"), "{said}");
}

#[test]
fn a_second_office_is_refused_though_somebody_deleted_the_lock_of_the_first() {
    let scratch = Scratch::new("lock-deleted");
    let house = House::open(&scratch);
    let taken = house.take("consultation").text("number");
    fs::remove_file(scratch.data().join("lock")).unwrap();
    let (well, said) = run(&["verify"], &[("--data", &scratch.data())]);
    assert!(well && said.contains("only the journal"), "{said}");

    let mut second = talon();
    second.args(["demo", "--headless", "--listen", "127.0.0.1:0", "--data"]);
    second.arg(scratch.data()).stdout(Stdio::null());
    let mut second = second.stderr(Stdio::piped()).spawn().unwrap();
    let mut ended = None;
    for _moment in 0..100 {
        ended = second.try_wait().unwrap();
        if ended.is_some() {
            break;
        }
        pause(100);
    }
    second.kill().ok();
    let said = second.wait_with_output().unwrap().stderr;
    let said = String::from_utf8_lossy(&said);
    assert!(ended.is_some_and(|status| !status.success()), "{said}");
    assert!(said.contains("another copy of the program works"), "{said}");
    assert_eq!(numbers(&house.queue(), "waiting"), [taken]);
}

#[test]
fn a_damaged_copy_is_refused_and_nothing_is_made_of_it() {
    let scratch = Scratch::new("damaged-copy");
    let house = House::open(&scratch);
    house.take("consultation");
    house.stop();
    let copy = scratch.path.join("copy.db");
    let (well, said) = run(&["backup"], &[("--data", &scratch.data()), ("--to", &copy)]);
    assert!(well, "{said}");
    let connection = rusqlite::Connection::open(&copy).unwrap();
    connection
        .execute_batch("UPDATE entry SET chain = 5 WHERE seq = 2")
        .unwrap();
    drop(connection);
    let bare = scratch.path.join("bare");
    let (well, said) = run(&["restore"], &[("--from", &copy), ("--data", &bare)]);
    assert!(!well && said.contains("damaged"), "{said}");
    assert!(!bare.join("office.db").exists());
}

#[test]
fn a_restore_that_is_cut_leaves_an_office_or_none_and_is_repeated() {
    let scratch = Scratch::new("restore-cut");
    let house = House::open(&scratch);
    let taken = house.take("consultation").text("number");
    house.stop();
    let copy = scratch.path.join("copy.db");
    let (well, said) = run(&["backup"], &[("--data", &scratch.data()), ("--to", &copy)]);
    assert!(well, "{said}");
    // The system ends whoever writes a file this long: a cut after the log came
    // back, before what belongs to the office did.
    let long = 2 * fs::metadata(&copy).unwrap().len();
    let heavy = scratch.path.join("copy.belongings/slides.bin");
    fs::write(heavy, vec![7; usize::try_from(2 * long).unwrap()]).unwrap();
    let spare = Scratch::new("restore-cut-spare");
    let cut = Command::new("sh")
        .args([
            "-c",
            "ulimit -c 0; ulimit -f \"$1\"; shift; exec \"$@\"",
            "sh",
        ])
        .arg((long / 512).to_string())
        .args([env!("CARGO_BIN_EXE_talon"), "restore", "--from"])
        .arg(&copy)
        .arg("--data")
        .arg(spare.data())
        .output()
        .unwrap();
    assert_eq!(cut.status.code(), None, "{cut:?}");
    assert!(!spare.data().join("office.db").exists());

    let data = spare.data();
    let paths: [(&str, &Path); 2] = [("--from", &copy), ("--data", &data)];
    let (well, said) = run(&["restore"], &paths);
    assert!(well, "{said}");
    let left = fs::read_dir(spare.data())
        .unwrap()
        .map(|file| file.unwrap());
    let folders: Vec<_> = left.filter(|file| file.path().is_dir()).collect();
    assert!(folders.is_empty(), "{folders:?}");

    // A cut on the last step, while the files move in.
    let on_the_way = spare.data().join("brought-back");
    fs::create_dir(&on_the_way).unwrap();
    for name in ["office.db", "people.db"] {
        fs::rename(spare.data().join(name), on_the_way.join(name)).unwrap();
    }
    let (well, said) = run(&["restore"], &paths);
    assert!(!well && said.contains("holds an office already"), "{said}");
    assert!(spare.data().join("office.db").exists());
    fs::create_dir(&on_the_way).unwrap();
    fs::rename(spare.data().join("office.db"), on_the_way.join("office.db")).unwrap();
    let house = House::open(&spare);
    assert_eq!(numbers(&house.queue(), "waiting"), [taken]);
}

#[test]
fn when_one_printer_is_gone_the_next_one_prints() {
    let scratch = Scratch::new("two-printers");
    let file = scratch.path.join("office.toml");
    let dead = "[[printer]]\nid = \"dead\"\nurl = \"tcp://127.0.0.1:9\"\nwidth_mm = 80\n\n[[printer]]\nid = \"tickets\"";
    let text = OFFICE_FILE.replacen("[[printer]]\nid = \"tickets\"", dead, 1);
    fs::write(&file, always_open(&text)).unwrap();
    let house = House::on_file(&scratch, &file);
    let token = house.token("kiosk");
    let body = json!({ "service": "consultation" }).to_string();
    let headers = [("authorization", token.as_str())];
    let taken = house.ask("POST", "/api/v1/tickets", &headers, &body);
    assert_eq!(taken.status, 201, "{}", taken.body);
    assert_eq!(
        taken.json()["print"]["outcome"],
        "printed",
        "{}",
        taken.body
    );
    let slips = fs::read_dir(scratch.data().join("slips")).unwrap();
    assert!(slips.count() > 0, "on the second printer");
}

#[test]
fn the_queue_comes_out_on_paper_once_under_one_key() {
    let scratch = Scratch::new("queue-on-paper");
    let house = House::open(&scratch);
    house.take("consultation");
    let count = || {
        house
            .get("/api/v1/printer/slips")
            .json()
            .as_array()
            .unwrap()
            .len()
    };
    let before = count();
    let hall = house.token("hall");
    let headers = [
        ("authorization", hall.as_str()),
        ("idempotency-key", "queue-1"),
    ];
    for _press in 0..2 {
        let printed = house.ask("POST", "/api/v1/printer/queue", &headers, "");
        assert_eq!(printed.status, 200, "{}", printed.body);
        assert_eq!(printed.json()["outcome"], "printed", "{}", printed.body);
    }
    assert_eq!(count(), before + 1);
    let kiosk = house.token("kiosk");
    let refused = house.ask(
        "POST",
        "/api/v1/printer/queue",
        &[("authorization", kiosk.as_str())],
        "",
    );
    assert_eq!(refused.status, 403);
}

/// What the doctor says of the office file in force; empty: all is well.
fn file_trouble(house: &House) -> String {
    let living = house.ask("GET", "/api/v1/doctor/living", &[], "");
    living.text("file_trouble")
}

fn services(house: &House) -> String {
    let token = house.token("kiosk");
    let headers = [("authorization", token.as_str())];
    house.ask("GET", "/api/v1/services", &headers, "").body
}

/// What this version kept of its office file.
fn kept_files(scratch: &Scratch) -> Vec<String> {
    let entries = fs::read_dir(scratch.data().join("office-files"));
    let paths = entries.into_iter().flatten().map(|entry| entry.unwrap());
    paths
        .filter(|entry| entry.path().extension().is_some_and(|is| is == "toml"))
        .map(|entry| fs::read_to_string(entry.path()).unwrap())
        .collect()
}

#[test]
fn a_slip_in_the_office_file_does_not_keep_the_office_shut_after_a_power_cut() {
    let scratch = Scratch::new("slip-of-the-pen");
    let file = scratch.path.join("office.toml");
    let well = always_open(OFFICE_FILE);
    let wrong = well.replacen("max_waiting = 500", "max_waiting = many", 1);
    // Before the first day there is nothing to go on with.
    fs::write(&file, &wrong).unwrap();
    let config: &Path = &file;
    let (opened, said) = run(
        &["run", "--headless", "--listen", "127.0.0.1:0"],
        &[("--config", config), ("--data", &scratch.data())],
    );
    assert!(!opened && said.contains("office.toml:"), "{said}");

    fs::write(&file, &well).unwrap();
    let house = House::on_file(&scratch, &file);
    wait_for("a copy is kept", 20, || {
        kept_files(&scratch) == [well.clone()]
    });
    assert_eq!(file_trouble(&house), "");
    let before = house.take("consultation").text("number");
    // Saved by hand, refused while the office runs, and then the power goes.
    fs::write(&file, &wrong).unwrap();
    wait_for("the slip is seen", 20, || {
        file_trouble(&house).contains("office.toml:")
    });
    house.kill();

    let house = House::on_file(&scratch, &file);
    assert_eq!(house.take("consultation").status, 201);
    let token = house.token("kiosk");
    let headers = [("authorization", token.as_str())];
    let path = format!("/api/v1/tickets/{before}");
    assert_eq!(house.ask("GET", &path, &headers, "").status, 200);
    assert!(file_trouble(&house).contains("office.toml:"), "it is told");
    assert_eq!(
        kept_files(&scratch),
        std::slice::from_ref(&well),
        "the wrong one is no copy"
    );
    fs::write(&file, &well).unwrap();
    wait_for("the mended file is in force", 20, || {
        file_trouble(&house).is_empty()
    });
    house.kill();
    // The file itself is gone.
    fs::remove_file(&file).unwrap();
    let house = House::on_file(&scratch, &file);
    assert_eq!(house.take("consultation").status, 201);
}

#[test]
fn after_a_rollback_the_office_opens_without_what_only_the_newer_version_knew() {
    let scratch = Scratch::new("section-of-the-future");
    let file = scratch.path.join("office.toml");
    let ours = always_open(OFFICE_FILE);
    fs::write(&file, &ours).unwrap();
    let house = House::on_file(&scratch, &file);
    wait_for("a copy is kept", 20, || !kept_files(&scratch).is_empty());
    house.stop();
    // The newer version's day: a section and a key of its own, and a new word.
    let newer = ours
        .replacen("[limits]\n", "[limits]\nlongest_visit_min = 90\n", 1)
        .replacen("en = \"Advice\"", "en = \"Counsel\"", 1)
        + "\n[lift]\nfloors = 3\n";
    fs::write(&file, &newer).unwrap();
    let copy = scratch.data().join("office-files/99.0.0.toml");
    fs::write(&copy, &newer).unwrap();

    let house = House::on_file(&scratch, &file);
    assert_eq!(house.take("consultation").status, 201);
    assert!(services(&house).contains("Counsel"), "the newer word stays");
    let told = file_trouble(&house);
    assert!(told.contains("longest_visit_min"), "{told}");
    house.kill();
    // What this version does not know even so: then as it last had it itself.
    let newest = newer.replacen("role = \"hall\"", "role = \"robot\"", 1);
    fs::write(&file, &newest).unwrap();
    fs::write(&copy, &newest).unwrap();
    let house = House::on_file(&scratch, &file);
    assert!(services(&house).contains("Advice"), "as it was here");
    assert_eq!(house.take("consultation").status, 201);
}

/// Every day, all day, and noon now: the story runs whenever it is run.
fn always_open(text: &str) -> String {
    let text = text.replace("Europe/Moscow", &zone_where_it_is(12));
    let mut lines = Vec::new();
    for line in text.lines() {
        let day = line.split_whitespace().next().unwrap_or_default();
        let is_day = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].contains(&day);
        lines.push(if is_day && line.contains('=') {
            format!("{day} = \"00:00-24:00\"")
        } else {
            line.to_owned()
        });
    }
    lines.join("\n")
}
