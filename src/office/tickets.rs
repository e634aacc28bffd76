//! The day's tickets by number: a list per series, since numbers count on from
//! one. Found without comparing texts, told in the order of the numbers.

use crate::series::Series;
use crate::ticket::{Ticket, TicketNumber};

#[derive(Debug, Clone, Default)]
pub(crate) struct Tickets {
    /// Sorted; a place is a number's, the first one unused.
    series: Vec<(Series, Vec<Option<Ticket>>)>,
    count: usize,
}

impl Tickets {
    pub(crate) fn get(&self, number: &TicketNumber) -> Option<&Ticket> {
        let (_series, places) = self.series.iter().find(|(s, _)| *s == number.series)?;
        places.get(usize::from(number.n))?.as_ref()
    }

    pub(crate) fn get_mut(&mut self, number: &TicketNumber) -> Option<&mut Ticket> {
        let mut series = self.series.iter_mut();
        let (_series, places) = series.find(|(s, _)| *s == number.series)?;
        places.get_mut(usize::from(number.n))?.as_mut()
    }

    /// A ticket known already is replaced.
    pub(crate) fn insert(&mut self, ticket: Ticket) {
        let number = &ticket.number;
        let found = self.series.binary_search_by(|(s, _)| s.cmp(&number.series));
        let at = found.unwrap_or_else(|at| {
            self.series.insert(at, (number.series.clone(), Vec::new()));
            at
        });
        let Some((_series, places)) = self.series.get_mut(at) else {
            return;
        };
        let place = usize::from(number.n);
        if places.len() <= place {
            places.resize_with(place + 1, || None);
        }
        if let Some(held) = places.get_mut(place)
            && held.replace(ticket).is_none()
        {
            self.count += 1;
        }
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &Ticket> {
        let places = self.series.iter().flat_map(|(_series, places)| places);
        places.filter_map(Option::as_ref)
    }

    pub(crate) fn len(&self) -> usize {
        self.count
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Keeps the room for the next day's.
    pub(crate) fn clear(&mut self) {
        self.series
            .iter_mut()
            .for_each(|(_, places)| places.clear());
        self.count = 0;
    }
}
