//! How much room is left where the office keeps its events.
//!
//! A frozen disk holds up only the thread that looks at it: what was known last
//! stays, and nobody waits.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::Instant;

/// The file system under one folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disk {
    /// "data" or "journal".
    pub name: &'static str,
    pub size_bytes: u64,
    /// For programs without special rights.
    pub free_bytes: u64,
}

impl Disk {
    /// Asks the file system; blocks as long as the disk does.
    pub fn look(name: &'static str, dir: &Path) -> Option<Self> {
        let found = rustix::fs::statvfs(dir).ok()?;
        Some(Self {
            name,
            size_bytes: found.f_blocks.saturating_mul(found.f_frsize),
            free_bytes: found.f_bavail.saturating_mul(found.f_frsize),
        })
    }
}

/// Looks at all folders now and then, on a thread that may block.
#[derive(Debug)]
pub(super) struct Disks {
    folders: Vec<(&'static str, PathBuf)>,
    every: Duration,
    looked: Option<Instant>,
    looking: Option<JoinHandle<()>>,
    found: std::sync::mpsc::Receiver<Vec<Disk>>,
    tell: std::sync::mpsc::SyncSender<Vec<Disk>>,
}

impl Disks {
    pub(super) fn new(folders: Vec<(&'static str, PathBuf)>, every: Duration) -> Self {
        // One look is under way at a time, so one answer waits at most.
        let (tell, found) = std::sync::mpsc::sync_channel(1);
        Self {
            folders,
            every,
            looked: None,
            looking: None,
            found,
            tell,
        }
    }

    /// What was found since the last time, if anything; never waits.
    pub(super) fn look(&mut self) -> Option<Vec<Disk>> {
        let is_due = self
            .looked
            .is_none_or(|looked| looked.elapsed() >= self.every);
        let is_busy = self
            .looking
            .as_ref()
            .is_some_and(|looking| !looking.is_finished());
        if is_due && !is_busy {
            self.looked = Some(Instant::now());
            let (folders, tell) = (self.folders.clone(), self.tell.clone());
            self.looking = Some(tokio::task::spawn_blocking(move || {
                let disks: Vec<Disk> = folders
                    .iter()
                    .filter_map(|(name, dir)| Disk::look(name, dir))
                    .collect();
                // Nobody listens any more only when the house closes down.
                tell.try_send(disks).ok();
            }));
        }
        self.found.try_recv().ok()
    }
}
