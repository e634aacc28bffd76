//! What a dying database costs visitors: the real program on real files, its
//! database removed or its disk stalled while they tap.
//! `cargo bench --bench faults`; a C compiler stalls the disk.
//!
//! Time to live mode: from the removal of `office.db` to the first ticket of
//! the live queue's own series, and from the stall (5 s of patience are the
//! rule). Slowest ticket: from tap to number while the disk is stalled. Merge:
//! from the moment a new database may be made until it holds every ticket,
//! counted in a copy of it by SQLite alone; the 30 quiet seconds before the
//! queue is electronic again come on top.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a benchmark prints, and stops at the first surprise"
)]

#[expect(dead_code, reason = "the stories use the rest")]
#[path = "../tests/house/mod.rs"]
mod house;
#[path = "../tests/house/logs.rs"]
mod logs;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use house::{House, Scratch, now, pause, wait_for};

/// Databases removed; the 99th in a hundred is told.
const REMOVED: usize = 100;
const STALLED: usize = 10;
/// As many as the live queue has numbers on a day.
const LIVE: usize = 999;

/// Between two visitors: a queue holds 500, and a stall lasts five seconds.
const PAUSE_MS: u64 = 15;

fn main() {
    let mut to_live: Vec<Duration> = (0..REMOVED).map(removed).collect();
    to_live.sort();
    println!(
        "database removed → live queue       p50 {:>8.1?}  p99 {:>8.1?}  ({REMOVED} times)",
        at(&to_live, 50),
        at(&to_live, 99)
    );
    // The database's disk alone, and one under both logs.
    for part in ["office.db", "data/"] {
        let Some((mut to_live, mut tickets)) = stalled(part) else {
            println!("disk stalled: no C compiler here");
            break;
        };
        to_live.sort();
        tickets.sort();
        println!(
            "{part:9} stalled → live queue      p50 {:>8.1?}  max {:>8.1?}  ({STALLED} times)",
            at(&to_live, 50),
            at(&to_live, 100)
        );
        println!(
            "{part:9} stalled: a ticket         p50 {:>8.1?}  max {:>8.1?}  ({} tickets)",
            at(&tickets, 50),
            at(&tickets, 100),
            tickets.len()
        );
    }
    let (merged, electronic) = merges();
    println!("{LIVE} live tickets merged back        {merged:>12.1?}");
    println!("… and the queue electronic again    {electronic:>12.1?}");
}

fn at(sorted: &[Duration], percent: usize) -> Duration {
    let place = (sorted.len() * percent).div_ceil(100).max(1);
    sorted[place - 1]
}

/// How long a visitor waits for a number, and the number.
fn tap(house: &House) -> (Duration, String) {
    let began = now();
    let taken = house.take("consultation");
    assert_eq!(taken.status, 201, "{}", taken.body);
    (began.elapsed(), taken.text("number"))
}

/// Visitors until one has a number of the live queue.
fn until_live(house: &House, since: Instant, mut each: impl FnMut(Duration)) -> Duration {
    loop {
        let (waited, number) = tap(house);
        each(waited);
        if number.contains('Ж') {
            return since.elapsed();
        }
        pause(PAUSE_MS);
    }
}

fn removed(round: usize) -> Duration {
    let scratch = Scratch::new("bench-removed");
    let house = House::open(&scratch);
    for _visitor in 0..5 {
        tap(&house);
    }
    // Wherever the house stands with its own looks at the disk.
    pause(u64::try_from(round).unwrap() * 37 % 250);
    remove(&scratch);
    until_live(&house, now(), |_waited| {})
}

fn remove(scratch: &Scratch) {
    for name in ["office.db", "office.db-wal", "office.db-shm"] {
        fs::remove_file(scratch.data().join(name)).ok();
    }
}

fn stalled(part: &str) -> Option<(Vec<Duration>, Vec<Duration>)> {
    let (mut to_live, mut tickets) = (Vec::new(), Vec::new());
    for _round in 0..STALLED {
        let scratch = Scratch::new("bench-stalled");
        let library = stalls(&scratch)?;
        let flag = scratch.path.join("stall");
        let shown = |path: &Path| path.display().to_string();
        let variables = [
            ("LD_PRELOAD", &*shown(&library)),
            ("STALL_FLAG", &*shown(&flag)),
            ("STALL_PATH", part),
        ];
        let house = House::open_with(&scratch, &variables);
        for _visitor in 0..5 {
            tap(&house);
        }
        fs::write(&flag, "").ok();
        let took = until_live(&house, now(), |waited| tickets.push(waited));
        to_live.push(took);
        fs::remove_file(&flag).ok();
    }
    Some((to_live, tickets))
}

/// The library that holds the disk's writes up.
fn stalls(scratch: &Scratch) -> Option<PathBuf> {
    let library = scratch.path.join("stall.so");
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/house/stall.c");
    let mut compiler = Command::new("gcc");
    compiler.args(["-shared", "-fPIC", "-O1", "-o"]);
    let built = compiler.arg(&library).args([source, "-ldl"]).status();
    built
        .is_ok_and(|status| status.success())
        .then_some(library)
}

/// Until the database holds all, and until the queue is electronic again.
fn merges() -> (Duration, Duration) {
    let scratch = Scratch::new("bench-merge");
    let office = scratch.data().join("office.toml");
    fs::create_dir_all(scratch.data()).unwrap();
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/office.toml");
    let file = fs::read_to_string(source).unwrap();
    let long = file.replace("max_waiting = 500", "max_waiting = 5000");
    fs::write(&office, long).unwrap();
    fs::create_dir_all(office.with_file_name("office.toml.versions")).unwrap();
    let house = House::open(&scratch);
    for _visitor in 0..5 {
        tap(&house);
    }
    remove(&scratch);
    until_live(&house, now(), |_waited| {});
    for _visitor in 1..LIVE {
        let (_waited, number) = tap(&house);
        assert!(
            number.contains('Ж'),
            "{number}: the database is back too soon"
        );
    }
    let by_journal = logs::taken_by_journal(&scratch.data().join("journal"));
    // A lost database is made anew after half a minute.
    while !scratch.data().join("office.db").exists() {
        pause(1);
    }
    let began = now();
    let look = scratch.path.join("look");
    while logs::taken_by_database(&scratch.data(), &look) != by_journal {
        assert!(began.elapsed() < Duration::from_mins(1), "not merged");
        pause(2);
    }
    let merged = began.elapsed();
    wait_for("the electronic queue", 60, || house.mode() == "electronic");
    (merged, began.elapsed())
}
