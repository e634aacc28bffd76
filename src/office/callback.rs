//! Callbacks (обратный звонок): what was promised to those who came too late
//! or whose answer needs more work (S6, S10), with a day and an outcome each.
//!
//! Who is to be called stands in a row of its own (`PersonId`). Two people at
//! one callback: the second names a revision that has passed and is told so.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::Office;
use crate::day::{Date, Doors, MINUTE_MS, Mode, Moment};
use crate::event::Event;
use crate::person::PersonId;
use crate::refusal::Refusal;
use crate::service::ServiceId;
use crate::staff::AccountId;
use crate::ticket::TicketNumber;

/// A closed callback stays on the list so long, for the month's count (31 days).
const CLOSED_KEPT_MS: i64 = 31 * 24 * 60 * MINUTE_MS;

/// Open callbacks at once: ten days of an office that sends everyone away. When
/// full, the visitor is asked to use the direct line (S21).
const MOST_OPEN: usize = 2_000;

/// Attempts kept with one callback: more are nobody's patience.
const MOST_ATTEMPTS: usize = 50;

/// Kept with one callback; the log itself keeps every one.
const MOST_SEEN: usize = 50;

/// Through which face the callback was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// By the visitor, after registration's end (S6).
    Kiosk,
    Hall,
    /// Out of a visit (S10).
    Desk,
    ContactCentre,
}

/// What one try led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Attempt {
    NoAnswer,
    Busy,
    /// The visitor asked to be called at another time.
    AskedLater,
    WrongNumber,
}

/// How a callback ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Answered,
    /// An appointment was made instead (S9).
    Booked,
    Unreachable,
    WrongNumber,
    /// The visitor needs it no longer.
    Withdrawn,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    pub at: Moment,
    pub by: AccountId,
    pub result: Attempt,
}

/// The phone was shown to somebody, or left in a list for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    pub at: Moment,
    pub by: AccountId,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    pub at: Moment,
    pub by: AccountId,
    pub outcome: Outcome,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Callback {
    /// Grows for ever; what the slip says.
    pub id: u32,
    pub person: PersonId,
    pub service: Option<ServiceId>,
    /// The visit it came out of (S10).
    pub ticket: Option<TicketNumber>,
    pub origin: Origin,
    /// The visitor's language.
    pub language: String,
    pub asked_at: Moment,
    pub asked_by: AccountId,
    /// The day by whose end it must have been tried.
    pub due: Date,
    #[serde(default)]
    pub tried: Vec<Tried>,
    #[serde(default)]
    pub ended: Option<Ended>,
    /// Who had the phone shown, and when; the latest 50.
    #[serde(default)]
    pub seen: Vec<Seen>,
    /// 1 at first; grows with every change.
    pub revision: u64,
}

impl Callback {
    pub fn is_open(&self) -> bool {
        self.ended.is_none()
    }

    /// The promised day has passed and nobody has closed it.
    pub fn is_overdue(&self, today: Date) -> bool {
        self.is_open() && self.due < today
    }
}

/// All callbacks that are open or were closed lately.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Callbacks {
    /// The last number given out.
    last: u32,
    /// In the order of their numbers.
    all: Vec<Callback>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewCallback {
    pub person: PersonId,
    pub service: Option<ServiceId>,
    pub ticket: Option<TicketNumber>,
    pub origin: Origin,
    pub language: String,
    pub by: AccountId,
    /// By the office's calendar: the next working day, or a day agreed upon.
    pub due: Date,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum CallbackCommand {
    Ask(Box<NewCallback>),
    Try {
        id: u32,
        /// What was seen; `None`: whatever it is now.
        revision: Option<u64>,
        by: AccountId,
        result: Attempt,
        /// Agreed with the visitor.
        due: Option<Date>,
    },
    Close {
        id: u32,
        revision: Option<u64>,
        by: AccountId,
        outcome: Outcome,
    },
    /// Phones are about to be shown: kept before they are.
    See {
        ids: Vec<u32>,
        by: AccountId,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum CallbackEvent {
    Asked {
        callback: Callback,
    },
    Tried {
        id: u32,
        by: AccountId,
        result: Attempt,
        #[serde(default)]
        due: Option<Date>,
    },
    Closed {
        id: u32,
        by: AccountId,
        outcome: Outcome,
    },
    Seen {
        ids: Vec<u32>,
        by: AccountId,
    },
}

impl Callbacks {
    pub fn is_empty(&self) -> bool {
        self.all.is_empty() && self.last == 0
    }

    pub fn all(&self) -> &[Callback] {
        &self.all
    }

    pub fn get(&self, id: u32) -> Option<&Callback> {
        let place = self.place(id)?;
        self.all.get(place)
    }

    pub(crate) fn at_opening(&self, now: Moment) -> Self {
        let is_needed = |callback: &&Callback| {
            callback
                .ended
                .as_ref()
                .is_none_or(|ended| now.ms_since(ended.at) < CLOSED_KEPT_MS)
        };
        Self {
            last: self.last,
            all: self.all.iter().filter(is_needed).cloned().collect(),
        }
    }

    /// Of two tellings of one callback the later counts; two callbacks that
    /// got one number are both kept, ours under the number it has.
    pub(crate) fn unite(&self, other: &Self) -> Self {
        let mut united = self.clone();
        united.last = united.last.max(other.last);
        for theirs in &other.all {
            let same = |ours: &&mut Callback| ours.person == theirs.person;
            if let Some(ours) = united.all.iter_mut().find(same) {
                if theirs.revision > ours.revision {
                    let id = ours.id;
                    ours.clone_from(theirs);
                    ours.id = id;
                }
                continue;
            }
            let mut theirs = theirs.clone();
            if united.place(theirs.id).is_some() {
                united.last += 1;
                theirs.id = united.last;
            }
            united.insert(theirs);
        }
        united
    }

    pub(crate) fn people(&self) -> BTreeSet<PersonId> {
        let open = self.all.iter().filter(|callback| callback.is_open());
        open.map(|callback| callback.person.clone()).collect()
    }

    fn place(&self, id: u32) -> Option<usize> {
        self.all.binary_search_by_key(&id, |held| held.id).ok()
    }

    fn insert(&mut self, callback: Callback) {
        self.last = self.last.max(callback.id);
        let place = self.all.partition_point(|held| held.id < callback.id);
        self.all.insert(place, callback);
    }

    pub(crate) fn apply(&mut self, event: &CallbackEvent, at: Moment) {
        match event {
            CallbackEvent::Asked { callback } => self.insert(callback.clone()),
            CallbackEvent::Tried {
                id,
                by,
                result,
                due,
            } => self.change(*id, |callback| {
                callback.due = due.unwrap_or(callback.due);
                callback.tried.push(Tried {
                    at,
                    by: by.clone(),
                    result: *result,
                });
            }),
            CallbackEvent::Closed { id, by, outcome } => self.change(*id, |callback| {
                callback.ended = Some(Ended {
                    at,
                    by: by.clone(),
                    outcome: *outcome,
                });
            }),
            CallbackEvent::Seen { ids, by } => {
                for id in ids {
                    let place = self.place(*id);
                    if let Some(callback) = place.and_then(|place| self.all.get_mut(place)) {
                        let oldest = callback.seen.len().saturating_sub(MOST_SEEN - 1);
                        callback.seen.drain(..oldest);
                        callback.seen.push(Seen { at, by: by.clone() });
                    }
                }
            }
        }
    }

    fn change(&mut self, id: u32, change: impl FnOnce(&mut Callback)) {
        let place = self.place(id);
        if let Some(callback) = place.and_then(|place| self.all.get_mut(place)) {
            change(callback);
            callback.revision += 1;
        }
    }
}

impl Office {
    pub(crate) fn decide_callback(
        &self,
        command: &CallbackCommand,
        now: Moment,
    ) -> Result<Vec<Event>, Refusal> {
        let event = match command {
            CallbackCommand::Ask(new) => self.ask_callback(new, now)?,
            CallbackCommand::Try {
                id,
                revision,
                by,
                result,
                due,
            } => {
                let callback = self.open_callback(*id, *revision)?;
                if callback.tried.len() >= MOST_ATTEMPTS {
                    return Err(Refusal::TooMany {
                        limit: MOST_ATTEMPTS,
                    });
                }
                CallbackEvent::Tried {
                    id: *id,
                    by: by.clone(),
                    result: *result,
                    due: *due,
                }
            }
            CallbackCommand::Close {
                id,
                revision,
                by,
                outcome,
            } => {
                self.open_callback(*id, *revision)?;
                CallbackEvent::Closed {
                    id: *id,
                    by: by.clone(),
                    outcome: *outcome,
                }
            }
            CallbackCommand::See { ids, by } => {
                let known = |id: &&u32| self.carried().callbacks.get(**id).is_some();
                if let Some(id) = ids.iter().find(|id| !known(id)) {
                    return Err(Refusal::UnknownRecord { id: *id });
                }
                CallbackEvent::Seen {
                    ids: ids.clone(),
                    by: by.clone(),
                }
            }
        };
        Ok(vec![Event::Callback(event)])
    }

    fn ask_callback(&self, new: &NewCallback, now: Moment) -> Result<CallbackEvent, Refusal> {
        // Who is to be called is written into a database of their own (S6).
        if self.mode() == Mode::Live {
            return Err(Refusal::NeedsDatabase);
        }
        let day = self.day().ok_or(Refusal::DayNotOpen)?;
        let is_full = self.waiting().count() >= self.rules().max_waiting;
        // Who can have a ticket now is better served by one (S6).
        if new.origin == Origin::Kiosk && day.doors(now) == Doors::Open && !is_full {
            return Err(Refusal::TakeTicketInstead);
        }
        if let Some(service) = &new.service
            && !self.rules().services.contains_key(service)
        {
            return Err(Refusal::UnknownService(service.0.to_string()));
        }
        let callbacks = &self.carried().callbacks;
        let open = callbacks.all.iter().filter(|callback| callback.is_open());
        if open.count() >= MOST_OPEN {
            return Err(Refusal::TooMany { limit: MOST_OPEN });
        }
        Ok(CallbackEvent::Asked {
            callback: Callback {
                id: callbacks.last + 1,
                person: new.person.clone(),
                service: new.service.clone(),
                ticket: new.ticket.clone(),
                origin: new.origin,
                language: new.language.clone(),
                asked_at: now,
                asked_by: new.by.clone(),
                due: new.due,
                tried: Vec::new(),
                ended: None,
                seen: Vec::new(),
                revision: 1,
            },
        })
    }

    fn open_callback(&self, id: u32, revision: Option<u64>) -> Result<&Callback, Refusal> {
        let callback = self.carried().callbacks.get(id);
        let callback = callback.ok_or(Refusal::UnknownRecord { id })?;
        if revision.is_some_and(|seen| seen != callback.revision) {
            return Err(Refusal::RecordChanged {
                revision: callback.revision,
            });
        }
        if !callback.is_open() {
            return Err(Refusal::RecordClosed { id });
        }
        Ok(callback)
    }
}
