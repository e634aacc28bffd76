//! The data folder: one program at a time, and whether it is its first start.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use sha2::{Digest, Sha256};
use tracing::warn;

use crate::hex::short_hex;

/// Linux's file system in memory.
const MEMORY_DIR: &str = "/dev/shm";

/// So often a lock is tried, and so long after each try: half a second. A child
/// that a killed program was just starting holds it until it is another program,
/// and a doctor for as long as it looks.
const LOCK_TRIES: u32 = 25;
const LOCK_PAUSE: Duration = Duration::from_millis(20);

/// Held as long as the office runs.
const LOCK: &str = "lock";

/// An office that is being brought back: what a cut left of it is nothing.
pub(super) const UNREADY: &str = "being-brought-back";

/// An office brought back, whole and synced, on its way into the folder.
pub(super) const BROUGHT: &str = "brought-back";

/// In the copy in memory: the data folder that it belongs to. One that was
/// emptied, or that could not be used, is known again by it.
const OF: &str = "of";

/// Left behind by an orderly stop.
const ORDERLY: &str = "stopped-in-order";

/// A data folder that this process alone holds; let go when dropped.
#[derive(Debug)]
pub struct Folder {
    pub dir_path: PathBuf,
    /// Nothing was ever kept here.
    pub is_first_start: bool,
    /// The last run ended in order, with both logs complete.
    pub was_orderly: bool,
    /// Names what belongs to this folder elsewhere (the copy in memory).
    pub log_id: String,
    /// The folder itself says so.
    pub is_named: bool,
    /// `None`: the folder cannot be used.
    hold: Option<Hold>,
}

/// The folder itself, and the file in it that older programs look at: whoever
/// deletes that file lets nobody in.
#[derive(Debug)]
struct Hold {
    _folder: File,
    _lock: File,
}

#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    #[error("another copy of the program works with {}; stop it first", .0.display())]
    Taken(PathBuf),
    #[error("could not use the data folder {}: {error}", .path.display())]
    Io { path: PathBuf, error: io::Error },
}

impl Folder {
    /// Makes the folder if needed and takes it for this process.
    pub fn claim(dir_path: &Path) -> Result<Self, FolderError> {
        Self::take(dir_path, left_in_memory(dir_path))
    }

    /// The same for an office that is brought back from a copy: what lies in
    /// memory is of the one that was here before.
    pub fn claim_anew(dir_path: &Path) -> Result<Self, FolderError> {
        Self::take(dir_path, None)
    }

    fn take(dir_path: &Path, left: Option<String>) -> Result<Self, FolderError> {
        let failed = |error| FolderError::Io {
            path: dir_path.to_owned(),
            error,
        };
        fs::create_dir_all(dir_path).map_err(failed)?;
        let hold = hold(dir_path)?;
        // People's rows may lie in it; whoever makes it ready holds the folder.
        fs::remove_dir_all(dir_path.join(UNREADY)).ok();
        move_in(dir_path).map_err(failed)?;
        let known = match fs::read_to_string(dir_path.join("log-id")) {
            Ok(id) => Some(id.trim().to_owned()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(failed(error)),
        };
        let was_started = known.is_some();
        let known = known.filter(|id| !id.is_empty());
        let is_named = known.is_some();
        if let Some(id) = &known {
            keep_for(dir_path, id);
        }
        let is_first_start = !was_started && left.is_none();
        let log_id = match known.or(left) {
            Some(id) => id,
            None => new_id().map_err(failed)?,
        };
        note_in_memory(dir_path, &log_id);
        Ok(Self {
            dir_path: dir_path.to_owned(),
            is_first_start,
            // Gone at once, so that it never speaks for a later run.
            was_orderly: fs::remove_file(dir_path.join(ORDERLY)).is_ok(),
            log_id,
            is_named,
            hold: Some(hold),
        })
    }

    /// Whether a running office holds the folder; looks only.
    pub fn is_taken(dir_path: &Path) -> bool {
        let held = |path: &Path| {
            let lock = File::open(path);
            lock.is_ok_and(|lock| matches!(lock.try_lock(), Err(TryLockError::WouldBlock)))
        };
        held(dir_path) || held(&dir_path.join(LOCK))
    }

    /// A folder that cannot be used, named all the same: the office starts
    /// without it.
    pub fn unusable(dir_path: &Path) -> Self {
        let log_id = left_in_memory(dir_path).unwrap_or_else(|| stand_in(dir_path));
        note_in_memory(dir_path, &log_id);
        Self {
            dir_path: dir_path.to_owned(),
            is_first_start: false,
            was_orderly: false,
            log_id,
            is_named: true,
            hold: None,
        }
    }

    /// Where a copy outlives the process, in memory; `None` where there is no
    /// such place.
    pub fn spare_dir(&self) -> Option<PathBuf> {
        Path::new(MEMORY_DIR)
            .is_dir()
            .then(|| copy_in_memory(&self.log_id))
    }

    /// After an orderly stop with both logs complete the copy in memory is not
    /// needed; otherwise it stays, to speak for what they may lack.
    pub fn tidy_up(&self, has_both_copies: bool) {
        if self.hold.is_none() || !has_both_copies {
            return;
        }
        let is_noted = File::create(self.dir_path.join(ORDERLY)).and_then(|file| file.sync_all());
        if let (Ok(()), Some(spare)) = (is_noted, self.spare_dir()) {
            // What cannot be removed goes with the next power-off.
            fs::remove_dir_all(spare).ok();
        }
    }

    /// Says that both logs exist from now on: an absent one is trouble.
    pub fn mark_started(&self) -> io::Result<()> {
        self.mark_started_in(&self.dir_path)
    }

    /// The same in a folder that is made ready for this one.
    pub(super) fn mark_started_in(&self, dir_path: &Path) -> io::Result<()> {
        let mut file = File::create(dir_path.join("log-id"))?;
        file.write_all(self.log_id.as_bytes())?;
        file.sync_all()?;
        sync_dir(dir_path)
    }

    /// Takes what was made ready beside the other files: from one moment to the
    /// next all of it is this folder's, whatever is cut after that.
    pub(super) fn take_in(&self, ready_dir: &Path) -> io::Result<()> {
        for file in fs::read_dir(ready_dir)? {
            let place = self.dir_path.join(file?.file_name());
            if place.is_dir() {
                let what = format!("{} is a folder", place.display());
                return Err(io::Error::new(io::ErrorKind::IsADirectory, what));
            }
        }
        sync_dir(ready_dir)?;
        fs::rename(ready_dir, self.dir_path.join(BROUGHT))?;
        sync_dir(&self.dir_path)?;
        move_in(&self.dir_path)
    }
}

fn hold(dir_path: &Path) -> Result<Hold, FolderError> {
    let failed = |error| FolderError::Io {
        path: dir_path.to_owned(),
        error,
    };
    let folder = File::open(dir_path).map_err(failed)?;
    match lock_soon(&folder) {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(FolderError::Taken(dir_path.to_owned())),
        // Some file systems lock no folders: the file alone has to do there.
        Err(TryLockError::Error(error)) => warn!(%error, "the data folder cannot be locked"),
    }
    let lock = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(dir_path.join(LOCK))
        // In a folder that cannot be written an old lock still serves.
        .or_else(|error| File::open(dir_path.join(LOCK)).map_err(|_absent| error))
        .map_err(failed)?;
    match lock_soon(&lock) {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(FolderError::Taken(dir_path.to_owned())),
        Err(TryLockError::Error(error)) => return Err(failed(error)),
    }
    Ok(Hold {
        _folder: folder,
        _lock: lock,
    })
}

/// Moves an office that was brought back to its place, or the rest of it that a
/// cut left.
fn move_in(dir_path: &Path) -> io::Result<()> {
    let brought = dir_path.join(BROUGHT);
    let files = match fs::read_dir(&brought) {
        Ok(files) => files,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    for file in files {
        let file = file?;
        fs::rename(file.path(), dir_path.join(file.file_name()))?;
    }
    sync_dir(dir_path)?;
    fs::remove_dir(&brought)
}

fn sync_dir(dir_path: &Path) -> io::Result<()> {
    File::open(dir_path)?.sync_all()
}

fn copy_in_memory(log_id: &str) -> PathBuf {
    Path::new(MEMORY_DIR).join(format!("talon-{log_id}"))
}

/// The name of a folder that cannot say its own.
fn stand_in(dir_path: &Path) -> String {
    let path = std::path::absolute(dir_path).unwrap_or_else(|_none| dir_path.to_owned());
    short_hex(&Sha256::digest(path.as_os_str().as_encoded_bytes()))
}

/// Whose copy lies in memory for this folder, the latest if there are several:
/// one with entries in it, and put there by this account.
fn left_in_memory(dir_path: &Path) -> Option<String> {
    // The account that this program runs under owns its entry there.
    let own = fs::metadata("/proc/self").ok()?.uid();
    let name = stand_in(dir_path);
    let copies = fs::read_dir(MEMORY_DIR).ok()?.filter_map(|entry| {
        let entry = entry.ok()?;
        let id = entry
            .file_name()
            .to_str()?
            .strip_prefix("talon-")?
            .to_owned();
        let note = entry.path().join(OF);
        let mut files = fs::read_dir(entry.path()).ok()?.flatten();
        let has_entries =
            files.any(|file| file.path().extension().is_some_and(|it| it == "segment"));
        let is_ours = fs::symlink_metadata(&note).ok()?.uid() == own
            && fs::read_to_string(&note).ok()? == name
            && has_entries;
        let begun = fs::metadata(&note).ok()?.modified().ok()?;
        is_ours.then_some((begun, id))
    });
    copies.max().map(|(_begun, id)| id)
}

/// Says for which folder the copy in memory is. Without it the copy still
/// serves a folder that knows its name.
fn note_in_memory(dir_path: &Path, log_id: &str) {
    let copy = copy_in_memory(log_id);
    let noted =
        fs::create_dir_all(&copy).and_then(|()| fs::write(copy.join(OF), stand_in(dir_path)));
    if let Err(error) = noted {
        warn!(%error, "the copy in memory could not be marked as this folder's");
    }
}

/// What a run kept in memory while the folder could not be used is this
/// office's. One that was brought back from a copy, and so has no journal yet,
/// begins without it.
fn keep_for(dir_path: &Path, log_id: &str) {
    let (from, to) = (copy_in_memory(&stand_in(dir_path)), copy_in_memory(log_id));
    if from.is_dir() && !to.exists() && dir_path.join("journal").is_dir() {
        fs::rename(from, to).ok();
    }
}

fn lock_soon(lock: &File) -> Result<(), TryLockError> {
    for _try in 1..LOCK_TRIES {
        match lock.try_lock() {
            Err(TryLockError::WouldBlock) => thread::park_timeout(LOCK_PAUSE),
            locked_or_failed => return locked_or_failed,
        }
    }
    lock.try_lock()
}

fn new_id() -> io::Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(short_hex(&Sha256::digest(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_that_goes_within_half_a_second_is_waited_for_one_that_stays_is_told() {
        let name = format!("talon-folder-lock-{}", std::process::id());
        let dir_path = std::env::temp_dir().join(name);
        let held = Folder::claim(&dir_path).unwrap();
        let refused = Folder::claim(&dir_path);
        assert!(matches!(refused, Err(FolderError::Taken(_))));

        let path = dir_path.clone();
        let waiting = thread::spawn(move || Folder::claim(&path).map(drop));
        // A killed program's child becomes another program, or ends.
        thread::park_timeout(LOCK_PAUSE * 5);
        drop(held);
        assert!(waiting.join().unwrap().is_ok());
        fs::remove_dir_all(dir_path).ok();
    }

    #[test]
    fn a_folder_that_was_emptied_or_could_not_be_used_finds_its_copy_in_memory_again() {
        let name = format!("talon-folder-emptied-{}", std::process::id());
        let dir_path = std::env::temp_dir().join(name);
        let first = Folder::claim(&dir_path).unwrap();
        first.mark_started().unwrap();
        let id = first.log_id.clone();
        assert!(first.is_first_start);
        let keeps = |copy: PathBuf| fs::write(copy.join("00000001.segment"), "").unwrap();
        keeps(first.spare_dir().unwrap());
        drop(first);

        fs::remove_dir_all(&dir_path).unwrap();
        assert_eq!(Folder::unusable(&dir_path).log_id, id);
        let again = Folder::claim(&dir_path).unwrap();
        assert_eq!((again.is_first_start, &again.log_id), (false, &id));
        drop(again);
        fs::remove_file(dir_path.join("log-id")).ok();
        let restored = Folder::claim_anew(&dir_path).unwrap();
        assert_ne!(restored.log_id, id, "it may be another office's copy");
        restored.tidy_up(true);
        drop(restored);
        fs::remove_dir_all(copy_in_memory(&id)).unwrap();
        fs::remove_file(dir_path.join(ORDERLY)).unwrap();

        // Nothing is left to find: a folder that cannot be used is on its own,
        // and what it kept in memory is taken over once it can be used.
        let alone = Folder::unusable(&dir_path);
        assert_ne!(alone.log_id, id);
        keeps(alone.spare_dir().unwrap());
        fs::create_dir_all(dir_path.join("journal")).unwrap();
        fs::write(dir_path.join("log-id"), &id).unwrap();
        let back = Folder::claim(&dir_path).unwrap();
        assert_eq!(back.log_id, id);
        assert!(back.spare_dir().is_some_and(|copy| copy.is_dir()));
        assert!(alone.spare_dir().is_some_and(|copy| !copy.exists()));
        back.tidy_up(true);
        fs::remove_dir_all(dir_path).ok();
    }
}
