//! Copies by hand, and an office brought back from one.
//!
//! A restored office has a new name for its logs and no journal: numbers that
//! were printed after the copy was made are unknown, so its first start goes
//! on in a visibly different series.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::Connection;

use crate::reception::keep::Entry;
use crate::store::backup;
use crate::store::disk::RealDisk;
use crate::store::folder::{Folder, FolderError};
use crate::store::journal::Journal;
use crate::store::log::{Log, LogError};
use crate::store::record;
use crate::store::sqlite::Database;
use crate::store::verify::{Walk, open_to_look, walk_database};

/// Entries written at once.
const BATCH: usize = 1_000;

#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    #[error("{} holds an office already; choose an empty folder", .0.display())]
    NotEmpty(PathBuf),
    #[error("there is no snapshot in {}", .0.display())]
    NoSnapshot(PathBuf),
    #[error("the copy is damaged at entries {0:?}; choose an older one")]
    Damaged(Vec<u64>),
    #[error("could not use {}: {error}", .path.display())]
    Io {
        path: PathBuf,
        error: std::io::Error,
    },
    #[error(transparent)]
    Log(#[from] LogError),
    #[error(transparent)]
    Folder(#[from] FolderError),
}

fn at(path: &Path) -> impl FnOnce(std::io::Error) -> RestoreError {
    let path = path.to_owned();
    move |error| RestoreError::Io { path, error }
}

/// What was copied or restored.
#[derive(Debug)]
pub struct Brought {
    pub from_path: PathBuf,
    pub walk: Walk,
    /// Entries that the journal knew beyond the copy.
    pub by_journal: u64,
    /// What else came along: people's rows, tokens, the office file.
    pub belongings: Vec<String>,
}

/// Makes an office of a copy (or of the best one in a folder), and of what a
/// rescued journal knows beyond it.
pub fn restore(
    from: &Path,
    journal_dir: Option<&Path>,
    data_dir: &Path,
) -> Result<Brought, RestoreError> {
    let has_office = ["office.db", "office.db-wal", "log-id", "journal"]
        .iter()
        .any(|name| data_dir.join(name).exists());
    if has_office {
        return Err(RestoreError::NotEmpty(data_dir.to_owned()));
    }
    let (from_path, copy) = best(from)?;
    let folder = Folder::claim(data_dir)?;
    let db_path = data_dir.join("office.db");
    backup::copy(&copy, &db_path, &RealDisk)?;
    let by_journal = match journal_dir {
        Some(dir_path) => replay(dir_path, &db_path)?,
        None => 0,
    };
    // From here on an absent journal is trouble, and numbers are unsure.
    folder.mark_started().map_err(at(data_dir))?;
    let walk = walk_database(&open_to_look(&db_path)?)?;
    let belongings = bring_belongings(&from_path, data_dir)?;
    Ok(Brought {
        from_path,
        walk,
        by_journal,
        belongings,
    })
}

/// Beside a copy by hand («copy.db» and «copy.belongings»), or beside the
/// snapshots of a folder.
fn bring_belongings(from_path: &Path, data_dir: &Path) -> Result<Vec<String>, RestoreError> {
    let by_hand = from_path.with_extension(backup::BELONGINGS);
    let by_itself = from_path.parent().map(|dir| dir.join(backup::BELONGINGS));
    let found = [Some(by_hand), by_itself];
    let Some(dir) = found.into_iter().flatten().find(|dir| dir.is_dir()) else {
        return Ok(Vec::new());
    };
    let mut paths = Vec::new();
    for file in fs::read_dir(&dir).map_err(at(&dir))? {
        let path = file.map_err(at(&dir))?.path();
        let is_draft = path.extension().is_some_and(|ending| ending == "partial");
        if path.is_file() && !is_draft {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(backup::keep_belongings(&paths, data_dir, &RealDisk)?)
}

/// A copy by hand, and beside it what belongs to the office. A running office
/// is copied out of its journal, which may be read beside it.
pub fn backup(
    data_dir: &Path,
    journal_dir: &Path,
    belongings: &[PathBuf],
    to_path: &Path,
) -> Result<Walk, RestoreError> {
    if to_path.exists() {
        return Err(RestoreError::NotEmpty(to_path.to_owned()));
    }
    let db_path = data_dir.join("office.db");
    if Folder::is_taken(data_dir) {
        let draft_path = to_path.with_extension("draft");
        if draft_path.exists() {
            fs::remove_file(&draft_path).map_err(at(&draft_path))?;
        }
        Database::new(draft_path.clone(), true).open()?;
        replay(journal_dir, &draft_path)?;
        backup::copy(&open_to_look(&draft_path)?, to_path, &RealDisk)?;
        for ending in ["draft", "draft-wal", "draft-shm"] {
            let path = to_path.with_extension(ending);
            if path.exists() {
                fs::remove_file(&path).map_err(at(&path))?;
            }
        }
    } else {
        backup::copy(&open_to_look(&db_path)?, to_path, &RealDisk)?;
    }
    let beside = to_path.with_extension(backup::BELONGINGS);
    backup::keep_belongings(belongings, &beside, &RealDisk)?;
    Ok(walk_database(&open_to_look(to_path)?)?)
}

/// Adds what a journal knows beyond the database's end, as far as it is
/// chained to it.
fn replay(journal_dir: &Path, db_path: &Path) -> Result<u64, RestoreError> {
    let mut database = Database::new(db_path.to_owned(), false);
    let mut head = database.open()?;
    let mut added = 0;
    let journal = Journal::new(journal_dir.to_owned());
    let mut batch: Vec<Arc<Entry>> = Vec::new();
    journal.each(|place, body| {
        let next = record::vouched_entry(place, body);
        if let Some(entry) = next
            && (record::follows(head, &entry) || head.seq == 0)
        {
            head = place;
            batch.push(Arc::new(entry));
        }
    })?;
    for part in batch.chunks(BATCH) {
        database.append(part)?;
        added += u64::try_from(part.len()).unwrap_or(0);
    }
    Ok(added)
}

/// The file itself, or of a folder and of the offices' own folders in it: the
/// third log, which goes up to the last moment, while it is whole; else the
/// newest snapshot.
fn best(from: &Path) -> Result<(PathBuf, Connection), RestoreError> {
    if from.is_file() {
        return whole(from.to_owned());
    }
    let mut folders = vec![from.to_owned()];
    for inner in fs::read_dir(from).map_err(at(from))? {
        let path = inner.map_err(at(from))?.path();
        if path.is_dir() {
            folders.push(path);
        }
    }
    let mut found = Vec::new();
    for folder in &folders {
        found.extend(backup::snapshots(folder).map_err(at(folder))?);
    }
    found.sort_by_key(|path| path.file_name().map(ToOwned::to_owned));
    let newest = found.pop();
    // Of the office whose snapshot is the newest, or of the only one there is.
    let place = newest.as_deref().and_then(Path::parent);
    let mirrors = folders.iter().map(|folder| folder.join(backup::MIRROR));
    let mut mirrors: Vec<PathBuf> = mirrors
        .filter(|path| path.exists() && place.is_none_or(|place| path.parent() == Some(place)))
        .collect();
    if let (Some(mirror), true) = (mirrors.pop(), mirrors.is_empty())
        && let Ok(best) = whole(mirror)
    {
        return Ok(best);
    }
    whole(newest.ok_or_else(|| RestoreError::NoSnapshot(from.to_owned()))?)
}

fn whole(path: PathBuf) -> Result<(PathBuf, Connection), RestoreError> {
    let copy = open_to_look(&path)?;
    let walk = walk_database(&copy)?;
    if !walk.is_whole() {
        return Err(RestoreError::Damaged(walk.broken));
    }
    Ok((path, copy))
}
