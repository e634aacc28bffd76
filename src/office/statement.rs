//! Written statements and complaints (S12, S13) and papers dropped off in the
//! hall (S24): a number per year, a day for the answer, who took it.
//!
//! Anonymous ones may leave words, never a name. Complaints are counted by month for good,
//! whatever becomes of the record itself.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::Office;
use crate::day::{Date, MINUTE_MS, Mode, Moment};
use crate::event::Event;
use crate::person::PersonId;
use crate::refusal::Refusal;
use crate::staff::AccountId;
use crate::ticket::TicketNumber;

/// An answered statement stays on the list so long (31 days).
const ENDED_KEPT_MS: i64 = 31 * 24 * 60 * MINUTE_MS;

/// Open statements at once: a year's worth of a large office.
const MOST_OPEN: usize = 5_000;

/// Months of complaint counts: the year so far and the one before.
const MONTHS: usize = 24;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    Answered,
    /// The visitor took it back.
    Withdrawn,
    /// It belongs to somebody else, who has it now.
    PassedOn,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    pub at: Moment,
    pub by: AccountId,
    pub answer: Answer,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Grows for ever; names the record over the API.
    pub id: u32,
    /// The register's number: `number` of `year`.
    pub number: u32,
    pub year: i16,
    /// Id of a kind of the office file.
    pub kind: String,
    pub complaint: bool,
    /// From nobody (S13); its words may still stand in a row.
    #[serde(default)]
    pub anonymous: bool,
    pub person: Option<PersonId>,
    pub ticket: Option<TicketNumber>,
    /// Taken in the hall without a ticket (S24).
    pub drop_off: bool,
    pub language: String,
    pub taken_at: Moment,
    pub taken_by: AccountId,
    /// The answer is there by the end of this day.
    pub due: Date,
    #[serde(default)]
    pub settled: Option<Settled>,
    /// 1 at first; grows with every change.
    pub revision: u64,
}

impl Statement {
    pub fn is_open(&self) -> bool {
        self.settled.is_none()
    }

    pub fn is_overdue(&self, today: Date) -> bool {
        self.is_open() && self.due < today
    }
}

/// Complaints of one month (S13).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Month {
    pub year: i16,
    pub month: u8,
    pub complaints: u32,
    /// Of these, anonymous.
    pub anonymous: u32,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Statements {
    last: u32,
    /// The register's year and its last number.
    year: i16,
    last_of_year: u32,
    /// In the order of their ids.
    all: Vec<Statement>,
    /// Oldest first.
    months: Vec<Month>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewStatement {
    pub kind: String,
    pub complaint: bool,
    pub anonymous: bool,
    pub person: Option<PersonId>,
    pub ticket: Option<TicketNumber>,
    pub drop_off: bool,
    pub language: String,
    pub by: AccountId,
    /// By the kind's working days and the office's calendar.
    pub due: Date,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum StatementCommand {
    Take(Box<NewStatement>),
    Settle {
        id: u32,
        revision: Option<u64>,
        by: AccountId,
        answer: Answer,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum StatementEvent {
    Taken {
        statement: Statement,
        /// The office's date, for the month's count.
        on: Date,
    },
    Settled {
        id: u32,
        by: AccountId,
        answer: Answer,
    },
}

impl Statements {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub fn all(&self) -> &[Statement] {
        &self.all
    }

    pub fn get(&self, id: u32) -> Option<&Statement> {
        self.all.iter().find(|held| held.id == id)
    }

    /// Oldest first.
    pub fn months(&self) -> &[Month] {
        &self.months
    }

    pub(crate) fn at_opening(&self, now: Moment) -> Self {
        let mut kept = self.clone();
        kept.all.retain(|held| {
            let settled = held.settled.as_ref();
            settled.is_none_or(|settled| now.ms_since(settled.at) < ENDED_KEPT_MS)
        });
        kept
    }

    /// One statement is one moment and one clerk; of two tellings of it the
    /// later counts. Two that got one number are both kept under their own.
    pub(crate) fn unite(&self, other: &Self) -> Self {
        let mut united = self.clone();
        united.last = united.last.max(other.last);
        if other.year == united.year {
            united.last_of_year = united.last_of_year.max(other.last_of_year);
        } else if other.year > united.year {
            (united.year, united.last_of_year) = (other.year, other.last_of_year);
        }
        for theirs in &other.all {
            let key = (theirs.taken_at, &theirs.taken_by);
            let same = |ours: &&mut Statement| (ours.taken_at, &ours.taken_by) == key;
            if let Some(ours) = united.all.iter_mut().find(same) {
                if theirs.revision > ours.revision {
                    let id = ours.id;
                    ours.clone_from(theirs);
                    ours.id = id;
                }
                continue;
            }
            let mut theirs = theirs.clone();
            if united.get(theirs.id).is_some() {
                united.last += 1;
                theirs.id = united.last;
            }
            united.all.push(theirs);
        }
        united.all.sort_by_key(|held| held.id);
        for theirs in &other.months {
            let ours = united.months.iter_mut();
            let mut same =
                ours.filter(|ours| (ours.year, ours.month) == (theirs.year, theirs.month));
            if let Some(ours) = same.next() {
                ours.complaints = ours.complaints.max(theirs.complaints);
                ours.anonymous = ours.anonymous.max(theirs.anonymous);
            } else {
                united.months.push(*theirs);
            }
        }
        united.months.sort_by_key(|month| (month.year, month.month));
        united
    }

    pub(crate) fn people(&self) -> BTreeSet<PersonId> {
        let open = self.all.iter().filter(|held| held.is_open());
        open.filter_map(|held| held.person.clone()).collect()
    }

    pub(crate) fn apply(&mut self, event: &StatementEvent, at: Moment) {
        match event {
            StatementEvent::Taken { statement, on } => {
                self.last = self.last.max(statement.id);
                (self.year, self.last_of_year) = (statement.year, statement.number);
                if statement.complaint {
                    self.count(*on, statement.anonymous);
                }
                self.all.push(statement.clone());
            }
            StatementEvent::Settled { id, by, answer } => {
                if let Some(held) = self.all.iter_mut().find(|held| held.id == *id) {
                    held.settled = Some(Settled {
                        at,
                        by: by.clone(),
                        answer: *answer,
                    });
                    held.revision += 1;
                }
            }
        }
    }

    fn count(&mut self, on: Date, is_anonymous: bool) {
        let (year, month) = (on.year, on.month);
        let is_new = self
            .months
            .last()
            .is_none_or(|last| (last.year, last.month) != (year, month));
        if is_new {
            self.months.push(Month {
                year,
                month,
                complaints: 0,
                anonymous: 0,
            });
        }
        let oldest = self.months.len().saturating_sub(MONTHS);
        self.months.drain(..oldest);
        if let Some(last) = self.months.last_mut() {
            last.complaints += 1;
            last.anonymous += u32::from(is_anonymous);
        }
    }
}

impl Office {
    pub(crate) fn decide_statement(
        &self,
        command: &StatementCommand,
        now: Moment,
    ) -> Result<Vec<Event>, Refusal> {
        let event = match command {
            StatementCommand::Take(new) => self.take_statement(new, now)?,
            StatementCommand::Settle {
                id,
                revision,
                by,
                answer,
            } => {
                let held = self.carried().statements.get(*id);
                let held = held.ok_or(Refusal::UnknownRecord { id: *id })?;
                if revision.is_some_and(|seen| seen != held.revision) {
                    return Err(Refusal::RecordChanged {
                        revision: held.revision,
                    });
                }
                if !held.is_open() {
                    return Err(Refusal::RecordClosed { id: *id });
                }
                StatementEvent::Settled {
                    id: *id,
                    by: by.clone(),
                    answer: *answer,
                }
            }
        };
        Ok(vec![Event::Statement(event)])
    }

    fn take_statement(&self, new: &NewStatement, now: Moment) -> Result<StatementEvent, Refusal> {
        // The register's number must not be given twice (S12).
        if self.mode() == Mode::Live {
            return Err(Refusal::NeedsDatabase);
        }
        let on = self.day().ok_or(Refusal::DayNotOpen)?.date;
        let known = &self.carried().statements;
        if known.all.iter().filter(|held| held.is_open()).count() >= MOST_OPEN {
            return Err(Refusal::TooMany { limit: MOST_OPEN });
        }
        // A clock that was ahead may have begun the next year's register.
        let is_same_year = known.year >= on.year;
        Ok(StatementEvent::Taken {
            statement: Statement {
                id: known.last + 1,
                number: if is_same_year {
                    known.last_of_year + 1
                } else {
                    1
                },
                year: known.year.max(on.year),
                kind: new.kind.clone(),
                complaint: new.complaint,
                anonymous: new.anonymous,
                person: new.person.clone(),
                ticket: new.ticket.clone(),
                drop_off: new.drop_off,
                language: new.language.clone(),
                taken_at: now,
                taken_by: new.by.clone(),
                due: new.due,
                settled: None,
                revision: 1,
            },
            on,
        })
    }
}
