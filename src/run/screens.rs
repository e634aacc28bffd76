//! Kiosk and board as processes of their own: each may die alone and comes back.

use std::path::PathBuf;
use std::time::Duration;

use tokio::process::Command;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};
use tracing::{info, warn};

use crate::config::settings::{Screen, ScreenKind, ScreenMode, Settings};
use crate::run::devices::Tokens;
use crate::stage::display_available;

/// A screen that ran at least so long was well: its next restart is prompt.
const RAN_WELL: Duration = Duration::from_mins(1);

/// Pauses before a restart: from a quarter of a second, doubling up to this.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
const FIRST_PAUSE: Duration = Duration::from_millis(250);

/// Starts the screens of the office file; they end when this is dropped.
/// `None` without a display: then there is nothing to show them on.
pub fn start(settings: &Settings, url: &str, tokens: &Tokens) -> Option<JoinSet<()>> {
    if settings.headless || settings.screens.is_empty() || !display_available() {
        return None;
    }
    let program = std::env::current_exe().ok()?;
    let mut running = JoinSet::new();
    for screen in &settings.screens {
        let (kind, token) = match screen.kind {
            ScreenKind::Kiosk => ("kiosk", tokens.of("kiosk")),
            ScreenKind::Board => ("board", tokens.of("board")),
        };
        let mut arguments = vec![kind.to_owned(), "--url".to_owned(), url.to_owned()];
        arguments.extend(["--screen".to_owned(), screen.id.clone()]);
        arguments.extend(placing(screen));
        drop(running.spawn(keep_alive(program.clone(), arguments, token.to_owned())));
    }
    Some(running)
}

fn placing(screen: &Screen) -> Vec<String> {
    match (screen.mode, &screen.output) {
        (ScreenMode::Window, _) => Vec::new(),
        (ScreenMode::Fullscreen, None) => vec!["--fullscreen".to_owned()],
        (ScreenMode::Fullscreen, Some(output)) => {
            vec![
                "--fullscreen".to_owned(),
                "--output".to_owned(),
                output.clone(),
            ]
        }
    }
}

/// Starts the screen again whenever it ends, with a growing pause; a window
/// somebody closed on a desktop stays closed.
async fn keep_alive(program: PathBuf, arguments: Vec<String>, token: String) {
    let mut pause = FIRST_PAUSE;
    loop {
        let began = Instant::now();
        let ended = Command::new(&program)
            .args(&arguments)
            .env("TALON_TOKEN", &token)
            .kill_on_drop(true)
            .status()
            .await;
        let name = arguments.first().map_or("screen", String::as_str);
        match ended {
            Ok(status) if status.code() == Some(i32::from(crate::stage::EXIT_CLOSED)) => {
                info!(name, "a screen was closed by hand");
                return;
            }
            Ok(status) => warn!(name, %status, "a screen ended; it is started again"),
            Err(error) => warn!(name, %error, "a screen could not be started"),
        }
        pause = if began.elapsed() >= RAN_WELL {
            FIRST_PAUSE
        } else {
            (pause * 2).min(LONGEST_PAUSE)
        };
        sleep(pause).await;
    }
}
