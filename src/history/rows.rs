//! The projection's rows of a span of days, small enough that a year of them
//! is read and counted within a third of a second.

use std::collections::BTreeMap;

use jiff::civil;
use rusqlite::{Connection, Row, params};

/// How a visit stands or ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Open,
    Served,
    NoShow,
    Left,
    NotServed,
}

impl Outcome {
    fn of(number: i64) -> Self {
        match number {
            1 => Self::Served,
            2 => Self::NoShow,
            3 => Self::Left,
            4 => Self::NotServed,
            _ => Self::Open,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visit {
    pub day: i64,
    /// The office's hour in which the ticket was taken, 0…23.
    pub hour: i64,
    /// A word's number; `None`: the live queue's.
    pub service: Option<i64>,
    /// S4: from reference to the first answered call, ms.
    pub waited_ms: Option<i64>,
    /// That call came in the live queue.
    pub live: bool,
    /// Where and by whom that call was answered.
    pub desk: Option<i64>,
    pub staff: Option<i64>,
    pub outcome: Outcome,
    pub transfers: i64,
    /// The visitor's mark, 1 to 5 (S13).
    pub rated: Option<i64>,
    /// Called by the end of the minute on the slip (S20); `None`: no such time, or not called.
    pub promise_kept: Option<bool>,
    pub about: About,
}

/// What a visit was about and what came of it (S11); words' numbers, `None`:
/// nobody said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct About {
    pub topic: Option<i64>,
    pub outcome: Option<i64>,
}

/// A part of a visit, at one desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leg {
    pub day: i64,
    pub hour: i64,
    pub service: Option<i64>,
    pub desk: i64,
    pub staff: Option<i64>,
    pub took_ms: i64,
    /// Of the whole visit.
    pub about: About,
}

/// Somebody at a desk, or on a break from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    pub day: i64,
    pub desk: i64,
    pub staff: Option<i64>,
    pub took_ms: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastPeak {
    pub day: i64,
    pub began_ms: i64,
    pub ended_ms: i64,
    pub waiting: u32,
    pub working: u32,
    pub acknowledged: Option<i64>,
    pub reacted_ms: Option<i64>,
}

/// One office day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayRow {
    pub day: i64,
    pub opens_ms: Option<i64>,
    pub closes_ms: Option<i64>,
    /// The head set other hours for that day.
    pub overridden: bool,
    pub closed_ms: Option<i64>,
}

/// Solved at reception, without a ticket (S2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SolvedRow {
    pub day: i64,
    pub hour: i64,
    pub service: Option<i64>,
    pub staff: i64,
}

/// Everything of a span of days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Period {
    pub visits: Vec<Visit>,
    pub legs: Vec<Leg>,
    pub shifts: Vec<Stretch>,
    pub pauses: Vec<Stretch>,
    pub peaks: Vec<PastPeak>,
    pub days: Vec<DayRow>,
    pub solved: Vec<SolvedRow>,
    /// Words by number.
    pub names: BTreeMap<i64, String>,
}

impl Period {
    /// What of it lies from `from` to `to`, both included.
    pub(super) fn between(&self, from: civil::Date, to: civil::Date) -> Self {
        let days = day_number(from)..=day_number(to);
        let stretches = |rows: &[Stretch]| -> Vec<Stretch> {
            let within = rows.iter().filter(|row| days.contains(&row.day));
            within.copied().collect()
        };
        let visits = self.visits.iter().filter(|row| days.contains(&row.day));
        let legs = self.legs.iter().filter(|row| days.contains(&row.day));
        let peaks = self.peaks.iter().filter(|row| days.contains(&row.day));
        let solved = self.solved.iter().filter(|row| days.contains(&row.day));
        Self {
            visits: visits.copied().collect(),
            legs: legs.copied().collect(),
            shifts: stretches(&self.shifts),
            pauses: stretches(&self.pauses),
            peaks: peaks.cloned().collect(),
            days: self
                .days
                .iter()
                .filter(|row| days.contains(&row.day))
                .copied()
                .collect(),
            solved: solved.copied().collect(),
            names: self.names.clone(),
        }
    }

    /// The days that follow, behind these.
    pub(super) fn append(&mut self, mut later: Self) {
        self.visits.append(&mut later.visits);
        self.legs.append(&mut later.legs);
        self.shifts.append(&mut later.shifts);
        self.pauses.append(&mut later.pauses);
        self.peaks.append(&mut later.peaks);
        self.days.append(&mut later.days);
        self.solved.append(&mut later.solved);
        // Names only grow.
        self.names = later.names;
    }
}

/// A day as the tables write it: 20261125.
pub fn day_number(date: civil::Date) -> i64 {
    i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day())
}

/// The other way round; `None` if it is no date.
pub fn date_of(day: i64) -> Option<civil::Date> {
    let part = |number: i64| i8::try_from(number).ok();
    let year = i16::try_from(day / 10_000).ok()?;
    civil::Date::new(year, part(day / 100 % 100)?, part(day % 100)?).ok()
}

/// Reads `from` to `to`, both included. What is open has no length yet.
pub fn load(db: &Connection, from: civil::Date, to: civil::Date) -> rusqlite::Result<Period> {
    let span = Span {
        db,
        from: day_number(from),
        to: day_number(to),
    };
    let stretch = |table: &str| {
        span.all(
            &format!(
                "SELECT day, desk, staff, ended - began FROM {table}
                 WHERE day BETWEEN ? AND ? AND ended IS NOT NULL"
            ),
            |row| {
                Ok(Stretch {
                    day: row.get(0)?,
                    desk: row.get(1)?,
                    staff: row.get(2)?,
                    took_ms: row.get(3)?,
                })
            },
        )
    };
    Ok(Period {
        visits: span.visits()?,
        legs: span.legs()?,
        shifts: stretch("shift")?,
        pauses: stretch("pause")?,
        peaks: span.peaks()?,
        days: span.days()?,
        solved: span.solved()?,
        names: names(db)?,
    })
}

fn names(db: &Connection) -> rusqlite::Result<BTreeMap<i64, String>> {
    let mut query = db.prepare_cached("SELECT id, word FROM name")?;
    let pairs = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    pairs.collect()
}

struct Span<'a> {
    db: &'a Connection,
    from: i64,
    to: i64,
}

impl Span<'_> {
    fn all<T>(
        &self,
        query: &str,
        read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<Vec<T>> {
        let mut query = self.db.prepare_cached(query)?;
        let rows = query.query_map(params![self.from, self.to], read)?;
        rows.collect()
    }

    fn visits(&self) -> rusqlite::Result<Vec<Visit>> {
        self.all(
            "SELECT visit.day, hour, visit.service, waited, live, visit.desk, visit.staff,
                 visit.outcome, transfers, rated,
                 reference + waited < (promised / 60000 + 1) * 60000,
                 contact.topic, contact.outcome
             FROM visit LEFT JOIN contact
                 ON contact.day = visit.day AND contact.number = visit.number
             WHERE visit.day BETWEEN ? AND ?",
            |row| {
                Ok(Visit {
                    day: row.get(0)?,
                    hour: row.get(1)?,
                    service: row.get(2)?,
                    waited_ms: row.get(3)?,
                    live: row.get(4)?,
                    desk: row.get(5)?,
                    staff: row.get(6)?,
                    outcome: Outcome::of(row.get(7)?),
                    transfers: row.get(8)?,
                    rated: row.get(9)?,
                    promise_kept: row.get(10)?,
                    about: About {
                        topic: row.get(11)?,
                        outcome: row.get(12)?,
                    },
                })
            },
        )
    }

    fn legs(&self) -> rusqlite::Result<Vec<Leg>> {
        self.all(
            "SELECT leg.day, hour, leg.service, leg.desk, leg.staff, ended - began,
                 contact.topic, contact.outcome
             FROM leg LEFT JOIN contact
                 ON contact.day = leg.day AND contact.number = leg.number
             WHERE leg.day BETWEEN ? AND ? AND ended IS NOT NULL",
            |row| {
                Ok(Leg {
                    day: row.get(0)?,
                    hour: row.get(1)?,
                    service: row.get(2)?,
                    desk: row.get(3)?,
                    staff: row.get(4)?,
                    took_ms: row.get(5)?,
                    about: About {
                        topic: row.get(6)?,
                        outcome: row.get(7)?,
                    },
                })
            },
        )
    }

    fn peaks(&self) -> rusqlite::Result<Vec<PastPeak>> {
        self.all(
            "SELECT day, began, ended, waiting, working, acknowledged, reacted FROM peak
             WHERE day BETWEEN ? AND ? ORDER BY began",
            |row| {
                Ok(PastPeak {
                    day: row.get(0)?,
                    began_ms: row.get(1)?,
                    ended_ms: row.get(2)?,
                    waiting: row.get(3)?,
                    working: row.get(4)?,
                    acknowledged: row.get(5)?,
                    reacted_ms: row.get(6)?,
                })
            },
        )
    }

    fn solved(&self) -> rusqlite::Result<Vec<SolvedRow>> {
        self.all(
            "SELECT day, hour, service, staff FROM solved WHERE day BETWEEN ? AND ?",
            |row| {
                Ok(SolvedRow {
                    day: row.get(0)?,
                    hour: row.get(1)?,
                    service: row.get(2)?,
                    staff: row.get(3)?,
                })
            },
        )
    }

    fn days(&self) -> rusqlite::Result<Vec<DayRow>> {
        self.all(
            "SELECT day, opens, closes, overridden, closed FROM day
             WHERE day BETWEEN ? AND ? ORDER BY day",
            |row| {
                Ok(DayRow {
                    day: row.get(0)?,
                    opens_ms: row.get(1)?,
                    closes_ms: row.get(2)?,
                    overridden: row.get(3)?,
                    closed_ms: row.get(4)?,
                })
            },
        )
    }
}

/// One visit of a day, by the clock, for the day's curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Came {
    pub taken_ms: i64,
    pub waited_ms: Option<i64>,
    /// When the wait ended: with the answered call, or with the ticket.
    pub until_ms: Option<i64>,
}

/// A stretch of somebody at a desk by the clock; `None`: still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct There {
    pub began_ms: i64,
    pub ended_ms: Option<i64>,
}

/// One day by the clock.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DayByClock {
    pub visits: Vec<Came>,
    pub shifts: Vec<There>,
    pub pauses: Vec<There>,
}

/// Reads one day for its curve.
pub fn by_clock(db: &Connection, date: civil::Date) -> rusqlite::Result<DayByClock> {
    let day = day_number(date);
    let span = Span {
        db,
        from: day,
        to: day,
    };
    let there = |table: &str| {
        span.all(
            &format!("SELECT began, ended FROM {table} WHERE day BETWEEN ? AND ?"),
            |row| {
                Ok(There {
                    began_ms: row.get(0)?,
                    ended_ms: row.get(1)?,
                })
            },
        )
    };
    Ok(DayByClock {
        visits: span.all(
            "SELECT taken, waited, coalesce(reference + waited, closed) FROM visit
             WHERE day BETWEEN ? AND ?",
            |row| {
                Ok(Came {
                    taken_ms: row.get(0)?,
                    waited_ms: row.get(1)?,
                    until_ms: row.get(2)?,
                })
            },
        )?,
        shifts: there("shift")?,
        pauses: there("pause")?,
    })
}
