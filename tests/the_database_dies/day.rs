//! One office day on which the database dies: visitors keep coming at every
//! step, and every number that was given out is remembered here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::house::{House, Scratch, now, numbers, pause, wait_for};
use crate::logs;

/// No visitor waits longer for a number, milliseconds: ten waits for a disk
/// (500), for a machine that has other things to do. What was seen is noted.
const SLOWEST_MS: u128 = 5_000;

/// Seconds without trouble before a database counts as well again (30 in the
/// product).
const QUIET_S: &str = "3";

const SERVICES: [&str; 6] = [
    "consultation",
    "contract",
    "readings",
    "documents",
    "settlement",
    "business-contract",
];

pub(crate) struct Day {
    name: String,
    scratch: Scratch,
    pub(crate) house: Option<House>,
    variables: Vec<(String, String)>,
    /// A small disk that is to be let go.
    pub(crate) mounted: bool,
    given: Vec<String>,
    slowest: Duration,
    broken_at: Instant,
    to_live: Duration,
    kills: u32,
}

impl Day {
    /// Eight visitors; one is called, one is being served.
    pub(crate) fn begin(name: &str) -> Self {
        Self::begin_in(Scratch::new(name), name, Vec::new(), false)
    }

    /// The same after so many visitors that the database's own file holds some.
    pub(crate) fn begin_long(name: &str) -> Self {
        let mut day = Self::begin(name);
        for _visitor in 0..300 {
            day.visitor();
        }
        day
    }

    /// The same with a library in front of the disk that can hold writes up.
    pub(crate) fn begin_with_stalls(name: &str, path_part: &str) -> Option<Self> {
        let scratch = Scratch::new(name);
        let library = scratch.path.join("stall.so");
        let built = Command::new("gcc")
            .args(["-shared", "-fPIC", "-O1", "-o"])
            .arg(&library)
            .args([
                concat!(env!("CARGO_MANIFEST_DIR"), "/tests/house/stall.c"),
                "-ldl",
            ])
            .status();
        if !built.is_ok_and(|status| status.success()) {
            note(name, "skipped: no C compiler here");
            return None;
        }
        let flag = scratch.path.join("stall");
        let variables = vec![
            ("LD_PRELOAD".to_owned(), library.display().to_string()),
            ("STALL_FLAG".to_owned(), flag.display().to_string()),
            ("STALL_PATH".to_owned(), path_part.to_owned()),
            (
                "CLOCK_FILE".to_owned(),
                scratch.path.join("clock").display().to_string(),
            ),
        ];
        Some(Self::begin_in(scratch, name, variables, false))
    }

    /// The same on a disk of 24 MiB.
    pub(crate) fn begin_on_small_disk(name: &str) -> Option<Self> {
        let scratch = Scratch::new(name);
        fs::create_dir_all(scratch.data()).unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=24m", "tmpfs"])
            .arg(scratch.data())
            .output();
        if !mounted.is_ok_and(|output| output.status.success()) {
            note(name, "skipped: a small disk cannot be mounted here");
            return None;
        }
        Some(Self::begin_in(scratch, name, Vec::new(), true))
    }

    fn begin_in(
        scratch: Scratch,
        name: &str,
        variables: Vec<(String, String)>,
        mounted: bool,
    ) -> Self {
        let mut day = Self {
            name: name.to_owned(),
            scratch,
            house: None,
            variables,
            mounted,
            given: Vec::new(),
            slowest: Duration::ZERO,
            broken_at: now(),
            to_live: Duration::ZERO,
            kills: 0,
        };
        day.open_again();
        for _visitor in 0..8 {
            day.visitor();
        }
        for desk in [1, 2] {
            assert_eq!(day.house().call_next(desk, None).status, 200);
        }
        assert_eq!(
            day.house().post("/api/v1/desks/2/start", &json!({})).status,
            200
        );
        day
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.scratch.data()
    }

    /// The copy that outlives the process went with the power.
    pub(crate) fn forget_memory(&self) {
        self.scratch.forget_memory();
    }

    pub(crate) fn house(&self) -> &House {
        self.house.as_ref().unwrap()
    }

    pub(crate) fn open_again(&mut self) {
        let mut variables = vec![("TALON_QUIET_S", QUIET_S)];
        let own = self.variables.iter();
        variables.extend(own.map(|(name, value)| (name.as_str(), value.as_str())));
        self.house = Some(House::open_with(&self.scratch, &variables));
    }

    /// A visitor takes a ticket; nobody waits long for one.
    pub(crate) fn visitor(&mut self) -> String {
        let service = SERVICES[self.given.len() % SERVICES.len()];
        let began = now();
        let taken = self.house().take(service);
        self.slowest = self.slowest.max(began.elapsed());
        assert_eq!(taken.status, 201, "{}", taken.body);
        let number = taken.text("number");
        assert!(!self.given.contains(&number), "{number} was given twice");
        self.given.push(number.clone());
        number
    }

    pub(crate) fn breaks(&mut self, fault: impl FnOnce(&Self)) {
        fault(self);
        self.notes_fault();
    }

    pub(crate) fn notes_fault(&mut self) {
        self.broken_at = now();
    }

    /// Power off, the fault, and on again: everyone is still there.
    pub(crate) fn breaks_before_start(&mut self, fault: impl FnOnce(&Self)) {
        let before = match self.house.take() {
            Some(house) => {
                let before = picture(&house.queue());
                // What one log has answered for, the other has a moment later.
                pause(300);
                house.kill();
                Some(before)
            }
            None => None,
        };
        fault(self);
        let began = now();
        self.open_again();
        let took = began.elapsed();
        assert!(took < Duration::from_secs(5), "ready only after {took:?}");
        if let Some(before) = before {
            assert_eq!(
                picture(&self.house().queue()),
                before,
                "all are still there"
            );
        }
        self.notes_fault();
    }

    /// The live queue begins, visitors keep coming and are called, nobody loses
    /// number or place, and a power cut changes none of it. `limit_ms` is the
    /// promise; a machine that has other things to do has five times that, and
    /// what was seen is noted.
    pub(crate) fn goes_on_live(&mut self, limit_ms: u64) {
        let before = picture(&self.house().queue());
        while self.house().mode() != "live" {
            self.visitor();
            let waited = self.broken_at.elapsed();
            assert!(
                waited < Duration::from_millis(limit_ms * 5),
                "no live queue after {waited:?}"
            );
            pause(10);
        }
        self.to_live = self.broken_at.elapsed();
        for _visitor in 0..3 {
            let number = self.visitor();
            assert!(number.contains('Ж'), "{number} is of the live series");
        }
        let queue = picture(&self.house().queue());
        assert_eq!(queue[..before.len()], before, "number and place are kept");
        let first = queue
            .iter()
            .find(|(_number, status, _desk)| status == "waiting");
        let called = self.house().call_next(3, None);
        assert_eq!(called.status, 200, "{}", called.body);
        let number = called.json()["ticket"]["number"]
            .as_str()
            .unwrap()
            .to_owned();
        assert_eq!(
            Some(&number),
            first.map(|(number, ..)| number),
            "first come, first called"
        );
        self.cut_power();
        assert_eq!(self.house().mode(), "live");
        assert!(self.visitor().contains('Ж'));
    }

    /// Nothing can be written anywhere but in memory.
    pub(crate) fn goes_on_without_a_durable_copy(&mut self) {
        let health = self.house().get("/healthz").json();
        assert_eq!(
            (&health["mode"], &health["copies"]),
            (&json!("live"), &json!("none"))
        );
        for _visitor in 0..5 {
            self.visitor();
        }
        self.cut_power();
        for _visitor in 0..5 {
            self.visitor();
        }
    }

    pub(crate) fn comes_back(&mut self, heal: impl FnOnce(&Self)) {
        heal(self);
        self.is_back();
        self.is_whole();
    }

    /// The queue is electronic again in time.
    pub(crate) fn is_back(&mut self) {
        let healed = now();
        while self.house().mode() != "electronic" {
            self.visitor();
            let waited = healed.elapsed();
            assert!(
                waited < Duration::from_secs(25),
                "not electronic after {waited:?}"
            );
            pause(100);
        }
        let number = self.visitor();
        assert!(!number.contains('Ж'), "{number} is of an ordinary series");
        self.is_electronic_with_two_copies();
    }

    pub(crate) fn is_electronic_with_two_copies(&self) {
        wait_for("two copies", 5, || {
            self.house().get("/healthz").text("copies") == "two"
        });
        assert_eq!(self.house().mode(), "electronic");
    }

    /// Power off and on: everyone is where they were.
    pub(crate) fn cut_power(&mut self) {
        let before = picture(&self.house().queue());
        self.house.take().unwrap().kill();
        self.kills += 1;
        self.open_again();
        assert_eq!(picture(&self.house().queue()), before);
    }

    /// Every number given is there once: in the queue and in both logs.
    pub(crate) fn is_whole(&mut self) {
        let queue = self.house().queue();
        let shown: BTreeSet<String> = ["waiting", "called", "serving"]
            .iter()
            .flat_map(|list| numbers(&queue, list))
            .collect();
        let given: BTreeSet<String> = self.given.iter().cloned().collect();
        assert_eq!(shown, given);
        pause(300);
        self.house.take().unwrap().kill();
        let once: BTreeMap<String, u32> = given.into_iter().map(|number| (number, 1)).collect();
        let by_database = logs::taken_by_database(&self.data(), &self.scratch.path.join("look"));
        assert_eq!(by_database, once, "the database");
        assert_eq!(
            logs::taken_by_journal(&self.data().join("journal")),
            once,
            "the journal"
        );
        assert!(
            self.slowest.as_millis() <= SLOWEST_MS,
            "a visitor waited {:?}",
            self.slowest
        );
        let told = format!(
            "live_ms={} slowest_ms={} tickets={} kills={} lost=0 doubled=0",
            self.to_live.as_millis(),
            self.slowest.as_millis(),
            self.given.len(),
            self.kills,
        );
        note(&self.name, &told);
    }

    /// The damaged file was kept, not overwritten.
    pub(crate) fn set_aside(&self, name: &str) -> Option<PathBuf> {
        let kept = fs::read_dir(self.data().join("quarantine")).ok()?;
        kept.map(|dir| dir.unwrap().path().join(name))
            .find(|path| path.exists())
    }

    /// Somebody sets the computer's clock.
    pub(crate) fn set_clock(&self, ahead_s: i64) {
        fs::write(self.scratch.path.join("clock"), ahead_s.to_string()).unwrap();
    }

    /// Everyone waiting, in the order of their coming.
    pub(crate) fn waits_in_order(&self) {
        let waiting = numbers(&self.house().queue(), "waiting");
        let came = self.given.iter().filter(|number| waiting.contains(number));
        assert_eq!(waiting, came.cloned().collect::<Vec<_>>());
    }

    pub(crate) fn stall(&self) {
        drop(File::create(self.scratch.path.join("stall")).unwrap());
    }

    /// The disk answers EIO to these kinds of calls: "read", "write", "sync".
    pub(crate) fn errs(&self, kinds: &str) {
        let written = self.scratch.path.join("kinds");
        fs::write(&written, kinds).unwrap();
        // In one step: an empty file means a stall.
        fs::rename(written, self.scratch.path.join("stall")).unwrap();
    }

    pub(crate) fn let_go(&self) {
        fs::remove_file(self.scratch.path.join("stall")).unwrap();
    }

    pub(crate) fn skips(&self, why: &str) {
        note(&self.name, &format!("skipped: {why}"));
    }
}

impl Drop for Day {
    fn drop(&mut self) {
        self.house = None;
        fs::remove_file(self.scratch.path.join("stall")).ok();
        if self.mounted {
            // Later it is out of sight, and another run would go on from it.
            self.scratch.forget_memory();
            Command::new("umount")
                .args(["-l".as_ref(), self.data().as_os_str()])
                .status()
                .ok();
        }
        if std::thread::panicking() {
            let told = fs::read_to_string(self.scratch.path.join("log.txt")).unwrap_or_default();
            let lines: Vec<&str> = told.lines().rev().take(40).collect();
            let told: Vec<&str> = lines.into_iter().rev().collect();
            writeln!(std::io::stderr(), "{}", told.join("\n")).ok();
            Command::new("chattr")
                .arg("-R")
                .arg("-i")
                .arg(self.data())
                .status()
                .ok();
        }
    }
}

/// Everyone there, in order of place, with status and desk.
fn picture(queue: &Value) -> Vec<(String, String, u64)> {
    let of = |list: &str| queue[list].as_array().cloned().unwrap_or_default();
    let mut all: Vec<_> = [of("serving"), of("called"), of("waiting")].concat();
    // The list of those waiting is in order of place already.
    let key = |ticket: &Value| ticket["status"].as_str().unwrap() == "waiting";
    all.sort_by_key(key);
    all.iter()
        .map(|ticket| {
            (
                ticket["number"].as_str().unwrap().to_owned(),
                ticket["status"].as_str().unwrap().to_owned(),
                ticket["desk"].as_u64().unwrap_or(0),
            )
        })
        .collect()
}

fn note(name: &str, told: &str) {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("faults.tsv");
    let mut file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)
        .unwrap();
    writeln!(file, "{name}\t{told}").unwrap();
}
