//! What can be seen of this computer without asking the office: folders, disks,
//! sound, outputs, touch, clocks. Blocks; call it where that is allowed.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::clock::wall_ms;
use crate::config::settings::{ScreenKind, Settings, Storage};
use crate::doctor::judge::{Disk, Folder, Seen};
use crate::store::backup;
use crate::watch::disk;

/// A part of a second is no difference between two clocks.
const SECOND_MS: i64 = 1_000;

/// Where `talon-rollback` notes what runs instead of the package's version.
const ROLLBACK_DIR: &str = "/var/lib/talon-rollback";

/// What to look at besides the office file's own things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// Ask the disks how they are: needs root, starts a program.
    pub smart: bool,
}

/// Looks at everything that the office file names.
pub fn look(settings: &Settings, wanted: Wanted) -> Seen {
    let data_dir = &settings.storage.data_dir;
    let journal_dir = &settings.storage.journal_dir;
    Seen {
        folders: [data_dir, journal_dir].map(|path| folder(path)).into(),
        is_one_disk: same_disk(data_dir, journal_dir),
        disks: disks(&[data_dir, journal_dir]),
        smart: if wanted.smart {
            smart(data_dir).into_iter().collect()
        } else {
            Vec::new()
        },
        sound_cards: entries("/sys/class/sound", |name| {
            name.strip_prefix("card").is_some_and(is_number)
        }),
        has_player: has_program("aplay"),
        voice_enabled: settings.voice.enabled,
        outputs: settings
            .screens
            .iter()
            .filter_map(|screen| screen.output.clone())
            .map(|output| {
                let plugged = is_plugged(&output);
                (output, plugged)
            })
            .collect(),
        has_kiosk: settings
            .screens
            .iter()
            .any(|screen| screen.kind == ScreenKind::Kiosk),
        has_touch: has_touch(),
        rtc_ahead_s: rtc_ahead_s(),
        ahead_of_last_write_s: last_write_ms(data_dir)
            .map(|written| (wall_ms() - written) / SECOND_MS),
        time_zone: settings.time_zone.clone(),
        system_zone: system_zone(),
        file_warnings: settings.warnings.len(),
        taken_back: taken_back(),
        backup_age_h: Some(backup_age_h(&settings.storage)),
        ..Seen::default()
    }
}

fn taken_back() -> Option<(String, String)> {
    let noted = |name| fs::read_to_string(Path::new(ROLLBACK_DIR).join(name)).ok();
    let (running, newer) = (noted("running")?, noted("version")?);
    Some((running.trim().to_owned(), newer.trim().to_owned()))
}

fn folder(path: &Path) -> Folder {
    let found = fs::metadata(path).ok();
    Folder {
        path: path.display().to_string(),
        exists: found.as_ref().is_some_and(fs::Metadata::is_dir),
        is_writable: rustix::fs::access(path, rustix::fs::Access::WRITE_OK).is_ok(),
        is_open_to_others: found.is_some_and(|found| found.permissions().mode() & 0o007 != 0),
    }
}

fn same_disk(one: &Path, other: &Path) -> Option<bool> {
    let device = |path: &Path| fs::metadata(path).map(|found| found.dev()).ok();
    Some(device(one)? == device(other)?)
}

/// Each file system once.
fn disks(folders: &[&PathBuf]) -> Vec<Disk> {
    let mut seen = Vec::new();
    let mut found = Vec::new();
    for path in folders {
        let Ok(device) = fs::metadata(path).map(|found| found.dev()) else {
            continue;
        };
        if seen.contains(&device) {
            continue;
        }
        seen.push(device);
        if let Some(room) = disk::Disk::look("", path) {
            found.push(Disk {
                path: path.display().to_string(),
                free_bytes: room.free_bytes,
                size_bytes: room.size_bytes,
            });
        }
    }
    found
}

/// The disk under a folder, asked with `smartctl`, which needs root; `None`
/// inside: it cannot be asked (a virtual disk, a card, no smartmontools).
fn smart(dir: &Path) -> Option<(String, Option<bool>)> {
    let device = fs::metadata(dir).ok()?.dev();
    let (major, minor) = (rustix::fs::major(device), rustix::fs::minor(device));
    let block = fs::canonicalize(format!("/sys/dev/block/{major}:{minor}")).ok()?;
    // A partition lies inside its disk's folder.
    let whole = if block.join("partition").exists() {
        block.parent()?.to_owned()
    } else {
        block
    };
    let name = whole.file_name()?.to_str()?.to_owned();
    // A disk that hangs answers this neither.
    let asked = Command::new("timeout")
        .args(["10", "smartctl", "-H", "-j"])
        .arg(format!("/dev/{name}"))
        .output();
    let passed = asked.ok().and_then(|answer| {
        let told: serde_json::Value = serde_json::from_slice(&answer.stdout).ok()?;
        told.pointer("/smart_status/passed")?.as_bool()
    });
    Some((name, passed))
}

/// How many entries of a folder are meant; `None`: there is no such folder.
fn entries(dir: &str, is_meant: impl Fn(&str) -> bool) -> Option<usize> {
    let found = fs::read_dir(dir).ok()?;
    let names = found
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok());
    Some(names.filter(|name| is_meant(name)).count())
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn has_program(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|dir| dir.join(name).is_file())
}

/// Whether a display is plugged into an output such as "HDMI-A-1"; X11's names
/// ("HDMI-1") lack the letter. `None`: no such output is known here.
fn is_plugged(output: &str) -> Option<bool> {
    let wanted = output.replace("-A-", "-");
    let cards = fs::read_dir("/sys/class/drm").ok()?;
    let status = cards.flatten().find_map(|card| {
        let name = card.file_name().into_string().ok()?;
        let (_card, connector) = name.split_once('-')?;
        let is_it = connector.replace("-A-", "-") == wanted;
        is_it.then(|| fs::read_to_string(card.path().join("status")).ok())?
    })?;
    Some(status.trim() == "connected")
}

/// A device whose places are places of the screen (the kernel's
/// `INPUT_PROP_DIRECT`, bit 1).
fn has_touch() -> Option<bool> {
    let inputs = fs::read_dir("/sys/class/input").ok()?;
    let mut touches = inputs.flatten().map(|input| {
        let bits = fs::read_to_string(input.path().join("properties")).unwrap_or_default();
        let last = bits
            .split_whitespace()
            .next_back()
            .unwrap_or("0")
            .to_owned();
        u64::from_str_radix(&last, 16).is_ok_and(|bits| bits & 0b10 != 0)
    });
    Some(touches.any(|is_touch| is_touch))
}

fn rtc_ahead_s() -> Option<i64> {
    let told = fs::read_to_string("/sys/class/rtc/rtc0/since_epoch").ok()?;
    let rtc_s: i64 = told.trim().parse().ok()?;
    Some(wall_ms() / SECOND_MS - rtc_s)
}

/// When anything in the data folder was last written, by the clock of then.
fn last_write_ms(dir: &Path) -> Option<i64> {
    let files = fs::read_dir(dir).ok()?;
    let times = files
        .flatten()
        .filter_map(|file| file.metadata().ok()?.modified().ok());
    let latest: SystemTime = times.max()?;
    let since = latest.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    i64::try_from(since.as_millis()).ok()
}

/// Hours since the latest snapshot on the other disk; `None`: there is none.
fn backup_age_h(storage: &Storage) -> Option<i64> {
    let log_id = fs::read_to_string(storage.data_dir.join("log-id")).ok()?;
    let dir = backup::dir_of(storage.backup_dir.as_deref()?, log_id.trim());
    let latest = backup::snapshots(&dir).ok()?.pop()?;
    let made = fs::metadata(latest).ok()?.modified().ok()?;
    let made = made.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    let age_ms = wall_ms() - i64::try_from(made.as_millis()).ok()?;
    Some((age_ms / (60 * 60 * SECOND_MS)).max(0))
}

fn system_zone() -> Option<String> {
    let target = fs::canonicalize("/etc/localtime").ok()?;
    let text = target.to_str()?;
    let (_dir, zone) = text.split_once("/zoneinfo/")?;
    Some(match zone {
        "Etc/UTC" | "UCT" | "Zulu" | "Universal" => "UTC".to_owned(),
        other => other.to_owned(),
    })
}
