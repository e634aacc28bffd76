//! For monitors: whether the office serves, and its figures as Prometheus
//! reads them. Counts only, nothing about anybody.

use std::fmt::Write;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use office::day::{Copies, Mode};
use office::desk::Doing;
use office::picture::Picture;

use crate::voice::VoiceState;
use crate::watch::Felt;
use crate::web::bounds::Load;
use crate::web::{House, Shared};

/// 200 once reception answers, 503 before and when it has fallen silent.
#[utoipa::path(
    get, path = "/readyz", tag = "health",
    responses((status = 200, description = "the office serves", content_type = "application/vnd.talon.ready", body = String), (status = 503, description = "it does not"))
)]
pub(crate) async fn ready(State(shared): State<Shared>) -> Response {
    let felt = shared.pulse.felt();
    let answer = if felt.is_alive() {
        (StatusCode::OK, "ready\n")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
    };
    let kind = [(header::CONTENT_TYPE, "application/vnd.talon.ready")];
    std::future::ready((answer.0, kind, answer.1).into_response()).await
}

/// The office's figures in Prometheus' text format.
#[utoipa::path(
    get, path = "/metrics", tag = "health",
    responses((status = 200, content_type = "text/plain", body = String))
)]
pub(crate) async fn metrics(State(shared): State<Shared>) -> Response {
    let mut page = Page::default();
    page.office(&shared.handle.told().picture);
    page.house(&shared.pulse.felt(), shared.bounds.load());
    page.devices(&shared);
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4")];
    std::future::ready((kind, page.0).into_response()).await
}

/// The text as it grows: one block per figure.
#[derive(Debug, Default)]
struct Page(String);

impl Page {
    fn figure(&mut self, name: &str, kind: &str, help: &str) {
        // Writing to a string cannot fail.
        writeln!(
            self.0,
            "# HELP talon_{name} {help}\n# TYPE talon_{name} {kind}"
        )
        .ok();
    }

    fn value(&mut self, name: &str, labels: &[(&str, &str)], value: f64) {
        let labels: Vec<String> = labels
            .iter()
            .map(|(label, text)| format!("{label}=\"{}\"", escaped(text)))
            .collect();
        let labels = if labels.is_empty() {
            String::new()
        } else {
            format!("{{{}}}", labels.join(","))
        };
        writeln!(self.0, "talon_{name}{labels} {value}").ok();
    }

    fn gauge(&mut self, name: &str, help: &str, value: f64) {
        self.figure(name, "gauge", help);
        self.value(name, &[], value);
    }

    fn counter(&mut self, name: &str, help: &str, value: f64) {
        self.figure(name, "counter", help);
        self.value(name, &[], value);
    }

    fn office(&mut self, picture: &Picture) {
        self.figure("info", "gauge", "The running program.");
        self.value("info", &[("version", env!("CARGO_PKG_VERSION"))], 1.0);
        let is_electronic = picture.mode == Mode::Electronic;
        let help = "1 with the electronic queue, 0 with the live queue (S1).";
        self.gauge("electronic_queue", help, f64::from(u8::from(is_electronic)));
        let copies = match picture.copies {
            Copies::Two => 2.0,
            Copies::One => 1.0,
            Copies::None => 0.0,
        };
        self.gauge("copies", "Places where events are kept durably.", copies);
        self.figure("waiting", "gauge", "Visitors waiting, by service.");
        for (service, waiting) in &picture.waiting_by_service {
            self.value("waiting", &[("service", &service.0)], f64::from(*waiting));
        }
        let no_service = picture
            .waiting
            .iter()
            .filter(|ticket| ticket.service.is_none());
        self.value("waiting", &[("service", "")], of(no_service.count()));
        let longest_ms = picture
            .waiting
            .iter()
            .map(|ticket| picture.now.ms_since(ticket.taken_at))
            .max();
        let help = "The longest wait of those waiting.";
        self.gauge(
            "longest_wait_seconds",
            help,
            seconds(longest_ms.unwrap_or(0)),
        );
        let help = "Visits answered today (S4).";
        self.gauge("answered_today", help, f64::from(picture.answered));
        let help = "Of these, called within the target wait (S4).";
        self.gauge(
            "answered_in_time_today",
            help,
            f64::from(picture.answered_in_time),
        );
        self.figure("desks", "gauge", "Desks by what they do.");
        for (doing, count) in desks(picture) {
            self.value("desks", &[("doing", doing)], of(count));
        }
        let help = "How far the computer's clock was set ahead of office time.";
        self.gauge("clock_ahead_seconds", help, seconds(picture.clock_ahead_ms));
    }

    fn house(&mut self, felt: &Felt, load: Load) {
        let help = "1 while reception answers.";
        self.gauge(
            "reception_alive",
            help,
            f64::from(u8::from(felt.is_alive())),
        );
        let help = "How long reception's last answer took.";
        self.gauge(
            "reception_answer_seconds",
            help,
            felt.answer_took.as_secs_f64(),
        );
        let help = "How late the tasks' clock ran at the last look.";
        self.gauge("loop_lag_seconds", help, felt.lag.as_secs_f64());
        let up = felt.started.elapsed().as_secs_f64();
        self.gauge("uptime_seconds", "Since the program started.", up);
        self.gauge("connections", "Connections now.", of(load.connections));
        let help = "Connections let go because all places were taken.";
        self.counter("connections_let_go_total", help, number(load.let_go));
        let help = "Requests refused because their address asked too often.";
        self.counter("requests_too_often_total", help, number(load.too_often));
        self.figure(
            "disk_free_bytes",
            "gauge",
            "Room left, by what is kept there.",
        );
        for disk in &felt.disks {
            self.value(
                "disk_free_bytes",
                &[("folder", disk.name)],
                number(disk.free_bytes),
            );
        }
        self.figure("disk_size_bytes", "gauge", "Size, by what is kept there.");
        for disk in &felt.disks {
            self.value(
                "disk_size_bytes",
                &[("folder", disk.name)],
                number(disk.size_bytes),
            );
        }
        if let Some(resident) = resident_bytes() {
            self.gauge("resident_memory_bytes", "Memory in use.", number(resident));
        }
    }

    fn devices(&mut self, house: &House) {
        self.figure(
            "printer_usable",
            "gauge",
            "1 if a slip is expected to come out.",
        );
        for (name, printer) in house.printers.iter() {
            let condition = printer.state().condition;
            let labels = [("printer", name), ("condition", condition.code())];
            self.value(
                "printer_usable",
                &labels,
                f64::from(u8::from(condition.usable())),
            );
        }
        let help = "Tickets that the roll is good for, about; absent if not known.";
        self.figure("printer_tickets_left", "gauge", help);
        for (name, printer) in house.printers.iter() {
            if let Some(left) = printer.state().tickets_left {
                let labels = [("printer", name)];
                self.value("printer_tickets_left", &labels, f64::from(left));
            }
        }
        let help = "How often a room of the program failed and was started again.";
        self.figure("room_restarts_total", "counter", help);
        for (name, state) in house.upkeep.troubled() {
            let labels = [("room", name)];
            self.value("room_restarts_total", &labels, f64::from(state.restarts));
        }
        let speaks = match house.voice.state() {
            VoiceState::Ready => 1.0,
            VoiceState::Off | VoiceState::Silent(_) => 0.0,
        };
        self.gauge("voice_ready", "1 if calls are spoken in the hall.", speaks);
        let listeners = super::STREAMS - house.streams.available_permits();
        self.gauge("listeners", "Listeners of the feed.", of(listeners));
        let boards = super::BOARD_STREAMS - house.board_streams.available_permits();
        self.gauge("board_listeners", "Boards that listen.", of(boards));
    }
}

fn desks(picture: &Picture) -> [(&'static str, usize); 5] {
    let count = |wanted: fn(Option<&Doing>) -> bool| {
        let desks = picture.desks.iter();
        desks.filter(|desk| wanted(desk.doing())).count()
    };
    [
        ("closed", count(|doing| doing.is_none())),
        ("free", count(|doing| matches!(doing, Some(Doing::Free)))),
        (
            "calling",
            count(|doing| matches!(doing, Some(Doing::Calling { .. }))),
        ),
        (
            "serving",
            count(|doing| matches!(doing, Some(Doing::Serving { .. }))),
        ),
        (
            "break",
            count(|doing| matches!(doing, Some(Doing::OnBreak { .. }))),
        ),
    ]
}

fn escaped(label: &str) -> String {
    label
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

fn seconds(ms: i64) -> f64 {
    std::time::Duration::from_millis(ms.unsigned_abs()).as_secs_f64()
        * if ms < 0 { -1.0 } else { 1.0 }
}

fn of(count: usize) -> f64 {
    number(u64::try_from(count).unwrap_or(u64::MAX))
}

/// Prometheus' numbers are floats: exact up to 2⁵³, and counts of bytes need
/// no more.
#[expect(
    clippy::cast_precision_loss,
    reason = "a gauge of bytes needs no unit digit"
)]
fn number(count: u64) -> f64 {
    count as f64
}

/// The kernel's own count.
fn resident_bytes() -> Option<u64> {
    let told = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = told.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024)
}
