//! How a drill ends: all is well again, and both logs tell the same.

use std::sync::Arc;
use std::time::Duration;

use backroom::store::disk::Disk;
use backroom::store::journal::Journal;
use backroom::store::log::Log;
use backroom::store::record::Head;
use backroom::store::sqlite::Database;
use office::day::{Copies, Mode};
use tokio::time::{Instant, sleep};

use crate::world::place::is_snapshot;
use crate::world::{Life, ON_THE_WAY, SEGMENT_BYTES, WELL_AFTER_S, World};

impl World {
    /// The troubles are over: a minute later all is well, everyone is there,
    /// and both logs tell the same.
    pub(super) async fn end_well(&mut self, life: Life) {
        if self.platter.is_cut() {
            return self.die(life).await;
        }
        self.platter.rest();
        self.ill_since.clear();
        self.hung = None;
        for log in ["database", "journal", "spare", "backup"] {
            self.hands.hang(log, Instant::now());
        }
        let mut is_well = false;
        // What hung may hang on until its own time is over.
        for _second in 0..WELL_AFTER_S + 400 {
            sleep(Duration::from_secs(1)).await;
            let picture = life.handle.told().picture;
            is_well = picture.mode == Mode::Electronic && picture.copies == Copies::Two;
            if is_well || self.has_failed() {
                break;
            }
        }
        if !is_well {
            let picture = life.handle.told().picture;
            let what = format!(
                "a minute after the last trouble: {:?}, {:?}",
                picture.mode, picture.copies
            );
            self.books.open().fail(what);
        }
        sleep(Duration::from_secs(5)).await;
        let books = self.books.clone();
        let looked = life
            .handle
            .look(move |office| books.open().look_for_everyone(office))
            .await;
        if looked.is_err() {
            self.books.open().fail("reception does not answer");
        }
        self.score.snapshots = self
            .platter
            .paths("stick")
            .iter()
            .filter(|path| is_snapshot(path))
            .count() as u64;
        self.die(life).await;
        self.compare_logs();
    }

    /// Both logs as somebody else would read them.
    fn compare_logs(&mut self) {
        if self.has_failed() || !self.rotten.is_empty() {
            return;
        }
        let disk: Arc<dyn Disk> = Arc::new(self.platter.clone());
        let mut database = Database::new(self.path("db/office.db"), false).on(Arc::clone(&disk));
        let journal = Journal::new(self.path("journal")).on(disk);
        let mut journal = journal.with_segment_bytes(SEGMENT_BYTES);
        let heads = (database.open(), journal.open());
        let (Ok(db_head), Ok(journal_head)) = &heads else {
            return self
                .books
                .open()
                .fail(format!("logs cannot be read afterwards: {heads:?}"));
        };
        // One entry may be on its way when the lights go out.
        if db_head.seq.abs_diff(journal_head.seq) > ON_THE_WAY {
            let what = format!("the logs end apart: {db_head:?}, {journal_head:?}");
            self.books.open().fail(what);
        }
        let days = (database.load_day(), journal.load_day());
        let (Ok(one), Ok(other)) = days else {
            return self.books.open().fail("the day cannot be read afterwards");
        };
        let books = self.books.open();
        let truth = books.truth();
        let is_true = |head: &Head| {
            truth
                .get(&head.seq)
                .is_none_or(|known| known.chain == head.chain)
        };
        let wrong = one
            .iter()
            .chain(&other)
            .map(|record| record.head)
            .find(|head| !is_true(head))
            .map(|head| head.seq);
        let counts = (one.len(), other.len());
        drop(books);
        if let Some(seq) = wrong {
            self.books
                .open()
                .fail(format!("entry {seq} is another one on disk"));
        }
        if u64::try_from(counts.0.abs_diff(counts.1)).unwrap_or(0) > ON_THE_WAY {
            self.books
                .open()
                .fail(format!("the day has {counts:?} entries in the two logs"));
        }
    }
}
