//! An act taken back (within seconds): the rows are again as they were.

use office::desk::DeskId;
use office::ticket::TicketNumber;
use office::undo::Act;
use rusqlite::Connection;

use crate::history::fold::run;

/// What is taken back was done at most so long ago, ms; generous, for the
/// office file may allow longer than the usual ten seconds.
const WITHIN_MS: i64 = 120_000;

/// Whose act, on which day.
pub(super) struct TakenBack<'a> {
    pub(super) day: i64,
    pub(super) number: &'a TicketNumber,
    pub(super) desk: DeskId,
    pub(super) at_ms: i64,
}

impl TakenBack<'_> {
    pub(super) fn undo(&self, db: &Connection, act: Act) -> rusqlite::Result<()> {
        match act {
            // A call that is not answered ended no wait.
            Act::Call => Ok(()),
            Act::Start => self.start(db),
            Act::Finish => {
                self.reopen_leg(db)?;
                self.on_visit(db, "outcome = 0, closed = NULL")
            }
            Act::NoShow => self.on_visit(
                db,
                "misses = max(0, misses - 1), outcome = 0, closed = NULL",
            ),
            Act::Return | Act::Park => self.reopen_leg(db),
            Act::Transfer => {
                self.reopen_leg(db)?;
                self.on_visit(
                    db,
                    "transfers = max(0, transfers - 1), now_service = coalesce((SELECT service
                         FROM leg WHERE leg.day = visit.day AND leg.number = visit.number
                         ORDER BY id DESC LIMIT 1), service)",
                )
            }
        }
    }

    /// The visit had not begun; a first one had not ended the wait either.
    fn start(&self, db: &Connection) -> rusqlite::Result<()> {
        run(
            db,
            "DELETE FROM leg WHERE desk = ? AND day = ? AND number = ? AND ended IS NULL",
            &[&self.desk.0, &self.day, &self.number.to_string()],
        )?;
        let number = self.number.to_string();
        run(
            db,
            "UPDATE visit SET waited = NULL, desk = NULL, staff = NULL, live = 0
             WHERE day = ? AND number = ? AND NOT EXISTS
                 (SELECT 1 FROM leg WHERE leg.day = visit.day AND leg.number = visit.number)",
            &[&self.day, &number],
        )
    }

    fn reopen_leg(&self, db: &Connection) -> rusqlite::Result<()> {
        run(
            db,
            "UPDATE leg SET ended = NULL WHERE number = ? AND ended >= ? AND id =
                 (SELECT max(id) FROM leg WHERE day = ? AND desk = ?)",
            &[
                &self.number.to_string(),
                &(self.at_ms - WITHIN_MS),
                &self.day,
                &self.desk.0,
            ],
        )
    }

    fn on_visit(&self, db: &Connection, change: &str) -> rusqlite::Result<()> {
        run(
            db,
            &format!("UPDATE visit SET {change} WHERE day = ? AND number = ?"),
            &[&self.day, &self.number.to_string()],
        )
    }
}
