//! Time at the counter: moments, the office day and its hours, the queue's mode.
//!
//! Nothing here asks what time it is; `now` is always handed in.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::staff::AccountId;

/// One minute in milliseconds.
pub const MINUTE_MS: i64 = 60_000;

/// An instant: milliseconds since the Unix epoch, UTC, never going back within
/// one office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub i64);

impl Moment {
    /// The moment `ms` milliseconds later (earlier, if negative).
    #[must_use]
    pub fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to this moment; negative if it is later.
    pub fn ms_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// A calendar date of the office's own time zone, written "2026-11-22".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date {
    pub year: i16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

impl Date {
    /// Days since an arbitrary first day: two dates' difference is the days
    /// between them (Gregorian calendar).
    pub fn day_number(self) -> i64 {
        // March is the first month here, so that the leap day comes last.
        let month = i64::from(self.month);
        let year = i64::from(self.year) - i64::from(month <= 2);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(self.day) - 1;
        let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
        365 * year + leap_days + day_of_year
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// A text that is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotADate;

impl fmt::Display for NotADate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date is written year-month-day, as 2026-11-22")
    }
}

impl FromStr for Date {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let mut parts = text.splitn(3, '-');
        let mut part = || parts.next().ok_or(NotADate);
        let year = part()?.parse().map_err(|_not_a_number| NotADate)?;
        let month = part()?.parse().map_err(|_not_a_number| NotADate)?;
        let day = part()?.parse().map_err(|_not_a_number| NotADate)?;
        if (1..=12).contains(&month) && (1..=31).contains(&day) {
            Ok(Self { year, month, day })
        } else {
            Err(NotADate)
        }
    }
}

impl TryFrom<String> for Date {
    type Error = NotADate;

    fn try_from(text: String) -> Result<Self, NotADate> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

/// When the office receives visitors on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    pub opens_at: Moment,
    /// S5: no new electronic tickets from here on.
    pub registration_ends_at: Moment,
    pub closes_at: Moment,
    /// The next day opens as this one closes, as in an office that is open day and
    /// night: the doors stay open until the house goes over to the next day.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub goes_on: bool,
}

/// The office day that is under way; its numbers start anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    pub date: Date,
    /// `None`: a day off.
    pub hours: Option<Hours>,
    /// The office file's hours, to go back to.
    pub planned: Option<Hours>,
    /// Who set other hours for today (S5).
    pub overridden_by: Option<AccountId>,
    /// Set by the close event; a closed day issues and calls nothing.
    pub closed: bool,
    /// When it last was.
    pub closed_at: Option<Moment>,
}

/// Whether visitors are registered at `now`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doors {
    BeforeOpening,
    Open,
    RegistrationEnded,
    Closed,
}

impl Day {
    pub(crate) fn opened(date: Date, hours: Option<Hours>) -> Self {
        Self {
            date,
            hours,
            planned: hours,
            overridden_by: None,
            closed: false,
            closed_at: None,
        }
    }

    /// The clock was ahead when the house closed it, and by now it was set
    /// right: the doors are to be open still.
    pub fn is_closed_too_early(&self, now: Moment) -> bool {
        let closes_at = self.hours.map(|hours| hours.closes_at);
        let is_past = |at: Option<Moment>| closes_at <= at;
        self.closed && closes_at.is_some() && is_past(self.closed_at) && !is_past(Some(now))
    }

    /// New hours of the office file; the head's word for today goes before.
    pub(crate) fn plan(&mut self, hours: Option<Hours>) {
        self.planned = hours;
        if self.overridden_by.is_none() {
            self.hours = hours;
        }
    }

    pub fn doors(&self, now: Moment) -> Doors {
        let Some(hours) = self.hours.filter(|_hours| !self.closed) else {
            return Doors::Closed;
        };
        if now < hours.opens_at {
            Doors::BeforeOpening
        } else if now < hours.registration_ends_at || hours.goes_on {
            Doors::Open
        } else if now < hours.closes_at {
            Doors::RegistrationEnded
        } else {
            Doors::Closed
        }
    }
}

/// S1: how the queue is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    Electronic,
    /// Живая очередь: the database is away, the office goes on.
    Live,
}

/// In how many durable places an event lands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Copies {
    Two,
    One,
    /// Memory only: staff see in red what is at risk.
    None,
}

/// The live queue's span, told to the head when it is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LiveSpell {
    pub began_at: Moment,
    /// `None` while it lasts.
    pub ended_at: Option<Moment>,
    /// Tickets taken during it.
    pub tickets: u32,
}
