//! The office file on its shelf: read, checked, replaced whole, and every
//! earlier version kept beside it. Blocking; callers go aside with it.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest as _, Sha256};
use tokio::sync::Notify;

use super::settings::Settings;
use super::{Finding, Notice, Overrides};
use crate::hex::short_hex;

/// Earlier versions kept; a year of changes once a week.
const VERSIONS: usize = 50;

/// An earlier version of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its name on the shelf.
    pub id: String,
    /// When it was replaced, ms since the epoch.
    pub until_ms: i64,
    /// Who replaced it.
    pub by: String,
}

/// Why a version was not put on the shelf.
#[derive(Debug)]
pub enum NotSaved {
    /// Somebody else changed the file meanwhile.
    Changed,
    /// The checks say no.
    Wrong(Vec<Finding>),
    /// The disk says no.
    Disk(io::Error),
}

#[derive(Debug)]
pub struct Shelf {
    path: PathBuf,
    overrides: Overrides,
    /// One change at a time.
    turn: Mutex<()>,
    changed: Arc<Notify>,
}

impl Shelf {
    pub fn new(path: PathBuf, overrides: Overrides) -> Self {
        Self {
            path,
            overrides,
            turn: Mutex::default(),
            changed: Arc::default(),
        }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Told after every save, so that the office takes the file at once.
    pub fn changes(&self) -> Arc<Notify> {
        Arc::clone(&self.changed)
    }

    pub fn read(&self) -> io::Result<String> {
        fs::read_to_string(&self.path)
    }

    /// Tells one text from another.
    pub fn tag(text: &str) -> String {
        short_hex(&Sha256::digest(text.as_bytes()))
    }

    /// The same checks as `talon check`.
    pub fn check(&self, text: &str) -> Result<Settings, Vec<Finding>> {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        let base = self.path.parent().unwrap_or(Path::new(""));
        super::parse_at(text, &name, base, &self.overrides, Notice::Mistake)
    }

    /// Puts a checked text in the file's place if the file is still the one
    /// with `tag`, and keeps the old one.
    pub fn save(&self, text: &str, tag: &str, by: &str, now_ms: i64) -> Result<(), NotSaved> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let old = self.read().map_err(NotSaved::Disk)?;
        if Self::tag(&old) != tag {
            return Err(NotSaved::Changed);
        }
        if text == old {
            return Ok(());
        }
        self.check(text).map_err(NotSaved::Wrong)?;
        self.keep(&old, by, now_ms)
            .and_then(|()| write_whole(&self.path, text))
            .map_err(NotSaved::Disk)?;
        self.changed.notify_one();
        Ok(())
    }

    /// Earlier versions, the latest first.
    pub fn versions(&self) -> Vec<Version> {
        let Ok(entries) = fs::read_dir(self.versions_dir()) else {
            return Vec::new();
        };
        let mut versions: Vec<Version> = entries
            .filter_map(|entry| version(&entry.ok()?.file_name().to_string_lossy()))
            .collect();
        versions.sort_by(|a, b| b.until_ms.cmp(&a.until_ms).then(b.id.cmp(&a.id)));
        versions
    }

    /// The text of an earlier version; `None` if there is no such one.
    pub fn version(&self, id: &str) -> Option<String> {
        let known = self.versions().into_iter().find(|known| known.id == id)?;
        fs::read_to_string(self.versions_dir().join(known.id)).ok()
    }

    fn versions_dir(&self) -> PathBuf {
        let mut name = self.path.file_name().unwrap_or_default().to_os_string();
        name.push(".versions");
        self.path.with_file_name(name)
    }

    fn keep(&self, old: &str, by: &str, now_ms: i64) -> io::Result<()> {
        let dir = self.versions_dir();
        fs::create_dir_all(&dir)?;
        let by: String = by.chars().filter(char::is_ascii_alphanumeric).collect();
        write_whole(&dir.join(format!("{now_ms}-{by}.toml")), old)?;
        for version in self.versions().into_iter().skip(VERSIONS) {
            fs::remove_file(dir.join(version.id))?;
        }
        Ok(())
    }
}

/// `1764096912000-it.toml`
fn version(name: &str) -> Option<Version> {
    let (until_ms, by) = name.strip_suffix(".toml")?.split_once('-')?;
    Some(Version {
        id: name.to_owned(),
        until_ms: until_ms.parse().ok()?,
        by: by.to_owned(),
    })
}

/// Whole or not at all; readable as the file was, or for the owner alone.
pub(super) fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let mut draft = path.as_os_str().to_os_string();
    draft.push(".draft");
    let draft = PathBuf::from(draft);
    let mut file = fs::File::create(&draft)?;
    let rights = fs::metadata(path).map(|known| known.permissions());
    let rights = rights.unwrap_or_else(|_new| std::os::unix::fs::PermissionsExt::from_mode(0o600));
    file.set_permissions(rights)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&draft, path)?;
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty());
    fs::File::open(dir.unwrap_or(Path::new(".")))?.sync_all()
}
