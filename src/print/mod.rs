//! The printing room: slips go in, paper comes out, and the outcome is known.
//!
//! Promises: one task owns each printer; a stuck device holds up nobody else;
//! every slip ends as printed, not printed or unknown before its deadline.
//! Never: decides what a slip says, resends by itself, or reads the clock.

pub mod outcome;
pub mod slip;

pub mod port;
pub mod profile;

pub mod bitmap;
pub mod cp866;
pub mod draw;
pub mod encode;
pub mod logo;
pub mod qr;
pub mod type_case;

mod manners;
mod queue;
pub mod roll;
mod roll_count;
pub mod status;
mod talk;
mod worker;

pub mod preview;

use crate::watch::lent::Home;
use crate::watch::upkeep::Upkeep;
use jiff::Timestamp;
use outcome::{Condition, Outcome, PrinterState, Reason};
use port::url::PrinterUrl;
use preview::gallery::PreviewSlip;
use profile::Profile;
use queue::{Order, Wish};
use roll::Roll;
use slip::Slip;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, timeout_at};
use worker::Worker;

/// How long a visitor waits for a slip before the screen says what to do.
const JOB_LIMIT_MS: u64 = 5000;

/// Slips that may wait for one printer. At a ticket a second they are all out
/// before the first visitor in the queue gives up.
const QUEUE: usize = 4;

/// Slips that the preview printer keeps.
const PREVIEW_KEPT: usize = 20;

/// How much later than the job the waiting for it ends: the task must have its say.
const GRACE_MS: u64 = 250;

/// What a printer is and how it is treated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrinterSettings {
    /// Where it is.
    pub url: PrinterUrl,
    /// What model it is.
    pub profile: Profile,
    /// From asking for a slip to its outcome, at most.
    pub job_limit: Duration,
    /// Slips that may wait; more are refused at once.
    pub queue: usize,
    /// Where the preview printer keeps its pictures; `None` for memory only.
    pub preview_dir: Option<PathBuf>,
    /// How many slips the preview printer keeps.
    pub preview_kept: usize,
    /// What it prints on; `None`: paper is not counted.
    pub roll: Option<Roll>,
    /// Where the count is kept; `None` for memory only.
    pub roll_path: Option<PathBuf>,
}

impl PrinterSettings {
    /// The usual settings for a printer at this address.
    pub fn new(url: PrinterUrl, profile: Profile) -> Self {
        Self {
            url,
            profile,
            job_limit: Duration::from_millis(JOB_LIMIT_MS),
            queue: QUEUE,
            preview_dir: None,
            preview_kept: PREVIEW_KEPT,
            roll: None,
            roll_path: None,
        }
    }
}

/// A hold on one printer. Cloning is cheap; when the last one is dropped the
/// printer is let go.
#[derive(Debug, Clone)]
pub struct PrinterHandle {
    wishes: mpsc::Sender<Wish>,
    state: watch::Receiver<PrinterState>,
    slips: watch::Receiver<Arc<[PreviewSlip]>>,
    job_limit: Duration,
}

impl PrinterHandle {
    /// Starts the task that owns the printer. Must be called within a tokio runtime.
    pub fn start(settings: PrinterSettings) -> Self {
        Self::start_kept(settings, &Upkeep::default())
    }

    /// The same for a house that tells how its rooms fare: a task that fails is
    /// started again. The slip in its hands is then in doubt, those that wait are
    /// printed; if it stays shut nothing is.
    pub fn start_kept(settings: PrinterSettings, upkeep: &Upkeep) -> Self {
        let (wishes, waiting) = mpsc::channel(settings.queue.max(1));
        let (tell_state, state) = watch::channel(PrinterState::default());
        let (tell_slips, slips) = watch::channel(Arc::from([]));
        let job_limit = settings.job_limit;
        let queue = Home::new(waiting);
        let serving = upkeep.keep("print", {
            let (queue, tell_state) = (queue.clone(), tell_state.clone());
            let mut has_fallen = false;
            move || {
                let (settings, queue) = (settings.clone(), queue.lend());
                let (tell_state, tell_slips) = (tell_state.clone(), tell_slips.clone());
                let is_again = std::mem::replace(&mut has_fallen, true);
                async move {
                    let Some(queue) = queue else { return };
                    let worker = Worker::new(settings, tell_state, tell_slips);
                    if is_again {
                        worker.instead_of_a_fallen_one().run(queue).await;
                    } else {
                        worker.run(queue).await;
                    }
                }
            }
        });
        // It ends by itself when the last handle is gone.
        drop(tokio::spawn(async move {
            serving.await;
            queue::close(&queue);
            tell_state.send_modify(|state| state.condition = Condition::Unreachable);
        }));
        Self {
            wishes,
            state,
            slips,
            job_limit,
        }
    }

    /// Prints a slip and says what became of it, within the job limit. `at` is
    /// the caller's time and only written down. Dropping the future does not
    /// call the slip back; its outcome is in the state.
    pub async fn print(&self, slip: Slip, at: Timestamp) -> Outcome {
        let deadline = Instant::now() + self.job_limit;
        let (reply, answer) = oneshot::channel();
        let order = Order {
            slip,
            at,
            deadline,
            reply,
        };
        match self.wishes.try_send(Wish::Print(Box::new(order))) {
            Ok(()) => {}
            Err(mpsc::error::TrySendError::Full(_)) => return Outcome::NotPrinted(Reason::Busy),
            Err(mpsc::error::TrySendError::Closed(_)) => {
                return Outcome::NotPrinted(Reason::Stopped);
            }
        }
        match timeout_at(deadline + Duration::from_millis(GRACE_MS), answer).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => Outcome::Unknown(Reason::Stopped),
            Err(_) => Outcome::Unknown(Reason::TimedOut),
        }
    }

    /// Somebody has put in a new roll. False: the task is busy or gone, ask again.
    pub async fn roll_is_new(&self) -> bool {
        let (reply, answer) = oneshot::channel();
        if self.wishes.try_send(Wish::NewRoll(reply)).is_err() {
            return false;
        }
        let deadline = Instant::now() + self.job_limit + Duration::from_millis(GRACE_MS);
        matches!(timeout_at(deadline, answer).await, Ok(Ok(())))
    }

    /// How the printer is now.
    pub fn state(&self) -> PrinterState {
        *self.state.borrow()
    }

    /// How the printer is, for those who want to hear of changes.
    pub fn watch_state(&self) -> watch::Receiver<PrinterState> {
        self.state.clone()
    }

    /// The last slips of the preview printer, oldest first; empty for a real one.
    pub fn preview_slips(&self) -> Arc<[PreviewSlip]> {
        Arc::clone(&self.slips.borrow())
    }
}

/// All printers of the office, by the names that the office file gives them.
#[derive(Debug, Clone, Default)]
pub struct Printers {
    handles: BTreeMap<String, PrinterHandle>,
}

impl Printers {
    /// Starts a task for each printer, each kept going by itself.
    pub fn start(settings: BTreeMap<String, PrinterSettings>, upkeep: &Upkeep) -> Self {
        let handles = settings
            .into_iter()
            .map(|(name, settings)| (name, PrinterHandle::start_kept(settings, upkeep)))
            .collect();
        Self { handles }
    }

    /// The printer of this name.
    pub fn get(&self, name: &str) -> Option<&PrinterHandle> {
        self.handles.get(name)
    }

    /// All printers with their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &PrinterHandle)> {
        self.handles
            .iter()
            .map(|(name, handle)| (name.as_str(), handle))
    }
}

/// The serial lines of this machine, for a person who has to choose one.
/// Reads `/sys`; call it where blocking is allowed. Where there is no `/sys`,
/// as in a bare container, there are none (serialport would panic).
pub fn serial_lines() -> Vec<String> {
    if !Path::new("/sys/class/tty").is_dir() {
        return Vec::new();
    }
    let mut lines: Vec<String> = serialport::available_ports()
        .unwrap_or_default()
        .into_iter()
        .map(|line| line.port_name)
        .collect();
    lines.sort();
    lines
}
