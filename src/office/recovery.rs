//! What a restart finds out: how numbering goes on, and what another log
//! knows of the day. A number that may have been printed is never given again.

use std::collections::BTreeSet;

use crate::command::{FoundTicket, Recovery};
use crate::day::Date;
use crate::event::Event;
use crate::ticket::LIVE_SERIES;
use crate::{Numbers, Office};

impl Office {
    pub(crate) fn recover_numbers(&self, recovery: &Recovery) -> Vec<Event> {
        match recovery {
            Recovery::BehindLease => self
                .series_of_today()
                .into_iter()
                .filter_map(|series| {
                    let Numbers { last, leased } = self.numbers_so_far(&series);
                    let last = (last < leased).then_some(leased)?;
                    Some(Event::NumbersSkipped { series, last })
                })
                .collect(),
            Recovery::NewSeries { prefix } => vec![Event::NumberingRenewed {
                prefix: prefix.clone(),
            }],
        }
    }

    /// A ticket nobody else knows comes back at its place; a visit that had
    /// ended stays ended. A state only moves forward, and who sits at a desk
    /// now is left alone.
    pub(crate) fn take_over(&self, date: Date, tickets: &[FoundTicket]) -> Vec<Event> {
        if self.day.as_ref().is_none_or(|day| day.date != date) {
            return Vec::new();
        }
        tickets
            .iter()
            .filter_map(|found| {
                let number = &found.taken.number;
                match (self.tickets.get(number), found.closed) {
                    (None, closed) => Some(Event::TicketFound {
                        taken: found.taken.clone(),
                        taken_at: found.taken_at,
                        closed,
                    }),
                    (Some(known), Some(how))
                        if known.is_waiting() && known.taken_at == found.taken_at =>
                    {
                        Some(Event::EndFound {
                            number: number.clone(),
                            how,
                        })
                    }
                    (Some(_), _) => None,
                }
            })
            .collect()
    }

    /// Every series a ticket may have been printed of, its event lost or not.
    fn series_of_today(&self) -> BTreeSet<String> {
        if self.running_day().is_err() {
            return BTreeSet::new();
        }
        let services = self.rules.services.values();
        services
            .map(|service| service.series.as_str())
            .chain([LIVE_SERIES])
            .map(|letter| self.with_prefix(letter))
            .chain(self.numbers.keys().cloned())
            .collect()
    }
}
