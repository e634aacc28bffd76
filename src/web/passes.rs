//! Passes: tokens of programs and of screens elsewhere, each with a name, the
//! rights of one role and, if wished, an end.
//!
//! A token is shown once; kept is its digest, in `passes.json` of the data
//! folder, whole or not at all. Never gives more than the admin chose.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use office::day::{MINUTE_MS, Moment};
use serde::{Deserialize, Serialize};
use tracing::warn;

use crate::web::trust::{Role, Who, digest};

/// Screens and programs of the largest office several times over.
pub(crate) const MOST: usize = 100;

/// So a pass can never be taken for an account or a screen of this computer.
pub(crate) const BY: &str = "pass:";

/// What a pass may be for. People sign in themselves; nobody's desk, hall or
/// office is worked by a token that knows no person.
pub(crate) const ROLES: [Role; 5] = [
    Role::Board,
    Role::Kiosk,
    Role::Watch,
    Role::Reports,
    Role::ContactCentre,
];

/// One that was given out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Pass {
    /// Random, eight hexadecimal digits.
    pub(crate) id: String,
    pub(crate) name: String,
    /// Name of one of `ROLES`.
    pub(crate) role: String,
    /// SHA-256 of the token, hexadecimal.
    pub(crate) digest: String,
    pub(crate) made_ms: i64,
    pub(crate) made_by: String,
    /// `None`: until it is taken back.
    pub(crate) until_ms: Option<i64>,
    /// A screen that was paired by a code, not a program.
    pub(crate) paired: bool,
}

impl Pass {
    fn holds(&self, now: Moment) -> bool {
        self.until_ms.is_none_or(|until| now.0 < until)
    }
}

/// Why a pass was not given out or taken back.
#[derive(Debug)]
pub(crate) enum NotKept {
    NameTaken,
    TooMany,
    Unknown,
    Disk(std::io::Error),
}

/// All that are given out.
#[derive(Debug, Default)]
pub struct Passes {
    /// `None`: nothing can be given out.
    file_path: Option<PathBuf>,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    passes: Vec<Pass>,
    /// When each was used last since the start, by id.
    heard_ms: BTreeMap<String, i64>,
}

impl Passes {
    /// Those kept in the folder. A damaged file is set aside, never overwritten.
    #[must_use]
    pub fn open(dir_path: &Path) -> Self {
        let file_path = dir_path.join("passes.json");
        let passes = read(&file_path);
        Self {
            file_path: Some(file_path),
            known: Mutex::new(Known {
                passes,
                heard_ms: BTreeMap::new(),
            }),
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All of them, and when each was heard last.
    pub(crate) fn all(&self) -> Vec<(Pass, Option<i64>)> {
        let known = self.known();
        let heard = |pass: &Pass| known.heard_ms.get(&pass.id).copied();
        let passes = known.passes.iter();
        passes.map(|pass| (pass.clone(), heard(pass))).collect()
    }

    /// Whose token this is, if it still holds.
    pub(crate) fn who(&self, token: &str, now: Moment) -> Option<Who> {
        let digest = digest(token);
        let mut known = self.known();
        let pass = known.passes.iter().find(|pass| pass.digest == digest)?;
        let role = ROLES.into_iter().find(|role| role.name() == pass.role)?;
        if !pass.holds(now) {
            return None;
        }
        let (id, name) = (pass.id.clone(), pass.name.clone());
        let until = pass.until_ms.map(Moment);
        known.heard_ms.insert(id, now.0);
        Some(Who {
            by: format!("{BY}{name}"),
            name,
            role,
            desk: None,
            until,
            session: None,
            pass: Some(digest),
        })
    }

    /// False once it is taken back or over: what listens by it ends.
    pub(crate) fn holds(&self, digest: &str, now: Moment) -> bool {
        let known = self.known();
        let mut passes = known.passes.iter();
        passes.any(|pass| pass.digest == digest && pass.holds(now))
    }

    /// Gives it out, once it is on disk. Blocks.
    pub(crate) fn add(&self, pass: Pass, now: Moment) -> Result<(), NotKept> {
        self.change(|passes| {
            passes.retain(|known| known.holds(now));
            if passes.iter().any(|known| known.name == pass.name) {
                return Err(NotKept::NameTaken);
            }
            if passes.len() >= MOST {
                return Err(NotKept::TooMany);
            }
            passes.push(pass);
            Ok(())
        })
    }

    /// Takes it back; whatever uses it is turned away at once. Blocks.
    pub(crate) fn remove(&self, id: &str) -> Result<Pass, NotKept> {
        self.change(|passes| {
            let index = passes.iter().position(|pass| pass.id == id);
            let index = index.ok_or(NotKept::Unknown)?;
            Ok(passes.remove(index))
        })
    }

    fn change<T>(
        &self,
        change: impl FnOnce(&mut Vec<Pass>) -> Result<T, NotKept>,
    ) -> Result<T, NotKept> {
        let unknown = || NotKept::Disk(std::io::ErrorKind::NotFound.into());
        let file_path = self.file_path.as_ref().ok_or_else(unknown)?;
        let mut known = self.known();
        let mut passes = known.passes.clone();
        let done = change(&mut passes)?;
        write(file_path, &passes).map_err(NotKept::Disk)?;
        known.passes = passes;
        Ok(done)
    }
}

/// The end of a pass given out now for so many days.
pub(crate) fn until(days: Option<u16>, now: Moment) -> Option<i64> {
    let day_ms = 24 * 60 * MINUTE_MS;
    days.map(|days| now.plus_ms(i64::from(days) * day_ms).0)
}

fn read(file_path: &Path) -> Vec<Pass> {
    let text = match std::fs::read_to_string(file_path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Vec::new(),
        Err(error) => {
            warn!(%error, "the passes could not be read; programs and paired screens stay outside");
            return Vec::new();
        }
    };
    serde_json::from_str(&text).unwrap_or_else(|error| {
        let aside = file_path.with_extension("json.damaged");
        warn!(%error, "the passes are damaged; programs and paired screens need new ones");
        if let Err(error) = std::fs::rename(file_path, &aside) {
            warn!(%error, "the damaged passes could not be set aside");
        }
        Vec::new()
    })
}

/// Whole or not at all.
fn write(file_path: &Path, passes: &[Pass]) -> std::io::Result<()> {
    let draft_path = file_path.with_extension("json.draft");
    let mut file = OpenOptions::new()
        .create(true)
        .write(true)
        .truncate(true)
        .mode(0o600)
        .open(&draft_path)?;
    file.write_all(serde_json::to_string_pretty(passes)?.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&draft_path, file_path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pass(name: &str, until_ms: Option<i64>) -> Pass {
        Pass {
            id: format!("id-{name}"),
            name: name.to_owned(),
            role: "watch".to_owned(),
            digest: digest(name),
            made_ms: 0,
            made_by: "admin".to_owned(),
            until_ms,
            paired: false,
        }
    }

    #[test]
    fn a_pass_holds_until_its_end_and_frees_its_name_then() {
        let folder = std::env::temp_dir().join(format!("talon-passes-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let passes = Passes::open(&folder);
        let end = until(Some(1), Moment(0));
        passes.add(pass("wall", end), Moment(0)).unwrap();
        let again = passes.add(pass("wall", None), Moment(1));
        assert!(matches!(again, Err(NotKept::NameTaken)));
        let end = Moment(end.unwrap());
        assert!(passes.who("wall", end.plus_ms(-1)).is_some());
        assert!(passes.who("wall", end).is_none() && passes.who("hall", Moment(0)).is_none());
        passes.add(pass("wall", None), end).unwrap();
        // A restart forgets nothing but when it was heard.
        let passes = Passes::open(&folder);
        assert_eq!(passes.all(), [(pass("wall", None), None)]);
        passes.remove("id-wall").unwrap();
        assert!(!passes.holds(&digest("wall"), end));
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn no_more_are_given_out_than_an_office_has_screens() {
        let folder = std::env::temp_dir().join(format!("talon-passes-most-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let passes = Passes::open(&folder);
        for number in 0..MOST {
            let one = pass(&number.to_string(), None);
            passes.add(one, Moment(0)).unwrap();
        }
        let more = passes.add(pass("more", None), Moment(0));
        assert!(matches!(more, Err(NotKept::TooMany)));
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
