//! Meter-reading days (S8): the month's hourly schedule for legal entities.
//!
//! The head draws up days, hours and places; contract numbers are assigned to
//! hours. Within its hour a contract's visitor is treated as an appointment.
//! Names of entities are no business of the heart: they live apart.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::day::{Date, Moment};
use crate::service::ServiceId;
use crate::ticket::{Channel, TicketNumber};

/// Hours of one month: every hour of every day and no more.
pub const HOURS_MOST: usize = 31 * 24;

/// Places of one hour; no hall receives more.
pub const PLACES_MOST: u32 = 1_000;

/// Contracts of one month: the largest office's several times over.
pub const CONTRACTS_MOST: usize = 20_000;

/// A month of the office's calendar, written "2026-12".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month {
    pub year: i16,
    /// 1 to 12.
    pub month: u8,
}

/// A text that is no month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAMonth;

impl fmt::Display for NotAMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a month is written year-month, as 2026-12")
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = NotAMonth;

    fn from_str(text: &str) -> Result<Self, NotAMonth> {
        let date: Date = format!("{text}-01").parse().map_err(|_no_date| NotAMonth)?;
        let found = Self::of(date);
        // «2026-5» and «2026-05-03» are no months.
        (found.to_string() == text)
            .then_some(found)
            .ok_or(NotAMonth)
    }
}

impl TryFrom<String> for Month {
    type Error = NotAMonth;

    fn try_from(text: String) -> Result<Self, NotAMonth> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

impl Month {
    pub fn of(date: Date) -> Self {
        Self {
            year: date.year,
            month: date.month,
        }
    }

    /// The month before this one.
    #[must_use]
    pub fn before(self) -> Self {
        match self.month {
            0 | 1 => Self {
                year: self.year.saturating_sub(1),
                month: 12,
            },
            later => Self {
                year: self.year,
                month: later - 1,
            },
        }
    }
}

/// A contract number, written one way only: whoever reads it from people or
/// files puts it into that way.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Contract(pub String);

impl fmt::Display for Contract {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A span in which readings are taken, most often an hour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hour {
    pub from: Moment,
    pub to: Moment,
    pub places: u32,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub contracts: BTreeSet<Contract>,
    /// Who has checked in already.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub came: BTreeMap<Contract, TicketNumber>,
}

impl Hour {
    pub fn free(&self) -> usize {
        let places = usize::try_from(self.places).unwrap_or(usize::MAX);
        places.saturating_sub(self.contracts.len())
    }
}

/// One month's schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    pub service: ServiceId,
    /// By time, not overlapping.
    pub hours: Vec<Hour>,
    /// Grows with every change but check-ins.
    pub revision: u64,
}

impl Schedule {
    pub fn hour_of(&self, contract: &Contract) -> Option<&Hour> {
        self.hours
            .iter()
            .find(|hour| hour.contracts.contains(contract))
    }

    pub fn assigned(&self) -> usize {
        self.hours.iter().map(|hour| hour.contracts.len()).sum()
    }

    pub(crate) fn hour_at(&mut self, from: Moment) -> Option<&mut Hour> {
        self.hours.iter_mut().find(|hour| hour.from == from)
    }
}

/// Every month's schedule, from the last month on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Readings {
    months: BTreeMap<Month, Schedule>,
}

impl Readings {
    pub fn month(&self, month: Month) -> Option<&Schedule> {
        self.months.get(&month)
    }

    pub fn months(&self) -> impl Iterator<Item = (Month, &Schedule)> {
        self.months
            .iter()
            .map(|(month, schedule)| (*month, schedule))
    }

    pub fn is_empty(&self) -> bool {
        self.months.is_empty()
    }

    /// Every contract with an hour in any month; some more than once.
    pub fn contracts(&self) -> impl Iterator<Item = &Contract> {
        let hours = self.months.values().flat_map(|schedule| &schedule.hours);
        hours.flat_map(|hour| &hour.contracts)
    }

    /// The contract's hour under way at `now`, or its next one, or its last.
    pub fn hour_for(&self, contract: &Contract, now: Moment) -> Option<(Month, &Schedule, &Hour)> {
        let mut hours: Vec<(Month, &Schedule, &Hour)> = self
            .months()
            .filter_map(|(month, schedule)| {
                schedule
                    .hour_of(contract)
                    .map(|hour| (month, schedule, hour))
            })
            .collect();
        hours.sort_by_key(|(_month, _schedule, hour)| hour.from);
        let ahead = hours.iter().find(|(_month, _schedule, hour)| hour.to > now);
        ahead.or(hours.last()).copied()
    }

    /// What a day of `date` starts with: the last month stays to be copied.
    #[must_use]
    pub fn at_opening(&self, date: Date) -> Self {
        let first = Month::of(date).before();
        let kept = self.months.range(first..);
        Self {
            months: kept.map(|(month, known)| (*month, known.clone())).collect(),
        }
    }

    /// This and what another history knows besides: a month's later revision.
    #[must_use]
    pub fn unite(&self, other: &Self) -> Self {
        let mut united = self.clone();
        for (month, theirs) in &other.months {
            let ours = united
                .months
                .entry(*month)
                .or_insert_with(|| theirs.clone());
            if ours.revision < theirs.revision {
                ours.clone_from(theirs);
            }
        }
        united
    }

    pub(crate) fn apply(&mut self, event: &ReadingsEvent) {
        match event {
            ReadingsEvent::Drawn { month, schedule } => {
                self.months.insert(*month, schedule.clone());
            }
            ReadingsEvent::Assigned { month, hours } => {
                self.change(*month, |schedule| {
                    for hour in &mut schedule.hours {
                        for Given { contracts, .. } in hours {
                            hour.contracts.retain(|known| !contracts.contains(known));
                        }
                    }
                    for Given { from, contracts } in hours {
                        if let Some(hour) = schedule.hour_at(*from) {
                            hour.contracts.extend(contracts.iter().cloned());
                        }
                    }
                });
            }
            ReadingsEvent::Released { month, contracts } => {
                self.change(*month, |schedule| {
                    for hour in &mut schedule.hours {
                        hour.contracts.retain(|known| !contracts.contains(known));
                    }
                });
            }
            ReadingsEvent::CheckedIn {
                month,
                from,
                contract,
                ticket,
            } => {
                let schedule = self.months.get_mut(month);
                if let Some(hour) = schedule.and_then(|known| known.hour_at(*from)) {
                    hour.came.insert(contract.clone(), ticket.clone());
                }
            }
        }
    }

    fn change(&mut self, month: Month, how: impl FnOnce(&mut Schedule)) {
        if let Some(schedule) = self.months.get_mut(&month) {
            how(schedule);
            schedule.revision += 1;
        }
    }
}

/// What may be asked of the schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum ReadingsCommand {
    /// Draws the month up, or anew: hours that stay keep their contracts.
    Draw {
        month: Month,
        /// As the asker saw it; `None`: whatever it is now, or none yet.
        revision: Option<u64>,
        service: ServiceId,
        hours: Vec<HourPlan>,
        /// Who gets which hour at once, as of the last month's copy.
        contracts: Vec<(Contract, Option<Moment>)>,
    },
    /// Gives contracts their hours, all or none of them.
    Assign {
        month: Month,
        revision: Option<u64>,
        contracts: Vec<(Contract, Option<Moment>)>,
    },
    Release {
        month: Month,
        revision: Option<u64>,
        contracts: BTreeSet<Contract>,
    },
    CheckIn {
        contract: Contract,
        channel: Channel,
        language: String,
        paper: bool,
        /// Chose an easier screen: «подойти и помочь».
        help: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct HourPlan {
    pub from: Moment,
    pub to: Moment,
    pub places: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum ReadingsEvent {
    Drawn {
        month: Month,
        schedule: Schedule,
    },
    Assigned {
        month: Month,
        hours: Vec<Given>,
    },
    Released {
        month: Month,
        contracts: BTreeSet<Contract>,
    },
    CheckedIn {
        month: Month,
        from: Moment,
        contract: Contract,
        ticket: TicketNumber,
    },
}

/// Contracts that get the hour beginning then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    pub from: Moment,
    pub contracts: BTreeSet<Contract>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadingsRefusal {
    NotDrawn(Month),
    /// Somebody changed the month since it was looked at.
    Changed {
        revision: u64,
    },
    /// Hours overlap, end before they begin, or are too many.
    BadHours,
    /// Places must be 1 to `limit`.
    BadPlaces {
        limit: u32,
    },
    /// An hour that is to go or to shrink holds more contracts than that.
    HourInUse {
        from: Moment,
        contracts: usize,
    },
    NoSuchHour {
        from: Moment,
    },
    NotEnoughPlaces {
        missing: usize,
    },
    TooMany {
        limit: usize,
    },
    UnknownContract,
    NotYourHour {
        from: Moment,
        to: Moment,
    },
    AlreadyCheckedIn {
        ticket: TicketNumber,
    },
}
