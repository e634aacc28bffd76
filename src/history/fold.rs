//! Entries into the projection's rows. One transaction a batch, the cursor in
//! it: an entry counts once.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use office::contact::ContactEvent;
use office::day::{Date, Hours, Mode, Moment};
use office::desk::{BreakKind, DeskId};
use office::event::{AfterMiss, Event, Taken};
use office::hall::HallEvent;
use office::oversight::DayEvent;
use office::park::ParkEvent;
use office::peak::{Peak, PeakEvent};
use office::ticket::{Channel, Class, Closing, TicketNumber, Why};
use rusqlite::{Connection, OptionalExtension, ToSql, params};

use crate::history::contacts;
use crate::history::names::Names;
use crate::history::taken_back::TakenBack;
use crate::history::{Cursor, Place, schema};
use crate::reception::keep::Entry;

/// How a visit stands or ended, as the tables write it.
pub(super) fn outcome(how: Closing) -> i64 {
    match how {
        Closing::Served => 1,
        Closing::NoShow => 2,
        Closing::Left => 3,
        Closing::NotServed => 4,
    }
}

fn class(class: Class) -> i64 {
    match class {
        Class::Ordinary => 0,
        Class::Privileged => 1,
        Class::OutOfTurn => 2,
        Class::Appointment => 3,
    }
}

fn channel(channel: Channel) -> i64 {
    match channel {
        Channel::Kiosk => 0,
        Channel::Staff => 1,
        Channel::Program => 2,
    }
}

fn kind(kind: BreakKind) -> i64 {
    match kind {
        BreakKind::Rest => 0,
        BreakKind::Lunch => 1,
        BreakKind::Errand => 2,
    }
}

/// A day as a number: 20261125.
pub(super) fn day_number(date: Date) -> i64 {
    i64::from(date.year) * 10_000 + i64::from(date.month) * 100 + i64::from(date.day)
}

#[derive(Debug)]
pub(super) struct Fold {
    connection: Connection,
    cursor: Cursor,
    book: Book,
}

/// What one entry is folded with.
#[derive(Debug)]
struct Book {
    names: Names,
    day: i64,
    live: bool,
    /// The entry being folded.
    seq: u64,
    zone: TimeZone,
}

impl Fold {
    /// `None`: the file is of another version or time zone.
    pub(super) fn open(place: &Place) -> rusqlite::Result<Option<Self>> {
        let Some(connection) = schema::open(place)? else {
            return Ok(None);
        };
        let (cursor, day, live) = connection.query_row(
            "SELECT epoch, seq, chain, day, live FROM cursor",
            [],
            |row| {
                let cursor = Cursor {
                    epoch: row.get(0)?,
                    seq: row.get(1)?,
                    chain: row.get(2)?,
                };
                Ok((cursor, row.get(3)?, row.get(4)?))
            },
        )?;
        let names = Names::load(&connection)?;
        let book = Book {
            names,
            day,
            live,
            seq: cursor.seq,
            zone: place.zone.clone(),
        };
        Ok(Some(Self {
            connection,
            cursor,
            book,
        }))
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    pub(super) fn cursor(&self) -> Cursor {
        self.cursor
    }

    /// Folds the entries that come behind the cursor; all or nothing.
    pub(super) fn take(&mut self, entries: &[Arc<Entry>]) -> rusqlite::Result<Cursor> {
        let new = entries.iter().filter(|entry| entry.seq > self.cursor.seq);
        let mut cursor = self.cursor;
        let transaction = self.connection.transaction()?;
        for entry in new {
            self.book.seq = entry.seq;
            for event in &entry.draft.events {
                self.book
                    .take(&transaction, event, entry.draft.at, &entry.draft.by)?;
            }
            cursor = Cursor {
                epoch: entry.epoch,
                seq: entry.seq,
                chain: entry.chain,
            };
        }
        if cursor != self.cursor {
            transaction.execute(
                "UPDATE cursor SET epoch = ?, seq = ?, chain = ?, day = ?, live = ?",
                params![
                    cursor.epoch,
                    cursor.seq,
                    cursor.chain,
                    self.book.day,
                    self.book.live
                ],
            )?;
        }
        transaction.commit()?;
        self.cursor = cursor;
        Ok(cursor)
    }
}

impl Book {
    #[expect(
        clippy::too_many_lines,
        reason = "one arm an event, each handed on at once"
    )]
    fn take(
        &mut self,
        db: &Connection,
        event: &Event,
        at: Moment,
        by: &str,
    ) -> rusqlite::Result<()> {
        match event {
            Event::DayOpened { date, hours } => self.open_day(db, *date, *hours, at),
            Event::DayClosed { not_served } => {
                for number in not_served {
                    self.close(db, number, Closing::NotServed, at)?;
                }
                run(
                    db,
                    "UPDATE day SET closed = ? WHERE day = ?",
                    &[&at.0, &self.day],
                )
            }
            Event::HoursChanged { hours } => self.set_hours(db, *hours, None),
            Event::Day(event) => self.day_event(db, event),
            Event::StorageChanged { mode, .. } => self.change_mode(db, *mode, at),
            Event::TicketTaken(taken) => self.add(db, taken, at),
            Event::TicketFound {
                taken,
                taken_at,
                closed,
            } => {
                self.add(db, taken, *taken_at)?;
                closed.map_or(Ok(()), |how| self.close(db, &taken.number, how, at))
            }
            Event::EndFound { number, how } => self.close(db, number, *how, at),
            Event::TicketCalled { number, desk, why } => {
                let by_hand = matches!(why, Why::ByHand { .. });
                run(
                    db,
                    "UPDATE visit SET called = ?, called_desk = ?, called_live = ?,
                         by_hand = by_hand OR ? WHERE day = ? AND number = ?",
                    &[
                        &at.0,
                        &desk.0,
                        &self.live,
                        &by_hand,
                        &self.day,
                        &number.to_string(),
                    ],
                )
            }
            Event::TicketMissed { number, then, .. } => self.miss(db, number, *then, at),
            Event::VisitStarted { number, desk }
            | Event::Park(ParkEvent::Resumed { number, desk }) => self.start(db, number, *desk, at),
            Event::VisitFinished {
                number,
                desk,
                back_to,
            } => {
                end(db, "leg", *desk, at)?;
                match back_to {
                    Some(_) => Ok(()),
                    None => self.close(db, number, Closing::Served, at),
                }
            }
            Event::TicketReturned { desk, .. } | Event::Park(ParkEvent::Parked { desk, .. }) => {
                end(db, "leg", *desk, at)
            }
            Event::TicketTransferred {
                number,
                desk,
                service,
                ..
            } => {
                end(db, "leg", *desk, at)?;
                let service = self.word(db, service.as_ref().map(|id| &*id.0))?;
                run(
                    db,
                    "UPDATE visit SET transfers = transfers + 1, now_service = ?
                     WHERE day = ? AND number = ?",
                    &[&service, &self.day, &number.to_string()],
                )
            }
            Event::TicketRevived { number, .. } => run(
                db,
                "UPDATE visit SET outcome = 0, closed = NULL WHERE day = ? AND number = ?",
                &[&self.day, &number.to_string()],
            ),
            Event::DeskOpened { desk, staff } => {
                let staff = self.names.id(db, &staff.0)?;
                run(
                    db,
                    "INSERT INTO shift (day, desk, staff, began) VALUES (?, ?, ?, ?)",
                    &[&self.day, &desk.0, &staff, &at.0],
                )
            }
            Event::DeskClosed { desk } => {
                end(db, "pause", *desk, at)?;
                end(db, "leg", *desk, at)?;
                end(db, "shift", *desk, at)
            }
            Event::BreakStarted { desk, kind: why } => {
                let staff = staff_at(db, *desk)?;
                run(
                    db,
                    "INSERT INTO pause (day, desk, staff, kind, began) VALUES (?, ?, ?, ?, ?)",
                    &[&self.day, &desk.0, &staff, &kind(*why), &at.0],
                )
            }
            Event::BreakEnded { desk } => end(db, "pause", *desk, at),
            Event::Peak(PeakEvent::Ended(peak)) => self.peak(db, peak, at),
            Event::Hall(event) => self.hall(db, event, at, by),
            Event::Undone { number, desk, act } => {
                let back = TakenBack {
                    day: self.day,
                    number,
                    desk: *desk,
                    at_ms: at.0,
                };
                back.undo(db, *act)
            }
            Event::SlipNoted {
                number,
                promised: Some(by),
                ..
            } => run(
                db,
                "UPDATE visit SET promised = coalesce(promised, ?) WHERE day = ? AND number = ?",
                &[&by.0, &self.day, &number.to_string()],
            ),
            Event::Contact(event) => self.contact(db, event, at),
            Event::Rated { number, mark } => run(
                db,
                "UPDATE visit SET rated = ? WHERE day = ? AND number = ?",
                &[mark, &self.day, &number.to_string()],
            ),
            Event::Park(ParkEvent::Released { .. })
            | Event::CarriedOver { .. }
            | Event::LearntCarriedOver(_)
            | Event::NumbersLeased { .. }
            | Event::NumbersSkipped { .. }
            | Event::NumberingRenewed { .. }
            | Event::ClockJumped { .. }
            | Event::ShortWindow { .. }
            | Event::TicketRecalled { .. }
            | Event::DeskServicesChanged { .. }
            | Event::SlipNoted { promised: None, .. }
            | Event::Signs(_)
            | Event::SignedIn { .. }
            | Event::SignedOut { .. }
            | Event::Appointment(_)
            | Event::Audit(_)
            | Event::Peak(_)
            | Event::Readings(_)
            | Event::Callback(_)
            | Event::Help(_)
            | Event::Statement(_) => Ok(()),
        }
    }

    fn contact(
        &mut self,
        db: &Connection,
        event: &ContactEvent,
        at: Moment,
    ) -> rusqlite::Result<()> {
        match event {
            ContactEvent::Recorded { contact }
            | ContactEvent::TakenBack {
                stands: Some(contact),
                ..
            } => contacts::keep(db, &mut self.names, contact, at),
            ContactEvent::TakenBack { number, date, .. } => contacts::remove(db, number, *date),
            ContactEvent::Done { .. } => Ok(()),
        }
    }

    fn open_day(
        &mut self,
        db: &Connection,
        date: Date,
        hours: Option<Hours>,
        at: Moment,
    ) -> rusqlite::Result<()> {
        self.day = day_number(date);
        // One that a wrong clock has opened before counts from the first opening
        // that had visitors.
        run(
            db,
            "INSERT INTO day (day, overridden, opened, seq) VALUES (?1, 0, ?2, ?3)
             ON CONFLICT (day) DO UPDATE SET closed = NULL",
            &[&self.day, &at.0, &self.seq],
        )?;
        run(
            db,
            "UPDATE day SET opened = ?2, seq = ?3
             WHERE day = ?1 AND NOT EXISTS (SELECT 1 FROM visit WHERE day = ?1)",
            &[&self.day, &at.0, &self.seq],
        )?;
        self.set_hours(db, hours, Some(false))
    }

    fn set_hours(
        &self,
        db: &Connection,
        hours: Option<Hours>,
        overridden: Option<bool>,
    ) -> rusqlite::Result<()> {
        // The file's hours do not go before the head's word for the day.
        let only = if overridden.is_none() {
            " AND overridden = 0"
        } else {
            ""
        };
        let query = format!(
            "UPDATE day SET opens = ?, ends = ?, closes = ?, overridden = ? WHERE day = ?{only}"
        );
        let opens = hours.map(|hours| hours.opens_at.0);
        let ends = hours.map(|hours| hours.registration_ends_at.0);
        let closes = hours.map(|hours| hours.closes_at.0);
        let overridden = overridden.unwrap_or(false);
        run(
            db,
            &query,
            &[&opens, &ends, &closes, &overridden, &self.day],
        )
    }

    fn day_event(&self, db: &Connection, event: &DayEvent) -> rusqlite::Result<()> {
        match event {
            DayEvent::HoursOverridden { hours, .. } => self.set_hours(db, Some(*hours), Some(true)),
            DayEvent::HoursRestored { hours, .. } => self.set_hours(db, *hours, Some(false)),
            DayEvent::Reopened { .. } => run(
                db,
                "UPDATE day SET closed = NULL WHERE day = ?",
                &[&self.day],
            ),
            DayEvent::ClosedByHand { .. } | DayEvent::DayBefore(_) => Ok(()),
        }
    }

    fn change_mode(&mut self, db: &Connection, mode: Mode, at: Moment) -> rusqlite::Result<()> {
        let live = mode == Mode::Live;
        let was_live = std::mem::replace(&mut self.live, live);
        match (was_live, live) {
            (false, true) => run(
                db,
                "INSERT INTO spell (day, began) VALUES (?, ?)",
                &[&self.day, &at.0],
            ),
            (true, false) => run(
                db,
                "UPDATE spell SET ended = ? WHERE ended IS NULL",
                &[&at.0],
            ),
            (true, true) | (false, false) => Ok(()),
        }
    }

    fn add(&mut self, db: &Connection, taken: &Taken, at: Moment) -> rusqlite::Result<()> {
        let service = self.word(db, taken.service.as_ref().map(|id| &*id.0))?;
        run(
            db,
            "INSERT OR IGNORE INTO visit (day, number, hour, service, now_service, class, channel,
                 taken, reference, by_hand, likely, at_most)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            &[
                &self.day,
                &taken.number.to_string(),
                &self.hour(at),
                &service,
                &service,
                &class(taken.class),
                &channel(taken.channel),
                &at.0,
                &taken.reference.0,
                &taken.reason.is_some(),
                &taken.promised.map(|span| span.likely_ms),
                &taken.promised.map(|span| span.at_most_ms),
            ],
        )
    }

    fn miss(
        &self,
        db: &Connection,
        number: &TicketNumber,
        then: AfterMiss,
        at: Moment,
    ) -> rusqlite::Result<()> {
        run(
            db,
            "UPDATE visit SET misses = misses + 1 WHERE day = ? AND number = ?",
            &[&self.day, &number.to_string()],
        )?;
        match then {
            AfterMiss::ClosedAsNoShow => self.close(db, number, Closing::NoShow, at),
            AfterMiss::WaitsOn { .. } => Ok(()),
        }
    }

    /// S4: the wait ends with the call that was answered, the first time only.
    fn start(
        &self,
        db: &Connection,
        number: &TicketNumber,
        desk: DeskId,
        at: Moment,
    ) -> rusqlite::Result<()> {
        let staff = staff_at(db, desk)?;
        let number = number.to_string();
        run(
            db,
            "UPDATE visit SET waited = max(0, coalesce(called, ?) - reference),
                 live = called_live, desk = ?, staff = ?
             WHERE day = ? AND number = ? AND waited IS NULL",
            &[&at.0, &desk.0, &staff, &self.day, &number],
        )?;
        run(
            db,
            "INSERT INTO leg (day, number, hour, desk, staff, service, began)
             SELECT day, number, ?, ?, ?, now_service, ? FROM visit WHERE day = ? AND number = ?",
            &[&self.hour(at), &desk.0, &staff, &at.0, &self.day, &number],
        )
    }

    fn close(
        &self,
        db: &Connection,
        number: &TicketNumber,
        how: Closing,
        at: Moment,
    ) -> rusqlite::Result<()> {
        run(
            db,
            "UPDATE visit SET outcome = ?, closed = ? WHERE day = ? AND number = ?",
            &[&outcome(how), &at.0, &self.day, &number.to_string()],
        )
    }

    fn peak(&mut self, db: &Connection, peak: &Peak, at: Moment) -> rusqlite::Result<()> {
        let by = peak.acknowledged_by.as_ref().map(|by| by.0.as_str());
        let by = self.word(db, by)?;
        run(
            db,
            "INSERT INTO peak (day, began, ended, waiting, working, acknowledged, reacted)
             VALUES (?, ?, ?, ?, ?, ?, ?)",
            &[
                &self.day,
                &peak.began_at.0,
                &at.0,
                &peak.waiting,
                &peak.working,
                &by,
                &peak.reacted_at.map(|at| at.0),
            ],
        )
    }

    fn hall(
        &mut self,
        db: &Connection,
        event: &HallEvent,
        at: Moment,
        by: &str,
    ) -> rusqlite::Result<()> {
        match event {
            HallEvent::SolvedAtReception { service } => {
                let service = self.word(db, service.as_ref().map(|id| &*id.0))?;
                let staff = self.names.id(db, by)?;
                run(
                    db,
                    "INSERT INTO solved (day, hour, at, service, staff) VALUES (?, ?, ?, ?, ?)",
                    &[&self.day, &self.hour(at), &at.0, &service, &staff],
                )
            }
            HallEvent::TicketChanged {
                number,
                service,
                class: to,
                ..
            } => {
                let service = self.word(db, service.as_ref().map(|id| &*id.0))?;
                run(
                    db,
                    "UPDATE visit SET service = ?, now_service = ?, class = ?, by_hand = 1
                     WHERE day = ? AND number = ?",
                    &[
                        &service,
                        &service,
                        &class(*to),
                        &self.day,
                        &number.to_string(),
                    ],
                )
            }
            HallEvent::TicketCancelled { number, .. } => self.close(db, number, Closing::Left, at),
            HallEvent::TicketSent { .. } | HallEvent::SlipConfirmed { .. } => Ok(()),
        }
    }

    fn word(&mut self, db: &Connection, word: Option<&str>) -> rusqlite::Result<Option<i64>> {
        word.map(|word| self.names.id(db, word)).transpose()
    }

    fn hour(&self, at: Moment) -> i64 {
        let stamp = Timestamp::from_millisecond(at.0).unwrap_or_default();
        i64::from(self.zone.to_datetime(stamp).hour())
    }
}

pub(super) fn run(db: &Connection, query: &str, values: &[&dyn ToSql]) -> rusqlite::Result<()> {
    db.prepare_cached(query)?.execute(values).map(drop)
}

/// What was open at a desk is over.
fn end(db: &Connection, table: &str, desk: DeskId, at: Moment) -> rusqlite::Result<()> {
    let query = format!("UPDATE {table} SET ended = ? WHERE desk = ? AND ended IS NULL");
    run(db, &query, &[&at.0, &desk.0])
}

fn staff_at(db: &Connection, desk: DeskId) -> rusqlite::Result<Option<i64>> {
    db.prepare_cached("SELECT staff FROM shift WHERE desk = ? AND ended IS NULL")?
        .query_row([desk.0], |row| row.get(0))
        .optional()
}
