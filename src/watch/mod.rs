//! Watches the house: reception's pulse, the tasks' lag, the disks' room.
//!
//! Once a second reception is asked a question that changes nothing; its answer
//! feeds systemd's watchdog. A stuck heart is restarted; a stuck disk, printer
//! or display is no reason. Never decides anything at the counter.

pub mod disk;
pub mod logging;
pub mod systemd;

/// With the rooms that they keep going.
pub use backroom::watch::{lent, upkeep};

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use office::command::Command;
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::reception::handle::{Ask, Handle, NotDone};
use crate::watch::disk::{Disk, Disks};
use crate::watch::systemd::Systemd;

/// How often reception is asked: well within the watchdog's 20 s.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Disks are looked at so often; they fill in hours.
const DISKS_EVERY: Duration = Duration::from_secs(15);

/// Reception that was silent for so long does not serve: its answers take a
/// millisecond, and half a second at most while a disk fails.
const SILENT_AFTER: Duration = Duration::from_secs(10);

/// What is known of the house's health; cheap to share, cheap to read.
#[derive(Debug, Clone)]
pub struct Pulse(Arc<Mutex<Felt>>);

/// One look at the house.
#[derive(Debug, Clone)]
pub struct Felt {
    pub started: Instant,
    /// When reception answered last; `None`: not yet.
    pub answered: Option<Instant>,
    /// How long its last answer took.
    pub answer_took: Duration,
    /// How late the tasks' clock ran at the last look.
    pub lag: Duration,
    pub disks: Vec<Disk>,
}

impl Pulse {
    pub fn new() -> Self {
        Self(Arc::new(Mutex::new(Felt {
            started: Instant::now(),
            answered: None,
            answer_took: Duration::ZERO,
            lag: Duration::ZERO,
            disks: Vec::new(),
        })))
    }

    pub fn felt(&self) -> Felt {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn feel(&self, change: impl FnOnce(&mut Felt)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Default for Pulse {
    fn default() -> Self {
        Self::new()
    }
}

impl Felt {
    /// Reception answered lately.
    pub fn is_alive(&self) -> bool {
        self.answered
            .is_some_and(|answered| answered.elapsed() < SILENT_AFTER)
    }
}

/// What is watched, and who is told.
#[derive(Debug, Clone)]
pub struct Watch {
    pub handle: Handle,
    pub pulse: Pulse,
    pub systemd: Systemd,
    /// Name and folder of what is kept: "data", "journal".
    pub folders: Vec<(&'static str, PathBuf)>,
}

impl Watch {
    /// Looks until reception is gone.
    pub async fn keep(self) {
        let mut looks = interval(LOOK_EVERY);
        looks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let mut disks = Disks::new(self.folders.clone(), DISKS_EVERY);
        while !self.handle.is_forgotten() {
            let due = looks.tick().await;
            let lag = due.elapsed();
            let asked = Instant::now();
            let is_alive = answers(&self.handle).await;
            let known_disks = disks.look();
            self.pulse.feel(|felt| {
                felt.lag = lag;
                if is_alive {
                    felt.answered = Some(Instant::now());
                    felt.answer_took = asked.elapsed();
                }
                if let Some(disks) = known_disks {
                    felt.disks = disks;
                }
            });
            if is_alive {
                self.systemd.alive(&self.handle.told().picture);
            }
        }
    }
}

/// A question under no key that only wants an earlier answer: it goes all the
/// way through reception and changes nothing.
async fn answers(handle: &Handle) -> bool {
    let question = Ask::new(Command::CloseDay, "watch").only_repeat();
    match handle.ask(question).await {
        Err(NotDone::NoAnswer | NotDone::Overloaded) => false,
        Ok(_)
        | Err(
            NotDone::Refused(_) | NotDone::Stale { .. } | NotDone::KeyReused | NotDone::NoRepeat,
        ) => true,
    }
}
