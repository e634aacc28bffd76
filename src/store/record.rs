//! An entry as bytes: the same body in both logs, chained by CRC32C.

use std::sync::Arc;

use office::event::Event;
use serde::Deserialize;
use serde_json::Value;

use crate::reception::keep::{Draft, Entry};

/// The last entry of a log: what two logs are compared by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Head {
    pub epoch: u64,
    /// 0: an empty log.
    pub seq: u64,
    pub chain: u32,
}

/// An entry as it lies in a log, not read yet: a start looks at three copies of
/// a day and reads one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub head: Head,
    pub body: Arc<[u8]>,
}

impl Record {
    /// Reads what a checksum or the chain vouches for: what only a newer program
    /// knows, as after a rollback, is passed over. `None` if it is no entry.
    pub fn read(&self) -> Option<Entry> {
        let draft = serde_json::from_slice(&self.body).ok();
        let draft = draft.or_else(|| as_far_as_known(&self.body))?;
        Some(placed(self.head, Arc::clone(&self.body), draft))
    }

    pub(super) fn follows(&self, before: Head) -> bool {
        is_chained(before, self.head, &self.body)
    }
}

/// Gives a draft the place behind `head`.
#[expect(
    clippy::expect_used,
    reason = "numbers, texts and lists of them always have a JSON form"
)]
pub fn seal(draft: Draft, head: Head, epoch: u64) -> Arc<Entry> {
    let body = serde_json::to_vec(&draft).expect("a draft has a JSON form");
    let seq = head.seq + 1;
    Arc::new(Entry {
        epoch,
        seq,
        chain: chain(head.chain, epoch, seq, &body),
        body: body.into(),
        draft,
    })
}

/// The place of an entry.
pub fn head(entry: &Entry) -> Head {
    Head {
        epoch: entry.epoch,
        seq: entry.seq,
        chain: entry.chain,
    }
}

/// Whether the entry was chained to what ends with `before`.
pub fn follows(before: Head, entry: &Entry) -> bool {
    is_chained(before, head(entry), &entry.body)
}

/// The same of one that was not read yet.
pub fn is_chained(before: Head, head: Head, body: &[u8]) -> bool {
    head.seq == before.seq + 1 && head.chain == chain(before.chain, head.epoch, head.seq, body)
}

/// CRC32C over the chain so far, the place and the body.
pub fn chain(before: u32, epoch: u64, seq: u64, body: &[u8]) -> u32 {
    let place = crc32c::crc32c_append(before, &epoch.to_le_bytes());
    let place = crc32c::crc32c_append(place, &seq.to_le_bytes());
    crc32c::crc32c_append(place, body)
}

/// Reads a body back; `None` if it is not one.
pub fn entry(head: Head, body: &[u8]) -> Option<Entry> {
    Some(placed(
        head,
        body.into(),
        serde_json::from_slice(body).ok()?,
    ))
}

/// Reads a body back that a checksum or the chain vouches for.
pub fn vouched_entry(head: Head, body: &[u8]) -> Option<Entry> {
    let body = body.into();
    Record { head, body }.read()
}

fn as_far_as_known(body: &[u8]) -> Option<Draft> {
    let mut draft: Value = serde_json::from_slice(body).ok()?;
    let events = draft.get_mut("events")?.as_array_mut()?;
    events.retain(|event| Event::deserialize(event).is_ok());
    serde_json::from_value(draft).ok()
}

fn placed(head: Head, body: Arc<[u8]>, draft: Draft) -> Entry {
    Entry {
        epoch: head.epoch,
        seq: head.seq,
        chain: head.chain,
        body,
        draft,
    }
}

/// Whether a body opens an office day: loading starts there. Few others have
/// these words, as serde writes them, in their texts; only those are read.
pub(super) fn body_opens_day(body: &[u8]) -> bool {
    const WORDS: &[u8] = b"\"day-opened\"";
    let has_words = body.windows(WORDS.len()).any(|part| part == WORDS);
    has_words && vouched_entry(Head::default(), body).is_some_and(|entry| entry.opens_day())
}
