//! Printers that say anything: a wrong speed, an echo, a loose cable, another
//! device. The slip is sent once and stays in doubt; nobody waits longer for it.

use crate::pretended::{Line, Manners, Peer, contains, flooding, saying};
use crate::{now, ticket};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use talon::print::outcome::{Condition, Outcome, Reason};
use talon::print::profile::{Profile, Queries};
use talon::print::{PrinterHandle, PrinterSettings};
use tokio::time::timeout;

const GARBLED: Outcome = Outcome::Unknown(Reason::Garbled);

/// Prints one ticket; a babbling printer costs its visitor nothing like the limit.
async fn print(printer: &PrinterHandle) -> Outcome {
    let printing = printer.print(ticket(), now());
    timeout(Duration::from_secs(4), printing).await.unwrap()
}

/// Bytes of chance, the same with every run.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u8 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.to_be_bytes()[3]
    }

    fn bytes(&mut self) -> Vec<u8> {
        let count = self.next() % 8 + 1;
        (0..count).map(|_| self.next()).collect()
    }
}

fn questions(heard: &[u8]) -> usize {
    let is_question = |window: &&[u8]| matches!(window, [0x10, 4, 1..=4]);
    heard.windows(3).filter(is_question).count()
}

#[tokio::test]
async fn a_printer_that_answers_by_chance_is_never_believed() {
    for seed in 1..=6 {
        let mut chance = Chance(seed * 7919);
        let heard = Arc::new(Mutex::new(Vec::new()));
        let notes = Arc::clone(&heard);
        let settings = saying(move |piece| {
            notes.lock().unwrap().extend_from_slice(piece);
            chance.bytes()
        });
        let printer = PrinterHandle::start(settings.await);

        assert_eq!(print(&printer).await, GARBLED, "seed {seed}");

        assert_eq!(printer.state().condition, Condition::Garbled);
        assert_eq!(printer.state().answers, None);
        let heard = heard.lock().unwrap();
        let tickets = heard.windows(2).filter(|two| *two == b"\x1dV").count();
        assert_eq!(tickets, 1, "sent once, for it may well come out");
        assert!(questions(&heard) <= 8, "and asked twice at most");
    }
}

#[tokio::test]
async fn one_byte_of_noise_for_each_question_is_noise() {
    for byte in [0x00, 0x03, 0x0c, 0x55, 0x90, 0xff] {
        let printer = PrinterHandle::start(saying(move |_| vec![byte]).await);
        assert_eq!(print(&printer).await, GARBLED, "{byte:#04x}");
    }
}

#[tokio::test]
async fn an_echo_is_no_answer() {
    let printer = PrinterHandle::start(saying(<[u8]>::to_vec).await);
    assert_eq!(print(&printer).await, GARBLED);
    assert_eq!(printer.state().condition, Condition::Garbled);
}

#[tokio::test]
async fn a_serial_line_that_echoes_is_no_printer() {
    let (line, url) = Line::open();
    std::thread::spawn(move || line.echo());
    let mut settings = PrinterSettings::new(url, Profile::default());
    // Nobody reads what comes back, and so the line is stuck.
    settings.job_limit = Duration::from_millis(1_500);
    let printer = PrinterHandle::start(settings);
    let outcome = print(&printer).await;
    assert!(matches!(outcome, Outcome::Unknown(_)), "{outcome:?}");
    assert_eq!(printer.state().condition, Condition::Garbled);
}

/// Whatever is said without end, and whenever it begins: noise, answers to
/// `DLE EOT`, answers to `GS r`, pacing.
#[tokio::test]
async fn a_flood_ends_with_the_job_and_not_with_the_day() {
    for bytes in [b"\xa5\x5a", b"\x12\x12", b"\x00\x00", b"\x11\x13"] {
        for after in [1, 27_000] {
            let printer = PrinterHandle::start(flooding(bytes, after).await);
            let outcome = print(&printer).await;
            assert!(
                matches!(outcome, Outcome::Unknown(_)),
                "{bytes:?} after {after}: {outcome:?}"
            );
        }
    }
}

#[tokio::test]
async fn whoever_makes_sense_again_is_believed_again() {
    let mut chance = Chance(17);
    let jobs = Arc::new(AtomicUsize::new(0));
    let done = Arc::clone(&jobs);
    let settings = saying(move |piece| {
        if done.load(Ordering::Relaxed) == 0 {
            return chance.bytes();
        }
        polite(piece)
    });
    let printer = PrinterHandle::start(settings.await);
    assert_eq!(print(&printer).await, GARBLED);
    jobs.store(1, Ordering::Relaxed);
    assert_eq!(print(&printer).await, Outcome::Printed);
    assert_eq!(printer.state().condition, Condition::Ready);
    assert_eq!(printer.state().answers, Some(true));
}

/// Answers `DLE EOT`, and `GS r` where the piece ends with it.
fn polite(piece: &[u8]) -> Vec<u8> {
    let mut said = vec![0x12; questions(piece)];
    if piece.ends_with(b"\x1dr\x01") {
        said.push(0);
    }
    said
}

#[tokio::test]
async fn an_answer_that_comes_late_belongs_to_no_other_question() {
    // The answer to the first question comes with the second job's.
    let late = Arc::new(Mutex::new(vec![0x00_u8; 1]));
    let settings = saying(move |piece| {
        let mut said = std::mem::take(&mut *late.lock().unwrap());
        said.extend(polite(piece));
        said
    });
    let printer = PrinterHandle::start(settings.await);
    assert_eq!(print(&printer).await, Outcome::Printed, "asked once more");
    assert_eq!(printer.state().condition, Condition::Ready);
}

/// Job by job, a printer that knows no process ids: the first is confirmed, the
/// second hangs, and its answer comes while the third is printed, which hangs too.
#[tokio::test]
async fn the_answer_owed_to_one_ticket_does_not_confirm_the_next() {
    for with_the_question in [false, true] {
        let (mut tickets, mut owed) = (0, 0);
        let settings = saying(move |piece| {
            let mut said = vec![0x12; questions(piece)];
            let is_knife = contains(piece, b"\x1dV");
            tickets += usize::from(is_knife);
            let is_asked = piece.ends_with(b"\x1dr\x01");
            match tickets {
                0 | 1 => said.extend(vec![0; usize::from(is_asked)]),
                2 => owed += usize::from(is_asked),
                _ if is_knife == with_the_question => owed += usize::from(is_asked),
                _ => {
                    said.extend(vec![0; owed]);
                    owed = usize::from(is_asked);
                }
            }
            said
        });
        let mut settings = settings.await;
        settings.job_limit = Duration::from_millis(2_500);
        let printer = PrinterHandle::start(settings);

        assert_eq!(print(&printer).await, Outcome::Printed);
        let hangs = Outcome::Unknown(Reason::TimedOut);
        assert_eq!(print(&printer).await, hangs);
        let third = print(&printer).await;
        assert!(matches!(third, Outcome::Unknown(_)), "{third:?}");
    }
}

#[tokio::test]
async fn a_slow_printer_is_in_doubt_once_and_then_heard_out() {
    // At first its answer comes when nobody listens any more, with the ticket.
    let mut tickets = 0;
    let settings = saying(move |piece| {
        tickets += usize::from(contains(piece, b"\x1dV"));
        match (tickets, questions(piece)) {
            (0, 1..) => Vec::new(),
            (1, 0) => vec![0x12],
            _ => polite(piece),
        }
    });
    let printer = PrinterHandle::start(settings.await);
    let late = Outcome::Unknown(Reason::TimedOut);
    assert_eq!(print(&printer).await, late);
    assert_eq!(print(&printer).await, Outcome::Printed);
    assert_eq!(printer.state().answers, Some(true), "by its own word");
}

#[tokio::test]
async fn a_printer_that_must_not_be_asked_may_say_what_it_likes() {
    let mut settings = saying(|_| vec![0x55; 3]).await;
    settings.profile.queries = Queries::Never;
    let printer = PrinterHandle::start(settings);
    assert_eq!(print(&printer).await, Outcome::Printed);
}

#[tokio::test]
async fn two_process_ids_of_other_jobs_confirm_nothing() {
    let mut peer = Peer::start(Manners {
        process_id: false,
        ..Manners::polite()
    })
    .await;
    let printer = peer.printer();
    assert_eq!(print(&printer).await, Outcome::Printed);
    assert!(contains(&peer.next().await, b"\x1dr\x01"));

    // `37 22 id 00` of a job long gone: its last byte looks like paper.
    let settings = saying(|piece| {
        let mut said = vec![0x12; questions(piece)];
        if contains(piece, b"\x1d(H") {
            said.extend(b"\x37\x220404\x00");
        }
        said
    });
    let printer = PrinterHandle::start(settings.await);
    assert_eq!(print(&printer).await, GARBLED);
}
