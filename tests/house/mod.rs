//! The real program, started as a script would start it, and a small client
//! that speaks to it over the LAN. Killed and cleaned up when dropped.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddrV4, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::net::{AddressFamily, SocketType, bind, connect, socket};
use serde_json::Value;

/// Only a hung program gets this far.
const PATIENCE: Duration = Duration::from_secs(20);

/// A folder of its own for one story, gone when it is over.
pub(crate) struct Scratch {
    pub(crate) path: PathBuf,
}

impl Scratch {
    pub(crate) fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("house-{name}"));
        let scratch = Self { path };
        scratch.clean();
        fs::create_dir_all(&scratch.path).unwrap();
        scratch
    }

    /// The data folder.
    pub(crate) fn data(&self) -> PathBuf {
        self.path.join("data")
    }

    /// Takes the office's copy in memory away, which knows the folder again.
    pub(crate) fn forget_memory(&self) {
        if let Ok(id) = fs::read_to_string(self.data().join("log-id")) {
            fs::remove_dir_all(format!("/dev/shm/talon-{}", id.trim())).ok();
        }
    }

    fn clean(&self) {
        self.forget_memory();
        fs::remove_dir_all(&self.path).ok();
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What a failed story leaves behind is there to be looked at.
        if !std::thread::panicking() {
            self.clean();
        }
    }
}

/// The running program.
pub(crate) struct House {
    child: Child,
    address: String,
    tokens: BTreeMap<String, String>,
}

/// What it answered.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or(Value::Null)
    }

    /// The session cookie it sets.
    pub(crate) fn cookie(&self) -> String {
        let token = self.head.split("talon=").nth(1);
        let token = token.and_then(|rest| rest.split(';').next());
        format!("talon={}", token.unwrap_or_default())
    }

    /// A text of the answer: the problem's code, the ticket's number.
    pub(crate) fn text(&self, name: &str) -> String {
        self.json()[name].as_str().unwrap_or_default().to_owned()
    }
}

impl House {
    /// The demo office on the story's data folder.
    pub(crate) fn open(scratch: &Scratch) -> Self {
        Self::open_with(scratch, &[])
    }

    /// The same with variables in its environment.
    pub(crate) fn open_with(scratch: &Scratch, variables: &[(&str, &str)]) -> Self {
        let arguments = [
            "demo",
            "--headless",
            "--json",
            "--listen",
            "127.0.0.1:0",
            "--data",
        ];
        let mut command = talon();
        command.args(arguments).arg(scratch.data());
        command.envs(variables.iter().copied());
        Self::start(command, &scratch.path)
    }

    /// The office on a file of its own, which the story edits by hand.
    pub(crate) fn on_file(scratch: &Scratch, file: &Path) -> Self {
        let mut command = talon();
        command
            .args(["run", "--headless", "--json", "--listen", "127.0.0.1:0"])
            .arg("--config")
            .arg(file)
            .arg("--data")
            .arg(scratch.data());
        Self::start(command, &scratch.path)
    }

    /// Starts the program and waits until it says that it is ready.
    pub(crate) fn start(mut command: Command, log_dir: &Path) -> Self {
        let log = File::options()
            .create(true)
            .append(true)
            .open(log_dir.join("log.txt"))
            .unwrap();
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut line = String::new();
        let out = child.stdout.take().unwrap();
        BufReader::new(out).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap_or(Value::Null);
        let url = ready["url"].as_str().unwrap_or_default();
        let tokens = serde_json::from_value(ready["tokens"].clone()).unwrap_or_default();
        Self {
            child,
            address: url.trim_start_matches("http://").to_owned(),
            tokens,
        }
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    pub(crate) fn token(&self, device: &str) -> String {
        format!("Bearer {}", self.tokens[device])
    }

    /// Power off: no goodbye. True if it was still running.
    pub(crate) fn kill(mut self) -> bool {
        let running = matches!(self.child.try_wait(), Ok(None));
        self.child.kill().ok();
        self.child.wait().unwrap();
        running
    }

    /// Power off while others still speak to it.
    pub(crate) fn cut(&self) {
        let id = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(id, rustix::process::Signal::KILL).unwrap();
    }

    /// An orderly stop.
    pub(crate) fn stop(mut self) {
        let id = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(id, rustix::process::Signal::TERM).unwrap();
        self.child.wait().unwrap();
    }

    pub(crate) fn process_id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[("authorization", &self.token("hall"))], "")
    }

    /// As the hall manager.
    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        let token = self.token("hall");
        self.ask(
            "POST",
            path,
            &[("authorization", &token)],
            &body.to_string(),
        )
    }

    /// A ticket without paper, as the kiosk takes it.
    pub(crate) fn take(&self, service: &str) -> Answer {
        let token = self.token("kiosk");
        let body = serde_json::json!({ "service": service, "print": false });
        let headers = [("authorization", token.as_str())];
        self.ask("POST", "/api/v1/tickets", &headers, &body.to_string())
    }

    pub(crate) fn call_next(&self, desk: u16, finish: Option<&str>) -> Answer {
        let body = serde_json::json!({ "finish": finish });
        self.post(&format!("/api/v1/desks/{desk}/call-next"), &body)
    }

    pub(crate) fn queue(&self) -> Value {
        self.get("/api/v1/queue").json()
    }

    /// "electronic" or "live".
    pub(crate) fn mode(&self) -> String {
        self.get("/healthz").text("mode")
    }

    pub(crate) fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        self.try_ask(method, path, headers, body).unwrap()
    }

    /// An error: the program is gone, or the link broke.
    pub(crate) fn try_ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> std::io::Result<Answer> {
        let text = self.request(&format!("{method} {path}"), headers, body);
        exchange(&self.address, text.as_bytes())
    }

    /// From another of this computer's addresses, 127.0.0.`last`, as from the LAN.
    pub(crate) fn ask_from(
        &self,
        last: u8,
        what: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let to: SocketAddrV4 = self.address.parse().unwrap();
        let own = socket(AddressFamily::INET, SocketType::STREAM, None).unwrap();
        bind(&own, &SocketAddrV4::new(Ipv4Addr::new(127, 0, 0, last), 0)).unwrap();
        connect(&own, &to).unwrap();
        let text = self.request(what, headers, body);
        exchange_over(TcpStream::from(own), text.as_bytes()).unwrap()
    }

    fn request(&self, what: &str, headers: &[(&str, &str)], body: &str) -> String {
        let own = [("host", self.address.as_str()), ("connection", "close")];
        let lines: Vec<String> = own
            .iter()
            .chain(headers)
            .map(|(name, value)| format!("{name}: {value}\r\n"))
            .collect();
        let length = body.len();
        format!(
            "{what} HTTP/1.1\r\n{}content-length: {length}\r\n\r\n{body}",
            lines.concat()
        )
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// The program, not yet started, silent and in English, its demo at noon.
pub(crate) fn talon() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_talon"));
    command.env("LANG", "en_US.UTF-8").env("TALON_LOG", "info");
    if std::env::var_os("TALON_DEMO_ZONE").is_none() {
        command.env("TALON_DEMO_ZONE", zone_where_it_is(12));
    }
    command
}

/// A zone in which that hour is now. Their names have the sign turned round.
pub(crate) fn zone_where_it_is(hour: i64) -> String {
    let utc_hour = jiff::Timestamp::now().as_second().rem_euclid(86_400) / 3_600;
    let ahead = (hour - utc_hour + 36).rem_euclid(24) - 12;
    match ahead {
        0 => "Etc/UTC".to_owned(),
        1.. => format!("Etc/GMT-{ahead}"),
        _ => format!("Etc/GMT+{}", -ahead),
    }
}

/// Sends bytes as they are and reads the answer to its end.
pub(crate) fn exchange(address: &str, bytes: &[u8]) -> std::io::Result<Answer> {
    exchange_over(TcpStream::connect(address)?, bytes)
}

/// The same over a connection that is there already.
pub(crate) fn exchange_over(mut stream: TcpStream, bytes: &[u8]) -> std::io::Result<Answer> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    // A body that is refused early breaks the writing; the answer still counts.
    let written = stream.write_all(bytes);
    let mut answer = Vec::new();
    let read = stream.read_to_end(&mut answer);
    let text = String::from_utf8_lossy(&answer).into_owned();
    let status = text
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    let (Some(status), Some((head, body))) = (status, text.split_once("\r\n\r\n")) else {
        written?;
        read?;
        return Err(std::io::ErrorKind::UnexpectedEof.into());
    };
    Ok(Answer {
        status,
        head: head.to_lowercase(),
        body: body.to_owned(),
    })
}

/// The numbers of one list of the queue ("waiting", "called", "serving").
pub(crate) fn numbers(queue: &Value, list: &str) -> Vec<String> {
    let tickets = queue[list].as_array().cloned().unwrap_or_default();
    tickets
        .iter()
        .map(|ticket| ticket["number"].as_str().unwrap_or_default().to_owned())
        .collect()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the program outside runs in real time"
)]
pub(crate) fn now() -> Instant {
    Instant::now()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the program outside runs in real time"
)]
pub(crate) fn pause(ms: u64) {
    std::thread::sleep(Duration::from_millis(ms));
}

/// Asks again and again until it is so; how long it took.
pub(crate) fn wait_for(what: &str, limit_s: u64, mut is_so: impl FnMut() -> bool) -> Duration {
    let began = now();
    while !is_so() {
        let waited = began.elapsed();
        assert!(
            waited < Duration::from_secs(limit_s),
            "{what}: not after {waited:?}"
        );
        pause(20);
    }
    began.elapsed()
}
