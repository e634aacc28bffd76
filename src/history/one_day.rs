//! Where past days lie in the store, and one of them event by event, read
//! through the entry that opened it: what a replay begins with.

use jiff::civil::Date;
use office::day::Moment;
use office::event::Event;
use rusqlite::{OptionalExtension, params};

use crate::history::rows::day_number;
use crate::history::{History, NoReport};

/// Entries read at once, as the feeder does.
const BATCH: usize = 500;

/// A day of more entries than this is no office day; about ten times a large
/// office's.
const MOST: usize = 100_000;

impl History {
    /// Between which entries those dates lie, by the openings of days: the first
    /// entry, and the one behind the last unless nothing is behind it. Entries of
    /// other dates are among them: a night belongs to the day before it.
    pub async fn place_of(&self, from: Date, to: Date) -> Result<(u64, Option<u64>), NoReport> {
        let (from, to) = (day_number(from), day_number(to));
        self.ask(move |db| {
            // A wrong clock may have opened later dates before, and earlier ones after.
            let first: Option<u64> = db.query_row(
                "SELECT MAX(seq) FROM day WHERE day < ?1 AND seq <
                 COALESCE((SELECT MIN(seq) FROM day WHERE day BETWEEN ?1 AND ?2), 1 << 62)",
                [from, to],
                |row| row.get(0),
            )?;
            let first = first.unwrap_or(1);
            let next = db.query_row(
                "SELECT MIN(seq) FROM day WHERE day > ?2 AND seq > MAX(?3,
                 COALESCE((SELECT MAX(seq) FROM day WHERE day BETWEEN ?1 AND ?2), 0))",
                params![from, to, first],
                |row| row.get(0),
            )?;
            Ok((first, next))
        })
        .await
    }

    /// The day's events with their moments, its opening first; empty: there
    /// was no such day.
    pub async fn events_of(&self, day: Date) -> Result<Vec<(Event, Moment)>, NoReport> {
        let number = day_number(day);
        let found = self
            .ask(move |db| {
                db.query_row("SELECT seq FROM day WHERE day = ?", [number], |row| {
                    row.get(0)
                })
                .optional()
            })
            .await?;
        let Some(mut seq): Option<u64> = found else {
            return Ok(Vec::new());
        };
        let mut events = Vec::new();
        let mut is_under_way = false;
        while events.len() < MOST {
            let answer = self.reader.read(seq, BATCH).await;
            let answer = answer.ok_or(NoReport::Busy)?;
            if answer.entries.is_empty() {
                break;
            }
            for entry in &answer.entries {
                for event in &entry.draft.events {
                    let opens = matches!(event, Event::DayOpened { .. });
                    if opens && is_under_way {
                        return Ok(events);
                    }
                    is_under_way |= opens;
                    if is_under_way {
                        events.push((event.clone(), entry.draft.at));
                    }
                }
                seq = entry.seq + 1;
            }
        }
        Ok(events)
    }
}
