//! Counts what comes off a printer's roll, and keeps the count on disk.
//!
//! Promises: a frozen disk holds up no slip; while it hangs the newest count
//! stays in memory. Never: knows how a printer is asked.

use super::PrinterSettings;
use super::outcome::{Condition, Outcome};
use super::port::Gate;
use super::preview::interpreter::Interpreter;
use super::roll::Roll;
use std::path::PathBuf;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// How long the count may take to be read at the start.
const RECALL_MS: u64 = 1000;

/// Thermal heads have 203 dots an inch: eight a millimetre.
const DOTS_PER_MM: u32 = 8;

/// The count of one printer; all of it does nothing where paper is not counted.
pub(super) struct RollCount {
    roll: Option<Roll>,
    path: Option<PathBuf>,
    width_dots: u16,
    /// One write at a time.
    gate: Gate,
    /// Made when the first slip is measured.
    meter: Option<Interpreter>,
    job_mm: u32,
}

impl RollCount {
    pub(super) fn new(settings: &PrinterSettings) -> Self {
        Self {
            roll: settings.roll,
            path: settings.roll_path.clone(),
            width_dots: settings.profile.width_dots,
            gate: Gate::new(),
            meter: None,
            job_mm: 0,
        }
    }

    /// A frozen disk must not keep the printer from its first slip.
    pub(super) async fn recall(&mut self) {
        let (Some(mut roll), Some(path)) = (self.roll, self.path.clone()) else {
            return;
        };
        let recalling = tokio::task::spawn_blocking(move || {
            roll.recall(&path);
            roll
        });
        let limit = Instant::now() + Duration::from_millis(RECALL_MS);
        if let Ok(Ok(roll)) = timeout_at(limit, recalling).await {
            self.roll = Some(roll);
        }
    }

    /// Tickets that the roll is good for, about; `None`: not known.
    pub(super) fn tickets_left(&self) -> Option<u32> {
        self.roll.and_then(|roll| roll.tickets_left())
    }

    /// The printer says how it is. True: it has a new roll.
    pub(super) fn sees(&mut self, condition: Condition) -> bool {
        let before = self.roll;
        let is_new = self.roll.as_mut().is_some_and(|roll| roll.sees(condition));
        if self.roll != before {
            self.keep();
        }
        is_new
    }

    /// Somebody has put in a new roll.
    pub(super) fn change(&mut self) {
        if let Some(roll) = &mut self.roll {
            roll.change();
            self.keep();
        }
    }

    /// How long the job is on paper.
    pub(super) fn measure(&mut self, job: &[u8]) {
        if self.roll.is_none() {
            return;
        }
        let width = self.width_dots;
        let meter = self.meter.get_or_insert_with(|| Interpreter::new(width));
        let sheets = meter.read(job).sheets;
        let dots: u32 = sheets
            .iter()
            .map(|sheet| u32::from(sheet.picture.height()))
            .sum();
        self.job_mm = dots / DOTS_PER_MM;
    }

    /// Whatever may have come out is not on the roll any more.
    pub(super) fn feed(&mut self, outcome: Outcome) {
        let may_be_out = match outcome {
            Outcome::Printed | Outcome::Unknown(_) => true,
            Outcome::NotPrinted(_) => false,
        };
        if let Some(roll) = self.roll.as_mut().filter(|_roll| may_be_out) {
            roll.feed(self.job_mm);
            self.keep();
        }
    }

    /// Nobody waits for it.
    fn keep(&self) {
        if let (Some(roll), Some(path)) = (self.roll, self.path.clone()) {
            let desk = self.gate.clone();
            drop(tokio::spawn(async move {
                if let Err(error) = desk.pass(move || roll.keep(&path)).await {
                    tracing::debug!(%error, "what is left of the roll could not be kept");
                }
            }));
        }
    }
}
