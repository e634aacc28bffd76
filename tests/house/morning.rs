//! The real program on an ordinary morning: whatever the hour outside, it is
//! between nine and ten in this office, so that there are slots ahead.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::house::{Answer, House, Scratch, talon, zone_where_it_is};

/// The office's own time is this hour, give or take.
const HOUR: i64 = 9;

/// An office with a hall manager, a head and an administrator, all signed in.
pub(crate) struct Morning {
    house: House,
    hall: String,
    head: String,
    admin: String,
}

impl Morning {
    pub(crate) fn open(scratch: &Scratch) -> Self {
        let file = scratch.path.join("office.toml");
        fs::write(&file, office_file()).unwrap();
        Self::start(scratch)
    }

    fn start(scratch: &Scratch) -> Self {
        let mut command = talon();
        command
            .args([
                "run",
                "--headless",
                "--json",
                "--listen",
                "127.0.0.1:0",
                "--config",
            ])
            .arg(scratch.path.join("office.toml"))
            .arg("--data")
            .arg(scratch.data());
        let house = House::start(command, &scratch.path);
        let sign_in = |account: &str| {
            let body = json!({ "account": account, "pin": "246813" }).to_string();
            let answer = house.ask("POST", "/api/v1/session", &[], &body);
            assert_eq!(answer.status, 200, "{}", answer.body);
            answer.cookie()
        };
        let (hall, head, admin) = (sign_in("hall"), sign_in("head"), sign_in("settings"));
        Self {
            house,
            hall,
            head,
            admin,
        }
    }

    /// Power off, and on again.
    pub(crate) fn cut_and_open(self, scratch: &Scratch) -> Self {
        self.house.kill();
        Self::start(scratch)
    }

    pub(crate) fn stop(self) {
        self.house.stop();
    }

    pub(crate) fn mode(&self) -> String {
        self.house.ask("GET", "/healthz", &[], "").text("mode")
    }

    /// As the hall manager.
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.house.ask("GET", path, &[("cookie", &self.hall)], "")
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_with(path, &[], body)
    }

    pub(crate) fn post_with(&self, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        let mut all = vec![("cookie", self.hall.as_str())];
        all.extend(headers);
        self.house.ask("POST", path, &all, &body.to_string())
    }

    /// As the head of the office.
    pub(crate) fn head(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let mut all = vec![("cookie", self.head.as_str())];
        all.extend(headers);
        self.house.ask(method, path, &all, body)
    }

    /// As the administrator.
    pub(crate) fn admin(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let mut all = vec![("cookie", self.admin.as_str())];
        all.extend(headers);
        self.house.ask(method, path, &all, body)
    }

    pub(crate) fn kiosk(&self, path: &str, body: &Value) -> Answer {
        let token = self.house.token("kiosk");
        self.house.ask(
            "POST",
            path,
            &[("authorization", &token)],
            &body.to_string(),
        )
    }

    pub(crate) fn kiosk_gets(&self, path: &str) -> Answer {
        let token = self.house.token("kiosk");
        self.house
            .ask("GET", path, &[("authorization", &token)], "")
    }
}

/// The demo's office, open on every day, in a place where it is morning.
fn office_file() -> String {
    let hash = pin_hash("246813");
    let mut text = include_str!("../../assets/office.toml").to_owned();
    text = text.replace(
        "\"Europe/Moscow\"",
        &format!("\"{}\"", zone_where_it_is(HOUR)),
    );
    for closed in ["sat = \"09:00-17:00\"", "sun = \"closed\""] {
        let (day, _hours) = closed.split_once(' ').unwrap();
        text = text.replace(closed, &format!("{day} = \"08:00-20:00\""));
    }
    // No holidays: this morning is one like any other.
    let mut parts = text.split("\n[[exception]]");
    let before = parts.next().unwrap().to_owned();
    let (_last, after) = parts.last().unwrap().split_once("\n\n\n").unwrap();
    let mut text = format!("{before}\n\n{after}");
    for (id, role) in [("hall", "hall"), ("head", "head"), ("settings", "admin")] {
        write!(
            text,
            "\n[[staff]]\nid = \"{id}\"\nname = \"Проверка\"\nrole = \"{role}\"\npin_hash = \"{hash}\"\n"
        )
        .unwrap();
    }
    text
}

fn pin_hash(pin: &str) -> String {
    let mut child = talon()
        .arg("pin")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    writeln!(child.stdin.take().unwrap(), "{pin}").unwrap();
    let output = child.wait_with_output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}
