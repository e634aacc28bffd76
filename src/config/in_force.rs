//! The office file as each version of the program last had it in force: an
//! office that has run once is not kept shut by its file, neither by a slip
//! that nobody noticed until the power went, nor by a section that only a newer
//! version knows, after that version was taken back. Blocking.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use super::settings::Settings;
use super::shelf::write_whole;
use super::{Finding, Notice, Overrides, parse_at, read_text};

/// Copies of as many versions are kept: the one that runs, the one that a
/// rollback brings back, and one more.
const VERSIONS: usize = 3;

/// This version's copy.
const COPY: &str = concat!(env!("CARGO_PKG_VERSION"), ".toml");

/// As the office file's own: it holds the accounts' PINs as hashes.
const COPY_MODE: u32 = 0o640;

/// What an office starts with.
#[derive(Debug)]
pub struct Begun {
    pub settings: Settings,
    /// Why the office file as it stands is not in force; empty: it is.
    pub trouble: Vec<Finding>,
}

/// Reads the office file for a start. One that cannot be used is replaced by
/// the last that was in force; if a newer version wrote that, without what this
/// one does not know. `Err`, as of [`super::load`]: no copy can be used either,
/// as before the first start.
pub fn begin(path: &Path, overrides: &Overrides) -> Result<Begun, Vec<Finding>> {
    let trouble = match super::load(path, overrides) {
        Ok(settings) => {
            let trouble = Vec::new();
            return Ok(Begun { settings, trouble });
        }
        Err(findings) => findings,
    };
    match last(path, overrides) {
        Some(settings) => Ok(Begun { settings, trouble }),
        None => Err(trouble),
    }
}

/// What was in force last, as far as this version can use it.
pub fn last(path: &Path, overrides: &Overrides) -> Option<Settings> {
    let base_dir = path.parent().unwrap_or(Path::new(""));
    copies(overrides).into_iter().find_map(|copy| {
        let text = read_text(&copy).ok()?;
        let name = copy.display().to_string();
        let read = |unknown| parse_at(&text, &name, base_dir, overrides, unknown).ok();
        read(Notice::Mistake).or_else(|| read(Notice::Warning))
    })
}

/// Keeps a copy of the file for later starts, if it can be used as it stands.
pub fn keep(path: &Path, overrides: &Overrides) -> io::Result<()> {
    let (Some(dir), Ok(text)) = (dir(overrides), read_text(path)) else {
        return Ok(());
    };
    let base_dir = path.parent().unwrap_or(Path::new(""));
    let copy = dir.join(COPY);
    let is_known = fs::read_to_string(&copy).is_ok_and(|known| known == text);
    if is_known || parse_at(&text, "", base_dir, overrides, Notice::Mistake).is_err() {
        return Ok(());
    }
    fs::create_dir_all(&dir)?;
    write_whole(&copy, &text)?;
    // The screens, whose account is in the office's group, read it as well.
    fs::set_permissions(&copy, Permissions::from_mode(COPY_MODE))?;
    for old in copies(overrides).into_iter().skip(VERSIONS) {
        fs::remove_file(old)?;
    }
    Ok(())
}

/// Beside the data, in a folder that is known before the office file is read:
/// the command line's or systemd's.
fn dir(overrides: &Overrides) -> Option<PathBuf> {
    let data_dir = overrides.data_dir.clone().or_else(|| {
        let given = std::env::var_os("STATE_DIRECTORY")?;
        std::env::split_paths(&given).next()
    })?;
    Some(data_dir.join("office-files"))
}

/// The latest first.
fn copies(overrides: &Overrides) -> Vec<PathBuf> {
    let Some(entries) = dir(overrides).and_then(|dir| fs::read_dir(dir).ok()) else {
        return Vec::new();
    };
    let mut copies: Vec<_> = entries
        .flatten()
        .filter(|entry| entry.path().extension().is_some_and(|is| is == "toml"))
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    copies.sort();
    copies.into_iter().rev().map(|(_, path)| path).collect()
}
