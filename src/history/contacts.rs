//! What visits were about (S11), by day, for the file of a day. A later record
//! of the same visit replaces the one before.

use std::collections::BTreeMap;

use jiff::civil::Date;
use office::contact::Contact;
use office::day::Moment;
use office::ticket::TicketNumber;
use rusqlite::{Connection, params};

use crate::history::fold::{day_number as day_of, run};
use crate::history::names::Names;
use crate::history::rows::{date_of, day_number};

/// One visit's record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactRow {
    pub date: Date,
    pub at_ms: i64,
    pub number: String,
    pub desk: u16,
    pub service: Option<String>,
    pub by: String,
    pub topic: Option<String>,
    pub outcome: Option<String>,
    /// The id of the note's row among people.
    pub note: Option<String>,
    pub hand_over: Option<Date>,
}

pub(super) fn keep(
    db: &Connection,
    names: &mut Names,
    contact: &Contact,
    at: Moment,
) -> rusqlite::Result<()> {
    let mut word = |word: Option<&str>| word.map(|word| names.id(db, word)).transpose();
    let service = word(contact.service.as_ref().map(|id| &*id.0))?;
    let staff = word(Some(&contact.by.0))?;
    let topic = word(contact.topic.as_deref())?;
    let outcome = word(contact.outcome.as_deref())?;
    run(
        db,
        "INSERT OR REPLACE INTO contact (day, number, at, desk, service, staff, topic, outcome,
             note, hand_over) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        &[
            &day_of(contact.date),
            &contact.number.to_string(),
            &at.0,
            &contact.desk.0,
            &service,
            &staff,
            &topic,
            &outcome,
            &contact.note.as_ref().map(|id| id.0.as_str()),
            &contact.hand_over.map(day_of),
        ],
    )
}

/// It was taken back with the end of the visit.
pub(super) fn remove(
    db: &Connection,
    number: &TicketNumber,
    date: office::day::Date,
) -> rusqlite::Result<()> {
    run(
        db,
        "DELETE FROM contact WHERE day = ? AND number = ?",
        &[&day_of(date), &number.to_string()],
    )
}

/// The records of `from` to `to`, both included, in the order they were made.
pub fn load(db: &Connection, from: Date, to: Date) -> rusqlite::Result<Vec<ContactRow>> {
    let mut query = db.prepare_cached("SELECT id, word FROM name")?;
    let words = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let words: BTreeMap<i64, String> = words.collect::<rusqlite::Result<_>>()?;
    let word = |id: Option<i64>| id.and_then(|id| words.get(&id).cloned());
    let mut query = db.prepare_cached(
        "SELECT day, at, number, desk, service, staff, topic, outcome, note, hand_over
         FROM contact WHERE day BETWEEN ? AND ? ORDER BY day, at, number",
    )?;
    let rows = query.query_map(params![day_number(from), day_number(to)], |row| {
        Ok(ContactRow {
            date: date_of(row.get(0)?).unwrap_or_default(),
            at_ms: row.get(1)?,
            number: row.get(2)?,
            desk: row.get(3)?,
            service: word(row.get(4)?),
            by: word(row.get(5)?).unwrap_or_default(),
            topic: word(row.get(6)?),
            outcome: word(row.get(7)?),
            note: row.get(8)?,
            hand_over: row.get::<_, Option<i64>>(9)?.and_then(date_of),
        })
    })?;
    rows.collect()
}
