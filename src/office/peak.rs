//! Peaks (S7): more people queue than the managers at work can bear, the head
//! is told, calls the reserve (S17), and every episode is kept.
//!
//! A peak begins with more than `peak_waiting_per_desk` waiting per working
//! manager and ends when one fewer per manager waits: it does not flicker.

use serde::{Deserialize, Serialize};

use crate::Office;
use crate::day::Moment;
use crate::event::Event;
use crate::refusal::Refusal;
use crate::staff::AccountId;

/// More episodes of one day are counted on, not listed.
const KEPT: usize = 100;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum PeakCommand {
    /// The house looks once a second.
    Watch,
    /// «Вижу»: the head or the hall manager has taken note.
    Acknowledge { by: AccountId },
    /// One tap: these people of the reserve are asked to a desk.
    CallReserve {
        by: AccountId,
        accounts: Vec<AccountId>,
    },
    /// Help is no longer needed.
    StandDown { by: AccountId },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case")]
pub enum PeakEvent {
    Began {
        waiting: u32,
        working: u32,
    },
    Acknowledged {
        by: AccountId,
    },
    /// With all that is known of it, so that a report needs nothing else.
    Ended(Peak),
    ReserveCalled {
        by: AccountId,
        accounts: Vec<AccountId>,
    },
    ReserveStoodDown {
        by: AccountId,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PeakRefusal {
    NoPeak,
    /// Everybody of the reserve sits at a desk already, or there is none.
    NobodyInReserve,
    NobodyCalled,
}

/// One peak.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Peak {
    pub began_at: Moment,
    /// At its worst: who waited, and who worked then.
    pub waiting: u32,
    pub working: u32,
    pub acknowledged_by: Option<AccountId>,
    /// The first desk that opened after its beginning.
    pub reacted_at: Option<Moment>,
}

impl Peak {
    fn is_worse(&self, waiting: u32, working: u32) -> bool {
        let load = |waiting: u32, working: u32| u64::from(waiting) * u64::from(working.max(1));
        // waiting ÷ working, compared without dividing.
        load(waiting, self.working) > load(self.waiting, working)
    }
}

/// A peak that is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Episode {
    pub peak: Peak,
    pub ended_at: Moment,
}

/// Somebody of the reserve was asked to help and has not sat down yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReserveCall {
    pub account: AccountId,
    pub by: AccountId,
    pub at: Moment,
}

impl Office {
    pub(crate) fn decide_peak(&self, command: &PeakCommand) -> Result<Vec<Event>, Refusal> {
        let events = match command {
            PeakCommand::Watch => self.watch_peak(),
            PeakCommand::Acknowledge { by } => {
                let peak = self.peak.as_ref();
                let peak = peak.ok_or(Refusal::Peak(PeakRefusal::NoPeak))?;
                if peak.acknowledged_by.is_some() {
                    return Ok(Vec::new());
                }
                vec![PeakEvent::Acknowledged { by: by.clone() }]
            }
            PeakCommand::CallReserve { by, accounts } => self.call_reserve(by, accounts)?,
            PeakCommand::StandDown { by } => {
                if self.reserve.is_empty() {
                    return Err(Refusal::Peak(PeakRefusal::NobodyCalled));
                }
                vec![PeakEvent::ReserveStoodDown { by: by.clone() }]
            }
        };
        Ok(events.into_iter().map(Event::Peak).collect())
    }

    fn watch_peak(&self) -> Vec<PeakEvent> {
        let is_running = self.running_day().is_ok();
        let (waiting, working) = self.crowd();
        let limit = u32::try_from(self.rules.peak_waiting_per_desk).unwrap_or(u32::MAX);
        let most = |per_desk: u32| per_desk.saturating_mul(working.max(1));
        match &self.peak {
            None if is_running && waiting > most(limit) => {
                vec![PeakEvent::Began { waiting, working }]
            }
            Some(peak) if waiting <= most(limit.saturating_sub(1)) => {
                vec![PeakEvent::Ended(peak.clone())]
            }
            None | Some(_) => Vec::new(),
        }
    }

    fn call_reserve(
        &self,
        by: &AccountId,
        accounts: &[AccountId],
    ) -> Result<Vec<PeakEvent>, Refusal> {
        self.running_day()?;
        let is_free = |account: &&AccountId| {
            let mut desks = self.desks();
            !desks.any(|desk| desk.staff() == Some(*account))
        };
        let is_called = |account: &AccountId| self.reserve.iter().any(|c| c.account == *account);
        let free: Vec<AccountId> = accounts.iter().filter(is_free).cloned().collect();
        if free.is_empty() {
            return Err(Refusal::Peak(PeakRefusal::NobodyInReserve));
        }
        let new: Vec<AccountId> = free.into_iter().filter(|one| !is_called(one)).collect();
        if new.is_empty() {
            return Ok(Vec::new());
        }
        let mut events = Vec::new();
        let is_unseen = |peak: &Peak| peak.acknowledged_by.is_none();
        if self.peak.as_ref().is_some_and(is_unseen) {
            events.push(PeakEvent::Acknowledged { by: by.clone() });
        }
        events.push(PeakEvent::ReserveCalled {
            by: by.clone(),
            accounts: new,
        });
        Ok(events)
    }

    /// The day's end ends its peak.
    pub(crate) fn end_of_peak(&self) -> Option<Event> {
        let peak = self.peak.clone()?;
        Some(Event::Peak(PeakEvent::Ended(peak)))
    }

    pub(crate) fn apply_peak(&mut self, event: &PeakEvent, at: Moment) {
        match event {
            PeakEvent::Began { waiting, working } => {
                self.peak = Some(Peak {
                    began_at: at,
                    waiting: *waiting,
                    working: *working,
                    acknowledged_by: None,
                    reacted_at: None,
                });
            }
            PeakEvent::Acknowledged { by } => {
                if let Some(peak) = &mut self.peak {
                    peak.acknowledged_by.get_or_insert_with(|| by.clone());
                }
            }
            PeakEvent::Ended(peak) => {
                self.peak = None;
                self.reserve.clear();
                if self.peaks.len() < KEPT {
                    self.peaks.push(Episode {
                        peak: peak.clone(),
                        ended_at: at,
                    });
                }
            }
            PeakEvent::ReserveCalled { by, accounts } => {
                let calls = accounts.iter().map(|account| ReserveCall {
                    account: account.clone(),
                    by: by.clone(),
                    at,
                });
                self.reserve.extend(calls);
            }
            PeakEvent::ReserveStoodDown { by: _ } => self.reserve.clear(),
        }
    }

    /// After every event: how bad the peak is, and who came to help.
    pub(crate) fn follow_peak(&mut self, event: &Event, at: Moment) {
        if let Event::DeskOpened { staff, .. } = event {
            self.reserve.retain(|call| call.account != *staff);
            if let Some(peak) = &mut self.peak {
                peak.reacted_at.get_or_insert(at);
            }
        }
        if self.peak.is_some() {
            let (waiting, working) = self.crowd();
            if let Some(peak) = &mut self.peak
                && peak.is_worse(waiting, working)
            {
                peak.waiting = waiting;
                peak.working = working;
            }
        }
    }

    fn crowd(&self) -> (u32, u32) {
        let count = |number| u32::try_from(number).unwrap_or(u32::MAX);
        (count(self.queue.len()), count(self.working_desks()))
    }

    /// The peak under way.
    pub fn peak(&self) -> Option<&Peak> {
        self.peak.as_ref()
    }

    /// Today's peaks that are over, oldest first.
    pub fn peaks(&self) -> &[Episode] {
        &self.peaks
    }

    /// Who of the reserve was asked and has not sat down yet.
    pub fn reserve_calls(&self) -> &[ReserveCall] {
        &self.reserve
    }

    /// So many more desks bring the crowd down to the limit.
    pub fn desks_to_add(&self) -> u32 {
        let (waiting, working) = self.crowd();
        let limit = u32::try_from(self.rules.peak_waiting_per_desk).unwrap_or(u32::MAX);
        waiting.div_ceil(limit.max(1)).saturating_sub(working)
    }
}
