//! What everyone else holds of reception: a bounded queue of questions, and
//! the latest picture.

use std::sync::Arc;
use std::time::Duration;

use office::Office;
use office::command::Command;
use office::day::Moment;
use office::desk::DeskId;
use office::event::Event;
use office::picture::Picture;
use office::refusal::Refusal;
use office::rules::Rules;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::timeout;

use crate::reception::almanac::Almanac;

/// Questions waiting at reception; one takes about a millisecond. When full,
/// the asker is told to come again: nothing waits without bound.
pub(super) const QUEUE: usize = 256;

/// An answer takes at most half a second of waiting for a disk, plus what
/// stands before it in the queue.
const ANSWER_WAIT: Duration = Duration::from_secs(5);

/// One question, with its own way back.
#[derive(Debug)]
pub struct Ask {
    pub command: Command,
    /// Who asks: an account or a device.
    pub by: String,
    /// One-time key: the same key again changes nothing.
    pub key: Option<String>,
    /// Only if the desk still has this revision.
    pub only_if: Option<(DeskId, u64)>,
    /// Only the answer to an earlier question under the same key is wanted.
    pub only_repeat: bool,
}

impl Ask {
    pub fn new(command: Command, by: &str) -> Self {
        Self {
            command,
            by: by.to_owned(),
            key: None,
            only_if: None,
            only_repeat: false,
        }
    }

    #[must_use]
    pub fn with_key(mut self, key: Option<String>) -> Self {
        self.key = key;
        self
    }

    #[must_use]
    pub fn only_repeat(mut self) -> Self {
        self.only_repeat = true;
        self
    }

    #[must_use]
    pub fn only_if(mut self, desk_revision: Option<(DeskId, u64)>) -> Self {
        self.only_if = desk_revision;
        self
    }
}

/// What was done, durable by now.
#[derive(Debug, Clone)]
pub struct Done {
    pub at: Moment,
    pub events: Vec<Event>,
    /// This is the answer to an earlier question under the same key.
    pub is_repeat: bool,
    /// The office just after it.
    pub picture: Arc<Picture>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotDone {
    Refused(Refusal),
    /// The desk changed since the asker looked.
    Stale {
        revision: u64,
    },
    /// The key was used for another command.
    KeyReused,
    /// Only a repeat was wanted, and this is none.
    NoRepeat,
    /// Too many questions wait.
    Overloaded,
    /// The house is closing down, or reception did not answer in time.
    NoAnswer,
}

/// The office as told to everyone; `version` grows with each telling.
#[derive(Debug, Clone)]
pub struct Told {
    pub version: u64,
    pub picture: Arc<Picture>,
}

pub(super) enum Note {
    Ask(Ask, oneshot::Sender<Result<Done, NotDone>>),
    /// A new office file was read and is right.
    Rules(Box<Rules>, Box<dyn Almanac>),
    /// Somebody looks at what pictures do not show.
    Look(Box<dyn FnOnce(&Office) + Send>),
}

#[derive(Debug, Clone)]
pub struct Handle {
    pub(super) notes: mpsc::Sender<Note>,
    pub(super) told: watch::Receiver<Told>,
}

impl Handle {
    /// Asks and waits for the answer, at most a few seconds.
    pub async fn ask(&self, ask: Ask) -> Result<Done, NotDone> {
        let (reply, answer) = oneshot::channel();
        self.notes.try_send(Note::Ask(ask, reply)).map_err(
            |full_or_closed| match full_or_closed {
                mpsc::error::TrySendError::Full(_) => NotDone::Overloaded,
                mpsc::error::TrySendError::Closed(_) => NotDone::NoAnswer,
            },
        )?;
        match timeout(ANSWER_WAIT, answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) | Err(_) => Err(NotDone::NoAnswer),
        }
    }

    /// Hands a new office file's rules over; false if reception is gone or busy.
    pub fn change_rules(&self, rules: Rules, almanac: Box<dyn Almanac>) -> bool {
        let note = Note::Rules(Box::new(rules), almanac);
        self.notes.try_send(note).is_ok()
    }

    /// Reads something out of the office, in turn with the questions.
    pub async fn look<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Office) -> T + Send + 'static,
    ) -> Result<T, NotDone> {
        let (reply, answer) = oneshot::channel();
        let look = Note::Look(Box::new(move |office| drop(reply.send(read(office)))));
        self.notes
            .try_send(look)
            .map_err(|_full_or_closed| NotDone::Overloaded)?;
        match timeout(ANSWER_WAIT, answer).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(_)) | Err(_) => Err(NotDone::NoAnswer),
        }
    }

    /// The latest picture.
    pub fn told(&self) -> Told {
        self.told.borrow().clone()
    }

    /// Reception has ended.
    pub fn is_forgotten(&self) -> bool {
        self.notes.is_closed()
    }

    /// To be woken by every new picture.
    pub fn watch(&self) -> watch::Receiver<Told> {
        self.told.clone()
    }
}
