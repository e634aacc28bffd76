//! Damage done to each log by hand, and histories that went apart.

use std::fs::{self, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use office::day::{Copies, Date, Mode, Moment};
use office::event::Event;
use tokio::sync::mpsc;

use crate::reception::keep::{Draft, Entry, Keep};
use crate::store::journal::Journal;
use crate::store::log::{Hands, Log, LogError, Orders, Report, Threads};
use crate::store::record::{self, Head, Record};
use crate::store::sqlite::Database;
use crate::store::standing::ACK_WAIT;
use crate::store::union::unite;
use crate::store::{Ground, Keeper, Loaded, Places, Sureness};

/// A folder of its own for one test.
pub(super) struct Dir(pub(super) PathBuf);

impl Dir {
    pub(super) fn new(name: &str) -> Self {
        let dir = std::env::temp_dir().join(format!("talon-store-{name}-{}", std::process::id()));
        fs::remove_dir_all(&dir).ok();
        fs::create_dir_all(&dir).unwrap();
        Self(dir)
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(super) fn places(&self) -> Places {
        Places {
            db_path: self.path("office.db"),
            journal_dir: self.path("journal"),
            spare_dir: None,
            backup_dir: None,
            belongings: Vec::new(),
            is_first_start: !self.path("office.db").exists(),
            was_orderly: false,
            quiet: Duration::from_secs(1),
            ground: Ground::default(),
        }
    }
}

impl Drop for Dir {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

pub(super) fn draft(n: u64) -> Draft {
    let event = if n.is_multiple_of(1_000) {
        Event::DayOpened {
            date: Date {
                year: 2026,
                month: 11,
                day: u8::try_from(n / 1_000 + 1).unwrap(),
            },
            hours: None,
        }
    } else {
        Event::ClockJumped {
            by_ms: i64::try_from(n).unwrap(),
        }
    };
    Draft {
        at: Moment(i64::try_from(n).unwrap()),
        by: "test".to_owned(),
        key: None,
        fingerprint: 0,
        events: vec![event],
    }
}

/// `count` entries behind `head`; a new day with every thousandth.
pub(super) fn entries(head: Head, epoch: u64, count: u64) -> Vec<Arc<Entry>> {
    let mut head = head;
    (0..count)
        .map(|_n| {
            let entry = record::seal(draft(head.seq), head, epoch);
            head = record::head(&entry);
            entry
        })
        .collect()
}

pub(super) fn head_of(all: &[Arc<Entry>]) -> Head {
    all.last()
        .map(|entry| record::head(entry))
        .unwrap_or_default()
}

fn journal(dir: &Dir) -> Journal {
    Journal::new(dir.path("journal")).with_segment_bytes(16 * 1024)
}

/// Both logs as an earlier run left them.
pub(super) fn lay_down(dir: &Dir, by_database: &[Arc<Entry>], by_journal: &[Arc<Entry>]) {
    let mut database = Database::new(dir.path("office.db"), true);
    database.open().unwrap();
    database.append(by_database).unwrap();
    let mut log = Journal::new(dir.path("journal"));
    log.open().unwrap();
    log.append(by_journal).unwrap();
}

pub(super) fn flip(path: &Path, at: u64) {
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .open(path)
        .unwrap();
    let mut byte = [0];
    file.read_exact_at(&mut byte, at).unwrap();
    file.write_all_at(&[byte[0] ^ 0x10], at).unwrap();
}

#[test]
fn a_torn_tail_costs_its_own_entry_and_writing_goes_on_elsewhere() {
    let dir = Dir::new("torn");
    let all = entries(Head::default(), 1, 10);
    let mut log = journal(&dir);
    log.open().unwrap();
    log.append(&all).unwrap();
    drop(log);
    let segment = dir.path("journal/00000001.segment");
    let bytes = fs::read(&segment).unwrap();
    let end = bytes.iter().rposition(|byte| *byte != 0).unwrap();
    flip(&segment, u64::try_from(end).unwrap());

    let mut log = journal(&dir);
    assert_eq!(log.open().unwrap(), head_of(&all[..9]));
    log.append(&all[9..]).unwrap();
    assert!(dir.path("journal/00000002.segment").exists());
    let read = log.read(1, 100).unwrap();
    assert_eq!(read.len(), 10);
    assert_eq!(journal(&dir).open().unwrap(), head_of(&all));
}

fn records(entries: &[Arc<Entry>]) -> Vec<Record> {
    let record = |entry: &Arc<Entry>| Record {
        head: record::head(entry),
        body: Arc::clone(&entry.body),
    };
    entries.iter().map(record).collect()
}

#[test]
fn a_flipped_byte_in_the_middle_costs_one_entry_and_the_database_has_it() {
    let dir = Dir::new("flipped");
    let all = entries(Head::default(), 1, 10);
    let mut log = journal(&dir);
    log.open().unwrap();
    log.append(&all).unwrap();
    flip(&dir.path("journal/00000001.segment"), 700);
    let mut log = journal(&dir);
    assert_eq!(log.open().unwrap(), head_of(&all));
    let by_journal = log.load_day().unwrap();
    assert_eq!(by_journal.len(), 9);
    let united = unite(&[records(&all), by_journal]);
    assert!(united.entries.iter().eq(all.iter().map(Arc::as_ref)));
    assert_eq!(united.is_orphan, [false, false]);
}

#[tokio::test]
async fn a_journal_with_a_hole_is_filled_anew_from_the_database() {
    let dir = Dir::new("hole");
    let all = entries(Head::default(), 1, 10);
    lay_down(&dir, &all, &all);
    flip(&dir.path("journal/00000001.segment"), 700);

    let (mut keeper, loaded) = Keeper::open(dir.places(), 2).await.unwrap();
    assert_eq!(loaded.entries.len(), 10, "the database has what is lost");
    settle(&mut keeper).await;
    drop(keeper);
    tokio::time::sleep(Duration::from_millis(100)).await;
    let mut log = Journal::new(dir.path("journal"));
    log.open().unwrap();
    assert_eq!(log.load_day().unwrap().len(), 10, "it stands alone again");
    assert!(
        dir.path("journal/quarantine").exists(),
        "kept, never overwritten"
    );
}

#[test]
fn a_half_made_segment_is_never_read_and_made_again() {
    let dir = Dir::new("half-made");
    let mut log = journal(&dir);
    log.open().unwrap();
    fs::write(dir.path("journal/next.draft"), b"TLN1 half").unwrap();
    let all = entries(Head::default(), 1, 300);
    for batch in all.chunks(20) {
        log.append(batch).unwrap();
    }
    assert!(dir.path("journal/00000002.segment").exists());
    assert_eq!(log.read(1, 1_000).unwrap().len(), 300);
    assert_eq!(
        log.read(290, 5).unwrap().first().map(|entry| entry.seq),
        Some(290)
    );
}

#[test]
fn an_append_that_failed_and_was_done_is_not_done_twice() {
    let dir = Dir::new("maybe-done");
    let all = entries(Head::default(), 1, 6);
    let mut logs: [Box<dyn Log>; 2] = [
        Box::new(journal(&dir)),
        Box::new(Database::new(dir.path("office.db"), true)),
    ];
    for log in &mut logs {
        log.open().unwrap();
        log.append(&all[..4]).unwrap();
        // The answer was lost: the same again, with more.
        assert_eq!(log.append(&all[2..]).unwrap(), head_of(&all));
        let read = log.read(1, 100).unwrap();
        assert_eq!(read.len(), 6);
    }
    let other = entries(head_of(&all[..3]), 2, 1);
    let refused = logs[1].append(&other);
    assert!(matches!(refused, Err(LogError::Another(_))), "{refused:?}");
}

#[test]
fn an_empty_or_foreign_database_is_never_filled() {
    let dir = Dir::new("foreign");
    let path = dir.path("office.db");
    assert!(matches!(
        Database::new(path.clone(), false).open(),
        Err(LogError::Missing(_))
    ));
    fs::write(&path, b"").unwrap();
    assert!(matches!(
        Database::new(path.clone(), false).open(),
        Err(LogError::Corrupt(_))
    ));
    fs::remove_file(&path).unwrap();
    let other = rusqlite::Connection::open(&path).unwrap();
    other
        .execute_batch("CREATE TABLE recipe (name TEXT)")
        .unwrap();
    drop(other);
    assert!(matches!(
        Database::new(path.clone(), false).open(),
        Err(LogError::Corrupt(_))
    ));
    assert!(matches!(
        Database::new(path.clone(), true).open(),
        Err(LogError::Corrupt(_))
    ));
    let mut log = Database::new(path, false);
    log.start_anew().unwrap();
    assert!(dir.path("quarantine/0001/office.db").exists());
}

#[test]
fn of_two_histories_the_later_run_counts_and_the_other_is_told() {
    let common = entries(Head::default(), 1, 8);
    let old = entries(head_of(&common), 1, 4);
    let new = entries(head_of(&common), 2, 2);
    let line = |tail: &[Arc<Entry>]| [records(&common), records(tail)].concat();
    let united = unite(&[line(&old), line(&new), line(&[])]);
    let known = common.iter().chain(&new);
    assert!(united.entries.iter().eq(known.map(Arc::as_ref)));
    assert_eq!(united.is_orphan, [true, false, false]);
}

#[tokio::test]
async fn a_database_behind_by_days_catches_up_from_the_journal() {
    let dir = Dir::new("behind");
    let all = entries(Head::default(), 1, 3_500);
    lay_down(&dir, &all[..700], &all);

    let (mut keeper, loaded) = Keeper::open(dir.places(), 2).await.unwrap();
    assert_eq!(loaded.entries.len(), 500, "the last day");
    assert_eq!(
        keeper.storage().copies,
        Copies::One,
        "one of them is far behind"
    );
    let last = keeper.keep(draft(1)).await;
    assert_eq!(last.seq, 3_501);
    settle(&mut keeper).await;
    drop(keeper);
    tokio::time::sleep(Duration::from_millis(100)).await;
    let mut database = Database::new(dir.path("office.db"), false);
    assert_eq!(database.open().unwrap(), record::head(&last));
    assert_eq!(database.read(1, 10_000).unwrap().len(), 3_501);
}

#[tokio::test]
async fn a_log_found_late_gives_back_what_it_alone_knows_and_is_set_aside() {
    let dir = Dir::new("found-late");
    let all = entries(Head::default(), 1, 10);
    lay_down(&dir, &all, &all[..8]);
    let places = dir.places();
    for name in ["office.db", "office.db-wal"] {
        fs::rename(dir.path(name), dir.path(&format!("away-{name}"))).unwrap();
    }
    let (mut keeper, loaded) = Keeper::open(places, 2).await.unwrap();
    assert_eq!(
        loaded.sureness,
        Sureness::NewSeries,
        "nobody vouches for the journal"
    );
    assert_eq!(keeper.storage().mode, Mode::Live);
    keeper.keep(draft(77)).await;
    for name in ["office.db-wal", "office.db"] {
        fs::rename(dir.path(&format!("away-{name}")), dir.path(name)).unwrap();
    }
    let mut found = Vec::new();
    while found.is_empty() {
        keeper.changed().await;
        found = keeper.found();
    }
    let expected: Vec<Entry> = all.iter().map(|entry| Entry::clone(entry)).collect();
    assert_eq!(found, expected);
    settle(&mut keeper).await;
    assert!(
        dir.path("quarantine/0001/office.db").exists(),
        "kept, never overwritten"
    );
}

#[tokio::test]
async fn with_both_logs_gone_the_office_goes_on_in_memory_and_comes_back() {
    let dir = Dir::new("memory");
    let (mut keeper, _loaded) = Keeper::open(dir.places(), 1).await.unwrap();
    for n in 0..5 {
        keeper.keep(draft(n)).await;
    }
    // A file stands where the folder was: nothing can be written.
    fs::remove_dir_all(&dir.0).unwrap();
    fs::write(&dir.0, b"").unwrap();
    for n in 5..9 {
        let began = tokio::time::Instant::now();
        keeper.keep(draft(n)).await;
        assert!(began.elapsed() < Duration::from_millis(600));
    }
    while keeper.storage().copies != Copies::None {
        keeper.changed().await;
    }
    assert_eq!(keeper.storage().mode, Mode::Live);
    fs::remove_file(&dir.0).unwrap();
    fs::create_dir_all(&dir.0).unwrap();
    settle(&mut keeper).await;
    let last = keeper.keep(draft(9)).await;
    settle(&mut keeper).await;
    drop(keeper);
    tokio::time::sleep(Duration::from_millis(100)).await;
    let Loaded { entries, .. } = Keeper::open(dir.places(), 2).await.unwrap().1;
    assert_eq!(entries.len(), 10, "nothing was lost on the way");
    assert_eq!(entries.last(), Some(&*last));
}

/// Killed the moment after it was told, a number is still in the copy in memory.
#[tokio::test]
async fn with_no_durable_log_the_copy_in_memory_has_it_before_anyone_hears() {
    let dir = Dir::new("spare-first");
    fs::write(dir.path("no-folder"), "").unwrap();
    let places = Places {
        db_path: dir.path("no-folder/office.db"),
        journal_dir: dir.path("no-folder/journal"),
        spare_dir: Some(dir.path("spare")),
        is_first_start: false,
        ..dir.places()
    };
    let (mut keeper, _loaded) = Keeper::open(places, 1).await.unwrap();

    for n in 0..50 {
        let entry = keeper.keep(draft(n)).await;
        let kept = Journal::new(dir.path("spare")).open().unwrap();
        assert_eq!(kept.seq, entry.seq);
    }
    assert_eq!(keeper.storage().copies, Copies::None);
}

/// Whoever hears of a number then, hears of one that a disk has.
#[tokio::test]
async fn the_only_log_left_is_waited_for_when_it_stumbles() {
    let dir = Dir::new("stumbles");
    let hands = ClumsyHands::default();
    let stumbles = Arc::clone(&hands.stumbles);
    let mut places = dir.places();
    places.ground.hands = Arc::new(hands);
    let (mut keeper, _loaded) = Keeper::open(places, 1).await.unwrap();
    keeper.keep(draft(0)).await;
    for name in ["office.db", "office.db-wal"] {
        fs::rename(dir.path(name), dir.path(&format!("away-{name}"))).unwrap();
    }
    while keeper.storage().copies != Copies::One {
        keeper.changed().await;
    }

    stumbles.store(true, Ordering::Relaxed);
    let entry = keeper.keep(draft(1)).await;

    assert!(!stumbles.load(Ordering::Relaxed), "it did stumble");
    assert_eq!(keeper.storage().copies, Copies::One);
    let kept = Journal::new(dir.path("journal")).open().unwrap();
    assert_eq!(kept, record::head(&entry));
}

/// Until it is set aside, what it holds in the same place proves nothing.
#[tokio::test]
async fn a_log_with_another_history_keeps_nothing_of_this_one() {
    let dir = Dir::new("another-history");
    let old = entries(Head::default(), 1, 30);
    let mut line = old[..8].to_vec();
    line.extend(entries(head_of(&line), 2, 2));
    lay_down(&dir, &old, &line);
    let (mut keeper, loaded) = Keeper::open(dir.places(), 3).await.unwrap();
    assert_eq!(loaded.entries.len(), 10, "the later run's line");

    let entry = keeper.keep(draft(1)).await;

    let kept = Journal::new(dir.path("journal")).open().unwrap();
    assert_eq!(kept, record::head(&entry));
}

/// Threads whose journal, once when it is told to, fails to append, or reads its
/// day so slowly that nobody waits for it.
#[derive(Debug, Clone, Default)]
pub(super) struct ClumsyHands {
    stumbles: Arc<AtomicBool>,
    pub(super) dawdles: Arc<AtomicBool>,
}

impl Hands for ClumsyHands {
    fn start(
        &self,
        name: &str,
        index: usize,
        log: Box<dyn Log>,
        reports: mpsc::Sender<(usize, Report)>,
    ) -> std::io::Result<Box<dyn Orders>> {
        let hands = self.clone();
        let log: Box<dyn Log> = match name {
            "journal" => Box::new(Clumsy { log, hands }),
            _ => log,
        };
        Threads.start(name, index, log, reports)
    }
}

#[derive(Debug)]
struct Clumsy {
    log: Box<dyn Log>,
    hands: ClumsyHands,
}

impl Log for Clumsy {
    fn append(&mut self, entries: &[Arc<Entry>]) -> Result<Head, LogError> {
        if self.hands.stumbles.swap(false, Ordering::Relaxed) {
            return Err(LogError::Failed("a write failed".to_owned()));
        }
        self.log.append(entries)
    }

    fn open(&mut self) -> Result<Head, LogError> {
        self.log.open()
    }

    #[expect(clippy::disallowed_methods, reason = "a slow disk holds up its thread")]
    fn load_day(&mut self) -> Result<Vec<Record>, LogError> {
        if self.hands.dawdles.swap(false, Ordering::Relaxed) {
            thread::sleep(ACK_WAIT * 2);
        }
        self.log.load_day()
    }

    fn read(&mut self, seq: u64, limit: usize) -> Result<Vec<Entry>, LogError> {
        self.log.read(seq, limit)
    }

    fn look(&mut self) -> Result<(), LogError> {
        self.log.look()
    }

    fn start_anew(&mut self) -> Result<Head, LogError> {
        self.log.start_anew()
    }
}

#[tokio::test]
async fn only_a_start_that_knows_all_copies_is_sure() {
    let dir = Dir::new("sure");
    let mut with_spare = dir.places();
    with_spare.spare_dir = Some(dir.path("spare"));
    let (mut keeper, loaded) = Keeper::open(with_spare.clone(), 1).await.unwrap();
    assert_eq!(loaded.sureness, Sureness::Sure, "the first start");
    keeper.keep(draft(0)).await;
    keeper.keep(draft(1)).await;
    settle(&mut keeper).await;
    drop(keeper);
    let sureness = async |places: Places| {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let places = Places {
            is_first_start: false,
            ..places
        };
        Keeper::open(places, 2).await.unwrap().1.sureness
    };
    assert_eq!(
        sureness(with_spare.clone()).await,
        Sureness::Sure,
        "after a kill"
    );
    assert_eq!(
        sureness(dir.places()).await,
        Sureness::BehindLease,
        "after a power cut"
    );
    let orderly = Places {
        was_orderly: true,
        ..dir.places()
    };
    assert_eq!(
        sureness(orderly).await,
        Sureness::Sure,
        "after an orderly stop"
    );
    fs::remove_dir_all(dir.path("journal")).unwrap();
    fs::remove_file(dir.path("office.db")).unwrap();
    assert_eq!(
        sureness(with_spare).await,
        Sureness::BehindLease,
        "only the copy in memory"
    );
    fs::remove_dir_all(dir.path("journal")).unwrap();
    assert_eq!(
        sureness(dir.places()).await,
        Sureness::NewSeries,
        "nothing is left"
    );
}

/// Waits until both logs are well and complete.
pub(super) async fn settle(keeper: &mut Keeper) {
    let well = async {
        while (keeper.storage().mode, keeper.storage().copies) != (Mode::Electronic, Copies::Two)
            || !keeper.is_complete()
        {
            tokio::time::timeout(Duration::from_millis(100), keeper.changed())
                .await
                .ok();
        }
    };
    tokio::time::timeout(Duration::from_secs(25), well)
        .await
        .unwrap();
}
