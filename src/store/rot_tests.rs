//! Rows and entries that are not what this program wrote: rotten ones, and
//! those of a newer program.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use office::command::Recovery;
use office::day::{Copies, Date, Moment};

use crate::reception::almanac::{Almanac, Today};
use crate::reception::keep::{Entry, Keep};
use crate::store::journal::Journal;
use crate::store::log::Log;
use crate::store::record::{self, Head};
use crate::store::tests::{ClumsyHands, Dir, draft, entries, flip, head_of, lay_down, settle};
use crate::store::{Keeper, Sureness, verify};

#[tokio::test]
async fn a_rotten_word_that_still_reads_well_is_not_believed() {
    // Inside a run, and where the next run begins.
    for seq in [4, 7] {
        let dir = Dir::new(&format!("rotten-word-{seq}"));
        let mut all = entries(Head::default(), 1, 6);
        all.extend(entries(head_of(&all), 2, 4));
        lay_down(&dir, &all, &all);
        let rot =
            "UPDATE entry SET body = replace(body, '\"by_ms\":', '\"by_ms\":1') WHERE seq = ?";
        let database = rusqlite::Connection::open(dir.path("office.db")).unwrap();
        assert_eq!(database.execute(rot, [seq]).unwrap(), 1);
        drop(database);

        let (mut keeper, loaded) = Keeper::open(dir.places(), 3).await.unwrap();
        let as_written: Vec<Entry> = all.iter().map(|entry| Entry::clone(entry)).collect();
        assert_eq!(loaded.entries, as_written, "the journal knows better");
        settle(&mut keeper).await;
        drop(keeper);
        assert!(dir.path("quarantine/0001/office.db").exists());
        let verdict = verify::verify(&dir.0, &dir.path("journal"));
        assert!(verdict.is_fine(), "{verdict:?}");
    }
}

#[tokio::test]
async fn a_rotten_word_costs_its_own_entry_where_the_database_stands_alone() {
    for (name, rot) in [
        ("words", "replace(body, '\"by_ms\":', '\"by_ms\":1')"),
        ("no-text", "CAST(X'E9' || body AS TEXT)"),
    ] {
        let dir = Dir::new(&format!("rotten-alone-{name}"));
        let all = entries(Head::default(), 1, 10);
        lay_down(&dir, &all, &all);
        let database = rusqlite::Connection::open(dir.path("office.db")).unwrap();
        let rot = format!("UPDATE entry SET body = {rot} WHERE seq = 4");
        assert_eq!(database.execute(&rot, []).unwrap(), 1, "{name}");
        drop(database);
        fs::remove_dir_all(dir.path("journal")).unwrap();

        let (_keeper, loaded) = Keeper::open(dir.places(), 2).await.unwrap();
        let seqs: Vec<u64> = loaded.entries.iter().map(|entry| entry.seq).collect();
        assert_eq!(seqs, [1, 2, 3, 5, 6, 7, 8, 9, 10], "{name}");
        assert!(
            !dir.path("quarantine").exists(),
            "{name}: the rest is not set aside"
        );
    }
}

#[tokio::test]
async fn after_a_rollback_entries_of_the_newer_program_are_kept_byte_for_byte() {
    let dir = Dir::new("newer-events");
    let mut all = entries(Head::default(), 1, 6);
    let newer = br#"{"at":7000,"by":"hall","fingerprint":0,"events":[{"event":"lift-called","floor":3},{"event":"staff-away","desk":1}]}"#;
    let head = head_of(&all);
    let written = Entry {
        seq: head.seq + 1,
        chain: record::chain(head.chain, 1, head.seq + 1, newer),
        body: newer.as_slice().into(),
        ..Entry::clone(&all[1])
    };
    all.push(Arc::new(written));
    all.extend(entries(head_of(&all), 1, 3));
    lay_down(&dir, &all, &all);

    let (mut keeper, loaded) = Keeper::open(dir.places(), 2).await.unwrap();
    assert_eq!(loaded.entries.len(), 10, "nothing is lost");
    let passed_over = &loaded.entries[6];
    assert!(passed_over.draft.events.is_empty(), "{passed_over:?}");
    assert_eq!(*passed_over.body, *newer, "as it was written");
    keeper.keep(draft(10)).await;
    settle(&mut keeper).await;
    drop(keeper);
    for aside in ["quarantine", "journal/quarantine"] {
        assert!(!dir.path(aside).exists(), "{aside}: nothing is set aside");
    }
    let verdict = verify::verify(&dir.0, &dir.path("journal"));
    assert!(verdict.is_fine(), "{verdict:?}");
}

#[test]
fn what_somebody_puts_into_the_journals_folder_overwrites_and_hides_nothing() {
    let dir = Dir::new("strangers");
    let all = entries(Head::default(), 1, 10);
    let journal = || Journal::new(dir.path("journal"));
    let mut log = journal();
    log.open().unwrap();
    log.append(&all[..5]).unwrap();
    drop(log);
    let in_journal = |name: &str| dir.path("journal").join(name);
    fs::create_dir(in_journal("00000009.segment")).unwrap();
    for name in ["old.segment", "9.segment", "18446744073709551615.segment"] {
        fs::write(in_journal(name), "a note").unwrap();
    }

    let mut log = journal();
    assert_eq!(log.open().unwrap(), head_of(&all[..5]));
    assert_eq!(log.load_day().unwrap().len(), 5);
    log.append(&all[5..]).unwrap();
    assert_eq!(journal().load_day().unwrap().len(), 10);
    assert_eq!(log.read(1, 100).unwrap().len(), 10);
    for name in ["old.segment", "9.segment"] {
        assert_eq!(fs::read(in_journal(name)).unwrap(), b"a note", "{name}");
    }
}

#[tokio::test]
async fn a_journal_that_comes_into_an_empty_office_goes_on_in_another_series() {
    let dir = Dir::new("another-computer");
    let all = entries(Head::default(), 1, 10);
    let mut log = Journal::new(dir.path("journal"));
    log.open().unwrap();
    log.append(&all).unwrap();
    drop(log);

    let places = dir.places();
    assert!(places.is_first_start);
    let (mut keeper, loaded) = Keeper::open(places, 2).await.unwrap();
    assert_eq!(loaded.entries.len(), 10);
    assert_eq!(loaded.sureness, Sureness::NewSeries);
    settle(&mut keeper).await;
    drop(keeper);
    let verdict = verify::verify(&dir.0, &dir.path("journal"));
    assert!(verdict.is_fine(), "{verdict:?}");
}

/// Ten minutes are over: the journal is read again.
pub(super) async fn is_proofread(keeper: &mut Keeper) {
    keeper.proofread_at -= Duration::from_mins(10);
    for _look in 0..10 {
        let looking = keeper.changed();
        tokio::time::timeout(Duration::from_millis(100), looking)
            .await
            .ok();
    }
}

#[tokio::test]
async fn what_the_journals_disk_forgets_meanwhile_is_filled_in_from_the_database() {
    let dir = Dir::new("proofread");
    let all = entries(Head::default(), 1, 10);
    lay_down(&dir, &all, &all);
    let (mut keeper, _loaded) = Keeper::open(dir.places(), 2).await.unwrap();
    settle(&mut keeper).await;
    flip(&dir.path("journal/00000001.segment"), 600);
    let damaged = verify::verify(&dir.0, &dir.path("journal"));
    assert!(!damaged.journal.unwrap().is_whole());

    is_proofread(&mut keeper).await;
    settle(&mut keeper).await;
    drop(keeper);
    assert!(dir.path("journal/quarantine").exists());
    let verdict = verify::verify(&dir.0, &dir.path("journal"));
    assert!(verdict.is_fine(), "{verdict:?}");
}

#[tokio::test]
async fn a_journal_that_was_read_again_too_slowly_is_a_copy_again_afterwards() {
    let dir = Dir::new("proofread-slowly");
    let hands = ClumsyHands::default();
    let dawdles = Arc::clone(&hands.dawdles);
    let mut places = dir.places();
    places.ground.hands = Arc::new(hands);
    let (mut keeper, _loaded) = Keeper::open(places, 1).await.unwrap();
    keeper.keep(draft(0)).await;
    settle(&mut keeper).await;

    dawdles.store(true, Ordering::Relaxed);
    is_proofread(&mut keeper).await;
    assert!(!dawdles.load(Ordering::Relaxed), "it was read again");
    assert_eq!(keeper.storage().copies, Copies::One, "nobody waits for it");
    let entry = keeper.keep(draft(1)).await;

    settle(&mut keeper).await;
    let kept = Journal::new(dir.path("journal")).open().unwrap();
    assert_eq!(kept, record::head(&entry));
}

#[tokio::test]
async fn a_hole_that_both_logs_have_is_not_looked_for_in_the_other_again_and_again() {
    let dir = Dir::new("proofread-both");
    let all = entries(Head::default(), 1, 10);
    let with_hole = [&all[..4], &all[5..]].concat();
    lay_down(&dir, &with_hole, &with_hole);
    let (mut keeper, loaded) = Keeper::open(dir.places(), 2).await.unwrap();
    assert_eq!(loaded.entries.len(), 9);
    settle(&mut keeper).await;

    is_proofread(&mut keeper).await;
    assert!(!dir.path("journal/quarantine").exists());
    // With the next day's beginning the day is whole again.
    for n in 995..1_003 {
        keeper.keep(draft(n)).await;
    }
    is_proofread(&mut keeper).await;
    assert!(!dir.path("journal/quarantine").exists());
}

#[test]
fn a_clock_that_was_set_back_gives_a_series_a_name_of_its_own() {
    #[derive(Debug)]
    struct Noon;
    impl Almanac for Noon {
        fn at(&self, _now: Moment) -> Today {
            Today {
                date: Date {
                    year: 2026,
                    month: 11,
                    day: 22,
                },
                hours: None,
                clock: "1205".to_owned(),
            }
        }
    }
    let named = |wall: i64| {
        let recovery = Sureness::NewSeries.recovery(&Noon, Moment(wall), Moment(1_000));
        match recovery {
            Some(Recovery::NewSeries { prefix }) => prefix,
            _ => String::new(),
        }
    };
    assert_eq!(
        (named(2_000).as_str(), named(900).as_str()),
        ("1205", "3605")
    );
}
