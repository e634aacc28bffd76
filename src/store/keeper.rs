//! The two logs as one keeper: who is asked, who is waited for, who catches up.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use office::day::{Copies, Mode};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until, timeout_at};
use tracing::{error, info, warn};

use crate::reception::keep::{Draft, Entry, Keep, Storage};
use crate::store::log::{LogError, Order, Orders, Report};
use crate::store::reading::Readers;
use crate::store::record::{self, Head};
use crate::store::standing::{ACK_WAIT, FORGIVEN_FOR, STALL_LIMIT, Standing};

/// A log counts as a copy if no more entries than these are on their way to it.
const BEHIND_A_LITTLE: u64 = 200;

/// Entries held in memory for logs that are behind; past it the oldest that a
/// durable log has are let go, then the oldest of all (history, not tickets:
/// the office itself holds those).
pub(super) const MEMORY_ENTRIES: usize = 100_000;

/// The keeper looks at its deadlines at least this often.
const LOOK_EVERY: Duration = Duration::from_millis(250);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Database,
    Journal,
    /// Not durable.
    Spare,
    /// On another disk, behind by as much as that disk is slow; waited for by
    /// nobody.
    Backup,
}

impl Role {
    /// Its answer lets an event take effect.
    pub(super) fn is_durable(self) -> bool {
        matches!(self, Self::Database | Self::Journal)
    }

    /// Whether it is asked for; `durable`: no copy in memory will do.
    fn counts(self, durable: bool) -> bool {
        self.is_durable() || self == Self::Spare && !durable
    }
}

#[derive(Debug)]
pub(super) struct KeptLog {
    pub(super) role: Role,
    pub(super) orders: Box<dyn Orders>,
    pub(super) standing: Standing,
    pub(super) acked: Head,
    /// That is known to be of our own history.
    pub(super) is_proven: bool,
    /// Since when nobody can read for it what it lacks of the past.
    pub(super) starved: Option<Instant>,
    /// The order under way and since when.
    pub(super) busy: Option<(Busy, Instant)>,
    /// When its last error was cured by reopening.
    pub(super) forgiven: Option<Instant>,
}

impl KeptLog {
    /// Gives an order, unless another one is under way.
    pub(super) fn order(&mut self, busy: Busy, order: Order) -> bool {
        let is_sent = self.busy.is_none() && self.orders.send(order);
        if is_sent {
            self.busy = Some((busy, Instant::now()));
        }
        is_sent
    }

    /// It answered: a stall is over. One short enough to have changed nothing
    /// is forgotten.
    fn answered(&mut self, now: Instant) {
        if let Standing::Stalled { since } = self.standing {
            self.standing = if now.duration_since(since) < STALL_LIMIT {
                Standing::Up
            } else {
                Standing::recovering(now)
            };
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Busy {
    Opening,
    Appending,
    /// Reading its day after it opened late.
    Loading,
    /// Reading its day before it is set aside, to see what it alone holds.
    Comparing,
    Proofreading,
    StartingAnew,
    /// Reading for another log that is far behind, from the place it lacks.
    ReadingFor(usize, u64),
    /// Reading for whoever tells of the past.
    ReadingForHistory,
}

#[derive(Debug)]
pub struct Keeper {
    pub(super) logs: Vec<KeptLog>,
    pub(super) reports: mpsc::Receiver<(usize, Report)>,
    pub(super) head: Head,
    pub(super) epoch: u64,
    pub(super) memory: VecDeque<Arc<Entry>>,
    pub(super) told: Storage,
    pub(super) quiet: Duration,
    /// Days of logs that hold what nobody else does, for reception to take over.
    pub(super) found: Vec<Entry>,
    pub(super) readers: Readers,
    /// The first entry of the day that is open.
    pub(super) day_begins: u64,
    /// No log has lost an entry of it that the others have lost too.
    pub(super) is_day_whole: bool,
    pub(super) proofread_at: Instant,
}

impl Keeper {
    /// Whether a log that ends so is a beginning of ours, as far as we know.
    pub(super) fn is_ours(&self, head: Head) -> bool {
        if head.seq == 0 || head == self.head {
            return true;
        }
        if head.seq > self.head.seq {
            return false;
        }
        match self.in_memory(head.seq) {
            Some(entry) => record::head(entry) == head,
            // Older than what is held here: found out while it catches up.
            None => true,
        }
    }

    /// Whether it is known to be.
    pub(super) fn is_proven(&self, head: Head) -> bool {
        let held = self.in_memory(head.seq).map(|entry| record::head(entry));
        head.seq == 0 || held == Some(head)
    }

    /// Every log has every entry.
    #[cfg(test)]
    pub(super) fn is_complete(&self) -> bool {
        self.logs.iter().all(|log| log.acked == self.head)
    }

    /// Places are in order, but damage may have left gaps.
    pub(super) fn place_in_memory(&self, seq: u64) -> usize {
        self.memory.partition_point(|entry| entry.seq < seq)
    }

    pub(super) fn in_memory(&self, seq: u64) -> Option<&Arc<Entry>> {
        let entry = self.memory.get(self.place_in_memory(seq))?;
        (entry.seq == seq).then_some(entry)
    }

    /// Sets a log aside, whatever it was doing, and fills a new one.
    pub(super) fn make_anew(&mut self, index: usize) {
        let now = Instant::now();
        if let Some(log) = self.logs.get_mut(index) {
            if !matches!(log.standing, Standing::Down { .. }) {
                log.standing = Standing::down(now);
            }
            log.order(Busy::StartingAnew, Order::StartAnew);
        }
    }

    fn take_report(&mut self, index: usize, report: Report) {
        let now = Instant::now();
        let Some(log) = self.logs.get_mut(index) else {
            return;
        };
        let under_way = if matches!(report, Report::Changed(_)) {
            None
        } else {
            log.busy.take()
        };
        match report {
            Report::Appended(Ok(head)) => {
                (log.acked, log.is_proven) = (head, true);
                log.answered(now);
                let took = under_way.map_or(Duration::ZERO, |(_, sent)| now - sent);
                log.standing.commit_took(took, now);
            }
            Report::Opened(Ok(head)) => self.reopened(index, head),
            Report::StartedAnew(Ok(head)) => {
                info!(log = ?log.role, "a log was started anew and is filled from the other");
                (log.acked, log.is_proven) = (head, true);
                log.standing = Standing::recovering(now);
            }
            Report::Opened(Err(LogError::Corrupt(what))) => {
                error!(log = ?log.role, what, "a log is damaged; it is set aside and made anew");
                self.make_anew(index);
            }
            Report::Opened(Err(error)) | Report::StartedAnew(Err(error)) => {
                self.still_down(index, &error);
            }
            Report::Entries(Ok(entries)) => {
                log.answered(now);
                match under_way {
                    Some((Busy::ReadingFor(behind, seq), _)) => {
                        self.pass_on(index, behind, seq, entries);
                    }
                    Some((Busy::ReadingForHistory, _)) => self.answer_reader(entries),
                    Some(_) | None => {}
                }
            }
            Report::Day(day) => match (under_way, day) {
                (Some((Busy::Loading, _)), Ok(_day)) => {
                    let head = log.acked;
                    self.reopened(index, head);
                }
                (Some((Busy::Comparing, _)), Ok(day)) => {
                    self.take_orphans(&day);
                    self.make_anew(index);
                }
                (Some((Busy::Proofreading, _)), Ok(day)) => {
                    log.answered(now);
                    self.was_proofread(index, &day);
                }
                (Some((Busy::Comparing, _)), Err(_unreadable)) => self.make_anew(index),
                (Some(_) | None, Err(error)) => self.still_down(index, &error),
                (Some(_) | None, Ok(_)) => {}
            },
            Report::Appended(Err(error)) | Report::Entries(Err(error)) | Report::Changed(error) => {
                if matches!(under_way, Some((Busy::ReadingForHistory, _))) {
                    self.readers.not_now();
                }
                self.failed(index, &error);
            }
        }
    }

    fn reopened(&mut self, index: usize, head: Head) {
        let now = Instant::now();
        if !self.is_ours(head) {
            self.compare(index);
            return;
        }
        let is_proven = self.is_proven(head);
        if let Some(log) = self.logs.get_mut(index) {
            log.is_proven = is_proven;
            // Nothing to tell if one reopen cured it and nothing is missing.
            let is_cured = head.seq >= log.acked.seq;
            log.acked = head;
            match log.standing {
                Standing::Reopening { since }
                    if is_cured && now.duration_since(since) < STALL_LIMIT =>
                {
                    log.standing = Standing::Up;
                    log.forgiven = Some(now);
                }
                Standing::Stalled { .. } => log.answered(now),
                Standing::Up
                | Standing::Reopening { .. }
                | Standing::Down { .. }
                | Standing::Recovering { .. } => log.standing = log.standing.probed_well(now),
            }
        }
    }

    fn still_down(&mut self, index: usize, error: &LogError) {
        let now = Instant::now();
        let quiet = self.quiet;
        let Some(log) = self.logs.get_mut(index) else {
            return;
        };
        if !matches!(log.standing, Standing::Down { .. }) {
            error!(log = ?log.role, %error, "a log is down");
        }
        log.standing = log.standing.probed_in_vain(now);
        if let (
            Standing::Down {
                since, next_probe, ..
            },
            LogError::Missing(_),
        ) = (&mut log.standing, error)
        {
            // What does not come back is made anew from the other log.
            if now.duration_since(*since) >= quiet {
                self.make_anew(index);
            } else {
                *next_probe = (*next_probe).min(*since + quiet);
            }
        }
    }

    pub(super) fn failed(&mut self, index: usize, error: &LogError) {
        let now = Instant::now();
        let Some(log) = self.logs.get_mut(index) else {
            return;
        };
        warn!(log = ?log.role, %error, "a log failed");
        match error {
            LogError::Corrupt(_) => self.make_anew(index),
            LogError::Another(_) => self.compare(index),
            LogError::Missing(_)
            | LogError::Replaced(_)
            | LogError::Busy(_)
            | LogError::Failed(_) => {
                let was_forgiven = log
                    .forgiven
                    .is_some_and(|when| now.duration_since(when) < FORGIVEN_FOR);
                let may_cure =
                    matches!(error, LogError::Failed(_) | LogError::Busy(_)) && !was_forgiven;
                let was_probed = matches!(
                    log.standing,
                    Standing::Recovering { .. } | Standing::Down { .. }
                );
                log.standing = if may_cure && log.standing == Standing::Up {
                    Standing::Reopening { since: now }
                } else {
                    log.standing.probed_in_vain(now)
                };
                // At once only the first time: a log that was probed waits.
                if !was_probed {
                    log.order(Busy::Opening, Order::Open);
                }
            }
        }
    }

    /// Somebody has waited as long as anybody may: whoever has not answered by
    /// now is not waited for, whenever it was asked.
    fn wait_for_nobody(&mut self) {
        let now = Instant::now();
        for log in &mut self.logs {
            if let Some((_busy, sent)) = log.busy
                && log.standing.may_answer()
                && log.role != Role::Backup
            {
                warn!(log = ?log.role, "a log does not answer; it is not waited for");
                if matches!(log.standing, Standing::Reopening { .. }) {
                    log.forgiven = Some(now);
                }
                log.standing = log.standing.stalled(sent);
            }
        }
    }

    /// Looks at every deadline that has passed.
    fn look_at_deadlines(&mut self) {
        let now = Instant::now();
        let (head, quiet) = (self.head, self.quiet);
        for log in &mut self.logs {
            if let Some((_busy, sent)) = log.busy
                && now.duration_since(sent) >= ACK_WAIT
                && log.standing.takes_entries()
                && log.role != Role::Backup
            {
                warn!(log = ?log.role, "a log does not answer; it is not waited for");
                log.standing = log.standing.stalled(sent);
            }
            match log.standing {
                Standing::Down { next_probe, .. } if next_probe <= now => {
                    log.order(Busy::Opening, Order::Open);
                }
                Standing::Reopening { .. } => {
                    log.order(Busy::Opening, Order::Open);
                }
                Standing::Recovering { since, .. } => {
                    let is_quiet = log.role != Role::Database || now.duration_since(since) >= quiet;
                    if log.acked == head && is_quiet {
                        info!(log = ?log.role, "a log is well again, all caught up");
                        log.standing = Standing::Up;
                    }
                }
                Standing::Up | Standing::Stalled { .. } | Standing::Down { .. } => {}
            }
        }
    }

    /// Some log has the entry of this run; a durable one, if that is asked
    /// for. One with another history may go as far and hold something else.
    fn is_kept(&self, durable: bool, seq: u64) -> bool {
        self.logs.iter().any(|log| {
            let is_ours = log.acked.epoch == self.epoch;
            log.role.counts(durable) && is_ours && log.acked.seq >= seq
        })
    }

    /// Some log may still answer for it in time; a durable one, if that is
    /// asked for. One that reopens counts as a copy, so it is waited for too.
    fn is_awaited(&self, durable: bool) -> bool {
        self.logs
            .iter()
            .any(|log| log.role.counts(durable) && log.standing.may_answer() && log.busy.is_some())
    }

    /// For a durable log as long as one may answer; what none of them takes is
    /// to outlive the process at least, so that a number that was told is not
    /// given again after a kill.
    fn has_to_wait(&self, seq: u64) -> bool {
        [true, false]
            .iter()
            .any(|durable| !self.is_kept(*durable, seq) && self.is_awaited(*durable))
    }
}

impl Keep for Keeper {
    async fn keep(&mut self, draft: Draft) -> Arc<Entry> {
        let entry = record::seal(draft, self.head, self.epoch);
        self.head = record::head(&entry);
        if entry.opens_day() {
            (self.day_begins, self.is_day_whole) = (entry.seq, true);
        }
        self.memory.push_back(Arc::clone(&entry));
        self.pump();
        let deadline = Instant::now() + ACK_WAIT;
        while self.has_to_wait(entry.seq) {
            match timeout_at(deadline, self.reports.recv()).await {
                Ok(Some((index, report))) => {
                    self.take_report(index, report);
                    self.pump();
                }
                Ok(None) => return entry,
                Err(_late) => {
                    self.wait_for_nobody();
                    break;
                }
            }
        }
        entry
    }

    fn storage(&self) -> Storage {
        let now = Instant::now();
        let was_electronic = self.told.mode == Mode::Electronic;
        let electronic = self.logs.iter().any(|log| {
            log.role == Role::Database && log.standing.is_electronic(was_electronic, now)
        });
        let copies = self
            .logs
            .iter()
            .filter(|log| log.role.is_durable() && log.standing.is_a_copy(now))
            // One that is far behind is not yet a copy.
            .filter(|log| log.acked.seq + BEHIND_A_LITTLE >= self.head.seq)
            .count();
        Storage {
            mode: if electronic {
                Mode::Electronic
            } else {
                Mode::Live
            },
            copies: match copies {
                0 => Copies::None,
                1 => Copies::One,
                _ => Copies::Two,
            },
        }
    }

    fn is_durable(&self, seq: u64) -> bool {
        self.is_kept(true, seq)
    }

    fn found(&mut self) -> Vec<Entry> {
        std::mem::take(&mut self.found)
    }

    async fn changed(&mut self) {
        loop {
            self.look_at_deadlines();
            self.pump();
            self.proofread();
            let storage = self.storage();
            if storage != self.told || !self.found.is_empty() {
                self.told = storage;
                return;
            }
            let next_look = Instant::now() + LOOK_EVERY;
            let may_read = self.may_read();
            // In turn, so that a day with faults can be played again.
            tokio::select! {
                biased;
                Some((index, report)) = self.reports.recv() => self.take_report(index, report),
                Some(ask) = self.readers.asks.recv(), if may_read => self.take_read(ask),
                () = sleep_until(next_look) => {}
            }
        }
    }
}
