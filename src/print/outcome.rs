//! What became of a slip, and how the printer is. Pure.
//!
//! Promises: `Printed` is said only when the printer confirmed it or, for a
//! device that never speaks, when it took every byte; in doubt it is `Unknown`.

use super::roll::LOW_TICKETS;
use super::status::{Obstacle, Paper, Status};

/// What became of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The slip is out. From a device that answers no questions this means: it
    /// took every byte; nobody can know more.
    Printed,
    /// Nothing came out, and nothing will: it is safe to print again.
    NotPrinted(Reason),
    /// It may have come out. Never sent again by itself; a reprint bears «повтор».
    Unknown(Reason),
}

/// Why a slip is not known to be out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Too many slips wait already, or this one waited too long.
    Busy,
    /// No such device, or nobody listens there.
    Unreachable,
    /// No paper.
    PaperOut,
    /// The cover is open.
    CoverOpen,
    /// The cutter is stuck.
    CutterError,
    /// Another error of the printer.
    PrinterError,
    /// The printer says it is offline.
    Offline,
    /// A printer that used to answer does not.
    NoAnswer,
    /// It took every byte, but what it answers makes no sense.
    Garbled,
    /// The printer did not take the bytes, or did not confirm, in time.
    TimedOut,
    /// The link broke while bytes were under way.
    LinkLost,
    /// The file could not be written (disk full, no right).
    NotWritten,
    /// The slip could not be turned into bytes.
    NotEncoded,
    /// The printing room has stopped.
    Stopped,
}

impl Reason {
    /// The word used in the API and as the key of the text on a screen.
    pub fn code(self) -> &'static str {
        match self {
            Self::Busy => "busy",
            Self::Unreachable => "unreachable",
            Self::PaperOut => "paper-out",
            Self::CoverOpen => "cover-open",
            Self::CutterError => "cutter-error",
            Self::PrinterError => "printer-error",
            Self::Offline => "offline",
            Self::NoAnswer => "no-answer",
            Self::Garbled => "garbled",
            Self::TimedOut => "timed-out",
            Self::LinkLost => "link-lost",
            Self::NotWritten => "not-written",
            Self::NotEncoded => "not-encoded",
            Self::Stopped => "stopped",
        }
    }
}

impl From<Obstacle> for Reason {
    fn from(obstacle: Obstacle) -> Self {
        match obstacle {
            Obstacle::PaperOut => Self::PaperOut,
            Obstacle::CoverOpen => Self::CoverOpen,
            Obstacle::CutterError => Self::CutterError,
            Obstacle::PrinterError => Self::PrinterError,
            Obstacle::Offline => Self::Offline,
        }
    }
}

impl Outcome {
    /// The word used in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Printed => "printed",
            Self::NotPrinted(_) => "not-printed",
            Self::Unknown(_) => "unknown",
        }
    }

    /// Why it is not known to be out; `None` when it is.
    pub fn reason(self) -> Option<Reason> {
        match self {
            Self::Printed => None,
            Self::NotPrinted(reason) | Self::Unknown(reason) => Some(reason),
        }
    }
}

/// How the printer is, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Condition {
    /// Never asked, or it does not answer questions.
    #[default]
    NotKnown,
    /// Ready.
    Ready,
    /// Ready, but the roll is near its end.
    PaperLow,
    /// Nobody can print now, for this reason.
    Out(Obstacle),
    /// What it answers makes no sense: a wrong speed, a loose cable, another
    /// device. It may print, and nobody can know.
    Garbled,
    /// No such device, or nobody listens there.
    Unreachable,
}

impl Condition {
    /// The word used in the API and as the key of the text on a screen.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotKnown => "not-known",
            Self::Ready => "ready",
            Self::PaperLow => "paper-low",
            Self::Out(obstacle) => Reason::from(obstacle).code(),
            Self::Garbled => "garbled",
            Self::Unreachable => "unreachable",
        }
    }

    /// Whether a slip sent now is expected to come out.
    pub fn usable(self) -> bool {
        match self {
            Self::NotKnown | Self::Ready | Self::PaperLow => true,
            Self::Out(_) | Self::Garbled | Self::Unreachable => false,
        }
    }
}

impl From<Status> for Condition {
    fn from(status: Status) -> Self {
        match (status.obstacle(), status.paper) {
            (Some(obstacle), _) => Self::Out(obstacle),
            (None, Paper::Low) => Self::PaperLow,
            (None, Paper::Ok | Paper::NotKnown | Paper::Out) => Self::Ready,
        }
    }
}

/// The last job of a printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastJob {
    /// What became of it.
    pub outcome: Outcome,
    /// Bytes the device took, of …
    pub bytes_sent: usize,
    /// … this many.
    pub bytes_total: usize,
    /// When it was asked for, as the caller said.
    pub at: jiff::Timestamp,
}

/// What the faces show of a printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PrinterState {
    /// How it is.
    pub condition: Condition,
    /// Whether it answers questions; `None` until it was asked.
    pub answers: Option<bool>,
    /// The last job, if there was one.
    pub last_job: Option<LastJob>,
    /// Tickets that the roll is good for, about; `None`: not known.
    pub tickets_left: Option<u32>,
}

impl PrinterState {
    /// The printer says that paper runs low, or the count does.
    pub fn runs_low(self) -> bool {
        let few = self.tickets_left.is_some_and(|left| left <= LOW_TICKETS);
        match self.condition {
            Condition::PaperLow => true,
            Condition::Ready | Condition::NotKnown => few,
            Condition::Out(_) | Condition::Garbled | Condition::Unreachable => false,
        }
    }
}
