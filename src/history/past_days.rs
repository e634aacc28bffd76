//! Days that are over, held in memory: they never change, and reading a year of
//! them takes most of a report's time.
//!
//! A few spans are held, the oldest goes first; a year is about 20 MB.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use rusqlite::Connection;

use crate::history::rows::{self, Period};

/// Spans held at once: what one head looks at in one sitting.
const SPANS: usize = 3;

#[derive(Debug, Clone, Default)]
pub(super) struct PastDays(Arc<Mutex<VecDeque<Held>>>);

#[derive(Debug)]
struct Held {
    from: Date,
    to: Date,
    period: Arc<Period>,
}

impl PastDays {
    /// `from` to `to`; what lies before the last day that the file knows is read
    /// once. `is_complete`: everything kept is in the file.
    pub(super) fn load(
        &self,
        db: &Connection,
        from: Date,
        to: Date,
        is_complete: bool,
    ) -> rusqlite::Result<Period> {
        let last: Option<i64> = db.query_row("SELECT max(day) FROM day", [], |row| row.get(0))?;
        let last = last.and_then(rows::date_of);
        let past_to = last
            .and_then(|last| last.yesterday().ok())
            .map(|day| day.min(to));
        let Some(past_to) = past_to.filter(|past_to| is_complete && from < *past_to) else {
            return rows::load(db, from, to);
        };
        let past = self.past(db, from, past_to)?;
        let mut period = Period::clone(&past);
        if let Ok(next) = past_to.tomorrow()
            && next <= to
        {
            period.append(rows::load(db, next, to)?);
        }
        Ok(period)
    }

    fn past(&self, db: &Connection, from: Date, to: Date) -> rusqlite::Result<Arc<Period>> {
        if let Some(held) = self.held(from, to) {
            return Ok(held);
        }
        let period = Arc::new(rows::load(db, from, to)?);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= SPANS {
            all.pop_front();
        }
        all.push_back(Held {
            from,
            to,
            period: Arc::clone(&period),
        });
        Ok(period)
    }

    fn held(&self, from: Date, to: Date) -> Option<Arc<Period>> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let held = all.iter().find(|held| (held.from, held.to) == (from, to))?;
        Some(Arc::clone(&held.period))
    }

    /// The file was made anew.
    pub(super) fn forget(&self) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}
