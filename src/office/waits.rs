//! S4: how long visitors waited, each wait judged by the mode the office was in
//! when the call came that the visitor answered.
//!
//! Electronic queue: 85 % within 15 minutes; live queue: everybody.

use serde::{Deserialize, Serialize};

use crate::Office;
use crate::day::{MINUTE_MS, Mode, Moment};

/// The late tail begins here: twice the target (dispatch: the late tail stands
/// beside the share, so that no share is bought with it).
pub const LATE_MS: i64 = 30 * MINUTE_MS;

/// Answered calls, and those within the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    pub answered: u32,
    pub in_time: u32,
}

impl Tally {
    /// Whole percent within the target, rounded down; `None` before the first.
    pub fn percent(self) -> Option<u32> {
        (self.in_time * 100).checked_div(self.answered)
    }

    /// The budget: so many more long waits leave the share at or above
    /// `target_percent`, if every visit from here on were a long wait;
    /// negative: already below by so many.
    pub fn long_waits_left(self, target_percent: u32) -> Option<i32> {
        if self.answered == 0 {
            return None;
        }
        let bearable = i64::from(self.in_time) * 100 / i64::from(target_percent.max(1));
        i32::try_from(bearable - i64::from(self.answered)).ok()
    }

    fn count(&mut self, in_time: bool) {
        self.answered += 1;
        self.in_time += u32::from(in_time);
    }
}

/// The day's waits so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Waits {
    pub electronic: Tally,
    pub live: Tally,
    /// Answered after more than 30 minutes.
    pub late: u32,
    /// The longest answered wait, ms.
    pub longest_ms: i64,
}

impl Waits {
    /// The tally that the target of this mode is held against.
    pub fn of(&self, mode: Mode) -> Tally {
        match mode {
            Mode::Electronic => self.electronic,
            Mode::Live => self.live,
        }
    }
}

/// Those who wait now, and have waited too long already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WaitingNow {
    /// Longer than the target.
    pub long: u32,
    /// Longer than 30 minutes.
    pub late: u32,
    /// The longest wait under way, ms.
    pub longest_ms: i64,
}

impl Office {
    /// Today's answered waits.
    pub fn waits(&self) -> Waits {
        let mut waits = Waits::default();
        for ticket in self.tickets() {
            let Some(waited_ms) = ticket.waited_ms else {
                continue;
            };
            let in_time = waited_ms <= self.rules.target_wait_ms;
            match ticket.waited_in {
                Mode::Electronic => waits.electronic.count(in_time),
                Mode::Live => waits.live.count(in_time),
            }
            waits.late += u32::from(waited_ms > LATE_MS);
            waits.longest_ms = waits.longest_ms.max(waited_ms);
        }
        waits
    }

    /// How long those wait who wait at `now`.
    pub fn waiting_now(&self, now: Moment) -> WaitingNow {
        let mut waits = WaitingNow::default();
        for ticket in self.waiting().filter(|ticket| ticket.waited_ms.is_none()) {
            let so_far_ms = now.ms_since(ticket.reference);
            waits.long += u32::from(so_far_ms > self.rules.target_wait_ms);
            waits.late += u32::from(so_far_ms > LATE_MS);
            waits.longest_ms = waits.longest_ms.max(so_far_ms);
        }
        waits
    }
}
