//! The day's tickets by number: a list per series, since numbers count on one by
//! one. Found without comparing texts, told in the order of the numbers.

use crate::series::Series;
use crate::ticket::{Ticket, TicketNumber};

#[derive(Debug, Clone, Default)]
pub(crate) struct Tickets {
    /// Sorted.
    series: Vec<Numbers>,
    count: usize,
}

/// The numbers of one series, from its first one of the day on: a series that
/// goes on behind another does not begin with one.
#[derive(Debug, Clone)]
struct Numbers {
    series: Series,
    first: usize,
    places: Vec<Option<Ticket>>,
}

impl Numbers {
    fn place(&self, number: &TicketNumber) -> Option<usize> {
        usize::from(number.n).checked_sub(self.first)
    }

    /// The place of a number, which is made if there is none.
    fn place_for(&mut self, number: &TicketNumber) -> Option<&mut Option<Ticket>> {
        let n = usize::from(number.n);
        if self.places.is_empty() {
            self.first = n;
        }
        let before = self.first.saturating_sub(n);
        if before > 0 {
            let places = std::iter::repeat_with(|| None).take(before);
            self.places.splice(..0, places);
            self.first = n;
        }
        let place = n - self.first;
        if self.places.len() <= place {
            self.places.resize_with(place + 1, || None);
        }
        self.places.get_mut(place)
    }
}

impl Tickets {
    pub(crate) fn get(&self, number: &TicketNumber) -> Option<&Ticket> {
        let numbers = self.series.iter().find(|of| of.series == number.series)?;
        numbers.places.get(numbers.place(number)?)?.as_ref()
    }

    pub(crate) fn get_mut(&mut self, number: &TicketNumber) -> Option<&mut Ticket> {
        let mut series = self.series.iter_mut();
        let numbers = series.find(|of| of.series == number.series)?;
        let place = numbers.place(number)?;
        numbers.places.get_mut(place)?.as_mut()
    }

    /// A ticket known already is replaced.
    pub(crate) fn insert(&mut self, ticket: Ticket) {
        let number = ticket.number.clone();
        let found = (self.series).binary_search_by(|of| of.series.cmp(&number.series));
        let at = found.unwrap_or_else(|at| {
            let numbers = Numbers {
                series: number.series.clone(),
                first: 0,
                places: Vec::new(),
            };
            self.series.insert(at, numbers);
            at
        });
        let numbers = self.series.get_mut(at);
        if let Some(held) = numbers.and_then(|numbers| numbers.place_for(&number))
            && held.replace(ticket).is_none()
        {
            self.count += 1;
        }
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &Ticket> {
        let places = self.series.iter().flat_map(|numbers| &numbers.places);
        places.filter_map(Option::as_ref)
    }

    pub(crate) fn len(&self) -> usize {
        self.count
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Keeps the room for the next day's, of the series that this day had: one
    /// that was made up while no disk took anything does not come again.
    pub(crate) fn clear(&mut self) {
        self.series.retain(|numbers| !numbers.places.is_empty());
        for numbers in &mut self.series {
            numbers.places.clear();
        }
        self.count = 0;
    }
}
