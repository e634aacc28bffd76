//! What the kiosk asks the office for, and what comes back (pure).

use super::late::Told;
use crate::wire::{PrintOutcome, TicketTaken};
use crate::wire_screens::MenuAct;

/// A question for the office; the same id asked again is the same question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub id: u64,
    pub question: Question,
    pub language: String,
}

/// What is asked.
#[derive(Clone, PartialEq, Eq)]
pub enum Question {
    Ticket(Wanted),
    /// «Что взять с собой» on paper.
    Bring {
        service: String,
    },
    /// «У меня запись»: the code of the slip, or a phone number.
    CheckIn {
        code: String,
        help: bool,
    },
    /// The contract number on a meter-reading day (S8).
    Readings {
        contract: String,
        help: bool,
    },
    /// What a late visitor told (S6).
    Callback(Told),
    /// A mark for a visit that is over (S13): 1 (bad) to 5 (good).
    Rate {
        ticket: String,
        mark: u8,
    },
    /// One act of the staff menu.
    Menu {
        pin: String,
        act: MenuAct,
        service: Option<String>,
    },
}

impl std::fmt::Debug for Question {
    /// Neither codes, phones nor PINs: questions end up in logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Ticket(wanted) => f.debug_tuple("Ticket").field(wanted).finish(),
            Self::Bring { service } => f.debug_tuple("Bring").field(service).finish(),
            Self::CheckIn { .. } => f.write_str("CheckIn"),
            Self::Readings { .. } => f.write_str("Readings"),
            Self::Callback(_) => f.write_str("Callback"),
            Self::Rate { .. } => f.write_str("Rate"),
            Self::Menu { act, .. } => f.debug_tuple("Menu").field(act).finish(),
        }
    }
}

/// A ticket as the visitor wants it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// `None`: the live queue.
    pub service: Option<String>,
    /// «У меня льгота».
    pub privileged: bool,
    /// Chose an easier screen: «подойти и помочь».
    pub help: bool,
}

impl Asked {
    /// The ticket this asks for, if it asks for one.
    pub fn wanted(&self) -> Option<&Wanted> {
        match &self.question {
            Question::Ticket(wanted) => Some(wanted),
            Question::Bring { .. }
            | Question::CheckIn { .. }
            | Question::Readings { .. }
            | Question::Callback(_)
            | Question::Rate { .. }
            | Question::Menu { .. } => None,
        }
    }
}

/// How a question ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    Taken(Box<TicketTaken>),
    /// The staff menu's answer.
    Said(String),
    /// The callback's number, its day and its slip.
    Left {
        number: u32,
        due: String,
        slip: PrintOutcome,
    },
    /// What became of a slip that is no ticket.
    Slip(PrintOutcome),
    /// The mark is noted (S13).
    Rated,
    /// This visit takes no mark, as the office says.
    NotRated(String),
    /// Not in its hour, or unknown: an ordinary ticket is to be had (S8).
    Ordinary(String),
    /// What the office says against it, in the visitor's language; `None`: no answer.
    Not(Option<String>),
}
