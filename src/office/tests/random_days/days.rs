//! How days begin and end in the plain model.

use crate::model::{End, Model, Today, Where};

const MINUTE: i64 = 60_000;

impl Model {
    pub(crate) fn open_day(&mut self, days: u8, minutes: i64, now: i64) {
        if self.today != Today::None && days == 0 {
            return;
        }
        self.close_day();
        self.date += days;
        self.people.clear();
        self.peak = false;
        self.windows
            .iter_mut()
            .for_each(|window| window.last = None);
        self.today = Today::Open;
        self.put_up_services();
        self.hours(minutes, now);
        self.opens_at = now;
    }

    pub(crate) fn close_day(&mut self) {
        if self.today != Today::Open {
            return;
        }
        self.today = Today::Over;
        for person in &mut self.people {
            match person.at {
                Where::Served { .. } => person.at = Where::Gone(End::Served),
                Where::Gone(_) => {}
                Where::Queue { .. } | Where::Called { .. } => {
                    person.at = Where::Gone(End::NotServed);
                }
            }
        }
        for window in &mut self.windows {
            window.who = None;
        }
        self.clear_breaks();
    }

    pub(crate) fn hours(&mut self, minutes: i64, now: i64) {
        if self.today == Today::Open {
            self.opens_at = 0;
            self.ends_at = now + minutes * MINUTE;
            self.closes_at = self.ends_at + 15 * MINUTE;
        }
    }

    pub(crate) fn put_up_services(&mut self) {
        for (window, bits) in self.windows.iter_mut().zip(self.world.skills) {
            window.services = bits;
        }
    }
}
