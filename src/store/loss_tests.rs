//! What no log has any more, and a disk that is away: the day goes on, durable.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use office::day::Copies;

use crate::reception::keep::{Entry, Keep};
use crate::store::journal::Journal;
use crate::store::log::Log;
use crate::store::record::{self, Head};
use crate::store::rot_tests::is_proofread;
use crate::store::sqlite::Database;
use crate::store::tests::{Dir, draft, entries, lay_down, settle};
use crate::store::{Keeper, Places};

/// A day of a thousand entries is over, ten of the next are there.
fn second_day(dir: &Dir) -> Vec<Arc<Entry>> {
    let all = entries(Head::default(), 1, 1_010);
    lay_down(dir, &all, &all);
    all
}

/// Every entry that the database has, by place.
fn in_database(dir: &Dir) -> Vec<u64> {
    let mut database = Database::new(dir.path("office.db"), false);
    database.open().unwrap();
    let rows = database.read(1, 10_000).unwrap();
    rows.iter().map(|entry| entry.seq).collect()
}

/// Both logs go while somebody takes a number, and all is well again.
async fn both_vanish(dir: &Dir, keeper: &mut Keeper) -> Arc<Entry> {
    fs::remove_dir_all(&dir.0).unwrap();
    fs::create_dir(&dir.0).unwrap();
    let entry = keeper.keep(draft(2)).await;
    while keeper.storage().copies == Copies::Two {
        keeper.changed().await;
    }
    settle(keeper).await;
    entry
}

#[tokio::test]
async fn when_both_logs_vanish_on_a_later_day_the_day_is_durable_again() {
    let dir = Dir::new("both-vanish");
    second_day(&dir);
    let (mut keeper, loaded) = Keeper::open(dir.places(), 2).await.unwrap();
    assert_eq!(loaded.entries.len(), 10, "the past is not held in memory");
    keeper.keep(draft(1)).await;
    settle(&mut keeper).await;

    let entry = both_vanish(&dir, &mut keeper).await;
    drop(keeper);
    let kept = Journal::new(dir.path("journal")).open().unwrap();
    assert_eq!(kept, record::head(&entry));
    assert_eq!(in_database(&dir), (1_001..=1_012).collect::<Vec<u64>>());
}

/// Less of it is held in memory than there was: what nobody has any more is not
/// looked for in the other log again and again.
#[tokio::test]
async fn when_both_logs_vanish_on_a_long_day_its_beginning_is_given_up() {
    let dir = Dir::new("both-vanish-late");
    let (mut keeper, _loaded) = Keeper::open(dir.places(), 1).await.unwrap();
    for n in 0..2_100_u64 {
        keeper.keep(draft(u64::from(n > 0))).await;
    }
    settle(&mut keeper).await;

    let entry = both_vanish(&dir, &mut keeper).await;
    is_proofread(&mut keeper).await;
    settle(&mut keeper).await;

    drop(keeper);
    assert!(!dir.path("journal/quarantine").exists());
    let kept = Journal::new(dir.path("journal")).open().unwrap();
    assert_eq!(kept, record::head(&entry));
    assert_eq!(in_database(&dir).last(), Some(&2_101));
}

#[tokio::test]
async fn when_both_logs_are_gone_at_a_start_the_past_comes_from_the_stick() {
    let dir = Dir::new("both-gone-stick");
    second_day(&dir);
    let places = || Places {
        spare_dir: Some(dir.path("spare")),
        backup_dir: Some(dir.path("stick")),
        is_first_start: false,
        ..dir.places()
    };
    let (mut keeper, _loaded) = Keeper::open(places(), 2).await.unwrap();
    keeper.keep(draft(1)).await;
    settle(&mut keeper).await;
    drop(keeper);
    for name in ["office.db", "office.db-wal"] {
        fs::remove_file(dir.path(name)).unwrap();
    }
    fs::remove_dir_all(dir.path("journal")).unwrap();

    let (mut keeper, loaded) = Keeper::open(places(), 3).await.unwrap();
    assert_eq!(loaded.entries.len(), 11);
    settle(&mut keeper).await;
    drop(keeper);
    assert_eq!(in_database(&dir), (1..=1_011).collect::<Vec<u64>>());
}

#[tokio::test]
async fn what_each_log_has_lost_of_the_day_is_filled_in_from_the_other() {
    let dir = Dir::new("both-holed");
    let all = second_day(&dir);
    let database = rusqlite::Connection::open(dir.path("office.db")).unwrap();
    let gone = database.execute("DELETE FROM entry WHERE seq = 1004", []);
    assert_eq!(gone.unwrap(), 1);
    drop(database);
    fs::remove_dir_all(dir.path("journal")).unwrap();
    let mut log = Journal::new(dir.path("journal"));
    log.open().unwrap();
    log.append(&[&all[..1_006], &all[1_007..]].concat())
        .unwrap();
    drop(log);

    // The journal first, the database with the next start.
    for (epoch, in_both) in [(2, 1_009), (3, 1_010)] {
        let mut places = dir.places();
        places.is_first_start = false;
        let (mut keeper, loaded) = Keeper::open(places, epoch).await.unwrap();
        assert_eq!(loaded.entries.len(), 10, "nothing is lost");
        settle(&mut keeper).await;
        drop(keeper);
        let mut journal = Journal::new(dir.path("journal"));
        journal.open().unwrap();
        assert_eq!(journal.read(1, 10_000).unwrap().len(), 1_010);
        assert_eq!(in_database(&dir).len(), in_both, "the past as well");
    }
}

#[tokio::test]
async fn a_rotten_row_of_the_past_costs_its_own_entry_and_not_the_past() {
    let dir = Dir::new("rotten-past");
    second_day(&dir);
    let database = rusqlite::Connection::open(dir.path("office.db")).unwrap();
    let rot = "UPDATE entry SET body = replace(body, '\"by_ms\":', '\"by_ms\":1') WHERE seq = 500";
    assert_eq!(database.execute(rot, []).unwrap(), 1);
    drop(database);
    fs::remove_dir_all(dir.path("journal")).unwrap();

    let (mut keeper, _loaded) = Keeper::open(dir.places(), 2).await.unwrap();
    settle(&mut keeper).await;
    drop(keeper);

    assert!(!dir.path("quarantine").exists(), "it is not set aside");
    let mut journal = Journal::new(dir.path("journal"));
    journal.open().unwrap();
    let kept = journal.read(1, 10_000).unwrap();
    assert_eq!(kept.len(), 1_009);
    assert!(kept.iter().all(|entry| entry.seq != 500));
}

#[tokio::test]
async fn a_journal_whose_disk_is_away_is_waited_for_and_not_made_anew() {
    let dir = Dir::new("journal-away");
    second_day(&dir);
    // It lay on another disk; the folder here is a bare mount point.
    let here = fs::read(dir.path("journal/00000001.segment")).unwrap();
    let name = dir.path("journal");
    let note = dir.path("journal-elsewhere");
    fs::write(&note, name.as_os_str().as_encoded_bytes()).unwrap();

    let (mut keeper, _loaded) = Keeper::open(dir.places(), 2).await.unwrap();
    let entry = keeper.keep(draft(1)).await;
    let longer_than_quiet = async {
        loop {
            keeper.changed().await;
        }
    };
    let over = tokio::time::timeout(Duration::from_secs(5), longer_than_quiet).await;
    assert!(over.is_err());
    assert_eq!(keeper.storage().copies, Copies::One);
    assert!(!dir.path("journal/quarantine").exists());
    assert_eq!(
        fs::read(dir.path("journal/00000001.segment")).unwrap(),
        here
    );

    // The disk is back.
    fs::remove_file(note).unwrap();
    settle(&mut keeper).await;
    assert!(!dir.path("journal/quarantine").exists());
    let kept = Journal::new(dir.path("journal")).open().unwrap();
    assert_eq!(kept, record::head(&entry));
}
