//! What a number rests on while no log takes it: a durable promise that
//! numbers up to there may be out, or a series that nothing durable knows.

use backroom::reception::keep::Entry;
use backroom::store::record::{self, Head};
use office::Office;
use office::command::{Command, Recovery};
use office::day::Moment;
use office::event::Event;

use crate::ledger::Ledger;

impl Ledger {
    /// If the power went now, the next start must not give the number again.
    /// `ends`: how far the durable logs go.
    pub(super) fn hold_promise(&mut self, entry: &Entry, ends: &[Head]) {
        let is_on_line =
            |end: &&Head| self.truth.get(&end.seq).map(|kept| record::head(kept)) == Some(**end);
        let durable = ends.iter().filter(is_on_line).max_by_key(|end| end.seq);
        // A start that finds nothing begins a series of its own.
        let Some(durable) = durable.filter(|end| end.seq < entry.seq).copied() else {
            return;
        };
        let mut taken = entry.draft.events.iter().filter_map(|event| match event {
            Event::TicketTaken(taken) => Some(&taken.number),
            _ => None,
        });
        let Some(number) = taken.next() else { return };
        if self.rests_on.0 != durable {
            self.rests_on = (durable, self.skipped_by_start(durable.seq, entry.draft.at));
        }
        let goes_on_behind = self.rests_on.1.iter().find_map(|event| match event {
            Event::NumbersSkipped { series, last } if number.series == **series => Some(*last),
            _ => None,
        });
        if let Some(last) = goes_on_behind.filter(|last| *last < number.n) {
            let what = format!("{number} is in no log, and a start would go on behind {last}");
            self.fail(what);
        }
    }

    /// What a start from the durable logs passes over, unsure of the last numbers.
    fn skipped_by_start(&self, durable: u64, at: Moment) -> Vec<Event> {
        let day = self.truth.range(..=durable).rev();
        let opened = day.clone().find(|(_seq, entry)| entry.opens_day());
        let from = opened.map_or(1, |(seq, _entry)| *seq);
        let mut start = Office::new(self.rules.clone());
        for entry in self.truth.range(from..=durable).map(|(_seq, entry)| entry) {
            for event in &entry.draft.events {
                start.apply(event, entry.draft.at);
            }
        }
        let recover = Command::RecoverNumbers(Recovery::BehindLease);
        start.decide(&recover, at).unwrap_or_default()
    }
}
