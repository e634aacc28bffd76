//! Whoever is behind is sent what it lacks: out of memory, or read by another log.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::reception::keep::Entry;
use crate::store::keeper::{Busy, Keeper, MEMORY_ENTRIES, Role};
use crate::store::log::{LogError, Order};
use crate::store::record;
use crate::store::standing::{STALL_LIMIT, Standing};

/// Entries sent to a log at once while it catches up.
const BATCH: usize = 200;

/// Kept in memory even when every log has them, to know a log by its head.
const MEMORY_LEAST: usize = 2_000;

/// A database that was exchanged under us has been opened again by then.
const JOURNALS_PATIENCE: Duration = Duration::from_secs(1);

impl Keeper {
    /// Sends whoever is behind what it lacks.
    pub(super) fn pump(&mut self) {
        for index in 0..self.logs.len() {
            self.pump_one(index);
        }
        let durable_seq = self
            .logs
            .iter()
            .filter(|log| log.role.is_durable())
            .map(|log| log.acked.seq)
            .min()
            .unwrap_or(0);
        while self.memory.len() > MEMORY_LEAST
            && (self.memory.len() > MEMORY_ENTRIES
                || self
                    .memory
                    .front()
                    .is_some_and(|entry| entry.seq <= durable_seq))
        {
            self.memory.pop_front();
        }
    }

    fn pump_one(&mut self, index: usize) {
        let Some(log) = self.logs.get_mut(index) else {
            return;
        };
        let (acked, is_spare) = (log.acked, log.role == Role::Spare);
        if log.busy.is_some() || !log.standing.takes_entries() || acked.seq >= self.head.seq {
            return;
        }
        let next = acked.seq + 1;
        let is_held = self.memory.front().is_some_and(|first| first.seq <= next);
        // The copy in memory is for this day: what is older is not missed there.
        if is_held {
            log.starved = None;
        } else if !is_spare && !self.goes_without(index, next) {
            return;
        }
        let from = self.place_in_memory(next);
        let batch: Vec<_> = self.memory.range(from..).take(BATCH).cloned().collect();
        self.send_entries(index, batch);
    }

    fn send_entries(&mut self, index: usize, batch: Vec<Arc<Entry>>) {
        let Some(log) = self.logs.get_mut(index) else {
            return;
        };
        let is_other = batch.first().is_some_and(|entry| {
            entry.seq == log.acked.seq + 1 && !record::follows(log.acked, entry)
        });
        if is_other {
            self.compare(index);
            return;
        }
        let mut next = log.acked.seq + 1;
        for entry in &batch {
            // Nobody has it: it is not looked for again and again.
            if log.role.is_durable() && entry.seq > next.max(self.day_begins) {
                self.is_day_whole = false;
            }
            next = entry.seq + 1;
        }
        log.order(Busy::Appending, Order::Append(batch));
    }

    /// Has another log read for it what is no longer held in memory. If nobody
    /// can, and nobody could for a while, it goes without: numbers are to be
    /// durable again, though the past stays a gap.
    fn goes_without(&mut self, index: usize, seq: u64) -> bool {
        let now = Instant::now();
        let has_backup = self.logs.iter().any(|log| log.role == Role::Backup);
        let Some(log) = self.logs.get(index) else {
            return false;
        };
        let patience = match log.role {
            Role::Database => self.quiet,
            Role::Journal | Role::Spare => JOURNALS_PATIENCE,
            // Nobody needs it before the past is there.
            Role::Backup => Duration::MAX,
        };
        let has_waited = log
            .starved
            .is_some_and(|since| now.duration_since(since) >= patience);
        // It goes back to the beginning; the journal's oldest are gone.
        let only_backup = log.role == Role::Database && has_backup && !has_waited;
        // Another history may end where it does.
        let may_go_without = has_waited && log.is_proven;
        let is_supplied = self.fetch_for(index, seq, only_backup);
        if let Some(log) = self.logs.get_mut(index) {
            if !is_supplied {
                log.starved.get_or_insert(now);
            } else if !has_waited {
                log.starved = None;
            }
        }
        !is_supplied && may_go_without
    }

    /// False if nobody has it who may be asked; one that hangs is not.
    fn fetch_for(&mut self, index: usize, seq: u64, only_backup: bool) -> bool {
        let now = Instant::now();
        let is_prompt = |sent| now.duration_since(sent) < STALL_LIMIT;
        let already = self.logs.iter().any(|log| {
            matches!(log.busy, Some((Busy::ReadingFor(behind, _), sent))
                if behind == index && is_prompt(sent))
        });
        // The copy in memory begins anywhere and would pass that on as a hole.
        let sources = self.logs.iter_mut().enumerate().filter(|(other, log)| {
            *other != index
                && log.role != Role::Spare
                && (log.role == Role::Backup || !only_backup)
                && (log.standing == Standing::Up || log.is_proven && log.standing.takes_entries())
                && log.acked.seq >= seq
                && log.busy.is_none_or(|(_busy, sent)| is_prompt(sent))
        });
        let source = sources.max_by_key(|(other, log)| {
            (
                log.busy.is_none(),
                log.role == Role::Backup,
                log.role == Role::Database,
                std::cmp::Reverse(*other),
            )
        });
        let is_there = source.is_some();
        if let Some((_, source)) = source
            && !already
        {
            // Refused while it is busy, and asked again.
            source.order(
                Busy::ReadingFor(index, seq),
                Order::Read { seq, limit: BATCH },
            );
        }
        already || is_there
    }

    /// Entries that one log read for another that is behind. An answer that
    /// comes when the other one lacks something else by now would tear a hole
    /// into it.
    pub(super) fn pass_on(&mut self, source: usize, behind: usize, seq: u64, entries: Vec<Entry>) {
        if entries.is_empty() {
            let lost = "entries that were there cannot be read".to_owned();
            self.failed(source, &LogError::Failed(lost));
            return;
        }
        let ready = self.logs.get(behind).is_some_and(|log| {
            log.busy.is_none() && log.standing.takes_entries() && log.acked.seq + 1 == seq
        });
        if ready {
            self.send_entries(behind, entries.into_iter().map(Arc::new).collect());
        }
    }
}
