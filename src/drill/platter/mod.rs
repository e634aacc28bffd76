//! A disk in memory that keeps what was synced and nothing else, and that is
//! ill in every way a disk can be.
//!
//! Written and not synced: after a cut each sector of 512 bytes is there or
//! not, by chance. Named and not synced: a beginning of what was renamed,
//! made and removed is there (a file system with a journal). A kill takes
//! nothing. Areas: the folder behind the world's own, "db", "journal",
//! "shm" (gone with the power), "stick".

mod file;
mod torn;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use backroom::store::disk::{Disk, DiskFile, How, Stamp};

use crate::random::Random;

const SECTOR: usize = 512;

/// Which disk a file lies on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Area {
    Database,
    Journal,
    /// Gone with the power.
    Memory,
    Stick,
    /// The folder of the world itself.
    Home,
}

impl Area {
    fn named(name: &str) -> Self {
        match name {
            "db" => Self::Database,
            "journal" => Self::Journal,
            "shm" => Self::Memory,
            "stick" => Self::Stick,
            _ => Self::Home,
        }
    }
}

/// How an area is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ill {
    #[default]
    Well,
    /// Every write and sync fails (EIO); reading works.
    WriteError,
    /// Everything fails (EIO).
    DeadDisk,
    /// Nothing can grow (ENOSPC); what was filled before can be written.
    Full,
    /// Cannot be opened for writing any more (EROFS).
    ReadOnly,
    /// Another program holds the database.
    Locked,
}

#[derive(Debug, Default)]
struct Inode {
    bytes: Vec<u8>,
    /// What was done since the last sync, to be undone by a cut.
    unsynced: Vec<Undo>,
    written: i64,
}

#[derive(Debug)]
enum Undo {
    Write {
        offset: usize,
        old: Vec<u8>,
        new: Vec<u8>,
    },
    Length {
        old: Vec<u8>,
        from: usize,
        to: usize,
    },
}

#[derive(Debug, Clone)]
enum Naming {
    Made(PathBuf),
    Renamed {
        from: PathBuf,
        to: PathBuf,
        over: Option<u64>,
    },
    Removed {
        path: PathBuf,
        inode: u64,
    },
}

#[derive(Debug)]
struct State {
    random: Random,
    /// By the path's bytes: comparing paths part by part takes longer.
    names: BTreeMap<OsString, u64>,
    dirs: Vec<PathBuf>,
    inodes: BTreeMap<u64, Inode>,
    namings: Vec<Naming>,
    last_inode: u64,
    ticks: i64,
    ills: BTreeMap<Area, Ill>,
    /// The next so many changes of an area go through, the one after fails;
    /// true: it fails after it was done.
    next_fails: BTreeMap<Area, (u64, bool)>,
    /// The power goes with the n-th change from here.
    cut_in: Option<u64>,
    is_cut: bool,
    /// Handles of earlier lives are dead.
    life: u64,
    pub changes: u64,
    pub failures: u64,
}

/// The disks of one world.
#[derive(Debug, Clone)]
pub struct Platter {
    root: PathBuf,
    state: Arc<Mutex<State>>,
    pub cut: Arc<tokio::sync::Notify>,
}

#[derive(Debug, Clone)]
pub struct PlatterFile {
    platter: Platter,
    path: PathBuf,
    area: Area,
    inode: u64,
    life: u64,
}

fn eio() -> io::Error {
    io::Error::from_raw_os_error(5)
}

fn gone() -> io::Error {
    ErrorKind::NotFound.into()
}

impl Platter {
    pub fn new(root: &Path, seed: u64) -> Self {
        let state = State {
            random: Random::new(seed, 0xd15c),
            names: BTreeMap::new(),
            dirs: vec![root.to_owned()],
            inodes: BTreeMap::new(),
            namings: Vec::new(),
            last_inode: 0,
            ticks: 0,
            ills: BTreeMap::new(),
            next_fails: BTreeMap::new(),
            cut_in: None,
            is_cut: false,
            life: 0,
            changes: 0,
            failures: 0,
        };
        Self {
            root: root.to_owned(),
            state: Arc::new(Mutex::new(state)),
            cut: Arc::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Every path here begins with the world's own folder.
    fn area(&self, path: &Path) -> Area {
        let root_bytes = self.root.as_os_str().len() + 1;
        let inside = path.as_os_str().as_encoded_bytes().get(root_bytes..);
        let first = inside.and_then(|inside| inside.split(|byte| *byte == b'/').next());
        let name = first.and_then(|name| std::str::from_utf8(name).ok());
        name.map_or(Area::Home, Area::named)
    }

    pub fn fall_ill(&self, area: &str, ill: Ill) {
        self.state().ills.insert(Area::named(area), ill);
    }

    pub fn ill(&self, area: &str) -> Ill {
        self.ill_in(Area::named(area))
    }

    fn ill_in(&self, area: Area) -> Ill {
        self.state().ills.get(&area).copied().unwrap_or_default()
    }

    /// Every area is.
    pub fn is_well(&self) -> bool {
        self.state().ills.values().all(|ill| *ill == Ill::Well)
    }

    /// The change after so many more fails once.
    pub fn fail_once(&self, area: &str, after: u64, though_done: bool) {
        self.state()
            .next_fails
            .insert(Area::named(area), (after, though_done));
    }

    /// Takes back what `fail_once` ordered.
    pub fn fail_never(&self, area: &str) {
        self.state().next_fails.remove(&Area::named(area));
    }

    /// No trouble is left, none is still to come.
    pub fn rest(&self) {
        let mut state = self.state();
        state.ills.clear();
        state.next_fails.clear();
        state.cut_in = None;
    }

    /// The power goes with the n-th change from now on.
    pub fn cut_in(&self, changes: u64) {
        self.state().cut_in = Some(changes);
    }

    pub fn is_cut(&self) -> bool {
        self.state().is_cut
    }

    pub fn counts(&self) -> (u64, u64) {
        let state = self.state();
        (state.changes, state.failures)
    }

    /// The process is gone: what it held open is dead, what it wrote is there.
    pub fn kill(&self) {
        let mut state = self.state();
        state.life += 1;
        state.is_cut = false;
        state.cut_in = None;
        state.next_fails.clear();
    }

    /// The power is gone: what was not synced is torn, memory is empty.
    pub fn lose_power(&self) {
        let shm = self.root.join("shm");
        let mut state = self.state();
        state.tear();
        state
            .names
            .retain(|path, _inode| !Path::new(path).starts_with(&shm));
        state.dirs.retain(|dir| !dir.starts_with(&shm));
        drop(state);
        self.kill();
    }

    /// A file vanishes from under its owner.
    pub fn vanish(&self, path: &Path) {
        self.state().names.remove(path.as_os_str());
    }

    /// Bytes change by themselves, `from` to `to` of a hundred parts of the file.
    pub fn rot(&self, path: &Path, from: usize, to: usize, count: usize) -> bool {
        let mut state = self.state();
        state.ticks += 1;
        let ticks = state.ticks;
        let Some(inode) = state.names.get(path.as_os_str()).copied() else {
            return false;
        };
        let spots: Vec<u64> = (0..count).map(|_spot| state.random.draw()).collect();
        let Some(file) = state.inodes.get_mut(&inode) else {
            return false;
        };
        let (from, to) = (file.bytes.len() * from / 100, file.bytes.len() * to / 100);
        if to <= from {
            return false;
        }
        for spot in spots {
            let at = from + usize::try_from(spot).unwrap_or(0) % (to - from);
            file.bytes[at] ^= 1 << (spot >> 61);
        }
        // Rot is silent: no time of writing tells of it.
        let _ = ticks;
        true
    }

    /// Another file is put in a file's place.
    pub fn replace(&self, path: &Path, bytes: Vec<u8>) {
        let mut state = self.state();
        let inode = state.new_inode();
        if let Some(file) = state.inodes.get_mut(&inode) {
            file.bytes = bytes;
        }
        state.names.insert(path.into(), inode);
    }

    pub fn paths(&self, area: &str) -> Vec<PathBuf> {
        let dir = self.root.join(area);
        let state = self.state();
        state
            .names
            .keys()
            .map(PathBuf::from)
            .filter(|path| path.starts_with(&dir))
            .collect()
    }

    /// Whether a change may be made there now; counts it.
    fn may_change(&self, area: Area, grows: bool) -> Result<bool, io::Error> {
        let mut state = self.state();
        if state.is_cut {
            return Err(eio());
        }
        state.changes += 1;
        if area != Area::Memory
            && let Some(left) = &mut state.cut_in
        {
            if *left == 0 {
                state.is_cut = true;
                self.cut.notify_one();
                // The change itself is on its way: torn or whole.
                return Ok(true);
            }
            *left -= 1;
        }
        let ill = state.ills.get(&area).copied().unwrap_or_default();
        let failed = match ill {
            Ill::WriteError | Ill::DeadDisk => Some(eio()),
            Ill::Full if grows => Some(io::Error::from_raw_os_error(28)),
            Ill::ReadOnly | Ill::Well | Ill::Full | Ill::Locked => None,
        };
        if let Some(error) = failed {
            state.failures += 1;
            return Err(error);
        }
        match state.next_fails.get_mut(&area) {
            Some((0, though_done)) => {
                let though_done = *though_done;
                state.next_fails.remove(&area);
                state.failures += 1;
                if though_done { Ok(true) } else { Err(eio()) }
            }
            Some((left, _)) => {
                *left -= 1;
                Ok(false)
            }
            None => Ok(false),
        }
    }

    fn may_read(&self, area: Area) -> io::Result<()> {
        let mut state = self.state();
        let is_dead = state.ills.get(&area) == Some(&Ill::DeadDisk);
        if state.is_cut || is_dead {
            state.failures += 1;
            return Err(eio());
        }
        Ok(())
    }

    /// Opens for SQLite or for us; `anew` empties it.
    pub fn open_file(
        &self,
        path: &Path,
        writes: bool,
        makes: bool,
        anew: bool,
    ) -> io::Result<PlatterFile> {
        let area = self.area(path);
        self.may_read(area)?;
        let is_read_only = self.ill_in(area) == Ill::ReadOnly;
        if writes && is_read_only {
            return Err(io::Error::from_raw_os_error(30));
        }
        let known = self.state().names.get(path.as_os_str()).copied();
        let inode = match known {
            Some(inode) => inode,
            None if makes => {
                let fails = self.may_change(area, true)?;
                let mut state = self.state();
                let inode = state.new_inode();
                state.names.insert(path.into(), inode);
                state.namings.push(Naming::Made(path.to_owned()));
                drop(state);
                if fails {
                    return Err(eio());
                }
                inode
            }
            None => return Err(gone()),
        };
        let file = PlatterFile {
            platter: self.clone(),
            path: path.to_owned(),
            area,
            inode,
            life: self.state().life,
        };
        if anew {
            file.set_length(0)?;
        }
        Ok(file)
    }

    pub fn remove_file(&self, path: &Path) -> io::Result<()> {
        let fails = self.may_change(self.area(path), false)?;
        let mut state = self.state();
        let inode = state.names.remove(path.as_os_str()).ok_or_else(gone)?;
        state.namings.push(Naming::Removed {
            path: path.to_owned(),
            inode,
        });
        if fails { Err(eio()) } else { Ok(()) }
    }
}

impl State {
    fn new_inode(&mut self) -> u64 {
        self.last_inode += 1;
        self.ticks += 1;
        let written = self.ticks;
        self.inodes.insert(
            self.last_inode,
            Inode {
                written,
                ..Inode::default()
            },
        );
        self.last_inode
    }

    /// A sync of a file or folder makes the names so far last, as journalling
    /// file systems do.
    fn names_last(&mut self) {
        self.namings.clear();
    }

    fn tear(&mut self) {
        let kept = usize::try_from(self.random.below(self.namings.len() as u64 + 1)).unwrap_or(0);
        let lost: Vec<Naming> = self.namings.drain(..).skip(kept).collect();
        for naming in lost.into_iter().rev() {
            match naming {
                Naming::Made(path) => {
                    self.names.remove(path.as_os_str());
                }
                Naming::Renamed { from, to, over } => {
                    if let Some(inode) = self.names.remove(to.as_os_str()) {
                        self.names.insert(from.into(), inode);
                    }
                    if let Some(over) = over {
                        self.names.insert(to.into(), over);
                    }
                }
                Naming::Removed { path, inode } => {
                    self.names.insert(path.into(), inode);
                }
            }
        }
        let mut random = self.random.clone();
        for inode in self.inodes.values_mut() {
            inode.tear(&mut random);
        }
        self.random = random;
    }
}

impl Disk for Platter {
    fn open(&self, path: &Path, how: How) -> io::Result<Box<dyn DiskFile>> {
        let file = match how {
            How::Read => self.open_file(path, false, false, false),
            How::Write => self.open_file(path, true, false, false),
            How::Anew | How::AnewInPrivate => self.open_file(path, true, true, true),
        };
        Ok(Box::new(file?))
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.may_read(self.area(path))?;
        let state = self.state();
        let inode = state.names.get(path.as_os_str()).ok_or_else(gone)?;
        Ok(state
            .inodes
            .get(inode)
            .map(|inode| inode.bytes.clone())
            .unwrap_or_default())
    }

    fn stamp(&self, path: &Path) -> io::Result<Stamp> {
        self.may_read(self.area(path))?;
        let state = self.state();
        let file = state
            .names
            .get(path.as_os_str())
            .and_then(|inode| Some((inode, state.inodes.get(inode)?)));
        if let Some((inode, file)) = file {
            return Ok(Stamp {
                inode: *inode,
                length: file.bytes.len() as u64,
                written_s: file.written,
                written_ns: 0,
            });
        }
        let is_dir = state.dirs.iter().any(|dir| dir == path);
        is_dir.then(Stamp::default).ok_or_else(gone)
    }

    fn device(&self, dir_path: &Path) -> io::Result<u64> {
        self.may_read(self.area(dir_path))?;
        Ok(u64::from(self.area(dir_path) == Area::Stick))
    }

    fn list(&self, dir_path: &Path) -> io::Result<Vec<PathBuf>> {
        self.may_read(self.area(dir_path))?;
        let state = self.state();
        if !state.dirs.iter().any(|dir| dir == dir_path) {
            return Err(gone());
        }
        let inside = |path: &PathBuf| path.parent() == Some(dir_path);
        let paths = state.names.keys().map(PathBuf::from);
        Ok(paths.filter(inside).collect())
    }

    fn create_dir(&self, dir_path: &Path) -> io::Result<()> {
        let fails = self.may_change(self.area(dir_path), true)?;
        let mut state = self.state();
        if !state.dirs.iter().any(|dir| dir == dir_path) {
            state.dirs.push(dir_path.to_owned());
        }
        if fails { Err(eio()) } else { Ok(()) }
    }

    fn create_dir_all(&self, dir_path: &Path) -> io::Result<()> {
        if self.state().dirs.iter().any(|dir| dir == dir_path) {
            return self.may_read(self.area(dir_path));
        }
        self.create_dir(dir_path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let fails = self.may_change(self.area(to), false)?;
        let mut state = self.state();
        let inode = state.names.remove(from.as_os_str()).ok_or_else(gone)?;
        let over = state.names.insert(to.into(), inode);
        state.namings.push(Naming::Renamed {
            from: from.to_owned(),
            to: to.to_owned(),
            over,
        });
        if fails { Err(eio()) } else { Ok(()) }
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.remove_file(path)
    }

    fn sync_dir(&self, dir_path: &Path) -> io::Result<()> {
        let fails = self.may_change(self.area(dir_path), false)?;
        let mut state = self.state();
        if !state.is_cut {
            state.names_last();
        }
        if fails { Err(eio()) } else { Ok(()) }
    }

    fn sqlite_layer(&self) -> Option<&'static str> {
        Some(crate::layer::NAME)
    }
}
