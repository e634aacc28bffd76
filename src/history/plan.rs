//! What the past says of a month to come: visitors by weekday and half hour,
//! how long visits take, and which days brought many more than usual.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use rusqlite::{Connection, params};

use crate::history::rows::{date_of, day_number};

/// A day with so much more than its weekday's median is a surge, percent.
const SURGE_PERCENT: u32 = 125;

/// A surge on the same date of the month counts once it was seen so often.
const SEEN_TWICE: usize = 2;

/// As many of the latest visits tell how long one takes.
const VISITS: i64 = 3_000;

/// A visit longer than this was forgotten at the desk.
const FORGOTTEN_MS: i64 = 2 * 60 * 60_000;

/// A half hour, ms.
const SLOT_MS: i64 = 30 * 60_000;

/// One day of the past, by half hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayCount {
    pub date: Date,
    /// The half hour of the clock in which it opened, 0 to 47.
    pub first_slot: usize,
    /// From then on.
    pub by_slot: Vec<u32>,
}

impl DayCount {
    pub fn total(&self) -> u32 {
        self.by_slot.iter().sum()
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Past {
    pub days: Vec<DayCount>,
    /// How long visits kept a desk, ms.
    pub visits_ms: Vec<i64>,
}

/// A usual weekday: hundredths of visitors by half hour of the clock, whatever
/// the office's hours were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weekday {
    /// 1: Monday.
    pub weekday: i8,
    /// Such days in the past.
    pub days: usize,
    /// The half hour of the clock that it begins with, 0 to 47.
    pub first_slot: usize,
    pub by_slot: Vec<u32>,
}

/// A day that brought many more than its weekday usually does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Surge {
    pub date: Date,
    pub visitors: u32,
    /// Of its weekday's median.
    pub percent: u32,
}

/// Why many more are expected on a date to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// This date of the month brought many, so often.
    DateOfMonth { seen: usize },
    /// The first open day after days off brought many, so often.
    AfterDaysOff { seen: usize },
}

/// Reads the days from `from` to `to`, both included; `minute_at` tells the
/// office's minute of the day at a moment.
pub fn load(
    db: &Connection,
    from: Date,
    to: Date,
    minute_at: impl Fn(i64) -> u16,
) -> rusqlite::Result<Past> {
    let mut query = db.prepare_cached(
        "SELECT visit.day, max(0, taken / ?3 - opens / ?3), count(*), opens
         FROM visit JOIN day ON day.day = visit.day
         WHERE visit.day BETWEEN ?1 AND ?2 AND opens IS NOT NULL
         GROUP BY 1, 2 ORDER BY 1, 2",
    )?;
    let mut past = Past::default();
    let span = params![day_number(from), day_number(to), SLOT_MS];
    let rows = query.query_map(span, |row| {
        Ok((
            row.get::<_, i64>(0)?,
            row.get::<_, u32>(1)?,
            row.get::<_, u32>(2)?,
            row.get::<_, i64>(3)?,
        ))
    })?;
    for row in rows {
        let (day, slot, count, opens_ms) = row?;
        let (Some(date), slot) = (date_of(day), usize::try_from(slot).unwrap_or(0).min(47)) else {
            continue;
        };
        if past.days.last().is_none_or(|last| last.date != date) {
            past.days.push(DayCount {
                date,
                first_slot: usize::from(minute_at(opens_ms) / 30),
                by_slot: Vec::new(),
            });
        }
        if let Some(last) = past.days.last_mut() {
            last.by_slot.resize(last.by_slot.len().max(slot + 1), 0);
            if let Some(here) = last.by_slot.get_mut(slot) {
                *here += count;
            }
        }
    }
    let mut query = db.prepare_cached(
        "SELECT ended - began FROM leg WHERE day BETWEEN ? AND ? AND ended IS NOT NULL
             AND ended - began BETWEEN 1 AND ? ORDER BY id DESC LIMIT ?",
    )?;
    let span = params![day_number(from), day_number(to), FORGOTTEN_MS, VISITS];
    past.visits_ms = query
        .query_map(span, |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(past)
}

impl Past {
    /// Each weekday there was, surge days left out.
    pub fn weekdays(&self) -> Vec<Weekday> {
        let surges = self.surges();
        let is_usual = |day: &&DayCount| surges.iter().all(|surge| surge.date != day.date);
        let mut found: BTreeMap<i8, Vec<&DayCount>> = BTreeMap::new();
        for day in self.days.iter().filter(is_usual) {
            let weekday = day.date.weekday().to_monday_one_offset();
            found.entry(weekday).or_default().push(day);
        }
        let mean = |(weekday, days): (i8, Vec<&DayCount>)| {
            let first_slot = days.iter().map(|day| day.first_slot).min().unwrap_or(0);
            let mut sums: Vec<u32> = Vec::new();
            for day in &days {
                let later = day.first_slot - first_slot;
                sums.resize(sums.len().max(later + day.by_slot.len()), 0);
                for (sum, count) in sums.iter_mut().skip(later).zip(&day.by_slot) {
                    *sum += count * 100;
                }
            }
            let of = u32::try_from(days.len()).unwrap_or(u32::MAX).max(1);
            Weekday {
                weekday,
                days: days.len(),
                first_slot,
                by_slot: sums.into_iter().map(|sum| sum / of).collect(),
            }
        };
        found.into_iter().map(mean).collect()
    }

    /// Days with many more than their weekday's median.
    pub fn surges(&self) -> Vec<Surge> {
        let mut totals: BTreeMap<i8, Vec<u32>> = BTreeMap::new();
        for day in &self.days {
            let weekday = day.date.weekday().to_monday_one_offset();
            totals.entry(weekday).or_default().push(day.total());
        }
        for totals in totals.values_mut() {
            totals.sort_unstable();
        }
        let of_day = |day: &DayCount| {
            let totals = totals.get(&day.date.weekday().to_monday_one_offset())?;
            let median = totals
                .get((totals.len() - 1) / 2)
                .copied()
                .filter(|median| *median > 0)?;
            let percent = day.total() * 100 / median;
            (totals.len() > 2 && percent >= SURGE_PERCENT).then_some(Surge {
                date: day.date,
                visitors: day.total(),
                percent,
            })
        };
        self.days.iter().filter_map(of_day).collect()
    }

    /// Why that date may bring many more, as far as the past tells. `opens`
    /// says whether the office opens on a date.
    pub fn expects(&self, date: Date, opens: impl Fn(Date) -> bool) -> Option<Because> {
        let surges = self.surges();
        let same_date = surges
            .iter()
            .filter(|surge| surge.date.day() == date.day())
            .count();
        let had_date = self
            .days
            .iter()
            .filter(|day| day.date.day() == date.day())
            .count();
        if same_date >= SEEN_TWICE && same_date * 2 > had_date {
            return Some(Because::DateOfMonth { seen: same_date });
        }
        let was_open = |date: Date| self.days.iter().any(|day| day.date == date);
        let firsts = self
            .days
            .iter()
            .skip(1)
            .filter(|day| days_off(day.date, was_open));
        let first_days: Vec<Date> = firsts.map(|day| day.date).collect();
        let seen = surges
            .iter()
            .filter(|surge| first_days.contains(&surge.date))
            .count();
        let is_rule = seen >= SEEN_TWICE && seen * 2 > first_days.len();
        (is_rule && days_off(date, opens)).then_some(Because::AfterDaysOff { seen })
    }
}

/// Whether more than a weekend lies before the date.
fn days_off(date: Date, opens: impl Fn(Date) -> bool) -> bool {
    (1..=3).all(|days: i64| {
        date.checked_sub(days.days())
            .is_ok_and(|before| !opens(before))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap_or(Date::ZERO)
    }

    /// Weekdays of three months, a hundred each; so many on the days named.
    fn past(many: &[&str]) -> Past {
        let mut days = Vec::new();
        let mut day = date("2026-08-03");
        while day < date("2026-11-01") {
            if day.weekday().to_monday_one_offset() <= 5 {
                let is_many = many.iter().any(|other| date(other) == day);
                let by_slot = if is_many { vec![80, 80] } else { vec![40, 60] };
                days.push(DayCount {
                    date: day,
                    first_slot: 18,
                    by_slot,
                });
            }
            day = day.tomorrow().unwrap_or(Date::MAX);
        }
        Past {
            days,
            visits_ms: vec![60_000],
        }
    }

    #[test]
    fn a_usual_weekday_is_the_mean_without_surge_days() {
        let past = past(&["2026-09-01", "2026-10-01"]);
        let tuesday = &past.weekdays()[1];
        assert_eq!((tuesday.weekday, &tuesday.by_slot), (2, &vec![4000, 6000]));
        let surges: Vec<_> = past.surges().iter().map(|surge| surge.percent).collect();
        assert_eq!(surges, [160, 160]);
    }

    #[test]
    fn a_day_that_opened_later_counts_by_the_clock() {
        let day = |text, first_slot, by_slot: &[u32]| DayCount {
            date: date(text),
            first_slot,
            by_slot: by_slot.to_vec(),
        };
        let past = Past {
            days: vec![
                day("2026-11-02", 18, &[10, 20, 30]),
                day("2026-11-09", 20, &[50, 20]),
            ],
            visits_ms: vec![60_000],
        };
        let monday = &past.weekdays()[0];
        assert_eq!(
            (monday.first_slot, &monday.by_slot),
            (18, &vec![500, 1000, 4000, 1000])
        );
    }

    #[test]
    fn a_date_of_the_month_that_brought_many_twice_is_expected_again() {
        let past = past(&["2026-09-01", "2026-10-01"]);
        let expected = past.expects(date("2026-12-01"), |_date| true);
        assert_eq!(expected, Some(Because::DateOfMonth { seen: 2 }));
        assert_eq!(past.expects(date("2026-12-02"), |_date| true), None);
    }

    #[test]
    fn once_is_chance() {
        let past = past(&["2026-09-01"]);
        assert_eq!(past.expects(date("2026-12-01"), |_date| true), None);
    }
}
