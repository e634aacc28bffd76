//! The checked office file, as the heart and reception want it. Pure.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil;
use office::appointment::BookingRules;
use office::day::{Date, Hours, MINUTE_MS, Moment};
use office::desk::DeskId;
use office::rules::{LiveOrder, Rules};
use office::service::{Service, ServiceId};
use office::staff::AccountId;

use crate::config::calendar::Calendar;
use crate::config::settings::{self, Settings};
use crate::reception::almanac::{Almanac, Today};

/// The rules of the heart out of the settings.
pub fn rules(settings: &Settings) -> Rules {
    let limits = &settings.limits;
    let minutes = |minutes: u32| i64::from(minutes) * MINUTE_MS;
    Rules {
        services: settings.services.iter().map(service).collect(),
        desks: settings
            .desks
            .iter()
            .map(|(number, desk)| {
                let services = desk.services.iter().cloned().map(ServiceId::from).collect();
                (DeskId(number.get()), services)
            })
            .collect::<BTreeMap<_, _>>(),
        live_order: match settings.live_order {
            settings::LiveOrder::FirstCome => LiveOrder::FirstCome,
            settings::LiveOrder::KeepServices => LiveOrder::KeepServices,
        },
        appointment_credit_ms: minutes(limits.appointment_credit_min),
        appointment_ahead_ms: Rules::default().appointment_ahead_ms,
        privileged_credit_ms: minutes(limits.privileged_credit_min),
        short_window_ms: minutes(limits.short_window_min),
        no_show_pause_ms: minutes(limits.no_show_pause_min),
        no_show_return_ms: minutes(limits.no_show_return_min),
        no_show_limit: u8::try_from(limits.no_show_limit).unwrap_or(u8::MAX),
        min_between_calls_ms: i64::from(limits.min_between_calls_ms),
        undo_ms: i64::from(limits.undo_s) * 1_000,
        live_waiting_per_desk: usize::try_from(limits.live_waiting_per_desk).unwrap_or(1),
        target_wait_ms: minutes(limits.target_wait_min),
        peak_waiting_per_desk: usize::try_from(limits.peak_waiting_per_desk).unwrap_or(3),
        registration_ends_before_ms: minutes(limits.registration_ends_before_closing_min),
        staff_services: settings.staff.iter().filter_map(own_services).collect(),
        max_waiting: usize::try_from(limits.max_waiting).unwrap_or(usize::MAX),
        booking: BookingRules {
            slot_ms: minutes(limits.appointment_slot_min),
            share_percent: limits.appointment_share_percent,
            days_ahead: u16::try_from(limits.appointment_days_ahead).unwrap_or(u16::MAX),
            early_ms: minutes(limits.appointment_early_min),
            late_ms: minutes(limits.appointment_late_min),
            not_booked: settings
                .services
                .iter()
                .filter(|service| !service.booked)
                .map(|service| ServiceId::from(service.id.clone()))
                .collect(),
        },
    }
}

/// S17: what a person serves, if the office file says so.
fn own_services(account: &settings::Account) -> Option<(AccountId, BTreeSet<ServiceId>)> {
    let services = account.services.as_ref()?;
    let services = services.iter().cloned().map(ServiceId::from).collect();
    Some((AccountId(account.id.clone()), services))
}

fn service(service: &settings::Service) -> (ServiceId, Service) {
    let id = ServiceId::from(service.id.clone());
    let known = Service {
        id: id.clone(),
        series: service.series.to_string(),
        expected_ms: i64::from(service.expected_min.get()) * MINUTE_MS,
        available: true,
    };
    (id, known)
}

/// Whoever waits at midnight may wait so long into the next day, if its doors are
/// open for as long.
const HELD_OVER_MS: i64 = 4 * 60 * MINUTE_MS;

/// The office's calendar, asked by reception.
#[derive(Debug)]
pub struct OfficeCalendar {
    calendar: Calendar,
    registration_ends_before_ms: i64,
}

impl OfficeCalendar {
    pub fn new(settings: &Settings) -> Self {
        let minutes = settings.limits.registration_ends_before_closing_min;
        Self {
            calendar: settings.calendar.clone(),
            registration_ends_before_ms: i64::from(minutes) * MINUTE_MS,
        }
    }

    fn hours(&self, date: civil::Date) -> Option<Hours> {
        let (opens, closes) = self.calendar.span_ms(date)?;
        let next = date.tomorrow().ok();
        let next = next.and_then(|next| self.calendar.span_ms(next));
        // Where clocks go back at midnight the next day opens before this closes.
        let goes_on = next.is_some_and(|(next_opens, next_closes)| {
            next_opens <= closes && next_closes.saturating_sub(closes) >= HELD_OVER_MS
        });
        let ends_before_ms = if goes_on {
            0
        } else {
            self.registration_ends_before_ms
        };
        Some(Hours {
            opens_at: Moment(opens),
            registration_ends_at: Moment(closes).plus_ms(-ends_before_ms),
            closes_at: Moment(closes),
            goes_on,
        })
    }
}

impl Almanac for OfficeCalendar {
    fn at(&self, now: Moment) -> Today {
        let date = self.calendar.date_at(now.0);
        let minute = self.calendar.minute_at(now.0);
        Today {
            date: office_date(date),
            hours: self.hours(date),
            clock: minute.to_string().replace(':', ""),
        }
    }
}

/// The heart's date out of the calendar's.
pub fn office_date(date: civil::Date) -> Date {
    Date {
        year: date.year(),
        month: u8::try_from(date.month()).unwrap_or(1),
        day: u8::try_from(date.day()).unwrap_or(1),
    }
}
