//! Those who wait, by service: a desk that calls looks only through the lines
//! it serves, and asks once a line whether it does.

use std::collections::BTreeMap;

use crate::service::ServiceId;
use crate::ticket::TicketNumber;

#[derive(Debug, Clone, Default)]
pub(crate) struct Queue {
    /// Inside a line the order means nothing.
    lines: BTreeMap<Option<ServiceId>, Vec<TicketNumber>>,
    count: usize,
}

impl Queue {
    pub(crate) fn len(&self) -> usize {
        self.count
    }

    pub(crate) fn clear(&mut self) {
        self.lines.clear();
        self.count = 0;
    }

    pub(crate) fn insert(&mut self, service: Option<&ServiceId>, number: &TicketNumber) {
        self.count += 1;
        // A line is there most of the time: no copy of its name then.
        let line = self.lines.iter_mut().find(|(id, _)| id.as_ref() == service);
        match line {
            Some((_service, line)) => line.push(number.clone()),
            None => {
                self.lines.insert(service.cloned(), vec![number.clone()]);
            }
        }
    }

    pub(crate) fn remove(&mut self, service: Option<&ServiceId>, number: &TicketNumber) {
        let line = self.lines.iter_mut().find(|(id, _)| id.as_ref() == service);
        let Some((_service, line)) = line else {
            return;
        };
        let Some(index) = line.iter().position(|held| held == number) else {
            return;
        };
        self.count -= 1;
        line.remove(index);
    }

    /// Every line with its service, empty ones too.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (Option<&ServiceId>, &[TicketNumber])> {
        let lines = self.lines.iter();
        lines.map(|(service, line)| (service.as_ref(), line.as_slice()))
    }

    pub(crate) fn numbers(&self) -> impl Iterator<Item = &TicketNumber> {
        self.lines.values().flatten()
    }
}
