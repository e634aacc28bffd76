//! The last slips of the preview printer, newest last.
//!
//! Promises: at most as many as asked for, in memory and in the folder; a file
//! is written whole or not at all. Never: deletes a file it did not name.

use jiff::Timestamp;
use std::collections::VecDeque;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One slip that came out of the preview printer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewSlip {
    /// Counts up; never used twice, not even after a restart with the same folder.
    pub id: u64,
    /// The big number on the slip, «А 012», if it bears one.
    pub number: Option<String>,
    /// The paper as a PNG, black on white.
    pub png: Arc<[u8]>,
    /// When it was asked for, as the caller said.
    pub at: Timestamp,
}

/// Keeps the newest slips.
#[derive(Debug)]
pub(crate) struct Gallery {
    slips: VecDeque<PreviewSlip>,
    kept: usize,
    folder: Option<PathBuf>,
    next_id: u64,
}

impl Gallery {
    /// Opens the gallery; slips that an earlier run left in the folder are there again.
    pub(crate) fn open(folder: Option<PathBuf>, kept: usize) -> Self {
        let mut gallery = Self {
            slips: VecDeque::new(),
            kept: kept.max(1),
            folder,
            next_id: 1,
        };
        if let Some(folder) = gallery.folder.clone()
            && let Err(error) = gallery.load(&folder)
        {
            tracing::warn!(%error, folder = %folder.display(), "could not read earlier preview slips");
        }
        gallery
    }

    /// All kept slips, oldest first.
    pub(crate) fn slips(&self) -> Arc<[PreviewSlip]> {
        self.slips.iter().cloned().collect()
    }

    /// Adds a slip; the oldest one makes room.
    pub(crate) fn add(&mut self, number: Option<String>, png: Vec<u8>, at: Timestamp) {
        let slip = PreviewSlip {
            id: self.next_id,
            number,
            png: png.into(),
            at,
        };
        self.next_id += 1;
        if let Some(folder) = &self.folder
            && let Err(error) = write(folder, &slip)
        {
            tracing::warn!(%error, folder = %folder.display(), "could not keep a preview slip");
        }
        self.slips.push_back(slip);
        self.shrink();
    }

    fn shrink(&mut self) {
        while self.slips.len() > self.kept {
            let Some(old) = self.slips.pop_front() else {
                return;
            };
            if let Some(folder) = &self.folder {
                // A file that someone took away already is no trouble.
                fs::remove_file(folder.join(file_name(&old))).ok();
            }
        }
    }

    fn load(&mut self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        let mut found = Vec::new();
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path.file_name().and_then(|name| name.to_str());
            if let Some((id, at)) = name.and_then(parse_name) {
                found.push((id, at, path));
            }
        }
        found.sort_by_key(|(id, ..)| *id);
        self.next_id = found.last().map_or(1, |(id, ..)| id.saturating_add(1));
        for (id, at, path) in found {
            self.slips.push_back(PreviewSlip {
                id,
                number: None,
                png: fs::read(path)?.into(),
                at,
            });
            self.shrink();
        }
        Ok(())
    }
}

fn file_name(slip: &PreviewSlip) -> String {
    format!("slip-{:06}-{}.png", slip.id, slip.at.as_millisecond())
}

fn parse_name(name: &str) -> Option<(u64, Timestamp)> {
    let (id, at) = name
        .strip_prefix("slip-")?
        .strip_suffix(".png")?
        .split_once('-')?;
    let at = Timestamp::from_millisecond(at.parse().ok()?).ok()?;
    Some((id.parse().ok()?, at))
}

fn write(folder: &Path, slip: &PreviewSlip) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let path = folder.join(file_name(slip));
    let unfinished = path.with_extension("part");
    fs::write(&unfinished, &slip.png)?;
    fs::rename(unfinished, path)
}
