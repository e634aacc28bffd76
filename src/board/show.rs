//! Which call the board shows as the newest, and for how long (pure).
//!
//! Promises: every call is the newest for at least five seconds, however fast
//! they come, in the order they were made, none left out; it flashes for eight
//! seconds, never more than twice a second. Never reads a clock.

use std::collections::VecDeque;
use std::time::Duration;

use crate::wire::{AtDeskView, BoardView, CallView};

/// Since any fixed moment; never goes back.
pub type Now = Duration;

/// Time to read a number from across the room.
pub const SHOWN: Duration = Duration::from_secs(5);
/// The newest call is seen by whoever looks up at the gong.
pub const FLASHING: Duration = Duration::from_secs(8);
/// Lit and unlit take turns: one flash each 0.6 s, below the three a second that
/// may harm (WCAG 2.3.1).
const HALF_FLASH: Duration = Duration::from_millis(300);
/// The wire carries at most 60 calls; more can wait only if the screen stood still.
const LONGEST_QUEUE: usize = 120;
/// A call this old whose visitor has left every desk helps nobody any more.
const OUTLIVED: Duration = Duration::from_mins(2);

/// A call and when it was put on the board.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Shown {
    number: String,
    desk: u16,
    zone: Option<String>,
    since: Now,
    flashes: bool,
}

#[derive(Debug, Clone)]
struct Waiting {
    call: CallView,
    came: Now,
}

/// A line of the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub number: String,
    pub desk: u16,
    /// Id of the zone its desk stands in.
    pub zone: Option<String>,
    /// Called and not yet come.
    pub called: bool,
}

/// What is on the board now, and what comes next.
#[derive(Debug, Clone, Default)]
pub struct Show {
    /// The latest call taken over; less than before when that one was taken
    /// back. `None` before the first picture.
    seen: Option<u64>,
    waiting: VecDeque<Waiting>,
    newest: Option<Shown>,
    at_desks: Vec<AtDeskView>,
}

impl Show {
    /// Takes over the calls that are new in this picture.
    pub fn picture(&mut self, board: &BoardView, now: Now) {
        self.at_desks.clone_from(&board.at_desks);
        let ids = || board.calls.iter().map(|call| call.id);
        let oldest = ids().min().unwrap_or(0);
        // Taken back before its turn came: nobody is to go there.
        self.waiting
            .retain(|waiting| waiting.call.id < oldest || ids().any(|id| id == waiting.call.id));
        let mut fresh: Vec<&CallView> = board
            .calls
            .iter()
            .filter(|call| {
                self.seen
                    .map_or_else(|| is_fresh(call, board.now_ms), |seen| call.id > seen)
            })
            .collect();
        fresh.sort_by_key(|call| call.id);
        for call in fresh {
            if self.waiting.len() < LONGEST_QUEUE {
                self.waiting.push_back(Waiting {
                    call: call.clone(),
                    came: now,
                });
            }
        }
        self.seen = Some(ids().max().unwrap_or(0));
        self.tick(now);
    }

    /// Lets the next call come forward when the newest had its time.
    pub fn tick(&mut self, now: Now) {
        let at_desks = &self.at_desks;
        self.waiting.retain(|waiting| {
            let gone = !stands_at(at_desks, &waiting.call.number, waiting.call.desk);
            !(gone && now.saturating_sub(waiting.came) >= OUTLIVED)
        });
        let had_its_time = self
            .newest
            .as_ref()
            .is_none_or(|newest| now >= newest.since + SHOWN || !newest.flashes);
        if had_its_time && let Some(next) = self.waiting.pop_front() {
            let CallView {
                number, desk, zone, ..
            } = next.call;
            self.newest = Some(Shown {
                number,
                desk,
                zone: zone.map(|zone| zone.id),
                since: now,
                flashes: true,
            });
        }
        self.let_go(now);
    }

    /// When [`Show::tick`] or [`Show::lit`] will give something else.
    pub fn deadline(&self, now: Now) -> Option<Now> {
        let newest = self.newest.as_ref().filter(|newest| newest.flashes)?;
        let passed = now.saturating_sub(newest.since);
        let turn = passed.as_millis() / HALF_FLASH.as_millis() + 1;
        let turn = newest.since + HALF_FLASH * u32::try_from(turn).unwrap_or(u32::MAX);
        let next_call = (!self.waiting.is_empty()).then(|| newest.since + SHOWN);
        let flashing = passed < FLASHING;
        let end = flashing.then(|| turn.min(newest.since + FLASHING));
        [end, next_call]
            .into_iter()
            .flatten()
            .filter(|at| *at > now)
            .min()
    }

    /// The newest call, and whether it is in the lit half of a flash.
    pub fn newest(&self, now: Now) -> Option<(Line, bool)> {
        let newest = self.newest.as_ref()?;
        let line = Line {
            number: newest.number.clone(),
            desk: newest.desk,
            zone: newest.zone.clone(),
            called: true,
        };
        Some((line, self.lit(now)))
    }

    /// Everyone else at the desks, those still on their way first.
    pub fn others(&self) -> Vec<Line> {
        let is_newest = |at: &AtDeskView| {
            self.newest
                .as_ref()
                .is_some_and(|newest| newest.number == at.number && newest.desk == at.desk)
        };
        let line = |at: &AtDeskView| Line {
            number: at.number.clone(),
            desk: at.desk,
            zone: at.zone.clone(),
            called: !at.serving,
        };
        let mut lines: Vec<Line> = self
            .at_desks
            .iter()
            .filter(|at| !is_newest(at))
            .map(line)
            .collect();
        lines.sort_by_key(|line| !line.called);
        lines
    }

    fn lit(&self, now: Now) -> bool {
        let Some(newest) = self.newest.as_ref().filter(|newest| newest.flashes) else {
            return true;
        };
        let passed = now.saturating_sub(newest.since);
        passed >= FLASHING || (passed.as_millis() / HALF_FLASH.as_millis()).is_multiple_of(2)
    }

    /// A visitor who left makes room for the one invited last.
    fn let_go(&mut self, now: Now) {
        if let Some(newest) = &self.newest {
            let gone = !stands_at(&self.at_desks, &newest.number, newest.desk);
            if gone && (!newest.flashes || now >= newest.since + SHOWN) {
                self.newest = None;
            }
        }
        if self.newest.is_none() {
            let last = self.at_desks.first();
            self.newest = last.map(|last| Shown {
                number: last.number.clone(),
                desk: last.desk,
                zone: last.zone.clone(),
                since: now,
                flashes: false,
            });
        }
    }
}

/// Right after the start only calls that would still be flashing are news.
fn is_fresh(call: &CallView, now_ms: i64) -> bool {
    let age = u64::try_from(now_ms.saturating_sub(call.at_ms)).unwrap_or(0);
    Duration::from_millis(age) < FLASHING
}

fn stands_at(at_desks: &[AtDeskView], number: &str, desk: u16) -> bool {
    at_desks
        .iter()
        .any(|at| at.number == number && at.desk == desk)
}
