//! Keeps events before they take effect, in two equal logs.
//!
//! An effect happens at the first durable answer; a log that is behind catches
//! up by its cursor. When the database is down the journal keeps everything
//! and the office runs its live queue (S1). Each log sits on a thread of its
//! own: nothing here ever waits for a disk longer than it says.

pub mod backup;
pub mod disk;
pub mod folder;
pub mod journal;
pub mod log;
pub mod look;
pub mod past_day;
pub mod people;
pub mod record;
pub mod restore;
pub mod sqlite;
pub mod verify;

mod catching_up;
mod elsewhere;
mod filling;
mod former;
mod keeper;
mod main_file;
mod opening;
mod orphans;
mod proofreading;
mod reading;
mod schema;
mod standing;
mod union;

#[cfg(test)]
mod backup_tests;
#[cfg(test)]
mod loss_tests;
#[cfg(test)]
mod rot_tests;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;
use std::{fs, io};

use tracing::{info, warn};

use crate::store::disk::Disk;

pub use filling::{FillError, Filler};
pub use keeper::Keeper;
pub use opening::{Ground, Loaded, Places, Sureness};

/// So many damaged logs are kept; more mean a broken disk, and would fill it.
const SET_ASIDE: u32 = 50;

/// Renames files together into a `quarantine` folder beside them; nothing that
/// was written is ever overwritten. What is absent is passed over.
fn set_aside(disk: &dyn Disk, paths: &[PathBuf]) -> io::Result<()> {
    let Some(dir) = paths.first().and_then(|path| path.parent()) else {
        return Ok(());
    };
    if !paths.iter().any(|path| disk.exists(path)) {
        return Ok(());
    }
    let quarantine = dir.join("quarantine");
    disk.create_dir_all(&quarantine)?;
    let aside = (1..=SET_ASIDE)
        .map(|number| quarantine.join(format!("{number:04}")))
        .find(|aside| !disk.exists(aside))
        .ok_or_else(|| io::Error::other("the quarantine folder is full; somebody must look"))?;
    disk.create_dir(&aside)?;
    for path in paths.iter().filter(|path| disk.exists(path)) {
        if let Some(name) = path.file_name() {
            disk.rename(path, &aside.join(name))?;
        }
    }
    Ok(())
}

/// Erases files of these names that were set aside beside the others before
/// that moment; what else was set aside stays.
fn erase_set_aside(dir: &Path, names: &[&str], before_ms: i64) {
    let since_ms = |aside: &Path| {
        let since = fs::metadata(aside)
            .and_then(|found| found.modified())
            .ok()?;
        let since = since.duration_since(UNIX_EPOCH).ok()?;
        i64::try_from(since.as_millis()).ok()
    };
    let all = fs::read_dir(dir.join("quarantine"));
    for aside in all
        .into_iter()
        .flatten()
        .flatten()
        .map(|aside| aside.path())
    {
        if since_ms(&aside).is_none_or(|since_ms| since_ms > before_ms) {
            continue;
        }
        for path in names.iter().map(|name| aside.join(name)) {
            let shown = path.display();
            match fs::remove_file(&path) {
                Ok(()) => info!(path = %shown, "what was set aside long ago was erased"),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => {
                    warn!(path = %shown, %error, "what was set aside long ago could not be erased; remove it by hand");
                }
            }
        }
        // Only an empty folder goes.
        fs::remove_dir(&aside).ok();
    }
}
