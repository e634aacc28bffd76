//! One day's visitors, drawn once and given to every policy.

use std::collections::BTreeSet;

use office::day::{Copies, Date, Hours, MINUTE_MS, Mode, Moment};
use office::desk::DeskId;
use office::service::ServiceId;
use office::ticket::Class;

use crate::made_up::Site;
use crate::random::Random;

/// Monday of some week; days follow, weekends left out.
const FIRST: i64 = 1_795_330_800_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

/// Visitors by hour of the day over their mean: a morning and an after-work
/// crest, as offices of this kind see them.
const BY_HOUR: [f64; 9] = [0.80, 1.20, 1.35, 1.20, 0.90, 1.00, 1.15, 0.90, 0.50];

/// One day in eight brings a third more (after a holiday, bills in the post).
const SURGE_CHANCE: f64 = 0.125;
const SURGE: f64 = 1.33;
/// Other days differ by so much.
const DAY_SPREAD: f64 = 0.10;

const PRIVILEGED: f64 = 0.06;
const OUT_OF_TURN: f64 = 0.01;
const BOOKED: f64 = 0.10;
/// Of those booked, so many never come, and so many come too late.
const NEVER_COMES: f64 = 0.08;
const COMES_LATE: f64 = 0.04;
/// Does not answer a call; half of them answer a later one.
const MISSES: f64 = 0.04;
const TRANSFERRED: f64 = 0.05;
/// Deviation of a visit's length over its mean.
const SPREAD: f64 = 0.65;

#[derive(Debug, Clone)]
pub struct Visitor {
    pub comes_at: Moment,
    /// What the wait is counted from: the booked time, if on time.
    pub reference: Moment,
    pub service: ServiceId,
    /// Which of the site's needs that is.
    pub need: usize,
    pub class: Class,
    /// From the start to the end of each leg, milliseconds.
    pub visit_ms: i64,
    /// From the call to the start.
    pub walk_ms: i64,
    /// Calls left unanswered.
    pub misses: u8,
    /// Further legs elsewhere: for which service, how long.
    pub then: Vec<(ServiceId, i64)>,
    /// Goes away if not called by then.
    pub leaves_at: Option<Moment>,
}

/// One desk's day.
#[derive(Debug, Clone)]
pub struct DeskDay {
    pub desk: DeskId,
    /// When it is open; a shift without an end lasts as long as the day.
    pub shifts: Vec<(Moment, Option<Moment>)>,
    /// When it breaks, and for how long, milliseconds.
    pub breaks: Vec<(Moment, i64)>,
    /// What it serves from when on, if not what the office file says.
    pub services: Vec<(Moment, BTreeSet<ServiceId>)>,
}

#[derive(Debug, Clone)]
pub struct Visitors {
    pub date: Date,
    pub hours: Hours,
    /// One of the days with a third more.
    pub is_surge: bool,
    /// In the order they come.
    pub all: Vec<Visitor>,
    pub desks: Vec<DeskDay>,
    /// When the office kept the live queue, and when no longer (S1).
    pub modes: Vec<(Moment, Mode, Copies)>,
}

/// The day's hours: nine to six.
fn hours(day: u32) -> Hours {
    let opens_at = Moment(FIRST + i64::from(day) * DAY_MS);
    Hours {
        opens_at,
        registration_ends_at: opens_at.plus_ms(525 * MINUTE_MS),
        closes_at: opens_at.plus_ms(540 * MINUTE_MS),
        goes_on: false,
    }
}

fn date(day: u32) -> Date {
    // Consecutive made-up dates; the calendar's own lengths do not matter.
    let month = i16::try_from(day / 28).unwrap_or(i16::MAX);
    Date {
        year: 2027 + month / 12,
        month: u8::try_from(month % 12 + 1).unwrap_or(1),
        day: u8::try_from(day % 28 + 1).unwrap_or(1),
    }
}

/// The visitors of one day at this load: work offered over what desks can do.
pub fn day(site: &Site, seed: u64, day: u32, load: f64) -> Visitors {
    let mut random = Random::new(seed, u64::from(day) + 1);
    let hours = hours(day);
    let is_surge = random.happens(SURGE_CHANCE);
    let factor = if is_surge {
        SURGE
    } else {
        random.skewed(1.0, DAY_SPREAD)
    };
    let desks = site.rules.desks.keys().enumerate();
    let desks = desks.map(|(index, desk)| DeskDay {
        desk: *desk,
        shifts: vec![(hours.opens_at, None)],
        breaks: breaks(index, &hours),
        services: Vec::new(),
    });
    let desks = desks.collect();
    // Desks rest an hour of nine; the walk to the desk is work as well.
    let desk_min = site.rules.desks.len() as f64 * 8.0 * 60.0;
    let per_day = load * desk_min / (site.mean_min() * (1.0 + TRANSFERRED) + 0.5);
    let mut all = Vec::new();
    let weights: Vec<f64> = site.needs.iter().map(|need| need.weight).collect();
    let mut at_min = 0.0;
    loop {
        // Thinned from the crest, so that the same seed keeps its people.
        at_min += random.gap(540.0 / (per_day * factor * 1.35));
        if at_min >= 525.0 {
            break;
        }
        let by_hour = BY_HOUR
            .get((at_min / 60.0) as usize)
            .copied()
            .unwrap_or(0.5);
        let comes = random.happens(by_hour / 1.35);
        let service = random.by_weight(&weights).unwrap_or(0);
        if let Some(visitor) = visitor(
            site,
            &mut random,
            service,
            hours.opens_at.plus_ms(ms(at_min)),
        ) && comes
        {
            all.push(visitor);
        }
    }
    for visitor in &mut all {
        visitor.comes_at = visitor.comes_at.max(hours.opens_at);
    }
    all.sort_by_key(|visitor| visitor.comes_at);
    Visitors {
        date: date(day),
        hours,
        is_surge,
        all,
        desks,
        modes: Vec::new(),
    }
}

fn visitor(site: &Site, random: &mut Random, service: usize, at: Moment) -> Option<Visitor> {
    let need = site.needs.get(service)?;
    let mut class = match random.even() {
        x if x < OUT_OF_TURN => Class::OutOfTurn,
        x if x < OUT_OF_TURN + PRIVILEGED => Class::Privileged,
        x if x < OUT_OF_TURN + PRIVILEGED + BOOKED => Class::Appointment,
        _ => Class::Ordinary,
    };
    let (mut comes_at, mut reference) = (at, at);
    let early_min = random.normal(5.0, 5.0);
    let fate = random.even();
    if class == Class::Appointment {
        if fate < NEVER_COMES {
            return None;
        }
        // Booked for a quarter of an hour.
        let booked = Moment(at.0 - at.0 % (15 * MINUTE_MS));
        if fate < NEVER_COMES + COMES_LATE {
            comes_at = booked.plus_ms(25 * MINUTE_MS);
            reference = comes_at;
            class = Class::Ordinary;
        } else {
            comes_at = booked.plus_ms(-ms(early_min.clamp(-14.0, 25.0)));
            reference = booked;
        }
    }
    let visit_ms = ms(random.skewed(need.mean_min, SPREAD)).max(20_000);
    let walk_ms = ms(random.between(0.25, 0.75));
    let misses = match random.even() {
        x if x < MISSES / 2.0 => 1,
        x if x < MISSES => 3,
        _ => 0,
    };
    let other = random.even() * site.needs.len() as f64;
    let then = site
        .needs
        .get(other as usize)
        .filter(|_need| random.happens(TRANSFERRED));
    let then = then.map(|need| {
        (
            need.id.clone(),
            ms(random.skewed(need.mean_min, SPREAD)).max(20_000),
        )
    });
    Some(Visitor {
        comes_at,
        reference,
        service: need.id.clone(),
        need: service,
        class,
        visit_ms,
        walk_ms,
        misses,
        then: then.into_iter().collect(),
        leaves_at: None,
    })
}

/// Two rests and a lunch, one after another over the desks.
fn breaks(desk: usize, hours: &Hours) -> Vec<(Moment, i64)> {
    let turn = i64::try_from(desk % 4).unwrap_or(0);
    let at = |minute: i64| hours.opens_at.plus_ms(minute * MINUTE_MS);
    vec![
        (at(80 + turn * 15), 10 * MINUTE_MS),
        (at(180 + turn * 40), 40 * MINUTE_MS),
        (at(400 + turn * 15), 10 * MINUTE_MS),
    ]
}

fn ms(minutes: f64) -> i64 {
    (minutes * 60_000.0) as i64
}
