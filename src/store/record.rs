//! An entry as bytes: the same body in both logs, chained by CRC32C.

use std::sync::Arc;

use office::day::Moment;
use office::event::Event;
use serde::{Deserialize, Serialize};
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

#[derive(Serialize, Deserialize)]
struct Body<E> {
    at: Moment,
    by: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    #[serde(default)]
    fingerprint: u32,
    events: Vec<E>,
}

/// Gives a draft the place behind `head`.
pub fn seal(draft: Draft, head: Head, epoch: u64) -> Arc<Entry> {
    let mut entry = Entry {
        epoch,
        seq: head.seq + 1,
        chain: 0,
        as_written: None,
        draft,
    };
    entry.chain = chain(head.chain, epoch, entry.seq, &body(&entry));
    Arc::new(entry)
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
    entry.seq == before.seq + 1
        && entry.chain == chain(before.chain, entry.epoch, entry.seq, &body(entry))
}

/// CRC32C over the chain so far, the place and the body.
pub fn chain(before: u32, epoch: u64, seq: u64, body: &[u8]) -> u32 {
    let place = crc32c::crc32c_append(before, &epoch.to_le_bytes());
    let place = crc32c::crc32c_append(place, &seq.to_le_bytes());
    crc32c::crc32c_append(place, body)
}

/// The body as it is written.
#[expect(
    clippy::expect_used,
    reason = "numbers, texts and lists of them always have a JSON form"
)]
pub fn body(entry: &Entry) -> Vec<u8> {
    if let Some(written) = &entry.as_written {
        return written.to_vec();
    }
    let draft = entry.draft.clone();
    let body = Body {
        at: draft.at,
        by: draft.by,
        key: draft.key,
        fingerprint: draft.fingerprint,
        events: draft.events,
    };
    serde_json::to_vec(&body).expect("an entry has a JSON form")
}

/// Reads a body back; `None` if it is not one.
pub fn entry(head: Head, bytes: &[u8]) -> Option<Entry> {
    Some(placed(head, bytes, serde_json::from_slice(bytes).ok()?))
}

/// Reads a body back that a checksum or the chain vouches for. What only a
/// newer program knows, as after a rollback, is passed over; the entry keeps
/// the bytes it came with.
pub fn vouched_entry(head: Head, bytes: &[u8]) -> Option<Entry> {
    entry(head, bytes).or_else(|| Some(placed(head, bytes, as_far_as_known(bytes)?)))
}

fn as_far_as_known(bytes: &[u8]) -> Option<Body<Event>> {
    let body: Body<Value> = serde_json::from_slice(bytes).ok()?;
    let known = body.events.into_iter();
    let known = known.filter_map(|event| serde_json::from_value(event).ok());
    Some(Body {
        at: body.at,
        by: body.by,
        key: body.key,
        fingerprint: body.fingerprint,
        events: known.collect(),
    })
}

fn placed(head: Head, bytes: &[u8], read: Body<Event>) -> Entry {
    let mut entry = Entry {
        epoch: head.epoch,
        seq: head.seq,
        chain: head.chain,
        as_written: None,
        draft: Draft {
            at: read.at,
            by: read.by,
            key: read.key,
            fingerprint: read.fingerprint,
            events: read.events,
        },
    };
    if body(&entry) != bytes {
        entry.as_written = Some(bytes.into());
    }
    entry
}

/// Whether the entry opens an office day: loading starts there.
pub fn opens_day(entry: &Entry) -> bool {
    entry
        .draft
        .events
        .iter()
        .any(|event| matches!(event, Event::DayOpened { .. }))
}
