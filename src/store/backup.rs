//! Copies on another disk: a third log that follows the others, and from it a
//! snapshot every hour of work and at the end of the day.
//!
//! On a thread of its own and waited for by nobody: a stick that is slow, full
//! or pulled out costs copies, never a visitor. A snapshot is checked, synced
//! and only then gets its name, so what has a name is whole.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use office::day::Moment;
use office::event::Event;
use rusqlite::backup::{Backup as Copying, StepResult};
use rusqlite::{Connection, OpenFlags};
use tracing::{info, warn};

use crate::reception::keep::Entry;
use crate::store::disk::{self, Disk, How};
use crate::store::elsewhere;
use crate::store::former::{Former, Own};
use crate::store::log::{Log, LogError};
use crate::store::people;
use crate::store::record::{Head, Record};
use crate::store::sqlite::{Database, connect, io, sorted};

/// Between two snapshots of a working day.
const EVERY_MS: i64 = 60 * 60 * 1_000;

/// Snapshots kept: the last of each of so many hours and of so many days.
const HOURS_KEPT: usize = 24;
const DAYS_KEPT: usize = 31;

/// Pages of 4 KiB copied in one go.
const PAGES: i32 = 256;

/// Beside the snapshots: the latest of what belongs to the office. Only the
/// latest, so that whoever is erased in the office is gone here within an hour.
pub(super) const BELONGINGS: &str = "belongings";

/// Beside the snapshots: the third log itself.
pub(super) const MIRROR: &str = "mirror.db";

/// What an office is besides its log.
pub fn belongings(data_dir: &Path, config_path: Option<&Path>) -> Vec<PathBuf> {
    let names = ["people.db", "devices.json", "passes.json"];
    let mut paths = names.map(|name| data_dir.join(name)).to_vec();
    paths.extend(config_path.map(Path::to_owned));
    paths
}

/// The office's own folder on a disk that may serve several.
pub fn dir_of(backup_dir: &Path, log_id: &str) -> PathBuf {
    backup_dir.join(format!("talon-{log_id}"))
}

/// Snapshots in a folder, oldest first.
pub fn snapshots(dir_path: &Path) -> std::io::Result<Vec<PathBuf>> {
    snapshots_on(&disk::RealDisk, dir_path)
}

pub(super) fn snapshots_on(disk: &dyn Disk, dir_path: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = disk.list(dir_path)?;
    found.retain(|path| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| name.starts_with("office-") && name.ends_with("Z.db"))
    });
    found.sort();
    Ok(found)
}

#[derive(Debug)]
pub struct Backup {
    dir_path: PathBuf,
    disk: Arc<dyn Disk>,
    mirror: Database,
    /// The last entry that the newest snapshot of this run holds.
    newest: Option<Moment>,
    /// A snapshot is to be made up to here.
    due: Option<Moment>,
    /// The office's own data folder.
    home_dir: Option<PathBuf>,
    /// What an office is besides its log: people's rows, tokens, the office file.
    belongings: Vec<PathBuf>,
    former: Former,
}

impl Backup {
    pub fn new(dir_path: PathBuf, disk: Arc<dyn Disk>) -> Self {
        Self {
            mirror: Database::new(dir_path.join(MIRROR), true).on(Arc::clone(&disk)),
            dir_path,
            disk,
            newest: None,
            due: None,
            home_dir: None,
            belongings: Vec::new(),
            former: Former::default(),
        }
    }

    /// For the office at home there, with what belongs to it.
    #[must_use]
    pub fn of(mut self, home_dir: Option<&Path>, belongings: Vec<PathBuf>) -> Self {
        self.home_dir = home_dir.map(Path::to_owned);
        self.belongings = belongings;
        self
    }

    fn check_is_there(&self) -> Result<(), LogError> {
        let (Some(home), Some(place)) = (&self.home_dir, self.dir_path.parent()) else {
            return Ok(());
        };
        elsewhere::check_is_there(elsewhere::COPIES, place, home, &*self.disk)
    }

    /// A new stick is worth something from its first moment on.
    fn has_no_snapshot(&self) -> bool {
        snapshots_on(&*self.disk, &self.dir_path).is_ok_and(|found| found.is_empty())
    }

    fn snapshot(&mut self, at: Moment) -> Result<(), LogError> {
        let stamp = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
        let name = stamp.strftime("office-%Y%m%dT%H%M%SZ.db").to_string();
        let path = self.dir_path.join(name);
        // First, and whatever becomes of the snapshot: whoever was erased goes
        // from a full stick too.
        let to_dir = self.dir_path.join(BELONGINGS);
        let kept = keep_belongings(&self.belongings, &to_dir, &*self.disk);
        if let Err(error) = self.forget_in_older_folders() {
            warn!(%error, "older folders beside the backup were not looked at");
        }
        let made = self
            .mirror
            .connection()
            .and_then(|from| copy(from, &path, &*self.disk));
        if let (Err(_), Err(error)) = (&made, &kept) {
            warn!(%error, "what belongs to the office could not be copied either");
        }
        made?;
        info!("a snapshot of the database was made");
        self.thin_out()?;
        kept.map(drop)
    }

    /// Whoever was erased since the office was brought back from one of them.
    fn forget_in_older_folders(&mut self) -> Result<(), LogError> {
        let is_people = |path: &&PathBuf| path.file_name().is_some_and(|it| it == people::FILE);
        let Some(people_path) = self.belongings.iter().find(is_people) else {
            return Ok(());
        };
        let own = Own {
            dir_path: &self.dir_path,
            log: self.mirror.connection()?,
            people_path,
        };
        self.former.forget(&own, &*self.disk)
    }

    fn thin_out(&self) -> Result<(), LogError> {
        let failed = |error| io(&self.dir_path, &error);
        let all = snapshots_on(&*self.disk, &self.dir_path).map_err(failed)?;
        let names: Vec<String> = all
            .iter()
            .filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()))
            .collect();
        for name in surplus(&names) {
            let removed = self.disk.remove(&self.dir_path.join(name));
            removed.map_err(failed)?;
        }
        Ok(())
    }
}

/// What goes, of names in order of age: all but the last of each of the
/// latest hours and days.
fn surplus(names: &[String]) -> Vec<&String> {
    // "office-20261122T14…": a day is the first 15 letters, an hour 18.
    let last_of_each = |letters: usize, kept: usize| {
        let mut kept_names: Vec<&String> = Vec::new();
        for name in names.iter().rev() {
            let is_new = kept_names
                .last()
                .is_none_or(|last| last.get(..letters) != name.get(..letters));
            if is_new && kept_names.len() < kept {
                kept_names.push(name);
            }
        }
        kept_names
    };
    let (hours, days) = (last_of_each(18, HOURS_KEPT), last_of_each(15, DAYS_KEPT));
    let is_kept = |name: &&String| hours.contains(name) || days.contains(name);
    names.iter().filter(|name| !is_kept(name)).collect()
}

/// A whole, checked and synced copy of a database under a new name.
pub(super) fn copy(from: &Connection, to_path: &Path, disk: &dyn Disk) -> Result<(), LogError> {
    let draft_path = fresh_draft(to_path, disk)?;
    copy_by(from, &draft_path, to_path, disk)
}

/// The same for the owner's eyes alone, as the original of people's rows is.
fn copy_in_private(from: &Connection, to_path: &Path, disk: &dyn Disk) -> Result<(), LogError> {
    let draft_path = fresh_draft(to_path, disk)?;
    // SQLite takes an empty file with its rights for a new database.
    let made = disk.open(&draft_path, How::AnewInPrivate);
    made.map_err(|error| io(&draft_path, &error))?;
    copy_by(from, &draft_path, to_path, disk)
}

fn fresh_draft(to_path: &Path, disk: &dyn Disk) -> Result<PathBuf, LogError> {
    let draft_path = to_path.with_extension("partial");
    if disk.exists(&draft_path) {
        let removed = disk.remove(&draft_path);
        removed.map_err(|error| io(&draft_path, &error))?;
    }
    Ok(draft_path)
}

fn copy_by(
    from: &Connection,
    draft_path: &Path,
    to_path: &Path,
    disk: &dyn Disk,
) -> Result<(), LogError> {
    let failed = |error| io(to_path, &error);
    let mut to = connect(draft_path, OpenFlags::default(), disk).map_err(sorted)?;
    copy_pages(&Copying::new(from, &mut to).map_err(sorted)?, to_path)?;
    // A single file, complete without a log beside it.
    to.pragma_update(None, "journal_mode", "DELETE")
        .map_err(sorted)?;
    let sound: String = to
        .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
        .map_err(sorted)?;
    if sound != "ok" {
        return Err(LogError::Corrupt(sound));
    }
    drop(to);
    let in_folder = |dir_path| disk.sync_dir(dir_path);
    disk.open(draft_path, How::Read)
        .and_then(|file| file.sync_all())
        .and_then(|()| disk.rename(draft_path, to_path))
        .and_then(|()| to_path.parent().map_or(Ok(()), in_folder))
        .map_err(failed)
}

/// Each step waits a moment for whoever holds one of the two databases; the
/// copy does not begin again and again.
fn copy_pages(copying: &Copying<'_, '_>, to_path: &Path) -> Result<(), LogError> {
    loop {
        match copying.step(PAGES).map_err(sorted)? {
            StepResult::Done => return Ok(()),
            StepResult::More => {}
            StepResult::Busy | StepResult::Locked | _ => {
                let to_path = to_path.display();
                return Err(LogError::Busy(format!(
                    "another program holds the database that is copied to {to_path}"
                )));
            }
        }
    }
}

/// Copies each that is there: a database whole, anything else byte by byte.
pub(super) fn keep_belongings(
    paths: &[PathBuf],
    to_dir: &Path,
    disk: &dyn Disk,
) -> Result<Vec<String>, LogError> {
    let failed = |error| io(to_dir, &error);
    disk.create_private_dir(to_dir).map_err(failed)?;
    let mut kept = Vec::new();
    for path in paths.iter().filter(|path| disk.exists(path)) {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            continue;
        };
        let to_path = to_dir.join(name);
        if path.extension().is_some_and(|ending| ending == "db") {
            // By SQLite alone: closing a descriptor of ours would drop its locks.
            connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY, disk)
                .map_err(sorted)
                .and_then(|from| copy_in_private(&from, &to_path, disk))
                .map_err(|error| of_file(path, &error))?;
        } else {
            let bytes = disk.read(path).map_err(|error| io(path, &error))?;
            let draft_path = to_path.with_extension("partial");
            disk.open(&draft_path, How::AnewInPrivate)
                .and_then(|draft| {
                    draft
                        .write_all_at(&bytes, 0)
                        .and_then(|()| draft.sync_all())
                })
                .and_then(|()| disk.rename(&draft_path, &to_path))
                .map_err(|error| io(&to_path, &error))?;
        }
        kept.push(name.to_owned());
    }
    disk.sync_dir(to_dir).map_err(failed)?;
    Ok(kept)
}

/// SQLite's own words name no file.
fn of_file(path: &Path, error: &LogError) -> LogError {
    let said = format!("{}: {error}", path.display());
    match error {
        LogError::Corrupt(_) => LogError::Corrupt(said),
        LogError::Busy(_) => LogError::Busy(said),
        LogError::Missing(_)
        | LogError::Replaced(_)
        | LogError::Another(_)
        | LogError::Failed(_) => LogError::Failed(said),
    }
}

fn closes_day(entry: &Entry) -> bool {
    let mut events = entry.draft.events.iter();
    events.any(|event| matches!(event, Event::DayClosed { .. }))
}

impl Log for Backup {
    fn open(&mut self) -> Result<Head, LogError> {
        self.check_is_there()?;
        // Only the office's own folder is made: an absent disk stays absent.
        if !self.disk.exists(&self.dir_path) {
            let made = self.disk.create_dir(&self.dir_path);
            made.map_err(|error| io(&self.dir_path, &error))?;
        }
        let mirror_path = self.dir_path.join(MIRROR);
        let is_there = self.disk.exists(&mirror_path);
        if !is_there || self.mirror.connection().is_err() {
            self.mirror = Database::new(mirror_path, !is_there).on(Arc::clone(&self.disk));
        }
        self.mirror.open()
    }

    fn load_day(&mut self) -> Result<Vec<Record>, LogError> {
        self.mirror.load_day()
    }

    fn append(&mut self, entries: &[Arc<Entry>]) -> Result<Head, LogError> {
        let head = self.mirror.append(entries)?;
        if let Some(last) = entries.last().map(|entry| entry.draft.at) {
            let is_bare = self.newest.is_none() && self.has_no_snapshot();
            let newest = *self.newest.get_or_insert(last);
            let is_time = last.ms_since(newest) >= EVERY_MS;
            if is_bare || is_time || entries.iter().any(|entry| closes_day(entry)) {
                self.due = Some(last);
            }
        }
        Ok(head)
    }

    fn read(&mut self, seq: u64, limit: usize) -> Result<Vec<Entry>, LogError> {
        self.mirror.read(seq, limit)
    }

    fn look(&mut self) -> Result<(), LogError> {
        self.mirror.look()?;
        if let Some(at) = self.due.take() {
            // Another try comes with the next hour, whatever became of this one.
            self.newest = Some(at);
            if let Err(error) = self.snapshot(at) {
                warn!(%error, "a snapshot could not be made; the next hour tries again");
            }
        }
        Ok(())
    }

    fn start_anew(&mut self) -> Result<Head, LogError> {
        self.mirror.start_anew()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_each_hour_and_day_stays() {
        let mut names = Vec::new();
        for day in 1..=40 {
            let month = if day > 30 { 12 } else { 11 };
            let date = if day > 30 { day - 30 } else { day };
            for hour in [9, 13, 18] {
                for minute in [0, 30] {
                    names.push(format!(
                        "office-2026{month}{date:02}T{hour:02}{minute:02}00Z.db"
                    ));
                }
            }
        }
        let gone = surplus(&names);
        let kept: Vec<&String> = names.iter().filter(|name| !gone.contains(name)).collect();
        // Eight days by the hour, and before them the last one of each day.
        assert_eq!(kept.len(), 24 + 31 - 8);
        assert!(kept.iter().all(|name| name.contains("3000Z")));
        assert_eq!(names.last(), kept.last().copied());
    }

    #[test]
    fn copies_of_people_are_private_and_need_no_snapshot_to_arrive() {
        use std::fs;
        use std::os::unix::fs::PermissionsExt;
        let dir = crate::store::tests::Dir::new("private-copies");
        let people_path = dir.path("people.db");
        let people = Connection::open(&people_path).unwrap();
        people
            .execute_batch("CREATE TABLE person (id TEXT); INSERT INTO person VALUES ('p1')")
            .unwrap();
        let stick = dir.path("stick/talon-1");
        fs::create_dir_all(&stick).unwrap();
        let mut backup = Backup::new(stick.clone(), disk::real()).of(None, vec![people_path]);
        backup.open().unwrap();
        // Nothing can be written in the snapshot's place, as on a full stick.
        fs::create_dir_all(stick.join("office-19700101T000000Z.partial/x")).unwrap();
        let copied = |count: i64| {
            let copy = Connection::open(stick.join("belongings/people.db")).unwrap();
            let rows = copy.query_row("SELECT count(*) FROM person", [], |row| row.get(0));
            assert_eq!(rows, Ok(count));
        };
        assert!(backup.snapshot(Moment(0)).is_err());
        copied(1);
        people.execute_batch("DELETE FROM person").unwrap();
        assert!(backup.snapshot(Moment(0)).is_err());
        copied(0);
        for (name, rights) in [("belongings", 0o700), ("belongings/people.db", 0o600)] {
            let mode = fs::metadata(stick.join(name)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, rights, "{name}");
        }
    }
}
