//! Copies by hand, and an office brought back from one.
//!
//! A restored office has a new name for its logs and no journal: numbers that
//! were printed after the copy was made are unknown, so its first start goes
//! on in a visibly different series. It is made ready beside the files of its
//! folder and then moves in at once: a cut leaves all of it or nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs::{self, DirBuilder};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use office::appointment::AppointmentEvent;
use office::audit::{AuditEvent, PeopleList};
use office::callback::CallbackEvent;
use office::event::Event;
use office::person::PersonId;
use office::statement::StatementEvent;
use rusqlite::Connection;

use crate::reception::keep::Entry;
use crate::store::backup;
use crate::store::disk::RealDisk;
use crate::store::elsewhere;
use crate::store::folder::{self, Folder, FolderError};
use crate::store::journal::Journal;
use crate::store::log::{Log, LogError};
use crate::store::sqlite::{Database, each};
use crate::store::verify::{Walk, open_to_look, walk_database};
use crate::store::{people, record};

const PEOPLE: &str = "people.db";

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
    /// What of that is damaged and stayed behind, and why.
    pub left_behind: Vec<String>,
}

/// Makes an office of a copy (or of the best one in a folder), and of what a
/// rescued journal knows beyond it.
pub fn restore(
    from: &Path,
    journal_dir: Option<&Path>,
    data_dir: &Path,
) -> Result<Brought, RestoreError> {
    if data_dir.join(folder::BROUGHT).exists() {
        // An earlier try was cut on its last step: that office is whole.
        drop(Folder::claim(data_dir)?);
    }
    let has_office = ["office.db", "office.db-wal", "log-id", "journal"]
        .iter()
        .any(|name| data_dir.join(name).exists());
    if has_office {
        return Err(RestoreError::NotEmpty(data_dir.to_owned()));
    }
    let (from_path, copy) = best(from)?;
    let before = names(data_dir);
    let folder = Folder::claim_anew(data_dir)?;
    let unready_dir = data_dir.join(folder::UNREADY);
    let made = DirBuilder::new().mode(0o700).create(&unready_dir);
    let brought = made
        .map_err(at(&unready_dir))
        .and_then(|()| bring(from_path, &copy, journal_dir, &folder, &unready_dir))
        .and_then(|brought| {
            let taken = folder.take_in(&unready_dir);
            taken.map_err(at(data_dir)).map(|()| brought)
        });
    if brought.is_err() {
        // Another try finds the folder as this one did.
        fs::remove_dir_all(&unready_dir).ok();
        for name in names(data_dir).difference(&before) {
            fs::remove_file(data_dir.join(name)).ok();
        }
    }
    brought
}

fn names(dir: &Path) -> BTreeSet<OsString> {
    let files = fs::read_dir(dir).into_iter().flatten().flatten();
    files.map(|file| file.file_name()).collect()
}

fn bring(
    from_path: PathBuf,
    copy: &Connection,
    journal_dir: Option<&Path>,
    folder: &Folder,
    data_dir: &Path,
) -> Result<Brought, RestoreError> {
    let db_path = data_dir.join("office.db");
    backup::copy(copy, &db_path, &RealDisk)?;
    let by_journal = match journal_dir {
        Some(dir_path) => replay(dir_path, &db_path)?,
        None => 0,
    };
    // From here on an absent journal is trouble, and numbers are unsure.
    let marked = folder.mark_started_in(data_dir);
    marked.map_err(at(data_dir))?;
    let log = open_to_look(&db_path)?;
    let walk = walk_database(&log)?;
    let (mut belongings, mut left_behind) = bring_belongings(&from_path, data_dir)?;
    let people_path = data_dir.join(PEOPLE);
    let erased = erased_people(&log)?;
    if people_path.exists()
        && !erased.is_empty()
        && let Err(error) = people::erase_all(&people_path, &erased)
    {
        // Nobody who was erased comes back with it.
        fs::remove_file(&people_path).map_err(at(&people_path))?;
        belongings.retain(|name| name != PEOPLE);
        left_behind.push(format!("{PEOPLE}: {error}"));
    }
    note_stick(&from_path, data_dir);
    Ok(Brought {
        from_path,
        walk,
        by_journal,
        belongings,
        left_behind,
    })
}

/// The stick of an office may be pulled out before its first start: its mount
/// point is known to have been another disk.
fn note_stick(from_path: &Path, data_dir: &Path) {
    let Ok(from_path) = std::path::absolute(from_path) else {
        return;
    };
    let office_dir = from_path.parent().filter(|dir| {
        let name = dir.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| name.starts_with("talon-"))
    });
    if let Some(place) = office_dir.and_then(Path::parent)
        && matches!(
            elsewhere::lies_elsewhere(place, data_dir, &RealDisk),
            Ok(true)
        )
    {
        elsewhere::note(elsewhere::COPIES, place, data_dir, &RealDisk);
    }
}

/// Beside a copy by hand («copy.db» and «copy.belongings»), or beside the
/// snapshots of a folder. What is damaged stays behind: the office is worth
/// more than it.
fn bring_belongings(
    from_path: &Path,
    data_dir: &Path,
) -> Result<(Vec<String>, Vec<String>), RestoreError> {
    let by_hand = from_path.with_extension(backup::BELONGINGS);
    let by_itself = from_path.parent().map(|dir| dir.join(backup::BELONGINGS));
    let found = [Some(by_hand), by_itself];
    let Some(dir) = found.into_iter().flatten().find(|dir| dir.is_dir()) else {
        return Ok((Vec::new(), Vec::new()));
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
    let (mut brought, mut left_behind) = (Vec::new(), Vec::new());
    for path in paths {
        match backup::keep_belongings(std::slice::from_ref(&path), data_dir, &RealDisk) {
            Ok(names) => brought.extend(names),
            Err(LogError::Corrupt(why)) => {
                left_behind.push(why);
                let draft = path.with_extension("partial");
                if let Some(name) = draft.file_name() {
                    fs::remove_file(data_dir.join(name)).ok();
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok((brought, left_behind))
}

/// Whose erasing the log knows: the copy of people's rows may be older than it.
/// A note of a visit and a contract's holder have no number in the log.
fn erased_people(log: &Connection) -> Result<Vec<PersonId>, LogError> {
    let mut erased = Vec::new();
    let mut known: BTreeMap<(PeopleList, u32), PersonId> = BTreeMap::new();
    each(log, |head, body| {
        // Most entries tell of nobody.
        if !str::from_utf8(body).is_ok_and(|text| text.contains("person")) {
            return;
        }
        let entry = record::vouched_entry(head, body);
        for event in entry.into_iter().flat_map(|entry| entry.draft.events) {
            known.extend(record_of(&event));
            if let Event::Audit(AuditEvent::PersonErased { list, id }) = event {
                erased.extend(known.remove(&(list, id)));
            }
        }
    })?;
    Ok(erased)
}

/// A record as it is named when its person is erased, and the person's row.
fn record_of(event: &Event) -> Option<((PeopleList, u32), PersonId)> {
    if let Event::Callback(CallbackEvent::Asked { callback }) = event {
        let person = callback.person.clone();
        return Some(((PeopleList::Callbacks, callback.id), person));
    }
    if let Event::Statement(StatementEvent::Taken { statement, .. }) = event {
        let person = statement.person.clone()?;
        return Some(((PeopleList::Statements, statement.id), person));
    }
    if let Event::Appointment(AppointmentEvent::Booked(appointment)) = event {
        let id = appointment.code.to_string().parse().ok()?;
        return Some(((PeopleList::Appointments, id), appointment.person.clone()));
    }
    None
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
