//! The office and its day as every picture names them. Pure.

use jiff::civil;
use office::day::{self, Moment};

use crate::web::view::Scene;
use crate::wire;

impl Scene<'_> {
    pub(crate) fn office(&self) -> wire::OfficeView {
        wire::OfficeView {
            name: self.settings.name.clone(),
            direct_line: self.settings.direct_line.clone(),
            languages: self.settings.languages.clone(),
        }
    }

    pub(crate) fn day(&self) -> wire::DayView {
        let picture = self.picture;
        let hours = picture.day.as_ref().and_then(|day| day.hours);
        let clock = |moment: Option<Moment>| moment.map_or_else(String::new, |at| self.clock(at));
        let date = picture
            .day
            .as_ref()
            .map_or_else(String::new, |day| day.date.to_string());
        let doors = match picture.doors {
            day::Doors::BeforeOpening => wire::Doors::BeforeOpening,
            day::Doors::Open => wire::Doors::Open,
            day::Doors::RegistrationEnded => wire::Doors::RegistrationEnded,
            day::Doors::Closed => wire::Doors::Closed,
        };
        let next = self.next_opening(&date);
        wire::DayView {
            date,
            doors,
            opens: clock(hours.map(|hours| hours.opens_at)),
            closes: clock(hours.map(|hours| hours.closes_at)),
            registration_ends: clock(hours.map(|hours| hours.registration_ends_at)),
            goes_on: hours.is_some_and(|hours| hours.goes_on),
            next_date: next.as_ref().map(|(date, _opens)| date.clone()),
            next_opens: next.map(|(_date, opens)| opens),
        }
    }

    fn next_opening(&self, date: &str) -> Option<(String, String)> {
        let date: civil::Date = date.parse().ok()?;
        let (next, hours) = self.settings.calendar.next_open_day(date)?;
        Some((next.to_string(), hours.opens.to_string()))
    }

    /// "19:45"; a day's end is "24:00".
    pub(crate) fn clock(&self, at: Moment) -> String {
        let calendar = &self.settings.calendar;
        let local = calendar.minute_at(at.0);
        let is_days_end = self
            .picture
            .day
            .as_ref()
            .and_then(|day| day.hours)
            .is_some_and(|hours| hours.closes_at == at || hours.registration_ends_at == at);
        if is_days_end && local.minutes() == 0 {
            return "24:00".to_owned();
        }
        local.to_string()
    }

    /// When something begins: a day's first moment is "00:00", though the day
    /// before ends with it.
    pub(crate) fn starts(&self, at: Moment) -> String {
        self.settings.calendar.minute_at(at.0).to_string()
    }

    /// When something ends, whatever its day: midnight is "24:00".
    pub(crate) fn ends(&self, at: Moment) -> String {
        let local = self.settings.calendar.minute_at(at.0);
        if local.minutes() == 0 {
            "24:00".to_owned()
        } else {
            local.to_string()
        }
    }

    pub(super) fn utc_offset_min(&self) -> i32 {
        self.settings.calendar.utc_offset_min(self.picture.now.0)
    }
}
