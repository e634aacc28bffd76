//! Reading the past through the database's own thread, one batch at a time and
//! behind what the counter needs: while it reads, the journal answers appends.

use std::sync::Arc;

use tokio::sync::mpsc;

use crate::reception::keep::{Entry, ReadAnswer, ReadAsk, Reader};
use crate::store::keeper::{Busy, Keeper, KeptLog, Role};
use crate::store::log::Order;
use crate::store::standing::Standing;

/// Questions that wait; whoever asks more waits before asking.
const ASKS: usize = 4;

/// Who reads, and what is read for them just now.
#[derive(Debug)]
pub(super) struct Readers {
    pub(super) asks: mpsc::Receiver<ReadAsk>,
    sender: mpsc::Sender<ReadAsk>,
    under_way: Option<ReadAsk>,
}

impl Default for Readers {
    fn default() -> Self {
        let (sender, asks) = mpsc::channel(ASKS);
        Self {
            asks,
            sender,
            under_way: None,
        }
    }
}

impl Readers {
    /// What was asked for cannot be read; whoever asked comes again.
    pub(super) fn not_now(&mut self) {
        self.under_way = None;
    }
}

impl Keeper {
    /// For whoever tells of the past.
    pub fn reader(&self) -> Reader {
        Reader(self.readers.sender.clone())
    }

    /// Whether a question is taken now: a database at work is let finish first.
    pub(super) fn may_read(&self) -> bool {
        let is_at_work = |log: &KeptLog| log.standing == Standing::Up && log.busy.is_some();
        let mut databases = self.logs.iter().filter(|log| log.role == Role::Database);
        !databases.any(is_at_work)
    }

    /// What is held in memory is answered at once; the rest is read. Only what
    /// the database has counts: it can be read again. Dropping the question
    /// means «not now».
    pub(super) fn take_read(&mut self, ask: ReadAsk) {
        let database = self.logs.iter().position(|log| log.role == Role::Database);
        let Some(log) = database.and_then(|index| self.logs.get_mut(index)) else {
            return;
        };
        if log.standing != Standing::Up {
            return;
        }
        let end = log.acked.seq;
        if ask.seq > end || self.in_memory(ask.seq).is_some() {
            let entries = self.held_in_memory(ask.seq, end, ask.limit);
            drop(ask.reply.send(ReadAnswer { entries, end }));
            return;
        }
        let order = Order::Read {
            seq: ask.seq,
            limit: ask.limit,
        };
        let log = database.and_then(|index| self.logs.get_mut(index));
        if log.is_some_and(|log| log.order(Busy::ReadingForHistory, order)) {
            self.readers.under_way = Some(ask);
        }
    }

    fn held_in_memory(&self, seq: u64, end: u64, limit: usize) -> Vec<Arc<Entry>> {
        (seq..=end)
            .take(limit)
            .map_while(|seq| self.in_memory(seq).cloned())
            .collect()
    }

    pub(super) fn answer_reader(&mut self, entries: Vec<Entry>) {
        let Some(ask) = self.readers.under_way.take() else {
            return;
        };
        let database = self.logs.iter().find(|log| log.role == Role::Database);
        let answer = ReadAnswer {
            entries: entries.into_iter().map(Arc::new).collect(),
            end: database.map_or(0, |log| log.acked.seq),
        };
        drop(ask.reply.send(answer));
    }
}
