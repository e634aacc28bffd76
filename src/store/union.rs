//! Several logs of one day into one history. Pure.
//!
//! The main line ends where the latest run ended and is followed back by its
//! chain; what another log holds beside it is an orphan: kept, told, never
//! mixed in.

use std::collections::BTreeMap;

use crate::reception::keep::Entry;
use crate::store::record::{self, Head, Record};

/// What the logs hold together.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct United {
    /// From the latest opened day on, each place once.
    pub(super) entries: Vec<Entry>,
    /// By log: holds something of this day that is not on the main line.
    pub(super) is_orphan: Vec<bool>,
    /// By log: an entry of the main line reads otherwise there.
    pub(super) is_rotten: Vec<bool>,
}

/// Unites the days that the logs hold (the order of the logs does not matter).
pub(super) fn unite(days: &[Vec<Record>]) -> United {
    let mut by_seq: BTreeMap<u64, Vec<&Record>> = BTreeMap::new();
    for record in days.iter().flatten() {
        let same_place = by_seq.entry(record.head.seq).or_default();
        if !same_place.contains(&record) {
            same_place.push(record);
        }
    }
    // A later run builds on all that it could read.
    let last = days
        .iter()
        .filter_map(|day| day.last())
        .max_by_key(|record| (record.head.epoch, record.head.seq));
    let Some(last) = last else {
        return United {
            entries: Vec::new(),
            is_orphan: vec![false; days.len()],
            is_rotten: vec![false; days.len()],
        };
    };
    let mut line: Vec<&Record> = vec![last];
    let mut newest = last;
    while !record::body_opens_day(&newest.body)
        && let Some(before) = one_before(newest, &by_seq)
    {
        line.push(before);
        newest = before;
    }
    line.reverse();
    let heads: Vec<Head> = line.iter().map(|record| record.head).collect();
    let has_orphan = |day: &Vec<Record>| day.iter().any(|record| is_beside(record.head, &heads));
    let has_rotten = |day: &Vec<Record>| day.iter().any(|record| is_rotten(record, &line));
    United {
        is_orphan: days.iter().map(has_orphan).collect(),
        is_rotten: days.iter().map(has_rotten).collect(),
        entries: line.into_iter().filter_map(Record::read).collect(),
    }
}

/// Whether a log's entry contradicts the line or goes on where that has ended.
pub(super) fn is_beside(entry: Head, line: &[Head]) -> bool {
    let Some(first) = line.first() else {
        return false;
    };
    if entry.seq < first.seq {
        return false;
    }
    let place = line.partition_point(|held| held.seq < entry.seq);
    match line.get(place) {
        Some(held) if held.seq == entry.seq => held.chain != entry.chain,
        // The line has a gap there: damage took its own entry.
        Some(_) => false,
        None => true,
    }
}

/// Whether it stands in the line with other words, and the line's are right.
fn is_rotten(record: &Record, line: &[&Record]) -> bool {
    let place = line.partition_point(|held| held.head.seq < record.head.seq);
    let held = line.get(place);
    held.is_some_and(|held| held.head == record.head && held.body != record.body)
}

/// Whether its words are those that were chained, as far as that can be told.
fn is_as_written(record: &Record, by_seq: &BTreeMap<u64, Vec<&Record>>) -> bool {
    let before = record.head.seq.checked_sub(1);
    let before = before.and_then(|seq| by_seq.get(&seq));
    let mut before = before.into_iter().flatten();
    record.head.seq == 1 && record.follows(Head::default())
        || before.any(|before| record.follows(before.head))
}

/// The entry that `after` was chained to; where damage took it, the nearest
/// one before it of the same run or an earlier one.
fn one_before<'a>(after: &Record, by_seq: &BTreeMap<u64, Vec<&'a Record>>) -> Option<&'a Record> {
    let neighbours = by_seq.get(&after.head.seq.checked_sub(1)?);
    let chained = neighbours
        .into_iter()
        .flatten()
        .filter(|before| after.follows(before.head));
    let chained: Vec<&Record> = chained.copied().collect();
    match chained.as_slice() {
        [] => {}
        [only] => return Some(only),
        // One is rotten; the logs that check each entry by itself come later.
        [.., last] => {
            let mut as_written = chained
                .iter()
                .filter(|record| is_as_written(record, by_seq));
            return Some(as_written.next().unwrap_or(last));
        }
    }
    by_seq
        .range(..after.head.seq)
        .next_back()
        .and_then(|(_seq, same_place)| {
            same_place
                .iter()
                .filter(|before| before.head.epoch <= after.head.epoch)
                .max_by_key(|before| before.head.epoch)
        })
        .copied()
}
