//! What must hold when the house dies and starts again: nothing promised is
//! lost, nobody appears out of nowhere, everyone comes back.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use backroom::reception::keep::Entry;
use backroom::store::record::{self, Head};
use office::Office;
use office::event::Event;

use crate::ledger::Ledger;

impl Ledger {
    /// The house starts with these entries. `required`: whatever a log that
    /// could be read had promised is among them.
    pub fn restarted(&mut self, loaded: &[Entry], required: u64) {
        self.counts.restarts += 1;
        let pending = self.pending.take();
        let by_seq: BTreeMap<u64, &Entry> = loaded.iter().map(|entry| (entry.seq, entry)).collect();
        let opened = self.truth.range(..=required).rev().find(|(_seq, entry)| {
            let mut events = entry.draft.events.iter();
            events.any(|event| matches!(event, Event::DayOpened { .. }))
        });
        let opens = |entry: &&Entry| entry.opens_day();
        let loaded_from = loaded.first().filter(opens).map_or(1, |entry| entry.seq);
        let from = opened.map_or(1, |(seq, _entry)| *seq).max(loaded_from);
        let lost = self.truth.range(from..).find(|(seq, entry)| {
            let there = by_seq
                .get(seq)
                .is_some_and(|there| there.chain == entry.chain);
            **seq <= required && !there
        });
        if let Some((seq, entry)) = lost {
            let what = format!(
                "entry {seq} of {required} was promised and is lost: {:?}",
                entry.draft.events
            );
            return self.fail(what);
        }
        let known = self.known_of(loaded);
        let unknown = loaded.get(known..).unwrap_or_default();
        let first = match unknown.first() {
            Some(entry) => entry.seq,
            None if known > 0 => u64::MAX,
            None => 0,
        };
        for (seq, entry) in self.truth.split_off(&first) {
            self.elsewhere
                .insert((entry.epoch, seq, entry.chain), entry);
        }
        for entry in unknown {
            let key = (entry.epoch, entry.seq, entry.chain);
            match self.elsewhere.remove(&key) {
                Some(known) => {
                    self.truth.insert(entry.seq, known);
                }
                None if pending.as_ref() == Some(&entry.draft) => {
                    self.truth.insert(entry.seq, Arc::new(entry.clone()));
                }
                None => {
                    let what = format!(
                        "entry {} comes from nowhere: {:?}",
                        entry.seq, entry.draft.events
                    );
                    return self.fail(what);
                }
            }
        }
        if known == 0 {
            self.start_anew(loaded);
        }
        for entry in unknown {
            self.fold(entry, false);
        }
        // What was skipped by the restart is not known to these books.
        for wait in self.waits.values_mut() {
            wait.is_blurred |= wait.reference.is_none();
        }
    }

    /// How many of the entries the twin has folded in already: all that it has
    /// ever folded, or none.
    fn known_of(&self, loaded: &[Entry]) -> usize {
        let first = loaded.first().map_or(u64::MAX, |entry| entry.seq);
        if first != self.folded_from {
            return 0;
        }
        let ours = self.truth.range(first..).map(|(_seq, entry)| entry);
        let is_there = |(place, entry): (usize, &Arc<Entry>)| {
            let there = loaded.get(place);
            there.is_some_and(|there| record::head(there) == record::head(entry))
        };
        let count = ours.clone().count();
        if ours.enumerate().all(is_there) {
            count
        } else {
            0
        }
    }

    fn start_anew(&mut self, loaded: &[Entry]) {
        // What was on its way and told to nobody may be given again.
        let on_line: BTreeSet<(u64, u64)> = loaded
            .iter()
            .map(|entry| (entry.epoch, entry.seq))
            .collect();
        self.numbers
            .retain(|_key, known| known.is_told || on_line.contains(&known.kept_at));
        self.twin = Office::new(self.rules.clone());
        let today = self.today.take();
        self.touched.clear();
        self.waits.clear();
        self.keys.clear();
        self.at_desks.clear();
        self.folded_from = loaded.first().map_or(0, |entry| entry.seq);
        if loaded.is_empty() {
            self.today = today;
        }
    }

    /// The house died, and no log that is left has what came after `kept`, nor
    /// what is off the line, but for logs that end `elsewhere`.
    pub fn forgive_after(&mut self, kept: u64, elsewhere: &[Head]) {
        let truth = &self.truth;
        let today = self.today;
        let of_today = self.numbers.iter_mut();
        let of_today = of_today.filter(|((date, _number), _known)| Some(*date) == today);
        for (_key, known) in of_today {
            let (epoch, seq) = known.kept_at;
            let is_on_line = truth.get(&seq).is_some_and(|entry| entry.epoch == epoch);
            let is_kept = if is_on_line {
                seq <= kept
            } else {
                let mut ends = elsewhere.iter();
                ends.any(|head| head.epoch == epoch && head.seq >= seq)
            };
            if !is_kept && !known.is_forgiven {
                known.is_forgiven = true;
                self.counts.forgiven += u64::from(known.is_told);
            }
        }
    }

    /// All is well again: everyone told of today is in the office.
    pub fn look_for_everyone(&mut self, office: &Office) {
        let Some(today) = office.day().map(|day| day.date) else {
            return;
        };
        let told = self.numbers.iter().filter(|((date, _number), known)| {
            *date == today && known.is_told && !known.is_forgiven && !known.is_gone
        });
        let missing = told
            .map(|((_date, number), _known)| number)
            .find(|number| office.ticket(number).is_none())
            .cloned();
        if let Some(number) = missing {
            self.fail(format!("{number} was told and is not in the office"));
        }
        let twin = &self.twin;
        let is_same = twin.tickets().eq(office.tickets())
            && twin.desks().eq(office.desks())
            && twin.day() == office.day()
            && (twin.mode(), twin.copies()) == (office.mode(), office.copies())
            && twin.signs() == office.signs();
        if !is_same {
            self.fail("the office is not the fold of its log");
        }
    }
}
