//! How reception keeps what it decided: the trait it owns, store implements.

use std::sync::Arc;

use office::day::{Copies, Mode, Moment};
use office::event::Event;
use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, oneshot};

/// What one command led to: kept whole or not at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub at: Moment,
    /// Who asked: an account or a device, never a visitor.
    pub by: String,
    /// The command's one-time key, if it had one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// CRC32C of the command, to tell a repeat from another command under the
    /// same key.
    #[serde(default)]
    pub fingerprint: u32,
    pub events: Vec<Event>,
}

/// Who does what nobody ordered: opens and closes days, notes what can be kept.
pub const HOUSE: &str = "house";

/// A draft with its place in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Which run of the house wrote it.
    pub epoch: u64,
    /// Grows by one, from 1.
    pub seq: u64,
    /// CRC32C over the entry and everything before it.
    pub chain: u32,
    /// The draft as it is written, by this program or an older one: chains and
    /// copies go by what is in the log.
    pub body: Arc<[u8]>,
    pub draft: Draft,
}

impl Entry {
    /// A person or a device did it, and may have been told the time of it.
    pub fn is_an_act(&self) -> bool {
        self.draft.by != HOUSE
    }

    /// An office day begins with it.
    pub fn opens_day(&self) -> bool {
        let mut events = self.draft.events.iter();
        events.any(|event| matches!(event, Event::DayOpened { .. }))
    }
}

/// When somebody last did something.
pub fn acted_at(entries: &[Entry]) -> Moment {
    let mut acts = entries.iter().filter(|entry| entry.is_an_act());
    acts.next_back().map_or(Moment(0), |entry| entry.draft.at)
}

/// What the logs can keep now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Storage {
    pub mode: Mode,
    pub copies: Copies,
}

/// Keeps entries before they take effect.
pub trait Keep {
    /// Makes the draft durable in at least one place; waits at most half a
    /// second for it, once per incident, then goes on without (the mode says
    /// so). Never fails: an office that cannot keep goes on in memory.
    fn keep(&mut self, draft: Draft) -> impl Future<Output = Arc<Entry>> + Send;

    /// What can be kept now.
    fn storage(&self) -> Storage;

    /// Whether a log that outlives the power has the entry of this run.
    fn is_durable(&self, seq: u64) -> bool;

    /// The day as told by a log that could not be read before and knows of
    /// something that nobody else does; each once.
    fn found(&mut self) -> Vec<Entry>;

    /// Returns when `storage` or `found` may have changed. Safe to drop while it waits.
    fn changed(&mut self) -> impl Future<Output = ()> + Send;
}

/// A question for entries in the order they were kept, from `seq` on.
#[derive(Debug)]
pub struct ReadAsk {
    pub seq: u64,
    pub limit: usize,
    pub reply: oneshot::Sender<ReadAnswer>,
}

/// What the database holds there.
#[derive(Debug)]
pub struct ReadAnswer {
    /// May be fewer than asked for; empty at the end.
    pub entries: Vec<Arc<Entry>>,
    /// How far the database goes now.
    pub end: u64,
}

/// Reads entries through the logs' own threads, behind everything the counter
/// needs. Waits while the database is away.
#[derive(Debug, Clone)]
pub struct Reader(pub mpsc::Sender<ReadAsk>);

impl Reader {
    /// `None`: not now (the database is away, or the house closes down).
    pub async fn read(&self, seq: u64, limit: usize) -> Option<ReadAnswer> {
        let (reply, answer) = oneshot::channel();
        let ask = ReadAsk { seq, limit, reply };
        self.0.send(ask).await.ok()?;
        answer.await.ok()
    }
}
