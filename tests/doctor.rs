//! IT asks the doctor: of an office that runs, of one that does not, and of one
//! whose file cannot be used; in the terminal and over the API.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a story stops at the first surprise"
)]
#![allow(
    dead_code,
    clippy::allow_attributes,
    reason = "stories share one house and use different parts of it"
)]

mod house;

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Output;

use house::{House, Scratch, talon, wait_for};
use serde_json::Value;

/// The demo's office file, with the story's own folder.
fn office_file(scratch: &Scratch) -> PathBuf {
    let text = include_str!("../assets/office.toml").replace(
        "data_dir = \"/var/lib/talon\"",
        &format!("data_dir = \"{}\"", scratch.data().display()),
    );
    let path = scratch.path.join("office.toml");
    fs::write(&path, text).unwrap();
    path
}

fn doctor(config: &Path, more: &[&str]) -> Output {
    talon()
        .args(["doctor", "--config"])
        .arg(config)
        .args(more)
        .output()
        .unwrap()
}

fn findings(output: &Output) -> Vec<Value> {
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    told["findings"].as_array().unwrap().clone()
}

fn has(findings: &[Value], check: &str, level: &str, words: &str) -> bool {
    findings.iter().any(|found| {
        found["check"] == check
            && found["level"] == level
            && found["text"].as_str().unwrap().contains(words)
    })
}

#[test]
fn of_a_running_office_it_knows_the_logs_the_printer_and_the_desks_links() {
    let scratch = Scratch::new("doctor-runs");
    let house = House::open(&scratch);
    let config = office_file(&scratch);
    let url = format!("http://{}", house.address());
    let told = findings(&doctor(&config, &["--json", "--url", &url]));
    assert!(has(&told, "office", "ok", "running"), "{told:#?}");
    assert!(has(&told, "database", "ok", "kept twice"), "{told:#?}");
    assert!(has(&told, "printer", "ok", "tickets"), "{told:#?}");
    assert!(has(&told, "link", "warn", "Desk 1 is open"), "{told:#?}");
    assert!(has(&told, "disk", "ok", "free") || has(&told, "disk", "warn", "room"));
    // The page for the hall manager shows the same.
    let shown = house.get("/api/v1/doctor");
    let shown = shown.json().as_array().unwrap().clone();
    assert!(has(&shown, "database", "ok", ""), "{shown:#?}");
    // Whatever is not well says what to do.
    for found in told.iter().chain(&shown) {
        let is_well = found["level"] == "ok" || found["level"] == "note";
        assert!(is_well || found["advice"].is_string(), "{found}");
    }
}

#[test]
fn s1_of_an_office_without_its_database_it_says_so_and_ends_with_1() {
    let scratch = Scratch::new("doctor-live");
    let house = House::open(&scratch);
    let config = office_file(&scratch);
    fs::remove_file(scratch.data().join("office.db")).unwrap();
    house.take("consultation");
    wait_for("the live queue begins", 20, || house.mode() == "live");
    let url = format!("http://{}", house.address());
    let output = doctor(&config, &["--url", &url]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("✗ The database is away"), "{said}");
    assert!(said.contains("  → Look at the disk"), "{said}");
}

#[test]
fn of_a_stopped_office_it_checks_a_copy_of_the_database() {
    let scratch = Scratch::new("doctor-stopped");
    let house = House::open(&scratch);
    house.take("consultation");
    house.stop();
    let config = office_file(&scratch);
    let nobody = ["--json", "--url", "http://127.0.0.1:1"];
    let told = findings(&doctor(&config, &nobody));
    assert!(has(&told, "office", "warn", "not running"), "{told:#?}");
    assert!(has(&told, "database", "ok", "sound"), "{told:#?}");
    assert!(has(&told, "backup", "warn", "no backups"), "{told:#?}");
    // A snapshot on the stick that the office file names.
    let stick = scratch.path.join("stick");
    let id = fs::read_to_string(scratch.data().join("log-id")).unwrap();
    let copies = stick.join(format!("talon-{}", id.trim()));
    fs::create_dir_all(&copies).unwrap();
    fs::write(copies.join("office-20261122T140000Z.db"), "").unwrap();
    let named = format!("backup_dir = \"{}\"", stick.display());
    let text = fs::read_to_string(&config).unwrap();
    let text = text.replace("backup_dir = \"/media/talon\"", &named);
    fs::write(&config, text).unwrap();
    let told = findings(&doctor(&config, &nobody));
    assert!(has(&told, "backup", "ok", "less than an hour"), "{told:#?}");
    let path = scratch.data().join("office.db");
    let mut damaged = fs::read(&path).unwrap();
    fs::remove_file(scratch.data().join("office.db-wal")).ok();
    for byte in damaged.iter_mut().skip(100).take(400) {
        *byte ^= 0x5a;
    }
    fs::write(&path, &damaged).unwrap();
    let output = doctor(&config, &nobody);
    assert_eq!(output.status.code(), Some(1));
    assert!(has(&findings(&output), "database", "bad", "damaged"));
    assert_eq!(fs::read(&path).unwrap(), damaged, "it only looks");
}

#[test]
fn of_a_folder_that_is_gone_and_a_file_with_mistakes_it_speaks_plainly() {
    let scratch = Scratch::new("doctor-wrong");
    let config = office_file(&scratch);
    let told = findings(&doctor(&config, &["--json", "--url", "http://127.0.0.1:1"]));
    assert!(has(&told, "folder", "bad", "missing"), "{told:#?}");
    fs::write(&config, "[office]\nnmae = 1\n").unwrap();
    let output = doctor(&config, &[]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("nmae"), "{said}");
    // A script reads the same, and of a file that is gone as well.
    let output = doctor(&config, &["--json"]);
    assert_eq!(output.status.code(), Some(2));
    let told = findings(&output);
    assert!(has(&told, "file", "bad", "nmae"), "{told:#?}");
    fs::remove_file(&config).unwrap();
    let output = doctor(&config, &["--json"]);
    assert_eq!(output.status.code(), Some(2));
    let told = findings(&output);
    assert!(has(&told, "file", "bad", "no such file"), "{told:#?}");
    assert!(told[0]["advice"].as_str().unwrap().contains("talon check"));
}

/// What systemd would say of the office.
fn doctor_hears(scratch: &Scratch, config: &Path, told: &str) -> Output {
    let systemctl = scratch.path.join("systemctl");
    fs::write(&systemctl, format!("#!/bin/sh\nprintf '{told}'\n")).unwrap();
    fs::set_permissions(&systemctl, Permissions::from_mode(0o755)).unwrap();
    let path = std::env::var("PATH").unwrap();
    talon()
        .args([
            "doctor",
            "--json",
            "--url",
            "http://127.0.0.1:1",
            "--config",
        ])
        .arg(config)
        .env("PATH", format!("{}:{path}", scratch.path.display()))
        .output()
        .unwrap()
}

#[test]
fn an_office_that_systemd_starts_again_and_again_in_vain_is_broken() {
    let scratch = Scratch::new("doctor-falls");
    let config = office_file(&scratch);
    fs::create_dir_all(scratch.data().join("journal")).unwrap();
    let falls =
        "NRestarts=4\\nActiveState=activating\\nSubState=auto-restart\\nUnitFileState=enabled\\n";
    let output = doctor_hears(&scratch, &config, falls);
    assert_eq!(output.status.code(), Some(1));
    let told = findings(&output);
    assert!(has(&told, "office", "bad", "does not stay up"), "{told:#?}");
    let advice = told[0]["advice"].as_str().unwrap();
    assert!(advice.contains("journalctl -u talon.service"), "{advice}");
    let stopped = "NRestarts=0\\nActiveState=inactive\\nSubState=dead\\nUnitFileState=enabled\\n";
    let told = findings(&doctor_hears(&scratch, &config, stopped));
    assert!(has(&told, "office", "warn", "not running"), "{told:#?}");
}
