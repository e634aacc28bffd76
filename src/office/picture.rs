//! What any screen can draw: the office at one moment, with nothing to decide.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::Office;
use crate::carried::Carried;
use crate::day::{Copies, Day, Doors, LiveSpell, Mode, Moment};
use crate::desk::{Desk, DeskId};
use crate::estimate::Estimates;
use crate::help::Help;
use crate::oversight::Account;
use crate::peak::{Episode, Peak, ReserveCall};
use crate::rules::Rules;
use crate::service::ServiceId;
use crate::signs::Signs;
use crate::staff::Session;
use crate::ticket::{Closing, Ticket, TicketNumber, TicketState};
use crate::undo::Undo;
use crate::waits::{WaitingNow, Waits};

/// As many closed tickets are shown, to find a visitor who came back.
const RECENT: usize = 30;

/// As many slips in doubt are shown; more are a printer that is out, and a count.
const DOUBTFUL: usize = 50;

/// One call, for board and voice. `id` grows with every call, over days and restarts too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    pub id: u64,
    pub number: TicketNumber,
    pub desk: DeskId,
    pub at: Moment,
    pub again: bool,
    /// Spoken slower.
    pub slow: bool,
    pub language: String,
}

#[derive(Debug, Clone)]
pub struct Picture {
    pub now: Moment,
    pub day: Option<Day>,
    pub doors: Doors,
    pub mode: Mode,
    pub copies: Copies,
    pub live: Option<LiveSpell>,
    pub signs: Signs,
    pub desks: Vec<Desk>,
    /// In the order of place.
    pub waiting: Vec<Ticket>,
    pub at_desks: Vec<Ticket>,
    /// Put aside by a desk, the longest first.
    pub parked: Vec<Ticket>,
    /// Closed, latest first.
    pub recent: Vec<Ticket>,
    /// Those who may be without paper, latest first, and how many in all.
    pub doubtful: Vec<Ticket>,
    pub doubtful_count: usize,
    /// Latest first.
    pub calls: Vec<Call>,
    pub waiting_by_service: BTreeMap<ServiceId, u32>,
    /// As of a moment ago: estimating costs more than drawing.
    pub estimates: Arc<Estimates>,
    /// S4: visits whose call was answered today, and those within the target.
    pub answered: u32,
    pub answered_in_time: u32,
    /// The same by mode, with the late tail.
    pub waits: Waits,
    pub waiting_now: WaitingNow,
    /// S7: the peak under way, those of today that are over, oldest first.
    pub peak: Option<Peak>,
    pub peaks: Vec<Episode>,
    pub desks_to_add: u32,
    /// Whether a short question may pass just now.
    pub short_window: bool,
    pub reserve_calls: Vec<ReserveCall>,
    /// Solved at reception today, without a ticket (S2).
    pub solved: u32,
    pub day_before: Option<Account>,
    pub working_desks: usize,
    /// How far the wall clock was set ahead of office time, ms.
    pub clock_ahead_ms: i64,
    /// What each desk can take back now.
    pub undo: Vec<Undo>,
    /// Signed-in browsers, by the digest of their token.
    pub sessions: BTreeMap<String, Session>,
    /// The rules in force, to count slots by.
    pub rules: Arc<Rules>,
    /// Quiet calls for help under way (S19).
    pub help: Vec<Help>,
    /// What outlives the day: callbacks and the like.
    pub carried: Arc<Carried>,
}

impl Office {
    /// Draws the office at `now`, with waits estimated lately.
    pub fn picture(&self, now: Moment, estimates: Arc<Estimates>) -> Picture {
        let waiting: Vec<Ticket> = self.in_order().into_iter().cloned().collect();
        let mut waiting_by_service = BTreeMap::new();
        for service in waiting.iter().filter_map(|ticket| ticket.service.clone()) {
            *waiting_by_service.entry(service).or_insert(0) += 1;
        }
        let (answered, answered_in_time) = self.answered();
        let (doubtful, doubtful_count) = self.doubtful(now);
        Picture {
            now,
            day: self.day.clone(),
            doors: self
                .day
                .as_ref()
                .map_or(Doors::Closed, |day| day.doors(now)),
            mode: self.mode,
            copies: self.copies,
            live: self.live,
            signs: self.signs.clone(),
            desks: self.desks().cloned().collect(),
            at_desks: self.latest(|ticket| ticket.desk().is_some(), usize::MAX),
            parked: self.parked().into_iter().cloned().collect(),
            recent: self.latest(Ticket::is_closed, RECENT),
            doubtful,
            doubtful_count,
            calls: self.calls.iter().cloned().collect(),
            waiting_by_service,
            estimates,
            waiting,
            answered,
            answered_in_time,
            waits: self.waits(),
            waiting_now: self.waiting_now(now),
            peak: self.peak.clone(),
            peaks: self.peaks.clone(),
            short_window: self.short_window,
            desks_to_add: self.desks_to_add(),
            reserve_calls: self.reserve.clone(),
            solved: self.solved,
            day_before: self.day_before.clone(),
            working_desks: self.working_desks(),
            clock_ahead_ms: self.clock_ahead_ms,
            undo: self.undo(now).collect(),
            sessions: self.sessions.clone(),
            rules: Arc::clone(&self.rules),
            help: self.help().cloned().collect(),
            carried: Arc::clone(&self.carried),
        }
    }

    fn latest(&self, wanted: impl Fn(&Ticket) -> bool, at_most: usize) -> Vec<Ticket> {
        let mut found: Vec<&Ticket> = self.tickets().filter(|ticket| wanted(ticket)).collect();
        found.sort_by_key(|ticket| std::cmp::Reverse((ticket.since(), &ticket.number)));
        found.into_iter().take(at_most).cloned().collect()
    }

    fn doubtful(&self, now: Moment) -> (Vec<Ticket>, usize) {
        if self.day.as_ref().is_none_or(|day| day.closed) {
            return (Vec::new(), 0);
        }
        let doubtful = self.tickets().filter(|ticket| ticket.is_slip_doubtful(now));
        let mut found: Vec<&Ticket> = doubtful.collect();
        found.sort_by_key(|ticket| std::cmp::Reverse((ticket.taken_at, &ticket.number)));
        let count = found.len();
        (found.into_iter().take(DOUBTFUL).cloned().collect(), count)
    }

    fn answered(&self) -> (u32, u32) {
        let mut counts = (0, 0);
        for waited in self.tickets().filter_map(|ticket| ticket.waited_ms) {
            counts.0 += 1;
            if waited <= self.rules.target_wait_ms {
                counts.1 += 1;
            }
        }
        counts
    }
}

impl Picture {
    /// The ticket, if it is open or closed lately.
    pub fn ticket(&self, number: &TicketNumber) -> Option<&Ticket> {
        let mut shown = self
            .waiting
            .iter()
            .chain(&self.at_desks)
            .chain(&self.parked)
            .chain(&self.recent);
        shown.find(|ticket| ticket.number == *number)
    }

    pub fn desk(&self, id: DeskId) -> Option<&Desk> {
        self.desks.iter().find(|desk| desk.id == id)
    }
}

impl Ticket {
    /// How the visit ended, if it has.
    pub fn closing(&self) -> Option<Closing> {
        match &self.state {
            TicketState::Closed { how, .. } => Some(*how),
            TicketState::Waiting { .. }
            | TicketState::Called { .. }
            | TicketState::Serving { .. }
            | TicketState::Parked { .. } => None,
        }
    }
}
