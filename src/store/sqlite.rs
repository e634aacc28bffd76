//! The database: SQLite with a write-ahead log, synced at every commit.
//!
//! Lives on the database's thread only. Notices that its files were removed,
//! replaced or written by somebody else, which SQLite itself would not.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, params};
use tokio::time::Instant;

use crate::reception::keep::Entry;
use crate::store::disk::{self, Disk, DiskFile, How, Stamp};
use crate::store::log::{Log, LogError};
use crate::store::main_file::MainFile;
use crate::store::record::{self, Head, Record};
use crate::store::schema::{self, SchemaError};
use crate::store::set_aside;

/// Waiting for another program's lock, milliseconds (tried twice with a reopen
/// between, then the database counts as down).
const BUSY_MS: u64 = 250;

/// The first 16 bytes of every SQLite 3 file (SQLite file format, 1.3).
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// Entries in the write-ahead log before they go into the file: one damaged
/// byte in it costs all that follows, so it stays near a quarter of an hour's
/// work. Between two such times nobody, we neither, writes the file itself.
const LOG_ENTRIES: usize = 64;

/// The check at the start gives up after this: a year takes 0.3 s, and a slow
/// disk must not keep the office shut. Reopening checks to the end.
const CHECK_LIMIT: Duration = Duration::from_secs(1);

/// Steps of SQLite between two looks at the time.
const CHECK_STEPS: i32 = 1_000;

#[derive(Debug)]
pub struct Database {
    db_path: PathBuf,
    disk: Arc<dyn Disk>,
    /// Only the very first start may make the file; later an absent file is
    /// trouble to be told, not an empty office.
    may_create: bool,
    held: Option<Held>,
    /// Why this program cannot bring it up to date: tried once a start, for the
    /// trial copies the whole file.
    unfit: Option<String>,
    /// It was open before: this is no start any more.
    was_open: bool,
}

#[derive(Debug)]
struct Held {
    connection: Connection,
    /// Kept open as long as the connection: closing any descriptor of the file
    /// would drop SQLite's lock on it.
    file: Box<dyn DiskFile>,
    db: Stamp,
    wal: Option<Stamp>,
    /// Entries that are in the write-ahead log only.
    in_log: usize,
}

impl Database {
    pub fn new(db_path: PathBuf, may_create: bool) -> Self {
        Self {
            db_path,
            disk: disk::real(),
            may_create,
            held: None,
            unfit: None,
            was_open: false,
        }
    }

    /// On another disk than this computer's.
    #[must_use]
    pub fn on(mut self, disk: Arc<dyn Disk>) -> Self {
        self.disk = disk;
        self
    }

    fn stamp(&self, path: &Path) -> Option<Stamp> {
        self.disk.stamp(path).ok()
    }

    fn wal_path(&self) -> PathBuf {
        beside(&self.db_path, "-wal")
    }

    /// Closes without touching the files: what is damaged stays as it is.
    fn let_go(&mut self) {
        self.was_open |= self.held.take().is_some();
    }

    /// The file is there and begins as a database does. Looked at before
    /// SQLite does, which would take an emptied file for a new one.
    fn check_file(&self) -> Result<(), LogError> {
        let file = match self.disk.open(&self.db_path, How::Read) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(LogError::Missing(self.db_path.display().to_string()));
            }
            Err(error) => return Err(io(&self.db_path, &error)),
        };
        let mut magic = [0; 16];
        match file.read_exact_at(&mut magic, 0) {
            Ok(()) if &magic == MAGIC => Ok(()),
            Err(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => {
                Err(io(&self.db_path, &error))
            }
            Ok(()) | Err(_) => Err(LogError::Corrupt("the file is no database".to_owned())),
        }
    }

    /// A write-ahead log that was not written for this very file (another one
    /// was put in its place, or the log has lost its end) is set aside, and the
    /// file taken by itself.
    fn connect_with_own_log(&self, flags: OpenFlags) -> Result<Connection, LogError> {
        let open = || {
            let connection = connect(&self.db_path, flags, &*self.disk)?;
            configure(&connection)?;
            Ok(connection)
        };
        let wal_path = self.wal_path();
        if self.stamp(&wal_path).is_none_or(|wal| wal.length == 0) {
            return open().map_err(sorted);
        }
        let file = MainFile::look(&self.db_path, &*self.disk);
        let connection = open().map_err(sorted)?;
        if file.is_under(&connection)? {
            return Ok(connection);
        }
        drop(connection);
        tracing::warn!("the database's log is another file's; it is set aside");
        set_aside(&*self.disk, &[wal_path]).map_err(|error| io(&self.db_path, &error))?;
        open().map_err(sorted)
    }

    fn connect(&mut self) -> Result<Held, LogError> {
        if let Some(unfit) = &self.unfit {
            return Err(LogError::Failed(unfit.clone()));
        }
        let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        if self.may_create {
            flags |= OpenFlags::SQLITE_OPEN_CREATE;
        } else {
            self.check_file()?;
        }
        let mut connection = self.connect_with_own_log(flags)?;
        if connection.is_readonly("main").map_err(sorted)? {
            return Err(LogError::Failed("the database is read-only".to_owned()));
        }
        self.check(&mut connection)?;
        let migrated = schema::migrate(&mut connection, &self.db_path, self.may_create);
        migrated.map_err(|error| match error {
            SchemaError::Newer { .. } => LogError::Failed(error.to_string()),
            SchemaError::Unfit(_) => {
                self.unfit = Some(error.to_string());
                LogError::Failed(error.to_string())
            }
            SchemaError::Foreign => LogError::Corrupt(error.to_string()),
            SchemaError::Sqlite(error) => sorted(error),
        })?;
        // One real write proves more than any flag.
        connection
            .execute_batch(
                "BEGIN IMMEDIATE; DELETE FROM probe; INSERT INTO probe VALUES (1); COMMIT",
            )
            .map_err(sorted)?;
        let file = self.disk.open(&self.db_path, How::Read);
        let file = file.map_err(|error| io(&self.db_path, &error))?;
        let db = self
            .stamp(&self.db_path)
            .ok_or_else(|| LogError::Missing(self.db_path.display().to_string()))?;
        Ok(Held {
            connection,
            file,
            db,
            wal: self.stamp(&self.wal_path()),
            in_log: 0,
        })
    }

    fn check(&self, connection: &mut Connection) -> Result<(), LogError> {
        let is_start = !self.was_open;
        let began = Instant::now();
        let is_too_long = move || is_start && began.elapsed() >= CHECK_LIMIT;
        connection
            .progress_handler(CHECK_STEPS, Some(is_too_long))
            .map_err(sorted)?;
        let checked =
            connection.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
        connection
            .progress_handler(0, None::<fn() -> bool>)
            .map_err(sorted)?;
        match checked {
            Ok(sound) if sound == "ok" => Ok(()),
            Ok(what) => Err(LogError::Corrupt(what)),
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) => {
                tracing::warn!("the database is too large or slow to be checked at the start");
                Ok(())
            }
            Err(error) => Err(sorted(error)),
        }
    }

    /// What we wrote ourselves is no sign of another program, unless it went
    /// into files that are no longer in place.
    fn note_own_writing(&mut self, entries: usize) -> Result<(), LogError> {
        let db = self.stamp(&self.db_path);
        let wal = self.stamp(&self.wal_path());
        let path = self.db_path.display().to_string();
        let held = self.held()?;
        let inode = |stamp: Option<Stamp>| stamp.map(|stamp| stamp.inode);
        let Some(db) = db else {
            return Err(LogError::Missing(path));
        };
        // A commit writes the log alone.
        if db != held.db || inode(wal) != inode(held.wal) {
            let what = format!("{path} was changed by another program");
            return Err(LogError::Replaced(what));
        }
        held.wal = wal;
        held.in_log += entries;
        if held.in_log >= LOG_ENTRIES {
            held.in_log = 0;
            let checkpoint = "PRAGMA wal_checkpoint(PASSIVE)";
            held.connection
                .query_row(checkpoint, [], |_row| Ok(()))
                .map_err(sorted)?;
            let (db, wal) = (self.stamp(&self.db_path), self.stamp(&self.wal_path()));
            let held = self.held()?;
            held.db = db.filter(|db| db.inode == held.db.inode).unwrap_or(held.db);
            held.wal = wal;
        }
        Ok(())
    }

    /// For copies, on the thread that owns it.
    pub(super) fn connection(&mut self) -> Result<&Connection, LogError> {
        Ok(&self.held()?.connection)
    }

    fn held(&mut self) -> Result<&mut Held, LogError> {
        self.held
            .as_mut()
            .ok_or_else(|| LogError::Failed("the database is not open".to_owned()))
    }

    /// From `seq` on. A row that is not as it was written costs its own entry
    /// alone; none that is sounds like damage to all of it.
    fn entries(&mut self, seq: u64, limit: usize) -> Result<Vec<Entry>, LogError> {
        let rows = self.rows(seq, limit)?;
        let rotten = |seq| format!("entry {seq} of the database is not as written");
        let first = rows.first().map(|(row, _is_sound)| row.head.seq);
        let mut entries = Vec::with_capacity(rows.len());
        for (row, is_sound) in rows {
            let read = is_sound.then(|| row.read()).flatten();
            if read.is_none() {
                tracing::warn!("{}; it is passed over", rotten(row.head.seq));
            }
            entries.extend(read);
        }
        match first {
            Some(first) if entries.is_empty() => Err(LogError::Corrupt(rotten(first))),
            Some(_) | None => Ok(entries),
        }
    }

    /// The last entry before that place which opened a day; 1, if none did.
    fn day_opened_before(&mut self, seq: i64) -> Result<u64, LogError> {
        let query = "SELECT max(seq) FROM entry WHERE opens_day = 1 AND seq < ?";
        let found: Option<i64> = self
            .held()?
            .connection
            .query_row(query, [seq], |row| row.get(0))
            .map_err(sorted)?;
        Ok(found.and_then(|seq| u64::try_from(seq).ok()).unwrap_or(1))
    }

    /// Each with whether it is as it was written, as far as that can be told.
    fn rows(&mut self, seq: u64, limit: usize) -> Result<Vec<(Record, bool)>, LogError> {
        let held = self.held()?;
        let mut query = held
            .connection
            .prepare_cached(
                "SELECT epoch, seq, chain, body FROM entry WHERE seq >= ? ORDER BY seq LIMIT ?",
            )
            .map_err(sorted)?;
        // With the one before, whose chain vouches for the first.
        let from = seq.saturating_sub(1);
        let limit = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
        let mut rows = query.query(params![as_sql(from)?, limit]).map_err(sorted)?;
        let mut found = Vec::new();
        let mut before = Head::default();
        while let Some(row) = rows.next().map_err(sorted)? {
            let head = head_of(row).map_err(sorted)?;
            let row = Record {
                head,
                body: body_of(row).map_err(sorted)?.into(),
            };
            // Within a run each is chained to the one before; across a restart
            // damage may have taken that one.
            let is_of_this_run = head.epoch == before.epoch && head.seq == before.seq + 1;
            let is_sound =
                row.follows(before) || !is_of_this_run && record::entry(head, &row.body).is_some();
            before = head;
            if head.seq >= seq {
                found.push((row, is_sound));
            }
        }
        Ok(found)
    }
}

impl Log for Database {
    fn open(&mut self) -> Result<Head, LogError> {
        self.let_go();
        let held = match self.connect() {
            // Twice a quarter of a second for another program's lock.
            Err(LogError::Busy(_)) => self.connect()?,
            held => held?,
        };
        let head = last(&held.connection)?;
        self.may_create = false;
        self.held = Some(held);
        Ok(head)
    }

    fn load_day(&mut self) -> Result<Vec<Record>, LogError> {
        let start = self.day_opened_before(i64::MAX)?;
        let mut rows = self.rows(start, usize::MAX)?;
        // With a rotten opening goes what outlives a day; the day before has it.
        if rows.first().is_some_and(|(_opening, is_sound)| !is_sound) {
            let start = self.day_opened_before(as_sql(start)?)?;
            rows = self.rows(start, usize::MAX)?;
        }
        // Where nobody else has it, a rotten row costs its own entry alone.
        let sound = rows.into_iter().filter(|(_row, is_sound)| *is_sound);
        Ok(sound.map(|(row, _is_sound)| row).collect())
    }

    fn append(&mut self, entries: &[Arc<Entry>]) -> Result<Head, LogError> {
        self.look()?;
        let connection = &self.held()?.connection;
        let head = as_one(connection, || {
            for entry in entries {
                insert(connection, entry)?;
            }
            last(connection)
        })?;
        self.note_own_writing(entries.len())?;
        Ok(head)
    }

    fn read(&mut self, seq: u64, limit: usize) -> Result<Vec<Entry>, LogError> {
        self.entries(seq, limit)
    }

    fn look(&mut self) -> Result<(), LogError> {
        let (db_path, wal_path) = (self.db_path.clone(), self.wal_path());
        let (db, wal) = (self.stamp(&db_path), self.stamp(&wal_path));
        let held = self.held()?;
        let replaced = |path: &Path| {
            let path = path.display();
            Err(LogError::Replaced(format!(
                "{path} was changed by another program"
            )))
        };
        let Some(db) = db else {
            return Err(LogError::Missing(db_path.display().to_string()));
        };
        if db.inode != held.db.inode {
            return replaced(&db_path);
        }
        let mut magic = [0; 16];
        match held.file.read_exact_at(&mut magic, 0) {
            Ok(()) if &magic == MAGIC => {}
            Err(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => {
                return Err(io(&db_path, &error));
            }
            Ok(()) | Err(_) => {
                let what = "the database's header was overwritten".to_owned();
                return Err(LogError::Corrupt(what));
            }
        }
        if db != held.db {
            return replaced(&db_path);
        }
        if wal != held.wal {
            return replaced(&wal_path);
        }
        Ok(())
    }

    fn start_anew(&mut self) -> Result<Head, LogError> {
        self.let_go();
        set_aside(
            &*self.disk,
            &[
                self.db_path.clone(),
                self.wal_path(),
                beside(&self.db_path, "-shm"),
            ],
        )
        .map_err(|error| io(&self.db_path, &error))?;
        self.may_create = true;
        let opened = self.open();
        // A file that appears later is somebody's and not ours to fill.
        self.may_create = false;
        opened
    }
}

/// Through the disk's own layer, if it has one.
pub(super) fn connect(
    path: &Path,
    flags: OpenFlags,
    disk: &dyn Disk,
) -> rusqlite::Result<Connection> {
    match disk.sqlite_layer() {
        Some(layer) => Connection::open_with_flags_and_vfs(path, flags, layer),
        None => Connection::open_with_flags(path, flags),
    }
}

fn configure(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(Duration::from_millis(BUSY_MS))?;
    // Only ever closed in trouble: nothing may be written then.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    for (pragma, value) in [
        ("locking_mode", "EXCLUSIVE"),
        ("journal_mode", "WAL"),
        ("synchronous", "FULL"),
        ("mmap_size", "0"),
    ] {
        connection.pragma_update(None, pragma, value)?;
    }
    // At our own times, so that a foreign write is told from ours.
    connection.pragma_update(None, "wal_autocheckpoint", 0)
}

/// All of it or nothing, with statements that were prepared once.
fn as_one<T>(
    connection: &Connection,
    work: impl FnOnce() -> Result<T, LogError>,
) -> Result<T, LogError> {
    let says = |words| {
        let prepared = connection.prepare_cached(words);
        let done = prepared.and_then(|mut statement| statement.execute([]));
        done.map_err(sorted)
    };
    says("BEGIN IMMEDIATE")?;
    let done = work().and_then(|value| says("COMMIT").map(|_rows| value));
    if done.is_err() && !connection.is_autocommit() {
        says("ROLLBACK").ok();
    }
    done
}

fn insert(connection: &Connection, entry: &Entry) -> Result<(), LogError> {
    let body = String::from_utf8_lossy(&entry.body);
    let mut statement = connection
        .prepare_cached(
            "INSERT INTO entry (seq, epoch, chain, opens_day, body) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT DO NOTHING",
        )
        .map_err(sorted)?;
    let new = statement
        .execute(params![
            as_sql(entry.seq)?,
            as_sql(entry.epoch)?,
            entry.chain,
            entry.opens_day(),
            body
        ])
        .map_err(sorted)?;
    if new == 1 {
        return Ok(());
    }
    // An append that failed may have been done after all; then it is the same.
    let there: u32 = connection
        .query_row(
            "SELECT chain FROM entry WHERE seq = ?",
            [as_sql(entry.seq)?],
            |row| row.get(0),
        )
        .map_err(sorted)?;
    if there == entry.chain {
        Ok(())
    } else {
        Err(LogError::Another(format!(
            "entry {} of the database is another one than ours",
            entry.seq
        )))
    }
}

pub(super) fn last(connection: &Connection) -> Result<Head, LogError> {
    let query = "SELECT epoch, seq, chain FROM entry ORDER BY seq DESC LIMIT 1";
    connection
        .prepare_cached(query)
        .and_then(|mut query| query.query_row([], head_of).optional())
        .map(Option::unwrap_or_default)
        .map_err(sorted)
}

pub(super) fn head_of(row: &rusqlite::Row<'_>) -> rusqlite::Result<Head> {
    Ok(Head {
        epoch: row.get(0)?,
        seq: row.get(1)?,
        chain: row.get(2)?,
    })
}

/// Every entry as it lies in a database, oldest first.
pub(super) fn each(
    connection: &Connection,
    mut see: impl FnMut(Head, &[u8]),
) -> Result<(), LogError> {
    let query = "SELECT epoch, seq, chain, body FROM entry ORDER BY seq";
    let mut query = connection.prepare(query).map_err(sorted)?;
    let mut rows = query.query([]).map_err(sorted)?;
    while let Some(row) = rows.next().map_err(sorted)? {
        let (head, body) = (head_of(row), body_of(row));
        see(head.map_err(sorted)?, body.map_err(sorted)?);
    }
    Ok(())
}

/// Rot can make anything of a text; what it says is for its chain to judge.
pub(super) fn body_of<'row>(row: &'row rusqlite::Row<'_>) -> rusqlite::Result<&'row [u8]> {
    Ok(row.get_ref(3)?.as_bytes()?)
}

pub(super) fn as_sql(number: u64) -> Result<i64, LogError> {
    i64::try_from(number).map_err(|error| LogError::Corrupt(error.to_string()))
}

/// Whether the file has to be replaced or may come back by itself.
#[expect(clippy::needless_pass_by_value, reason = "handed to map_err as it is")]
pub(super) fn sorted(error: rusqlite::Error) -> LogError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            LogError::Corrupt(error.to_string())
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            LogError::Busy(error.to_string())
        }
        None if is_of_another_kind(&error) => LogError::Corrupt(error.to_string()),
        Some(_) | None => LogError::Failed(error.to_string()),
    }
}

/// A value in a row is none that is ever written there.
fn is_of_another_kind(error: &rusqlite::Error) -> bool {
    matches!(
        error,
        rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
    )
}

pub(super) fn io(path: &Path, error: &std::io::Error) -> LogError {
    LogError::Failed(format!("{}: {error}", path.display()))
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}
