//! The second log is damaged, cut short or loses its disk: the office goes on,
//! says so, and fills it again.

use std::fs::{self, OpenOptions};
use std::os::unix::fs::FileExt;
use std::process::Command;

use crate::day::Day;
use crate::house::{pause, wait_for};
use crate::{mount, remove, unmount};

const FIRST_SEGMENT: &str = "journal/00000001.segment";

#[test]
fn the_journal_removed_while_it_runs_costs_nothing() {
    let mut day = Day::begin("journal-removed-run");
    day.breaks(|day| fs::remove_dir_all(day.data().join("journal")).unwrap());
    for _visitor in 0..20 {
        day.visitor();
    }
    day.is_electronic_with_two_copies();
    day.cut_power();
    day.is_electronic_with_two_copies();
    day.is_whole();
}

/// The journal's first words say that the day began; damage takes them alone.
#[test]
fn removed_and_the_journals_first_entry_damaged_after_a_power_cut() {
    let mut day = Day::begin("first-entry");
    day.breaks_before_start(|day| {
        remove(day);
        day.forget_memory();
        flip_in_first_entry(day);
    });
    day.goes_on_live(1_000);
    day.comes_back(|_day| {});
}

#[test]
fn a_journal_cut_short_while_it_runs_is_filled_again() {
    let mut day = Day::begin("journal-cut");
    day.breaks(|day| {
        let path = day.data().join(FIRST_SEGMENT);
        let segment = OpenOptions::new().write(true).open(path).unwrap();
        segment.set_len(0).unwrap();
    });
    for _visitor in 0..20 {
        day.visitor();
    }
    day.is_electronic_with_two_copies();
    day.is_whole();
}

#[test]
fn a_journal_that_lost_its_beginning_is_filled_again_at_the_next_start() {
    let mut day = Day::begin("journal-headless");
    day.breaks_before_start(flip_in_first_entry);
    day.is_electronic_with_two_copies();
    day.breaks_before_start(|day| {
        remove(day);
        day.forget_memory();
    });
    day.goes_on_live(1_000);
    day.comes_back(|_day| {});
}

/// What is written to the mount point of a card that fell out lies under the
/// card once it is back, and nobody would find it there.
#[test]
fn the_journals_own_disk_falls_out_and_no_other_journal_is_begun_in_its_place() {
    let mut day = Day::begin("journal-card");
    let journal = day.data().join("journal");
    let to = journal.to_str().unwrap();
    let is_mounted = || mount(&["-t", "tmpfs", "tmpfs", to]);
    let mut has_card = false;
    day.breaks_before_start(|_day| has_card = is_mounted());
    if !has_card {
        day.skips("a card cannot be mounted here");
        return;
    }
    day.is_electronic_with_two_copies();
    let copies = |day: &Day| day.house().get("/healthz").text("copies");
    assert!(
        Command::new("umount")
            .args(["-l", to])
            .status()
            .unwrap()
            .success()
    );
    let before = fs::read_dir(&journal).unwrap().count();
    wait_for("the card missed", 5, || copies(&day) == "one");
    pause(2_000);
    day.visitor();
    day.cut_power();
    assert_eq!(
        (copies(&day).as_str(), day.house().mode().as_str()),
        ("one", "electronic")
    );
    assert_eq!(
        fs::read_dir(&journal).unwrap().count(),
        before,
        "under the card"
    );

    assert!(is_mounted());
    day.is_electronic_with_two_copies();
    day.visitor();
    day.is_whole();
    unmount(&journal);
}

#[test]
fn the_journals_disk_fails_and_the_queue_stays_electronic() {
    let Some(mut day) = Day::begin_with_stalls("eio-journal", "data/journal") else {
        return;
    };
    day.breaks(|day| day.errs("write sync"));
    for _visitor in 0..10 {
        day.visitor();
        assert_eq!(day.house().mode(), "electronic");
    }
    wait_for("it is known", 10, || {
        day.visitor();
        day.house().get("/healthz").text("copies") == "one"
    });
    assert_eq!(day.house().mode(), "electronic");
    day.cut_power();
    day.visitor();
    day.let_go();
    wait_for("the journal is back", 25, || {
        day.house().get("/healthz").text("copies") == "two"
    });
    day.is_whole();
}

/// One byte of what the journal begins with.
fn flip_in_first_entry(day: &Day) {
    let path = day.data().join(FIRST_SEGMENT);
    let segment = OpenOptions::new().write(true).open(path).unwrap();
    segment.write_all_at(&[0xff], 40).unwrap();
}
