//! The past, for reports: a projection of the entries in a file of its own.
//!
//! `history.db` can be thrown away at any time: it is made again from the
//! entries, which it reads through the store, a batch at a time and never in
//! the counter's way. An entry counts once, however often it is read.

pub mod contacts;
mod fold;
mod follow;
mod names;
pub mod one_day;
mod past_days;
pub mod plan;
pub mod promises;
pub mod report;
pub mod rows;
mod schema;
mod taken_back;

use std::path::PathBuf;
use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use rusqlite::Connection;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::timeout;
use tracing::{error, info};

use crate::history::fold::Fold;
use crate::history::past_days::PastDays;
use crate::history::rows::Period;
use crate::reception::keep::{Entry, Reader};
use crate::watch::lent::{Home, Lent};
use crate::watch::upkeep::{Upkeep, on_a_thread};

/// Questions waiting for the history's file; when full, the asker is told
/// to come again.
const ORDERS: usize = 32;

/// A report takes a third of a second; one waits for a batch being folded too.
const ANSWER_WAIT: Duration = Duration::from_secs(10);

type Question = Box<dyn FnOnce(&Connection) + Send>;

enum Order {
    Fold(Vec<std::sync::Arc<Entry>>, oneshot::Sender<Option<Cursor>>),
    Answer(Question),
    /// The entries are others than those folded: begin again.
    Forget(oneshot::Sender<Option<Cursor>>),
}

/// The last entry that is in the projection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cursor {
    pub epoch: u64,
    /// 0: nothing yet.
    pub seq: u64,
    pub chain: u32,
}

/// How far the projection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub seq: u64,
    /// How far the database goes.
    pub end: u64,
}

impl Progress {
    /// Everything that was kept is in the reports.
    pub fn is_complete(self) -> bool {
        self.seq >= self.end
    }
}

/// Why a report cannot be had now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoReport {
    #[error("the history is busy")]
    Busy,
    #[error("the history cannot be read")]
    Unavailable,
}

/// What others hold of the history.
#[derive(Debug, Clone)]
pub struct History {
    orders: mpsc::Sender<Order>,
    /// Nothing, until the first look has told.
    progress: watch::Receiver<Option<Progress>>,
    past: PastDays,
    reader: Reader,
}

/// Where the projection lies, and the zone its hours are meant in.
#[derive(Debug, Clone)]
pub struct Place {
    pub path: PathBuf,
    pub zone: TimeZone,
    pub zone_name: String,
}

impl History {
    /// Starts what answers and what feeds it, one room. Must be called within a
    /// tokio runtime. A room that falls is started again and goes on where the
    /// file stands; whoever waits is answered then.
    pub fn start(place: Place, reader: Reader, upkeep: &Upkeep) -> Self {
        let (orders, inbox) = mpsc::channel(ORDERS);
        let past = PastDays::default();
        let (told, progress) = watch::channel(None);
        let inbox = Home::new(inbox);
        let serving = upkeep.keep("history", {
            let (inbox, reader, past) = (inbox.clone(), reader.clone(), past.clone());
            let orders = orders.downgrade();
            move || {
                let shelf = Shelf {
                    place: place.clone(),
                    past: past.clone(),
                    fold: None,
                };
                let feeder = orders.upgrade().map(|orders| follow::Feeder {
                    orders,
                    reader: reader.clone(),
                    told: told.clone(),
                });
                serve(shelf, inbox.lend(), feeder)
            }
        });
        drop(tokio::spawn(async move {
            serving.await;
            // Nobody waits for a room that stays shut.
            drop(inbox.take());
        }));
        let history = Self {
            orders,
            progress,
            past,
            reader,
        };
        drop(tokio::spawn(history.clone().warm_up()));
        history
    }

    /// Once everything is in the file, reads the past before somebody asks.
    async fn warm_up(self) {
        let mut progress = self.progress.clone();
        let complete = progress.wait_for(|told| told.is_some_and(Progress::is_complete));
        if complete.await.is_ok() {
            let past = self.past.clone();
            // Whoever asks first finds what is wrong.
            self.ask(move |db| past.warm_up(db)).await.ok();
        }
    }

    /// Whether everything that was kept is in the reports.
    pub fn is_complete(&self) -> bool {
        self.progress.borrow().is_some_and(Progress::is_complete)
    }

    /// Everything from `from` to `to`, both included.
    pub async fn period(&self, from: Date, to: Date) -> Result<Period, NoReport> {
        let past = self.past.clone();
        let is_complete = self.is_complete();
        self.ask(move |db| past.load(db, from, to, is_complete))
            .await
    }

    /// Runs a reading where the file is.
    pub async fn ask<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, NoReport> {
        let (reply, answer) = oneshot::channel();
        let question: Question = Box::new(move |connection| drop(reply.send(read(connection))));
        match self.orders.try_send(Order::Answer(question)) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => return Err(NoReport::Busy),
            Err(TrySendError::Closed(_)) => return Err(NoReport::Unavailable),
        }
        match timeout(ANSWER_WAIT, answer).await {
            Ok(Ok(Ok(answer))) => Ok(answer),
            Ok(Ok(Err(failed))) => {
                error!(%failed, "a report could not be made");
                Err(NoReport::Unavailable)
            }
            Ok(Err(_ended)) => Err(NoReport::Unavailable),
            Err(_late) => Err(NoReport::Busy),
        }
    }
}

/// One room: the file that answers, and the feeder, which ends when nobody
/// wants a history or there are no entries any more.
async fn serve(
    mut shelf: Shelf,
    inbox: Option<Lent<mpsc::Receiver<Order>>>,
    feeder: Option<follow::Feeder>,
) {
    let (Some(mut inbox), Some(feeder)) = (inbox, feeder) else {
        return;
    };
    let answering = async move {
        while let Some(order) = inbox.recv().await {
            shelf = on_a_thread(shelf, |shelf| shelf.obey(order)).await;
        }
    };
    tokio::join!(answering, feeder.run());
}

/// The file with what is read of it. One that cannot be used is made anew; if
/// that fails too, reports are unavailable and the office does not mind.
struct Shelf {
    place: Place,
    past: PastDays,
    fold: Option<Fold>,
}

impl Shelf {
    fn obey(&mut self, order: Order) {
        if self.fold.is_none() {
            self.fold = open(&self.place);
        }
        match order {
            Order::Answer(question) => {
                if let Some(fold) = &self.fold {
                    question(fold.connection());
                }
            }
            Order::Fold(entries, reply) => {
                let done = self
                    .fold
                    .as_mut()
                    .and_then(|fold| match fold.take(&entries) {
                        Ok(cursor) => Some(cursor),
                        Err(failed) => {
                            error!(%failed, "the history could not be written; it is made anew");
                            None
                        }
                    });
                if done.is_none() {
                    self.begin_anew();
                }
                // Whoever no longer listens asks again.
                reply.send(done.or_else(|| self.cursor())).ok();
            }
            Order::Forget(reply) => {
                self.begin_anew();
                reply.send(self.cursor()).ok();
            }
        }
    }

    fn begin_anew(&mut self) {
        self.past.forget();
        self.fold = remade(&self.place, self.fold.take());
    }

    fn cursor(&self) -> Option<Cursor> {
        self.fold.as_ref().map(Fold::cursor)
    }
}

fn open(place: &Place) -> Option<Fold> {
    match Fold::open(place) {
        Ok(Some(fold)) => return Some(fold),
        Ok(None) => info!("the history is of another version or time zone; it is made anew"),
        Err(failed) => error!(%failed, "the history could not be opened; it is made anew"),
    }
    remade(place, None)
}

/// Throws the projection away and begins again: it holds nothing of its own.
fn remade(place: &Place, old: Option<Fold>) -> Option<Fold> {
    drop(old);
    for ending in ["", "-wal", "-shm"] {
        let mut path = place.path.as_os_str().to_owned();
        path.push(ending);
        std::fs::remove_file(path).ok();
    }
    Fold::open(place)
        .map_err(|failed| error!(%failed, "the history could not be made anew"))
        .ok()
        .flatten()
}
