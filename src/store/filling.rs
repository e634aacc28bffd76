//! Writes a past that was lived elsewhere into empty logs, for the demo: the
//! same entries, chained the same way, only in large batches.

use std::sync::Arc;

use crate::reception::keep::{Draft, Entry};
use crate::store::Places;
use crate::store::journal::Journal;
use crate::store::log::{Log, LogError};
use crate::store::record::{self, Head};
use crate::store::sqlite::Database;

/// Entries written and synced at once.
const BATCH: usize = 5_000;

#[derive(Debug, thiserror::Error)]
pub enum FillError {
    #[error("the data folder holds a history already")]
    NotEmpty,
    #[error(transparent)]
    Log(#[from] LogError),
}

/// Both logs, held until all is written; nobody else may hold them meanwhile.
#[derive(Debug)]
pub struct Filler {
    database: Database,
    journal: Journal,
    head: Head,
    epoch: u64,
    batch: Vec<Arc<Entry>>,
}

impl Filler {
    /// Opens the logs, which must be empty.
    pub fn open(places: &Places, epoch: u64) -> Result<Self, FillError> {
        let mut database = Database::new(places.db_path.clone(), true);
        let mut journal = Journal::new(places.journal_dir.clone());
        if database.open()?.seq > 0 || journal.open()?.seq > 0 {
            return Err(FillError::NotEmpty);
        }
        Ok(Self {
            database,
            journal,
            head: Head::default(),
            epoch,
            batch: Vec::with_capacity(BATCH),
        })
    }

    /// One command's events.
    pub fn add(&mut self, draft: Draft) -> Result<(), FillError> {
        let entry = record::seal(draft, self.head, self.epoch);
        self.head = record::head(&entry);
        self.batch.push(entry);
        if self.batch.len() >= BATCH {
            self.flush()?;
        }
        Ok(())
    }

    /// Writes what is left; how many entries there are.
    pub fn finish(mut self) -> Result<u64, FillError> {
        self.flush()?;
        Ok(self.head.seq)
    }

    fn flush(&mut self) -> Result<(), FillError> {
        self.journal.append(&self.batch)?;
        self.database.append(&self.batch)?;
        self.batch.clear();
        Ok(())
    }
}
