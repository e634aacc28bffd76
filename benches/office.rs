//! How fast the whole house is, as ratios to one bare SQLite commit measured
//! in the same run on the same disk. `cargo bench --bench office`.
//!
//! Tap: POST of a ticket → durable → first byte at the printer's socket (it is
//! asked how it is), and the first byte of the ticket itself, which is drawn then.
//! Call: POST of a call → durable → seen by 200 listeners of the feed; beside
//! it the same bytes written to 200 bare sockets and read from them, which is
//! what any program has to pay for on this machine.
//! Start: process start → ready, with a day of 600 tickets to replay.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a benchmark reads the clock, prints, and stops at the first surprise"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

const LISTENERS: usize = 200;
const ROUNDS: usize = 60;

/// Between two taps, and so between two bare commits too: a processor that has
/// slept is slower at both.
const PAUSE: Duration = Duration::from_millis(400);
const DAY: usize = 600;

struct House {
    child: Child,
    address: String,
    hall: String,
    ready_after: Duration,
}

impl House {
    fn start(data_dir: &Path, printer: &str) -> Self {
        let began = Instant::now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_talon"))
            .args(["demo", "--headless", "--json", "--listen", "127.0.0.1:0"])
            .args(["--printer", printer, "--data"])
            .arg(data_dir)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let ready: serde_json::Value = serde_json::from_str(&line).unwrap();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        Self {
            child,
            address: text(&ready["url"]).trim_start_matches("http://").to_owned(),
            hall: text(&ready["tokens"]["hall"]),
            ready_after: began.elapsed(),
        }
    }

    fn post(&self, path: &str, body: &str) -> serde_json::Value {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nPrefer: respond-async\r\n\
             Connection: close\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            self.hall,
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let body = answer.split_once("\r\n\r\n").unwrap().1;
        serde_json::from_str(body).unwrap_or_default()
    }

    fn resident_mib(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status
            .lines()
            .find(|line| line.starts_with("VmRSS"))
            .unwrap();
        line.split_whitespace()
            .nth(1)
            .unwrap()
            .parse::<f64>()
            .unwrap()
            / 1024.0
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// A network printer that answers as the real ones do. Reports the moment the
/// first byte of each job arrives, and the first byte of the ticket itself.
fn printer() -> (String, Receiver<(Instant, Instant)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("tcp://{}", listener.local_addr().unwrap());
    let (sender, jobs) = channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut bytes = vec![0; 65536];
            let mut first = None;
            let mut is_told = false;
            loop {
                let count = stream.read(&mut bytes).unwrap_or(0);
                let now = Instant::now();
                if count == 0 {
                    break;
                }
                let heard = &bytes[..count];
                let asked = *first.get_or_insert(now);
                let is_question = heard.len() == 3 && heard.starts_with(&[0x10, 0x04]);
                if is_question {
                    stream.write_all(&[0x12]).ok();
                } else if !is_told {
                    is_told = true;
                    sender.send((asked, now)).ok();
                }
                // `GS ( H`: the reply bears the job's id.
                let end = heard.len().saturating_sub(4);
                if heard[..end].ends_with(&[0x1d, b'(', b'H', 6, 0, 48, 48]) {
                    let reply = [&[0x37, 0x22], &heard[end..], &[0]].concat();
                    stream.write_all(&reply).ok();
                }
            }
        }
    });
    (url, jobs)
}

/// The number called last in a picture.
fn called_last(picture: &str) -> Option<String> {
    let picture: serde_json::Value = serde_json::from_str(picture).ok()?;
    picture["calls"][0]["number"].as_str().map(str::to_owned)
}

/// A listener of the feed that reports each picture and when it was there;
/// reading the picture is left for later, it would take the house's time.
fn listen(address: &str, seen: Sender<(String, Instant)>) {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "GET /api/v1/feed?view=board HTTP/1.1\r\nHost: {address}\r\n\r\n"
    )
    .unwrap();
    thread::spawn(move || {
        for line in BufReader::new(stream).lines() {
            let Ok(line) = line else { return };
            let Some(json) = line.strip_prefix("data: ") else {
                continue;
            };
            seen.send((json.to_owned(), Instant::now())).ok();
        }
    });
}

/// What 200 readers cost by themselves: one thread writes the frame to 200
/// sockets, 200 threads read it; until the last one has it.
fn bare_listeners(frame: &str) -> Duration {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, seen) = channel();
    let mut streams: Vec<TcpStream> = (0..LISTENERS)
        .map(|_listener| {
            let reader = TcpStream::connect(address).unwrap();
            let (stream, _peer) = listener.accept().unwrap();
            stream.set_nodelay(true).unwrap();
            let sender = sender.clone();
            thread::spawn(move || {
                for line in BufReader::new(reader).lines() {
                    let Ok(_line) = line else { return };
                    sender.send(Instant::now()).ok();
                }
            });
            stream
        })
        .collect();
    let bytes = format!("{frame}\n");
    let times = (0..ROUNDS)
        .map(|_round| {
            let began = Instant::now();
            for stream in &mut streams {
                stream.write_all(bytes.as_bytes()).unwrap();
            }
            (0..LISTENERS)
                .map(|_listener| seen.recv_timeout(Duration::from_secs(5)).unwrap())
                .max()
                .unwrap()
                - began
        })
        .collect();
    median(times)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn bare_commits(folder: &Path) -> Duration {
    let database = rusqlite::Connection::open(folder.join("bare.db")).unwrap();
    database
        .execute_batch(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA locking_mode=EXCLUSIVE;
             CREATE TABLE entry (seq INTEGER PRIMARY KEY, body TEXT)",
        )
        .unwrap();
    let body = "x".repeat(300);
    let times = (0..ROUNDS)
        .map(|_round| {
            let began = Instant::now();
            database
                .execute("INSERT INTO entry (body) VALUES (?)", [&body])
                .unwrap();
            let commit = began.elapsed();
            thread::sleep(PAUSE);
            commit
        })
        .collect();
    median(times)
}

/// From the tap to the printer's first byte, and to the ticket's.
fn taps(house: &House, jobs: &Receiver<(Instant, Instant)>) -> (Duration, Duration) {
    let (taps, tickets) = (0..ROUNDS)
        .map(|_round| {
            let began = Instant::now();
            house.post("/api/v1/tickets", r#"{"service":"consultation"}"#);
            let (asked, ticket) = jobs.recv_timeout(Duration::from_secs(5)).unwrap();
            // The next slip waits for this one to be out.
            thread::sleep(PAUSE);
            (asked - began, ticket - began)
        })
        .unzip();
    (median(taps), median(tickets))
}

fn main() {
    let folder = std::env::temp_dir().join(format!("talon-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let commit = bare_commits(&folder);
    let (url, jobs) = printer();
    let house = House::start(&folder.join("data"), &url);

    let (tap, ticket) = taps(&house, &jobs);

    let (seen_sender, seen) = channel();
    for _listener in 0..LISTENERS {
        listen(&house.address, seen_sender.clone());
    }
    thread::sleep(Duration::from_secs(2));
    while seen.try_recv().is_ok() {}
    let mut frame = String::new();
    let calls = (0..5)
        .map(|index| {
            let desk = index % 5 + 1;
            let began = Instant::now();
            let answer = house.post(&format!("/api/v1/desks/{desk}/call-next"), "{}");
            let number = answer["ticket"]["number"].as_str().map(str::to_owned);
            let mut left = LISTENERS;
            let mut last = began;
            while left > 0 && number.is_some() {
                let (shown, at) = seen.recv_timeout(Duration::from_secs(5)).unwrap();
                if called_last(&shown) == number {
                    left -= 1;
                    last = at;
                    frame = shown;
                }
            }
            last - began
        })
        .filter(|time| !time.is_zero())
        .collect();
    let call = median(calls);
    let bare = bare_listeners(&frame);

    for _ticket in ROUNDS..DAY {
        house.post("/api/v1/tickets", r#"{"service":"contract","print":false}"#);
    }
    let resident = house.resident_mib();
    drop(house);
    let again = House::start(&folder.join("data"), &url);
    let started = again.ready_after;
    drop(again);

    let ratio = |time: Duration| time.as_secs_f64() / commit.as_secs_f64();
    println!("one bare SQLite commit                      {commit:>10.2?}   1.0 ×");
    println!(
        "tap → durable → first byte at the printer   {tap:>10.2?}  {:>4.1} ×",
        ratio(tap)
    );
    println!(
        "tap → durable → first byte of the ticket    {ticket:>10.2?}  {:>4.1} ×",
        ratio(ticket)
    );
    println!(
        "call → durable → seen by {LISTENERS} listeners       {call:>10.2?}  {:>4.1} ×",
        ratio(call)
    );
    println!(
        "the same {} bytes to {LISTENERS} bare sockets     {bare:>10.2?}  {:>4.1} ×",
        frame.len(),
        ratio(bare)
    );
    println!("start with a day of {DAY} tickets             {started:>10.2?}");
    println!("resident memory of the office               {resident:>7.1} MiB");
    std::fs::remove_dir_all(&folder).ok();
}
