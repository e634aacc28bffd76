//! What was told against what came: the promised wait of ordinary visitors,
//! by service and by day, and an alarm when it drifts.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use rusqlite::{Connection, params};

use crate::history::rows::day_number;

/// Fewer promises than this say nothing.
const ENOUGH: u32 = 60;

/// Of the last days, so many.
const LATELY_DAYS: i64 = 7;

/// Nine of ten are promised; fewer than this many of a hundred kept is a drift.
const LEAST_COVERED: u32 = 80;

/// So much more error than before is a drift, percent.
const MUCH_MORE: i64 = 150;

/// Promises, and what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Kept {
    pub visits: u32,
    /// Called no later than «почти наверняка до».
    pub covered: u32,
    /// Between the likely wait and the real one, all together, ms.
    pub error_ms: i64,
    /// Real waits, all together, ms.
    pub waited_ms: i64,
}

impl Kept {
    fn add(&mut self, other: Self) {
        self.visits += other.visits;
        self.covered += other.covered;
        self.error_ms += other.error_ms;
        self.waited_ms += other.waited_ms;
    }

    /// Whole percent, rounded down.
    pub fn covered_percent(self) -> Option<u32> {
        (self.covered * 100).checked_div(self.visits)
    }

    pub fn mean_error_ms(self) -> Option<i64> {
        self.error_ms.checked_div(i64::from(self.visits))
    }

    pub fn mean_wait_ms(self) -> Option<i64> {
        self.waited_ms.checked_div(i64::from(self.visits))
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Promises {
    /// By service id; empty: the live queue's.
    pub services: BTreeMap<String, Kept>,
    /// By day, 20261125.
    pub days: BTreeMap<i64, Kept>,
    pub total: Kept,
    /// Of the last week, and of the time before it.
    pub lately: Kept,
    pub before: Kept,
}

/// What has become worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drift {
    /// Too many wait longer than the most they were told.
    TooHopeful,
    /// The likely wait misses by much more than it used to.
    LessExact,
}

impl Promises {
    pub fn drift(&self) -> Option<Drift> {
        if self.lately.visits < ENOUGH {
            return None;
        }
        if self
            .lately
            .covered_percent()
            .is_some_and(|percent| percent < LEAST_COVERED)
        {
            return Some(Drift::TooHopeful);
        }
        let (now, then) = (self.lately.mean_error_ms()?, self.before.mean_error_ms()?);
        let is_worse = self.before.visits >= ENOUGH && now * 100 > then.max(60_000) * MUCH_MORE;
        is_worse.then_some(Drift::LessExact)
    }
}

/// The promises of `from` to `to`, both included. «До» is told in whole
/// minutes, and up to one of them is «без ожидания». A visitor who missed a
/// call made the wait themselves.
pub fn load(db: &Connection, from: Date, to: Date) -> rusqlite::Result<Promises> {
    let lately_from = to.checked_sub((LATELY_DAYS - 1).days()).unwrap_or(from);
    let lately_from = day_number(lately_from);
    let mut query = db.prepare_cached(
        "SELECT visit.day, coalesce(name.word, ''), count(*),
             sum(waited <= max(60000, (at_most + 59999) / 60000 * 60000)), sum(abs(waited - likely)),
             sum(waited)
         FROM visit LEFT JOIN name ON name.id = visit.service
         WHERE day BETWEEN ? AND ? AND waited IS NOT NULL AND likely IS NOT NULL
             AND class = 0 AND misses = 0 AND by_hand = 0
         GROUP BY visit.day, visit.service",
    )?;
    let rows = query.query_map(params![day_number(from), day_number(to)], |row| {
        let kept = Kept {
            visits: row.get(2)?,
            covered: row.get(3)?,
            error_ms: row.get(4)?,
            waited_ms: row.get(5)?,
        };
        Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, kept))
    })?;
    let mut found = Promises::default();
    for row in rows {
        let (day, service, kept) = row?;
        found.services.entry(service).or_default().add(kept);
        found.days.entry(day).or_default().add(kept);
        found.total.add(kept);
        if day >= lately_from {
            found.lately.add(kept);
        } else {
            found.before.add(kept);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(visits: u32, covered: u32, error_min: i64) -> Kept {
        Kept {
            visits,
            covered,
            error_ms: error_min * 60_000 * i64::from(visits),
            waited_ms: 0,
        }
    }

    #[test]
    fn promises_that_nine_of_ten_keep_are_no_drift() {
        let promises = Promises {
            lately: kept(100, 90, 3),
            before: kept(400, 360, 3),
            ..Promises::default()
        };
        assert_eq!(promises.drift(), None);
    }

    #[test]
    fn one_in_four_waiting_longer_than_told_is_a_drift() {
        let promises = Promises {
            lately: kept(100, 75, 3),
            before: kept(400, 360, 3),
            ..Promises::default()
        };
        assert_eq!(promises.drift(), Some(Drift::TooHopeful));
    }

    #[test]
    fn twice_the_error_is_a_drift_and_a_handful_of_visitors_is_none() {
        let mut promises = Promises {
            lately: kept(100, 90, 6),
            before: kept(400, 360, 3),
            ..Promises::default()
        };
        assert_eq!(promises.drift(), Some(Drift::LessExact));
        promises.lately = kept(20, 5, 9);
        assert_eq!(promises.drift(), None);
    }
}
