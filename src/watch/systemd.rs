//! What systemd is told and what it hands over: ready, status in words, the
//! watchdog's food, and the listening socket that outlives this process.
//!
//! Without systemd nothing here does anything.

use std::net::TcpListener;
use std::sync::{Arc, Mutex, PoisonError};

use office::picture::Picture;
use sd_notify::NotifyState;
use tracing::{debug, warn};

use crate::texts::{Arg, Texts};

/// What systemd is told.
#[derive(Debug, Clone)]
pub struct Systemd {
    texts: Arc<Texts>,
    language: String,
    has_watchdog: bool,
    /// The status told last: it is told again only when it changes.
    said: Arc<Mutex<String>>,
}

impl Systemd {
    pub fn new(texts: Arc<Texts>, language: &str) -> Self {
        Self {
            texts,
            language: language.to_owned(),
            has_watchdog: sd_notify::watchdog_enabled().is_some(),
            said: Arc::default(),
        }
    }

    /// Reception has answered and the pages are served.
    pub fn ready(&self, picture: &Picture) {
        tell(&[NotifyState::Ready]);
        self.alive(picture);
    }

    /// Reception has just answered.
    pub(super) fn alive(&self, picture: &Picture) {
        if self.has_watchdog {
            tell(&[NotifyState::Watchdog]);
        }
        let status = status(picture, &self.texts, &self.language);
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if *said != status {
            tell(&[NotifyState::Status(&status)]);
            *said = status;
        }
    }

    pub fn stopping(&self) {
        tell(&[NotifyState::Stopping]);
    }
}

/// One line for `systemctl status`.
fn status(picture: &Picture, texts: &Texts, language: &str) -> String {
    let mode = match picture.mode {
        office::day::Mode::Electronic => "electronic",
        office::day::Mode::Live => "live",
    };
    let copies = match picture.copies {
        office::day::Copies::Two => 2,
        office::day::Copies::One => 1,
        office::day::Copies::None => 0,
    };
    let count = |count: usize| Arg::from(i64::try_from(count).unwrap_or(i64::MAX));
    let told = [
        ("mode", Arg::from(mode)),
        ("waiting", count(picture.waiting.len())),
        ("desks", count(picture.working_desks)),
        ("copies", Arg::from(i64::from(copies))),
    ];
    texts.get(language, "watch-status", &told)
}

fn tell(states: &[NotifyState<'_>]) {
    // Without systemd this is no error; with it, a lost word is said again.
    if let Err(error) = sd_notify::notify(states) {
        debug!(%error, "systemd could not be told");
    }
}

/// The socket systemd listens on for us: connections wait in it during a
/// restart, and a process that a frozen disk keeps from dying does not hold it.
pub fn inherited_socket() -> Option<TcpListener> {
    match listenfd::ListenFd::from_env().take_tcp_listener(0) {
        Ok(listener) => listener,
        Err(error) => {
            warn!(%error, "the socket handed over cannot be used; the office opens its own");
            None
        }
    }
}
