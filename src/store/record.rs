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
    Some(placed(head, body, serde_json::from_slice(body).ok()?))
}

/// Reads a body back that a checksum or the chain vouches for: what only a
/// newer program knows, as after a rollback, is passed over.
pub fn vouched_entry(head: Head, body: &[u8]) -> Option<Entry> {
    entry(head, body).or_else(|| Some(placed(head, body, as_far_as_known(body)?)))
}

fn as_far_as_known(body: &[u8]) -> Option<Draft> {
    let mut draft: Value = serde_json::from_slice(body).ok()?;
    let events = draft.get_mut("events")?.as_array_mut()?;
    events.retain(|event| Event::deserialize(event).is_ok());
    serde_json::from_value(draft).ok()
}

fn placed(head: Head, body: &[u8], draft: Draft) -> Entry {
    Entry {
        epoch: head.epoch,
        seq: head.seq,
        chain: head.chain,
        body: body.into(),
        draft,
    }
}

/// Whether the entry opens an office day: loading starts there.
pub fn opens_day(entry: &Entry) -> bool {
    entry
        .draft
        .events
        .iter()
        .any(|event| matches!(event, Event::DayOpened { .. }))
}
