//! The ticket (талон): its number, its class, and where it is in its life.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::day::{Mode, Moment};
use crate::desk::DeskId;
use crate::leg::Leg;
use crate::series::Series;
use crate::service::ServiceId;

/// The series kept for live-queue tickets (S1).
pub const LIVE_SERIES: &str = "Ж";

/// Numbers of a series run from 1 to this on one day: three digits on the
/// ticket and the board, four after 999.
pub const LAST_NUMBER: u16 = 9_999;

/// A slip without an answer for so long is doubtful, milliseconds: three times
/// a job's limit.
const SLIP_ANSWER_MS: i64 = 15_000;

/// What a visitor reads: series and number, "А012"; unique on its day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TicketNumber {
    /// Cyrillic letters that look alike in Latin, after a numbering was
    /// renewed with the clock in front: "А", "1405А".
    pub series: Series,
    pub n: u16,
}

impl fmt::Display for TicketNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:03}", self.series, self.n)
    }
}

/// A text that is no ticket number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotANumber;

impl fmt::Display for NotANumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a ticket number is a letter and digits, as А012")
    }
}

/// The Cyrillic twin of a Latin letter as on number plates; anything else stays.
fn as_cyrillic(letter: char) -> char {
    match letter.to_uppercase().next().unwrap_or(letter) {
        'A' => 'А',
        'B' => 'В',
        'E' => 'Е',
        'K' => 'К',
        'M' => 'М',
        'H' => 'Н',
        'P' => 'Р',
        'C' => 'С',
        'T' => 'Т',
        'Y' => 'У',
        'X' => 'Х',
        // As a scanner types the live queue's series.
        'J' => 'Ж',
        other => other,
    }
}

impl FromStr for TicketNumber {
    type Err = NotANumber;

    /// Forgiving: spaces, small letters and Latin twins are accepted.
    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let letters: Vec<char> = text
            .chars()
            .filter(|letter| !letter.is_whitespace())
            .map(as_cyrillic)
            .collect();
        let digits_from = letters
            .iter()
            .rposition(|letter| letter.is_alphabetic())
            .ok_or(NotANumber)?
            + 1;
        let (series, digits) = letters.split_at(digits_from);
        // Parsing alone would take a plus sign.
        if !digits.iter().all(char::is_ascii_digit) {
            return Err(NotANumber);
        }
        let digits: String = digits.iter().collect();
        let n = digits.parse().map_err(|_not_digits| NotANumber)?;
        // The clock in front of a letter is at most four digits (HHMM).
        let is_series = series.len() <= 5 && series.iter().all(|sign| sign.is_alphanumeric());
        let series: String = series.iter().collect();
        if !is_series || !Series::fits(&series) || !(1..=LAST_NUMBER).contains(&n) {
            return Err(NotANumber);
        }
        let series = Series::from(series);
        Ok(Self { series, n })
    }
}

impl TryFrom<String> for TicketNumber {
    type Error = NotANumber;

    fn try_from(text: String) -> Result<Self, NotANumber> {
        text.parse()
    }
}

impl From<TicketNumber> for String {
    fn from(number: TicketNumber) -> Self {
        number.to_string()
    }
}

/// What a visitor's place in the queue is credited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    Ordinary,
    /// Served earlier by the office's own rules.
    Privileged,
    /// Served first by law.
    OutOfTurn,
    /// Checked in on time for a booked time (S9).
    Appointment,
}

/// Through which face a ticket was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    Kiosk,
    /// The hall manager or another person on the staff, by hand (S2).
    Staff,
    /// Another program over the API.
    Program,
}

/// Why a visitor was called now; kept with every call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum Why {
    /// Дольше всех ждал.
    LongestWait,
    /// Live queue: in the order they came.
    FirstCome,
    Privileged,
    OutOfTurn,
    Appointment,
    /// Короткий вопрос в час пик: the short window let it pass.
    ShortQuestion,
    /// Sent to this very desk, or comes back to it.
    SentHere,
    ByHand {
        reason: Option<String>,
    },
}

/// What became of the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SlipOutcome {
    /// Nobody asked for paper.
    NotAsked,
    /// Asked for; the printer has not answered, or the house stopped meanwhile.
    Asked,
    Printed,
    NotPrinted,
    Unknown,
}

/// How a ticket's life ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Closing {
    Served,
    NoShow,
    /// Went away before being called.
    Left,
    /// Still open when the day closed.
    NotServed,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TicketState {
    Waiting {
        since: Moment,
        /// Waits for this desk only, while that desk is open.
        only_at: Option<DeskId>,
        /// Not called before this moment, after a missed call.
        not_before: Option<Moment>,
    },
    Called {
        desk: DeskId,
        since: Moment,
        /// How often the call was spoken; 1 at first.
        times: u8,
        why: Why,
    },
    Serving {
        desk: DeskId,
        since: Moment,
        why: Why,
    },
    /// Put aside by its desk; goes on there.
    Parked {
        desk: DeskId,
        since: Moment,
        why: Why,
    },
    Closed {
        at: Moment,
        how: Closing,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    pub number: TicketNumber,
    /// `None`: a live-queue ticket for whatever the visitor came for.
    pub service: Option<ServiceId>,
    pub class: Class,
    pub channel: Channel,
    /// Language code the visitor chose.
    pub language: String,
    /// Why it was issued by hand.
    pub reason: Option<String>,
    pub taken_at: Moment,
    /// What the wait is counted from (S4); a transfer keeps it.
    pub reference: Moment,
    /// The booked time it was checked in for, on time (S9); may lie ahead.
    pub booked_for: Option<Moment>,
    /// The place cannot be earlier than this, after a missed call.
    pub place_floor: Option<Moment>,
    /// «Подойти и помочь»: calls are spoken slower.
    pub help: bool,
    pub slip: SlipOutcome,
    /// Somebody of the staff has seen it in the visitor's hand, or told the number.
    pub slip_confirmed: bool,
    /// Calls that nobody answered.
    pub misses: u8,
    /// What they cost the desks so far, milliseconds.
    pub(crate) missed_ms: i64,
    /// The desk that transferred it, if any.
    pub from_desk: Option<DeskId>,
    /// «Вернуть ко мне».
    pub come_back_to: Option<DeskId>,
    pub note: Option<String>,
    /// From the ticket or the booked time, whichever is later, to the first
    /// answered call; `None` until then.
    pub waited_ms: Option<i64>,
    /// The mode at that call: its target judges the wait (S4).
    pub waited_in: Mode,
    /// When the call under way, or the last one, was made.
    pub called_at: Option<Moment>,
    /// The visitor's mark for the visit (S13), 1 to 5.
    pub rated: Option<u8>,
    /// Earlier spells at desks, oldest first.
    pub legs: Vec<Leg>,
    pub state: TicketState,
}

impl Ticket {
    pub fn is_waiting(&self) -> bool {
        matches!(self.state, TicketState::Waiting { .. })
    }

    pub fn is_closed(&self) -> bool {
        matches!(self.state, TicketState::Closed { .. })
    }

    /// Whether the visitor may be without paper: until staff have seen to it, or
    /// the visitor has come to a desk and so knew the number.
    pub fn is_slip_doubtful(&self, now: Moment) -> bool {
        let has_come = match &self.state {
            TicketState::Waiting { .. } | TicketState::Called { .. } => !self.legs.is_empty(),
            TicketState::Serving { .. } | TicketState::Parked { .. } => true,
            TicketState::Closed { how, .. } => *how != Closing::NoShow,
        };
        let is_in_doubt = match self.slip {
            SlipOutcome::Unknown | SlipOutcome::NotPrinted => true,
            SlipOutcome::Asked => now.ms_since(self.taken_at) > SLIP_ANSWER_MS,
            SlipOutcome::NotAsked | SlipOutcome::Printed => false,
        };
        is_in_doubt && !has_come && !self.slip_confirmed
    }

    /// The desk it is called to or served at.
    pub fn desk(&self) -> Option<DeskId> {
        match &self.state {
            TicketState::Called { desk, .. } | TicketState::Serving { desk, .. } => Some(*desk),
            TicketState::Waiting { .. }
            | TicketState::Parked { .. }
            | TicketState::Closed { .. } => None,
        }
    }

    /// Since when it is in its present state.
    pub fn since(&self) -> Moment {
        match &self.state {
            TicketState::Waiting { since, .. }
            | TicketState::Called { since, .. }
            | TicketState::Serving { since, .. }
            | TicketState::Parked { since, .. } => *since,
            TicketState::Closed { at, .. } => *at,
        }
    }
}
