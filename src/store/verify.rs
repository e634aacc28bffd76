//! Walks both logs from their first entry to their last: every entry sound,
//! chained to the one before it, and the same in both. Changes nothing.
//!
//! The chain in the log is CRC32C: it finds damage, not a forger. Against one
//! who rewrites history there is the seal, a SHA-256 over everything up to an
//! entry: written down elsewhere (a snapshot carries its own log), it can be
//! compared later.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::hex::hex;
use crate::store::folder::Folder;
use crate::store::journal::Journal;
use crate::store::log::LogError;
use crate::store::record::{self, Head};
use crate::store::sqlite::{each, sorted};

/// More entries than these are not on their way any more: that log was down.
const ON_THE_WAY: u64 = 200;

/// As many places of one kind are named.
const NAMED: usize = 20;

/// One log from its first entry to its last.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Walk {
    pub entries: u64,
    pub first: u64,
    pub last: u64,
    /// Entries not chained to the one before them, or unreadable.
    pub broken: Vec<u64>,
    /// Entries after which at least one is missing.
    pub gaps: Vec<u64>,
    /// SHA-256 over everything from the first entry on.
    pub seal: String,
    #[serde(skip)]
    chains: BTreeMap<u64, u32>,
}

/// What was found in a data folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// The office runs: its database is its own; only the journal was walked.
    pub is_running: bool,
    pub database: Option<Walk>,
    pub database_trouble: Option<String>,
    pub journal: Option<Walk>,
    pub journal_trouble: Option<String>,
    /// In one log and, though it goes that far, not in the other.
    pub only_in_database: Vec<u64>,
    pub only_in_journal: Vec<u64>,
    /// Under one place, two contents.
    pub different: Vec<u64>,
    /// So many entries one log ends before the other: what was on its way when
    /// the office stopped, and is filled in at its next start.
    pub database_behind: u64,
    pub journal_behind: u64,
}

impl Verdict {
    /// Both logs are whole and the same, but for what was on its way.
    pub fn is_fine(&self) -> bool {
        let is_empty = |walk: &Option<Walk>| walk.as_ref().is_some_and(|walk| walk.entries == 0);
        let is_one_lost = !self.is_running && is_empty(&self.database) != is_empty(&self.journal);
        let is_whole = |walk: &Option<Walk>| walk.as_ref().is_none_or(Walk::is_whole);
        let is_read = self.database.is_some() || self.is_running;
        is_read
            && !is_one_lost
            && self.journal.is_some()
            && is_whole(&self.database)
            && is_whole(&self.journal)
            && self.only_in_database.is_empty()
            && self.only_in_journal.is_empty()
            && self.different.is_empty()
            && self.database_behind.max(self.journal_behind) <= ON_THE_WAY
    }
}

impl Walk {
    pub fn is_whole(&self) -> bool {
        self.broken.is_empty() && self.gaps.is_empty()
    }
}

/// Walks a data folder's logs.
pub fn verify(data_dir: &Path, journal_dir: &Path) -> Verdict {
    let is_running = Folder::is_taken(data_dir);
    let told = |error: LogError| error.to_string();
    let database = if is_running {
        None
    } else {
        Some(open_to_look(&data_dir.join("office.db")).and_then(|db| walk_database(&db)))
    };
    let journal = walk_journal(journal_dir);
    let mut verdict = Verdict {
        is_running,
        database_trouble: database
            .as_ref()
            .and_then(|walk| walk.as_ref().err().cloned().map(told)),
        database: database.and_then(Result::ok),
        journal_trouble: journal.as_ref().err().cloned().map(told),
        journal: journal.ok(),
        only_in_database: Vec::new(),
        only_in_journal: Vec::new(),
        different: Vec::new(),
        database_behind: 0,
        journal_behind: 0,
    };
    compare(&mut verdict);
    verdict
}

fn compare(verdict: &mut Verdict) {
    let (Some(database), Some(journal)) = (&verdict.database, &verdict.journal) else {
        return;
    };
    // The journal lets its oldest go, so it is held only to what it begins with.
    let missing = |of: &Walk, from: u64, other: &Walk| {
        let places = of
            .chains
            .range(from..)
            .take_while(|(seq, _chain)| **seq <= other.last)
            .map(|(seq, _chain)| *seq);
        let absent = places.filter(|seq| !other.chains.contains_key(seq));
        absent.take(NAMED).collect::<Vec<u64>>()
    };
    let only_in_database = missing(database, journal.first.max(1), journal);
    let only_in_journal = missing(journal, 0, database);
    let different = database
        .chains
        .iter()
        .filter(|(seq, chain)| journal.chains.get(seq).is_some_and(|other| other != *chain))
        .map(|(seq, _chain)| *seq)
        .take(NAMED)
        .collect();
    let (database_behind, journal_behind) = (
        journal.last.saturating_sub(database.last),
        database.last.saturating_sub(journal.last),
    );
    verdict.database_behind = database_behind;
    verdict.journal_behind = journal_behind;
    verdict.only_in_database = only_in_database;
    verdict.only_in_journal = only_in_journal;
    verdict.different = different;
}

/// Opens a database that nobody else uses, without writing into it.
pub(super) fn open_to_look(db_path: &Path) -> Result<Connection, LogError> {
    if !db_path.exists() {
        return Err(LogError::Missing(db_path.display().to_string()));
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(db_path, flags).map_err(sorted)?;
    // So its log is read without a shared memory file beside it, and stays.
    connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)
        .map_err(sorted)?;
    for (pragma, value) in [("locking_mode", "EXCLUSIVE"), ("query_only", "ON")] {
        connection
            .pragma_update(None, pragma, value)
            .map_err(sorted)?;
    }
    let sound: String = connection
        .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
        .map_err(sorted)?;
    if sound == "ok" {
        Ok(connection)
    } else {
        Err(LogError::Corrupt(sound))
    }
}

pub(super) fn walk_database(connection: &Connection) -> Result<Walk, LogError> {
    let mut steps = Steps::default();
    each(connection, |head, body| steps.step(head, body))?;
    Ok(steps.end())
}

fn walk_journal(journal_dir: &Path) -> Result<Walk, LogError> {
    let mut steps = Steps::default();
    let journal = Journal::new(journal_dir.to_owned());
    journal.each(|head, body| steps.step(head, body))?;
    Ok(steps.end())
}

#[derive(Default)]
struct Steps {
    walk: Walk,
    before: Head,
    seal: Sha256,
}

impl Steps {
    fn step(&mut self, head: Head, body: &[u8]) {
        // An append that failed and was done after all may stand there twice.
        if self.walk.chains.get(&head.seq) == Some(&head.chain) {
            return;
        }
        let is_first = self.walk.entries == 0;
        let follows = head.seq == self.before.seq + 1;
        let chain = record::chain(self.before.chain, head.epoch, head.seq, body);
        if !is_first && !follows {
            note(&mut self.walk.gaps, self.before.seq);
        }
        let is_known = follows && (!is_first || head.seq == 1);
        let read = match (is_known, chain == head.chain) {
            (true, true) => record::vouched_entry(head, body),
            (true, false) => None,
            (false, _) => record::entry(head, body),
        };
        if read.is_none() {
            note(&mut self.walk.broken, head.seq);
        }
        if is_first {
            self.walk.first = head.seq;
        }
        self.walk.entries += 1;
        self.walk.last = head.seq;
        self.walk.chains.insert(head.seq, head.chain);
        self.seal.update(head.epoch.to_le_bytes());
        self.seal.update(head.seq.to_le_bytes());
        self.seal.update(body);
        self.before = head;
    }

    fn end(mut self) -> Walk {
        self.walk.seal = hex(&self.seal.finalize());
        self.walk
    }
}

fn note(places: &mut Vec<u64>, seq: u64) {
    if places.len() < NAMED {
        places.push(seq);
    }
}
