//! Appointments (запись, S9): who is expected when, and what became of it.
//!
//! The diary outlives the day (`carried.rs`). It knows people by id only. Slots are counted in `slots.rs`; what may be done
//! is decided in `booking.rs`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::day::{Date, Hours, MINUTE_MS, Moment};
use crate::person::PersonId;
use crate::service::ServiceId;
use crate::ticket::{Channel, TicketNumber};

/// Digits of a code: read over the phone and typed at the kiosk without doubt.
/// Of a million, an office's day uses a few dozen.
pub const CODE_DIGITS: usize = 6;

/// What the visitor says or types to check in: "482719".
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Code(String);

/// A text that is no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotACode;

impl fmt::Display for NotACode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a code is six digits, as 482 719")
    }
}

impl FromStr for Code {
    type Err = NotACode;

    /// Forgiving: spaces and dashes are left out.
    fn from_str(text: &str) -> Result<Self, NotACode> {
        let digits: String = text
            .chars()
            .filter(|sign| !sign.is_whitespace() && !matches!(sign, '-' | '–' | '—'))
            .collect();
        let is_code = digits.len() == CODE_DIGITS && digits.bytes().all(|b| b.is_ascii_digit());
        is_code.then_some(Self(digits)).ok_or(NotACode)
    }
}

impl TryFrom<String> for Code {
    type Error = NotACode;

    fn try_from(text: String) -> Result<Self, NotACode> {
        text.parse()
    }
}

impl From<Code> for String {
    fn from(code: Code) -> Self {
        code.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appointment {
    pub code: Code,
    pub service: ServiceId,
    pub date: Date,
    pub starts_at: Moment,
    pub person: PersonId,
    /// Language code for the slip.
    pub language: String,
    /// Grows with every change: whoever saw an older one is told.
    pub revision: u64,
    #[serde(flatten)]
    pub state: AppointmentState,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum AppointmentState {
    Booked,
    CheckedIn {
        ticket: TicketNumber,
        at: Moment,
        /// False: more than the late window after its time, an ordinary visitor.
        on_time: bool,
    },
    Cancelled,
    /// The day closed and nobody had checked in.
    Missed,
}

/// A clock that was ahead, or an office that was shut, for longer than that
/// takes with it who was expected meanwhile.
const LAPSES_AFTER_DAYS: i64 = 400;

impl Appointment {
    pub fn is_booked(&self) -> bool {
        self.state == AppointmentState::Booked
    }

    /// On the day of `date` nobody looks for it any more.
    pub(crate) fn is_long_past(&self, date: Date) -> bool {
        date.day_number() - self.date.day_number() > LAPSES_AFTER_DAYS
    }
}

/// Every appointment of today and of the days ahead.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Appointment>", into = "Vec<Appointment>")]
pub struct Diary {
    appointments: BTreeMap<Code, Appointment>,
}

impl From<Vec<Appointment>> for Diary {
    fn from(known: Vec<Appointment>) -> Self {
        let by_code = known.into_iter().map(|known| (known.code.clone(), known));
        Self {
            appointments: by_code.collect(),
        }
    }
}

impl From<Diary> for Vec<Appointment> {
    fn from(diary: Diary) -> Self {
        diary.appointments.into_values().collect()
    }
}

impl Diary {
    pub fn get(&self, code: &Code) -> Option<&Appointment> {
        self.appointments.get(code)
    }

    pub fn all(&self) -> impl Iterator<Item = &Appointment> {
        self.appointments.values()
    }

    /// Those of one day, by time.
    pub fn on(&self, date: Date) -> Vec<&Appointment> {
        let mut found: Vec<&Appointment> = self.all().filter(|known| known.date == date).collect();
        found.sort_by_key(|known| (known.starts_at, &known.code));
        found
    }

    /// Still expected on `date`.
    pub(crate) fn expected_on(&self, date: Date) -> impl Iterator<Item = &Appointment> {
        self.all()
            .filter(move |known| known.date == date && known.is_booked())
    }

    /// Still expected before `date`: days on which the office did not open.
    pub(crate) fn overdue(&self, date: Date) -> impl Iterator<Item = &Appointment> {
        self.all()
            .filter(move |known| known.date < date && known.is_booked())
    }

    pub fn is_empty(&self) -> bool {
        self.appointments.is_empty()
    }

    /// What goes on into the day of `date`: what is ahead, and what was passed
    /// over and has not lapsed yet.
    pub(crate) fn at_opening(&self, date: Date) -> Self {
        let ahead = self
            .all()
            .filter(|known| known.is_booked() && !known.is_long_past(date));
        ahead.cloned().collect::<Vec<_>>().into()
    }

    /// This and what another history knows besides: the later revision of each.
    pub(crate) fn unite(&self, other: &Self) -> Self {
        let mut united = self.clone();
        for theirs in other.all() {
            let ours = united.appointments.entry(theirs.code.clone());
            let ours = ours.or_insert_with(|| theirs.clone());
            if ours.revision < theirs.revision {
                ours.clone_from(theirs);
            }
        }
        united
    }

    /// Whose phone is needed until they have come.
    pub(crate) fn people(&self) -> impl Iterator<Item = PersonId> {
        let booked = self.all().filter(|known| known.is_booked());
        booked.map(|known| known.person.clone())
    }

    pub(crate) fn apply(&mut self, event: &AppointmentEvent, at: Moment) {
        match event {
            AppointmentEvent::Booked(appointment) => {
                self.appointments
                    .insert(appointment.code.clone(), appointment.clone());
            }
            AppointmentEvent::Moved {
                code,
                date,
                starts_at,
            } => self.change(code, |known| {
                known.date = *date;
                known.starts_at = *starts_at;
            }),
            AppointmentEvent::Cancelled { code } => {
                self.change(code, |known| known.state = AppointmentState::Cancelled);
            }
            AppointmentEvent::CheckedIn {
                code,
                ticket,
                on_time,
            } => self.change(code, |known| {
                known.state = AppointmentState::CheckedIn {
                    ticket: ticket.clone(),
                    at,
                    on_time: *on_time,
                };
            }),
            AppointmentEvent::Missed { code } => {
                self.change(code, |known| known.state = AppointmentState::Missed);
            }
            AppointmentEvent::Lapsed { code } => {
                self.appointments.remove(code);
            }
        }
    }

    fn change(&mut self, code: &Code, how: impl FnOnce(&mut Appointment)) {
        if let Some(known) = self.appointments.get_mut(code) {
            how(known);
            known.revision += 1;
        }
    }
}

/// What the office file says about booking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookingRules {
    /// Length of a slot (30 min).
    pub slot_ms: i64,
    /// Share of each desk's time that may be booked; the rest is for those who
    /// come without (50).
    pub share_percent: u32,
    /// So many days ahead, today not counted (14).
    pub days_ahead: u16,
    /// Checking in earlier than this is too early (30 min).
    pub early_ms: i64,
    /// Later than this is an ordinary visitor (15 min).
    pub late_ms: i64,
    /// Services nobody books.
    pub not_booked: BTreeSet<ServiceId>,
}

impl Default for BookingRules {
    fn default() -> Self {
        Self {
            slot_ms: 30 * MINUTE_MS,
            share_percent: 50,
            days_ahead: 14,
            early_ms: 30 * MINUTE_MS,
            late_ms: 15 * MINUTE_MS,
            not_booked: BTreeSet::new(),
        }
    }
}

/// What may be asked of the diary. Fields that are not part of what the asker
/// wants, or that would tell of a person, are left out of the comparison with
/// a repeated command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum AppointmentCommand {
    Book(Book),
    Move {
        code: Code,
        /// As the asker saw it; `None`: whatever it is now.
        revision: Option<u64>,
        to: Time,
    },
    Cancel {
        code: Code,
        revision: Option<u64>,
    },
    CheckIn(CheckIn),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Book {
    pub service: ServiceId,
    pub to: Time,
    pub language: String,
    #[serde(skip)]
    pub person: PersonId,
    /// Random ones, made outside: the first that is free becomes the code.
    #[serde(skip)]
    pub codes: Vec<Code>,
}

/// A slot of a day, with that day's hours by the office's calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Time {
    pub date: Date,
    pub starts_at: Moment,
    /// `None`: a day off.
    #[serde(skip)]
    pub hours: Option<Hours>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckIn {
    pub whom: Whom,
    pub channel: Channel,
    /// `None`: as chosen when it was booked.
    pub language: Option<String>,
    pub paper: bool,
    /// Chose an easier screen: «подойти и помочь».
    pub help: bool,
    /// By hand, out of the rules.
    pub reason: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Whom {
    Code(Code),
    /// Whoever stands under the phone that was typed; the next of their
    /// appointments today is meant.
    People(#[serde(skip)] Vec<PersonId>),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum AppointmentEvent {
    Booked(Appointment),
    Moved {
        code: Code,
        date: Date,
        starts_at: Moment,
    },
    Cancelled {
        code: Code,
    },
    CheckedIn {
        code: Code,
        ticket: TicketNumber,
        on_time: bool,
    },
    Missed {
        code: Code,
    },
    /// Its day went by without the office opening.
    Lapsed {
        code: Code,
    },
}

/// Why an appointment could not be made, changed or kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AppointmentRefusal {
    NotBookable(ServiceId),
    /// No slot of that day begins then.
    NoSuchSlot,
    Past,
    TooFarAhead {
        days: u16,
    },
    SlotFull {
        starts_at: Moment,
    },
    /// Not one of the codes was free; asking again brings new ones.
    CodesTaken,
    Unknown,
    /// Somebody changed it since it was looked at.
    Changed {
        revision: u64,
    },
    Cancelled,
    Missed,
    AlreadyCheckedIn {
        ticket: TicketNumber,
    },
    OtherDay {
        date: Date,
        starts_at: Moment,
    },
    TooEarly {
        from: Moment,
        starts_at: Moment,
    },
}
