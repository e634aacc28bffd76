//! What must hold after every event; checked in tests and debug builds.

use std::collections::BTreeSet;

use crate::Office;
use crate::ticket::TicketNumber;

impl Office {
    /// The first broken promise, in words, or `Ok`.
    pub fn check(&self) -> Result<(), String> {
        self.check_desks()?;
        self.check_queue()?;
        self.check_tickets()
    }

    /// A desk's visitor is at that desk, in the same state.
    fn check_desks(&self) -> Result<(), String> {
        for desk in self.desks() {
            let Some(number) = desk.ticket() else {
                continue;
            };
            if self.ticket(number).is_none() {
                return Err(format!("desk {} holds unknown ticket {number}", desk.id));
            }
            if !self.has_its_visitor(desk) {
                return Err(format!("desk {} and ticket {number} disagree", desk.id));
            }
        }
        Ok(())
    }

    /// The queue is those who wait, no more and no fewer.
    fn check_queue(&self) -> Result<(), String> {
        let mut lined_up = 0;
        for (service, line) in self.queue.lines() {
            for number in line {
                let ticket = self.ticket(number);
                if !ticket.is_some_and(|t| t.is_waiting() && t.service.as_ref() == service) {
                    return Err(format!("ticket {number} stands in a line it is not in"));
                }
                lined_up += 1;
            }
        }
        let waiting = self.tickets().filter(|ticket| ticket.is_waiting()).count();
        let distinct: BTreeSet<&TicketNumber> = self.queue.numbers().collect();
        if (waiting, waiting, waiting) == (lined_up, self.queue.len(), distinct.len()) {
            Ok(())
        } else {
            Err("the queue is not those who wait".to_owned())
        }
    }

    /// Each ticket is at most at one desk, its number was given out, and a
    /// closed day holds nobody.
    fn check_tickets(&self) -> Result<(), String> {
        for ticket in self.tickets() {
            let number = &ticket.number;
            if let Some(desk) = ticket.desk()
                && self.desk(desk).and_then(|desk| desk.ticket()) != Some(number)
            {
                return Err(format!(
                    "ticket {number} is at desk {desk}, which denies it"
                ));
            }
            if let Some(desk) = ticket.parked_at()
                && self.desk(desk).is_some_and(|desk| !desk.is_open())
            {
                return Err(format!(
                    "ticket {number} is put aside at closed desk {desk}"
                ));
            }
            let numbers = self
                .numbers
                .get(&number.series)
                .copied()
                .unwrap_or_default();
            if number.n == 0 || number.n > numbers.last {
                return Err(format!(
                    "ticket {number} has a number that was not given out"
                ));
            }
            if numbers.last > numbers.leased {
                return Err(format!("ticket {number} is beyond its series' lease"));
            }
            if self.day.as_ref().is_none_or(|day| day.closed) && !ticket.is_closed() {
                return Err(format!("ticket {number} is open on a closed day"));
            }
        }
        Ok(())
    }
}
