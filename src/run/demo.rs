//! The demo office: the file inside the binary, open day and night, with a PIN
//! that everybody knows and all desks open at the start.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::bail;
use office::command::Command;
use office::desk::DeskId;
use office::staff::AccountId;
use tracing::{info, warn};

use crate::clock::wall_ms;
use crate::config::settings::{Role, Secret, Settings};
use crate::config::{self, Overrides, secrets};
use crate::reception::handle::{Ask, Handle};
use crate::run::{crowd, past};
use crate::store::{FillError, Places};

/// The demo's PIN: pages are on this computer only unless asked otherwise.
const PIN: &str = "111111";

#[derive(Debug, Clone)]
pub struct Demo {
    /// Simulated visitors that live through the office.
    pub visitors: u32,
    pub pin: String,
    /// An address was asked for: no other will do.
    pub fixed_address: bool,
    /// So many made-up office days lie behind it.
    pub history_days: u32,
}

impl Demo {
    pub fn new(visitors: u32, fixed_address: bool) -> Self {
        Self {
            visitors,
            pin: PIN.to_owned(),
            fixed_address,
            history_days: 0,
        }
    }

    /// Writes the made-up past into an empty folder, by the office file's own
    /// hours; in a folder with a past of its own it does nothing.
    pub(super) fn live_the_past(&self, places: &Places) -> anyhow::Result<()> {
        if self.history_days == 0 {
            return Ok(());
        }
        let settings = config::parse(config::demo(), "office.toml", &Overrides::default())
            .map_err(|_mistakes| anyhow::anyhow!("the demo's own office file is wrong"))?;
        let today = settings.calendar.date_at(wall_ms());
        match past::live(&settings, places, self.history_days, today) {
            Ok(entries) => {
                info!(entries, "the demo's past is written");
                Ok(())
            }
            Err(FillError::NotEmpty) => {
                warn!("this folder has a past already; none is made up");
                Ok(())
            }
            Err(error @ FillError::Log(_)) => {
                bail!("the demo's past could not be written: {error}")
            }
        }
    }

    /// Opens the desks and lets the visitors in.
    pub(super) async fn begin(&self, handle: &Handle, settings: &Arc<Settings>) {
        open_desks(handle, settings).await;
        if self.visitors > 0 {
            let crowd = crowd::live(handle.clone(), Arc::clone(settings), self.visitors);
            drop(tokio::spawn(crowd));
        }
    }

    /// Gives every account the demo's PIN that has none of its own yet; it
    /// stands for a password too. Whom the directory knows signs in by it.
    pub fn let_everyone_in(&self, settings: &mut Settings) -> anyhow::Result<()> {
        let hash = hash_secret(&self.pin)?;
        let has_directory = settings.directory.is_some();
        for account in &mut settings.staff {
            if has_directory && account.directory.is_some() {
                continue;
            }
            let kind = account.role.secret_kind();
            account.secret.get_or_insert_with(|| Secret {
                kind,
                hash: hash.clone(),
                is_first: false,
                is_demo: true,
            });
        }
        Ok(())
    }
}

/// The hash of a PIN or a password as the office file wants it.
pub fn hash_secret(secret: &str) -> anyhow::Result<String> {
    secrets::hash(secret).map_err(|error| anyhow::anyhow!("could not hash it: {error}"))
}

/// Where the demo keeps its data unless told otherwise.
pub fn data_dir() -> PathBuf {
    let home = |name: &str| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    home("XDG_DATA_HOME")
        .or_else(|| home("HOME").map(|home| home.join(".local/share")))
        .unwrap_or_else(std::env::temp_dir)
        .join("talon-demo")
}

/// The demo's own copy of its office file, for the admin page: written anew
/// unless it was changed there. `None`: nothing can be kept, then settings stay.
pub fn office_file(data_dir: &Path) -> Option<PathBuf> {
    let path = data_dir.join("office.toml");
    if !path.with_file_name("office.toml.versions").exists()
        && let Err(error) =
            std::fs::create_dir_all(data_dir).and_then(|()| std::fs::write(&path, config::demo()))
    {
        warn!(%error, "the demo's office file could not be written; its settings stay as they are");
        return None;
    }
    Some(path)
}

/// Opens every desk for the manager it belongs to.
async fn open_desks(handle: &Handle, settings: &Settings) {
    for account in &settings.staff {
        if let (Role::Desk, Some(desk)) = (account.role, account.desk) {
            let command = Command::OpenDesk {
                desk: DeskId(desk.get()),
                staff: AccountId(account.id.clone()),
            };
            if let Err(why) = handle.ask(Ask::new(command, "demo")).await {
                warn!(%desk, ?why, "a demo desk stays closed");
            }
        }
    }
}
