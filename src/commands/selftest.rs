//! What the customer can try on the machine that will run the office: the
//! program is killed in the middle of its work again and again, and what it
//! told people is held against what is there afterwards.
//!
//! Works on a scratch folder with a made-up office; no running office is
//! touched. A kill takes no page out of the disk's cache: in every second
//! round the copy in memory is thrown away as well, as a power cut would.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::clock::wall_ms;
use crate::store::verify;
use crate::texts::{Arg, Texts};

/// Only a hung program gets this far.
const PATIENCE: Duration = Duration::from_secs(20);

/// The longest life of a round under load, ms.
const LIFE_MS: u64 = 900;

const DESKS: u16 = 5;

#[derive(Debug, Args)]
pub struct SelftestArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Kill a made-up office at random moments under load and compare what it
    /// told with what is there after the restart
    PowerCut(PowerCutArgs),
}

#[derive(Debug, Args)]
struct PowerCutArgs {
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    rounds: u32,
    /// An absent folder on the disk that is to be tried [default: a temporary one]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

/// What people heard.
#[derive(Debug, Default)]
struct Heard {
    /// Number → how often it was given to somebody new.
    given: BTreeMap<String, u32>,
    /// Asked for, and the cut came before the answer.
    unanswered: u32,
}

pub fn run(args: &SelftestArgs, language: &str) -> Result<ExitCode> {
    let What::PowerCut(args) = &args.what;
    let dir = args.data.clone().unwrap_or_else(|| {
        std::env::temp_dir().join(format!("talon-selftest-{}", std::process::id()))
    });
    if dir.exists() {
        bail!(
            "{} is there already; choose an absent folder",
            dir.display()
        );
    }
    fs::create_dir_all(&dir).with_context(|| format!("could not make {}", dir.display()))?;
    let found = cut(&dir, args.rounds);
    forget_memory(&dir);
    let is_well = found.as_ref().is_ok_and(Found::is_well);
    if is_well {
        // What went wrong stays there to be looked at.
        fs::remove_dir_all(&dir).ok();
    }
    let found = found?;
    let number = |count: u64| Arg::from(i64::try_from(count).unwrap_or(i64::MAX));
    let told = [
        ("rounds", number(u64::from(args.rounds))),
        ("told", number(found.told)),
        ("unanswered", number(u64::from(found.unanswered))),
        ("lost", number(found.lost.len() as u64)),
        ("doubled", number(found.doubled.len() as u64)),
        ("folder", Arg::from(dir.display().to_string())),
    ];
    let texts = Texts::load();
    let mut out = std::io::stdout();
    writeln!(out, "{}", texts.get(language, "selftest-power-cut", &told))?;
    for name in found.lost.iter().chain(&found.doubled) {
        writeln!(out, "  {name}")?;
    }
    let verdict = match (is_well, found.told) {
        (true, _) => "selftest-well",
        // Every house was killed before it said anything.
        (false, 0) => "selftest-nothing-told",
        (false, _) => "selftest-not-well",
    };
    writeln!(out, "{}", texts.get(language, verdict, &told))?;
    Ok(if is_well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

#[derive(Debug, Default)]
struct Found {
    told: u64,
    unanswered: u32,
    lost: Vec<String>,
    doubled: Vec<String>,
    /// Both logs are whole and the same afterwards.
    are_logs_whole: bool,
}

impl Found {
    fn is_well(&self) -> bool {
        let is_nothing_wrong = self.lost.is_empty() && self.doubled.is_empty();
        self.told > 0 && is_nothing_wrong && self.are_logs_whole
    }
}

fn cut(dir: &Path, rounds: u32) -> Result<Found> {
    let heard = Mutex::new(Heard::default());
    let mut random = u64::try_from(wall_ms()).unwrap_or(1) | 1;
    for round in 0..rounds {
        let house = House::start(dir)?;
        // Xorshift (Marsaglia, 2003).
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        thread::scope(|scope| {
            for tapper in 0..2 {
                let (house, heard) = (&house, &heard);
                scope.spawn(move || take_until_cut(house, heard, tapper + round));
            }
            for desk in 1..=DESKS {
                let house = &house;
                scope.spawn(move || serve_until_cut(house, desk));
            }
            pause(random % LIFE_MS);
            house.cut();
        });
        drop(house);
        if round % 2 == 1 {
            forget_memory(dir);
        }
    }
    let mut found = compare(dir, &held(&heard))?;
    let verdict = verify::verify(dir, &dir.join("journal"));
    found.are_logs_whole = verdict.is_fine();
    Ok(found)
}

/// Everyone who heard of a number is in the office, once.
fn compare(dir: &Path, heard: &Heard) -> Result<Found> {
    let house = House::start(dir)?;
    let mut found = Found {
        told: heard.given.len() as u64,
        unanswered: heard.unanswered,
        ..Found::default()
    };
    for (number, times) in &heard.given {
        if *times > 1 {
            found.doubled.push(number.clone());
        }
        let answer = house.ask(
            "GET",
            &format!("/api/v1/tickets/{}", escaped(number)),
            "kiosk",
            "",
        );
        if answer.is_none_or(|(status, _body)| status != 200) {
            found.lost.push(number.clone());
        }
    }
    house.stop();
    Ok(found)
}

fn held<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn take_until_cut(house: &House, heard: &Mutex<Heard>, from: u32) {
    const SERVICES: [&str; 4] = ["consultation", "contract", "readings", "documents"];
    for turn in from.. {
        let index = usize::try_from(turn).unwrap_or(0) % SERVICES.len();
        let service = SERVICES.get(index).copied().unwrap_or("consultation");
        let body = json!({ "service": service, "print": false }).to_string();
        let Some((status, body)) = house.ask("POST", "/api/v1/tickets", "kiosk", &body) else {
            held(heard).unanswered += 1;
            return;
        };
        if let (201, Some(number)) = (status, text(&body, "number")) {
            *held(heard).given.entry(number).or_insert(0) += 1;
        }
        pause(15);
    }
}

fn serve_until_cut(house: &House, desk: u16) {
    loop {
        let Some((_status, now)) = house.ask("GET", &format!("/api/v1/desks/{desk}"), "hall", "")
        else {
            return;
        };
        let step = match text(&now, "status").as_deref() {
            Some("calling") => "start",
            Some("serving") => "finish",
            Some(_) | None => "call-next",
        };
        let path = format!("/api/v1/desks/{desk}/{step}");
        if house.ask("POST", &path, "hall", "{}").is_none() {
            return;
        }
        pause(10);
    }
}

/// The made-up office as a child of this program.
struct House {
    child: Child,
    address: String,
    tokens: BTreeMap<String, String>,
}

impl House {
    fn start(dir: &Path) -> Result<Self> {
        let program = std::env::current_exe().context("could not find this program")?;
        let mut child = Command::new(program)
            .args([
                "demo",
                "--headless",
                "--json",
                "--listen",
                "127.0.0.1:0",
                "--data",
            ])
            .arg(dir)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("could not start the office")?;
        let mut line = String::new();
        if let Some(out) = child.stdout.take() {
            BufReader::new(out).read_line(&mut line)?;
        }
        let ready: Value = serde_json::from_str(&line).context("the office did not start")?;
        let url = ready.get("url").and_then(Value::as_str).unwrap_or_default();
        let tokens = ready.get("tokens").cloned().unwrap_or_default();
        Ok(Self {
            child,
            address: url.trim_start_matches("http://").to_owned(),
            tokens: serde_json::from_value(tokens).unwrap_or_default(),
        })
    }

    fn signal(&self, signal: Signal) {
        // One that is gone already needs none.
        kill_process(Pid::from_child(&self.child), signal).ok();
    }

    fn cut(&self) {
        self.signal(Signal::KILL);
    }

    fn stop(mut self) {
        self.signal(Signal::TERM);
        self.child.wait().ok();
    }

    /// `None`: it is gone.
    fn ask(&self, method: &str, path: &str, device: &str, body: &str) -> Option<(u16, String)> {
        let token = self.tokens.get(device).map_or("", String::as_str);
        let text = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\nauthorization: Bearer {token}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        );
        let mut stream = TcpStream::connect(&self.address).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        stream.set_write_timeout(Some(PATIENCE)).ok()?;
        stream.write_all(text.as_bytes()).ok()?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).ok()?;
        let answer = String::from_utf8_lossy(&answer);
        let status = answer.split(' ').nth(1)?.parse().ok()?;
        let (_head, body) = answer.split_once("\r\n\r\n")?;
        Some((status, body.to_owned()))
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// The copy in memory goes with the power.
fn forget_memory(dir: &Path) {
    if let Ok(id) = fs::read_to_string(dir.join("log-id")) {
        fs::remove_dir_all(format!("/dev/shm/talon-{}", id.trim())).ok();
    }
}

fn text(body: &str, name: &str) -> Option<String> {
    let value: Value = serde_json::from_str(body).ok()?;
    value.get(name)?.as_str().map(str::to_owned)
}

fn escaped(number: &str) -> String {
    let mut escaped = String::new();
    for byte in number.bytes() {
        // Writing to a string cannot fail.
        write!(escaped, "%{byte:02X}").ok();
    }
    escaped
}

#[expect(
    clippy::disallowed_methods,
    reason = "the office outside runs in real time"
)]
fn pause(ms: u64) {
    thread::sleep(Duration::from_millis(ms));
}
