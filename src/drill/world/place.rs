//! The made-up office of a drill, and its days of a hundred minutes.

use std::path::Path;

use backroom::reception::almanac::{Almanac, Today};
use office::day::{Date, Hours, Moment};
use office::desk::DeskId;
use office::rules::{LiveOrder, Rules};
use office::service::Service;

use crate::people::service;
use crate::plan::Plan;
use crate::world::{DAY_MS, MORNING_MS};

pub(super) fn is_segment(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "segment")
}

pub(super) fn is_snapshot(path: &Path) -> bool {
    path.to_string_lossy().ends_with("Z.db")
}

pub(super) fn rules(plan: &Plan) -> Rules {
    let all = || 0..u64::from(plan.services);
    let offered = all().map(|index| Service {
        id: service(index),
        series: ["А", "К", "Д", "С"][usize::try_from(index % 4).unwrap_or(0)].to_owned(),
        expected_ms: 20_000 * i64::try_from(index + 1).unwrap_or(1),
        available: true,
    });
    let desks = (1..=plan.desks).map(|id| {
        // Desk 1 serves everything, the others leave one out each.
        let left_out = (id > 1).then_some(u64::from(id) % (u64::from(plan.services) + 1));
        let services = all().filter(|index| Some(*index) != left_out).map(service);
        (DeskId(id), services.collect())
    });
    Rules {
        services: offered
            .map(|service| (service.id.clone(), service))
            .collect(),
        desks: desks.collect(),
        live_order: if plan.live_first_come {
            LiveOrder::FirstCome
        } else {
            LiveOrder::KeepServices
        },
        ..Rules::default()
    }
}

/// Days of a hundred minutes.
#[derive(Debug, Clone, Copy)]
pub(super) struct ShortDays;

impl Almanac for ShortDays {
    fn at(&self, now: Moment) -> Today {
        let day = now.ms_since(Moment(MORNING_MS)).div_euclid(DAY_MS);
        let began = Moment(MORNING_MS + day * DAY_MS);
        let minutes = now.0.div_euclid(60_000).rem_euclid(1_440);
        Today {
            date: Date {
                year: 2026,
                month: 11,
                day: u8::try_from(day + 10).unwrap_or(1),
            },
            hours: Some(Hours {
                opens_at: began.plus_ms(5 * 60_000),
                registration_ends_at: began.plus_ms(50 * 60_000),
                closes_at: began.plus_ms(60 * 60_000),
                goes_on: false,
            }),
            clock: format!("{:02}{:02}", minutes / 60, minutes % 60),
        }
    }
}
