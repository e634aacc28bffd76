//! Days that are over, held in memory: they never change, and reading a year of
//! them takes most of a report's time.
//!
//! Every span within the last 400 days is cut from them; a year is about 20 MB.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Span;
use jiff::civil::Date;
use rusqlite::Connection;

use crate::history::rows::{self, Period};

/// How far back they go; what begins earlier is read from the file.
const DAYS: i64 = 400;

/// Days since that are read from the file, before all are read anew.
const BEHIND: i64 = 7;

#[derive(Debug, Clone, Default)]
pub(super) struct PastDays(Arc<Mutex<Option<Held>>>);

#[derive(Debug, Clone)]
struct Held {
    from: Date,
    to: Date,
    period: Arc<Period>,
}

impl PastDays {
    /// `from` to `to`. `is_complete`: everything kept is in the file.
    pub(super) fn load(
        &self,
        db: &Connection,
        from: Date,
        to: Date,
        is_complete: bool,
    ) -> rusqlite::Result<Period> {
        let held = if is_complete { self.held(db)? } else { None };
        let Some(held) = held.filter(|held| held.from <= from && from <= held.to) else {
            return rows::load(db, from, to);
        };
        let mut period = held.period.between(from, to);
        if let Ok(next) = held.to.tomorrow()
            && next <= to
        {
            period.append(rows::load(db, next, to)?);
        }
        Ok(period)
    }

    /// Reads them before somebody asks.
    pub(super) fn warm_up(&self, db: &Connection) -> rusqlite::Result<()> {
        self.held(db).map(drop)
    }

    /// What lies before the last day that the file knows. `None`: nothing yet.
    fn held(&self, db: &Connection) -> rusqlite::Result<Option<Held>> {
        let last: Option<i64> = db.query_row("SELECT max(day) FROM day", [], |row| row.get(0))?;
        let to = last
            .and_then(rows::date_of)
            .and_then(|day| day.yesterday().ok());
        let Some(to) = to else { return Ok(None) };
        let back = |days: i64| to.saturating_sub(Span::new().days(days));
        let mut slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = slot.as_ref().filter(|held| held.to >= back(BEHIND)) {
            return Ok(Some(held.clone()));
        }
        let from = back(DAYS);
        let period = Arc::new(rows::load(db, from, to)?);
        Ok(slot.insert(Held { from, to, period }).clone().into())
    }

    /// The file was made anew.
    pub(super) fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
