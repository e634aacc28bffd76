//! What lies on another disk than the office's own: noted in the data folder,
//! so that its empty mount point is not taken for it.

use std::path::Path;

use tracing::warn;

use crate::store::disk::{Disk, How};
use crate::store::log::LogError;
use crate::store::sqlite::io;

/// Notes in the data folder: where copies went, and where the journal lies.
pub(super) const COPIES: &str = "copies-elsewhere";
pub(super) const JOURNAL: &str = "journal-elsewhere";

/// A place that was another disk once is waited for; nothing piles up on the
/// office's own disk in its stead.
pub(super) fn check_is_there(
    kind: &str,
    place: &Path,
    home: &Path,
    disk: &dyn Disk,
) -> Result<(), LogError> {
    let is_elsewhere = lies_elsewhere(place, home, disk)?;
    let noted = disk.read(&home.join(kind));
    let was_elsewhere = noted.is_ok_and(|noted| noted == place.as_os_str().as_encoded_bytes());
    if was_elsewhere && !is_elsewhere {
        // Not `Missing`, which is made anew from the other log.
        let place = place.display();
        return Err(LogError::Failed(format!("the disk of {place} is missing")));
    }
    if is_elsewhere && !was_elsewhere {
        note(kind, place, home, disk);
    }
    Ok(())
}

pub(super) fn lies_elsewhere(place: &Path, home: &Path, disk: &dyn Disk) -> Result<bool, LogError> {
    let device = |path: &Path| disk.device(path).map_err(|error| io(path, &error));
    Ok(device(place)? != device(home)?)
}

pub(super) fn note(kind: &str, place: &Path, home: &Path, disk: &dyn Disk) {
    let name = place.as_os_str().as_encoded_bytes();
    let noted = disk
        .open(&home.join(kind), How::Anew)
        .and_then(|note| note.write_all_at(name, 0).and_then(|()| note.sync_all()));
    if let Err(error) = noted {
        warn!(%error, kind, "which disk it lies on could not be noted");
    }
}
