//! Whoever is behind is sent what it lacks: out of memory, or read by another log.

use std::sync::Arc;

use tokio::time::Instant;

use crate::reception::keep::Entry;
use crate::store::keeper::{Busy, Keeper, KeptLog, MEMORY_ENTRIES, Role};
use crate::store::log::{LogError, Order};
use crate::store::record;
use crate::store::standing::{STALL_LIMIT, Standing};

/// Entries sent to a log at once while it catches up.
const BATCH: usize = 200;

/// Kept in memory even when every log has them, to know a log by its head.
const MEMORY_LEAST: usize = 2_000;

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
        let Some(log) = self.logs.get(index) else {
            return;
        };
        let (acked, is_spare) = (log.acked, log.role == Role::Spare);
        if log.busy.is_some() || !log.standing.takes_entries() || acked.seq >= self.head.seq {
            return;
        }
        let next = acked.seq + 1;
        let is_held = self.memory.front().is_some_and(|first| first.seq <= next);
        // The copy in memory is for this day: what is older is not missed there.
        if !is_held && !is_spare && self.may_be_supplied(index, next) {
            self.fetch_for(index, next);
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
        } else {
            log.order(Busy::Appending, Order::Append(batch));
        }
    }

    /// Whether somebody may still read for it what is no longer held in memory.
    /// If nobody has it any more, what is held has to do: numbers are to be
    /// durable again, though the past stays a gap.
    fn may_be_supplied(&self, index: usize, seq: u64) -> bool {
        let now = Instant::now();
        // A journal is for the day; for the others the past is waited for.
        let is_waited_for = self.logs.get(index).is_some_and(|log| match log.standing {
            _ if log.role != Role::Database => log.role == Role::Backup,
            Standing::Recovering { since, .. } => now.duration_since(since) < self.quiet,
            Standing::Up
            | Standing::Reopening { .. }
            | Standing::Stalled { .. }
            | Standing::Down { .. } => false,
        });
        let answers = |log: &KeptLog| {
            let is_prompt = |since| now.duration_since(since) < STALL_LIMIT;
            let stalled_since = match log.standing {
                Standing::Down { .. } => return false,
                Standing::Stalled { since } => Some(since),
                Standing::Up | Standing::Reopening { .. } | Standing::Recovering { .. } => None,
            };
            let busy_since = log.busy.map(|(_busy, sent)| sent);
            stalled_since.into_iter().chain(busy_since).all(is_prompt)
        };
        let mut others = (self.logs.iter().enumerate()).filter(|(other, _log)| *other != index);
        is_waited_for
            || others.any(|(_other, log)| {
                log.role != Role::Spare && log.acked.seq >= seq && answers(log)
            })
    }

    /// Has another log read what is no longer held in memory.
    fn fetch_for(&mut self, index: usize, seq: u64) {
        let now = Instant::now();
        // One that hangs while it reads is not waited for.
        let already = self.logs.iter().any(|log| {
            matches!(log.busy, Some((Busy::ReadingFor(behind, _), sent))
                if behind == index && now.duration_since(sent) < STALL_LIMIT)
        });
        if already {
            return;
        }
        // The backup goes back to the beginning; the journal's oldest are gone.
        // The copy in memory begins anywhere and would pass that on as a hole.
        let ready = self.logs.iter_mut().enumerate().filter(|(other, log)| {
            *other != index
                && log.role != Role::Spare
                && log.busy.is_none()
                && log.standing.takes_entries()
                && log.acked.seq >= seq
        });
        let source = ready.max_by_key(|(other, log)| {
            (
                log.role == Role::Backup,
                log.role == Role::Database,
                std::cmp::Reverse(*other),
            )
        });
        if let Some((_, source)) = source {
            source.order(
                Busy::ReadingFor(index, seq),
                Order::Read { seq, limit: BATCH },
            );
        }
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
