//! What a restart finds out: how numbering goes on, and what another log
//! knows of the day. A number that may have been printed is never given again.

use std::collections::BTreeSet;

use crate::carried::Carried;
use crate::command::{FoundDay, FoundTicket, Recovery};
use crate::day::{Copies, Moment};
use crate::event::{Event, Taken};
use crate::series::Series;
use crate::ticket::LIVE_SERIES;
use crate::{Numbers, Office};

/// No series of an office takes more for longer than a moment: a printer
/// needs a second for a slip, and even 59 seconds leave 700 numbers.
const NUMBERS_A_SECOND: u16 = 5;

impl Office {
    pub(crate) fn recover_numbers(&self, recovery: &Recovery) -> Vec<Event> {
        match recovery {
            Recovery::BehindLease => self
                .series_of_today()
                .into_iter()
                .filter_map(|series| {
                    let Numbers { last, leased } = self.numbers_so_far(&series);
                    let last = (last < leased).then_some(leased)?;
                    let series = series.to_string();
                    Some(Event::NumbersSkipped { series, last })
                })
                .collect(),
            Recovery::NewSeries { prefix } => vec![Event::NumberingRenewed {
                prefix: prefix.clone(),
            }],
        }
    }

    /// What another history knows, as far as it is news here.
    pub(crate) fn take_over(&self, found: &FoundDay) -> Vec<Event> {
        let is_same_day = self.day.as_ref().is_some_and(|day| day.date == found.date);
        let mut events = if is_same_day {
            self.take_tickets_over(&found.tickets)
        } else {
            Vec::new()
        };
        // One that ended while this history was running already is out of
        // date, unless it is of this day.
        let since = self.carried.since;
        if is_same_day || since.is_none_or(|since| found.ended < since) {
            events.extend(self.take_carried_over(&found.carried));
            events.extend(self.take_signs_over(&found.signs));
        }
        events
    }

    fn take_carried_over(&self, theirs: &Carried) -> Option<Event> {
        let united = self.carried.unite(theirs);
        (united != *self.carried).then(|| Event::CarriedOver {
            carried: Box::new(united),
        })
    }

    /// A ticket nobody else knows comes back at its place; a visit that had
    /// ended stays ended. A state only moves forward, and who sits at a desk
    /// now is left alone. Of two visitors with one number, whom two histories
    /// have let in, the one found later is called by it with a 2 in front.
    fn take_tickets_over(&self, tickets: &[FoundTicket]) -> Vec<Event> {
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
                    (Some(known), None) if known.taken_at != found.taken_at => {
                        let number = format!("2{number}").parse().ok()?;
                        let is_news = self.tickets.get(&number).is_none();
                        is_news.then(|| Event::TicketFound {
                            taken: Taken {
                                number,
                                ..found.taken.clone()
                            },
                            taken_at: found.taken_at,
                            closed: None,
                        })
                    }
                    (Some(_), _) => None,
                }
            })
            .collect()
    }

    /// A run that died within this minute may have given out numbers of the
    /// same name and left no trace of them: each second begins so much further
    /// on that no run can have come so far.
    pub(crate) fn renew_numbering(&mut self, prefix: &str, at: Moment) {
        if Some(prefix) == self.series_of_date_again().as_deref() {
            let carried = self.carried_mut();
            carried.renewed = carried.renewed.saturating_add(1);
        }
        let second = u16::try_from(at.0.div_euclid(1_000).rem_euclid(60)).unwrap_or(0);
        self.begins_behind = second * NUMBERS_A_SECOND;
        self.prefix = Some(prefix.to_owned());
        self.is_memory_series = self.copies == Copies::None;
        let begun = Numbers::behind(self.begins_behind);
        for (series, numbers) in &mut self.numbers {
            if series.as_str().starts_with(prefix) {
                numbers.last = numbers.last.max(begun.last);
                numbers.leased = numbers.leased.max(begun.leased);
            }
        }
    }

    /// Where a series stands that nobody has a number of.
    pub(crate) fn unused(&self, series: &Series) -> Numbers {
        let prefix = self.prefix.as_deref();
        if prefix.is_some_and(|prefix| series.as_str().starts_with(prefix)) {
            Numbers::behind(self.begins_behind)
        } else {
            Numbers::default()
        }
    }

    /// Every series a ticket may have been printed of, its event lost or not.
    fn series_of_today(&self) -> BTreeSet<Series> {
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
