//! People: what visitors tell of themselves, and the only way to it.
//!
//! Rows live apart from events, in a place of their own that `store` keeps
//! (S6, S10; law 152-FZ): an event names a row, the row goes when it is no
//! longer needed. Reception never waits for it. No queue here is without
//! bound: when the store does not keep up, the asker is told to come again.

pub mod format;
pub mod pii;

use std::time::Duration;

use office::day::Moment;
use office::person::PersonId;
use sha2::{Digest, Sha256};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use crate::hex::hex;
use crate::people::pii::Pii;

/// Questions waiting for the store; each takes a few milliseconds. When full,
/// the asker is told to come again.
pub const QUEUE: usize = 64;

/// An answer takes one disk commit; a disk that needs longer counts as away.
const ANSWER_WAIT: Duration = Duration::from_secs(3);

/// One person's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub id: PersonId,
    /// What the data are for: "callback", "statement", "appointment".
    pub purpose: String,
    pub name: Pii,
    /// "+79123456789": see [`format::phone`].
    pub phone: Pii,
    pub address: Pii,
    /// Digits and letters: see [`format::contract`].
    pub contract: Pii,
    /// What it is about, in the visitor's or the clerk's words.
    pub gist: Pii,
    pub created: Moment,
    /// `None` while the purpose lasts.
    pub erase_after: Option<Moment>,
}

/// By what a person can be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    Phone(Pii),
    Contract(Pii),
    /// Letters that stand in a name, an address or in what was said, whatever
    /// their case.
    Words(Pii),
}

/// Why a row could not be kept or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PeopleError {
    /// Too many questions wait.
    #[error("too many questions wait")]
    Overloaded,
    /// The database of people cannot be used now.
    #[error("the database of people cannot be used")]
    Unavailable,
    /// The id belongs to other data: a one-time key was used twice.
    #[error("the row holds other data")]
    Another,
}

/// One question, with its own way back.
#[derive(Debug)]
pub enum Job {
    Put(Box<Person>, Reply<()>),
    /// All or none, instead of what was there under the same ids.
    PutAll(Vec<Person>, Reply<()>),
    Get(Vec<PersonId>, Reply<Vec<Person>>),
    Find(By, Reply<Vec<Person>>),
    /// Adds a line to what it is about.
    AddGist(PersonId, Pii, Reply<()>),
    Erase(PersonId, Reply<bool>),
    /// Marks who is needed no longer, erases whose time has come.
    Settle(Settle, Reply<usize>),
}

pub type Reply<T> = oneshot::Sender<Result<T, PeopleError>>;

/// Who is still needed, and how long the others stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settle {
    pub needed: std::collections::BTreeSet<PersonId>,
    pub now: Moment,
    /// From the end of the purpose to the erasing, milliseconds.
    pub keep_ms: i64,
}

/// What everyone else holds of the people.
#[derive(Debug, Clone)]
pub struct People {
    jobs: mpsc::Sender<Job>,
}

impl People {
    pub fn new(jobs: mpsc::Sender<Job>) -> Self {
        Self { jobs }
    }

    /// Keeps a row, durable when it returns. The same row again is no error.
    pub async fn put(&self, person: Person) -> Result<(), PeopleError> {
        self.ask(|reply| Job::Put(Box::new(person), reply)).await
    }

    /// Keeps rows in one go, instead of what was there under the same ids.
    pub async fn put_all(&self, people: Vec<Person>) -> Result<(), PeopleError> {
        if people.is_empty() {
            return Ok(());
        }
        self.ask(|reply| Job::PutAll(people, reply)).await
    }

    /// The rows that are still there, in no order.
    pub async fn get(&self, ids: Vec<PersonId>) -> Result<Vec<Person>, PeopleError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        self.ask(|reply| Job::Get(ids, reply)).await
    }

    /// Everyone with this phone, contract number or these words, newest first.
    pub async fn find(&self, by: By) -> Result<Vec<Person>, PeopleError> {
        self.ask(|reply| Job::Find(by, reply)).await
    }

    /// Adds a line to what it is about; a row that is gone takes none.
    pub async fn add_gist(&self, id: PersonId, line: Pii) -> Result<(), PeopleError> {
        self.ask(|reply| Job::AddGist(id, line, reply)).await
    }

    /// Erases a row for good; false if there was none.
    pub async fn erase(&self, id: PersonId) -> Result<bool, PeopleError> {
        self.ask(|reply| Job::Erase(id, reply)).await
    }

    /// Erases whose time has come; how many.
    pub async fn settle(&self, settle: Settle) -> Result<usize, PeopleError> {
        self.ask(|reply| Job::Settle(settle, reply)).await
    }

    async fn ask<T>(&self, job: impl FnOnce(Reply<T>) -> Job) -> Result<T, PeopleError> {
        let (reply, answer) = oneshot::channel();
        self.jobs
            .try_send(job(reply))
            .map_err(|full_or_closed| match full_or_closed {
                mpsc::error::TrySendError::Full(_) => PeopleError::Overloaded,
                mpsc::error::TrySendError::Closed(_) => PeopleError::Unavailable,
            })?;
        match timeout(ANSWER_WAIT, answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) | Err(_) => Err(PeopleError::Unavailable),
        }
    }
}

/// The row of a contract's holder (S8): one of its own, whatever the day.
pub fn contract_id(contract: &str) -> Result<PersonId, PeopleError> {
    new_id(Some(contract), "readings")
}

/// The id of a new row. With a one-time key it is the key's own on its day: a
/// question that is sent again names the same row, and so the same command.
pub fn new_id(key: Option<&str>, day: &str) -> Result<PersonId, PeopleError> {
    let mut seed = [0; 16];
    match key {
        Some(key) => {
            let digest = Sha256::digest(format!("person {day} {key}"));
            seed.copy_from_slice(digest.get(..16).unwrap_or(&[0; 16]));
        }
        None => {
            getrandom::fill(&mut seed).map_err(|_no_random| PeopleError::Unavailable)?;
        }
    }
    Ok(PersonId(hex(&seed)))
}
