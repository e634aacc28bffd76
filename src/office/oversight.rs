//! The head's word over the day: other hours for today (S5), the day closed or
//! opened again by hand, and the account of the day before.
//!
//! Never: leaves somebody who was registered unserved without a second word.

use serde::{Deserialize, Serialize};

use crate::Office;
use crate::day::{Date, Hours, MINUTE_MS, Moment};
use crate::event::Event;
use crate::refusal::Refusal;
use crate::staff::AccountId;
use crate::ticket::{Closing, TicketNumber, TicketState};
use crate::waits::Waits;

/// No day is longer; a closing further off is a mistyped one.
const LONGEST_DAY_MS: i64 = 24 * 60 * MINUTE_MS;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum DayCommand {
    /// «Сегодня закрываемся в 17:00»: registration's end follows.
    OverrideHours {
        opens_at: Moment,
        closes_at: Moment,
        by: AccountId,
        /// The head knows who is booked outside of them.
        despite_booked: bool,
    },
    /// Back to the hours of the office file.
    RestoreHours { by: AccountId, despite_booked: bool },
    /// The day is over; with people still there only if that is said.
    Close {
        by: AccountId,
        even_with_people: bool,
    },
    /// It was closed too early.
    Reopen { by: AccountId },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case")]
pub enum DayEvent {
    HoursOverridden {
        hours: Hours,
        by: AccountId,
    },
    HoursRestored {
        hours: Option<Hours>,
        by: AccountId,
    },
    ClosedByHand {
        by: AccountId,
    },
    Reopened {
        by: AccountId,
    },
    /// What the day before left behind; told as the next one opens.
    DayBefore(Account),
}

/// Why the head may not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DayRefusal {
    ClosesBeforeOpening,
    /// Closing time would be behind us already.
    ClosesInThePast,
    /// Visitors were let in already; the opening cannot move behind now.
    AlreadyOpened {
        opened_at: Moment,
    },
    DayTooLong,
    NothingOverridden,
    /// S9, S8: appointments and reading hours that these hours leave outside.
    BookedOutside {
        at: Vec<Moment>,
    },
    SomebodyIsHere {
        waiting: u32,
        at_desks: u32,
    },
    NotClosed,
    /// Closing time has passed: a new day begins tomorrow.
    OverForToday,
}

/// A day in figures, as its end left it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub date: Date,
    pub tickets: u32,
    pub served: u32,
    pub no_shows: u32,
    /// Went away before they were called.
    pub left: u32,
    /// Registered and never served: forgotten, or the day was closed on them.
    pub not_served: Vec<TicketNumber>,
    /// Solved by the hall manager without a ticket (S2).
    pub solved: u32,
    pub waits: Waits,
    /// S7: peaks of the day.
    pub peaks: u32,
}

impl Office {
    pub(crate) fn decide_day(
        &self,
        command: &DayCommand,
        now: Moment,
    ) -> Result<Vec<Event>, Refusal> {
        let events = match command {
            DayCommand::OverrideHours {
                opens_at,
                closes_at,
                by,
                despite_booked,
            } => {
                let events = self.override_hours(*opens_at, *closes_at, by, now)?;
                self.check_booked(&events, *despite_booked)?;
                events
            }
            DayCommand::RestoreHours { by, despite_booked } => {
                let events = self.restore_hours(by)?;
                self.check_booked(&events, *despite_booked)?;
                events
            }
            DayCommand::Close {
                by,
                even_with_people,
            } => return self.close_by_hand(by, *even_with_people),
            DayCommand::Reopen { by } => self.reopen(by, now)?,
        };
        Ok(events.into_iter().map(Event::Day).collect())
    }

    fn override_hours(
        &self,
        opens_at: Moment,
        closes_at: Moment,
        by: &AccountId,
        now: Moment,
    ) -> Result<Vec<DayEvent>, Refusal> {
        let day = self.running_day()?;
        let refuse = |why| Err(Refusal::Day(why));
        if closes_at <= opens_at {
            return refuse(DayRefusal::ClosesBeforeOpening);
        }
        if closes_at <= now {
            return refuse(DayRefusal::ClosesInThePast);
        }
        if closes_at.ms_since(opens_at) > LONGEST_DAY_MS {
            return refuse(DayRefusal::DayTooLong);
        }
        let opened = day.hours.filter(|hours| hours.opens_at <= now);
        if let Some(hours) = opened
            && opens_at > now
        {
            return refuse(DayRefusal::AlreadyOpened {
                opened_at: hours.opens_at,
            });
        }
        let ends_before_ms = self.rules.registration_ends_before_ms;
        let ends_at = closes_at.plus_ms(-ends_before_ms).max(opens_at);
        // Back at the end that the office file says.
        let planned = day.planned.filter(|planned| planned.closes_at == closes_at);
        let hours = Hours {
            opens_at,
            registration_ends_at: planned.map_or(ends_at, |planned| {
                planned.registration_ends_at.max(opens_at)
            }),
            closes_at,
            goes_on: planned.is_some_and(|planned| planned.goes_on),
        };
        if day.hours == Some(hours) {
            return Ok(Vec::new());
        }
        Ok(vec![DayEvent::HoursOverridden {
            hours,
            by: by.clone(),
        }])
    }

    fn restore_hours(&self, by: &AccountId) -> Result<Vec<DayEvent>, Refusal> {
        let day = self.running_day()?;
        if day.overridden_by.is_none() {
            return Err(Refusal::Day(DayRefusal::NothingOverridden));
        }
        Ok(vec![DayEvent::HoursRestored {
            hours: day.planned,
            by: by.clone(),
        }])
    }

    /// Whoever is still booked today is not lost silently.
    fn check_booked(&self, events: &[DayEvent], despite: bool) -> Result<(), Refusal> {
        let hours = events.iter().find_map(|event| match event {
            DayEvent::HoursOverridden { hours, .. } => Some(Some(*hours)),
            DayEvent::HoursRestored { hours, .. } => Some(*hours),
            DayEvent::ClosedByHand { .. } | DayEvent::Reopened { .. } | DayEvent::DayBefore(_) => {
                None
            }
        });
        let (Some(hours), false) = (hours, despite) else {
            return Ok(());
        };
        let at = self.booked_outside(hours);
        if at.is_empty() {
            return Ok(());
        }
        Err(Refusal::Day(DayRefusal::BookedOutside { at }))
    }

    /// When today somebody is expected whom `hours` leave outside.
    fn booked_outside(&self, hours: Option<Hours>) -> Vec<Moment> {
        let Some(day) = &self.day else {
            return Vec::new();
        };
        let is_outside =
            |at: &Moment| hours.is_none_or(|hours| *at < hours.opens_at || *at >= hours.closes_at);
        let booked = self.carried.diary.expected_on(day.date);
        let mut at: Vec<Moment> = booked.map(|known| known.starts_at).collect();
        let is_today = |from: &Moment| {
            let now = day.hours;
            now.is_some_and(|now| (now.opens_at..now.closes_at).contains(from))
        };
        let months = self.carried.readings.months();
        let reading_hours = months.flat_map(|(_month, schedule)| &schedule.hours);
        let awaited = reading_hours.filter(|hour| hour.contracts.len() > hour.came.len());
        at.extend(awaited.map(|hour| hour.from).filter(is_today));
        at.retain(is_outside);
        at.sort_unstable();
        at
    }

    fn close_by_hand(&self, by: &AccountId, anyway: bool) -> Result<Vec<Event>, Refusal> {
        self.running_day()?;
        let waiting = self.waiting().count();
        let at_desks = self.desks().filter(|desk| desk.ticket().is_some()).count();
        if waiting + at_desks > 0 && !anyway {
            let count = |number| u32::try_from(number).unwrap_or(u32::MAX);
            return Err(Refusal::Day(DayRefusal::SomebodyIsHere {
                waiting: count(waiting),
                at_desks: count(at_desks),
            }));
        }
        let mut events = vec![Event::Day(DayEvent::ClosedByHand { by: by.clone() })];
        events.extend(self.close_day());
        Ok(events)
    }

    fn reopen(&self, by: &AccountId, now: Moment) -> Result<Vec<DayEvent>, Refusal> {
        let day = self.day.as_ref().ok_or(Refusal::DayNotOpen)?;
        if !day.closed {
            return Err(Refusal::Day(DayRefusal::NotClosed));
        }
        if day.hours.is_none_or(|hours| hours.closes_at <= now) {
            return Err(Refusal::Day(DayRefusal::OverForToday));
        }
        Ok(vec![DayEvent::Reopened { by: by.clone() }])
    }

    pub(crate) fn apply_day(&mut self, event: &DayEvent) {
        if let DayEvent::DayBefore(account) = event {
            self.day_before = Some(account.clone());
        }
        let Some(day) = &mut self.day else {
            return;
        };
        match event {
            DayEvent::HoursOverridden { hours, by } => {
                day.hours = Some(*hours);
                day.overridden_by = Some(by.clone());
            }
            DayEvent::HoursRestored { hours, by: _ } => {
                day.hours = *hours;
                day.overridden_by = None;
            }
            DayEvent::Reopened { by: _ } => day.closed = false,
            DayEvent::ClosedByHand { by: _ } | DayEvent::DayBefore(_) => {}
        }
    }

    /// What the next day's opening tells of this one. A day off without
    /// visitors passes on what it was told itself: Saturday's forgotten
    /// tickets are seen on Monday.
    pub(crate) fn account_of_day(&self) -> Option<Account> {
        let day = self.day.as_ref()?;
        if self.tickets.is_empty() && self.solved == 0 {
            return self.day_before.clone();
        }
        let mut account = Account {
            date: day.date,
            tickets: u32::try_from(self.tickets.len()).unwrap_or(u32::MAX),
            served: 0,
            no_shows: 0,
            left: 0,
            not_served: Vec::new(),
            solved: self.solved,
            waits: self.waits(),
            peaks: u32::try_from(self.peaks.len()).unwrap_or(u32::MAX)
                + u32::from(self.peak.is_some()),
        };
        for ticket in self.tickets() {
            match &ticket.state {
                TicketState::Serving { .. } => account.served += 1,
                TicketState::Closed { how, .. } => match how {
                    Closing::Served => account.served += 1,
                    Closing::NoShow => account.no_shows += 1,
                    Closing::Left => account.left += 1,
                    Closing::NotServed => account.not_served.push(ticket.number.clone()),
                },
                TicketState::Waiting { .. }
                | TicketState::Called { .. }
                | TicketState::Parked { .. } => {
                    account.not_served.push(ticket.number.clone());
                }
            }
        }
        Some(account)
    }

    /// The account of the day before, for the morning after.
    pub fn day_before(&self) -> Option<&Account> {
        self.day_before.as_ref()
    }
}
