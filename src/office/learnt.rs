//! What the office has learnt of itself: how long visits take, how many people
//! come when, and when desks take their breaks.
//!
//! Kept as the latest 256 visits of each service, as visitors per half hour of
//! each weekday and breaks per half hour of a day; a new day's opening carries both on, so that a start needs
//! no old days. Numbers only: nothing of it is about a person.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::Office;
use crate::day::{Date, Hours, MINUTE_MS, Moment};
use crate::desk::{BreakKind, DeskId, Doing};
use crate::service::ServiceId;

/// So many of a service's latest visits are remembered: weeks of a rare
/// service, days of a common one.
const VISITS: usize = 256;

/// The office file's figure weighs as much as so many visits.
const PRIOR_VISITS: usize = 24;

/// A visit longer than this was forgotten at the desk, not served, seconds.
const FORGOTTEN_S: i64 = 2 * 60 * 60;

/// Arrivals are counted by this much of the day.
pub(crate) const SLOT_MS: i64 = 30 * MINUTE_MS;

/// An office is not open for longer than a day.
const SLOTS: usize = 48;

/// A new day weighs one quarter of what its weekday was: a month is remembered.
const NEW_DAY_WEIGHT: u32 = 4;

/// For breaks one eighth, of a day as of one break: there are more of them.
const NEW_WEIGHT_OF_BREAKS: u32 = 8;

/// A longer one was forgotten at the desk, seconds.
const LONGEST_BREAK_S: u32 = 2 * 60 * 60;

/// More breaks than this in one day are a mistake somewhere.
const BREAKS: usize = 1_000;

/// Deciles of service time over its mean: skewed, as measured service times
/// are (median 0.85 of the mean, one in ten over twice).
const SPREAD_PERCENT: [i64; 10] = [30, 45, 58, 70, 80, 92, 106, 127, 160, 232];

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Learnt {
    /// Seconds from the call until the desk was free again, latest last.
    times: BTreeMap<ServiceId, VecDeque<u16>>,
    /// Of each service and weekday, Monday first: hundredths of visitors by
    /// half hour since opening. Empty: no such day yet.
    arrivals: BTreeMap<ServiceId, Vec<Vec<u32>>>,
    /// By half hour since opening; empty: no day with a break yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    breaks: Vec<Breaks>,
    /// How long each kind lasts as a rule, seconds.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    lengths: BTreeMap<BreakKind, u32>,
}

/// What breaks begun in one half hour take of a desk.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Breaks {
    /// Begun, of a thousand desks.
    pub(crate) begun: u32,
    /// Seconds they take of a thousand desks' time.
    seconds: u32,
}

/// As long as nothing is known: a third of an hour in every three (S22).
pub(crate) const USUAL_BREAKS: Breaks = Breaks {
    begun: 167,
    seconds: 167 * 20 * 60,
};

impl Breaks {
    /// How long one lasts, milliseconds.
    pub(crate) fn length_ms(self) -> i64 {
        i64::from(self.seconds) * 1000 / i64::from(self.begun.max(1))
    }

    /// What so much of the half hour has of it.
    pub(crate) fn part(self, ms: i64) -> Self {
        let part = |whole: u32| u32::try_from(i64::from(whole) * ms / SLOT_MS).unwrap_or(whole);
        Self {
            begun: part(self.begun),
            seconds: part(self.seconds),
        }
    }

    fn with_day(self, today: Self) -> Self {
        let weighed = |usual: u32, new: u32| {
            (usual * (NEW_WEIGHT_OF_BREAKS - 1) + new) / NEW_WEIGHT_OF_BREAKS
        };
        Self {
            begun: weighed(self.begun, today.begun),
            seconds: weighed(self.seconds, today.seconds),
        }
    }
}

impl Learnt {
    /// A visit, or a call that nobody answered, of so many milliseconds.
    pub(crate) fn visit(&mut self, service: &ServiceId, ms: i64) {
        let seconds = ms / 1000;
        if !(1..=FORGOTTEN_S).contains(&seconds) {
            return;
        }
        let ring = match self.times.get_mut(service) {
            Some(ring) => ring,
            None => self.times.entry(service.clone()).or_default(),
        };
        if ring.len() >= VISITS {
            ring.pop_front();
        }
        ring.push_back(u16::try_from(seconds).unwrap_or(u16::MAX));
    }

    /// How many of a service's visits are remembered.
    pub fn visits(&self, service: &ServiceId) -> usize {
        self.times.get(service).map_or(0, VecDeque::len)
    }

    /// How long a visit may take, milliseconds, shortest first: every entry as
    /// likely as any other. The prior is `usual_ms` with its usual spread.
    pub(crate) fn samples(&self, service: &ServiceId, usual_ms: i64) -> Vec<i64> {
        let seen = self.times.get(service);
        let mut samples: Vec<i64> = seen
            .into_iter()
            .flatten()
            .map(|seconds| i64::from(*seconds) * 1000)
            .chain(prior(usual_ms))
            .collect();
        samples.sort_unstable();
        samples
    }

    /// Visitors of a weekday by half hour since opening, hundredths.
    pub(crate) fn usual_day(&self, service: &ServiceId, weekday: usize) -> &[u32] {
        let days = self.arrivals.get(service);
        days.and_then(|days| days.get(weekday))
            .map_or(&[], Vec::as_slice)
    }

    /// How long such a break lasts, milliseconds, once one was seen.
    pub(crate) fn break_ms(&self, kind: BreakKind) -> Option<i64> {
        self.lengths
            .get(&kind)
            .map(|seconds| i64::from(*seconds) * 1000)
    }

    fn note_length(&mut self, kind: BreakKind, seconds: u32) {
        let usual = self.lengths.entry(kind).or_insert(seconds);
        *usual = (*usual * (NEW_WEIGHT_OF_BREAKS - 1) + seconds) / NEW_WEIGHT_OF_BREAKS;
    }

    /// Breaks by half hour since opening; empty: nothing is known.
    pub(crate) fn breaks(&self) -> &[Breaks] {
        &self.breaks
    }

    /// With one more day: its visitors and breaks by half hour.
    fn with_day(
        &self,
        weekday: usize,
        came: &BTreeMap<ServiceId, Vec<u32>>,
        breaks: Vec<Breaks>,
    ) -> Self {
        let mut learnt = self.clone();
        if self.breaks.is_empty() {
            learnt.breaks = breaks;
        } else {
            let slots = self.breaks.len().max(breaks.len());
            learnt.breaks.resize(slots, Breaks::default());
            for (slot, usual) in learnt.breaks.iter_mut().enumerate() {
                *usual = usual.with_day(breaks.get(slot).copied().unwrap_or_default());
            }
        }
        for (service, today) in came {
            let days = learnt.arrivals.entry(service.clone()).or_default();
            days.resize(days.len().max(7), Vec::new());
            let Some(usual) = days.get_mut(weekday) else {
                continue;
            };
            let slots = usual.len().max(today.len());
            let is_first = usual.is_empty();
            usual.resize(slots, 0);
            for (slot, usual) in usual.iter_mut().enumerate() {
                let new = today.get(slot).copied().unwrap_or(0) * 100;
                *usual = if is_first {
                    new
                } else {
                    (*usual * (NEW_DAY_WEIGHT - 1) + new) / NEW_DAY_WEIGHT
                };
            }
        }
        learnt
    }
}

/// The office file's figure as so many visits with the usual spread.
pub(crate) fn prior(usual_ms: i64) -> impl Iterator<Item = i64> {
    (0..PRIOR_VISITS).map(move |index| {
        let decile = index * SPREAD_PERCENT.len() / PRIOR_VISITS;
        usual_ms * SPREAD_PERCENT.get(decile).copied().unwrap_or(100) / 100
    })
}

/// Monday is 0.
pub(crate) fn weekday(date: Date) -> usize {
    // Sakamoto's method.
    const MONTHS: [i32; 12] = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
    let month = MONTHS.get(usize::from(date.month).saturating_sub(1));
    let year = i32::from(date.year) - i32::from(date.month < 3);
    let from_sunday = year + year.div_euclid(4) - year.div_euclid(100)
        + year.div_euclid(400)
        + month.copied().unwrap_or(0)
        + i32::from(date.day);
    usize::try_from((from_sunday + 6).rem_euclid(7)).unwrap_or(0)
}

/// Which half hour since opening.
pub(crate) fn slot(hours: &Hours, at: Moment) -> usize {
    usize::try_from(at.ms_since(hours.opens_at) / SLOT_MS)
        .unwrap_or(0)
        .min(SLOTS - 1)
}

impl Office {
    pub fn learnt(&self) -> &Learnt {
        &self.learnt
    }

    /// What the day's end would leave learnt, carried into the next day.
    pub(crate) fn carry_learnt(&self) -> Option<Learnt> {
        let learnt = match &self.day {
            Some(day) if !self.tickets.is_empty() => match &day.hours {
                Some(hours) => self.learnt.with_day(
                    weekday(day.date),
                    &self.came_by_slot(hours),
                    self.breaks_by_slot(hours),
                ),
                None => Learnt::clone(&self.learnt),
            },
            Some(_) | None => Learnt::clone(&self.learnt),
        };
        (learnt != Learnt::default()).then_some(learnt)
    }

    /// A desk's break ends at `at`.
    pub(crate) fn note_break(&mut self, desk: DeskId, at: Moment) {
        let Some(desk) = self.desks.get(&desk) else {
            return;
        };
        if let Some(Doing::OnBreak { kind }) = desk.doing()
            && self.breaks.len() < BREAKS
        {
            let seconds = u32::try_from(at.ms_since(desk.since) / 1000).unwrap_or(0);
            let seconds = seconds.min(LONGEST_BREAK_S);
            Arc::make_mut(&mut self.learnt).note_length(*kind, seconds);
            self.breaks.push((desk.since, seconds));
        }
    }

    /// Today's breaks by half hour since opening, if there were any.
    fn breaks_by_slot(&self, hours: &Hours) -> Vec<Breaks> {
        let worked = self.desks().filter(|desk| desk.served_today > 0).count();
        let Some(share) = u32::try_from(worked)
            .ok()
            .and_then(|worked| 1000_u32.checked_div(worked))
        else {
            return Vec::new();
        };
        if self.breaks.is_empty() {
            return Vec::new();
        }
        let mut by_slot = vec![Breaks::default(); slot(hours, hours.closes_at) + 1];
        for (began_at, seconds) in &self.breaks {
            if let Some(breaks) = by_slot.get_mut(slot(hours, *began_at)) {
                breaks.begun += share;
                breaks.seconds += share * seconds;
            }
        }
        by_slot
    }

    /// Today's visitors of each service by half hour since opening.
    fn came_by_slot(&self, hours: &Hours) -> BTreeMap<ServiceId, Vec<u32>> {
        let mut came: BTreeMap<ServiceId, Vec<u32>> = BTreeMap::new();
        let slots = slot(hours, hours.closes_at) + 1;
        // A service nobody came for teaches as well.
        for service in self.rules.services.keys() {
            came.insert(service.clone(), vec![0; slots]);
        }
        for ticket in self.tickets() {
            let slots = ticket.service.as_ref().and_then(|id| came.get_mut(id));
            let count = slots.and_then(|slots| slots.get_mut(slot(hours, ticket.taken_at)));
            if let Some(count) = count {
                *count += 1;
            }
        }
        came
    }
}
