//! The projection's tables. Another version, or another time zone, throws the
//! file away: it is made again from the entries.

use rusqlite::{Connection, OptionalExtension};

use crate::history::Place;

/// Raised whenever a table or its meaning changes.
const VERSION: i64 = 3;

/// Days are numbers, 20261125; hours are the office's own, 0…23; moments and
/// spans are milliseconds. `name` holds every word once.
const TABLES: &str = "
CREATE TABLE cursor (one INTEGER PRIMARY KEY CHECK (one = 1), epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL, chain INTEGER NOT NULL, day INTEGER NOT NULL, live INTEGER NOT NULL,
    zone TEXT NOT NULL) STRICT;
CREATE TABLE name (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE day (day INTEGER PRIMARY KEY, opens INTEGER, closes INTEGER, ends INTEGER,
    overridden INTEGER NOT NULL, opened INTEGER NOT NULL, closed INTEGER, seq INTEGER NOT NULL) STRICT;
CREATE TABLE visit (id INTEGER PRIMARY KEY, day INTEGER NOT NULL, number TEXT NOT NULL,
    hour INTEGER NOT NULL, service INTEGER, now_service INTEGER, class INTEGER NOT NULL,
    channel INTEGER NOT NULL, taken INTEGER NOT NULL, reference INTEGER NOT NULL,
    called INTEGER, called_desk INTEGER, called_live INTEGER NOT NULL DEFAULT 0,
    waited INTEGER, live INTEGER NOT NULL DEFAULT 0, desk INTEGER, staff INTEGER,
    outcome INTEGER NOT NULL DEFAULT 0, closed INTEGER, misses INTEGER NOT NULL DEFAULT 0,
    transfers INTEGER NOT NULL DEFAULT 0, by_hand INTEGER NOT NULL DEFAULT 0, rated INTEGER,
    promised INTEGER, likely INTEGER, at_most INTEGER, UNIQUE (day, number)) STRICT;
CREATE TABLE leg (id INTEGER PRIMARY KEY, day INTEGER NOT NULL, number TEXT NOT NULL,
    hour INTEGER NOT NULL, desk INTEGER NOT NULL, staff INTEGER, service INTEGER,
    began INTEGER NOT NULL, ended INTEGER) STRICT;
CREATE INDEX leg_day ON leg (day);
CREATE INDEX leg_open ON leg (desk) WHERE ended IS NULL;
CREATE TABLE shift (id INTEGER PRIMARY KEY, day INTEGER NOT NULL, desk INTEGER NOT NULL,
    staff INTEGER NOT NULL, began INTEGER NOT NULL, ended INTEGER) STRICT;
CREATE INDEX shift_day ON shift (day);
CREATE INDEX shift_open ON shift (desk) WHERE ended IS NULL;
CREATE TABLE pause (id INTEGER PRIMARY KEY, day INTEGER NOT NULL, desk INTEGER NOT NULL,
    staff INTEGER, kind INTEGER NOT NULL, began INTEGER NOT NULL, ended INTEGER) STRICT;
CREATE INDEX pause_day ON pause (day);
CREATE INDEX pause_open ON pause (desk) WHERE ended IS NULL;
CREATE TABLE peak (id INTEGER PRIMARY KEY, day INTEGER NOT NULL, began INTEGER NOT NULL,
    ended INTEGER NOT NULL, waiting INTEGER NOT NULL, working INTEGER NOT NULL,
    acknowledged INTEGER, reacted INTEGER) STRICT;
CREATE INDEX peak_day ON peak (day);
CREATE TABLE spell (id INTEGER PRIMARY KEY, day INTEGER NOT NULL, began INTEGER NOT NULL,
    ended INTEGER) STRICT;
CREATE TABLE solved (id INTEGER PRIMARY KEY, day INTEGER NOT NULL, hour INTEGER NOT NULL,
    at INTEGER NOT NULL, service INTEGER, staff INTEGER NOT NULL) STRICT;
CREATE INDEX solved_day ON solved (day);
CREATE TABLE contact (day INTEGER NOT NULL, number TEXT NOT NULL, at INTEGER NOT NULL,
    desk INTEGER NOT NULL, service INTEGER, staff INTEGER NOT NULL, topic INTEGER, outcome INTEGER,
    note TEXT, hand_over INTEGER, PRIMARY KEY (day, number)) STRICT, WITHOUT ROWID;
";

/// Opens the file with its tables; `Ok(None)`: another version's or zone's.
pub(super) fn open(place: &Place) -> rusqlite::Result<Option<Connection>> {
    let mut connection = Connection::open(&place.path)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // What a power cut takes is read again from the entries.
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if version == 0 {
        let transaction = connection.transaction()?;
        transaction.execute_batch(TABLES)?;
        transaction.execute(
            "INSERT INTO cursor VALUES (1, 0, 0, 0, 0, 0, ?)",
            [&place.zone_name],
        )?;
        transaction.pragma_update(None, "user_version", VERSION)?;
        transaction.commit()?;
        return Ok(Some(connection));
    }
    let zone: Option<String> = if version == VERSION {
        connection
            .query_row("SELECT zone FROM cursor", [], |row| row.get(0))
            .optional()?
    } else {
        None
    };
    let is_ours = zone.as_ref() == Some(&place.zone_name);
    Ok(is_ours.then_some(connection))
}
