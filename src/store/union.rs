//! Several logs of one day into one history. Pure.
//!
//! The main line ends where the latest run ended and is followed back by its
//! chain; what another log holds beside it is an orphan: kept, told, never
//! mixed in.

use std::collections::BTreeMap;

use crate::reception::keep::Entry;
use crate::store::record;

/// What the logs hold together.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct United {
    /// From the latest opened day on, each place once.
    pub(super) entries: Vec<Entry>,
    /// By log: holds something of this day that is not on the main line.
    pub(super) is_orphan: Vec<bool>,
}

/// Unites the days that the logs hold (the order of the logs does not matter).
pub(super) fn unite(days: &[Vec<Entry>]) -> United {
    let mut by_seq: BTreeMap<u64, Vec<&Entry>> = BTreeMap::new();
    for entry in days.iter().flatten() {
        let same_place = by_seq.entry(entry.seq).or_default();
        if !same_place.contains(&entry) {
            same_place.push(entry);
        }
    }
    // A later run builds on all that it could read.
    let last = days
        .iter()
        .filter_map(|day| day.last())
        .max_by_key(|entry| (entry.epoch, entry.seq));
    let Some(last) = last else {
        return United {
            entries: Vec::new(),
            is_orphan: vec![false; days.len()],
        };
    };
    let mut line: Vec<&Entry> = vec![last];
    let mut newest = last;
    while !record::opens_day(newest)
        && let Some(before) = one_before(newest, &by_seq)
    {
        line.push(before);
        newest = before;
    }
    line.reverse();
    let is_orphan = days
        .iter()
        .map(|day| day.iter().any(|entry| is_beside(entry, &line)))
        .collect();
    United {
        entries: line.into_iter().cloned().collect(),
        is_orphan,
    }
}

/// Whether a log's entry contradicts the line or goes on where that has ended.
pub(super) fn is_beside(entry: &Entry, line: &[&Entry]) -> bool {
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

/// The entry that `after` was chained to; where damage took it, the nearest
/// one before it of the same run or an earlier one.
fn one_before<'a>(after: &Entry, by_seq: &BTreeMap<u64, Vec<&'a Entry>>) -> Option<&'a Entry> {
    let neighbours = by_seq.get(&after.seq.checked_sub(1)?);
    let chained = neighbours
        .into_iter()
        .flatten()
        .find(|before| record::follows(record::head(before), after));
    if let Some(before) = chained {
        return Some(before);
    }
    by_seq
        .range(..after.seq)
        .next_back()
        .and_then(|(_seq, same_place)| {
            same_place
                .iter()
                .filter(|before| before.epoch <= after.epoch)
                .max_by_key(|before| before.epoch)
        })
        .copied()
}
