//! How one office day ends and another begins.

use crate::Office;
use crate::day::{Date, Hours, Moment};
use crate::desk::Doing;
use crate::event::Event;
use crate::oversight::DayEvent;
use crate::ticket::TicketState;

impl Office {
    pub(crate) fn open_day(&self, date: Date, hours: Option<Hours>, now: Moment) -> Vec<Event> {
        let events = match &self.day {
            Some(day) if day.date >= date => return Vec::new(),
            Some(day) if !day.closed => self.close_day(),
            Some(_) | None => Vec::new(),
        };
        self.begin(date, hours, events, now)
    }

    /// Whoever is expected on the date that is left may still come on it. Who
    /// signed in by a wrong clock would be so until that clock's evening.
    pub(crate) fn leave_day(&self, date: Date, hours: Option<Hours>, now: Moment) -> Vec<Event> {
        let Some(day) = &self.day else {
            return Vec::new();
        };
        let is_over = day.closed || self.is_untouched();
        if !is_over || day.date < date {
            return Vec::new();
        }
        let mut events: Vec<Event> = self
            .sessions
            .keys()
            .map(|session| Event::SignedOut {
                session: session.clone(),
            })
            .collect();
        if !day.closed {
            events.push(Event::DayClosed {
                not_served: Vec::new(),
            });
        }
        self.begin(date, hours, events, now)
    }

    /// Behind the `events` that end the day before.
    fn begin(
        &self,
        date: Date,
        hours: Option<Hours>,
        mut events: Vec<Event>,
        now: Moment,
    ) -> Vec<Event> {
        events.extend(self.long_past_appointments(date));
        let mut closed = self.clone();
        for event in &events {
            closed.apply(event, now);
        }
        events.push(Event::DayOpened { date, hours });
        events.extend(self.carry_signs());
        events.extend(closed.carry_over(date, now));
        let account = self.account_of_day().map(DayEvent::DayBefore);
        events.extend(account.map(Event::Day));
        events.extend(self.carry_learnt().map(Event::LearntCarriedOver));
        events
    }

    /// Everyone still there is accounted for: served ones as served, the rest
    /// as not served; desks close.
    pub(crate) fn close_day(&self) -> Vec<Event> {
        let Ok(open) = self.running_day() else {
            return Vec::new();
        };
        let mut events: Vec<Event> = self.missed_appointments(open.date).collect();
        events.extend(self.lapsed_appointments(open.date));
        events.extend(self.end_of_peak());
        for desk in self.desks() {
            if let Some(Doing::Serving { ticket }) = desk.doing() {
                events.push(Event::VisitFinished {
                    number: ticket.clone(),
                    desk: desk.id,
                    back_to: None,
                });
            }
        }
        let not_served = self
            .tickets()
            .filter(|ticket| !ticket.is_closed())
            .filter(|ticket| !matches!(ticket.state, TicketState::Serving { .. }))
            .map(|ticket| ticket.number.clone())
            .collect();
        events.push(Event::DayClosed { not_served });
        for desk in self.desks().filter(|desk| desk.is_open()) {
            events.push(Event::DeskClosed { desk: desk.id });
        }
        events
    }

    pub(crate) fn change_hours(&self, hours: Option<Hours>) -> Vec<Event> {
        match &self.day {
            Some(day) if !day.closed && day.planned != hours => vec![Event::HoursChanged { hours }],
            Some(_) | None => Vec::new(),
        }
    }
}
