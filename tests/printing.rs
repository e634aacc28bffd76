//! The printing room, told as stories: slips go to printers of good and bad
//! manners, and each story says what came out and what the office is told.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may fail loudly, its helpers too"
)]

#[path = "printing/babble.rs"]
mod babble;
#[path = "printing/falls.rs"]
mod falls;
#[path = "house/folder.rs"]
mod folder;
mod pretended;

use folder::Folder;
use jiff::Timestamp;
use pretended::{EMPTY, Line, Manners, Peer, contains, tcp};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::time::Duration;
use talon::print::draw::draw;
use talon::print::encode::encode;
use talon::print::outcome::{Condition, Outcome, PrinterState, Reason};
use talon::print::port::url::PrinterUrl;
use talon::print::preview::interpreter::{Interpreter, Output};
use talon::print::profile::{Mode, Profile};
use talon::print::slip::{Block, Part, Row, Slip, TicketTexts};
use talon::print::status::Obstacle;
use talon::print::type_case::TypeCase;
use talon::print::{PrinterHandle, PrinterSettings, Printers};
use talon::watch::upkeep::Upkeep;
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpSocket};

const CODE: &str = "http://192.168.10.20:8080/t/7f3a9c";

/// `DLE DC4 8`.
const CLEAR: [u8; 10] = [0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8];

#[tokio::test]
async fn a_listener_that_only_listens_gets_the_whole_ticket() {
    let peer = Peer::start(Manners::default()).await;
    let printer = peer.printer();

    assert_eq!(printer.print(ticket(), now()).await, Outcome::Printed);

    let stream = peer.stream().await;
    let paper = Interpreter::new(576).read(&stream);
    let expected = draw(&ticket(), 576, &mut TypeCase::new());
    assert_eq!((paper.sheets.len(), paper.unknown), (1, 0));
    assert!(paper.sheets[0].cut);
    assert!(paper.sheets[0].picture == expected, "dot for dot");
    assert_eq!(printer.state().condition, Condition::NotKnown);
    assert_eq!(printer.state().answers, Some(false));
}

#[tokio::test]
async fn a_silent_printer_is_asked_once_and_not_with_every_ticket() {
    let mut peer = Peer::start(Manners::default()).await;
    let printer = peer.printer();

    printer.print(ticket(), now()).await;
    printer.print(ticket(), now()).await;

    let (first, second) = (peer.next().await, peer.next().await);
    assert!(first.starts_with(&[0x10, 4, 1, 0x1b, b'@']));
    assert!(second.starts_with(&[0x1b, b'@']));
}

#[tokio::test]
async fn a_printer_that_must_not_be_asked_gets_nothing_but_the_ticket() {
    let peer = Peer::start(Manners::default()).await;
    let mut settings = peer.settings();
    settings.profile = Profile::named("raster-80-silent").unwrap();
    let printer = PrinterHandle::start(settings.clone());

    assert_eq!(printer.print(ticket(), now()).await, Outcome::Printed);

    let job = encode(&ticket(), &settings.profile, &mut TypeCase::new()).unwrap();
    assert_eq!(peer.stream().await, job);
}

#[tokio::test]
async fn a_polite_printer_confirms_with_the_id_of_the_job() {
    let peer = Peer::start(Manners::polite()).await;
    let printer = peer.printer();

    assert_eq!(printer.print(ticket(), now()).await, Outcome::Printed);

    assert_eq!(printer.state().condition, Condition::Ready);
    assert_eq!(printer.state().answers, Some(true));
    let last = printer.state().last_job.unwrap();
    assert_eq!(last.bytes_sent, last.bytes_total);
    assert!(contains(&peer.stream().await, b"\x1d(H\x06\x00000001"));
}

#[tokio::test]
async fn a_printer_without_process_ids_is_asked_the_old_way() {
    let manners = Manners {
        process_id: false,
        ..Manners::polite()
    };
    let mut peer = Peer::start(manners).await;
    let printer = peer.printer();

    assert_eq!(printer.print(ticket(), now()).await, Outcome::Printed);
    assert_eq!(printer.print(ticket(), now()).await, Outcome::Printed);

    assert!(contains(&peer.next().await, b"\x1d(H"));
    let second = peer.next().await;
    assert!(!contains(&second, b"\x1d(H"), "what it lacks is remembered");
    assert!(contains(&second, b"\x1dr\x01"));
}

#[tokio::test]
async fn without_paper_nothing_is_sent_and_the_office_is_told() {
    let manners = Manners {
        status: Some(EMPTY),
        ..Manners::polite()
    };
    let peer = Peer::start(manners).await;
    let printer = peer.printer();

    let outcome = printer.print(ticket(), now()).await;

    assert_eq!(outcome, Outcome::NotPrinted(Reason::PaperOut));
    let condition = printer.state().condition;
    assert_eq!(condition, Condition::Out(Obstacle::PaperOut));
    assert!(!contains(&peer.stream().await, b"\x1dv0"));
}

#[tokio::test]
async fn paper_that_ends_within_the_ticket_leaves_doubt_and_no_ghost() {
    let manners = Manners {
        status_after_job: Some(EMPTY),
        confirms: false,
        ..Manners::polite()
    };
    let peer = Peer::start(manners).await;
    let printer = peer.printer();

    let outcome = printer.print(ticket(), now()).await;

    assert_eq!(outcome, Outcome::Unknown(Reason::PaperOut));
    assert!(peer.stream().await.ends_with(&CLEAR));
}

#[tokio::test]
async fn a_printer_that_never_confirms_leaves_doubt_at_the_deadline() {
    let manners = Manners {
        confirms: false,
        ..Manners::polite()
    };
    let peer = Peer::start(manners).await;
    let printer = PrinterHandle::start(hurried(peer.settings()));

    let outcome = printer.print(ticket(), now()).await;

    assert_eq!(outcome, Outcome::Unknown(Reason::TimedOut));
}

#[tokio::test]
async fn a_peer_that_accepts_and_never_reads_is_not_believed() {
    // A small window, as real printers have it.
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(2048).unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let held = tokio::spawn(async move { listener.accept().await.unwrap() });
    let settings = hurried(PrinterSettings::new(tcp(address), Profile::default()));
    let printer = PrinterHandle::start(settings);

    let outcome = printer.print(ticket(), now()).await;

    assert_eq!(outcome, Outcome::Unknown(Reason::TimedOut));
    drop(held.await.unwrap());
}

#[tokio::test]
async fn a_printer_that_freezes_gets_nothing_that_it_could_print_later() {
    let peer = Peer::start(Manners::polite()).await;
    let address = peer.address();
    let printer = peer.printer();
    assert_eq!(printer.print(ticket(), now()).await, Outcome::Printed);
    drop(peer.stream().await);
    // Its connections are taken still, and nobody reads them.
    let frozen = loop {
        match TcpListener::bind(address).await {
            Ok(frozen) => break frozen,
            Err(_not_left_yet) => tokio::task::yield_now().await,
        }
    };

    for _ticket in 0..3 {
        let outcome = printer.print(ticket(), now()).await;
        assert_eq!(outcome, Outcome::NotPrinted(Reason::NoAnswer));
        assert!(!printer.state().condition.usable());
    }

    for _connection in 0..3 {
        let (mut thawed, _from) = frozen.accept().await.unwrap();
        let mut heard = Vec::new();
        thawed.read_to_end(&mut heard).await.ok();
        assert!(!contains(&heard, b"\x1dv0"), "a ticket lay in wait");
    }
    let peer = Peer::serve(frozen, Manners::polite());
    assert_eq!(printer.print(ticket(), now()).await, Outcome::Printed);
    assert_eq!(printer.state().condition, Condition::Ready);
    drop(peer);
}

#[tokio::test]
async fn a_peer_that_hangs_up_midway_leaves_doubt() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let rude = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut some = [0; 1000];
        stream.read_exact(&mut some).await.unwrap();
        // Unread bytes are left behind: the kernel resets the connection.
    });
    let settings = PrinterSettings::new(tcp(address), Profile::default());
    let printer = PrinterHandle::start(settings);

    let outcome = printer.print(ticket(), now()).await;

    assert_eq!(outcome, Outcome::Unknown(Reason::LinkLost));
    rude.await.unwrap();
}

#[tokio::test]
async fn a_printer_that_is_not_there_is_missed_before_anybody_prints() {
    let address = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap()
    };
    let settings = PrinterSettings::new(tcp(address), Profile::default());
    let printer = PrinterHandle::start(settings);
    knows(&printer, |state| state.condition == Condition::Unreachable).await;

    let listener = TcpListener::bind(address).await.unwrap();
    let peer = Peer::serve(listener, Manners::polite());
    knows(&printer, |state| state.condition == Condition::Ready).await;
    drop(peer);
}

#[tokio::test]
async fn a_listener_that_accepts_once_gets_the_first_ticket_though_it_was_called_before() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let settings = PrinterSettings::new(tcp(address), Profile::default());
    let printer = PrinterHandle::start(settings);
    let (mut stream, _from) = listener.accept().await.unwrap();
    drop(listener);
    knows(&printer, |state| state.answers == Some(false)).await;
    let heard = tokio::spawn(async move {
        let mut heard = Vec::new();
        stream.read_to_end(&mut heard).await.unwrap();
        heard
    });

    assert_eq!(printer.print(ticket(), now()).await, Outcome::Printed);
    assert_eq!(read(&heard.await.unwrap()).sheets.len(), 1);
}

#[tokio::test]
async fn a_silent_printer_that_goes_before_anybody_prints_is_missed_too() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let settings = PrinterSettings::new(tcp(address), Profile::default());
    let printer = PrinterHandle::start(settings);
    let (stream, _from) = listener.accept().await.unwrap();
    drop(listener);
    knows(&printer, |state| state.answers == Some(false)).await;
    drop(stream);
    knows(&printer, |state| state.condition == Condition::Unreachable).await;
}

/// Waits until that is known of the printer.
async fn knows(printer: &PrinterHandle, is_so: impl FnMut(&PrinterState) -> bool) {
    let mut state = printer.watch_state();
    let limit = Duration::from_secs(10);
    let known = tokio::time::timeout(limit, state.wait_for(is_so)).await;
    known.unwrap().unwrap();
}

#[tokio::test]
async fn a_printer_that_is_switched_off_prints_nothing_and_heals_by_itself() {
    let address = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap()
    };
    let settings = PrinterSettings::new(tcp(address), Profile::default());
    let printer = PrinterHandle::start(settings);

    let outcome = printer.print(ticket(), now()).await;
    assert_eq!(outcome, Outcome::NotPrinted(Reason::Unreachable));
    assert_eq!(printer.state().condition, Condition::Unreachable);

    let listener = TcpListener::bind(address).await.unwrap();
    let peer = Peer::serve(listener, Manners::default());
    assert_eq!(printer.print(ticket(), now()).await, Outcome::Printed);
    assert_eq!(printer.state().condition, Condition::NotKnown);
    assert_eq!(read(&peer.stream().await).sheets.len(), 1);
}

#[tokio::test]
async fn when_too_many_wait_the_next_is_told_at_once() {
    let manners = Manners {
        confirms: false,
        ..Manners::polite()
    };
    let peer = Peer::start(manners).await;
    let mut settings = hurried(peer.settings());
    settings.queue = 1;
    let printer = PrinterHandle::start(settings);
    let jobs: Vec<_> = (0..6)
        .map(|_| {
            let printer = printer.clone();
            tokio::spawn(async move { printer.print(ticket(), now()).await })
        })
        .collect();

    let mut outcomes = BTreeMap::new();
    for job in jobs {
        let outcome = job.await.unwrap();
        *outcomes.entry(format!("{outcome:?}")).or_insert(0) += 1;
    }

    assert_eq!(outcomes.get("Unknown(TimedOut)"), Some(&1), "{outcomes:?}");
    assert_eq!(outcomes.get("NotPrinted(Busy)"), Some(&5), "{outcomes:?}");
}

#[tokio::test]
async fn a_stuck_printer_does_not_hold_up_the_other_one() {
    let stuck = Peer::start(Manners {
        confirms: false,
        ..Manners::polite()
    })
    .await;
    let good = Peer::start(Manners::polite()).await;
    let printers = Printers::start(
        BTreeMap::from([
            ("hall".to_owned(), stuck.settings()),
            ("door".to_owned(), good.settings()),
        ]),
        &Upkeep::default(),
    );
    let hall = printers.get("hall").unwrap().clone();
    let waiting = tokio::spawn(async move { hall.print(ticket(), now()).await });

    let outcome = printers.get("door").unwrap().print(ticket(), now()).await;

    assert_eq!(outcome, Outcome::Printed);
    assert!(!waiting.is_finished());
    waiting.abort();
}

#[tokio::test]
async fn a_file_gets_whole_jobs_one_after_the_other() {
    let folder = Folder::new("jobs");
    let path = folder.0.join("jobs.bin");
    let url = PrinterUrl::parse(&format!("file:{}", path.display())).unwrap();
    let printer = PrinterHandle::start(PrinterSettings::new(url, Profile::default()));

    assert_eq!(printer.print(ticket(), now()).await, Outcome::Printed);
    assert_eq!(printer.print(ticket(), now()).await, Outcome::Printed);

    let paper = read(&std::fs::read(path).unwrap());
    assert_eq!(paper.sheets.len(), 2);
    assert!(paper.sheets[0] == paper.sheets[1]);
}

#[tokio::test]
async fn a_full_disk_a_missing_folder_and_a_missing_node_print_nothing() {
    for (path, reason) in [
        ("/dev/full", Reason::NotWritten),
        ("/nowhere/at/all.bin", Reason::NotWritten),
        ("/dev/usb/lp99", Reason::Unreachable),
        ("/tmp", Reason::Unreachable),
    ] {
        let url = PrinterUrl::parse(path).unwrap();
        let printer = PrinterHandle::start(PrinterSettings::new(url, Profile::default()));
        let outcome = printer.print(ticket(), now()).await;
        assert_eq!(outcome, Outcome::NotPrinted(reason), "{path}");
    }
}

#[tokio::test]
async fn a_serial_line_carries_every_byte_unchanged() {
    let (line, url) = Line::open();
    let far_end = std::thread::spawn(move || line.read_until_cut());
    let settings = PrinterSettings::new(url, Profile::default());
    let printer = PrinterHandle::start(settings);

    assert_eq!(printer.print(ticket(), now()).await, Outcome::Printed);

    let (_line, heard) = far_end.join().unwrap();
    let paper = read(&heard);
    assert_eq!((paper.sheets.len(), paper.unknown), (1, 0));
    let expected = draw(&ticket(), 576, &mut TypeCase::new());
    assert!(paper.sheets[0].picture == expected, "dot for dot");
    assert_eq!(printer.state().answers, Some(true));
}

#[tokio::test]
async fn a_line_that_is_stuck_ends_the_job_at_its_deadline() {
    let (line, url) = Line::open();
    let mut settings = hurried(PrinterSettings::new(url, Profile::default()));
    settings.profile = Profile::named("raster-80-silent").unwrap();
    let printer = PrinterHandle::start(settings);

    let outcome = printer.print(ticket(), now()).await;

    assert_eq!(outcome, Outcome::Unknown(Reason::TimedOut));
    // Whoever waited may hear of the deadline before the task has told its side.
    let mut state = printer.watch_state();
    let told = state.wait_for(|state| state.last_job.is_some());
    let last = told.await.unwrap().last_job.unwrap();
    assert!(last.bytes_sent < last.bytes_total);
    drop(line);
}

#[tokio::test]
async fn the_preview_keeps_the_newest_twenty_in_memory_and_in_its_folder() {
    let folder = Folder::new("preview");
    let mut settings = PrinterSettings::new(PrinterUrl::Preview, Profile::default());
    settings.preview_dir = Some(folder.0.clone());
    let printer = PrinterHandle::start(settings.clone());

    for number in 1..=23 {
        let slip = numbered(&format!("А{number:03}"));
        assert_eq!(printer.print(slip, now()).await, Outcome::Printed);
    }

    let slips = printer.preview_slips();
    assert_eq!(slips.len(), 20);
    assert_eq!(slips[0].number.as_deref(), Some("А\u{a0}004"));
    assert_eq!(slips[19].id, 23);
    assert!(slips[19].png.starts_with(b"\x89PNG"));
    assert_eq!(std::fs::read_dir(&folder.0).unwrap().count(), 20);

    let again = PrinterHandle::start(settings);
    assert_eq!(again.print(numbered("А024"), now()).await, Outcome::Printed);
    let slips = again.preview_slips();
    assert_eq!((slips.len(), slips[19].id), (20, 24), "the count goes on");
    assert_eq!(slips[0].id, 5);
}

#[test]
fn a_ticket_is_at_most_120_mm_long_on_either_paper() {
    let mut case = TypeCase::new();
    for width in [576, 384] {
        for stamp in [None, Some("повтор".to_owned())] {
            let slip = Slip::ticket(&TicketTexts { stamp, ..texts() });
            let picture = draw(&slip, width, &mut case);
            assert!(picture.height() <= 960, "{} dots", picture.height());
            let (left, _, wide, _) = picture.ink().unwrap();
            assert!(left > 0 && left + wide < i32::from(width), "within margins");
        }
    }
}

#[test]
fn every_profile_prints_a_ticket_that_can_be_read_back() {
    let mut case = TypeCase::new();
    for name in Profile::names() {
        let profile = Profile::named(name).unwrap();
        let job = encode(&ticket(), &profile, &mut case).unwrap();
        let output = Interpreter::new(profile.width_dots).read(&job);
        assert_eq!((output.sheets.len(), output.unknown), (1, 0), "{name}");
        let sheet = &output.sheets[0];
        match profile.mode {
            Mode::Raster => {
                let expected = draw(&ticket(), profile.width_dots, &mut case);
                assert!(sheet.text.is_empty());
                // Without a knife the paper is fed on; the picture is the same.
                assert!(
                    sheet.picture.bytes().starts_with(expected.bytes()),
                    "{name}"
                );
            }
            Mode::Text { .. } => {
                let text = sheet.text.join("\n");
                for words in ["А 012", "Перед вами", "11:39 - 11:46", "Рады, что"]
                {
                    assert!(text.contains(words), "{name}: {words} not in\n{text}");
                }
                assert_eq!(sheet.qr, [CODE]);
            }
        }
    }
}

#[test]
fn what_a_text_printer_gets_is_cp866_and_never_utf_8() {
    let profile = Profile::named("text-80-cp866-59").unwrap();
    let job = encode(&ticket(), &profile, &mut TypeCase::new()).unwrap();
    assert!(job.starts_with(&[0x1b, b'@', 0x1c, b'.', 0x1b, b't', 59]));
    // «Перед» in CP866.
    assert!(contains(&job, &[0x8f, 0xa5, 0xe0, 0xa5, 0xa4]));
    assert!(!contains(&job, "Перед".as_bytes()));
}

#[test]
fn a_job_cut_short_anywhere_is_read_without_a_panic() {
    let mut case = TypeCase::new();
    let profile = Profile::named("text-80-cp866-17").unwrap();
    let job = encode(&ticket(), &profile, &mut case).unwrap();
    let mut interpreter = Interpreter::new(576);
    for end in (0..job.len()).step_by(7) {
        interpreter.read(&job[..end]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn hostile_bytes_never_break_the_preview(
        bytes in proptest::collection::vec(
            prop_oneof![
                Just(0x1b), Just(0x1d), Just(0x1c), Just(0x10), Just(b'('), Just(b'k'),
                Just(b'v'), Just(b'0'), Just(b'!'), Just(0xff), Just(0x0a), any::<u8>()
            ],
            0..600,
        )
    ) {
        let output = Interpreter::new(576).read(&bytes);
        for sheet in output.sheets {
            prop_assert!(sheet.picture.height() <= 8000);
        }
    }

    #[test]
    fn any_texts_make_a_ticket_that_comes_out(
        service in "\\PC{0,60}", number in "\\PC{0,8}", value in "\\PC{0,80}"
    ) {
        let slip = Slip::ticket(&TicketTexts {
            service, number, rows: vec![Row::new("Перед вами", value)], ..texts()
        });
        let mut case = TypeCase::new();
        for name in ["raster-58", "text-58-cp866-17"] {
            let profile = Profile::named(name).unwrap();
            let job = encode(&slip, &profile, &mut case).unwrap();
            let output = Interpreter::new(profile.width_dots).read(&job);
            prop_assert_eq!((output.sheets.len(), output.unknown), (1, 0));
        }
    }
}

fn hurried(mut settings: PrinterSettings) -> PrinterSettings {
    settings.job_limit = Duration::from_millis(800);
    settings
}

fn now() -> Timestamp {
    Timestamp::UNIX_EPOCH
}

fn texts() -> TicketTexts {
    TicketTexts {
        order: Vec::new(),
        logo: None,
        office: "Клиентский офис № 1".into(),
        number: "А012".into(),
        service: "Разъяснение и сверка расчётов".into(),
        rows: vec![
            Row::new("Перед вами", "3"),
            Row::new("Пригласим примерно", "11:39 – 11:46"),
            Row::new("Талон взят", "22.11.2026, 11:31"),
        ],
        bring: vec![(
            "Пригодятся:".into(),
            "паспорт, номер лицевого счёта, последняя квитанция".into(),
        )],
        closing: vec![
            "Пожалуйста, следите за табло и голосом.".into(),
            "Если отойдёте — скажите менеджеру зала, мы сохраним ваше место.".into(),
        ],
        thanks: "Рады, что вы к нам обратились!".into(),
        qr: Some(CODE.into()),
        stamp: None,
    }
}

fn ticket() -> Slip {
    Slip::ticket(&texts())
}

fn numbered(number: &str) -> Slip {
    Slip::ticket(&TicketTexts {
        number: number.into(),
        ..texts()
    })
}

fn read(stream: &[u8]) -> Output {
    Interpreter::new(576).read(stream)
}

#[test]
fn the_office_puts_the_parts_of_its_ticket_in_order() {
    let mut logo = talon::print::bitmap::Bitmap::new(80);
    logo.grow_to(40);
    logo.fill(0, 0, 80, 40);
    let slip = Slip::ticket(&TicketTexts {
        order: vec![
            Part::Number,
            Part::Line,
            Part::Line,
            Part::Thanks,
            Part::Logo,
        ],
        logo: Some(logo),
        ..texts()
    });
    let kinds: Vec<&str> = slip.blocks().iter().map(kind).collect();
    assert_eq!(kinds, ["number", "rule", "thanks", "logo"]);
    let picture = drawn(&slip);
    // The sign stands in the middle, below everything else.
    let (left, right) = (576 / 2 - 40, 576 / 2 + 39);
    let bottom = i32::from(picture.height()) - 60;
    let black = (0..bottom + 60)
        .rev()
        .find(|y| picture.get(left, *y) && picture.get(right, *y));
    assert!(black.is_some(), "no sign at the foot of the ticket");
}

fn kind(block: &Block) -> &'static str {
    match block {
        Block::Number(_) => "number",
        Block::Rule => "rule",
        Block::Thanks(_) => "thanks",
        Block::Logo(_) => "logo",
        Block::Heading(_) => "office",
        Block::Title(_) => "service",
        Block::Stamp(_) => "stamp",
        Block::Rows(_) => "facts",
        Block::Labelled { .. } => "bring",
        Block::Note(_) => "note",
        Block::Qr { .. } => "closing",
    }
}

fn drawn(slip: &Slip) -> talon::print::bitmap::Bitmap {
    draw(slip, 576, &mut TypeCase::new())
}
