//! What the hall is told beside the queue: services paused for a while, and
//! announcements for the boards. Both outlive the day; whoever set them takes
//! them back.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::Office;
use crate::event::Event;
use crate::refusal::Refusal;
use crate::service::ServiceId;

/// One text, language code → words.
pub type Words = BTreeMap<String, String>;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum SignsCommand {
    /// «Временно не принимаем», or again as before.
    Pause { service: ServiceId, paused: bool },
    /// All announcements at once, in the order the boards show them.
    Announce { lines: Vec<Words> },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum SignsEvent {
    ServicePaused {
        service: ServiceId,
    },
    ServiceResumed {
        service: ServiceId,
    },
    Announced {
        lines: Vec<Words>,
    },
    /// A new day begins with what went on in the old one.
    CarriedOver {
        signs: Signs,
    },
}

/// What goes on in the hall whatever the day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signs {
    pub paused: BTreeSet<ServiceId>,
    pub announcements: Vec<Words>,
}

impl Office {
    pub fn signs(&self) -> &Signs {
        &self.signs
    }

    pub(crate) fn decide_signs(&self, command: &SignsCommand) -> Result<Vec<Event>, Refusal> {
        let event = match command {
            SignsCommand::Pause { service, paused } => {
                self.known_service(service)?;
                if self.signs.paused.contains(service) == *paused {
                    return Ok(Vec::new());
                }
                let service = service.clone();
                if *paused {
                    SignsEvent::ServicePaused { service }
                } else {
                    SignsEvent::ServiceResumed { service }
                }
            }
            SignsCommand::Announce { lines } if *lines == self.signs.announcements => {
                return Ok(Vec::new());
            }
            SignsCommand::Announce { lines } => SignsEvent::Announced {
                lines: lines.clone(),
            },
        };
        Ok(vec![Event::Signs(event)])
    }

    /// What the entry that opens a day says of the hall: a start reads no
    /// further back. Nothing, where nothing goes on.
    pub(crate) fn carry_signs(&self) -> Option<Event> {
        let signs = self.signs.clone();
        (signs != Signs::default()).then_some(Event::Signs(SignsEvent::CarriedOver { signs }))
    }

    /// What another history had put up stands again beside what is up here:
    /// whoever does not want it takes it down.
    pub(crate) fn take_signs_over(&self, theirs: &Signs) -> Option<Event> {
        let mut signs = self.signs.clone();
        signs.paused.extend(theirs.paused.iter().cloned());
        let is_new = |line: &&Words| !self.signs.announcements.contains(line);
        let new = theirs.announcements.iter().filter(is_new).cloned();
        signs.announcements.extend(new);
        (signs != self.signs).then_some(Event::Signs(SignsEvent::CarriedOver { signs }))
    }

    pub(crate) fn apply_signs(&mut self, event: &SignsEvent) {
        match event {
            SignsEvent::ServicePaused { service } => {
                self.signs.paused.insert(service.clone());
            }
            SignsEvent::ServiceResumed { service } => {
                self.signs.paused.remove(service);
            }
            SignsEvent::Announced { lines } => self.signs.announcements.clone_from(lines),
            SignsEvent::CarriedOver { signs } => self.signs.clone_from(signs),
        }
    }
}
