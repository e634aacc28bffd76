//! What an office was called before it was brought back: its older folders on
//! the stick lose whoever the office has no more.
//!
//! A folder is this office's if its log is the beginning of ours, up to its last
//! entry: an office that lives on beside us, and one whose history went another
//! way, has entries of its own there. What cannot be told stays as it is.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, OptionalExtension, params};
use tracing::{info, warn};

use crate::store::backup::{BELONGINGS, MIRROR, snapshots_on};
use crate::store::disk::Disk;
use crate::store::log::LogError;
use crate::store::people;
use crate::store::record::Head;
use crate::store::sqlite::{as_sql, connect, io, last, sorted};

/// Folders that were left as they are, said once each.
#[derive(Debug, Default)]
pub(super) struct Former {
    said: BTreeSet<PathBuf>,
}

/// The office that keeps its copies in this folder, by its log and its people.
pub(super) struct Own<'a> {
    pub(super) dir_path: &'a Path,
    pub(super) log: &'a Connection,
    pub(super) people_path: &'a Path,
}

impl Former {
    pub(super) fn forget(&mut self, own: &Own<'_>, disk: &dyn Disk) -> Result<(), LogError> {
        if was_lost(own.people_path, disk) {
            // Those older rows may be the only ones for as long as it is kept.
            return Ok(());
        }
        for dir_path in others(own.dir_path, disk)? {
            let people_path = dir_path.join(BELONGINGS).join(people::FILE);
            if !disk.exists(&people_path) {
                continue;
            }
            let erased = is_beginning(&dir_path, own.log, disk)
                .and_then(|is_ours| is_ours.then(|| erase(&people_path, own, disk)).transpose());
            match erased {
                Ok(Some(0)) => {}
                Ok(Some(gone)) => {
                    let folder = dir_path.display();
                    info!(gone, %folder, "whoever was erased is gone from an older folder too");
                }
                Ok(None) => self.say(dir_path, "it is not told to be this office's"),
                Err(error) => self.say(dir_path, &error.to_string()),
            }
        }
        Ok(())
    }

    fn say(&mut self, dir_path: PathBuf, why: &str) {
        if !self.said.contains(&dir_path) {
            let folder = dir_path.display();
            warn!(why, %folder, "people's data stays there; if no office uses it, remove it");
            self.said.insert(dir_path);
        }
    }
}

/// The office's file of people was damaged and set aside.
fn was_lost(people_path: &Path, disk: &dyn Disk) -> bool {
    let aside = people_path.parent().map(|home| home.join("quarantine"));
    let aside = aside.and_then(|aside| disk.list(&aside).ok());
    let mut aside = aside.into_iter().flatten();
    !disk.exists(people_path) || aside.any(|dir| disk.exists(&dir.join(people::FILE)))
}

fn others(own_dir: &Path, disk: &dyn Disk) -> Result<Vec<PathBuf>, LogError> {
    let Some(place) = own_dir.parent() else {
        return Ok(Vec::new());
    };
    let mut found = disk.list(place).map_err(|error| io(place, &error))?;
    found.retain(|path| {
        let name = path.file_name().and_then(|name| name.to_str());
        path != own_dir && name.is_some_and(|name| name.starts_with("talon-"))
    });
    found.sort();
    Ok(found)
}

/// Both its third log and its newest snapshot end within ours.
fn is_beginning(dir_path: &Path, own: &Connection, disk: &dyn Disk) -> Result<bool, LogError> {
    let snapshots = snapshots_on(disk, dir_path).map_err(|error| io(dir_path, &error))?;
    let mirror = Some(dir_path.join(MIRROR)).filter(|path| disk.exists(path));
    let mut is_any = false;
    for path in snapshots.into_iter().next_back().into_iter().chain(mirror) {
        let log = connect(&path, OpenFlags::SQLITE_OPEN_READ_ONLY, disk).map_err(sorted)?;
        let end = last(&log)?;
        if end == Head::default() || !has(own, end)? {
            return Ok(false);
        }
        is_any = true;
    }
    Ok(is_any)
}

/// The chain of an entry vouches for all that stands before it.
fn has(own: &Connection, entry: Head) -> Result<bool, LogError> {
    let query = "SELECT 1 FROM entry WHERE seq = ? AND epoch = ? AND chain = ?";
    let place = params![as_sql(entry.seq)?, as_sql(entry.epoch)?, entry.chain];
    let found = own.query_row(query, place, |_row| Ok(())).optional();
    found.map(|found| found.is_some()).map_err(sorted)
}

fn erase(older_path: &Path, own: &Own<'_>, disk: &dyn Disk) -> Result<usize, LogError> {
    let read_only = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let held = connect(own.people_path, read_only, disk).map_err(sorted)?;
    let older = connect(older_path, OpenFlags::SQLITE_OPEN_READ_WRITE, disk).map_err(sorted)?;
    people::erase_absent(&older, &held).map_err(sorted)
}
