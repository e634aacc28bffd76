//! Rows into reports. Pure: counts, means, percentiles, nothing else.
//!
//! A percentile is the smallest wait that so many of a hundred do not exceed
//! (nearest rank). Waits are judged by the mode of their call (S4).

use std::collections::BTreeMap;

use crate::history::rows::{About, DayByClock, Outcome, Period, There, Visit, date_of};

/// The late tail, ms (S4 beside the share).
pub const LATE_MS: i64 = office::waits::LATE_MS;

/// What the lines of a report are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    Day,
    Week,
    Month,
    Weekday,
    Hour,
    Service,
    Desk,
    Manager,
    /// What visits were about, and what came of them (S11).
    Topic,
    Outcome,
}

impl By {
    /// As the API writes it.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "day" => Self::Day,
            "week" => Self::Week,
            "month" => Self::Month,
            "weekday" => Self::Weekday,
            "hour" => Self::Hour,
            "service" => Self::Service,
            "desk" => Self::Desk,
            "manager" => Self::Manager,
            "topic" => Self::Topic,
            "outcome" => Self::Outcome,
            _ => return None,
        })
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Weekday => "weekday",
            Self::Hour => "hour",
            Self::Service => "service",
            Self::Desk => "desk",
            Self::Manager => "manager",
            Self::Topic => "topic",
            Self::Outcome => "outcome",
        }
    }
}

/// One line; spans in ms. `None`: nothing to take a mean of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    pub visits: u32,
    pub answered: u32,
    /// Within the target, whatever the mode.
    pub in_time: u32,
    /// Of these, answered in the live queue, and within the target there.
    pub live: u32,
    pub live_in_time: u32,
    /// Answered after more than 30 minutes.
    pub late: u32,
    pub wait_mean: Option<i64>,
    pub wait_median: Option<i64>,
    pub wait_p85: Option<i64>,
    pub wait_p95: Option<i64>,
    pub wait_longest: Option<i64>,
    pub service_mean: Option<i64>,
    pub service_median: Option<i64>,
    pub served: u32,
    pub no_shows: u32,
    pub left: u32,
    pub not_served: u32,
    pub transfers: u32,
    /// Visits with a mark (S13), and the marks' sum.
    pub rated: u32,
    pub marks: u32,
    /// Answered visits whose slip named a time, and those called by then (S20).
    pub promised: u32,
    pub promises_kept: u32,
    /// Solved at reception without a ticket (S2).
    pub solved: u32,
    pub peaks: u32,
    /// Desks open, and on breaks of these.
    pub open_ms: i64,
    pub break_ms: i64,
}

/// A report: its lines in order of key, and all of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Key: "2026-11-25", "2026-W48", "2026-11", "1" (Monday), "09", a service's,
    /// account's, topic's or outcome's id, a desk's number; empty: without one.
    pub lines: Vec<(String, Line)>,
    pub total: Line,
}

#[derive(Default)]
struct Group {
    line: Line,
    waits: Vec<i64>,
    services: Vec<i64>,
}

/// Counts the period by `by`; `target_ms` is what counts as a short wait.
pub fn report(period: &Period, by: By, target_ms: i64) -> Report {
    let mut groups: BTreeMap<i64, Group> = BTreeMap::new();
    let mut all = Group::default();
    for visit in &period.visits {
        all.add_visit(visit, target_ms);
        let facts = Facts {
            day: visit.day,
            hour: Some(visit.hour),
            service: Some(visit.service.unwrap_or(NO_WORD)),
            desk: visit.desk,
            staff: visit.staff,
            about: Some(visit.about),
        };
        if let Some(key) = facts.key(by) {
            groups.entry(key).or_default().add_visit(visit, target_ms);
        }
    }
    for leg in &period.legs {
        all.services.push(leg.took_ms);
        let facts = Facts {
            day: leg.day,
            hour: Some(leg.hour),
            service: Some(leg.service.unwrap_or(NO_WORD)),
            desk: Some(leg.desk),
            staff: leg.staff,
            about: Some(leg.about),
        };
        if let Some(key) = facts.key(by) {
            groups.entry(key).or_default().services.push(leg.took_ms);
        }
    }
    let mut stretches = |rows: &[crate::history::rows::Stretch], add: fn(&mut Line, i64)| {
        for row in rows {
            add(&mut all.line, row.took_ms);
            let facts = Facts {
                desk: Some(row.desk),
                staff: row.staff,
                ..Facts::of_day(row.day)
            };
            if let Some(key) = facts.key(by) {
                add(&mut groups.entry(key).or_default().line, row.took_ms);
            }
        }
    };
    stretches(&period.shifts, |line, ms| line.open_ms += ms);
    stretches(&period.pauses, |line, ms| line.break_ms += ms);
    for row in &period.solved {
        all.line.solved += 1;
        let facts = Facts {
            hour: Some(row.hour),
            service: Some(row.service.unwrap_or(NO_WORD)),
            staff: Some(row.staff),
            ..Facts::of_day(row.day)
        };
        if let Some(key) = facts.key(by) {
            groups.entry(key).or_default().line.solved += 1;
        }
    }
    for peak in &period.peaks {
        all.line.peaks += 1;
        if let Some(key) = Facts::of_day(peak.day).key(by) {
            groups.entry(key).or_default().line.peaks += 1;
        }
    }
    Report {
        lines: groups
            .into_iter()
            .map(|(key, group)| (word(by, key, period), group.finish()))
            .collect(),
        total: all.finish(),
    }
}

impl Group {
    fn add_visit(&mut self, visit: &Visit, target_ms: i64) {
        let line = &mut self.line;
        line.visits += 1;
        line.transfers += u32::try_from(visit.transfers).unwrap_or(0);
        match visit.outcome {
            Outcome::Open => {}
            Outcome::Served => line.served += 1,
            Outcome::NoShow => line.no_shows += 1,
            Outcome::Left => line.left += 1,
            Outcome::NotServed => line.not_served += 1,
        }
        if let Some(kept) = visit.promise_kept {
            line.promised += 1;
            line.promises_kept += u32::from(kept);
        }
        if let Some(mark) = visit.rated {
            line.rated += 1;
            line.marks += u32::try_from(mark).unwrap_or(0);
        }
        let Some(waited) = visit.waited_ms else {
            return;
        };
        let in_time = u32::from(waited <= target_ms);
        line.answered += 1;
        line.in_time += in_time;
        line.late += u32::from(waited > LATE_MS);
        if visit.live {
            line.live += 1;
            line.live_in_time += in_time;
        }
        self.waits.push(waited);
    }

    fn finish(mut self) -> Line {
        self.waits.sort_unstable();
        self.services.sort_unstable();
        let line = &mut self.line;
        line.wait_mean = mean(&self.waits);
        line.wait_median = percentile(&self.waits, 50);
        line.wait_p85 = percentile(&self.waits, 85);
        line.wait_p95 = percentile(&self.waits, 95);
        line.wait_longest = self.waits.last().copied();
        line.service_mean = mean(&self.services);
        line.service_median = percentile(&self.services, 50);
        self.line
    }
}

/// No service, topic or outcome was said; words' numbers begin at 1.
const NO_WORD: i64 = 0;

/// What a row says of itself; `None`: such rows have no such thing.
#[derive(Default)]
struct Facts {
    day: i64,
    hour: Option<i64>,
    service: Option<i64>,
    desk: Option<i64>,
    staff: Option<i64>,
    about: Option<About>,
}

impl Facts {
    fn of_day(day: i64) -> Self {
        Self {
            day,
            ..Self::default()
        }
    }

    /// Where the row is counted.
    fn key(&self, by: By) -> Option<i64> {
        match by {
            By::Day | By::Week | By::Month | By::Weekday => key_of_day(by, self.day),
            By::Hour => self.hour,
            By::Service => self.service,
            By::Desk => self.desk,
            By::Manager => self.staff,
            By::Topic => Some(self.about?.topic.unwrap_or(NO_WORD)),
            By::Outcome => Some(self.about?.outcome.unwrap_or(NO_WORD)),
        }
    }
}

/// Weeks are numbered by ISO 8601: year × 100 + week.
fn key_of_day(by: By, day: i64) -> Option<i64> {
    match by {
        By::Day => Some(day),
        By::Month => Some(day / 100),
        By::Week => {
            let week = date_of(day)?.iso_week_date();
            Some(i64::from(week.year()) * 100 + i64::from(week.week()))
        }
        By::Weekday => Some(i64::from(date_of(day)?.weekday().to_monday_one_offset())),
        By::Hour | By::Service | By::Desk | By::Manager | By::Topic | By::Outcome => None,
    }
}

fn word(by: By, key: i64, period: &Period) -> String {
    match by {
        By::Day => date_of(key).map_or_else(String::new, |date| date.to_string()),
        By::Month => format!("{:04}-{:02}", key / 100, key % 100),
        By::Week => format!("{:04}-W{:02}", key / 100, key % 100),
        By::Hour => format!("{key:02}"),
        By::Weekday | By::Desk => key.to_string(),
        By::Service | By::Manager | By::Topic | By::Outcome => {
            period.names.get(&key).cloned().unwrap_or_default()
        }
    }
}

fn mean(sorted: &[i64]) -> Option<i64> {
    let count = i64::try_from(sorted.len()).ok()?;
    let sum: i64 = sorted.iter().sum();
    sum.checked_div(count)
}

/// Nearest rank: the smallest value that `percent` of a hundred do not exceed.
pub fn percentile(sorted: &[i64], percent: usize) -> Option<i64> {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

/// The heat map's cell: a weekday's hour over the period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cell {
    /// 1: Monday.
    pub weekday: i64,
    pub hour: i64,
    pub visits: u32,
    pub answered: u32,
    pub in_time: u32,
    /// 85 of a hundred wait no longer, ms.
    pub wait_p85: Option<i64>,
    /// So many such weekdays had visitors.
    pub days: u32,
}

/// The week's hours: where it is full, and where people wait.
pub fn heat(period: &Period, target_ms: i64) -> Vec<Cell> {
    let mut days: BTreeMap<i64, std::collections::BTreeSet<i64>> = BTreeMap::new();
    let mut cells: BTreeMap<(i64, i64), (Cell, Vec<i64>)> = BTreeMap::new();
    for visit in &period.visits {
        let Some(weekday) = key_of_day(By::Weekday, visit.day) else {
            continue;
        };
        days.entry(weekday).or_default().insert(visit.day);
        let (cell, waits) = cells.entry((weekday, visit.hour)).or_default();
        cell.visits += 1;
        if let Some(waited) = visit.waited_ms {
            cell.answered += 1;
            cell.in_time += u32::from(waited <= target_ms);
            waits.push(waited);
        }
    }
    cells
        .into_iter()
        .map(|((weekday, hour), (cell, mut waits))| {
            waits.sort_unstable();
            let days = days
                .get(&weekday)
                .map_or(0, std::collections::BTreeSet::len);
            Cell {
                weekday,
                hour,
                wait_p85: percentile(&waits, 85),
                days: u32::try_from(days).unwrap_or(u32::MAX),
                ..cell
            }
        })
        .collect()
}

/// A quarter of an hour of one day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Quarter {
    pub begins_ms: i64,
    pub arrivals: u32,
    /// Of those who came then.
    pub wait_mean: Option<i64>,
    /// Waiting at its end; now, in the one that runs.
    pub waiting: u32,
    /// Desks at work at its end; now, in the one that runs.
    pub working: u32,
}

const QUARTER_MS: i64 = 15 * office::day::MINUTE_MS;

/// A day's curve from the first to the last event of it; `now_ms` ends what is
/// still open.
pub fn curve(day: &DayByClock, now_ms: i64) -> Vec<Quarter> {
    let starts = day.visits.iter().map(|came| came.taken_ms);
    let ends = day
        .visits
        .iter()
        .map(|came| came.until_ms.unwrap_or(now_ms));
    let (Some(first), Some(last)) = (starts.min(), ends.max()) else {
        return Vec::new();
    };
    let first = first - first.rem_euclid(QUARTER_MS);
    // A day has 24 hours; anything else is a clock that was set.
    let last = last.min(first + 96 * QUARTER_MS);
    let mut quarters = Vec::new();
    let mut begins_ms = first;
    while begins_ms <= last {
        let end = begins_ms + QUARTER_MS;
        let seen_ms = end.min(now_ms);
        let came: Vec<_> = day
            .visits
            .iter()
            .filter(|came| (begins_ms..end).contains(&came.taken_ms))
            .collect();
        let waits: Vec<i64> = came.iter().filter_map(|came| came.waited_ms).collect();
        let is_waiting = |came: &&crate::history::rows::Came| {
            came.taken_ms < end && came.until_ms.unwrap_or(now_ms) >= seen_ms
        };
        let there = |all: &[There]| {
            let is_there =
                |one: &&There| one.began_ms < end && one.ended_ms.unwrap_or(now_ms) >= seen_ms;
            all.iter().filter(is_there).count()
        };
        quarters.push(Quarter {
            begins_ms,
            arrivals: count(came.len()),
            wait_mean: mean(&waits),
            waiting: count(day.visits.iter().filter(is_waiting).count()),
            working: count(there(&day.shifts).saturating_sub(there(&day.pauses))),
        });
        begins_ms = end;
    }
    quarters
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
