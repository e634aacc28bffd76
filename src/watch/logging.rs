//! Where the log goes and how much it says, which can be changed while the
//! office runs: SIGUSR1 says more, SIGUSR2 as usual again.
//!
//! Under systemd entries go to the journal with their fields; elsewhere to the
//! standard error. No personal data comes here: rooms log ids, never people.

use tokio::signal::unix::{SignalKind, signal};
use tracing::{info, warn};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, Registry, reload};

/// What an office tells: all that happens to it, and others' warnings.
pub const USUAL: &str = "warn,talon=info,backroom=info";

/// Where somebody reads the terminal for something else.
pub const QUIET: &str = "error,talon=warn,backroom=warn";

/// What SIGUSR1 asks for: this program's own words in full.
const MORE: &str = "info,talon=debug,backroom=debug";

/// Changes how much the log says.
#[derive(Debug, Clone)]
pub struct LogLevel {
    usual: String,
    filter: reload::Handle<EnvFilter, Registry>,
}

/// Starts the log; `level` in [`EnvFilter`]'s words, unless `TALON_LOG` says
/// otherwise.
pub fn start(level: &str) -> LogLevel {
    let usual = match std::env::var("TALON_LOG") {
        Ok(wanted) if EnvFilter::try_new(&wanted).is_ok() => wanted,
        Ok(_) | Err(_) => level.to_owned(),
    };
    let (filter, handle) = reload::Layer::new(EnvFilter::new(&usual));
    let stderr = || {
        tracing_subscriber::fmt::layer()
            .with_writer(std::io::stderr)
            .boxed()
    };
    let to = match is_in_journal().then(tracing_journald::layer) {
        Some(Ok(journal)) => journal.with_field_prefix(Some("TALON".to_owned())).boxed(),
        Some(Err(_)) | None => stderr(),
    };
    tracing_subscriber::registry().with(filter).with(to).init();
    LogLevel {
        usual,
        filter: handle,
    }
}

/// systemd says so when the standard error goes to its journal.
fn is_in_journal() -> bool {
    std::env::var_os("JOURNAL_STREAM").is_some() && std::env::var_os("INVOCATION_ID").is_some()
}

impl LogLevel {
    /// Obeys the two signals until it is dropped.
    pub async fn obey(self) {
        let listening = (
            signal(SignalKind::user_defined1()),
            signal(SignalKind::user_defined2()),
        );
        let (Ok(mut more), Ok(mut usual)) = listening else {
            warn!("signals that change the log cannot be listened for");
            return;
        };
        loop {
            let asked = tokio::select! {
                asked = more.recv() => asked.map(|()| MORE),
                asked = usual.recv() => asked.map(|()| self.usual.as_str()),
            };
            let Some(level) = asked else { return };
            match self.filter.reload(EnvFilter::new(level)) {
                Ok(()) => info!(level, "the log says so much from now on"),
                Err(error) => warn!(%error, "how much the log says could not be changed"),
            }
        }
    }
}
