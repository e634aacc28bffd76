//! `talon screens`: kiosk and board of the office file, in a display session
//! that is not the office's own (`talon-screens.service`).
//!
//! The office writes where it answers and with which tokens into its runtime
//! folder; the screens start when that is there and start anew when it changes.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Args;
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::sleep;
use tracing::{info, warn};

use crate::config::Overrides;
use crate::config::in_force::{self, Begun};
use crate::run::devices::{Session, Tokens};
use crate::run::screens;

/// How often the office's word is looked for.
const LOOK_EVERY: Duration = Duration::from_secs(1);

#[derive(Debug, Args)]
pub struct ScreensArgs {
    /// The office file
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Where the office says how it is reached
    #[arg(long, value_name = "FILE", default_value = "/run/talon/screens.json")]
    session: PathBuf,
}

/// Until it is told to stop.
pub async fn show(args: ScreensArgs) -> Result<()> {
    let Ok(Begun { settings, .. }) = in_force::begin(&args.config, &Overrides::default()) else {
        bail!(
            "{} has mistakes; see: talon check --config {}",
            args.config.display(),
            args.config.display()
        );
    };
    let mut stop = signal(SignalKind::terminate()).context("could not listen for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("could not listen for SIGINT")?;
    let mut shown = None;
    let mut known = None;
    loop {
        let told = read(&args.session);
        if told.is_some() && told != known {
            if let Some(session) = &told {
                info!(url = session.url, "the screens are started");
                let tokens = Tokens::from_session(session);
                // The earlier ones end before new ones begin.
                drop(shown.take());
                shown = screens::start(&settings, &session.url, &tokens);
                if shown.is_none() {
                    warn!("no display answers; trying again");
                }
            }
            known = told.filter(|_told| shown.is_some());
        }
        tokio::select! {
            () = sleep(LOOK_EVERY) => {}
            _ = stop.recv() => return Ok(()),
            _ = interrupt.recv() => return Ok(()),
        }
    }
}

fn read(path: &Path) -> Option<Session> {
    let text = std::fs::read_to_string(path).ok()?;
    serde_json::from_str(&text).ok()
}
