//! The data folder: one program at a time, and whether it is its first start.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::hex::short_hex;

/// Linux's file system in memory.
const MEMORY_DIR: &str = "/dev/shm";

/// So often a lock is tried, and so long after each try: half a second. A child
/// that a killed program was just starting holds it until it is another program,
/// and a doctor for as long as it looks.
const LOCK_TRIES: u32 = 25;
const LOCK_PAUSE: Duration = Duration::from_millis(20);

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
    /// `None`: the folder cannot be used.
    lock: Option<File>,
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
        let failed = |error| FolderError::Io {
            path: dir_path.to_owned(),
            error,
        };
        fs::create_dir_all(dir_path).map_err(failed)?;
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(dir_path.join("lock"))
            // In a folder that cannot be written an old lock still serves.
            .or_else(|error| File::open(dir_path.join("lock")).map_err(|_absent| error))
            .map_err(failed)?;
        match lock_soon(&lock) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(FolderError::Taken(dir_path.to_owned())),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let id_path = dir_path.join("log-id");
        let (known, is_first_start) = match fs::read_to_string(&id_path) {
            Ok(id) => (Some(id), false),
            Err(error) if error.kind() == io::ErrorKind::NotFound => (None, true),
            Err(error) => return Err(failed(error)),
        };
        let known = known.filter(|id| !id.trim().is_empty());
        let log_id = match known {
            Some(id) => id.trim().to_owned(),
            None => new_id().map_err(failed)?,
        };
        Ok(Self {
            dir_path: dir_path.to_owned(),
            is_first_start,
            // Gone at once, so that it never speaks for a later run.
            was_orderly: fs::remove_file(dir_path.join(ORDERLY)).is_ok(),
            log_id,
            lock: Some(lock),
        })
    }

    /// Whether a running office holds the folder; looks only.
    pub fn is_taken(dir_path: &Path) -> bool {
        let lock = File::open(dir_path.join("lock"));
        lock.is_ok_and(|lock| matches!(lock.try_lock(), Err(TryLockError::WouldBlock)))
    }

    /// A folder that cannot be used, named all the same: the office starts
    /// without it.
    pub fn unusable(dir_path: &Path) -> Self {
        let digest = Sha256::digest(dir_path.as_os_str().as_encoded_bytes());
        Self {
            dir_path: dir_path.to_owned(),
            is_first_start: false,
            was_orderly: false,
            log_id: short_hex(&digest),
            lock: None,
        }
    }

    /// Where a copy outlives the process, in memory; `None` where there is no
    /// such place.
    pub fn spare_dir(&self) -> Option<PathBuf> {
        let memory = Path::new(MEMORY_DIR);
        memory
            .is_dir()
            .then(|| memory.join(format!("talon-{}", self.log_id)))
    }

    /// After an orderly stop with both logs complete the copy in memory is not
    /// needed; otherwise it stays, to speak for what they may lack.
    pub fn tidy_up(&self, has_both_copies: bool) {
        let Some(_lock) = self.lock.as_ref().filter(|_lock| has_both_copies) else {
            return;
        };
        let is_noted = File::create(self.dir_path.join(ORDERLY)).and_then(|file| file.sync_all());
        if let (Ok(()), Some(spare)) = (is_noted, self.spare_dir()) {
            // What cannot be removed goes with the next power-off.
            fs::remove_dir_all(spare).ok();
        }
    }

    /// Says that both logs exist from now on: an absent one is trouble.
    pub fn mark_started(&self) -> io::Result<()> {
        let id_path = self.dir_path.join("log-id");
        let mut file = File::create(&id_path)?;
        file.write_all(self.log_id.as_bytes())?;
        file.sync_all()?;
        File::open(&self.dir_path)?.sync_all()
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
}
