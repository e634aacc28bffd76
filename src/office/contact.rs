//! The contact record (S11): what a visit was about and what came of it, and
//! what was handed over to the back office, with a day (S3).
//!
//! Topics and outcomes are words of the office file. A note may name a person,
//! so it stands in a row of its own and goes with the others.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::Office;
use crate::day::{Date, MINUTE_MS, Moment};
use crate::desk::DeskId;
use crate::event::Event;
use crate::person::PersonId;
use crate::refusal::Refusal;
use crate::service::ServiceId;
use crate::staff::AccountId;
use crate::ticket::TicketNumber;

/// What is done stays on the list so long (31 days).
const DONE_KEPT_MS: i64 = 31 * 24 * 60 * MINUTE_MS;

/// Open hand-overs at once: more than a back office works off in a month.
const MOST_OPEN: usize = 5_000;

/// One visit's record; a later one of the same visit replaces it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    pub number: TicketNumber,
    /// Numbers start anew each day.
    pub date: Date,
    pub service: Option<ServiceId>,
    pub desk: DeskId,
    pub by: AccountId,
    pub topic: Option<String>,
    pub outcome: Option<String>,
    /// Points at the note's row.
    pub note: Option<PersonId>,
    /// The back office answers by the end of this day (S3).
    pub hand_over: Option<Date>,
    /// Given with the act that ends the visit, and taken back with it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_last_word: bool,
}

/// What was said of one visit of today.
#[derive(Debug, Clone, Default)]
pub(crate) struct Said {
    meanwhile: Option<Contact>,
    at_its_end: Option<Contact>,
}

impl Said {
    fn note(&mut self, contact: &Contact) {
        if contact.is_last_word {
            self.at_its_end = Some(contact.clone());
        } else {
            self.meanwhile = Some(contact.clone());
            self.at_its_end = None;
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOver {
    pub id: u32,
    pub contact: Contact,
    pub at: Moment,
    pub due: Date,
    #[serde(default)]
    pub done: Option<(AccountId, Moment)>,
    pub revision: u64,
}

impl HandOver {
    pub fn is_overdue(&self, today: Date) -> bool {
        self.done.is_none() && self.due < today
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HandOvers {
    last: u32,
    all: Vec<HandOver>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum ContactCommand {
    /// For the visitor who is at the desk now.
    Record {
        desk: DeskId,
        number: TicketNumber,
        by: AccountId,
        topic: Option<String>,
        outcome: Option<String>,
        note: Option<PersonId>,
        hand_over: Option<Date>,
        /// The visit ends with it.
        is_last_word: bool,
    },
    /// The back office has done it.
    Done {
        id: u32,
        revision: Option<u64>,
        by: AccountId,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum ContactEvent {
    Recorded {
        contact: Contact,
    },
    /// The end of the visit was taken back, and with it what was said then.
    TakenBack {
        number: TicketNumber,
        date: Date,
        desk: DeskId,
        /// What stands again.
        stands: Option<Contact>,
    },
    Done {
        id: u32,
        by: AccountId,
    },
}

impl HandOvers {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub fn all(&self) -> &[HandOver] {
        &self.all
    }

    pub(crate) fn at_opening(&self, now: Moment) -> Self {
        let mut kept = self.clone();
        kept.all.retain(|held| {
            let done = held.done.as_ref();
            done.is_none_or(|(_by, at)| now.ms_since(*at) < DONE_KEPT_MS)
        });
        kept
    }

    /// One visit hands over one thing; of two tellings the later counts.
    pub(crate) fn unite(&self, other: &Self) -> Self {
        let mut united = self.clone();
        united.last = united.last.max(other.last);
        for theirs in &other.all {
            let key = (&theirs.contact.number, theirs.contact.date);
            let same = |ours: &&mut HandOver| (&ours.contact.number, ours.contact.date) == key;
            if let Some(ours) = united.all.iter_mut().find(same) {
                if theirs.revision > ours.revision {
                    let id = ours.id;
                    ours.clone_from(theirs);
                    ours.id = id;
                }
                continue;
            }
            let mut theirs = theirs.clone();
            if united.all.iter().any(|ours| ours.id == theirs.id) {
                united.last += 1;
                theirs.id = united.last;
            }
            united.all.push(theirs);
        }
        united.all.sort_by_key(|held| held.id);
        united
    }

    pub(crate) fn people(&self) -> BTreeSet<PersonId> {
        let open = self.all.iter().filter(|held| held.done.is_none());
        open.filter_map(|held| held.contact.note.clone()).collect()
    }

    pub(crate) fn apply(&mut self, event: &ContactEvent, at: Moment) {
        match event {
            ContactEvent::Recorded { contact } => self.note(contact, at),
            ContactEvent::TakenBack {
                number,
                date,
                stands,
                ..
            } => {
                self.take_back(number, *date, stands.as_ref());
            }
            ContactEvent::Done { id, by } => {
                if let Some(held) = self.all.iter_mut().find(|held| held.id == *id) {
                    held.done = Some((by.clone(), at));
                    held.revision += 1;
                }
            }
        }
    }

    /// What the back office has done already stays done.
    fn take_back(&mut self, number: &TicketNumber, date: Date, stands: Option<&Contact>) {
        let is_it = |held: &HandOver| {
            held.done.is_none() && (&held.contact.number, held.contact.date) == (number, date)
        };
        let stands = stands.and_then(|contact| Some((contact, contact.hand_over?)));
        match stands {
            None => self.all.retain(|held| !is_it(held)),
            Some((contact, due)) => {
                for held in self.all.iter_mut().filter(|held| is_it(held)) {
                    held.contact.clone_from(contact);
                    held.due = due;
                    held.revision += 1;
                }
            }
        }
    }

    fn note(&mut self, contact: &Contact, at: Moment) {
        let Some(due) = contact.hand_over else { return };
        let key = (&contact.number, contact.date);
        let same = |held: &&mut HandOver| (&held.contact.number, held.contact.date) == key;
        if let Some(held) = self.all.iter_mut().find(same) {
            held.contact.clone_from(contact);
            held.due = due;
            held.revision += 1;
            return;
        }
        self.last += 1;
        self.all.push(HandOver {
            id: self.last,
            contact: contact.clone(),
            at,
            due,
            done: None,
            revision: 1,
        });
    }
}

impl Office {
    pub(crate) fn decide_contact(&self, command: &ContactCommand) -> Result<Vec<Event>, Refusal> {
        let event = match command {
            ContactCommand::Record {
                desk,
                number,
                by,
                topic,
                outcome,
                note,
                hand_over,
                is_last_word,
            } => {
                let day = self.day().ok_or(Refusal::DayNotOpen)?;
                let ticket = self.ticket(number);
                let ticket = ticket.filter(|ticket| ticket.desk() == Some(*desk));
                let ticket = ticket.ok_or_else(|| Refusal::NotServedHere {
                    desk: *desk,
                    ticket: number.clone(),
                })?;
                let open = self.carried().hand_overs.all.iter();
                let open = open.filter(|held| held.done.is_none()).count();
                if hand_over.is_some() && open >= MOST_OPEN {
                    return Err(Refusal::TooMany { limit: MOST_OPEN });
                }
                ContactEvent::Recorded {
                    contact: Contact {
                        number: number.clone(),
                        date: day.date,
                        service: ticket.service.clone(),
                        desk: *desk,
                        by: by.clone(),
                        topic: topic.clone(),
                        outcome: outcome.clone(),
                        note: note.clone(),
                        hand_over: *hand_over,
                        is_last_word: *is_last_word,
                    },
                }
            }
            ContactCommand::Done { id, revision, by } => {
                let mut all = self.carried().hand_overs.all.iter();
                let held = all.find(|held| held.id == *id);
                let held = held.ok_or(Refusal::UnknownRecord { id: *id })?;
                if revision.is_some_and(|seen| seen != held.revision) {
                    return Err(Refusal::RecordChanged {
                        revision: held.revision,
                    });
                }
                if held.done.is_some() {
                    return Err(Refusal::RecordClosed { id: *id });
                }
                ContactEvent::Done {
                    id: *id,
                    by: by.clone(),
                }
            }
        };
        Ok(vec![Event::Contact(event)])
    }

    /// S2, S11: the end of a visit is taken back, and with it what was said then.
    pub(crate) fn take_word_back(&self, number: &TicketNumber, desk: DeskId) -> Option<Event> {
        let said = self.said.get(number)?;
        let date = said.at_its_end.as_ref()?.date;
        Some(Event::Contact(ContactEvent::TakenBack {
            number: number.clone(),
            date,
            desk,
            stands: said.meanwhile.clone(),
        }))
    }

    /// What each visit was about, to be taken back with its end.
    pub(crate) fn hear(&mut self, event: &ContactEvent) {
        match event {
            ContactEvent::Recorded { contact } => {
                self.said
                    .entry(contact.number.clone())
                    .or_default()
                    .note(contact);
            }
            ContactEvent::TakenBack { number, .. } => {
                if let Some(said) = self.said.get_mut(number) {
                    said.at_its_end = None;
                }
            }
            ContactEvent::Done { .. } => {}
        }
    }
}
