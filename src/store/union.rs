//! Several logs of one day into one history. Pure.
//!
//! The main line ends where the latest run ended and is followed back by its
//! chain; what another log holds beside it is an orphan: kept, told, never
//! mixed in.

use std::collections::BTreeMap;

use crate::reception::keep::Entry;
use crate::store::record::{self, Head};

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
            is_rotten: vec![false; days.len()],
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
    let by_log = |is_so: fn(&Entry, &[&Entry]) -> bool| {
        let days = days.iter();
        days.map(|day| day.iter().any(|entry| is_so(entry, &line)))
            .collect()
    };
    United {
        is_orphan: by_log(is_beside),
        is_rotten: by_log(is_rotten),
        entries: line.into_iter().cloned().collect(),
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

/// Whether it stands in the line with other words, and the line's are right.
fn is_rotten(entry: &Entry, line: &[&Entry]) -> bool {
    let place = line.partition_point(|held| held.seq < entry.seq);
    let held = line.get(place);
    held.is_some_and(|held| record::head(held) == record::head(entry) && *held != entry)
}

/// Whether its words are those that were chained, as far as that can be told.
fn is_as_written(entry: &Entry, by_seq: &BTreeMap<u64, Vec<&Entry>>) -> bool {
    let before = entry.seq.checked_sub(1).and_then(|seq| by_seq.get(&seq));
    let mut before = before.into_iter().flatten();
    entry.seq == 1 && record::follows(Head::default(), entry)
        || before.any(|before| record::follows(record::head(before), entry))
}

/// The entry that `after` was chained to; where damage took it, the nearest
/// one before it of the same run or an earlier one.
fn one_before<'a>(after: &Entry, by_seq: &BTreeMap<u64, Vec<&'a Entry>>) -> Option<&'a Entry> {
    let neighbours = by_seq.get(&after.seq.checked_sub(1)?);
    let chained = neighbours
        .into_iter()
        .flatten()
        .filter(|before| record::follows(record::head(before), after));
    let chained: Vec<&Entry> = chained.copied().collect();
    match chained.as_slice() {
        [] => {}
        [only] => return Some(only),
        // One is rotten; the logs that check each entry by itself come later.
        [.., last] => {
            let mut as_written = chained.iter().filter(|entry| is_as_written(entry, by_seq));
            return Some(as_written.next().unwrap_or(last));
        }
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
