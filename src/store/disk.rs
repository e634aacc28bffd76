//! What the logs need of a disk. The real one is the file system; the fire
//! drill brings one that fails, forgets and tears what was not synced.

use std::fmt::Debug;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, FileExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What tells a file from another one and from itself when it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stamp {
    pub inode: u64,
    pub length: u64,
    pub written_s: i64,
    pub written_ns: i64,
}

impl Stamp {
    fn of(found: &fs::Metadata) -> Self {
        Self {
            inode: found.ino(),
            length: found.len(),
            written_s: found.mtime(),
            written_ns: found.mtime_nsec(),
        }
    }
}

/// How a file is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    Read,
    /// To read and write what is there.
    Write,
    /// Empty, whatever was there.
    Anew,
    /// The same, for the owner's eyes alone.
    AnewInPrivate,
}

/// Folders and names. Every call may block and may fail.
pub trait Disk: Debug + Send + Sync {
    fn open(&self, path: &Path, how: How) -> io::Result<Box<dyn DiskFile>>;
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    fn stamp(&self, path: &Path) -> io::Result<Stamp>;
    /// Which device a folder lies on.
    fn device(&self, dir_path: &Path) -> io::Result<u64>;
    /// Paths in a folder, in any order.
    fn list(&self, dir_path: &Path) -> io::Result<Vec<PathBuf>>;
    fn create_dir(&self, dir_path: &Path) -> io::Result<()>;
    fn create_dir_all(&self, dir_path: &Path) -> io::Result<()>;
    /// The same, for the owner's eyes alone if it is made here.
    fn create_private_dir(&self, dir_path: &Path) -> io::Result<()> {
        self.create_dir_all(dir_path)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Makes what was named and renamed in the folder last.
    fn sync_dir(&self, dir_path: &Path) -> io::Result<()>;

    fn exists(&self, path: &Path) -> bool {
        self.stamp(path).is_ok()
    }

    /// The name of the layer through which `SQLite` reaches it; `None`: its own.
    fn sqlite_layer(&self) -> Option<&'static str> {
        None
    }
}

/// An open file; closed when dropped.
pub trait DiskFile: Debug + Send {
    fn stamp(&self) -> io::Result<Stamp>;
    fn read_exact_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<()>;
    fn write_all_at(&self, bytes: &[u8], offset: u64) -> io::Result<()>;
    fn sync_data(&self) -> io::Result<()>;
    fn sync_all(&self) -> io::Result<()>;
}

/// The file system of this computer.
#[derive(Debug, Clone, Copy, Default)]
pub struct RealDisk;

pub(super) fn real() -> Arc<dyn Disk> {
    Arc::new(RealDisk)
}

impl Disk for RealDisk {
    fn open(&self, path: &Path, how: How) -> io::Result<Box<dyn DiskFile>> {
        let mut options = OpenOptions::new();
        match how {
            How::Read => options.read(true),
            How::Write => options.read(true).write(true),
            How::Anew => options.write(true).create(true).truncate(true),
            How::AnewInPrivate => options.write(true).create(true).truncate(true).mode(0o600),
        };
        Ok(Box::new(options.open(path)?))
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn stamp(&self, path: &Path) -> io::Result<Stamp> {
        fs::metadata(path).map(|found| Stamp::of(&found))
    }

    fn device(&self, dir_path: &Path) -> io::Result<u64> {
        fs::metadata(dir_path).map(|found| found.dev())
    }

    fn list(&self, dir_path: &Path) -> io::Result<Vec<PathBuf>> {
        fs::read_dir(dir_path)?
            .map(|file| file.map(|file| file.path()))
            .collect()
    }

    fn create_dir(&self, dir_path: &Path) -> io::Result<()> {
        fs::create_dir(dir_path)
    }

    fn create_dir_all(&self, dir_path: &Path) -> io::Result<()> {
        fs::create_dir_all(dir_path)
    }

    fn create_private_dir(&self, dir_path: &Path) -> io::Result<()> {
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(dir_path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn sync_dir(&self, dir_path: &Path) -> io::Result<()> {
        File::open(dir_path)?.sync_all()
    }
}

impl DiskFile for File {
    fn stamp(&self) -> io::Result<Stamp> {
        self.metadata().map(|found| Stamp::of(&found))
    }

    fn read_exact_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<()> {
        FileExt::read_exact_at(self, bytes, offset)
    }

    fn write_all_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        FileExt::write_all_at(self, bytes, offset)
    }

    fn sync_data(&self) -> io::Result<()> {
        Self::sync_data(self)
    }

    fn sync_all(&self) -> io::Result<()> {
        Self::sync_all(self)
    }
}
