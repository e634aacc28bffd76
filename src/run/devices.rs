//! Tokens of this computer's own screens, and in the demo of a desk, the hall
//! and the head: made once, kept readable for the owner alone.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use office::desk::DeskId;
use serde::{Deserialize, Serialize};
use tracing::warn;

use crate::web::trust::{Device, Role, digest, new_token};

/// Name, role, desk, and whether the demo alone has it.
const DEVICES: [(&str, Role, Option<u16>, bool); 7] = [
    ("kiosk", Role::Kiosk, None, false),
    ("board", Role::Board, None, false),
    ("desk", Role::Desk, Some(1), true),
    ("hall", Role::Hall, None, true),
    ("head", Role::Head, None, true),
    ("contact-centre", Role::ContactCentre, None, true),
    ("admin", Role::Admin, None, true),
];

/// What the screens in a display session of their own are told: written into
/// the office's runtime folder, readable for its group.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// `http://127.0.0.1:8080`.
    pub url: String,
    /// Kiosk's and board's.
    tokens: BTreeMap<String, String>,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

/// Token by device name.
pub struct Tokens(BTreeMap<String, String>);

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Tokens").field(&self.0.len()).finish()
    }
}

impl Tokens {
    /// Those kept in the folder, completed. A folder that cannot be written
    /// costs only that they change at the next start.
    pub fn load_or_make(dir_path: &Path, is_demo: bool) -> Self {
        let file_path = dir_path.join("devices.json");
        let mut tokens = read(&file_path);
        let wanted = || {
            DEVICES
                .iter()
                .filter(|(.., demo_only)| is_demo || !demo_only)
        };
        let missing: Vec<&str> = wanted()
            .map(|(name, ..)| *name)
            .filter(|name| !tokens.contains_key(*name))
            .collect();
        for name in &missing {
            match new_token() {
                Ok(token) => {
                    tokens.insert((*name).to_owned(), token);
                }
                Err(error) => warn!(%error, name, "a device is left without a token"),
            }
        }
        if !missing.is_empty()
            && let Err(error) = write(&file_path, &tokens, 0o600)
        {
            warn!(%error, "device tokens could not be kept; they will change at the next start");
        }
        tokens.retain(|name, _token| wanted().any(|(known, ..)| known == name));
        Self(tokens)
    }

    /// As web knows them: by digest.
    pub fn devices(&self) -> Vec<Device> {
        DEVICES
            .iter()
            .filter_map(|(name, role, desk, _demo_only)| {
                Some(Device {
                    name: (*name).to_owned(),
                    role: *role,
                    desk: desk.map(DeskId),
                    digest: digest(self.0.get(*name)?),
                })
            })
            .collect()
    }

    /// Those of a display session.
    pub fn from_session(session: &Session) -> Self {
        Self(session.tokens.clone())
    }

    /// Tells the screens of a display session how to reach the office, where
    /// systemd gave us a folder for it.
    pub fn tell_session(&self, url: &str) {
        let Some(dir) = std::env::var_os("RUNTIME_DIRECTORY") else {
            return;
        };
        let screens = ["kiosk", "board"];
        let session = Session {
            url: url.to_owned(),
            tokens: screens
                .into_iter()
                .map(|name| (name.to_owned(), self.of(name).to_owned()))
                .collect(),
        };
        let file_path = Path::new(&dir).join("screens.json");
        if let Err(error) = write(&file_path, &session, 0o640) {
            warn!(%error, "the screens could not be told how to reach the office");
        }
    }

    pub fn kiosk(&self) -> &str {
        self.of("kiosk")
    }

    pub fn of(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// What scripts are told.
    pub fn shown(&self) -> &BTreeMap<String, String> {
        &self.0
    }
}

/// A damaged file is set aside, never overwritten.
fn read(file_path: &Path) -> BTreeMap<String, String> {
    let text = match std::fs::read_to_string(file_path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return BTreeMap::new(),
        Err(error) => {
            warn!(%error, "device tokens could not be read");
            return BTreeMap::new();
        }
    };
    serde_json::from_str(&text).unwrap_or_else(|error| {
        let aside = file_path.with_extension("json.damaged");
        warn!(%error, "the device tokens are damaged; screens elsewhere need new ones");
        if let Err(error) = std::fs::rename(file_path, &aside) {
            warn!(%error, "the damaged device tokens could not be set aside");
        }
        BTreeMap::new()
    })
}

/// Whole or not at all.
fn write(file_path: &Path, what: &impl Serialize, mode: u32) -> std::io::Result<()> {
    let draft_path = file_path.with_extension("json.draft");
    let mut file = OpenOptions::new()
        .create(true)
        .write(true)
        .truncate(true)
        .mode(mode)
        .open(&draft_path)?;
    file.write_all(serde_json::to_string_pretty(what)?.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&draft_path, file_path)
}
