//! The database dies in every way it can while visitors keep coming: the
//! office goes on with its live queue, nothing is lost, no number is given
//! twice, and when the database is back all is merged. On the real program,
//! judged from outside; what was measured is kept in `faults.tsv`.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may fail loudly, its helpers too"
)]

#[path = "the_database_dies/day.rs"]
mod day;
#[expect(dead_code, reason = "other stories use the rest")]
mod house;
#[path = "house/logs.rs"]
mod logs;
#[path = "the_database_dies/the_journal.rs"]
mod the_journal;

use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::FileExt;
use std::process::Command;

use day::Day;
use house::{pause, wait_for};
use rusqlite::Connection;

#[test]
fn removed_while_it_runs() {
    let mut day = Day::begin("removed-run");
    day.breaks(remove);
    day.goes_on_live(1_000);
    day.comes_back(|_day| {});
}

#[test]
fn removed_before_the_start() {
    let mut day = Day::begin("removed-start");
    day.breaks_before_start(remove);
    day.goes_on_live(1_000);
    day.comes_back(|_day| {});
}

#[test]
fn the_whole_journal_and_the_database_removed_before_the_start() {
    let mut day = Day::begin("both-removed-start");
    day.breaks_before_start(|day| {
        remove(day);
        fs::remove_dir_all(day.data().join("journal")).unwrap();
    });
    // The copy in memory outlived the process.
    day.goes_on_live(1_000);
    day.comes_back(|_day| {});
}

#[test]
fn the_header_overwritten_while_it_runs() {
    let mut day = Day::begin("header-run");
    day.breaks(|day| scribble(day, "office.db", 0));
    day.goes_on_live(1_000);
    day.comes_back(|_day| {});
    assert!(day.set_aside("office.db").is_some());
}

#[test]
fn the_header_overwritten_before_the_start() {
    let mut day = Day::begin("header-start");
    day.breaks_before_start(|day| scribble(day, "office.db", 0));
    day.goes_on_live(1_000);
    day.comes_back(|_day| {});
    assert!(day.set_aside("office.db").is_some());
}

#[test]
fn the_middle_overwritten_while_it_runs() {
    let mut day = Day::begin_long("middle-run");
    day.breaks(|day| scribble(day, "office.db", 3 * 4096));
    day.goes_on_live(1_000);
    day.comes_back(|_day| {});
    assert!(day.set_aside("office.db").is_some());
}

#[test]
fn the_middle_overwritten_before_the_start() {
    let mut day = Day::begin_long("middle-start");
    day.breaks_before_start(|day| {
        // What is newer in the write-ahead log would cover the damage.
        fs::remove_file(day.data().join("office.db-wal")).unwrap();
        scribble(day, "office.db", 3 * 4096);
    });
    day.goes_on_live(1_000);
    day.comes_back(|_day| {});
    assert!(day.set_aside("office.db").is_some());
}

#[test]
fn a_flipped_byte_in_the_write_ahead_log_loses_nothing() {
    let mut day = Day::begin("wal-flip-start");
    for _visitor in 0..20 {
        day.visitor();
    }
    day.breaks_before_start(|day| {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .open(day.data().join("office.db-wal"))
            .unwrap();
        let at = file.metadata().unwrap().len() / 3;
        let mut byte = [0];
        file.read_exact_at(&mut byte, at).unwrap();
        file.write_all_at(&[byte[0] ^ 1], at).unwrap();
    });
    day.is_electronic_with_two_copies();
    day.is_whole();
}

#[test]
fn emptied_while_it_runs() {
    let mut day = Day::begin("emptied-run");
    day.breaks(|day| drop(File::create(day.data().join("office.db")).unwrap()));
    day.goes_on_live(1_000);
    day.comes_back(|_day| {});
}

#[test]
fn replaced_by_another_database_while_it_runs() {
    let mut day = Day::begin("replaced-run");
    day.breaks(put_another_in_place);
    day.goes_on_live(1_000);
    day.comes_back(|_day| {});
    assert!(day.set_aside("office.db").is_some());
}

#[test]
fn replaced_by_another_database_before_the_start() {
    let mut day = Day::begin("replaced-start");
    day.breaks_before_start(|day| {
        remove(day);
        foreign_database(&day.data().join("office.db"));
    });
    day.goes_on_live(1_000);
    day.comes_back(|_day| {});
    assert!(day.set_aside("office.db").is_some());
}

/// SQLite would lay the log over whatever stands in the database's place.
#[test]
fn replaced_by_another_database_beside_our_log_before_the_start() {
    let mut day = Day::begin("replaced-beside-log-start");
    day.breaks_before_start(put_another_in_place);
    day.goes_on_live(1_000);
    day.comes_back(|_day| {});
    let kept = Connection::open(day.set_aside("office.db").unwrap()).unwrap();
    let what: String = kept
        .query_row("SELECT what FROM entry", [], |row| row.get(0))
        .unwrap();
    assert_eq!(what, "accounts", "nothing of ours was written into it");
}

#[test]
fn its_own_older_copy_beside_a_newer_log_before_the_start() {
    let mut day = Day::begin_long("older-beside-log-start");
    let (db_path, old) = (day.data().join("office.db"), day.data().join("old.db"));
    fs::copy(&db_path, &old).unwrap();
    // Until the log has begun anew twice, which its salts tell: the first time
    // it may only have held what the copy has.
    let wal_path = day.data().join("office.db-wal");
    let salts = || fs::read(&wal_path).unwrap()[16..24].to_vec();
    for _beginning in 0..2 {
        let before = salts();
        while salts() == before {
            day.visitor();
        }
    }
    // And until it holds a page that tells where others are.
    for _visitor in 0..40 {
        day.visitor();
    }
    // Over the same file, as `cp` does it.
    day.breaks_before_start(|_day| {
        fs::copy(&old, &db_path).unwrap();
    });
    assert!(day.set_aside("office.db-wal").is_some());
    day.is_electronic_with_two_copies();
    day.is_whole();
}

#[test]
fn replaced_by_its_own_older_copy_while_it_runs() {
    let mut day = Day::begin("older-run");
    let old = day.data().join("backup.db");
    fs::copy(day.data().join("office.db"), &old).unwrap();
    for _visitor in 0..5 {
        day.visitor();
    }
    day.breaks(|day| fs::rename(&old, day.data().join("office.db")).unwrap());
    day.goes_on_live(1_000);
    day.comes_back(|_day| {});
}

#[test]
fn made_immutable_while_it_runs() {
    let mut day = Day::begin("immutable-run");
    if !change_attribute(&day, "+i") {
        return;
    }
    day.notes_fault();
    day.goes_on_live(1_000);
    day.comes_back(|day| assert!(change_attribute(day, "-i")));
}

#[test]
fn made_immutable_before_the_start() {
    let mut day = Day::begin("immutable-start");
    day.house = None;
    if !change_attribute(&day, "+i") {
        return;
    }
    day.breaks_before_start(|_day| {});
    day.goes_on_live(1_000);
    day.comes_back(|day| assert!(change_attribute(day, "-i")));
}

#[test]
fn the_whole_folder_read_only_before_the_start() {
    let mut day = Day::begin("read-only-start");
    day.house = None;
    day.mounted = true;
    let data = day.data();
    let bound = mount(&["--bind", data.to_str().unwrap(), data.to_str().unwrap()])
        && mount(&["-o", "remount,ro,bind", data.to_str().unwrap()]);
    if !bound {
        day.skips("a folder cannot be mounted read-only here");
        return;
    }
    day.breaks_before_start(|_day| {});
    day.goes_on_without_a_durable_copy();
    day.house = None;
    unmount(&data);
    day.mounted = false;
    day.open_again();
    day.is_back();
    day.is_whole();
}

#[test]
fn the_disk_full_while_it_runs() {
    let Some(mut day) = Day::begin_on_small_disk("full-run") else {
        return;
    };
    day.breaks(fill_disk);
    // The log in front of the database may still have room for a few.
    day.goes_on_live(8_000);
    day.comes_back(|day| fs::remove_file(day.data().join("ballast")).unwrap());
}

#[test]
fn the_disk_full_before_the_start() {
    let Some(mut day) = Day::begin_on_small_disk("full-start") else {
        return;
    };
    day.breaks_before_start(|day| {
        // An orderly shutdown of SQLite leaves no log with room in it.
        drop(
            Connection::open(day.data().join("office.db"))
                .unwrap()
                .execute_batch("PRAGMA wal_checkpoint(TRUNCATE)"),
        );
        fill_disk(day);
    });
    day.goes_on_live(3_000);
    day.comes_back(|day| fs::remove_file(day.data().join("ballast")).unwrap());
}

#[test]
fn locked_by_another_program_before_the_start() {
    let mut day = Day::begin("locked-start");
    let mut other = None;
    day.breaks_before_start(|day| {
        let connection = Connection::open(day.data().join("office.db")).unwrap();
        connection
            .execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE")
            .unwrap();
        other = Some(connection);
    });
    day.goes_on_live(1_000);
    day.comes_back(|_day| drop(other.take()));
}

#[test]
fn stalled_while_it_runs() {
    let Some(mut day) = Day::begin_with_stalls("stalled-run", "office.db") else {
        return;
    };
    day.breaks(Day::stall);
    day.goes_on_live(5_700);
    day.comes_back(Day::let_go);
}

#[test]
fn stalled_before_the_start() {
    let Some(mut day) = Day::begin_with_stalls("stalled-start", "office.db") else {
        return;
    };
    day.breaks_before_start(Day::stall);
    day.goes_on_live(5_700);
    day.comes_back(Day::let_go);
}

#[test]
fn a_short_stall_ends_without_a_live_queue() {
    let Some(mut day) = Day::begin_with_stalls("stalled-short", "office.db") else {
        return;
    };
    day.breaks(Day::stall);
    let began = house::now();
    while began.elapsed().as_millis() < 2_500 {
        day.visitor();
        pause(20);
        assert_eq!(day.house().mode(), "electronic");
    }
    day.let_go();
    let healed = house::now();
    while healed.elapsed().as_millis() < 2_500 {
        day.visitor();
        pause(20);
        assert_eq!(day.house().mode(), "electronic");
    }
    day.is_electronic_with_two_copies();
    day.is_whole();
}

/// The disk under the database answers EIO to this, then is well again.
fn errs_while_it_runs(name: &str, kinds: &str) {
    let Some(mut day) = Day::begin_with_stalls(name, "office.db") else {
        return;
    };
    day.breaks(|day| day.errs(kinds));
    day.goes_on_live(1_000);
    day.comes_back(Day::let_go);
}

#[test]
fn every_write_fails_while_it_runs() {
    errs_while_it_runs("eio-write-run", "write");
}

#[test]
fn every_sync_fails_while_it_runs() {
    errs_while_it_runs("eio-sync-run", "sync");
}

#[test]
fn the_disk_fails_altogether_while_it_runs() {
    errs_while_it_runs("eio-run", "read write sync");
}

#[test]
fn every_sync_fails_before_the_start() {
    let Some(mut day) = Day::begin_with_stalls("eio-sync-start", "office.db") else {
        return;
    };
    day.breaks_before_start(|day| day.errs("sync"));
    day.goes_on_live(1_000);
    day.comes_back(Day::let_go);
}

#[test]
fn the_disk_fails_altogether_before_the_start() {
    let Some(mut day) = Day::begin_with_stalls("eio-start", "office.db") else {
        return;
    };
    day.breaks_before_start(|day| day.errs("read write sync"));
    day.goes_on_live(1_000);
    day.comes_back(Day::let_go);
}

/// Only now and then, as a disk on its way out does: never for long enough to
/// count as well again.
#[test]
fn a_disk_that_fails_again_and_again_is_not_trusted_in_between() {
    let Some(mut day) = Day::begin_with_stalls("eio-again", "office.db") else {
        return;
    };
    day.breaks(|day| day.errs("sync"));
    day.goes_on_live(1_000);
    for _spell in 0..4 {
        day.let_go();
        day.visitor();
        pause(300);
        day.errs("write sync");
        day.visitor();
        assert_eq!(day.house().mode(), "live");
    }
    day.comes_back(Day::let_go);
}

#[test]
fn both_disks_fail_and_nobody_waits() {
    let Some(mut day) = Day::begin_with_stalls("eio-both", "data/") else {
        return;
    };
    day.breaks(|day| day.errs("write sync"));
    day.visitor();
    wait_for("it is known", 5, || {
        day.house().get("/healthz").text("copies") == "none"
    });
    day.goes_on_without_a_durable_copy();
    day.comes_back(Day::let_go);
}

#[test]
fn both_logs_stalled_keep_nobody_waiting() {
    let Some(mut day) = Day::begin_with_stalls("stalled-both", "data/") else {
        return;
    };
    day.breaks(Day::stall);
    day.goes_on_live(6_500);
    day.comes_back(Day::let_go);
}

#[test]
fn a_clock_that_jumps_an_hour_back_and_forth_changes_no_place() {
    let Some(mut day) = Day::begin_with_stalls("clock-jumps", "office.db") else {
        return;
    };
    for ahead_s in [-3_600, 3_600, 0] {
        day.breaks(|day| day.set_clock(ahead_s));
        for _visitor in 0..3 {
            day.visitor();
            pause(400);
        }
        day.waits_in_order();
        day.cut_power();
        day.visitor();
        day.waits_in_order();
    }
    day.is_electronic_with_two_copies();
    day.is_whole();
}

fn remove(day: &Day) {
    for name in ["office.db", "office.db-wal"] {
        fs::remove_file(day.data().join(name)).unwrap();
    }
}

/// Overwrites 200 bytes.
fn scribble(day: &Day, name: &str, at: u64) {
    let file = OpenOptions::new()
        .write(true)
        .open(day.data().join(name))
        .unwrap();
    assert!(
        file.metadata().unwrap().len() >= at + 200,
        "{name} is long enough"
    );
    file.write_all_at(&[0x5a; 200], at).unwrap();
}

/// The database's own log stays.
fn put_another_in_place(day: &Day) {
    let other = day.data().join("other.db");
    foreign_database(&other);
    fs::rename(other, day.data().join("office.db")).unwrap();
}

fn foreign_database(path: &std::path::Path) {
    let connection = Connection::open(path).unwrap();
    let made = "CREATE TABLE entry (what TEXT); INSERT INTO entry VALUES ('accounts');
                CREATE TABLE recipe (name TEXT)";
    connection.execute_batch(made).unwrap();
}

/// Root may write whatever the modes say; an immutable file stops root too.
fn change_attribute(day: &Day, change: &str) -> bool {
    let names = ["office.db", "office.db-wal"].map(|name| day.data().join(name));
    let files = names.iter().filter(|path| path.exists());
    let done = Command::new("chattr").arg(change).args(files).output();
    let done = done.is_ok_and(|output| output.status.success());
    if !done {
        day.skips("chattr is not possible here");
    }
    done
}

fn mount(arguments: &[&str]) -> bool {
    let done = Command::new("mount").args(arguments).output();
    done.is_ok_and(|output| output.status.success())
}

fn unmount(path: &std::path::Path) {
    assert!(Command::new("umount").arg(path).status().unwrap().success());
}

fn fill_disk(day: &Day) {
    let ballast = File::create(day.data().join("ballast")).unwrap();
    let block = [0x5a; 4096];
    let mut at = 0;
    while ballast.write_all_at(&block, at).is_ok() {
        at += 4096;
    }
}
