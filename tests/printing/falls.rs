//! The printing room falls: nobody who waits is forgotten, no half slip is glued
//! to the next one, and the house knows.

use crate::pretended::{Manners, Peer, contains, saying};
use crate::{CLEAR, Folder, hurried, now, read, ticket};
use std::collections::BTreeMap;
use std::time::Duration;
use talon::print::outcome::{Condition, Outcome, Reason};
use talon::print::port::url::PrinterUrl;
use talon::print::profile::Profile;
use talon::print::{PrinterHandle, PrinterSettings, Printers};
use talon::watch::upkeep::Upkeep;
use tokio::task::JoinHandle;

fn asks(printer: &PrinterHandle) -> JoinHandle<Outcome> {
    let printer = printer.clone();
    tokio::spawn(async move { printer.print(ticket(), now()).await })
}

/// Lets the room fall, and waits until the house knows.
async fn falls(upkeep: &Upkeep) {
    let mut rooms = upkeep.watch();
    rooms.mark_unchanged();
    upkeep.trip("print");
    rooms.changed().await.unwrap();
}

#[tokio::test]
async fn a_slip_in_hand_is_in_doubt_and_those_that_wait_come_out() {
    // It answers that all is well and confirms nothing: the first slip hangs.
    let mut jobs = 0;
    let settings = saying(move |piece| {
        let questions = piece.windows(3);
        let questions = questions.filter(|three| matches!(three, [0x10, 4, 1..=4]));
        let mut said = vec![0x12; questions.count()];
        jobs += usize::from(contains(piece, b"\x1dV"));
        if jobs > 1 && piece.ends_with(b"\x1dr\x01") {
            said.push(0);
        }
        said
    });
    let upkeep = Upkeep::default();
    let mut settings = settings.await;
    // The pause after a fall is not what is told here.
    settings.job_limit = Duration::from_secs(30);
    let printer = PrinterHandle::start_kept(settings, &upkeep);
    let in_hand = asks(&printer);
    let mut state = printer.watch_state();
    let begun = state.wait_for(|state| state.condition == Condition::Ready);
    begun.await.unwrap();
    let (second, third) = (asks(&printer), asks(&printer));
    tokio::task::yield_now().await;

    falls(&upkeep).await;

    let in_doubt = Outcome::Unknown(Reason::Stopped);
    assert_eq!(in_hand.await.unwrap(), in_doubt);
    assert_eq!(second.await.unwrap(), Outcome::Printed);
    assert_eq!(third.await.unwrap(), Outcome::Printed);
    let troubled = upkeep.troubled();
    assert_eq!((troubled.len(), troubled[0].0), (1, "print"));
    assert_eq!((troubled[0].1.restarts, troubled[0].1.is_shut), (1, false));
}

#[tokio::test]
async fn what_the_fallen_room_left_in_the_printer_is_cleared_first() {
    let mut peer = Peer::start(Manners::polite()).await;
    let upkeep = Upkeep::default();
    let printer = PrinterHandle::start_kept(peer.settings(), &upkeep);
    assert_eq!(printer.print(ticket(), now()).await, Outcome::Printed);
    assert!(!contains(&peer.next().await, &CLEAR));

    falls(&upkeep).await;

    assert_eq!(printer.print(ticket(), now()).await, Outcome::Printed);
    let again = peer.next().await;
    let cleared = again
        .windows(CLEAR.len())
        .position(|window| window == CLEAR);
    let begun = again.windows(2).position(|window| window == b"\x1b@");
    assert!(cleared.is_some() && cleared < begun, "before the slip");
    assert_eq!(read(&again).sheets.len(), 1);
    assert_eq!(printer.print(ticket(), now()).await, Outcome::Printed);
    assert!(!contains(&peer.next().await, &CLEAR), "once");
}

#[tokio::test]
async fn one_printer_falls_and_the_other_prints_on() {
    let (hall, door) = (
        Peer::start(Manners::polite()).await,
        Peer::start(Manners::polite()).await,
    );
    let (of_hall, of_door) = (Upkeep::default(), Upkeep::default());
    let hall = PrinterHandle::start_kept(hall.settings(), &of_hall);
    let door = PrinterHandle::start_kept(door.settings(), &of_door);
    falls(&of_hall).await;
    assert_eq!(door.print(ticket(), now()).await, Outcome::Printed);
    assert_eq!(hall.print(ticket(), now()).await, Outcome::Printed);
    assert!(of_door.troubled().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_room_that_cannot_be_helped_says_so_to_everybody_who_waits() {
    let upkeep = Upkeep::default();
    // Nobody stands there, and nobody has to: time is the story's.
    let url = crate::tcp("127.0.0.1:9".parse().unwrap());
    let mut settings = PrinterSettings::new(url, Profile::default());
    settings.job_limit = Duration::from_mins(5);
    let one = BTreeMap::from([("tickets".to_owned(), settings)]);
    let printers = Printers::start(one, &upkeep);
    let printer = printers.get("tickets").unwrap();
    for _fall in 0..4 {
        falls(&upkeep).await;
    }
    // The last pause is eight seconds long: these wait for the room to come back.
    let waiting = [asks(printer), asks(printer)];
    tokio::time::sleep(Duration::from_secs(1)).await;
    let mut state = printer.watch_state();
    state.mark_unchanged();
    upkeep.trip("print");
    for job in waiting {
        let outcome = job.await.unwrap();
        assert!(
            matches!(outcome, Outcome::NotPrinted(_)),
            "{outcome:?}: nothing was ever sent"
        );
    }
    assert!(upkeep.troubled()[0].1.is_shut);
    let later = printer.print(ticket(), now()).await;
    assert_eq!(later, Outcome::NotPrinted(Reason::Stopped));
    assert_eq!(printer.state().condition, Condition::Unreachable);
}

#[tokio::test]
async fn a_preview_whose_disk_hangs_prints_again_as_soon_as_it_is_back() {
    let folder = Folder::new("preview-hangs");
    // Whoever writes into a pipe waits until somebody reads from it.
    let stuck = folder.0.join("slip-000001-0.part");
    let made = std::process::Command::new("mkfifo").arg(&stuck).status();
    assert!(made.unwrap().success());
    let mut settings = PrinterSettings::new(PrinterUrl::Preview, Profile::default());
    settings.preview_dir = Some(folder.0.clone());
    let printer = PrinterHandle::start(hurried(settings));
    let late = printer.print(ticket(), now()).await;
    assert_eq!(late, Outcome::Unknown(Reason::TimedOut));
    let behind = printer.print(ticket(), now()).await;
    assert!(matches!(behind, Outcome::NotPrinted(_)), "{behind:?}");

    let reads = tokio::task::spawn_blocking(move || std::fs::read(stuck));
    assert!(reads.await.unwrap().unwrap().starts_with(b"\x89PNG"));

    assert_eq!(printer.print(ticket(), now()).await, Outcome::Printed);
    let ids: Vec<u64> = printer.preview_slips().iter().map(|slip| slip.id).collect();
    assert_eq!(ids, [1, 2], "the late one hangs there too");
}
