//! The diary of appointments as JSON and as paper (S9). Pure.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use office::appointment::{Appointment, AppointmentState, Diary};
use office::day::{self, Hours, MINUTE_MS, Moment};
use office::person::PersonId;
use office::service::ServiceId;
use office::slots::SlotDay;

use crate::people::Person;
use crate::people::format::readable_phone;
use crate::print::slip::{Block, Row, Slip};
use crate::run::rules::office_date;
use crate::web::view::Scene;
use crate::web::zones::own;
use crate::wire_booking as wire;

/// The rows of people that a view needs, by id.
pub(crate) type People = BTreeMap<PersonId, Person>;

/// Still booked, and outside the hours that `hours_of` tells of their day, by
/// time; a day it tells nothing of is left out.
pub(crate) fn outside_hours(
    diary: &Diary,
    hours_of: impl Fn(Date) -> Option<Option<Hours>>,
) -> Vec<&Appointment> {
    let mut days: BTreeMap<day::Date, Option<Option<Hours>>> = BTreeMap::new();
    let mut found: Vec<&Appointment> = diary
        .all()
        .filter(|known| known.is_booked())
        .filter(|known| {
            let hours = days
                .entry(known.date)
                .or_insert_with(|| hours_of(civil(known.date)));
            hours.is_some_and(|hours| is_outside(known.starts_at, hours))
        })
        .collect();
    found.sort_by_key(|known| known.starts_at);
    found
}

fn is_outside(at: Moment, hours: Option<Hours>) -> bool {
    hours.is_none_or(|hours| at < hours.opens_at || at >= hours.closes_at)
}

impl Scene<'_> {
    pub(crate) fn diary(&self) -> &Diary {
        &self.picture.carried.diary
    }

    /// Today by the office day; before the first one, by the calendar.
    pub(crate) fn today(&self) -> Date {
        match &self.picture.day {
            Some(day) => civil(day.date),
            None => self.settings.calendar.date_at(self.picture.now.0),
        }
    }

    /// The hours of a day: today's may have been changed.
    pub(crate) fn hours_of(&self, date: Date) -> Option<Hours> {
        if let Some(day) = &self.picture.day
            && civil(day.date) == date
        {
            return day.hours;
        }
        self.planned_hours(date)
    }

    /// The hours of a day by the office file alone.
    pub(crate) fn planned_hours(&self, date: Date) -> Option<Hours> {
        let (opens, closes) = self.settings.calendar.span_ms(date)?;
        Some(Hours {
            opens_at: Moment(opens),
            registration_ends_at: Moment(closes),
            closes_at: Moment(closes),
            goes_on: false,
        })
    }

    pub(crate) fn appointment(
        &self,
        known: &Appointment,
        people: &People,
    ) -> wire::AppointmentView {
        let rules = &self.picture.rules;
        let service = self.settings.service(&known.service.0);
        let person = people.get(&known.person);
        let shown =
            |text: &crate::people::pii::Pii| (!text.is_empty()).then(|| text.show().to_owned());
        let (ticket, on_time) = match &known.state {
            AppointmentState::CheckedIn {
                ticket, on_time, ..
            } => (Some(ticket.to_string()), Some(*on_time)),
            AppointmentState::Booked | AppointmentState::Cancelled | AppointmentState::Missed => {
                (None, None)
            }
        };
        let ends_at = known.starts_at.plus_ms(rules.booking.slot_ms);
        wire::AppointmentView {
            code: known.code.to_string(),
            service: known.service.0.to_string(),
            service_title: service.map(|service| service.title.clone()),
            segment: service.map(|service| service.segment.clone()),
            date: known.date.to_string(),
            time: self.starts(known.starts_at),
            ends: self.ends(ends_at),
            starts_ms: known.starts_at.0,
            status: self.status_of(known).to_owned(),
            ticket,
            on_time,
            name: person.and_then(|person| shown(&person.name)),
            phone: person
                .and_then(|person| shown(&person.phone))
                .map(|phone| readable_phone(&phone)),
            language: known.language.clone(),
            revision: known.revision,
            outside_hours: known.is_booked()
                && is_outside(known.starts_at, self.hours_of(civil(known.date))),
        }
    }

    fn status_of(&self, known: &Appointment) -> &'static str {
        let late_at = known.starts_at.plus_ms(self.picture.rules.booking.late_ms);
        match &known.state {
            AppointmentState::Booked if late_at < self.picture.now => "late",
            AppointmentState::Booked => "booked",
            AppointmentState::CheckedIn { .. } => "checked-in",
            AppointmentState::Cancelled => "cancelled",
            AppointmentState::Missed => "missed",
        }
    }

    /// One day's diary; `people` is `None` while their database is away.
    pub(crate) fn appointment_day(
        &self,
        date: Date,
        people: Option<&People>,
    ) -> wire::AppointmentDay {
        let hours = self.hours_of(date);
        let nobody = People::new();
        let known = self.diary().on(office_date(date));
        let slot_min = self.picture.rules.booking.slot_ms / MINUTE_MS;
        wire::AppointmentDay {
            date: date.to_string(),
            today: self.today().to_string(),
            now_ms: self.picture.now.0,
            opens: hours.map(|hours| self.starts(hours.opens_at)),
            closes: hours.map(|hours| self.ends(hours.closes_at)),
            note: self.settings.calendar.note(date).cloned(),
            slot_min: u32::try_from(slot_min).unwrap_or(0),
            appointments: known
                .into_iter()
                .map(|known| self.appointment(known, people.unwrap_or(&nobody)))
                .collect(),
            people_shown: people.is_some(),
        }
    }

    /// A service's slots of one day, and how full every bookable day is.
    pub(crate) fn slots_of(&self, service: &ServiceId, date: Date) -> wire::SlotsView {
        let rules = &self.picture.rules;
        let days_ahead = i64::from(rules.booking.days_ahead);
        let today = self.today();
        let of = |date: Date| {
            let day = SlotDay {
                date: office_date(date),
                hours: self.hours_of(date)?,
            };
            Some(self.diary().slots(rules, service, day, self.picture.now))
        };
        let days = (0..=days_ahead).filter_map(|ahead| {
            let date = today.checked_add(ahead.days()).ok()?;
            let slots = of(date);
            Some(wire::SlotDayView {
                date: date.to_string(),
                is_open: slots.is_some(),
                places: slots.iter().flatten().map(|slot| slot.places).sum(),
            })
        });
        let last = today.checked_add(days_ahead.days()).unwrap_or(today);
        let is_bookable = (today..=last).contains(&date);
        let slots = of(date).filter(|_slots| is_bookable).unwrap_or_default();
        wire::SlotsView {
            service: service.0.to_string(),
            date: date.to_string(),
            slots: slots
                .into_iter()
                .map(|slot| wire::SlotView {
                    time: self.starts(slot.starts_at),
                    ends: self.ends(slot.ends_at),
                    starts_ms: slot.starts_at.0,
                    places: slot.places,
                })
                .collect(),
            days: days.collect(),
        }
    }

    /// The slip with the code, in the visitor's language. No name, no phone:
    /// paper is left lying about.
    pub(crate) fn appointment_slip(&self, known: &Appointment, stamp: bool) -> Slip {
        let language = known.language.as_str();
        let say = |key: &str| self.texts.get(language, key, &[]);
        let settings = self.settings;
        let service = settings.service(&known.service.0);
        let date = known.date;
        let day = format!("{:02}.{:02}.{}", date.day, date.month, date.year);
        let weekday = say(&format!("slip-weekday-{}", weekday(date)));
        let mut rows = vec![
            Row::new(weekday, day),
            Row::new(say("slip-booked"), self.starts(known.starts_at)),
        ];
        if let Some(zone) = settings.zone_for(&known.service.0) {
            rows.push(Row::new(say("slip-zone"), own(&zone.name, language)));
        }
        let code = known.code.to_string();
        let (first, last) = code.split_at_checked(3).unwrap_or((&code, ""));
        let late = self.picture.rules.booking.late_ms / MINUTE_MS;
        let late = self.texts.get(
            language,
            "slip-appointment-late",
            &[("minutes", late.into())],
        );
        let bring = service
            .map(|service| own(&service.bring, language))
            .filter(|bring| !bring.is_empty());
        let mut blocks = vec![Block::Heading(own(&settings.name, language))];
        if stamp {
            blocks.push(Block::Stamp(say("slip-repeat")));
        }
        blocks.push(Block::Title(say("slip-appointment")));
        blocks.push(Block::Number(format!("{first}\u{a0}{last}")));
        let title = service.map(|service| own(&service.title, language));
        blocks.extend(title.map(Block::Title));
        blocks.extend([Block::Rule, Block::Rows(rows)]);
        if let Some(text) = bring {
            let label = say("slip-bring");
            blocks.extend([Block::Rule, Block::Labelled { label, text }]);
        }
        blocks.extend([
            Block::Rule,
            Block::Qr {
                payload: code,
                lines: vec![say("slip-appointment-how"), late],
            },
            Block::Thanks(own(&settings.ticket.thanks, language)),
        ]);
        Slip::new(blocks)
    }
}

/// A date of the heart is a real one: it came from the calendar.
pub(crate) fn civil(date: day::Date) -> Date {
    let (month, day) = (i8::try_from(date.month), i8::try_from(date.day));
    Date::new(date.year, month.unwrap_or(1), day.unwrap_or(1)).unwrap_or_default()
}

/// 1 is Monday.
fn weekday(date: day::Date) -> i8 {
    civil(date).weekday().to_monday_one_offset()
}
